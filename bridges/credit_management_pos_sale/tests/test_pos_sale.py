from odoo import Command, fields
from odoo.addons.credit_management.tests.common import CreditCommon
from odoo.tests import tagged


@tagged('post_install', '-at_install')
class TestPosSale(CreditCommon):
    """A counter that takes money for quotations of customers with a limit of 1,000."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cashier = cls._user(
            'cass', 'point_of_sale.group_pos_user,sales_team.group_sale_salesman_all_leads'
        )
        journals = cls.env['account.journal'].search([('company_id', '=', cls.company.id)])
        cash, on_account = cls.env['pos.payment.method'].create([
            {'name': "Cash", 'journal_id': journals.create({
                'name': "Counter", 'type': 'cash', 'code': 'CNTR'}).id},
            {'name': "On account", 'split_transactions': True},
        ])
        cls.advance = cls.env['product.product'].create({
            'name': "Down payment", 'type': 'service', 'available_in_pos': True,
            'taxes_id': [Command.clear()],
        })
        cls.counter = cls.env['pos.config'].create({
            'name': "Counter", 'payment_method_ids': [Command.set((cash | on_account).ids)],
            'down_payment_product_id': cls.advance.id,
        })
        cls.cash, cls.on_account = cash, on_account
        cls.counter.open_ui()
        cls.counter.current_session_id.set_opening_control(0, None)

    # === WHAT THE BROWSER SENDS === #

    sent = 0

    def _sync(self, order, lines, method=None, **values):
        """Sell `lines`, (product, quantity, price, order line), for `order` and send it."""
        self.sent += 1
        amount = sum(quantity * price for _product, quantity, price, _line in lines)
        sent = [{
            'amount_paid': amount, 'amount_return': 0, 'amount_tax': 0, 'amount_total': amount,
            'date_order': fields.Datetime.to_string(fields.Datetime.now()),
            'fiscal_position_id': False, 'to_invoice': False, 'partner_id': order.partner_id.id,
            'pricelist_id': False, 'session_id': self.counter.current_session_id.id,
            'user_id': self.cashier.id, 'uuid': f'receipt {self.sent}',
            'state': 'paid',
            'lines': [Command.create({
                'product_id': product.id, 'qty': quantity, 'price_unit': price, 'discount': 0,
                'price_subtotal': quantity * price, 'price_subtotal_incl': quantity * price,
                'tax_ids': [], 'pack_lot_ids': [], 'sale_order_origin_id': order.id,
                'sale_order_line_id': line.id,
            }) for product, quantity, price, line in lines],
            'payment_ids': [Command.create({
                'amount': amount, 'name': fields.Datetime.now(),
                'payment_method_id': (method or self.cash).id,
            })],
            **values,
        }]
        answer = self.env(user=self.cashier)['pos.order'].sync_from_ui(sent)
        return self.env['pos.order'].browse(answer['pos.order'][0]['id'])

    def _settle(self, order, method=None, **values):
        """Sell everything that is on `order`, less what was paid before, as the browser does."""
        lines = [
            (line.product_id or self.advance, line.product_uom_qty or -1, line.price_unit, line)
            for line in order.order_line if not line.display_type
        ]
        return self._sync(order, lines, method, **values)

    def _pay_down(self, order, amount):
        return self._sync(order, [(self.advance, 1, amount, self.env['sale.order.line'])])

    def _exposure(self):
        self.profile.invalidate_recordset()
        return self.profile.exposure

    # === THE SYNC NEVER FAILS === #

    def test_a_settled_order_of_a_blocked_customer_is_booked_and_held(self):
        order = self._order(600.0)
        self.profile.write({'standing': 'blocked', 'standing_reason': "fraud"})
        receipt = self._settle(order)
        self.assertEqual((receipt.state, receipt.amount_paid), ('paid', 600.0))
        self.assertEqual((order.state, order.credit_state), ('sent', 'held'))
        self.assertEqual(order.sudo().credit_hold_id.door, 'pos')
        self.assertFalse(order.picking_ids)
        self.assertEqual(receipt.picking_ids.state, 'done')

    def test_a_down_payment_that_is_not_enough_is_booked_and_the_order_held(self):
        order = self._order(2000.0)
        receipt = self._pay_down(order, 200.0)
        self.assertEqual((receipt.state, receipt.amount_paid), ('paid', 200.0))
        self.assertEqual((order.state, order.credit_state), ('sent', 'held'))
        self.assertTrue(order.sudo().order_line.filtered('is_downpayment').pos_order_line_ids)

    def test_only_the_held_one_of_several_orders_stays_behind(self):
        """One browser may send what it kept while it was offline."""
        small, big = self._order(300.0), self._order(5000.0)
        self._pay_down(small, 30.0)
        self._pay_down(big, 50.0)
        self.assertEqual((small.state, big.state), ('sale', 'sent'))

    def _sold_on_credit(self):
        receivable = self.env['credit.receivable']
        asked = receivable._question(self.company, self.company._credit_today())
        return sum(sales for _key, _month, sales, _sold in receivable._sold(asked))

    def test_only_what_a_counter_sells_on_account_is_a_credit_sale(self):
        self.customer.property_payment_term_id = self.env.ref('account.account_payment_term_30days')
        before = self._sold_on_credit()
        paid = self._settle(self._order(60.0), to_invoice=True).account_move
        # Due later by its lines, and paid all the same.
        claim = paid.line_ids.filtered(lambda line: line.display_type == 'payment_term')
        claim.date_maturity = fields.Date.add(paid.invoice_date, days=30)
        self.assertEqual(self._sold_on_credit(), before)
        later = self._settle(self._order(70.0), self.on_account, to_invoice=True).account_move
        self.assertEqual(later.amount_total, 70.0)
        self.assertEqual(self._sold_on_credit(), before + 70)

    def test_an_invoiced_receipt_is_booked_too(self):
        order = self._order(600.0)
        self.profile.standing = 'blocked'
        receipt = self._settle(order, to_invoice=True)
        self.assertEqual(receipt.account_move.state, 'posted')
        self.assertEqual(order.credit_state, 'held')

    def test_a_forged_context_makes_no_refusal_quiet(self):
        order = self._order(1500.0)
        forged = order.with_context(credit_door='pos', credit_sync=True)
        self.assertTrue(self.confirm(forged))
        self.assertEqual(order.state, 'draft')

    def test_the_door_stands_before_all_overrides(self):
        door = type(self.env['sale.order']).__dict__['action_confirm']
        self.assertTrue(door.is_credit_door)

    # === WHAT IT COUNTS === #

    def test_a_down_payment_comes_off_the_exposure(self):
        order = self._order(1000.0)
        self._pay_down(order, 300.0)
        self.assertEqual(order.state, 'sale')
        self.assertEqual(self._exposure(), 700.0)
        rows = self.env['credit.exposure.item'].search([('profile_id', '=', self.profile.id)])
        self.assertEqual(sum(rows.mapped('amount')), 700.0)
        self._settle(order)
        self.assertEqual(self._exposure(), 0.0)

    def test_a_down_payment_brings_an_order_within_the_limit(self):
        order = self._order(1300.0)
        self._pay_down(order, 300.0)
        self.assertEqual((order.state, self._exposure()), ('sale', 1000.0))

    def test_a_settled_order_adds_nothing(self):
        self._invoice(1000.0)
        order = self._order(5000.0)
        self._settle(order)
        self.assertEqual((order.state, self._exposure()), ('sale', 1000.0))

    def test_an_order_settled_on_account_counts_until_the_session_books_it(self):
        order = self._order(600.0)
        self._settle(order, self.on_account)
        self.assertEqual((order.state, self._exposure()), ('sale', 600.0))
        item = self.env['credit.exposure.item'].search([('profile_id', '=', self.profile.id)])
        self.assertEqual((item.component, item.amount), ('on_account', 600.0))
        self.assertEqual(item.action_open()['res_model'], 'pos.order')
        self.assertTrue(self.confirm(self._order(400.01)))
        self.counter.current_session_id.action_pos_session_closing_control()
        self.assertEqual(self._exposure(), 600.0)
        facts = self.env['credit.profile'].browse(self.profile.id)._facts({'ar'})
        self.assertEqual(facts[self.profile.id]['ar'], 600.0)

    def test_an_invoice_on_account_counts_once(self):
        self._settle(self._order(600.0), self.on_account, to_invoice=True)
        self.assertEqual(self._exposure(), 600.0)

    # === RELEASED LATER === #

    def test_what_was_handed_over_is_not_delivered_again(self):
        order = self._order(600.0)
        order.order_line.product_uom_qty = 3
        order.order_line.price_unit = 200.0
        self.profile.standing = 'blocked'
        line = order.order_line
        self._sync(order, [(self.product, 2, 200.0, line)])
        self.assertEqual(order.credit_state, 'held')
        self.profile.standing = 'normal'
        order.sudo().action_confirm()
        self.assertEqual(order.picking_ids.move_ids.mapped('product_uom_qty'), [1.0])
        self.assertEqual(self._exposure(), 200.0)

    def test_nothing_is_left_to_deliver_of_what_was_settled(self):
        order = self._order(600.0)
        self.profile.standing = 'blocked'
        self._settle(order)
        self.profile.standing = 'normal'
        order.sudo().action_confirm()
        self.assertEqual(order.state, 'sale')
        self.assertFalse(order.picking_ids.filtered(lambda p: p.state != 'cancel'))
        self.assertEqual(self._exposure(), 0.0)
