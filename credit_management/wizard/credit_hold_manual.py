from odoo import fields, models
from odoo.exceptions import AccessError


class CreditHoldManual(models.TransientModel):
    """Hold a customer, or one order, by hand; no fact cures it."""

    _name = 'credit.hold.manual'
    _description = "Hold by Hand"

    profile_ids = fields.Many2many('credit.profile', string="Customers")
    order_id = fields.Many2one('sale.order')
    reason_id = fields.Many2one('credit.reason', required=True, domain=[('usage', '=', 'manual')])
    note = fields.Text(required=True, help="What would lift it; your colleagues read this.")
    valid_until = fields.Date(help="Empty: until somebody lifts it.")

    def action_hold(self):
        """Set the holds; they stand in the queue until somebody lifts them."""
        self.ensure_one()
        if not self.env.user.has_group('credit_management.credit_management_group_officer'):
            raise AccessError(self.env._("Customers are held by credit officers."))
        if self.order_id:
            self.order_id.action_credit_hold(self.reason_id.code, self.note, self.valid_until)
        for profile in self.profile_ids:
            self.env['credit.hold']._hold_by_hand(
                profile, profile, self.reason_id.code, self.note, self.valid_until
            )
        return {'type': 'ir.actions.act_window_close'}
