from collections import defaultdict
from datetime import timedelta

from ..tools.bank_days import days_overdue, last_bank_day_before
from .bank_calendar import bank_calendars
from .base import Provider


class OverdueProvider(Provider):
    """What is late, counted from the next bank day, after money that is here was applied."""

    provides = frozenset({
        'overdue_days', 'overdue_amount', 'overdue_lines', 'overdue_oldest_ref',
        'overdue_oldest_date', 'overdue_applied_in_transit', 'overdue_raw_amount',
    })

    def load(self, env, cr, rows, as_of, context):
        facts = {row['id']: self._facts({}) for row in rows}
        rows = [row for row in rows if self._may_be_late(row, context)]
        if not rows:
            return facts
        calendars = bank_calendars(env, cr, {row['company_id'] for row in rows})
        for (company_id, minimum), group in self._groups(env, rows, context).items():
            weekend, holidays = calendars[company_id]
            # A line due on a rest day is late only after the bank day that follows.
            cutoff = last_bank_day_before(as_of, weekend, holidays) + timedelta(days=1)
            overdue = env['credit.exposure']._overdue(
                group, cutoff, {'line': minimum}, cr=cr, contacts=context.get('contacts')
            )
            for profile_id, late in overdue.items():
                days = days_overdue(late['oldest_date'], as_of, weekend, holidays) \
                    if late['oldest_date'] else 0
                facts[profile_id] = self._facts(late, days)
        return facts

    def _may_be_late(self, row, context):
        """Return False where the exposure, if it was loaded, has nothing past its due date."""
        components = ((context.get('loaded') or {}).get(row['id']) or {}).get('components')
        return components is None or bool(components.get('ar_overdue'))

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
