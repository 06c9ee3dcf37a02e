import math

from ..tools.breaches import UNKNOWN, exceeds
from .base import LazyTranslate, Parameter, Rule

_lt = LazyTranslate(__name__)


class LittleLeftRule(Rule):
    """Warns while there is still time: the free part of the limit after this document."""

    code = 'H10'
    name = _lt("Little left")
    needs = frozenset({'rounding', 'limit_mode', 'exposure'})
    uses = frozenset({'effective_limit'})
    checkpoints = ('quotation', 'order_confirm')
    default_severity = {'quotation': 'warn', 'order_confirm': 'warn'}
    parameters = (Parameter('percent', 'percent', 10.0, _lt("Free part of the limit (%)")),)

    def check(self, facts, document, params):
        if facts['limit_mode'] == 'unlimited' or self.adds_nothing(facts, document):
            return None
        limit = facts.get('effective_limit')
        if limit is None:
            return UNKNOWN
        least = limit * (params.get('percent') or 0.0) / 100
        left = limit - facts['exposure'] - document.amount
        if not limit or not exceeds(least, left, facts['rounding'], params['at_or_above']):
            return None
        cure = {'kind': 'pay', 'amount': round(least - left, 6)}
        return self.breach(
            round(left, 6), least, limit=limit, cure=cure,
            more_limit=self._more_limit(limit, limit - left, params['percent'], facts['rounding']))

    @staticmethod
    def _more_limit(limit, used, percent, rounding):
        """Return how much more limit leaves its free part, rounded up; 0 where none can."""
        if percent >= 100:
            return 0.0
        more = used / (1 - percent / 100) - limit
        return round(math.ceil(round(more / rounding, 6)) * rounding, 6)

    # === SENTENCES === #

    def officer(self, breach, fmt):
        return fmt._(
            "%(left)s of %(limit)s left after this order (wanted %(least)s); a payment of %(pay)s"
            " restores it.",
            left=fmt.money(breach.value), limit=fmt.money(breach.params['limit']),
            least=fmt.money(breach.threshold), pay=fmt.money(breach.cure['amount']),
        )

    def sales(self, breach, fmt):
        if breach.value <= 0:
            return fmt._("Nothing of the limit is left after this order. A payment makes room.")
        if not fmt.show_amounts:
            return fmt._("Little of the limit is left after this order. A payment makes room.")
        return fmt._(
            "%(left)s left after this order. A payment makes room.", left=fmt.money(breach.value)
        )
