"""Money that came from customers, as SQL: what was allocated, and what is here unallocated."""

from odoo.tools import SQL

from ..exposure.receivable import RECEIVABLE
from .cash_in import MONEY


def allocated(scope, since):
    """Return SQL of (profile_id, key, day, amount, line_id): money of `since` or later, by line.

    One row an allocation; `day` is that of the money, not of whoever matched it. Money that was
    taken back (a reversed or cancelled payment) has no allocation with an invoice any more.

    :param scope: `exposure.scope.Scope` of the profiles
    """
    return SQL(
        """SELECT %(profile)s AS profile_id, part.id AS key, money.date AS day, part.amount,
                  line.id AS line_id
             FROM account_partial_reconcile part
             JOIN account_move_line money ON money.id = part.credit_move_id
             JOIN account_move_line line ON line.id = part.debit_move_id
                  %(joins)s
            WHERE part.max_date >= %(since)s AND money.date >= %(since)s
              AND money.account_id = ANY(%(accounts)s) AND money.parent_state = 'posted'
              AND money.journal_id = ANY(%(money)s) AND line.journal_id <> ALL(%(money)s)
              AND %(where)s""",
        profile=scope.profile, since=since, accounts=RECEIVABLE, money=MONEY,
        joins=scope.joins(SQL("line.partner_id"), SQL("line.company_id")),
        where=scope.where(SQL("line.partner_id"), SQL("line.company_id")),
    )


def unallocated(scope, since):
    """Return SQL of (profile_id, key, day, amount, NULL): what is left of money on the receivable."""
    return SQL(
        """SELECT %(profile)s AS profile_id, l.id AS key, l.date AS day, -l.amount_residual AS amount,
                  NULL::int AS line_id
             FROM account_move_line l %(joins)s
            WHERE l.reconciled IS NOT TRUE AND l.parent_state = 'posted' AND l.amount_residual < 0
              AND l.account_id = ANY(%(accounts)s) AND l.journal_id = ANY(%(money)s)
              AND l.date >= %(since)s AND %(where)s""",
        profile=scope.profile, since=since, accounts=RECEIVABLE, money=MONEY,
        joins=scope.joins(SQL("l.partner_id"), SQL("l.company_id")),
        where=scope.where(SQL("l.partner_id"), SQL("l.company_id")),
    )
