"""What was open on a day, line by line."""

from dataclasses import dataclass
from datetime import date

from odoo.tools import SQL

from ..exposure.receivable import RECEIVABLE
from ..tools.aging_grades import GRADES


@dataclass(frozen=True)
class Question:
    """The receivable of `company_ids` (a root with all its branches) at the end of `day`.

    `is_last`: nothing was allocated after `day`, so what is open now was open then. `grades`: the
    aging grades of the company.
    """

    company_ids: tuple
    day: date
    is_last: bool = False
    grades: tuple = GRADES


def later_allocations(day):
    """Return SQL that yields a row if anything was allocated after `day`."""
    return SQL("SELECT 1 FROM account_partial_reconcile WHERE max_date > %s LIMIT 1", day)


def open_lines(asked):
    """Return SQL of the lines that were open, one row each.

    id, move_id, move_name, account_id, company_id, partner_id, currency_id, date, date_due, amount
    and amount_currency (as booked), open_amount (company currency), open_currency; credits are
    below zero.

    It starts from what is open now and puts back what was allocated after `day`. So today reads the
    open lines alone, and a day long ago reads no allocation before it.
    """
    if asked.is_last:
        return SQL(
            "SELECT %s FROM account_move_line l WHERE l.reconciled IS NOT TRUE AND %s",
            _columns(SQL("l.amount_residual"), SQL("l.amount_residual_currency")), booked(asked),
        )
    return SQL(
        """WITH later AS MATERIALIZED (%(later)s)
           SELECT * FROM (SELECT %(columns)s FROM account_move_line l
                       LEFT JOIN later ON later.line_id = l.id
                           WHERE l.reconciled IS NOT TRUE AND %(booked)s
                       UNION ALL
                          SELECT %(columns)s FROM later
                            JOIN account_move_line l ON l.id = later.line_id
                           WHERE l.reconciled IS TRUE AND %(booked)s) line
            WHERE open_amount <> 0 OR open_currency <> 0""",
        later=_allocations(SQL("part.max_date > %s", asked.day)), booked=booked(asked),
        columns=_columns(
            SQL("l.amount_residual + COALESCE(later.amount, 0)"),
            SQL("l.amount_residual_currency + COALESCE(later.amount_currency, 0)"),
        ),
    )


def rebuilt_lines(asked):
    """Return the rows of `open_lines` the long way: what was booked less what was allocated.

    It believes no stored residual, and keeps lines with nothing open. For finding out why lines
    and ledger differ.
    """
    return SQL(
        """SELECT %(columns)s FROM account_move_line l
        LEFT JOIN (%(earlier)s) earlier ON earlier.line_id = l.id WHERE %(booked)s""",
        earlier=_allocations(SQL("part.max_date <= %s", asked.day)), booked=booked(asked),
        columns=_columns(
            SQL("l.balance - COALESCE(earlier.amount, 0)"),
            SQL("l.amount_currency - COALESCE(earlier.amount_currency, 0)"),
        ),
    )


def booked(asked, alias='l'):
    """Return the condition that a journal item stands on a receivable account by `day`."""
    item = SQL.identifier(alias)
    return SQL(
        "%(i)s.parent_state = 'posted' AND %(i)s.date <= %(day)s"
        " AND %(i)s.company_id = ANY(%(companies)s) AND %(i)s.account_id = ANY(%(accounts)s)",
        i=item, day=asked.day, companies=list(asked.company_ids), accounts=RECEIVABLE,
    )


def _allocations(condition):
    """Return (line_id, amount, amount_currency): what allocations took, with the line's sign."""
    return SQL(
        """SELECT line_id, SUM(amount) AS amount, SUM(amount_currency) AS amount_currency
             FROM (SELECT part.debit_move_id AS line_id, part.amount,
                          part.debit_amount_currency AS amount_currency
                     FROM account_partial_reconcile part WHERE %(condition)s
                   UNION ALL
                   SELECT part.credit_move_id, -part.amount, -part.credit_amount_currency
                     FROM account_partial_reconcile part WHERE %(condition)s) side
            GROUP BY line_id""",
        condition=condition,
    )


def _columns(open_amount, open_currency):
    return SQL(
        """l.id, l.move_id, l.move_name, l.account_id, l.company_id, l.partner_id, l.currency_id,
           l.date, COALESCE(l.date_maturity, l.date) AS date_due, l.balance AS amount,
           l.amount_currency, %s AS open_amount, %s AS open_currency""",
        open_amount, open_currency,
    )
