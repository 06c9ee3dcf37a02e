"""Odoo's customers as the agent knows them, found by identifier, binding or words of the name."""

import contextlib

import orjson

from ..records import PartnerKey, digest
from .snapshot import Snapshot

#: More customers than this share a word that says nothing.
COMMON_WORD = 200


class Partners:
    def __init__(self, database):
        self._database = database
        self._writes = 0
        #: Those by which somebody works.
        self._snapshots = []

    @property
    def edition(self):
        """Return a number that is another one as soon as a customer may be; bindings aside."""
        return self._writes + self._database.rollbacks

    # === WRITE === #

    def store(self, key, identifiers, tokens, generation):
        """Write one customer; return True if something that matching looks at has changed.

        :param identifiers: (scheme, value, valid, derived) in verified form
        """
        identity = identity_hash(key)
        known = self._database.row('SELECT * FROM partner WHERE id = ?', (key.id,))
        if known is not None and known['identity_hash'] == identity:
            self._database.execute(
                'UPDATE partner SET write_date = ?, generation = ? WHERE id = ?',
                (key.write_date, generation, key.id))
            return False
        self._writes += 1
        self._database.execute('DELETE FROM partner WHERE id = ?', (key.id,))
        self._database.execute(
            'INSERT INTO partner (id, name, names, country, city, postcode, active, '
            'identity_hash, write_date, generation) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
            (key.id, key.name, orjson.dumps(key.names), key.country, key.city, key.postcode,
             key.active, identity, key.write_date, generation))
        self._store_parts(key, identifiers, tokens)
        return True

    def _store_parts(self, key, identifiers, tokens):
        self._database.execute_many(
            'INSERT INTO partner_identifier (partner_id, scheme, value, valid, derived) '
            'VALUES (?, ?, ?, ?, ?)', [(key.id, *identifier) for identifier in identifiers])
        self._database.execute_many(
            'INSERT OR IGNORE INTO partner_token (token, partner_id) VALUES (?, ?)',
            [(token, key.id) for token in tokens])
        self._database.execute_many(
            'INSERT OR REPLACE INTO binding (partner_id, provider, provider_ref, kind) '
            'VALUES (?, ?, ?, ?)',
            [(key.id, ref.provider, ref.provider_ref, kind)
             for kind, refs in (('rejected', key.rejected), ('bound', key.refs)) for ref in refs])

    def bind(self, partner_id, provider, provider_ref):
        """Note a binding that Odoo has just confirmed; its next page of keys says the same."""
        if not self._database.value('SELECT 1 FROM partner WHERE id = ?', (partner_id,)):
            return
        changed = self._database.execute(
            "INSERT INTO binding (partner_id, provider, provider_ref, kind) VALUES (?, ?, ?, 'bound') "
            'ON CONFLICT (provider, provider_ref, partner_id) '
            "DO UPDATE SET kind = 'bound' WHERE kind <> 'bound'",
            (partner_id, provider, provider_ref)).rowcount
        if changed:
            for snapshot in self._snapshots:
                snapshot.rebound.add((provider, provider_ref))

    def forget_unseen(self, generation):
        """Drop customers that a full reading no longer contained."""
        self._writes += 1
        return self._database.execute(
            'DELETE FROM partner WHERE generation < ?', (generation,)).rowcount

    # === FOR OTHER PROCESSES === #

    @contextlib.contextmanager
    def snapshot(self, portable):
        """Give a Snapshot of customers and bindings, which is gone afterwards."""
        found = Snapshot(self._database, self.edition, portable)
        self._snapshots.append(found)
        try:
            yield found
        finally:
            self._snapshots.remove(found)
            found.remove()

    def is_current(self, snapshot, provider, provider_ref):
        """Say whether all that matching asks about this subject is still as in a snapshot."""
        return (snapshot.edition == self.edition
                and (provider, provider_ref) not in snapshot.rebound)

    # === READ === #

    def get(self, partner_id):
        return self._database.row('SELECT * FROM partner WHERE id = ?', (partner_id,))

    def identifiers(self, partner_id, derived=False):
        return self._database.rows(
            'SELECT scheme, value, valid FROM partner_identifier WHERE partner_id = ? '
            'AND derived <= ?', (partner_id, derived))

    def bound_to(self, provider, provider_ref):
        """Return the ids of customers to whom this subject is bound."""
        return self._by_binding(provider, provider_ref, 'bound')

    def refused_for(self, provider, provider_ref):
        """Return the ids of customers of whom a person said that this is another one."""
        return self._by_binding(provider, provider_ref, 'rejected')

    def _by_binding(self, provider, provider_ref, kind):
        return {row[0] for row in self._database.rows(
            'SELECT partner_id FROM binding WHERE provider = ? AND provider_ref = ? '
            'AND kind = ?', (provider, provider_ref, kind))}

    def refs_of(self, partner_id, kind='bound'):
        return self._database.rows(
            'SELECT provider, provider_ref FROM binding WHERE partner_id = ? AND kind = ? '
            'ORDER BY provider, provider_ref', (partner_id, kind))

    def with_identifier(self, scheme, value):
        """Return (partner id, derived) of everybody who carries this identifier."""
        return self._database.rows(
            'SELECT partner_id, derived FROM partner_identifier WHERE value = ? AND scheme = ?',
            (value, scheme))

    def with_word(self, token):
        """Return ids of customers with this word in the name; none if too many have it."""
        rows = self._database.rows(
            'SELECT partner_id FROM partner_token WHERE token = ? LIMIT ?',
            (token, COMMON_WORD + 1))
        return tuple(row[0] for row in rows) if len(rows) <= COMMON_WORD else ()

    def all_ids(self):
        """Return every active customer's id, in a fixed order."""
        return [row[0] for row in self._database.rows(
            'SELECT id FROM partner WHERE active ORDER BY id')]

    def search(self, text):
        """Return customers by id or by part of the name, for people."""
        if text.isdigit():
            found = self.get(int(text))
            return [found] if found is not None else []
        return self._database.rows(
            'SELECT * FROM partner WHERE instr(lower(name), lower(?)) ORDER BY name LIMIT 20',
            (text,))

    def count(self):
        return self._database.value('SELECT count(*) FROM partner')


def identity_hash(key):
    """Return a hash of everything about a customer that matching looks at."""
    content = key.model_dump(mode='json', exclude={'write_date'})
    return digest(orjson.dumps(content, option=orjson.OPT_SORT_KEYS))


def to_key(row, identifiers, refs, rejected):
    """Return a stored customer in the shape in which Odoo gives it."""
    return PartnerKey(
        id=row['id'], name=row['name'], names=orjson.loads(row['names']), country=row['country'],
        identifiers=[dict(found) for found in identifiers],
        refs=[dict(ref) for ref in refs], rejected=[dict(ref) for ref in rejected],
        city=row['city'], postcode=row['postcode'], active=bool(row['active']),
        write_date=row['write_date'])
