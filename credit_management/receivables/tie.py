"""Does what is open agree with the general ledger, and if not, because of which lines."""

from odoo.tools import SQL

from .as_of import booked, open_lines, rebuilt_lines

#: Why a line makes a difference.
CAUSES = ('draft', 'account', 'company', 'date', 'residual')


def ledger(asked):
    """Return SQL of (account_id, balance) of the receivable accounts."""
    return SQL(
        "SELECT l.account_id, SUM(l.balance) FROM account_move_line l WHERE %s GROUP BY 1",
        booked(asked),
    )


def balances(asked):
    """Return SQL of (account_id, open, balance), every account that has either."""
    return SQL(
        """SELECT account_id, SUM(open_amount), SUM(balance)
             FROM (SELECT l.account_id, l.open_amount, 0 AS balance FROM (%s) l
                   UNION ALL
                   SELECT l.account_id, 0, l.balance FROM account_move_line l WHERE %s) either
            GROUP BY 1 ORDER BY 1""",
        open_lines(asked), booked(asked),
    )


def causes(asked, account_ids):
    """Return SQL of (line_id, account_id, cause, amount): what makes these accounts differ.

    An allocation takes from both its lines; it makes a difference when one of them does not count
    by `day` on the same account. And a stored residual may be wrong.
    """
    return SQL(
        "SELECT line_id, account_id, cause, SUM(amount) AS amount FROM (%s UNION ALL %s) found"
        " WHERE account_id = ANY(%s) GROUP BY 1, 2, 3 HAVING SUM(amount) <> 0"
        " ORDER BY abs(SUM(amount)) DESC, 1",
        _one_sided(asked), _stale(asked), list(account_ids),
    )


def _one_sided(asked):
    """Return allocations with one side that does not count, seen from the side that does."""
    return SQL(
        """SELECT side.line_id, side.account_id, side.amount,
                  CASE WHEN other.parent_state <> 'posted' THEN 'draft'
                       WHEN other.account_id <> side.account_id THEN 'account'
                       WHEN other.company_id <> ALL(%(companies)s) THEN 'company'
                       ELSE 'date' END AS cause
             FROM account_partial_reconcile part
             JOIN account_move_line debit ON debit.id = part.debit_move_id
             JOIN account_move_line credit ON credit.id = part.credit_move_id
            CROSS JOIN LATERAL (VALUES
                  (debit.id, debit.account_id, -part.amount, %(debit)s, credit.id),
                  (credit.id, credit.account_id, part.amount, %(credit)s, debit.id)
                  ) AS side (line_id, account_id, amount, counts, other_id)
             JOIN account_move_line other ON other.id = side.other_id
            WHERE part.max_date <= %(day)s AND side.counts
              AND NOT (%(debit)s AND %(credit)s AND debit.account_id = credit.account_id)""",
        companies=list(asked.company_ids), day=asked.day,
        debit=booked(asked, 'debit'), credit=booked(asked, 'credit'),
    )


def _stale(asked):
    """Return lines whose stored residual is not what was booked less what was allocated."""
    return SQL(
        """SELECT long.id AS line_id, long.account_id,
                  COALESCE(short.open_amount, 0) - long.open_amount AS amount, 'residual' AS cause
             FROM (%s) long LEFT JOIN (%s) short ON short.id = long.id
            WHERE COALESCE(short.open_amount, 0) <> long.open_amount""",
        rebuilt_lines(asked), open_lines(asked),
    )
