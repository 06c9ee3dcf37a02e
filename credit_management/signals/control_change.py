import re
from collections import defaultdict
from datetime import timedelta

from odoo.tools import SQL

from ..tools.signal_checks import control_change
from .base import Reader, day_of, reference

#: Kinds of a bureau's changes that are one; of capital only less of it.
KINDS = ('legal_rep', 'shareholder', 'address', 'capital')
#: Those after which somebody else decides.
OWNERS = ('legal_rep', 'shareholder')
_NUMBER = re.compile(r'\d[\d,.]*')
#: What divides thousands: a comma or a dot, before three digits that end there.
_THOUSANDS = re.compile(r'[.,](?=\d{3}(?:\D|$))')


class ControlChange(Reader):
    """DS9: a new legal representative, shareholder or address, or less capital, say bureaus."""

    code = 'DS9'

    def load(self, asked):
        found = defaultdict(list)
        # Whether there is a new owner (DS5) is asked for longer than what is a danger by itself.
        since = asked.as_of - timedelta(
            days=max(asked.limits.change_days, asked.limits.owner_days + 1))
        for profile_id, report_id, kind, day, before, after in asked.rows(SQL(
            """SELECT own.profile_id, report.id, change ->> 'kind', change ->> 'date',
                      change ->> 'before', change ->> 'after'
                 FROM unnest(%(profiles)s, %(partners)s) AS own(profile_id, partner_id)
                 JOIN credit_bureau_report report ON report.partner_id = own.partner_id
                  AND report.company_id = %(root)s AND report.state IN ('bound', 'history')
                  AND report.sections LIKE '%%,changes,%%' AND report.as_of > %(since)s
                CROSS JOIN LATERAL jsonb_array_elements(
                      COALESCE(NULLIF(report.content::jsonb -> 'changes', 'null'), '[]')) change
                WHERE change ->> 'kind' = ANY(%(kinds)s) AND change ->> 'date' > %(since)s::text
                  AND change ->> 'date' <= %(day)s::text
                ORDER BY 4, report.id""",
            profiles=list(asked.customers), partners=list(asked.customers.values()),
            root=asked.root_id, since=since, day=asked.as_of, kinds=list(KINDS),
        )):
            if kind != 'capital' or _is_less(before, after):
                found[profile_id].append(
                    (day_of(day), reference('credit.bureau.report', report_id)))
            if kind in OWNERS:
                asked.owner_changed[profile_id] = day_of(day)
        return {
            profile_id: control_change(found.get(profile_id, ()), asked.as_of, asked.limits)
            for profile_id in asked.customers
        }


def _is_less(before, after):
    """Tell whether capital went down; what cannot be read as numbers is taken for it."""
    old, new = (_amount(text or '') for text in (before, after))
    return old is None or new is None or new < old


def _amount(text):
    """Return the first number that a bureau's text names, however it divides it, or None.

    Of ``1.000`` and ``1,000`` nobody knows which it is; capital comes in thousands.
    """
    found = _NUMBER.search(text)
    if not found:
        return None
    whole = _THOUSANDS.sub('', found.group()).replace(',', '.').rstrip('.')
    return float(whole) if whole.count('.') <= 1 else None
