from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import CreditCommon


@tagged('post_install', '-at_install')
class TestPartner(CreditCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env['res.partner'].create({'name': "Acme Trade (2)", 'is_company': True})

    def _merge(self, partners, into, user=None):
        wizard = self.env['base.partner.merge.automatic.wizard'].with_user(user or self.env.user)
        wizard.create({})._merge(partners.ids, into, extra_checks=False)

    def test_a_new_profile_says_nothing_of_what_the_server_alone_says(self):
        said = {
            'merged_into_id': self.profile.id, 'standing_date': '2001-01-01',
            'standing_user_id': self.officer.id, 'core_limits': {'1': 5}}
        make = self.env['credit.profile'].with_user(self.manager)
        for profiles, vals in (
            (make, said),
            (make.with_context(**{f'default_{name}': value for name, value in said.items()}), {}),
        ):
            partner = self.env['res.partner'].create({'name': "New", 'is_company': True})
            profile = profiles.create({
                'partner_id': partner.id, 'company_id': self.company.id, 'standing': 'watch', **vals})
            self.assertFalse(profile.merged_into_id)
            self.assertEqual(profile.standing_date, self.company._credit_today())
            self.assertEqual(profile.standing_user_id, self.manager)
            self.assertNotEqual(profile.core_limits, {'1': 5})

    def test_the_survivor_keeps_its_limit_and_takes_the_worse_standing(self):
        lost = self._profile(self.other, 999_999.0)
        lost.standing = 'suspended'
        self.confirm(self._order(5.0, partner=self.other))
        self._merge(self.customer | self.other, self.customer)
        self.assertEqual((self.profile.credit_limit, self.profile.standing), (1000.0, 'suspended'))
        self.assertFalse(lost.active)
        self.assertEqual(lost.merged_into_id, self.profile)
        self.assertTrue(self.env['credit.decision'].verify_chain(profile_id=lost.id)['sound'])
        self.assertEqual(self.customer.credit_limit, 1000.0)

    def test_a_survivor_without_profile_gets_none_of_the_other_limit(self):
        self._merge(self.customer | self.other, self.other)
        survivor = self.env['credit.profile']._of_partners(self.other)
        self.assertEqual(survivor.credit_limit, 0.0)
        self.assertTrue(survivor.review_date)

    def test_merging_customers_with_credit_is_refused_to_others(self):
        with self.assertRaises(AccessError):
            self._merge(self.customer | self.other, self.other, self.sales)

    def test_odoo_s_own_limit_mirrors_ours(self):
        self.assertEqual(self.customer.credit_limit, 1000.0)
        self.profile.limit_mode = 'unlimited'
        self.assertEqual(self.customer.credit_limit, 0.0)
        self.profile.limit_mode = 'cash_only'
        self.assertEqual(self.customer.credit_limit, 0.01)
        with self.assertRaises(UserError):
            self.customer.credit_limit = 5000.0

    def test_reparenting_closes_the_profile_and_keeps_the_standing(self):
        parent_profile = self._profile(self.other, 500.0)
        self.profile.standing = 'suspended'
        with self.assertRaises(AccessError):
            self.customer.with_user(self.sales).write(
                {'parent_id': self.other.id, 'is_company': False}
            )
        self.customer.write({'parent_id': self.other.id, 'is_company': False})
        self.assertFalse(self.profile.active)
        self.assertEqual(parent_profile.standing, 'suspended')

    def test_the_exposure_of_a_reparented_customer_goes_along(self):
        parent_profile = self._profile(self.other, 5000.0)
        self._invoice(300.0)
        self.customer.write({'parent_id': self.other.id, 'is_company': False})
        self.assertEqual(parent_profile.exposure, 300.0)

    def test_an_import_of_limits_is_refused_to_salespeople_and_logged_for_managers(self):
        data = [[str(self.profile.id), '2500']]
        fields = ['.id', 'credit_limit']
        refused = self.env['credit.profile'].with_user(self.sales).load(fields, data)
        self.assertTrue(refused['messages'])
        self.assertEqual(self.profile.credit_limit, 1000.0)
        self.env['credit.profile'].with_user(self.manager).load(fields, data)
        self.assertEqual(self.profile.credit_limit, 2500.0)
        last = self.env[
            'credit.decision'
        ].search([('profile_id', '=', self.profile.id)], order='id desc', limit=1)
        self.assertEqual((last.kind, last.user_id), ('limit', self.manager))

    def test_a_manager_does_not_decide_on_his_own_sales_customer(self):
        self.customer.user_id = self.manager
        with self.assertRaises(AccessError):
            self.profile.with_user(self.manager).credit_limit = 9000.0
        other = self.env['res.partner'].create({'name': "Mine", 'user_id': self.manager.id})
        with self.assertRaises(AccessError):
            self.env['credit.profile'].with_user(self.manager).create({
                'partner_id': other.id, 'credit_limit': 9000.0,
            })
