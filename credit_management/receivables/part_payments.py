"""Receipts of customers, what our books did with them, and what the payer said about them."""

from odoo.tools import SQL

#: Money that a payer sent, and nothing that we credited ourselves.
IS_RECEIPT = SQL(
    "(credit.payment_id IS NOT NULL OR credit.statement_line_id IS NOT NULL"
    " OR journal.type IN ('bank', 'cash') AND entry.move_type = 'entry')")
#: Debts, and not what went back to the customer or undid a receipt.
IS_CLAIM = SQL(
    "(line.payment_id IS NULL AND line.statement_line_id IS NULL"
    " AND bill.reversed_entry_id IS NULL)")


def customers(since):
    """Return SQL of (profile_id, contact id, day) for ``{profile id: day}``."""
    return SQL(
        """SELECT asked.profile_id, contact.id AS contact_id, asked.day
             FROM unnest(%s, %s::date[]) AS asked(profile_id, day)
             JOIN credit_profile p ON p.id = asked.profile_id
             JOIN res_partner contact ON contact.commercial_partner_id = p.partner_id""",
        list(since), list(since.values()),
    )


def allocations(since, company_ids, account_ids):
    """Return SQL of what was allocated from each customer's day on, one row an allocation.

    profile_id, line_id, is_claim, line_date, line_due, receipt_id, is_receipt, receipt_date,
    amount, day.
    """
    return SQL(
        """SELECT asked.profile_id, line.id AS line_id, %(is_claim)s AS is_claim,
                  line.date AS line_date, COALESCE(line.date_maturity, line.date) AS line_due,
                  credit.id AS receipt_id, %(is_receipt)s AS is_receipt,
                  credit.date AS receipt_date, part.amount, part.max_date AS day
             FROM (%(customers)s) asked
             JOIN account_move_line line ON line.partner_id = asked.contact_id
              AND line.balance > 0 AND line.parent_state = 'posted'
              AND line.company_id = ANY(%(companies)s) AND line.account_id = ANY(%(accounts)s)
             JOIN account_partial_reconcile part ON part.debit_move_id = line.id
              AND part.max_date >= asked.day
             JOIN account_move bill ON bill.id = line.move_id
             JOIN account_move_line credit ON credit.id = part.credit_move_id
             JOIN account_move entry ON entry.id = credit.move_id
             JOIN account_journal journal ON journal.id = entry.journal_id""",
        customers=customers(since), is_claim=IS_CLAIM, is_receipt=IS_RECEIPT,
        companies=list(company_ids), accounts=list(account_ids),
    )


def unallocated(since, company_ids, account_ids):
    """Return SQL of receipts that are not used up: profile_id, receipt_id, receipt_date, amount."""
    return SQL(
        """SELECT asked.profile_id, credit.id AS receipt_id, credit.date AS receipt_date,
                  -credit.amount_residual AS amount
             FROM (%(customers)s) asked
             JOIN account_move_line credit ON credit.partner_id = asked.contact_id
              AND credit.reconciled IS NOT TRUE AND credit.parent_state = 'posted'
              AND credit.amount_residual < 0 AND credit.date >= asked.day
              AND credit.company_id = ANY(%(companies)s)
              AND credit.account_id = ANY(%(accounts)s)
             JOIN account_move entry ON entry.id = credit.move_id
             JOIN account_journal journal ON journal.id = entry.journal_id
            WHERE %(is_receipt)s""",
        customers=customers(since), is_receipt=IS_RECEIPT, companies=list(company_ids),
        accounts=list(account_ids),
    )


def said(receipt_ids):
    """Return SQL of what payers said: receipt_id, text of the bank, invoices of an online payment.

    The memo of a payment is ours, so it says nothing here.
    """
    return SQL(
        """SELECT credit.id, concat_ws(' ', own.payment_ref, theirs.text), online.move_ids
             FROM account_move_line credit
        LEFT JOIN account_bank_statement_line own ON own.id = credit.statement_line_id
        LEFT JOIN account_payment payment ON payment.id = credit.payment_id
        LEFT JOIN LATERAL (
                  SELECT string_agg(bank.payment_ref, ' ' ORDER BY bank.id) AS text
                    FROM account_move_line mine
                    JOIN account_partial_reconcile part ON part.debit_move_id = mine.id
                    JOIN account_move_line other ON other.id = part.credit_move_id
                    JOIN account_bank_statement_line bank ON bank.id = other.statement_line_id
                   WHERE payment.id IS NOT NULL AND mine.move_id = credit.move_id
                     AND mine.id <> credit.id) theirs ON TRUE
        LEFT JOIN LATERAL (
                  SELECT array_agg(rel.invoice_id ORDER BY rel.invoice_id) AS move_ids
                    FROM account_invoice_transaction_rel rel
                   WHERE rel.transaction_id = payment.payment_transaction_id) online ON TRUE
            WHERE credit.id = ANY(%s)""",
        list(receipt_ids),
    )


def named_documents(line_ids):
    """Return SQL of what claims are called: line_id, move_id, number, payment reference."""
    return SQL(
        """SELECT line.id, line.move_id, move.name, move.payment_reference
             FROM account_move_line line JOIN account_move move ON move.id = line.move_id
            WHERE line.id = ANY(%s)""", list(line_ids),
    )
