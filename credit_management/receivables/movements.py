"""What was booked on the receivable accounts month by month, and by what."""

from odoo.tools import SQL

from .as_of import booked

#: Kinds of entries that make receivables larger or smaller, in the order of `by_month`.
KINDS = ('invoiced', 'credited', 'received', 'other')

#: SQL of the kind of an entry `entry` of a journal `journal`.
KIND = SQL(
    """CASE WHEN entry.move_type IN ('out_invoice', 'out_receipt') THEN 'invoiced'
            WHEN entry.move_type = 'out_refund' THEN 'credited'
            WHEN entry.origin_payment_id IS NOT NULL OR journal.type IN ('bank', 'cash', 'credit')
            THEN 'received' ELSE 'other' END"""
)


def by_month(asked, since):
    """Return SQL of (first day of the month or NULL before `since`, kind, balance)."""
    return SQL(
        """SELECT CASE WHEN l.date >= %(since)s THEN date_trunc('month', l.date)::date END AS month,
                  %(kind)s AS kind, SUM(l.balance)
             FROM account_move_line l
             JOIN account_move entry ON entry.id = l.move_id
             JOIN account_journal journal ON journal.id = entry.journal_id
            WHERE %(booked)s GROUP BY 1, 2""",
        since=since, kind=KIND, booked=booked(asked),
    )
