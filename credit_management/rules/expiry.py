from datetime import date

from ..tools.breaches import UNKNOWN
from .base import LazyTranslate, Parameter, Rule

_lt = LazyTranslate(__name__)


class ExpiryRule(Rule):
    """The limit's last day or the review date comes near, or has passed.

    Warns; only a grade with days set here is held, once that many days have passed.
    """

    code = 'H05'
    name = _lt("Limit or review expired")
    needs = frozenset({'today'})
    uses = frozenset({'limit_valid_until', 'review_date'})
    checkpoints = ('quotation', 'order_confirm')
    default_severity = {'quotation': 'warn', 'order_confirm': 'hold'}
    parameters = (
        Parameter('warn_before_days', 'days', 30, _lt("Warn this many days before"), optional=True),
        Parameter(
            'hold_after_days', 'days', {'C': 90, 'D': 90, 'E': 0}, _lt("Hold this many days after"),
            optional=True,
        ),
    )

    def check(self, facts, document, params):
        known = [name for name in ('limit_valid_until', 'review_date') if name in facts]
        if not known:
            return UNKNOWN
        set_dates = [(_day(facts[name]), name) for name in known if facts[name]]
        if not set_dates:
            return None
        first, name = min(set_dates)
        passed = (_day(facts['today']) - first).days
        if passed < -(params.get('warn_before_days') or 0):
            return None
        patience = params.get('hold_after_days')
        severity = None if patience is not None and passed > patience else 'warn'
        return self.breach(passed, 0, 'days', severity=severity, date=first.isoformat(), what=name)

    # === SENTENCES === #

    def officer(self, breach, fmt):
        figures = {'date': fmt.date(breach.params['date']), 'days': fmt.number(abs(breach.value))}
        review = breach.params['what'] == 'review_date'
        if breach.value > 0 and review:
            return fmt._(
                "Review was due on %(date)s, %(days)s d ago; review the customer.", **figures
            )
        if breach.value > 0:
            return fmt._("Limit ended on %(date)s, %(days)s d ago; renew it.", **figures)
        if review:
            return fmt._(
                "Review is due on %(date)s, in %(days)s d; review the customer.", **figures
            )
        return fmt._("Limit ends on %(date)s, in %(days)s d; renew it.", **figures)

    def sales(self, breach, fmt):
        if breach.value > 0:
            return fmt._("The credit review is late. Ask the credit officer to do it.")
        return fmt._("A credit review is coming up. Ask the credit officer to do it.")


def _day(value):
    return date.fromisoformat(value) if isinstance(value, str) else value
