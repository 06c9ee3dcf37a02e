from ..tools.breaches import UNKNOWN, exceeds
from .base import LazyTranslate, Parameter, Rule

_lt = LazyTranslate(__name__)


class DocumentAmountRule(Rule):
    """The largest order allowed at once, for everybody or for a customer's first order."""

    code = 'H04'
    name = _lt("Large document")
    needs = frozenset({'rounding'})
    uses = frozenset({'first_order'})
    checkpoints = ('quotation', 'order_confirm')
    parameters = (
        Parameter(
            'amount', 'amount', {'A': 0.0, 'B': 0.0, '-': 0.0, 'C': 0.0, 'D': 0.0, 'E': 0.0},
            _lt("Largest amount of one order (0: none set)"),
        ),
        Parameter('first_order_only', 'switch', 0.0, _lt("Only the first order"), optional=True),
    )

    def check(self, facts, document, params):
        if not params.get('amount'):
            return UNKNOWN
        if self.adds_nothing(facts, document):
            return None
        first = facts.get('first_order')
        if params.get('first_order_only') and not first:
            return UNKNOWN if first is None else None
        largest, rounding = params['amount'], facts['rounding']
        if not exceeds(document.total, largest, rounding, params['at_or_above']):
            return None
        return self.breach(
            document.total, largest, first_order=bool(first),
            cure={'kind': 'reduce', 'to': largest, 'by': round(document.total - largest, 6)},
        )

    # === SENTENCES === #

    def officer(self, breach, fmt):
        figures = {'amount': fmt.money(breach.value), 'largest': fmt.money(breach.threshold)}
        if breach.params['first_order']:
            return fmt._(
                "First order of %(amount)s, largest allowed %(largest)s; passes up to that.",
                **figures,
            )
        return fmt._(
            "Order of %(amount)s, largest allowed %(largest)s; passes up to that.", **figures
        )

    def sales(self, breach, fmt):
        if not fmt.show_amounts:
            return fmt._("Larger than one order may be. Goes through with a smaller order, or ask.")
        return fmt._(
            "Larger than one order may be. Goes through up to %(largest)s, or ask.",
            largest=fmt.money(breach.threshold),
        )
