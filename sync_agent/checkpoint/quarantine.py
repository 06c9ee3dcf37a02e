"""Dead letters: inputs that could not be used, until somebody retries or discards them."""

import time
import zlib

import orjson

from ..records import digest


class Quarantine:
    def __init__(self, database):
        self._database = database

    def add(self, source, provider, stage, reject, run_id, waiting=()):
        """Keep a reject; the same input again counts as one more attempt.

        :param waiting: keys of customers that could make this one useful (`partners_changed`)
        """
        content = orjson.dumps(reject.content, option=orjson.OPT_SORT_KEYS, default=str)
        origin = orjson.dumps(reject.origin, option=orjson.OPT_SORT_KEYS)
        key, now = digest(content + origin), time.time()
        self._database.execute(
            'INSERT INTO quarantine (source, provider, provider_ref, stage, code, path, message, '
            'input_hash, input, origin, run_id, first_at, last_at) '
            'VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) '
            'ON CONFLICT (source, input_hash) DO UPDATE SET attempts = attempts + 1, '
            'last_at = excluded.last_at, code = excluded.code, path = excluded.path, '
            'message = excluded.message, stage = excluded.stage, run_id = excluded.run_id, '
            "state = CASE state WHEN 'discarded' THEN state ELSE 'open' END",
            (source, provider, reject.provider_ref, stage, reject.code, reject.path,
             reject.message[:2000], key, zlib.compress(content), origin, run_id, now, now))
        if waiting:
            self._wait_for(source, key, waiting)

    def _wait_for(self, source, key, waiting):
        number = self._database.value(
            'SELECT id FROM quarantine WHERE source = ? AND input_hash = ?', (source, key))
        self._database.execute_many(
            'INSERT OR IGNORE INTO waiting (key, quarantine_id) VALUES (?, ?)',
            [(word, number) for word in waiting])

    def find(self, source=None, code=None, number=None, state='open'):
        """Return rows, oldest first."""
        conditions, values = ['state = ?'], [state]
        for column, value in (('source', source), ('code', code), ('id', number)):
            if value is not None:
                conditions.append(f'{column} = ?')
                values.append(value)
        # The columns are ours; the values are bound.
        statement = f"SELECT * FROM quarantine WHERE {' AND '.join(conditions)} ORDER BY id"  # noqa: S608
        return self._database.rows(statement, values)

    def waiting_for(self, keys):
        """Return open rows that wait for one of the keys."""
        numbers = set()
        for key in keys:
            numbers.update(row[0] for row in self._database.rows(
                'SELECT quarantine_id FROM waiting WHERE key = ?', (key,)))
        rows = (self._database.row(
            "SELECT * FROM quarantine WHERE id = ? AND state = 'open'", (number,))
            for number in sorted(numbers))
        return [row for row in rows if row is not None]

    def settle(self, row, state):
        """Take a row out of the open ones: `retried` or `discarded`."""
        self._database.execute(
            'UPDATE quarantine SET state = ?, last_at = ? WHERE id = ?',
            (state, time.time(), row['id']))

    def counts(self):
        """Return rows of (source, code, count, oldest) of what is open."""
        return self._database.rows(
            "SELECT source, code, count(*) AS count, min(first_at) AS oldest FROM quarantine "
            "WHERE state = 'open' GROUP BY source, code ORDER BY source, code")


def content_of(row):
    """Return the input that a row keeps."""
    return orjson.loads(zlib.decompress(row['input']))
