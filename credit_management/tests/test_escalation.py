from datetime import timedelta

from odoo.tests import freeze_time, tagged

from .desk_common import WEDNESDAY_TEN, DeskCommon, utc

CRON = 'credit_escalate_cron'


@tagged('post_install', '-at_install')
class TestEscalation(DeskCommon):

    def _open(self, amount=1500.0, **values):
        with freeze_time(WEDNESDAY_TEN):
            return self._held(amount, **values)

    def _at(self, moment):
        with freeze_time(moment):
            self._run(CRON)

    def test_a_missed_deadline_goes_one_level_up_with_a_new_one(self):
        hold = self._open()
        self.assertEqual(hold.user_id, self.officer)
        at_three = utc('2026-07-15 07:00:00')
        self._at(at_three)  # on time is not late
        self.assertEqual(hold.user_id, self.officer)
        self._at(at_three + timedelta(minutes=5))
        self.assertEqual(hold.user_id, self.wang)
        self.assertEqual(hold.escalated_from_id, self.officer)
        self.assertEqual(hold.escalated_at, at_three + timedelta(minutes=5))
        # 15:05 to 17:00 today, the rest tomorrow from 08:00
        self.assertEqual(hold.decide_by, utc('2026-07-16 02:05:00'))

    def test_it_is_visible_told_and_logged(self):
        hold = self._open()
        late = utc('2026-07-15 07:05:00')
        self._at(late)
        with freeze_time(late + timedelta(minutes=1)):
            reader = hold.with_user(self.wang).with_context(tz='Asia/Shanghai')
            self.assertEqual(reader.escalation_text, "from Olga since 15:05")
            self.assertEqual(reader.credit_preview()['passed_on'], reader.escalation_text)
        self.assertEqual(hold.activity_ids.user_id, self.wang)
        self.assertEqual(hold.activity_ids.summary, "Nobody decided in time")
        line = self.env['credit.decision'].search([('kind', '=', 'escalate')], limit=1)
        self.assertEqual((line.res_model, line.res_id), (hold.res_model, hold.res_id))
        for part in (f'"from":{self.officer.id}', f'"to":{self.wang.id}', '2026-07-15T07:00:00Z'):
            self.assertIn(part, line.payload)
        self.assertTrue(self.env['credit.decision'].verify_chain(hold.profile_id.id)['sound'])

    def test_running_twice_is_running_once(self):
        hold = self._open()
        late = utc('2026-07-15 07:05:00')
        for _time in range(2):
            self._at(late)
        self.assertEqual(hold.user_id, self.wang)
        self.assertEqual(len(hold.activity_ids), 1)
        self.assertEqual(self.env['credit.decision'].search_count([
            ('kind', '=', 'escalate'), ('res_id', '=', hold.res_id),
        ]), 1)

    def test_it_climbs_again_and_stops_at_the_top(self):
        hold = self._open()
        moment, owners = utc('2026-07-15 07:05:00'), []
        for _day in range(4):
            self._at(moment)
            owners.append(hold.user_id)
            moment += timedelta(days=1)
        top = owners[2]
        self.assertEqual(owners[:2], [self.wang, self.manager])
        self.assertEqual(owners[3], top)
        self.assertTrue(hold.is_late)
        self.assertEqual(hold.escalated_from_id, self.wang)
        count = self.env['credit.decision'].search_count([('kind', '=', 'escalate')])
        self._at(moment)
        self.assertEqual(
            self.env['credit.decision'].search_count([('kind', '=', 'escalate')]), count
        )

    def test_who_has_too_little_authority_is_passed_over(self):
        hold = self._open(300_000.0)
        self._at(utc('2026-07-15 07:05:00'))
        self.assertEqual(hold.user_id, self.manager)

    def test_a_substitute_takes_over_only_while_he_stands_in(self):
        stand_in = self._user('sue', 'credit_management.credit_management_group_officer')
        self.wang_line.write({
            'substitute_id': stand_in.id, 'away_from': '2026-07-15', 'away_to': '2026-07-15',
        })
        hold = self._open()
        self._at(utc('2026-07-15 07:05:00'))
        self.assertEqual(hold.user_id, stand_in)
        later = self._held()
        with freeze_time(WEDNESDAY_TEN + timedelta(days=1)):
            later.decide_by = later._decide_by()
        self._at(WEDNESDAY_TEN + timedelta(days=1, hours=6))
        self.assertEqual(later.user_id, self.wang)

    def test_who_is_away_without_a_substitute_is_passed_over(self):
        self.wang_line.write({'away_from': '2026-07-01', 'away_to': '2026-07-31'})
        hold = self._open()
        self._at(utc('2026-07-15 07:05:00'))
        self.assertEqual(hold.user_id, self.manager)

    def test_never_to_somebody_whom_four_eyes_exclude(self):
        order = self._order(1500.0)
        order.sudo().user_id = self.wang
        order.sudo().user_id = self.sales
        with freeze_time(WEDNESDAY_TEN):
            self.confirm(order)
        hold = order.sudo().credit_hold_id
        self._at(utc('2026-07-15 07:05:00'))
        self.assertEqual(hold.user_id, self.manager)

    def test_nor_to_a_substitute_whom_four_eyes_exclude(self):
        self.wang_line.write({
            'substitute_id': self.manager_2.id, 'away_from': '2026-07-01', 'away_to': '2026-07-31',
        })
        order = self._order(1500.0)
        order.sudo().user_id = self.manager_2
        order.sudo().user_id = self.sales
        with freeze_time(WEDNESDAY_TEN):
            self.confirm(order)
        self._at(utc('2026-07-15 07:05:00'))
        self.assertEqual(order.sudo().credit_hold_id.user_id, self.manager)

    def test_a_stop_goes_to_a_manager_and_not_to_who_signed_it(self):
        self.profile.standing = 'blocked'
        hold = self._open(10.0)
        self.assertEqual((hold.verdict, hold.user_id), ('stop', self.officer))
        hold.with_user(self.manager).release('business', "x")
        self._at(utc('2026-07-15 07:05:00'))
        self.assertEqual(hold.user_id, self.manager_2)

    def test_a_snoozed_hold_comes_back_when_it_is_late(self):
        hold = self._open()
        hold.snooze_until = utc('2026-07-16 00:00:00')
        self._at(utc('2026-07-15 07:05:00'))
        self.assertFalse(hold.snooze_until)

    def test_who_takes_it_himself_ends_the_remark(self):
        hold = self._open()
        self._at(utc('2026-07-15 07:05:00'))
        hold.with_user(self.manager_2).action_assign_to_me()
        self.assertEqual(hold.user_id, self.manager_2)
        self.assertFalse(hold.escalation_text)

    def test_a_bad_hold_is_noted_and_does_not_stop_the_others(self):
        bad, good = self._open(), self._open(1600.0)
        escalate = type(bad)._escalate

        def sometimes(hold):
            return 1 / 0 if hold == bad else escalate(hold)

        self.patch(self.env.registry['credit.hold'], '_escalate', sometimes)
        with self.assertLogs('odoo.addons.credit_management', 'ERROR'):
            self._at(utc('2026-07-15 07:05:00'))
        self.assertEqual((bad.user_id, good.user_id), (self.officer, self.wang))
        self.assertIn('ZeroDivisionError', bad.desk_error)
        self.patch(self.env.registry['credit.hold'], '_escalate', escalate)
        self._at(utc('2026-07-15 07:10:00'))
        self.assertEqual((bad.user_id, bad.desk_error), (self.wang, False))

    def test_the_loop_may_stop_anywhere_and_goes_on_where_it_was(self):
        holds = self._open() | self._open(1600.0) | self._open(1700.0)
        self.patch(
            self.env.registry['ir.cron'], '_commit_progress',
            lambda cron, processed=0, **kwargs: 0.0 if processed else 60.0,
        )
        moved = []
        for _run in range(3):
            with freeze_time(utc('2026-07-15 07:05:00')):
                self.env['credit.hold']._cron_escalate()
            moved.append(len(holds.filtered(lambda hold: hold.user_id == self.wang)))
        self.assertEqual(moved, [1, 2, 3])

    def test_where_credit_is_off_nothing_moves(self):
        hold = self._open()
        self.company.credit_mode = 'off'
        self._at(utc('2026-07-15 07:05:00'))
        self.assertEqual(hold.user_id, self.officer)
