from datetime import timedelta

from odoo.tests import tagged
from odoo.tools import SQL

from .exposure_common import ExposureCommon


@tagged('post_install', '-at_install')
class TestExposureSearch(ExposureCommon):

    def _find(self, figure, operator, value):
        return self.env['credit.profile'].search([(figure, operator, value)])

    def test_over_the_limit_is_beyond_it_not_at_it(self):
        self._invoice(1000.0)
        self.assertNotIn(self.profile, self._find('available', '<', 0))
        self._invoice(0.01)
        self.assertIn(self.profile, self._find('available', '<', 0))
        self.assertNotIn(self.profile, self._find('utilisation', '>', 110))

    def test_limit_by_sql_is_the_limit_by_facts(self):
        day = timedelta(days=1)
        temporary = {
            'temporary_limit': 500.0, 'temporary_from': self.today, 'temporary_to': self.today
        }
        for values, limit in (
            ({}, 1000.0),
            (temporary, 1500.0),
            ({
                **temporary, 'temporary_from': self.today - day, 'temporary_to': self.today - day
            }, 1000.0),
            ({'standing': 'suspended'}, 0.0),
            ({'standing': 'blocked', 'limit_mode': 'unlimited'}, 0.0),
            ({'grade': 'E'}, 0.0),
            ({'limit_mode': 'cash_only'}, 0.0),
            ({'limit_mode': 'unlimited'}, None),
            ({'limit_valid_until': self.today - day}, 1000.0),
        ):
            with self.subTest(**values):
                profile = self._profile(
                    self.env['res.partner'].create({'name': "P"}), 1000.0, **values
                )
                facts = profile._facts({'effective_limit'})[profile.id]
                self.assertEqual(facts['effective_limit'], limit)
                self._invoice(10.0 + (limit or 0.0), partner=profile.partner_id)
                over = self._find('available', '<', 0)
                self.assertEqual(profile in over, limit is not None)

    def test_figures_can_be_searched(self):
        self._invoice(400.0, due=-10)
        for condition, expected in (
            (('exposure', '=', 400.0), True), (('exposure', '>', 400.0), False),
            (('available', '<=', 600.0), True), (('available', '<', 600.0), False),
            (('utilisation', '>=', 40), True), (('utilisation', '>', 40), False),
            (('overdue_amount', '>', 399), True), (('overdue_amount', '>', 400), False),
            (('overdue_days', '>', 0), True), (('overdue_days', '=', 0), False),
        ):
            with self.subTest(condition=condition):
                self.assertEqual(self.profile in self._find(*condition), expected)

    def test_query_count_does_not_grow_with_customers(self):
        partners = self.env['res.partner'].create([{'name': f"C{n}"} for n in range(8)])
        profiles = self.env['credit.profile'].create([
            {'partner_id': partner.id, 'credit_limit': 10.0} for partner in partners
        ])
        for partner in partners:
            self._invoice(10.0, partner=partner, due=-3)
        figures = self.env['credit.exposure']
        counts = []
        for some in (profiles[:4], profiles):
            rows = self.rows(some)
            figures._totals(rows)
            figures._overdue(rows, self.today, {})
            before = self.env.cr.sql_log_count
            figures._totals(rows)
            figures._overdue(rows, self.today, {})
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def test_one_customer_and_one_item_are_found_by_indexes(self):
        invoice = self._invoice(100.0)
        self.order(50.0)
        item_ids = self.env[
            'credit.exposure.item'
        ].search([('profile_id', '=', self.profile.id)]).ids
        # Tables of a test are too small for PostgreSQL to care, unless it must.
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        for domain in ([('profile_id', '=', self.profile.id)], [('id', 'in', item_ids)]):
            query = self.env['credit.exposure.item']._search(domain).select()
            self.env.cr.execute(SQL("EXPLAIN %s", query))
            plan = '\n'.join(line for (line,) in self.env.cr.fetchall())
            for table in ('account_move', 'account_move_line', 'sale_order', 'sale_order_line'):
                self.assertNotIn(f'Seq Scan on {table} ', plan)
            self.assertIn('account_move_line', plan)
        self.assertTrue(invoice)
