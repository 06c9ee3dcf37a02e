import re
from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models.credit_letter_make import TEXTS
from ..tools import demand_letters
from .letter_common import LetterCommon

#: What no customer may read of us.
SECRETS = re.compile(
    r"credit limit|limit of|\bgrade\b|exposure|\bscore\b|\brisk\b|bureau|信用|额度|评级|等级|风险|征信",
    re.IGNORECASE)


@tagged('post_install', '-at_install')
class TestLetter(LetterCommon):
    """What stands in a letter, and that what was approved stays."""

    # === TEXT === #

    def test_a_reminder_names_all_that_is_late_and_not_what_is_not(self):
        late, worse = self._invoice(100.0, due=-5), self._invoice(250.0, due=-40)
        later = self._invoice(70.0, due=20)
        letter = self.letters._make(self.profile, 'reminder', lines=self.line(late))
        self.assertEqual(set(letter.line_ids.mapped('name')), {late.name, worse.name})
        self.assertEqual(letter.amount, 350.0)
        self.assertIn(late.name, letter.body)
        self.assertIn(worse.name, letter.body)
        self.assertNotIn(later.name, letter.body)
        self.assertIn("books@acme.example", letter.email)
        self.assertEqual(
            {line.name: line.days for line in letter.line_ids}, {late.name: 5, worse.name: 40})
        self.assertFalse(letter.refusal)
        self.assertEqual(letter.state, 'draft')
        self.assertFalse(self.mails(letter))

    def test_credits_and_part_payments_count_in_what_is_asked_for(self):
        late = self._invoice(1000.0, due=-10)
        note = self.env['account.move'].create({
            'move_type': 'out_refund', 'partner_id': self.customer.id,
            'invoice_date': self.today, 'invoice_line_ids': [Command.create({
                'name': "Back", 'quantity': 1, 'price_unit': 150.0, 'tax_ids': [Command.clear()]})]})
        note.action_post()
        letter = self.letters._make(self.profile, 'reminder')
        self.assertEqual(letter.amount, 850.0)
        self.assertEqual(set(letter.line_ids.mapped('name')), {late.name, note.name})

    def test_a_company_without_a_bank_account_names_none(self):
        self.company.partner_id.bank_ids.active = False
        self._invoice(100.0, due=-5)
        letter = self.letters._make(self.profile, 'reminder')
        self.assertFalse(letter.bank_account)
        self.assertNotIn("account:", letter.body)

    def test_the_dialog_begins_with_the_demand_that_is_due_else_with_a_reminder(self):
        dialogs = self.env['credit.letter.new']
        self.assertEqual(dialogs.create({'profile_id': self.profile.id}).kind, 'reminder')
        self._invoice(100.0, due=-30)
        dialog = dialogs.create({'profile_id': self.profile.id})
        self.assertEqual((dialog.kind, dialog.degree), ('demand', '1'))

    def test_the_contact_for_invoices_gets_it_and_its_language_counts(self):
        self.env['res.lang']._activate_lang('zh_CN')
        contact = self.env['res.partner'].create({
            'name': "Books", 'type': 'invoice', 'parent_id': self.customer.id,
            'email': "ap@acme.example", 'lang': 'zh_CN', 'street': "Gate 3", 'city': "Bremen"})
        self._invoice(100.0, due=-5)
        template = self.env.ref('credit_management.mail_template_letter_reminder')
        template.with_context(lang='zh_CN').subject = "{{ object.company_id.name }}：付款提醒"
        letter = self.letters._make(self.profile, 'reminder')
        self.assertEqual((letter.partner_id, letter.email, letter.lang),
                         (contact, "ap@acme.example", 'zh_CN'))
        self.assertIn("付款提醒", letter.subject)
        self.assertIn("Gate 3", letter.address)
        self.assertEqual(letter.recipient, "Acme Trade")

    def test_no_text_names_limit_or_grade_in_any_language(self):
        self.env['res.lang']._activate_lang('zh_CN')
        self.profile.write({'grade': 'D', 'credit_limit': 4321.0})
        self._invoice(5000.0, due=-100)
        for lang in ('en_US', 'zh_CN'):
            self.customer.lang = lang
            for template, (kind, degree) in TEXTS.items():
                with self.subTest(template=template, lang=lang):
                    letter = self.letters._make(self.profile, kind, degree, template=template)
                    said = f'{letter.subject} {letter._plain()}'
                    self.assertIsNone(SECRETS.search(said), said)
                    self.assertNotIn('4,321', said)
                    self.assertFalse(letter._taken_back())

    def test_what_is_disputed_is_not_asked_for(self):
        line = self.line(self._invoice(1000.0, due=-10))
        values = self.env['credit.letter.line']._values(
            line, self.today, {'disputed': 400.0}, 'demand')
        self.assertEqual((values['open_amount'], values['disputed'], values['asked']),
                         (1000.0, 400.0, 600.0))
        self.assertTrue(self.letters._is_silent(
            line, {'disputed': 400.0, 'promised': 600.0, 'promised_until': self.today}, self.today))
        self.assertFalse(self.letters._is_silent(
            line, {'promised': 1000.0, 'promised_until': self.today - timedelta(days=1)}, self.today))

    # === CONTENTS === #

    def test_a_demand_says_what_it_lacks_and_goes_when_it_has_it(self):
        self._invoice(1000.0, due=-20)
        self.customer.write({'street': False, 'city': False, 'zip': False, 'country_id': False})
        letter = self.letters._make(self.profile, 'demand', 1)
        self.assertEqual(letter._missing(), ('service_address', 'evidence_copies'))
        with self.assertRaisesRegex(UserError, "postal address"):
            letter.with_user(self.officer).action_approve()
        self.customer.write({'street': "Quay 1", 'city': "Bremen"})
        letter.with_user(self.officer).action_write_again()
        letter.with_user(self.officer).action_add_copies()
        self.assertFalse(letter.missing)
        letter.with_user(self.officer).action_approve()
        self.assertEqual(letter.state, 'approved')
        self.assertEqual(letter.pay_by, demand_letters.pay_by(
            demand_letters.LETTERS[0], self.today, *self.company._credit_rest()[self.company.id]))

    def test_a_sentence_that_was_cut_out_is_missed(self):
        self._invoice(1000.0, due=-20)
        letter = self.letters._make(self.profile, 'demand', 1)
        letter.with_user(self.officer).action_add_copies()
        body = str(letter.body)
        letter.with_user(self.officer).body = body.replace(
            'o_credit_part_demand_sentence', 'plain').replace(letter.line_ids[0].name, 'INV/0')
        self.assertEqual(letter._missing(), ('lines', 'demand_sentence'))
        letter.with_user(self.officer).body = body + "<p>This is not a demand for payment.</p>"
        with self.assertRaisesRegex(UserError, "demands nothing"):
            letter.with_user(self.officer).action_approve()
        self.assertEqual(letter.state, 'draft')

    def test_a_warning_wants_interest_earlier_letters_and_a_manager(self):
        self._invoice(1000.0, due=-40)
        letter = self.letters._make(self.profile, 'demand', 2)
        # As where nobody gave terms of interest.
        letter.line_ids.sudo().has_interest = False
        self.assertIn('interest_to_date', letter._missing())
        self.assertIn('earlier_letters', letter._missing())
        first = self.letters._make(self.profile, 'demand', 1)
        self.mailed(first)
        self.assertEqual(first.state, 'sent')
        letter.line_ids.with_user(self.officer).interest = 12.0
        letter.sudo()._write_text()
        letter.sudo()._add_copies()
        self.assertEqual(letter._missing(), ())
        self.company.credit_mails_a_day = 2
        with self.assertRaises(AccessError):
            letter.with_user(self.officer).action_approve()
        letter.with_user(self.manager).action_approve()
        self.assertEqual(letter.state, 'approved')

    def test_the_pdf_is_in_the_customers_words_and_kept(self):
        self._invoice(1000.0, due=-20)
        letter = self.letters._make(self.profile, 'reminder', channel='courier')
        page = self.env['ir.actions.report']._render_qweb_html(
            'credit_management.credit_letter_report', letter.ids)[0].decode()
        for words in (letter.subject, "Acme Trade", "Quay 1", letter.line_ids[0].name):
            self.assertIn(words, page)
        letter.with_user(self.officer).action_approve()
        self.assertTrue(letter.document_id)

    # === WHAT WAS APPROVED STAYS === #

    def test_only_drafts_change_and_only_what_people_write(self):
        self._invoice(1000.0, due=-20)
        letter = self.letters._make(self.profile, 'reminder').with_user(self.officer)
        letter.subject = "Please pay"
        for values in ({'state': 'sent'}, {'amount': 1.0}, {'email': "me@x.example"}):
            with self.assertRaises(AccessError):
                letter.write(values)
        letter.action_approve()
        with self.assertRaises(UserError):
            letter.subject = "Something else"
        with self.assertRaises(UserError):
            letter.line_ids.interest = 3.0
        with self.assertRaises(AccessError):
            letter.unlink()
        with self.assertRaises(UserError):
            letter.sudo().unlink()

    def test_files_of_a_letter_that_is_out_stay(self):
        self._invoice(1000.0, due=-20)
        letter = self.letters._make(self.profile, 'reminder')
        self.mailed(letter)
        for act in (lambda f: f.unlink(), lambda f: f.write({'raw': b'x'})):
            with self.assertRaises(UserError):
                act(letter.document_id.with_user(self.env.ref('base.user_admin')))

    def test_who_may(self):
        self._invoice(1000.0, due=-20)
        letter = self.letters._make(self.profile, 'reminder')
        for user in (self.sales, self.auditor):
            for name, values in (('action_approve', ()), ('action_reject', ("no",)),
                                 ('action_send_again', ()), ('action_write_again', ())):
                with self.subTest(user=user.name, name=name), self.assertRaises(AccessError):
                    getattr(letter.with_user(user), name)(*values)
        self.assertEqual(letter.with_user(self.auditor).credit_preview()['may_approve'], False)
        with self.assertRaises(AccessError):
            letter.with_user(self.sales).credit_preview()

    def test_letters_are_written_by_sets(self):
        def many(count):
            drafts = []
            for number in range(count):
                partner = self.env['res.partner'].create({
                    'name': f"Many {count}-{number}", 'email': f"m{number}@x.example"})
                self._invoice(100.0, partner=partner, due=-5)
                drafts.append({'profile': self._profile(partner, 100.0), 'kind': 'reminder'})
            self.env.flush_all()
            self.env.invalidate_all()
            return drafts
        warm, few, twice = many(4), many(4), many(8)
        self.letters._make_all(self.today, warm)
        counts = []
        for drafts in (few, twice):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.letters._make_all(self.today, drafts)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0], counts)

    # === STOP LIST === #

    def test_a_stop_has_a_reason_and_is_logged(self):
        profile = self.profile.with_user(self.officer)
        with self.assertRaisesRegex(UserError, "Say why"):
            profile.write({'contact_stop': True})
        profile.write({'contact_stop': True, 'contact_stop_reason': "Administrator asked"})
        profile.write({'contact_stop': False})
        decisions = self.env['credit.decision'].search(
            [('profile_id', '=', self.profile.id), ('kind', '=', 'contact_stop')], order='id')
        self.assertEqual(len(decisions), 2)
        self.assertEqual(decisions.user_id, self.officer)

    def test_letters_go_on_with_the_survivor_of_a_merger(self):
        self._invoice(1000.0, due=-20)
        sent, draft = (self.letters._make(self.profile, 'reminder') for _each in range(2))
        self.mailed(sent)
        other = self.env['res.partner'].create({'name': "Acme Group", 'is_company': True})
        survivor = self.profile._merge_into(other, 'merged')
        self.assertEqual((sent | draft).profile_id, survivor)
        self.assertEqual((sent.state, draft.state), ('sent', 'cancelled'))
