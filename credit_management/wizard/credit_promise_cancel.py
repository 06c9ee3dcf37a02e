from odoo import fields, models


class CreditPromiseCancel(models.TransientModel):
    """Ask why a promise is taken out."""

    _name = 'credit.promise.cancel'
    _description = "Cancel Promises"

    promise_ids = fields.Many2many('credit.promise', required=True, readonly=True)
    reason = fields.Char(required=True)

    def action_cancel(self):
        self.ensure_one()
        self.promise_ids.cancel(self.reason)
        return {'type': 'ir.actions.act_window_close'}
