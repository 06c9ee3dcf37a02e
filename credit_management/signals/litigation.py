from collections import defaultdict
from dataclasses import replace

from odoo.tools import SQL

from ..facts.bureau import not_objected
from ..tools.signal_checks import litigation
from .base import Reader, reference


class Litigation(Reader):
    """DS8: what bureaus report of courts and offices, by the level that it has to us.

    A stop that a manager overruled with evidence, until its day, is an alert; an overruled alert
    is nothing. What the customer objects to is nothing either, as for rule H17.
    """

    code = 'DS8'

    def load(self, asked):
        found = defaultdict(list)
        for profile_id, event_id, kind, level, rests in asked.rows(SQL(
            """SELECT own.profile_id, e.id, e.kind, e.level,
                      COALESCE(e.overruled_until >= %(day)s, FALSE)
                 FROM unnest(%(profiles)s, %(partners)s) AS own(profile_id, partner_id)
                 JOIN credit_bureau_event e ON e.partner_id = own.partner_id
                  AND e.company_id = %(root)s AND e.is_open AND e.level <> 'info'
                  AND %(not_objected)s
                ORDER BY e.id""",
            profiles=list(asked.customers), partners=list(asked.customers.values()),
            root=asked.root_id, day=asked.as_of, not_objected=not_objected(),
        )):
            found[profile_id].append(
                (reference('credit.bureau.event', event_id), kind, level, rests))
        return {
            profile_id: self._reading(found.get(profile_id, ())) for profile_id in asked.customers
        }

    def _reading(self, events):
        reading = litigation([
            (evidence, kind, 'alert' if rests and level == 'stop' else level)
            for evidence, kind, level, rests in events if not (rests and level == 'alert')
        ])
        is_resting = any(rests and level == 'stop' for _evidence, _kind, level, rests in events)
        return replace(reading, is_alert=reading.is_alert or is_resting)
