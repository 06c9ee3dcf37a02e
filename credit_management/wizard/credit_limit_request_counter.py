from odoo import fields, models


class CreditLimitRequestCounter(models.TransientModel):
    """Ask for the smaller limit that somebody who decides proposes."""

    _name = 'credit.limit.request.counter'
    _description = "Propose Another Limit"

    request_id = fields.Many2one('credit.limit.request', required=True, readonly=True)
    currency_id = fields.Many2one(related='request_id.currency_id')
    limit = fields.Monetary(required=True)
    valid_until = fields.Date(string="Until")
    note = fields.Char(string="Reason", required=True)

    def action_propose(self):
        self.ensure_one()
        self.request_id.action_counter(
            self.limit, self.valid_until and str(self.valid_until) or None, self.note)
        return {'type': 'ir.actions.act_window_close'}
