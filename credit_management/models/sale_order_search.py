from odoo import models
from odoo.tools import SQL

#: States that something was decided or logged for; *none* is what is left.
KNOWN = frozenset({'ok', 'warn', 'held', 'released', 'rejected'})
#: Verdict of the last logged check -> state of an order that nothing holds.
BY_CHECK = {'ok': ('ok',), 'warn': ('warn', 'hold', 'stop')}


class SaleOrder(models.Model):
    """Finding orders by what credit says of them: by SQL that starts from holds and from checks.

    It answers what `_compute_credit_state` answers, whoever asks.
    """

    _inherit = 'sale.order'

    def _search_credit_state(self, operator, value):
        if operator != 'in':
            return NotImplemented
        wanted = set(value)
        if 'none' in wanted:
            return [('id', 'not in', self._credit_orders_in(KNOWN - wanted))]
        return [('id', 'in', self._credit_orders_in(KNOWN & wanted))]

    def _search_credit_hold_id(self, operator, value):
        if operator != 'in':
            return NotImplemented
        ids = [hold_id for hold_id in value if hold_id]
        found = [('id', 'in', SQL("(%s)", self._credit_last_hold_sql(SQL("h.id = ANY(%s)", ids))))]
        if False in value:
            held = SQL("(SELECT h.order_id FROM credit_hold h WHERE %s)", _COUNTS)
            return ['|', *found, ('id', 'not in', held)]
        return found

    def _credit_orders_in(self, states):
        """Return SQL of the ids of orders in `states` (of `KNOWN`)."""
        parts = [part(states) for part in (self._credit_by_hold, self._credit_by_check)]
        parts = [SQL("(%s)", part) for part in parts if part]
        nothing = SQL("SELECT NULL::int WHERE false")
        return SQL(
            "(%s)", SQL(" UNION ALL ").join(parts) if parts else nothing,
            to_flush=[
                self.env[model]._fields[name] for model, names in _READ.items() for name in names
            ],
        )

    # === BY THE LAST HOLD === #

    def _credit_last_hold_sql(self, condition):
        """Return SQL of the orders whose last hold `h` fulfils `condition`: the open one, else the
        newest of those that were not withdrawn."""
        return SQL(
            """SELECT h.order_id FROM credit_hold h
                 JOIN sale_order so ON so.id = h.order_id
                WHERE %(condition)s AND %(counts)s AND NOT EXISTS (
                      SELECT 1 FROM credit_hold later
                       WHERE later.order_id = h.order_id AND later.state <> 'cancelled'
                         AND CASE WHEN h.state = 'open'
                                  THEN later.state = 'open' AND later.id > h.id
                                  ELSE later.state = 'open' OR later.id > h.id END)""",
            condition=condition, counts=_COUNTS,
        )

    def _credit_by_hold(self, states):
        conditions = []
        if 'held' in states:
            conditions.append(SQL("h.state = 'open'"))
        if 'rejected' in states:
            conditions.append(SQL("h.state = 'rejected'"))
        if 'ok' in states:
            conditions.append(SQL("h.state = 'cured'"))
        if {'held', 'released'} <= states:
            conditions.append(SQL("h.state = 'released'"))
        elif {'held', 'released'} & states:
            carries = self._credit_carries_sql()
            conditions.append(SQL(
                "h.state = 'released' AND %s",
                carries if 'released' in states else SQL("NOT %s", carries),
            ))
        return conditions and SQL(" UNION ALL ").join(
            SQL("(%s)", self._credit_last_hold_sql(condition)) for condition in conditions
        )

    def _credit_carries_sql(self):
        """Return SQL: the release `h` carries its order `so`, as `credit.hold._carries` says."""
        return SQL(
            """COALESCE((so.state = 'sale' AND h.checkpoint = 'order_confirm')
               OR (h.valid_until IS NULL OR h.valid_until >= %(today)s)
              AND (SELECT ROUND(%(total)s / own.rounding)
                          <= ROUND(COALESCE(h.max_amount, 0) / own.rounding)
                     FROM res_currency own WHERE own.id = h.currency_id), false)""",
            today=self.env['res.company']._credit_today_sql(SQL("h.company_id")),
            total=self._credit_total_sql(),
        )

    def _credit_total_sql(self):
        """Return SQL: the order's total in the currency of the release, at today's rate."""
        rate = SQL(
            """COALESCE((SELECT r.rate FROM res_currency_rate r
                          WHERE r.currency_id = c.id AND r.name <= %(today)s
                            AND (r.company_id IS NULL OR r.company_id = h.company_id)
                          ORDER BY r.company_id, r.name DESC LIMIT 1),
                        (SELECT r.rate FROM res_currency_rate r
                          WHERE r.currency_id = c.id
                            AND (r.company_id IS NULL OR r.company_id = h.company_id)
                          ORDER BY r.company_id, r.name LIMIT 1), 1.0)""",
            today=self.env['res.company']._credit_today_sql(SQL("h.company_id")),
        )
        return SQL(
            """CASE WHEN so.currency_id = h.currency_id THEN so.amount_total
                    ELSE so.amount_total * %s / %s END""",
            SQL("(SELECT %s FROM res_currency c WHERE c.id = h.currency_id)", rate),
            SQL("(SELECT %s FROM res_currency c WHERE c.id = so.currency_id)", rate),
        )

    # === BY THE LAST CHECK === #

    def _credit_by_check(self, states):
        """Return SQL of orders that no hold speaks of and whose last logged check says so."""
        verdicts = [verdict for state in states for verdict in BY_CHECK.get(state, ())]
        return verdicts and SQL(
            """SELECT last.res_id FROM (
                   SELECT DISTINCT ON (d.res_id) d.res_id, d.verdict FROM credit_decision d
                    WHERE d.res_model = 'sale.order' AND d.kind IN ('check', 'would_hold')
                    ORDER BY d.res_id, d.id DESC) last
                WHERE last.verdict = ANY(%s) AND NOT EXISTS (
                      SELECT 1 FROM credit_hold h WHERE h.order_id = last.res_id AND %s)""",
            sorted(verdicts), _COUNTS,
        )


#: A hold of an order that was not withdrawn.
_COUNTS = SQL("h.order_id IS NOT NULL AND h.state <> 'cancelled'")
#: What the SQL reads, so that it is written first.
_READ = {
    'sale.order': ('state', 'amount_total', 'currency_id'),
    'credit.hold': (
        'order_id', 'state', 'checkpoint', 'valid_until', 'max_amount', 'currency_id', 'company_id',
    ),
    'res.currency': ('rounding',),
    'res.currency.rate': ('rate', 'name', 'currency_id', 'company_id'),
}
