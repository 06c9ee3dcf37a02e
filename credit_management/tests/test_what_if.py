from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import CreditCommon


@tagged('post_install', '-at_install')
class TestWhatIf(CreditCommon):
    """Other terms are tried by the same evaluation, and nothing is saved."""

    def _held(self, amount):
        order = self._order(amount)
        self.assertIsNotNone(self.confirm(order))
        order.with_user(self.sales).action_request_credit_release()
        return order

    def _ask(self, user=None, profile=None, **named):
        return (profile or self.profile).with_user(user or self.officer).what_if(**named)

    def test_as_it_is(self):
        self._invoice(880.0)
        self._held(500.0)
        answer = self._ask()
        self.assertEqual(
            (answer['exposure'], answer['limit'], answer['share'], answer['held']),
            (880.0, 1000.0, 88.0, 1),
        )
        self.assertEqual((answer['passing'], answer['share_after']), ([], 88.0))

    def test_a_higher_limit_lets_them_pass_in_the_order_they_were_held(self):
        self._invoice(488.0)
        orders = [self._held(amount) for amount in (600.0, 700.0, 550.0)]
        answer = self._ask(limit=1700.0)
        holds = [order.credit_hold_id.id for order in orders]
        self.assertEqual(answer['passing'], [holds[0], holds[2]])  # the second does not fit
        self.assertEqual((answer['share'], answer['share_after']), (28.7, 96.4))
        self.assertEqual(self._ask(limit=1e6)['passing'], holds)

    def test_nothing_is_saved(self):
        order = self._held(1500.0)
        before = self.env['credit.decision'].search_count([])
        self._ask(limit=9000.0, deposit_percent=50.0)
        self.env.flush_all()
        self.assertEqual((self.profile.credit_limit, order.state), (1000.0, 'draft'))
        self.assertEqual(order.credit_hold_id.state, 'open')
        self.assertEqual(self.env['credit.decision'].search_count([]), before)

    def test_a_deposit_takes_its_part_off(self):
        self._held(1500.0)
        self.assertEqual(len(self._ask(deposit_percent=33.0)['passing']), 0)
        answer = self._ask(deposit_percent=34.0)
        self.assertEqual((len(answer['passing']), answer['share_after']), (1, 99.0))

    def test_longer_terms_let_an_order_with_longer_terms_pass(self):
        thirty, sixty = (
            self.env['account.payment.term'].create({
                'name': f"Net {days}", 'line_ids': [(0, 0, {'value': 'percent', 'value_amount': 100,
                                                            'nb_days': days})],
            }) for days in (30, 60)
        )
        self.profile.payment_term_id = thirty
        order = self._order(500.0, payment_term_id=sixty.id)
        self.assertIsNotNone(self.confirm(order))
        order.with_user(self.sales).action_request_credit_release()
        self.assertEqual(self._ask()['passing'], [])
        answer = self._ask(payment_term_id=sixty.id)
        self.assertEqual(answer['passing'], order.credit_hold_id.ids)

    def test_a_block_is_no_question_of_the_limit(self):
        self._held(1500.0)
        self.profile.standing = 'blocked'
        answer = self._ask(limit=1e6)
        self.assertEqual((answer['passing'], answer['limit'], answer['share']), ([], 0.0, None))

    def test_a_customer_held_by_hand_stays_held(self):
        self._held(1500.0)
        self.env['credit.hold']._hold_by_hand(self.profile, self.profile, 'papers', "Wait")
        answer = self._ask(limit=1e6)
        self.assertEqual((answer['held'], answer['passing']), (2, []))

    def test_a_held_delivery_is_asked_too(self):
        order = self._order(900.0)
        self.assertIsNone(self.confirm(order))
        self._invoice(500.0)
        picking = order.picking_ids.with_env(self.env)
        picking.action_credit_release_request()
        self.assertEqual(self._ask()['passing'], [])
        self.assertEqual(self._ask(limit=1400.0)['passing'], picking.credit_hold_id.ids)

    def test_a_growth_by_the_system_counts_once(self):
        order = self._order(900.0)
        self.assertIsNone(self.confirm(order))
        order.sudo().order_line.price_unit = 1500.0
        self.assertEqual(self._ask(limit=1499.0)['passing'], [])
        answer = self._ask(limit=1500.0)
        self.assertEqual(answer['passing'], order.credit_hold_id.ids)
        self.assertEqual((answer['share'], answer['share_after']), (100.0, 100.0))

    # === MODES AND EMPTY STATES === #

    def test_unlimited_has_nothing_to_compare_with_until_a_limit_is_tried(self):
        self.profile.limit_mode = 'unlimited'
        self._invoice(300.0)
        answer = self._ask()
        self.assertEqual((answer['limit'], answer['share'], answer['held']), (None, None, 0))
        self.assertEqual(self._ask(limit=600.0)['share'], 50.0)

    def test_cash_only_passes_with_a_limit_or_in_full_beforehand(self):
        self.profile.limit_mode = 'cash_only'
        self._held(400.0)
        self.assertEqual(self._ask()['passing'], [])
        self.assertEqual(len(self._ask(limit=400.0)['passing']), 1)
        self.assertEqual(len(self._ask(deposit_percent=100.0)['passing']), 1)

    def test_a_profile_without_anything(self):
        partner = self.env['res.partner'].create({'name': "New", 'is_company': True})
        answer = self._ask(profile=self._profile(partner, 0.0))
        self.assertEqual(
            (answer['exposure'], answer['limit'], answer['share'], answer['held']),
            (0.0, 0.0, None, 0),
        )

    # === RIGHTS, BAD INPUT, COST === #

    def test_it_is_for_officers(self):
        for user in (self.sales, self.auditor):
            with self.assertRaises(AccessError):
                self._ask(user)
        self._ask(self.manager)

    def test_bad_input_is_named(self):
        for named in ({'limit': -1}, {'limit': 'much'}, {'limit': float('nan')}, {'limit': True},
                      {'deposit_percent': 101}, {'deposit_percent': -1}, {'payment_term_id': 10**9}):
            with self.assertRaises(UserError):
                self._ask(**named)

    def test_queries_do_not_grow_with_the_holds(self):
        counts = []
        for _round in range(3):
            for _number in range(3):
                self._held(1500.0)
            self._ask()  # what Odoo keeps for all users is no part of the question
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            self._ask(limit=2000.0)
            counts.append(self.env.cr.sql_log_count - start)
        self.assertEqual(counts[1], counts[2])
