from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .paper_common import DAY, PaperCommon


@tagged('post_install', '-at_install')
class TestContractUse(PaperCommon):
    """What is left of a contract to the cent and to the day, and which one an order uses up."""

    def _left(self, contract):
        contract.invalidate_recordset()
        return contract.left

    def test_what_fits_to_the_cent_passes_whatever_floats_make_of_it(self):
        self.enforce('H11')
        contract = self.contract(amount=1_000.10)
        self.assertIsNone(self.confirm(self._order(999.80)))
        # In floats 1,000.10 - 999.80 is 0.30000000000006.
        self.assertIsNone(self.confirm(self._order(0.10)))
        self.assertIsNone(self.confirm(self._order(0.20)))
        self.assertAlmostEqual(self._left(contract), 0.0, 2)
        self.assertTrue(self.confirm(self._order(0.01)))

    def test_a_cap_in_another_currency_is_used_up_to_its_last_cent(self):
        self.enforce('H11', 'H19')
        other = self.env['res.currency'].create({
            'name': 'FRN', 'symbol': 'F', 'rate_ids': [Command.create({
                'company_id': self.company.id, 'rate': 1.0837, 'name': self.today - 99 * DAY})]})
        prices = self.env['product.pricelist'].create({'name': "Other", 'currency_id': other.id})
        contract = self.contract(currency_id=other.id, amount=10_000.0)
        self.letter('order', currency_id=other.id, max_single=7_000.0, max_cumulative=10_000.0)
        for amount, passes in ((7_000.0, True), (3_000.01, False), (3_000.0, True), (0.01, False)):
            order = self._order(amount, partner=self.li, pricelist_id=prices.id)
            self.assertEqual(order.currency_id, other)
            self.assertEqual(self.confirm(order) is None, passes, amount)
        self.assertAlmostEqual(self._left(contract), 0.0, 2)

    def test_terminated_for_a_later_day_it_still_binds_and_is_used_up(self):
        self.enforce('H11')
        contract = self.contract()
        contract.action_terminate(self.today + 5 * DAY, "New terms")
        order = self._order(60_000.0)
        self.assertIsNone(self.confirm(order))
        self.assertEqual(order.sudo().credit_contract_id, contract)
        self.assertTrue(order.sudo()._credit_is_signed(self.today))
        self.assertFalse(order.sudo()._credit_is_signed(self.today + 5 * DAY))
        self.assertTrue(self.confirm(self._order(60_000.0)))

    def test_the_contract_that_an_order_names_is_the_one_that_is_asked(self):
        self.enforce('H11')
        small, large = self.contract(amount=10_000.0), self.contract(amount=100_000.0)
        order = self._order(60_000.0)
        order.sudo().credit_contract_id = small
        self.assertIn("more than the", self.words(self.confirm(order)))
        order.sudo().credit_contract_id = large
        self.assertIsNone(self.confirm(order))
        draft = self.contract(in_force=False)
        order = self._order(10.0)
        order.sudo().credit_contract_id = draft
        self.assertIn("No contract is in force", self.words(self.confirm(order)))

    def test_salespeople_do_not_move_a_confirmed_order_to_another_contract(self):
        contract, other = self.contract(), self.contract()
        order = self._order(60_000.0)
        order.sudo().credit_contract_id = contract
        order.action_confirm()
        self.customer.user_id = self.sales
        with self.assertRaisesRegex(AccessError, "Ask a credit officer"):
            order.with_user(self.sales).credit_contract_id = other
        order.sudo().credit_contract_id = other

    def test_an_order_that_comes_confirmed_uses_up_a_contract(self):
        self.enforce('H11')
        contract = self.contract()
        values = self._order(60_000.0).copy_data()[0]
        order = self.env['sale.order'].create({**values, 'state': 'sale'})
        self.assertEqual(order.sudo().credit_contract_id, contract)
        self.assertEqual(self._left(contract), 40_000.0)

    def test_orders_confirmed_together_share_what_is_left(self):
        self.enforce('H11')
        contract = self.contract()
        orders = self._order(60_000.0) | self._order(60_000.0)
        self.assertTrue(self.confirm(orders))
        self.assertEqual(self._left(contract), 100_000.0)
        self.assertIsNone(self.confirm(orders[0]))
        self.assertEqual(self._left(contract), 40_000.0)

    def test_invoices_of_orders_and_of_others_use_nothing_up(self):
        contract = self.contract()
        order = self._order(60_000.0)
        order.sudo().credit_contract_id = contract
        order.action_confirm()
        order.order_line.qty_delivered = 1.0
        bill = order._create_invoices()
        bill.credit_contract_id = contract
        bill.action_post()
        self.assertEqual(self._left(contract), 40_000.0)
        other = self.env['res.partner'].create({'name': "Other", 'is_company': True})
        with self.assertRaisesRegex(ValidationError, "is not a contract with Other"):
            self._invoice(10.0, partner=other, post=False, credit_contract_id=contract.id)

    def test_a_credit_note_gives_back_what_its_invoice_used_up(self):
        contract = self.contract()
        bill = self._invoice(10_000.0, post=False, credit_contract_id=contract.id)
        self.assertEqual(self._left(contract), 100_000.0)
        bill.action_post()
        self.assertEqual(self._left(contract), 90_000.0)
        bill._reverse_moves([{'date': self.today}], cancel=True)
        self.assertEqual(self._left(contract), 100_000.0)

    def test_first_and_last_day_bind_and_the_day_of_its_end_does_not(self):
        self.enforce('H11')
        for start, end, passes in ((0, 0, True), (-5, 0, True), (0, 9, True), (1, 9, False),
                                   (-9, -1, False)):
            contract = self.contract(
                date_from=self.today + start * DAY, date_to=self.today + end * DAY)
            self.assertEqual(self.confirm(self._order(5.0)) is None, passes, (start, end))
            contract.sudo().write({'state': 'draft'})
        ended = self.contract()
        ended.action_terminate(self.today, "Over")
        self.assertIn("was terminated as of", self.words(self.confirm(self._order(5.0))))
