from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .provision_common import ProvisionCommon


@tagged('post_install', '-at_install')
class TestProvisionEntry(ProvisionCommon):
    """What a sheet drafts: the difference, once, by those who may."""

    def setUp(self):
        super().setUp()
        self.owe(10_000, 40)

    def _ready(self, **values):
        sheet = self.sheet(**values)
        self.approve(sheet)
        return sheet

    def _sides(self, move):
        return {
            line.account_id: (line.debit, line.credit) for line in move.line_ids
        }

    # === THE DIFFERENCE === #

    def test_the_draft_is_what_is_missing_and_is_not_posted(self):
        sheet = self._ready()
        self.assertEqual((sheet.needed, sheet.booked, sheet.delta), (500, 0, 500))
        move = self.draft(sheet)
        self.assertEqual((move.state, move.date, move.journal_id, move.company_id),
                         ('draft', self.then, self.general, self.company))
        self.assertEqual(self._sides(move), {
            self.impairment_account: (500, 0), self.allowance_account: (0, 500)})
        self.assertEqual((sheet.state, sheet.entry_state), ('entry', 'draft'))
        self.assertEqual(-self.balance(self.allowance_account), sheet.needed)
        self.assertEqual(move.create_uid, self.keeper)

    def test_asked_twice_it_is_the_same_draft(self):
        sheet = self._ready()
        first = self.draft(sheet)
        self.assertEqual(self.draft(sheet), first)
        first.action_post()
        self.assertEqual(self.draft(sheet), first)
        self.assertEqual(-self.balance(self.allowance_account), 500)

    def test_a_second_sheet_of_the_month_does_not_double_it(self):
        self.draft(self._ready())
        second = self._ready()
        self.assertEqual((second.booked, second.delta), (500, 0))
        answer = second.with_user(self.keeper).action_draft_entry()
        self.assertEqual(answer['tag'], 'display_notification')
        self.assertFalse(second.sudo().move_id)
        self.assertEqual(second.state, 'entry')
        self.assertEqual(-self.balance(self.allowance_account), 500)

    def test_what_a_lock_moved_to_a_later_day_is_not_booked_twice(self):
        self.portfolio()
        first = self.sheet()
        self.approve(first)
        self.draft(first)
        move = first.sudo().move_id
        move.date = self.today + timedelta(days=1)
        second = self.sheet()
        self.approve(second)
        with self.assertRaisesRegex(UserError, "already books what .* its own day was locked"):
            self.draft(second)
        self.assertFalse(second.move_id)
        move.unlink()
        self.draft(second)
        self.assertTrue(second.move_id)

    def test_two_approved_sheets_book_it_once(self):
        one, two = self._ready(), self._ready()
        self.draft(one)
        with self.assertRaisesRegex(UserError, r"allowance account: .*500.*now, .*0.*then"):
            self.draft(two)
        two.with_user(self.manager).action_take_back()
        two.with_user(self.manager).action_compute()
        self.assertEqual(two.delta, 0)

    def test_next_month_only_the_change_is_booked(self):
        earlier = self.then.replace(day=1) - timedelta(days=1)
        invoice = self.owe(60_000, 100, posted=self.then - timedelta(days=130))
        first = self._ready(date=earlier)
        self.draft(first).action_post()
        booked = first.needed
        self.assertGreater(booked, 0)
        self.allocate(invoice, self.receive(60_000.0, on=(self.then - self.today).days - 3))
        second = self._ready()
        self.assertEqual((second.needed, second.booked), (500, booked))
        move = self.draft(second)
        self.assertEqual(self._sides(move), {
            self.allowance_account: (booked - 500, 0), self.impairment_account: (0, booked - 500)})
        self.assertEqual(-self.balance(self.allowance_account), 500)
        self.assertEqual((second.opening, second.charged), (booked, 0))
        self.assertEqual((second.released, second.closing), (500 - booked, 500))

    def test_a_draft_that_was_deleted_can_be_made_again(self):
        sheet = self._ready()
        self.draft(sheet).unlink()
        self.assertEqual(sheet.state, 'entry')
        self.assertEqual(self._sides(self.draft(sheet))[self.allowance_account], (0, 500))

    def test_the_insurer_s_part_is_booked_beside_it(self):
        matrix = self.rates(((0, 0.01), (1, 0.05)), insured='separate')
        cover = {'partner_id': self.customer.id, 'buyer_limit': 5_000, 'share': 0.8}
        sheet = self._ready(matrix=matrix, cover_ids=[(0, 0, cover)])
        move = self.draft(sheet)
        self.assertEqual(self.balance(self.insurer_account), 200)
        self.assertEqual(-self.balance(self.allowance_account), 500)
        self.assertEqual(self.balance(self.impairment_account), 300)
        self.assertEqual(move.state, 'draft')
        again = self._ready(matrix=matrix, cover_ids=[(0, 0, cover)])
        again.with_user(self.keeper).action_draft_entry()
        self.assertFalse(again.sudo().move_id)

    # === WHAT HAS MOVED === #

    def test_a_ledger_that_moved_since_is_told(self):
        sheet = self._ready()
        self.owe(4_000, 5)
        with self.assertRaisesRegex(UserError, r"has moved since .*receivables: .*14,000.*10,000"):
            self.draft(sheet)
        sheet.with_user(self.manager).action_take_back()
        self.assertEqual((sheet.state, sheet.approved_by_id.id), ('draft', False))
        sheet.with_user(self.manager).action_compute()
        self.approve(sheet)
        self.assertEqual(sheet.version, 2)
        self.draft(sheet)

    def test_what_moved_between_claims_and_credits_is_told(self):
        sheet = self.sheet()
        self.owe(3_000, 5)
        self.owe(3_000, 5, move_type='out_refund')
        with self.assertRaisesRegex(UserError, "claims: "):
            self.approve(sheet)

    def test_an_insurer_s_account_that_moved_since_is_told(self):
        sheet = self._ready(
            matrix=self.rates(((0, 0.01), (1, 0.05)), insured='separate'),
            cover_ids=[(0, 0, {
                'partner_id': self.customer.id, 'buyer_limit': 5_000, 'share': 0.8})])
        self.book((self.insurer_account, 150, None), (self.impairment_account, -150, None))
        with self.assertRaisesRegex(UserError, "account of the insurer's part: .*150.*0.00 then"):
            self.draft(sheet)
        sheet.with_user(self.manager).action_take_back()
        sheet.with_user(self.manager).action_compute()
        self.approve(sheet)
        self.draft(sheet)
        self.assertEqual(self.balance(self.insurer_account), 200)

    def test_an_entry_that_is_there_keeps_the_sheet(self):
        sheet = self._ready()
        move = self.draft(sheet)
        with self.assertRaisesRegex(UserError, "was made from this sheet"):
            sheet.with_user(self.manager).action_take_back()
        move.unlink()
        sheet.with_user(self.manager).action_take_back()
        self.assertEqual(sheet.state, 'draft')

    # === MOVEMENT === #

    def test_the_movement_adds_up_from_opening_to_closing(self):
        earlier = self.then.replace(day=1) - timedelta(days=1)
        self.book((self.impairment_account, 900, None), (self.allowance_account, -900, None),
                  on=earlier)
        self.book((self.allowance_account, 120, None),
                  (self.receivable_account, -120, self.customer))
        self.book((self.bank.default_account_id, 50, None), (self.allowance_account, -50, None))
        exchange = self.company.currency_exchange_journal_id
        self.env['account.move'].create({
            'move_type': 'entry', 'date': self.then, 'journal_id': exchange.id, 'line_ids': [
                (0, 0, {'account_id': self.impairment_account.id, 'balance': 7}),
                (0, 0, {'account_id': self.allowance_account.id, 'balance': -7}),
            ],
        }).action_post()
        self.book((self.impairment_account, 30, None), (self.allowance_account, -30, None))
        sheet = self.sheet()
        self.assertEqual(
            (sheet.opening, sheet.written_off, sheet.recovered, sheet.exchange, sheet.booked),
            (900, -120, 50, 7, 867))
        self.assertEqual(sheet.needed, 500)
        self.assertEqual((sheet.charged, sheet.released, sheet.closing), (0, -337, 500))
        self.assertEqual(
            sheet.opening + sheet.written_off + sheet.recovered + sheet.exchange + sheet.charged
            + sheet.released, sheet.closing)

    # === SETTINGS === #

    def test_without_accounts_it_is_computed_and_not_booked(self):
        self.company.credit_allowance_account_id = False
        sheet = self._ready()
        self.assertEqual((sheet.needed, sheet.has_booked), (500, False))
        with self.assertRaisesRegex(UserError, "There is no Allowance Account yet"):
            self.draft(sheet)
        self.company.credit_allowance_account_id = self.allowance_account
        with self.assertRaisesRegex(UserError, "before there was an allowance account"):
            self.draft(sheet)

    # === WHO === #

    def test_who_drafts_needs_a_right_of_accounting_and_of_credit(self):
        sheet = self.sheet()
        with self.assertRaisesRegex(UserError, "is not approved yet"):
            self.draft(sheet)
        self.approve(sheet)
        for user in (self.officer, self.manager, self.manager_2):
            with self.assertRaisesRegex(AccessError, "needs a right of accounting"):
                self.draft(sheet, user)
        for user in (self.auditor, self.sales):
            with self.assertRaises(AccessError):
                self.draft(sheet, user)
        self.assertFalse(sheet.sudo().move_id)
        self.assertEqual(self.draft(sheet).state, 'draft')
