from odoo import fields, models
from odoo.exceptions import UserError


class CreditTouchHandOver(models.TransientModel):
    """Ask to whom touches go."""

    _name = 'credit.touch.hand.over'
    _description = "Hand Over Touches"

    touch_ids = fields.Many2many(
        'credit.touch', default=lambda self: self.env.context.get('active_ids'))
    user_id = fields.Many2one(
        'res.users', string="To", required=True, domain=[('share', '=', False)])

    def action_hand_over(self):
        self.ensure_one()
        for touch in self.touch_ids:
            if touch.company_id not in self.user_id.sudo().company_ids.root_id:
                raise UserError(self.env._(
                    "%(user)s does not work in %(company)s. Choose somebody who does.",
                    user=self.user_id.name, company=touch.sudo().company_id.name))
        self.touch_ids._hand_over(self.user_id)
        return {'type': 'ir.actions.act_window_close'}
