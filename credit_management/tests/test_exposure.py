from odoo import Command
from odoo.tests import tagged

from .exposure_common import ExposureCommon


@tagged('post_install', '-at_install')
class TestExposureOrders(ExposureCommon):

    def test_confirmed_order_counts_with_tax_and_a_quotation_does_not(self):
        self.order(500.0, confirm=False)
        self.order(
            {'price_unit': 100.0, 'product_uom_qty': 3, 'tax_ids': [Command.set(self.tax.ids)]}
        )
        self.assert_exposure({'order': 345.0})

    def test_order_moves_from_order_to_delivered_to_draft_to_receivable(self):
        order = self.order(
            {'product_id': self.goods.id, 'product_uom_qty': 10, 'price_unit': 100.0}
        )
        self.assert_exposure({'order': 1000.0})
        self.deliver(order, 4)
        self.assert_exposure({'order': 600.0, 'order_delivered': 400.0})
        invoice = self.invoice(order, post=False)
        self.assert_exposure({'order': 600.0, 'draft_invoice': 400.0})
        invoice.action_post()
        self.assert_exposure({'order': 600.0, 'ar_not_due': 400.0})

    def test_down_payment_comes_off_the_order(self):
        order = self.order(1000.0)
        advance = self.down_payment(order, 300.0, post=False)
        self.assert_exposure({'order': 700.0, 'draft_invoice': 300.0})
        advance.action_post()
        self.assert_exposure({'order': 700.0, 'ar_not_due': 300.0})

    def test_down_payment_is_deducted_once(self):
        order = self.order(1000.0)
        self.down_payment(order, 300.0)
        final = self.invoice(order, post=False)
        self.assertEqual(final.amount_total, 700.0)
        self.assert_exposure({'draft_invoice': 700.0, 'ar_not_due': 300.0})
        final.action_post()
        self.assert_exposure({'ar_not_due': 1000.0})

    def test_credited_down_payment_opens_the_order_again(self):
        order = self.order(1000.0)
        advance = self.down_payment(order, 300.0)
        self.credit_note(advance, post=False)
        self.assert_exposure({'order': 700.0, 'ar_not_due': 300.0})
        order.invoice_ids.filtered(lambda m: m.state == 'draft').action_post()
        self.assert_exposure({'order': 1000.0})

    def test_draft_credit_note_changes_nothing(self):
        order = self.order(1000.0)
        invoice = self.invoice(order)
        self.credit_note(invoice, post=False)
        self.assert_exposure({'ar_not_due': 1000.0})

    def test_posted_credit_note_without_return_closes_the_quantity(self):
        order = self.order(1000.0)
        self.credit_note(self.invoice(order))
        self.assert_exposure({})

    def test_credit_note_with_return_opens_what_is_both_credited_and_returned(self):
        order = self.order({'product_uom_qty': 10, 'price_unit': 100.0})
        picking = self.deliver(order)
        invoice = self.invoice(order)
        self.give_back(picking, 4)
        self.assert_exposure({'ar_not_due': 1000.0})
        self.credit_note(invoice, quantity=3)
        self.assert_exposure({'order': 300.0, 'ar_not_due': 700.0})

    def test_return_that_is_no_refund_opens_nothing(self):
        order = self.order({'product_uom_qty': 10, 'price_unit': 100.0})
        picking = self.deliver(order)
        invoice = self.invoice(order)
        self.give_back(picking, 4, to_refund=False)
        self.credit_note(invoice, quantity=4)
        self.assert_exposure({'ar_not_due': 600.0})

    def test_discount_line_keeps_its_sign(self):
        self.order(1000.0, -200.0)
        self.assert_exposure({'order': 800.0})

    def test_line_below_zero_takes_off_until_it_is_invoiced(self):
        order = self.order(1000.0, {'price_unit': 200.0, 'product_uom_qty': -1})
        self.assert_exposure({'order': 800.0})
        self.invoice(order)
        self.assert_exposure({'ar_not_due': 800.0})

    def test_order_is_never_less_than_nothing(self):
        self.order(100.0, -500.0)
        self.order(50.0)
        self.assert_exposure({'order': 50.0})

    def test_line_ordered_zero_counts_what_was_delivered_with_tax(self):
        order = self.order({
            'price_unit': 20.0, 'product_uom_qty': 0, 'discount': 10.0,
            'tax_ids': [Command.set(self.tax.ids)],
        })
        order.order_line.qty_delivered = 4
        self.assertEqual(order.order_line.price_total, 0.0)
        # A move-based line forgets a typed quantity; the figure is on the line all the same.
        self.env.flush_all()
        self.env.cr.execute("UPDATE sale_order_line SET qty_delivered = 4,"
                            " qty_delivered_method = 'manual',"
                            " invoice_status = 'to invoice' WHERE id = %s", [order.order_line.id])
        self.env.cr.execute(
            "UPDATE sale_order SET invoice_status = 'to invoice' WHERE id = %s", [order.id]
        )
        self.env.invalidate_all()
        self.assert_exposure({'order_delivered': 82.8})

    def test_draft_credit_note_bills_goods_that_deductions_outweigh(self):
        """Odoo calls that order invoiced; a later price must not open it here alone."""
        order = self.order(10.0, {'product_uom_qty': -1, 'price_unit': 40.0})
        note = self.invoice(order, post=False)
        self.assertEqual(note.move_type, 'out_refund')
        order.order_line[0].price_unit = 300.0
        self.assert_exposure({})
        amounts = self.env['credit.exposure']._order_amounts(order.ids, as_it_stands=True)
        self.assertEqual(amounts[order.id]['gross'], 0.0)
        note.action_post()
        self.assert_exposure({'unallocated': -30.0})
