from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import GROUPS, CreditCommon


@tagged('post_install', '-at_install')
class TestLimitRequest(CreditCommon):
    """A limit is asked for by one person and given by others, as high up as the amount takes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cfo = cls._user('cora', f'{GROUPS}manager')
        cls.boss = cls._user('boris', f'{GROUPS}manager')
        cls._give_authority(
            (cls.officer, 1, 50_000), (cls.manager, 2, 250_000), (cls.manager_2, 3, 1_000_000),
            (cls.cfo, 4, 1e9), (cls.boss, 4, 1e9))
        cls.today = cls.company._credit_today()
        cls.profile.write({'credit_limit': 200_000.0, 'grade': 'B'})
        cls.customer.user_id = cls.sales
        # A customer of years: a new one takes one level more.
        cls.old_invoice = cls._invoice(10.0, invoice_date=cls.today - timedelta(days=800), due=900)

    def _asked(self, limit, user=None, submit=True, **values):
        request = self.env['credit.limit.request'].with_user(user or self.officer).create({
            'profile_id': self.profile.id, 'requested_limit': limit, 'reason': "Spring season",
            **values,
        })
        if submit:
            request.action_submit()
        return request

    def _temporary(self, limit, days=30, **values):
        return self._asked(
            limit, kind='temporary', valid_from=self.today,
            valid_until=self.today + timedelta(days=days - 1), **values)

    # === LEVELS === #

    def test_the_limit_that_results_decides_and_not_the_increase(self):
        """O-AM-1: 80,000 more on 200,000 is level 3's, though 80,000 would be level 2's."""
        request = self._asked(280_000.0)
        self.assertEqual((request.level, request.approver_count), (3, 1))
        self.assertEqual(request.user_id, self.manager_2)
        with self.assertRaisesRegex(AccessError, "level 3"):
            request.with_user(self.manager).action_approve()
        request.with_user(self.manager_2).action_approve()
        self.assertEqual((request.state, self.profile.credit_limit), ('approved', 280_000.0))
        self.assertEqual(self.profile.limit_reason, f"{request.name}: Spring season")
        self.assertEqual(request.approval_ids.mapped('user_id'), self.manager_2)

    def test_what_is_wrong_with_the_customer_takes_one_level_more(self):
        for change, word in (
            (lambda: self.profile.write({'grade': 'D'}), "grade is D"),
            (lambda: self._invoice(5.0, due=-40), "something is late"),
            (lambda: self.old_invoice.button_draft(), "less than a year"),
        ):
            with self.subTest(word), self.env.cr.savepoint() as savepoint:
                change()
                request = self._asked(220_000.0)
                self.assertEqual(request.level, 3)
                self.assertIn(word, request.why_raised)
                savepoint.rollback()
        self.env.invalidate_all()
        request = self._asked(220_000.0)
        self.assertEqual((request.level, request.why_raised), (2, ''))

    def test_less_credit_takes_nobody_above(self):
        self.profile.grade = 'D'
        self.assertEqual(self._asked(40_000.0).level, 1)

    def test_from_level_4_on_two_people_agree(self):
        request = self._asked(1_500_000.0)
        self.assertEqual((request.level, request.approver_count), (4, 2))
        request.with_user(self.cfo).action_approve()
        self.assertEqual((request.state, request.user_id), ('submitted', self.boss))
        self.assertEqual(self.profile.credit_limit, 200_000.0)
        with self.assertRaisesRegex(AccessError, "second person"):
            request.with_user(self.cfo).action_approve()
        request.with_user(self.boss).action_approve()
        self.assertEqual(self.profile.credit_limit, 1_500_000.0)

    def test_nobody_there_to_agree_is_said_at_once(self):
        self.boss.active = False
        managers = self.env['credit.authority']._managers(self.company)
        (managers - self.manager - self.manager_2 - self.cfo).active = False
        with self.assertRaisesRegex(UserError, "2 people of level 4"):
            self._asked(1_500_000.0)

    def test_where_no_line_gives_a_limit_any_manager_agrees(self):
        self.env['credit.authority'].search([('company_id', '=', self.company.id)]).max_limit = 0.0
        self.env['credit.authority'].search([('user_id', '=', self.cfo.id)]).unlink()
        request = self._asked(9_000_000.0)
        self.assertEqual((request.level, request.approver_count), (9, 1))
        request.with_user(self.cfo).action_approve()
        self.assertEqual(self.profile.credit_limit, 9_000_000.0)

    def test_a_substitute_decides_while_somebody_is_away(self):
        self.env['credit.authority'].search([('user_id', '=', self.manager_2.id)]).write({
            'substitute_id': self.manager.id, 'away_from': self.today, 'away_to': self.today})
        request = self._asked(280_000.0)
        self.assertEqual(request.user_id, self.manager)
        request.with_user(self.manager).action_approve()
        self.assertEqual(self.profile.credit_limit, 280_000.0)

    # === FOUR EYES === #

    def test_nobody_agrees_to_what_he_asked_wrote_or_sells(self):
        self.customer.user_id = self.cfo
        request = self._asked(280_000.0, user=self.boss, submit=False)
        request.with_user(self.manager_2).reason = "Summer"
        request.with_user(self.boss).action_submit()
        for user, word in (
            (self.boss, "You asked for it"), (self.manager_2, "wrote it or changed it"),
            (self.cfo, "your own sales customer"), (self.manager, "level 3"),
            (self.officer, "level 3"), (self.auditor, "Credit people decide"),
        ):
            with self.subTest(user.name):
                for decide in (
                    lambda user=user: request.with_user(user).action_approve(),
                    lambda user=user: request.with_user(user).action_refuse("No"),
                ):
                    with self.assertRaisesRegex(AccessError, word):
                        decide()
        self.assertEqual(request.state, 'submitted')
        self.assertFalse(self.profile.limit_request_ids.approval_ids)

    def test_a_company_of_one_asks_and_decides_itself(self):
        self.company.credit_single_approver = True
        request = self._asked(1_500_000.0, user=self.boss)
        self.assertEqual(request.approver_count, 1)
        request.with_user(self.boss).action_approve()
        self.assertEqual(self.profile.credit_limit, 1_500_000.0)

    def test_nothing_is_written_past_the_buttons(self):
        request = self._asked(280_000.0)
        for vals in (
            {'state': 'approved'}, {'requester_id': self.boss.id}, {'level': 1},
            {'requested_limit': 1.0}, {'approval_ids': [(0, 0, {'user_id': self.boss.id})]},
        ):
            with self.assertRaises(UserError):
                request.with_user(self.manager_2).write(vals)
        made = self.env['credit.limit.request'].with_user(self.officer).with_context(
            default_state='approved', default_level=1).create({
                'profile_id': self.profile.id, 'requested_limit': 5.0, 'reason': "x"})
        self.assertEqual((made.state, made.level), ('draft', 0))
        with self.assertRaises(AccessError):
            self.env['credit.limit.approval'].with_user(self.cfo).create({
                'request_id': request.id, 'user_id': self.cfo.id})

    def test_a_second_wish_waits_for_the_first(self):
        request = self._asked(280_000.0)
        other = self._asked(300_000.0, submit=False)
        with self.assertRaisesRegex(UserError, "waits"):
            other.action_submit()
        request.action_withdraw()
        other.action_submit()
        self.assertEqual((request.state, other.state), ('withdrawn', 'submitted'))

    # === DAYS === #

    def test_a_temporary_limit_ends_by_date_without_a_write(self):
        request = self._temporary(240_000.0)
        request.with_user(self.manager).action_approve()
        self.assertEqual(self.profile.credit_limit, 200_000.0)
        self.assertEqual(self.profile.temporary_limit, 40_000.0)
        self.assertEqual(self.profile.effective_limit, 240_000.0)
        after = self.profile._facts({'effective_limit'}, as_of=self.today + timedelta(days=30))
        self.assertEqual(after[self.profile.id]['effective_limit'], 200_000.0)

    def test_days_that_cannot_be_are_said(self):
        for values, word in (
            ({'kind': 'temporary', 'valid_until': False}, "first and a last day"),
            ({'kind': 'temporary', 'valid_until': self.today + timedelta(days=90)}, "90 days"),
            ({'valid_until': self.today - timedelta(days=1)}, "is over"),
        ):
            with self.subTest(word), self.assertRaisesRegex(UserError, word):
                self._asked(240_000.0, **values)
        for limit, word in ((200_000.0, "already"), (-5.0, "negative")):
            with self.assertRaisesRegex(Exception, word), self.env.cr.savepoint():
                self._asked(limit)
        with self.assertRaisesRegex(UserError, "above the one that stays"):
            self._temporary(150_000.0)

    def test_a_company_says_how_long_a_temporary_limit_lasts(self):
        self.company.credit_temporary_days = 180
        self.assertEqual(self._temporary(210_000.0, days=180).state, 'submitted')
        with self.assertRaisesRegex(UserError, "180 days"):
            self._temporary(210_000.0, days=181)
        for days in (0, 367):
            with self.assertRaisesRegex(UserError, "Give 1 to 366"):
                self.company.credit_temporary_days = days

    def test_a_temporary_limit_takes_no_day_from_one_that_counts(self):
        self._temporary(240_000.0).with_user(self.manager).action_approve()
        for first, last in ((60, 80), (1, 40), (0, 28)):
            with self.subTest(first=first, last=last), self.assertRaisesRegex(
                    UserError, "one counts at a time"):
                self._asked(245_000.0, kind='temporary',
                            valid_from=self.today + timedelta(days=first),
                            valid_until=self.today + timedelta(days=last))
        self.assertEqual(self.profile.effective_limit, 240_000.0)
        # The renewal adds up to more than 30 % of the limit: one level more.
        self._temporary(245_000.0, days=40).with_user(self.manager_2).action_approve()
        self.assertEqual(self.profile.effective_limit, 245_000.0)

    def test_who_pays_beforehand_gets_no_temporary_limit(self):
        self.profile.limit_mode = 'cash_only'
        with self.assertRaisesRegex(UserError, "adds nothing"):
            self._temporary(20_000.0)

    def test_who_wrote_a_wish_first_does_not_agree_to_it(self):
        request = self._asked(280_000.0, user=self.manager_2, submit=False)
        request.with_user(self.officer).reason = "Spring, and Easter"
        request.with_user(self.officer).action_submit()
        self.assertNotEqual(request.user_id, self.manager_2)
        with self.assertRaisesRegex(AccessError, "You wrote it"):
            request.with_user(self.manager_2).action_approve()

    def test_no_other_temporary_limit_while_something_is_late(self):
        self._temporary(210_000.0).with_user(self.manager).action_approve()
        self._invoice(5.0, due=-40)
        with self.assertRaisesRegex(UserError, "late"):
            self._temporary(220_000.0)

    def test_many_temporary_limits_take_one_level_more(self):
        self._temporary(240_000.0).with_user(self.manager).action_approve()
        request = self._temporary(230_000.0)
        self.assertEqual(request.level, 3)
        self.assertIn("30 %", request.why_raised)

    def test_what_became_worse_meanwhile_takes_one_level_more(self):
        request = self._asked(220_000.0)
        self.assertEqual(request.level, 2)
        self.profile.grade = 'D'
        with self.assertRaisesRegex(AccessError, "level 3"):
            request.with_user(self.manager).action_approve()
        request.with_user(self.manager_2).action_approve()
        self.assertEqual(request.state, 'approved')

    # === BY REQUEST ONLY === #

    def test_a_company_may_give_more_by_request_only(self):
        self.company.credit_limit_by_request = True
        profile = self.profile.with_user(self.cfo)
        for vals in (
            {'credit_limit': 300_000.0}, {'limit_mode': 'unlimited'},
            {'temporary_limit': 5.0, 'temporary_from': self.today, 'temporary_to': self.today},
        ):
            with self.assertRaisesRegex(UserError, "by request only"):
                profile.write(vals)
        profile.credit_limit = 150_000.0
        with self.assertRaisesRegex(UserError, "by request only"):
            self.env['credit.profile'].with_user(self.cfo).create({
                'partner_id': self.env['res.partner'].create({'name': "New"}).id,
                'credit_limit': 10.0})
        self._asked(300_000.0).with_user(self.manager_2).action_approve()
        self.assertEqual(self.profile.credit_limit, 300_000.0)

    # === PEOPLE === #

    def test_who_sells_asks_and_sees_no_figure(self):
        action = self.profile.with_user(self.sales).action_ask_limit()
        self.assertEqual(action['res_model'], 'credit.limit.ask')
        ask = self.env['credit.limit.ask'].with_user(self.sales).with_context(**action['context'])
        seen = self.env['credit.limit.request'].with_user(self.sales).browse(
            ask.create({'requested_limit': 240_000.0, 'reason': "Spring"}).action_ask()['res_id'])
        request = seen.sudo()
        self.assertEqual((request.requester_id, request.level), (self.sales, 2))
        self.assertEqual(seen.state, 'submitted')
        for name in ('current_limit', 'level', 'suggested_limit', 'why_raised', 'note'):
            with self.assertRaises(AccessError):
                seen.read([name])
        request.with_user(self.manager).action_refuse("Paid late for a year")
        self.assertEqual(seen.state, 'refused')
        self.assertNotIn("Paid late", ''.join(seen.message_ids.mapped('body')))
        with self.assertRaises(AccessError):
            request.with_user(self.sales_2).read(['name'])
        with self.assertRaises(AccessError):
            ask.with_user(self.sales_2).create({
                'requested_limit': 240_000.0, 'reason': "Mine"}).action_ask()

    def test_who_sells_takes_his_wish_back(self):
        ask = self.env['credit.limit.ask'].with_user(self.sales).create({
            'profile_id': self.profile.id, 'requested_limit': 240_000.0, 'reason': "Spring"})
        request = self.env['credit.limit.request'].with_user(self.sales).browse(
            ask.action_ask()['res_id'])
        with self.assertRaises(AccessError):
            request.with_user(self.sales_2).action_withdraw()
        request.action_withdraw()
        self.assertEqual(request.state, 'withdrawn')

    def test_the_log_tells_who_asked_and_who_agreed(self):
        request = self._asked(280_000.0)
        request.with_user(self.manager_2).action_approve()
        decisions = self.env['credit.decision'].search(
            [('profile_id', '=', self.profile.id), ('kind', 'in', ('limit_request', 'limit'))],
            order='sequence desc, id desc', limit=3)
        self.assertEqual(decisions.mapped('user_id'), self.manager_2 | self.officer)
        self.assertEqual(set(decisions.mapped('kind')), {'limit', 'limit_request'})

    def test_it_waits_in_my_work_and_is_decided_there(self):
        request = self._asked(220_000.0)
        task = self.env['credit.task'].with_user(self.manager).search([
            ('kind', '=', 'limit_request'), ('res_id', '=', request.id)])
        self.assertEqual((task.amount, task.user_id), (220_000.0, self.manager))
        self.assertIn("Spring season", task.why)
        task.action_approve_limit()
        self.assertEqual(self.profile.credit_limit, 220_000.0)

    def test_a_suggestion_says_what_it_comes_from(self):
        form = Form(self.env['credit.limit.request'].with_user(self.officer).with_context(
            default_profile_id=self.profile.id))
        form.requested_limit = 1.0
        request = form.save()
        # The customer bought for 10 in 800 days: nothing in a year, and the balance is its peak.
        request.action_suggest()
        self.assertEqual((request.requested_limit, request.suggested_limit), (1.0, 11.0))
        request.action_use_suggestion()
        self.assertEqual(request.requested_limit, 11.0)
        self.assertIn("High credit", request.suggestion)
        self.assertIn("Not known: What he needs, Bureau", request.suggestion)
        self.assertIn("weak ground", request.suggestion)
        self.profile.grade = 'E'
        request.action_suggest()
        self.assertEqual((request.has_suggestion, request.suggested_limit), (True, 0.0))

    def test_a_credit_page_with_decisions_is_not_deleted(self):
        other = self._profile(self.env['res.partner'].create({'name': "Other"}), 10.0)
        request = self.env['credit.limit.request'].create({
            'profile_id': other.id, 'requested_limit': 20.0, 'reason': "x"})
        draft = request.copy({'reason': "y"})
        request.action_submit()
        with self.assertRaisesRegex(UserError, "archive"):
            other.unlink()
        request.action_withdraw()
        with self.assertRaisesRegex(UserError, "archive"):
            other.unlink()
        request.sudo().state = 'draft'
        other.unlink()
        self.assertFalse(draft.exists())

    def test_a_merged_customer_takes_decided_wishes_along(self):
        done = self._asked(280_000.0)
        done.with_user(self.manager_2).action_approve()
        waiting = self._asked(300_000.0)
        other = self.env['res.partner'].create({'name': "Acme Survivor", 'is_company': True})
        survivor = self.profile._merge_into(other, 'partner_merged')
        self.assertEqual((waiting.state, waiting.profile_id), ('withdrawn', survivor))
        self.assertEqual(done.profile_id, survivor)
