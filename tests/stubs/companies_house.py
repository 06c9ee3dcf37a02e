"""Companies House as its public documentation describes it: profile, insolvency, charges, streams, quota.

A stream is made of the events in `streams`; what is before `forgotten` is not told any more.
"""

import base64
import json
import threading
import time

from .companies import companies
from .server import Says

KEY, STREAM_KEY = 'ch-key-12345678', 'ch-stream-12345678'
LIMIT, WINDOW = 600, 300
HEARTBEAT = b'\n'
HINTS = (f'secret: {KEY}', f'stream_secret: {STREAM_KEY}', 'stream_url is the same address')


class CompaniesHouse:
    def __init__(self, companies):
        self.profiles = {company.reg_no: profile(company) for company in companies}
        self.insolvency, self.charges = {}, {}
        self.left, self.reset = LIMIT, None
        self.streams = {'companies': [], 'insolvency-cases': [], 'charges': []}
        self.forgotten = 0
        #: After its events a stream beats so often, and then stays open or ends.
        self.beats, self.holds, self.cut = 2, True, False
        self._lock = threading.Lock()

    def __call__(self, asked):
        words = asked.path.strip('/').split('/')
        if words[0] in self.streams:
            return self.stream(words[0], asked)
        if not knows(asked, KEY):
            return Says({'error': 'Invalid Authorization', 'type': 'ch:service'}, 401)
        return self.counted(self.answer(words[1], words[2:]))

    def answer(self, number, rest):
        if number not in self.profiles:
            return missing()
        if not rest:
            return self.profiles[number]
        found = {'insolvency': self.insolvency, 'charges': self.charges}[rest[0]].get(number)
        return missing() if found is None else found

    def counted(self, said):
        """Put the quota's headers on an answer, or refuse it."""
        with self._lock:
            now = time.time()
            if self.reset is None or now >= self.reset:
                self.left, self.reset = self.left or LIMIT, now + WINDOW
            if self.left == 0:
                said = Says({'error': "Rate limit exceeded"}, 429)
            else:
                self.left -= 1
            headers = {'X-Ratelimit-Limit': str(LIMIT), 'X-Ratelimit-Remain': str(self.left),
                       'X-Ratelimit-Reset': str(int(self.reset)), 'X-Ratelimit-Window': '5m'}
        said = said if isinstance(said, Says) else Says(said)
        said.headers.update(headers)
        return said

    # === STREAMS === #

    def happen(self, stream, number, timepoint, rest=''):
        self.streams[stream].append({
            'resource_kind': 'company-profile', 'resource_uri': f'/company/{number}{rest}',
            'resource_id': number, 'data': {'company_number': number},
            'event': {'timepoint': timepoint, 'published_at': '2026-11-25T09:00:00',
                      'type': 'changed'}})

    def stream(self, name, asked):
        if not knows(asked, STREAM_KEY):
            return Says({}, 401)
        after = asked.query.get('timepoint')
        if after is not None and int(after) < self.forgotten:
            return Says({}, 416)
        # The event of the timepoint itself is told again.
        told = [event for event in self.streams[name]
                if after is not None and event['event']['timepoint'] >= int(after)]
        if after is None and self.streams[name]:
            # Without a timepoint it begins with what happens now.
            told = self.streams[name][-1:]
        lines = [json.dumps(event).encode() + b'\n' for event in told]
        return Says(pieces=(*lines, *[HEARTBEAT] * self.beats), holds=self.holds, cut=self.cut)


def profile(company, **values):
    return {
        'company_name': company.name.upper(), 'company_number': company.reg_no,
        'company_status': 'active', 'type': 'ltd', 'jurisdiction': 'england-wales',
        'date_of_creation': str(company.founded), 'sic_codes': ['46690', '62012'],
        'has_charges': False, 'has_insolvency_history': False,
        'accounts': {'next_due': '2027-09-30', 'overdue': False,
                     'last_accounts': {'made_up_to': '2025-12-31'}},
        'confirmation_statement': {'next_due': '2027-03-01', 'overdue': True},
        'previous_company_names': [
            {'name': f'OLD {company.name.upper()}', 'ceased_on': '2019-05-06',
             'effective_from': '2015-01-01'}],
        'etag': f'{company.number:040x}', **values}


def case(case_type, number='1', **dates):
    """Return a case; `dates` are named as the register names them, with underscores."""
    return {'type': case_type, 'number': number, 'dates': [
        {'type': name.replace('_', '-'), 'date': day} for name, day in dates.items()],
        'practitioners': [{'name': "Petra Probe", 'role': 'practitioner'}]}


def charge(code, created='2020-01-02', satisfied=None):
    found = {'charge_code': code, 'status': 'fully-satisfied' if satisfied else 'outstanding',
             'created_on': created, 'delivered_on': created,
             'persons_entitled': [{'name': "Paul Probe"}]}
    if code is None:
        del found['charge_code']
    if satisfied:
        found['satisfied_on'] = satisfied
    return found


def knows(asked, key):
    word = base64.b64encode(f'{key}:'.encode()).decode()
    return asked.headers.get('Authorization') == f'Basic {word}'


def missing():
    return Says({'errors': [{'error': 'company-profile-not-found', 'type': 'ch:service'}]}, 404)


def demo(count):
    """Return the register with the British among so many companies, for `python -m tests.stubs`."""
    return CompaniesHouse(company for company in companies(count) if company.country == 'GB')
