from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, tagged

from .desk_common import WEDNESDAY_TEN, DeskCommon, utc

CRON = 'credit_escalate_cron'


@tagged('post_install', '-at_install')
class TestDecideBy(DeskCommon):
    """Working hours of the company, and the cut-off before the goods are promised to leave."""

    def _decide_by(self, now, ships=False):
        with freeze_time(now):
            return self.company._credit_decide_by(ships)

    def test_four_working_hours_without_the_lunch_break(self):
        # 10:00 to 12:00 and 13:00 to 15:00 in Shanghai
        self.assertEqual(self._decide_by(WEDNESDAY_TEN), utc('2026-07-15 07:00:00'))

    def test_what_comes_on_friday_evening_waits_until_monday_noon(self):
        self.assertEqual(
            self._decide_by(utc('2026-07-17 12:00:00')), utc('2026-07-20 04:00:00')
        )

    def test_a_holiday_of_the_company_counts_and_one_of_another_company_does_not(self):
        other = self.env['res.company'].create({'name': "Other Ltd"})
        for company, day in ((self.company, 15), (other, 16)):
            leave = self.env['resource.calendar.leaves'].with_company(company).create({
                'name': "Closed", 'calendar_id': False,
                'date_from': utc(f'2026-07-{day - 1} 16:00:00'),
                'date_to': utc(f'2026-07-{day} 16:00:00'),
            })
            self.assertEqual(leave.company_id, company)
        self.assertEqual(self._decide_by(WEDNESDAY_TEN), utc('2026-07-16 04:00:00'))

    def test_it_is_the_company_s_clock_whoever_asks(self):
        for zone in ('America/Los_Angeles', 'Pacific/Auckland'):
            self.sales.tz = zone
            with freeze_time(WEDNESDAY_TEN):
                order = self._order(1500.0).with_context(tz=zone)
                self.confirm(order)
            self.assertEqual(order.sudo().credit_hold_id.decide_by, utc('2026-07-15 07:00:00'))

    def test_what_ships_in_the_afternoon_is_decided_before_the_cut_off(self):
        ships = utc('2026-07-15 08:00:00')  # 16:00
        self.assertEqual(self._decide_by(WEDNESDAY_TEN, ships), utc('2026-07-15 06:00:00'))

    def test_what_ships_in_the_morning_is_decided_before_the_cut_off_of_the_day_before(self):
        monday_nine, friday_ten = utc('2026-07-20 01:00:00'), utc('2026-07-17 02:00:00')
        self.assertEqual(self._decide_by(friday_ten, monday_nine), utc('2026-07-17 06:00:00'))

    def test_after_the_cut_off_the_truck_itself_is_the_deadline(self):
        half_past_two, ships = utc('2026-07-15 06:30:00'), utc('2026-07-15 08:00:00')
        self.assertEqual(self._decide_by(half_past_two, ships), ships)

    def test_a_promise_that_is_broken_already_or_far_away_changes_nothing(self):
        for ships in (utc('2026-07-14 08:00:00'), utc('2026-08-30 08:00:00')):
            self.assertEqual(self._decide_by(WEDNESDAY_TEN, ships), utc('2026-07-15 07:00:00'))

    def test_without_a_cut_off_it_is_decided_before_it_ships(self):
        self.company.credit_has_cutoff = False
        ships = utc('2026-07-15 06:45:00')
        self.assertEqual(self._decide_by(WEDNESDAY_TEN, ships), ships)

    def test_asking_again_buys_no_time_and_shipping_earlier_takes_some(self):
        with freeze_time(WEDNESDAY_TEN):
            hold = self._held(commitment_date=utc('2026-07-15 08:00:00'))
        self.assertEqual(hold.decide_by, utc('2026-07-15 06:00:00'))
        check = self.env['credit.check'].with_user(self.sales)
        with freeze_time(WEDNESDAY_TEN + timedelta(hours=1)):
            for ships, decide_by in ((8, 6), (5, 5), (9, 5)):
                hold.order_id.sudo().commitment_date = WEDNESDAY_TEN.replace(hour=ships)
                check._gate_orders(hold.order_id, 'order_confirm', raising=False)
                hold.invalidate_recordset()
                self.assertEqual(hold.decide_by, WEDNESDAY_TEN.replace(hour=decide_by))

    def test_a_hold_by_hand_waits_for_nobody_until_somebody_asks(self):
        order = self._order(10.0)
        order.with_user(self.officer).action_credit_hold('papers', "no contract")
        hold = order.sudo().credit_hold_id
        self.assertFalse(hold.decide_by)
        with freeze_time(WEDNESDAY_TEN):
            order.with_user(self.sales).action_request_credit_release("They sent it")
        self.assertEqual(hold.decide_by, utc('2026-07-15 07:00:00'))

    def test_a_cut_off_is_a_time_of_day(self):
        for hours in (-0.5, 24.0):
            with self.assertRaisesRegex(ValidationError, "23:59"):
                self.company.credit_cutoff = hours


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


@tagged('post_install', '-at_install')
class TestSecondSignature(DeskCommon):

    def setUp(self):
        super().setUp()
        self.env['res.users'].search([
            ('all_group_ids', 'in', self.env.ref(
                'credit_management.credit_management_group_manager'
            ).id), ('id', 'not in', (self.manager | self.manager_2).ids),
        ]).write({'group_ids': [Command.unlink(self.env.ref(
            'credit_management.credit_management_group_manager').id)]})
        with freeze_time(WEDNESDAY_TEN):
            self.hold = self._held()
            self.hold.with_user(self.manager).release('business', "truck waits", urgent=True)

    def _at(self, hours, minutes=0):
        with freeze_time(WEDNESDAY_TEN + timedelta(hours=hours, minutes=minutes)):
            self._run(CRON)

    def _task(self, hours):
        with freeze_time(WEDNESDAY_TEN + timedelta(hours=hours)):
            self.env.invalidate_all()
            return self.env['credit.task'].search([
                ('kind', '=', 'second_signature'), ('res_id', '=', self.hold.id),
            ]).read(['user_id', 'is_late', 'priority', 'decide_by'])[0]

    def test_the_other_manager_is_asked_at_once(self):
        self.assertEqual(self.hold.signer_id, self.manager_2)
        self.assertEqual(self.hold.activity_ids.user_id, self.manager_2)
        task = self._task(1)
        self.assertEqual(task['user_id'][0], self.manager_2.id)
        self.assertEqual((task['is_late'], task['priority']), (False, '0'))

    def test_he_is_reminded_once_before_it_is_due(self):
        self._at(19)
        self.assertFalse(self.hold.signature_reminded_at)
        before = self._mails()
        for minutes in (0, 5):
            self._at(20, 1 + minutes)
        self.assertEqual(
            self.hold.signature_reminded_at, WEDNESDAY_TEN + timedelta(hours=20, minutes=1)
        )
        self.assertEqual(self.hold.activity_ids.user_id, self.manager_2)
        self.assertEqual(len(self._mails() - before), 1)

    def test_over_due_all_managers_are_told_once_and_it_is_red(self):
        third = self._user('mike', 'credit_management.credit_management_group_manager')
        self._at(23)
        before = self._mails()
        for hours in (24, 25, 26):
            self._at(hours, 1)
        self.assertEqual(self.hold.activity_ids.user_id, self.manager_2 | third)
        self.assertEqual(len(self._mails() - before), 2)
        task = self._task(25)
        self.assertEqual((task['is_late'], task['priority']), (True, '2'))
        self.assertEqual(self.env['credit.decision'].search_count([
            ('kind', '=', 'second_signature'), ('payload', 'like', 'missing_since'),
        ]), 1)

    def test_the_queue_says_who_was_asked_and_lets_him_sign(self):
        tasks = self.env['credit.task']
        task = tasks.search([('kind', '=', 'second_signature'), ('res_id', '=', self.hold.id)])
        for user, may_sign in (
            (self.manager, False), (self.officer, False), (self.manager_2, True),
        ):
            shown = task.with_user(user).credit_preview()
            self.assertEqual((shown['owner'], shown['can_sign']), ("Milo", may_sign), user.name)
        task.with_user(self.manager_2).action_sign()
        self.assertEqual(self.hold.second_signature_id, self.manager_2)
        self.assertFalse(tasks.search([('id', '=', task.id)]))

    def test_a_signature_ends_it(self):
        self.hold.with_user(self.manager_2).action_second_signature()
        self.assertFalse(self.hold.activity_ids)
        self._at(25)
        self.assertFalse(self.hold.signature_reminded_at)

    def test_who_sold_the_order_does_not_sign_for_it_either(self):
        with freeze_time(WEDNESDAY_TEN):
            order = self._order(1500.0, user=self.sales)
            order.sudo().user_id = self.manager_2
            order.sudo().user_id = self.sales
            self.confirm(order)
            hold = order.sudo().credit_hold_id.with_env(self.env)
            hold.with_user(self.manager).release('business', "truck waits", urgent=True)
        self.assertFalse(hold.signer_id)
        with self.assertRaises(AccessError):
            hold.with_user(self.manager_2).action_second_signature()

    def test_where_one_person_decides_alone_nobody_is_asked(self):
        self.company.credit_single_approver = True
        hold = self._held(1600.0)
        hold.with_user(self.manager).release('business', "truck waits", urgent=True)
        self.assertTrue(hold.is_urgent)
        self.assertFalse(hold.second_signature_due)
        self.assertFalse(hold.signer_id)
