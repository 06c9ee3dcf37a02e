from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from .common_golive import GoLiveCommon


class EnforceCommon(GoLiveCommon):
    """A company that reports since a week, with a customer in each wave and one in none."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['credit.profile'].search(
            [('id', '!=', cls.profile.id), ('company_id', '=', cls.company.id)]).active = False
        cls.go_live._done('report')
        cls.today = cls.company._credit_today()
        cls.new, cls.middle, cls.good = (
            cls._profile(cls.env['res.partner'].create({'name': name, 'is_company': True}), 1000.0,
                         grade=grade)
            for name, grade in (("New", 'A'), ("Middle", 'C'), ("Good", 'B')))
        cls.profile.grade = 'D'
        for profile in (cls.middle, cls.good, cls.profile):
            day = cls.today - timedelta(days=800)
            cls._pay(cls._invoice(10.0, profile.partner_id, invoice_date=day, date=day, due=-700))
        cls.env['credit.authority'].search([('company_id', '=', cls.company.id)]).unlink()

    def asked(self, user=None):
        return self.env['credit.go.live'].with_user(user or self.manager)

    def days(self, *distances):
        return [None if distance is None else fields.Date.to_string(
            self.today + timedelta(days=distance)) for distance in distances]

    def start(self, *distances):
        days = self.days(*distances)
        self.asked().plan_enforcement(days)
        self.asked(self.manager_2).sign_enforcement(days)

    def held(self, profile, amount=1500.0):
        """Tell whether an order above the limit is held; one that passes is cancelled again."""
        self.env.invalidate_all()
        order = self._order(amount, partner=profile.partner_id)
        if self.confirm(order):
            return True
        order.action_cancel()
        return False

    def who_is_held(self):
        return [self.held(profile) for profile in (self.new, self.profile, self.middle, self.good)]

    def told(self, user=None):
        page = self.asked(user).get_page()
        return next(step for step in page['steps'] if step['code'] == 'enforce')


@tagged('post_install', '-at_install')
class TestGoLiveEnforce(EnforceCommon):

    # === WAVES === #

    def test_new_and_worst_are_held_first_then_c_then_all(self):
        self.assertEqual(self.who_is_held(), [False] * 4)
        with self.untouched():
            self.start(0, 7, 14)
        self.assertEqual(self.company.credit_mode, 'enforce')
        self.assertEqual(self.go_live.state, 'finished')
        waves = [profile.wave_id.number for profile in (
            self.new, self.profile, self.middle, self.good)]
        self.assertEqual(waves, [1, 1, 2, 3])
        self.assertEqual(self.who_is_held(), [True, True, False, False])
        by_number = self.env['credit.wave']._of(self.company)
        by_number[1].date_from = self.today
        self.assertEqual(self.who_is_held(), [True, True, True, False])
        by_number[2].date_from = self.today
        self.assertEqual(self.who_is_held(), [True] * 4)

    def test_before_the_first_day_nobody_is_held_and_new_customers_wait_with_the_first(self):
        self.company.write({'credit_no_profile': 'allowance', 'credit_allowance': 5.0})
        self.start(3, 7, None)
        self.assertEqual(self.who_is_held(), [False] * 4)
        stranger, by_hand = (self.env['res.partner'].create({'name': name, 'is_company': True})
                             for name in ("Stranger", "By hand"))
        self.assertIsNone(self.confirm(self._order(500.0, partner=stranger)))
        made = self.env['credit.profile'].search([('partner_id', '=', stranger.id)])
        self.assertEqual(made.wave_id.number, 1)
        self.assertTrue(self._profile(by_hand, 1.0).is_waiting)
        self.env['credit.wave']._of(self.company)[0].date_from = self.today
        self.assertTrue(self.held(made))

    def test_one_wave_back_holds_its_customers_no_more_and_the_others_still(self):
        self.start(0, 0, 0)
        self.assertEqual(self.who_is_held(), [True] * 4)
        self.asked().step_back()
        self.assertEqual(self.who_is_held(), [True, True, True, False])
        self.asked().step_back()
        self.assertEqual(self.who_is_held(), [True, True, False, False])
        self.assertEqual(self.company.credit_mode, 'enforce')
        self.asked().step_back()
        self.assertEqual(self.company.credit_mode, 'report')
        self.assertEqual(self.who_is_held(), [False] * 4)
        with self.assertRaisesRegex(UserError, "none to step back"):
            self.asked().step_back()
        self.assertEqual(self.lines_of_log()[-3:], [('stepped_back', 'enforce')] * 3)

    def test_stepping_back_plans_nothing_after_it_and_again_takes_two(self):
        self.start(0, 0, 7)
        self.asked().step_back()
        waves = self.env['credit.wave']._of(self.company)
        self.assertEqual([bool(wave.date_from) for wave in waves], [True, False, False])
        days = self.days(0, 0, None)
        self.asked(self.manager_2).plan_enforcement(days)
        self.assertFalse(self.held(self.middle))
        self.asked().sign_enforcement(days)
        self.assertTrue(self.held(self.middle))
        self.assertEqual(self.lines_of_log()[-1], ('planned', 'enforce'))

    def test_who_is_held_stays_so_whatever_his_grade_becomes(self):
        self.start(0, None, None)
        self.profile.grade, self.good.grade = 'A', 'C'
        self.start(0, 5, None)
        self.assertEqual((self.profile.wave_id.number, self.good.wave_id.number), (1, 2))
        self.assertTrue(self.held(self.profile))

    def test_a_pause_lets_all_waves_pass(self):
        self.start(0, 0, 0)
        self.company.with_user(self.manager).action_credit_pause(1)
        self.assertEqual(self.who_is_held(), [False] * 4)
        self.assertTrue(self.told()['data']['paused_until'])

    # === SIGNATURES === #

    def test_one_signature_holds_nobody_and_the_second_is_another_s(self):
        days = self.days(0, 0, 0)
        self.asked().plan_enforcement(days)
        self.assertEqual(self.company.credit_mode, 'report')
        self.assertEqual(self.who_is_held(), [False] * 4)
        with self.assertRaisesRegex(AccessError, "another manager"):
            self.asked().sign_enforcement(days)
        for user in (self.officer, self.auditor, self.sales):
            with self.assertRaises(AccessError):
                self.asked(user).sign_enforcement(days)
        self.asked(self.manager_2).sign_enforcement(days)
        self.assertEqual(
            self.lines_of_log(),
            [('done', 'report'), ('signed', 'enforce'), ('done', 'enforce'), ('finished', None)])
        line = self.env['credit.decision'].search([('kind', '=', 'go_live')], limit=2)[-1]
        data = line.payload.replace(' ', '')
        self.assertIn(f'"first":{self.manager.id}', data)
        self.assertIn(f'"second":{self.manager_2.id}', data)

    def test_the_log_reads_like_what_was_done(self):
        self.start(0, 7, None)
        self.asked().step_back()
        lines = self.env['credit.decision'].with_user(self.auditor).search(
            [('kind', '=', 'go_live')], order='id')
        days = ', '.join(self.days(0, 7))
        self.assertEqual(lines.mapped('summary')[-4:], [
            f"Enforce · signed by the first · {days}", f"Enforce · done · {days}", "finished",
            "Enforce · stepped back a wave"])

    def test_what_was_not_read_is_not_signed(self):
        days = self.days(0, 0, 0)
        self.asked().plan_enforcement(days)
        self.asked().plan_enforcement(self.days(0, None, None))
        with self.assertRaisesRegex(UserError, "changed meanwhile"):
            self.asked(self.manager_2).sign_enforcement(days)
        self.asked().withdraw_plan()
        with self.assertRaisesRegex(UserError, "No plan waits"):
            self.asked(self.manager_2).sign_enforcement(days)

    def test_a_single_approver_begins_alone_and_the_log_says_so(self):
        self.company.credit_single_approver = True
        self.asked().plan_enforcement(self.days(0, None, None))
        self.assertEqual(self.company.credit_mode, 'enforce')
        self.assertEqual(self.lines_of_log()[1:3], [('signed', 'enforce'), ('done', 'enforce')])

    def test_only_managers_plan_sign_withdraw_and_step_back(self):
        for user in (self.officer, self.auditor, self.sales):
            own = self.asked(user)
            for call in (lambda own: own.plan_enforcement(self.days(0, 0, 0)),
                         lambda own: own.withdraw_plan(), lambda own: own.step_back()):
                with self.assertRaises(AccessError):
                    call(own)
        other = self.env['res.company'].create({'name': "Elsewhere"})
        with self.assertRaises(AccessError):
            self.asked().step_back(company_id=other.id)
        self.assertTrue(self.told(self.auditor)['data']['checks'])
        for name in ('plan', 'first_signature_id'):
            with self.assertRaises(AccessError):
                self.go_live.with_user(self.manager).write({name: False})

    # === PLANS === #

    def test_a_plan_that_is_none_says_why(self):
        for days, why in (
            (self.days(None, 0, 0), "the first has a day"), (self.days(0, None, 0), "one before it"),
            (self.days(5, 3, None), "one before it"), (['soon', None, None], "the first has a day"),
            (self.days(0, 0), "the first has a day"), (None, "the first has a day"),
            (self.days(-1, 0, 0), "is over"),
        ):
            with self.subTest(days=days), self.assertRaisesRegex(UserError, why):
                self.asked().plan_enforcement(days)
        self.start(0, None, None)
        with self.assertRaisesRegex(UserError, "Step back first"):
            self.asked().plan_enforcement(self.days(2, 3, None))

    def test_nobody_enforces_before_reporting(self):
        self.asked().undo('report') if self.go_live.mode_before else self.go_live._undone('report')
        with self.assertRaisesRegex(UserError, "Report first"):
            self.asked().plan_enforcement(self.days(0, 0, 0))

    def test_nobody_enforces_while_what_is_needed_is_missing(self):
        self.env['credit.policy'].search([]).state = 'archived'
        with self.assertRaisesRegex(UserError, "Not ready: A policy is published"):
            self.asked().plan_enforcement(self.days(0, 0, 0))
        self.assertFalse(self.go_live.plan)

    def test_after_enforcing_no_step_is_undone(self):
        self.start(0, None, None)
        with self.assertRaisesRegex(UserError, "step back a wave"):
            self.asked().undo('report')

    def test_queries_do_not_grow_with_the_customers_assigned(self):
        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.go_live._in_root()._assign_waves()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before
        count()
        self.profile.wave_id = self.middle.wave_id = self.good.wave_id = False
        first = count()
        for number in range(5):
            partner = self.env['res.partner'].create({'name': f"More {number}"})
            self._profile(partner, 1.0, grade='D')
        self.profile.wave_id = self.middle.wave_id = self.good.wave_id = False
        self.assertLessEqual(count(), first + 1)


@tagged('post_install', '-at_install')
class TestEnforceOverHttp(HttpCase, EnforceCommon):
    """Two people begin and one steps back, over RPC; orders hear of it at once."""

    def call(self, user, model, method, *args):
        answer = self.url_open('/jsonrpc', json={'params': {
            'service': 'object', 'method': 'execute_kw',
            'args': [self.env.cr.dbname, user.id, user.login, model, method, list(args)],
        }}).json()
        return (answer.get('error') or {}).get('data', {}).get('name', '').rpartition('.')[2]

    def test_waves_at_the_gate_over_rpc(self):
        days = self.days(0, 0, None)
        orders = {
            profile: self._order(1500.0, partner=profile.partner_id)
            for profile in (self.profile, self.middle, self.good)
        }

        def confirm(profile):
            return self.call(self.sales, 'sale.order', 'action_confirm', orders[profile].ids)

        self.assertFalse(self.call(self.manager, 'credit.go.live', 'plan_enforcement', days))
        self.assertEqual(
            self.call(self.manager, 'credit.go.live', 'sign_enforcement', days), 'AccessError')
        self.assertFalse(self.call(self.manager_2, 'credit.go.live', 'sign_enforcement', days))
        self.assertEqual([confirm(profile) for profile in orders], ['CreditHold', 'CreditHold', ''])
        self.assertFalse(self.call(self.manager, 'credit.go.live', 'step_back'))
        self.assertEqual(confirm(self.middle), '')
        self.assertEqual(confirm(self.profile), 'CreditHold')
