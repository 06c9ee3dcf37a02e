from odoo import fields, models


class CreditHoldQuestion(models.TransientModel):
    """A question of credit to the salesperson of a held order."""

    _name = 'credit.hold.question'
    _description = "Ask Sales"

    hold_id = fields.Many2one('credit.hold', required=True, ondelete='cascade')
    text = fields.Text(string="Question", required=True)

    def action_ask(self):
        """Put the question on the order and on its salesperson's desk."""
        self.ensure_one()
        self.hold_id._ask_sales(self.text)
        return {
            'type': 'ir.actions.client', 'tag': 'display_notification', 'params': {
                'type': 'success', 'message': self.env._(
                    "Asked %(user)s.", user=self.hold_id.sudo()._salesperson().name
                ),
                'next': {'type': 'ir.actions.act_window_close'},
            },
        }
