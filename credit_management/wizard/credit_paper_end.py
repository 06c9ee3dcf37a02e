from odoo import fields, models


class CreditPaperEnd(models.TransientModel):
    """Ask from which day on a contract or a letter binds no more, and why."""

    _name = 'credit.paper.end'
    _description = "End of a Contract or Letter"

    contract_id = fields.Many2one('credit.contract')
    authorization_id = fields.Many2one('credit.authorization')
    day = fields.Date(
        string="From This Day On", required=True,
        default=lambda self: self.env.company.root_id._credit_today(),
        help="Of a letter the day on which the notice came; what was dated before stays.")
    reason = fields.Char(required=True)

    def action_apply(self):
        self.ensure_one()
        if self.contract_id:
            self.contract_id.action_terminate(self.day, self.reason)
        else:
            self.authorization_id.action_revoke(self.day, self.reason)
        return {'type': 'ir.actions.act_window_close'}
