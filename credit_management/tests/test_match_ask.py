from odoo.exceptions import UserError
from odoo.tests import tagged

from .match_common import MatchCommon


@tagged('post_install', '-at_install')
class TestMatchAsk(MatchCommon):
    """Who may not reconcile asks who may; every door leads to the same place."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.credit_match_user_id = cls.wendy
        cls._invoice(800.0)

    def _waiting(self, user=None, **line):
        """Return an order held although money is here, and its banner as `user` reads it."""
        order = self._order(500.0, user=user or self.sales_2)
        self.confirm(order)
        self.bank_line(300.0, **line)
        return order

    def banner(self, order, user):
        return self.env['sale.order'].with_user(user).credit_banner(order_id=order.id)

    def requests(self):
        return self.env['mail.activity'].search([
            ('res_model', '=', 'res.partner'), ('res_id', '=', self.customer.id),
        ])

    def test_a_salesperson_asks_once(self):
        order = self._waiting()
        self.assertIn('ask_match', self.banner(order, self.sales_2)['actions'])
        own = order.with_user(self.sales_2)
        answer = own.action_credit_match()
        self.assertIn("Wendy was asked", answer['params']['message'])
        request = self.requests()
        self.assertEqual((request.user_id, request.create_uid), (self.wendy, self.sales_2))
        self.assertIn("300.00", request.note)
        self.assertIn(order.name, request.note)
        self.assertNotIn("1,000", request.note)
        banner = self.banner(order, self.sales_2)
        self.assertNotIn('ask_match', banner['actions'])
        self.assertIn("Wendy was asked", banner['lines'][-1]['text'])
        own.action_credit_match()
        self.assertEqual(self.requests(), request)

    def test_who_sees_no_amounts_asks_without_them(self):
        self.company.credit_sales_see_amounts = False
        order = self._waiting()
        order.with_user(self.sales_2).action_credit_match()
        self.assertNotRegex(self.requests().note.replace(order.name, ''), r'\d')

    def test_without_a_name_in_the_settings_the_customer_s_officer_is_asked(self):
        self.company.credit_match_user_id = False
        order = self._waiting()
        with self.assertRaisesRegex(UserError, "settings of Credit"):
            order.with_user(self.sales_2).action_credit_match()
        self.profile.user_id = self.olaf
        order.with_user(self.sales_2).action_credit_match()
        self.assertEqual(self.requests().user_id, self.olaf)

    def test_who_is_asked_finds_the_dialog_on_the_contact_and_answers_by_matching(self):
        order = self._waiting()
        order.with_user(self.sales_2).action_credit_match()
        contact = self.customer.with_user(self.wendy)
        self.assertTrue(contact.credit_money_waits)
        match = self.env['credit.match'].with_user(self.wendy).browse(
            contact.action_credit_match()['res_id']
        )
        match.action_apply()
        self.assertFalse(self.requests())
        self.env.invalidate_all()
        self.assertFalse(contact.credit_money_waits)

    def test_a_salesperson_with_accounting_rights_matches_himself(self):
        order = self._waiting(user=self.sales)
        self.assertIn('match', self.banner(order, self.sales)['actions'])
        action = order.with_user(self.sales).action_credit_match()
        self.assertEqual(action['res_model'], 'credit.match')

    def test_every_door_of_the_officer_leads_to_the_dialog(self):
        order = self._waiting()
        hold = order.sudo().credit_hold_id.with_user(self.olaf)
        task = self.env['credit.task'].with_user(self.olaf).search([
            ('res_model', '=', 'credit.hold'), ('res_id', '=', hold.id),
        ])
        self.assertTrue(task.credit_preview()['may_match'])
        for action in (hold.action_match(), self.profile.with_user(self.olaf).action_open_unmatched()):
            self.assertEqual((action['res_model'], action['target']), ('credit.match', 'new'))

    def test_an_officer_without_accounting_rights_asks_too(self):
        order = self._waiting()
        hold = order.sudo().credit_hold_id.with_user(self.officer)
        self.assertFalse(hold.credit_preview()['may_match'])
        hold.action_match()
        self.assertEqual(self.requests().user_id, self.wendy)
        self.env.invalidate_all()
        self.assertIn("Wendy was asked", hold.match_asked)
        self.assertIn("Wendy was asked", hold.credit_preview()['match_asked'])

    def test_an_auditor_looks_and_asks_nobody(self):
        self._waiting()
        action = self.profile.with_user(self.auditor).action_open_unmatched()
        self.assertEqual(action['res_model'], 'credit.exposure.item')
        self.assertFalse(self.requests())

    def test_a_payer_of_that_name_is_told_of_before_he_counts(self):
        order = self._waiting(partner_name="Acme Tradings")
        hold = order.sudo().credit_hold_id.with_user(self.olaf)
        self.assertTrue(hold.can_match)
        self.assertIn("payer of this name", hold.unmatched_text)
        self.assertEqual(self.profile.doubtful_money, 300.0)
        self.assertIn("300.00", self.banner(order, self.sales_2)['lines'][-1]['text'])

    def test_holds_of_many_customers_are_read_in_as_many_queries_as_of_few(self):
        def queries(count):
            holds = self.env['credit.hold']
            for number in range(count):
                partner = self.env['res.partner'].create({'name': f"Customer {number}"})
                self._profile(partner, 10.0)
                order = self._order(500.0, partner=partner)
                self.confirm(order)
                self.bank_line(20.0, partner_id=partner.id, partner_name="Somebody")
                holds |= order.sudo().credit_hold_id
            profiles = self.env['credit.profile'].browse(holds.profile_id.ids)
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            profiles._doubtful_money()
            profiles._match_requests()
            return self.env.cr.sql_log_count - start

        queries(2)
        self.assertEqual(queries(2), queries(4))
