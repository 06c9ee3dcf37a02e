import re
from contextlib import contextmanager
from unittest.mock import patch

from odoo.sql_db import Cursor
from odoo.tools import SQL

from .common import CreditCommon

#: Tables with a row for each document, contact or decision of years.
LARGE = {
    'account_move', 'account_move_line', 'account_partial_reconcile', 'sale_order',
    'sale_order_line', 'stock_move', 'stock_picking', 'credit_rpm_item', 'credit_rpm_item_line',
    'credit_rpm_step', 'credit_rpm_mark', 'credit_rpm_done', 'credit_touch', 'credit_promise',
    'credit_dispute', 'credit_case', 'credit_case_action', 'credit_letter', 'credit_letter_line',
    'credit_hold', 'credit_signal', 'credit_signal_change', 'credit_limitation', 'credit_decision',
    'credit_bureau_report', 'credit_bureau_event',
    'credit_delivery_proof', 'credit_snapshot', 'mail_message',
}
#: How many rows PostgreSQL is to believe that each of their pages has.
ROWS = 100_000


class PlanCommon(CreditCommon):
    """How PostgreSQL reads what a method asks for: no large table is read from end to end.

    A partial index may be: it has only what is open or waits.
    """

    @contextmanager
    def assertReadsByIndex(self, but=()):  # noqa: N802 - as unittest names its assertions
        """Fail if a query that is asked meanwhile reads a large table, but those named, whole."""
        asked, execute = [], Cursor.execute

        def noted(cr, query, params=None, log_exceptions=True):
            asked.append((query, params))
            return execute(cr, query, params, log_exceptions)
        self.env.flush_all()
        self.env.invalidate_all()
        with patch.object(Cursor, 'execute', noted):
            yield
        self.env.flush_all()
        texts = {text for query, params in asked if self._is_read(text := self._text(query, params))}
        with self.env.cr.savepoint(flush=False) as savepoint:
            self._pretend()
            found = {
                f"{table} by {index}\n{text[:1500]}" for text in texts
                for table, index in self._read_whole(text) if table not in but}
            savepoint.rollback()
        self.assertFalse(found, '\n\n'.join(sorted(found)))

    def _pretend(self):
        """Let PostgreSQL plan as if tables were large, and row by row: counts of values are small."""
        for name in ('seqscan', 'hashjoin', 'mergejoin'):
            self.env.cr.execute("SELECT set_config(%s, 'off', true)", [f'enable_{name}'])
        self.env.cr.execute(
            "UPDATE pg_class SET reltuples = %s, relpages = 1 WHERE relname = ANY(%s)",
            [ROWS, sorted(LARGE | {'res_partner', 'credit_profile'})])

    def _text(self, query, params):
        return self.env.cr.mogrify(query, params).decode()

    @staticmethod
    def _is_read(text):
        return re.match(r'\s*(WITH|SELECT|UPDATE|DELETE)\b', text) and 'nextval' not in text

    def _read_whole(self, text):
        """Yield (table, index or None) of the large tables that a query reads from end to end."""
        [(plans,)] = self.env.execute_query(SQL(
            "EXPLAIN (FORMAT JSON) %s", SQL(text.replace('%', '%%'))))  # pylint: disable=sql-injection
        nodes = [plan['Plan'] for plan in plans]
        while nodes:
            node = nodes.pop()
            nodes += node.get('Plans', [])
            table, index = node.get('Relation Name'), node.get('Index Name')
            if node['Node Type'] in ('Bitmap Heap Scan', 'ModifyTable', 'LockRows'):
                continue
            if node['Node Type'] == 'Bitmap Index Scan':
                table = self._table_of(index)
            if table in LARGE and 'Index Cond' not in node and 'Tid Cond' not in node and not (
                    index and self._is_partial(index)):
                yield table, index

    def _table_of(self, index):
        self.env.cr.execute("SELECT tablename FROM pg_indexes WHERE indexname = %s", [index])
        return self.env.cr.fetchone()[0]

    def _is_partial(self, index):
        self.env.cr.execute(
            "SELECT indpred IS NOT NULL FROM pg_index WHERE indexrelid = %s::regclass", [index])
        return self.env.cr.fetchone()[0]
