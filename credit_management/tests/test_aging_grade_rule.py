from odoo.tests import tagged

from ..exceptions import CreditHold
from .common import CreditCommon


@tagged('post_install', '-at_install')
class TestAgingGradeRule(CreditCommon):
    """The rule through the gate: a real confirmation, its hold, its cure."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['credit.aging.grade'].search([('company_id', '!=', False)]).unlink()
        cls.profile.credit_limit = 100_000.0
        cls.policy = cls._policy({'order_confirm': 'stop', 'delivery': 'stop', 'quotation': 'warn'})
        cls.profile.policy_id = cls.policy

    @classmethod
    def _policy(cls, severities, **thresholds):
        """Publish a policy whose only active rule is ours."""
        policy = cls.env['credit.policy'].create({
            'name': "Grades", 'ignore_total_percent': 0.0})
        for rule in policy.rule_ids:
            ours = rule.code == 'H18'
            rule.write({
                f'severity_{checkpoint}': severities.get(checkpoint, 'off') if ours else 'off'
                for checkpoint in ('quotation', 'order_confirm', 'delivery')
            })
            if ours:
                for name, value in thresholds.items():
                    rule.threshold_ids.filtered(lambda t, n=name: t.name == n).value = value
        policy.action_publish()
        return policy

    def _held(self, amount=100.0):
        order = self._order(amount)
        self.assertTrue(self.confirm(order), "not held")
        return order.sudo().credit_hold_id.with_env(self.env)

    # === STEPS === #

    def test_an_existing_policy_and_a_fresh_one_have_it_off(self):
        fresh = self.env['credit.policy'].create({'name': "Fresh"})
        line = fresh.rule_ids.filtered(lambda rule: rule.code == 'H18')
        self.assertEqual(set(line._severities().values()), {'off'})
        self.assertEqual(set(line.threshold_ids.mapped('value')), {4.0, 5.0, 6.0})
        standard = self.env.ref('credit_management.credit_policy_standard')
        for line in standard.rule_ids.filtered(lambda rule: rule.code == 'H18'):
            self.assertEqual(set(line._severities().values()), {'off'})
        self.profile.policy_id = standard
        self._invoice(10.0, due=-1)
        self.assertNotIn('H18', str(self.profile.with_user(self.sales).may_sell(
            self.customer.id, 10.0)))

    def test_g4_warns_and_passes(self):
        self._invoice(100.0, due=-7)
        order = self._order(100.0)
        self.assertFalse(self.confirm(order))
        self.assertEqual((order.state, order.credit_state), ('sale', 'warn'))

    def test_g5_is_held_and_released_by_who_may(self):
        self._invoice(100.0, due=-45)
        hold = self._held()
        self.assertEqual((hold.verdict, hold.breach_ids.mapped('code')), ('hold', ['H18']))
        hold.with_user(self.manager).release('promise', "he pays on Monday")
        self.assertEqual(hold.order_id.state, 'sale')

    def test_g6_is_stopped_and_takes_two_managers(self):
        self._invoice(100.0, due=-90)
        hold = self._held()
        self.assertEqual(hold.verdict, 'stop')
        with self.assertRaisesRegex(Exception, "two credit managers"):
            hold.with_user(self.officer).release('promise', "x")

    def test_thresholds_of_the_policy_are_those_that_count(self):
        self.profile.policy_id = self._policy(
            {'order_confirm': 'hold'}, warn_from=6, hold_from=7, stop_from=8)
        self._invoice(100.0, due=-45)
        self.assertFalse(self.confirm(self._order(100.0)))
        self._invoice(100.0, due=-200)
        self.assertEqual(self._held().verdict, 'hold')

    def test_a_threshold_is_the_number_of_a_grade(self):
        policy = self.env['credit.policy'].create({'name': "Draft"})
        line = policy.rule_ids.filtered(lambda rule: rule.code == 'H18').threshold_ids[:1]
        for value in (0, 9, 4.5):
            with self.assertRaises(Exception) as caught:
                line.value = value
            self.assertIn("1 to 8", str(caught.exception))

    # === CURE === #

    def test_the_hold_says_what_clears_it_and_paying_that_does(self):
        old, newer = self._invoice(70.0, due=-45), self._invoice(20.0, due=-5)
        hold = self._held()
        breach = hold.breach_ids
        message = breach.with_user(self.officer).message
        self.assertIn("Aging grade G5", message)
        self.assertIn("Clears with", message)
        self.assertIn("70.00", message)
        self.assertEqual(breach.data['cure']['amount'], 70.0)
        self.assertEqual(
            [invoice['id'] for invoice in breach.data['cure']['invoices']], old.ids)
        self.assertIn(old.name, breach.with_user(self.officer).invoices_text)
        sales = breach.with_user(self.sales).message
        self.assertNotIn('G5', sales)
        self.assertNotIn('rade', sales)
        self._pay(old)
        self.env['credit.recheck']._cure_profile(self.profile)
        self.assertEqual((hold.state, hold.order_id.state), ('cured', 'sale'))
        self.assertEqual(newer.payment_state, 'not_paid')

    def test_more_documents_than_are_named_are_counted(self):
        for _number in range(12):
            self._invoice(10.0, due=-45)
        self._invoice(10.0, due=-5)
        cure = self._held().breach_ids.data['cure']
        self.assertEqual((len(cure['invoices']), cure['more'], cure['amount']), (10, 2, 120.0))

    def test_a_person_s_decision_holds_and_its_end_cures(self):
        self.profile.with_user(self.officer)._set_aging_grade('G5', "rumours")
        hold = self._held()
        self.assertEqual(hold.breach_ids.data['cure'], {'kind': 'lift'})
        message = hold.breach_ids.with_user(self.officer).message
        self.assertIn("set by Olga", message)
        self.assertIn("rumours", message)
        self.assertNotIn("rumours", hold.breach_ids.with_user(self.sales).message)
        request = self.profile.with_user(self.officer)._set_aging_grade('days', "sorted out")
        request.with_user(self.manager).action_approve()
        self.assertTrue(self.env['credit.recheck'].search([('profile_id', '=', self.profile.id)]))
        self.env['credit.recheck']._cure_profile(self.profile)
        self.assertEqual((hold.state, hold.order_id.state), ('cured', 'sale'))

    # === EVERYWHERE === #

    def test_may_sell_says_the_same(self):
        self._invoice(100.0, due=-45)
        answer = self.profile.with_user(self.officer).may_sell(self.customer.id, 100.0)
        self.assertEqual(answer['verdict'], 'hold')
        self.assertEqual(answer['breaches'][0]['code'], 'H18')
        self.assertEqual(answer['breaches'][0]['cure']['amount'], 100.0)
        sales = self.profile.with_user(self.sales).may_sell(self.customer.id, 100.0)['breaches'][0]
        self.assertEqual((sales['value'], sales['threshold']), (None, None))
        self.assertNotIn('G5', str(sales))

    def test_a_customer_without_profile_is_graded_by_his_invoices(self):
        self.company.write({'credit_no_profile': 'allowance', 'credit_allowance': 5000.0})
        self.company.credit_policy_id = self.policy
        other = self.env['res.partner'].create({'name': "New", 'is_company': True})
        self._invoice(100.0, partner=other, due=-45)
        answer = self.profile.with_user(self.officer).may_sell(other.id, 100.0)
        self.assertEqual((answer['verdict'], answer['breaches'][0]['code']), ('hold', 'H18'))

    def test_the_banner_warns_on_the_quotation(self):
        self._invoice(100.0, due=-45)
        order = self._order(100.0)
        banner = order.with_user(self.sales).credit_banner(order.id)
        self.assertIn("far overdue, the oldest", str(banner))
        self.assertNotIn('G5', str(banner))

    def test_a_delivery_stops_when_the_grade_got_worse_and_not_before(self):
        self._invoice(100.0, due=-20)
        order = self._order(100.0)
        self.assertFalse(self.confirm(order))
        picking = order.picking_ids.with_env(self.env)
        wanda = self._user('wanda', 'stock.group_stock_user')
        case = self.env['credit.check']._delivery_cases(picking)[picking.id]
        self.assertEqual(case.delivery.judged(case.demand).verdict, 'ok')
        self._invoice(100.0, due=-45)
        with self.assertRaises(CreditHold) as held:
            picking.with_user(wanda).button_validate()
        self.assertIn('H18', str(held.exception.context))

    def test_what_if_asks_it_too(self):
        invoice = self._invoice(100.0, due=-45)
        hold = self._held()
        profile = self.profile.with_user(self.officer)
        self.assertEqual(profile.what_if()['passing'], [])
        self._pay(invoice)
        self.assertEqual(profile.what_if()['passing'], hold.ids)

    def test_a_report_only_company_holds_nobody(self):
        self.company.credit_mode = 'report'
        self._invoice(100.0, due=-90)
        order = self._order(100.0)
        self.assertFalse(self.confirm(order))
        self.assertEqual(order.state, 'sale')

    def test_the_check_keeps_the_grade_in_the_log(self):
        self._invoice(100.0, due=-7)
        order = self._order(100.0)
        self.confirm(order)
        decision = self.env['credit.decision'].search(
            [('res_model', '=', 'sale.order'), ('res_id', '=', order.id), ('kind', '=', 'check')])
        self.assertEqual(decision._figures()['aging_grade'], 'G4')

    def test_facts_cost_the_same_for_few_and_many(self):
        profiles = self.env['credit.profile'].union(*(
            self._profile(self.env['res.partner'].create({'name': f'Many {n}'}), 100.0)
            for n in range(10)))
        for profile in profiles:
            self._invoice(10.0, partner=profile.partner_id, due=-40)

        def cost(some):
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            facts = some._facts({'aging_grade'})
            self.assertEqual({own['aging_grade'] for own in facts.values()}, {'G5'})
            return self.env.cr.sql_log_count - before

        cost(profiles)
        self.assertEqual(cost(profiles[:5]), cost(profiles))
