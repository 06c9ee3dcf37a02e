"""What was sold on credit, as SQL: the other side of what is owed.

A credit sale is a posted customer invoice or receipt that is due after its own date, by its header
or by a maturity line; the whole document, tax included, in company currency as booked. A credit note
counts with the invoice it takes back, and one that takes back none counts too, because it makes the
receivable smaller. What a counter was paid for at once is no credit sale. A final invoice is net of
its down payments, so no part is counted twice.
"""

from odoo.tools import SQL

from .as_of import booked

#: Name of a group -> SQL of its key; `bill` is the document, `customer` its commercial partner.
GROUPS = {
    'company': SQL("NULL::int"),
    'partner': SQL("bill.commercial_partner_id"),
    'salesperson': SQL("COALESCE(bill.invoice_user_id, customer.user_id)"),
    'team': SQL("bill.team_id"),
    'country': SQL("customer.country_id"),
    'branch': SQL("bill.company_id"),
    'currency': SQL("bill.currency_id"),
}


def documents(asked, since=None, counters=False):
    """Return SQL of credit sales booked from `since` to the day asked about, one row a document.

    id, move_type, company_id, currency_id, partner_id, commercial_partner_id, invoice_user_id,
    team_id, invoice_date, date (accounting), sold_on (the date of the invoice that a credit note
    takes back, else `date`), amount (credit notes are below zero). Invoices apart from credit
    notes: there are many of them, and none is looked up beside another.

    :param bool counters: the database has points of sale (`pos.order`)
    """
    columns = SQL(
        """bill.id, bill.move_type, bill.company_id, bill.currency_id, bill.partner_id,
           bill.commercial_partner_id, bill.invoice_user_id, bill.team_id, bill.invoice_date,
           bill.date""")
    posted = SQL(
        "bill.state = 'posted' AND bill.company_id = ANY(%(companies)s)"
        " AND bill.date <= %(day)s %(since)s", companies=list(asked.company_ids), day=asked.day,
        since=SQL("AND bill.date >= %s", since) if since else SQL(""))
    # OFFSET 0: which way invoices are read does not hang on the few whose lines are asked.
    return SQL(
        """SELECT %(columns)s, bill.date AS sold_on, bill.amount_total_signed AS amount
             FROM (SELECT bill.* FROM account_move bill
                    WHERE %(posted)s AND bill.move_type IN ('out_invoice', 'out_receipt')
                   OFFSET 0) bill
            WHERE %(bill)s %(sold_counters)s
           UNION ALL
           SELECT %(columns)s, COALESCE(origin.date, bill.date), bill.amount_total_signed
             FROM account_move bill LEFT JOIN account_move origin ON origin.id = bill.reversed_entry_id
            WHERE %(posted)s AND bill.move_type = 'out_refund'
              AND (origin.id IS NULL OR %(origin)s) %(taken_counters)s""",
        columns=columns, posted=posted, bill=on_terms(SQL("bill")), origin=on_terms(SQL("origin")),
        sold_counters=_not_paid_at_a_counter(SQL("bill.id")) if counters else SQL(""),
        taken_counters=_not_paid_at_a_counter(SQL("COALESCE(origin.id, bill.id)"))
        if counters else SQL(""),
    )


def by_month(asked, since=None, group_by='company', counters=False):
    """Return SQL of (key, month, sales, sold): credit sales net of credit notes by group and month.

    `month`: its first day. `sales` counts a credit note on its own date, `sold` on the date of the
    invoice that it takes back; what was sold before `since` is in no row.

    :param group_by: a key of `GROUPS`
    """
    return SQL(
        """SELECT %(key)s AS key, date_trunc('month', side.date)::date AS month,
                  SUM(side.sales) AS sales, SUM(side.sold) AS sold
             FROM (%(documents)s) bill
        LEFT JOIN res_partner customer ON customer.id = bill.commercial_partner_id
            CROSS JOIN LATERAL (VALUES (bill.date, bill.amount, 0), (bill.sold_on, 0, bill.amount))
                  AS side (date, sales, sold) %(since)s
            GROUP BY 1, 2""",
        key=GROUPS[group_by], documents=documents(asked, since, counters),
        since=SQL("WHERE side.date >= %s", since) if since else SQL(""),
    )


def by_both_months(asked, since, counters=False):
    """Return SQL of (month booked, month sold, amount) of all credit sales since the day.

    From it follows what was known of each month at the end of every later one.
    """
    return SQL(
        """SELECT date_trunc('month', bill.date)::date, date_trunc('month', bill.sold_on)::date,
                  SUM(bill.amount)
             FROM (%s) bill GROUP BY 1, 2""",
        documents(asked, since, counters),
    )


def claims(asked, since):
    """Return the join of the maturity lines `claim` of a document `bill` of `documents`.

    They stand on receivable accounts, on the document's date: so old ones are not read.
    """
    return SQL(
        """JOIN account_move_line claim ON claim.move_id = bill.id
            AND claim.display_type = 'payment_term' AND claim.date >= %s AND %s""",
        since, booked(asked, 'claim'),
    )


def on_terms(document):
    """Return the condition that `document` is due after its own date.

    The header says so of nearly all; lines are asked where it does not.
    """
    dated = SQL("COALESCE(%(d)s.invoice_date, %(d)s.date)", d=document)
    return SQL(
        """(%(d)s.invoice_date_due > %(dated)s OR EXISTS (
            SELECT 1 FROM account_move_line claim WHERE claim.move_id = %(d)s.id
               AND claim.display_type = 'payment_term' AND claim.date_maturity > %(dated)s))""",
        d=document, dated=dated,
    )


def _not_paid_at_a_counter(move):
    """Return the condition that no counter took the money: a method without journal pays later."""
    return SQL(
        """AND (NOT EXISTS (%(orders)s) OR EXISTS (
           %(orders)s AND EXISTS (
                  SELECT 1 FROM pos_payment paid
                    JOIN pos_payment_method method ON method.id = paid.payment_method_id
                   WHERE paid.pos_order_id = counter.id AND method.journal_id IS NULL)))""",
        orders=SQL("SELECT 1 FROM pos_order counter WHERE counter.account_move = %s", move),
    )
