from collections import defaultdict
from datetime import timedelta

from odoo.tools import SQL

from ..tools.signal_checks import dishonoured
from .base import Reader, reference


class Dishonoured(Reader):
    """DS3: payments that the bank rejected, or whose entry was reversed on a later day.

    On the day itself a clerk corrects what he typed.
    """

    code = 'DS3'

    def load(self, asked):
        rows = asked.rows(SQL(
            """SELECT profile_id, MIN(day), payment_id FROM (
                   SELECT own.profile_id, pay.credit_rejected_on AS day, pay.id AS payment_id
                     FROM %(theirs)s own JOIN account_payment pay ON %(received)s
                    WHERE pay.state = 'rejected' AND pay.credit_rejected_on IS NOT NULL
                   UNION ALL
                   SELECT own.profile_id, back.date, pay.id
                     FROM %(theirs)s own JOIN account_payment pay ON %(received)s
                     JOIN account_move back ON back.reversed_entry_id = pay.move_id
                      AND back.state = 'posted' AND back.date > pay.date) found
                WHERE day > %(since)s AND day <= %(day)s GROUP BY 1, 3 ORDER BY 2, 3""",
            theirs=asked.theirs, day=asked.as_of,
            since=asked.as_of - timedelta(days=asked.limits.dishonoured_days),
            received=SQL(
                "pay.partner_id = own.partner_id AND pay.payment_type = 'inbound'"
                " AND pay.partner_type = 'customer' AND pay.company_id = ANY(%s)",
                asked.company_ids),
        ))
        found = defaultdict(list)
        for profile_id, day, payment_id in rows:
            found[profile_id].append((day, reference('account.payment', payment_id)))
        return {
            profile_id: dishonoured(
                asked.known(self.code, profile_id), found.get(profile_id, ()), asked.as_of,
                asked.limits,
            ) for profile_id in asked.customers
        }
