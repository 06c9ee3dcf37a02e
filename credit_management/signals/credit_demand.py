from collections import defaultdict
from datetime import timedelta

from odoo.tools import SQL

from ..tools.signal_checks import credit_demand
from .base import Reader


class CreditDemand(Reader):
    """DS5: wishes for more credit or more time; where they are written, `_wishes` says."""

    code = 'DS5'

    def load(self, asked):
        since = asked.as_of - timedelta(
            days=max(asked.limits.request_days, asked.limits.owner_days))
        sources = asked.env['credit.signal']._wishes(asked)
        found = defaultdict(list)
        for profile_id, day, evidence in asked.rows(SQL(
            "SELECT profile_id, day, evidence FROM (%s) wish WHERE day > %s AND day <= %s"
            " ORDER BY day, evidence", SQL(" UNION ").join(sources), since, asked.as_of,
        )):
            found[profile_id].append((day, evidence))
        return {
            profile_id: credit_demand(
                asked.known(self.code, profile_id), found.get(profile_id, ()), asked.as_of,
                asked.owner_changed.get(profile_id), asked.limits,
            ) for profile_id in asked.customers
        }
