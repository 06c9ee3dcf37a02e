from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from ..receivables.as_of import booked
from .base import Check

_lt = LazyTranslate(__name__)


class NoDueDate(Check):
    code = 'no_due_date'
    name = _lt("Claims without a due date")
    why = _lt("They count as due on the day they were booked, and are overdue from the next.")
    button = _lt("Open them")
    model = 'account.move.line'

    def rows(self, asked):
        return SQL(
            """SELECT l.id, l.partner_id, l.move_name AS name, l.date, l.amount_residual AS amount,
                      NULL::text AS note
                 FROM account_move_line l
                WHERE l.reconciled IS NOT TRUE AND l.date_maturity IS NULL AND l.balance > 0
                  AND %s""", booked(asked.receivable),
        )

    def domain(self, asked):
        return [
            ('account_type', '=', 'asset_receivable'), ('parent_state', '=', 'posted'),
            ('reconciled', '=', False), ('date_maturity', '=', False), ('balance', '>', 0),
            ('company_id', 'child_of', asked.root_id),
        ]
