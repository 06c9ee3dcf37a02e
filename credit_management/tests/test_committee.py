from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import GROUPS, CreditCommon


@tagged('post_install', '-at_install')
class TestCommittee(CreditCommon):
    """From a level on n of m members decide; who decides may also propose less."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cfo = cls._user('cora', f'{GROUPS}manager')
        cls.boss = cls._user('boris', f'{GROUPS}officer')
        cls._give_authority((cls.officer, 1, 1_000), (cls.manager, 2, 10_000))
        cls.today = cls.company._credit_today()
        cls.profile.write({'credit_limit': 500.0, 'grade': 'B'})
        cls._invoice(10.0, invoice_date=cls.today - timedelta(days=800), due=900)
        cls.env['credit.committee'].search([]).active = False
        cls.committee = cls.env['credit.committee'].create({
            'name': "Board", 'company_id': cls.company.id, 'level': 4, 'needed': 2,
            'chair_id': cls.cfo.id, 'member_ids': [
                (0, 0, {'user_id': user.id})
                for user in (cls.cfo, cls.boss, cls.manager, cls.manager_2)]})

    def _asked(self, limit=50_000.0, user=None, **values):
        request = self.env['credit.limit.request'].with_user(user or self.officer).create({
            'profile_id': self.profile.id, 'requested_limit': limit, 'reason': "Spring", **values})
        request.action_submit()
        return request

    def test_it_is_in_force_as_soon_as_enough_agree(self):
        request = self._asked()
        self.assertEqual((request.committee_id, request.approver_count), (self.committee, 2))
        self.assertEqual(request.user_id, self.cfo)
        request.with_user(self.boss).action_vote('yes')
        self.assertEqual((request.state, self.profile.credit_limit), ('submitted', 500.0))
        with self.assertRaisesRegex(AccessError, "voted already"):
            request.with_user(self.boss).action_vote('yes')
        request.with_user(self.cfo).action_approve()
        self.assertEqual((request.state, self.profile.credit_limit), ('approved', 50_000.0))
        with self.assertRaises(UserError):
            request.with_user(self.manager).action_vote('no', "late")

    def test_it_ends_as_soon_as_enough_no_longer_can(self):
        request = self._asked()
        with self.assertRaisesRegex(UserError, "Say why"):
            request.with_user(self.cfo).action_vote('no')
        request.with_user(self.cfo).action_refuse("Too much")
        request.with_user(self.boss).action_vote('abstain', "Know him")
        self.assertEqual(request.state, 'submitted')
        request.with_user(self.manager).action_vote('no', "No")
        self.assertEqual((request.state, self.profile.credit_limit), ('refused', 500.0))

    def test_who_asks_writes_or_sells_has_no_vote(self):
        self.customer.user_id = self.cfo
        request = self._asked(user=self.manager)
        self.assertEqual(
            request.vote_ids.filtered('is_barred').user_id, self.cfo | self.manager)
        for user, word in ((self.cfo, "own sales customer"), (self.manager, "asked for it"),
                           (self.officer, "no vote there"), (self.auditor, "Credit people")):
            with self.subTest(user.name), self.assertRaisesRegex(AccessError, word):
                request.with_user(user).action_vote('yes')
        request.with_user(self.boss).action_vote('yes')
        request.with_user(self.manager_2).action_vote('yes')
        self.assertEqual(request.state, 'approved')

    def test_too_few_who_may_vote_is_said_at_once(self):
        self.committee.needed = 4
        self.customer.user_id = self.cfo
        with self.assertRaisesRegex(UserError, "only 3 may vote"):
            self._asked()
        with self.assertRaises(ValidationError):
            self.committee.needed = 5

    def test_a_substitute_votes_in_the_days_of_the_absence_and_once(self):
        seat = self.committee.member_ids.filtered(lambda one: one.user_id == self.boss)
        other = self._user('petra', f'{GROUPS}officer')
        seat.write({'substitute_id': other.id, 'away_from': self.today, 'away_to': self.today})
        request = self._asked()
        tasks = self.env['credit.task'].with_user(other).search(
            [('kind', '=', 'vote'), ('res_id', '=', request.id)])
        self.assertEqual(len(tasks), 4)
        self.assertIn(other, tasks.user_id)
        self.assertNotIn(self.boss, tasks.user_id)
        self.assertIn("Spring", tasks[0].why)
        request.with_user(other).action_vote('yes')
        vote = request.vote_ids.filtered('vote')
        self.assertEqual((vote.user_id, vote.voter_id), (self.boss, other))
        for user in (other, self.boss):
            with self.assertRaises(AccessError):
                request.with_user(user).action_vote('yes')

    def test_the_chair_closes_late_votes_and_writes_the_minutes(self):
        request = self._asked()
        request.with_user(self.boss).action_vote('yes')
        with self.assertRaisesRegex(UserError, "may vote until"):
            request.with_user(self.cfo).action_close_vote("Late")
        request.sudo().decide_by = fields.Datetime.now() - timedelta(hours=1)
        for method, args in (('action_close_vote', ["Late"]), ('action_write_minutes', ["x"])):
            with self.assertRaisesRegex(AccessError, "chair"):
                getattr(request.with_user(self.boss), method)(*args)
        self.env['credit.committee.say'].with_user(self.cfo).create({
            'request_id': request.id, 'method': 'action_write_minutes', 'note': "Said much",
        }).action_apply()
        request.with_user(self.cfo).action_close_vote("Late")
        self.assertEqual((request.state, request.minutes), ('refused', "Said much"))
        page = self.env['ir.actions.report'].with_user(self.cfo)._render_qweb_html(
            'credit_management.report_credit_committee', request.ids)[0].decode()
        for word in ("Minutes", "Board", "Said much", "Boris"):
            self.assertIn(word, page)

    def test_below_its_level_one_person_decides(self):
        request = self._asked(5_000.0)
        self.assertFalse(request.committee_id)
        request.with_user(self.manager).action_approve()
        self.assertEqual(self.profile.credit_limit, 5_000.0)

    def test_nobody_makes_votes_or_changes_them(self):
        request = self._asked()
        for user in (self.cfo, self.boss):
            with self.assertRaises(AccessError):
                request.vote_ids[:1].with_user(user).write({'vote': 'yes'})
            with self.assertRaises(AccessError):
                self.env['credit.committee.vote'].with_user(user).create({
                    'request_id': request.id, 'user_id': user.id, 'vote': 'yes'})

    # === OTHER TERMS === #

    def test_who_decides_proposes_less_and_who_asked_accepts(self):
        request = self._asked(9_000.0)
        own = request.with_user(self.manager)
        for limit, word in ((9_000.0, "less than"), (20_000.0, "less than")):
            with self.assertRaisesRegex(UserError, word):
                own.action_counter(limit, None, "No")
        with self.assertRaisesRegex(UserError, "Say why"):
            own.action_counter(4_000.0)
        with self.assertRaises(AccessError):
            request.with_user(self.officer).action_counter(4_000.0, None, "Mine")
        until = self.today + timedelta(days=60)
        self.env['credit.limit.request.counter'].with_user(self.manager).create({
            'request_id': request.id, 'limit': 4_000.0, 'valid_until': until, 'note': "Half first",
        }).action_propose()
        self.assertEqual((request.state, request.user_id), ('countered', self.officer))
        with self.assertRaises(UserError):
            own.action_approve()
        with self.assertRaises(AccessError):
            own.action_accept_counter()
        with self.assertRaisesRegex(UserError, "waits"):
            self._asked(6_000.0)
        request.action_accept_counter()
        self.assertEqual(
            (request.state, request.requested_limit, request.valid_until, request.user_id),
            ('submitted', 4_000.0, until, self.manager))
        own.action_approve()
        self.assertEqual(self.profile.limit_valid_until, until)

    def test_who_asked_may_withdraw_instead(self):
        request = self._asked(9_000.0)
        request.with_user(self.manager).action_counter(4_000.0, None, "Half first")
        request.action_withdraw()
        self.assertEqual((request.state, self.profile.credit_limit), ('withdrawn', 500.0))

    def test_what_a_committee_said_of_more_is_asked_anew(self):
        request = self._asked()
        request.with_user(self.boss).action_vote('yes')
        request.with_user(self.cfo).action_counter(40_000.0, None, "Less")
        request.action_accept_counter()
        self.assertFalse(request.vote_ids.filtered('vote'))
        self.assertEqual(request.state, 'submitted')

    # === REMINDED === #

    def test_whose_turn_it_is_is_reminded_once_a_day_near_the_end(self):
        request = self._asked(9_000.0)
        far = fields.Datetime.now() + timedelta(days=9)
        request.sudo().decide_by = far
        remind = self.env['credit.limit.request']._remind_company
        remind(self.company)
        self.assertFalse(request.reminded_on)
        request.sudo().decide_by = fields.Datetime.now()
        for _again in range(2):
            remind(self.company)
        told = request.message_ids.filtered(lambda message: "still waits" in (message.body or ''))
        self.assertEqual(len(told), 1)
        self.assertEqual(told.partner_ids, self.manager.partner_id)
        self.assertNotIn("9,000", told.body)
