from odoo import Command
from odoo.tests import tagged

from ..exceptions import CreditHold
from .delivery_common import DeliveryCommon


@tagged('post_install', '-at_install')
class TestDeliveryGoods(DeliveryCommon):
    """Parts of goods with numbers, in dozens, in kits; prepaid ones, and those a release lets go."""

    # === GOODS === #

    def test_serial_numbers_that_were_scanned_leave_first(self):
        self.product.write({'is_storable': True, 'tracking': 'serial'})
        stock = self.env.ref('stock.warehouse0').lot_stock_id
        for number in range(9):
            lot = self.env['stock.lot'].create(
                {'name': f"SN{number}", 'product_id': self.product.id}
            )
            self.env['stock.quant']._update_available_quantity(self.product, stock, 1, lot_id=lot)
        _order, picking = self._stopped()
        picking.action_assign()
        scanned = picking.move_line_ids.sorted('id')[-2:]
        scanned.picked = True
        (picking.move_line_ids - scanned).picked = False
        picking.action_credit_deliver_part()
        self.assertEqual(len(picking.move_line_ids), 9)  # what is scanned so far fits
        scanned = picking.move_line_ids.sorted('id')[-7:]
        scanned.picked = True
        picking.action_credit_deliver_part()
        kept = picking.move_line_ids
        self.assertEqual((len(kept), kept <= scanned), (5, True))
        self._validate(picking)
        self.assertEqual(picking.state, 'done')
        self.assertEqual(self._rest(picking).move_ids.product_uom_qty, 4)

    def test_dozens_stay_whole(self):
        order = self._order(100.0)
        order.order_line.write({
            'product_uom_id': self.env.ref('uom.product_uom_dozen').id, 'product_uom_qty': 9,
            'price_unit': 100.0,
        })
        self.assertIsNone(self.confirm(order))
        self._invoice(500.0)
        picking = order.picking_ids
        self.assertEqual(self._banner(picking)['part'].split(' ')[0], "60")
        picking.action_credit_deliver_part()
        self.assertEqual(picking.move_ids.quantity, 60)

    def test_kits_are_left_alone_with_a_word(self):
        order, picking = self._stopped()
        part = self.env['product.product'].create({'name': "Kit part", 'type': 'consu'})
        kit = self.env['product.product'].create({
            'name': "Kit", 'type': 'consu', 'list_price': 10, 'taxes_id': [Command.clear()],
        })
        line = self.env['sale.order.line'].create({
            'order_id': order.id, 'product_id': kit.id, 'product_uom_qty': 10, 'price_unit': 10.0,
        })
        move = line.move_ids
        move.product_id = part
        move.sale_line_id = line  # as a kit's parts have it
        order.credit_hold_ids.sudo().filtered(lambda h: h.state == 'open').state = 'cancelled'
        banner = self._banner(picking)
        self.assertEqual((banner['part'], banner['kits']), ("4 of 9 Units", "Kit"))
        picking.action_credit_deliver_part()
        taken = {move.product_id: move.quantity for move in picking.move_ids}
        self.assertEqual(taken, {self.product: 4, part: 10})
        self.assertTrue(all(picking.move_ids.mapped('picked')))

    def test_a_prepaid_share_lets_its_goods_go(self):
        self.profile.prepayment_percent = 50.0
        order, picking = self._confirmed()
        self._prepay(order, 200.0)
        self.assertEqual(self._banner(picking)['part'], "4 of 9 Units")
        picking.action_credit_deliver_part()
        self._validate(picking)
        self.assertEqual(picking.state, 'done')
        self.assertEqual(self._banner(self._rest(picking))['part'], '')

    def test_a_paid_down_payment_lets_its_goods_go(self):
        self.profile.prepayment_percent = 50.0
        order, picking = self._confirmed()
        self.env['sale.advance.payment.inv'].with_context(
            active_model='sale.order', active_ids=order.ids
        ).create({'advance_payment_method': 'fixed', 'fixed_amount': 200.0}).create_invoices()
        order.invoice_ids.action_post()
        self.assertEqual(self._banner(picking)['part'], '')
        self._pay(order.invoice_ids)
        self.assertEqual(self._banner(picking)['part'], "4 of 9 Units")
        self._prepay(order, 300.0)
        self.assertEqual(self._banner(picking)['state'], 'none')

    def test_an_unpaid_down_payment_lets_no_cash_customer_s_goods_go(self):
        order, picking = self._confirmed()
        self.profile.limit_mode = 'cash_only'
        self.env['sale.advance.payment.inv'].with_context(
            active_model='sale.order', active_ids=order.ids
        ).create({'advance_payment_method': 'fixed', 'fixed_amount': 900.0}).create_invoices()
        order.invoice_ids.action_post()
        with self.assertRaises(CreditHold):
            self._validate(picking)
        self._pay(order.invoice_ids)
        self._validate(picking)
        self.assertEqual(picking.state, 'done')

    def test_a_payment_link_that_paid_the_down_payment_counts_once(self):
        self.profile.prepayment_percent = 50.0
        order, picking = self._confirmed()
        self._prepay(order, 200.0)
        self.env['sale.advance.payment.inv'].with_context(
            active_model='sale.order', active_ids=order.ids
        ).create({'advance_payment_method': 'fixed', 'fixed_amount': 200.0}).create_invoices()
        order.invoice_ids.transaction_ids = order.transaction_ids
        order.invoice_ids.action_post()
        self._pay(order.invoice_ids)
        self.assertEqual(self._banner(picking)['part'], "4 of 9 Units")

    def _prepay(self, order, amount):
        provider = self.env['payment.provider'].search([], limit=1)
        method = self.env['payment.method'].with_context(active_test=False).search([], limit=1)
        self.env['payment.transaction'].create({
            'provider_id': provider.id, 'amount': amount, 'currency_id': order.currency_id.id,
            'payment_method_id': method.id,
            'partner_id': order.partner_id.id, 'reference': f"tx-{order.id}", 'state': 'done',
            'sale_order_ids': [Command.link(order.id)],
        })

    # === RELEASES === #

    def _released(self, **bounds):
        order, picking = self._stopped()
        self._held(picking).with_user(self.manager).release('promise', "Known", **bounds)
        return order, picking

    def test_a_release_lets_all_go(self):
        _order, picking = self._released()
        self._validate(picking)
        self.assertEqual(picking.state, 'done')

    def test_a_bounded_release_lets_its_amount_go(self):
        _order, picking = self._released(max_amount=700.0)
        self.assertEqual(self._banner(picking)['part'], "7 of 9 Units")
        with self.assertRaises(CreditHold):
            self._validate(picking)
        picking.action_credit_deliver_part()
        self._validate(picking)
        rest = self._rest(picking)
        self.assertEqual(picking.state, 'done')
        with self.assertRaises(CreditHold):
            self._validate(rest)

    def test_a_release_covers_the_rest_up_to_its_amount(self):
        _order, picking = self._released()
        picking.move_ids.quantity = 6
        self._validate(picking)
        rest = self._rest(picking)
        self.assertFalse(rest.credit_state)
        self._validate(rest)
        self.assertEqual(rest.state, 'done')

    def test_a_cash_order_that_two_managers_let_go_is_delivered(self):
        self.profile.limit_mode = 'cash_only'
        order = self._order(100.0)
        self.assertIsNotNone(self.confirm(order))
        order.with_user(self.sales).action_request_credit_release()
        hold = order.credit_hold_id
        hold.with_user(self.manager).release('promise', "Known")
        hold.with_user(self.manager_2).release('promise', "Known")
        self.assertEqual(order.state, 'sale')
        picking = order.picking_ids.with_env(self.env)
        self._validate(picking)
        self.assertEqual(picking.state, 'done')
