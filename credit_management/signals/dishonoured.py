from collections import defaultdict
from datetime import timedelta

from odoo.tools import SQL

from ..tools.signal_checks import dishonoured
from .base import Reader, reference


class Dishonoured(Reader):
    """DS3: payments that the bank rejected, or whose entry was reversed on a later day; papers
    that came back.

    On the day itself a clerk corrects what he typed.
    """

    code = 'DS3'

    def load(self, asked):
        rows = asked.rows(SQL(
            """SELECT profile_id, MIN(day), model, res_id FROM (
                   SELECT own.profile_id, pay.credit_rejected_on AS day,
                          'account.payment' AS model, pay.id AS res_id
                     FROM %(theirs)s own JOIN account_payment pay ON %(received)s
                    WHERE pay.state = 'rejected' AND pay.credit_rejected_on IS NOT NULL
                   UNION ALL
                   SELECT own.profile_id, back.date, 'account.payment', pay.id
                     FROM %(theirs)s own JOIN account_payment pay ON %(received)s
                     JOIN account_move back ON back.reversed_entry_id = pay.move_id
                      AND back.state = 'posted' AND back.date > pay.date
                   UNION ALL
                   SELECT own.profile_id, paper.dishonoured_on,
                          CASE WHEN paper.payment_id IS NULL THEN 'credit.instrument'
                               ELSE 'account.payment' END,
                          COALESCE(paper.payment_id, paper.id)
                     FROM %(theirs)s own JOIN credit_instrument paper
                       ON paper.partner_id = own.partner_id
                      AND paper.company_id = ANY(%(companies)s)
                    WHERE paper.dishonoured_on IS NOT NULL) found
                WHERE day > %(since)s AND day <= %(day)s GROUP BY 1, 3, 4 ORDER BY 2, 3, 4""",
            theirs=asked.theirs, day=asked.as_of, companies=asked.company_ids,
            since=asked.as_of - timedelta(days=asked.limits.dishonoured_days),
            received=SQL(
                "pay.partner_id = own.partner_id AND pay.payment_type = 'inbound'"
                " AND pay.partner_type = 'customer' AND pay.company_id = ANY(%s)",
                asked.company_ids),
        ))
        found = defaultdict(list)
        for profile_id, day, model, res_id in rows:
            found[profile_id].append((day, reference(model, res_id)))
        return {
            profile_id: dishonoured(
                asked.known(self.code, profile_id), found.get(profile_id, ()), asked.as_of,
                asked.limits,
            ) for profile_id in asked.customers
        }
