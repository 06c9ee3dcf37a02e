from odoo.tests import HttpCase, tagged

from .test_limit_proposal import LimitProposalCommon

URL = '/odoo/action-credit_management.credit_go_live_action'


@tagged('post_install', '-at_install')
class TestLimitProposalTours(HttpCase, LimitProposalCommon):
    """The step and its list, by those who decide and those who read."""

    def test_a_manager_proposes_changes_signs_and_undoes(self):
        self.start_tour(URL, 'credit_limits_sign', login=self.manager.login)
        self.env.invalidate_all()
        self.run_cron()
        self.assertEqual(self.of(self.buyer).credit_limit, 52_000.0)
        self.start_tour(URL, 'credit_limits_undo', login=self.manager.login)
        self.env.invalidate_all()
        self.run_cron()
        self.assertEqual(self.of(self.buyer).limit_mode, 'unlimited')
        self.assertEqual(self.lines_of_log(), [('done', 'limits'), ('undone', 'limits')])

    def test_an_auditor_reads(self):
        self.propose()
        self.start_tour(URL, 'credit_limits_auditor', login=self.auditor.login)

    def test_the_spreadsheet_comes_over_http(self):
        self.propose()
        self.authenticate(self.auditor.login, self.auditor.login)
        answer = self.url_open('/credit_management/limits.xlsx')
        self.assertEqual((answer.status_code, answer.content[:2]), (200, b'PK'))
        self.authenticate(self.officer.login, self.officer.login)
        self.assertEqual(self.url_open('/credit_management/limits.xlsx').status_code, 403)
