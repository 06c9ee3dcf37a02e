from odoo import models

from ..exceptions import CreditHold

#: Ways of paying later that Odoo confirms at once: cash on delivery, pay on site.
PAY_LATER_MODES = ('cash_on_delivery', 'on_site')


class PaymentTransaction(models.Model):
    _inherit = 'payment.transaction'

    # Online payments that are no payment in the books yet.
    _credit_unbooked_idx = models.Index(
        "(id) WHERE payment_id IS NULL AND state IN ('authorized', 'done')"
    )

    def _check_amount_and_confirm_order(self):
        """Book the money whatever the gate says: a held order waits, paid and signed."""
        confirmed = self.env['sale.order']
        for tx in self:
            order = tx.sale_order_ids[:1]
            try:
                with self.env.cr.savepoint():
                    named = tx.with_context(credit_door='payment')
                    confirmed |= super(PaymentTransaction, named)._check_amount_and_confirm_order()
            except CreditHold as held:
                order.invalidate_recordset()
                order._credit_stand_held(held)
        return confirmed

    def _set_pending(self, **kwargs):
        """Ask before a pay-later order is confirmed; a held one is only *sent* afterwards."""
        txs = super()._set_pending(**kwargs)
        for tx in (txs or self).filtered(lambda t: t._credit_pays_later()):
            for order in tx.sale_order_ids.filtered(lambda o: o.state == 'draft'):
                named = order.with_context(credit_door='pay later')
                named._credit_knock(named._credit_try)
        return txs

    def _credit_pays_later(self):
        mode = 'custom_mode' in self.provider_id._fields and self.provider_id.custom_mode
        return mode in PAY_LATER_MODES

    def _set_done(self, **kwargs):
        txs = super()._set_done(**kwargs)
        self._credit_money_arrived()
        return txs

    def _set_authorized(self, **kwargs):
        txs = super()._set_authorized(**kwargs)
        self._credit_money_arrived()
        return txs

    def _credit_money_arrived(self):
        profiles = self.env['credit.profile']._of_partners(self.partner_id)
        if profiles:
            profiles._notify('money_arrived', profiles, 'payment.transaction')
