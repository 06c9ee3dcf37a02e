from datetime import date, timedelta

from odoo.tests import tagged

from ..receivables import payments
from .exposure_common import ExposureCommon


@tagged('post_install', '-at_install')
class TestUnbilled(ExposureCommon):
    """What is delivered and on no invoice is aged from its delivery, outside the ledger."""

    def _deliver(self, order, quantity, days_ago):
        picking = self.deliver(order, quantity)
        picking.move_ids.filtered(lambda move: move.state == 'done').write({
            'date': self.company._credit_day_end() - timedelta(days=days_ago, hours=12)})
        return picking

    def _rows(self):
        rows = self.env['credit.unbilled.report'].with_user(self.officer).search(
            [('partner_id', '=', self.customer.id)])
        return [(row.order_id, row.picking_id, row.days, row.amount) for row in rows]

    def _answer(self, **options):
        answer = self.env['credit.aging.report'].with_user(self.officer).get_unbilled(**options)
        return next((row for row in answer['rows'] if row['key'] == self.customer.id), None), answer

    def test_each_delivery_has_its_own_age(self):
        order = self.order({'product_id': self.goods.id, 'product_uom_qty': 10, 'price_unit': 10.0})
        old, new = self._deliver(order, 3, 50), self._deliver(order, 4, 5)
        self.assertEqual(self._rows(), [(order, old, 50, 30.0), (order, new, 5, 40.0)])
        row, answer = self._answer()
        self.assertEqual(row['amounts'][:3], [40.0, 30.0, 0.0])
        self.assertEqual((row['total'], row['unallocated']), (70.0, 0.0))
        self.assertEqual(answer['buckets'][0]['from'], 0)
        self.assertEqual(row['total'], self.totals()['order_delivered'])

    def test_list_and_groups_know_the_same_salesperson(self):
        """Of an order without one it is the customer's."""
        self.customer.user_id = self.sales_2
        order = self.order({'product_id': self.goods.id, 'product_uom_qty': 4, 'price_unit': 10.0})
        order.sudo().user_id = False
        self._deliver(order, 4, 5)
        row = self.env['credit.unbilled.report'].with_user(self.officer).search(
            [('order_id', '=', order.id)])
        self.assertEqual((row.user_id, row.amount), (self.sales_2, 40.0))
        answer = self.env['credit.aging.report'].with_user(self.officer).get_unbilled(
            group_by='salesperson')
        self.assertEqual(
            [row['total'] for row in answer['rows'] if row['key'] == self.sales_2.id], [40.0])

    def test_invoicing_takes_calendar_days_of_the_company(self):
        """In the evening of Chicago it is the next day in UTC; the invoice of that evening is no
        day late, and no day early."""
        asked = self.env['credit.receivable']._question(self.company, date(2026, 6, 30))
        order = self.order({'product_id': self.goods.id, 'product_uom_qty': 10, 'price_unit': 10.0})
        moves = self.deliver(order, 10).move_ids
        invoice = self.invoice(order, post=False)
        invoice.write({'invoice_date': date(2026, 6, 10), 'date': date(2026, 6, 10)})
        invoice.action_post()
        receivable = self.env['credit.receivable']

        def delay(moment, zone):
            moves.date = moment
            before = sums(zone)
            invoice.button_draft()
            without = sums(zone)
            invoice.action_post()
            return [round(a - b, 2) for a, b in zip(before, without, strict=True)]

        def sums(zone):
            [row] = receivable._rows(payments.invoicing_delay(asked, date(2026, 6, 1), zone))
            return [float(amount or 0) for amount in row]

        self.assertEqual(delay('2026-06-11 01:00:00', 'America/Chicago'), [100.0, 0.0])
        self.assertEqual(delay('2026-06-08 20:00:00', 'Asia/Shanghai'), [100.0, 100.0])
        self.assertEqual(delay('2026-06-08 20:00:00', 'UTC'), [100.0, 200.0])

    def test_an_invoice_covers_the_oldest_delivery(self):
        order = self.order({'product_id': self.goods.id, 'product_uom_qty': 10, 'price_unit': 10.0})
        self._deliver(order, 3, 50)
        self.invoice(order)
        new = self._deliver(order, 4, 5)
        self.assertEqual(self._rows(), [(order, new, 5, 40.0)])
        self.invoice(order)
        self.assertEqual(self._rows(), [])
        self.assertIsNone(self._answer()[0])

    def test_a_service_has_the_age_of_its_order(self):
        service = self._sellable("Repair", type='service', invoice_policy='delivery')
        order = self.order({'product_id': service.id, 'product_uom_qty': 5, 'price_unit': 10.0})
        order.order_line.qty_delivered = 2
        order.date_order = order.date_order - timedelta(days=40)
        [(found, picking, days, amount)] = self._rows()
        self.assertEqual((found, bool(picking), amount), (order, False, 20.0))
        self.assertIn(days, (40, 41))

    def test_a_down_payment_and_a_deduction_come_off(self):
        order = self.order(
            {'product_id': self.goods.id, 'product_uom_qty': 10, 'price_unit': 10.0})
        self.down_payment(order, 30.0)
        self._deliver(order, 10, 5)
        row, _answer = self._answer()
        self.assertEqual(row['total'], 70.0)
        self.assertEqual(row['total'], self.totals()['order_delivered'])

    def test_customers_without_a_profile_are_in(self):
        payer = self.env['res.partner'].create({'name': "Nobody's"})
        order = self.order({'product_id': self.goods.id, 'product_uom_qty': 2, 'price_unit': 10.0},
                           partner_id=payer.id)
        self._deliver(order, 2, 1)
        answer = self._answer()[1]
        self.assertEqual(
            next(row for row in answer['rows'] if row['key'] == payer.id)['total'], 20.0)
        for group in ('salesperson', 'country', 'currency', 'branch', 'product_category'):
            self.assertEqual(self._answer(group_by=group)[1]['totals'], answer['totals'])

    def test_the_ledger_does_not_know_it(self):
        before = self.env['credit.aging.report'].get_aging()['totals']
        order = self.order({'product_id': self.goods.id, 'product_uom_qty': 2, 'price_unit': 10.0})
        self._deliver(order, 2, 1)
        self.assertEqual(self.env['credit.aging.report'].get_aging()['totals'], before)
