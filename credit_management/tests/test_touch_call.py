import json
from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from .touch_common import TODAY, TouchCommon


@tagged('post_install', '-at_install')
class TestTouchCall(TouchCommon):
    """Call mode tells what is owed line by line and what was said, and takes what came of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.late, cls.early = cls._line(300.0), cls._line(200.0, due=20)
        cls.step = cls._step(cls.profile, 'R10', 300.0, line=cls.late)
        cls.touches._plan_customers(cls.root, cls.profile.ids, TODAY)
        cls.env.invalidate_all()
        cls.touch = cls.touches.search([('profile_id', '=', cls.profile.id)]).with_user(cls.officer)

    def test_the_sheet_says_what_is_owed_line_by_line(self):
        sheet = json.loads(json.dumps(self.touch.call_sheet()))
        self.assertEqual(
            [(line['document'], line['open'], line['days'], line['is_asked']) for line in sheet['lines']],
            [(self.late.move_id.name, 300.0, 9, True), (self.early.move_id.name, 200.0, -20, False)])
        self.assertEqual((sheet['total'], sheet['late'], sheet['line_count']), (500.0, 300.0, 2))
        self.assertEqual(sheet['lines'][0]['steps'], [{'id': self.step.id, 'code': 'R10'}])
        self.assertEqual([one['code'] for one in sheet['outcomes']][0], 'will_pay')
        keys = [one['key'] for one in sheet['outcomes']]
        self.assertEqual(len(keys), len(set(keys)))
        self.assertFalse({'j', 'k', '/', '?'} & set(keys))

    def test_the_sheet_says_what_is_here_disputed_and_promised(self):
        self._pay_unmatched(120.0)
        reason = self.env['credit.dispute.reason'].search([], limit=1)
        self.env['credit.dispute']._raise(self.late, 50.0, reason)
        self.env['credit.promise']._make(
            self.profile, 200.0, TODAY + timedelta(days=3), self.early)
        sheet = self.touch.call_sheet()
        late, early = sheet['lines']
        self.assertEqual((late['disputed'], late['promised']), (50.0, 0.0))
        self.assertTrue(late['disputed_until'])
        self.assertEqual((early['disputed'], early['promised']), (0.0, 200.0))
        self.assertEqual(sheet['received'], 120.0)

    def _pay_unmatched(self, amount):
        payment = self.env['account.payment'].create({
            'partner_id': self.profile.partner_id.id, 'amount': amount,
            'date': TODAY - timedelta(days=1),
            'payment_type': 'inbound', 'company_id': self.root.id})
        payment.action_post()
        self.env.flush_all()

    def test_the_list_is_the_days_in_its_order(self):
        for number, profile in enumerate(self._customers(3), 1):
            self._step(profile, amount=1000.0 * number)
        self._plan()
        found = self.touches.with_user(self.officer).call_list()
        self.assertEqual([one['amount'] for one in found], [3000.0, 2000.0, 1000.0, 300.0])
        self.assertFalse(self.touches.with_user(self.manager).call_list())
        over = self._planned(self.profile)
        over.sudo().is_overflow = True
        self.assertEqual(len(self.touches.with_user(self.officer).call_list()), 3)
        (self._planned() - over).unlink()
        self.assertEqual(
            [one['id'] for one in self.touches.with_user(self.officer).call_list()], over.ids)

    def test_what_was_said_is_told_on_the_next_call(self):
        day = str(TODAY + timedelta(days=3))
        self.step.unlink()
        self.touch.close('call_back', {'note': "Boss is back on Tuesday", 'next_on': day})
        again = self._planned(self.profile).with_user(self.officer)
        talk = again.call_sheet()['talks'][0]
        self.assertEqual((talk['note'], talk['by'], talk['outcome']),
                         ("Boss is back on Tuesday", self.officer.name, "Call again"))

    def test_what_cannot_be_is_said_in_a_sentence(self):
        for outcome, values in (
            ('mood', {}), (5, {}), ('call_back', 'x'), ('call_back', {'next_on': 'soon'}),
            ('call_back', {'next_on': 5}), ('call_back', {'step_ids': 'x'}),
            ('call_back', {'step_ids': ['x']}), ('will_pay', {'amount': 'x', 'said_on': str(TODAY)}),
            ('call_back', {'note': 5}), ('call_back', {'contact_id': 'x'}),
            ('call_back', {'contact_id': self.officer.partner_id.id}),
            ('call_back', {'channel': 'pigeon'}),
        ):
            with self.subTest(outcome=outcome, values=values), self.assertRaises(UserError):
                self.touch.close(outcome, values)
        self.assertEqual(self.touch.state, 'planned')

    def test_lines_of_others_are_not_talked_about(self):
        foreign = self._line(50.0, self._customers(1))
        self.step.unlink()
        self.touch.close('confirmed', {'line_ids': (foreign | self.late).ids})
        self.assertEqual(self.touch.sudo().line_ids, self.late)

    def test_who_will_pay_has_promised(self):
        self.touch.close('will_pay', {
            'amount': 300.0, 'said_on': str(TODAY + timedelta(days=3)), 'line_ids': self.late.ids,
            'step_ids': []})
        promise = self.env['credit.promise'].search([('touch_id', '=', self.touch.id)])
        self.assertEqual((promise.amount, promise.line_ids, promise.source, promise.user_id),
                         (300.0, self.late, 'touch', self.officer))
        with self.assertRaises(UserError):
            self.touch.take_back("Wrong customer")

    def test_who_disputes_has_a_dispute_of_the_oldest_lines(self):
        reason = self.env['credit.dispute.reason'].search([], limit=1)
        self.touch.close('disputes', {
            'amount': 350.0, 'reason_id': reason.id, 'line_ids': (self.late | self.early).ids,
            'step_ids': []})
        disputes = self.env['credit.dispute'].search([('profile_id', '=', self.profile.id)])
        self.assertEqual({one.move_line_id: one.amount for one in disputes},
                         {self.late: 300.0, self.early: 50.0})
        with self.assertRaisesRegex(UserError, "dispute"):
            self.touch.take_back("Wrong customer")

    def test_a_salesperson_s_late_dispute_is_accepted_by_nobody(self):
        self.profile.partner_id.user_id = self.sales
        self.touch.sudo().user_id = self.sales
        old = self._line(100.0, due=-40)
        self.env['credit.rpm.done'].create({
            'item_id': self.step.item_id.id, 'profile_id': self.profile.id,
            'company_id': self.root.id, 'move_line_id': old.id, 'code': 'R13',
            'day': TODAY - timedelta(days=5), 'outcome': 'done', 'is_demand': True})
        self.touch.with_user(self.sales).close('disputes', {
            'amount': 80.0, 'line_ids': old.ids, 'step_ids': [],
            'reason_id': self.env['credit.dispute.reason'].search([], limit=1).id})
        dispute = self.env['credit.dispute'].search([('profile_id', '=', self.profile.id)])
        self.assertTrue(dispute.needs_acceptance)
        self.assertFalse(dispute.accepted_on or dispute.accepted_by_id)

    def test_what_is_disputed_already_leaves_room_on_other_lines(self):
        reason = self.env['credit.dispute.reason'].search([], limit=1)
        self.env['credit.dispute']._raise(self.late, 250.0, reason)
        self.touch.close('disputes', {
            'amount': 80.0, 'reason_id': reason.id, 'line_ids': (self.late | self.early).ids,
            'step_ids': []})
        disputes = self.env['credit.dispute'].search([('profile_id', '=', self.profile.id)])
        self.assertEqual(sorted(disputes.mapped('amount')), [30.0, 50.0, 250.0])

    def test_who_refuses_has_a_case(self):
        self.touch.close('refuses', {'line_ids': self.late.ids, 'step_ids': []})
        case = self.env['credit.case'].search([('profile_id', '=', self.profile.id)])
        self.assertEqual(case.line_ids, self.late)

    # === MY WORK === #

    def test_my_work_has_what_fits_and_is_due(self):
        task = self.env['credit.task'].with_user(self.officer).search([
            ('kind', '=', 'touch'), ('profile_id', '=', self.profile.id)])
        self.assertEqual((task.name, task.amount, task.user_id), ('R10', 300.0, self.officer))
        self.assertEqual(task.why, "Phone · 1 line · 9 d late")
        self.assertEqual([one['method'] for one in task.credit_preview()['buttons']],
                         ['action_call', 'action_hand_over'])
        self.touch.sudo().is_overflow = True
        self.assertFalse(task.search([('id', '=', task.id)]))
        self.touch.sudo().write({'is_overflow': False, 'day': TODAY + timedelta(days=1)})
        self.assertFalse(task.search([('id', '=', task.id)]))

    def test_why_asks_as_much_of_many_as_of_few(self):
        def queries(count):
            profiles = self._customers(count)
            for profile in profiles:
                self._step(profile)
            self._plan()
            tasks = self.env['credit.task'].with_user(self.officer).search([
                ('kind', '=', 'touch'), ('profile_id', 'in', profiles.ids)])
            self.assertEqual(len(tasks), count)
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            tasks.mapped('why')
            return self.env.cr.sql_log_count - before
        self.assertLessEqual(queries(12), queries(6) + 1)
