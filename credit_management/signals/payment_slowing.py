from datetime import timedelta

from odoo.tools import SQL

from ..receivables.as_of import booked
from ..receivables.cash_in import MONEY
from ..tools.exact import ratio
from ..tools.signal_checks import payment_slowing
from .base import EVIDENCE, Reader, reference

#: Days that count as now, and days before them that it is compared with.
RECENT, EARLIER = 90, 365


class PaymentSlowing(Reader):
    """DS1: days beyond terms of what money paid lately, against the year before; by amount."""

    code = 'DS1'

    def load(self, asked):
        recent = asked.as_of - timedelta(days=RECENT)
        rows = asked.rows(SQL(
            """SELECT own.profile_id,
                      SUM(part.amount * (part.max_date - line.date_maturity)) FILTER (WHERE %(now)s),
                      SUM(part.amount) FILTER (WHERE %(now)s),
                      COUNT(DISTINCT COALESCE(bill.id, -line.id)) FILTER (WHERE %(now)s),
                      SUM(part.amount * (part.max_date - line.date_maturity))
                          FILTER (WHERE NOT %(now)s),
                      SUM(part.amount) FILTER (WHERE NOT %(now)s),
                      ARRAY_AGG(DISTINCT line.move_id)
                          FILTER (WHERE %(now)s AND part.max_date > line.date_maturity)
                 FROM %(theirs)s own
                 JOIN account_move_line line ON line.partner_id = own.partner_id AND %(booked)s
                  AND line.journal_id <> ALL(%(money)s)
                  AND line.date_maturity > COALESCE(line.invoice_date, line.date)
                  -- Instalments are of one invoice; lines of an opening entry are of one each.
             LEFT JOIN account_move bill ON bill.id = line.move_id AND bill.move_type <> 'entry'
                 JOIN account_partial_reconcile part ON part.debit_move_id = line.id
                  AND part.max_date > %(since)s AND part.max_date <= %(day)s AND part.amount > 0
                 JOIN account_move_line money ON money.id = part.credit_move_id
                  AND money.journal_id = ANY(%(money)s)
                GROUP BY 1""",
            now=SQL("part.max_date > %s", recent), theirs=asked.theirs, money=MONEY,
            booked=booked(asked.question, 'line'), day=asked.as_of,
            since=recent - timedelta(days=EARLIER),
        ))
        return {
            profile_id: payment_slowing(
                asked.known(self.code, profile_id), ratio(days, paid), ratio(was_days, was_paid),
                count, [reference('account.move', move) for move in sorted(late or ())[-EVIDENCE:]],
                asked.limits,
            ) for profile_id, days, paid, count, was_days, was_paid, late in rows
        }
