from ..tools.breaches import exceeds
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


class OverdueAmountRule(Rule):
    """Overdue money as a share of the receivable; a least amount keeps small accounts out."""

    code = 'H03'
    name = _lt("Overdue amount")
    needs = frozenset({'rounding', 'overdue_amount', 'ar'})
    uses = frozenset({
        'base_limit', 'overdue_lines', 'overdue_oldest_ref', 'overdue_oldest_date', 'in_transit',
        'overdue_applied_in_transit',
    })
    details = DETAILS
    ignores_crumbs = True
    parameters = (
        Parameter('percent', 'percent', 30.0, _lt("Overdue share of the receivable (%)")),
        Parameter('amount', 'amount', 0.0, _lt("Only above this amount"), optional=True),
    )

    def check(self, facts, document, params):
        overdue, rounding = facts['overdue_amount'], facts['rounding']
        if is_crumb(facts, params):
            return None
        threshold = max(
            facts['ar'] * (params.get('percent') or 0.0) / 100, params.get('amount') or 0.0
        )
        if not exceeds(overdue, threshold, rounding, params['at_or_above']):
            return None
        passed = self.passed_before(document)
        if passed and not exceeds(overdue, passed.get('overdue_amount') or 0.0, rounding):
            return None
        return self.breach(
            overdue, threshold, cure=overdue_cure(facts), ar=facts['ar'], **overdue_params(facts)
        )

    def detailed(self, breach, facts):
        return with_invoices(breach, facts)

    # === SENTENCES === #

    def officer(self, breach, fmt):
        late = fmt._(
            "Overdue %(amount)s of %(ar)s receivable (allowed %(allowed)s), lines: %(lines)s;"
            " passes when it is paid.",
            amount=fmt.money(breach.value), ar=fmt.money(breach.params['ar']),
            allowed=fmt.money(breach.threshold), lines=breach.params['lines'],
        )
        return fmt.join(late, transit_text(breach, fmt))

    def sales(self, breach, fmt):
        if not fmt.show_amounts:
            return fmt._("Too much is overdue. Goes through when the late invoices are paid.")
        return fmt._(
            "%(amount)s overdue. Goes through when it is paid.", amount=fmt.money(breach.value)
        )
