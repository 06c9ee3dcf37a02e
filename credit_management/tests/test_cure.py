from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common import CreditCommon


@tagged('post_install', '-at_install')
class TestCureConfirms(CreditCommon):
    """A cure confirms only what somebody asked for, unchanged, alive, in time, if wanted."""

    def setUp(self):
        super().setUp()
        self.due = self._invoice(1000.0)
        self.order = self._order(500.0)
        self.assertTrue(self.confirm(self.order))
        self.hold = self.order.sudo().credit_hold_id

    def cure(self):
        """Pay, let the worker run, and return (state of the hold, state of the order)."""
        self._pay(self.due)
        self.env['credit.recheck']._cure_profile(self.profile)
        self.env.invalidate_all()
        return self.hold.state, self.order.state

    def assert_only_cleared(self):
        self.assertEqual(self.cure(), ('cured', 'draft'))
        self.assertEqual(self.order.credit_state, 'ok')
        self.assertTrue(self.order.sudo().activity_ids, "a task says that credit is clear")

    def test_what_was_asked_for_is_confirmed(self):
        self.assertEqual(self.cure(), ('cured', 'sale'))

    def test_what_nobody_asked_to_confirm_is_not(self):
        self.hold.requester_id = False
        self.assert_only_cleared()

    def test_an_expired_quotation_is_not(self):
        # Odoo's own day, not the company's.
        self.order.sudo().validity_date = fields.Date.today() - timedelta(days=1)
        self.assert_only_cleared()

    def test_a_request_of_long_ago_is_not(self):
        self.hold.requested_at = fields.Datetime.now() - timedelta(days=4)
        self.assert_only_cleared()

    def test_asked_again_is_asked_anew(self):
        self.hold.requested_at = fields.Datetime.now() - timedelta(days=40)
        self.hold.asked_again_at = fields.Datetime.now() - timedelta(days=3)
        self.assertEqual(self.cure(), ('cured', 'sale'))

    def test_a_company_that_wants_it_by_hand_confirms_nothing(self):
        self.company.credit_confirm_on_cure = False
        self.assert_only_cleared()

    def test_another_total_terms_or_currency_is_not(self):
        self.order.sudo().payment_term_id = self.env.ref('account.account_payment_term_30days')
        self.assert_only_cleared()

    def test_a_hold_by_hand_is_cured_by_no_fact(self):
        other = self._order(10.0)
        other.with_user(self.officer).action_credit_hold('suspicion', "who is that?")
        self.cure()
        self.assertEqual(other.sudo().credit_hold_id.state, 'open')

    def test_an_older_cure_that_is_not_confirmed_keeps_its_part_of_the_limit(self):
        """What is clear may still be confirmed by hand: the younger one must not take its room."""
        self.company.credit_confirm_on_cure = False
        younger = self._order(600.0)
        self.assertTrue(self.confirm(younger))
        self.assertEqual(self.cure(), ('cured', 'draft'))
        self.assertEqual(younger.credit_state, 'held')
