from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from .base import Check, customers_with_open_items

_lt = LazyTranslate(__name__)


class NegativeBalances(Check):
    code = 'negative_balances'
    name = _lt("Customers with a balance below zero")
    why = _lt("We owe them: a payment of somebody else, a prepayment, or an invoice that is missing.")
    button = _lt("Open them")
    model = 'res.partner'

    def rows(self, asked):
        return customers_with_open_items(asked, SQL("item.amount < 0"))
