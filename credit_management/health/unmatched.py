from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from ..receivables.as_of import open_lines
from .base import Check

_lt = LazyTranslate(__name__)


class Unmatched(Check):
    code = 'unmatched'
    name = _lt("Receipts nobody matched")
    why = _lt("Customers look as if they owed what they have paid, and are held for it.")
    button = _lt("Match")
    model = 'credit.aging.report'
    is_unmatched_money = True

    def rows(self, asked):
        return SQL(
            """SELECT l.id, l.partner_id, l.move_name AS name, l.date, l.open_amount AS amount,
                      NULL::text AS note
                 FROM (%s) l WHERE l.open_amount < 0""", open_lines(asked.receivable),
        )

    def domain(self, asked):
        return [('open_amount', '<', 0), ('company_id', '=', asked.root_id)]

    def context(self, asked):
        return {'search_default_group_partner': 1}
