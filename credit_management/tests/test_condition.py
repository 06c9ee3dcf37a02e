from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import CreditCommon


@tagged('post_install', '-at_install')
class TestCondition(CreditCommon):
    """What a release hangs on: recorded, said in the reader's words, followed up."""

    def _held(self):
        order = self._order(1500.0)
        self.confirm(order)
        return order, order.sudo().credit_hold_id.with_env(self.env)

    def _release(self, hold, condition):
        return hold.with_user(self.officer).release('promise', "x", condition=condition)

    def _day(self, days):
        return self.company._credit_today() + timedelta(days=days)

    def test_a_promise_is_recorded_logged_said_and_followed_up(self):
        order, hold = self._held()
        day = self._day(3)
        answer = self._release(hold, {'kind': 'promise', 'date': str(day), 'amount': 500.0})
        self.assertEqual(answer['order_state'], 'sale')
        self.assertEqual(
            (hold.condition, hold.condition_date, hold.condition_amount), ('promise', day, 500.0)
        )
        logged = self.env['credit.decision'].search([('kind', '=', 'release')], limit=1)
        self.assertIn('"condition":"promise"', logged.payload.replace(': ', ':'))
        activity = hold.sudo().activity_ids
        self.assertEqual(
            (activity.date_deadline, activity.user_id), (day, hold.user_id or self.officer)
        )
        self.assertTrue([body for body in order.message_ids.mapped('body') if "500.00 promised" in body])
        banner = order.with_user(self.sales).credit_banner(order_id=order.id)
        self.assertEqual(banner['state'], 'released')
        self.assertIn("promised for", banner['decided']['condition'])

    def test_sales_read_no_amount_where_the_company_hides_them(self):
        self.company.credit_sales_see_amounts = False
        order, hold = self._held()
        self._release(hold, {'kind': 'deposit', 'amount': 512.0})
        self.assertEqual(hold.with_user(self.sales).condition_text, "deposit")
        self.assertIn("512", hold.with_user(self.officer).condition_text)
        for thread in (order, hold):
            self.assertFalse([body for body in thread.message_ids.mapped('body') if '512' in body])

    def test_of_a_security_sales_read_only_that_there_is_one(self):
        order, hold = self._held()
        self._release(hold, {'kind': 'security', 'text': "guarantee of Acme Holding"})
        self.assertEqual(hold.with_user(self.sales).condition_text, "security")
        self.assertIn("Acme Holding", hold.with_user(self.officer).condition_text)
        self.assertFalse([body for body in order.message_ids.mapped('body') if 'Holding' in body])
        self.assertFalse(hold.sudo().activity_ids)

    def test_a_condition_that_nobody_could_follow_up_is_refused(self):
        _order, hold = self._held()
        for condition in (
            {'kind': 'promise', 'amount': 5.0}, {'kind': 'promise', 'date': str(self._day(2))},
            {'kind': 'promise', 'date': str(self._day(-1)), 'amount': 5.0},
            {'kind': 'deposit'}, {'kind': 'deposit', 'amount': -1}, {'kind': 'security'},
            {'kind': 'nonsense'},
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                self._release(hold, condition)
        self.assertEqual(hold.state, 'open')

    def test_without_condition_all_is_as_ever(self):
        order, hold = self._held()
        self._release(hold, {'kind': 'none'})
        self.assertFalse(hold.condition or hold.condition_text)
        self.assertEqual(
            order.with_user(self.sales).credit_banner(order_id=order.id), {'state': 'none'}
        )

    def test_the_dialog_hands_the_condition_on(self):
        _order, hold = self._held()
        dialog = self.env['credit.hold.release'].with_user(self.officer).create({
            'hold_ids': hold.ids, 'condition': 'deposit', 'condition_amount': 300.0,
            'reason_id': self.env.ref('credit_management.credit_reason_promise').id,
            'max_amount': 1500.0, 'valid_until': self._day(7),
        })
        dialog.action_decide()
        self.assertEqual((hold.state, hold.condition_amount), ('released', 300.0))

    def test_many_holds_have_no_condition(self):
        holds = self._held()[1] + self._held()[1]
        dialog = self.env['credit.hold.release'].with_user(self.officer).create({
            'hold_ids': holds.ids, 'condition': 'deposit', 'condition_amount': 300.0,
            'reason_id': self.env.ref('credit_management.credit_reason_promise').id,
            'valid_until': self._day(7),
        })
        dialog.action_decide()
        self.assertEqual(holds.mapped('condition'), [False, False])
