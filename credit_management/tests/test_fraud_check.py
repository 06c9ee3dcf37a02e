from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import CreditCommon


@tagged('post_install', '-at_install')
class TestFraudCheck(CreditCommon):
    """A red check of a new customer leaves nothing on credit until somebody else clears it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({'credit_fraud_check': True, 'credit_fraud_order': 5000.0})
        cls.customer.write({
            'name': "Zenith Quay Works", 'country_id': cls.env.ref('base.cn').id,
            'company_registry': '91110108551385082Q',
            'website': 'https://www.acme.example', 'email': 'office@acme.example',
        })
        cls.profile.user_id = cls.officer
        cls.file = cls.env['credit.file']._of(cls.profile)
        cls.env['credit.file']._look(cls.profile)

    def _look(self):
        self.env['credit.file']._look(self.profile)

    def _check(self, code):
        return self.file.fraud_check_ids.filtered(lambda check: check.code == code)

    def _verdict(self, amount=100.0, user=None):
        return self.env['credit.profile'].with_user(user or self.officer).may_sell(
            self.customer.id, amount, company_id=self.company.id)

    def test_what_the_data_say(self):
        self.assertEqual(
            {check.code: check.result for check in self.file.fraud_check_ids if check.fact}, {
                'number': 'green', 'name': 'green', 'age': 'unknown', 'capital': 'unknown',
                'payer': 'unknown', 'delivery': 'unknown', 'order': 'unknown', 'mail': 'green',
                'bank': 'unknown'})
        self.assertFalse(self.profile.fraud_stop)
        today = self.company._credit_today()
        for code, value in (('registered_on', str(today)), ('paid_in_capital', '0 CNY')):
            self.env['credit.file.entry'].create({
                'file_id': self.file.id, 'source': 'registry', 'value': value, 'as_of': today,
                'point_id': self.env.ref(f'credit_management.credit_file_point_{code}').id})
        self._profile(self.env['res.partner'].create(
            {'name': "Zenith Quay Work Ltd", 'is_company': True}), 1.0)
        other = self.env['res.partner'].create({'name': "Elsewhere", 'is_company': True})
        self.env['res.partner'].create({
            'name': "Ann", 'parent_id': self.customer.id, 'email': 'ann@acme-pay.example'})
        self._order(6000.0, partner_shipping_id=other.id)
        self.customer.company_registry = '91110108551385082X'
        self.file.entry_ids.flush_recordset()
        self._look()
        red = self.file.fraud_check_ids.filtered('is_open')
        self.assertEqual(set(red.mapped('code')), {
            'number', 'name', 'age', 'capital', 'delivery', 'order', 'mail'})
        self.assertIn("Zenith Quay Work Ltd", self._check('name').fact_text)
        self.assertIn("Elsewhere", self._check('delivery').fact_text)
        self.assertIn("acme-pay.example", self._check('mail').fact_text)
        self.assertTrue(self.profile.fraud_stop)

    def test_red_gives_nothing_on_credit_and_is_said_neutrally(self):
        self.assertEqual(self._verdict()['verdict'], 'ok')
        with self.assertRaisesRegex(UserError, "Say what was seen"):
            self._check('site').with_user(self.officer).action_red()
        self.env['credit.fraud.say'].with_user(self.officer).create({
            'check_id': self._check('site').id, 'note': "An empty lot"}).action_apply()
        self.assertEqual(self._check('site').fact_text, "An empty lot")
        for mode in ('limited', 'unlimited'):
            self.profile.limit_mode = mode
            answer = self._verdict()
            self.assertEqual((answer['verdict'], answer['effective_limit']), ('hold', 0.0))
            self.assertIn("fraud checklist", answer['breaches'][0]['message'])
            self.assertEqual(self.env['credit.exposure']._search_profiles(
                'available', '=', -self.profile.exposure) and self.profile.effective_limit, 0.0)
        said = self._verdict(user=self.sales)
        self.assertEqual(said['verdict'], 'hold')
        self.assertNotIn('fraud', str(said).lower())
        order = self._order(100.0)
        self.confirm(order)
        self.assertEqual(order.credit_state, 'held')
        self.company.credit_fraud_check = False
        self.assertEqual(self._verdict()['verdict'], 'ok')
        self.company.credit_fraud_check = True
        self.assertEqual(self._verdict()['verdict'], 'hold')

    def test_who_clears_it(self):
        check = self._check('originals')
        check.with_user(self.officer).action_red("Odd")
        with self.assertRaisesRegex(UserError, "A manager who does not sell"):
            check.with_user(self.officer).action_green()
        with self.assertRaisesRegex(UserError, "by itself"):
            self._check('number').with_user(self.officer).action_red("Odd")
        for user in (self.officer, self.auditor, self.sales):
            with self.assertRaises(AccessError):
                check.with_user(user)._clear("Fine")
        self.customer.user_id = self.manager
        with self.assertRaisesRegex(AccessError, "another manager"):
            check.with_user(self.manager)._clear("Fine")
        with self.assertRaises(UserError):
            check.with_user(self.manager_2).write({'is_open': False})
        dialog = check.with_user(self.manager_2).action_clear_dialog()
        self.env['credit.fraud.clear'].with_user(self.manager_2).with_context(
            **dialog['context']).create({'reason': "Seal compared at the bank"}).action_clear()
        self.assertEqual((check.is_open, self.profile.fraud_stop), (False, False))
        logged = self.env['credit.decision'].search(
            [('profile_id', '=', self.profile.id), ('kind', '=', 'fraud')])
        self.assertIn("Seal compared", logged.payload)
        self.assertEqual(self._verdict()['verdict'], 'ok')

    def test_what_was_cleared_stays_so_until_the_fact_changes(self):
        self._order(6000.0)
        self._look()
        check = self._check('order')
        self.assertTrue(check.is_open)
        check.with_user(self.manager)._clear("Agreed with the customer")
        self._look()
        self.assertEqual((check.result, check.is_open), ('red', False))
        self._order(9000.0)
        self._look()
        self.assertTrue(check.is_open)

    def test_customers_of_years_have_no_checklist(self):
        partner = self.env['res.partner'].create({'name': "Old Firm", 'is_company': True})
        self._invoice(10.0, partner, invoice_date='2020-01-01')
        self._invoice(10.0, partner)
        old = self._profile(partner, 1.0)
        old._classify(self.company.root_id, old)
        self.env['credit.file']._look(old)
        self.assertFalse(old.credit_file_ids.fraud_check_ids)
