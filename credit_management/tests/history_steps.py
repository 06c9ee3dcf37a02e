from .history_ledger import LedgerSteps
from .history_money import MoneySteps
from .history_people import PeopleSteps
from .history_sales import SalesSteps


class Life(SalesSteps, LedgerSteps, MoneySteps, PeopleSteps):
    """Everything that can happen to a customer."""
