"""A push sink: a real HTTP server that keeps what it was given, as the contract says.

It proves the agent's own bookkeeping (nothing lost, nothing twice, whatever breaks on the way). It is
no Odoo and proves nothing about one: `tests/e2e` does that.
"""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from sync_agent.records import Report, content_hash


class Sink:
    """The state behind the server. Faults are lists that are used up, one a request."""

    def __init__(self, bureaus=('testbureau',)):
        self.bureaus = list(bureaus)
        self.partners = []
        self.batches = {}
        #: (provider, content hash) -> report, in the order of arrival
        self.contents = {}
        self.runs = {}
        self.calls = []
        #: What to do with the next `import_reports`: 'drop' (commit, no answer), 'refuse' (500 with
        #: Odoo's error body), 'busy' (503), 'raise' (an exception of Odoo's, with its name)
        self.faults = []
        #: external ids that make a whole batch fail
        self.poison = set()
        #: external id -> code with which a report is rejected
        self.rejected = {}
        #: Called before and after a batch is kept: `hook('before' or 'after')`.
        self.hook = None
        self.lock = threading.Lock()
        self._server = None

    @property
    def address(self):
        return f'http://127.0.0.1:{self._server.server_port}'

    @property
    def reports(self):
        return list(self.contents.values())

    def start(self):
        sink = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = 'HTTP/1.1'
            # Headers and body go out apart: without this each answer waits 40 ms for the client.
            disable_nagle_algorithm = True

            def log_message(self, *_arguments):
                pass

            def do_GET(self):
                self.answer(200, {'version': '19.0', 'version_info': [19, 0, 0]})

            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers['Content-Length'])))
                method = self.path.rpartition('/')[2]
                sink.calls.append((method, body, dict(self.headers)))
                fault = sink.next_fault() if method == 'import_reports' else None
                if fault == 'busy':
                    self.answer(503, 'busy', 'text/html')
                    return
                if fault == 'raise':
                    self.answer(500, {'name': 'builtins.KeyError', 'message': "'oops'"})
                    return
                try:
                    sink.call_hook(method, 'before')
                    with sink.lock:
                        value = getattr(sink, method)(**body)
                    sink.call_hook(method, 'after')
                except Refusal as error:
                    self.answer(422, {'name': 'odoo.exceptions.UserError', 'message': str(error),
                                      'context': {'code': error.code}})
                    return
                if fault == 'drop':
                    self.close_connection = True
                    self.connection.close()
                    return
                self.answer(200, value)

            def answer(self, status, value, media_type='application/json'):
                data = value.encode() if isinstance(value, str) else json.dumps(value).encode()
                self.send_response(status)
                self.send_header('Content-Type', media_type)
                self.send_header('Content-Length', str(len(data)))
                self.end_headers()
                self.wfile.write(data)

        self._server = ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def stop(self):
        self._server.shutdown()
        self._server.server_close()

    def next_fault(self):
        with self.lock:
            return self.faults.pop(0) if self.faults else None

    def call_hook(self, method, moment):
        if self.hook is not None and method == 'import_reports':
            self.hook(moment)

    # === THE CONTRACT === #

    def capabilities(self):
        return {'addon_version': 'sink', 'contract_versions': [1], 'max_batch': 200,
                'bureaus': self.bureaus, 'server_time': time.strftime('%Y-%m-%dT%H:%M:%SZ')}

    def partner_keys(self, cursor=None, limit=500):
        after = ('', 0) if cursor is None else (cursor['write_date'], cursor['id'])
        rest = sorted((key for key in self.partners if (key['write_date'], key['id']) > after),
                      key=lambda key: (key['write_date'], key['id']))
        page, more = rest[:limit], len(rest) > limit
        last = {'write_date': page[-1]['write_date'], 'id': page[-1]['id']} if more else None
        return {'partners': page, 'cursor': last}

    def import_reports(self, batch_key, contract_version, reports):
        if batch_key in self.batches:
            return self.batches[batch_key]
        assert contract_version == 1
        unknown = {report['provider'] for report in reports} - set(self.bureaus)
        if unknown:
            raise Refusal('bureau_unknown', f"unknown: {unknown}")
        assert len(reports) <= 200
        if self.poison & {report['external_id'] for report in reports}:
            raise Refusal('oops', 'one of these cannot be stored')
        answers = [self.take(report) for report in reports]
        self.batches[batch_key] = answers
        return answers

    def take(self, report):
        wire = Report.model_validate_json(json.dumps(report)).wire()
        assert content_hash(wire) == report['content_hash'], "the hash is not that of the content"
        code = self.rejected.get(report['external_id'])
        if code:
            return self.answer_to(report, 'rejected', None, [{'code': code, 'field': 'as_of',
                                                             'message': "no"}])
        key = report['provider'], report['content_hash']
        if key in self.contents:
            return self.answer_to(report, 'unchanged', 1)
        known = any(other['external_id'] == report['external_id'] for other in self.reports)
        self.contents[key] = report
        if report['match']['partner_id'] is None:
            return self.answer_to(report, 'unmatched', len(self.contents))
        return self.answer_to(report, 'updated' if known else 'created', len(self.contents))

    def answer_to(self, report, outcome, number, errors=()):
        return {'external_id': report['external_id'], 'outcome': outcome, 'id': number,
                'errors': list(errors)}

    def batch_status(self, batch_key):
        known = batch_key in self.batches
        return {'known': known, 'answers': self.batches.get(batch_key, [])}

    def record_run(self, run):
        self.runs[run['run_id']] = run
        return len(self.runs)


class Refusal(Exception):
    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


def customer(number, name=None, **values):
    """Return a key as Odoo gives it."""
    return {
        'id': number, 'name': name or f"Probe Trading {number} Ltd", 'names': [], 'country': 'GB',
        'identifiers': [{'scheme': 'duns', 'value': f'{number:09d}'}], 'refs': [], 'rejected': [],
        'city': None, 'postcode': None, 'active': True,
        'write_date': f'2026-01-01T00:00:{number % 60:02d}Z', **values}
