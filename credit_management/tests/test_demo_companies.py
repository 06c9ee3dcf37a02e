from importlib.util import find_spec
from unittest import skipUnless

from odoo.tests import TransactionCase, tagged


@tagged('post_install', '-at_install')
@skipUnless(find_spec('dev'), "the demo's companies are made by the repository's tools")
class TestDemoCompanies(TransactionCase):
    """What `make demo` adds for the finance screens shows what they are documented with."""

    def _counts(self):
        return {
            model: self.env[model].sudo().search_count([])
            for model in ('res.company', 'res.users', 'res.partner', 'account.move', 'sale.order',
                          'account.partial.reconcile', 'credit.profile', 'credit.ceiling.plan')
        }

    def test_twice_is_once_and_the_figures_are_those_of_the_screens(self):
        from dev import demo_receivables
        demo_receivables.NAME, demo_receivables.REFERENCE_NAME = "Demo Again", "D3 Again"
        self.addCleanup(setattr, demo_receivables, 'NAME', "Demo Ltd")
        self.addCleanup(setattr, demo_receivables, 'REFERENCE_NAME', "D3 Ltd")
        self._free_logins()
        company, reference = demo_receivables.build(self.env)
        counts = self._counts()
        self.assertFalse(demo_receivables.build(self.env))
        self.assertEqual(self._counts(), counts)
        self._assert_demo(company)
        self._assert_reference(reference)

    def _free_logins(self):
        """Let the people be made anew where the database has them already."""
        for user in self.env['res.users'].search([('login', 'in', ('demo_north', 'demo_south'))]):
            user.login = f'{user.login}_before'

    def _assert_demo(self, company):
        report = self.env['credit.aging.report']
        aging = report.get_aging(company_id=company.id)
        self.assertAlmostEqual(aging['totals']['total'], 4_540_000, delta=5)
        self.assertEqual(aging['totals']['total'], aging['gl_balance'])
        claims = sum(aging['totals']['amounts'])
        overdue = claims - aging['totals']['amounts'][0]
        self.assertAlmostEqual(overdue / claims, 0.24, places=3)
        self.assertAlmostEqual(aging['totals']['unallocated'], -54_040, delta=1)
        self.assertAlmostEqual(
            report.get_unbilled(company_id=company.id)['totals']['total'], 62_150, delta=1)
        today = self.env['credit.ceiling'].get_ceiling(company_id=company.id)['today']
        self.assertAlmostEqual(today['ceiling'], 4_746_000, delta=500)
        self.assertEqual(today['band'], 'amber')
        forecast = self.env['credit.cash.forecast'].get_forecast(company_id=company.id)
        self.assertGreater(sum(forecast['totals']['amounts']), 1_000_000)
        self.assertGreaterEqual(forecast['habit']['customers'], 12)
        officer = self.env.ref('credit_management.credit_user_officer_demo', False)
        if officer:
            self.assertIn(company, officer.company_ids)

    def _assert_reference(self, company):
        aging = self.env['credit.aging.report'].get_aging(company_id=company.id)
        self.assertEqual(aging['totals']['amounts'],
                         [150_000, 320_000, 60_000, 50_000, 20_000, 10_000, 5_000])
        self.assertEqual(aging['totals']['unallocated'], -15_000)
