from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .evidence_common import EvidenceCommon
from .paper_common import PDF


@tagged('post_install', '-at_install')
class TestEvidenceScore(EvidenceCommon):
    """What proves a claim, by item and level, as the papers come."""

    def test_o_ev_1(self):
        self.contract()
        invoice = self.sold()
        self.order_of(invoice).write({
            'credit_order_file': PDF, 'credit_order_file_name': 'order.pdf'})
        self.prove(invoice, "Old Zhao")
        invoice.is_move_sent = True
        row = self.weigh(invoice)
        self.assertEqual(
            (row.contract_level, row.order_level, row.delivery_level, row.invoice_level,
             row.statement_level), ('full', 'full', 'unauthorised', 'sent', 'none'))
        self.assertEqual(
            (row.points, row.possible, row.percent, row.grade, row.lacks, row.role, row.amount),
            (55, 100, 55.0, 'weak', 'statement', 'credit', 500.0))
        self.assertEqual(
            row.missing_text, "Statement (+25), Proof of delivery (+15), Receipt (+5)")
        self.confirm_on_paper(invoice, 'signer', 'authorization')
        row = self.weigh(invoice)
        self.assertEqual((row.points, row.grade), (80, 'adequate'))

    def test_an_order_without_papers(self):
        invoice = self.sold()
        row = self.weigh(invoice)
        self.assertEqual(
            (row.points, row.possible, row.grade, row.contract_level), (0, 75, 'weak', 'na'))
        self.company.credit_evidence_contract = True
        self.assertEqual(self.weigh(invoice).possible, 100)

    def test_what_is_no_delivery(self):
        self.product.type = 'service'
        row = self.weigh(self.sold(deliver=False))
        self.assertEqual((row.delivery_level, row.possible), ('na', 45))
        row = self.weigh(self._invoice(100.0))
        self.assertEqual((row.delivery_level, row.order_level), ('none', 'none'))

    def test_contracts(self):
        invoice = self.sold()
        contract = self.contract(rate='risky')
        self.assertEqual(self.weigh(invoice).contract_level, 'none')
        self.prove(invoice, "Old Zhao")
        self.assertEqual(self.weigh(invoice).contract_level, 'unsigned')
        self.profile.representative_ids = self.li
        self.assertEqual(self.weigh(invoice).contract_level, 'unsigned')
        contract.sudo().signatory_ids = self.li
        self.assertEqual(self.weigh(invoice).contract_level, 'full')
        contract.sudo().date_from = self.today + timedelta(days=1)
        self.assertEqual(self.weigh(invoice).contract_level, 'none')

    def test_a_checked_contract_binds_by_what_was_done(self):
        invoice = self.sold()
        contract = self.contract(in_force=False)
        self.prove(invoice)
        self.assertEqual(self.weigh(invoice).contract_level, 'na')
        contract.with_user(self.checker).action_check()
        self.assertEqual(self.weigh(invoice).contract_level, 'unsigned')

    def test_orders(self):
        invoice = self.sold()
        order = self.order_of(invoice)
        self.assertEqual(self.weigh(invoice).order_level, 'none')
        order.message_post(
            author_id=self.li.id, body="We order.", message_type='email')
        self.assertEqual(self.weigh(invoice).order_level, 'email')
        order.write({'signed_on': '2026-01-01 10:00:00', 'signed_by': "Li Wei"})
        self.assertEqual(self.weigh(invoice).order_level, 'full')

    def test_an_order_signed_on_paper_is_the_customers_own(self):
        invoice = self.sold()
        order = self.order_of(invoice)
        self.assertEqual(self.weigh(invoice).order_level, 'none')
        order.write({'credit_signed_file': PDF, 'credit_signed_name': 'o.pdf',
                     'credit_signed_on': self.today})
        self.assertEqual(self.weigh(invoice).order_level, 'full')

    def test_deliveries(self):
        invoice = self.sold()
        carrier = self.carry(invoice)
        self.assertFalse(carrier.receiver)
        self.assertEqual(self.weigh(invoice).delivery_level, 'carrier')
        zhao = self.prove(invoice, "Old Zhao")
        self.assertEqual(self.weigh(invoice).delivery_level, 'unauthorised')
        self.letter('receive_goods')
        self.prove(invoice)
        self.assertEqual(self.weigh(invoice).delivery_level, 'full')
        (zhao | self.env['credit.delivery.proof'].search([])).filtered(
            lambda proof: proof.signer).withdraw("wrong")
        self.assertEqual(self.weigh(invoice).delivery_level, 'carrier')

    def test_each_delivery_before_the_invoice_counts(self):
        order = self._order(500.0)
        order.order_line.product_uom_qty = 2
        self.assertIsNone(self.confirm(order))
        picking = order.picking_ids
        picking.move_ids.write({'quantity': 1, 'picked': True})
        picking.with_user(self.admin).with_context(skip_backorder=True).button_validate()
        second = self.deliver(order)
        invoice = order.sudo()._create_invoices()
        invoice.action_post()
        self.prove(invoice)
        self.assertEqual(len(order.picking_ids.credit_proof_ids), 2)
        self.assertEqual(self.weigh(invoice).delivery_level, 'unauthorised')
        second.credit_proof_ids.with_user(self.admin).withdraw("wrong")
        self.assertEqual(self.weigh(invoice).delivery_level, 'none')

    def test_invoices(self):
        invoice = self.sold()
        invoice.is_move_sent = True
        self.assertEqual(self.weigh(invoice).invoice_level, 'sent')
        receipt = self.receive(invoice)
        self.assertEqual(self.weigh(invoice).invoice_level, 'full')
        receipt.with_user(self.officer).withdraw("another invoice")
        self.assertEqual(self.weigh(invoice).invoice_level, 'sent')
        invoice.message_post(author_id=self.wang.id, body="Where is it?", message_type='email')
        self.assertEqual(self.weigh(invoice).invoice_level, 'full')

    def mailed(self, invoice, **values):
        """Mail an invoice as Odoo's dialog does; return what became of it by reader."""
        message = invoice.message_post(
            body="Your invoice", message_type='comment', partner_ids=self.li.ids, **values)
        invoice.is_move_sent = True
        return message.sudo().notification_ids.filtered(
            lambda one: one.notification_type == 'email')

    def test_a_mail_that_came_back_did_not_go_out(self):
        self.li.email = 'li@acme.example'
        invoice = self.sold()
        told = self.mailed(invoice, attachments=[('invoice.pdf', b'%PDF-1.7')])
        self.assertEqual(len(told), 1)
        self.assertEqual(self.weigh(invoice).invoice_level, 'sent')
        for status, level in (('exception', 'none'), ('sent', 'sent'), ('bounce', 'none')):
            self.is_marked()
            told.notification_status = status
            self.assertTrue(self.is_marked(), status)
            self.assertEqual(self.weigh(invoice).invoice_level, level, status)
            self.assertEqual(invoice._credit_went_out(), level == 'sent')
        # A word in the talk that arrived is not the invoice.
        self.mailed(invoice).notification_status = 'sent'
        self.assertEqual(self.weigh(invoice).invoice_level, 'none')
        told = self.mailed(invoice, attachments=[('invoice.pdf', b'%PDF-1.7')])
        self.assertEqual(self.weigh(invoice).invoice_level, 'sent')
        told.notification_status = 'bounce'
        self.assertEqual(self.weigh(invoice).invoice_level, 'none')
        self.receive(invoice)
        self.assertEqual(self.weigh(invoice).invoice_level, 'full')

    def test_statements(self):
        invoice = self.sold()
        statement = self.statement(invoice)
        self.assertEqual(self.weigh(invoice).statement_level, 'none')
        statement.sudo().object_by = self.today - timedelta(days=1)
        self.assertEqual(self.weigh(invoice).statement_level, 'silent')
        self.sign(statement, "Wang Fang")
        self.assertEqual(self.weigh(invoice).statement_level, 'unauthorised')
        self.letter('statement', agent=self.wang)
        self.assertEqual(self.weigh(invoice).statement_level, 'full')
        line = statement.line_ids.filtered(
            lambda one: one.move_line_id == self.line(invoice))
        dispute = self.env['credit.dispute']._raise(
            self.line(invoice), 10.0, self.env.ref('credit_management.credit_dispute_reason_price'))
        dispute.sudo().write({'statement_id': statement.id, 'statement_line_id': line.id})
        self.assertEqual(self.weigh(invoice).statement_level, 'none')

    # === WHEN === #

    def test_events_let_it_be_weighed_again(self):
        invoice = self.sold()
        order, statement = self.order_of(invoice), self.statement(invoice)
        contract = self.contract(in_force=False)
        self.is_marked()
        proof = None

        def written():
            nonlocal proof
            proof = self.prove(invoice, "Old Zhao")

        for name, event in {
            'order': lambda: order.write({'client_order_ref': "PO 7"}),
            'paper': lambda: order.write({'credit_order_file': PDF}),
            'signed paper': lambda: order.write({
                'credit_signed_file': PDF, 'credit_signed_name': 'o.pdf',
                'credit_signed_on': self.today}),
            'mail': lambda: order.message_post(author_id=self.li.id, body="OK"),
            'proof': written,
            'withdrawn': lambda: proof.withdraw("wrong"),
            'letter': lambda: self.letter('receive_goods'),
            'contract': lambda: (
                contract.with_user(self.checker).action_check(),
                contract.with_user(self.officer).write({'file': PDF, 'signed_on': self.today}),
                contract.with_user(self.officer).action_in_force()),
            'representative': lambda: self.profile.write({'representative_ids': [(4, self.li.id)]}),
            'sent': lambda: invoice.write({'is_move_sent': True}),
            'received': lambda: self.receive(invoice),
            'wrote': lambda: invoice.message_post(author_id=self.li.id, body="Thanks"),
            'statement': lambda: self.sign(statement, "Li Wei"),
            'right': lambda: statement.write({'signer_right': "letter on file"}),
            'on paper': lambda: self.confirm_on_paper(invoice, 'signer'),
            'paid': lambda: self._pay(invoice),
        }.items():
            with self.subTest(name):
                event()
                self.assertTrue(self.is_marked())
        self.assertFalse(self.weigh(invoice))

    def test_a_second_look_changes_nothing(self):
        invoice = self.sold()
        before = self.weigh(invoice).read()
        self.assertEqual(self.weigh(invoice).read(), before)

    def test_as_many_queries_for_many_as_for_few(self):
        def many(count):
            profiles = self.env['credit.profile']
            for number in range(count):
                partner = self.env['res.partner'].create(
                    {'name': f"E{count}-{number}", 'is_company': True})
                profiles |= self._profile(partner, 10_000.0)
                invoice = self.sold(partner=partner)
                self.prove(invoice, "Old Zhao")
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            self.claims.sudo()._count(profiles.sudo(), self.today)
            found = self.env.cr.sql_log_count - start
            self.assertEqual(
                self.claims.search_count([('profile_id', 'in', profiles.ids)]), count)
            return found

        many(1)
        self.assertEqual(many(2), many(4))

    # === WHO === #

    def test_the_page_names_papers_and_opens_what_mends(self):
        invoice = self.sold()
        proof = self.prove(invoice, "Old Zhao")
        items = {one.item: one for one in self.weigh(invoice).with_user(self.officer).item_ids}
        self.assertEqual(
            [(one.item, one.points, one.possible, one.role) for one in items.values()],
            [('contract', 0, 0, 'sales'), ('order', 0, 10, 'sales'),
             ('delivery', 15, 30, 'warehouse'), ('invoice', 0, 10, 'accounting'),
             ('statement', 0, 25, 'credit')])
        self.assertEqual(items['delivery'].paper, proof.display_name)
        self.assertIn("letter of authority", items['delivery'].missing)
        self.assertEqual(items['delivery'].action_open_paper()['res_id'], proof.id)
        self.assertEqual(items['delivery'].action_mend()['res_id'], proof.id)
        self.assertEqual(items['order'].action_mend()['res_id'], self.order_of(invoice).id)
        self.assertEqual(items['invoice'].action_mend()['res_model'], 'account.move')
        self.assertEqual(items['statement'].action_mend()['res_model'], 'credit.letter.new')
        self.assertEqual(
            items['contract'].action_mend()['domain'], [('profile_id', '=', self.profile.id)])
        action = invoice.with_user(self.officer).action_credit_evidence()
        self.assertEqual(action['res_id'], self.row(invoice).id)

    def test_salespeople_read_nothing_of_it(self):
        row = self.weigh(self.sold())
        for record in (row, row.item_ids):
            with self.assertRaises(AccessError):
                record.with_user(self.sales).read(['points'])
        with self.assertRaises(AccessError):
            row.with_user(self.officer).write({'points': 100})
