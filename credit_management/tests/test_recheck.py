from odoo import Command
from odoo.tests import tagged

from .exposure_common import ExposureCommon


@tagged('post_install', '-at_install')
class TestRecheck(ExposureCommon):
    """Whatever betters a customer's position lets what is held be looked at again, by itself."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.due = cls._invoice(400.0)
        cls.big = cls.env['sale.order'].create({
            'partner_id': cls.customer.id, 'order_line': [Command.create({
                'product_id': cls.goods.id, 'product_uom_qty': 5, 'tax_ids': [Command.clear()]})],
        })
        cls.big.action_confirm()
        cls.company.credit_mode = 'enforce'

    def setUp(self):
        super().setUp()
        self.held = self._order(200.0)
        self.assertTrue(self.confirm(self.held))
        self.other = self._profile(
            self.env['res.partner'].create({'name': "Other", 'is_company': True}), 10.0)
        self.look_again()

    def look_again(self):
        """Return the profiles that somebody asked to look at again, and forget them."""
        self.env.flush_all()
        asked = self.env['credit.recheck'].search([])
        profiles = asked.profile_id
        asked.unlink()
        return profiles

    def assert_asked(self):
        self.assertEqual(self.look_again(), self.profile)

    def test_nobody_is_looked_at_without_an_open_hold(self):
        self.other.credit_limit = 1000.0
        self._invoice(5.0, partner=self.other.partner_id)
        self.assertFalse(self.look_again())

    # === MONEY === #

    def test_a_payment_and_its_matching(self):
        self._pay(self.due)
        self.assert_asked()

    def test_money_on_account(self):
        self.receipt(100.0)
        self.assert_asked()

    def test_a_payment_without_entry(self):
        self.bare_payment(100.0)
        self.assert_asked()

    def test_a_line_of_the_bank(self):
        line = self.bank_line(100.0, partner_id=False)
        self.assertFalse(self.look_again())
        line.partner_id = self.customer
        self.assert_asked()

    def test_an_online_payment(self):
        tx = self.transaction(self.held, 200.0, 'pending')
        self.look_again()
        tx._set_done()
        self.assert_asked()

    def test_an_entry_by_hand(self):
        income = self.env['account.account'].search(
            [('account_type', '=', 'income'), ('company_ids', '=', self.company.id)], limit=1)
        receivable = self.customer.property_account_receivable_id
        self.env['account.move'].create({'move_type': 'entry', 'line_ids': [
            Command.create({'account_id': receivable.id, 'balance': -50.0,
                            'partner_id': self.customer.id}),
            Command.create({'account_id': income.id, 'balance': 50.0}),
        ]}).action_post()
        self.assert_asked()

    # === DOCUMENTS === #

    def test_a_credit_note(self):
        note = self.credit_note(self.due, post=False)
        self.look_again()
        note.action_post()
        self.assert_asked()

    def test_an_invoice_taken_back(self):
        self.due.button_draft()
        self.assert_asked()
        self.due.button_cancel()
        self.assert_asked()

    def test_a_draft_invoice_deleted(self):
        draft = self._invoice(50.0, post=False)
        self.look_again()
        draft.unlink()
        self.assert_asked()

    def test_an_order_cancelled(self):
        self.big.action_cancel()
        self.assert_asked()

    def test_an_order_made_smaller(self):
        self.big.order_line.product_uom_qty = 2
        self.assert_asked()

    def test_a_transfer_cancelled_of_what_is_billed_when_delivered(self):
        self.big.picking_ids.action_cancel()
        self.assert_asked()

    def test_the_remainder_closed(self):
        self.big.picking_ids.action_cancel()
        self.look_again()
        self.big.action_close_remainder()
        self.assert_asked()

    def test_goods_that_come_back(self):
        picking = self.deliver(self.big)
        self.look_again()
        self.give_back(picking, 2)
        self.assert_asked()

    # === DECISIONS === #

    def test_a_limit_raised_and_a_temporary_increase(self):
        self.profile.credit_limit = 1001.0
        self.assert_asked()
        self.profile.write({'temporary_limit': 500.0, 'temporary_from': self.today,
                            'temporary_to': self.today})
        self.assert_asked()

    def test_a_standing_lifted(self):
        self.profile.standing = 'watch'
        self.assert_asked()

    def test_a_customer_who_is_merged(self):
        self.env['base.partner.merge.automatic.wizard'].create({})._merge(
            (self.customer | self.other.partner_id).ids, self.other.partner_id)
        self.assertEqual(self.look_again(), self.other)

    def test_the_invoice_address_of_another_order(self):
        self.big.sudo().partner_invoice_id = self.other.partner_id
        self.assert_asked()
