from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from .base import Component, number

_lt = LazyTranslate(__name__)

#: Lines on any receivable account; the list is short and read once a query.
RECEIVABLE = SQL("ARRAY(SELECT id FROM account_account WHERE account_type = 'asset_receivable')")


class Receivable(Component):
    """What is left open on posted maturity lines, not yet due and overdue."""

    names = {'ar_not_due': _lt("Receivable, not due"), 'ar_overdue': _lt("Receivable, overdue")}
    signs = {'ar_not_due': 1, 'ar_overdue': 1}
    counts = frozenset(names)
    sources = dict.fromkeys(names, ('account_move_line', 'partner_id'))

    def fragment(self, scope):
        company = SQL("l.company_id")
        return SQL(
            """SELECT %(profile)s AS profile_id,
                      CASE WHEN %(due)s < %(today)s THEN %(overdue)s ELSE %(not_due)s END
                          AS component,
                      'account.move' AS res_model, l.move_id AS res_id, l.id AS source_id,
                      COALESCE(l.invoice_date, l.date) AS date, %(due)s AS date_due,
                      l.amount_residual AS amount, %(at_today)s AS amount_today,
                      l.amount_residual_currency AS amount_currency, l.currency_id
                 FROM %(open_lines)s AND %(only)s""",
            profile=scope.profile, due=_DUE, today=scope.today(company),
            overdue=number('ar_overdue'), not_due=number('ar_not_due'),
            at_today=scope.at_today(SQL("l.amount_residual"), SQL("l.amount_residual_currency"),
                                    SQL("l.currency_id"), company),
            open_lines=_open_lines(scope), only=scope.only(self.codes, SQL("l.id")),
        )

    def totals(self, scope):
        return SQL(
            """SELECT MIN(%(profile)s) AS profile_id, unnest(ARRAY[%(overdue)s, %(not_due)s])
                          AS component,
                      unnest(ARRAY[SUM(l.amount_residual) FILTER (WHERE %(due)s < %(today)s),
                                   SUM(l.amount_residual) FILTER (WHERE %(due)s >= %(today)s)])
                          AS amount
                 FROM %(open_lines)s %(group)s""",
            profile=scope.profile, due=_DUE, today=scope.today(SQL("l.company_id")),
            overdue=number('ar_overdue'), not_due=number('ar_not_due'),
            open_lines=_open_lines(scope), group=scope.group,
        )

    def late(self, scope, minimum=0.0):
        """Return SQL of (profile_id, due, amount, lines, first_id): what is overdue, by due date.

        Lines below `minimum` count for nothing, nor does what of them is disputed.
        """
        return SQL(
            """SELECT profile_id, due, SUM(amount) AS amount, COUNT(*) AS lines, MIN(id) AS first_id
                 FROM (%s) late GROUP BY 1, 2""", self.late_lines(scope, minimum),
        )

    def late_lines(self, scope, minimum=0.0):
        """Return SQL of (profile_id, due, amount, id, move_id): the lines that `late` adds up."""
        dated, undated = (
            SQL("SELECT %s AS profile_id, %s AS due, l.amount_residual AS amount, l.id, l.move_id"
                " FROM %s AND %s", scope.profile, due, _open_lines(scope), condition)
            for due, condition in (
                (SQL("l.date_maturity"),
                 SQL("l.date_maturity < %s", scope.today(SQL("l.company_id")))),
                (SQL("l.date"),
                 SQL("l.date_maturity IS NULL AND l.date < %s", scope.today(SQL("l.company_id")))),
            )
        )
        lines = SQL("%s UNION ALL %s", dated, undated)
        if scope.disputed:
            lines = _undisputed(lines, scope.disputed)
        return SQL("SELECT * FROM (%s) line WHERE amount >= %s", lines, float(minimum))


_DUE = SQL("COALESCE(l.date_maturity, l.date)")


def _undisputed(lines, disputed):
    """Return `lines` without what is disputed of them; those that are disputed in whole are gone."""
    return SQL(
        """SELECT * FROM (
              SELECT line.profile_id, line.due,
                     line.amount - COALESCE(disputed.amount, 0) AS amount, line.id, line.move_id
                FROM (%s) line LEFT JOIN unnest(%s::int[], %s::numeric[]) AS disputed (id, amount)
                     ON disputed.id = line.id) line
            WHERE amount > 0""",
        lines, [line_id for line_id, _amount in disputed],
        [amount for _line_id, amount in disputed],
    )


def _open_lines(scope):
    partner, company = SQL("l.partner_id"), SQL("l.company_id")
    unpaid = SQL("")
    if scope.paid_line_ids:
        unpaid = SQL("AND l.id <> ALL(%s)", list(scope.paid_line_ids))
    return SQL(
        """account_move_line l %s
           WHERE l.reconciled IS NOT TRUE AND l.parent_state = 'posted'
             AND l.amount_residual > 0 AND l.account_id = ANY(%s) AND %s %s""",
        scope.joins(partner, company), RECEIVABLE, scope.where(partner, company), unpaid,
    )
