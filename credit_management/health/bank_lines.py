from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from ..exposure.in_transit import BANK_LINES
from .base import Check

_lt = LazyTranslate(__name__)


class BankLines(Check):
    code = 'bank_lines'
    name = _lt("Bank lines of customers, still in suspense")
    why = _lt("The money is in the bank, and the customer's invoices are open all the same.")
    button = _lt("Match")
    model = 'account.bank.statement.line'
    is_unmatched_money = True

    def rows(self, asked):
        return SQL(
            """SELECT bank.id, payer.commercial_partner_id AS partner_id,
                      COALESCE(bank.payment_ref, entry.name) AS name, entry.date,
                      -rest.amount AS amount, NULL::text AS note
                 FROM account_bank_statement_line bank
                 JOIN account_move entry ON entry.id = bank.move_id AND entry.state = 'posted'
                 JOIN account_journal journal ON journal.id = entry.journal_id
                 JOIN res_partner payer ON payer.id = bank.partner_id
                CROSS JOIN LATERAL (
                      SELECT -SUM(l.balance) AS amount FROM account_move_line l
                       WHERE l.move_id = entry.id AND l.account_id = journal.suspense_account_id
                      ) rest
                WHERE %s AND rest.amount > 0 AND entry.company_id = ANY(%s)""",
            BANK_LINES, list(asked.company_ids),
        )

    def context(self, asked):
        return {
            'list_view_ref': 'credit_management.account_bank_statement_line_view_list_health',
        }
