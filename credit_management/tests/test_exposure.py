from datetime import timedelta

from odoo import Command, fields
from odoo.tests import tagged
from odoo.tools import SQL

from .common import CreditCommon
from .recompute import recompute


class ExposureCommon(CreditCommon):
    """Figures, not decisions: the gate stands open."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.credit_mode = 'off'
        cls.today = cls.company._credit_today()
        cls.goods = cls._sellable("Goods", invoice_policy='delivery')
        cls.tax = cls.env['account.tax'].create({
            'name': "VAT 15%", 'amount': 15.0, 'amount_type': 'percent', 'type_tax_use': 'sale',
        })
        cls.dozen, cls.unit = cls.env.ref(
            'uom.product_uom_dozen'
        ), cls.env.ref('uom.product_uom_unit')
        cls.bank = cls.env['account.journal'].search(
            [('type', '=', 'bank'), ('company_id', '=', cls.company.id)], limit=1
        )

    @classmethod
    def _sellable(cls, name, **values):
        return cls.env['product.product'].create({
            'name': name, 'type': 'consu', 'list_price': 100.0, 'taxes_id': [Command.clear()],
            **values,
        })

    # === DOCUMENTS === #

    def order(self, *lines, confirm=True, **values):
        """Make an order of `lines`: dicts, or amounts of the plain product."""
        order = self.env['sale.order'].create({
            'partner_id': self.customer.id,
            'order_line': [Command.create(self._line(line)) for line in lines],
            **values,
        })
        if confirm:
            order.action_confirm()
        return order

    def _line(self, line):
        if not isinstance(line, dict):
            line = {'price_unit': line}
        return {'product_id': self.product.id, 'product_uom_qty': 1,
                'tax_ids': [Command.clear()], **line}

    def deliver(self, order, quantity=None, backorder=True):
        """Deliver `quantity` of every line (default all); `backorder`: keep the rest on its way."""
        picking = order.picking_ids.filtered(lambda p: p.state not in ('done', 'cancel'))[:1]
        picking.action_assign()
        for move in picking.move_ids:
            move.quantity = move.product_uom_qty if quantity is None else quantity
            move.picked = True
        picking.with_context(skip_backorder=True, picking_ids_not_to_backorder=[]
                             if backorder else picking.ids).button_validate()
        return picking

    def give_back(self, picking, quantity, to_refund=True):
        """Return `quantity` of the first move of `picking`."""
        wizard = self.env['stock.return.picking'].with_context(
            active_id=picking.id, active_model='stock.picking'
        ).create({'picking_id': picking.id})
        wizard.product_return_moves.write({'quantity': quantity, 'to_refund': to_refund})
        back = wizard._create_return()
        for move in back.move_ids:
            move.write({'quantity': quantity, 'picked': True})
        back.button_validate()
        return back

    def invoice(self, order, post=True):
        move = order._create_invoices(final=True)
        if post:
            move.action_post()
        return move

    def credit_note(self, invoice, quantity=None, post=True, unit=None):
        note = invoice._reverse_moves([{'invoice_date': invoice.invoice_date}])
        for line in note.invoice_line_ids:
            if unit:
                line.product_uom_id = unit
                line.price_unit = 10.0
            if quantity is not None:
                line.quantity = quantity
        if post:
            note.action_post()
        return note

    def down_payment(self, order, amount, post=True):
        before = order.invoice_ids
        self.env['sale.advance.payment.inv'].with_context(
            active_model='sale.order', active_ids=order.ids
        ).create({'advance_payment_method': 'fixed', 'fixed_amount': amount}).create_invoices()
        move = order.invoice_ids - before
        if post:
            move.action_post()
        return move

    def receipt(self, amount, **values):
        """Make a posted receipt that is not allocated."""
        payment = self.env['account.payment'].create({
            'partner_id': self.customer.id, 'amount': amount, 'payment_type': 'inbound',
            'partner_type': 'customer', 'journal_id': self.bank.id, 'date': self.today, **values,
        })
        payment.action_post()
        return payment

    def bare_payment(self, amount, **values):
        """Make a payment without an entry, as it is with the accountant's app."""
        payment = self.env['account.payment'].create({
            'partner_id': self.customer.id, 'amount': amount, 'payment_type': 'inbound',
            'partner_type': 'customer', 'journal_id': self.bank.id, 'date': self.today, **values,
        })
        payment.outstanding_account_id = False
        payment.action_post()
        self.assertFalse(payment.move_id)
        self.assertEqual(payment.state, 'in_process')
        return payment

    def bank_line(self, amount, **values):
        return self.env['account.bank.statement.line'].create({
            'journal_id': self.bank.id, 'amount': amount, 'date': self.today,
            'payment_ref': "transfer", 'partner_id': self.customer.id, **values,
        })

    def transaction(self, order, amount, state='done'):
        provider = self.env[
            'payment.provider'
        ].create({'name': "Test", 'company_id': self.company.id})
        return self.env['payment.transaction'].create({
            'provider_id': provider.id, 'amount': amount, 'currency_id': order.currency_id.id,
            'payment_method_id': self.env.ref('payment.payment_method_unknown').id,
            'partner_id': order.partner_id.id, 'reference': f'TX {order.name} {amount} {state}',
            'state': state, 'sale_order_ids': [Command.set(order.ids)],
        })

    # === FIGURES === #

    def rows(self, profiles=None):
        return self.env['credit.check']._rows(self.env.cr, (profiles or self.profile).ids)

    def totals(self, profile=None, as_of=None):
        self.env.flush_all()
        profile = profile or self.profile
        return self.env['credit.exposure']._totals(self.rows(profile), as_of=as_of)[profile.id]

    def assert_exposure(self, expected, profile=None, as_of=None):
        """Assert components, by every way they can be had: none may differ from the recomputation."""
        profile = profile or self.profile
        figures = self.env['credit.exposure']
        found = self.totals(profile, as_of)
        self.assertEqual(found, expected)
        self.assertEqual(recompute(profile, as_of or self.today), expected)
        other = self.env['credit.profile'].search([('id', '!=', profile.id)], limit=1)
        other = other or self._profile(self.env['res.partner'].create({'name': "Other"}), 1.0)
        rows = self.rows(profile | other)
        self.assertEqual(figures._totals(rows, as_of=as_of)[profile.id], expected)
        if not as_of:
            items = self.env['credit.exposure.item']._read_group(
                [('profile_id', '=', profile.id)], ['component'], ['amount:sum'])
            self.assertEqual(dict(items), expected)
            total = sum(expected.values())
            self.assertIn(profile.id, figures._search_profiles('exposure', '>=', total - 0.001))
            self.assertNotIn(profile.id, figures._search_profiles('exposure', '>', total + 0.001))


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
            'undelivered': 1000.0, 'prepaid': 250.0,
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


@tagged('post_install', '-at_install')
class TestExposureWhose(ExposureCommon):

    def test_contacts_and_invoice_addresses_count_for_the_commercial_partner(self):
        contact = self.env['res.partner'].create({'name': "Ann", 'parent_id': self.customer.id})
        address = self.env['res.partner'].create({
            'name': "Bills", 'parent_id': self.customer.id, 'type': 'invoice',
        })
        self.order(100.0, partner_id=contact.id, partner_invoice_id=address.id)
        self._invoice(50.0, partner=contact)
        self._invoice(30.0, partner=address, post=False)
        self.assert_exposure({'order': 100.0, 'ar_not_due': 50.0, 'draft_invoice': 30.0})

    def test_invoice_partner_pays_not_the_buyer(self):
        payer = self.env['res.partner'].create({'name': "Payer", 'is_company': True})
        profile = self._profile(payer, 1000.0)
        self.order(100.0, partner_invoice_id=payer.id)
        self.assert_exposure({})
        self.assert_exposure({'order': 100.0}, profile)

    def test_branches_count_for_the_root(self):
        branch = self.env['res.company'].create({'name': "Branch", 'parent_id': self.company.id})
        self.env.user.company_ids += branch
        self._invoice(100.0)
        in_branch = self.env(context={'allowed_company_ids': [branch.id, self.company.id]})
        invoice = self._invoice(40.0, post=False).with_env(in_branch)
        invoice.company_id = branch
        invoice.action_post()
        self.assertEqual(invoice.line_ids.company_id, branch)
        self.assert_exposure({'ar_not_due': 140.0})

    def test_another_root_company_has_its_own_figures(self):
        other = self.env['res.company'].create({'name': "Elsewhere"})
        self._invoice(100.0)
        profile = self.env['credit.profile'].create({
            'partner_id': self.customer.id, 'company_id': other.id, 'credit_limit': 5.0,
        })
        self.assert_exposure({}, profile)
        self.assert_exposure({'ar_not_due': 100.0})

    def test_archived_customer_still_counts(self):
        self._invoice(100.0)
        self.customer.active = False
        self.assert_exposure({'ar_not_due': 100.0})

    def test_documents_follow_a_customer_who_becomes_a_contact(self):
        parent = self.env['res.partner'].create({'name': "Holding", 'is_company': True})
        profile = self._profile(parent, 1000.0)
        person = self.env['res.partner'].create({'name': "Jo"})
        self._profile(person, 1000.0)
        self._invoice(100.0, partner=person)
        self.order(50.0, partner_id=person.id)
        person.parent_id = parent
        self.assert_exposure({'ar_not_due': 100.0, 'order': 50.0}, profile)


@tagged('post_install', '-at_install')
class TestExposureMoney(ExposureCommon):

    def test_due_today_is_not_overdue(self):
        self._invoice(100.0, due=0)
        self._invoice(70.0, due=-1)
        self.assert_exposure({'ar_not_due': 100.0, 'ar_overdue': 70.0})
        self.assert_exposure({'ar_overdue': 170.0}, as_of=self.today + timedelta(days=1))

    def test_partly_paid_invoice_counts_what_is_left(self):
        invoice = self._invoice(100.0)
        receipt = self.receipt(30.0)
        self.assert_exposure({'ar_not_due': 100.0, 'unallocated': -30.0})
        lines = (invoice | receipt.move_id).line_ids
        lines.filtered(lambda line: line.account_type == 'asset_receivable').reconcile()
        self.assert_exposure({'ar_not_due': 70.0})

    def test_unmatched_again_counts_again(self):
        invoice = self._invoice(100.0)
        self._pay(invoice)
        self.assert_exposure({})
        invoice.line_ids.remove_move_reconcile()
        self.assert_exposure({'ar_not_due': 100.0, 'unallocated': -100.0})

    def test_draft_invoice_counts_and_draft_credit_note_does_not(self):
        self._invoice(100.0, post=False)
        self._invoice(40.0, post=False, move_type='out_refund')
        self.assert_exposure({'draft_invoice': 100.0})

    def test_larger_kind_of_money_in_transit_counts(self):
        self._invoice(1000.0)
        self.bare_payment(300.0)
        self.assert_exposure({'ar_not_due': 1000.0, 'payment_in_transit': -300.0})
        self.bank_line(200.0)
        self.assert_exposure({'ar_not_due': 1000.0, 'payment_in_transit': -300.0})
        self.bank_line(250.0)
        self.assert_exposure({'ar_not_due': 1000.0, 'bank_in_transit': -450.0})

    def test_bank_line_guessed_by_name_does_not_count(self):
        self.bank_line(100.0, partner_name="Acme Tradings")
        self.assert_exposure({})
        self.env['res.partner.bank'].create({'acc_number': 'DE 11', 'partner_id': self.customer.id})
        self.bank_line(60.0, partner_name="Acme Trade", account_number='DE 11')
        self.assert_exposure({'bank_in_transit': -60.0})

    def test_bank_line_without_partner_or_going_out_does_not_count(self):
        self.bank_line(100.0, partner_id=False)
        self.bank_line(-70.0)
        self.assert_exposure({})

    def test_bank_line_of_a_booked_payment_is_not_taken_off_again(self):
        invoice = self._invoice(1000.0)
        self.receipt(400.0)
        line = self.bank_line(400.0)
        self.assertTrue(invoice and line)
        self.assert_exposure({'ar_not_due': 1000.0, 'unallocated': -400.0})
        self.bank_line(150.0)
        self.assert_exposure({
            'ar_not_due': 1000.0, 'unallocated': -400.0, 'bank_in_transit': -150.0,
        })

    def test_matched_bank_line_counts_no_more(self):
        line = self.bank_line(100.0)
        self.assert_exposure({'bank_in_transit': -100.0})
        suspense = line.move_id.line_ids.filtered(
            lambda one: one.account_id == line.journal_id.suspense_account_id)
        suspense.account_id = self.customer.property_account_receivable_id
        self.assertTrue(line.is_reconciled)
        self.assert_exposure({'unallocated': -100.0})

    def test_company_may_not_count_money_in_transit(self):
        self.company.credit_count_in_transit = False
        self.bare_payment(300.0)
        self.bank_line(200.0)
        self.assert_exposure({})


@tagged('post_install', '-at_install')
class TestOverdue(ExposureCommon):

    def overdue(self, minimum=0.0, profile=None):
        self.env.flush_all()
        rows = self.rows(profile)
        found = self.env['credit.exposure']._overdue(rows, self.today, {'line': minimum})
        return found.get((profile or self.profile).id)

    def test_nothing_overdue_says_nothing(self):
        self._invoice(100.0, due=0)
        self.assertIsNone(self.overdue())

    def test_oldest_line_is_named(self):
        self._invoice(100.0, due=-5)
        oldest = self._invoice(50.0, due=-38)
        self.assertEqual(self.overdue(), {
            'amount': 150.0, 'oldest_date': self.today - timedelta(days=38),
            'oldest_ref': oldest.name, 'lines': 2, 'raw_amount': 150.0,
            'raw_oldest_date': self.today - timedelta(days=38),
            'applied_unallocated': 0.0, 'applied_in_transit': 0.0,
        })

    def test_crumbs_hold_nobody(self):
        self._invoice(0.03, due=-900)
        self.assertIsNone(self.overdue(minimum=1.0))

    def test_money_that_is_here_is_applied_to_the_oldest_first(self):
        self._invoice(100.0, due=-38)
        newer = self._invoice(80.0, due=-5)
        self.receipt(60.0)
        self.bare_payment(70.0)
        self.assertEqual(self.overdue(), {
            'amount': 50.0, 'oldest_date': self.today - timedelta(days=5), 'oldest_ref': newer.name,
            'lines': 1, 'raw_amount': 180.0, 'raw_oldest_date': self.today - timedelta(days=38),
            'applied_unallocated': 60.0, 'applied_in_transit': 70.0,
        })

    def test_money_that_covers_all_leaves_nothing_overdue(self):
        self._invoice(100.0, due=-38)
        self.bank_line(500.0)
        late = self.overdue()
        self.assertEqual((late['amount'], late['oldest_date'], late['lines']), (0.0, None, 0))
        self.assertEqual(late['applied_in_transit'], 100.0)

    def test_many_customers_give_the_same_as_one(self):
        other = self._profile(self.env['res.partner'].create({'name': "Bolt"}), 10.0)
        self._invoice(100.0, due=-38)
        self._invoice(40.0, due=-2, partner=other.partner_id)
        self.receipt(10.0)
        both = self.env['credit.exposure']._overdue(self.rows(self.profile | other), self.today, {})
        self.assertEqual(both[self.profile.id], self.overdue())
        self.assertEqual(both[other.id], self.overdue(profile=other))


@tagged('post_install', '-at_install')
class TestExposureSearch(ExposureCommon):

    def test_over_the_limit_is_beyond_it_not_at_it(self):
        self._invoice(1000.0)
        self.assertNotIn(self.profile.id, self.env['credit.exposure']._search_profiles_over())
        self._invoice(0.01)
        self.assertIn(self.profile.id, self.env['credit.exposure']._search_profiles_over())
        self.assertNotIn(self.profile.id, self.env['credit.exposure']._search_profiles_over(1.1))

    def test_limit_by_sql_is_the_limit_by_facts(self):
        day = timedelta(days=1)
        temporary = {
            'temporary_limit': 500.0, 'temporary_from': self.today, 'temporary_to': self.today
        }
        for values, limit in (
            ({}, 1000.0),
            (temporary, 1500.0),
            ({
                **temporary, 'temporary_from': self.today - day, 'temporary_to': self.today - day
            }, 1000.0),
            ({'standing': 'suspended'}, 0.0),
            ({'standing': 'blocked', 'limit_mode': 'unlimited'}, 0.0),
            ({'grade': 'E'}, 0.0),
            ({'limit_mode': 'cash_only'}, 0.0),
            ({'limit_mode': 'unlimited'}, None),
            ({'limit_valid_until': self.today - day}, 1000.0),
        ):
            with self.subTest(**values):
                profile = self._profile(
                    self.env['res.partner'].create({'name': "P"}), 1000.0, **values
                )
                facts = profile._facts({'effective_limit'})[profile.id]
                self.assertEqual(facts['effective_limit'], limit)
                self._invoice(10.0 + (limit or 0.0), partner=profile.partner_id)
                over = self.env['credit.exposure']._search_profiles_over()
                self.assertEqual(profile.id in over, limit is not None)

    def test_figures_can_be_searched(self):
        self._invoice(400.0, due=-10)
        find = self.env['credit.profile'].search
        for domain, expected in (
            ([('exposure', '=', 400.0)], True), ([('exposure', '>', 400.0)], False),
            ([('available', '<=', 600.0)], True), ([('available', '<', 600.0)], False),
            ([('utilisation', '>=', 40)], True), ([('utilisation', '>', 40)], False),
            ([('overdue_amount', '>', 399)], True), ([('overdue_amount', '>', 400)], False),
            ([('overdue_days', '>', 0)], True), ([('overdue_days', '=', 0)], False),
        ):
            with self.subTest(domain=domain):
                self.assertEqual(self.profile in find(domain), expected)

    def test_query_count_does_not_grow_with_customers(self):
        partners = self.env['res.partner'].create([{'name': f"C{n}"} for n in range(8)])
        profiles = self.env['credit.profile'].create([
            {'partner_id': partner.id, 'credit_limit': 10.0} for partner in partners
        ])
        for partner in partners:
            self._invoice(10.0, partner=partner, due=-3)
        figures = self.env['credit.exposure']
        counts = []
        for some in (profiles[:4], profiles):
            rows = self.rows(some)
            figures._totals(rows)
            figures._overdue(rows, self.today, {})
            before = self.env.cr.sql_log_count
            figures._totals(rows)
            figures._overdue(rows, self.today, {})
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def test_one_customer_and_one_item_are_found_by_indexes(self):
        invoice = self._invoice(100.0)
        self.order(50.0)
        item_ids = self.env[
            'credit.exposure.item'
        ].search([('profile_id', '=', self.profile.id)]).ids
        # Tables of a test are too small for PostgreSQL to care, unless it must.
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        for domain in ([('profile_id', '=', self.profile.id)], [('id', 'in', item_ids)]):
            query = self.env['credit.exposure.item']._search(domain).select()
            self.env.cr.execute(SQL("EXPLAIN %s", query))
            plan = '\n'.join(line for (line,) in self.env.cr.fetchall())
            for table in ('account_move', 'account_move_line', 'sale_order', 'sale_order_line'):
                self.assertNotIn(f'Seq Scan on {table} ', plan)
            self.assertIn('account_move_line', plan)
        self.assertTrue(invoice)
