from collections import defaultdict
from datetime import timedelta

from ..tools.bank_days import days_overdue, last_bank_day_before
from .bank_calendar import bank_calendars
from .base import Provider

#: Invoices that a cure names; of the others it says how many there are.
NAMED = 10


class OverdueProvider(Provider):
    """What is late, counted from the next bank day, after money that is here was applied."""

    provides = frozenset({
        'overdue_days', 'overdue_amount', 'overdue_lines', 'overdue_oldest_ref',
        'overdue_oldest_date', 'overdue_applied_in_transit', 'overdue_raw_amount',
    })

    def load(self, env, cr, rows, as_of, context):
        facts = {row['id']: self._facts({}) for row in rows}
        rows = [row for row in rows if self._may_be_late(row, context)]
        for group, minimum, cutoff, rest in self._questions(env, cr, rows, as_of, context):
            overdue = env['credit.exposure']._overdue(
                group, cutoff, {'line': minimum}, cr=cr, contacts=context.get('contacts'),
                paid_line_ids=context.get('paid_line_ids') or (), day=as_of,
            )
            for profile_id, late in overdue.items():
                oldest = late['oldest_date']
                days = days_overdue(oldest, as_of, *rest) if oldest else 0
                facts[profile_id] = self._facts(late, days)
        return facts

    def _may_be_late(self, row, context):
        """Return False where the exposure, if it was loaded, has nothing past its due date."""
        components = ((context.get('loaded') or {}).get(row['id']) or {}).get('components')
        return components is None or bool(components.get('ar_overdue'))

    def _questions(self, env, cr, rows, as_of, context):
        """Yield (rows, least amount, day before which what is due is late, rest days)."""
        if not rows:
            return
        calendars = bank_calendars(env, cr, {row['company_id'] for row in rows})
        for (company_id, minimum), group in self._groups(env, rows, context).items():
            rest = calendars[company_id]
            # A line due on a rest day is late only after the bank day that follows.
            yield group, minimum, last_bank_day_before(as_of, *rest) + timedelta(days=1), rest

    def _groups(self, env, rows, context):
        """Return `rows` by root company and least amount of a line that counts."""
        policies = context.get('policies')
        if policies is None:
            policies = env['credit.policy']._values_of_rows(rows)
        groups = defaultdict(list)
        for row in rows:
            minimum = (policies.get(row['id']) or {}).get('ignore_line_below') or 0.0
            groups[row['company_id'], minimum].append(row)
        return groups

    def _facts(self, late, days=0):
        return {
            'overdue_days': days,
            'overdue_amount': late.get('amount') or 0.0,
            'overdue_lines': late.get('lines') or 0,
            'overdue_oldest_ref': late.get('oldest_ref'),
            'overdue_oldest_date': late.get('oldest_date'),
            'overdue_applied_in_transit': late.get('applied_in_transit') or 0.0,
            'overdue_raw_amount': late.get('raw_amount') or 0.0,
        }


class OverdueInvoicesProvider(OverdueProvider):
    """Which documents are late, by name: no rule decides by it, a cure says what to pay."""

    provides = frozenset({'overdue_invoices'})

    def load(self, env, cr, rows, as_of, context):
        """The oldest ones as ``{"invoices": [{"id", "name", "date_due", "amount"}], "more"}``.

        `context`: ``named``, how many; None for all.
        """
        facts = {}
        for group, minimum, cutoff, _rest in self._questions(env, cr, rows, as_of, context):
            late = env['credit.exposure']._overdue_documents(
                group, cutoff, {'line': minimum}, cr=cr, limit=context.get('named', NAMED),
                day=as_of,
            )
            for row in group:
                count, documents = late.get(row['id']) or (0, [])
                facts[row['id']] = {'overdue_invoices': {
                    'invoices': [
                        {'id': move_id, 'name': name, 'date_due': str(due), 'amount': float(amount)}
                        for move_id, name, due, amount in documents
                    ],
                    'more': count - len(documents),
                }}
        return facts
