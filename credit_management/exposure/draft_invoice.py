from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from .base import Component, number

_lt = LazyTranslate(__name__)


class DraftInvoice(Component):
    """Draft invoices, whether they come from an order or not. Draft credit notes change nothing."""

    names = {'draft_invoice': _lt("Draft invoices")}
    signs = {'draft_invoice': 1}
    counts = frozenset(names)
    sources = {'draft_invoice': ('account_move', 'partner_id')}

    def fragment(self, scope):
        partner, company = SQL("m.partner_id"), SQL("m.company_id")
        return SQL(
            """SELECT %(profile)s AS profile_id, %(number)s AS component,
                      'account.move' AS res_model, m.id AS res_id, m.id AS source_id,
                      COALESCE(m.invoice_date, m.date) AS date, m.invoice_date_due AS date_due,
                      m.amount_total_signed AS amount, %(at_today)s AS amount_today,
                      m.amount_total AS amount_currency, m.currency_id
                 FROM account_move m %(joins)s
                WHERE m.state = 'draft' AND m.move_type IN ('out_invoice', 'out_receipt')
                  AND m.amount_total_signed > 0 AND %(where)s AND %(only)s""",
            profile=scope.profile, number=number('draft_invoice'),
            at_today=scope.at_today(SQL("m.amount_total_signed"), SQL("m.amount_total"),
                                    SQL("m.currency_id"), company),
            joins=scope.joins(partner, company),
            where=scope.where(partner, company), only=scope.only(self.codes, SQL("m.id")),
        )
