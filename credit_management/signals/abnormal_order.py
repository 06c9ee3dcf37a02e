from datetime import timedelta

from odoo.tools import SQL

from ..tools.signal_checks import abnormal_order
from .base import Reader, reference

#: An order is looked at so many days, so that a night that did not run loses none.
RECENT = 7
YEAR = 365


class AbnormalOrder(Reader):
    """DS4: the largest order of the last days, confirmed or held, against the year before it."""

    code = 'DS4'

    def load(self, asked):
        rows = asked.rows(SQL(
            """WITH placed AS (
                   SELECT own.profile_id, so.id, %(ordered)s AS day, so.state,
                          so.amount_total / COALESCE(NULLIF(so.currency_rate, 0), 1) AS amount
                     FROM %(theirs)s own
                     JOIN sale_order so ON so.partner_invoice_id = own.partner_id
                      AND so.company_id = ANY(%(companies)s)
                    WHERE (so.state = 'sale' OR so.state IN ('draft', 'sent') AND EXISTS (
                             SELECT FROM credit_hold h
                              WHERE h.order_id = so.id AND h.state = 'open'))
                      AND so.date_order > %(day)s::date - %(back)s::int),
                   latest AS (
                   SELECT DISTINCT ON (profile_id) profile_id, id, day, amount FROM placed
                    WHERE day > %(since)s AND day <= %(day)s
                    ORDER BY profile_id, amount DESC, id)
               SELECT latest.profile_id, latest.id, latest.amount,
                      ARRAY(SELECT other.amount FROM placed other
                             WHERE other.profile_id = latest.profile_id AND other.state = 'sale'
                               AND other.id <> latest.id AND other.day < latest.day
                               AND other.day >= latest.day - %(year)s)
                 FROM latest""",
            theirs=asked.theirs, companies=asked.company_ids, day=asked.as_of, year=YEAR,
            back=RECENT + YEAR + 2, ordered=asked.day(SQL("so.date_order")),
            since=asked.as_of - timedelta(days=RECENT),
        ))
        return {
            profile_id: abnormal_order(
                asked.known(self.code, profile_id), amount, earlier,
                reference('sale.order', order_id), asked.limits,
            ) for profile_id, order_id, amount, earlier in rows
        }
