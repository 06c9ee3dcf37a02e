"""What a rule is, and how its sentences reach a reader.

A rule decides on plain values in `check` and says so in `officer`, `sales` and `customer`, in the
language of whoever reads. Rules run without Odoo too, so nothing of it is needed to import them.
"""

from dataclasses import dataclass
from datetime import date

from ..tools.breaches import Breach, is_zero

try:
    from odoo.tools import format_date
    from odoo.tools.translate import LazyTranslate
except ImportError:  # outside Odoo a label is its English source
    from .untranslated import LazyTranslate, format_date  # noqa: F401


#: Keys of a cure that hold money.
CURE_AMOUNTS = frozenset({'amount', 'to', 'by'})


@dataclass(frozen=True)
class Parameter:
    """One threshold of a rule.

    `unit`: days, percent, amount, switch or grade (number of an aging grade). `default`: a value,
    or a value by grade (``-`` is ungraded). A grade without a value has no threshold; unless
    `optional`, it is not checked then.
    """

    name: str
    unit: str
    default: object
    label: object
    optional: bool = False

    @property
    def by_grade(self):
        return isinstance(self.default, dict)


class Rule:
    """One check. Subclass it in a file of its own and register an instance in `rules/__init__`."""

    code = ''
    name = ''
    #: What salespeople read instead, where the name itself would tell them too much.
    sales_name = None
    #: Facts without which the rule is not checked, and facts that it takes if they are there.
    needs = frozenset()
    uses = frozenset()
    #: Facts that only complete what a breach says: loaded when the rule has failed.
    details = frozenset()
    #: Checkpoints at which a policy may ask it, with the severities of a new policy.
    checkpoints = ('quotation', 'order_confirm', 'delivery')
    default_severity = {}
    parameters = ()
    #: Overdue crumbs, as the policy defines them, do not count.
    ignores_crumbs = False
    #: H00 speaks for the others; no policy lists it.
    configurable = True

    @property
    def all_facts(self):
        return frozenset(self.needs) | frozenset(self.uses)

    def check(self, facts, document, params):
        """Return a Breach, None (passed) or `UNKNOWN` (data is missing). Pure.

        `params`: the thresholds for the customer's grade by name, None where there is none, and
        the policy's switches `at_or_above`, `ignore_total_percent`.
        """
        raise NotImplementedError

    def breach(self, value, threshold, kind='amount', severity=None, cure=None, **params):
        """Return a breach of this rule; `severity` only to soften what the policy says."""
        return Breach(self.code, severity, kind, value, threshold, params, cure or {'kind': 'ask'})

    def detailed(self, breach, facts):
        """Return `breach` with what the facts of `details` add to it. Pure."""
        return breach

    @staticmethod
    def owed(document):
        """Return what the document still asks us to trust the customer with.

        The exposure has a delivery's order already: what counts is what is not prepaid.
        """
        if document.checkpoint == 'delivery' and document.total > 0:
            return document.total - document.prepaid_left
        return document.amount

    def adds_nothing(self, facts, document):
        """Return whether the document is covered by what was paid for it."""
        owed = self.owed(document)
        return owed < 0 or is_zero(owed, facts['rounding'])

    @staticmethod
    def passed_before(document):
        """Return the figures that let the order pass, where they bind: at its delivery.

        What was approved, released, or confirmed before anybody enforced is stopped only by what
        got worse since.
        """
        return document.passed if document.checkpoint == 'delivery' else None

    def is_bounded(self, breach):
        """Return whether an amount bounds `breach`, so that delivering less may meet it."""
        return False

    def covers(self, seen, breach):
        """Return whether a release that saw `seen` of this rule lets `breach` go; amounts and days
        bound the release itself.
        """
        return True

    # === SENTENCES === #

    def label(self, fmt):
        """Return the rule's name for the formatter's reader."""
        return fmt._(self.name if fmt.shows_figures else self.sales_name or self.name)

    def sentences(self, breach, fmt, audience=None):
        """Return the text of `breach` for `audience`, by default that of the formatter."""
        return getattr(self, audience or fmt.audience)(Breach.of(breach), fmt)

    def officer(self, breach, fmt):
        """Figures, causes and the cure."""
        raise NotImplementedError

    def sales(self, breach, fmt):
        """What the salesperson can do; no grade, no bureau fact."""
        raise NotImplementedError

    def customer(self, breach, fmt):
        """One of two neutral sentences: never a credit, limit, reason or figure."""
        return neutral(fmt)


def neutral(fmt):
    return fmt._("Thank you, we have your order and will confirm it shortly.")


def pay_to_start(fmt):
    return fmt._("Please pay by the link to start your order.")


class Formatter:
    """Prints for one reader: his language, his audience, the currency of the limit."""

    def __init__(self, env, audience='officer', currency=None, show_amounts=True):
        self.env = env
        self.audience = audience
        self.currency = currency and currency.with_env(env)
        self.show_amounts = audience == 'officer' or (audience == 'sales' and show_amounts)
        #: The translation function itself, so that a text is looked up in the addon of the rule.
        self._ = env._

    @property
    def shows_figures(self):
        """Exposure, limit and thresholds are for officers; sales see what to pay and what fits."""
        return self.audience == 'officer'

    def money(self, amount):
        if not self.show_amounts:
            return '…'
        return self.currency.format(amount) if self.currency else f'{amount:,.2f}'

    def date(self, value):
        """Print a date, given as such or in ISO text."""
        day = date.fromisoformat(value) if isinstance(value, str) else value
        return format_date(self.env, day) if day else ''

    def number(self, value):
        """Print days and percentages without needless decimals."""
        return f'{value:g}'

    def join(self, *sentences):
        return ' '.join(sentence for sentence in sentences if sentence)

    def cure(self, breach):
        """Return the structured cure as the reader may have it: amounts only if he sees them."""
        if self.audience == 'customer':
            return {}
        return self._readable(Breach.of(breach).cure)

    def _readable(self, cure):
        shown = {
            name: None if name in CURE_AMOUNTS and not self.show_amounts else value
            for name, value in cure.items()
        }
        if 'invoices' in shown:
            shown['invoices'] = [
                {**invoice, 'amount': invoice['amount'] if self.show_amounts else None}
                for invoice in shown['invoices']
            ]
        if 'alternatives' in shown:
            shown['alternatives'] = [self._readable(item) for item in shown['alternatives']]
        return shown
