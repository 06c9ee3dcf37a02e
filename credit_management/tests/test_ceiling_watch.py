import json
from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .ceiling_common import CeilingCommon


@tagged('post_install', '-at_install')
class TestCeilingWatch(CeilingCommon):
    """Bands are crossed once, people are told once, and over the ceiling it takes a level more."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._empty_queue()
        cls.company.credit_mode = 'enforce'
        cls.cfo = cls._user('carla', 'credit_management.credit_management_group_auditor')
        cls.director = cls._user('dirk', 'sales_team.group_sale_manager')
        (cls.cfo | cls.director).write({'notification_type': 'inbox'})
        cls.company.credit_ceiling_user_ids = cls.cfo | cls.director
        cls.watch = cls.env['credit.ceiling.watch']
        cls.env['credit.authority'].search([('user_id', '!=', cls.officer.id)]).unlink()
        cls.profile.user_id = cls.officer

    def _set(self, amount):
        """Let `amount` be open today, and look as the night does."""
        self.set_open(amount, date(2031, 6, 30))
        with self.enter_registry_test_mode():
            self.env.ref('credit_management.credit_ceiling_cron').method_direct_trigger()
        self.env.invalidate_all()
        return self._row()

    def _row(self):
        return self.watch.search([('company_id', '=', self.company.id)])

    def _alerts(self):
        return self.env['credit.ceiling.alert'].search(
            [('company_id', '=', self.company.id)], order='id')

    def _told(self, user):
        return self.env['mail.notification'].search([
            ('res_partner_id', '=', user.partner_id.id)], order='id').mail_message_id.mapped('subject')

    # === CROSSINGS === #

    def test_each_crossing_is_noted_and_told_once(self):
        self.approved()
        self.assertEqual((self._row().band, self._row().ar), ('green', 4_100_000.0))
        self.assertFalse(self._alerts())
        for amount, band in (
            (4_200_000.0, 'green'), (4_271_400.0, 'amber'), (4_500_000.0, 'amber'),
            (4_746_000.0, 'amber'), (4_800_000.0, 'red'), (4_900_000.0, 'red'),
        ):
            self.assertEqual(self._set(amount).band, band, amount)
        alerts = self._alerts()
        self.assertEqual(
            [(one.before, one.band, one.ar, one.ceiling) for one in alerts],
            [('green', 'amber', 4_271_400.0, 4_746_000.0), ('amber', 'red', 4_800_000.0, 4_746_000.0)])
        self.assertEqual(alerts.user_ids, self.cfo | self.director)
        for user in self.cfo, self.director:
            self.assertEqual(self._told(user), [
                "Receivables are near their ceiling: 4.27m of 4.75m",
                "Receivables are over their ceiling: 4.80m of 4.75m",
            ])

    def test_only_green_arms_it_again(self):
        self.approved()
        for amount in (4_800_000.0, 4_700_000.0, 4_800_000.0, 4_700_000.0):
            self._set(amount)
        self.assertEqual([one.band for one in self._alerts()], ['red', 'amber', 'red', 'amber'])
        self.assertEqual([bool(one.user_ids) for one in self._alerts()], [True, False, False, False])
        self.assertEqual(len(self._told(self.cfo)), 1)
        self._set(4_100_000.0)
        self.assertEqual(self._alerts()[-1].band, 'green')
        self.assertEqual(len(self._told(self.cfo)), 1)
        self._set(4_800_000.0)
        self.assertEqual(len(self._told(self.cfo)), 2)

    def test_the_night_twice_is_once(self):
        self.approved()
        self._set(4_800_000.0)
        self._set(4_800_000.0)
        self.assertEqual(len(self._alerts()), 1)

    def test_a_plan_that_is_approved_is_looked_at_at_once(self):
        self.approved()
        self.approved(target_dso=30)
        self.assertEqual(self._row().band, 'red')
        self.assertEqual(self._alerts().plan_id.target_dso, 30)

    def test_a_ceiling_that_gets_lost_is_told_never_0(self):
        self.approved()
        with freeze_time('2032-01-05 08:00:00'):
            row = self._set(4_100_000.0)
        self.assertEqual((row.band, row.has_ceiling), ('unknown', False))
        alert = self._alerts()
        self.assertEqual((alert.band, alert.before, alert.has_ceiling), ('unknown', 'green', False))
        self.assertEqual(self._told(self.cfo), [
            "Receivables have no ceiling: there is no approved plan for 2032."])
        self.assertIsNone(self.ceiling()['alerts'][0]['ceiling'])

    def test_a_company_that_never_planned_is_not_watched(self):
        self.plan()
        self._set(9_000_000.0)
        self.assertFalse(self._row())
        self.assertFalse(self._alerts())

    def test_a_company_that_fails_is_noted_and_does_not_stop_the_others(self):
        self.approved()
        other = self.env['res.company'].create({'name': "Other"})
        self.plans.sudo().create({'company_id': other.id, 'year': 2031}).sudo().write(
            {'state': 'approved'})
        figures = type(self.watch)._figures

        def broken(watch, root_sudo):
            if root_sudo == self.company:
                raise ValueError("no figures")
            return figures(watch, root_sudo)

        with patch.object(type(self.watch), '_figures', broken), mute_logger(
            'odoo.addons.credit_management.models.credit_failure'
        ), self.enter_registry_test_mode():
            self.env.ref('credit_management.credit_ceiling_cron').method_direct_trigger()
        rows = {row.company_id: row for row in self.watch.search([])}
        noted = self.env['credit.failure'].search([('work', '=', 'ceiling')])
        self.assertEqual((noted.company_id, noted.reason), (self.company, "ValueError: no figures"))
        self.assertEqual(rows[other].band, 'unknown')

    def test_a_crossing_is_in_the_decision_log(self):
        self.approved()
        self._set(4_800_000.0)
        decision = self.env['credit.decision'].search([('kind', '=', 'ceiling')], limit=1)
        told = json.loads(decision.payload)['data']
        self.assertEqual((told['what'], told['before'], told['after'], told['told']),
                         ('band crossed', 'green', 'red', (self.cfo | self.director).ids))

    def test_the_alert_log_is_append_only(self):
        self.approved()
        self._set(4_800_000.0)
        alert = self._alerts()
        for change in (lambda: alert.write({'band': 'green'}), alert.unlink):
            with self.assertRaisesRegex(UserError, "append-only"):
                change()
        with self.assertRaisesRegex(UserError, "not by hand"):
            alert.with_user(self.manager).create(
                {'company_id': self.company.id, 'band': 'red', 'day': '2031-06-30'})
        for user in (self.manager, self.officer, self.auditor):
            with self.assertRaises(AccessError):
                self._row().with_user(user).write({'band': 'green'})

    # === RELEASES === #

    def _held(self, amount=1500.0):
        order = self._order(amount)
        self.assertTrue(self.confirm(order))
        return order.sudo().credit_hold_id.with_env(self.env)

    def _release(self, hold, user, note="Fine"):
        """Release through the dialog, as people do."""
        reason = self.env['credit.reason'].search([('usage', '=', 'release')], limit=1)
        wizard = self.env['credit.hold.release'].with_user(user).create({
            'hold_ids': [(6, 0, hold.ids)], 'reason_id': reason.id, 'note': note,
            'valid_until': '2031-07-31'})
        wizard.action_decide()
        return wizard

    def test_over_the_ceiling_a_release_takes_one_level_more(self):
        self.env['credit.authority'].create({
            'user_id': self.manager_2.id, 'company_id': self.company.id, 'level': 2,
            'max_excess': 100_000.0})
        self.approved()
        first, second, third = (self._held() for _order in range(3))
        self._release(first, self.officer)
        self.assertEqual(first.state, 'released')
        self._set(4_800_000.0)
        wizard = self._release(second, self.officer)
        self.assertEqual((second.state, wizard.result_ids.outcome), ('open', 'refused'))
        self.assertIn("receivables are over their ceiling: 4.80m of 4.75m", wizard.result_ids.message)
        self.assertIn("needs level 2", wizard.result_ids.message)
        self.assertIn("receivables are over their ceiling: 4.80m of 4.75m", second.with_user(
            self.officer).authority_text)
        self._release(second, self.manager_2)
        self.assertEqual(second.state, 'released')
        self._set(4_100_000.0)
        self._release(third, self.officer)
        self.assertEqual(third.state, 'released')

    def test_no_more_than_the_highest_level_that_somebody_has(self):
        lines = [(self.manager, 2), (self.manager_2, 3)]
        for user, level in lines:
            self.env['credit.authority'].create({
                'user_id': user.id, 'company_id': self.company.id, 'level': level,
                'max_excess': 1_000.0 * 10 ** level})
        others = self.env['credit.authority']._managers(self.company) - (
            self.manager | self.manager_2)
        for user in others:
            self.env['credit.authority'].create({
                'user_id': user.id, 'company_id': self.company.id, 'level': 3,
                'max_excess': 1_000_000.0})
        self.approved()
        self._set(4_800_000.0)
        hold = self._held(600_000.0)
        self.assertEqual(self.env['credit.authority']._needed(hold)[1], 3)
        self._release(hold, self.manager_2)
        self.assertEqual(hold.state, 'released')

    def test_an_order_that_fits_passes_all_the_same(self):
        self.approved()
        self._set(4_800_000.0)
        other = self.env['res.partner'].create({'name': "Bolt"})
        self._profile(other, 5_000.0)
        order = self._order(1_000.0, partner=other)
        self.assertIsNone(self.confirm(order))
        self.assertEqual(order.state, 'sale')

    # === LIMITS === #

    def _change(self, user, profile=None, **values):
        """Change a limit through the dialog, as people do."""
        profile = profile or self.profile
        wizard = self.env['credit.limit.change'].with_user(user).with_context(
            default_profile_ids=[(6, 0, profile.ids)]).create({'reason': "Grows", **values})
        wizard.action_apply()
        return wizard

    def test_over_the_ceiling_a_higher_limit_takes_one_level_more(self):
        self.env['credit.authority'].create({
            'user_id': self.manager.id, 'company_id': self.company.id, 'level': 1,
            'max_limit': 100_000.0})
        self.approved()
        self._change(self.manager, credit_limit=2_000.0)
        self._set(4_800_000.0)
        for values in (
            {'credit_limit': 3_000.0}, {'limit_mode': 'unlimited'},
            {'temporary_limit': 500.0, 'temporary_from': '2031-07-01', 'temporary_to': '2031-07-09'},
        ):
            with self.subTest(values=values), self.assertRaisesRegex(
                AccessError, "level 2; you are at level 1.*because receivables are over their"
                " ceiling: 4.80m of 4.75m"
            ):
                self._change(self.manager, **values)
        with self.assertRaises(AccessError):
            self.env['credit.profile'].with_user(self.manager).create({
                'partner_id': self.env['res.partner'].create({'name': "Bolt"}).id,
                'company_id': self.company.id, 'credit_limit': 5.0})
        branch = self.branch()
        self.manager.company_ids += branch
        with self.assertRaises(AccessError):
            self.env['credit.profile'].with_user(self.manager).with_company(branch).create({
                'partner_id': self.env['res.partner'].create({'name': "Nail"}).id,
                'credit_limit': 5.0})
        for default in ({'default_credit_limit': 5.0}, {'default_limit_mode': 'unlimited'}):
            with self.assertRaises(AccessError):
                self.env['credit.profile'].with_user(self.manager).with_context(**default).create({
                    'partner_id': self.env['res.partner'].create({'name': "Nut"}).id,
                    'company_id': self.company.id})
        self.profile.invalidate_recordset()
        self.assertEqual(self.profile.credit_limit, 2_000.0)
        self._change(self.manager, credit_limit=1_500.0)
        self._change(self.manager, standing='watch')
        wizard = self._change(self.manager_2, credit_limit=3_000.0)
        self.assertIn("one level of authority more: receivables are over", wizard.ceiling_text)
        self.assertEqual(self.profile.credit_limit, 3_000.0)

    def test_in_hard_mode_no_profile_goes_by_which_a_customer_may_owe_more(self):
        self.company.write({'credit_ceiling_hard': True, 'credit_no_profile': 'unchecked'})
        self.approved()
        self._set(9_000_000.0)
        profile = self.profile.with_user(self.manager)
        for leave in (lambda: profile.write({'active': False}), profile.action_archive,
                      profile.unlink):
            with self.assertRaisesRegex(UserError, "might owe more then, and no limit is raised"):
                leave()
        self.company.credit_no_profile = 'prepay'
        profile.active = False
        with self.assertRaisesRegex(UserError, "might owe more then"):
            profile.active = True
        self.company.credit_no_profile = 'unchecked'
        profile.active = True
        self.company.credit_ceiling_hard = False
        profile.active = False

    def test_hard_mode_raises_no_limit_at_all(self):
        self.company.credit_ceiling_hard = True
        self.approved()
        self._change(self.manager_2, credit_limit=2_000.0)
        self._set(4_800_000.0)
        with self.assertRaisesRegex(UserError, "No limit is raised now: receivables are over"):
            self._change(self.manager_2, credit_limit=3_000.0)
        self._change(self.manager_2, credit_limit=1_000.0)
        hold = self._held(5_000.0)
        self._release(hold, self.manager_2)
        self.assertEqual(hold.state, 'released')
        self._set(4_100_000.0)
        self._change(self.manager_2, credit_limit=3_000.0)

    def test_the_switch_is_logged(self):
        self.company.credit_ceiling_hard = True
        decision = self.env['credit.decision'].search([('kind', '=', 'setting')], limit=1)
        self.assertEqual(json.loads(decision.payload)['data']['after'],
                         {'credit_ceiling_hard': True})

    # === WORDS === #

    def test_amounts_are_short_and_told_apart(self):
        usd, pair = self.company.currency_id, self.watch._short_pair
        self.assertEqual(pair(usd, 4_800_000.0, 4_746_000.0), ["4.80m", "4.75m"])
        self.assertEqual(pair(usd, 4_746_100.0, 4_746_000.0), ["4.7461m", "4.7460m"])
        self.assertEqual(pair(usd, 9_000.0, 8_500.0), ["9.00k", "8.50k"])
        self.assertEqual(pair(usd, 4.5, 4.0), ["4.50", "4.00"])
        self.assertEqual(pair(usd, 5_000.0, 5_000.0), ["5.00k", "5.00k"])
