from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .evidence_common import EvidenceCommon
from .paper_common import PDF


@tagged('post_install', '-at_install')
class TestAccountMoveSend(EvidenceCommon):
    """An invoice waits for the proof of its delivery, whichever way it is to go."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.credit_proof_first = True
        cls.customer.email = "books@acme.example"
        cls.sender = cls.env['account.move.send']

    def dialog(self, invoice):
        return self.env['account.move.send.wizard'].with_context(
            active_model='account.move', active_ids=invoice.ids).create({})

    def run_cron(self):
        with patch.object(self.env.registry['ir.cron'], '_commit_progress', lambda *a, **kw: 1.0):
            self.env['account.move'].with_context(force_report_rendering=False)._cron_account_move_send()

    def test_off_until_a_company_wants_it(self):
        self.company.credit_proof_first = False
        self.assertFalse(self.sold()._credit_unproven())

    def test_a_person_is_told_what_is_missing_and_what_cures_it(self):
        invoice = self.sold()
        transfer = self.order_of(invoice).picking_ids
        wizard = self.dialog(invoice)
        self.assertEqual(wizard.alerts['credit_proof_of_delivery']['level'], 'danger')
        with self.assertRaisesRegex(UserError, f"{transfer.name} arrived. Let the warehouse"):
            wizard.action_send_and_print()
        with self.assertRaisesRegex(UserError, "nothing shows"):
            self.sender._generate_and_send_invoices(invoice)
        self.prove(invoice, "Old Zhao")
        self.assertFalse(self.dialog(invoice).alerts)
        self.dialog(invoice).action_send_and_print()
        self.assertTrue(invoice.is_move_sent)

    def test_of_many_the_others_go_and_the_rest_goes_with_its_proof(self):
        bare, carried = self.sold(), self.sold()
        self.carry(carried)
        wizard = self.env['account.move.send.batch.wizard'].create(
            {'move_ids': [(6, 0, (bare | carried).ids)]})
        self.assertEqual(wizard.alerts['credit_proof_of_delivery']['level'], 'warning')
        wizard.action_send_and_print()
        self.run_cron()
        self.assertTrue(carried.is_move_sent)
        self.assertFalse(bare.is_move_sent or bare.sending_data)
        self.assertEqual(bare.credit_waits_since, self.today)
        self.assertIn("is not sent", bare.message_ids[0].body)
        told = len(bare.message_ids)
        bare.sending_data = {'author_partner_id': self.env.user.partner_id.id}
        self.run_cron()
        self.assertEqual(len(bare.message_ids), told)
        proof = self.prove(bare)
        self.assertTrue(bare.sending_data)
        self.assertFalse(bare.credit_waits_since)
        self.run_cron()
        self.assertTrue(bare.is_move_sent)
        self.assertTrue(proof)

    def test_what_is_sent_after_a_payment_waits_and_stops_no_money(self):
        invoice = self.sold()
        invoice.is_move_sent = True
        self.sender._generate_and_send_invoices(
            invoice, allow_raising=False, allow_fallback_pdf=True)
        self.assertFalse(invoice.is_move_sent)
        self.assertEqual(invoice.credit_waits_since, self.today)

    def test_what_waits_for_nothing(self):
        before, service = self.sold(deliver=False), self._invoice(100.0)
        paid = self.sold()
        self._pay(paid)
        note = self.sold()._reverse_moves()
        note.action_post()
        self.assertFalse((before | service | paid | note)._credit_unproven())

    def test_an_officer_lets_it_go_with_a_reason(self):
        invoice = self.sold()
        invoice.sending_data = {'author_partner_id': self.env.user.partner_id.id}
        self.run_cron()
        dialog = self.env['credit.invoice.send.anyway']
        with self.assertRaises(AccessError):
            dialog.with_user(self.sales).create({'move_id': invoice.id, 'reason': "Because"})
        with self.assertRaises(AccessError):
            invoice.with_user(self.sales)._credit_let_go("Because")
        with self.assertRaisesRegex(UserError, "Say why"):
            invoice.with_user(self.officer)._credit_let_go(" ")
        dialog.with_user(self.officer).create({
            'move_id': invoice.id, 'reason': "Confirmed on the phone"}).action_send()
        self.assertEqual(
            (invoice.credit_send_reason, invoice.credit_send_user_id),
            ("Confirmed on the phone", self.officer))
        log = self.env['credit.decision'].search(
            [('kind', '=', 'invoice_sent'), ('profile_id', '=', self.profile.id)])
        self.assertIn("Confirmed on the phone", log.payload)
        self.run_cron()
        self.assertTrue(invoice.is_move_sent)

    def test_as_many_queries_for_many_as_for_few(self):
        invoices = [self.sold() for _number in range(4)]

        def many(some):
            moves = self.env['account.move'].union(*some)
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            self.assertEqual(len(moves._credit_unproven()), len(moves))
            return self.env.cr.sql_log_count - start

        many(invoices[:1])
        self.assertEqual(many(invoices[:2]), many(invoices))


@tagged('post_install', '-at_install')
class TestInvoiceReceipt(EvidenceCommon):
    """That the customer has the invoice."""

    def test_accounting_and_credit_write_it_down(self):
        invoice = self.sold()
        receipt = self.receive(invoice)
        self.assertEqual(
            (receipt.receiver, receipt.channel, receipt.user_id, receipt.partner_id),
            ("Ms Lin", 'mail', self.sales, self.customer))
        with self.assertRaises(AccessError):
            self.receive(invoice, self.sales_2)
        with self.assertRaises(AccessError):
            self.env['credit.invoice.receipt'].with_user(self.sales).create(
                {'move_id': invoice.id, 'receiver': "X", 'channel': 'portal', 'date': self.today})

    def test_what_shows_nothing_is_refused(self):
        invoice = self.sold()
        for values, words in (
            ({'file': False}, "proves nothing"),
            ({'receiver': " "}, "Say who"),
            ({'date': '2020-01-01'}, "between then and today"),
            ({'date': '2120-01-01'}, "between then and today"),
        ):
            with self.subTest(values), self.assertRaisesRegex(ValidationError, words):
                self.env['credit.invoice.receipt'].sudo().create({
                    'move_id': invoice.id, 'receiver': "Ms Lin", 'channel': 'mail', 'file': PDF,
                    'date': self.today, **values})
        with self.assertRaisesRegex(ValidationError, "no posted invoice"):
            self.env['credit.invoice.receipt'].sudo().create({
                'move_id': self._invoice(1.0, post=False).id, 'receiver': "Ms Lin", 'file': PDF,
                'channel': 'mail', 'date': self.today})

    def test_a_program_is_no_paper(self):
        invoice = self.sold()
        with self.assertRaisesRegex(ValidationError, "not kept"):
            self.receive(invoice, file='PGh0bWw+', file_name='a.html')
        with self.assertRaisesRegex(ValidationError, "not kept"):
            self.order_of(invoice).write({
                'credit_order_file': 'PGh0bWw+', 'credit_order_file_name': 'a.html'})

    def test_a_carrier_and_his_reference(self):
        invoice = self.sold()
        with self.assertRaisesRegex(ValidationError, "which carrier"):
            self.prove(invoice, False, kind='carrier')
        with self.assertRaisesRegex(ValidationError, "who took"):
            self.prove(invoice, False)
        proof = self.carry(invoice)
        self.assertIn("FF 123", proof.display_name)
        self.assertFalse(proof.ratification_ids)
