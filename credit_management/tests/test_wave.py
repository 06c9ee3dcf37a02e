from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from ..exceptions import CreditHold
from .common import CreditCommon


class WaveCommon(CreditCommon):
    """A company that enforces; Acme Trade is in its second wave, Bolt in its first."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls.company._credit_today()
        cls.waves = cls.env['credit.wave']._of(cls.company)
        cls.bolt = cls.env['res.partner'].create({'name': "Bolt", 'is_company': True})
        cls.bolt_profile = cls._profile(cls.bolt, 1000.0, wave_id=cls.waves[0].id)
        cls.profile.wave_id = cls.waves[1]

    @classmethod
    def begin(cls, *days):
        """Let the waves begin so many days from today; None: not planned."""
        for wave, distance in zip(cls.waves, days, strict=False):
            wave.date_from = distance is not None and cls.today + timedelta(days=distance)

    def kinds(self, profile):
        return set(self.env['credit.decision'].search(
            [('profile_id', '=', profile.id)]).mapped('kind'))


@tagged('post_install', '-at_install')
class TestWave(WaveCommon):

    def test_who_waits_is_judged_and_logged_and_not_held(self):
        self.begin(0, 1, None)
        order, his = self._order(1500.0), self._order(1500.0, partner=self.bolt)
        self.assertIsNone(self.confirm(order))
        self.assertEqual((order.state, order.credit_state), ('sale', 'warn'))
        self.assertFalse(order.sudo().credit_hold_ids)
        self.assertIn('would_hold', self.kinds(self.profile))
        self.assertTrue(self.confirm(his))
        self.assertEqual((his.state, his.credit_state), ('draft', 'held'))

    def test_a_wave_begins_on_its_day_and_not_before(self):
        for distance, held in ((None, False), (1, False), (0, True), (-30, True)):
            self.begin(0, distance)
            with self.subTest(distance=distance):
                order = self._order(1500.0)
                self.assertEqual(bool(self.confirm(order)), held)
                self.assertEqual(self.profile.is_waiting, not held)
                if not held:
                    order.action_cancel()

    def test_who_is_in_no_wave_is_held_when_his_company_enforces(self):
        self.profile.wave_id = False
        self.assertTrue(self.confirm(self._order(1500.0)))
        self.begin(0, 0, 0)
        self.company.credit_mode = 'report'
        self.assertIsNone(self.confirm(self._order(1500.0)))

    def test_two_of_two_waves_confirmed_in_one_call_get_each_his_own_answer(self):
        self.begin(0, None)
        orders = self._order(1500.0) | self._order(1500.0, partner=self.bolt)
        orders.action_confirm_each()
        self.assertEqual(orders.mapped('state'), ['sale', 'sent'])
        self.assertEqual(orders.mapped('credit_state'), ['warn', 'held'])

    def test_a_new_customer_without_a_wave_is_held_at_once(self):
        self.begin(None)
        self.company.write({'credit_no_profile': 'allowance', 'credit_allowance': 500.0})
        fresh = self.env['res.partner'].create({'name': "Fresh", 'is_company': True})
        self.assertIsNone(self.confirm(self._order(500.0, partner=fresh)))
        self.assertTrue(self.confirm(self._order(0.01, partner=fresh)))

    def test_growth_of_who_waits_is_saved_and_logged(self):
        self.begin(0, None)
        order = self._order(900.0)
        self.assertIsNone(self.confirm(order))
        line = order.with_user(self.sales).order_line
        line.price_unit = 1800.0
        self.assertEqual(order.amount_total, 1800.0)
        self.waves[1].date_from = self.today
        with self.assertRaises(CreditHold):
            line.price_unit = 1900.0

    def test_a_check_that_breaks_lets_pass_who_waits(self):
        self.begin(0, None)
        self.patch(self.env.registry['credit.check'], '_facts', lambda *args, **kwargs: 1 / 0)
        self.assertIsNone(self.confirm(self._order(1.0)))
        held = self.confirm(self._order(1.0, partner=self.bolt))
        self.assertEqual(held.context['breaches'][0]['code'], 'H00')

    def test_his_deliveries_leave_and_no_badge_says_otherwise(self):
        self.begin(0, 0)
        order = self._order(900.0)
        self.confirm(order)
        picking = order.picking_ids
        picking.move_ids.quantity = 1
        self.profile.standing = 'blocked'
        self.assertEqual(picking.credit_state, 'held')
        self.waves[1].date_from = False
        self.env.invalidate_all()
        self.assertFalse(picking.credit_state)
        banner = self.env['stock.picking'].with_user(self.officer).credit_banner(picking.id)
        self.assertEqual(banner['state'], 'none')
        picking.with_context(skip_backorder=True).button_validate()
        self.assertEqual(picking.state, 'done')
        self.assertFalse(order.sudo().credit_hold_ids)

    def test_banner_and_may_sell_say_report_only_of_who_waits(self):
        self.begin(0, None)
        profiles, orders = (self.env[model].with_user(self.sales) for model in (
            'credit.profile', 'sale.order'))
        for partner, reports in ((self.customer, True), (self.bolt, False)):
            answer = profiles.may_sell(partner.id, 1500.0)
            self.assertEqual((answer['verdict'], answer['report_only']), ('hold', reports))
            banner = orders.credit_banner(self._order(1500.0, partner=partner).id)
            self.assertEqual((banner['state'], banner['report_only']), ('would_hold', reports))

    def test_nobody_moves_a_wave_or_calls_a_grade_provisional_by_hand(self):
        with self.assertRaises(AccessError):
            self.profile.with_user(self.manager).wave_id = self.waves[0]
        with self.assertRaises(AccessError):
            self.env['credit.profile'].with_user(self.manager).create({
                'partner_id': self.env['res.partner'].create({'name': "New"}).id,
                'wave_id': self.waves[2].id,
            })
        for user in (self.manager, self.officer, self.auditor, self.sales):
            with self.assertRaises(AccessError):
                self.waves[0].with_user(user).date_from = self.today

    def test_a_grade_that_somebody_sets_is_provisional_no_more(self):
        self.profile.write({'grade': 'B', 'has_provisional_grade': True})
        self.profile.with_user(self.manager).credit_limit = 2000.0
        self.assertTrue(self.profile.has_provisional_grade)
        self.profile.with_user(self.manager).grade = 'B'
        self.assertFalse(self.profile.has_provisional_grade)

    def test_who_waits_is_not_held_because_he_was_merged(self):
        self.begin(0, None)
        other = self.env['res.partner'].create({'name': "Acme Two", 'is_company': True})
        self.profile._merge_into(other, 'merged')
        self.assertTrue(self.env['credit.profile']._of_partners(other).is_waiting)

    def test_no_query_more_for_a_customer_of_a_wave(self):
        def count(partner):
            orders = self._order(1.0, partner=partner)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env['credit.check']._gate_orders(orders, 'order_confirm')
            return self.env.cr.sql_log_count - before
        self.begin(0, 0)
        self.bolt_profile.wave_id = False
        count(self.bolt)
        self.assertEqual(count(self.customer), count(self.bolt))


@tagged('post_install', '-at_install')
class TestWaveOverHttp(HttpCase, WaveCommon):
    """The same over real RPC, with the gate's own transaction."""

    def rpc(self, order):
        answer = self.url_open('/jsonrpc', json={'params': {
            'service': 'object', 'method': 'execute_kw', 'args': [
                self.env.cr.dbname, self.sales.id, self.sales.login, 'sale.order',
                'action_confirm', [order.ids]],
        }}).json()
        return (answer.get('error') or {}).get('data', {})

    def test_only_who_does_not_wait_is_refused(self):
        self.begin(0, None)
        order, his = self._order(1500.0), self._order(1500.0, partner=self.bolt)
        self.assertFalse(self.rpc(order))
        self.assertEqual(
            self.rpc(his)['name'], 'odoo.addons.credit_management.exceptions.CreditHold')
        self.env.invalidate_all()
        self.assertEqual((order.state, his.state), ('sale', 'draft'))

    def test_stepping_back_lets_the_next_order_pass_at_once(self):
        self.begin(0, 0)
        order = self._order(1500.0)
        self.assertTrue(self.rpc(order))
        self.waves[1].date_from = False
        self.assertFalse(self.rpc(order))
        self.env.invalidate_all()
        self.assertEqual(order.state, 'sale')
