from datetime import timedelta

from odoo.tools import SQL

from ..tools.signal_checks import deterioration
from .base import EVIDENCE, Reader

PERIOD, YEAR = 90, 365


class Deterioration(Reader):
    """DS10: credit notes and disputes as a part of what was invoiced, or sales that fell."""

    code = 'DS10'

    def load(self, asked):
        recent = asked.as_of - timedelta(days=PERIOD)
        before = recent - timedelta(days=PERIOD)
        last = asked.as_of - timedelta(days=YEAR)
        now, earlier = SQL("row.day > %s", recent), SQL(
            "row.day > %s AND row.day <= %s", before, recent)
        then = SQL("row.day > %s AND row.day <= %s", last - timedelta(days=PERIOD), last)
        rows = asked.rows(SQL(
            """SELECT row.profile_id,
                      SUM(row.sold) FILTER (WHERE %(now)s), SUM(row.bad) FILTER (WHERE %(now)s),
                      SUM(row.sold) FILTER (WHERE %(earlier)s),
                      SUM(row.bad) FILTER (WHERE %(earlier)s), SUM(row.sold) FILTER (WHERE %(then)s),
                      ARRAY_AGG(row.evidence ORDER BY row.day, row.evidence)
                          FILTER (WHERE %(now)s AND row.bad > 0)
                 FROM (%(sources)s) row WHERE row.day <= %(day)s GROUP BY 1""",
            now=now, earlier=earlier, then=then, day=asked.as_of,
            sources=SQL(" UNION ALL ").join(asked.env['credit.signal']._sales_and_troubles(
                asked, last - timedelta(days=PERIOD))),
        ))
        found = {}
        for profile_id, sold, bad, was_sold, was_bad, then_sold, evidence in rows:
            # A season is compared only where it was there a year ago.
            has_year = (asked.history.get(profile_id) or 0) >= YEAR + PERIOD
            found[profile_id] = deterioration(
                asked.known(self.code, profile_id), sold or 0, bad or 0,
                (was_sold or 0, was_bad or 0), (then_sold or 0) if has_year else None,
                (evidence or [])[-EVIDENCE:], asked.limits,
            )
        return found


def invoiced(asked, since):
    """Return SQL of (profile_id, day, sold, bad, evidence) of invoices and credit notes."""
    return SQL(
        """SELECT own.profile_id, COALESCE(bill.invoice_date, bill.date) AS day,
                  CASE WHEN bill.move_type <> 'out_refund'
                       THEN bill.amount_total_signed ELSE 0 END AS sold,
                  CASE WHEN bill.move_type = 'out_refund'
                       THEN -bill.amount_total_signed ELSE 0 END AS bad,
                  'account.move,' || bill.id AS evidence
             FROM %s own JOIN account_move bill ON bill.partner_id = own.partner_id
              AND bill.state = 'posted' AND bill.company_id = ANY(%s) AND bill.date > %s
              AND bill.move_type IN ('out_invoice', 'out_receipt', 'out_refund')""",
        asked.theirs, asked.company_ids, since,
    )


def disputed(asked, since):
    """Return SQL as `invoiced` of disputes, without what was credited: that is a credit note."""
    return SQL(
        """SELECT d.profile_id, d.raised_on, 0::numeric,
                  GREATEST(d.amount - COALESCE(d.credited, 0), 0), 'credit.dispute,' || d.id
             FROM credit_dispute d
            WHERE d.profile_id = ANY(%s) AND d.raised_on > %s AND d.reopens_id IS NULL
              AND d.resolution IS DISTINCT FROM 'withdrawn'""",
        list(asked.customers), since,
    )
