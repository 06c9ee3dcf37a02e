from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

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

    def amounts(self, scope):
        """Return one row an order, in company currency.

        id, profile_id, company_id, currency_id, rate, date, remainder (after down payments),
        delivered (its delivered part), prepaid (money not in the ledger yet), received (all money
        by payment links), beyond (its part past the horizon)
        """
        return SQL(
            """SELECT m.*, CASE WHEN m.is_beyond
                           THEN LEAST(m.remainder - m.delivered, m.remainder - m.prepaid)
                           ELSE 0 END AS beyond
                 FROM (SELECT s.id, s.profile_id, s.company_id, s.currency_id, s.rate, s.date,
                              s.is_beyond, s.rounding, c.remainder,
                              LEAST(GREATEST(%(delivered)s, 0), c.remainder) AS delivered,
                              LEAST(%(prepaid)s, c.remainder) AS prepaid, %(received)s AS received
                         FROM (%(sums)s) s
                         %(down_payments)s
                         %(payments)s
                        CROSS JOIN LATERAL (SELECT GREATEST(%(remainder)s, 0) AS remainder) c
                      ) m""",
            sums=order_lines.sums(scope),
            down_payments=order_money.down_payments(scope),
            payments=order_money.transactions(scope),
            remainder=_in_company(
                "s.delivered + s.rest - GREATEST(COALESCE(down_payment.amount, 0), 0)"),
            delivered=_in_company("s.delivered"),
            prepaid=_in_company("GREATEST(COALESCE(paid.unbooked, 0), 0)"
                                " * (COALESCE(paid.currency_id, 0) = s.currency_id)::int"),
            received=_in_company("COALESCE(paid.received, 0)"
                                 " * (COALESCE(paid.currency_id, 0) = s.currency_id)::int"),
        )


def _in_company(amount):
    return SQL("ROUND((%s) / s.rate / s.rounding) * s.rounding", SQL(amount))
