"""Reports on their way to Odoo, the batches they travel in, and what was acknowledged."""

import time
import zlib
from dataclasses import dataclass

import orjson

from ..records import digest

MAX_ROWS = 200
MAX_BYTES = 1_000_000


@dataclass(frozen=True)
class Parcel:
    """One report ready to go; `body` is its JSON, match included."""

    source: str
    provider: str
    product: str
    provider_ref: str
    external_id: str
    content_hash: str
    substance_hash: str
    as_of: str
    #: seconds since 1970
    retrieved_at: float
    partner_id: int | None
    body: bytes
    origin: dict
    #: How often somebody asked for it to be sent again: Odoo answers a batch it knows as before.
    attempt: int = 0

    @property
    def key(self):
        """Return what makes two parcels the same: a second one changes nothing."""
        words = (self.provider, self.product, self.provider_ref, self.external_id,
                 self.content_hash)
        return digest('\0'.join(words).encode())


class Outbox:
    def __init__(self, database):
        self._database = database

    # === IN === #

    def add(self, parcel):
        """Queue a parcel; return False if the same is queued or acknowledged already."""
        key = parcel.key
        if self._database.value('SELECT 1 FROM acknowledged WHERE key = ?', (key,)):
            return False
        return bool(self._database.execute(
            'INSERT INTO outbox (key, source, provider, product, provider_ref, external_id, '
            'substance_hash, as_of, retrieved_at, partner_id, body, origin, attempt, queued_at) '
            'VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING',
            (key, parcel.source, parcel.provider, parcel.product, parcel.provider_ref,
             parcel.external_id, parcel.substance_hash, parcel.as_of, parcel.retrieved_at,
             parcel.partner_id, parcel.body, orjson.dumps(parcel.origin), parcel.attempt,
             time.time())).rowcount)

    def forget(self, parcel):
        """Let a parcel be sent again although it was acknowledged."""
        self._database.execute('DELETE FROM acknowledged WHERE key = ?', (parcel.key,))

    # === BATCHES === #

    def open_batch(self, max_rows=MAX_ROWS, max_bytes=MAX_BYTES):
        """Return (batch key, rows, sent before) of the batch to send next, or None.

        A batch is written down before it is sent, so that after a crash the very same one is asked
        about and sent again.
        """
        with self._database.transaction():
            key = self._database.value(
                'SELECT batch_key FROM outbox WHERE batch_key IS NOT NULL ORDER BY id LIMIT 1')
            if key is not None:
                return key, self.batch(key), True
            rows = self._next_rows(max_rows, max_bytes)
            return (self.make_batch(rows), rows, False) if rows else None

    def _next_rows(self, max_rows, max_bytes):
        """Return the oldest rows of one bureau: one that Odoo refuses takes no other's along."""
        rows, size = [], 0
        for row in self._database.rows(
                'SELECT * FROM outbox WHERE provider = ('
                'SELECT provider FROM outbox ORDER BY id LIMIT 1) ORDER BY id LIMIT ?',
                (max_rows,)):
            size += len(row['body']) + 1
            if rows and size > max_bytes:
                break
            rows.append(row)
        return rows

    def make_batch(self, rows):
        """Bind rows to one batch and return its key, which follows from what is in it."""
        key = digest(b'\n'.join(
            b'%d %s' % (row['attempt'], digest(row['body']).encode()) for row in rows))
        self._database.execute_many(
            'UPDATE outbox SET batch_key = ?, place = ? WHERE id = ?',
            [(key, place, row['id']) for place, row in enumerate(rows)])
        return key

    def batch(self, key):
        return self._database.rows(
            'SELECT * FROM outbox WHERE batch_key = ? ORDER BY place', (key,))

    def dissolve(self, rows):
        """Take rows out of their batch, to be sent in smaller ones."""
        self._database.execute_many(
            'UPDATE outbox SET batch_key = NULL, place = NULL WHERE id = ?',
            [(row['id'],) for row in rows])

    # === OUT === #

    def acknowledge(self, row, outcome, odoo_id):
        """Note Odoo's answer to one row, and let go of it."""
        now = time.time()
        self._database.execute(
            'INSERT OR REPLACE INTO acknowledged (key, acknowledged_at) VALUES (?, ?)',
            (row['key'], now))
        if outcome != 'rejected':
            self._remember(row, outcome, odoo_id, now)
        self.drop(row)

    def _remember(self, row, outcome, odoo_id, now):
        """Keep the newest report of a subject: what the next one is compared with."""
        self._database.execute(
            'INSERT INTO report (provider, product, provider_ref, external_id, substance_hash, '
            'as_of, retrieved_at, outcome, odoo_id, partner_id, body, acknowledged_at) '
            'VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) '
            'ON CONFLICT (provider, product, provider_ref) DO UPDATE SET '
            'external_id = excluded.external_id, substance_hash = excluded.substance_hash, '
            'as_of = excluded.as_of, retrieved_at = excluded.retrieved_at, '
            'outcome = excluded.outcome, odoo_id = excluded.odoo_id, '
            'partner_id = excluded.partner_id, body = excluded.body, '
            'acknowledged_at = excluded.acknowledged_at WHERE excluded.as_of >= report.as_of',
            (row['provider'], row['product'], row['provider_ref'], row['external_id'],
             row['substance_hash'], row['as_of'], row['retrieved_at'], outcome, odoo_id,
             row['partner_id'], zlib.compress(row['body']), now))

    def drop(self, row):
        self._database.execute('DELETE FROM outbox WHERE id = ?', (row['id'],))

    # === QUESTIONS === #

    def depth(self, source=None):
        if source is None:
            return self._database.value('SELECT count(*) FROM outbox')
        return self._database.value('SELECT count(*) FROM outbox WHERE source = ?', (source,))

    def oldest(self):
        """Return since when the oldest report waits, or None."""
        return self._database.value('SELECT min(queued_at) FROM outbox')

    def last_report(self, provider, product, provider_ref):
        """Return the newest acknowledged report of a subject as a row, or None."""
        return self._database.row(
            'SELECT * FROM report WHERE provider = ? AND product = ? AND provider_ref = ?',
            (provider, product, provider_ref))

    def moment_after(self, provider, product, provider_ref, moment):
        """Return `moment` (seconds), or as many more as it takes to come after what went before.

        Of two answers about one day Odoo believes the later one, and tells them by the second.
        """
        last = self._database.value(
            'SELECT max(retrieved_at) FROM (SELECT retrieved_at FROM outbox WHERE provider = ? '
            'AND product = ? AND provider_ref = ? UNION ALL SELECT retrieved_at FROM report '
            'WHERE provider = ? AND product = ? AND provider_ref = ?)',
            2 * (provider, product, provider_ref))
        return moment if last is None or moment > last else last + 1

    def reports_of(self, partner_id):
        return self._database.rows(
            'SELECT * FROM report WHERE partner_id = ? ORDER BY provider, product', (partner_id,))


def report_body(row):
    """Return the report of a row of `report` as plain JSON values."""
    return orjson.loads(zlib.decompress(row['body']))
