"""One row a run, and one a request, so that somebody can see what happened when."""

import time
import uuid

import orjson


class Runs:
    def __init__(self, database):
        self._database = database

    def begin(self):
        run_id = uuid.uuid4().hex
        self._database.execute(
            'INSERT INTO run (id, started_at) VALUES (?, ?)', (run_id, time.time()))
        return run_id

    def end(self, run_id, exit_code, counts, message):
        self._database.execute(
            'UPDATE run SET ended_at = ?, exit_code = ?, counts = ?, message = ? WHERE id = ?',
            (time.time(), int(exit_code), orjson.dumps(counts), message[:2000], run_id))

    def told(self, run_id):
        self._database.execute('UPDATE run SET told_odoo = 1 WHERE id = ?', (run_id,))

    def untold(self):
        """Return ended runs of which Odoo does not know, oldest first."""
        return self._database.rows(
            'SELECT * FROM run WHERE ended_at IS NOT NULL AND told_odoo = 0 ORDER BY started_at')

    def get(self, run_id):
        return self._database.row('SELECT * FROM run WHERE id = ?', (run_id,))

    def latest(self, limit=10):
        return self._database.rows(
            'SELECT * FROM run ORDER BY started_at DESC LIMIT ?', (limit,))


class HttpLog:
    """Requests without bodies, query strings or headers; also the memory of rate limits."""

    def __init__(self, database):
        self._database = database

    def add(self, source, method, host, path, started, **outcome):
        self._database.execute(
            'INSERT INTO http_log (source, sent_at, method, host, path, status, milliseconds, '
            'size, request_id, error) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
            (source, started, method, host, path, outcome.get('status'),
             int((time.time() - started) * 1000), outcome.get('size'),
             outcome.get('request_id'), outcome.get('error')))

    def sent_since(self, source, moment):
        """Return the instants of requests since `moment`, oldest first."""
        return [row[0] for row in self._database.rows(
            'SELECT sent_at FROM http_log WHERE source = ? AND sent_at > ? ORDER BY sent_at',
            (source, moment))]

    def totals(self):
        return self._database.rows(
            "SELECT source, coalesce(CAST(status AS TEXT), 'none') AS status, count(*) AS count, "
            'sum(milliseconds) AS milliseconds FROM http_log GROUP BY source, status')
