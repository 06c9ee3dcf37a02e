from collections import defaultdict

from odoo import models
from odoo.tools import SQL

from ..exposure.in_transit import InTransit
from ..exposure.receivable import RECEIVABLE
from ..tools.backtest_events import Item
from ..tools.disputes import Dispute


class CreditBacktestHistory(models.AbstractModel):
    """What happened on the ledger: items, what paid them and when, what was disputed."""

    _inherit = 'credit.backtest.history'

    def _items(self, root, profile_ids, since):
        """Return ``{profile id: [`Item`]}`` with what was open on day `since` or came after it."""
        scope, items, found = self._scope(root, profile_ids), {}, defaultdict(list)
        partner, company = SQL("l.partner_id"), SQL("l.company_id")
        for profile_id, *values in self._read(SQL(
            """SELECT %(profile)s, l.id, l.move_id, l.date, COALESCE(l.date_maturity, l.date),
                      abs(l.amount_residual), l.create_date, l.balance < 0,
                      l.payment_id IS NOT NULL OR l.statement_line_id IS NOT NULL
                 FROM account_move_line l %(joins)s
                WHERE l.parent_state = 'posted' AND l.account_id = ANY(%(accounts)s) AND %(where)s
                  AND l.balance <> 0
                  AND (l.reconciled IS NOT TRUE OR l.date >= %(since)s OR %(later)s)""",
            profile=scope.profile, joins=scope.joins(partner, company), accounts=RECEIVABLE,
            where=scope.where(partner, company), since=since, later=_later(since),
        )):
            item = Item(*values)
            items[item.id] = item
            found[profile_id].append(item)
        self._add_allocations(items, since)
        return found

    def _add_allocations(self, items, since):
        ids = list(items)
        for line_id, other_id, day, amount in self._read(SQL(
            """SELECT debit_move_id, credit_move_id, max_date, amount FROM account_partial_reconcile
                WHERE max_date >= %(since)s AND debit_move_id = ANY(%(ids)s)
               UNION ALL
               SELECT credit_move_id, debit_move_id, max_date, amount FROM account_partial_reconcile
                WHERE max_date >= %(since)s AND credit_move_id = ANY(%(ids)s)""",
            since=since, ids=ids,
        )):
            item = items[line_id]
            item.allocations.append((day, amount, other_id))
            # What is open now, and what of it was allocated since, was open then.
            item.amount += amount

    def _arrivals(self, root, profile_ids):
        """Return ``{profile id: [(day, amount, whether rules count it)]}``: money not booked yet."""
        scope, found = self._scope(root, profile_ids), defaultdict(list)
        counts = bool(root.credit_count_in_transit)
        known = InTransit().fragment(scope)
        for profile_id, day, amount in self._read(SQL(
            "SELECT profile_id, date, -amount FROM (%s) item", known
        )) if known else ():
            found[profile_id].append((day, amount, counts))
        for profile_id, day, amount in self._read(SQL(
            "SELECT profile_id, date, amount FROM (%s) item", InTransit().doubtful_lines(scope)
        )):
            found[profile_id].append((day, amount, False))
        return found

    def _disputes(self, profile_ids):
        """Return ``{profile id: ([`Dispute`], {line id: day of its first formal demand})}``."""
        found = {}
        for profile_id, demand, line_id, *values in self._read(SQL(
            """SELECT profile_id, demand_on, move_line_id, id, amount, raised_on, accepted_on,
                      resolved_on, first_raised_on, uncapped_on, needs_acceptance
                 FROM credit_dispute WHERE profile_id = ANY(%s) AND move_line_id IS NOT NULL""",
            profile_ids,
        )):
            key, amount, raised, accepted, resolved, first, uncapped, waits = values
            disputes, demands = found.setdefault(profile_id, ([], {}))
            disputes.append(Dispute(
                key, line_id, '', amount, raised, accepted, resolved, first_raised_on=first,
                uncapped_on=uncapped, waits=bool(waits)))
            if demand:
                demands[line_id] = min(demands.get(line_id, demand), demand)
        return found


def _later(since):
    """Return the condition that something of item `l` was allocated on or after a day."""
    return SQL(" OR ").join(
        SQL("EXISTS (SELECT FROM account_partial_reconcile later"
            " WHERE later.max_date >= %s AND later.%s = l.id)", since, SQL.identifier(side))
        for side in ('debit_move_id', 'credit_move_id')
    )
