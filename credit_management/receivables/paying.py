"""How customers pay, as the figures of a first grade: set by set, by SQL."""

from odoo.tools import SQL

from ..tools.provisional_grades import GRACE_DAYS
from .as_of import booked
from .cash_in import MONEY

_CONTACT = SQL("JOIN res_partner contact ON contact.id = line.partner_id")


def paying(asked, since, partner_ids):
    """Return SQL of (customer_id, first day, lines, paid, of it beyond grace, paid × days late, due
    and open, of it beyond grace, due × days, credits) of commercial partners.

    Paid: by money, after `since`, of what was sold on credit. Due: before the day asked about;
    credits: what is open in the customer's favour, above zero. Amounts in company currency.
    """
    theirs = SQL("contact.commercial_partner_id = ANY(%s)", list(partner_ids))
    return SQL(
        """SELECT customer_id, MIN(first_day), COUNT(DISTINCT line_id) FILTER (WHERE counts),
                  COALESCE(SUM(paid), 0), COALESCE(SUM(paid) FILTER (WHERE days > %(grace)s), 0),
                  COALESCE(SUM(paid * days), 0), COALESCE(SUM(due), 0),
                  COALESCE(SUM(due) FILTER (WHERE days > %(grace)s), 0),
                  COALESCE(SUM(due * days), 0), COALESCE(SUM(credit), 0)
             FROM (%(lines)s UNION ALL %(parts)s) item GROUP BY 1""",
        lines=_lines(asked, theirs), parts=_parts(asked, since, theirs), grace=GRACE_DAYS,
    )


def first_days_of(asked):
    """Return SQL of (customer_id, day of the first claim) of all customers."""
    return SQL(
        """SELECT contact.commercial_partner_id, MIN(COALESCE(line.invoice_date, line.date))
             FROM account_move_line line %s WHERE %s AND line.balance > 0 GROUP BY 1""",
        _CONTACT, booked(asked, 'line'),
    )


def _lines(asked, theirs):
    """Return each line with what is due of it, or open in the customer's favour."""
    return SQL(
        """SELECT contact.commercial_partner_id AS customer_id, line.id AS line_id,
                  CASE WHEN line.balance > 0
                       THEN COALESCE(line.invoice_date, line.date) END AS first_day,
                  found.is_due AS counts, NULL::numeric AS paid,
                  %(day)s - line.date_maturity AS days,
                  CASE WHEN found.is_due THEN line.amount_residual END AS due,
                  CASE WHEN found.is_open AND line.amount_residual < 0
                       THEN -line.amount_residual END AS credit
             FROM account_move_line line %(contact)s
            CROSS JOIN LATERAL (
                  SELECT line.reconciled IS NOT TRUE AS is_open,
                         COALESCE(line.reconciled IS NOT TRUE AND line.amount_residual > 0
                                  AND line.date_maturity < %(day)s, FALSE) AS is_due) found
            WHERE %(booked)s AND %(theirs)s""",
        day=asked.day, contact=_CONTACT, booked=booked(asked, 'line'), theirs=theirs,
    )


def _parts(asked, since, theirs):
    """Return each part that money paid of a line that was sold on credit."""
    return SQL(
        """SELECT contact.commercial_partner_id, line.id, NULL::date, TRUE, part.amount,
                  part.max_date - line.date_maturity, NULL::numeric, NULL::numeric
             FROM account_move_line line %(contact)s
             JOIN account_partial_reconcile part ON part.debit_move_id = line.id
              AND part.max_date > %(since)s AND part.max_date <= %(day)s
             JOIN account_move_line money ON money.id = part.credit_move_id
              AND money.journal_id = ANY(%(money)s)
            WHERE %(booked)s AND %(theirs)s AND line.journal_id <> ALL(%(money)s)
              AND line.date_maturity > COALESCE(line.invoice_date, line.date)""",
        contact=_CONTACT, since=since, day=asked.day, money=MONEY, booked=booked(asked, 'line'),
        theirs=theirs,
    )
