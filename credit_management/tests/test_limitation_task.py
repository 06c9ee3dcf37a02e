from datetime import date, timedelta

from odoo.tests import freeze_time, tagged

from .limitation_common import LimitationCommon, noon

DUE = date(2026, 6, 30)
END = date(2029, 6, 30)


@tagged('post_install', '-at_install')
class TestLimitationTask(LimitationCommon):
    """Claims that come near their last day are somebody's task, once a company says so."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._empty_queue()
        cls.profile.user_id = cls.officer
        cls.line = cls._claim(DUE)

    def tasks(self):
        self.env.invalidate_all()
        return self.env['credit.task'].with_user(self.officer).search([('kind', '=', 'limitation')])

    def on(self, day):
        return freeze_time(noon(day.year, day.month, day.day))

    def test_nobody_is_told_until_a_day_is_set(self):
        with self.on(END - timedelta(days=10)):
            self.count()
            self.assertFalse(self.tasks())
            self.company.credit_limitation_from = END
            self.assertFalse(self.tasks())
            self.company.credit_limitation_from = END - timedelta(days=10)
            self.assertEqual(len(self.tasks()), 1)
            self.company.credit_limitation_from = date(2020, 1, 1)
            self.assertEqual(len(self.tasks()), 1)

    def test_one_task_a_customer_whose_first_claim_is_nearest(self):
        later = self._claim(DUE + timedelta(days=20), 500.0)
        self._claim(DUE + timedelta(days=300), 900.0)
        small = self._claim(DUE - timedelta(days=1), 3.0)
        self.company.write({
            'credit_limitation_from': date(2028, 1, 1), 'credit_limitation_least': 5.0})
        with self.on(END - timedelta(days=190)):
            self.count()
            task = self.tasks()
            self.assertEqual(
                (len(task), task.res_id, task.amount, task.user_id, task.partner_id),
                (1, self.row(self.line).id, 1500.0, self.officer, self.customer))
            self.assertEqual(task.decide_by.date(), END)
            self.assertEqual(task.why, (
                f"Letter due: {self.line.move_id.name} can be sued for until 06/30/2029"))
            self.assertEqual(task.action_open()['res_model'], 'credit.limitation')
            self.assertTrue(later and small)

    def test_seen_is_quiet_until_the_next_alert(self):
        self.company.credit_limitation_from = date(2028, 1, 1)
        with self.on(date(2028, 6, 29)):
            self.count()
            self.assertFalse(self.tasks())
        day = date(2028, 6, 30)
        for following in (180, 90, 30, -1):
            with self.on(day), self.subTest(following):
                self.assertEqual(len(self.tasks()), 1)
                self.tasks().action_limitation_seen()
                self.assertFalse(self.tasks())
            day = END - timedelta(days=following)
            with self.on(day - timedelta(days=1)):
                self.assertFalse(self.tasks())
        with self.on(day):
            self.assertTrue(self.tasks().is_late)
            self.tasks().action_limitation_seen()
        with self.on(END + timedelta(days=900)):
            self.assertFalse(self.tasks())

    def test_what_moves_the_date_takes_the_task_away(self):
        self.company.credit_limitation_from = date(2028, 1, 1)
        with self.on(END - timedelta(days=100)):
            self.count()
            self.assertEqual(len(self.tasks()), 1)
            self.event('acknowledged', END - timedelta(days=101), self.line, ('letter',))
            self.count()
            self.assertFalse(self.tasks())

    def test_the_queue_says_what_to_do(self):
        self.company.credit_limitation_from = date(2028, 1, 1)
        with self.on(END - timedelta(days=100)):
            self.count()
            brief = self.tasks().credit_preview()
            self.assertEqual(
                [button['method'] for button in brief['buttons']],
                ['action_limitation_event', 'action_limitation_seen'])
            action = self.tasks().action_limitation_event()
            self.assertEqual(action['context']['default_line_ids'], self.line.ids)

    def test_a_letter_that_is_due_is_drafted_once_and_goes_nowhere(self):
        def night():
            self.company._credit_limitation_again()
            for _part in self.claims.sudo()._count_company(self.company):
                pass
            return self.env['credit.letter'].search(
                [('profile_id', '=', self.profile.id), ('kind', '=', 'limitation')])

        with self.on(date(2028, 7, 1)):
            self.assertFalse(night())
            self.company.credit_limitation_from = date(2028, 1, 1)
            letter = night()
            self.assertEqual((len(letter), letter.state, letter.channel), (1, 'draft', 'courier'))
            self.assertEqual(night(), letter)
        with self.on(date(2028, 7, 20)):
            self.assertEqual(night(), letter)
            letter.sudo().state = 'cancelled'
            self.assertEqual(night(), letter)

    def test_what_is_disputed_runs_out_too(self):
        self.company.credit_limitation_from = date(2028, 1, 1)
        with self.on(date(2028, 7, 1)):
            self.count()
            self.env['credit.dispute'].with_user(self.officer)._raise(
                self.line, self.line.amount_residual,
                self.env['credit.dispute.reason'].search([], limit=1))
            for _part in self.claims.sudo()._draft_letters(self.company, date(2028, 7, 1)):
                pass
            letter = self.env['credit.letter'].search(
                [('profile_id', '=', self.profile.id), ('kind', '=', 'limitation')])
            self.assertEqual(letter.line_ids.move_line_id, self.line)
            self.assertEqual(letter.line_ids.asked, self.line.amount_residual)
