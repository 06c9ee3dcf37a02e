import base64
from datetime import date, timedelta
from io import BytesIO
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from openpyxl import Workbook, load_workbook

from ..models import credit_profile_interest
from .provision_common import ProvisionCommon

#: A Monday to be due on, of which all rates are known.
DUE = date(2025, 3, 3)


@tagged('post_install', '-at_install')
class TestLateInterest(ProvisionCommon):
    """What late lines bear: by whose terms, from the ledger, never booked by itself."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.profile = cls._profile(cls.customer, 1000.0)
        cls.interest = cls.env['credit.interest']

    def late(self, amount, due=DUE, **values):
        return self._invoice(amount, **{
            'invoice_date': due - timedelta(days=30), 'date': due - timedelta(days=30),
            'invoice_date_due': due, **values,
        })

    def claim_of(self, invoice):
        return invoice.line_ids.filtered(lambda line: line.account_type == 'asset_receivable')

    def counted(self, invoice, days=90, **kwargs):
        line = self.claim_of(invoice)
        return self.interest._of_lines(line.ids, DUE + timedelta(days=days), **kwargs)[line.id]

    def pack(self, code):
        return self.env.ref(f'credit_management.credit_interest_terms_{code}')

    # === BY WHOSE TERMS === #

    def test_china_is_the_lpr_of_the_breach_and_half_more(self):
        """O-IN-1: 100,000 × 3.00 % × 1.5 × 90/365, with 3.10 % on 4 March 2025."""
        self.company.credit_interest_terms_id = self.pack('cn')
        found = self.counted(self.late(100_000))
        self.assertEqual(found.charge.amount(), 1146.58)
        self.assertEqual(found.charge.days, 90)

    def test_a_small_supplier_of_a_large_debtor_gets_half_a_per_mille_a_day(self):
        """O-IN-2."""
        self.profile.interest_terms_id = self.pack('cn_sme')
        self.assertEqual(self.counted(self.late(100_000)).charge.amount(), 4500)

    def test_the_union_reads_its_rate_each_half_year_and_adds_a_lump_sum(self):
        self.company.credit_interest_terms_id = self.pack('eu')
        found = self.counted(self.late(10_000), days=130)
        until_june = 10_000 * (0.0315 + 0.08) * (date(2025, 6, 30) - DUE).days / 365
        from_july = 10_000 * (0.0215 + 0.08) * (130 - (date(2025, 6, 30) - DUE).days) / 365
        self.assertEqual(found.charge.amount(), round(until_june + from_july, 2))
        self.assertEqual((found.charge.lump_sum, found.terms.lump_currency), (40, 'EUR'))

    def test_the_kingdom_s_lump_sum_grows_with_the_debt(self):
        self.company.credit_interest_terms_id = self.pack('uk')
        self.assertEqual(
            [self.counted(self.late(amount)).charge.lump_sum for amount in (999, 1000, 10_000)],
            [40, 70, 100])

    def test_a_country_has_its_pack_and_what_was_agreed_goes_first(self):
        terms = self.env['credit.interest.terms']
        for country, code in (('cn', 'CN'), ('de', 'EU'), ('uk', 'UK'), ('us', 'neutral')):
            self.company.country_id = self.env.ref(f'base.{country}')
            self.assertEqual(terms._of_country(self.company).code, code)
        invoice = self.late(36_500)
        self.assertIsNone(self.counted(invoice).charge)
        self.profile.write({'interest_agreed': 'year', 'interest_rate': 0.12})
        self.assertEqual(self.counted(invoice).charge.amount(), 1080)
        self.profile.write({'interest_agreed': 'day', 'interest_rate': 0.001})
        self.assertEqual(self.counted(invoice).charge.amount(), 3285)

    def test_only_a_manager_writes_down_what_was_agreed_and_the_log_keeps_it(self):
        with self.assertRaises(AccessError):
            self.profile.with_user(self.officer).write(
                {'interest_agreed': 'year', 'interest_rate': 0.12})
        with self.assertRaises(ValidationError):
            self.profile.with_user(self.manager).write(
                {'interest_agreed': 'year', 'interest_rate': 12})
        self.profile.with_user(self.manager).write(
            {'interest_agreed': 'year', 'interest_rate': 0.12})
        last = self.env['credit.decision'].search(
            [('profile_id', '=', self.profile.id)], order='id DESC', limit=1)
        self.assertIn('interest_rate', last.payload)

    def test_a_rate_that_is_not_known_makes_the_interest_unknown_not_nought(self):
        self.company.credit_interest_terms_id = self.pack('cn')
        rate = self._lpr_until(DUE)
        found = self.counted(self.late(100_000))
        self.assertIsNone(found.amount)
        self.assertEqual(found.unknown, ('LPR 1Y', DUE + timedelta(days=1)))
        rate.known_until = DUE + timedelta(days=1)
        self.assertEqual(self.counted(self.late(100_000)).charge.amount(), 1146.58)

    def _lpr_until(self, day):
        """Let nothing be known of the LPR after `day`."""
        reference = self.env.ref('credit_management.credit_interest_reference_lpr')
        reference.rate_ids.filtered(lambda rate: rate.date > day).unlink()
        reference.known_until = day
        return reference

    # === FROM THE LEDGER === #

    def _agreed(self, rate=0.10):
        self.profile.write({'interest_agreed': 'year', 'interest_rate': rate})

    def test_a_payment_lowers_what_bears_interest_from_its_day_on(self):
        self._agreed()
        invoice = self.late(36_500)
        day = DUE + timedelta(days=30)
        money = self.receive(16_500.0, on=(day - self.today).days)
        self.allocate(invoice, money)
        found = self.counted(invoice)
        self.assertEqual([(period.principal, period.days) for period in found.charge.periods],
                         [(36_500, 30), (20_000, 60)])
        self.assertEqual(found.charge.amount(), round(300 + 20_000 * 0.1 * 60 / 365, 2))

    def test_a_credit_note_lowers_it_from_the_beginning(self):
        self._agreed()
        invoice = self.late(36_500)
        day = DUE + timedelta(days=50)
        note = self._invoice(
            6_500, move_type='out_refund', invoice_date=day, date=day, invoice_date_due=day)
        (self.claim_of(invoice) | self.claim_of(note)).reconcile()
        [period] = self.counted(invoice).charge.periods
        self.assertEqual((period.principal, period.days), (30_000, 90))

    def test_a_due_day_of_rest_moves_to_the_next_bank_day(self):
        self._agreed()
        saturday = date(2025, 3, 1)
        self.assertEqual(self.counted(self.late(36_500, saturday)).due, DUE)

    def test_queries_do_not_grow_with_lines(self):
        self._agreed()
        lines = [self.claim_of(self.late(100)).id for _number in range(6)]
        until = DUE + timedelta(days=90)
        self.interest._of_lines(lines[:1], until)
        counts = []
        for size in (3, 6):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.interest._of_lines(lines[:size], until)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    # === SHEETS === #

    def sheet_of(self, until=None, user=None, **kwargs):
        claims = self.env['credit.interest.claim'].with_user(user or self.keeper)
        return claims._make(
            self.profile.with_user(user or self.keeper), until or DUE + timedelta(days=90), **kwargs)

    def test_a_sheet_explains_itself_and_books_nothing(self):
        self._agreed()
        self.late(36_500)
        moves = self.env['account.move'].search_count([])
        sheet = self.sheet_of()
        self.assertEqual((sheet.total, sheet.line_ids.days), (900, 90))
        [period] = sheet.period_ids
        self.assertEqual(
            (period.principal, period.rate, period.days, period.year_days, period.interest),
            (36_500, 0.1, 90, 365, 900))
        self.assertEqual(self.env['account.move'].search_count([]), moves)

    def test_where_nothing_bears_interest_it_says_why(self):
        self.late(36_500)
        with self.assertRaisesRegex(UserError, "Only what was agreed"):
            self.sheet_of()

    def test_a_spreadsheet_has_a_formula_for_each_period(self):
        self._agreed()
        self.late(36_500)
        target = BytesIO()
        self.sheet_of()._export_xlsx(target)
        book = load_workbook(target)
        texts = [str(cell.value) for row in book['Periods'].iter_rows() for cell in row]
        self.assertTrue([text for text in texts if text.startswith('=ROUND(')])

    def test_it_prints(self):
        self._agreed()
        self.late(36_500)
        sheet = self.sheet_of()
        html, _kind = self.env['ir.actions.report']._render_qweb_html(
            'credit_management.report_credit_interest', sheet.ids)
        self.assertIn(b'900', html)
        self.assertIn(self.customer.name.encode(), html)

    def test_a_draft_invoice_is_made_once_and_its_days_are_not_counted_again(self):
        self._agreed()
        self.late(36_500)
        sheet = self.sheet_of()
        sheet.action_draft_invoice()
        move = sheet.move_id
        self.assertEqual((move.state, move.move_type, move.amount_total), ('draft', 'out_invoice', 900))
        self.assertFalse(move.invoice_line_ids.tax_ids)
        sheet.action_draft_invoice()
        self.assertEqual(sheet.move_id, move)
        with self.assertRaisesRegex(UserError, "invoiced already"):
            self.sheet_of()
        later = self.sheet_of(DUE + timedelta(days=100))
        self.assertEqual((later.total, later.line_ids.days), (100, 10))
        with self.assertRaisesRegex(UserError, "stays as it is"):
            sheet.with_user(self.officer).until = DUE + timedelta(days=95)
        move.with_user(self.env.user).button_cancel()
        again = self.sheet_of()
        self.assertEqual(again.total, 900, "a cancelled invoice claims nothing")

    def test_days_of_an_invoice_that_fell_are_offered_again(self):
        self._agreed()
        self.late(36_500)
        first = self.sheet_of(DUE + timedelta(days=30))
        first.action_draft_invoice()
        second = self.sheet_of(DUE + timedelta(days=90))
        second.action_draft_invoice()
        self.assertEqual((first.total, second.total), (300, 600))
        first.move_id.with_user(self.env.user).button_cancel()
        again = self.sheet_of(DUE + timedelta(days=100))
        self.assertEqual((again.total, again.line_ids.days), (400, 40))
        self.assertEqual(again.period_ids.mapped('first'), [
            DUE + timedelta(days=1), DUE + timedelta(days=91)])
        again.action_draft_invoice()
        with self.assertRaisesRegex(UserError, "invoiced already"):
            self.sheet_of(DUE + timedelta(days=100))

    def test_two_sheets_of_the_same_days_are_invoiced_once(self):
        self._agreed()
        self.late(36_500)
        one, two = self.sheet_of(), self.sheet_of()
        one.action_draft_invoice()
        with self.assertRaisesRegex(UserError, "Count Again"):
            two.action_draft_invoice()

    def test_interest_bears_no_interest(self):
        self._agreed()
        self.late(36_500)
        sheet = self.sheet_of()
        sheet.action_draft_invoice()
        invoice = sheet.move_id.with_user(self.env.user)
        invoice.write({'invoice_date': DUE, 'invoice_date_due': DUE})
        invoice.action_post()
        self.assertFalse(self.interest._of_lines(self.claim_of(invoice).ids, self.today))

    def test_what_an_invoice_claims_is_not_asked_for_twice(self):
        self._agreed()
        line = self.claim_of(self.late(36_500))
        sheet = self.sheet_of()
        sheet.action_draft_invoice()
        invoice = sheet.move_id.with_user(self.env.user)
        letters, day = self.env['credit.letter'], DUE + timedelta(days=100)
        self.assertEqual(letters._interest_lines(line, day), {line.id: 1000.0}, "a draft asks nobody")
        invoice.write({'invoice_date': DUE, 'invoice_date_due': DUE})
        invoice.action_post()
        lines = line | self.claim_of(invoice)
        self.assertEqual(
            letters._interest_lines(lines, day), {line.id: 100.0, self.claim_of(invoice).id: 0.0})
        with freeze_time(f'{day} 12:00:00'):
            self.profile.invalidate_recordset()
            self.assertIn("100.00", self.profile.interest_shown)
            self.assertNotIn("1,000", self.profile.interest_shown)
            self.profile.invalidate_recordset()
            with patch.object(credit_profile_interest, 'SHOWN_LINES', 0):
                self.assertIn("press Interest", self.profile.interest_shown)

    def test_what_was_paid_since_the_sheet_was_counted_is_not_charged(self):
        self._agreed()
        invoice = self.late(36_500)
        sheet = self.sheet_of()
        self.late(73_000)
        with self.assertRaisesRegex(UserError, "ledger moved"):
            sheet.action_draft_invoice()
        sheet.action_compute()
        self.assertEqual(sheet.total, 2_700)
        sheet.action_draft_invoice()
        self.assertEqual(sheet.move_id.amount_total, 2_700)
        self.assertTrue(invoice)
        coming = self.sheet_of(self.today + timedelta(days=9))
        with self.assertRaisesRegex(UserError, "still to come"):
            coming.action_draft_invoice()

    def test_a_line_without_an_amount_in_its_currency_stops_no_letter(self):
        self._agreed()
        line = self.claim_of(self.late(36_500))
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move_line SET amount_currency = 0 WHERE id = %s", [line.id])
        line.invalidate_recordset()
        self.assertEqual(
            self.env['credit.letter']._interest_lines(line, self.today), {line.id: 0.0})

    def test_a_parent_company_does_not_answer_for_its_subsidiary(self):
        self._agreed()
        child = self.env['res.partner'].create({
            'name': "North Ltd", 'is_company': True, 'parent_id': self.customer.id})
        contact = self.env['res.partner'].create({'name': "Ann", 'parent_id': self.customer.id})
        own, theirs = self.late(36_500, partner=contact), self.late(73_000, partner=child)
        self.assertEqual(theirs.commercial_partner_id, child)
        late = self.profile._interest_line_ids(self.today)
        self.assertIn(self.claim_of(own).id, late)
        self.assertNotIn(self.claim_of(theirs).id, late)
        self.assertNotIn(self.claim_of(theirs), self.profile._open_lines())
        self.assertEqual(self.sheet_of().total, 900)

    def test_whoever_archives_the_terms_of_his_country_wants_no_interest(self):
        self.company.credit_interest_terms_id = False
        self.env['credit.interest.terms'].search([('company_id', '=', False)]).active = False
        self.late(36_500)
        self.profile.invalidate_recordset()
        self.assertFalse(self.profile.interest_shown)
        with self.assertRaisesRegex(UserError, "bears interest"):
            self.sheet_of()

    def test_an_unknown_rate_is_said_and_not_invoiced(self):
        self.company.credit_interest_terms_id = self.pack('cn')
        self._lpr_until(DUE)
        self.late(100_000)
        sheet = self.sheet_of()
        self.assertEqual((sheet.total, sheet.unknown_count), (0, 1))
        self.assertIn("LPR 1Y is not known", sheet.missing)
        with self.assertRaisesRegex(UserError, "Reference Rates"):
            sheet.action_draft_invoice()
        self.assertIn("LPR 1Y", self.profile.interest_missing)

    def test_what_was_counted_is_nobody_s_to_type(self):
        self._agreed()
        self.late(36_500)
        sheet = self.sheet_of(user=self.officer)
        for values in ({'total': 1}, {'state': 'invoiced'}, {'line_ids': [Command.clear()]}):
            with self.assertRaises(UserError):
                sheet.write(values)
        with self.assertRaises(AccessError):
            sheet.line_ids.write({'amount': 1})
        with self.assertRaises(AccessError):
            self.env['credit.interest.claim'].with_user(self.sales)._make(
                self.profile.with_user(self.sales))

    # === RATES === #

    def _import(self, *rows):
        book = Workbook()
        for row in (("Code", "From", "Per Cent a Year", "Source"), *rows):
            book.active.append(row)
        file = BytesIO()
        book.save(file)
        wizard = self.env['credit.import'].with_user(self.manager).create({
            'template': 'rates', 'file': base64.b64encode(file.getvalue()), 'reason': "Published",
        })
        wizard.action_read()
        return wizard

    def test_rates_are_read_in_and_move_the_day_until_which_they_are_known(self):
        reference = self.env.ref('credit_management.credit_interest_reference_ecb')
        wizard = self._import(("ECB", date(2026, 2, 11), 2.25, "ECB"), ("SARON", "2026-01-01", 0, None))
        self.assertEqual((wizard.change_count, wizard.error_count), (2, 0))
        wizard.action_take()
        self.assertEqual(reference.known_until, date(2026, 2, 11))
        self.assertEqual(reference.last_rate, 0.0225)
        made = self.env['credit.interest.reference'].search([('code', '=', 'SARON')])
        self.assertEqual((len(made.rate_ids), made.last_rate), (1, 0))

    def test_a_wrong_row_says_what_is_wrong(self):
        wizard = self._import(
            ("ECB", "some day", 2, None), ("ECB", date(2026, 2, 11), "two", None),
            ("", date(2026, 2, 11), 2, None), ("ECB", date(2026, 3, 11), 215, None))
        self.assertEqual(wizard.error_count, 4)

    def test_terms_that_cannot_be_counted_are_not_saved(self):
        terms = self.env['credit.interest.terms']
        with self.assertRaises(ValidationError):
            terms.create({'name': "By the day", 'by': 'day'})
        with self.assertRaises(ValidationError):
            terms.create({'name': "Below zero", 'margin': -0.01})
        with self.assertRaises(ValidationError):
            terms.create({'name': "Lump", 'lump_ids': [Command.create({'amount': 40})]})
