from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import CreditCommon


@tagged('post_install', '-at_install')
class TestRelease(CreditCommon):

    def _held(self, amount=1500.0, **kwargs):
        order = self._order(amount, **kwargs)
        self.confirm(order)
        return order, order.sudo().credit_hold_id.with_env(self.env)

    def test_an_officer_releases_within_his_authority_and_the_order_goes_on(self):
        order, hold = self._held()
        answer = hold.with_user(self.officer).release('promise', "called, pays Friday")
        self.assertEqual(answer, {'hold': hold.name, 'state': 'released', 'order_state': 'sale'})
        self.assertEqual((order.state, order.credit_state), ('sale', 'released'))

    def test_authority_is_measured_by_the_excess_over_the_limit(self):
        """O-REL-1: limit 1,000,000, after 1,020,000, order 30,000: excess 20,000, so level 1."""
        self.profile.credit_limit = 1_000_000.0
        self._invoice(990_000.0)
        _order, hold = self._held(30_000.0)
        self.assertEqual(hold._excess(), 20_000.0)
        self.assertEqual(hold.with_user(self.officer).release('promise', "x")['state'], 'released')

    def test_beyond_his_authority_an_officer_is_refused_with_figures(self):
        _order, hold = self._held(51_001.01)
        with self.assertRaisesRegex(AccessError, "50,001.01"):
            hold.with_user(self.officer).release('promise', "x")
        self.assertEqual(hold.with_user(self.manager).release('promise', "x")['state'], 'released')

    def test_four_eyes(self):
        order = self._order(1500.0, user=self.officer)
        self.confirm(order)
        hold = order.sudo().credit_hold_id.with_env(self.env)
        with self.assertRaises(AccessError):
            hold.with_user(self.officer).release('promise', "mine")
        order.sudo().user_id = self.sales
        with self.assertRaises(AccessError):
            hold.with_user(self.officer).release('promise', "reassigned")
        with self.assertRaises(AccessError):
            hold.with_user(self.sales).release('promise', "x")
        with self.assertRaises(AccessError):
            hold.with_user(self.auditor).release('promise', "x")

    def test_a_past_salesperson_stays_excluded(self):
        order = self._order(1500.0)
        order.sudo().user_id = self.manager
        order.sudo().user_id = self.sales
        self.confirm(order)
        with self.assertRaises(AccessError):
            order.sudo().credit_hold_id.with_user(self.manager).release('promise', "x")

    def test_single_approver_mode_is_an_explicit_logged_choice(self):
        order = self._order(1500.0, user=self.manager)
        self.confirm(order)
        self.company.credit_single_approver = True
        order.sudo().credit_hold_id.with_user(self.manager).release('promise', "alone")
        self.assertEqual(order.state, 'sale')
        self.assertTrue(self.env['credit.decision'].search([
            ('kind', '=', 'setting'), ('payload', 'like', 'credit_single_approver'),
        ]))

    def test_a_stop_takes_two_managers(self):
        self.profile.standing = 'blocked'
        order, hold = self._held(10.0)
        with self.assertRaises(AccessError):
            hold.with_user(self.officer).release('business', "x")
        self.assertEqual(hold.with_user(self.manager).release('business', "x")['state'], 'open')
        with self.assertRaises(AccessError):
            hold.with_user(self.manager).release('business', "x")
        self.assertEqual(
            hold.with_user(self.manager_2).release('business', "x")['state'], 'released'
        )
        self.assertEqual(order.state, 'sale')

    def test_an_outgrown_release_falls(self):
        order, hold = self._held()
        order.sudo().validity_date = '2020-01-01'
        hold.with_user(self.officer).release('promise', "x")
        self.assertEqual((order.state, order.credit_state), ('draft', 'released'))
        order.order_line.price_unit = 1500.01
        self.assertEqual(order.credit_state, 'held')
        self.assertTrue(self.confirm(order))

    def test_an_ended_release_falls(self):
        order, hold = self._held()
        order.sudo().validity_date = '2020-01-01'
        hold.with_user(self.officer).release('promise', "x", valid_until='2020-01-01')
        self.assertEqual(order.credit_state, 'held')
        self.assertTrue(self.confirm(order))

    def test_a_rejected_order_can_be_changed_and_sent_again(self):
        order, hold = self._held()
        hold.with_user(self.officer).reject('limit', "too much")
        self.assertEqual(order.credit_state, 'rejected')
        order.order_line.price_unit = 900.0
        self.assertIsNone(self.confirm(order))
        self.assertEqual(order.state, 'sale')

    def test_an_unknown_reason_is_refused_with_those_there_are(self):
        _order, hold = self._held()
        with self.assertRaisesRegex(UserError, "promise"):
            hold.with_user(self.officer).release('nonsense', "x")

    def test_an_urgent_release_waits_for_a_second_signature(self):
        order, hold = self._held()
        hold.with_user(self.manager).release('business', "truck waits", urgent=True)
        self.assertEqual(order.state, 'sale')
        self.assertTrue(self.env[
            'credit.task'
        ].search([('kind', '=', 'second_signature'), ('res_id', '=', hold.id)]))
        with self.assertRaises(AccessError):
            hold.with_user(self.manager).action_second_signature()
        hold.with_user(self.manager_2).action_second_signature()
        self.assertFalse(self.env[
            'credit.task'
        ].search([('kind', '=', 'second_signature'), ('res_id', '=', hold.id)]))

    def test_a_manual_hold_stops_a_good_order_until_it_is_lifted(self):
        order = self._order(10.0)
        order.with_user(self.officer).action_credit_hold('papers', "no contract")
        self.assertEqual(order.credit_state, 'held')
        self.assertTrue(self.confirm(order))
        order.sudo().credit_hold_id.with_user(self.manager).action_lift()
        self.assertIsNone(self.confirm(order))


@tagged('post_install', '-at_install')
class TestCure(CreditCommon):

    def _cure(self):
        self.env.flush_all()
        self.env['credit.recheck']._cure_profile(self.profile)

    def test_paying_cures_and_confirms_what_was_asked_for(self):
        invoice = self._invoice(800.0)
        order = self._order(500.0)
        self.assertTrue(self.confirm(order))
        self._pay(invoice)
        self.assertTrue(self.env['credit.recheck'].search([('profile_id', '=', self.profile.id)]))
        self._cure()
        self.assertEqual((order.state, order.credit_state), ('sale', 'ok'))

    def test_a_cure_of_a_changed_order_only_clears_it(self):
        invoice = self._invoice(800.0)
        order = self._order(500.0)
        self.confirm(order)
        order.order_line.price_unit = 400.0
        self._pay(invoice)
        self._cure()
        self.assertEqual((order.state, order.credit_state), ('draft', 'ok'))
        self.assertTrue(order.activity_ids)

    def test_an_order_that_passes_when_asked_again_leaves_no_open_hold(self):
        order = self._order(1500.0)
        self.confirm(order)
        hold = order.sudo().credit_hold_id
        order.order_line.price_unit = 900.0
        self.assertIsNone(self.confirm(order))
        self.assertEqual((order.state, order.credit_state, hold.state), ('sale', 'ok', 'cured'))
        self.assertTrue(self.env['credit.decision'].search_count([
            ('kind', '=', 'cure'), ('res_id', '=', order.id), ('res_model', '=', 'sale.order')]))

    def test_growth_that_fits_closes_the_hold_of_growth_that_did_not(self):
        order = self._order(900.0)
        self.confirm(order)
        order.sudo().order_line.price_unit = 1100.0
        hold = order.sudo().credit_hold_id
        self.assertEqual((hold.checkpoint, hold.state), ('order_growth', 'open'))
        self.profile.credit_limit = 2000.0
        order.order_line.price_unit = 1200.0
        self.assertEqual((hold.state, order.credit_state), ('cured', 'ok'))

    def test_the_oldest_request_is_cured_first_and_what_does_not_fit_stays(self):
        self._invoice(1000.0)
        first, second = self._order(700.0), self._order(700.0)
        self.confirm(first)
        self.confirm(second)
        self.profile.credit_limit = 2000.0
        self._cure()
        self.assertEqual((first.state, second.state), ('sale', 'draft'))
        self.assertEqual(second.credit_state, 'held')

    def test_cancelling_an_order_withdraws_its_hold(self):
        order = self._order(1500.0)
        self.confirm(order)
        hold = order.sudo().credit_hold_id
        order.action_cancel()
        self.assertEqual(hold.state, 'cancelled')

    def test_a_bad_customer_does_not_stop_the_sweep(self):
        order = self._order(1500.0)
        self.confirm(order)
        self.patch(self.env.registry['credit.recheck'], '_cure_profile', lambda *a: 1 / 0)
        self.env['credit.recheck']._append(self.profile, 'limit_changed', 'test')
        cron = self.env.ref('credit_management.credit_recheck_cron')
        with self.enter_registry_test_mode(), self.assertLogs(
            'odoo.addons.credit_management', 'ERROR'
        ):
            cron.method_direct_trigger()
        self.assertIn(
            'ZeroDivisionError', self.env['credit.recheck'].search([]).mapped('failed')[0]
        )
