from odoo import Command
from odoo.tests import tagged

from ..exceptions import CreditHold
from .common import CreditCommon


@tagged('post_install', '-at_install')
class TestDelivery(CreditCommon):

    def _confirmed(self, amount=500.0, **kwargs):
        order = self._order(amount, **kwargs)
        self.assertIsNone(self.confirm(order))
        return order, order.picking_ids

    def _validate(self, pickings):
        for move in pickings.move_ids:
            move.quantity = move.product_uom_qty
            move.picked = True
        return pickings.with_user(self.env.ref('base.user_admin')).button_validate()

    def test_an_approved_order_is_delivered(self):
        order, picking = self._confirmed()
        self._validate(picking)
        self.assertEqual(picking.state, 'done')

    def test_a_customer_blocked_since_stops_the_truck(self):
        _order, picking = self._confirmed()
        self.profile.standing = 'blocked'
        with self.assertRaises(CreditHold) as caught:
            self._validate(picking)
        self.assertEqual(caught.exception.context['verdict'], 'stop')
        self.assertNotEqual(picking.state, 'done')

    def test_lowering_the_limit_does_not_touch_what_was_approved(self):
        _order, picking = self._confirmed()
        self.profile.credit_limit = 100.0
        self._validate(picking)
        self.assertEqual(picking.state, 'done')

    def test_a_batch_leaves_the_held_transfer_out(self):
        other = self.env['res.partner'].create({'name': "Bolt", 'is_company': True})
        self._profile(other, 1000.0)
        _order, good = self._confirmed()
        _order, bad = self._confirmed(partner=other)
        self.env['credit.profile']._of_partners(other).standing = 'blocked'
        self._validate(good | bad)
        self.assertEqual((good.state, bad.state == 'done'), ('done', False))
        self.assertEqual(bad.credit_state, 'held')

    def test_a_return_is_never_stopped(self):
        _order, picking = self._confirmed()
        self._validate(picking)
        self.profile.standing = 'blocked'
        wizard = self.env['stock.return.picking'].with_context(
            active_id=picking.id, active_model='stock.picking'
        ).create({})
        wizard.product_return_moves.quantity = 1
        back = self.env['stock.picking'].browse(wizard.action_create_returns()['res_id'])
        self._validate(back)
        self.assertEqual(back.state, 'done')

    def test_growth_by_the_system_stops_the_next_delivery(self):
        order, picking = self._confirmed(900.0)
        order.sudo().order_line.price_unit = 1500.0
        with self.assertRaises(CreditHold):
            self._validate(picking)

    def test_report_only_delivers(self):
        _order, picking = self._confirmed()
        self.profile.standing = 'blocked'
        self.company.credit_mode = 'report'
        self._validate(picking)
        self.assertEqual(picking.state, 'done')

    def test_overdue_since_the_confirmation_stops_beyond_the_grace(self):
        _order, picking = self._confirmed()
        self._invoice(100.0, due=-60)
        with self.assertRaises(CreditHold) as caught:
            self._validate(picking)
        self.assertIn('H02', [breach['code'] for breach in caught.exception.context['breaches']])

    def test_a_transfer_without_order_is_checked_by_standing_only(self):
        self._invoice(5000.0)
        picking = self.env['stock.picking'].create({
            'partner_id': self.customer.id,
            'picking_type_id': self.env.ref('stock.picking_type_out').id,
            'location_id': self.env.ref('stock.stock_location_stock').id,
            'location_dest_id': self.env.ref('stock.stock_location_customers').id,
            'move_ids': [Command.create({
                'product_id': self.product.id, 'product_uom_qty': 1,
                'location_id': self.env.ref('stock.stock_location_stock').id,
                'location_dest_id': self.env.ref('stock.stock_location_customers').id,
            })],
        })
        picking.action_confirm()
        self.profile.standing = 'blocked'
        with self.assertRaises(CreditHold):
            self._validate(picking)
        self.profile.standing = 'normal'
        self._validate(picking)
        self.assertEqual(picking.state, 'done')
