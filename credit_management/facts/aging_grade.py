from collections import defaultdict
from datetime import date, timedelta

from odoo.tools import SQL

from ..tools.aging_grades import effective_grade, last_due_dates
from ..tools.bank_days import days_overdue
from .bank_calendar import bank_calendars
from .base import Provider
from .overdue import OverdueInvoicesProvider


class AgingGradeProvider(Provider):
    """The customer's aging grade: that of the oldest line that counts, and what a person decided.

    Days count as for every rule: from the next bank day, after money that is here was applied,
    without crumbs. `aging_ladder` has what is open in each grade and worse, the best grade first,
    as ``{"code", "first" (day late), "due_upto", "open"}``. With `only_grades` in the context
    there are the two grades alone, of many at once.
    """

    provides = frozenset({
        'aging_grade', 'aging_grade_by_days', 'aging_days', 'aging_ladder', 'aging_override',
    })

    def load(self, env, cr, rows, as_of, context):
        policies = context.get('policies')
        if policies is None:
            policies = env['credit.policy']._values_of_rows(rows)
        calendars = bank_calendars(env, cr, {row['company_id'] for row in rows})
        decided = self._decided(cr, rows, as_of)
        facts = {}
        for company_id, group in self._by_company(rows).items():
            grades = env['credit.aging.grade']._grades(env['res.company'].browse(company_id))
            rest = calendars[company_id]
            last_due = last_due_dates(as_of, grades, *rest)
            found = env['credit.exposure']._open_by_grade(
                group, grades, last_due,
                {row['id']: (policies.get(row['id']) or {}).get('ignore_line_below') for row in group},
                cr=cr, contacts=context.get('contacts'),
                paid_line_ids=context.get('paid_line_ids') or (), day=as_of,
            )
            for row in group:
                policy = policies.get(row['id']) or {}
                least = float(row['credit_limit'] or 0.0) * (
                    policy.get('ignore_total_percent') or 0.0) / 100
                aged = self._aged(found.get(row['id'], {}), grades, as_of, rest, least)
                own = self._grades(aged, decided.get(row['id']))
                facts[row['id']] = own if context.get('only_grades') else {
                    **own, **self._facts(aged, decided.get(row['id']), grades, last_due),
                }
        return facts

    def _by_company(self, rows):
        groups = defaultdict(list)
        for row in rows:
            groups[row['company_id']].append(row)
        return groups

    def _aged(self, found, grades, as_of, rest, least):
        """Return ``{code: (days of the oldest, amount)}``; nothing late while it is all crumbs."""
        aged = {}
        for grade in grades:
            if grade.code in found:
                amount, due = found[grade.code]
                is_late = grade.first is not None and grade.first > 0
                days = days_overdue(due, as_of, *rest) if is_late else min((as_of - due).days, 0)
                aged[grade.code] = (days, amount)
        late = sum(amount for days, amount in aged.values() if days > 0)
        return {
            code: item for code, item in aged.items() if item[0] <= 0 or late >= least
        }

    def _grades(self, aged, decided):
        """Return the two grades; all in `aged` counts, so the worst of it is that by days."""
        by_days = max(aged, default=None)
        override, decided_at = (
            (decided['grade'], decided['decided_at']) if decided else (None, None)
        )
        return {
            'aging_grade': effective_grade(by_days, override, decided_at),
            'aging_grade_by_days': by_days,
        }

    def _facts(self, aged, decided, grades, last_due):
        ladder = [
            {
                'code': grade.code, 'first': grade.first, 'due_upto': due,
                'open': sum(item[1] for code, item in aged.items() if code >= grade.code),
            } for grade, due in zip(grades[1:], last_due, strict=True)
        ]
        return {
            'aging_days': max((days for days, _amount in aged.values()), default=0),
            'aging_ladder': ladder, 'aging_override': decided,
        }

    def _decided(self, cr, rows, as_of):
        """Return ``{profile id: what a person decided up to `as_of`}``."""
        cr.execute(SQL(
            """SELECT p.id, p.aging_grade_override, p.aging_grade_decided_at, p.aging_grade_date,
                      p.aging_grade_reason, p.aging_grade_cause, person.name
                 FROM credit_profile p
            LEFT JOIN res_users u ON u.id = p.aging_grade_user_id
            LEFT JOIN res_partner person ON person.id = u.partner_id
                WHERE p.aging_grade_override IS NOT NULL AND p.id = ANY(%s)
                  AND p.aging_grade_date <= %s""", [row['id'] for row in rows], as_of,
        ))
        return {
            profile_id: {
                'grade': grade, 'decided_at': decided_at, 'date': day, 'reason': reason,
                'cause': cause, 'user': user,
            } for profile_id, grade, decided_at, day, reason, cause, user in cr.fetchall()
        }


class AgingGradeInvoicesProvider(OverdueInvoicesProvider):
    """The documents whose payment clears a breach of the aging grade, the oldest first."""

    provides = frozenset({'aging_grade_invoices'})

    def load(self, env, cr, rows, as_of, context):
        """As `overdue_invoices`; the breach (`context`: ``breaches``) says up to which due date."""
        upto = next((
            breach.params['due_upto'] for breach in context.get('breaches') or ()
            if breach.code == 'H18'
        ), None)
        if not upto:
            return {}
        loaded = super().load(env, cr, rows, as_of, {
            **context, 'cutoff': date.fromisoformat(upto) + timedelta(days=1),
        })
        return {
            profile_id: {'aging_grade_invoices': facts['overdue_invoices']}
            for profile_id, facts in loaded.items()
        }

    def _questions(self, env, cr, rows, as_of, context):
        for group, minimum, _cutoff, rest in super()._questions(env, cr, rows, as_of, context):
            yield group, minimum, context['cutoff'], rest
