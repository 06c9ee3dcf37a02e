from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from .base import Component, number

_lt = LazyTranslate(__name__)

#: Lines on any receivable account; the list is short and read once a query.
RECEIVABLE = SQL("ARRAY(SELECT id FROM account_account WHERE account_type = 'asset_receivable')")


class Receivable(Component):
    """What is left open on posted maturity lines, not yet due and overdue."""

    names = {'ar_not_due': _lt("Receivable, not due"), 'ar_overdue': _lt("Receivable, overdue")}
    signs = {'ar_not_due': 1, 'ar_overdue': 1}
    counts = frozenset(names)
    sources = dict.fromkeys(names, ('account_move_line', 'partner_id'))

    def fragment(self, scope):
        partner, company = SQL("l.partner_id"), SQL("l.company_id")
        return SQL(
            """SELECT %(profile)s AS profile_id,
                      CASE WHEN COALESCE(l.date_maturity, l.date) < %(today)s
                           THEN %(overdue)s ELSE %(not_due)s END AS component,
                      'account.move' AS res_model, l.move_id AS res_id, l.id AS source_id,
                      COALESCE(l.invoice_date, l.date) AS date,
                      COALESCE(l.date_maturity, l.date) AS date_due,
                      l.amount_residual AS amount, %(at_today)s AS amount_today,
                      l.amount_residual_currency AS amount_currency, l.currency_id
                 FROM account_move_line l %(joins)s
                WHERE l.reconciled IS NOT TRUE AND l.parent_state = 'posted'
                  AND l.amount_residual > 0 AND l.account_id = ANY(%(accounts)s)
                  AND %(where)s AND %(only)s""",
            profile=scope.profile, today=scope.today(company),
            overdue=number('ar_overdue'), not_due=number('ar_not_due'),
            at_today=scope.at_today(SQL("l.amount_residual"), SQL("l.amount_residual_currency"),
                                    SQL("l.currency_id"), company),
            joins=scope.joins(partner, company), accounts=RECEIVABLE,
            where=scope.where(partner, company), only=scope.only(self.codes, SQL("l.id")),
        )
