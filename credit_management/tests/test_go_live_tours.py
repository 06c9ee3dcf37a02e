from odoo.tests import HttpCase, tagged

from .aging_common import AgingCommon
from .common_golive import GoLiveCommon

URL = '/odoo/action-credit_management.credit_go_live_action'


@tagged('post_install', '-at_install')
class TestGoLiveTours(HttpCase, AgingCommon, GoLiveCommon):
    """The page, by those who go live and those who read."""

    def setUp(self):
        super().setUp()
        self.env['credit.health'].search([]).unlink()
        self.receive(48.0, on=-3)

    def test_a_manager_looks_at_the_data(self):
        self.start_tour(URL, 'credit_go_live_health', login=self.manager.login)
        self.assertEqual(self.lines_of_log(), [('done', 'health'), ('undone', 'health')])

    def test_an_auditor_reads(self):
        self.env['credit.health']._run(self.company)
        self.start_tour(URL, 'credit_go_live_auditor', login=self.auditor.login)

    def test_the_spreadsheet_comes_over_http(self):
        self.authenticate(self.auditor.login, self.auditor.login)
        answer = self.url_open('/credit_management/health.xlsx')
        self.assertEqual((answer.status_code, answer.content[:2]), (200, b'PK'))
        self.authenticate(self.officer.login, self.officer.login)
        self.assertEqual(self.url_open('/credit_management/health.xlsx').status_code, 403)

    def test_profiles_are_made_and_the_company_reports(self):
        for name, is_company in (("Tour Trade", True), ("Tour Person", False)):
            partner = self.env['res.partner'].create({'name': name, 'is_company': is_company})
            self._invoice(10.0, partner)
        self.start_tour(URL, 'credit_go_live_scope', login=self.manager.login)
        self.assertEqual(self.lines_of_log(), [('done', 'scope'), ('done', 'report')])

    def test_what_would_be_held_is_marked(self):
        self.env['credit.go.live'].with_user(self.manager).act('report')
        self.confirm(self._order(5000.0))
        self.start_tour(URL, 'credit_go_live_report', login=self.manager.login)
        marks = self.env['credit.would.hold.mark'].search([])
        self.assertEqual((marks.mark, marks.user_id), ('useful', self.manager))

    def test_two_managers_begin_and_one_steps_back(self):
        self.env['credit.authority'].search([]).unlink()
        self.env['credit.go.live'].with_user(self.manager).act('report')
        self.start_tour(URL, 'credit_go_live_sign', login=self.manager.login)
        self.assertEqual(self.company.credit_mode, 'report')
        self.start_tour(URL, 'credit_go_live_begin', login=self.manager_2.login)
        self.assertEqual(self.lines_of_log(), [
            ('done', 'report'), ('signed', 'enforce'), ('done', 'enforce'), ('finished', None),
            ('stepped_back', 'enforce')])
