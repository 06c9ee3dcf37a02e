from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from .touch_common import TODAY, TouchCommon


@tagged('post_install', '-at_install')
class TestTouchFollow(TouchCommon):
    """Papers, money that is said to be paid, repayment plans: what an outcome opens, and its end."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.email = 'buyer@example.com'
        cls.late, cls.early = cls._line(300.0), cls._line(200.0, due=20)
        cls.touch = cls._touch()

    @classmethod
    def _touch(cls, day=TODAY, user=None):
        return cls.touches.with_user(user or cls.officer).create(
            {'profile_id': cls.profile.id, 'day': day})

    def _tasks(self, kind):
        self.env.flush_all()
        return self.env['credit.task'].search(
            [('kind', '=', kind), ('profile_id', '=', self.profile.id)])

    # === PAPERS === #

    def test_wanted_papers_are_a_draft_with_their_copies(self):
        self.touch.close('wants_papers', {'papers': ['invoice'], 'line_ids': self.late.ids})
        letter = self.env['credit.letter'].search([('touch_id', '=', self.touch.id)])
        self.assertEqual(
            (letter.state, letter.kind, letter.signer_id, letter.line_ids.move_line_id, letter.pay_by),
            ('draft', 'papers', self.officer, self.late, False))
        name = f"{self.late.move_id.name.replace('/', '-')}.pdf"
        self.assertEqual(letter.copy_ids.mapped('name'), [name])
        self.assertIn(name, letter.body)
        self.assertFalse(letter.refusal)
        task = self._tasks('letter_papers')
        self.assertEqual((task.user_id, task.why), (self.officer, f"Asked for in a call: {name}"))
        self.assertEqual(self.touch.action_open_papers()['res_id'], letter.id)
        letter.with_user(self.officer).action_approve()
        self.assertEqual(letter.state, 'approved')
        self.assertFalse(self._tasks('letter_papers'))

    def test_a_statement_has_all_that_is_open(self):
        self.touch.close('wants_papers', {
            'papers': ['statement', 'invoice'], 'line_ids': self.late.ids})
        letter = self.env['credit.letter'].search([('touch_id', '=', self.touch.id)])
        self.assertEqual(letter.line_ids.move_line_id, self.late | self.early)
        self.assertEqual(len(letter.copy_ids), 1)
        letter.with_user(self.officer).action_write_again()
        self.assertEqual(letter.line_ids.move_line_id, self.late | self.early)
        self.assertTrue(letter.copy_ids)

    def test_papers_that_are_not_there_are_asked_for_in_words(self):
        for values in ({}, {'papers': ['proof']}, {'papers': ['song']}, {'papers': 5}):
            with self.subTest(values), self.assertRaises(UserError):
                self.touch.close('wants_papers', {**values, 'line_ids': self.late.ids})
        self.assertEqual(self.touch.state, 'planned')

    def test_what_a_salesman_hears_waits_for_the_officer(self):
        self.profile.partner_id.user_id = self.sales
        touch = self._touch(TODAY + timedelta(days=1), self.officer)
        touch.sudo().user_id = self.sales
        own = touch.with_user(self.sales)
        self.assertFalse(own.call_sheet()['may_approve'])
        own.close('wants_papers', {'papers': ['invoice'], 'line_ids': self.late.ids})
        self.assertEqual(self._tasks('letter_papers').user_id, self.officer)

    def test_papers_of_a_wrong_call_are_not_sent(self):
        self.touch.close('wants_papers', {'papers': ['statement']})
        letter = self.env['credit.letter'].search([('touch_id', '=', self.touch.id)])
        self.touch.take_back("Wrong customer")
        self.assertEqual(letter.state, 'cancelled')

    # === CASES === #

    def _case(self):
        return self.env['credit.case'].search([('profile_id', '=', self.profile.id)])

    def _last(self, case):
        return self.env['credit.case.action'].search(
            [('case_id', '=', case.id)], order='id desc', limit=1)

    def test_a_case_that_a_wrong_call_opened_goes_with_it(self):
        self.touch.close('refuses', {'line_ids': self.late.ids})
        case = self._case()
        self.assertEqual((case.state, case.amount), ('open', 300.0))
        self.touch.take_back("Wrong customer")
        self.assertEqual((case.state, case.close_reason, case.amount), ('closed', 'undone', 0.0))
        self.assertFalse(case.line_ids)
        self.assertEqual(self._last(case).note, "Wrong customer")
        self.assertFalse(self.profile.with_user(self.officer).open_case_id)
        with self.assertRaises(UserError):
            case.with_user(self.officer).reopen()

    def test_what_a_wrong_call_was_about_opens_a_case_later(self):
        self.touch.close('refuses', {'line_ids': self.late.ids})
        first = self._case()
        again = self.touches.browse(self.touch.take_back("Wrong customer"))
        self.env['credit.case']._cron_paid()
        self.assertEqual(first.state, 'closed')
        again.close('refuses', {'line_ids': self.late.ids})
        second = self._case() - first
        self.assertEqual((second.state, second.line_ids), ('open', self.late))

    def test_a_review_that_was_decided_by_mistake_opens_no_case(self):
        step = self._step(self.profile, 'R14', line=self.late, role='credit_manager',
                          channel='review', item=self._item(
                              self.profile, amount=300.0, unbilled=0.0, plan_id=self._reviewing()))
        desk = self.touches.create({
            'profile_id': self.profile.id, 'day': TODAY, 'kind': 'desk', 'role': 'credit_manager'})
        step.touch_id = desk
        desk.with_user(self.manager).close('decided', {'note': "Stop supply"})
        self.assertEqual(self._case().state, 'open')
        desk.with_user(self.manager).take_back("Wrong customer")
        self.assertEqual(self._case().close_reason, 'undone')

    def _reviewing(self):
        """Return the id of a plan with a step that opens a case."""
        return self.env['credit.rpm.plan.step'].search([
            ('code', '=', 'R14'), ('plan_id.company_id', '=', self.root.id)], limit=1).plan_id.id

    def test_a_case_on_which_somebody_worked_stays(self):
        self.touch.close('refuses', {'line_ids': self.late.ids})
        case = self._case()
        case.with_user(self.officer).log('note', "Their director calls back")
        self.touch.take_back("Wrong customer")
        self.assertEqual((case.state, case.line_ids), ('open', self.late))
        self.assertIn("Wrong customer", self._last(case).note)

    def test_a_case_that_was_there_before_stays(self):
        case = self.env['credit.case'].sudo()._open(self.profile, self.early, 'hand').sudo(False)
        self.touch.close('refuses', {'line_ids': self.late.ids})
        self.touch.take_back("Wrong customer")
        self.assertEqual(case.state, 'open')

    # === MONEY === #

    def _pay(self, amount, line):
        self.env['account.payment.register'].with_context(
            active_model='account.move', active_ids=line.move_id.ids,
        ).create({'amount': amount, 'payment_date': TODAY})._create_payments()
        for _part in self.env['credit.rpm.event'].sudo()._work(self.root):
            pass
        self.env.invalidate_all()

    def test_money_is_looked_for_until_it_is_matched(self):
        keeper = self.manager
        self.env['credit.duty'].create(
            {'company_id': self.root.id, 'role': 'receivables', 'user_id': keeper.id})
        self.touch.close('has_paid', {
            'amount': 300.0, 'said_on': str(TODAY), 'line_ids': self.late.ids})
        task = self._tasks('money')
        self.assertEqual((task.user_id, task.amount), (keeper, 300.0))
        self.assertIn(self.late.move_id.name, task.why)
        self.assertEqual([one['method'] for one in task.with_user(keeper).credit_preview()['buttons']],
                         ['action_match_money', 'action_money_missing'])
        self._pay(100.0, self.late)
        self.assertTrue(self._tasks('money'))
        self._pay(200.0, self.late)
        self.assertFalse(self._tasks('money'))
        self.assertEqual((self.touch.money_state, self.touch.money_on), ('found', TODAY))
        self.touches._see_money(self.root)
        self.assertEqual(self.touch.money_on, TODAY)

    def test_who_does_not_find_it_lets_the_customer_be_asked_for_the_slip(self):
        self.touch.close('has_paid', {'line_ids': self.late.ids})
        self.touch.with_user(self.officer).action_money_missing()
        self.assertFalse(self._tasks('money'))
        again = self._touch(TODAY + timedelta(days=3))
        self.assertIn("bank slip", again.call_sheet()['script'][0])
        with self.assertRaises(UserError):
            self.touch.action_money_missing()

    def test_what_is_still_to_come_was_not_paid(self):
        with self.assertRaisesRegex(UserError, "promises"):
            self.touch.close('has_paid', {'said_on': str(TODAY + timedelta(days=1))})

    # === REPAYMENT PLANS === #

    def test_a_plan_is_a_promise_for_each_part(self):
        lines = self.late | self.early
        plan = self.touch.call_plan(lines.ids, 3, '2026-05-31')
        self.assertEqual(plan, {'total': 500.0, 'parts': [
            ['2026-05-31', 166.66], ['2026-06-30', 166.66], ['2026-07-31', 166.68]]})
        self.company.credit_promise_longest = 200
        self.touch.close('cannot_pay', {
            'instalments': plan['parts'], 'line_ids': lines.ids, 'note': "Lost a big customer"})
        promises = self.env['credit.promise'].search(
            [('profile_id', '=', self.profile.id)], order='day')
        self.assertEqual(promises.mapped('amount'), [166.66, 166.66, 166.68])
        self.assertEqual(set(promises.mapped('state')), {'open'})
        self.assertEqual(promises.plan_id, promises[0])
        self.assertEqual(promises[2].line_ids, lines)
        self.assertEqual((self.touch.said_amount, str(self.touch.said_on)), (500.0, '2026-05-31'))
        facts = self.env['credit.promise']._of_lines(self.profile, TODAY)
        self.assertEqual([round(facts[line.id]['promised'], 2) for line in lines], [300.0, 200.0])

    def test_a_new_promise_takes_the_place_of_the_whole_plan(self):
        parts = [[str(TODAY + timedelta(days=days)), 150.0] for days in (10, 20)]
        self.touch.close('cannot_pay', {'instalments': parts, 'line_ids': self.late.ids})
        self.env['credit.promise']._make(
            self.profile, 300.0, TODAY + timedelta(days=15), self.late, instead=True)
        states = self.env['credit.promise'].search(
            [('profile_id', '=', self.profile.id)], order='id').mapped('state')
        self.assertEqual(states, ['replaced', 'replaced', 'open'])

    def test_what_is_no_plan_is_said(self):
        day, later = (str(TODAY + timedelta(days=days)) for days in (10, 40))
        for parts in (
            'x', [[day]], [[day, 300.0]], [[later, 150.0], [day, 150.0]], [[day, 150.0], [day, 150.0]],
            [[day, 100.0], [later, 100.0]], [['', 150.0], [later, 150.0]],
            [[day, 'x'], [later, 150.0]],
        ):
            with self.subTest(parts=parts), self.assertRaises(UserError):
                self.touch.close('cannot_pay', {'instalments': parts, 'line_ids': self.late.ids})
        for values in ((self.late.ids, 1, day), (self.late.ids, 'x', day), (self.late.ids, 3, ''),
                       ([], 3, day), ('x', 3, day)):
            with self.subTest(values=values), self.assertRaises(UserError):
                self.touch.call_plan(*values)
        self.assertEqual(self.touch.state, 'planned')

    # === THE SHEET === #

    def test_entries_on_a_contact_are_on_the_sheet_as_in_letters(self):
        contact = self.env['res.partner'].create(
            {'name': "Plant 2", 'parent_id': self.customer.id, 'type': 'invoice'})
        move = self._invoice(70.0, contact, due=-3)
        move.line_ids.filtered('date_maturity')
        self.env.cr.execute(
            "UPDATE account_move_line SET partner_id = %s WHERE move_id = %s", (contact.id, move.id))
        self.env.invalidate_all()
        sheet = self.touch.call_sheet()
        self.assertIn(move.name, [line['document'] for line in sheet['lines']])
        self.assertEqual(sheet['total'], 570.0)

    def test_names_that_nobody_knows_are_left_out(self):
        self.touch.close('confirmed', {'outcome': 'refuses', 'mood': 'sunny', 'line_ids': []})
        self.assertEqual(self.touch.outcome, 'confirmed')
