from odoo import fields, models


class CreditSecurityRelease(models.TransientModel):
    """Ask since when a security is given back, and why."""

    _name = 'credit.security.release'
    _description = "Release of a Security"

    security_id = fields.Many2one('credit.security', required=True, ondelete='cascade')
    day = fields.Date(
        string="From This Day On", required=True,
        default=lambda self: self.env.company.root_id._credit_today())
    reason = fields.Char(required=True)

    def action_apply(self):
        self.ensure_one()
        self.security_id.action_release(self.day, self.reason)
        return {'type': 'ir.actions.act_window_close'}
