"""What was open on a day, line by line."""

from dataclasses import dataclass
from datetime import date

from odoo.tools import SQL

from ..exposure.receivable import RECEIVABLE
from ..tools.aging_grades import GRADES

RECEIVABLE_IDS = SQL("SELECT id FROM account_account WHERE account_type = 'asset_receivable'")


@dataclass(frozen=True)
class Question:
    """The receivable of `company_ids` (a root with all its branches) at the end of `day`.

    `is_last`: nothing was allocated after `day`, so what is open now was open then. `grades`: the
    aging grades of the company. `roots`: ``((company, its root), …)`` of `company_ids`.
    `account_ids`: the receivable accounts; as constants, because the planner counts with those.
    """

    company_ids: tuple
    day: date
    is_last: bool = False
    grades: tuple = GRADES
    roots: tuple = ()
    account_ids: tuple = ()

    @property
    def accounts(self):
        return SQL("%s", list(self.account_ids)) if self.account_ids else RECEIVABLE

    def root_of(self, company):
        """Return SQL of the root of `company` (SQL): constants, which the planner can count with."""
        roots = {root for _branch, root in self.roots}
        if len(roots) == 1:
            return SQL("%s", *roots)
        return SQL("CASE %s %s END", company, SQL(" ").join(
            SQL("WHEN %s THEN %s", *pair) for pair in self.roots))


def later_allocations(day):
    """Return SQL that yields a row if anything was allocated after `day`."""
    return SQL("SELECT 1 FROM account_partial_reconcile WHERE max_date > %s LIMIT 1", day)


def open_lines(asked):
    """Return SQL of the lines that were open, one row each.

    id, move_id, move_name, account_id, company_id, partner_id, currency_id, date, date_due, amount
    and amount_currency (as booked), open_amount (company currency), open_currency, is_credit;
    credits are below zero.

    It starts from what is open now and puts back what was allocated after `day`. So today reads the
    open lines alone, and a day long ago reads no allocation before it.
    """
    if asked.is_last:
        return _open_now(asked)
    return SQL("%s UNION ALL %s", _open_now(asked, _untouched(asked)), _put_back(asked))


def _open_now(asked, only=None):
    """Return what is open now, by sign: each has an index of its own, and most of all is closed."""
    open_amount, open_currency = SQL("l.amount_residual"), SQL("l.amount_residual_currency")
    return SQL(" UNION ALL ").join(
        SQL(
            "SELECT %s FROM account_move_line l WHERE l.reconciled IS NOT TRUE AND %s AND %s %s",
            _columns(open_amount, open_currency, is_credit), sign, booked(asked), only or SQL(""),
        ) for sign, is_credit in (
            (SQL("l.amount_residual > 0"), SQL("FALSE")),
            (SQL("l.amount_residual < 0"), SQL("TRUE")),
            # Rounding leaves something in a currency and nothing in the company's.
            (SQL("l.amount_residual = 0 AND l.amount_residual_currency <> 0"),
             SQL("l.amount_residual_currency < 0")),
        )
    )


def _untouched(asked):
    """Return the condition that nothing of line `l` was allocated after `day`."""
    return SQL(" ").join(
        SQL("AND NOT EXISTS (SELECT FROM account_partial_reconcile later"
            " WHERE later.max_date > %s AND later.%s = l.id)", asked.day, SQL.identifier(side))
        for side in ('debit_move_id', 'credit_move_id')
    )


def _put_back(asked):
    """Return lines of which something was allocated after `day`, with that.

    Joined before they are added up: the later of two entries is no line of `day`, so half of the
    sides fall out, and the planner knows how many allocations and lines there are, but no sums.
    """
    amount = SQL("l.amount_residual + SUM(later.amount)")
    currency = SQL("l.amount_residual_currency + SUM(later.amount_currency)")
    return SQL(
        """SELECT %(columns)s FROM (%(sides)s) later
             JOIN account_move_line l ON l.id = later.line_id
            WHERE %(booked)s GROUP BY l.id HAVING %(amount)s <> 0 OR %(currency)s <> 0""",
        columns=_columns(amount, currency, is_below_zero(amount, currency)),
        sides=_sides(SQL("part.max_date > %s", asked.day)), booked=booked(asked), amount=amount,
        currency=currency,
    )


def rebuilt_lines(asked):
    """Return the rows of `open_lines` the long way: what was booked less what was allocated.

    It believes no stored residual, and keeps lines with nothing open. For finding out why lines
    and ledger differ.
    """
    amount = SQL("l.balance - COALESCE(earlier.amount, 0)")
    currency = SQL("l.amount_currency - COALESCE(earlier.amount_currency, 0)")
    return SQL(
        """SELECT %(columns)s FROM account_move_line l
        LEFT JOIN (SELECT line_id, SUM(amount) AS amount, SUM(amount_currency) AS amount_currency
                     FROM (%(sides)s) side GROUP BY 1) earlier ON earlier.line_id = l.id
            WHERE %(booked)s""",
        sides=_sides(SQL("part.max_date <= %s", asked.day)), booked=booked(asked),
        columns=_columns(amount, currency, is_below_zero(amount, currency)),
    )


def is_below_zero(amount, currency):
    """Return the condition that these open amounts (SQL) are a credit: the company's decides."""
    return SQL("(%(amount)s < 0 OR %(amount)s = 0 AND %(currency)s < 0)", amount=amount,
               currency=currency)


def booked(asked, alias='l'):
    """Return the condition that a journal item stands on a receivable account by `day`."""
    item = SQL.identifier(alias)
    return SQL(
        "%(i)s.parent_state = 'posted' AND %(i)s.date <= %(day)s"
        " AND %(i)s.company_id = ANY(%(companies)s) AND %(i)s.account_id = ANY(%(accounts)s)",
        i=item, day=asked.day, companies=list(asked.company_ids), accounts=asked.accounts,
    )


def first_booked(asked):
    """Return SQL of the first date on which something was booked, NULL without: by (account, date)."""
    return SQL(
        """SELECT MIN(l.date) FROM account_account account
            CROSS JOIN LATERAL (
                  SELECT l.date FROM account_move_line l
                   WHERE l.account_id = account.id AND %s ORDER BY l.date LIMIT 1) l
            WHERE account.account_type = 'asset_receivable'""",
        booked(asked),
    )


def _sides(condition):
    """Return (line_id, amount, amount_currency) of both lines of allocations, with the line's sign."""
    return SQL(
        """SELECT part.debit_move_id AS line_id, part.amount,
                  part.debit_amount_currency AS amount_currency
             FROM account_partial_reconcile part WHERE %(condition)s
           UNION ALL
           SELECT part.credit_move_id, -part.amount, -part.credit_amount_currency
             FROM account_partial_reconcile part WHERE %(condition)s""",
        condition=condition,
    )


def _columns(open_amount, open_currency, is_credit):
    return SQL(
        """l.id, l.move_id, l.move_name, l.account_id, l.company_id, l.partner_id, l.currency_id,
           l.date, COALESCE(l.date_maturity, l.date) AS date_due, l.balance AS amount,
           l.amount_currency, %s AS open_amount, %s AS open_currency, %s AS is_credit""",
        open_amount, open_currency, is_credit,
    )
