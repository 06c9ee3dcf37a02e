"""What is disputed and what is promised of lines on a day, as SQL. It stays in what is owed."""

from odoo.tools import SQL

from .as_of import open_lines


def by_line(asked):
    """Return SQL of (line_id, amount, ends_on): what customers dispute, one row a line.

    All that was raised and not settled by the day, whether rules count it or not; `ends_on` is the
    last deadline.
    """
    return SQL(
        """SELECT move_line_id AS line_id, SUM(amount) AS amount, MAX(deadline) AS ends_on
             FROM credit_dispute
            WHERE raised_on <= %(day)s AND (resolved_on IS NULL OR resolved_on > %(day)s)
              AND move_line_id IS NOT NULL GROUP BY 1""", day=asked.day,
    )


def promised_by_line(asked):
    """Return SQL of (line_id, promised_for, ends_on): open promises that name lines, one row a line."""
    return SQL(
        """SELECT rel.move_line_id AS line_id, MIN(promise.day) AS promised_for,
                  MIN(promise.ends_on) AS ends_on
             FROM credit_promise promise
             JOIN credit_promise_line_rel rel ON rel.promise_id = promise.id
            WHERE promise.made_on <= %(day)s AND promise.ends_on >= %(day)s
              AND (promise.decided_on IS NULL OR promise.decided_on > %(day)s) GROUP BY 1""",
        day=asked.day,
    )


def sums(asked, standard_days):
    """Return SQL of (disputed, of it overdue, of it not due and older than standard terms)."""
    part = SQL("LEAST(dispute.amount, l.open_amount)")
    return SQL(
        """SELECT COALESCE(SUM(%(part)s), 0),
                  COALESCE(SUM(%(part)s) FILTER (WHERE l.date_due < %(day)s), 0),
                  COALESCE(SUM(%(part)s) FILTER (
                      WHERE l.date_due >= %(day)s AND %(day)s::date - l.date > %(days)s), 0)
             FROM (%(lines)s) l JOIN (%(disputes)s) dispute ON dispute.line_id = l.id
            WHERE NOT l.is_credit""",
        part=part, day=asked.day, days=standard_days, lines=open_lines(asked),
        disputes=by_line(asked),
    )
