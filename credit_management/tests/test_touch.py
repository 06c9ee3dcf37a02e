from datetime import date, timedelta

from freezegun import freeze_time
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .touch_common import TODAY, TouchCommon


@tagged('post_install', '-at_install')
class TestTouch(TouchCommon):
    """What comes of a contact, what follows, and what stays."""

    def _touch(self, user=None, **values):
        return self.touches.with_user(user or self.officer).create({
            'profile_id': self.profile.id, **values})

    # === CLOSED === #

    def test_no_answer_is_tried_again_on_the_next_working_day(self):
        friday = date(2026, 4, 17)
        touch = self._touch(day=friday)
        with freeze_time(f'{friday} 02:00:00'):
            touch._close('no_answer', note="Line busy")
        again = self._planned(self.profile)
        self.assertEqual((again.day, again.origin), (date(2026, 4, 20), 'follow_up'))
        self.assertEqual(again.follows_id, touch)
        self.assertEqual((touch.state, touch.outcome, touch.done_on), ('done', 'no_answer', friday))
        self.assertEqual((touch.done_by_id, touch.note), (self.officer, "Line busy"))

    def test_who_will_pay_says_how_much_and_when(self):
        self._line(100.0)
        touch = self._touch()
        for values in ({}, {'amount': 100.0}, {'said_on': TODAY},
                       {'amount': 100.0, 'said_on': TODAY - timedelta(days=1)}):
            with self.subTest(values=values), self.assertRaises(UserError):
                touch._close('will_pay', **values)
        touch._close('will_pay', amount=100.0, said_on=TODAY + timedelta(days=4))
        self.assertEqual((touch.said_amount, touch.said_on), (100.0, TODAY + timedelta(days=4)))
        self.assertFalse(touch.next_on)

    def test_an_outcome_opens_what_it_opens_once(self):
        called = []
        self.patch(type(self.touches), '_follow_dispute',
                   lambda touch, values: called.append((touch.id, values['amount'])))
        touch = self._touch()
        with self.assertRaisesRegex(UserError, "reason"):
            touch._close('disputes', amount=40.0, note="Two are broken")
        reason = self.env.ref('credit_management.credit_dispute_reason_quality')
        touch._close('disputes', amount=40.0, note="Two are broken", reason_id=reason.id)
        self.assertEqual(called, [(touch.id, 40.0)])

    def test_a_desk_decides_with_a_reason_and_says_nothing_of_a_contact(self):
        touch = self._touch().sudo()
        touch.kind = 'desk'
        touch = touch.with_user(self.officer)
        with self.assertRaises(UserError):
            touch._close('no_answer')
        with self.assertRaises(UserError):
            touch._close('decided')
        touch._close('decided', note="Lawyer")
        self.assertEqual(touch.outcome, 'decided')

    def test_the_next_day_may_be_chosen_and_moves_to_a_working_day(self):
        touch = self._touch()
        with self.assertRaises(UserError):
            touch._close('call_back', next_on=TODAY)
        touch._close('call_back', next_on=date(2026, 4, 18))
        self.assertEqual(self._planned(self.profile).day, date(2026, 4, 20))

    def test_two_follow_ups_of_one_day_are_one(self):
        self._touch(day=TODAY + timedelta(days=1), purpose="Visit")
        self._touch()._close('no_answer')
        self.assertEqual(len(self._planned(self.profile)), 1)

    def test_what_is_done_is_done_once(self):
        touch = self._touch()
        touch._close('no_answer')
        with self.assertRaises(UserError):
            touch._close('no_answer')

    def test_a_follow_up_goes_when_nothing_is_late_any_more(self):
        line = self._line(100.0)
        touch = self._touch()
        touch._close('has_paid', line_ids=line.ids)
        again = self._planned(self.profile)
        self.assertEqual(again.day, TODAY + timedelta(days=1))
        self._pay(line.move_id)
        self._plan(again.day)
        self.assertFalse(self._planned(self.profile))

    # === HISTORY === #

    def test_what_was_done_never_changes_and_is_never_deleted(self):
        touch = self._touch()
        touch._close('no_answer')
        for user in (self.officer, self.manager):
            with self.assertRaises(UserError):
                touch.with_user(user).write({'day': TODAY})
            with self.assertRaises(UserError):
                touch.with_user(user).unlink()

    def test_nobody_writes_outcomes_or_scores_by_hand(self):
        touch = self._touch(state='done', outcome='refuses', score=5.0, is_overflow=True)
        self.assertEqual((touch.state, touch.outcome, touch.score), ('planned', False, 0.0))
        self.assertEqual(touch.user_id, self.officer)
        for values in ({'outcome': 'refuses'}, {'state': 'done'}, {'amount': 5.0},
                       {'profile_id': self._customers(1).id}):
            with self.subTest(values=values), self.assertRaises(UserError):
                touch.write(values)
        told = self.touches.with_user(self.officer).with_context(
            default_state='done', default_outcome='refuses').create({
                'profile_id': self._customers(1).id})
        self.assertEqual((told.state, told.outcome), ('planned', False))

    def test_one_contact_a_customer_and_day(self):
        self._touch()
        with self.assertRaises(IntegrityError), mute_logger('odoo.sql_db'):
            self._touch()

    # === TAKEN BACK === #

    def test_a_wrong_outcome_is_taken_back_on_the_same_day_and_stays(self):
        touch = self._touch()
        touch._close('no_answer')
        follow_up = self._planned(self.profile)
        again = self.touches.browse(touch.with_user(self.officer).take_back("Wrong customer"))
        self.assertFalse(follow_up.exists())
        self.assertEqual((again.state, again.day, again.user_id), ('planned', TODAY, self.officer))
        self.assertEqual((touch.state, touch.outcome), ('done', 'no_answer'))
        self.assertEqual((touch.undone_by_id, touch.undone_reason), (self.officer, "Wrong customer"))
        with self.assertRaises(UserError):
            touch.take_back("Again")
        again._close('confirmed')

    def test_the_day_after_it_is_history(self):
        touch = self._touch()
        touch._close('no_answer')
        with freeze_time(f'{TODAY + timedelta(days=1)} 02:00:00'), self.assertRaises(UserError):
            touch.take_back("Wrong customer")

    def test_taking_back_needs_a_reason(self):
        touch = self._touch()
        touch._close('no_answer')
        for reason in ('', '  ', None, 5):
            with self.subTest(reason=reason), self.assertRaises(UserError):
                touch.take_back(reason)

    # === WHO WAS REACHED === #

    def test_tries_in_vain_are_told_in_their_order(self):
        days = [TODAY, TODAY + timedelta(days=1), TODAY + timedelta(days=2)]
        done = []
        for day, outcome in zip(days, ('no_answer', 'confirmed', 'no_answer'), strict=True):
            with freeze_time(f'{day} 02:00:00'):
                touch = self._planned(self.profile).filtered(lambda one, d=day: one.day == d) or (
                    self._touch(day=day))
                touch._close(outcome)
                done.append(touch.id)
        found = self.touches._attempts(self.profile.ids, TODAY, days[-1])
        self.assertEqual(found[self.profile.id], list(zip(days, done, (False, True, False), strict=True)))
        with freeze_time(f'{days[-1]} 03:00:00'):
            self.touches.browse(done[-1]).take_back("Wrong number")
        self.assertEqual(len(self.touches._attempts(
            self.profile.ids, TODAY, days[-1])[self.profile.id]), 2)

    # === WHO MAY === #

    def test_a_salesperson_works_on_what_is_his(self):
        self.customer.user_id = self.sales
        touch = self.touches.sudo().create({
            'profile_id': self.profile.id, 'day': TODAY, 'user_id': self.sales.id, 'role': 'sales'})
        own = touch.with_user(self.sales)
        own.close('confirmed', {'note': "All there"})
        self.assertEqual((touch.outcome, touch.done_by_id), ('confirmed', self.sales))
        with self.assertRaises(AccessError):
            own.read(['score'])

    def test_a_salesperson_sees_nobody_elses(self):
        touch = self._touch()
        own = touch.with_user(self.sales)
        self.assertFalse(own.search([('id', '=', touch.id)]))
        for call in (lambda: own.close('confirmed'), own.call_sheet,
                     lambda: own.take_back("x"), own.action_hand_over_dialog):
            with self.assertRaises(AccessError):
                call()

    def test_the_auditor_reads_and_closes_nothing(self):
        touch = self._touch().with_user(self.auditor)
        self.assertTrue(touch.partner_id)
        with self.assertRaises(AccessError):
            touch.close('confirmed')
        with self.assertRaises(AccessError):
            touch.write({'user_id': self.sales.id, 'day': '2030-01-01'})

    def test_a_salesperson_moves_no_touch_and_reads_no_decision_of_credit(self):
        decided = self.touches.sudo().create({
            'profile_id': self.profile.id, 'kind': 'desk', 'role': 'credit_officer',
            'user_id': self.officer.id}).with_user(self.officer)
        decided._close('decided', note="Sued twice, cash only")
        self.customer.user_id = self.sales
        touch = self._touch(user_id=self.sales.id).with_user(self.sales)
        with self.assertRaises(AccessError):
            touch.write({'user_id': self.officer.id})
        self.assertEqual(touch.call_sheet()['talks'], [])
        officers = touch.with_user(self.officer).call_sheet()['talks']
        self.assertEqual([talk['note'] for talk in officers], ["Sued twice, cash only"])

    def test_who_works_elsewhere_gets_nothing(self):
        touch = self._touch()
        other = self.env['res.company'].create({'name': "Other Ltd"})
        foreign = self._user('fay', 'credit_management.credit_management_group_officer')
        foreign.write({'company_ids': [(6, 0, other.ids)], 'company_id': other.id})
        wizard = self.env['credit.touch.hand.over'].with_user(self.officer).create({
            'touch_ids': touch.ids, 'user_id': foreign.id})
        with self.assertRaises(UserError):
            wizard.action_hand_over()
        wizard.user_id = self.manager
        wizard.action_hand_over()
        self.assertEqual(touch.user_id, self.manager)

    # === APPOINTMENTS === #

    def test_an_appointment_is_an_activity_of_its_owner_until_it_is_done(self):
        touch = self._touch(starts_at=f'{TODAY} 06:00:00', channel='visit')
        self.assertEqual(touch.sudo().activity_ids.mapped('date_deadline'), [TODAY])
        touch._hand_over(self.manager)
        self.assertEqual(touch.sudo().activity_ids.user_id, self.manager)
        touch.with_user(self.manager)._close('confirmed')
        self.assertFalse(touch.sudo().activity_ids)
