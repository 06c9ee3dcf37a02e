from ..tools.aging_grades import effective_grade, rank
from .base import LazyTranslate, Parameter, Rule
from .overdue import free_in_transit, transit_text, with_invoices

_lt = LazyTranslate(__name__)

#: Parameter -> severity that begins with the grade it names, the mildest first.
STEPS = (('warn_from', 'warn'), ('hold_from', 'hold'), ('stop_from', 'stop'))
GRADES = ('A', 'B', '-', 'C', 'D', 'E')


def _for_all(number):
    return dict.fromkeys(GRADES, float(number))


class AgingGradeRule(Rule):
    """The stage of what is late, by days or by a person's decision: warned, held, then stopped."""

    code = 'H18'
    name = _lt("Aging grade")
    sales_name = _lt("Far overdue")
    needs = frozenset({'rounding', 'aging_ladder'})
    uses = frozenset({
        'aging_grade', 'aging_grade_by_days', 'aging_days', 'aging_override', 'in_transit',
        'overdue_amount', 'overdue_oldest_ref', 'overdue_applied_in_transit',
    })
    details = frozenset({'aging_grade_invoices'})
    parameters = (
        Parameter('warn_from', 'grade', _for_all(4), _lt("Warn from aging grade"), optional=True),
        Parameter('hold_from', 'grade', _for_all(5), _lt("Hold from aging grade"), optional=True),
        Parameter('stop_from', 'grade', _for_all(6), _lt("Stop from aging grade"), optional=True),
    )

    def check(self, facts, document, params):
        reached = rank(facts.get('aging_grade'))
        steps = [
            (severity, int(params[name])) for name, severity in STEPS
            if params.get(name) and reached >= params[name]
        ]
        if not reached or not steps:
            return None
        passed = self.passed_before(document)
        if passed and reached <= self._passed_rank(passed, facts['aging_ladder']):
            return None
        severity = steps[-1][0]
        # What is only warned passes: the way out leads below the first grade that does not.
        bound = min((grade for step, grade in steps if step != 'warn'), default=steps[0][1])
        return self._breach(facts, severity, bound)

    @staticmethod
    def _passed_rank(passed, ladder):
        """Return the grade of the last checkpoint; if nobody asked for it then, that of its days."""
        if 'aging_grade' in passed:
            return rank(passed['aging_grade'])
        days = passed.get('overdue_days') or 0
        return max((rank(step['code']) for step in ladder if step['first'] <= days), default=1)

    def _breach(self, facts, severity, bound):
        decided = facts.get('aging_override')
        step = next(
            (step for step in facts['aging_ladder'] if rank(step['code']) >= bound), None
        )
        shown = {'grade': facts['aging_grade'], 'bound': f'G{bound}'}
        if decided and rank(
            effective_grade(None, decided['grade'], decided['decided_at'])
        ) >= bound or not step:
            return self.breach(
                rank(facts['aging_grade']), bound, 'standing', severity=severity,
                cure={'kind': 'lift'}, due_upto=None, **shown, **self._who(decided or {}),
            )
        days = facts.get('aging_days') or 0
        return self.breach(
            days, step['first'] - 1, 'days', severity=severity, cure=self._cure(facts, step['open']),
            due_upto=str(step['due_upto']), amount=step['open'], in_transit=free_in_transit(facts),
            applied=facts.get('overdue_applied_in_transit') or 0.0,
            oldest_ref=facts.get('overdue_oldest_ref') or None, **shown,
        )

    @staticmethod
    def _who(decided):
        return {
            'user': decided.get('user'), 'date': str(decided.get('date') or '') or None,
            'reason': decided.get('reason'),
        }

    @staticmethod
    def _cure(facts, amount):
        pay = {'kind': 'pay', 'amount': amount}
        in_transit = free_in_transit(facts)
        if in_transit and in_transit >= amount:
            return {'kind': 'match', 'amount': in_transit, 'alternatives': [pay]}
        return {**pay, 'alternatives': []}

    def detailed(self, breach, facts):
        return with_invoices(breach, facts, 'aging_grade_invoices')

    def covers(self, seen, breach):
        return rank(breach.params['grade']) <= rank(seen.params['grade'])

    # === SENTENCES === #

    def officer(self, breach, fmt):
        params = breach.params
        shown = {'grade': params['grade'], 'bound': params['bound']}
        if breach.kind == 'standing':
            return fmt._(
                "Aging grade %(grade)s (allowed: below %(bound)s), set by %(user)s on %(date)s"
                " (%(reason)s). Clears when a second person agrees to a better one.",
                **shown, user=params['user'] or '?', date=fmt.date(params['date']),
                reason=params['reason'] or '?',
            )
        late = fmt._(
            "Aging grade %(grade)s (allowed: below %(bound)s), oldest %(ref)s %(days)s d late."
            " Clears with %(amount)s paid.", **shown, ref=params['oldest_ref'] or '?',
            days=fmt.number(breach.value), amount=fmt.money(params['amount']),
        )
        return fmt.join(late, transit_text(breach, fmt))

    def sales(self, breach, fmt):
        if breach.kind == 'standing':
            return fmt._("Credit review in progress. Ask the credit officer.")
        days = fmt.number(breach.value)
        if not fmt.show_amounts:
            return fmt._(
                "Invoices far overdue, the oldest %(days)s days. Goes through when they are paid.",
                days=days,
            )
        return fmt._(
            "Invoices far overdue, the oldest %(days)s days. Goes through with %(amount)s paid.",
            days=days, amount=fmt.money(breach.params['amount']),
        )
