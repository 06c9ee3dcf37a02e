"""What is wrong with a company's data before it goes live: one file a check, one registry.

A later part adds a check with a file like `no_due_date.py` and a call of `register`; the screen,
the spreadsheet and the overview pick it up. Checks read, and nothing else.
"""

from .bank_lines import BankLines
from .base import Asked, Check
from .consumers import Consumers
from .core_limits import CoreLimits
from .crumbs import Crumbs
from .dead_orders import DeadOrders
from .duplicates import Duplicates
from .employees import Employees
from .negative_balances import NegativeBalances
from .no_due_date import NoDueDate
from .own_companies import OwnCompanies
from .payments_without_entry import PaymentsWithoutEntry
from .unmatched import Unmatched

#: ``{code: check}`` in the order in which they are shown.
REGISTRY = {}


def register(check):
    """Add a check; its code must be nobody else's."""
    if check.code in REGISTRY:
        raise ValueError(f"check {check.code!r} is there twice")
    REGISTRY[check.code] = check


for _check in (
    Unmatched(), PaymentsWithoutEntry(), BankLines(), Crumbs(), NoDueDate(), NegativeBalances(),
    Duplicates(), CoreLimits(), DeadOrders(), OwnCompanies(), Employees(), Consumers(),
):
    register(_check)
