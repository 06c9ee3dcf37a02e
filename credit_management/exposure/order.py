from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from ..const import COMPONENTS
from . import order_lines, order_money
from .base import Component, number

_lt = LazyTranslate(__name__)


class Order(Component):
    """Confirmed orders, as far as they are not invoiced: one pass for four codes.

    Every line counts the quantity that is not on an invoice yet (ordered or delivered, whichever
    is more) at its price with tax; quantities are never negative, prices keep their sign, so a
    discount line takes off. Down payments come off the order, and no order is less than nothing.
    """

    names = {
        'order': _lt("Orders not delivered"),
        'order_delivered': _lt("Delivered, not invoiced"),
        'prepayment': _lt("Prepayments"),
        'beyond_horizon': _lt("Orders beyond the horizon"),
    }
    signs = {'order': 1, 'order_delivered': 1, 'prepayment': -1, 'beyond_horizon': -1}
    counts = frozenset(names)
    sources = dict.fromkeys(names, ('sale_order', 'partner_invoice_id'))

    def fragment(self, scope):
        if scope.absent.orders:
            return None
        return SQL(
            """SELECT o.profile_id, item.component, 'sale.order' AS res_model, o.id AS res_id,
                      o.id AS source_id, o.date, NULL::date AS date_due, item.amount,
                      %(at_today)s AS amount_today,
                      ROUND(item.amount * o.rate, 6) AS amount_currency, o.currency_id
                 FROM (%(amounts)s) o
                CROSS JOIN LATERAL (VALUES
                      (%(order)s, o.remainder - o.delivered), (%(delivered)s, o.delivered),
                      (%(prepayment)s, -o.prepaid), (%(beyond)s, -o.beyond)
                      ) AS item (component, amount)
                WHERE item.amount <> 0""",
            amounts=self.amounts(scope), order=number('order'),
            delivered=number('order_delivered'), prepayment=number('prepayment'),
            beyond=number('beyond_horizon'),
            at_today=scope.at_today(SQL("item.amount"), SQL("item.amount * o.rate"),
                                    SQL("o.currency_id"), SQL("o.company_id")),
        )

    def totals(self, scope):
        if scope.absent.orders:
            return None
        return SQL(
            """SELECT profile_id, unnest(%(codes)s) AS component,
                      unnest(ARRAY[SUM(remainder - delivered), SUM(delivered), -SUM(prepaid),
                                   -SUM(beyond)]) AS amount
                 FROM (%(amounts)s) o GROUP BY profile_id""",
            codes=[COMPONENTS[code] for code in self.codes], amounts=self.amounts(scope),
        )

    def amounts(self, scope):
        """Return one row an order, in company currency.

        id, profile_id, company_id, currency_id, rate, date, remainder (after down payments),
        delivered (its delivered part), prepaid (money not in the ledger yet), received (all money
        that came for it), advance (down payments that were taken off), beyond (its part past the
        horizon)
        """
        return SQL(
            """SELECT o.*, CASE WHEN o.is_beyond
                           THEN LEAST(o.remainder - o.delivered, o.remainder - o.prepaid)
                           ELSE 0 END AS beyond
                 FROM (SELECT m.id, m.profile_id, m.company_id, m.currency_id, m.rate, m.date,
                              m.is_beyond, m.remainder, m.received, m.advance,
                              LEAST(GREATEST(m.delivered, 0), m.remainder) AS delivered,
                              LEAST(GREATEST(m.prepaid, 0), m.remainder) AS prepaid
                         FROM (%s OFFSET 0) m) o""",
            self._in_company(scope),
        )

    def _in_company(self, scope):
        """Return one row an order, its sums converted and rounded."""
        company = SQL("so.company_id")
        horizon = scope.setting('horizon_days', company)
        money = order_money.columns(scope)

        def convert(amount):
            return scope.round(SQL("CASE WHEN so.rate = 1 THEN %(a)s ELSE %(a)s / so.rate END",
                                   a=amount), company)

        return SQL(
            """SELECT so.id, so.profile_id, so.company_id, so.currency_id, so.rate, so.date,
                      %(horizon)s > 0 AND COALESCE(so.promised > %(today)s + %(horizon)s, FALSE)
                          AS is_beyond,
                      GREATEST(%(remainder)s, 0) AS remainder, %(delivered)s AS delivered,
                      %(prepaid)s AS prepaid, %(received)s AS received, %(advance)s AS advance
                 FROM (%(sums)s) so %(money)s""",
            sums=order_lines.sums(scope), money=order_money.joins(scope),
            horizon=horizon, today=scope.today(company),
            remainder=convert(SQL("(so.delivered + so.rest - %s)", money['down_payment'])),
            delivered=convert(SQL("so.delivered")),
            prepaid=convert(money['unbooked']), received=convert(money['received']),
            advance=convert(money['down_payment']),
        )
