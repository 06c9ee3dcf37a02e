from odoo import models
from odoo.exceptions import ValidationError


class SaleOrder(models.Model):
    _inherit = 'sale.order'

    def _check_cart_is_ready_to_be_paid(self):
        """Take no money for what no money lets through."""
        if refusal := self._credit_shop_refusal():
            raise ValidationError('\n'.join(refusal))
        return super()._check_cart_is_ready_to_be_paid()

    def _credit_shop_refusal(self):
        """Return (title, text) for a cart that is stopped even when it is paid in full, or ()."""
        if self._credit_has_ordered() or self._credit_foreseen()[1] != 'stop':
            return ()
        return (
            self.env._("We cannot take this order online."),
            self.env._("Please contact us, we will gladly help."),
        )

    def _credit_shop_notice(self):
        """Return what the payment page says of a cart that may have to wait, else ''."""
        unpaid, paid = self._credit_foreseen()
        if paid in ('hold', 'stop'):
            return self.env._("We will look at your order and confirm it shortly.")
        if unpaid in ('hold', 'stop'):
            return self.env._(
                "Paid online now, your order starts at once. With any other way of paying we will"
                " look at it and confirm it shortly."
            )
        return ''

    def _credit_foreseen(self):
        """Return the verdicts on this cart as it is, and with all of it paid: shops take all."""
        self.ensure_one()
        unpaid = self._credit_answer()
        if unpaid['report_only'] or unpaid['verdict'] in ('ok', 'warn'):
            return ('ok', 'ok')
        return (unpaid['verdict'], self._credit_answer(amount=0.0)['verdict'])
