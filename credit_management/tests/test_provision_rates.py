from datetime import timedelta

from dateutil.relativedelta import relativedelta
from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2.errors import CheckViolation

from ..receivables.as_of import open_lines
from .provision_common import ProvisionCommon


@tagged('post_install', '-at_install')
class TestProvisionRates(ProvisionCommon):
    """Where rates come from, for whom they are, and that used ones stay."""

    # === ROLL RATES === #

    def _keep(self, *days):
        """Keep the sums of month-ends, as the cron does."""
        snapshots = self.env['credit.receivable.snapshot']
        for day in days:
            snapshots._begin(self.company, day)
            snapshot = snapshots.search([
                ('company_id', '=', self.company.id), ('state', '=', 'taking')])
            snapshot._keep_sums(open_lines(snapshot._asked()))

    def _roll(self):
        """Build two month-ends: of what was open at the first, so much rolls on to the second."""
        self.first = self.then.replace(day=1) - timedelta(days=1)
        since = (self.then - self.today).days
        for days, amount, paid in (
            (15, 2_000_000, 1_800_000), (45, 250_000, 150_000), (75, 100_000, 50_000),
            (105, 40_000, 16_000), (300, 1_000, 0),
        ):
            invoice = self.owe(amount, days, posted=self.then - timedelta(days=days + 40))
            if paid:
                self.allocate(invoice, self.receive(float(paid), on=since - 5))
        self.owe(1_000_000, -20, posted=self.then - timedelta(days=3))

    def _roll_matrix(self, **values):
        return self.rates(kind='roll', steps=4, month_ends=2, final_rate=0.8, **values)

    def test_roll_rates_are_measured_between_month_ends(self):
        self._roll()
        self._keep(self.first, self.then)
        sheet = self.sheet(self._roll_matrix())
        self.assertEqual(
            [round(row.rate, 10) for row in sheet.row_ids], [0.0096, 0.096, 0.24, 0.48, 0.8])
        self.assertEqual(self.ages(sheet), [
            (1_000_000, 9_600), (200_000, 19_200), (100_000, 24_000), (50_000, 24_000),
            (25_000, 20_000)])
        self.assertEqual((sheet.needed, sheet.has_needed), (96_800, True))
        self.assertFalse(sheet.remark)
        self.assertEqual(
            sheet.row_ids.mapped('name'), ["Not due", "1–30", "31–60", "61–90", "91+"])

    def test_without_enough_month_ends_nothing_is_known(self):
        self._roll()
        self._keep(self.then)
        sheet = self.sheet(self._roll_matrix())
        self.assertFalse(sheet.has_needed)
        self.assertIn("need 2 month-ends in a row; 1 are there", sheet.remark)
        self.assertEqual([row.has_rate for row in sheet.row_ids], [False] * 5)
        with self.assertRaisesRegex(UserError, "need 2 month-ends"):
            self.approve(sheet)

    def test_a_month_that_is_missing_ends_the_row(self):
        self._roll()
        self._keep(self.first - relativedelta(months=1, day=31), self.then)
        self.assertFalse(self.sheet(self._roll_matrix()).has_needed)

    def test_only_month_ends_until_the_day_of_the_sheet_count(self):
        self._roll()
        self._keep(self.first, self.then)
        sheet = self.sheet(self._roll_matrix(), date=self.then - timedelta(days=1))
        self.assertFalse(sheet.has_needed)

    def test_what_was_late_when_it_came_is_told(self):
        self._roll()
        self.owe(900_000, 50, posted=self.then - timedelta(days=2),
                 invoice_date_due=self.then - timedelta(days=50))
        self._keep(self.first, self.then)
        late = self.env['account.move.line'].search([
            ('company_id', '=', self.company.id), ('debit', '=', 900_000),
            ('account_type', '=', 'asset_receivable')])
        late.date_maturity = self.then - timedelta(days=50)
        self._keep(self.then)
        self.assertIn("documents with an earlier date", self.sheet(self._roll_matrix()).remark)

    # === COHORT === #

    def _cohort(self):
        """Sell 100,000 long ago; its money comes at four ages, and 3,000 are written off."""
        sold = self.then - timedelta(days=400)
        since = (sold - self.today).days
        invoice = self.owe(100_000, 400, posted=sold)
        for amount, age in ((20_000, 20), (35_000, 45), (30_000, 75), (12_000, 150)):
            self.allocate(invoice, self.receive(float(amount), on=since + age))
        loss = self.book(
            (self.impairment_account, 3_000, None),
            (self.receivable_account, -3_000, self.customer), on=sold + timedelta(days=200))
        self.allocate(invoice, loss)
        self.assertEqual(invoice.amount_residual, 0)

    def test_a_cohort_is_followed_to_its_end(self):
        self._cohort()
        matrix = self.rates(
            ((0, 0), (31, 0), (61, 0), (91, 0)), kind='cohort', basis='posting')
        for age in (10, 40, 70, 100):
            self.owe(90_000, age - 30, posted=self.then - timedelta(days=age))
        sheet = self.sheet(matrix)
        self.assertEqual(
            [round(row.rate, 6) for row in sheet.row_ids], [0.03, 0.0375, 0.066667, 0.2])
        self.assertEqual(
            [row.allowance for row in sheet.row_ids], [2_700, 3_375, 6_000, 18_000])
        self.assertEqual(sheet.result_id.sold, 100_000)

    def test_a_difference_let_go_with_a_payment_is_no_money(self):
        """One entry of the bank closes 100,000: 90,000 came, 10,000 went to a loss."""
        sold = self.then - timedelta(days=400)
        invoice = self.owe(100_000, 400, posted=sold)
        receipt = self.env['account.move'].create({
            'move_type': 'entry', 'date': sold + timedelta(days=20), 'journal_id': self.bank.id,
            'line_ids': [
                Command.create({
                    'account_id': account.id, 'balance': balance, 'partner_id': self.customer.id})
                for account, balance in (
                    (self.bank.default_account_id, 90_000.0), (self.impairment_account, 10_000.0),
                    (self.receivable_account, -100_000.0))
            ]})
        receipt.action_post()
        self.allocate(invoice, receipt)
        self.assertEqual(invoice.amount_residual, 0)
        self.owe(5_000, -20, posted=self.then - timedelta(days=10))
        sheet = self.sheet(self.rates(((0, 0), (31, 0)), kind='cohort', basis='posting'))
        self.assertEqual(round(sheet.row_ids[0].rate, 6), 0.1)

    def test_credit_notes_are_no_sales_of_a_cohort(self):
        self._cohort()
        sold = self.then - timedelta(days=400)
        returned = self.owe(50_000, 400, posted=sold)
        self.allocate(returned, self.owe(50_000, 390, posted=sold, move_type='out_refund'))
        sheet = self.sheet(self.rates(((0, 0), (91, 0)), kind='cohort', basis='posting'))
        self.assertEqual(sheet.result_id.sold, 100_000)

    def test_without_old_sales_there_is_no_rate(self):
        self.owe(100, 10)
        sheet = self.sheet(self.rates(((0, 0), (31, 0)), kind='cohort', basis='posting'))
        self.assertFalse(sheet.has_needed)
        self.assertIn("no sales to follow", sheet.remark)

    # === SEGMENTS === #

    def _segmented(self, **criteria):
        matrix = self.rates(((0, 0.01), (1, 0.1)))
        segment = self.env['credit.provision.matrix.segment'].create({
            'matrix_id': matrix.id, 'name': "Special", 'forward_factor': 2, **criteria})
        self.env['credit.provision.matrix.line'].create([
            {'matrix_id': matrix.id, 'segment_id': segment.id, 'first_day': first, 'rate': rate}
            for first, rate in ((0, 0.02), (1, 0.2), (31, 0.3))
        ])
        return matrix

    def _special(self, sheet):
        """Return the balances of the segment's rows."""
        return [row.amount for row in sheet.row_ids if row.segment == "Special"]

    def test_a_segment_by_country_has_bands_rates_and_a_factor_of_its_own(self):
        self.customers['A'].country_id = self.env.ref('base.cn')
        matrix = self._segmented(country_ids=[Command.set(self.env.ref('base.cn').ids)])
        self.owe(1_000, 10, self.customers['A'])
        self.owe(1_000, 40, self.customers['A'])
        self.owe(1_000, 40, self.customers['B'])
        sheet = self.sheet(matrix)
        self.assertEqual(
            [(row.name, row.amount, row.allowance) for row in sheet.row_ids],
            [("Special: Not due", 0, 0), ("Special: 1–30", 1_000, 400),
             ("Special: 31+", 1_000, 600), ("Not due", 0, 0), ("1+", 1_000, 100)])

    def test_a_segment_by_currency_grade_or_kind_of_customer(self):
        euro = self.env.ref('base.EUR')
        euro.active = True
        self.owe(1_000, 10, self.customers['A'], currency_id=euro.id)
        self.owe(70, 10, self.customers['A'])
        matrix = self._segmented(currency_ids=[Command.set(euro.ids)])
        booked = self.walk(self.then, partner=self.customers['A'])
        foreign = sum(left for left, own in booked.values() if own == 1_000)
        self.assertEqual(self._special(self.sheet(matrix)), [0, foreign, 0])

        self._profile(self.customers['B'], 1.0, grade='D')
        self.owe(500, 10, self.customers['B'])
        self.assertEqual(self._special(self.sheet(self._segmented(grades='C, D'))), [0, 500, 0])
        self.assertEqual(
            self._special(self.sheet(self._segmented(grades='-'))), [0, foreign + 70, 0])

        tag = self.env['res.partner.category'].create({'name': "Export"})
        self.customers['B'].category_id = tag
        policy = self.env.ref('credit_management.credit_policy_standard')
        kind = self.env['credit.segment'].create({
            'name': "Exporters", 'policy_id': policy.id, 'category_ids': [Command.set(tag.ids)]})
        matrix = self._segmented(segment_ids=[Command.set(kind.ids)])
        self.assertEqual(self._special(self.sheet(matrix)), [0, 500, 0])

    def test_the_first_segment_that_fits_wins(self):
        self.customers['A'].country_id = self.env.ref('base.cn')
        matrix = self._segmented(country_ids=[Command.set(self.env.ref('base.cn').ids)])
        earlier = self.env['credit.provision.matrix.segment'].create({
            'matrix_id': matrix.id, 'name': "First", 'sequence': 1, 'grades': '-'})
        self.env['credit.provision.matrix.line'].create([
            {'matrix_id': matrix.id, 'segment_id': earlier.id, 'first_day': first, 'rate': 0.5}
            for first in (0, 1)
        ])
        self.owe(1_000, 10, self.customers['A'])
        sheet = self.sheet(matrix)
        self.assertEqual((self._special(sheet), sheet.needed), ([0, 0, 0], 500))

    # === VALIDATION === #

    def test_rates_that_are_none_are_refused_with_what_to_do(self):
        for lines, words in (
            (((1, 0.1),), "begins on day 1. It must begin on day 0"),
            (((0, 0.1), (31, 0.1)), "no age begins on day 1"),
            (((0, 0.1), (1, 0.1), (1, 0.2)), "two ages begin on day 1"),
        ):
            with self.assertRaisesRegex(ValidationError, words):
                self.rates(lines)
        for lines in (((0, 1.2),), ((-5, 0.1),)):
            with mute_logger('odoo.sql_db'), self.assertRaises(CheckViolation), \
                    self.cr.savepoint():
                self.rates(lines)
        with self.assertRaisesRegex(ValidationError, "is no grade"):
            self._segmented(grades='A, X')
        with self.assertRaisesRegex(ValidationError, "fits nobody"):
            self._segmented()
        with self.assertRaisesRegex(ValidationError, "counts ages in one way"):
            self.rates(((0, 0.1), (1, 0.1)), kind='due', basis='posting')
        with self.assertRaisesRegex(UserError, "has no rates yet"):
            self.sheet(self.rates())
        matrix = self.rates(((0, 0.1), (1, 0.1)))
        self.env['credit.provision.matrix.segment'].create({
            'matrix_id': matrix.id, 'name': "Bare", 'grades': 'A'})
        with self.assertRaisesRegex(ValidationError, "has no rates for Bare"):
            self.sheet(matrix)
        other = self.due_rates.copy()
        with self.assertRaisesRegex(ValidationError, "is a segment of other rates"):
            other.line_ids[0].segment_id = matrix.segment_ids

    def test_measured_rates_have_no_segments(self):
        matrix = self._segmented(grades='A')
        with self.assertRaisesRegex(ValidationError, "measured for all customers together"):
            matrix.kind = 'roll'

    def test_lines_put_in_one_by_one_are_checked_when_they_are_used(self):
        matrix = self.rates(((0, 0.1), (1, 0.1)))
        matrix.line_ids[1].first_day = 5
        with self.assertRaisesRegex(ValidationError, "no age begins on day 1"):
            self.sheet(matrix)

    def test_a_table_starts_with_common_figures(self):
        self.assertEqual(
            [(line.first_day, line.rate) for line in self.due_rates.line_ids],
            [(0, 0.005), (1, 0.02), (31, 0.05), (61, 0.1), (91, 0.3), (181, 0.6), (366, 1.0)])
        self.assertEqual(self.due_rates.line_ids.mapped('age')[:2], ["Not due", "1–30"])

    # === VERSIONS === #

    def test_used_rates_never_change(self):
        matrix = self._segmented(grades='A')
        matrix.line_ids[0].rate = 0.03
        self.sheet(matrix)
        self.assertTrue(matrix.is_used)
        own = matrix.with_user(self.manager)
        for change in (
            lambda: own.write({'name': "Other"}),
            lambda: own.line_ids[0].write({'rate': 0.5}),
            lambda: own.line_ids[0].unlink(),
            lambda: own.line_ids.create({'matrix_id': own.id, 'first_day': 7}),
            lambda: own.write({'line_ids': [Command.clear()]}),
            lambda: own.segment_ids.write({'grades': 'B'}),
            lambda: own.segment_ids.unlink(),
            lambda: own.write({'segment_ids': [Command.create({'name': "x", 'grades': 'B'})]}),
            lambda: own.unlink(),
        ):
            with self.assertRaisesRegex(UserError, "A sheet was computed with"):
                change()
        with self.assertRaisesRegex(UserError, "set by what happens"):
            own.is_used = False
        own.active = False

    def test_a_new_version_is_a_copy_that_takes_its_place(self):
        matrix = self._segmented(grades='A')
        self.sheet(matrix)
        action = matrix.with_user(self.manager).action_new_version()
        new = self.env['credit.provision.matrix'].browse(action['res_id'])
        self.assertEqual((new.name, new.version, new.is_used), (matrix.name, 2, False))
        self.assertEqual(new.previous_id, matrix)
        self.assertEqual(matrix.action_new_version()['res_id'], new.id)
        self.assertEqual(
            [(line.segment_id.name, line.first_day, line.rate) for line in new.line_ids],
            [(line.segment_id.name, line.first_day, line.rate) for line in matrix.line_ids])
        self.assertEqual(new.line_ids.segment_id.matrix_id, new)
        new.with_user(self.manager).line_ids[0].rate = 0.09
        self.assertTrue(matrix.active)
        self.sheet(new)
        self.assertFalse(matrix.active)
