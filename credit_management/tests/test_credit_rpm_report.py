from collections import Counter

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..tools import rpm_figures
from .common_rpm import RpmCommon


@tagged('post_install', '-at_install')
class TestCreditRpmReport(RpmCommon):
    """The figures equal the pure ones of the same marks."""

    def _story(self):
        self.use(self.full)
        order = self.sell('2026-03-02')
        picking = self.deliver(order, '2026-03-02')
        self.bill(order, '2026-03-02', due='2026-04-01')
        self.work('2026-03-02')
        item = self.item_of(picking)
        with self.on('2026-03-03'):
            item.step_ids.filtered(lambda step: step.code == 'R0')._complete('done')
        self.night('2026-03-09')
        with self.on('2026-03-09'):
            item.step_ids.filtered(lambda step: step.code == 'R1')._complete('done')
        self.night('2026-04-08')
        return item

    def test_completion_by_step(self):
        item = self._story()
        with self.on('2026-04-08'):
            rows = self.env['credit.rpm.report'].search([('item_id', '=', item.id)])
            found = {row.code: row.outcome for row in rows}
            looked = self.items.sudo()._look_only(
                self.company, item.ids, self.day('2026-04-08'))[0]
            pure = rpm_figures.completion(
                looked.marks, self.day('2026-01-01'), self.day('2026-04-08'))
            silent = rpm_figures.silent(
                [(mark.step.code, mark) for mark in looked.marks], self.day('2026-04-08'))
        self.assertEqual((found['R0'], found['R1']), ('in_time', 'late'))
        self.assertEqual(
            (sum(rows.mapped('was_due')), sum(rows.mapped('in_time')), sum(rows.mapped('late')),
             sum(rows.mapped('undone'))), (pure.due, pure.in_time, pure.late, pure.undone))
        self.assertEqual(
            set(rows.filtered('is_silent').mapped('code')), {key for _days, key, _mark in silent})

    def test_the_strip_says_what_was_and_what_comes(self):
        item = self._story()
        with self.on('2026-04-08'):
            strip = str(item.strip)
        self.assertIn('R0', strip)
        self.assertIn('text-bg-warning', strip)
        self.assertIn('R17', strip)

    def test_completing_by_hand(self):
        item = self._story()
        step = item.step_ids.filtered('move_line_id')
        wizard = self.env['credit.rpm.step.complete'].with_user(self.officer)
        with self.on('2026-04-08'):
            wizard.create({'step_id': step.id, 'outcome': 'no_answer'}).action_complete()
            self.assertEqual((step.status, step.again_on), ('waiting', self.day('2026-04-09')))
            with self.assertRaises(UserError):
                wizard.create({'step_id': step.id, 'day': '2026-04-09', 'note': "x"})
            with self.assertRaisesRegex(UserError, "too long ago"):
                wizard.create({'step_id': step.id, 'day': '2026-03-01', 'note': "x"})
            with self.assertRaisesRegex(UserError, "is done when"):
                wizard.create({'step_id': step.id})
            wizard.create({'step_id': step.id, 'note': "Sent again"}).action_complete()
        self.assertFalse(step.exists())
        done = item.done_ids[:1]
        self.assertEqual((done.note, done.user_id), ("Sent again", self.officer))

    def test_who_sells_completes_nothing(self):
        item = self._story()
        with self.assertRaises(AccessError):
            self.env['credit.rpm.step.complete'].with_user(self.sales).create(
                {'step_id': item.step_ids[0].id})

    def test_the_page_of_figures(self):
        """31 March is paid in time, what was due on 1 April is not."""
        self._story()
        with self.on('2026-03-02'):
            good = self._invoice(3000.0, due=29)
        self.pay(good, '2026-03-31')
        self.work('2026-04-08')
        with self.on('2026-04-08'):
            page = self.env['credit.rpm.figures'].with_user(self.officer).create(
                {'since': '2026-03-01', 'until': '2026-04-08'})
            rows = self.env['credit.rpm.report'].search([('company_id', '=', self.company.id)])
            self.assertEqual(page.was_due, sum(rows.filtered(
                lambda row: page.since <= row.day <= page.until).mapped('was_due')))
            self.assertEqual(page.silent, len(rows.filtered('is_silent')))
            self.assertEqual(page.due_day_rate, '75.0 %')
            self.assertEqual(page.early_dispute_rate, '–')
            self.assertGreaterEqual(page.escalation_1, 1)

    def test_what_others_collect_is_level_four_until_the_board_s_level(self):
        item = self._story()
        agency = self.env['res.partner'].create({'name': "Agency", 'is_company': True})
        with self.on('2026-04-08'):
            before = self._levels()
            mandate = self.env['credit.mandate'].create({
                'profile_id': self.profile.id, 'agency_id': agency.id, 'given_on': '2026-04-08',
                'line_ids': [Command.set(item.line_ids.move_line_id.ids)]})
            self.assertEqual(self._levels(), before)
            mandate.action_give()
            after = self._levels()
        self.assertEqual(before - after, Counter({1: 1}))
        self.assertEqual(after - before, Counter({4: 1}))
        with self.on('2026-07-08'):
            self.assertEqual(self._levels()[4], 0)

    def _levels(self):
        page = self.env['credit.rpm.figures'].create({})
        return Counter({level: page[f'escalation_{level}'] for level in range(1, 7)})
