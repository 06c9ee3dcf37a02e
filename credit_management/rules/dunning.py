from ..tools.breaches import UNKNOWN
from .base import LazyTranslate, Parameter, Rule

_lt = LazyTranslate(__name__)


class DunningRule(Rule):
    """A formal demand went out for a line that is still open: new orders wait for a word about it.

    Only what was done counts, never a step that somebody failed to do (`practice.md` F20). A grade
    without days is exempt.
    """

    code = 'H09'
    name = _lt("Formal demand")
    sales_name = _lt("Payment is asked for")
    needs = frozenset({'rounding', 'demand_last'})
    uses = frozenset({'demand_day', 'demand_days', 'demand_code', 'demand_amount'})
    default_severity = {'quotation': 'warn', 'order_confirm': 'warn'}
    parameters = (
        Parameter('after_days', 'days', {'B': 0, '-': 0, 'C': 0, 'D': 0, 'E': 0},
                  _lt("Days after a formal demand (empty: exempt)"), optional=True),
    )

    def check(self, facts, document, params):
        days = params.get('after_days')
        if days is None or not facts['demand_last'] or self.adds_nothing(facts, document):
            return None
        if facts.get('demand_days') is None:
            return UNKNOWN
        passed = self.passed_before(document)
        if passed and (passed.get('demand_last') or 0) >= facts['demand_last']:
            return None
        if facts['demand_days'] < days:
            return None
        return self.breach(
            facts['demand_days'], days, 'days',
            cure={'kind': 'pay', 'amount': facts['demand_amount']},
            code=facts['demand_code'], day=str(facts['demand_day']),
        )

    # === SENTENCES === #

    def officer(self, breach, fmt):
        return fmt._(
            "Formal demand %(code)s of %(day)s for %(amount)s is not met. Passes when that is paid.",
            code=breach.params['code'], day=fmt.date(breach.params['day']),
            amount=fmt.money(breach.cure['amount']),
        )

    def sales(self, breach, fmt):
        if not fmt.show_amounts:
            return fmt._("The customer was asked for a payment that is late. Paying it clears this.")
        return fmt._(
            "The customer was asked for %(amount)s that is late. Paying it clears this.",
            amount=fmt.money(breach.cure['amount']),
        )
