from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .desk_common import WEDNESDAY_TEN, DeskCommon

CRON = 'credit_escalate_cron'


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
