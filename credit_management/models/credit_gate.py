import logging
import threading
import weakref
from contextlib import contextmanager

import odoo
from odoo import fields, models, sql_db
from odoo.tools import SQL
from odoo.tools.misc import Callbacks

from ..const import CLAIM_MINUTES, GATE_LOCK_SECONDS
from ..exposure import COUNTED_TABLES, prepared

# Odoo's own pool raises when it is full; a thread that confirms waits here for some milliseconds
# instead, and never takes a connection away from a request.
_GATE_CONNECTIONS = 8

_logger = logging.getLogger(__name__)


class _GatePool(sql_db.ConnectionPool):
    """Connections that need no cleaning: what the gate sets ends with its transaction."""

    def borrow(self, connection_info):
        connection = super().borrow(connection_info)
        own = weakref.ref(connection)
        # Nothing is sent where no transaction is open; a dead connection is found by its next use.
        connection.reset = lambda: own().rollback()
        return connection


class _Telling(Callbacks):
    """What is told after the commit, as to browsers: where that fails, the decision stands."""

    def run(self):
        while self._funcs:
            tell = self._funcs.popleft()
            try:
                tell()
            # Whatever fails here needs a connection of Odoo's pool, which may be full just now.
            except Exception:  # pylint: disable=broad-exception-caught
                _logger.warning("A decision is committed, but not everybody was told",
                                exc_info=True)
        self.clear()


_pool = _GatePool(_GATE_CONNECTIONS)
_slots = threading.BoundedSemaphore(_GATE_CONNECTIONS)


class CreditGate(models.Model):
    """One narrow row a chain key: ``profile:``, ``group:``, ``letters:``, ``contracts:`` or
    ``company:`` and an id.

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
        with self._locked_transaction([]) as (cr, _heads):
            yield cr

    @contextmanager
    def _locked_transaction(self, keys):
        """Yield (cursor, heads) like `_own_transaction`, with the rows of `keys` locked."""
        if odoo.modules.module.current_test:
            # Tests run in one transaction; the registry knows whether cursors share it.
            with self.env.registry.cursor() as cr:
                yield cr, self._begin(cr, keys)
            return
        with _slots:
            dbname, info = sql_db.connection_info_for(self.env.cr.dbname)
            with sql_db.Cursor(_pool, dbname, info) as cr:
                cr.postcommit = _Telling()
                yield cr, self._begin(cr, keys)

    def _begin(self, cr, keys):
        """Begin and lock in one round trip; return what `_lock` does."""
        # A snapshot taken after the lock is what makes the answer right.
        isolation = SQL("SET TRANSACTION ISOLATION LEVEL READ COMMITTED;")
        cr.execute(SQL(
            "%s SET LOCAL lock_timeout = %s; %s",
            isolation if isinstance(cr, sql_db.Cursor) else SQL(""), f'{GATE_LOCK_SECONDS}s',
            self._locking(keys),
        ))
        return self._heads(cr)

    def _lock(self, cr, keys, create=False):
        """Lock the rows of `keys` in one order for everybody.

        :return: ``{key: (sequence, head)}`` of those that are there
        """
        if create:
            self._ensure(cr, keys)
        cr.execute(self._locking(keys))
        return self._heads(cr)

    @staticmethod
    def _locking(keys):
        # A group after the customer, for everybody: so nobody waits in a circle.
        return SQL(
            "SELECT key, sequence, head FROM credit_gate WHERE key = ANY(%s)"
            " ORDER BY starts_with(key, 'group:'), key FOR UPDATE", sorted(set(keys)),
        )

    @staticmethod
    def _heads(cr):
        return {key: (sequence, head) for key, sequence, head in cr.fetchall()}

    @staticmethod
    def _committing_with_caller():
        """Return SQL by which the commit does not wait for the disk.

        What passes is worth nothing unless the caller commits too; his commit comes later and
        waits for all that was written before it.
        """
        return SQL("SET LOCAL synchronous_commit = off")

    def _ensure(self, cr, keys):
        cr.execute(SQL(
            "INSERT INTO credit_gate (key, sequence, head) SELECT k, 0, repeat('0', 64)"
            " FROM unnest(%s) AS k ON CONFLICT (key) DO NOTHING", sorted(set(keys)),
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
    letter_id = fields.Integer(help="The letter of authority that the order rests on.")
    contract_id = fields.Integer(help="The contract that covers the order.")
    total = fields.Float(
        digits=(16, 6), help="Of the order, company currency: what it takes of the letter's cap and"
                             " of the contract's amount.")
    created_at = fields.Datetime(required=True)

    _document_unique = models.UniqueIndex(
        '(res_model, res_id)', "There is already a claim for this document."
    )
    _profile_idx = models.Index('(profile_id)')
    _letter_idx = models.Index('(letter_id) WHERE letter_id IS NOT NULL')
    _contract_idx = models.Index('(contract_id) WHERE contract_id IS NOT NULL')

    @staticmethod
    def _taking(profile_id, res_model, res_id, amount, xid, papers=(None, None, None)):
        """Return the SQL that takes `amount` (company currency) on behalf of transaction `xid`.

        `papers`: ids of the letter of authority and of the contract that it uses up, and the total
        that it takes of both. What the profile's ended transactions left is deleted first.
        """
        return [
            SQL(
                "DELETE FROM credit_claim WHERE profile_id = %s"
                " AND pg_visible_in_snapshot(xid::text::xid8, pg_current_snapshot())", profile_id,
            ),
            SQL(
                "INSERT INTO credit_claim (profile_id, res_model, res_id, amount, xid, letter_id,"
                " contract_id, total, created_at)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, now() AT TIME ZONE 'UTC')"
                " ON CONFLICT (res_model, res_id) DO UPDATE SET profile_id = EXCLUDED.profile_id,"
                " amount = EXCLUDED.amount, xid = EXCLUDED.xid, letter_id = EXCLUDED.letter_id,"
                " contract_id = EXCLUDED.contract_id, total = EXCLUDED.total,"
                " created_at = EXCLUDED.created_at",
                profile_id, res_model, res_id, amount, xid, *papers,
            ),
        ]

    def _live(self, cr, profile_ids, group_id=None):
        """Return live claims as rows (profile_id, res_model, res_id, amount, xid).

        With a group, those of all its members.
        """
        group = SQL(
            " OR c.profile_id IN (SELECT m.profile_id FROM credit_group_member m"
            " WHERE m.group_id = %s AND m.date_to IS NULL)", group_id) if group_id else SQL("")
        prepared.execute(cr, SQL(
            "SELECT c.profile_id, c.res_model, c.res_id, c.amount, c.xid"
            " FROM credit_claim c WHERE (c.profile_id = ANY(%s)%s)"
            " AND NOT pg_visible_in_snapshot(c.xid::text::xid8, pg_current_snapshot())"
            " AND c.created_at > now() AT TIME ZONE 'UTC' - %s * interval '1 minute' ORDER BY 2, 3",
            list(profile_ids), group, CLAIM_MINUTES,
        ))
        return cr.fetchall()

    def _own_xid(self):
        """Return (id of the running transaction as text, whether it changed what counts).

        Who writes a table keeps its lock until his transaction ends, whoever wrote and how. Orders
        are left out, since the one that is asked about is always among them.
        """
        prepared.execute(self.env.cr, SQL(
            """SELECT pg_current_xact_id()::text, EXISTS (
                   SELECT 1 FROM pg_locks
                    WHERE pid = pg_backend_pid() AND mode = 'RowExclusiveLock'
                      AND relation = ANY(%s::regclass[]::oid[]))""",
            list(COUNTED_TABLES),
        ))
        return self.env.cr.fetchone()
