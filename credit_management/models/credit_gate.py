import threading
from contextlib import contextmanager

import odoo
from odoo import fields, models, sql_db
from odoo.tools import SQL

from ..const import CLAIM_MINUTES, GATE_LOCK_SECONDS
from ..exposure import prepared

# Odoo's own pool raises when it is full; a thread that confirms waits here for some milliseconds
# instead, and never takes a connection away from a request.
_GATE_CONNECTIONS = 8
_pool = sql_db.ConnectionPool(_GATE_CONNECTIONS)
_slots = threading.BoundedSemaphore(_GATE_CONNECTIONS)


class CreditGate(models.Model):
    """One narrow row a chain key, ``profile:<id>``, ``group:<id>`` or ``company:<id>``.

    Who decides about a customer locks his row first, in a short READ COMMITTED transaction of its
    own, so two confirmations never see the same headroom. The row also keeps the head of the
    decision log's chain.
    """

    _name = 'credit.gate'
    _description = "Credit Gate"
    _log_access = False

    key = fields.Char(required=True)
    sequence = fields.Integer(required=True, default=0)
    head = fields.Char(required=True, default='0' * 64)

    _key_unique = models.UniqueIndex('(key)', "There is already a gate for this key.")

    @contextmanager
    def _own_transaction(self):
        """Yield a cursor in a short transaction of its own, committed when the block ends well."""
        if odoo.modules.module.current_test:
            # Tests run in one transaction; the registry knows whether cursors share it.
            with self.env.registry.cursor() as cr:
                self._begin(cr)
                yield cr
            return
        with _slots:
            dbname, info = sql_db.connection_info_for(self.env.cr.dbname)
            with sql_db.Cursor(_pool, dbname, info) as cr:
                self._begin(cr)
                yield cr

    def _begin(self, cr):
        # A snapshot taken after the lock is what makes the answer right.
        isolation = SQL("SET TRANSACTION ISOLATION LEVEL READ COMMITTED;")
        cr.execute(SQL(
            "%s SELECT set_config('lock_timeout', %s, true)",
            isolation if isinstance(cr, sql_db.Cursor) else SQL(""), f'{GATE_LOCK_SECONDS}s',
        ))

    def _lock(self, cr, keys, create=False):
        """Lock the rows of `keys` in one order for everybody.

        :return: ``{key: (sequence, head)}`` of those that are there
        """
        keys = sorted(set(keys))
        if create:
            self._ensure(cr, keys)
        cr.execute(SQL(
            "SELECT key, sequence, head FROM credit_gate WHERE key = ANY(%s) ORDER BY key"
            " FOR UPDATE", keys,
        ))
        return {key: (sequence, head) for key, sequence, head in cr.fetchall()}

    def _commit_with_caller(self, cr):
        """Do not wait for the disk: what passes is worth nothing unless the caller commits too.

        His commit comes later and waits for all that was written before it.
        """
        cr.execute("SET LOCAL synchronous_commit = off")

    def _ensure(self, cr, keys):
        cr.execute(SQL(
            "INSERT INTO credit_gate (key, sequence, head) SELECT k, 0, repeat('0', 64)"
            " FROM unnest(%s) AS k ON CONFLICT (key) DO NOTHING", list(keys),
        ))


class CreditClaim(models.Model):
    """Headroom taken by a confirmation that is under way.

    A claim is live while the transaction that took it is: `xid` is that transaction, and a
    statement sees either the claim or its outcome, by one and the same snapshot.
    """

    _name = 'credit.claim'
    _description = "Credit Claim"
    _log_access = False

    profile_id = fields.Integer(required=True)
    res_model = fields.Char(required=True)
    res_id = fields.Integer(required=True)
    amount = fields.Float(required=True, digits=(16, 6))
    xid = fields.Char(required=True)
    created_at = fields.Datetime(required=True)

    _document_unique = models.UniqueIndex(
        '(res_model, res_id)', "There is already a claim for this document."
    )
    _profile_idx = models.Index('(profile_id)')

    def _take(self, cr, profile_id, res_model, res_id, amount, xid):
        """Take `amount` (company currency) for a document on behalf of transaction `xid`."""
        cr.execute(SQL(
            "INSERT INTO credit_claim (profile_id, res_model, res_id, amount, xid, created_at)"
            " VALUES (%s, %s, %s, %s, %s, now() AT TIME ZONE 'UTC')"
            " ON CONFLICT (res_model, res_id) DO UPDATE SET profile_id = EXCLUDED.profile_id,"
            " amount = EXCLUDED.amount, xid = EXCLUDED.xid, created_at = EXCLUDED.created_at",
            profile_id, res_model, res_id, amount, xid,
        ))

    def _live(self, cr, profile_ids):
        """Return live claims as rows (profile_id, res_model, res_id, amount, xid)."""
        prepared.execute(cr, SQL(
            "SELECT c.profile_id, c.res_model, c.res_id, c.amount, c.xid"
            " FROM credit_claim c WHERE c.profile_id = ANY(%s)"
            " AND NOT pg_visible_in_snapshot(c.xid::text::xid8, pg_current_snapshot())"
            " AND c.created_at > now() AT TIME ZONE 'UTC' - %s * interval '1 minute'",
            list(profile_ids), CLAIM_MINUTES,
        ))
        return cr.fetchall()

    def _drop_dead(self, cr, profile_id):
        """Delete what the profile's ended transactions left."""
        cr.execute(SQL(
            "DELETE FROM credit_claim WHERE profile_id = %s"
            " AND pg_visible_in_snapshot(xid::text::xid8, pg_current_snapshot())",
            profile_id,
        ))

    def _own_xid(self):
        """Return the id of the running transaction as text."""
        self.env.cr.execute("SELECT pg_current_xact_id()::text")
        return self.env.cr.fetchone()[0]
