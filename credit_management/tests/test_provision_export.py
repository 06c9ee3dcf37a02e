import io
import re
from shutil import which
from unittest import skipUnless

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged
from openpyxl import load_workbook

from .provision_common import ProvisionCommon

FORMULA = re.compile(r'=ROUND\(\((\w+)-(\w+)\)\*MIN\((\w+)\*(\w+),1\),2\)')


@tagged('post_install', '-at_install')
class TestProvisionExport(HttpCase, ProvisionCommon):
    """A sheet as files, for those who check it."""

    def _sheet(self):
        self.portfolio()
        return self.sheet(individual_ids=[Command.create({
            'partner_id': self.customers['C'].id, 'amount': 25_000, 'reason': "=Insolvent",
            'evidence': "Court"})])

    def test_each_allowance_of_the_spreadsheet_is_a_formula(self):
        sheet = self._sheet()
        target = io.BytesIO()
        sheet.with_user(self.auditor)._export_xlsx(target)
        target.seek(0)
        book = load_workbook(target)
        page = book.worksheets[0]
        found = [cell for column in page.columns for cell in column
                 if isinstance(cell.value, str) and FORMULA.fullmatch(cell.value)]
        self.assertEqual(len(found), len(sheet.row_ids))
        total = 0
        for cell in found:
            amount, insured, rate, factor = (
                page[name].value or 0 for name in FORMULA.fullmatch(cell.value).groups())
            total += round((amount - insured) * min(rate * factor, 1), 2)
        self.assertAlmostEqual(total, sheet.needed, 2)
        texts = [cell.value for row in page.rows for cell in row if cell.data_type != 'f']
        self.assertIn("=Insolvent", texts)
        self.assertIn("Ledger Ltd", texts)
        self.assertEqual(len(book.worksheets), 3)

    def test_the_spreadsheet_is_for_those_who_read_the_sheet(self):
        url = f'/credit_management/provision/{self._sheet().id}.xlsx'
        self.authenticate(self.auditor.login, self.auditor.login)
        answer = self.url_open(url)
        self.assertEqual(answer.status_code, 200)
        self.assertIn('spreadsheet', answer.headers['Content-Type'])
        self.authenticate(self.sales.login, self.sales.login)
        self.assertIn(self.url_open(url).status_code, (403, 404))

    def test_of_a_sheet_never_computed_there_is_a_sentence_and_no_file(self):
        sheet = self.sheet(compute=False)
        with self.assertRaisesRegex(UserError, "has not been computed yet.* Compute it first"):
            sheet.with_user(self.auditor).action_export()
        self.authenticate(self.auditor.login, self.auditor.login)
        answer = self.url_open(f'/credit_management/provision/{sheet.id}.xlsx')
        self.assertEqual(answer.status_code, 422)
        self.assertIn("has not been computed yet", answer.text)
        report = self.env['ir.actions.report'].with_user(self.auditor)
        html, _kind = report._render_qweb_html(
            'credit_management.report_credit_provision', sheet.ids)
        self.assertIn(sheet.company_id.name, html.decode())

    def test_the_computation_sheet_for_the_auditor(self):
        sheet = self._sheet()
        self.approve(sheet)
        report = self.env['ir.actions.report'].with_user(self.auditor)
        html, _kind = report._render_qweb_html(
            'credit_management.report_credit_provision', sheet.ids)
        text = re.sub(r'<[^>]+>|\s+', ' ', html.decode())
        for word in ("By days late", "Not due", "Customer C", "Milo", "Mona", "=Insolvent", "To book"):
            self.assertIn(word, text)
        self.assertRegex(text, r'600,000\.00')

    @skipUnless(which('wkhtmltopdf'), "PDF needs wkhtmltopdf")
    def test_it_is_a_pdf(self):
        content, kind = self.env['ir.actions.report'].with_context(
            force_report_rendering=True)._render_qweb_pdf(
            'credit_management.report_credit_provision', self._sheet().ids)
        self.assertEqual((kind, content[:4]), ('pdf', b'%PDF'))
