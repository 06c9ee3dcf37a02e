from ..tools.breaches import UNKNOWN, exceeds
from .base import LazyTranslate, Parameter, Rule
from .dispatch import ask

_lt = LazyTranslate(__name__)


class SignedOrderRule(Rule):
    """Goods leave before the customer signed for them: neither the order nor a contract over it."""

    code = 'H20'
    name = _lt("Signed order or contract")
    needs = frozenset({'rounding'})
    checkpoints = ('delivery',)
    parameters = (
        Parameter('above', 'amount', 0.0, _lt("Orders up to this need no signature (0: all do)")),
    )

    def check(self, facts, document, params):
        dispatch = document.dispatch
        if dispatch is None or dispatch.signed is None:
            return UNKNOWN
        least = params.get('above') or 0.0
        if dispatch.signed or not exceeds(dispatch.ordered, least, facts['rounding']):
            return None
        return self.breach(None, None, order=dispatch.order, helper=dispatch.helper)

    # === SENTENCES === #

    def officer(self, breach, fmt):
        return fmt.join(fmt._(
            "%(order)s is not signed by the customer, and no contract covers it. Bring either,"
            " signed.", order=breach.params['order']), ask(breach, fmt))

    sales = officer
