from unittest.mock import patch

from freezegun import freeze_time
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models import credit_aging_grade_change
from .aging_common import AgingCommon

LOGGER = 'odoo.addons.credit_management.models.credit_failure'


@tagged('post_install', '-at_install')
class TestFailure(AgingCommon):
    """What fails in one company is noted, seen and tried again, and stops no other company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Before ours by id, name and date: whoever stops at it never gets to the others.
        cls.broken = cls.env['res.company'].search([('parent_id', '=', False)], order='id', limit=1)
        cls.other = cls.env['res.company'].create({'name': "Elsewhere"})
        (cls.broken | cls.other).credit_mode = 'enforce'
        cls.failures = cls.env['credit.failure']
        cls.month_end = cls.env['credit.receivable.snapshot']._last_month_end(cls.other)

    def run_crons(self, only=None):
        """Run our crons without commits; none of them may raise."""
        crons = self.env['ir.cron'].sudo().search([('model_id.model', '=like', 'credit.%')])
        self.assertGreaterEqual(len(crons), 14)
        with patch.object(
            self.env.registry['ir.cron'], '_commit_progress', lambda *a, **kw: 1.0
        ), mute_logger(LOGGER, 'odoo.addons.credit_management.models.credit_overview'):
            for cron in crons.filtered(lambda cron: only in (None, cron.code)):
                with self.subTest(cron.code):
                    cron.ir_actions_server_id.run()

    def broken_clock(self):
        today = self.env.registry['res.company']._credit_today

        def no_clock(company):
            if company == self.broken:
                raise ValueError("no clock")
            return today(company)

        return patch.object(self.env.registry['res.company'], '_credit_today', no_clock)

    def noted(self):
        return {
            (failure.work, failure.res_model): failure.reason
            for failure in self.failures.search([('company_id', '=', self.broken.id)])
        }

    def test_no_cron_stops_at_a_company_that_fails_and_each_says_so(self):
        with self.broken_clock():
            self.run_crons()
        noted = self.noted()
        for work in ('month_end', 'forecast', 'grade', 'standing', 'pack'):
            self.assertEqual(noted.get((work, 'res.company')), "ValueError: no clock", work)
        self.assertTrue(self.env['credit.receivable.snapshot'].search(
            [('company_id', '=', self.other.id), ('date', '=', self.month_end),
             ('state', '=', 'done')]))
        self.assertTrue(self.env['credit.cash.snapshot'].search(
            [('company_id', '=', self.other.id), ('state', '=', 'done')]))
        self.assertEqual(self.other.credit_grades_noted_on, self.other._credit_today())
        self.assertFalse(self.failures.search([('company_id', '=', self.other.id)]))

    def test_it_is_forgotten_when_it_goes_well_again(self):
        def run():
            for method in ('_cron_note', '_cron_keep', '_cron_send'):
                self.run_crons(f'model.{method}()')

        with self.broken_clock():
            run()
            first = self.failures.search([('work', '=', 'grade')])
            since = first.since
            with freeze_time(self.day(1)):
                run()
            self.assertEqual((first.since, first.tried_at > since), (since, True))
        self.assertEqual({work for work, _model in self.noted()},
                         {'grade', 'month_end', 'forecast', 'pack'})
        run()
        self.assertFalse(self.noted())

    def test_the_overview_names_it_to_the_company_alone(self):
        with self.broken_clock():
            self.run_crons('model._cron_note()')
        for company, count in ((self.broken, 1), (self.other, 0)):
            found = self.env['credit.overview']._check_failures(company)
            self.assertEqual(found['count'], count)
            self.assertEqual(
                len(self.env[found['model']].search(found['domain'])), count)
        tile = self.env['credit.overview']._tile_problems(self.broken)
        self.assertIn('failure', [check['code'] for check in tile['checks']])
        self.manager.write({'company_ids': [(6, 0, self.other.ids)], 'company_id': self.other.id})
        self.assertFalse(self.failures.with_user(self.manager).search([]))

    def test_what_is_half_done_is_undone_and_what_was_committed_stays(self):
        """The first batch stays, the second fails whole, and the next night begins behind it."""
        for name in "ab":
            self._profile(self.env['res.partner'].create({'name': name}), 1000.0)
        changes = self.env['credit.aging.grade.change']
        original, calls = type(changes)._note_batch, []

        def second_fails(model, profiles, today):
            original(model, profiles, today)
            if profiles.company_id == self.company:
                calls.append(profiles)
                if len(calls) == 2:
                    raise ZeroDivisionError

        with patch.object(credit_aging_grade_change, 'BATCH', 1), patch.object(
            type(changes), '_note_batch', second_fails
        ):
            self.run_crons('model._cron_note()')
        self.assertEqual(self.company.credit_grades_noted_upto, calls[0].id)
        self.run_crons('model._cron_note()')
        self.assertEqual(self.company.credit_grades_noted_on, self.company._credit_today())
        self.assertFalse(self.noted())

    def test_who_runs_out_of_time_says_what_was_done_and_goes_on_at_once(self):
        """Otherwise the scheduler takes the job for stuck and comes back after a minute."""
        cron = self.env.ref('credit_management.credit_limit_proposal_cron').sudo()
        triggers = self.env['ir.cron.trigger'].search([('cron_id', '=', cron.id)])
        told = []

        def commit_progress(_cron, processed=0, *, remaining=None, deactivate=False):
            told.append((processed, remaining))
            return 0.0 if len(told) == 3 else 1.0

        def work(company):
            yield from ['part'] * (3 if company == self.other else 0)

        with patch.object(self.env.registry['ir.cron'], '_commit_progress', commit_progress):
            went_on = self.failures.with_context(cron_id=cron.id)._in_turn(
                'limits', self.broken + self.other, work)
        self.assertEqual((went_on, told), (False, [(0, 2), (1, 1), (1, 1)]))
        new = self.env['ir.cron.trigger'].search([('cron_id', '=', cron.id)]) - triggers
        self.assertEqual(len(new), 1)

    def test_nobody_writes_it_by_hand_and_old_ones_go(self):
        with self.broken_clock():
            self.run_crons('model._cron_note()')
        failure = self.failures.search([('company_id', '=', self.broken.id)])
        self.assertEqual(failure.what, self.broken.display_name)
        for user in (self.manager, self.officer, self.auditor):
            self.assertFalse(failure.with_user(user).has_access('write'))
            self.assertFalse(failure.with_user(user).has_access('unlink'))
        self.assertFalse(self.failures.with_user(self.sales).has_access('read'))
        with freeze_time(self.day(60)):
            self.failures._gc_old()
        self.assertFalse(failure.exists())
