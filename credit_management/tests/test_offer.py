from datetime import timedelta

from odoo import Command
from odoo.tests import tagged

from ..exceptions import CreditHold
from .offer_common import OfferCommon


@tagged('post_install', '-at_install')
class TestOffer(OfferCommon):
    """What is said would come of a change is what comes of it."""

    # === SAID, THEN DONE === #

    def test_an_order_that_fits(self):
        self._invoice(600.0)
        order, hold = self._held(pieces=15)
        offer = self._offer(hold, 'reduce')
        self.assertEqual(offer.terms, {'quantities': {order.order_line.id: 4.0}})
        self.assertEqual(self._figures(offer.answer), ('warn', 600.0, 1000.0, 400.0))
        order.order_line.product_uom_qty = 4
        self.assertEqual(self._now(hold), self._figures(offer.answer))

    def test_an_order_that_fits_in_another_currency_with_tax(self):
        currency = self._foreign(2.0)
        tax = self.env['account.tax'].create({'name': "Ten", 'amount': 10.0})
        order = self._order(1.0, pricelist_id=self.env['product.pricelist'].create({
            'name': "Foreign", 'currency_id': currency.id,
        }).id)
        order.order_line.write(
            {'product_uom_qty': 30, 'price_unit': 90.0, 'tax_ids': [Command.set(tax.ids)]}
        )
        self.confirm(order)
        hold = order.sudo().credit_hold_id.with_env(self.env)
        self.assertEqual(order.amount_total, 2970.0)
        offer = self._offer(hold, 'reduce')
        self.assertEqual(offer.terms, {'quantities': {order.order_line.id: 20.0}})
        self.assertEqual(self._figures(offer.answer), ('warn', 0.0, 1000.0, 990.0))
        order.order_line.product_uom_qty = 20
        self.assertEqual(self._now(hold), self._figures(offer.answer))

    def _foreign(self, rate):
        currency = self.env['res.currency'].create({'name': "XQZ", 'symbol': "Q", 'rounding': 0.01})
        self.env['res.currency.rate'].create({
            'currency_id': currency.id, 'rate': rate, 'name': '2020-01-01',
            'company_id': self.company.id,
        })
        return currency

    def test_fewer_pieces_that_cost_more_each_still_fit(self):
        """A discount from 10 pieces on falls away: 6 of them are dearer than 6/15."""
        self.product.list_price = 100.0
        pricelist = self.env['product.pricelist'].create({'name': "By quantity", 'item_ids': [
            Command.create({'applied_on': '3_global', 'compute_price': 'fixed',
                            'fixed_price': 100.0, 'min_quantity': 10}),
            Command.create({'applied_on': '3_global', 'compute_price': 'fixed',
                            'fixed_price': 160.0}),
        ]})
        order = self.env['sale.order'].with_user(self.sales).create({
            'partner_id': self.customer.id, 'pricelist_id': pricelist.id,
            'order_line': [Command.create({
                'product_id': self.product.id, 'product_uom_qty': 15, 'tax_ids': [Command.clear()],
            })],
        })
        self.assertEqual(order.amount_total, 1500.0)
        self._invoice(100.0)
        self.confirm(order)
        hold = order.sudo().credit_hold_id.with_env(self.env)
        offer = self._offer(hold, 'reduce')
        self.assertEqual(offer.reason, '')
        [quantity] = offer.terms['quantities'].values()
        order.order_line.product_uom_qty = quantity
        self.assertEqual(order.amount_total, quantity * 160.0)
        self.assertEqual(self._now(hold), self._figures(offer.answer))

    def test_invoices_to_pay_are_the_fewest_of_the_oldest(self):
        oldest = self._invoice(300.0, due=-40)
        second = self._invoice(200.0, due=-2)
        self._invoice(400.0, due=20)
        order, hold = self._held(pieces=4)
        offer = self._offer(hold, 'invoices')
        self.assertEqual(
            self.env['account.move.line'].browse(offer.terms['line_ids']).move_id, oldest
        )
        self.assertEqual(self._figures(offer.answer), ('warn', 600.0, 1000.0, 400.0))
        self._pay(oldest)
        self.assertEqual(self._now(hold), self._figures(offer.answer))
        self.assertEqual(second.amount_residual, 200.0)
        self.assertEqual(order.credit_state, 'held')

    def test_paying_a_newer_invoice_does_not_cure_an_older_one(self):
        self._invoice(100.0, due=-40)
        newer = self._invoice(100.0, due=-1)
        _order, hold = self._held(pieces=1)
        line = newer.line_ids.filtered(lambda one: one.account_type == 'asset_receivable')
        offer = hold.sudo()._offer('invoices', hold._held_question(), {'line_ids': line.ids})
        self.assertIn("It would still be held: Oldest", offer.reason)
        self._pay(newer)
        self.assertEqual(self._now(hold), self._figures(offer.answer))

    def test_a_temporary_limit(self):
        self._invoice(600.0)
        _order, hold = self._held(pieces=15)
        offer = self._offer(hold, 'limit')
        self.assertEqual(offer.terms['more_limit'], 1100.0)
        self.assertEqual(self._figures(offer.answer), ('warn', 600.0, 2100.0, 1500.0))
        self.profile.write({
            'temporary_limit': offer.terms['more_limit'], 'temporary_from': offer.terms['first'],
            'temporary_to': offer.terms['last'],
        })
        self.assertEqual(self._now(hold), self._figures(offer.answer))

    def test_a_temporary_limit_comes_on_top_of_one_that_is_valid(self):
        today = self.company._credit_today()
        self.profile.write({
            'temporary_limit': 200.0, 'temporary_from': today,
            'temporary_to': today + timedelta(days=3),
        })
        _order, hold = self._held(pieces=15)
        offer = self._offer(hold, 'limit')
        self.assertEqual(offer.terms['more_limit'], 300.0)
        self.assertEqual(offer.answer.facts['effective_limit'], 1500.0)
        action = hold.with_user(self.manager)._limit_dialog(offer.terms)
        self.assertEqual(action['context']['default_temporary_limit'], 500.0)

    def test_a_deposit(self):
        self._invoice(600.0)
        order, hold = self._held(pieces=15)
        offer = self._offer(hold, 'deposit')
        # 1,100 of 1,500 is 73.3 %: rounded up, so that no cent is missing.
        self.assertEqual(offer.terms, {'percent': 74})
        self.assertEqual(self._figures(offer.answer), ('warn', 600.0, 1000.0, 390.0))
        self._pay_online(order, 1110.0)
        self.assertEqual(self._now(hold), self._figures(offer.answer))

    def _pay_online(self, order, amount):
        provider = self.env['payment.provider'].sudo().search([], limit=1)
        return self.env['payment.transaction'].sudo().create({
            'provider_id': provider.id, 'reference': f'deposit {order.id}', 'amount': amount,
            'payment_method_id': self.env.ref('payment.payment_method_unknown').id,
            'currency_id': order.currency_id.id, 'partner_id': order.partner_id.id,
            'sale_order_ids': [Command.set(order.ids)], 'state': 'done',
        })

    def test_what_is_paid_already_is_not_asked_for_again(self):
        order, hold = self._held(pieces=15)
        self._pay_online(order, 300.0)
        offer = self._offer(hold, 'deposit')
        self.assertEqual(offer.terms, {'percent': 34})
        self.assertEqual(hold.sudo()._deposit_of(34), 210.0)

    def test_nothing_is_written_by_asking(self):
        self._invoice(600.0, due=-40)
        _order, hold = self._held(pieces=15)
        counts = [self.env[name].sudo().search_count([]) for name in (
            'credit.decision', 'credit.claim', 'credit.hold', 'credit.recheck', 'sale.order',
        )]
        hold.with_user(self.officer)._offers()
        self.assertEqual(counts, [self.env[name].sudo().search_count([]) for name in (
            'credit.decision', 'credit.claim', 'credit.hold', 'credit.recheck', 'sale.order',
        )])

    # === WHAT CANNOT HELP === #

    def test_a_block_is_lifted_by_nobody_s_money(self):
        self.profile.standing = 'blocked'
        _order, hold = self._held(pieces=1)
        reasons = self._reasons(hold)
        for code in ('reduce', 'split', 'deposit', 'limit'):
            self.assertIn("Blocked", reasons[code])
        self.assertEqual(reasons['invoices'], "The customer has no open invoice.")

    def test_overdue_is_not_cured_by_less_or_by_more_limit(self):
        self._invoice(100.0, due=-40)
        _order, hold = self._held(pieces=1)
        reasons = self._reasons(hold)
        self.assertIn("A smaller order does not help: Oldest", reasons['reduce'])
        self.assertIn("A smaller order does not help: Oldest", reasons['split'])
        self.assertIn("It would still be held: Oldest", reasons['limit'])
        self.assertEqual(reasons['invoices'], '')

    def test_cash_only_takes_the_whole_amount_beforehand(self):
        self.profile.limit_mode = 'cash_only'
        _order, hold = self._held(pieces=1)
        self.assertEqual(self._offer(hold, 'deposit').terms, {'percent': 100})
        self.assertEqual(self._offer(hold, 'deposit').reason, '')

    def test_not_one_unit_fits(self):
        self._invoice(950.0)
        _order, hold = self._held(pieces=2)
        self.assertEqual(self._reasons(hold)['reduce'], "Not one unit of the order fits.")

    def test_held_by_hand_is_lifted_by_a_person(self):
        order = self._order(10.0)
        order.with_user(self.officer).action_credit_hold('papers', "no contract")
        reasons = set(self._reasons(order.sudo().credit_hold_id).values())
        self.assertEqual(reasons, {"Held by hand: it ends when somebody lifts it."})

    def test_what_passes_needs_no_proposal(self):
        invoice = self._invoice(900.0)
        _order, hold = self._held(pieces=2)
        self._pay(invoice)
        self.assertEqual(set(self._reasons(hold).values()), {
            "It passes as things stand; nothing needs to change.",
        })

    def test_a_delivery_is_not_made_smaller(self):
        self.product.invoice_policy = 'delivery'
        order = self._order(500.0)
        order.action_confirm()
        self._invoice(200.0, due=-60)
        picking = order.picking_ids
        picking.move_ids.quantity = 1
        with self.assertRaises(CreditHold) as caught, self.env.cr.savepoint():
            picking.with_context(skip_backorder=True).button_validate()
        self.env['credit.hold'].sudo()._keep(caught.exception.outcomes)
        hold = self.env['credit.hold'].search([('picking_id', '=', picking.id)])
        reasons = self._reasons(hold)
        self.assertIn("is confirmed", reasons['reduce'])
        self.assertEqual(reasons['invoices'], '')

    # === COST === #

    def test_queries_do_not_grow_with_the_order(self):
        few, many = self._held(pieces=15), self._held(pieces=15)
        for _order, hold in (few, many):
            hold.sudo().state = 'cancelled'
        lines = [Command.create({
            'product_id': self.product.id, 'price_unit': 100.0, 'tax_ids': [Command.clear()],
        }) for _line in range(10)]
        many[0].write({'order_line': lines})
        counts = []
        for _order, hold in (few, many):
            hold.sudo().state = 'open'
            counts.append(self._queries(hold))
            hold.sudo().state = 'cancelled'
        self.assertLessEqual(counts[1], counts[0] + 2)

    def test_queries_grow_by_one_question_when_open_invoices_double(self):
        for _number in range(8):
            self._invoice(100.0, due=-40)
        _order, hold = self._held(pieces=5)
        at_8 = self._queries(hold)
        for _number in range(8):
            self._invoice(100.0, due=-40)
        at_16 = self._queries(hold)
        for _number in range(16):
            self._invoice(100.0, due=-40)
        at_32 = self._queries(hold)
        self.assertLessEqual(at_16 - at_8, 20)
        self.assertLessEqual(at_32 - at_16, 20)

    def _queries(self, hold):
        self.env.flush_all()
        self.env.invalidate_all()
        start = self.cr.sql_log_count
        hold.with_user(self.officer)._offers()
        return self.cr.sql_log_count - start
