from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..exceptions import CreditHold
from .delivery_common import DeliveryCommon


@tagged('post_install', '-at_install')
class TestDeliveryPart(DeliveryCommon):
    """What fits leaves, the rest stays held; what really leaves is judged."""

    # === AN AMOUNT CAN BE MET IN PART === #

    def test_the_banner_says_what_fits_and_who_to_call(self):
        _order, picking = self._stopped()
        banner = self._banner(picking)
        self.assertEqual(banner['state'], 'would_hold')
        self.assertEqual(banner['part'], "5 of 9 Units")
        self.assertEqual(banner['actions'], ['deliver_part', 'ask_again'])
        self.assertEqual(
            (banner['hold']['owner'], banner['hold']['phone']), ("Olga", "+86 10 5555")
        )
        self.assertEqual(picking.credit_state, 'part')

    def test_deliver_part_sends_what_fits_and_the_rest_stays_held(self):
        _order, picking = self._stopped()
        hold = self._held(picking)
        picking.with_user(self.wanda).action_credit_deliver_part()
        self.assertEqual(picking.move_ids.quantity, 5)
        self.assertEqual(self._banner(picking)['state'], 'part')
        self._validate(picking)
        rest = self._rest(picking)
        self.assertEqual((picking.state, rest.move_ids.product_uom_qty), ('done', 4))
        self.assertEqual((hold.state, hold.picking_id, hold.res_id), ('open', rest, rest.id))
        self.assertEqual(rest.credit_state, 'held')
        with self.assertRaises(CreditHold):
            self._validate(rest)
        self.assertIn(hold.name, ' '.join(picking.message_ids.mapped('body')))
        self.assertEqual(self.env['credit.decision'].search_count([
            ('res_model', '=', 'stock.picking'), ('res_id', '=', picking.id), ('kind', '=', 'check')
        ]), 1)

    def test_the_rest_is_held_even_when_nobody_had_asked(self):
        _order, picking = self._stopped()
        picking.action_credit_deliver_part()
        self._validate(picking)
        rest = self._rest(picking)
        self.assertEqual(rest.credit_hold_id.state, 'open')
        self.assertEqual(rest.credit_hold_id.picking_id, rest)

    def test_money_that_arrives_lets_the_rest_go(self):
        _order, picking = self._stopped()
        picking.action_credit_deliver_part()
        self._validate(picking)
        rest = self._rest(picking)
        self._pay(self.env['account.move'].search([('partner_id', '=', self.customer.id)]))
        self.env['credit.recheck']._cure_profile(self.profile)
        self.assertFalse(rest.credit_hold_id)
        self._validate(rest)
        self.assertEqual(rest.state, 'done')

    def test_one_piece_more_than_fits_is_held(self):
        _order, picking = self._stopped()
        picking.move_ids.quantity = 6
        with self.assertRaises(CreditHold):
            self._validate(picking)
        picking.move_ids.quantity = 5
        self._validate(picking)
        self.assertEqual(picking.state, 'done')

    def test_a_rest_that_is_cancelled_needs_no_hold(self):
        _order, picking = self._stopped()
        hold = self._held(picking)
        picking.action_credit_deliver_part()
        self._validate(picking, backorder=False)
        self.assertEqual((picking.state, hold.state), ('done', 'cancelled'))

    def test_transfers_of_one_order_share_what_fits(self):
        _order, picking = self._stopped()
        picking.move_ids.quantity = 4
        picking.action_split_transfer()
        rest = self._rest(picking)
        rest.action_assign()
        both = picking | rest
        action = both.with_user(self.wanda).button_validate()
        self.assertEqual((picking.state, rest.state == 'done'), ('done', False))
        self.assertEqual(action['tag'], 'display_notification')

    # === GROWTH === #

    def test_what_stood_before_the_growth_leaves(self):
        order, picking = self._confirmed()
        order.sudo().order_line.product_uom_qty = 15
        self.assertEqual(order.credit_hold_id.checkpoint, 'order_growth')
        self.assertEqual(picking.move_ids.product_uom_qty, 15)
        self.assertEqual(self._banner(picking)['state'], 'held')
        self.assertEqual(self._banner(picking)['part'], "10 of 15 Units")
        picking.action_credit_deliver_part()
        self._validate(picking)
        rest = self._rest(picking)
        self.assertEqual((picking.state, rest.move_ids.product_uom_qty), ('done', 5))
        self.assertEqual(order.credit_hold_id.state, 'open')
        self.assertEqual(rest.credit_state, 'held')

    def test_a_released_growth_is_delivered(self):
        order, picking = self._confirmed()
        order.sudo().order_line.product_uom_qty = 15
        order.credit_hold_id.with_user(self.manager).release('promise', "Known")
        self._validate(picking)
        self.assertEqual(picking.state, 'done')

    def test_a_growth_that_is_late_lets_no_part_go(self):
        order, picking = self._confirmed()
        self._invoice(50.0, due=-60)
        order.sudo().order_line.product_uom_qty = 15
        self.assertIn('H02', order.credit_hold_id.breach_ids.mapped('code'))
        self.assertEqual(self._banner(picking)['part'], '')
        with self.assertRaises(UserError):
            picking.action_credit_deliver_part()

    # === WHAT CANNOT BE MET IN PART === #

    def test_a_blocked_customer_gets_no_part(self):
        _order, picking = self._confirmed()
        self.profile.standing = 'blocked'
        banner = self._banner(picking)
        self.assertEqual((banner['part'], banner['actions']), ('', ['ask_again']))
        self.assertEqual(picking.credit_state, 'held')
        with self.assertRaises(UserError) as caught:
            picking.action_credit_deliver_part()
        self.assertIn("Ask for a release", str(caught.exception))

    def test_a_customer_held_by_hand_gets_no_part(self):
        _order, picking = self._stopped()
        self.env['credit.hold']._hold_by_hand(self.profile, self.profile, 'papers', "Wait")
        self.assertEqual(self._banner(picking)['part'], '')
        self.assertEqual(picking.credit_state, 'held')
        self.assertEqual(picking.credit_hold_id.kind, 'manual')

    def test_a_reader_may_not_deliver(self):
        _order, picking = self._stopped()
        with self.assertRaises(AccessError):
            picking.with_user(self.auditor).action_credit_deliver_part()

    def test_a_type_without_backorders_cancels_nothing_by_surprise(self):
        _order, picking = self._stopped()
        picking.picking_type_id.create_backorder = 'never'
        with self.assertRaises(UserError) as caught:
            picking.action_credit_deliver_part()
        self.assertIn("5 of 9 Units", str(caught.exception))

    # === THREE STEPS === #

    def test_the_pick_says_it_and_takes_what_fits(self):
        warehouse = self.env.ref('stock.warehouse0')
        warehouse.delivery_steps = 'pick_pack_ship'
        order, pick = self._stopped()
        self.assertEqual(pick.picking_type_code, 'internal')
        self.assertEqual(self._banner(pick)['part'], "5 of 9 Units")
        self.assertEqual(self._banner(pick)['actions'], ['deliver_part'])
        self.assertEqual(pick.credit_state, 'part')
        pick.action_credit_deliver_part()
        self._validate(pick)
        self.assertEqual(pick.state, 'done')
        rest = self._rest(pick)
        self.assertEqual(rest.credit_state, 'held')
        for _step in range(2):
            step = order.picking_ids.filtered(lambda p: p.state == 'assigned') - rest
            self.assertFalse(step.credit_state)
            self._validate(step)
            self.assertEqual(step.state, 'done')
        self.assertEqual(order.order_line.qty_delivered, 5)

    def test_a_blocked_customer_stands_at_the_pick(self):
        self.env.ref('stock.warehouse0').delivery_steps = 'pick_pack_ship'
        _order, pick = self._confirmed()
        self.assertFalse(pick.credit_state)
        self.profile.standing = 'blocked'
        pick.invalidate_recordset()
        self.assertEqual(pick.credit_state, 'held')
        self.assertEqual(self._banner(pick)['state'], 'would_hold')

    # === LISTS === #

    def test_the_list_asks_as_often_for_many_as_for_few(self):
        pickings = self.env['stock.picking']
        for number in range(8):
            partner = self.env['res.partner'].create({'name': f"C{number}", 'is_company': True})
            self._profile(partner, 1000.0, user_id=self.officer.id)
            _order, picking = self._confirmed(partner=partner)
            self._invoice(500.0, partner=partner)
            pickings |= picking
        counts = []
        for some in (pickings, pickings[:4], pickings):
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            self.assertEqual(set(some.mapped('credit_state')), {'part'})
            counts.append(self.env.cr.sql_log_count - start)
        self.assertEqual(counts[1], counts[2])

    def test_held_transfers_are_found(self):
        _order, picking = self._stopped()
        pickings = self.env['stock.picking']
        self.assertNotIn(picking, pickings.search([('credit_hold_id', '!=', False)]))
        hold = self._held(picking)
        self.assertIn(picking, pickings.search([('credit_hold_id', '!=', False)]))
        self.assertNotIn(picking, pickings.search([('credit_hold_id', '=', False)]))
        self.assertEqual(pickings.search([('credit_hold_id', '=', hold.id)]), picking)
        order, grown = self._confirmed(9, partner=self._other())
        order.sudo().order_line.product_uom_qty = 15
        self.assertIn(grown, pickings.search([('credit_hold_id', '!=', False)]))

    def _other(self):
        partner = self.env['res.partner'].create({'name': "Bolt", 'is_company': True})
        self._profile(partner, 1000.0)
        return partner

    def test_report_only_says_nothing(self):
        _order, picking = self._stopped()
        self.company.credit_mode = 'report'
        self.assertFalse(picking.credit_state)
        self.assertEqual(self._banner(picking)['state'], 'none')
        self._validate(picking)
        self.assertEqual(picking.state, 'done')
