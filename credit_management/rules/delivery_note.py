from ..tools.breaches import UNKNOWN
from .base import LazyTranslate, Rule

_lt = LazyTranslate(__name__)


class DeliveryNoteRule(Rule):
    """The goods leave without the paper on which their receiver signs for them."""

    code = 'H23'
    name = _lt("Delivery note")
    checkpoints = ('delivery',)

    def check(self, facts, document, params):
        dispatch = document.dispatch
        if dispatch is None:
            return UNKNOWN
        return None if dispatch.is_noted is not False else self.breach(None, None)

    # === SENTENCES === #

    def officer(self, breach, fmt):
        return fmt._(
            "The delivery note is not printed. Print it, and let the receiver sign it: name, ID or"
            " phone, date, stamp.")

    sales = officer
