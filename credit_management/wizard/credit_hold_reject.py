from odoo import fields, models


class CreditHoldReject(models.TransientModel):
    """Reject one or many holds with one reason; the orders may be changed and asked for again."""

    _name = 'credit.hold.reject'
    _inherit = 'credit.hold.decide'
    _description = "Reject Credit Holds"

    reason_id = fields.Many2one('credit.reason', required=True, domain=[('usage', '=', 'reject')])

    def _decide(self, hold):
        return hold.reject(self.reason_id.code, self.note)
