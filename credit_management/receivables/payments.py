"""How customers paid what was sold to them on credit, and what was given up."""

from odoo.tools import SQL

from ..exposure.receivable import RECEIVABLE
from .as_of import booked
from .sales import claims, documents, on_terms

#: Name of a group -> SQL of its key; `bill` is the document that was paid, `claim` its line.
GROUPS = {
    'company': SQL("NULL::int"),
    'team': SQL("bill.team_id"),
    'salesperson': SQL("COALESCE(bill.invoice_user_id, customer.user_id)"),
    'partner': SQL("bill.commercial_partner_id"),
    'country': SQL("customer.country_id"),
}


def speed(asked, since, group_by='company'):
    """Return SQL of (key, amount, amount × days since the invoice, amount × days since due).

    Of money allocated to credit sales from `since` to the day asked about; paid on the date of the
    money. Credit notes and what was written off are no payment.
    """
    return SQL(
        """SELECT %(key)s AS key, SUM(part.amount),
                  SUM(part.amount * (money.date - COALESCE(bill.invoice_date, bill.date))),
                  SUM(part.amount * (money.date - COALESCE(claim.date_maturity, claim.date)))
             FROM account_partial_reconcile part
             JOIN account_move_line claim ON claim.id = part.debit_move_id
             JOIN account_move_line money ON money.id = part.credit_move_id
             JOIN account_journal journal ON journal.id = money.journal_id
              AND journal.type IN ('bank', 'cash', 'credit')
             JOIN account_move bill ON bill.id = claim.move_id
              AND bill.move_type IN ('out_invoice', 'out_receipt')
        LEFT JOIN res_partner customer ON customer.id = bill.commercial_partner_id
            WHERE part.max_date BETWEEN %(since)s AND %(day)s AND %(booked)s AND %(terms)s
            GROUP BY 1""",
        key=GROUPS[group_by], since=since, day=asked.day, booked=booked(asked, 'claim'),
        terms=on_terms(SQL("bill")),
    )


def matured(asked, first_day, last_day, days):
    """Return SQL of (amount that fell due between two days, unpaid of it `days` later)."""
    return SQL(
        """SELECT COALESCE(SUM(l.balance), 0), COALESCE(SUM(l.balance - paid.amount), 0)
             FROM account_move_line l
            CROSS JOIN LATERAL (
                  SELECT COALESCE(SUM(part.amount), 0) AS amount
                    FROM account_partial_reconcile part
                   WHERE part.debit_move_id = l.id
                     AND part.max_date <= COALESCE(l.date_maturity, l.date) + %(days)s) paid
            WHERE %(booked)s AND l.balance > 0
              AND (l.date_maturity BETWEEN %(first)s AND %(last)s
                   OR l.date_maturity IS NULL AND l.date BETWEEN %(first)s AND %(last)s)""",
        booked=booked(asked), first=first_day, last=last_day, days=days,
    )


def written_off(asked, since, account_ids):
    """Return SQL of what entries between `since` and the day took from customers to `account_ids`.

    An entry without a receivable, as an allowance makes it, gives nothing up.
    """
    return SQL(
        """SELECT COALESCE(SUM(item.balance), 0) FROM account_move_line item
            WHERE item.account_id = ANY(%(accounts)s) AND item.parent_state = 'posted'
              AND item.company_id = ANY(%(companies)s) AND item.date BETWEEN %(since)s AND %(day)s
              AND EXISTS (SELECT 1 FROM account_move_line claim
                           WHERE claim.move_id = item.move_id AND claim.account_id = ANY(%(owed)s))
        """,
        accounts=list(account_ids), companies=list(asked.company_ids), since=since, day=asked.day,
        owed=RECEIVABLE,
    )


def invoicing_delay(asked, since, zone):
    """Return SQL of (amount, amount × days from the delivery to the invoice), of invoices since.

    An invoice line's delivery is the last one before it; lines that were invoiced first are left
    out.

    :param str zone: whose calendar days count
    """
    day = SQL("(move.date AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", zone)
    return SQL(
        """SELECT SUM(-sold.balance), SUM(-sold.balance * (bill.invoice_date - sent.day))
             FROM account_move bill
             JOIN account_move_line sold ON sold.move_id = bill.id AND sold.display_type = 'product'
             JOIN sale_order_line_invoice_rel rel ON rel.invoice_line_id = sold.id
            CROSS JOIN LATERAL (
                  SELECT MAX(%(day)s) AS day FROM stock_move move
                    JOIN stock_location target ON target.id = move.location_dest_id
                   WHERE move.sale_line_id = rel.order_line_id AND move.state = 'done'
                     AND target.usage = 'customer' AND %(day)s <= bill.invoice_date) sent
            WHERE bill.state = 'posted' AND bill.move_type = 'out_invoice'
              AND bill.company_id = ANY(%(companies)s) AND bill.date BETWEEN %(since)s AND %(until)s
              AND sent.day IS NOT NULL""",
        day=day, companies=list(asked.company_ids), since=since, until=asked.day,
    )


def terms_granted(asked, since, counters=False):
    """Return SQL of (amount, amount × days from the document to its maturity) of credit sales."""
    return SQL(
        """SELECT SUM(claim.balance),
                  SUM(claim.balance * (claim.date_maturity - COALESCE(bill.invoice_date, bill.date)))
             FROM (%s) bill %s
            WHERE bill.move_type <> 'out_refund'""",
        documents(asked, since, counters), claims(asked, since),
    )
