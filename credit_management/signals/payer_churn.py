from collections import defaultdict
from datetime import timedelta

from odoo.tools import SQL

from ..receivables.as_of import booked
from ..receivables.cash_in import MONEY
from ..tools.signal_checks import payer_churn
from .base import Reader, reference

_NUMBER = SQL("NULLIF(UPPER(REGEXP_REPLACE(st.account_number, '[^0-9A-Za-z]', '', 'g')), '')")


class PayerChurn(Reader):
    """DS7: bank accounts from which a customer never paid before, and money that others paid."""

    code = 'DS7'

    def load(self, asked):
        accounts, receipts = self._accounts(asked), self._receipts(asked)
        return {
            profile_id: payer_churn(
                asked.known(self.code, profile_id), accounts.get(profile_id, ()),
                *receipts.get(profile_id, (0, 0)), asked.as_of, asked.limits,
            ) for profile_id in asked.customers
        }

    def _accounts(self, asked):
        """Return ``{profile id: [(day first seen, reference)]}``.

        Nothing is new where no account was known before the window: then it is us who only begin
        to read bank statements.
        """
        known = defaultdict(list)
        for profile_id, day, line_id in asked.rows(SQL(
            """SELECT profile_id, (MIN(ARRAY[day - date '2000-01-01', line_id]))[1]
                      + date '2000-01-01', (MIN(ARRAY[day - date '2000-01-01', line_id]))[2]
                 FROM (SELECT own.profile_id, %(number)s AS number, entry.date AS day,
                              st.id AS line_id
                         FROM %(theirs)s own
                         JOIN account_bank_statement_line st ON st.partner_id = own.partner_id
                          AND st.amount > 0 AND st.company_id = ANY(%(companies)s)
                         JOIN account_move entry ON entry.id = st.move_id
                          AND entry.state = 'posted' AND entry.date <= %(day)s) seen
                WHERE number IS NOT NULL GROUP BY profile_id, number ORDER BY 1, 2, 3""",
            number=_NUMBER, theirs=asked.theirs, companies=asked.company_ids, day=asked.as_of,
        )):
            known[profile_id].append((day, reference('account.bank.statement.line', line_id)))
        since = asked.as_of - timedelta(days=asked.limits.payer_days)
        return {
            profile_id: rows for profile_id, rows in known.items() if rows[0][0] <= since
        }

    def _receipts(self, asked):
        """Return ``{profile id: (money for his invoices, of it from somebody else)}``."""
        return {
            profile_id: (paid, others) for profile_id, paid, others in asked.rows(SQL(
                """SELECT own.profile_id, SUM(part.amount),
                          COALESCE(SUM(part.amount) FILTER (WHERE
                              COALESCE(holder.commercial_partner_id, payer.commercial_partner_id)
                              <> own.customer_id), 0)
                     FROM %(theirs)s own
                     JOIN account_move_line line ON line.partner_id = own.partner_id AND %(booked)s
                      AND line.journal_id <> ALL(%(money)s)
                     JOIN account_partial_reconcile part ON part.debit_move_id = line.id
                      AND part.max_date > %(since)s AND part.max_date <= %(day)s
                     JOIN account_move_line money ON money.id = part.credit_move_id
                      AND money.journal_id = ANY(%(money)s)
                LEFT JOIN res_partner payer ON payer.id = money.partner_id
                LEFT JOIN account_bank_statement_line st ON st.id = money.statement_line_id
                LEFT JOIN LATERAL (
                          SELECT owner.commercial_partner_id FROM res_partner_bank bank
                            JOIN res_partner owner ON owner.id = bank.partner_id
                           WHERE bank.sanitized_acc_number = %(number)s
                           ORDER BY owner.commercial_partner_id <> own.customer_id, bank.id
                           LIMIT 1) holder ON TRUE
                    GROUP BY 1""",
                theirs=asked.theirs, booked=booked(asked.question, 'line'), money=MONEY,
                since=asked.as_of - timedelta(days=asked.limits.payer_days), day=asked.as_of,
                number=_NUMBER,
            ))
        }
