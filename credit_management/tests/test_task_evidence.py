from datetime import timedelta

from odoo.tests import tagged

from .evidence_common import EvidenceCommon


@tagged('post_install', '-at_install')
class TestTaskEvidence(EvidenceCommon):
    """Who is told of weak claims, of invoices that wait, and of those that nobody is known to have."""

    def told(self, kind):
        self.env.flush_all()
        return self.env['credit.task'].with_user(self.officer).search([
            ('kind', '=', kind), ('profile_id', '=', self.profile.id)])

    def test_weak_claims_of_a_customer_are_one_task_from_an_amount_on(self):
        first, second = self.sold(400.0), self.sold(300.0)
        self.weigh()
        self.assertFalse(self.told('weak_claim'))
        self.company.credit_weak_amount = 701.0
        self.assertFalse(self.told('weak_claim'))
        self.company.credit_weak_amount = 700.0
        task = self.told('weak_claim')
        self.assertEqual((task.amount, task.res_id), (700.0, self.row(first).id))
        self.assertIn("Missing: Proof of delivery (+30)", task.why)
        action = task.action_open()
        self.assertEqual(self.claims.search(action['domain']), self.row(first) | self.row(second))

    def test_an_invoice_waits_for_its_proof(self):
        self.company.credit_proof_first = True
        invoice = self.sold()
        self.env['account.move.send']._generate_and_send_invoices(invoice, from_cron=True)
        task = self.told('invoice_waits')
        self.assertEqual((task.res_model, task.res_id, task.amount), ('account.move', invoice.id, 500))
        self.assertIn("proof of delivery is missing", task.why)
        self.assertFalse(task.is_late)
        self.carry(invoice)
        self.assertFalse(self.told('invoice_waits'))

    def test_receipts_are_asked_for_after_some_days(self):
        invoice = self.sold()
        invoice.is_move_sent = True
        self.weigh()
        self.assertFalse(self.told('invoice_receipt'))
        self.company.credit_receipt_days = 5
        self.assertFalse(self.told('invoice_receipt'))
        self.env.flush_all()
        self.env.cr.execute("UPDATE account_move SET invoice_date = %s WHERE id = %s", [
            self.today - timedelta(days=5), invoice.id])
        self.env.invalidate_all()
        task = self.told('invoice_receipt')
        self.assertEqual(task.res_id, invoice.id)
        self.assertIn("does the customer have it?", task.why)
        self.assertEqual(self.claims.search(task.action_open()['domain']), self.row(invoice))
        self.receive(invoice)
        self.weigh()
        self.assertFalse(self.told('invoice_receipt'))
