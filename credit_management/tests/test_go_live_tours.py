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
