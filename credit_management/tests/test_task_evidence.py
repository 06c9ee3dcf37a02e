import base64
from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import SQL

from .evidence_common import EvidenceCommon
from .paper_common import PDF


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

    def test_the_queue_starts_from_small_indexes(self):
        self.env.flush_all()
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        query = self.env['credit.task'].with_user(self.officer)._search([], limit=80).select()
        plan = '\n'.join(row[0] for row in self.env.execute_query(SQL("EXPLAIN %s", query)))
        self.assertIn('credit_evidence_score_weak_idx', plan)
        self.assertIn('account_move_credit_waits_idx', plan)

    # === WHERE ELSE IT SHOWS === #

    def test_case_customer_aging_and_overview_lead_there(self):
        invoice = self.sold(400.0)
        row = self.weigh(invoice)
        profile = self.profile.with_user(self.officer)
        self.assertEqual(self.claims.search(profile.action_open_evidence()['domain']), row)
        line = self.env['credit.aging.report'].with_user(self.officer).search(
            [('move_id', '=', invoice.id)])
        self.assertEqual((line.evidence, line.action_open_evidence()['res_id']), ('weak', row.id))
        overview = self.env['credit.overview'].with_user(self.officer)
        root_sudo = self.company.sudo()
        self.assertFalse(overview._check_weak_claims(root_sudo)['count'])
        self.company.credit_weak_amount = 1.0
        found = overview._check_weak_claims(root_sudo)
        self.assertEqual(found['count'], self.claims.search_count(found['domain']))

    def test_papers_go_with_the_claim(self):
        invoice = self.sold()
        self.order_of(invoice).write({
            'credit_order_file': PDF, 'credit_order_file_name': 'PO 7.pdf'})
        self.receive(invoice)
        action = self.weigh(invoice).with_user(self.officer).action_handover()
        handover = self.env['credit.handover'].browse(action['res_id']).sudo()
        found = {(paper.res_model, paper.section) for paper in handover.paper_ids}
        self.assertIn(('sale.order', 'order'), found)
        self.assertIn(('credit.invoice.receipt', 'invoice'), found)
        for paper in handover.paper_ids.filtered(lambda one: one.source == 'image'):
            self.assertEqual(paper._content_of_image(), base64.b64decode(PDF))

    def test_an_amount_of_the_own_invoices_is_proposed(self):
        settings = self.env['res.config.settings'].create({})
        defaults = {'percentiles': {'80': 1234.0}}
        with patch.object(self.registry['credit.health'], '_defaults', lambda *a: defaults):
            settings.action_credit_propose_weak_amount()
        self.assertEqual(self.company.credit_weak_amount, 1234.0)
        defaults['percentiles']['80'] = None
        with patch.object(self.registry['credit.health'], '_defaults', lambda *a: defaults), \
                self.assertRaisesRegex(UserError, "too few"):
            settings.action_credit_propose_weak_amount()


@tagged('post_install', '-at_install')
class TestInvoicePortal(HttpCase, EvidenceCommon):
    """Who opens his own invoice with his login has it; nobody else's visit counts."""

    def test_a_login_of_the_customer_counts_and_a_link_does_not(self):
        invoice = self.sold()
        other = self.env['res.partner'].create({'name': "Other Co", 'is_company': True})
        stranger, buyer = (new_test_user(
            self.env, login, groups='base.group_portal', partner_id=self.env['res.partner'].create(
                {'name': login, 'parent_id': company.id, 'email': f'{login}@x.example'}).id)
            for login, company in (('portal_other', other), ('portal_buyer', self.customer)))
        path = f'/my/invoices/{invoice.id}?access_token={invoice._portal_ensure_token()}'
        self.assertTrue(self.url_open(path).ok)
        self.authenticate(stranger.login, stranger.login)
        self.assertTrue(self.url_open(path).ok)
        self.assertFalse(invoice.credit_receipt_ids)
        self.authenticate(buyer.login, buyer.login)
        for _visit in range(2):
            self.assertTrue(self.url_open(path).ok)
        self.assertEqual(
            (invoice.credit_receipt_ids.channel, invoice.credit_receipt_ids.receiver),
            ('portal', buyer.name))
