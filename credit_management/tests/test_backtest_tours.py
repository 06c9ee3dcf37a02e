from odoo.tests import HttpCase, tagged

from .backtest_common import BacktestCommon

ACTION = '/odoo/action-credit_management.credit_backtest_action'


@tagged('post_install', '-at_install')
class TestBacktestTours(HttpCase, BacktestCommon):
    """The screen, by a manager who reads and one who starts."""

    def test_a_manager_reads(self):
        self.customer.write({'name': "Tried Customer", 'customer_rank': 1})
        self.bill_on(60, 300.0, due=10)
        self.order_on(20, 100.0)
        self.order_on(15, 50.0, self.env['res.partner'].create({'name': "Unknown"}))
        self.order_on(10, 900.0)
        other = self.env['res.partner'].create({'name': "Prompt", 'is_company': True})
        self._profile(other, 1_000.0)
        self.order_on(9, 100.0, other)
        draft, lenient = self.version(3), self.version(45, is_next=False)
        self.run_to_end(policy_id=draft.id, other_policy_id=lenient.id)
        self.start_tour(ACTION, 'credit_backtest', login=self.manager.login)

    def test_a_manager_starts(self):
        self.env['credit.backtest'].search([]).unlink()
        self.start_tour(ACTION, 'credit_backtest_start', login=self.manager.login)
