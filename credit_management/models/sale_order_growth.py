from odoo import SUPERUSER_ID, models

#: Key in the cursor's cache: ids of confirmed orders that its transaction changed.
_CHANGED = 'credit_management.changed_orders'


class SaleOrder(models.Model):
    """Growth of a confirmed order: a user's is refused, the system's is saved and held."""

    _inherit = 'sale.order'

    def _credit_before_growth(self, new_partner_ids=()):
        """Return ``{order id: what it still adds}`` of confirmed orders that a policy watches.

        :param new_partner_ids: who is about to buy or to pay: an order comes under his policy
        """
        confirmed = self.filtered(
            lambda order: order.state == 'sale' and order.company_id._credit_mode_now() != 'off'
        )
        if not confirmed:
            return {}
        confirmed._credit_mark_changed()
        profiles, new = (self.env['credit.profile']._of_partners(partners) for partners in (
            confirmed.partner_invoice_id, self.env['res.partner'].browse(new_partner_ids)))
        watched = confirmed if new else confirmed.filtered(
            lambda order: order.partner_invoice_id.sudo().commercial_partner_id in profiles.partner_id
            or order.company_id.sudo().root_id.credit_no_profile != 'unchecked'
        )
        return self._credit_measure(watched)

    def _credit_mark_changed(self):
        """Remember that this transaction changed what confirmed orders add."""
        self.env.cr.cache.setdefault(_CHANGED, set()).update(self.ids)

    def _credit_changed_before(self, asked_ids):
        """Tell whether this transaction changed a confirmed order other than those asked about."""
        return bool(self.env.cr.cache.get(_CHANGED, set()) - set(asked_ids))

    def _credit_measure(self, orders):
        """Return ``{order id: (payer id, amount, (term id, buyer id))}``, all pending written."""
        if not orders:
            return {}
        self.env.flush_all()
        amounts = self.env['credit.exposure'].sudo()._order_amounts(
            orders.ids, as_it_stands=True
        )
        return {
            order.id: (
                order.partner_invoice_id.sudo().commercial_partner_id.id,
                amounts.get(order.id, {}).get('gross', 0.0),
                (order.payment_term_id.id, order.partner_id.sudo().commercial_partner_id.id),
            )
            for order in orders
        }

    def _credit_after_growth(self, before, by_system=False):
        """Refuse what a user typed beyond credit; note what the system had to add."""
        orders = self.browse(before).exists()
        after = self._credit_measure(orders.filtered(lambda order: order.state == 'sale'))
        increases = {}
        for order_id, (payer, amount, rest) in after.items():
            old_payer, old_amount, old_rest = before[order_id]
            increase = amount if payer != old_payer else amount - old_amount
            order = self.browse(order_id)
            if order.company_id.currency_id.compare_amounts(increase, 0.0) > 0 or (
                rest != old_rest and payer == old_payer
            ):
                increases[order_id] = max(increase, 0.0)
        smaller = orders - self.browse(increases)
        if smaller:
            self._credit_notify('order_reduced', smaller)
        self._credit_relieve({before[order_id][0] for order_id in after}
                             - {payer for payer, _amount, _rest in after.values()})
        if increases:
            self._credit_ask_growth(increases, by_system)

    def _credit_relieve(self, payer_ids):
        """Who pays an order no longer has room again."""
        if payer_ids:
            partners = self.env['res.partner'].browse(payer_ids)
            profiles = self.env['credit.profile']._of_partners(partners)
            profiles._notify('order_reduced', profiles, 'sale.order')

    def _credit_ask_growth(self, increases, by_system):
        orders = self.browse(increases)
        system = by_system or self.env.su
        outcomes = self.env['credit.check']._gate_orders(
            orders, 'order_growth', increases, door='system growth' if system else 'growth',
            raising=not system,
        )
        self.env['credit.hold'].sudo()._keep(outcomes)
        self.env['credit.hold'].with_user(SUPERUSER_ID)._close_passed(outcomes)
        self._credit_notify('order_grown', orders)
