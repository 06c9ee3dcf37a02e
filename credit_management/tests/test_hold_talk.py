from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import CreditCommon


@tagged('post_install', '-at_install')
class TestHoldTalk(CreditCommon):
    """Credit asks, sales answers; decisions are read on the order without secrets."""

    def _held(self, amount=1500.0, **kwargs):
        order = self._order(amount, **kwargs)
        self.confirm(order)
        return order, order.sudo().credit_hold_id.with_env(self.env)

    def _ask(self, hold, text="Can half of it wait?"):
        self.env['credit.hold.question'].with_user(self.officer).create({
            'hold_id': hold.id, 'text': text,
        }).action_ask()

    def _turn(self, order):
        kind = self.env.ref('credit_management.mail_activity_sales')
        return order.sudo().activity_ids.filtered(lambda one: one.activity_type_id == kind)

    def test_a_question_stands_on_both_sides_until_it_is_answered(self):
        order, hold = self._held()
        self._ask(hold)
        self.assertTrue(hold.asked_sales_at)
        self.assertIn("Can half of it wait?", order.message_ids[0].body)
        self.assertIn("Can half of it wait?", hold.message_ids[0].body)
        self.assertEqual(self._turn(order).user_id, self.sales)
        banner = order.with_user(self.sales).credit_banner(order_id=order.id)
        self.assertEqual(banner['actions'][0], 'answer')
        self.assertIn("Olga asks: Can half", banner['lines'][-1]['text'])
        order.with_user(self.sales).message_post(body="Yes, until May", message_type='comment')
        self.assertFalse(hold.asked_sales_at)
        self.assertFalse(self._turn(order))
        self.assertIn("Yes, until May", hold.message_ids[0].body)
        self.assertEqual(hold.message_ids[0].author_id, self.sales.partner_id)

    def test_what_he_says_when_he_is_done_is_an_answer(self):
        order, hold = self._held()
        self._ask(hold)
        self._turn(order).with_user(self.sales).action_feedback(feedback="All of it waits")
        self.assertFalse(hold.asked_sales_at)
        self.assertIn("All of it waits", hold.message_ids[0].body)

    def test_a_word_with_the_request_is_an_answer(self):
        order, hold = self._held()
        self._ask(hold)
        order.with_user(self.sales).action_request_credit_release("They pay on Friday")
        self.assertFalse(hold.asked_sales_at)
        self.assertFalse(self._turn(order))

    def test_the_asker_and_the_customer_do_not_answer(self):
        order, hold = self._held()
        self._ask(hold)
        order.with_user(self.officer).message_post(body="I mean the pallets", message_type='comment')
        order.sudo().message_post(
            body="Where is it?", message_type='comment', author_id=self.customer.id
        )
        order.sudo().message_post(body="a line of the system")
        self.assertTrue(hold.asked_sales_at)

    def test_a_decision_ends_the_question(self):
        order, hold = self._held()
        self._ask(hold)
        hold.with_user(self.manager).reject('limit', "no")
        self.assertFalse(hold.asked_sales_at)
        self.assertFalse(self._turn(order))

    def test_only_officers_ask_and_only_about_open_holds(self):
        _order, hold = self._held()
        with self.assertRaises(AccessError):
            hold.with_user(self.sales)._ask_sales("x")
        hold.with_user(self.manager).reject('limit', "no")
        with self.assertRaisesRegex(UserError, "decided already"):
            self._ask(hold)

    def test_nobody_to_ask_is_said(self):
        order, hold = self._held()
        order.sudo().user_id = False
        hold.sudo().requester_id = False
        with self.assertRaisesRegex(UserError, "no salesperson"):
            self._ask(hold)

    # === DECISIONS ON THE ORDER === #

    def test_a_refusal_after_the_release_is_said_in_sales_words(self):
        """Something new stands in the way: the server's own text has figures that sales may not see."""
        order, hold = self._held()
        self._invoice(777.0, due=-40)
        hold.with_user(self.manager).release('promise', "x")
        self.assertEqual(order.state, 'draft')
        bodies = ' '.join(order.message_ids.mapped('body'))
        self.assertIn("could not be confirmed", bodies)
        self.assertIn("days late", bodies)
        for secret in ('tolerance', '1,000.00', '2,277.00'):
            self.assertNotIn(secret, bodies)

    def test_a_hold_by_hand_and_its_end_are_said_on_the_order(self):
        order = self._order(10.0)
        order.with_user(self.officer).action_credit_hold('suspicion', "looks forged")
        self.assertIn("held by hand by Olga", order.message_ids[0].body)
        order.sudo().credit_hold_id.with_user(self.manager).action_lift()
        self.assertIn("lifted by Mona", order.message_ids[0].body)
        for secret in ('forged', 'uspicion'):
            self.assertFalse([body for body in order.message_ids.mapped('body') if secret in body])
