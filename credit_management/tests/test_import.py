import base64
import json
from datetime import timedelta
from io import BytesIO

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from openpyxl import Workbook, load_workbook

from .common import CreditCommon

HEAD = ("Customer", "Tax ID", "Reference", "Limit Now", "New Limit", "Valid Until", "Next Review")


@tagged('post_install', '-at_install')
class TestImport(HttpCase, CreditCommon):
    """Limits arrive as a spreadsheet: every row checked and shown, then all or none."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.imports = cls.env['credit.import'].with_user(cls.manager)
        cls.other = cls.env['res.partner'].create({
            'name': "Bolt Imports", 'is_company': True, 'ref': "B-77"})
        cls.customer.name = "Zenith Imports"  # the demo data have an Acme Trade too
        cls.today = cls.company._credit_today()

    def _wizard(self, *rows, reason="Board of 12 March", head=HEAD):
        book = Workbook()
        for row in (("Some title",), (), head, *rows):
            book.active.append(row)
        file = BytesIO()
        book.save(file)
        wizard = self.imports.create({
            'template': 'limits', 'file': base64.b64encode(file.getvalue()), 'reason': reason,
            'filename': 'limits.xlsx'})
        wizard.action_read()
        return wizard

    def _messages(self, wizard):
        return [(row.number, row.message) for row in wizard.row_ids if row.message]

    def _logged(self):
        return self.env['credit.decision'].search([('kind', '=', 'import')])

    def test_rows_are_shown_and_taken_over_as_one_decision(self):
        day = self.today + timedelta(days=100)
        wizard = self._wizard(
            ("Zenith Imports", None, None, 1000, 2500, day, None),
            ("bolt imports", None, "B-77", None, "1200.50", None, day.isoformat()),
        )
        self.assertEqual((wizard.change_count, wizard.error_count), (2, 0))
        self.assertIn("1,000.00 →", wizard.row_ids[0].change.replace('$', '').replace('\xa0', ''))
        self.assertEqual(self.profile.credit_limit, 1000, "nothing is written by reading")
        wizard.action_take()
        self.assertEqual(self.profile.credit_limit, 2500)
        self.assertEqual(self.profile.limit_valid_until, day)
        made = self.env['credit.profile'].search([('partner_id', '=', self.other.id)])
        self.assertEqual((made.credit_limit, made.review_date), (1200.5, day))
        data = json.loads(self._logged().payload)['data']
        self.assertEqual((data['rows'], data['reason']), (2, "Board of 12 March"))
        line = self.env['credit.decision'].search(
            [('kind', '=', 'limit'), ('profile_id', '=', self.profile.id)], limit=1)
        self.assertIn("Board of 12 March", line.payload)
        self.assertEqual(line.user_id, self.manager)

    def test_each_wrong_row_is_named_with_its_way_out_and_nothing_is_written(self):
        self.env['res.partner'].create([{'name': "Twin Ltd"}, {'name': "Twin Ltd"}])
        wizard = self._wizard(
            ("Zenith Imports", None, None, None, 5000, None, None),
            ("Nobody & Co", None, None, None, 100, None, None),
            ("Twin Ltd", None, None, None, 100, None, None),
            ("Zenith Imports", None, "B-77", None, 100, None, None),
            ("Bolt Imports", None, None, None, "a lot", None, None),
            ("Bolt Imports", None, None, None, -1, None, None),
            ("Bolt Imports", None, None, None, 100, "soon", None),
            ("Bolt Imports", None, None, None, 100, self.today - timedelta(days=1), None),
            ("Zenith Imports", None, None, None, 100, None, None),
        )
        told = dict(self._messages(wizard))
        for number, part in (
            (5, "No customer has this"), (6, "2 customers are called so"),
            (7, "are those of Bolt Imports"), (8, "is the text “a lot”"), (9, "in row 8 already"),
            (12, "in row 4 already"),
        ):
            self.assertIn(part, told[number])
        for row, part in (
            (("Bolt Imports", None, None, None, -1, None, None), "An amount is at least 0"),
            (("Bolt Imports", None, None, None, 1, "soon", None), "“soon” is no date"),
            (("Bolt Imports", None, None, None, 1, self.today - timedelta(days=1), None), "is over"),
            (("Bolt Imports", None, None, None, None, None, self.today), "needs a new limit"),
        ):
            self.assertIn(part, self._messages(self._wizard(row))[0][1])
        with self.assertRaisesRegex(UserError, "nothing was written"), self.env.cr.savepoint():
            wizard.action_take()
        self.assertEqual(self.profile.credit_limit, 1000)
        self.assertFalse(self._logged())

    def test_what_a_person_may_not_decide_stops_all_and_is_named(self):
        self.other.user_id = self.manager
        wizard = self._wizard(
            ("Zenith Imports", None, None, None, 5000, None, None),
            ("Bolt Imports", None, None, None, 100, None, None))
        with self.assertRaisesRegex(UserError, "Row 5, Bolt Imports: .*own sales customer"), \
                self.env.cr.savepoint():
            wizard.action_take()
        self.assertEqual(self.profile.credit_limit, 1000)

    def test_what_is_the_same_changes_nothing_and_a_reason_is_asked_for(self):
        wizard = self._wizard(("Zenith Imports", None, None, None, 1000, None, None),
                              ("Bolt Imports", None, None, None, None, None, None), reason=" ")
        self.assertEqual((wizard.change_count, wizard.same_count), (0, 2))
        with self.assertRaisesRegex(UserError, "Say why"):
            wizard.action_take()

    def test_files_that_are_none_are_refused(self):
        wizard = self.imports.create({'template': 'limits', 'file': base64.b64encode(b'nonsense')})
        with self.assertRaisesRegex(UserError, "no XLSX file"):
            wizard.action_read()
        with self.assertRaisesRegex(UserError, "Choose the XLSX file first"):
            self.imports.create({'template': 'limits'}).action_read()
        with self.assertRaisesRegex(UserError, "has the column New Limit"):
            self._wizard(("Zenith Imports", 1), head=("Customer", "Amount"))

    def test_only_managers_read_lists_in(self):
        wizard = self._wizard(("Zenith Imports", None, None, None, 5000, None, None))
        for user in (self.officer, self.sales, self.auditor):
            for call in ('action_read', 'action_take', 'action_download'):
                with self.assertRaises(AccessError):
                    getattr(wizard.with_user(user), call)()

    def test_the_list_that_is_downloaded_is_read_in_again(self):
        self.manager.password = 'credit_mona!'
        self.authenticate(self.manager.login, 'credit_mona!')
        answer = self.url_open(self.imports.create({'template': 'limits'}).action_download()['url'])
        sheet = load_workbook(BytesIO(answer.content)).active
        rows = {row[0].value: row for row in sheet.iter_rows()}
        self.assertEqual(rows["Zenith Imports"][3].value, 1000)
        rows["Zenith Imports"][4].value = 1500
        file = BytesIO()
        sheet.parent.save(file)
        wizard = self.imports.create({
            'template': 'limits', 'file': base64.b64encode(file.getvalue()), 'reason': "Yearly"})
        wizard.action_read()
        self.assertEqual((wizard.change_count, wizard.error_count), (1, 0), self._messages(wizard))
        wizard.action_take()
        self.assertEqual(self.profile.credit_limit, 1500)
        self.assertEqual(self.url_open('/credit_management/import/other.xlsx').status_code, 422)

    def test_the_number_of_questions_does_not_grow_with_the_rows(self):
        partners = self.env['res.partner'].create([
            {'name': f"Row {number}", 'is_company': True} for number in range(40)])
        counts = []
        for size in (10, 40):
            rows = [(partner.name, None, None, None, 100, None, None) for partner in partners[:size]]
            self._wizard(*rows)
            self.env.flush_all()
            self.env.invalidate_all()
            wizard = self._wizard(*rows)
            before = self.env.cr.sql_log_count
            wizard._parsed()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 1)
