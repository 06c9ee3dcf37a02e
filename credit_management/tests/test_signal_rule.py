from datetime import timedelta

from odoo.tests import tagged

from .signal_common import SignalCommon


@tagged('post_install', '-at_install')
class TestSignalRule(SignalCommon):
    """What follows from danger: rule H08 at the gate, and one level more for whoever decides."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.profile.credit_limit = 100_000.0

    def _policy(self, severity='stop', **params):
        policy = self.env['credit.policy'].create({'name': "Danger"})
        line = policy.rule_ids.filtered(lambda one: one.code == 'H08')
        line.severity_order_confirm = severity
        for threshold in line.threshold_ids.filtered(lambda one: one.name in params):
            threshold.value = params[threshold.name]
        policy._publish()
        self.company.credit_policy_id = policy
        return policy

    def _found(self, amount=100.0, partner=None):
        """Return (severity, officer's words) of H08 for an order, or None."""
        answer = self.env['credit.profile'].with_user(self.officer).may_sell(
            (partner or self.customer).id, amount, company_id=self.company.id)
        return next(((one['severity'], one['message']) for one in answer['breaches']
                     if one['code'] == 'H08'), None)

    def test_existing_policies_lack_it_and_new_ones_warn(self):
        existing = self.env.ref('credit_management.credit_policy_standard', False) or self.env[
            'credit.policy'].search([], order='id', limit=1)
        line = existing.rule_ids.filtered(lambda one: one.code == 'H08')
        self.assertIn(line.severity_order_confirm, (False, 'off', 'warn'))
        self.assertEqual(
            self.env['credit.policy'].create({'name': "New"}).rule_ids.filtered(
                lambda one: one.code == 'H08').severity_order_confirm, 'warn')

    def test_an_alert_holds_and_a_stop_is_as_the_policy_says(self):
        self._policy()
        self.assertIsNone(self._found())
        self.flag('DS1')
        self.assertIsNone(self._found(), "watched customers are not held")
        self.flag('DS3')
        severity, message = self._found()
        self.assertEqual(severity, 'hold')
        self.assertIn("Danger 35 (alert): DS1 pays slower, DS3 a payment came back", message)
        self.flag('DS2')
        self.assertEqual(self._found()[0], 'stop')

    def test_switches_of_the_policy(self):
        self._policy(hold_alerts=0.0, warn_watched=1.0)
        self.flag('DS1')
        self.assertEqual(self._found()[0], 'warn')
        self.flag('DS3')
        self.assertEqual(self._found()[0], 'warn')

    def test_it_is_not_checked_for_the_first_ninety_days(self):
        self._policy()
        self.flag('DS1', 'DS3', 'DS2')
        self.company.credit_signals_since = self.ago(89)
        answer = self.env['credit.profile'].may_sell(
            self.customer.id, 100.0, company_id=self.company.id)
        self.assertIn('H08', answer['not_checked'])
        self.company.credit_signals_since = self.ago(90)
        self.assertTrue(self._found())

    def test_an_order_is_held_and_cured_when_the_signal_is_dealt_with(self):
        self._policy('hold')
        self.flag('DS1', 'DS3')
        order = self._order(100.0)
        self.assertTrue(self.confirm(order))
        hold = order.sudo().credit_hold_id
        self.assertEqual(hold.breach_ids.mapped('code'), ['H08'])
        self.signal('DS3', 'user').with_user(self.officer).acknowledge("bank's mistake")
        self.assertTrue(self.env['credit.recheck'].search([
            ('profile_id', '=', self.profile.id), ('event', '=', 'danger_changed')]))
        self.env['credit.recheck']._cure_profile(self.profile)
        self.assertEqual(hold.state, 'cured')

    def test_salespeople_are_sent_to_the_officer_and_read_no_signal(self):
        self._policy()
        self.customer.user_id = self.sales
        self.flag('DS1', 'DS3')
        answer = self.env['credit.profile'].with_user(self.sales).may_sell(
            self.customer.id, 100.0, company_id=self.company.id)
        message, = (one['message'] for one in answer['breaches'] if one['code'] == 'H08')
        self.assertEqual(message, "Credit review in progress. Ask Olga.")

    def test_who_orders_counts_as_well_and_the_worse_one(self):
        self._policy()
        other = self.env['res.partner'].create({'name': "Buyer", 'is_company': True})
        buyer = self._profile(other, 1000.0)
        buyer.flag_signal('DS3', "bounced")
        buyer.flag_signal('DS1', "late")
        order = self._order(100.0, partner=other, partner_invoice_id=self.customer.id)
        held = self.confirm(order)
        self.assertIn('H08', [one['code'] for one in held.context['breaches']])
        breach = order.sudo().credit_hold_id.breach_ids.filtered(lambda one: one.code == 'H08')
        self.assertIn("of the ordering company", breach.with_user(self.officer).message)

    def test_of_two_customers_the_worse_level_counts_whatever_the_points(self):
        self._policy('hold')
        other = self.env['res.partner'].create({'name': "Buyer", 'is_company': True})
        buyer = self._profile(other, 1000.0)
        self.flag('DS3')
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE credit_signal SET is_alert = TRUE WHERE profile_id = %s", [self.profile.id])
        self.env.invalidate_all()
        buyer.flag_signal('DS1', "late")
        buyer.flag_signal('DS7', "many payers")
        for order in (self._order(100.0, partner=other, partner_invoice_id=self.customer.id),
                      self._order(100.0, partner_invoice_id=other.id)):
            held = self.confirm(order)
            self.assertIn('H08', [one['code'] for one in held.context['breaches']])

    def test_an_alert_takes_one_level_more(self):
        self.env['credit.authority'].create({
            'user_id': self.manager.id, 'company_id': self.company.id, 'level': 2,
            'max_excess': 90_000.0})
        order = self._order(200_000.0)
        self.assertTrue(self.confirm(order))
        hold = order.sudo().credit_hold_id
        authority = self.env['credit.authority']
        before = authority._required(10.0, False, self.company, self.profile)
        needed = authority._needed(hold)[1]
        self.flag('DS1', 'DS3')
        self.assertEqual(
            authority._required(10.0, False, self.company, self.profile), before + 1)
        self.assertIn("35 points", authority._why_raised(self.company, self.profile))
        self.assertGreaterEqual(authority._needed(hold)[1], needed)
        self.company.credit_signals_since = self.today - timedelta(days=1)
        self.assertEqual(authority._required(10.0, False, self.company, self.profile), before)
