from ..tools.breaches import UNKNOWN, exceeds
from .base import LazyTranslate, Parameter, Rule
from .overdue import (
    DETAILS,
    is_crumb,
    overdue_cure,
    overdue_params,
    transit_text,
    with_invoices,
)

_lt = LazyTranslate(__name__)


class OverdueDaysRule(Rule):
    """Age of the oldest overdue line, in days since the bank day on which it could be paid."""

    code = 'H02'
    name = _lt("Oldest overdue")
    needs = frozenset({'rounding', 'overdue_days', 'overdue_amount'})
    uses = frozenset({
        'base_limit', 'overdue_lines', 'overdue_oldest_ref', 'overdue_oldest_date', 'in_transit',
        'overdue_applied_in_transit',
    })
    details = DETAILS
    ignores_crumbs = True
    default_severity = {'quotation': 'warn', 'order_confirm': 'hold', 'delivery': 'hold'}
    parameters = (
        Parameter(
            'days', 'days', {'A': 30, 'B': 20, '-': 15, 'C': 10, 'D': 5, 'E': 0},
            _lt("Days late that are tolerated"),
        ),
        Parameter(
            'delivery_extra_days', 'days', 15, _lt("Further days at delivery"), optional=True
        ),
    )

    def check(self, facts, document, params):
        tolerance = params.get('days')
        if tolerance is None:
            return UNKNOWN
        extra = params.get('delivery_extra_days') or 0
        if document.checkpoint == 'delivery':
            tolerance += extra
        if facts['overdue_days'] <= tolerance or is_crumb(facts, params):
            return None
        passed = self.passed_before(document)
        if passed and not self._worsened(facts, passed, extra):
            return None
        return self.breach(
            facts['overdue_days'], tolerance, 'days', cure=overdue_cure(facts),
            **overdue_params(facts),
        )

    @staticmethod
    def _worsened(facts, passed, extra):
        """Days that merely went by are no worsening until the extra days are over."""
        amount = passed.get('overdue_amount') or 0.0
        return (
            facts['overdue_days'] > (passed.get('overdue_days') or 0) + extra
            or exceeds(facts['overdue_amount'], amount, facts['rounding'])
        )

    def detailed(self, breach, facts):
        return with_invoices(breach, facts)

    # === SENTENCES === #

    def officer(self, breach, fmt):
        params = breach.params
        figures = {
            'ref': params['oldest_ref'] or '?',
            'days': fmt.number(breach.value),
            'tolerance': fmt.number(breach.threshold),
            'lines': params['lines'],
            'amount': fmt.money(params['amount']),
        }
        late = fmt._(
            "Oldest %(ref)s %(days)s d late (tolerance %(tolerance)s), lines: %(lines)s, to pay:"
            " %(amount)s.", **figures,
        )
        return fmt.join(late, transit_text(breach, fmt))

    def sales(self, breach, fmt):
        figures = {'days': fmt.number(breach.value), 'amount': fmt.money(breach.params['amount'])}
        lines = breach.params['lines']
        if not fmt.show_amounts:
            return fmt._(
                "Invoices late, the oldest %(days)s days. Goes through when they are paid.",
                days=figures['days'],
            )
        if lines == 1:
            return fmt._(
                "One invoice %(days)s days late. Goes through with %(amount)s paid.", **figures
            )
        return fmt._(
            "%(count)s invoices late, oldest %(days)s days. Goes through with %(amount)s paid.",
            count=lines, **figures,
        )
