"""What a source need not be asked again: misses, orders under way, places in a stream, files."""

import time

import orjson

DAY = 86400


class Cursors:
    """Where reading goes on. Moved only after Odoo acknowledged what came before."""

    def __init__(self, database):
        self._database = database

    def get(self, source, name):
        value = self._database.value(
            'SELECT value FROM cursor WHERE source = ? AND name = ?', (source, name))
        return None if value is None else orjson.loads(value)

    def move(self, source, name, value):
        self._database.execute(
            'INSERT OR REPLACE INTO cursor (source, name, value, moved_at) VALUES (?, ?, ?, ?)',
            (source, name, orjson.dumps(value), time.time()))

    def all(self):
        return self._database.rows('SELECT * FROM cursor ORDER BY source, name')


class Misses:
    """Customers whom a bureau does not know: asking again costs money and brings nothing.

    A miss ends by date, and at once when what the question was made of has changed.
    """

    def __init__(self, database):
        self._database = database

    def note(self, source, partner_id, reason, identity_hash, days=30):
        now = time.time()
        self._database.execute(
            'INSERT OR REPLACE INTO negative (source, partner_id, reason, identity_hash, '
            'noted_at, valid_until) VALUES (?, ?, ?, ?, ?, ?)',
            (source, partner_id, reason, identity_hash, now, now + days * DAY))

    def valid(self, source, partner_id, identity_hash):
        """Return why this customer is not asked for now, or None."""
        return self._database.value(
            'SELECT reason FROM negative WHERE source = ? AND partner_id = ? '
            'AND identity_hash = ? AND valid_until > ?',
            (source, partner_id, identity_hash, time.time()))

    def of_partner(self, partner_id):
        return self._database.rows(
            'SELECT * FROM negative WHERE partner_id = ? AND valid_until > ? ORDER BY source',
            (partner_id, time.time()))


class Orders:
    """Reports that a bureau makes later: ordered (and paid) once, however often we restart."""

    def __init__(self, database):
        self._database = database

    def note(self, source, product, provider_ref, partner_id, token, poll_after):
        now = time.time()
        self._database.execute(
            'INSERT OR REPLACE INTO async_order (source, product, provider_ref, partner_id, '
            'token, ordered_at, poll_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
            (source, product, provider_ref, partner_id, orjson.dumps(token), now,
             now + poll_after))

    def due(self, source):
        """Return (row, token) of orders to ask about now."""
        rows = self._database.rows(
            'SELECT * FROM async_order WHERE source = ? AND poll_at <= ? ORDER BY poll_at',
            (source, time.time()))
        return [(row, orjson.loads(row['token'])) for row in rows]

    def is_open(self, source, product, provider_ref):
        return self._database.value(
            'SELECT 1 FROM async_order WHERE source = ? AND product = ? AND provider_ref = ?',
            (source, product, provider_ref)) is not None

    def postpone(self, row, seconds):
        self._database.execute(
            'UPDATE async_order SET poll_at = ?, polls = polls + 1 WHERE source = ? '
            'AND product = ? AND provider_ref = ?',
            (time.time() + seconds, row['source'], row['product'], row['provider_ref']))

    def close(self, row):
        self._database.execute(
            'DELETE FROM async_order WHERE source = ? AND product = ? AND provider_ref = ?',
            (row['source'], row['product'], row['provider_ref']))

    def count(self):
        return self._database.value('SELECT count(*) FROM async_order')


class Files:
    """Files by what is in them: the same one under another name is read once."""

    def __init__(self, database):
        self._database = database

    def get(self, source, key):
        return self._database.row(
            'SELECT * FROM file WHERE source = ? AND hash = ?', (source, key))

    def begin(self, source, key, name):
        """Return the file, which an earlier run may have begun to read."""
        self._database.execute(
            'INSERT OR IGNORE INTO file (source, hash, name, state, first_seen_at) '
            "VALUES (?, ?, ?, 'reading', ?)", (source, key, name, time.time()))
        return self.get(source, key)

    def advance(self, source, key, rows_read):
        self._database.execute(
            'UPDATE file SET rows_read = ? WHERE source = ? AND hash = ?', (rows_read, source, key))

    def finish(self, source, key, state, message=''):
        """Close a file: `done` or `refused`."""
        self._database.execute(
            'UPDATE file SET state = ?, message = ?, done_at = ? WHERE source = ? AND hash = ?',
            (state, message, time.time(), source, key))
