from odoo import fields, models


class CreditHoldAsk(models.TransientModel):
    """A salesperson asks for a release, with a word for whoever decides."""

    _name = 'credit.hold.ask'
    _description = "Ask for a Credit Release"

    order_id = fields.Many2one('sale.order', required=True)
    note = fields.Char(required=True)

    def action_ask(self):
        """Open or refresh the hold and put the word on it."""
        self.ensure_one()
        answer = self.order_id.action_request_credit_release(self.note)
        hold_sudo = self.order_id.sudo().credit_hold_id
        if not answer:
            message = self.env._(
                "Nothing stands in the way of %(order)s. Confirm it.", order=self.order_id.name
            )
        elif hold_sudo.user_id:
            message = self.env._(
                "%(hold)s is with %(owner)s.", hold=answer['hold'], owner=hold_sudo.user_id.name
            )
        else:
            message = self.env._("%(hold)s is in the credit queue.", hold=answer['hold'])
        return {
            'type': 'ir.actions.client', 'tag': 'display_notification',
            'params': {
                'type': 'info', 'message': message, 'next': {'type': 'ir.actions.act_window_close'},
            },
        }
