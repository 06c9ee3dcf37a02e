"""Which stored answers wait to be normalised, and what was fetched when."""

import time

import orjson


class RawIndex:
    def __init__(self, database):
        self._database = database

    def add(self, source, raw, key, partner_id=None):
        """Note a stored answer as new; return its number."""
        return self._database.execute(
            'INSERT INTO raw (source, product, provider_ref, partner_id, hash, media_type, size, '
            "retrieved_at, meta, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'new')",
            (source, raw.product, raw.provider_ref, partner_id, key, raw.media_type,
             len(raw.data), raw.retrieved_at.timestamp(), orjson.dumps(raw.meta))).lastrowid

    def pending(self, source, limit):
        return self._database.rows(
            "SELECT * FROM raw WHERE source = ? AND state = 'new' ORDER BY id LIMIT ?",
            (source, limit))

    def row(self, number):
        return self._database.row('SELECT * FROM raw WHERE id = ?', (number,))

    def mark(self, number, state):
        self._database.execute('UPDATE raw SET state = ? WHERE id = ?', (state, number))

    def since(self, source, moment):
        """Return the newest answer of each subject that was fetched at `moment` or later."""
        return self._database.rows(
            'SELECT max(id) AS id FROM raw WHERE source = ? AND retrieved_at >= ? '
            "AND product NOT LIKE '@%' GROUP BY product, provider_ref ORDER BY id",
            (source, moment))

    def fetched_at(self, source, product, provider_ref):
        """Return when this was fetched last, in seconds, or None."""
        return self._database.value(
            'SELECT max(retrieved_at) FROM raw WHERE source = ? AND product = ? '
            'AND provider_ref = ?', (source, product, provider_ref))

    def of_partner(self, partner_id):
        return self._database.rows(
            'SELECT source, product, provider_ref, max(retrieved_at) AS retrieved_at FROM raw '
            'WHERE partner_id = ? GROUP BY source, product, provider_ref', (partner_id,))

    def expired(self, days):
        """Return normalised answers that are older than `days`, all but a subject's newest.

        Parts of an answer that never became whole are kept for nobody.
        """
        return self._database.rows(
            "SELECT * FROM raw WHERE state = 'done' AND retrieved_at < ? AND (product LIKE '@%' OR "
            'id NOT IN (SELECT max(id) FROM raw GROUP BY source, product, provider_ref))',
            (time.time() - days * 86400,))

    def delete(self, row):
        """Forget an answer; return True if no other one has the same content."""
        self._database.execute('DELETE FROM raw WHERE id = ?', (row['id'],))
        return not self._database.value('SELECT 1 FROM raw WHERE hash = ?', (row['hash'],))

    # === PARTS === #

    def part(self, source, product, provider_ref, name, since):
        """Return the stored part of an answer that is not complete yet, or None."""
        return self._database.row(
            'SELECT * FROM raw WHERE source = ? AND product = ? AND provider_ref = ? '
            'AND retrieved_at >= ? ORDER BY id DESC LIMIT 1',
            (source, f'@{product}:{name}', provider_ref, since))

    def parts(self, source, product, provider_ref):
        return self._database.rows(
            "SELECT * FROM raw WHERE source = ? AND provider_ref = ? AND product LIKE ?",
            (source, provider_ref, f'@{product}:%'))
