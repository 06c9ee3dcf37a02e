from .base import LazyTranslate, Rule

_lt = LazyTranslate(__name__)


class CouldNotCheck(Rule):
    """Another rule, or the loading of its facts, failed by error; the gate fails closed."""

    code = 'H00'
    name = _lt("Could not check")
    configurable = False

    def check(self, facts, document, params):
        return None

    def officer(self, breach, fmt):
        return fmt._(
            "Credit could not be checked (%(reason)s). Try again; if it stays, a manager releases"
            " and tells the administrator.",
            reason=breach.params.get('reason') or '?',
        )

    def sales(self, breach, fmt):
        return fmt._("Credit could not be checked. Try again in a minute, or ask for release.")
