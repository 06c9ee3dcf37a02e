from odoo import sql_db
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import SQL

from ..exposure import prepared


@tagged('post_install', '-at_install')
class TestPrepared(BaseCase):
    """On connections of Odoo's own kind of pool, as requests get them one after the other."""

    def setUp(self):
        super().setUp()
        self.pool = sql_db.ConnectionPool(1)
        self.addCleanup(self.pool.close_all)

    def cursor(self):
        dbname, info = sql_db.connection_info_for(get_db_name())
        return sql_db.Cursor(self.pool, dbname, info)

    def ask(self, cr, number):
        prepared.execute(cr, SQL("SELECT %s + 1", number))
        return cr.fetchone()[0]

    def session(self, cr):
        cr.execute(
            "SELECT pg_backend_pid(), current_setting('work_mem'), current_setting('DateStyle'),"
            " to_regclass('pg_temp.credit_left') IS NULL,"
            " (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid())"
        )
        return cr.fetchone()

    def test_plan_outlives_the_request(self):
        with self.cursor() as cr:
            self.assertEqual(self.ask(cr, 1), 2)
        with self.cursor() as cr:
            self.assertEqual(self.ask(cr, 2), 3)
            cr.execute("SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'credit%'")
            self.assertEqual(cr.fetchone(), (1,))

    def test_plan_outlives_a_rollback(self):
        with self.cursor() as cr:
            self.ask(cr, 1)
            cr.rollback()
            self.assertEqual(self.ask(cr, 2), 3)

    def test_everything_else_of_a_session_is_discarded(self):
        with self.cursor() as cr:
            before = self.session(cr)
            self.ask(cr, 1)
            cr.execute(
                "SET work_mem = '17MB'; SET datestyle = 'German'; SELECT pg_advisory_lock(20261123);"
                " CREATE TEMP TABLE credit_left (id int)"
            )
            cr.commit()  # pylint: disable=invalid-commit
        with self.cursor() as cr:
            self.assertEqual(self.session(cr), before)
