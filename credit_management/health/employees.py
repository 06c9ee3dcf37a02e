from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from .base import Check, customers_with_open_items

_lt = LazyTranslate(__name__)


class Employees(Check):
    code = 'employees'
    name = _lt("Employees with open items")
    why = _lt("Advances and purchases of staff are settled with wages. They get no profile.")
    button = _lt("Open them")
    model = 'res.partner'

    def rows(self, asked):
        return customers_with_open_items(asked, self.condition(asked))

    @classmethod
    def condition(cls, asked):
        """Return the condition that `partner` works for us."""
        return SQL("partner.id IN (%s)", cls.contacts(asked))

    @staticmethod
    def contacts(asked):
        """Return SQL of contacts that are employees: internal users, and whom Employees knows."""
        contacts = SQL(
            """SELECT u.partner_id FROM res_users u WHERE u.share IS NOT TRUE""")
        if not asked.has_employees:
            return contacts
        return SQL("%s UNION SELECT work_contact_id FROM hr_employee"
                   " WHERE work_contact_id IS NOT NULL", contacts)
