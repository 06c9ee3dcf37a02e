from odoo.tools import SQL

from ..exposure import prepared
from .overdue import OverdueProvider


class DunningProvider(OverdueProvider):
    """Formal demands that hold new orders by their plan, for what is still late: since when.

    What money that is here covers, what is disputed and what is below the least amount of a line
    is late for no rule. Days run from the first demand of a line: asking again releases nobody.
    `demand_last` is the id of the last demand, 0 where there is none.
    """

    provides = frozenset({
        'demand_last', 'demand_day', 'demand_days', 'demand_code', 'demand_amount',
    })

    def load(self, env, cr, rows, as_of, context):
        facts = {row['id']: {'demand_last': 0} for row in rows}
        demanded = self._demands(cr, rows, as_of)
        rows = [row for row in rows if row['id'] in demanded]
        for group, minimum, cutoff, _rest in self._questions(env, cr, rows, as_of, context):
            late = env['credit.exposure']._overdue_lines(
                group, cutoff, {'line': minimum}, cr=cr, day=as_of,
                contacts=context.get('contacts'),
                paid_line_ids=context.get('paid_line_ids') or ())
            for row in group:
                found = self._met(demanded[row['id']], late.get(row['id'], {}), as_of)
                if found:
                    facts[row['id']] = found
        return facts

    def _demands(self, cr, rows, as_of):
        """Return ``{profile id: {line id: (last demand, first day, last code)}}``."""
        prepared.execute(cr, SQL(
            """SELECT profile_id, move_line_id, MAX(id), MIN(day),
                      (array_agg(code ORDER BY id DESC))[1]
                 FROM credit_rpm_done
                WHERE is_demand AND withdrawn_on IS NULL AND move_line_id IS NOT NULL
                      AND effects LIKE '%%hold_new_orders%%'
                      AND profile_id = ANY(%s) AND day <= %s
                GROUP BY 1, 2""", [row['id'] for row in rows], as_of,
        ))
        found = {}
        for profile_id, line_id, *demand in cr.fetchall():
            found.setdefault(profile_id, {})[line_id] = demand
        return found

    def _met(self, demands, late, as_of):
        """Return the facts of one customer, or None: nothing is late that was demanded."""
        still = [(*demands[line], late[line]) for line in demands if line in late]
        if not still:
            return None
        first = min(day for _last, day, _code, _amount in still)
        last, _day, code, _amount = max(still)
        return {
            'demand_last': last, 'demand_day': first, 'demand_days': (as_of - first).days,
            'demand_code': code,
            'demand_amount': float(sum(amount for *_demand, amount in still)),
        }
