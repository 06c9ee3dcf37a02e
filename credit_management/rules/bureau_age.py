from ..tools.breaches import UNKNOWN
from .base import LazyTranslate, Parameter, Rule

_lt = LazyTranslate(__name__)

#: A report is stale when it is older than this many times its days of freshness.
STALE = 2


class BureauAgeRule(Rule):
    """The newest bureau report is stale, or there is none; only from an amount on, by grade."""

    code = 'H12'
    name = _lt("Bureau report stale or missing")
    sales_name = _lt("File out of date")
    needs = frozenset({'rounding', 'bureau_reports'})
    uses = frozenset({'bureau_age', 'bureau_fresh_days', 'bureau_name', 'bureau_as_of'})
    checkpoints = ('quotation', 'order_confirm')
    parameters = (
        Parameter(
            'least_amount', 'amount', {'A': 0.0, 'B': 0.0, '-': 0.0, 'C': 0.0, 'D': 0.0, 'E': 0.0},
            _lt("Only for orders from this amount on"),
        ),
        Parameter('missing', 'switch', 1.0, _lt("No report at all counts too"), optional=True),
    )

    def check(self, facts, document, params):
        least = params.get('least_amount')
        if least is None:
            return UNKNOWN
        if self.adds_nothing(facts, document) or self.owed(document) < least:
            return None
        lift = {'kind': 'lift'}
        if not facts['bureau_reports']:
            return self.breach(None, None, 'days', cure=lift) if params.get('missing') else None
        oldest = STALE * facts['bureau_fresh_days']
        if facts['bureau_age'] <= oldest:
            return None
        return self.breach(
            facts['bureau_age'], oldest, 'days', cure=lift, bureau=facts['bureau_name'],
            date=str(facts['bureau_as_of']),
        )

    # === SENTENCES === #

    def officer(self, breach, fmt):
        if breach.value is None:
            return fmt._("There is no bureau report on this customer. Get one.")
        return fmt._(
            "The newest bureau report (%(bureau)s, %(date)s) is %(days)s d old, stale after"
            " %(oldest)s d. Get a new one.",
            bureau=breach.params['bureau'], date=fmt.date(breach.params['date']),
            days=fmt.number(breach.value), oldest=fmt.number(breach.threshold),
        )

    def sales(self, breach, fmt):
        return fmt._("The customer's file must be brought up to date. Ask the credit officer.")
