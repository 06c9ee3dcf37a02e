from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .backtest_common import BacktestCommon
from .common_golive import GoLiveCommon


@tagged('post_install', '-at_install')
class TestGoLiveBacktest(GoLiveCommon, BacktestCommon):
    """The step of go-live that tries a policy on past orders."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['credit.backtest'].search([]).unlink()

    def step(self):
        answer = self.env['credit.go.live'].with_user(self.manager).get_page()
        return next(step for step in answer['steps'] if step['code'] == 'backtest')

    def test_it_is_done_by_hand_after_a_run_and_undone(self):
        go_live = self.env['credit.go.live'].with_user(self.manager)
        self.order_on(20, 5_000.0)
        self.assertEqual((self.step()['state'], self.step()['figures']), ('todo', []))
        with self.assertRaises(UserError):
            go_live.complete('backtest')
        with self.untouched():
            self.run_to_end()
            self.assertEqual(
                {figure['kind']: figure['value'] for figure in self.step()['figures'][1:3]},
                {'integer': 1, 'money': 5_000.0})
            go_live.complete('backtest')
            self.assertEqual(self.step()['state'], 'done')
            go_live.undo('backtest')
        self.assertFalse(self.env['credit.backtest'].search([]))
        self.assertFalse(self.env['credit.backtest.line'].search([]))
        self.assertEqual(
            self.lines_of_log(), [('done', 'backtest'), ('undone', 'backtest')])

    def test_it_opens_the_screen_for_managers_alone(self):
        go_live = self.env['credit.go.live']
        action = go_live.with_user(self.manager).act('backtest')
        self.assertEqual(action['tag'], 'credit_backtest')
        with self.assertRaises(AccessError):
            go_live.with_user(self.officer).act('backtest')
