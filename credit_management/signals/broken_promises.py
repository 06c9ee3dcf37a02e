from collections import defaultdict
from datetime import timedelta

from odoo.tools import SQL

from ..tools.signal_checks import broken_promises
from .base import Reader, reference


class BrokenPromises(Reader):
    """DS2: promises that were broken, in whole or in part, or replaced by another one.

    One that a manager took out is none.
    """

    code = 'DS2'

    def load(self, asked):
        found = defaultdict(list)
        for profile_id, day, promise_id, is_kept in asked.rows(SQL(
            """SELECT p.profile_id, COALESCE(p.replaced_on, p.decided_on) AS day, p.id,
                      p.state = 'kept'
                 FROM credit_promise p
                WHERE p.profile_id = ANY(%s) AND p.state IN ('kept', 'partial', 'broken', 'replaced')
                  AND COALESCE(p.replaced_on, p.decided_on) > %s ORDER BY 2, 3""",
            list(asked.customers), asked.as_of - timedelta(days=asked.limits.broken_days),
        )):
            found[profile_id].append((day, reference('credit.promise', promise_id), is_kept))
        return {
            profile_id: broken_promises(
                asked.known(self.code, profile_id), found.get(profile_id, ()), asked.as_of,
                asked.limits,
            ) for profile_id in asked.customers
        }
