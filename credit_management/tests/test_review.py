from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import GROUPS, CreditCommon


@tagged('post_install', '-at_install')
class TestReview(CreditCommon):
    """Many limits looked at together: another manager agrees, applied in parts, taken back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls.company._credit_today()
        cls.boss = cls._user('boris', f'{GROUPS}manager')
        cls.env['credit.authority'].search([]).unlink()
        cls.profiles = cls.profile
        for number, grade in enumerate(('B', 'D', 'E')):
            partner = cls.env['res.partner'].create({'name': f"Reviewed {number}"})
            cls.profiles |= cls._profile(partner, 5_000.0, grade=grade)
        cls._invoice(4_000.0, cls.profiles[1].partner_id,
                     invoice_date=cls.today - timedelta(days=400), due=40)
        cls.profiles.review_date = cls.today + timedelta(days=3)
        cls.others = cls.env['credit.profile'].search([
            ('company_id', '=', cls.company.id), ('id', 'not in', cls.profiles.ids)])
        cls.others.review_date = False

    def _sheet(self, user=None, **values):
        review = self.env['credit.review'].with_user(user or self.officer).create({
            'company_id': self.company.id, 'reason': "Half-year",
            'review_until': self.today + timedelta(days=9), **values})
        review.action_fill()
        return review

    def _run(self, review):
        for _part in review.sudo()._go_on():
            pass

    def _line(self, review, profile):
        return review.line_ids.filtered(lambda line: line.profile_id == profile)

    def test_the_sheet_says_what_is_used_and_proposes(self):
        review = self._sheet()
        self.assertEqual(review.line_ids.profile_id, self.profiles)
        new, known, weak, bad = (self._line(review, one) for one in self.profiles)
        self.assertEqual((new.direction, new.has_suggestion), ('keep', False))
        self.assertEqual((known.exposure, known.high_credit), (4_000.0, 4_000.0))
        self.assertEqual((weak.direction, bad.direction, bad.limit), ('keep', 'down', 0.0))
        self.assertEqual(self._sheet(grade='D').line_ids.profile_id, self.profiles[2])
        unused = self._sheet(used_below=50.0)
        self.assertNotIn(self.profiles[1], unused.line_ids.profile_id)
        with self.assertRaisesRegex(UserError, "No customer"):
            self._sheet(grade='C')

    def test_another_manager_agrees_and_it_is_applied_and_taken_back(self):
        review = self._sheet(user=self.manager_2)
        line = self._line(review, self.profile)
        line.limit = 1_500.0
        with self.assertRaisesRegex(UserError, "Say why"):
            review.action_submit()
        line.why = "Grows"
        review.action_submit()
        for user in (self.officer, self.manager_2, self.auditor):
            with self.assertRaises(AccessError):
                review.with_user(user).action_approve()
        with self.assertRaises(UserError):
            line.with_user(self.manager_2).limit = 9.0
        review.with_user(self.manager).action_approve()
        self.assertEqual((review.state, self.profile.credit_limit), ('applying', 1_000.0))
        self._run(review)
        self.assertEqual((review.state, self.profile.credit_limit), ('applied', 1_500.0))
        self.assertEqual(self.profiles[3].credit_limit, 0.0)
        self.assertGreater(self.profile.review_date, self.today + timedelta(days=100))
        self.assertIn("Half-year – Grows", self.profile.limit_reason)
        decision = self.env['credit.decision'].search(
            [('profile_id', '=', self.profile.id), ('kind', '=', 'limit')], limit=1)
        self.assertEqual(decision.user_id, self.manager)
        self.profiles[3].credit_limit = 7.0
        review.with_user(self.boss).action_undo()
        self._run(review)
        self.assertEqual((review.state, self.profile.credit_limit), ('undone', 1_000.0))
        self.assertEqual(self.profiles[3].credit_limit, 7.0)
        self.assertIn("Decided otherwise", self._line(review, self.profiles[3]).note)

    def test_what_one_manager_may_not_give_is_left_and_said(self):
        self.env['credit.authority'].create({
            'user_id': self.manager.id, 'company_id': self.company.id, 'level': 2,
            'max_limit': 2_000.0, 'max_excess': 2_000.0})
        self.profiles[0].partner_id.user_id = self.manager
        review = self._sheet(user=self.manager_2)
        self._line(review, self.profiles[1]).write({'limit': 90_000.0, 'why': "More"})
        self._line(review, self.profiles[0]).write({'limit': 500.0, 'why': "Less"})
        self.profiles[2].credit_limit = 123.0
        review.action_submit()
        review.with_user(self.manager).action_approve()
        self._run(review)
        notes = [self._line(review, one).note for one in self.profiles]
        self.assertIn("own sales customer", notes[0])
        self.assertIn("limit request", notes[1])
        self.assertIn("since the sheet", notes[2])
        self.assertEqual(review.refused_count, 3)
        self.assertEqual(self.profiles[1].credit_limit, 5_000.0)

    def test_the_sheet_costs_the_same_for_few_and_for_many(self):
        review = self.env['credit.review'].create({'company_id': self.company.id})

        def queries(profiles):
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            review.sudo()._lines_of(profiles)
            return self.env.cr.sql_log_count - start

        queries(self.profiles[:2])
        self.assertEqual(queries(self.profiles), queries(self.profiles[:2]))

    def test_the_calendar_has_what_is_looked_at_and_what_ends(self):
        self.profile.write({
            'limit_valid_until': self.today, 'temporary_limit': 5.0,
            'temporary_from': self.today, 'temporary_to': self.today + timedelta(days=5)})
        days = self.env['credit.review.day'].with_user(self.officer).search(
            [('partner_id', '=', self.customer.id)])
        self.assertEqual(set(days.mapped('kind')), {'review', 'limit', 'temporary'})
        self.assertEqual(days[0].action_open()['res_id'], self.profile.id)
        self.assertIn("Acme Trade", days[0].name)

    def test_a_review_that_is_due_waits_in_my_work(self):
        task = self.env['credit.task'].with_user(self.officer)
        found = [('kind', '=', 'review'), ('profile_id', '=', self.profile.id)]
        self.assertFalse(task.search(found))
        self.profile.review_date = self.today
        self.assertIn("was to be looked at", task.search(found).why)
