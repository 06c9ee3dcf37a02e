"""What the receivable accounts came to at month-ends, from their entries in one reading."""

from odoo.tools import SQL

from . import sales
from .as_of import booked, open_lines


def movements(asked, since):
    """Return SQL of (first day of a month, what was booked in it), oldest first.

    What was booked before `since`, the first day of a month, is in the month before it.
    """
    return SQL(
        """SELECT GREATEST(date_trunc('month', l.date)::date,
                           (%(since)s::date - interval '1 month')::date) AS month, SUM(l.balance)
             FROM account_move_line l WHERE %(booked)s GROUP BY 1 ORDER BY 1""",
        since=since, booked=booked(asked),
    )


def open_sum(asked):
    """Return SQL of what was open in all, in company currency."""
    return SQL("SELECT COALESCE(SUM(l.open_amount), 0) FROM (%s) l", open_lines(asked))


def limits(root_id, day):
    """Return SQL of (sum of agreed limits, customers without a bound) on `day`."""
    return SQL(
        """SELECT COALESCE(SUM(COALESCE(p.credit_limit, 0) + CASE
                      WHEN %(day)s BETWEEN p.temporary_from AND p.temporary_to
                      THEN COALESCE(p.temporary_limit, 0) ELSE 0 END)
                      FILTER (WHERE p.limit_mode = 'limited'), 0),
                  COUNT(*) FILTER (WHERE p.limit_mode = 'unlimited')
             FROM credit_profile p WHERE p.company_id = %(root)s AND p.active""",
        root=root_id, day=day,
    )


def terms(asked, since, counters):
    """Return SQL of (customers, credit sales to them since a day, Σ sales × agreed days to pay).

    A customer's days are those of his claims by amount.
    """
    return SQL(
        """SELECT COUNT(*), COALESCE(SUM(sales), 0), COALESCE(SUM(sales * term), 0)
             FROM (SELECT SUM(claim.balance) AS sales,
                          SUM(claim.balance * GREATEST(
                                  claim.date_maturity - COALESCE(claim.invoice_date, claim.date), 0))
                              FILTER (WHERE claim.balance > 0)
                              / SUM(claim.balance) FILTER (WHERE claim.balance > 0) AS term
                     FROM (%s) bill %s
                    GROUP BY bill.commercial_partner_id HAVING SUM(claim.balance) > 0) customer""",
        sales.documents(asked, since, counters), sales.claims(asked, since),
    )
