from odoo import fields, models


class CreditFraudClear(models.TransientModel):
    """Clear red checks of a customer's fraud checklist, with a reason that the log keeps."""

    _name = 'credit.fraud.clear'
    _description = "Clear Fraud Checks"

    check_ids = fields.Many2many('credit.fraud.check', string="Checks", readonly=True, required=True)
    reason = fields.Text(required=True)

    def action_clear(self):
        self.ensure_one()
        self.check_ids._clear(self.reason)
        return {'type': 'ir.actions.act_window_close'}
