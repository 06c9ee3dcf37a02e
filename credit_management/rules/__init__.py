"""One rule a file. `docs/architecture/rules.md` says how to add one."""

from ..tools import breaches
from ..tools.breaches import RULES, register
from .aging_grade import AgingGradeRule
from .authorization import AuthorizationRule
from .base import Formatter, Parameter, Rule
from .bureau_age import BureauAgeRule
from .bureau_events import BureauEventsRule
from .contract import ContractRule
from .could_not_check import CouldNotCheck
from .danger import DangerRule
from .delivery_note import DeliveryNoteRule
from .differing_invoice import DifferingInvoiceRule
from .document_amount import DocumentAmountRule
from .dunning import DunningRule
from .expiry import ExpiryRule
from .group import GroupRule
from .insurance import InsuranceRule
from .limit import LimitRule
from .little_left import LittleLeftRule
from .more_than_ordered import MoreThanOrderedRule
from .overdue_amount import OverdueAmountRule
from .overdue_days import OverdueDaysRule
from .payment_terms import PaymentTermsRule
from .prepayment import PrepaymentRule
from .receiver import ReceiverRule
from .signed_order import SignedOrderRule
from .standing import StandingRule

for _rule in (
    CouldNotCheck,
    LimitRule,
    OverdueDaysRule,
    OverdueAmountRule,
    DocumentAmountRule,
    ExpiryRule,
    PaymentTermsRule,
    StandingRule,
    DunningRule,
    DangerRule,
    LittleLeftRule,
    ContractRule,
    BureauAgeRule,
    PrepaymentRule,
    GroupRule,
    DifferingInvoiceRule,
    BureauEventsRule,
    AgingGradeRule,
    AuthorizationRule,
    SignedOrderRule,
    ReceiverRule,
    MoreThanOrderedRule,
    DeliveryNoteRule,
    InsuranceRule,
):
    register(_rule())


def configurable_rules():
    """Return the rules that a policy lists, by code."""
    return [RULES[code] for code in sorted(RULES) if RULES[code].configurable]


def covers(seen, breach):
    """Return whether who released the breach `seen` (or its dict) released `breach` as well."""
    rule = RULES.get(breach.code)
    return rule is None or rule.covers(breaches.Breach.of(seen), breach)


def sentence(breach, fmt, audience=None):
    """Return the text of `breach` (a Breach or its dict) for the formatter's reader."""
    breach = breaches.Breach.of(breach)
    rule = RULES.get(breach.code)
    if rule is None:  # the part that brought the rule was uninstalled
        rule, breach = RULES['H00'], breaches.could_not_check(breach.code)
    return rule.sentences(breach, fmt, audience)
