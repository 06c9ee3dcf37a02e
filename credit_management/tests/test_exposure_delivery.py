from odoo import Command
from odoo.tests import tagged

from .exposure_common import ExposureCommon


@tagged('post_install', '-at_install')
class TestExposureDeliveries(ExposureCommon):

    def test_cancelled_backorder_invoiced_on_delivery_counts_no_more(self):
        order = self.order(
            {'product_id': self.goods.id, 'product_uom_qty': 10, 'price_unit': 100.0}
        )
        self.deliver(order, 4, backorder=False)
        self.assert_exposure({'order_delivered': 400.0})
        self.invoice(order)
        self.assert_exposure({'ar_not_due': 400.0})

    def test_partly_cancelled_rest_counts_what_is_on_its_way(self):
        order = self.order(
            {'product_id': self.goods.id, 'product_uom_qty': 10, 'price_unit': 100.0}
        )
        self.deliver(order, 4)
        order.picking_ids.move_ids.filtered(
            lambda m: m.state not in ('done', 'cancel')
        ).product_uom_qty = 2
        self.assert_exposure({'order': 200.0, 'order_delivered': 400.0})

    def test_what_is_on_its_way_back_is_not_on_its_way_out(self):
        order = self.order({'product_id': self.goods.id, 'product_uom_qty': 10})
        picking = self.deliver(order, 4, backorder=False)
        self.assert_exposure({'order_delivered': 400.0})
        wizard = self.env['stock.return.picking'].with_context(
            active_id=picking.id, active_model='stock.picking').create({'picking_id': picking.id})
        wizard.product_return_moves.write({'quantity': 2, 'to_refund': True})
        back = wizard._create_return()
        self.assertNotIn(back.state, ('done', 'cancel'))
        self.assert_exposure({'order_delivered': 400.0})

    def test_what_goes_back_because_less_is_ordered_is_not_on_its_way_out(self):
        order = self.order({'product_id': self.goods.id, 'product_uom_qty': 10})
        moves = self.deliver(order, 4, backorder=False).move_ids
        # As Odoo makes it of a chain of transfers: a return without an original.
        self.env['stock.move'].create({
            'product_id': self.goods.id, 'product_uom_qty': 2, 'product_uom': moves.product_uom.id,
            'location_id': moves.location_dest_id.id, 'location_dest_id': moves.location_id.id,
            'sale_line_id': order.order_line.id,
        })._action_confirm()
        self.assert_exposure({'order_delivered': 400.0})

    def test_moves_of_a_kits_parts_say_nothing_of_how_many_kits_come(self):
        part = self._sellable("Part")
        order = self.order({'product_id': self.goods.id, 'product_uom_qty': 5})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE stock_move SET product_id = %s, product_uom_qty = 2 WHERE sale_line_id = %s",
            [part.id, order.order_line.id])
        self.env.invalidate_all()
        self.assert_exposure({'order': 500.0})

    def test_cancelled_backorder_invoiced_on_order_still_counts(self):
        order = self.order({'product_uom_qty': 10, 'price_unit': 100.0})
        self.deliver(order, 4, backorder=False)
        self.assert_exposure({'order': 600.0, 'order_delivered': 400.0})

    def test_service_invoiced_on_delivery_counts_though_it_never_moves(self):
        service = self._sellable("Advice", type='service', invoice_policy='delivery')
        order = self.order({'product_id': service.id, 'product_uom_qty': 5, 'price_unit': 100.0})
        order.order_line.qty_delivered = 2
        self.assert_exposure({'order': 300.0, 'order_delivered': 200.0})

    def test_closed_remainder_counts_only_what_was_delivered(self):
        order = self.order({'product_uom_qty': 10, 'price_unit': 100.0})
        self.deliver(order, 4)
        order.credit_closed_remainder = True
        self.assert_exposure({'order_delivered': 400.0})

    def test_more_delivered_than_ordered_counts_in_full(self):
        order = self.order(
            {'product_id': self.goods.id, 'product_uom_qty': 10, 'price_unit': 100.0}
        )
        self.deliver(order, 12)
        self.assert_exposure({'order_delivered': 1200.0})

    def test_more_invoiced_than_ordered_is_not_taken_off(self):
        order = self.order({'product_uom_qty': 10, 'price_unit': 100.0}, 50.0)
        invoice = self.invoice(order, post=False)
        lines = invoice.invoice_line_ids.sorted('quantity')
        lines[0].unlink()
        lines[1].quantity = 12
        invoice.action_post()
        self.assert_exposure({'order': 50.0, 'ar_not_due': 1200.0})

    def test_units_are_converted(self):
        order = self.order({
            'product_uom_qty': 2, 'price_unit': 120.0, 'product_uom_id': self.dozen.id,
        })
        picking = self.deliver(order)
        invoice = self.invoice(order)
        self.give_back(picking, 12 if picking.move_ids.product_uom == self.unit else 1)
        self.credit_note(invoice, quantity=18, unit=self.unit)
        note = order.invoice_ids.filtered(lambda m: m.move_type == 'out_refund')
        self.assertEqual(note.invoice_line_ids.product_uom_id, self.unit)
        self.assert_exposure({'order': 120.0, 'ar_not_due': 240.0 - 180.0})

    def test_half_a_cent_is_rounded_up_though_a_twelfth_is_not_exact(self):
        """45 of 60 units are still to come, 3.75 of 5 dozens: 9.66 of 12.88, at 0.8 that is 12.075."""
        euro = self.env.ref('base.EUR')
        euro.active = True
        euro.rate_ids.unlink()
        self.env['res.currency.rate'].create({
            'name': self.today.replace(year=self.today.year - 1), 'rate': 0.8,
            'currency_id': euro.id, 'company_id': self.company.id,
        })
        pricelist = self.env['product.pricelist'].create({
            'name': "EUR", 'currency_id': euro.id, 'company_id': False,
        })
        order = self.order({
            'product_id': self.goods.id, 'product_uom_qty': 5, 'product_uom_id': self.dozen.id,
            'price_unit': 2.576,
        }, pricelist_id=pricelist.id)
        self.deliver(order, 15)
        self.invoice(order)
        self.assertEqual(order.order_line.price_total, 12.88)
        self.assert_exposure({'order': 12.08, 'ar_not_due': 4.03})

    def test_dozens_that_are_on_their_way_as_a_whole_count_the_orders_total(self):
        """Twelve twelfths are not quite one, and 33.33 with its tax in it is 33.34 on the line."""
        included = self.env['account.tax'].create({
            'name': "VAT 20% included", 'amount': 20.0, 'amount_type': 'percent',
            'type_tax_use': 'sale', 'price_include_override': 'tax_included',
        })
        order = self.order({
            'product_id': self.goods.id, 'product_uom_id': self.dozen.id, 'price_unit': 33.33,
            'tax_ids': [Command.set(included.ids)],
        })
        self.assertEqual((order.order_line.price_total, order.amount_total), (33.34, 33.33))
        self.assert_exposure({'order': 33.33})
