import base64
import zipfile
from datetime import timedelta
from io import BytesIO

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from openpyxl import load_workbook

from .recovery_common import RecoveryCommon


@tagged('post_install', '-at_install')
class TestHandover(HttpCase, RecoveryCommon):
    """The file that goes to an agency or a lawyer: in order, with an index, and what is missing."""

    def file_of(self, user=None):
        profile = self.profile.with_user(user or self.officer)
        return self.env['credit.handover'].with_user(user or self.officer)._make(profile)

    def built(self):
        handover = self.file_of()
        for _part in handover.sudo()._build():
            pass
        return handover

    def attach(self, record, name, raw=b'%PDF-1.4 paper'):
        return self.env['ir.attachment'].create({
            'name': name, 'raw': raw, 'res_model': record._name, 'res_id': record.id})

    def names(self, handover):
        target = BytesIO()
        handover._write_zip(target)
        return zipfile.ZipFile(target)

    def test_papers_are_in_order_and_what_is_missing_is_named(self):
        invoice = self.owe(600, 40)
        self.attach(self.customer, "Framework contract.pdf")
        self.attach(invoice, "scan.pdf")
        handover = self.built()
        archive = self.names(handover)
        names = archive.namelist()
        self.assertEqual(names[0], '00-index.xlsx')
        self.assertEqual([name.partition('/')[0] for name in names[1:]], ['01-contract', '04-invoice'])
        self.assertTrue(names[1].endswith('Framework-contract.pdf'), names[1])
        self.assertEqual(archive.read(names[1]), b'%PDF-1.4 paper')
        for word in ("Orders", "Proofs of delivery", "Letters"):
            self.assertIn(word, handover.missing)
        self.assertNotIn("Contract", handover.missing)
        book = load_workbook(BytesIO(archive.read('00-index.xlsx')))
        self.assertEqual(book.sheetnames, ["Index", "Claims", "Log"])
        index = [cell.value for row in book['Index'].iter_rows() for cell in row]
        self.assertIn(names[1], index)

    def test_an_invoice_without_a_file_is_printed(self):
        invoice = self.owe(600, 40)
        handover = self.file_of()
        [paper] = handover.paper_ids
        self.assertEqual((paper.source, paper.title), ('report', invoice.name))
        for _part in handover.sudo()._build():
            pass
        self.assertEqual(paper.state, 'ready', paper.fault)
        self.assertTrue(paper.sudo().attachment_id.raw)

    def test_it_goes_on_where_it_was_stopped(self):
        for number in range(7):
            self.attach(self.owe(100 + number, 40), "scan.pdf")
        handover = self.file_of()
        next(handover.sudo()._build())
        self.assertEqual((handover.done_count, handover.paper_count, handover.state),
                         (5, 7, 'building'))
        with self.assertRaisesRegex(UserError, "5 of 7"):
            handover._write_zip(BytesIO())
        before = handover.sudo().paper_ids.attachment_id
        for _part in handover.sudo()._build():
            pass
        self.assertEqual((handover.done_count, handover.state), (7, 'ready'))
        self.assertLessEqual(before, handover.sudo().paper_ids.attachment_id)

    def test_a_paper_that_cannot_be_made_stops_no_file(self):
        gone = self.attach(self.customer, "contract.pdf")
        self.owe(600, 40)
        handover = self.file_of()
        gone.unlink()
        for _part in handover.sudo()._build():
            pass
        self.assertEqual(handover.state, 'ready')
        failed = handover.paper_ids.filtered(lambda paper: paper.state == 'failed')
        self.assertEqual((failed.title, bool(failed.fault)), ("contract", True))
        self.assertIn("Contract", handover.missing)
        self.assertEqual(handover.failed_count, 1)
        handover.with_user(self.officer).action_try_again()
        self.assertEqual((handover.state, failed.state, failed.fault), ('building', 'waiting', False))

    def test_the_server_alone_writes_it(self):
        self.owe(600, 40)
        handover = self.file_of().with_user(self.officer)
        other = self.env['credit.profile'].search([('id', '!=', self.profile.id)], limit=1)
        for values in ({'state': 'ready'}, {'profile_id': other.id}, {'line_ids': [Command.clear()]}):
            with self.subTest(values=values), self.assertRaises(UserError):
                handover.write(values)
        with self.assertRaises(AccessError):
            handover.unlink()
        with self.assertRaises(UserError):
            handover.create({'profile_id': self.profile.id, 'company_id': self.company.id})
        self.attach(self.customer, "scan.pdf")
        paper = self.built().paper_ids[:1]
        self.assertIn(paper, paper.handover_id._usable())
        paper.sudo().attachment_id.unlink()
        self.assertNotIn(paper, paper.handover_id._usable())

    def test_limits_and_grades_stay_in_the_house(self):
        self.profile.write({'credit_limit': 4321, 'standing': 'watch', 'standing_reason': "rumour"})
        invoice = self.owe(600, 40)
        self.attach(invoice, "scan.pdf")
        self.attach(self.profile, "bureau-report.pdf")
        request = self.ask(invoice, reason="collecting costs more than it brings")
        request.with_user(self.manager).action_refuse("ask his brother first")
        archive = self.names(self.built())
        self.assertFalse([name for name in archive.namelist() if 'bureau' in name])
        book = load_workbook(BytesIO(archive.read('00-index.xlsx')))
        text = ' '.join(
            str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)
        self.assertNotIn("4321", text.replace(',', ''))
        for word in ("rumour", "costs more", "brother", "Write-off"):
            self.assertNotIn(word, text)

    def test_promises_securities_and_rulings_are_in_it(self):
        line = self.claim_of(self.owe(600, 40))
        file, evidence = base64.b64encode(b'%PDF-1.4 x'), self.env['credit.limitation.evidence']
        promise = self.env['credit.promise']._make(
            self.profile.with_user(self.officer), 100.0, self.today, line)
        self.attach(promise, "mail.pdf")
        self.env['credit.limitation.event'].with_user(self.officer).create({
            'profile_id': self.profile.id, 'kind': 'acknowledged', 'date': self.today,
            'line_ids': line.ids, 'paper_ids': [Command.create({
                'file': file, 'file_name': 'letter.pdf',
                'evidence_ids': evidence.search([('code', '=', 'letter')]).ids})]})
        self.env['credit.court.event'].with_user(self.officer).create({
            'profile_id': self.profile.id, 'kind': 'suit_filed', 'date': self.today, 'file': file,
            'file_name': 'receipt.pdf'})
        self.env['credit.guarantee.clock'].with_user(self.officer).create({
            'profile_id': self.profile.id, 'date_due': self.today, 'guarantor_id': self.customer.id,
            'contract': file, 'contract_name': 'guarantee.pdf'})
        self.profile.sudo().write({
            'interest_agreed': 'year', 'interest_rate': 0.10, 'interest_basis': '365'})
        for days in (10, 0):
            self.env['credit.interest.claim'].with_user(self.officer)._make(
                self.profile.with_user(self.officer), self.today - timedelta(days=days))
        case = self.env['credit.case'].with_user(self.officer)._open(self.profile, line, 'hand')
        case.with_user(self.officer).log('phone', "He lies", is_reached='yes')
        handover = self.built()
        self.assertFalse(handover.paper_ids.filtered(lambda one: one.state == 'failed'))
        sheets = handover.paper_ids.filtered(lambda one: one.res_model == 'credit.interest.claim')
        self.assertEqual(sheets.mapped('date'), [self.today], "the newest says it all")
        rows = handover.sudo()._log_rows()
        self.assertIn((self.today, "Call", self.officer.name, "Reached"), rows)
        self.assertNotIn("He lies", str(rows))
        names = ' '.join(self.names(handover).namelist())
        for word in ('07-promise/', 'mail', 'letter.pdf', '08-security/', 'guarantee.pdf',
                     'receipt.pdf'):
            self.assertIn(word, names)

    def test_a_paper_is_left_out(self):
        self.attach(self.customer, "Framework contract.pdf")
        self.attach(self.owe(600, 40), "scan.pdf")
        handover = self.built()
        paper = handover.paper_ids.filtered(lambda one: one.section == 'contract')
        paper.with_user(self.officer).is_in = False
        archive = self.names(handover)
        self.assertFalse([name for name in archive.namelist() if 'contract' in name])
        self.assertIn("Contract", handover.missing)
        with self.assertRaises(UserError):
            paper.with_user(self.officer).title = "Other"

    def test_it_is_downloaded_by_who_works_on_credit_and_logged(self):
        self.attach(self.owe(600, 40), "scan.pdf")
        handover = self.built()
        self.officer.password = self.sales.password = 'credit_pass_1'
        url = f'/credit_management/handover/{handover.id}.zip'
        self.authenticate(self.officer.login, 'credit_pass_1')
        answer = self.url_open(url)
        self.assertEqual(answer.headers['Content-Type'], 'application/zip')
        self.assertIn('00-index.xlsx', zipfile.ZipFile(BytesIO(answer.content)).namelist())
        self.assertTrue(self.env['credit.decision'].search(
            [('kind', '=', 'handover'), ('profile_id', '=', self.profile.id)]))
        self.authenticate(self.sales.login, 'credit_pass_1')
        self.assertNotEqual(self.url_open(url).headers['Content-Type'], 'application/zip')

    def test_who_does_not_work_on_credit_makes_none_and_nothing_open_makes_none(self):
        with self.assertRaisesRegex(UserError, "Nothing of"):
            self.file_of()
        self.owe(600, 40)
        with self.assertRaises(AccessError):
            self.file_of(self.auditor)

    def test_a_photo_of_the_delivery_is_a_proof(self):
        pixel = base64.b64decode(
            'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA'
            'AABJRU5ErkJggg==')
        order = self._order(100.0)
        order.sudo().action_confirm()
        picking = order.sudo().picking_ids
        picking.move_ids.quantity = 1
        picking.button_validate()
        self.env['credit.delivery.proof'].create({
            'picking_id': picking.id, 'signer': "Pat", 'photo': base64.b64encode(pixel)})
        invoice = order.sudo()._create_invoices()
        invoice.action_post()
        handover = self.built()
        sections = handover.paper_ids.mapped('section')
        self.assertIn('proof_of_delivery', sections)
        self.assertIn('order', sections)
        archive = self.names(handover)
        [photo] = [name for name in archive.namelist() if name.startswith('03-proof')]
        self.assertTrue(archive.read(photo))
