from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from .base import Check, customers_with_open_items
from .employees import Employees

_lt = LazyTranslate(__name__)


class Consumers(Check):
    """Private persons: no company, no tax number, and nobody of ours."""

    code = 'consumers'
    name = _lt("Private persons with open items")
    why = _lt("Other laws hold for them. They get no profile unless you give them one.")
    button = _lt("Open them")
    model = 'res.partner'

    def rows(self, asked):
        return customers_with_open_items(asked, self.condition(asked))

    @staticmethod
    def condition(asked):
        """Return the condition that `partner` is a private person."""
        return SQL(
            """partner.is_company IS NOT TRUE AND COALESCE(partner.vat, '') IN ('', '/')
               AND partner.id NOT IN (%s)""", Employees.contacts(asked),
        )
