from datetime import timedelta
from itertools import chain, repeat
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models import credit_signal_night
from .bureau_samples import event
from .signal_common import SignalCommon


@tagged('post_install', '-at_install')
class TestSignal(SignalCommon):
    """The life of signals: looked at by night, dealt with by people, told once."""

    def state(self):
        """Return all that is kept of our customer, as plain values."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT * FROM credit_signal WHERE profile_id = %s ORDER BY code, source",
            (self.profile.id,))
        rows = self.env.cr.dictfetchall()
        return rows, self.profile.danger_score, self.profile.danger_level, self.kinds()

    # === LEVELS === #

    def test_o_ds_s_the_points_make_the_level(self):
        self.flag('DS1', 'DS4', 'DS7')
        self.assertEqual((self.profile.danger_score, self.profile.danger_level), (29, 'watch'))
        self.flag('DS9')
        self.assertEqual((self.profile.danger_score, self.profile.danger_level), (37, 'alert'))
        self.assertEqual(self.profile.danger_codes, 'DS1 DS4 DS7 DS9')
        self.flag('DS3')
        self.assertEqual((self.profile.danger_score, self.profile.danger_level), (57, 'stop'))
        levels = self.env['credit.signal.change'].search([
            ('profile_id', '=', self.profile.id), ('kind', '=', 'level')], order='id')
        self.assertEqual(levels.mapped('level'), ['watch', 'alert', 'stop'])

    def test_thresholds_points_and_levels_are_the_companys(self):
        self.flag('DS1')
        settings = self.env['credit.signal.setting'].with_user(self.manager)
        setting = settings.create({'company_id': self.company.id})
        self.look()
        self.assertEqual(self.profile.danger_level, 'watch')
        setting.write({'weight_ds1': 31, 'slower_days': 3.0})
        self.assertFalse(self.company.credit_signals_on, "everybody is looked at again")
        self.look()
        self.assertEqual((self.profile.danger_score, self.profile.danger_level), (31, 'alert'))
        self.paid(100.0, 100, 10)
        for paid_ago in (1, 40, 80):
            self.paid(50.0, paid_ago, 14)
        self.look()
        self.assertEqual((self.signal('DS1').value, self.signal('DS1').threshold), (4.0, 3.0))
        for values in ({'watch_from': 99}, {'failed_contacts': 0}, {'third_party': 101.0},
                       {'weight_ds2': -1}):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                setting.write(values)
        with self.assertRaises(AccessError):
            setting.with_user(self.officer).write({'weight_ds1': 1})

    # === THE NIGHT === #

    def night(self, stop_after=None, day=None):
        left = chain(repeat(1.0, stop_after or 0), repeat(0.0))

        def commit_progress(cron, processed=0, *, remaining=None, deactivate=False):
            if stop_after is None or not processed:
                return 1.0
            return next(left)

        with patch.object(self.env.registry['ir.cron'], '_commit_progress', commit_progress), \
                patch.object(credit_signal_night, 'BATCH', 2):
            self.signals._cron_night()

    def test_a_night_may_stop_anywhere_and_run_twice(self):
        partners = self.env['res.partner'].create([
            {'name': f'Night {number}', 'is_company': True} for number in range(5)])
        profiles = self.env['credit.profile'].union(
            *(self._profile(partner, 1.0) for partner in partners))
        for profile in profiles:
            profile.flag_signal('DS3', "seen")
        self.env.cr.execute("UPDATE credit_profile SET danger_score = 0, danger_level = 'normal'")
        self.env.invalidate_all()
        self.night(stop_after=1)
        self.assertGreater(self.company.credit_signals_upto, 0)
        self.assertFalse(self.company.credit_signals_on)
        for _time in range(40):
            self.night(stop_after=1)
        self.assertEqual(self.company.credit_signals_on, self.today)
        self.assertEqual(set(profiles.mapped('danger_score')), {20})
        changes = self.env['credit.signal.change'].search_count([])
        self.night()
        self.company.credit_signals_on = False
        self.night()
        self.assertEqual(self.env['credit.signal.change'].search_count([]), changes)

    def test_looking_twice_changes_nothing(self):
        self.push(self._report(5, events=[event()]))
        self.paid(100.0, 100, 10)
        for paid_ago in (1, 40, 80):
            self.paid(50.0, paid_ago, 40)
        self.look()
        before = self.state()
        self.assertEqual(self.active(), ['DS1', 'DS8'])
        self.look()
        self.assertEqual(self.state(), before)

    def test_it_ends_half_a_year_after_it_was_seen_last_and_comes_back(self):
        self.flag('DS3')
        self.look(self.today + timedelta(days=180))
        self.assertEqual(self.active(), ['DS3'])
        self.assertEqual(self.signal('DS3', 'user').expires_on, self.today + timedelta(days=180))
        self.look(self.today + timedelta(days=181))
        self.assertEqual((self.active(), self.profile.danger_score), ([], 0))
        self.assertEqual(self.kinds('DS3')[-1], 'expired')
        self.look(self.today + timedelta(days=182))
        self.assertEqual(self.kinds('DS3').count('expired'), 1)

    def test_events_mark_and_the_worker_looks(self):
        self.env['credit.signal.mark'].search([]).unlink()
        self.bill(1000.0, 120)
        self.bill(1000.0, 20)
        self.bill(60.0, 10, kind='out_refund')
        marks = self.env['credit.signal.mark'].search([('profile_id', '=', self.profile.id)])
        self.assertIn('move_posted', marks.mapped('event'))
        self.work_off()
        self.assertEqual(self.active(), ['DS10'])
        self.assertFalse(self.env['credit.signal.mark'].search([
            ('profile_id', '=', self.profile.id)]))

    def test_before_the_first_night_nobody_is_told_and_nothing_waits(self):
        self.company.credit_signals_since = False
        self.push(self._report(5, events=[event()]))
        self.work_off()
        self.assertFalse(self.profile.signal_ids)
        self.night()
        self.assertEqual(self.company.credit_signals_since, self.today)
        self.assertEqual(self.profile.danger_level, 'stop')
        self.assertFalse(self.signal('DS8', 'bureau').waits_since)
        self.assertTrue(all(self.env['credit.signal.change'].search([
            ('profile_id', '=', self.profile.id)]).mapped('is_first')))

    # === PEOPLE === #

    def test_dealt_with_until_it_is_worse(self):
        self.paid(100.0, 100, 10)
        for paid_ago in (10, 40, 80):
            self.paid(50.0, paid_ago, 30)
        self.look()
        signal = self.signal('DS1')
        self.assertEqual((signal.value, self.profile.danger_score), (20.0, 15))
        with self.assertRaises(UserError):
            signal.with_user(self.officer).acknowledge("  ")
        with self.assertRaises(AccessError):
            signal.with_user(self.auditor).acknowledge("known")
        signal.with_user(self.officer).acknowledge("the parent pays")
        self.assertEqual((signal.state, self.profile.danger_score), ('acknowledged', 0))
        self.assertIn("the parent pays", signal.until)
        self.look()
        self.assertEqual(signal.state, 'acknowledged')
        self.paid(500.0, 1, 60)
        self.look()
        self.assertEqual((signal.state, self.profile.danger_score), ('active', 15))
        self.assertEqual(self.kinds('DS1'), ['new', 'acknowledged', 'back'])

    def test_what_a_person_flags_stays_with_its_words_and_files(self):
        self.customer.user_id = self.sales
        file = self.env['ir.attachment'].with_user(self.sales).create({
            'name': "gate.jpg", 'raw': b'closed'})
        self.profile.with_user(self.sales).flag_signal(
            'DS9', "moved out of the warehouse", attachment_ids=file.ids)
        signal = self.signal('DS9', 'user')
        self.assertEqual(signal.note, "moved out of the warehouse")
        self.assertEqual((file.res_model, file.res_id), ('credit.signal', signal.id))
        self.assertIn("moved out", signal.why)
        self.assertTrue(signal.with_user(self.officer).has_evidence)
        with self.assertRaises(AccessError):
            signal.with_user(self.sales).read(['code'])
        with self.assertRaises(AccessError):
            self.profile.with_user(self.sales).flag_signal('DS9', "x", is_stop=True)
        for code, note in (('DS11', "x"), ('DS9', " ")):
            with self.assertRaises(UserError):
                self.profile.flag_signal(code, note)
        with self.assertRaises(UserError):
            signal.with_user(self.officer).write({'note': "nothing"})
        signal.with_user(self.officer).lift("moved to a larger one")
        self.assertEqual((signal.state, self.profile.danger_score), ('expired', 0))

    def test_files_of_other_records_stay_there(self):
        other = self.env['ir.attachment'].create({
            'name': "other", 'raw': b'x', 'res_model': 'res.partner', 'res_id': self.customer.id})
        with self.assertRaises(AccessError):
            self.profile.flag_signal('DS9', "moved", attachment_ids=other.ids)

    def test_a_stop_that_a_manager_flags_and_another_overrules(self):
        self.profile.with_user(self.manager).flag_signal('DS9', "gates are shut", is_stop=True)
        self.assertEqual(self.profile.danger_level, 'stop')
        signal = self.signal('DS9', 'user')
        until = self.today + timedelta(days=10)
        with self.assertRaises(AccessError):
            signal.with_user(self.officer).overrule("they are open", until)
        for evidence, day in (("", until), ("open", False), ("open", self.ago(1))):
            with self.assertRaises(UserError):
                signal.with_user(self.manager_2).overrule(evidence, day)
        signal.with_user(self.manager_2).overrule("they are open", until)
        self.assertEqual(self.profile.danger_level, 'alert')
        with self.assertRaises(AccessError):
            signal.with_user(self.officer).lift("open")
        decision = self.env['credit.decision'].search([
            ('kind', '=', 'signal'), ('profile_id', '=', self.profile.id)], limit=1)
        self.assertIn("they are open", decision.payload)
        self.look(until + timedelta(days=1))
        self.assertEqual(self.profile.danger_level, 'stop')

    def test_the_dialog_does_what_it_says(self):
        action = self.profile.with_user(self.officer).action_flag_signal()
        wizard = self.env['credit.signal.decide'].with_user(self.officer).browse(action['res_id'])
        wizard.write({'code': 'DS6', 'note': "nobody picks up"})
        wizard.action_apply()
        signal = self.signal('DS6', 'user')
        self.assertEqual(signal.state, 'active')
        action = signal.with_user(self.officer).action_acknowledge()
        wizard = wizard.browse(action['res_id'])
        wizard.note = "on holiday"
        wizard.action_apply()
        self.assertEqual(signal.state, 'acknowledged')

    def test_signals_of_several_customers_are_dealt_with_at_once(self):
        other = self._profile(
            self.env['res.partner'].create({'name': "Other", 'is_company': True}), 1.0)
        self.flag('DS3')
        other.flag_signal('DS1', "late")
        signals = self.signals.search([
            ('profile_id', 'in', (self.profile | other).ids), ('state', '=', 'active')])
        action = signals.with_user(self.officer).action_acknowledge()
        wizard = self.env['credit.signal.decide'].with_user(self.officer).browse(action['res_id'])
        wizard.note = "known"
        wizard.action_apply()
        self.assertEqual(set(signals.mapped('state')), {'acknowledged'})

    def test_a_stop_of_points_ends_by_a_manager_and_every_dealing_is_logged(self):
        self.flag('DS1', 'DS2', 'DS3')
        self.assertEqual(self.profile.danger_level, 'stop')
        signal = self.signal('DS3', 'user')
        with self.assertRaises(AccessError):
            signal.with_user(self.officer).acknowledge("known")
        self.assertEqual(self.profile.danger_level, 'stop')
        signal.with_user(self.manager).acknowledge("known to us")
        self.assertNotEqual(self.profile.danger_level, 'stop')
        decision = self.env['credit.decision'].search([
            ('kind', '=', 'signal'), ('profile_id', '=', self.profile.id)], limit=1)
        self.assertIn("known to us", decision.payload)

    def test_the_first_settings_are_logged_as_what_differs(self):
        self.env['credit.signal.setting'].search([]).unlink()
        self.env['credit.signal.setting'].with_user(self.manager).create({
            'company_id': self.company.id, 'stop_from': 90})
        decision = self.env['credit.decision'].search([('kind', '=', 'setting')], limit=1)
        self.assertIn('"after":{"stop_from":90}', decision.payload.replace(' ', ''))
        self.assertIn('"before":{"stop_from":50}', decision.payload.replace(' ', ''))

    # === TASKS === #

    def _tasks(self):
        self.env.flush_all()
        return self.env['credit.task'].search([
            ('kind', '=', 'signal'), ('profile_id', '=', self.profile.id)])

    def test_a_new_alert_waits_once_for_the_owner(self):
        self.flag('DS1')
        self.assertFalse(self._tasks())
        self.flag('DS3')
        task = self._tasks()
        self.assertEqual((task.user_id, task.name), (self.officer, 'DS3'))
        self.assertIn("Danger 35", task.why)
        self.look()
        self.assertEqual(len(self._tasks()), 1)
        self.assertTrue(task.with_user(self.officer).credit_preview()['buttons'])
        task.with_user(self.officer).action_signal_seen()
        self.assertFalse(self._tasks())
        self.look()
        self.assertFalse(self._tasks())

    def test_an_alert_that_is_over_waits_no_more(self):
        self.flag('DS1', 'DS3')
        self.assertTrue(self._tasks())
        self.signal('DS1', 'user').lift("wrong")
        self.assertFalse(self._tasks())

    # === A CUSTOMER'S LIFE === #

    def test_a_merged_customers_signals_go_with_him(self):
        other = self.env['res.partner'].create({'name': "Old Acme", 'is_company': True})
        profile = self._profile(other, 1.0)
        profile.flag_signal('DS3', "bounced")
        profile.flag_signal('DS1', "late")
        self.flag('DS1')
        profile._merge_into(self.customer, 'merged')
        self.work_off()
        self.assertEqual(self.active(), ['DS1', 'DS3'])
        self.assertEqual(self.profile.danger_score, 35)
        self.assertEqual(self.signal('DS3', 'user').partner_id, self.customer)
        self.assertFalse(profile.signal_ids)

    def test_nobody_writes_score_or_level(self):
        for values in ({'danger_score': 1}, {'danger_level': 'stop'}):
            with self.assertRaises(AccessError):
                self.profile.with_user(self.manager).write(values)
        with self.assertRaises(UserError):
            self.env['credit.signal.change'].search([], limit=1).write({'kind': 'new'})
