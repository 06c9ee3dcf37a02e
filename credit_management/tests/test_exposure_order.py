from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .exposure_common import ExposureCommon


@tagged('post_install', '-at_install')
class TestExposureTerms(ExposureCommon):

    def test_order_in_foreign_currency_counts_at_its_own_rate(self):
        foreign = self._currency(rate=2.0)
        order = self.order(1000.0, pricelist_id=self.env['product.pricelist'].create({
            'name': "Foreign", 'currency_id': foreign.id,
        }).id)
        self.assertEqual(order.currency_id, foreign)
        self.assert_exposure({'order': 500.0})
        foreign.rate_ids.write({'rate': 4.0})
        order.flush_recordset()
        self.env.cr.execute("UPDATE sale_order SET currency_rate = 2 WHERE id = %s", [order.id])
        self.env.invalidate_all()
        item = self.env['credit.exposure.item'].search([('profile_id', '=', self.profile.id)])
        self.assertRecordValues(item, [{
            'amount': 500.0, 'amount_today': 250.0, 'amount_currency': 1000.0,
            'currency_id': foreign.id,
        }])

    def test_an_open_order_counts_its_total_where_taxes_are_rounded_globally(self):
        self.company.tax_calculation_rounding_method = 'round_globally'
        line = {'price_unit': 10.03, 'tax_ids': self.tax.ids}
        order = self.order(line, line, line)
        self.assertEqual(order.amount_total, 34.60)
        self.assertAlmostEqual(sum(order.order_line.mapped('price_total')), 34.59)
        self.assert_exposure({'order': 34.60})
        figures = self.env['credit.exposure']._order_amounts(order.ids)[order.id]
        self.assertEqual((figures['gross'], figures['amount']), (34.60, 34.60))
        self.invoice(order)
        self.assert_exposure({'ar_not_due': 34.60})

    def _currency(self, rate):
        currency = self.env['res.currency'].create({'name': 'FRN', 'symbol': 'F'})
        self.env['res.currency.rate'].create({
            'currency_id': currency.id, 'company_id': self.company.id, 'rate': rate,
            'name': self.today - timedelta(days=400),
        })
        return currency

    def test_order_beyond_the_horizon_is_listed_and_taken_off(self):
        self.company.credit_horizon_days = 60
        self.order(1000.0, commitment_date=fields.Datetime.now() + timedelta(days=61 + 1))
        self.order(300.0, commitment_date=fields.Datetime.now() + timedelta(days=30))
        self.assert_exposure({'order': 1300.0, 'beyond_horizon': -1000.0})

    def test_order_promised_on_the_last_day_of_the_horizon_counts(self):
        self.company.credit_horizon_days = 60
        noon = fields.Datetime.to_datetime(self.today) + timedelta(days=60, hours=12)
        order = self.order(100.0, commitment_date=noon)
        self.assert_exposure({'order': 100.0})
        order.commitment_date = noon + timedelta(days=1)
        self.assert_exposure({'order': 100.0, 'beyond_horizon': -100.0})

    def test_what_is_prepaid_beyond_the_horizon_is_taken_off_once(self):
        self.company.credit_horizon_days = 60
        order = self.order(
            1000.0, commitment_date=fields.Datetime.now() + timedelta(days=90))
        self.transaction(order, 300.0)
        self.assert_exposure({'order': 1000.0, 'prepayment': -300.0, 'beyond_horizon': -700.0})

    def test_what_is_delivered_counts_whatever_the_horizon(self):
        self.company.credit_horizon_days = 60
        order = self.order({'product_uom_qty': 10, 'price_unit': 100.0},
                           commitment_date=fields.Datetime.now() + timedelta(days=90))
        self.deliver(order, 4)
        self.assert_exposure({'order': 600.0, 'order_delivered': 400.0, 'beyond_horizon': -600.0})

    def test_prepaid_order_counts_less_until_the_money_is_booked(self):
        order = self.order(1000.0)
        tx = self.transaction(order, 400.0)
        self.assert_exposure({'order': 1000.0, 'prepayment': -400.0})
        tx.payment_id = self.receipt(400.0)
        self.assert_exposure({'order': 1000.0, 'unallocated': -400.0})

    def test_prepayment_takes_off_no_more_than_the_order(self):
        order = self.order(1000.0)
        self.transaction(order, 1500.0)
        self.transaction(order, 300.0, state='pending')
        self.assert_exposure({'order': 1000.0, 'prepayment': -1000.0})

    def test_prepayment_without_entry_counts_once(self):
        order = self.order(1000.0)
        tx = self.transaction(order, 400.0)
        tx.payment_id = self.bare_payment(400.0)
        self.assert_exposure({'order': 1000.0, 'payment_in_transit': -400.0})

    def test_order_amounts_do_not_depend_on_the_state(self):
        order = self.order({'product_uom_qty': 10, 'price_unit': 100.0}, confirm=False)
        self.transaction(order, 250.0)
        amounts = self.env['credit.exposure']._order_amounts(order.ids)[order.id]
        self.assertEqual(amounts, {
            'amount': 750.0, 'counted': 750.0, 'gross': 1000.0, 'delivered': 0.0,
            'undelivered': 1000.0, 'prepaid': 250.0, 'advance': 0.0,
        })
        order.action_confirm()
        self.assertEqual(self.env['credit.exposure']._order_amounts(order.ids)[order.id], amounts)

    def test_order_that_was_cancelled_adds_everything_when_it_is_confirmed_again(self):
        order = self.order(
            {'product_id': self.goods.id, 'product_uom_qty': 10, 'price_unit': 100.0}
        )
        order._action_cancel()
        order.action_draft()
        figures = self.env['credit.exposure']
        self.assertEqual(figures._order_amounts(order.ids)[order.id]['amount'], 1000.0)
        order.state = 'sale'
        self.assertEqual(figures._order_amounts(order.ids)[order.id]['amount'], 1000.0)
        stands = figures._order_amounts(order.ids, as_it_stands=True)[order.id]
        self.assertEqual(stands['amount'], 0.0, "all its moves are cancelled")

    def test_excluded_order_is_left_out(self):
        order = self.order(1000.0)
        self.order(200.0)
        totals = self.env['credit.exposure']._totals(self.rows(), exclude_order_ids=order.ids)
        self.assertEqual(totals[self.profile.id], {'order': 200.0})

    def test_captured_part_counts_where_it_is_booked(self):
        order = self.order(1000.0)
        tx = self.transaction(order, 600.0)
        part = self.transaction(order, 200.0)
        part.write({'source_transaction_id': tx.id, 'sale_order_ids': [(5,)]})
        self.assertEqual(self.totals(), {'order': 1000.0, 'prepayment': -600.0})
        part.payment_id = self.receipt(200.0)
        self.assertEqual(
            self.totals(), {'order': 1000.0, 'prepayment': -400.0, 'unallocated': -200.0})

    def test_payment_of_two_orders_is_shared(self):
        orders = self.order(1000.0) | self.order(300.0)
        tx = self.transaction(orders[0], 400.0)
        tx.sale_order_ids = orders
        amounts = self.env['credit.exposure']._order_amounts(orders.ids)
        self.assertEqual([amounts[order.id]['amount'] for order in orders], [800.0, 100.0])

    def test_online_payments_of_two_currencies_are_not_added_up(self):
        yen = self.env.ref('base.JPY')
        yen.active = True
        order = self.order(1000.0)
        self.transaction(order, 100.0)
        self.transaction(order, 700.0).currency_id = yen
        self.assert_exposure({'order': 1000.0, 'prepayment': -100.0})
        amounts = self.env['credit.exposure']._order_amounts(order.ids)[order.id]
        self.assertEqual((amounts['amount'], amounts['prepaid']), (900.0, 100.0))
