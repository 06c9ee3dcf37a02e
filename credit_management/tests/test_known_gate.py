"""Bugs of others about holds, releases and rights; the docstring names the thread."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..exceptions import CreditHold
from .common import CreditCommon

RELEASE = {'reason_code': 'promise', 'note': "called, pays on Friday"}


class KnownCommon(CreditCommon):

    def held(self, amount=1500.0, **values):
        """Make an order that is held; return (order, hold)."""
        order = self._order(amount, **values)
        self.assertTrue(self.confirm(order), "was not held")
        return order, order.sudo().credit_hold_id

    def release(self, hold, user=None, **values):
        return hold.with_user(user or self.officer).release(**{**RELEASE, **values})

    def deliver(self, order):
        picking = order.sudo().picking_ids.filtered(lambda p: p.state not in ('done', 'cancel'))
        picking.move_ids.write({'quantity': order.order_line[0].product_uom_qty, 'picked': True})
        picking.button_validate()
        return picking


@tagged('post_install', '-at_install')
class TestKnownHolds(KnownCommon):

    def test_every_rule_that_fails_is_kept_not_only_the_first(self):
        """OCA shows the first failing rule and stores none."""
        self._invoice(600.0, due=-60)
        self.profile.payment_term_id = self.env.ref('account.account_payment_term_immediate')
        _order, hold = self.held(payment_term_id=self.env.ref(
            'account.account_payment_term_30days').id)
        kept = {breach.code: breach.severity for breach in hold.breach_ids}
        for code in ('H01', 'H02', 'H06', 'H10'):
            self.assertIn(kept.get(code), ('warn', 'hold'), f'{code}: {kept}')

    def test_a_limit_of_nothing_is_no_credit(self):
        """Odoo, OCA, ERPNext: 0 is no check."""
        self.profile.credit_limit = 0.0
        self.assertTrue(self.confirm(self._order(0.01)))
        self.assertEqual(self.customer.credit_limit, 0.01, "Odoo's own field: not its 'no check'")

    def test_a_promise_to_pay_at_once_is_no_payment(self):
        """NetSuite: an order on the cash form is not checked."""
        self.held(payment_term_id=self.env.ref('account.account_payment_term_immediate').id)

    def test_a_copy_of_a_blocked_customers_quotation_is_held(self):
        """odoo#51081: blocking did not stop copied quotations."""
        order = self._order(10.0)
        self.profile.write({'standing': 'blocked', 'standing_reason': "bounced"})
        copy = order.copy()
        self.assertEqual(self.confirm(copy).context['verdict'], 'stop')

    def test_what_colleagues_sold_counts_though_one_cannot_read_it(self):
        """OCA#415: a salesperson who sees his own orders only was measured by them alone."""
        own = self.env['res.users'].browse(self.sales_2.id)
        other = self._order(900.0, user=own)
        self.assertIsNone(self.confirm(other))
        mine = self._order(200.0)
        self.assertFalse(mine.search_count([('id', '=', other.id)]))
        self.assertTrue(self.confirm(mine))

    def test_an_order_of_a_branch_uses_the_limit_of_its_company(self):
        """ingadhoc#865, #924: branches and companies got the limit wrong."""
        branch = self.env['res.company'].create({
            'name': "Branch", 'parent_id': self.company.id})
        self.sales.company_ids += branch
        self.assertIsNone(self.confirm(self._order(900.0)))
        env = self.env(user=self.sales, context={'allowed_company_ids': [branch.id]})
        order = env['sale.order'].create({
            'partner_id': self.customer.id, 'company_id': branch.id, 'order_line': [
                Command.create({'product_id': self.product.id, 'price_unit': 200.0,
                                'tax_ids': [Command.clear()]})]})
        self.assertTrue(self.confirm(order))
        order.order_line.price_unit = 100.0
        self.assertIsNone(self.confirm(order))

    def test_a_lowered_limit_leaves_a_confirmed_order_alone(self):
        """Tryton: receivable 100, limit 100, 50 refused; 200 lets it pass; 100 again: untouched."""
        self._invoice(100.0)
        self.profile.credit_limit = 100.0
        order, _hold = self.held(50.0)
        self.profile.credit_limit = 200.0
        self.assertIsNone(self.confirm(order))
        self.profile.invalidate_recordset()
        self.assertEqual(self.profile.exposure, 150.0)
        self.profile.credit_limit = 100.0
        self.assertEqual((order.state, order.credit_state), ('sale', 'ok'))
        self.assertEqual(self.deliver(order).state, 'done')

    def test_a_held_quotation_can_be_mended_and_mailed(self):
        """sale-workflow#2965, server-ux#913: what waited for a decision was frozen."""
        order, hold = self.held()
        order.write({'client_order_ref': "PO 7", 'note': "<p>Please ring twice.</p>"})
        order.message_post(body="We are looking into it.")
        self.assertEqual(order.action_quotation_send()['res_model'], 'mail.compose.message')
        self.assertEqual((order.credit_state, hold.state), ('held', 'open'))


@tagged('post_install', '-at_install')
class TestKnownReleases(KnownCommon):

    def test_a_released_order_is_delivered_and_invoiced_without_asking_again(self):
        """ADempiere#2998, OCA's `stock_financial_risk`, D365: released, and held at the next step."""
        order, hold = self.held()
        self.assertEqual(self.release(hold)['order_state'], 'sale')
        self.assertEqual(self.deliver(order).state, 'done')
        order.sudo()._create_invoices().action_post()
        self.assertEqual(order.sudo().invoice_ids.state, 'posted')
        self.assertEqual(len(order.sudo().credit_hold_ids), 1)

    def test_confirming_the_same_quantity_again_holds_nothing(self):
        """SAP: a released order was blocked when its quantity was reconfirmed."""
        order, hold = self.held()
        self.release(hold)
        order.order_line.product_uom_qty = order.order_line.product_uom_qty
        order.write({'client_order_ref': "PO 7", 'commitment_date': '2030-01-01'})
        self.assertEqual((order.state, order.credit_state), ('sale', 'released'))

    def test_harmless_edits_leave_a_release_standing(self):
        """sale-workflow#2965: an approved order could not be changed, mailed or confirmed."""
        order, hold = self.held(validity_date='2020-01-01')
        self.release(hold)
        self.assertEqual((order.state, order.credit_state), ('draft', 'released'))
        order.write({'client_order_ref': "PO 7", 'validity_date': False})
        self.assertEqual(order.action_quotation_send()['res_model'], 'mail.compose.message')
        self.assertEqual(order.credit_state, 'released')
        self.assertIsNone(self.confirm(order))

    def test_who_released_why_and_at_what_exposure_is_kept(self):
        """OCA#394: an override left no trace."""
        _order, hold = self.held()
        self.release(hold)
        line = self.env['credit.decision'].search([
            ('profile_id', '=', self.profile.id), ('kind', '=', 'release')])
        self.assertEqual(len(line), 1)
        payload = line._payload() if hasattr(line, '_payload') else line.payload
        self.assertEqual(line.user_id, self.officer)
        for word in ('promise', "called, pays on Friday", hold.name):
            self.assertIn(word, str(payload))
        figures = hold.figures['facts']
        self.assertEqual((figures['exposure'], figures['effective_limit']), (0.0, 1000.0))

    def test_nobody_releases_for_his_own_customer(self):
        """The order was sold by another; the customer is the officer's own."""
        self.customer.user_id = self.officer
        _order, hold = self.held(user_id=self.sales.id)
        with self.assertRaises(AccessError):
            self.release(hold)
        self.release(hold, self.manager)

    def test_a_reason_that_was_used_keeps_its_code(self):
        _order, hold = self.held()
        self.release(hold)
        reason = hold.reason_id
        for vals in ({'code': 'other'}, {'usage': 'reject'}):
            with self.assertRaises(UserError):
                reason.write(vals)
        with self.assertRaises(UserError):
            reason.unlink()


@tagged('post_install', '-at_install')
class TestKnownGrowth(KnownCommon):
    """OCA#534, #537, #544; ERPNext#33967: what was approved grew afterwards."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._order(900.0)
        cls.order.action_confirm()

    def refused(self, **vals):
        with self.assertRaises(CreditHold):
            self.order.write(vals)
        self.order.invalidate_recordset()
        self.env.flush_all()

    def line(self, **vals):
        return {'order_line': [Command.update(self.order.order_line.id, vals)]}

    def test_quantity_price_and_discount(self):
        # With its price: Odoo takes the list price again when a quantity changes.
        self.refused(**self.line(product_uom_qty=2, price_unit=900.0))
        self.refused(**self.line(price_unit=1000.01))
        self.order.write(self.line(price_unit=1800.0, discount=50.0))
        self.refused(**self.line(discount=0.0))
        self.assertEqual(self.order.amount_total, 900.0)

    def test_another_line(self):
        self.refused(order_line=[Command.create({
            'product_id': self.product.id, 'price_unit': 100.01, 'tax_ids': [Command.clear()]})])

    def test_taxes(self):
        tax = self.env['account.tax'].create({
            'name': "VAT", 'amount': 15.0, 'amount_type': 'percent', 'type_tax_use': 'sale'})
        self.refused(**self.line(tax_ids=[Command.set(tax.ids)]))

    def test_longer_terms_than_approved(self):
        self.profile.payment_term_id = self.env.ref('account.account_payment_term_30days')
        self.refused(payment_term_id=self.env.ref('account.account_payment_term_end_following_month').id)

    def test_a_dearer_currency(self):
        """Odoo refuses another price list; the currency itself could be written over RPC."""
        currency = self.env['res.currency'].create({'name': 'QQP', 'symbol': 'Q'})
        self.env['res.currency.rate'].create({
            'name': '2023-01-01', 'rate': 0.5, 'currency_id': currency.id,
            'company_id': self.company.id})
        self.refused(currency_id=currency.id)
        self.assertEqual(self.order.currency_id, self.company.currency_id)

    def test_uncancelled_with_more(self):
        self.order.action_cancel()
        self.order.action_draft()
        self.order.order_line.price_unit = 1000.01
        self.assertTrue(self.confirm(self.order))


@tagged('post_install', '-at_install')
class TestKnownCosts(KnownCommon):

    def test_documents_write_neither_partner_nor_profile(self):
        """OCA#324: stored figures wrote `res_partner` at every document, and collided."""
        def versions():
            self.env.flush_all()
            self.env.cr.execute(
                "SELECT xmin::text || ctid::text FROM res_partner WHERE id = %s UNION ALL"
                " SELECT xmin::text || ctid::text FROM credit_profile WHERE id = %s",
                [self.customer.id, self.profile.id])
            return self.env.cr.fetchall()

        order = self._order(900.0)
        before = versions()
        self.assertIsNone(self.confirm(order))
        self.deliver(order)
        self.confirm(self._order(200.0))
        self.assertEqual(versions(), before)

    def test_a_limit_costs_the_same_for_two_contacts_and_for_many(self):
        """OCA#288: 40 seconds for a customer with many contacts."""
        def change(count):
            partner = self.env['res.partner'].create({
                'name': "Parent", 'is_company': True,
                'child_ids': [Command.create({'name': f"Contact {n}"}) for n in range(count)]})
            profile = self._profile(partner, 100.0)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            profile.credit_limit = 200.0
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        change(1)
        self.assertEqual(change(2), change(40))
