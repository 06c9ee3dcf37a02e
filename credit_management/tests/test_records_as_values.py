from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import CreditCommon


@tagged('post_install', '-at_install')
class TestRecordsAsValues(CreditCommon):
    """Other apps put records where Odoo takes ids, and lines of nothing where there is nothing."""

    def test_an_order_takes_records_for_people_and_customers(self):
        other = self._user('rita', 'sales_team.group_sale_salesman_all_leads')
        order = self._order(10.0)
        order.write({'user_id': other, 'partner_invoice_id': self.customer})
        self.assertIn(other, order.sudo().credit_actor_ids)
        order = order.sudo()
        order.write({'user_id': False})
        self.assertFalse(order.user_id)

    def test_a_profile_takes_records(self):
        partner = self.env['res.partner'].create({'name': "New", 'is_company': True})
        contact = self.env['res.partner'].create({'name': "Nina", 'parent_id': partner.id})
        profile = self.env['credit.profile'].with_user(self.manager).create({
            'partner_id': contact, 'company_id': self.company, 'credit_limit': 5.0})
        self.assertEqual(profile.partner_id, partner)

    def test_a_down_payment_of_nothing_is_let_be_and_goods_under_its_name_are_not(self):
        order = self._order(10.0)
        nothing = {'name': "Down payment", 'is_downpayment': True}
        order.order_line = [Command.create(nothing)]
        line = order.order_line.filtered('is_downpayment')
        self.assertTrue(line.product_uom_qty)
        for goods in ({'price_unit': 5.0}, {'product_id': order.order_line[0].product_id.id}):
            with self.assertRaises(UserError):
                line.write(goods)
        with self.assertRaises(ValidationError):
            order.order_line = [Command.create({**nothing, 'price_unit': 9.0})]
