from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from ..receivables.as_of import booked
from .base import Check

_lt = LazyTranslate(__name__)


class Crumbs(Check):
    """What is left of entries that were paid but for less than the company's least invoice."""

    code = 'crumbs'
    name = _lt("Crumbs left over by payments")
    why = _lt("A few cents stay overdue for years. Policies ignore them; written off, they are gone.")
    button = _lt("Open them")
    model = 'account.move'

    def rows(self, asked):
        if not asked.minimum:
            return None
        return SQL(
            """SELECT l.move_id AS id, MIN(l.partner_id) AS partner_id, MIN(l.move_name) AS name,
                      MIN(l.date) AS date, SUM(l.amount_residual) AS amount, NULL::text AS note
                 FROM account_move_line l
                WHERE l.reconciled IS NOT TRUE AND l.amount_residual <> 0
                  AND ABS(l.amount_residual) < %s AND ABS(l.amount_residual) < ABS(l.balance)
                  AND %s GROUP BY 1""",
            asked.minimum, booked(asked.receivable),
        )

    def context(self, asked):
        return {'list_view_ref': 'account.view_out_invoice_tree'}
