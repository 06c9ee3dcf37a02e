from odoo import fields, models


class CreditTouchTakeBack(models.TransientModel):
    """Ask why an outcome is wrong."""

    _name = 'credit.touch.take.back'
    _description = "Take an Outcome Back"

    touch_id = fields.Many2one(
        'credit.touch', required=True, default=lambda self: self.env.context.get('active_id'))
    reason = fields.Char(required=True)

    def action_take_back(self):
        self.ensure_one()
        self.touch_id.take_back(self.reason)
        return {'type': 'ir.actions.act_window_close'}
