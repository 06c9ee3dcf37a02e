from odoo import models

from ..exceptions import CreditHold
from ..transaction import undivided

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
                with undivided(self.env.cr):
                    named = tx.with_context(credit_door='payment')
                    confirmed |= super(PaymentTransaction, named)._check_amount_and_confirm_order()
            except CreditHold as held:
                order.invalidate_recordset()
                order._credit_stand_held(held)
        return confirmed

    def _set_pending(self, **kwargs):
        """Confirm what is paid later right here; a held order is only *sent*.

        Odoo confirms such drafts in a later request, where a refusal would be an error to the
        customer, and there may be less room by then. It finds none any more.
        """
        txs = super()._set_pending(**kwargs)
        for order in txs.filtered(lambda tx: tx._credit_pays_later()).sale_order_ids:
            if order.state == 'draft' and order.company_id._credit_mode_now() != 'off':
                named = order.with_context(credit_door='pay later', send_email=True)
                named._credit_knock(named.action_confirm)
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
