from datetime import date

from odoo.tests import HttpCase, tagged

from .ceiling_common import CeilingCommon

ACTION = '/odoo/action-credit_management.'


@tagged('post_install', '-at_install')
class TestCeilingTours(HttpCase, CeilingCommon):
    """The screen, by those who plan and those who read."""

    def test_a_manager_plans(self):
        self.bill(1_000.0, on=-400, due=30)
        self.start_tour(f'{ACTION}credit_ceiling_action', 'credit_ceiling_plan',
                        login=self.manager.login)
        plan = self.plans.search([('company_id', '=', self.company.id)])
        self.assertEqual((plan.state, plan.year, max(plan.line_ids.mapped('sales'))),
                         ('draft', 2031, 3_000_000.0))

    def test_an_officer_reads(self):
        self.june()
        self.entry(460_000.0, date(2031, 6, 25))
        self.approved()
        self.start_tour(f'{ACTION}credit_ceiling_action', 'credit_ceiling',
                        login=self.officer.login)

    def test_the_overview_has_it(self):
        self.june()
        self.approved()
        self.start_tour(f'{ACTION}credit_overview_action', 'credit_ceiling_tile',
                        login=self.auditor.login)
