from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .group_common import GroupCommon


@tagged('post_install', '-at_install')
class TestGroupRequest(GroupCommon):
    """Where more is given by request only, a pool grows by two people, as a limit does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._give_authority(
            (cls.officer, 1, 500), (cls.manager, 2, 1500), (cls.manager_2, 3, 100_000))
        cls.company.write({'credit_limit_by_request': True, 'credit_single_approver': False})
        cls.today = cls.company._credit_today()

    def _dialog(self, action, user, **values):
        self.env['credit.group.decide'].with_user(user).with_context(**action['context']).create(
            {'reason': "Spring", **values}).action_apply()
        return self.env['credit.group.request'].search([('group_id', '=', self.group.id)], limit=1)

    def _asked(self, user=None, **values):
        user = user or self.officer
        return self._dialog(self.group.with_user(user).action_change_limit(), user, **values)

    def test_nobody_lets_a_group_owe_more_by_himself(self):
        group = self.group.with_user(self.manager_2)
        member = group.member_ids[:1]
        self.group.member_ids[:1].write({'sub_limit': 100.0, 'share': 0.5})
        self.group.valid_until = self.today
        for call in (
            lambda: group.write({'pool_limit': 1000.01}),
            lambda: group.write({'limit_mode': 'members'}),
            lambda: group.write({'valid_until': self.today + timedelta(1)}),
            lambda: group.write({'valid_until': False}),
            lambda: group.write({'currency_id': self.env.ref('base.JPY').id}),
            lambda: member.write({'sub_limit': 101.0}), lambda: member.write({'sub_limit': 0.0}),
            lambda: member.write({'share': 0.51}), lambda: member._leave("Sold"),
        ):
            with self.assertRaisesRegex(UserError, "by request only"):
                call()
        self.assertEqual(group.action_end()['res_model'], 'credit.group.decide')
        self.assertEqual(self.group.state, 'active')
        group.write({'pool_limit': 900.0, 'limit_reason': "Less"})
        member.write({'sub_limit': 90.0})
        self.assertEqual((self.group.pool_limit, member.sub_limit), (900.0, 90.0))
        self.company.credit_limit_by_request = False
        group.pool_limit = 5000.0

    def test_another_person_agrees_within_his_authority(self):
        request = self._asked(pool_limit=1200.0)
        self.assertEqual(self.group.pool_limit, 1000.0)
        with self.assertRaisesRegex(UserError, "asked for this group already"):
            self._asked(pool_limit=1300.0)
        self.assertEqual((request.state, request.level, request.user_id), (
            'waiting', 2, self.manager))
        task = self.env['credit.task'].search(
            [('kind', '=', 'group_request'), ('res_id', '=', request.id)])
        self.assertEqual((task.user_id, task.amount), (self.manager, 1200.0))
        for user, word in ((self.officer, "You asked for it"), (self.auditor, "Credit people")):
            with self.assertRaisesRegex(AccessError, word):
                request.with_user(user).action_approve()
        with self.assertRaisesRegex(UserError, "buttons"):
            request.with_user(self.manager).write({'state': 'approved'})
        with self.assertRaisesRegex(UserError, "buttons"):
            request.with_user(self.manager).write({'pool_limit': 1.0})
        task.with_user(self.manager).action_approve_group_request()
        self.assertEqual((request.state, self.group.pool_limit, self.group.limit_reason), (
            'approved', 1200.0, "Spring"))
        with self.assertRaisesRegex(UserError, "not wait"):
            request.with_user(self.manager_2).action_approve()

    def test_the_pool_that_results_decides_and_sellers_do_not(self):
        request = self._asked(self.manager, pool_limit=1600.0)
        self.assertEqual((request.level, request.user_id), (3, self.manager_2))
        self.south.user_id = self.manager_2
        with self.assertRaisesRegex(AccessError, "own sales customer"):
            request.with_user(self.manager_2).action_approve()
        request.with_user(self.manager).action_withdraw()
        self.assertEqual(request.state, 'withdrawn')
        self.assertNotIn(
            self._asked(self.manager, pool_limit=1600.0).user_id, self.manager_2 | self.manager)

    def test_less_counts_at_once_and_a_refusal_says_why(self):
        self.assertFalse(self._asked(self.manager, pool_limit=800.0))
        self.assertEqual(self.group.pool_limit, 800.0)
        request = self._asked(pool_limit=900.0)
        with self.assertRaisesRegex(UserError, "Say why"):
            request.with_user(self.manager).action_refuse()
        request.with_user(self.manager).action_refuse("No need")
        self.assertEqual((request.state, request.note, self.group.pool_limit), (
            'refused', "No need", 800.0))
        with self.assertRaises(UserError):
            request.with_user(self.manager).note = "Other"

    def test_a_part_a_leaving_and_an_end_are_asked_for_as_well(self):
        member = self.group.member_ids[:1]
        member.sub_limit = 100.0
        request = self._dialog(member.with_user(self.manager).action_change_part(), self.manager,
                               sub_limit=300.0)
        request.with_user(self.manager_2).action_approve()
        self.assertEqual(member.sub_limit, 300.0)
        request = self._dialog(member.with_user(self.manager).action_leave(), self.manager)
        self.assertFalse(member.date_to)
        request.with_user(self.manager_2).action_approve()
        self.assertEqual((member.date_to, member.left_reason), (self.today, "Spring"))
        request = self._dialog(self.group.with_user(self.manager).action_end(), self.manager)
        request.with_user(self.manager_2).action_approve()
        self.assertEqual(self.group.state, 'ended')

    def test_who_proposed_a_group_does_not_put_it_into_force(self):
        free = self._profile(
            self.env['res.partner'].create({'name': "Free", 'is_company': True}), 1.0)
        group = self.env['credit.group'].with_user(self.manager).create(
            {'name': "Theta", 'pool_limit': 50.0, 'company_id': self.company.id})
        self.env['credit.group.member'].with_user(self.manager).create(
            {'group_id': group.id, 'profile_id': free.id})
        with self.assertRaisesRegex(AccessError, "You proposed"):
            group.action_approve()
        group.with_user(self.manager_2).pool_limit = 60.0
        with self.assertRaisesRegex(AccessError, "changed its pool last"):
            group.with_user(self.manager_2).action_approve()
        self.company.credit_single_approver = True
        group.action_approve()
        self.assertEqual(group.state, 'active')

    def test_a_company_of_one_asks_and_decides_itself(self):
        self.company.credit_single_approver = True
        request = self._asked(self.manager, pool_limit=1200.0)
        request.with_user(self.manager).action_approve()
        self.assertEqual(self.group.pool_limit, 1200.0)
