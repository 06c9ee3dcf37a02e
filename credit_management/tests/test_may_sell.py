from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import CreditCommon


@tagged('post_install', '-at_install')
class TestMaySell(CreditCommon):

    def _ask(self, amount, user=None, partner=None, **kwargs):
        profiles = self.env['credit.profile'].with_user(user or self.officer)
        return profiles.may_sell((partner or self.customer).id, amount, **kwargs)

    def test_it_says_what_the_gate_says(self):
        self.assertEqual(self._ask(500.0)['verdict'], 'ok')
        self.assertEqual(self._ask(1000.0)['verdict'], 'warn')
        answer = self._ask(1000.01)
        self.assertEqual(answer['verdict'], 'hold')
        self.assertEqual((
            answer['exposure'], answer['effective_limit'], answer['currency']
        ), (0.0, 1000.0, self.company.currency_id.name))
        self.assertEqual(answer['breaches'][0]['code'], 'H01')

    def test_any_contact_is_asked_for_its_company(self):
        contact = self.env['res.partner'].create({'name': "Buyer", 'parent_id': self.customer.id})
        self.assertEqual(self._ask(1000.01, partner=contact)['verdict'], 'hold')

    def test_the_order_itself_does_not_count_twice(self):
        order = self._order(800.0)
        self.confirm(order)
        self.assertEqual(self._ask(800.0, order_id=order.id)['exposure'], 0.0)
        self.assertEqual(self._ask(800.0)['verdict'], 'hold')

    def test_amounts_are_null_for_those_who_may_not_see_them(self):
        self.company.credit_sales_see_amounts = False
        answer = self._ask(2000.0, user=self.sales)
        self.assertEqual(answer['verdict'], 'hold')
        self.assertEqual(
            (answer['exposure'], answer['effective_limit'], answer['available']), (None, None, None)
        )
        self.assertNotIn('1,000', str(answer))

    def test_an_unlimited_customer_has_no_figure_instead_of_zero(self):
        self.profile.limit_mode = 'unlimited'
        answer = self._ask(10_000_000.0)
        self.assertEqual((answer['verdict'], answer['available']), ('ok', None))

    def test_a_foreign_currency_is_converted_and_an_unknown_one_named(self):
        other = self.env['res.currency'].with_context(active_test=False).search([
            ('name', 'in', ('EUR', 'GBP')), ('id', '!=', self.company.currency_id.id)], limit=1)
        other.active = True
        self.env['res.currency.rate'].create({
            'currency_id': other.id, 'rate': 0.5, 'company_id': self.company.id,
            'name': '2020-01-01',
        })
        self.assertEqual(self._ask(500.01, currency=other.name)['verdict'], 'hold')
        with self.assertRaisesRegex(UserError, "XYZ"):
            self._ask(1.0, currency='XYZ')

    def test_a_customer_without_profile_is_answered_by_the_company_s_choice(self):
        stranger = self.env['res.partner'].create({'name': "Stranger"})
        self.assertEqual(self._ask(1e9, partner=stranger)['verdict'], 'ok')
        self.company.write({'credit_no_profile': 'allowance', 'credit_allowance': 100.0})
        self.assertEqual(self._ask(100.01, partner=stranger)['verdict'], 'hold')
        self.assertFalse(stranger.sudo().credit_profile_ids)

    def test_query_counts_do_not_grow_with_documents(self):
        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            self._ask(10.0)
            before = self.env.cr.sql_log_count
            self._ask(10.0)
            return self.env.cr.sql_log_count - before
        for _i in range(3):
            self._invoice(10.0)
        few = count()
        for _i in range(6):
            self._invoice(10.0)
        self.assertEqual(count(), few)

    def test_a_customer_without_profile_is_measured_by_what_he_owes(self):
        stranger = self.env['res.partner'].create({'name': "Stranger", 'is_company': True})
        self.company.write({'credit_no_profile': 'allowance', 'credit_allowance': 100.0})
        self._invoice(60.0, partner=stranger)
        self.assertEqual(self._ask(40.0, partner=stranger)['exposure'], 60.0)
        self.assertEqual(self._ask(40.01, partner=stranger)['verdict'], 'hold')
