from unittest.mock import patch

from freezegun import freeze_time
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models import credit_aging_grade_change
from .aging_common import AgingCommon
from .cron_common import without_commits


@tagged('post_install', '-at_install')
class TestAgingGradeChange(AgingCommon):
    """What days did to grades is noted every night, once, and may stop anywhere."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['credit.aging.grade'].search([('company_id', '!=', False)]).unlink()
        cls.changes = cls.env['credit.aging.grade.change']
        # Demo customers are noted too; only our own are looked at.
        cls.profiles = cls.env['credit.profile'].union(*(
            cls._profile(cls.env['res.partner'].create({'name': f'Noted {n}'}), 1000.0)
            for n in range(6)))
        cls.days = (-30, -3, 10, 45, 200, 400)
        for profile, days in zip(cls.profiles, cls.days, strict=True):
            cls.bill(cls, 100.0, on=min(-days, 0) - 1, due=-days - min(-days, 0) + 1,
                     partner=profile.partner_id)

    def run_cron(self, stop_after=None):
        """Run without commits; `stop_after`: batches until there is no time left."""
        with without_commits(self.env, stop_after):
            self.changes._cron_note()

    def noted(self):
        """Return ``{profile: [(before, after)]}``, oldest first."""
        found = {}
        for change in self.changes.search([
            ('profile_id', 'in', self.profiles.ids), ('kind', '=', 'days'),
        ], order='id'):
            found.setdefault(change.profile_id, []).append((change.before, change.after))
        return found

    def shown(self):
        self.profiles.invalidate_recordset()
        return {profile: profile.aging_grade for profile in self.profiles}

    def test_the_first_night_notes_everybody_and_the_second_run_nobody(self):
        self.run_cron()
        self.assertEqual(self.noted(), {
            profile: [(False, grade)] for profile, grade in self.shown().items()})
        self.assertEqual(self.company.credit_grades_noted_on, self.today)
        count = self.changes.search_count([])
        self.run_cron()
        self.company.credit_grades_noted_on = False
        self.run_cron()
        self.assertEqual(self.changes.search_count([]), count)

    def test_later_nights_note_what_changed(self):
        self.run_cron()
        before = self.shown()
        move = self.env['account.move'].search(
            [('partner_id', '=', self.profiles[4].partner_id.id)])
        self.allocate(move, self.receive(100.0, partner=self.profiles[4].partner_id))
        with freeze_time(f'{self.day(40)} 12:00:00'):
            self.run_cron()
            after = self.shown()
        noted = self.noted()
        for profile in self.profiles:
            last = [(before[profile], after[profile])] if before[profile] != after[profile] else []
            self.assertEqual(noted[profile][1:], last)
        self.assertFalse(after[self.profiles[4]])
        self.assertEqual(noted[self.profiles[4]][-1][1], False)

    def test_it_stops_after_any_batch_and_goes_on_behind_it(self):
        with patch.object(credit_aging_grade_change, 'BATCH', 2):
            runs = 0
            while self.company.credit_grades_noted_on != self.today:
                seen = self.noted()
                self.run_cron(stop_after=0)
                self.assertLessEqual(seen.items(), self.noted().items())
                runs += 1
                self.assertLess(runs, 1000)
        self.assertGreaterEqual(runs, 3)
        self.assertEqual(self.company.credit_grades_noted_upto, 0)
        self.assertEqual(self.noted(), {
            profile: [(False, grade)] for profile, grade in self.shown().items()})

    def test_a_batch_that_fails_is_done_again_whole(self):
        original = type(self.changes)._note_place

        def fail(changes, root, upto, day=None):
            if root == self.company:
                raise ZeroDivisionError
            return original(changes, root, upto, day)

        with mute_logger('odoo.addons.credit_management.models.credit_failure'), patch.object(
            type(self.changes), '_note_place', fail
        ):
            self.run_cron()
        self.assertFalse(self.noted())
        self.run_cron()
        self.assertEqual(len(self.noted()), len(self.profiles))

    def test_what_people_decided_is_no_change_by_days(self):
        self.profiles[3].with_user(self.officer)._set_aging_grade('G7', "court")
        self.run_cron()
        self.assertEqual(self.noted()[self.profiles[3]], [(False, 'G5')])
        kinds = self.profiles[3].aging_change_ids.sorted('id').mapped('kind')
        self.assertEqual(kinds, ['worse', 'days'])

    def test_a_batch_costs_the_same_for_few_and_many(self):
        def cost(profiles):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.changes._note_batch(profiles, self.today)
            return self.env.cr.sql_log_count - before

        cost(self.profiles[:2])
        self.assertEqual(cost(self.profiles[:2]), cost(self.profiles[:6]))

    def test_the_scheduled_action_runs(self):
        with self.enter_registry_test_mode():
            self.env.ref('credit_management.credit_aging_grade_cron').method_direct_trigger()
        self.assertEqual(len(self.noted()), len(self.profiles))
