from datetime import timedelta
from io import BytesIO

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .test_score import ScoreCommon


@tagged('post_install', '-at_install')
class TestScoreValidation(ScoreCommon):
    """Grades of a month-end against who defaulted after it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Snapshots are of customers of this test alone.
        cls.env['credit.snapshot'].search([]).unlink()
        cls.today = cls.company._credit_today()
        cls.day = cls.today - timedelta(days=370)

    def _customers(self, grade, count, bad):
        """Make `count` customers of a grade; `bad` of them owe what was due ten months ago."""
        for number in range(count):
            partner = self.env['res.partner'].create({'name': f"Firm {grade}{number}"})
            profile = self._profile(partner, 100.0, grade=grade)
            self.env['credit.snapshot'].create({
                'profile_id': profile.id, 'company_id': self.company.id, 'date': self.day,
                'grade': grade})
            if number < bad:
                self._invoice(100.0, partner=partner, due=-300)

    def _page(self, user=None, **values):
        return self.env['credit.score.validation'].with_user(user or self.officer).create(values)

    def test_without_a_month_end_it_says_so(self):
        page = self._page()
        self.assertFalse(page.day)
        self.assertIn("No month-end", page.warning)

    def test_too_little_is_said_and_shown_all_the_same(self):
        self._customers('A', 3, 0)
        self._customers('D', 2, 1)
        page = self._page()
        self.assertEqual((page.day, page.customer_count, page.default_count), (self.day, 5, 1))
        self.assertFalse(page.is_enough)
        self.assertIn("Too little to judge by: 1 defaults among 5", page.warning)
        self.assertIn("No scores were kept", page.warning)
        # 3 of 4 good ones are better than the bad one, one is its equal.
        self.assertEqual((page.auc, page.gini), (0.875, 0.75))
        self.assertEqual([row['rate'] for row in page.result['grades']],
                         [0.0, None, None, 50.0, None])
        self.assertEqual(page.result['curves']['grades'], [[0.0, 0.0], [40.0, 100.0], [100.0, 100.0]])
        self.assertTrue(page.has_stability)

    def test_who_was_in_default_already_does_not_count(self):
        self._customers('D', 2, 0)
        partner = self.env['res.partner'].search([('name', '=', "Firm D0")])
        self._invoice(100.0, partner=partner, due=-500)
        page = self._page()
        self.assertEqual((page.customer_count, page.result['left_out']), (1, 1))

    def test_paid_late_but_before_ninety_days_is_no_default(self):
        self._customers('B', 1, 1)
        invoice = self.env['account.move'].search(
            [('partner_id.name', '=', "Firm B0")], limit=1)
        payment = self.env['account.payment.register'].with_context(
            active_model='account.move', active_ids=invoice.ids).create(
                {'payment_date': self.today - timedelta(days=250)})
        payment._create_payments()
        self.assertEqual(self._page().default_count, 0)
        self.company.credit_default_days = 30
        self.assertEqual(self._page().default_count, 1)

    def test_a_better_grade_that_defaults_more_is_named(self):
        self._customers('A', 2, 2)
        self._customers('B', 2, 0)
        page = self._page()
        self.assertEqual(page.turned_text, "A > B")
        self.assertEqual(page.gini, -1.0)

    def test_spreadsheet_and_rights(self):
        self._customers('A', 2, 1)
        page = self._page(user=self.auditor)
        target = BytesIO()
        page._export_xlsx(target)
        self.assertTrue(target.getvalue().startswith(b'PK'))
        with self.assertRaises(AccessError):
            self._page(user=self.sales)
