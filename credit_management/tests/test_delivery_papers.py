import base64

from odoo import Command, fields
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ..exceptions import CreditHold
from .delivery_common import DeliveryCommon
from .paper_common import PDF, PaperCommon


@tagged('post_install', '-at_install')
class TestDeliveryPapers(PaperCommon, DeliveryCommon):
    """What is asked for before goods leave: off, a warning, or a stop, with who can cure it."""

    def ask_at_delivery(self, *codes, severity='hold', **params):
        policy = self.env['credit.policy'].create({'name': "Gate", 'ignore_total_percent': 0.0})
        for rule in policy.rule_ids:
            rule.write({
                'severity_order_confirm': 'off', 'severity_quotation': 'off',
                'severity_delivery': severity if rule.code in codes else 'off'})
            if rule.code == 'H21' and rule.code in codes:
                rule.threshold_ids.value = params.get('above', 0.0)
        policy.action_publish()
        self.profile.policy_id = policy

    def refused(self, picking):
        """Return what the warehouse reads when it may not validate."""
        with self.assertRaises(CreditHold) as caught:
            self._validate(picking)
        return str(caught.exception)

    def printed(self, picking):
        html, _kind = self.env['ir.actions.report'].with_user(self.wanda)._render_qweb_html(
            'stock.action_report_delivery', picking.ids)
        return html.decode()

    # === SIGNED === #

    def test_an_unsigned_order_stays_until_its_paper_is_here(self):
        self.ask_at_delivery('H20')
        order, picking = self._confirmed()
        words = self.refused(picking)
        self.assertIn("is not signed by the customer", words)
        self.assertIn(order.user_id.name, words)
        self.assertNotIn('900', words)
        self.assertEqual(picking.with_user(self.wanda).credit_state, 'held')
        hold = self._held(picking)
        self.assertEqual(hold.breach_ids.mapped('code'), ['H20'])
        turn = self.env.ref('credit_management.mail_activity_sales')
        asked = order.activity_ids.filtered(lambda one: one.activity_type_id == turn)
        self.assertEqual(asked.user_id, order.user_id)
        self.assertIn("is not signed", asked.note)
        with self.assertRaisesRegex(ValidationError, "a day alone shows nothing"):
            order.credit_signed_on = self.today
        with self.assertRaisesRegex(ValidationError, "of a kind that is not kept"):
            order.write({'credit_signed_on': self.today, 'credit_signed_name': 'o.svg',
                         'credit_signed_file': base64.b64encode(b'<svg onload="x"/>')})
        order.write({'credit_signed_file': PDF, 'credit_signed_name': 'o.pdf',
                     'credit_signed_on': self.today})
        self.env.flush_all()
        self.assertEqual(
            self.env['credit.recheck'].search([('profile_id', '=', self.profile.id)], limit=1).event,
            'papers_changed')
        self.env['credit.recheck']._cure_profile(self.profile)
        self.assertEqual(hold.state, 'cured')
        self._validate(picking)
        self.assertEqual(picking.state, 'done')
        self.assertNotIn(turn, order.activity_ids.activity_type_id)

    def test_a_contract_that_binds_or_a_signature_online_is_enough(self):
        self.ask_at_delivery('H20')
        order, picking = self._confirmed()
        order.credit_contract_id = self.contract()
        self._validate(picking)
        other, picking = self._confirmed()
        other.signed_on = fields.Datetime.now()
        self._validate(picking)
        self.assertEqual(picking.state, 'done')

    # === WHO RECEIVES === #

    def test_a_receiver_needs_a_letter_for_the_address(self):
        self.ask_at_delivery('H21')
        _order, picking = self._confirmed()
        self.assertIn("No letter of authority to take over the goods", self.refused(picking))
        yard = self.env['res.partner'].create({
            'name': "Yard", 'parent_id': self.customer.id, 'type': 'delivery'})
        self.letter('receive_goods', address_ids=[Command.set(yard.ids)])
        self.assertIn("does not cover the address", self.refused(picking))
        picking.partner_id = yard
        picking.credit_receiver = "Wang Fang"
        self.assertIn("Wang Fang has no letter", self.refused(picking))
        picking.credit_receiver = "Li Wei"
        self._validate(picking)
        self.assertEqual(picking.state, 'done')
        proof = self.env['credit.delivery.proof'].with_context(
            default_picking_id=picking.id).default_get(['picking_id', 'signer'])
        self.assertEqual(proof['signer'], "Li Wei")

    def test_small_deliveries_and_parts_under_a_cap_go(self):
        self.ask_at_delivery('H21', above=1_000.0)
        _order, picking = self._confirmed()
        self._validate(picking)
        self.assertEqual(picking.state, 'done')
        self.ask_at_delivery('H21')
        self.letter('receive_goods', max_single=500.0)
        _order, picking = self._confirmed()
        self.assertIn("deliver a part", self.refused(picking))
        self.assertEqual(picking.with_user(self.wanda).credit_state, 'part')
        picking.with_user(self.wanda).action_credit_deliver_part()
        self._validate(picking)
        self.assertEqual((picking.state, picking.move_ids.quantity), ('done', 5.0))

    # === HOW MUCH, AND THE NOTE === #

    def test_more_than_ordered_warns_or_stops(self):
        self.ask_at_delivery('H22', severity='warn')
        _order, picking = self._confirmed(5)
        picking.move_ids.quantity = 7
        self._validate(picking)
        self.assertEqual(picking.state, 'done')
        self.ask_at_delivery('H22')
        _order, picking = self._confirmed(5)
        picking.move_ids.quantity = 7
        self.assertIn("2 Units more than ordered", self.refused(picking))
        picking.with_user(self.wanda).action_credit_deliver_part()
        self.assertEqual(picking.move_ids.quantity, 5)
        self._validate(picking)
        self.assertEqual(picking.state, 'done')

    def test_the_note_says_what_leaves(self):
        self.ask_at_delivery('H23')
        _order, picking = self._confirmed()
        self.assertIn("delivery note is not printed", self.refused(picking))
        picking.credit_receiver = "Li Wei"
        paper = self.printed(picking)
        for words in ("End of delivery note", picking.name, "Li Wei", "ID or phone", "Stamp"):
            self.assertIn(words, paper)
        picking.move_ids.write({'quantity': 4, 'picked': True})
        self.assertIn("delivery note", self.refused(picking))
        self.printed(picking)
        self._validate(picking)
        self.assertEqual(picking.state, 'done')
        self.assertFalse(self._rest(picking).credit_note_at)

    # === EVERY WAY OUT, EVERY MODE === #

    def test_off_asks_nothing_and_no_way_goes_round_it(self):
        self.ask_at_delivery()
        _order, picking = self._confirmed()
        self._validate(picking)
        self.ask_at_delivery('H20', 'H23')
        _order, picking = self._confirmed()
        for way in (
            lambda: picking.with_user(self.wanda).with_context(
                skip_backorder=True, skip_immediate=True).button_validate(),
            lambda: picking._action_done(),
            lambda: picking.with_context(
                picking_ids_not_to_backorder=picking.ids)._action_done(),
        ):
            with self.assertRaises(CreditHold):
                way()
        _other, fine = self._confirmed()
        fine.sale_id.write({'credit_signed_file': PDF, 'credit_signed_on': self.today})
        self.printed(fine)
        notice = (picking | fine).with_user(self.wanda).button_validate()
        self.assertEqual((fine.state, notice['tag']), ('done', 'display_notification'))
        self.assertNotEqual(picking.state, 'done')

    def test_a_credit_role_lets_it_go_with_a_reason(self):
        self.ask_at_delivery('H20', 'H21', 'H23')
        _order, picking = self._confirmed()
        hold = self._held(picking)
        self.assertEqual(set(hold.breach_ids.mapped('code')), {'H20', 'H21', 'H23'})
        hold.with_user(self.manager).release('promise', note="The paper comes tomorrow")
        self._validate(picking)
        self.assertEqual(picking.state, 'done')
        decision = self.env['credit.decision'].search(
            [('kind', '=', 'release'), ('profile_id', '=', self.profile.id)], limit=1)
        self.assertEqual(decision.user_id, self.manager)

    def test_papers_are_a_task_where_another_one_decides(self):
        self.ask_at_delivery('H20')
        _order, picking = self._confirmed()
        hold = self._held(picking)
        self.assertFalse(self.tasks(hold).filtered(lambda one: one.kind == 'delivery_papers'))
        hold.sudo().user_id = self.manager
        self.env.flush_all()
        task = self.tasks(hold).filtered(lambda one: one.kind == 'delivery_papers')
        self.assertEqual((task.user_id, task.decide_by), (self.officer, hold.decide_by))
        self.assertIn("Signed order or contract", task.why)

    def test_queries_do_not_grow_with_transfers(self):
        self.ask_at_delivery('H20', 'H21', 'H22', 'H23')
        pickings = self.env['stock.picking'].union(*(self._confirmed(1)[1] for _n in range(4)))

        def count(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env['credit.check']._delivery_cases(some)
            return self.env.cr.sql_log_count - before
        count(pickings)
        self.assertEqual(count(pickings), count(pickings[:2]))

    # === INVENTORY AT CREDIT RISK === #

    def test_goods_kept_for_held_orders_are_listed_with_their_value(self):
        self.ask_at_delivery('H20')
        order, picking = self._confirmed(9)
        product = order.order_line.product_id
        product.write({'standard_price': 40.0, 'is_storable': True})
        self.env['stock.quant']._update_available_quantity(
            product, picking.location_id, 6.0)
        picking.do_unreserve()
        picking.action_assign()
        risk = self.env['credit.stock.risk'].with_user(self.officer)
        domain = [('order_id', '=', order.id)]
        self.assertFalse(risk.search(domain))
        hold = self._held(picking)
        self.env.flush_all()
        row = risk.search(domain)
        self.assertEqual((row.reserved, row.amount, row.why, row.hold_id), (
            6.0, 240.0, 'hold', hold))
        picking.move_ids.write({'procure_method': 'make_to_order', 'move_orig_ids': [
            Command.create({
                'product_id': product.id, 'product_uom_qty': 9.0,
                'location_id': self.env.ref('stock.stock_location_suppliers').id,
                'location_dest_id': picking.location_id.id})]})
        self.env.flush_all()
        risk.invalidate_model()
        row = risk.search(domain)
        self.assertEqual((row.reserved, row.to_order, row.amount), (6.0, 3.0, 360.0))
        hold.with_user(self.manager).release('promise', note="goes")
        self.env.flush_all()
        self.assertFalse(risk.search(domain))
        self.profile.write({'standing': 'blocked', 'standing_reason': "bounced"})
        self.env.flush_all()
        self.assertEqual(risk.search(domain).why, 'blocked')
