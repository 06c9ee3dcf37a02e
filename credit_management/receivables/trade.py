"""How each customer traded with us: the peak of what he owed, what he bought, how late he pays.

A customer is a commercial partner. Amounts are in company currency as booked; lines without a partner
are nobody's.
"""

from odoo.tools import SQL

from .as_of import booked, open_lines


def high_credit(asked, since):
    """Return SQL of (customer, peak of his balance at the end of a day, first such day).

    Of the days from `since` to the day asked about. His balance is all that was booked on receivable
    accounts until then, so allocations do not matter; what lay before `since` counts on that day.
    Below zero is below zero. One reading of the journal items for all customers.
    """
    return SQL(
        """SELECT DISTINCT ON (customer) customer, balance, day
             FROM (SELECT customer, day,
                          SUM(moved) OVER (PARTITION BY customer ORDER BY day) AS balance
                     FROM (SELECT partner.commercial_partner_id AS customer,
                                  GREATEST(l.date, %(since)s) AS day, SUM(l.balance) AS moved
                             FROM account_move_line l
                             JOIN res_partner partner ON partner.id = l.partner_id
                            WHERE %(booked)s GROUP BY 1, 2) daily) running
            ORDER BY customer, balance DESC, day""",
        since=since, booked=booked(asked),
    )


def purchases(asked, since):
    """Return SQL of (customer, sales, agreed days) of what was invoiced after `since`.

    Tax included, net of credit notes, by accounting date. The days from a document to its maturity
    are weighed by what was claimed; NULL where nothing was.
    """
    days = SQL("GREATEST(COALESCE(claim.date_maturity, claim.date)"
               " - COALESCE(bill.invoice_date, bill.date), 0)")
    return SQL(
        """SELECT bill.commercial_partner_id, SUM(claim.balance),
                  SUM(claim.balance * %(days)s) FILTER (WHERE claim.balance > 0)
                  / SUM(claim.balance) FILTER (WHERE claim.balance > 0)
             FROM account_move bill
             JOIN account_move_line claim ON claim.move_id = bill.id
              AND claim.display_type = 'payment_term' AND claim.date > %(since)s AND %(booked)s
            WHERE bill.move_type IN ('out_invoice', 'out_receipt', 'out_refund')
              AND bill.state = 'posted' AND bill.commercial_partner_id IS NOT NULL
            GROUP BY 1""",
        days=days, since=since, booked=booked(asked, 'claim'),
    )


def lateness(asked, since):
    """Return SQL of (customer, days beyond terms by amount) since a day.

    Of money that came for invoices, from their maturity to its date; and of what is late now,
    from its maturity to the day asked about: who pays nothing pays latest of all.
    """
    return SQL(
        """SELECT customer, SUM(amount * days) / SUM(amount)
             FROM (SELECT bill.commercial_partner_id AS customer, part.amount,
                          money.date - COALESCE(claim.date_maturity, claim.date) AS days
                     FROM account_partial_reconcile part
                     JOIN account_move_line claim ON claim.id = part.debit_move_id
                     JOIN account_move_line money ON money.id = part.credit_move_id
                     JOIN account_journal journal ON journal.id = money.journal_id
                      AND journal.type IN ('bank', 'cash', 'credit')
                     JOIN account_move bill ON bill.id = claim.move_id
                      AND bill.move_type IN ('out_invoice', 'out_receipt')
                    WHERE part.max_date > %(since)s AND part.max_date <= %(day)s AND part.amount > 0
                      AND %(booked)s
                   UNION ALL
                   SELECT partner.commercial_partner_id, l.open_amount, %(day)s - l.date_due
                     FROM (%(open)s) l JOIN res_partner partner ON partner.id = l.partner_id
                    WHERE l.open_amount > 0 AND l.date_due < %(day)s) paid
            WHERE customer IS NOT NULL GROUP BY customer""",
        since=since, day=asked.day, booked=booked(asked, 'claim'), open=open_lines(asked),
    )
