from odoo import fields, models


class CreditDeliveryProofWithdraw(models.TransientModel):
    """Ask why a proof of delivery is wrong."""

    _name = 'credit.delivery.proof.withdraw'
    _description = "Withdraw a Proof of Delivery"

    proof_id = fields.Many2one(
        'credit.delivery.proof', required=True,
        default=lambda self: self.env.context.get('active_id'))
    reason = fields.Char(required=True)

    def action_withdraw(self):
        self.ensure_one()
        self.proof_id.withdraw(self.reason)
        return {'type': 'ir.actions.act_window_close'}
