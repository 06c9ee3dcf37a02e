from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import SQL

from .common import CreditCommon


@tagged('post_install', '-at_install')
class TestProfileCoreLimit(CreditCommon):
    """Odoo's own limit outlives the profile that mirrors into it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner = cls.env['res.partner'].create({'name': "Cato SA", 'is_company': True})
        cls.contact = cls.env['res.partner'].create(
            {'name': "Cato, Paris", 'parent_id': cls.partner.id})

    def columns(self):
        """Return Odoo's columns of customer and contact, as they are stored."""
        self.env.flush_all()
        self.env.cr.execute(SQL(
            "SELECT id, credit_limit FROM res_partner WHERE id IN %s ORDER BY id",
            tuple((self.partner | self.contact).ids)))
        return self.env.cr.fetchall()

    def test_a_limit_is_kept_and_given_back(self):
        self.partner.credit_limit = 700.0
        before = self.columns()
        profile = self._profile(self.partner, 0.0)
        self.assertEqual(profile.core_limits[str(self.company.id)], 700.0)
        self.assertEqual(self.partner.credit_limit, 0.01)
        profile.unlink()
        self.assertEqual(self.partner.credit_limit, 700.0)
        self.assertEqual(self.columns(), before)

    def test_where_there_was_none_there_is_none_again(self):
        before = self.columns()
        profile = self._profile(self.partner, 50.0)
        self.assertEqual(profile.core_limits[str(self.company.id)], None)
        profile.unlink()
        self.assertEqual(self.columns(), before)

    def test_nobody_writes_it(self):
        profile = self._profile(self.partner, 50.0)
        with self.assertRaises(AccessError):
            profile.with_user(self.manager).core_limits = {str(self.company.id): 9e9}
        made = self.env['credit.profile'].with_user(self.manager).create({
            'partner_id': self.env['res.partner'].create({'name': "Dorn"}).id,
            'core_limits': {str(self.company.id): 9e9},
        })
        self.assertEqual(made.core_limits[str(self.company.id)], None)
        with self.assertRaises(AccessError):
            profile.with_user(self.sales).read(['core_limits'])
