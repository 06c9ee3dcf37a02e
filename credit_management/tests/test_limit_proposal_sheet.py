from base64 import b64encode
from io import BytesIO

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from openpyxl import load_workbook

from .test_limit_proposal import LimitProposalCommon


@tagged('post_install', '-at_install')
class TestLimitProposalSheet(LimitProposalCommon):
    """The list goes out as a spreadsheet, is filled in and comes back; nothing is lost."""

    def setUp(self):
        super().setUp()
        self.proposal = self.propose()
        target = BytesIO()
        self.proposal._export_xlsx(target)
        self.book = load_workbook(target)
        self.page = self.book.active
        self.heading = next(
            row for row in range(1, 20) if self.page.cell(row, 1).value == "Customer")
        self.columns = {
            cell.value: cell.column for cell in self.page[self.heading] if cell.value}

    def cell(self, partner, title):
        row = next(row for row in range(self.heading + 1, self.page.max_row + 1)
                   if self.page.cell(row, 1).value == partner.display_name)
        return self.page.cell(row, self.columns[title])

    def read(self, content=None, user=None):
        """Return the dialog after it has read what is in the book."""
        if content is None:
            target = BytesIO()
            self.book.save(target)
            content = target.getvalue()
        dialog = self.env['credit.limit.proposal.import'].with_user(user or self.manager).create(
            {'file': b64encode(content)})
        dialog.action_read()
        return dialog

    def test_the_sheet_says_what_the_list_says(self):
        line = self.line(self.buyer)
        for title, value in (
            ("Profile No.", line.profile_id.id), ("Sales, 12 Months", 36_500.0),
            ("High Credit", 36_500.0), ("Agreed Days", 30), ("Days Beyond Terms", 0),
            ("From Purchases", 4_500.0), ("From High Credit", 41_975.0), ("Proposed", 41_000.0),
            ("Follows From", "High credit"), ("Mine", 41_000.0), ("Why", None), ("Leave", None),
        ):
            with self.subTest(title):
                self.assertEqual(self.cell(self.buyer, title).value, value)
        self.assertEqual(self.cell(self.decided, "Leave").value, 'x')
        self.assertEqual(self.cell(self.core, "Odoo's Limit").value, 7_777.0)
        self.assertIsNone(self.cell(self.silent, "Agreed Days").value)

    def test_out_and_in_changes_nothing(self):
        dialog, before = self.read(), self.proposed()
        self.assertEqual(
            (dialog.change_count, dialog.error_count, dialog.same_count), (0, 0, 6))
        self.assertEqual(self.proposed(), before)

    def test_what_was_filled_in_is_shown_and_then_taken_over(self):
        self.cell(self.buyer, "Mine").value = 52_000
        self.cell(self.buyer, "Why").value = "New plant"
        self.cell(self.decided, "Leave").value = None
        self.cell(self.silent, "Leave").value = 'x'
        before, dialog = self.proposed(), self.read()
        self.assertEqual((dialog.change_count, dialog.error_count), (3, 0))
        row = dialog.change_ids.filtered(lambda row: row.customer == self.buyer.name)
        self.assertEqual((row.before, row.after, row.why), (41_000.0, 52_000.0, "New plant"))
        self.assertEqual(self.proposed(), before)
        dialog.action_take()
        self.assertEqual(self.proposed()['0'], (52_000.0, 'history', False))
        self.assertEqual(self.line(self.buyer).why, "New plant")
        self.assertTrue(self.line(self.buyer).is_by_hand)
        self.assertFalse(self.line(self.decided).is_kept)
        self.assertTrue(self.line(self.silent).is_kept)

    def test_each_error_says_row_figure_and_way_out_and_the_others_are_taken(self):
        self.cell(self.buyer, "Mine").value = "52.000,00"
        self.cell(self.slow, "Mine").value = 5_000  # and no reason
        self.cell(self.core, "Profile No.").value = 999_999_999
        self.cell(self.silent, "Customer").value = "Somebody else"
        self.cell(self.decided, "Mine").value = -5
        self.cell(self.cash, "Leave").value = None
        again = self.cell(self.cash, "Profile No.").row
        for column in range(1, len(self.columns) + 1):
            self.page.cell(self.page.max_row + int(column == 1), column).value = self.page.cell(
                again, column).value
        dialog = self.read()
        errors = {row.number: row.message for row in dialog.error_ids}
        for partner, words in (
            (self.buyer, ("“52.000,00”", "Write a number")), (self.slow, ("5,000", "reason")),
            (self.core, ("999999999", "Take the list out again")),
            (self.silent, ("Somebody else", "Sort whole rows")), (self.decided, ("-5", "at least 0")),
        ):
            row = next(
                row for row in range(self.heading + 1, self.page.max_row + 1)
                if self.page.cell(row, self.columns["Profile No."]).value in (
                    self.of(partner).id, 999_999_999 if partner == self.core else None))
            for word in words:
                self.assertIn(word, errors[row])
        self.assertIn("already", errors[self.page.max_row])
        self.assertEqual((dialog.change_count, dialog.error_count, dialog.same_count), (1, 6, 0))
        action = dialog.action_take()
        self.assertEqual(action['res_id'], dialog.id)  # the errors stay in sight
        self.assertFalse(self.line(self.cash).is_kept)
        self.assertEqual(self.line(self.buyer).limit, 41_000.0)

    def test_what_is_no_list_is_refused_whole(self):
        for content, words in (
            (b'Customer;Mine', "no XLSX file"), (self.other_book(), "Profile No., Mine, Why")):
            with self.subTest(words), self.assertRaisesRegex(UserError, words):
                self.read(content)
        with self.assertRaises(UserError):
            self.env['credit.limit.proposal.import'].with_user(self.manager).create(
                {}).action_read()

    def other_book(self):
        for row in self.page.iter_rows(min_row=1, max_row=self.heading):
            for cell in row[1:]:
                cell.value = None
        target = BytesIO()
        self.book.save(target)
        return target.getvalue()

    def test_what_is_signed_takes_nothing_over(self):
        self.cell(self.buyer, "Leave").value = 'x'
        dialog = self.read()
        self.proposal.sign("Going live")
        with self.assertRaises(UserError):
            dialog.action_take()
        self.assertFalse(self.line(self.buyer).is_kept)

    def test_managers_alone_read_it_in_and_nobody_else_takes_it_out(self):
        for user in (self.sales, self.officer, self.auditor):
            with self.subTest(user.name), self.assertRaises(AccessError):
                self.read(user=user)
        for user in (self.sales, self.officer):
            with self.subTest(user.name), self.assertRaises(AccessError):
                self.proposal.with_user(user)._export_xlsx(BytesIO())
        self.proposal.with_user(self.auditor)._export_xlsx(BytesIO())
