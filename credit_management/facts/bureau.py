from collections import defaultdict

from odoo.tools import SQL

from ..exposure import prepared
from .base import Provider

_COLUMNS = (
    'what', 'partner_id', 'company_id', 'bureau', 'as_of', 'days', 'id', 'kind', 'level', 'text',
    'opened_on',
)


class BureauProvider(Provider):
    """What bureaus say: how old the newest report is, and which alarms are in force.

    Left out as long as nobody imports reports, so nobody pays for it.
    """

    provides = frozenset({
        'bureau_reports', 'bureau_age', 'bureau_fresh_days', 'bureau_name', 'bureau_as_of',
        'bureau_events', 'bureau_event_ids',
    })

    def load(self, env, cr, rows, as_of, context):
        if not env['credit.bureau']._is_in_use():
            return {}
        buyers = context.get('order_partner_ids') or {}
        partner_ids = {row['partner_id'] for row in rows} | {
            buyers[row['id']] for row in rows if buyers.get(row['id'])
        }
        found = self._found(cr, sorted(partner_ids), rows[0]['company_id'], as_of)
        return {row['id']: self._facts(row, buyers.get(row['id']), found, as_of) for row in rows}

    def _facts(self, row, buyer_id, found, as_of):
        own = found[row['partner_id']]
        facts = {'bureau_reports': len(own['report'])}
        if own['report']:
            # The one that is freshest by its own measure.
            best = min(own['report'], key=lambda item: (as_of - item['as_of']).days / item['days'])
            facts.update({
                'bureau_age': (as_of - best['as_of']).days, 'bureau_fresh_days': best['days'],
                'bureau_name': best['bureau'], 'bureau_as_of': best['as_of'],
            })
        events = [{**event, 'of': 'invoice'} for event in own['event']]
        if buyer_id and buyer_id != row['partner_id']:
            events += [{**event, 'of': 'order'} for event in found[buyer_id]['event']]
        events.sort(key=lambda event: (event['level'] != 'stop', event['id']))
        return {
            **facts, 'bureau_events': events,
            'bureau_event_ids': sorted(event['id'] for event in events),
        }

    def _found(self, cr, partner_ids, company_id, as_of):
        """Return ``{partner id: {"report": [row], "event": [row]}}``, one query."""
        prepared.execute(cr, SQL(
            """SELECT 'report', r.partner_id, r.company_id, b.name, max(r.as_of), b.score_days,
                      NULL::int, NULL, NULL, NULL, NULL::date
                 FROM credit_bureau_report r JOIN credit_bureau b ON b.id = r.bureau_id
                WHERE r.partner_id = ANY(%(partners)s) AND r.company_id = %(company)s
                  AND r.is_credit AND r.state IN ('bound', 'history')
                  AND r.as_of <= %(day)s::date + 1
                GROUP BY r.partner_id, r.company_id, b.id
            UNION ALL
               SELECT 'event', e.partner_id, e.company_id, b.name, e.as_of, NULL, e.id, e.kind,
                      e.level, e.text, e.opened_on
                 FROM credit_bureau_event e JOIN credit_bureau b ON b.id = e.bureau_id
                WHERE e.partner_id = ANY(%(partners)s) AND e.company_id = %(company)s
                  AND %(in_force)s
            """, partners=partner_ids, company=company_id, day=as_of, in_force=in_force(as_of),
        ))
        found = defaultdict(lambda: {'report': [], 'event': []})
        for values in cr.fetchall():
            row = dict(zip(_COLUMNS, values, strict=True))
            found[row['partner_id']][row.pop('what')].append(row)
        return found


def in_force(day):
    """Return the SQL condition of an event `e` that stops or alerts on `day`.

    Not overruled, and not objected to.
    """
    return SQL(
        """e.is_open AND e.level <> 'info'
           AND (e.overruled_until IS NULL OR e.overruled_until < %s) AND %s""",
        day, not_objected(),
    )


def not_objected():
    """Return the SQL condition of an event `e` that the customer does not object to.

    An upheld objection holds against what the bureau said before it.
    """
    return SQL(
        """NOT EXISTS (
               SELECT 1 FROM credit_bureau_objection o
                WHERE o.partner_id = e.partner_id AND o.company_id = e.company_id
                  AND (o.bureau_id IS NULL OR o.bureau_id = e.bureau_id)
                  AND (o.state = 'open' OR o.state = 'upheld' AND e.as_of <= o.raised_on))""")
