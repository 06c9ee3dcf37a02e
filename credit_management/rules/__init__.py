"""One rule a file. `docs/architecture/rules.md` says how to add one."""

from ..tools.breaches import RULES, needed_facts, register
from .base import Formatter, Parameter, Rule
from .could_not_check import CouldNotCheck
from .differing_invoice import DifferingInvoiceRule
from .document_amount import DocumentAmountRule
from .expiry import ExpiryRule
from .limit import LimitRule
from .little_left import LittleLeftRule
from .overdue_amount import OverdueAmountRule
from .overdue_days import OverdueDaysRule
from .payment_terms import PaymentTermsRule
from .prepayment import PrepaymentRule
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
    LittleLeftRule,
    PrepaymentRule,
    DifferingInvoiceRule,
):
    register(_rule())


def configurable_rules():
    """Return the rules that a policy lists, by code."""
    return [RULES[code] for code in sorted(RULES) if RULES[code].configurable]


def needs(policy, checkpoint):
    """Return the facts that the active rules of `policy` (its values) need at `checkpoint`."""
    return needed_facts([policy], checkpoint)
