from datetime import timedelta

from odoo.tests import tagged

from ..tools.touches import CAPACITY
from .touch_common import TODAY, TouchCommon


@tagged('post_install', '-at_install')
class TestTouchPlan(TouchCommon):
    """The night makes one contact a customer and day of what is due, for people who are there."""

    def test_one_call_closes_all_that_is_due_of_a_customer(self):
        first, second = self._step(self.profile, 'R9', 200.0), self._step(self.profile, 'R10', 300.0)
        self._step(self.profile, 'R14', 300.0, role='credit_manager', channel='review')
        self._plan()
        contact, desk = self._planned(self.profile).sorted('kind')
        self.assertEqual((contact.kind, desk.kind), ('contact', 'desk'))
        self.assertEqual(contact.step_ids, first | second)
        self.assertEqual((contact.codes, contact.amount), ('R9 R10', 500.0))
        self.assertEqual(contact.user_id, self.officer)
        self.assertEqual(contact.role, 'credit_officer')

    def test_what_a_machine_does_or_is_not_due_is_no_touch(self):
        self._step(self.profile, 'R8', is_automatic=True, channel='email')
        self._step(self.profile, 'R10', status='waiting')
        self._step(self.profile, 'R10', day=TODAY + timedelta(days=1))
        self._plan()
        self.assertFalse(self._planned(self.profile))

    def test_the_night_twice_is_once(self):
        for profile in self._customers(3):
            self._step(profile)
        self._plan()
        before = self._state()
        self._plan()
        self.assertEqual(self._state(), before)

    def test_what_follows_an_earlier_contact_is_planned_the_same_again(self):
        self._step(self.profile, 'R7', role='receivables', line=self._line(100.0))
        values = {'profile_id': self.profile.id, 'kind': 'contact', 'channel': 'phone'}
        self.touches.create([
            {**values, 'role': 'credit_manager', 'day': TODAY - timedelta(days=3),
             'origin': 'follow_up'},
            {**values, 'role': 'sales', 'day': TODAY, 'origin': 'hand'}])
        self._plan()
        before = self._state()
        self.assertEqual(self._planned(self.profile).role, 'credit_manager')
        self._plan()
        self.assertEqual(self._state(), before)

    def test_the_night_stopped_after_any_unit_goes_on(self):
        profiles = self._customers(3)
        for profile in profiles:
            self._step(profile)
        self.touches._plan_customers(self.root, profiles[:1].ids, TODAY)
        self.env.invalidate_all()
        self._plan()
        self.assertEqual(len(self._planned(profiles)), 3)
        self.assertEqual(set(self._planned(profiles).mapped('codes')), {'R10'})

    def test_what_was_not_done_moves_to_today_and_keeps_since_when_it_waits(self):
        self._step(self.profile)
        self._plan()
        touch = self._planned(self.profile)
        self._plan(TODAY + timedelta(days=1))
        self.assertEqual(self._planned(self.profile), touch)
        self.assertEqual((touch.day, touch.first_day), (TODAY + timedelta(days=1), TODAY))

    def test_what_nobody_needs_any_more_goes(self):
        step = self._step(self.profile)
        self._plan()
        step.unlink()
        self._plan()
        self.assertFalse(self._planned(self.profile))

    def test_a_weekend_is_planned_for_monday(self):
        self._step(self.profile)
        self._plan(TODAY + timedelta(days=5))
        self.assertEqual(self._planned(self.profile).day, TODAY + timedelta(days=7))

    def test_what_runs_out_soon_comes_first(self):
        first, second = self._customers(2)
        lines = [self._line(500.0, first), self._line(500.0, second)]
        for profile, line in zip((first, second), lines, strict=True):
            self._step(profile, 'R10', 500.0, line=line, deadline=TODAY + timedelta(days=20))
        law = self.env['credit.limitation.law'].search([], limit=1)
        self.env.flush_all()
        self.env.cr.execute(
            "INSERT INTO credit_limitation (profile_id, company_id, move_line_id, move_id, law_id,"
            " safe_date) VALUES (%s, %s, %s, %s, %s, %s)", (
                second.id, self.root.id, lines[1].id, lines[1].move_id.id, law.id,
                TODAY + timedelta(days=2)))
        self._plan()
        touches = [self._planned(profile) for profile in (first, second)]
        self.assertEqual([touch.deadline for touch in touches],
                         [TODAY + timedelta(days=20), TODAY + timedelta(days=2)])
        self.assertGreater(touches[1].score, touches[0].score)

    # === WHOSE === #

    def test_roles_have_people_and_what_has_none_is_the_officers(self):
        self.customer.user_id = self.sales
        self.env['credit.duty'].create({
            'company_id': self.root.id, 'role': 'legal', 'user_id': self.manager.id})
        owners = self.env['credit.duty']._owners(self.root, self.profile, TODAY)
        self.assertEqual(owners[self.profile.id, 'sales'], self.sales.id)
        self.assertEqual(owners[self.profile.id, 'legal'], self.manager.id)
        self.assertEqual(owners[self.profile.id, 'receivables'], self.officer.id)

    def test_who_is_away_has_a_substitute(self):
        line = self.env['credit.collector'].create({
            'company_id': self.root.id, 'user_id': self.officer.id, 'away_from': TODAY,
            'away_to': TODAY, 'substitute_id': self.manager.id})
        self._step(self.profile)
        self._plan()
        self.assertEqual(self._planned(self.profile).user_id, self.manager)
        self._plan(TODAY + timedelta(days=1))
        self.assertEqual(self._planned(self.profile).user_id, self.officer)
        line.write({'substitute_id': False, 'away_to': False})
        self._plan(TODAY + timedelta(days=1))
        touch = self._planned(self.profile)
        self.assertEqual((touch.user_id, touch.is_overflow), (self.officer, True))

    def test_who_stands_in_for_each_other_is_no_endless_search(self):
        for user, other in ((self.officer, self.manager), (self.manager, self.officer)):
            self.env['credit.collector'].create({
                'company_id': self.root.id, 'user_id': user.id, 'away_from': TODAY,
                'substitute_id': other.id})
        self._step(self.profile)
        self._plan()
        self.assertTrue(self._planned(self.profile))

    def test_what_is_handed_over_stays_with_who_got_it(self):
        self._step(self.profile)
        self._plan()
        touch = self._planned(self.profile)
        touch.with_user(self.officer)._hand_over(self.manager)
        self._plan()
        self.assertEqual(touch.user_id, self.manager)

    # === HOW MUCH === #

    def test_what_does_not_fit_waits_where_a_manager_sees_it(self):
        self.company.credit_touch_capacity = 2
        profiles = self._customers(4)
        for number, profile in enumerate(profiles, 1):
            self._step(profile, amount=100.0 * number)
        self._plan()
        over = self._planned(profiles).filtered('is_overflow')
        self.assertEqual(sorted(over.mapped('amount')), [100.0, 200.0])
        tile = self.env['credit.overview'].sudo()._tile_touches(self.root.sudo())
        self.assertEqual((tile['over'], tile['amount'], tile['planned']), (2, 300.0, 2))

    def test_what_was_done_today_takes_room_of_today(self):
        self.company.credit_touch_capacity = 2
        profiles = self._customers(3)
        for profile in profiles:
            self._step(profile)
        self._plan()
        before = self._planned(profiles).filtered('is_overflow')
        done = (self._planned(profiles) - before)[0]
        done.sudo().write({
            'state': 'done', 'done_on': TODAY, 'done_by_id': self.officer.id, 'outcome': 'no_answer'})
        done.step_ids.sudo().unlink()
        self._plan()
        self.assertEqual(self._planned(profiles).filtered('is_overflow'), before)

    def test_a_person_has_a_number_of_his_own(self):
        self.env['credit.collector'].create({
            'company_id': self.root.id, 'user_id': self.officer.id, 'has_capacity': True,
            'capacity': 1})
        profiles = self._customers(3)
        for profile in profiles:
            self._step(profile)
        self._plan()
        self.assertEqual(len(self._planned(profiles).filtered('is_overflow')), 2)
        self.assertEqual(self.company.credit_touch_capacity, CAPACITY)

    def test_what_is_nobodys_fits_into_no_day(self):
        self.profile.user_id = False
        self._step(self.profile)
        self._plan()
        self.assertTrue(self._planned(self.profile).is_overflow)

    def test_appointments_come_first(self):
        self.company.credit_touch_capacity = 1
        self._step(self._customers(1), amount=9000.0)
        visit = self.touches.with_user(self.officer).create({
            'profile_id': self.profile.id, 'day': TODAY, 'starts_at': f'{TODAY} 09:00:00',
            'channel': 'visit'})
        self._plan()
        self.assertFalse(visit.is_overflow)
        self.assertEqual(visit.activity_ids.user_id, self.officer)

    # === SETS === #

    def test_a_night_asks_as_much_of_many_as_of_few(self):
        def queries(count):
            profiles = self._customers(count)
            for profile in profiles:
                self._step(profile)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.touches._plan_customers(self.root, profiles.ids, TODAY)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before
        queries(2)
        few, many = queries(10), queries(20)
        self.assertLessEqual(many, few + 2)

    def test_what_did_not_fit_moves_in_one_statement(self):
        self.company.credit_touch_capacity = 0

        def queries(count, day):
            profiles = self._customers(count)
            for profile in profiles:
                self._step(profile)
            self.touches._plan_customers(self.root, profiles.ids, TODAY)
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.touches._plan_customers(self.root, profiles.ids, day)
            self.env.flush_all()
            touches = self._planned(profiles)
            self.assertEqual(set(touches.mapped('day')), {day})
            self.assertFalse(touches.message_ids.tracking_value_ids)
            return self.env.cr.sql_log_count - before
        tomorrow = TODAY + timedelta(days=1)
        queries(2, tomorrow)
        self.assertEqual(queries(10, tomorrow), queries(20, tomorrow))

    def test_who_wants_papers_is_asked_again_though_nothing_is_late(self):
        self._step(self.profile, 'R3', item=self._item(
            self.profile, unbilled=100.0, amount=100.0))
        self._plan()
        touch = self._planned(self.profile)
        touch.with_user(self.officer).close('wants_papers', {'note': "The signed note"})
        again = self._planned(self.profile)
        self.assertEqual(again.follows_id, touch)
        self._plan(again.day)
        self.assertEqual(self._planned(self.profile), again)

    def test_what_was_handed_to_somebody_who_left_is_somebodys_again(self):
        self._step(self.profile)
        self._plan()
        touch = self._planned(self.profile)
        touch._hand_over(self.manager)
        self._plan()
        self.assertEqual(touch.user_id, self.manager)
        self.manager.active = False
        self._plan()
        self.assertEqual(touch.user_id, self.officer)
