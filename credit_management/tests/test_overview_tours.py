from datetime import timedelta

from odoo.tests import HttpCase, tagged

from ..receivables.as_of import open_lines
from .aging_common import AgingCommon
from .common import GROUPS

ACTION = '/odoo/action-credit_management.credit_overview_action'


@tagged('post_install', '-at_install')
class TestOverviewTours(HttpCase, AgingCommon):
    """The overview, driven by those who look at it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.credit_mode = 'enforce'
        cls.env['credit.overview.figure'].search([]).unlink()
        cls.manager.email = 'mona@example.com'
        cls.company.credit_pack_user_ids = cls.manager
        cls.profile.write({'user_id': cls.officer.id, 'review_date': cls.today - timedelta(days=1)})
        cls.bill(cls, 90_000_000.0, on=-300, due=30)
        cls.receive(cls, 40.0, on=-2)

    def test_every_tile_opens_what_it_is_made_of(self):
        rejected, held = self._order(1500.0), self._order(1600.0)
        for order in (rejected, held):
            self.confirm(order)
        rejected.sudo().credit_hold_id.with_user(self.officer).reject('limit', "no")
        cron = self.env['credit.receivable.snapshot']
        for months in (1, 2):
            day = cron._last_month_end(self.company)
            for _number in range(months - 1):
                day = day.replace(day=1) - timedelta(days=1)
            if not cron._versions(self.company, day):
                cron._begin(self.company, day, 'rebuilt')
        for snapshot in cron.search([('state', '=', 'taking')]):
            snapshot._keep_sums(open_lines(snapshot._asked()))
        boss = self._user('boss', f'{GROUPS}manager,sales_team.group_sale_manager')
        self.start_tour(ACTION, 'credit_overview', login=boss.login)
        pack = self.env['credit.pack'].search([('kind', '=', 'hand')], limit=1)
        self.assertEqual(pack.delivery_ids.user_id, self.manager)

    def test_an_auditor_looks_and_sends_nothing(self):
        self.start_tour(ACTION, 'credit_overview_auditor', login=self.auditor.login)
