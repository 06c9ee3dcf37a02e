from odoo.tests import HttpCase, tagged

from .portfolio_common import PortfolioCommon
from .test_tours import ACTION


@tagged('post_install', '-at_install')
class TestQuadrantTour(HttpCase, PortfolioCommon):
    """The portfolio as of today, where a screen opens."""

    @classmethod
    def _then(cls):
        return cls.today

    def test_officer_moves_lines_and_finds_customers(self):
        self.env['credit.profile'].create([{
            'partner_id': self.customers[name].id, 'company_id': self.company.id,
            'credit_limit': 300_000.0, 'grade': grade,
        } for name, grade in zip('ABCD', 'ABDE', strict=True)])
        self.start_tour(f'{ACTION}credit_aging_report_action', 'credit_quadrant',
                        login=self.officer.login)
        kept = self.env['credit.quadrant'].search([('company_id', '=', self.company.id)])
        self.assertEqual(
            (kept.user_id, kept.late_days, kept.has_large_amount, kept.large_amount),
            (self.officer, 30, True, 50_000.0))

    def test_days_alone_leave_the_amount_where_the_large_hold_four_fifths(self):
        self.start_tour(f'{ACTION}credit_aging_report_action', 'credit_quadrant_days',
                        login=self.officer.login)
        kept = self.env['credit.quadrant'].search([('company_id', '=', self.company.id)])
        self.assertEqual((kept.user_id, kept.late_days, kept.has_large_amount),
                         (self.officer, 40, False))


@tagged('post_install', '-at_install')
class TestStructureTour(HttpCase, PortfolioCommon):

    def test_auditor_reads_the_structure(self):
        self.keep_month_ends()
        self.start_tour(f'{ACTION}credit_structure_action', 'credit_structure',
                        login=self.auditor.login)
