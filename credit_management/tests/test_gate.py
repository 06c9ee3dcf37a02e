from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..exceptions import CreditHold
from ..models.credit_check import Outcome
from .common import CreditCommon


@tagged('post_install', '-at_install')
class TestGate(CreditCommon):

    def test_an_order_at_the_limit_passes_and_one_cent_more_is_held(self):
        self.assertIsNone(self.confirm(self._order(1000.00)))
        other = self.env['res.partner'].create({'name': "Bolt", 'is_company': True})
        self._profile(other, 1000.0)
        order = self._order(1000.01, partner=other)
        held = self.confirm(order)
        self.assertEqual(order.state, 'draft')
        self.assertEqual(order.credit_state, 'held')
        self.assertEqual([
            breach['code'] for breach in held.context['breaches'] if breach['severity'] == 'hold'
        ], ['H01'])

    def test_a_held_order_keeps_one_hold_however_often_it_is_asked(self):
        order = self._order(1500.0)
        self.confirm(order)
        first = order.sudo().credit_hold_id
        self.confirm(order)
        self.assertEqual(order.sudo().credit_hold_id, first)
        self.assertEqual(len(order.sudo().credit_hold_ids), 1)

    def test_a_customer_without_profile_is_not_checked(self):
        stranger = self.env['res.partner'].create({'name': "Stranger"})
        order = self._order(10_000_000.0, partner=stranger)
        self.assertIsNone(self.confirm(order))
        self.assertEqual((order.state, order.credit_state), ('sale', 'none'))

    def test_writing_the_state_is_the_same_door(self):
        order = self._order(1500.0)
        with self.assertRaises(CreditHold):
            order.sudo().write({'state': 'sale'})
        with self.assertRaises(CreditHold):
            order.with_context(bypass_risk=True, skip_credit=True).sudo().write({'state': 'sale'})
        self.assertEqual(order.state, 'draft')

    def test_creating_a_confirmed_order_is_the_same_door(self):
        with self.assertRaises(CreditHold):
            self._order(1500.0, state='sale')
        self.assertFalse(self.env['sale.order'].search_count([
            ('partner_id', '=', self.customer.id), ('state', '=', 'sale'),
        ]))

    def test_two_orders_confirmed_in_one_call_do_not_share_headroom(self):
        orders = self._order(600.0) | self._order(600.0)
        held = self.confirm(orders)
        self.assertEqual(held.context['order_ids'], orders[1].ids)
        self.assertEqual(set(orders.mapped('state')), {'draft'})

    def test_the_list_action_confirms_exactly_those_that_fit(self):
        orders = self._order(600.0) | self._order(600.0) | self._order(400.0)
        orders.action_confirm_each()
        self.assertEqual(orders.mapped('state'), ['sale', 'sent', 'sale'])
        self.assertEqual(orders.mapped('credit_state'), ['ok', 'held', 'warn'])

    def test_contacts_and_invoice_addresses_use_the_same_limit(self):
        contact = self.env['res.partner'].create({
            'name': "Buyer", 'parent_id': self.customer.id, 'type': 'contact',
        })
        self.assertIsNone(self.confirm(self._order(700.0, partner=contact)))
        self.assertTrue(self.confirm(self._order(700.0)))

    def test_a_clean_invoice_address_does_not_hide_a_blocked_buyer(self):
        clean = self.env['res.partner'].create({'name': "Clean", 'is_company': True})
        self._profile(clean, 100_000.0)
        self.profile.standing = 'blocked'
        held = self.confirm(self._order(10.0, partner_invoice_id=clean.id))
        self.assertEqual(held.context['verdict'], 'stop')
        self.assertIn('H07', [breach['code'] for breach in held.context['breaches']])

    def test_report_only_holds_nothing_and_logs_what_it_would_have_held(self):
        self.company.credit_mode = 'report'
        order = self._order(1500.0)
        self.assertIsNone(self.confirm(order))
        self.assertEqual((order.state, order.credit_state), ('sale', 'warn'))
        self.assertFalse(order.sudo().credit_hold_ids)
        kinds = self.profile.env[
            'credit.decision'
        ].search([('profile_id', '=', self.profile.id)]).mapped('kind')
        self.assertIn('would_hold', kinds)

    def test_report_only_mails_nobody_and_puts_nothing_on_a_desk(self):
        self.profile.user_id = self.officer
        self.company.credit_mode = 'report'
        order = self._order(1500.0)
        mails, tasks = (self.env[model].search_count([]) for model in ('mail.mail', 'mail.activity'))
        said = order.message_ids
        answer = self.env['credit.profile'].with_user(self.sales).may_sell(self.customer.id, 1500.0)
        self.assertEqual((answer['verdict'], answer['report_only']), ('hold', True))
        self.assertIsNone(self.confirm(order))
        self.assertEqual(self.env['mail.mail'].search_count([]), mails)
        self.assertEqual(self.env['mail.activity'].search_count([]), tasks)
        self.assertFalse((order.message_ids - said).filtered(
            lambda message: 'hold' in (message.body or '').lower()))

    def test_off_checks_nothing(self):
        self.company.credit_mode = 'off'
        order = self._order(1500.0)
        self.assertIsNone(self.confirm(order))
        self.assertEqual(order.credit_state, 'none')

    def test_a_pause_lets_pass_and_says_so_in_the_log(self):
        self.company.with_user(self.manager).action_credit_pause(1)
        self.assertIsNone(self.confirm(self._order(1500.0)))
        self.assertTrue(self.env['credit.decision'].search_count([('kind', '=', 'pause')]))

    def test_only_a_manager_pauses(self):
        with self.assertRaises(UserError):
            self.company.with_user(self.officer).action_credit_pause(1)

    def test_a_new_customer_gets_the_allowance_at_the_first_door(self):
        self.company.write({'credit_no_profile': 'allowance', 'credit_allowance': 500.0})
        fresh = self.env['res.partner'].create({'name': "Fresh", 'is_company': True})
        self.assertIsNone(self.confirm(self._order(500.0, partner=fresh)))
        held = self.confirm(self._order(0.01, partner=fresh))
        self.assertTrue(held)
        self.assertEqual(fresh.sudo().credit_profile_ids.credit_limit, 500.0)

    def test_a_rule_that_breaks_holds_when_enforcing_and_passes_when_reporting(self):
        check = self.env.registry['credit.check']
        self.patch(check, '_facts', lambda *args, **kwargs: 1 / 0)
        order = self._order(1.0)
        held = self.confirm(order)
        self.assertEqual(held.context['breaches'][0]['code'], 'H00')
        self.company.credit_mode = 'report'
        self.assertIsNone(self.confirm(order))

    def test_a_visitor_whose_order_is_not_kept_is_not_told_that_we_have_it(self):
        order = self._order(1500.0)
        visitor = self.env.ref('base.public_user')
        with self.assertRaisesRegex(CreditHold, "^Thank you, we have your order"):
            order.with_user(visitor).sudo().write({'state': 'sale'})
        unsaved = self.env['credit.check'].with_user(visitor)._hold_message([Outcome('hold')])
        self.assertRegex(unsaved, "^Please contact us about this order")

    # === GROWTH === #

    def test_growth_typed_by_a_user_is_refused_and_a_decrease_passes(self):
        order = self._order(900.0)
        self.confirm(order)
        with self.assertRaises(CreditHold):
            order.order_line.price_unit = 1100.0
        order.order_line.price_unit = 800.0
        self.assertEqual(order.amount_total, 800.0)
        order.write(
            {'order_line': [Command.update(order.order_line.id, {'product_uom_qty': 1.25})]}
        )
        self.assertEqual(order.amount_total, 1000.0)

    def test_growth_by_the_system_is_saved_and_marks_the_order_held(self):
        order = self._order(900.0)
        self.confirm(order)
        order.sudo().order_line.price_unit = 1100.0
        self.assertEqual(order.amount_total, 1100.0)
        self.assertEqual(order.credit_state, 'held')

    def test_a_forged_flag_is_saved_held_and_ships_nothing(self):
        """Odoo adds expenses itself, so such lines are not refused; so no goods leave with them."""
        order = self._order(900.0)
        self.confirm(order)
        self.env['sale.order.line'].with_user(self.sales).create({
            'order_id': order.id, 'product_id': self.product.id, 'product_uom_qty': 5,
            'price_unit': 200.0, 'is_expense': True, 'tax_ids': [Command.clear()],
        })
        self.assertEqual(order.amount_total, 1900.0)
        self.assertEqual(order.credit_state, 'held')
        picking = order.sudo().picking_ids.filtered(lambda p: p.state != 'cancel')[:1]
        picking.move_ids.write({'quantity': 5, 'picked': True})
        with self.assertRaises(CreditHold):
            picking.button_validate()

    def test_the_invoice_address_of_a_confirmed_order_is_growth_for_who_pays(self):
        poor = self.env['res.partner'].create({'name': "Poor", 'is_company': True})
        self._profile(poor, 100.0)
        order = self._order(900.0)
        self.confirm(order)
        with self.assertRaises(CreditHold):
            order.partner_invoice_id = poor

    def test_an_order_of_a_stranger_is_not_handed_to_a_customer_without_asking(self):
        stranger = self.env['res.partner'].create({'name': "Stranger"})
        order = self._order(1500.0, partner=stranger)
        self.assertIsNone(self.confirm(order))
        with self.assertRaises(CreditHold):
            order.partner_invoice_id = self.customer
        self.profile.write({'standing': 'blocked'})
        small = self._order(10.0, partner=stranger)
        self.assertIsNone(self.confirm(small))
        with self.assertRaises(CreditHold):
            small.partner_invoice_id = self.customer

    def test_another_buyer_of_a_confirmed_order_is_asked_for(self):
        rich = self.env['res.partner'].create({'name': "Rich", 'is_company': True})
        self._profile(rich, 100_000.0)
        order = self._order(1500.0, partner=rich)
        self.assertIsNone(self.confirm(order))
        with self.assertRaises(CreditHold):
            order.partner_id = self.customer
        self.profile.write({'standing': 'blocked'})
        with self.assertRaises(CreditHold):
            order.write({'partner_id': self.customer.id, 'partner_invoice_id': rich.id})
        self.assertEqual(order.partner_id, rich)

    # === RIGHTS === #

    def test_credit_fields_are_not_written_by_hand(self):
        order = self._order(1500.0)
        self.confirm(order)
        order.sudo().write({'credit_state': 'released'})
        order.invalidate_recordset()
        self.assertEqual(order.credit_state, 'held')

    def test_a_copy_of_a_held_order_carries_no_credit_past(self):
        order = self._order(1500.0)
        self.confirm(order)
        copy = order.copy()
        self.assertEqual(copy.credit_state, 'none')
        self.assertTrue(self.confirm(copy))

    def test_a_salesperson_cannot_set_a_limit_anywhere(self):
        with self.assertRaises(AccessError):
            self.profile.with_user(self.sales).write({'credit_limit': 9999.0})
        contact = self.env['res.partner'].create({'name': "Buyer", 'parent_id': self.customer.id})
        for partner in (self.customer, contact):
            with self.assertRaises(UserError):
                partner.write({'credit_limit': 9999.0})
        self.assertEqual(self.customer.credit_limit, 1000.0)

    def test_a_swallowed_refusal_leaves_nothing_behind(self):
        order = self._order(1500.0)
        try:
            order.sudo().write({'state': 'sale'})
        except CreditHold:
            order.invalidate_recordset()
        self.assertEqual(order.state, 'draft')
        small = self._order(900.0)
        self.confirm(small)
        try:
            small.order_line.price_unit = 5000.0
        except CreditHold:
            small.invalidate_recordset()
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(small.order_line.price_unit, 900.0)

    def test_a_closed_remainder_is_open_again_when_the_order_is_confirmed_again(self):
        order = self._order(900.0)
        self.confirm(order)
        order.picking_ids.action_cancel()
        order.action_close_remainder()
        self.assertEqual(self.profile.exposure, 0.0)
        order.action_cancel()
        order.action_draft()
        self.assertIsNone(self.confirm(order))
        self.profile.invalidate_recordset()
        self.assertEqual(self.profile.exposure, 900.0)
