import json
from contextlib import contextmanager

from odoo.tools import SQL

from .common import CreditCommon

#: What go-live never touches; with `stock_`: every table of that name.
LEDGER = (
    'account_move', 'account_move_line', 'account_partial_reconcile', 'sale_order',
    'sale_order_line', 'mail_mail',
)


class GoLiveCommon(CreditCommon):
    """A company that goes live, and a look at all that this must leave alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.credit_mode = 'report'
        cls.go_live = cls.env['credit.go.live']._of(cls.company)
        cls.env.cr.execute("DELETE FROM credit_go_live_step")
        cls.env.cr.execute("UPDATE credit_go_live SET state = 'open'")
        cls.env.invalidate_all()

    @classmethod
    def ledger(cls):
        """Return ``{table: (rows, checksum)}`` of ledger, orders, stock and mail; the order of rows
        does not matter.
        """
        cls.env.flush_all()
        cls.env.cr.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
            " AND (tablename = ANY(%s) OR tablename LIKE 'stock\\_%%') ORDER BY 1", [list(LEDGER)],
        )
        return {table: cls._checksum(table) for (table,) in cls.env.cr.fetchall()}

    @classmethod
    def _checksum(cls, table):
        cls.env.cr.execute(SQL(
            "SELECT COUNT(*), SUM(hashtextextended(t::text, 0)::numeric) FROM %s t",
            SQL.identifier(table),
        ))
        return cls.env.cr.fetchone()

    @contextmanager
    def untouched(self):
        """Assert that what is done in this block changes nothing of ledger, orders, stock, mail."""
        before = self.ledger()
        yield
        after = self.ledger()
        self.assertEqual(
            {table: after[table] for table in after if after[table] != before[table]},
            {table: before[table] for table in after if after[table] != before[table]},
        )

    def lines_of_log(self):
        """Return what the log says of go-live, oldest first: ``[(act, step)]``."""
        lines = self.env['credit.decision'].search(
            [('kind', '=', 'go_live'), ('res_id', '=', self.go_live.id)], order='id')
        logged = [json.loads(line.payload)['data'] for line in lines]
        return [(data['act'], data['step']) for data in logged]
