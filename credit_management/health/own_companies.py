from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from .base import Check, customers_with_open_items

_lt = LazyTranslate(__name__)


class OwnCompanies(Check):
    code = 'own_companies'
    name = _lt("Own companies with open items")
    why = _lt("What one company of ours owes another is no credit risk. They get no profile.")
    button = _lt("Open them")
    model = 'res.partner'

    def rows(self, asked):
        return customers_with_open_items(asked, self.condition(asked))

    @staticmethod
    def condition(asked):
        """Return the condition that `partner` is one of ours."""
        return SQL(
            """partner.id IN (SELECT contact.commercial_partner_id FROM res_company company
                                JOIN res_partner contact ON contact.id = company.partner_id)"""
        )
