import base64
from datetime import timedelta
from io import BytesIO

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from openpyxl import Workbook, load_workbook

from .common import CreditCommon
from .test_annual_accounts import FIRM

HEAD = ("Customer", "Tax ID", "Reference", "Year Ended", "Currency", "Unit", "Firm", "Source")
NAMES = {
    'current_assets': "Current assets", 'inventory': "Inventory",
    'current_liabilities': "Current liabilities", 'total_assets': "Total assets",
    'total_liabilities': "Total liabilities", 'retained_earnings': "Retained earnings",
    'ebit': "Profit before interest and tax", 'profit': "Profit before tax",
    'depreciation': "Depreciation", 'interest': "Interest paid", 'intangibles': "Intangible assets",
    'sales': "Revenue", 'equity': "Equity (Check)",
}


@tagged('post_install', '-at_install')
class TestImportAccounts(CreditCommon):
    """Annual accounts arrive as a spreadsheet: checked, shown, taken over, and taken back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.name = "Orbit Works"
        cls.imports = cls.env['credit.import'].with_user(cls.manager)
        cls.day = cls.company._credit_today().replace(month=1, day=1) - timedelta(days=1)

    def _wizard(self, *rows):
        book = Workbook()
        for row in (("Title",), (), (*HEAD, *NAMES.values()), *rows):
            book.active.append(row)
        file = BytesIO()
        book.save(file)
        wizard = self.imports.create({
            'template': 'accounts', 'file': base64.b64encode(file.getvalue()),
            'reason': "Filings of the year", 'filename': 'accounts.xlsx'})
        wizard.action_read()
        return wizard

    def _row(self, customer="Orbit Works", day=None, currency=None, unit=None, kind=None, **entries):
        entries = {**FIRM, 'equity': 600, **entries}
        return (customer, None, None, day or self.day, currency, unit, kind, "Filing",
                *(entries.get(name) for name in NAMES))

    def _years(self):
        return self.env['credit.annual.accounts'].search([('profile_id', '=', self.profile.id)])

    def test_two_years_are_shown_taken_over_and_taken_back(self):
        last = self.day.replace(year=self.day.year - 1)
        wizard = self._wizard(self._row(unit=1000), self._row(day=last, kind="Other firm"))
        self.assertEqual((wizard.change_count, wizard.error_count), (2, 0),
                         wizard.row_ids.mapped('message'))
        self.assertIn("new year", wizard.row_ids[0].change)
        self.assertFalse(self._years())
        wizard.action_take()
        new, old = self._years()
        self.assertEqual((new.z_value, new.kind, old.kind), (2.1777, 'private', 'other'))
        self.assertEqual((new.asset_limit, old.asset_limit), (78750.0, 78.75))
        self.assertEqual(len(new.line_ids), 14)
        self.assertFalse(new.line_ids.filtered(lambda line: line.entry == 'market_equity').is_known)
        self.env['credit.import.taken'].with_user(self.manager).search([], limit=1).action_undo()
        self.assertFalse(self._years())

    def test_a_year_that_is_there_is_replaced_and_comes_back(self):
        self._wizard(self._row()).action_take()
        same = self._wizard(self._row())
        self.assertEqual((same.change_count, same.same_count), (0, 1))
        other = self._wizard(self._row(ebit=-300, profit=None))
        self.assertIn("replaces", other.row_ids.change)
        other.action_take()
        self.assertEqual(self._years()._accounts().ebit, -300.0)
        self.assertIsNone(self._years()._accounts().profit)
        self.env['credit.import.taken'].with_user(self.manager).search([], limit=1).action_undo()
        self.assertEqual(self._years()._accounts().ebit, 150.0)

    def test_what_was_changed_since_is_not_taken_back(self):
        self._wizard(self._row()).action_take()
        self._years().source = "Auditor"
        taken = self.env['credit.import.taken'].with_user(self.manager).search([], limit=1)
        with self.assertRaisesRegex(UserError, "decided otherwise since"), self.env.cr.savepoint():
            taken.action_undo()

    def test_each_wrong_row_is_named_and_nothing_is_written(self):
        future = self.company._credit_today() + timedelta(days=9)
        for rows, part in (
            ([self._row(equity=620)], "Assets are not debts and equity together"),
            ([self._row(inventory=900)], "Inventory is more than Current assets"),
            ([self._row(inventory=-5)], "An amount is at least 0"),
            ([self._row(customer="Nobody & Co")], "No customer has this"),
            ([self._row(day="soon")], "is no date"),
            ([self._row(day=future)], "no accounts of it yet"),
            ([self._row(day=self.day.replace(year=self.day.year - 9))], "too long ago"),
            ([self._row(currency="XQQ")], "no active currency XQQ"),
            ([self._row(unit=500)], "is no unit"),
            ([self._row(kind="Charity")], "no kind of firm"),
            ([self._row(sales="a lot")], "is the text"),
            ([self._row(), self._row()], "in row 4 already"),
        ):
            wizard = self._wizard(*rows)
            self.assertIn(part, ' '.join(filter(None, wizard.row_ids.mapped('message'))), part)
            with self.assertRaises(UserError):
                wizard.action_take()
        self.assertFalse(self._years())

    def test_the_list_to_fill_in_holds_what_is_there(self):
        self._wizard(self._row()).action_take()
        target = BytesIO()
        self.imports.create({'template': 'accounts'})._export_xlsx(target)
        rows = list(load_workbook(BytesIO(target.getvalue())).active.values)
        head = next(row for row in rows if row and row[0] == "Customer")
        row = next(row for row in rows if row and row[0] == "Orbit Works")
        self.assertEqual(dict(zip(head, row, strict=True))["Total assets"], 1500)

    def test_officers_read_in_no_list(self):
        with self.assertRaises(AccessError):
            self.imports.with_user(self.officer).create({'template': 'accounts'}).action_download()
