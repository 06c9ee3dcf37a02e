from odoo import fields, models


class CreditLimitRequestRefuse(models.TransientModel):
    """Ask why a limit is refused."""

    _name = 'credit.limit.request.refuse'
    _description = "Refuse a Limit"

    request_id = fields.Many2one('credit.limit.request', required=True, readonly=True)
    note = fields.Char(string="Reason", required=True)

    def action_refuse(self):
        self.ensure_one()
        self.request_id.action_refuse(self.note)
        return {'type': 'ir.actions.act_window_close'}
