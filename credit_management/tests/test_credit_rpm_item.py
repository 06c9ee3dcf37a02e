from odoo.tests import tagged

from ..receivables import items as sources
from .common_rpm import RpmCommon


@tagged('post_install', '-at_install')
class TestCreditRpmItem(RpmCommon):

    def test_a_delivery_makes_an_item_before_anything_is_invoiced(self):
        order = self.sell('2026-03-02')
        picking = self.deliver(order, '2026-03-02')
        self.assertFalse(self.item_of(picking), "events only note what happened")
        self.work('2026-03-02')
        item = self.item_of(picking)
        self.assertEqual(
            (item.kind, item.name, item.dispatch_date, item.amount, item.unbilled, item.state),
            ('delivery', picking.name, self.day('2026-03-02'), 1000.0, 1000.0, 'open'))
        self.assertEqual(item.profile_id, self.profile)
        self.assertTrue(item.is_first_sale)
        self.assertEqual(item.arrival_date, self.day('2026-03-05'))

    def test_one_delivery_on_two_invoices(self):
        order = self.sell('2026-03-02')
        picking = self.deliver(order, '2026-03-02')
        first = self.bill(order, '2026-03-03', post=False)
        first.invoice_line_ids.quantity = 6
        with self.on('2026-03-03'):
            first.action_post()
        second = self.bill(order, '2026-03-05')
        self.work('2026-03-05')
        item = self.item_of(picking)
        self.assertEqual(
            {line.move_id: line.amount for line in item.line_ids}, {first: 600.0, second: 400.0})
        self.assertEqual((item.unbilled, item.open_amount), (0.0, 1000.0))
        self.assertEqual(item.invoice_date, self.day('2026-03-03'))
        self.assertFalse(self.item_of(first) | self.item_of(second))

    def test_two_deliveries_on_one_monthly_invoice(self):
        order = self.sell('2026-03-02')
        first = self.deliver(order, '2026-03-02', 4)
        second = self.deliver(order, '2026-03-09')
        self.work('2026-03-09')
        self.assertEqual(self.item_of(second).unbilled, 600.0)
        invoice = self.bill(order, '2026-03-31')
        self.work('2026-03-31')
        items = self.item_of(first) | self.item_of(second)
        self.assertEqual([item.line_ids.amount for item in items.sorted('id')], [400.0, 600.0])
        self.assertEqual(items.line_ids.move_id, invoice)
        self.assertFalse(self.item_of(second).is_first_sale)

    def test_a_return_before_the_invoice_shrinks_the_item(self):
        order = self.sell('2026-03-02')
        picking = self.deliver(order, '2026-03-02')
        self.work('2026-03-02')
        self.bring_back(picking, '2026-03-04', 3)
        self.work('2026-03-04')
        item = self.item_of(picking)
        self.assertEqual((item.amount, item.unbilled), (700.0, 700.0))
        invoice = self.bill(order, '2026-03-05')
        self.work('2026-03-05')
        self.assertEqual((item.line_ids.amount, item.unbilled), (700.0, 0.0))
        self.assertEqual(invoice.amount_total, 700.0)

    def test_a_return_of_all_closes_it(self):
        order = self.sell('2026-03-02')
        picking = self.deliver(order, '2026-03-02')
        self.work('2026-03-02')
        self.bring_back(picking, '2026-03-04', 10)
        self.work('2026-03-04')
        item = self.item_of(picking)
        self.assertEqual((item.state, item.closed_on), ('closed', self.day('2026-03-04')))
        self.assertFalse(item.step_ids)

    def test_what_is_invoiced_without_a_delivery_is_an_item_itself(self):
        with self.on('2026-03-02'):
            invoice = self._invoice(500.0)
        self.work('2026-03-02')
        item = self.item_of(invoice)
        self.assertEqual((item.kind, item.amount, item.open_amount), ('invoice', 500.0, 500.0))
        self.assertEqual(item.name, invoice.name)

    def test_what_was_invoiced_first_goes_with_its_delivery_later(self):
        self.product.invoice_policy = 'order'
        order = self.sell('2026-03-02')
        invoice = self.bill(order, '2026-03-02')
        self.work('2026-03-02')
        early = self.item_of(invoice)
        self.assertEqual((early.state, early.open_amount), ('open', 1000.0))
        picking = self.deliver(order, '2026-03-06')
        self.work('2026-03-06')
        self.assertEqual((early.state, len(early.line_ids)), ('closed', 0))
        self.assertEqual(self.item_of(picking).open_amount, 1000.0)

    def test_an_entry_that_takes_a_payment_back_is_no_item(self):
        order = self.sell('2026-03-02')
        picking = self.deliver(order, '2026-03-02')
        payment = self.pay(self.bill(order, '2026-03-02'), '2026-03-10')
        self.work('2026-03-10')
        with self.on('2026-03-12'):
            back = payment.move_id._reverse_moves([{'date': '2026-03-12'}], cancel=True)
            self.env.flush_all()
        self.work('2026-03-12')
        self.night('2026-03-13')
        self.assertEqual(self.item_of(picking).open_amount, 1000.0)
        self.assertFalse(self.item_of(back), "its money is open on the invoice again")
        with self.on('2026-03-13'):
            back.line_ids.remove_move_reconcile()
            self.env.flush_all()
        self.night('2026-03-14')
        self.assertEqual(self.item_of(back).open_amount, 1000.0, "a debit that nothing met is owed")

    def test_an_item_closes_when_it_is_paid_and_opens_when_the_payment_goes(self):
        with self.on('2026-03-02'):
            invoice = self._invoice(500.0)
        self.work('2026-03-02')
        item = self.item_of(invoice)
        payment = self.pay(invoice, '2026-03-20')
        self.work('2026-03-21')
        self.assertEqual((item.state, item.closed_on), ('closed', self.day('2026-03-20')))
        with self.on('2026-03-25'):
            payment.move_id.line_ids.remove_move_reconcile()
        self.work('2026-03-25')
        self.assertEqual((item.state, item.open_amount), ('open', 500.0))
        self.assertTrue(item.step_ids)

    def test_a_cancelled_invoice_leaves_the_delivery_unbilled(self):
        order = self.sell('2026-03-02')
        picking = self.deliver(order, '2026-03-02')
        invoice = self.bill(order, '2026-03-03')
        self.work('2026-03-03')
        item = self.item_of(picking)
        self.assertEqual(item.line_ids.amount, 1000.0)
        with self.on('2026-03-04'):
            invoice.button_draft()
            invoice.button_cancel()
        self.work('2026-03-04')
        self.assertEqual((item.unbilled, len(item.line_ids), item.state), (1000.0, 0, 'open'))

    def test_an_invoice_credited_and_written_anew_stays_with_the_delivery(self):
        order = self.sell('2026-03-02')
        picking = self.deliver(order, '2026-03-02')
        invoice = self.bill(order, '2026-03-03')
        with self.on('2026-03-04'):
            wizard = self.env['account.move.reversal'].with_context(
                active_model='account.move', active_ids=invoice.ids,
            ).create({'journal_id': invoice.journal_id.id, 'date': '2026-03-04'})
            wizard.refund_moves()
            refund = invoice.reversal_move_ids
            if refund.state == 'draft':
                refund.action_post()
        self.work('2026-03-04')
        item = self.item_of(picking)
        again = self.bill(order, '2026-03-05')
        self.work('2026-03-05')
        self.assertEqual(item.line_ids.move_id, invoice | again)
        self.assertEqual((item.unbilled, item.open_amount), (0.0, again.amount_residual))

    def test_what_is_credited_without_a_return_is_not_to_be_billed(self):
        """For goodwill, and at a lower price: as the exposure reckons, nothing is delivered open."""
        for part in (1.0, 0.1):
            with self.subTest(part=part):
                order = self.sell('2026-03-02')
                picking = self.deliver(order, '2026-03-02')
                invoice = self.bill(order, '2026-03-03')
                with self.on('2026-03-04'):
                    refund = invoice._reverse_moves([{'invoice_date': '2026-03-04'}])
                    refund.invoice_line_ids.price_unit *= part
                    refund.action_post()
                    (refund | invoice).line_ids.filtered(
                        lambda line: line.account_type == 'asset_receivable'
                        and not line.reconciled).reconcile()
                self.work('2026-03-04')
                item = self.item_of(picking)
                self.assertEqual((item.unbilled, item.open_amount), (0.0, invoice.amount_residual))
                self.assertFalse(self.env['credit.exposure.item'].search([
                    ('profile_id', '=', self.profile.id), ('component', '=', 'order_delivered')]))

    def test_who_owes_the_invoice_is_followed_not_who_ordered(self):
        payer = self.env['res.partner'].create({'name': "Holding Ltd", 'is_company': True})
        owing = self.env['credit.profile'].create({
            'partner_id': payer.id, 'company_id': self.company.id, 'limit_mode': 'unlimited'})
        order = self.sell('2026-03-02')
        picking = self.deliver(order, '2026-03-02')
        invoice = self.bill(order, '2026-03-02', due='2026-04-01', post=False)
        invoice.partner_id = payer
        invoice.invoice_date_due = '2026-04-01'
        with self.on('2026-03-02'):
            invoice.action_post()
        self.work('2026-03-02')
        item = self.item_of(invoice)
        self.assertEqual((item.profile_id, item.line_ids.move_line_id.partner_id), (owing, payer))
        self.assertEqual(item.open_amount, 1000.0)
        delivered = self.item_of(picking)
        self.assertEqual((delivered.profile_id, delivered.state), (self.profile, 'closed'))
        self.assertFalse(delivered.line_ids)

    def test_what_we_paid_back_is_no_claim(self):
        with self.on('2026-03-02'):
            payment = self.env['account.payment'].create({
                'partner_id': self.customer.id, 'amount': 50.0, 'payment_type': 'outbound',
                'partner_type': 'customer', 'date': '2026-03-02'})
            payment.action_post()
            self.env.flush_all()
        self.assertTrue(payment.move_id.line_ids.filtered(lambda line: line.amount_residual > 0))
        self.work('2026-03-02')
        self.night('2026-03-03')
        self.assertFalse(self.item_of(payment.move_id))

    def test_customers_without_a_profile_are_not_followed(self):
        stranger = self.env['res.partner'].create({'name': "Stranger"})
        with self.on('2026-03-02'):
            invoice = self._invoice(500.0, partner=stranger)
        self.work('2026-03-02')
        self.night('2026-03-03')
        self.assertFalse(self.item_of(invoice))
        self._profile(stranger, 100.0)
        self.night('2026-03-04')
        self.assertTrue(self.item_of(invoice), "the night finds what no event told")

    def test_without_a_plan_that_begins_nothing_happens(self):
        self.plans.start = False
        with self.on('2026-03-02'):
            self._invoice(500.0)
        self.assertFalse(self.env['credit.rpm.event'].search([]))
        self.assertFalse(self.env['credit.rpm.plan']._begun(self.company.id))
        self.assertFalse(self.env['credit.rpm.step'].search([]))

    def missing(self):
        """Return what a night would make items of: deliveries, ascending."""
        companies = self.env['credit.receivable']._question(
            self.company, self.day('2026-03-31')).company_ids
        return self.items._found_ids(
            sources.missing_pickings(companies, self.company.id, 0, 100))

    def test_what_is_free_or_came_back_is_not_asked_for_each_night(self):
        order, free = self.sell('2026-03-02'), self.sell('2026-03-02', price=0.0)
        picking, gift = self.deliver(order, '2026-03-02', 4), self.deliver(free, '2026-03-02')
        rest = self.deliver(order, '2026-03-03')
        self.assertEqual(
            [one for one in self.missing() if one in (picking | gift | rest).ids],
            (picking | rest).ids)
        self.bring_back(picking, '2026-03-04', 4)
        self.env['credit.rpm.event'].search([]).unlink()
        self.assertNotIn(picking.id, self.missing())
        self.night('2026-03-05')
        self.assertEqual(self.item_of(rest).amount, 600.0)
        self.assertFalse(self.item_of(picking) | self.item_of(gift))
        self.assertFalse(set(self.missing()) & set((picking | gift | rest).ids))

    def test_the_night_sees_what_nobody_told(self):
        """What is written past Odoo: paid, and opened again."""
        order = self.sell('2026-03-02')
        picking = self.deliver(order, '2026-03-02')
        invoice = self.bill(order, '2026-03-02', due='2026-04-01')
        self.night('2026-03-03')
        item, claim = self.item_of(picking), invoice.line_ids.filtered('date_maturity')
        for day, residual, state in (
            ('2026-03-04', 0, 'closed'), ('2026-03-05', 1000, 'open'), ('2026-03-06', 400, 'open'),
        ):
            self.env.cr.execute(
                "UPDATE account_move_line SET amount_residual = %s, reconciled = %s WHERE id = %s",
                [residual, not residual, claim.id])
            self.night(day)
            self.assertEqual((item.state, item.open_amount), (state, residual))
