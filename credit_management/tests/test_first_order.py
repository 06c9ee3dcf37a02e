from datetime import timedelta

from odoo.tests import tagged

from ..exceptions import CreditHold
from .policy_common import PolicyCommon


@tagged('post_install', '-at_install')
class TestFirstOrder(PolicyCommon):
    """H04 for the first order of a new customer only: up to 500 then, anything later."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        policy = cls.policies.create({'name': "Careful"})
        rule = policy.rule_ids.filtered(lambda line: line.code == 'H04')
        rule.severity_order_confirm = 'hold'
        rule.threshold_ids.filtered(lambda row: row.name == 'amount').value = 500.0
        rule.threshold_ids.filtered(lambda row: row.name == 'first_order_only').value = 1.0
        policy.action_publish()
        cls.policy = policy
        cls.profile.write({'policy_id': policy.id, 'credit_limit': 1_000_000.0})

    def _codes(self, held):
        return held and [breach['code'] for breach in held.context['breaches']]

    # === DOORS === #

    def test_the_gate_holds_a_large_first_order_and_passes_a_small_one(self):
        held = self.confirm(self._order(500.01))
        self.assertEqual(self._codes(held), ['H04'])
        self.assertIn("First order", self.profile.hold_ids.with_user(self.officer).headline)
        self.assertIsNone(self.confirm(self._order(500.00)))

    def test_the_second_order_may_be_any(self):
        self.assertIsNone(self.confirm(self._order(100.0)))
        self.assertIsNone(self.confirm(self._order(90_000.0)))

    def test_a_cancelled_order_and_a_draft_invoice_are_no_history(self):
        order = self._order(100.0)
        self.confirm(order)
        order._action_cancel()
        self._invoice(100.0, post=False)
        self.assertTrue(self.confirm(self._order(600.0)))

    def test_a_posted_invoice_is_history_and_a_credit_note_is_none(self):
        refund = self._invoice(100.0, move_type='out_refund')
        self.assertEqual(refund.state, 'posted')
        order = self._order(600.0)
        self.assertTrue(self.confirm(order))
        self._invoice(100.0)
        self.assertIsNone(self.confirm(order))

    def test_growing_the_first_order_is_still_the_first_order(self):
        order = self._order(400.0)
        self.assertIsNone(self.confirm(order))
        with self.assertRaises(CreditHold) as held:
            order.order_line.price_unit = 600.0
        self.assertEqual(self._codes(held.exception), ['H04'])

    def test_contacts_addresses_and_branches_are_one_customer(self):
        branch = self.env['res.company'].create({'name': "Branch", 'parent_id': self.company.id})
        buyer = self.env['res.partner'].create({'name': "Buyer", 'parent_id': self.customer.id})
        self.env['sale.order'].with_company(branch).create({
            'partner_id': buyer.id, 'company_id': branch.id, 'state': 'sale',
        })
        self.assertIsNone(self.confirm(self._order(600.0)))

    def test_orders_of_another_company_are_no_history(self):
        other = self.env['res.company'].create({'name': "Other Ltd"})
        self.env['sale.order'].with_company(other).create({
            'partner_id': self.customer.id, 'company_id': other.id, 'state': 'sale',
        })
        self.assertTrue(self.confirm(self._order(600.0)))

    def test_may_sell_says_the_same_with_and_without_an_order(self):
        order = self._order(600.0)
        ask = self.env['credit.profile'].with_user(self.sales).may_sell
        self.assertEqual(ask(self.customer.id, 500.0)['verdict'], 'ok')
        for order_id in (None, order.id):
            answer = ask(self.customer.id, 600.0, order_id=order_id)
            self.assertEqual([breach['code'] for breach in answer['breaches']], ['H04'])
            self.assertEqual(
                answer['breaches'][0]['cure'], {'kind': 'reduce', 'to': 500.0, 'by': 100.0}
            )
        self._invoice(10.0)
        self.assertEqual(ask(self.customer.id, 600.0)['verdict'], 'ok')

    def test_the_banner_and_the_list_say_the_same(self):
        orders = self._order(600.0) | self._order(400.0)
        self.assertEqual(orders.mapped('credit_badge'), ['would_hold', 'ok'])
        banner = orders[0].credit_banner(orders[0].id)
        self.assertEqual((banner['state'], banner['lines'][0]['code']), ('would_hold', 'H04'))
        self.confirm(orders[1])
        orders.invalidate_recordset()
        self.assertEqual(orders[0].credit_badge, 'ok')
        self.assertEqual(orders[0].credit_banner(orders[0].id)['state'], 'ok')

    def test_money_does_not_cure_it_and_an_order_confirmed_meanwhile_does(self):
        order = self._order(600.0)
        self.confirm(order)
        self.confirm(self._order(100.0))
        self.env.flush_all()
        self.env['credit.recheck']._cure_profile(self.profile)
        self.assertEqual((order.state, order.credit_state), ('sale', 'ok'))

    # === COST === #

    def test_history_is_read_as_of_a_day(self):
        self._invoice(100.0)
        check, today = self.env['credit.check'], self.company._credit_today()
        rows = check._rows(self.env.cr, self.profile.ids)
        for days, first in ((0, False), (1, True)):
            facts = check._facts(
                self.env.cr, rows, {'first_order'}, as_of=today - timedelta(days=days)
            )
            self.assertEqual(facts[self.profile.id]['first_order'], first)

    def test_it_is_one_query_for_a_set_and_none_where_no_rule_asks(self):
        partners = self.env['res.partner'].create([{'name': f"C{i}"} for i in range(20)])
        profiles = self.env['credit.profile'].create([
            {'partner_id': partner.id, 'company_id': self.company.id, 'credit_limit': 1000.0}
            for partner in partners
        ])
        for partner in partners[:10]:
            self._invoice(10.0, partner=partner)
        check = self.env['credit.check']
        self.env.flush_all()

        def count(sample, needs):
            rows = check._rows(self.env.cr, sample.ids)
            check._facts(self.env.cr, rows, needs)
            before = self.env.cr.sql_log_count
            found = check._facts(self.env.cr, rows, needs)
            return self.env.cr.sql_log_count - before, found

        few, found = count(profiles[:10], {'first_order'})
        many, found = count(profiles, {'first_order'})
        none, _found = count(profiles, {'standing'})
        self.assertEqual((many, many - none), (few, 1))
        self.assertEqual([found[p.id]['first_order'] for p in profiles], [False] * 10 + [True] * 10)
