from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from ..exposure.in_transit import PAYMENTS
from .base import Check

_lt = LazyTranslate(__name__)


class PaymentsWithoutEntry(Check):
    code = 'payments_without_entry'
    name = _lt("Payments without an entry")
    why = _lt("They are written down and not on the ledger until the bank line is matched.")
    button = _lt("Open them")
    model = 'account.payment'
    is_unmatched_money = True

    def rows(self, asked):
        return SQL(
            """SELECT pay.id, payer.commercial_partner_id AS partner_id, pay.name, pay.date,
                      -pay.amount_company_currency_signed AS amount, NULL::text AS note
                 FROM account_payment pay LEFT JOIN res_partner payer ON payer.id = pay.partner_id
                WHERE %s AND pay.move_id IS NULL AND pay.company_id = ANY(%s)""",
            PAYMENTS, list(asked.company_ids),
        )

    def domain(self, asked):
        return [
            ('state', '=', 'in_process'), ('payment_type', '=', 'inbound'),
            ('partner_type', '=', 'customer'), ('move_id', '=', False),
            ('company_id', 'child_of', asked.root_id),
        ]
