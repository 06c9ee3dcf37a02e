from odoo import models

from ..tools import bureau_events as core
from ..tools.bureau_lists import OWN_EVENT_KINDS

#: Keys of events that we read out of a report ourselves; a bureau's own keys never look so.
STATUS_KEY = '~status'
SCORE_KEY = '~score:'


class CreditBureauEvent(models.Model):
    """How events stand after reports came: folded, graded, written where they differ."""

    _inherit = 'credit.bureau.event'

    def _settle(self, touched, observations, rebuild=False):
        """Bring the events of `touched` (company, bureau, partner) up to date.

        :param dict observations: new events by touched key
        :param bool rebuild: forget what is stored and fold `observations` alone
        :return: the events that became a stop or an alert just now
        """
        rows = self._rows_of(touched)
        heads = self.env['credit.bureau.report']._heads(touched)
        flags = self._flags(touched)
        changes, creations = [], []
        for key in sorted({*touched, *rows}):
            own = rows.get(key, {})
            states = {event.key: event._state() for event in own.values()}
            if key in touched:
                known = {} if rebuild else states
                states = core.fold(known, observations.get(key, ()))
                states.update(self._derived(own, heads.get(key), flags.get(key, {})))
            levels = self._levels(key, states, heads)
            for name, state in states.items():
                values = {**self._values(key, state), 'level': levels[name]}
                if name in own:
                    changes.append((own[name], values))
                else:
                    creations.append(values)
            if key in touched and rebuild:
                self.union(*(event for name, event in own.items() if name not in states)).unlink()
        return self._apply(changes, creations)

    def _rows_of(self, touched):
        """Return ``{(company, bureau, partner): {event key: event}}`` of the touched customers."""
        events = self.search([
            ('company_id', 'in', list({company_id for company_id, _b, _p in touched})),
            ('partner_id', 'in', list({partner_id for _c, _b, partner_id in touched})),
        ])
        found = {}
        for event in events:
            key = (event.company_id.id, event.bureau_id.id, event.partner_id.id)
            found.setdefault(key, {})[event.key] = event
        return found

    def _flags(self, touched):
        """Return ``{(company, bureau, partner): {code: score}}`` of current scores that alarm."""
        scores = self.env['credit.bureau.score'].search([
            ('is_current', '=', True), ('flag', '!=', False),
            ('partner_id', 'in', list({partner_id for _c, _b, partner_id in touched})),
        ])
        found = {}
        for score in scores:
            key = (score.company_id.id, score.bureau_id.id, score.partner_id.id)
            found.setdefault(key, {})[score.code] = score
        return found

    def _derived(self, own, head, flags):
        """Return the states of what we read ourselves: a grave status, scores that are alarms.

        Each follows from the newest report alone, so the order of arrival makes no difference.
        """
        states = {}
        if head and head['status']:
            order = (head['as_of'], head['retrieved_at'], head['content_hash'])
            grave = core.STATUS_LEVELS.get(head['status'])
            if grave or STATUS_KEY in own:
                states[STATUS_KEY] = _own_state(
                    STATUS_KEY, 'status', grave, head['status'], order, head['report_id']
                )
        for code, score in flags.items():
            key = f'{SCORE_KEY}{code}'
            states[key] = _own_state(
                key, 'score_flag', score.flag, score.label, score.report_id._order_key(),
                score.report_id.id,
            )
        for key, event in own.items():
            if key.startswith(SCORE_KEY) and key not in states:
                states[key] = {
                    **event._state(), 'status': 'closed', 'severity': 'info',
                    'closed_on': event.closed_on or (head and head['as_of']) or event.as_of,
                }
        return states

    def _levels(self, key, states, heads):
        """Return ``{event key: level}``; a register that says *active* outweighs a bureau."""
        head = heads.get(key) or {}
        capital = head.get('paid_in_capital')
        found = core.levels(
            [state for state in states.values() if state['kind'] not in OWN_EVENT_KINDS],
            (capital, head['paid_in_currency']) if capital else None,
        )
        for name, state in states.items():
            if state['kind'] in OWN_EVENT_KINDS:
                found[name] = state['severity']
        if (
            found.get(STATUS_KEY) == 'stop' and head.get('kind') != 'register'
            and self._register_says_active(key, heads)
        ):
            found[STATUS_KEY] = 'alert'
        return found

    def _register_says_active(self, key, heads):
        return any(
            head['kind'] == 'register' and head['status'] == 'active'
            for (company_id, _bureau, partner_id), head in heads.items()
            if (company_id, partner_id) == (key[0], key[2])
        )

    def _values(self, key, state):
        """Return a state as values of a row."""
        company_id, bureau_id, partner_id = key
        as_of, retrieved_at, content_hash = state['order']
        return {
            'company_id': company_id, 'bureau_id': bureau_id, 'partner_id': partner_id,
            'key': state['key'], 'kind': state['kind'], 'severity': state['severity'],
            'status': state['status'], 'opened_on': state['opened_on'] or False,
            'closed_on': state['closed_on'] or False, 'amount': round(state['amount'] or 0.0, 2),
            'has_amount': state['amount'] is not None,
            'currency_code': state['currency'] or False, 'authority': state['authority'] or False,
            'case_no': state['case_no'] or False, 'role': state['role'] or False,
            'text': state['text'] or False, 'report_id': state['report_id'],
            'as_of': as_of, 'retrieved_at': retrieved_at, 'content_hash': content_hash,
            'is_open': core.is_open(state),
        }

    def _apply(self, changes, creations):
        """Write what differs; return the events that became a stop or an alert by it."""
        worse = self.browse()
        for event, values in changes:
            was = core.is_open(event._state()) and event.level
            differing = {
                name: value for name, value in values.items()
                if event._fields[name].convert_to_write(event[name], event) != value
            }
            if not differing:
                continue
            event.write(differing)
            if event.is_open and _rank(event.level) > _rank(was):
                # Whoever saw it before saw something milder.
                event.write({'seen_by_id': False, 'seen_at': False})
                worse |= event
        created = self.create(creations)
        return worse | created.filtered(lambda event: event.is_open and event.level != 'info')


def _own_state(key, kind, severity, text, order, report_id):
    is_over = not severity
    return {
        'key': key, 'kind': kind, 'severity': severity or 'info',
        'status': 'closed' if is_over else 'open', 'opened_on': None,
        'closed_on': order[0] if is_over else None, 'amount': None, 'currency': None,
        'authority': None, 'case_no': None, 'role': None, 'text': text, 'order': order,
        'report_id': report_id,
    }


def _rank(level):
    return ('info', 'alert', 'stop').index(level) if level else -1
