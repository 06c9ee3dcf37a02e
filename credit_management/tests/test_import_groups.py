import base64
from datetime import timedelta
from io import BytesIO

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from openpyxl import Workbook, load_workbook

from .group_common import GroupCommon

HEAD = ("Group", "Currency", "Pool", "Valid Until", "Customer", "Tax ID", "Reference",
        "Most of the Pool", "Share (%)", "Belongs Because")


@tagged('post_install', '-at_install')
class TestImportGroups(HttpCase, GroupCommon):
    """Groups arrive as a spreadsheet: checked row by row, shown, taken over, and taken back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.imports = cls.env['credit.import'].with_user(cls.manager)
        cls.partners = cls.env['res.partner'].create([
            {'name': f"Omega {name}", 'is_company': True} for name in ("One", "Two", "Three")])
        cls.env['credit.profile'].create([
            {'partner_id': one.id, 'company_id': cls.company.id, 'credit_limit': 500.0}
            for one in cls.partners[:2]])
        cls.day = cls.company._credit_today() + timedelta(days=300)

    def _wizard(self, *rows):
        book = Workbook()
        for row in (("Some title",), (), HEAD, *rows):
            book.active.append(row)
        file = BytesIO()
        book.save(file)
        wizard = self.imports.create({
            'template': 'groups', 'file': base64.b64encode(file.getvalue()),
            'reason': "Board of 12 March", 'filename': 'groups.xlsx'})
        wizard.action_read()
        return wizard

    def _row(self, group, customer, *, pool=None, until=None, currency=None, most=None, share=None):
        return (group, currency, pool, until, customer, None, None, most, share, "Same owner")

    def _made(self, name="Omega"):
        return self.env['credit.group'].search([('name', '=', name)])

    def test_groups_are_shown_taken_over_and_taken_back(self):
        wizard = self._wizard(
            self._row("Omega", "Omega One", pool=2000, until=self.day, most=600),
            self._row("omega", "Omega Two", share=25),
            self._row("Zeta Holding", "Zeta North", pool=1500),
        )
        self.assertEqual((wizard.change_count, wizard.error_count), (3, 0),
                         wizard.row_ids.mapped('message'))
        self.assertIn("new group, pool", wizard.row_ids[0].change)
        self.assertFalse(self._made(), "nothing is written by reading")
        wizard.action_take()
        group = self._made()
        self.assertEqual((group.state, group.pool_limit, group.valid_until), ('active', 2000, self.day))
        self.assertEqual(group.approved_by_id, self.manager)
        self.assertEqual(group.member_ids.mapped('sub_limit'), [600, 0])
        self.assertEqual(group.member_ids.mapped('share'), [0, 0.25])
        self.assertEqual(self.group.pool_limit, 1500)
        taken = self.env['credit.import.taken'].with_user(self.manager).search([], limit=1)
        self.assertEqual((taken.row_count, taken.filename), (3, 'groups.xlsx'))
        taken.action_undo()
        self.assertEqual((group.state, self.group.pool_limit), ('ended', 1000))
        self.assertFalse(group.member_ids)
        self.assertEqual(len(group.former_ids), 2)
        with self.assertRaisesRegex(UserError, "taken back already"):
            taken.action_undo()
        kinds = self.env['credit.decision'].search([('kind', '=', 'import')], limit=2)
        self.assertIn("was taken back", kinds[0].payload)

    def test_what_was_decided_since_is_not_taken_back(self):
        self._wizard(self._row("Zeta Holding", "Zeta North", pool=1500)).action_take()
        self.group.pool_limit = 1700
        taken = self.env['credit.import.taken'].with_user(self.manager).search([], limit=1)
        with self.assertRaisesRegex(UserError, "decided otherwise since"), self.env.cr.savepoint():
            taken.action_undo()
        self.assertEqual((self.group.pool_limit, taken.state), (1700, 'taken'))

    def test_each_wrong_row_is_named_with_its_way_out(self):
        other = self.env['res.company'].create({'name': "Other Ltd"})
        self.env['credit.group'].create([
            {'name': "Twin", 'company_id': company.id} for company in (self.company, other)])
        self.manager.company_ids |= other
        self.imports = self.imports.with_context(allowed_company_ids=[self.company.id, other.id])
        yesterday = self.company._credit_today() - timedelta(days=1)
        for rows, part in (
            ([self._row(None, "Omega One")], "Say which group"),
            ([self._row("Omega", "Nobody & Co")], "No customer has this"),
            ([self._row("Omega", "Omega Three")], "has no credit profile here"),
            ([self._row("Omega", "Zeta North")], "is in group Zeta Holding"),
            ([self._row("Omega", "Omega One", pool="a lot")], "is the text “a lot”"),
            ([self._row("Omega", "Omega One", pool=0)], "A pool of 0"),
            ([self._row("Omega", "Omega One", until="soon")], "“soon” is no date"),
            ([self._row("Omega", "Omega One", until=yesterday)], "is over"),
            ([self._row("Omega", "Omega One", currency="XQQ")], "no active currency XQQ"),
            ([self._row("Omega", "Omega One", most=-5)], "An amount is at least 0"),
            ([self._row("Omega", "Omega One", share=120)], "from 0 to 100"),
            ([self._row("Twin", "Omega One")], "2 groups are called so"),
            ([self._row("Omega", "Omega One", pool=5), self._row("Omega", "Omega Two", pool=6)],
             "Row 4 says otherwise"),
            ([self._row("Omega", "Omega One"), self._row("Omega", "Omega One")],
             "in row 4 already"),
        ):
            wizard = self._wizard(*rows)
            self.assertIn(part, ' '.join(filter(None, wizard.row_ids.mapped('message'))), part)
            with self.assertRaisesRegex(UserError, "nothing was written"), self.env.cr.savepoint():
                wizard.action_take()
        self.assertFalse(self._made())

    def test_what_a_person_may_not_decide_stops_all(self):
        self.partners[1].user_id = self.manager
        wizard = self._wizard(
            self._row("Omega", "Omega One", pool=2000), self._row("Omega", "Omega Two", share=25))
        with self.assertRaisesRegex(UserError, "own sales customer"), self.env.cr.savepoint():
            wizard.action_take()
        self.assertFalse(self._made())
        for user in (self.officer, self.sales, self.auditor):
            with self.assertRaises(AccessError):
                wizard.with_user(user).action_take()

    def test_the_list_that_is_downloaded_changes_nothing(self):
        self.manager.password = 'credit_mona!'
        self.authenticate(self.manager.login, 'credit_mona!')
        answer = self.url_open(self.imports.create({'template': 'groups'}).action_download()['url'])
        sheet = load_workbook(BytesIO(answer.content)).active
        rows = {row[4].value: row for row in sheet.iter_rows()}
        self.assertEqual((rows["Zeta North"][0].value, rows["Zeta North"][2].value),
                         ("Zeta Holding", 1000))
        wizard = self.imports.create({
            'template': 'groups', 'file': base64.b64encode(answer.content), 'reason': "Yearly"})
        wizard.action_read()
        self.assertEqual((wizard.change_count, wizard.error_count), (0, 0))

    def test_the_number_of_questions_does_not_grow_with_the_rows(self):
        partners = self.env['res.partner'].create([
            {'name': f"Row {number}", 'is_company': True} for number in range(40)])
        self.env['credit.profile'].create([
            {'partner_id': one.id, 'company_id': self.company.id, 'credit_limit': 1} for one in partners])
        counts = []
        for size in (10, 40):
            rows = [self._row("Rows", one.name, pool=100) for one in partners[:size]]
            self._wizard(*rows)
            self.env.flush_all()
            self.env.invalidate_all()
            wizard = self._wizard(*rows)
            before = self.env.cr.sql_log_count
            wizard._parsed()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 1)
