from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from .base import Component, number
from .receivable import RECEIVABLE

_lt = LazyTranslate(__name__)


class Unallocated(Component):
    """Posted receipts and credit notes that are not matched with an invoice yet."""

    names = {'unallocated': _lt("Unallocated receipts and credit notes")}
    signs = {'unallocated': -1}
    may_be_negative = frozenset(names)
    counts = frozenset(names)
    sources = {'unallocated': ('account_move_line', 'partner_id')}

    def fragment(self, scope):
        partner, company = SQL("l.partner_id"), SQL("l.company_id")
        return SQL(
            """SELECT %(profile)s AS profile_id, %(number)s AS component,
                      'account.move' AS res_model, l.move_id AS res_id, l.id AS source_id,
                      COALESCE(l.invoice_date, l.date) AS date, NULL::date AS date_due,
                      l.amount_residual AS amount, %(at_today)s AS amount_today,
                      l.amount_residual_currency AS amount_currency, l.currency_id
                 FROM account_move_line l %(joins)s
                WHERE l.reconciled IS NOT TRUE AND l.parent_state = 'posted'
                  AND l.amount_residual < 0 AND l.account_id = ANY(%(accounts)s)
                  AND %(where)s AND %(only)s""",
            profile=scope.profile, number=number('unallocated'),
            at_today=scope.at_today(SQL("l.amount_residual"), SQL("l.amount_residual_currency"),
                                    SQL("l.currency_id"), company),
            joins=scope.joins(partner, company), accounts=RECEIVABLE,
            where=scope.where(partner, company), only=scope.only(self.codes, SQL("l.id")),
        )
