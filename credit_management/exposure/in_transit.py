from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from .base import Component, number

_lt = LazyTranslate(__name__)

#: A payment with entry that no bank line was matched with, this old, is no longer expected.
BOOKED_DAYS = 90

#: Exactly the predicates of partial indexes.
PAYMENTS = SQL(
    "pay.state = 'in_process' AND pay.payment_type = 'inbound' AND pay.partner_type = 'customer'"
)
BANK_LINES = SQL(
    "bank.is_reconciled IS NOT TRUE AND bank.partner_id IS NOT NULL AND bank.amount > 0"
)


def trusted_payer():
    """Return the condition on a bank line `bank`, `entry` that its payer is surely its customer.

    A partner found by the payer's name alone may be a namesake: only a line without a payer's
    name, or from a bank account of the customer, counts.
    """
    return SQL(
        """(COALESCE(bank.partner_name, '') = '' OR EXISTS (
            SELECT 1 FROM res_partner_bank account
              JOIN res_partner holder ON holder.id = account.partner_id
              JOIN res_partner payer ON payer.id = bank.partner_id
             WHERE holder.commercial_partner_id = payer.commercial_partner_id
               AND (account.id = entry.partner_bank_id OR account.sanitized_acc_number
                    = upper(regexp_replace(bank.account_number, '\\W+', '', 'g')))))"""
    )


class InTransit(Component):
    """Money that has arrived but is not on the receivable: payments without entry, bank lines.

    One receipt is often both, so only the kind with the larger sum counts. A bank line may also be
    the arrival of a payment that is booked already; what such payments cover, oldest line first,
    is not taken off again.
    """

    names = {
        'payment_in_transit': _lt("Payments without entry"),
        'bank_in_transit': _lt("Bank lines not matched"),
    }
    signs = {'payment_in_transit': -1, 'bank_in_transit': -1}
    may_be_negative = frozenset(names)
    counts = frozenset(names)
    sources = {
        'payment_in_transit': ('account_payment', 'partner_id'),
        'bank_in_transit': ('account_bank_statement_line', 'partner_id'),
    }

    def fragment(self, scope):
        if scope.counts_in_transit(SQL("NULL")) is None:
            return None
        return SQL(
            """SELECT profile_id, kind AS component,
                      CASE kind WHEN %(payment)s THEN 'account.payment'
                           ELSE 'account.bank.statement.line' END AS res_model,
                      id AS res_id, id AS source_id, date, NULL::date AS date_due,
                      -counted AS amount,
                      -CASE WHEN amount = 0 THEN 0 ELSE ROUND(amount_today * counted / amount, 6) END
                          AS amount_today,
                      -CASE WHEN amount = 0 THEN 0
                            ELSE ROUND(amount_currency * counted / amount, 6) END AS amount_currency,
                      currency_id
                 FROM (%(sums)s) sums
                WHERE counted > 0 AND %(only)s
                  AND CASE kind WHEN %(payment)s THEN paid >= banked ELSE banked > paid END""",
            payment=number('payment_in_transit'), sums=self._sums(scope), only=self._only(scope),
        )

    def _only(self, scope):
        if scope.sources is None:
            return SQL("TRUE")
        return SQL("(%s)", SQL(" OR ").join(
            SQL("(kind = %s AND %s)", number(code), scope.only((code,), SQL("id")))
            for code in self.codes
        ))

    def _sums(self, scope):
        """Return the arrivals with the sums of both kinds a customer."""
        return SQL(
            """SELECT counts.*,
                      COALESCE(SUM(counted) FILTER (WHERE kind = %(payment)s)
                               OVER (PARTITION BY profile_id), 0) AS paid,
                      COALESCE(SUM(counted) FILTER (WHERE kind = %(bank)s)
                               OVER (PARTITION BY profile_id), 0) AS banked
                 FROM (SELECT running.*,
                              CASE kind WHEN %(payment)s THEN amount WHEN %(bank)s
                                   THEN LEAST(amount, GREATEST(so_far - booked, 0)) ELSE 0 END
                                  AS counted
                         FROM (%(running)s) running) counts""",
            payment=number('payment_in_transit'), bank=number('bank_in_transit'),
            running=self._running(scope),
        )

    def _running(self, scope):
        """Return the arrivals with their running sum, and what booked payments wait for the bank."""
        return SQL(
            """SELECT arrivals.*,
                      SUM(amount) OVER (PARTITION BY profile_id, kind ORDER BY date, id) AS so_far,
                      COALESCE(SUM(amount) FILTER (WHERE kind = 0)
                               OVER (PARTITION BY profile_id), 0) AS booked
                 FROM (%s UNION ALL %s) arrivals""",
            self._payments(scope), self._bank_lines(scope),
        )

    def _payments(self, scope):
        partner, company = SQL("pay.partner_id"), SQL("pay.company_id")
        amount = SQL("pay.amount_company_currency_signed")
        return SQL(
            """SELECT %(profile)s AS profile_id,
                      CASE WHEN pay.move_id IS NULL THEN %(number)s ELSE 0 END AS kind,
                      pay.id, pay.date, %(amount)s AS amount, %(at_today)s AS amount_today,
                      pay.amount AS amount_currency, pay.currency_id
                 FROM account_payment pay %(joins)s
                WHERE %(payments)s AND %(amount)s > 0
                  AND (pay.move_id IS NULL
                       OR pay.is_matched IS NOT TRUE AND pay.date >= %(today)s - %(days)s)
                  AND %(counted)s AND %(where)s""",
            profile=scope.profile, number=number('payment_in_transit'), amount=amount,
            at_today=scope.at_today(amount, SQL("pay.amount"), SQL("pay.currency_id"), company),
            joins=scope.joins(partner, company), where=scope.where(partner, company),
            payments=PAYMENTS,
            today=scope.today(company), days=BOOKED_DAYS, counted=scope.counts_in_transit(company),
        )

    def doubtful(self, scope):
        """Return SQL of (profile_id, amount): bank lines whose payer only has the customer's name."""
        return SQL(
            "SELECT profile_id, SUM(amount) FROM (%s) line GROUP BY 1", self.doubtful_lines(scope)
        )

    def doubtful_lines(self, scope):
        """Return SQL of the bank lines that `doubtful` adds up: profile_id, date, amount, …"""
        return self._bank_lines(scope, SQL("NOT %s", trusted_payer()))

    def _bank_lines(self, scope, payer=None):
        """Return bank lines with what is still on the suspense account, and a partner we trust."""
        partner, company = SQL("bank.partner_id"), SQL("bank.company_id")
        return SQL(
            """SELECT %(profile)s AS profile_id, %(number)s AS kind, bank.id, entry.date,
                      rest.amount, %(at_today)s AS amount_today, rest.amount_currency,
                      rest.currency_id
                 FROM account_bank_statement_line bank
                 JOIN account_move entry ON entry.id = bank.move_id AND entry.state = 'posted'
                 JOIN account_journal journal ON journal.id = entry.journal_id
                 %(joins)s
                CROSS JOIN LATERAL (
                      SELECT -SUM(l.balance) AS amount, -SUM(l.amount_currency) AS amount_currency,
                             MIN(l.currency_id) AS currency_id
                        FROM account_move_line l
                       WHERE l.move_id = entry.id AND l.account_id = journal.suspense_account_id
                      ) rest
                WHERE %(lines)s AND rest.amount > 0 AND %(payer)s
                  AND %(counted)s AND %(where)s""",
            profile=scope.profile, number=number('bank_in_transit'),
            at_today=scope.at_today(SQL("rest.amount"), SQL("rest.amount_currency"),
                                    SQL("rest.currency_id"), company),
            joins=scope.joins(partner, company), where=scope.where(partner, company),
            payer=payer or trusted_payer(), lines=BANK_LINES, counted=scope.counts_in_transit(company),
        )
