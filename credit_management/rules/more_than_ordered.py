from ..tools.breaches import UNKNOWN
from .base import LazyTranslate, Rule
from .dispatch import ask

_lt = LazyTranslate(__name__)


class MoreThanOrderedRule(Rule):
    """More leaves than was ordered: nobody has to pay for what he did not order."""

    code = 'H22'
    name = _lt("More than ordered")
    checkpoints = ('delivery',)

    def check(self, facts, document, params):
        dispatch = document.dispatch
        if dispatch is None:
            return UNKNOWN
        if not dispatch.extra:
            return None
        return self.breach(
            None, None, extra=[list(one) for one in dispatch.extra], helper=dispatch.helper)

    def is_bounded(self, breach):
        """Delivering what was ordered meets it."""
        return True

    def covers(self, seen, breach):
        allowed = {(name, unit): more for name, more, unit in seen.params['extra']}
        return all(more <= allowed.get((name, unit), 0.0)
                   for name, more, unit in breach.params['extra'])

    # === SENTENCES === #

    def officer(self, breach, fmt):
        said = [
            fmt._("%(goods)s: %(more)s %(unit)s more than ordered.", goods=name,
                  more=fmt.number(more), unit=unit)
            for name, more, unit in breach.params['extra']
        ]
        return fmt.join(
            *said, fmt._("Take out what is too much, or have the order changed."),
            ask(breach, fmt))

    sales = officer
