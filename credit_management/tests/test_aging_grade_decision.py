import json

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .aging_common import AgingCommon
from .common import GROUPS

#: What the server alone writes, and a value that would help a cheat.
GUARDED = {
    'aging_grade_override': 'G1', 'aging_grade_decided_at': 'G8', 'aging_grade_reason': "x",
    'aging_grade_cause': 'judgement', 'aging_grade_user_id': 1, 'aging_grade_date': '2026-01-01',
}


@tagged('post_install', '-at_install')
class TestAgingGradeDecision(AgingCommon):
    """Worse at once and with a reason; better by four eyes; everything in history and log."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['credit.aging.grade'].search([('company_id', '!=', False)]).unlink()
        cls.company.credit_single_approver = False
        cls.requests = cls.env['credit.aging.grade.request']
        cls.bill(cls, 100.0, on=-75, due=30)  # 45 days late: G5

    def set_grade(self, grade, reason="because", user=None, cause='judgement', profile=None):
        """Set a grade by the dialog, as `user`; return the request that waits, if any."""
        profile = (profile or self.profile).with_user(user or self.officer)
        wizard = self.env['credit.aging.grade.override'].with_user(user or self.officer).create({
            'profile_id': profile.id, 'grade': grade, 'reason': reason, 'cause': cause,
        })
        wizard.action_apply()
        profile.invalidate_recordset()
        return self.requests.search([('profile_id', '=', profile.id), ('state', '=', 'open')])

    def grade(self, profile=None):
        profile = (profile or self.profile).with_user(self.officer)
        profile.invalidate_recordset()
        return profile.effective_aging_grade

    def history(self):
        return self.profile.sudo().aging_change_ids

    # === WORSE === #

    def test_an_officer_makes_it_worse_at_once(self):
        self.assertEqual(self.grade(), 'G5')
        self.assertFalse(self.set_grade('G6', "letter came back"))
        self.assertEqual(self.grade(), 'G6')
        self.assertEqual(self.profile.with_user(self.officer).aging_grade, 'G5')
        change = self.history()
        self.assertEqual(
            (change.kind, change.before, change.after, change.by_days, change.reason,
             change.user_id), ('worse', 'G5', 'G6', 'G5', "letter came back", self.officer))
        decision = self.env['credit.decision'].search(
            [('profile_id', '=', self.profile.id), ('kind', '=', 'aging_grade')])
        data = json.loads(decision.payload)['data']
        self.assertEqual(data['before']['effective_aging_grade'], 'G5')
        self.assertEqual(data['after']['effective_aging_grade'], 'G6')
        self.assertEqual((data['reason'], decision.user_id), ("letter came back", self.officer))
        self.assertEqual(decision.summary, "Decided · G5 → G6 · letter came back")
        self.assertTrue(self.env['credit.decision'].verify_chain(self.profile.id)['sound'])

    def test_it_needs_a_reason_and_another_grade(self):
        for grade, reason, words in (
            ('G6', " ", "Say why"), ('G5', "x", "already"), (False, "x", "is no grade"),
            ('days', "x", "Nobody decided"),
        ):
            with self.assertRaises(UserError) as caught:
                self.set_grade(grade, reason)
            self.assertIn(words, str(caught.exception))
        self.assertFalse(self.history())

    def test_insolvent_or_declared_bad_is_the_worst(self):
        for cause in ('insolvent', 'declared'):
            profile = self._profile(self.env['res.partner'].create({'name': cause}), 10.0)
            self.assertFalse(self.set_grade(False, "court", cause=cause, profile=profile))
            self.assertEqual(self.grade(profile), 'G8')
            self.assertEqual(profile.sudo().aging_grade_cause, cause)

    def test_days_that_are_worse_still_count_and_paying_does_not_lift_it(self):
        self.set_grade('G6', "rumours")
        self.bill(50.0, on=-240, due=30)
        self.assertEqual(self.grade(), 'G7')
        for move in self.env['account.move'].search([('partner_id', '=', self.customer.id)]):
            self.allocate(move, self.receive(move.amount_total))
        self.assertEqual(self.grade(), 'G6')
        self.assertFalse(self.profile.with_user(self.officer).aging_grade)

    # === BETTER: FOUR EYES === #

    def test_a_better_one_waits_for_a_second_person(self):
        request = self.set_grade('G4', "paid by cheque")
        self.assertEqual(self.grade(), 'G5')
        self.assertEqual(
            (request.current, request.by_days, request.wanted, request.requester_id, request.state),
            ('G5', 'G5', 'G4', self.officer, 'open'))
        self.assertEqual((self.history()[0].kind, self.history()[0].wanted), ('asked', 'G4'))
        log = self.env['credit.decision'].search([('kind', '=', 'aging_grade')], limit=1)
        self.assertEqual(log.summary, "Better one asked for · G5 → G4 · paid by cheque")
        self.assertTrue(request.user_id.has_group(f'{GROUPS}manager'))
        self.assertNotEqual(request.user_id, self.officer)
        request.with_user(self.manager).action_approve()
        self.assertEqual((self.grade(), request.state), ('G4', 'approved'))
        change = self.history()[0]
        self.assertEqual(
            (change.kind, change.before, change.after, change.user_id, change.requester_id),
            ('approved', 'G5', 'G4', self.manager, self.officer))

    def test_who_may_approve_and_who_may_not(self):
        everybody = {
            'sales': (self.sales, False), 'sales manager': (self.sales_2, False),
            'officer': (self.officer, False), 'auditor': (self.auditor, False),
            'second officer': (self._user('omar', f'{GROUPS}officer'), False),
            'manager': (self.manager, True), 'second manager': (self.manager_2, True),
        }
        for name, (user, may) in everybody.items():
            request = self.set_grade('G4')
            with self.subTest(name):
                if may:
                    self.assertTrue(request.with_user(user).may_decide)
                    request.with_user(user).action_approve()
                    self.assertEqual(self.grade(), 'G4')
                    self.set_grade('G5', user=self.manager)
                else:
                    for act in ('action_approve', 'action_withdraw'):
                        if (name, act) != ('officer', 'action_withdraw'):
                            with self.assertRaises(AccessError):
                                getattr(request.with_user(user), act)()
                    with self.assertRaises(AccessError):
                        request.with_user(user).action_refuse("no")
                    self.assertEqual((request.state, self.grade()), ('open', 'G5'))
                    request.with_user(self.manager).action_refuse("next one")

    def test_nobody_approves_his_own_wish_nor_his_own_customer(self):
        request = self.set_grade('G4', user=self.manager)
        for act in (lambda one: one.action_approve(), lambda one: one.action_refuse("no")):
            with self.assertRaises(AccessError) as caught:
                act(request.with_user(self.manager))
            self.assertIn("yourself", str(caught.exception))
        self.assertFalse(request.with_user(self.manager).may_decide)
        self.customer.user_id = self.manager_2
        with self.assertRaises(AccessError) as caught:
            request.with_user(self.manager_2).action_approve()
        self.assertIn("own sales customer", str(caught.exception))
        self.assertNotIn(request.user_id, self.manager | self.officer)

    def test_a_company_of_one_approver_says_so_and_he_may(self):
        self.company.credit_single_approver = True
        request = self.set_grade('G4', user=self.manager)
        request.with_user(self.manager).action_approve()
        self.assertEqual(self.grade(), 'G4')
        change = self.history()[0]
        self.assertEqual((change.user_id, change.requester_id), (self.manager, self.manager))

    def test_who_may_ask_and_make_worse(self):
        for user in (self.sales, self.sales_2, self.auditor):
            with self.assertRaises(AccessError):
                self.set_grade('G6', user=user)
            with self.assertRaises(AccessError):
                self.profile.with_user(user)._set_aging_grade('G6', "x")
        for user, grade in ((self.officer, 'G6'), (self.manager, 'G7')):
            self.set_grade(grade, user=user)
            self.assertEqual(self.grade(), grade)

    def test_one_wish_at_a_time(self):
        self.set_grade('G4')
        with self.assertRaises(UserError) as caught:
            self.set_grade('G3', user=self.manager)
        self.assertIn("Olga asked for G4", str(caught.exception))

    def test_refused_with_a_reason_or_withdrawn_it_stays_as_it_was(self):
        request = self.set_grade('G4')
        with self.assertRaises(UserError):
            request.with_user(self.manager).action_refuse("")
        request.with_user(self.manager).action_refuse("cheque bounced")
        self.assertEqual((request.state, request.note, self.grade()), (
            'refused', "cheque bounced", 'G5'))
        self.assertEqual((self.history()[0].kind, self.history()[0].reason), (
            'refused', "cheque bounced"))
        with self.assertRaises(UserError) as caught:
            request.with_user(self.manager_2).action_approve()
        self.assertIn("decided already", str(caught.exception))
        second = self.set_grade('G4')
        second.with_user(self.officer).action_withdraw()
        self.assertEqual((second.state, self.grade()), ('withdrawn', 'G5'))

    def test_what_became_worse_meanwhile_is_not_approved(self):
        request = self.set_grade('G4')
        self.set_grade('G7', "insolvency rumours")
        with self.assertRaises(UserError) as caught:
            request.with_user(self.manager).action_approve()
        self.assertIn("G5 then, G7 now", str(caught.exception))
        request.with_user(self.manager).action_refuse("old")
        request = self.set_grade('G6')
        self.bill(50.0, on=-400, due=10)
        with self.assertRaises(UserError) as caught:
            request.with_user(self.manager).action_approve()
        self.assertIn("has become worse", str(caught.exception))

    def test_an_approved_better_one_counts_until_days_are_worse(self):
        self.set_grade('G4').with_user(self.manager).action_approve()
        self.assertEqual(self.grade(), 'G4')
        self.bill(50.0, on=-130, due=30)
        self.assertEqual(self.grade(), 'G6')

    def test_what_was_decided_ends_by_four_eyes_if_that_is_better(self):
        self.set_grade('G7')
        request = self.set_grade('days', "all was a mistake")
        self.assertEqual(self.grade(), 'G7')
        request.with_user(self.manager).action_approve()
        self.assertEqual(self.grade(), 'G5')
        self.assertFalse(self.profile.sudo().aging_grade_override)
        self.set_grade('G4').with_user(self.manager).action_approve()
        self.assertFalse(self.set_grade('days', "no more favours"))
        self.assertEqual(self.grade(), 'G5')

    def test_what_paying_does_not_lift_ends_by_four_eyes_even_when_days_are_as_bad(self):
        self.set_grade('G6', "rumours")
        self.bill(50.0, on=-240, due=30)
        self.assertEqual(self.grade(), 'G7')
        wizard = self.env['credit.aging.grade.override'].with_user(self.officer).new({
            'profile_id': self.profile.id, 'grade': 'days'})
        self.assertTrue(wizard.is_better)
        request = self.set_grade('days', "no difference now")
        self.assertEqual(len(request), 1)
        self.assertEqual(self.profile.sudo().aging_grade_override, 'G6')
        request.with_user(self.manager).action_approve()
        self.assertFalse(self.profile.sudo().aging_grade_override)
        self.assertEqual(self.grade(), 'G7')

    def test_the_dialog_says_beforehand_who_must_agree(self):
        wizard = self.env['credit.aging.grade.override'].with_user(self.officer).new({
            'profile_id': self.profile.id, 'grade': 'G4'})
        self.assertTrue(wizard.is_better)
        wizard.grade = 'G6'
        self.assertFalse(wizard.is_better)
        wizard.update({'grade': 'G4', 'cause': 'insolvent'})
        self.assertFalse(wizard.is_better)

    # === NO WAY ROUND === #

    def test_no_field_is_written_by_hand(self):
        for user in (self.officer, self.manager, self.manager_2, self.sales, self.auditor):
            for name, value in GUARDED.items():
                with self.assertRaises(AccessError):
                    self.profile.with_user(user).write({name: value})
        other = self.env['res.partner'].create({'name': "Elsewhere"})
        for name, value in GUARDED.items():
            with self.assertRaises(AccessError):
                self.env['credit.profile'].with_user(self.manager).create({
                    'partner_id': other.id, 'credit_limit': 1.0, name: value})
        with self.assertRaises(AccessError):
            self.profile.with_user(self.manager).write({'aging_request_ids': [(5,)]})
        made = self.env['credit.profile'].with_user(self.manager).with_context(**{
            f'default_{name}': value for name, value in GUARDED.items()
        }).create({'partner_id': other.id, 'credit_limit': 1.0})
        self.assertFalse(any(made.sudo()[name] for name in GUARDED))

    def test_no_request_nor_history_is_made_or_changed_by_hand(self):
        request = self.set_grade('G4')
        change = self.history()[:1]
        values = {'profile_id': self.profile.id, 'company_id': self.company.id}
        for user in (self.officer, self.manager, self.auditor, self.sales):
            for record, made in (
                (request, {**values, 'wanted': 'G1', 'reason': "x", 'requester_id': 1}),
                (change, {**values, 'kind': 'approved'}),
            ):
                own = record.with_user(user)
                with self.assertRaises(AccessError):
                    own.create(made)
                with self.assertRaises(UserError):
                    own.write({'reason': "other"})
                with self.assertRaises(AccessError):
                    own.unlink()
            with self.assertRaises(AccessError):
                request.with_user(user).write({'state': 'approved'})
            with self.assertRaises(AccessError):
                request.with_user(user).write({'requester_id': self.manager_2.id})

    def test_history_is_append_only_even_for_the_server(self):
        self.set_grade('G6')
        change = self.history()
        with self.assertRaises(UserError):
            change.write({'reason': "other"})
        with self.assertRaises(UserError):
            change.unlink()

    def test_a_context_lifts_nothing(self):
        request = self.set_grade('G4')
        context = {'install_mode': True, 'credit_describing': True, 'su': True}
        with self.assertRaises(AccessError):
            request.with_user(self.officer).with_context(**context).action_approve()
        with self.assertRaises(AccessError):
            self.profile.with_user(self.manager).with_context(**context).write(
                {'aging_grade_override': 'G1'})

    def test_another_company_has_no_access(self):
        request = self.set_grade('G4')
        company = self.env['res.company'].create({'name': "Elsewhere"})
        stranger = self._user('stella', f'{GROUPS}manager')
        stranger.write({'company_ids': [(6, 0, company.ids)], 'company_id': company.id})
        for act in (lambda: request.with_user(stranger).action_approve(),
                    lambda: self.profile.with_user(stranger)._set_aging_grade('G6', "x")):
            with self.assertRaises(AccessError):
                act()
        with self.assertRaises(AccessError):
            self.env['credit.aging.grade.override'].with_user(stranger).create({
                'profile_id': self.profile.id, 'reason': "x"}).read(['by_days', 'current'])

    # === IN THE QUEUE === #

    def test_it_is_a_task_of_a_manager_and_decided_there(self):
        self._empty_queue()
        request = self.set_grade('G4', "paid by cheque")
        tasks = self.env['credit.task'].with_user(self.manager)
        task = tasks.search([('kind', '=', 'aging_grade')])
        self.assertEqual(
            (task.name, task.res_id, task.partner_id, task.user_id, task.decide_by),
            ('G5 → G4', request.id, self.customer, request.user_id, request.decide_by))
        self.assertEqual(task.why, "Olga: paid by cheque")
        self.assertEqual([button['method'] for button in task.credit_preview()['buttons']], [
            'action_approve_grade', 'action_refuse_grade'])
        self.assertNotIn('buttons', task.with_user(self.officer).credit_preview())
        with self.assertRaises(AccessError):
            task.with_user(self.officer).action_approve_grade()
        self.assertEqual(task.action_open()['res_model'], 'credit.aging.grade.request')
        task.action_approve_grade()
        self.assertFalse(tasks.search([('kind', '=', 'aging_grade')]))
        self.assertEqual(self.grade(), 'G4')

    # === LIMITS === #

    def test_no_limit_is_increased_from_the_grade_on_that_says_so(self):
        profile = self.profile.with_user(self.manager)
        today = self.company._credit_today()
        self.company.credit_mode = 'enforce'
        for vals in (
            {'credit_limit': 1000.01}, {'limit_mode': 'unlimited'},
            {'temporary_limit': 1.0, 'temporary_from': today, 'temporary_to': today},
        ):
            with self.assertRaises(UserError) as caught:
                profile.write(vals)
            self.assertIn("aging grade G5 Ultimatum; from G5 on no limit", str(caught.exception))
        profile.write({'credit_limit': 900.0, 'review_date': today})
        profile.write({'limit_mode': 'cash_only'})
        self.set_grade('G4').with_user(self.manager_2).action_approve()
        profile.write({'limit_mode': 'limited', 'credit_limit': 1200.0})
        self.assertEqual(profile.credit_limit, 1200.0)

    def test_nor_given_to_a_customer_whose_profile_is_made_then(self):
        self.company.credit_mode = 'enforce'
        late = self.env['res.partner'].create({'name': "Late Ltd", 'is_company': True})
        self.bill(500.0, on=-90, due=45, partner=late)
        profiles = self.env['credit.profile'].with_user(self.manager)
        for vals in ({'credit_limit': 10.0}, {'limit_mode': 'unlimited'}):
            with self.assertRaisesRegex(UserError, "from G5 on no limit is"), \
                    self.env.cr.savepoint():
                profiles.create({'partner_id': late.id, 'company_id': self.company.id, **vals})
        profile = profiles.create({
            'partner_id': late.id, 'company_id': self.company.id, 'credit_limit': 0.0})
        self.assertEqual(profile.aging_grade, 'G5')

    def test_the_dialog_of_limits_warns_and_a_company_that_only_reports_lets_it(self):
        wizard = self.env['credit.limit.change'].with_user(self.manager).create({
            'profile_ids': [(6, 0, self.profile.ids)], 'credit_limit': 2000.0, 'reason': "more",
        })
        self.assertIn("no limit is increased", wizard.aging_warning)
        self.company.credit_mode = 'enforce'
        with self.assertRaises(UserError):
            wizard.action_apply()
        self.company.credit_mode = 'report'
        wizard.action_apply()
        self.assertEqual(self.profile.credit_limit, 2000.0)

    def test_no_temporary_limit_is_proposed_that_nobody_may_give(self):
        self.company.credit_mode = 'enforce'
        order = self._order(2000.0)
        self.assertTrue(self.confirm(order))
        hold = order.sudo().credit_hold_id.with_env(self.env).with_user(self.officer)
        reason = {offer.code: offer.reason for offer in hold._offers()}['limit']
        self.assertIn("no limit is increased", reason)

    def test_without_that_treatment_limits_grow(self):
        self.company.credit_mode = 'enforce'
        grades = self.env['credit.aging.grade'].with_user(self.manager)
        grades.action_own_table()
        grades.search([('company_id', '=', self.company.id), ('code', '=', 'G5')]).treatment_ids = False
        self.profile.with_user(self.manager).write({'credit_limit': 1200.0})

    # === MERGED === #

    def test_a_survivor_takes_over_a_worse_grade(self):
        survivor = self.env['res.partner'].create({'name': "Survivor", 'is_company': True})
        self._profile(survivor, 500.0)
        self.set_grade('G7', "court")
        self.env['base.partner.merge.automatic.wizard'].create({})._merge(
            (self.customer | survivor).ids, survivor)
        profile = self.env['credit.profile'].search([('partner_id', '=', survivor.id)])
        self.assertEqual(self.grade(profile), 'G7')
        self.assertEqual(profile.sudo().aging_change_ids.filtered(
            lambda change: change.kind == 'merged').reason, "court")

    def test_a_survivor_who_is_later_still_takes_over_what_paying_does_not_lift(self):
        survivor = self.env['res.partner'].create({'name': "Survivor", 'is_company': True})
        profile = self._profile(survivor, 500.0)
        self.bill(50.0, on=-240, due=30, partner=survivor)
        self.assertEqual(self.grade(profile), 'G7')
        self.set_grade('G6', "court")
        request = self.set_grade('days', "all is well")
        self.env['base.partner.merge.automatic.wizard'].create({})._merge(
            (self.customer | survivor).ids, survivor)
        self.assertEqual((self.grade(profile), profile.sudo().aging_grade_override), ('G7', 'G6'))
        for move in self.env['account.move'].search([('partner_id', '=', survivor.id)]):
            self.allocate(move, self.receive(move.amount_total, partner=survivor))
        self.assertEqual(self.grade(profile), 'G6')
        self.assertEqual(request.state, 'withdrawn')
