from odoo import fields, models


class CreditSecurityLower(models.TransientModel):
    """Ask to what an insurer cut his limit, as of when, and why."""

    _name = 'credit.security.lower'
    _description = "Cut of an Insurer's Limit, Asked For"

    security_id = fields.Many2one('credit.security', required=True, ondelete='cascade')
    currency_id = fields.Many2one(related='security_id.currency_id')
    value = fields.Monetary(string="New Limit", help="0: the insurer cancelled it.")
    day = fields.Date(
        string="For Deliveries From", required=True,
        default=lambda self: self.env.company.root_id._credit_today())
    reason = fields.Char()

    def action_apply(self):
        self.ensure_one()
        self.security_id.cut(self.value, self.day, self.reason)
        return {'type': 'ir.actions.act_window_close'}
