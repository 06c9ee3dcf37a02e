from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .policy_common import PolicyCommon


@tagged('post_install', '-at_install')
class TestPolicySchedule(PolicyCommon):
    """A version that begins on a day to come: nothing is judged by it before, all from then on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls.company._credit_today()
        cls.start = cls.today + timedelta(days=3)
        cls.moment = cls.company._credit_day_start(cls.start)

    def _scheduled(self, **values):
        draft = self._next()
        self._rule(draft, 'H02').severity_order_confirm = 'stop'
        self._publish(draft, valid_from=self.start, **values)
        return draft

    def _publish(self, draft, **values):
        wizard = self.env['credit.policy.publish'].with_user(self.manager).with_context(
            default_policy_id=draft.id).create(values)
        return wizard.action_publish()

    def _run_cron(self):
        with patch.object(self.env.registry['ir.cron'], '_commit_progress', lambda *a, **kw: 1.0):
            self.env['credit.policy']._cron_start()

    def _severity(self):
        row = self._row(self.profile)
        values = self.env['credit.policy']._values_of_rows([row])[self.profile.id]
        return values['rules']['H02']['severity']['order_confirm']

    def test_it_judges_from_its_moment_on_and_no_order_is_under_no_policy(self):
        draft = self._scheduled()
        self.assertEqual(draft.state, 'scheduled')
        self.assertEqual(draft.starts_at, self.moment)
        for seconds, policy, severity in (
            (-1, self.standard, 'hold'), (0, draft, 'stop'), (1, draft, 'stop'),
        ):
            with freeze_time(self.moment + timedelta(seconds=seconds)):
                self.assertEqual(self._applies(), policy)
                self.assertEqual(self._severity(), severity)

    def test_the_cron_takes_its_place_and_changes_nothing_of_the_judgement(self):
        self.profile.policy_id = self.standard
        draft = self._scheduled()
        with freeze_time(self.moment - timedelta(minutes=1)):
            self._run_cron()
            self.assertEqual(draft.state, 'scheduled')
        with freeze_time(self.moment + timedelta(hours=5)):
            self.assertEqual(self._applies(), draft)
            for _twice in range(2):
                self._run_cron()
            self.assertEqual((draft.state, self.standard.state), ('published', 'archived'))
            self.assertEqual(self.profile.policy_id, draft)
            self.assertEqual(self._applies(), draft)

    def test_a_policy_without_a_previous_one_leaves_the_standard_in_force_until_its_day(self):
        own = self.policies.create({'name': "Own"})
        self.profile.policy_id = own
        self._publish(own, valid_from=self.start)
        self.assertEqual(self._applies(), self.standard)
        with freeze_time(self.moment):
            self.assertEqual(self._applies(), own)

    def test_a_day_that_is_over_is_refused(self):
        with self.assertRaisesRegex(UserError, "that day is over.*Choose today"):
            self._publish(self._next(), valid_from=self.today - timedelta(days=1))

    def test_today_is_at_once(self):
        draft = self._next()
        self._publish(draft, valid_from=self.today)
        self.assertEqual(draft.state, 'published')
        self.assertEqual(draft.review_date, self.today.replace(year=self.today.year + 1)
                         if (self.today.month, self.today.day) != (2, 29)
                         else self.today.replace(year=self.today.year + 1, day=28))

    def test_what_waits_for_its_day_is_fixed_and_can_be_withdrawn_before(self):
        draft = self._scheduled()
        for attempt in (
            lambda: draft.write({'at_or_above': True}),
            lambda: self._rule(draft, 'H02').write({'severity_order_confirm': 'off'}),
            lambda: draft.write({'grid': draft.grid}),
        ):
            with self.assertRaisesRegex(UserError, "Withdraw it"), self.env.cr.savepoint():
                attempt()
        self.assertEqual(self._next(), draft, "the next version is the one that waits")
        draft.action_withdraw()
        self.assertEqual((draft.state, draft.valid_from), ('draft', False))
        self.assertFalse(draft.acknowledgement_ids)
        self._rule(draft, 'H02').severity_order_confirm = 'off'
        draft.action_publish()
        self.assertEqual(self._severity(), 'off')

    def test_what_is_in_force_cannot_be_withdrawn_even_if_no_cron_ran(self):
        draft = self._scheduled()
        with freeze_time(self.moment), self.assertRaisesRegex(UserError, "press New Version"):
            draft.action_withdraw()

    def test_a_next_version_follows_one_that_began_and_was_not_settled(self):
        draft = self._scheduled()
        with freeze_time(self.moment):
            third = self._next()
            self.assertEqual(third.previous_id, draft)
            third.action_publish()
            self.assertEqual(self._applies(), third)
            self._run_cron()
            self.assertEqual(self._applies(), third)
            self.assertEqual(draft.state, 'archived')

    def test_the_log_says_when_it_was_decided_and_when_it_began(self):
        draft = self._scheduled()
        with freeze_time(self.moment):
            self._run_cron()
        lines = self.env['credit.decision'].search([('kind', '=', 'policy')], order='id desc')
        told = '\n'.join(lines.mapped('payload'))
        for action in ('scheduled', 'published'):
            self.assertIn(f'"action":"{action}"', told)
        self.assertIn(f'"published_by":{draft.published_by_id.id}', lines[0].payload)

    # === WHO HAS READ IT === #

    def test_people_of_credit_are_asked_and_say_that_they_have_read_it(self):
        draft = self._scheduled(reading_days=5)
        rows = draft.acknowledgement_ids
        self.assertLessEqual(self.officer | self.manager, rows.user_id)
        self.assertNotIn(self.sales, rows.user_id)
        self.assertNotIn(self.auditor, rows.user_id)
        own = rows.filtered(lambda row: row.user_id == self.manager)
        self.assertTrue(own.read_at, "who publishes it knows what it says")
        theirs = draft.with_user(self.officer)
        self.assertTrue(theirs.must_read)
        theirs.action_acknowledge()
        first = rows.filtered(lambda row: row.user_id == self.officer).read_at
        theirs.action_acknowledge()
        self.assertTrue(first)
        self.assertFalse(draft.with_user(self.officer).must_read)
        with self.assertRaisesRegex(UserError, "not given to you"):
            draft.with_user(self.sales).action_acknowledge()

    def test_nobody_says_it_for_another(self):
        row = self._scheduled().acknowledgement_ids.filtered(
            lambda row: row.user_id == self.officer)
        for user in (self.officer, self.manager, self.auditor, self.sales):
            with self.assertRaises(AccessError):
                row.with_user(user).write({'read_at': fields.Datetime.now()})

    def test_it_waits_in_my_work_until_it_was_read(self):
        draft = self._scheduled()
        tasks = self.env['credit.task'].with_user(self.officer)
        domain = [('kind', '=', 'policy_reading'), ('user_id', '=', self.officer.id)]
        task = tasks.search(domain)
        self.assertEqual((task.res_model, task.res_id), ('credit.policy', draft.id))
        self.assertIn("1 changes", task.why)
        self.assertEqual(
            [button['method'] for button in task.credit_preview()['buttons']],
            ['action_policy_read'])
        task.action_policy_read()
        self.env.invalidate_all()
        self.assertFalse(tasks.search(domain))

    def test_whoever_joins_later_is_asked_too_and_of_managers_only_if_so_chosen(self):
        draft = self._next()
        self._publish(draft, readers='managers')
        self.assertNotIn(self.officer, draft.acknowledgement_ids.user_id)
        self.officer.group_ids += self.env.ref('credit_management.credit_management_group_manager')
        self._run_cron()
        self.assertIn(self.officer, draft.acknowledgement_ids.user_id)

    # === YEARLY REVIEW === #

    def test_a_year_later_it_is_looked_at_again(self):
        draft = self._next()
        draft.action_publish()
        tasks = self.env['credit.task'].with_user(self.manager)
        domain = [('kind', '=', 'policy_review'), ('res_id', '=', draft.id)]
        self.assertFalse(tasks.search(domain))
        with freeze_time(fields.Datetime.now() + timedelta(days=340)):
            task = tasks.search(domain)
            self.assertEqual(task.user_id, self.manager)
            before = draft.review_date
            task.action_policy_reviewed()
            self.assertGreater(draft.review_date, before)
            self.env.invalidate_all()
            self.assertFalse(tasks.search(domain))
        with self.assertRaises(AccessError):
            draft.with_user(self.officer).action_reviewed()
        with self.assertRaisesRegex(UserError, "not in force"):
            self.standard.with_user(self.manager).action_reviewed()
