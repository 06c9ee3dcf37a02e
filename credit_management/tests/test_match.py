from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .match_common import MatchCommon


@tagged('post_install', '-at_install')
class TestMatch(MatchCommon):
    """Each kind of money, matched by whoever has Odoo's invoicing rights and no credit role."""

    def test_a_bank_line_becomes_the_receivable_and_pays_the_oldest(self):
        newer, older = self._invoice(400.0, due=20), self._invoice(500.0, due=5)
        line = self.bank_line(600.0)
        match = self.dialog()
        self.assertEqual(self.shown(match.money_ids), [("transfer", True, 600.0)])
        self.assertEqual(self.shown(match.invoice_ids), [
            (older.name, True, 500.0), (newer.name, True, 100.0),
        ])
        self.assertEqual((match.used, match.applied, match.left_over), (600.0, 600.0, 0.0))
        self.assertFalse(match.more_invoices_text or match.more_money_text)
        match.action_apply()
        self.assertEqual((older.payment_state, newer.payment_state), ('paid', 'partial'))
        self.assertEqual((newer.amount_residual, line.is_reconciled), (300.0, True))
        self.assertEqual(self.totals(), {'ar_not_due': 300.0})
        self.assertEqual(match.state, 'done')
        self.assertIn(older.name, match.result_ids[0].text)
        self.assertEqual(match.result_ids[0].action_open()['res_id'], older.id)

    def test_a_receipt_pays_and_what_is_left_over_stays_on_the_account(self):
        invoice = self._invoice(100.0)
        self.receipt(130.0)
        match = self.dialog()
        self.assertEqual(match.left_over, 30.0)
        match.action_apply()
        self.assertEqual(invoice.payment_state, 'paid')
        self.assertEqual(self.totals(), {'unallocated': -30.0})
        self.assertRegex(match.result_ids[-1].text, "30.00 stay on the customer's account")

    def test_a_credit_note_goes_first_to_what_it_credits(self):
        older, newer = self._invoice(100.0, due=5), self._invoice(100.0, due=9)
        note = newer._reverse_moves([{'invoice_date': newer.invoice_date}])
        note.invoice_line_ids.price_unit = 60.0
        note.action_post()
        note.line_ids.remove_move_reconcile()  # which Odoo did by itself
        match = self.dialog()
        self.assertEqual(match.money_ids.kind, 'credit_note')
        match.action_apply()
        self.assertEqual((older.amount_residual, newer.amount_residual), (100.0, 40.0))

    def test_a_payment_without_entry_gets_one(self):
        invoice = self._invoice(300.0)
        payment = self.bare_payment(200.0)
        match = self.dialog()
        self.assertEqual(match.money_ids.kind, 'payment')
        match.action_apply()
        self.assertEqual(payment.move_id.state, 'posted')
        self.assertEqual((invoice.amount_residual, payment.state), (100.0, 'in_process'))
        self.assertEqual(self.totals(), {'ar_not_due': 100.0})

    def test_parts_are_as_typed_and_the_rest_stays_open(self):
        first, second = self._invoice(500.0, due=5), self._invoice(500.0, due=9)
        receipt = self.receipt(400.0)
        match = self.dialog()
        self.choose(match, invoices={0: 150.0, 1: 120.0})
        self.assertEqual((match.applied, match.left_over), (270.0, 130.0))
        match.action_apply()
        self.assertEqual((first.amount_residual, second.amount_residual), (350.0, 380.0))
        self.assertEqual(self.ledger(receipt.move_id).amount_residual, -130.0)
        self.assertEqual(first.payment_state, 'partial')

    def test_money_that_is_deselected_pays_nothing(self):
        invoice = self._invoice(500.0)
        self.receipt(100.0)
        self.bank_line(300.0)
        self.bank_line(200.0)
        match = self.dialog()
        bank = [n for n, row in enumerate(match.money_ids) if row.kind == 'bank']
        self.choose(match, money=dict.fromkeys(bank))
        self.assertEqual((match.used, match.applied), (100.0, 100.0))
        match.action_apply()
        self.assertEqual(invoice.amount_residual, 400.0)

    def test_an_invoice_that_is_ticked_takes_what_is_left_over(self):
        self._invoice(100.0, due=1)
        other = self._invoice(100.0, due=2)
        self.receipt(150.0)
        match = self.dialog()
        self.choose(match, invoices={0: None, 1: None})
        self.assertEqual(match.applied, 0.0)
        self.choose(match, invoices={1: None})
        self.assertEqual(self.shown(match.invoice_ids)[1], (other.name, True, 100.0))

    def test_an_exact_payment_and_its_bank_line_are_one_receipt(self):
        invoice = self._invoice(300.0)
        payment = self.bare_payment(200.0)
        line = self.bank_line(200.0)
        match = self.dialog()
        self.assertEqual(match.money_ids.mapped('kind'), ['bank'])
        self.assertIn(payment.name, match.money_ids.note)
        match.action_apply()
        self.assertEqual((invoice.amount_residual, payment.state), (100.0, 'paid'))
        self.assertTrue(line.is_reconciled)
        self.assertEqual(self.totals(), {'ar_not_due': 100.0})
        match.action_undo()
        self.assertEqual((payment.state, line.is_reconciled), ('in_process', False))

    def test_the_bank_line_of_a_booked_payment_pays_nothing_again(self):
        invoice = self._invoice(1000.0)
        receipt = self.receipt(400.0)
        line = self.bank_line(400.0)
        match = self.dialog()
        self.assertEqual(match.money_ids.mapped('kind'), ['arrival', 'receipt'])
        self.assertEqual(match.used, 400.0)
        match.action_apply()
        self.assertEqual(invoice.amount_residual, 600.0)
        self.assertTrue(receipt.is_matched and line.is_reconciled)
        self.assertIn("matched with its payment", match.result_ids[-1].text)
        self.assertEqual(self.totals(), {'ar_not_due': 600.0})

    def test_what_may_be_the_same_money_is_not_proposed(self):
        self._invoice(1000.0)
        self.bare_payment(300.0)
        self.bank_line(200.0)
        match = self.dialog()
        self.assertEqual(
            [(row.kind, row.selected) for row in match.money_ids],
            [('bank', False), ('payment', True)],
        )
        self.assertTrue(match.money_ids[0].note)

    def test_a_payer_found_by_name_is_to_be_checked_and_then_known(self):
        invoice = self._invoice(100.0)
        line = self.bank_line(100.0, partner_name="Acme Tradings", account_number='DE 11')
        match = self.dialog()
        self.assertEqual((match.money_ids.selected, match.money_ids.check), (False, True))
        self.assertIn("Acme Tradings", match.money_ids.note)
        self.choose(match, money={0: None})
        match.action_apply()
        self.assertEqual((invoice.payment_state, line.is_reconciled), ('paid', True))
        self.assertFalse(self.customer.bank_ids)
        self.wendy.group_ids = [Command.link(self.env.ref('base.group_partner_manager').id)]
        self.bank_line(50.0, partner_name="Acme Tradings", account_number='DE 11')
        match = self.dialog()
        self.choose(match, money={0: None})
        match.action_apply()
        self.assertEqual(self.customer.bank_ids.acc_number, 'DE 11')

    def test_a_payment_of_an_invoice_and_its_bank_line_are_settled_by_odoo(self):
        older, own = self._invoice(90.0, due=1), self._invoice(100.0, due=9)
        payment = self.bare_payment(100.0, invoice_ids=[Command.set(own.ids)])
        self.bank_line(100.0)
        match = self.dialog()
        self.assertEqual([row.amount for row in match.invoice_ids], [0.0, 100.0])
        match.action_apply()
        self.assertEqual((own.payment_state, payment.state), ('paid', 'paid'))
        self.assertFalse(match.done['validated'])
        match.action_undo()
        self.assertEqual((own.amount_residual, payment.state), (100.0, 'in_process'))
        self.assertEqual(older.amount_residual, 90.0)

    # === REFUSALS === #

    def test_more_than_the_money_is_refused_and_nothing_is_posted(self):
        invoice = self._invoice(500.0)
        self.receipt(100.0)
        match = self.dialog()
        self.choose(match, invoices={0: 300.0})
        self.assertTrue(match.too_much)
        with self.assertRaisesRegex(UserError, "200.00"):
            match.action_apply()
        self.assertEqual(invoice.amount_residual, 500.0)

    def test_what_was_matched_meanwhile_is_named(self):
        invoice = self._invoice(500.0)
        self.receipt(100.0)
        match = self.dialog()
        self.dialog().action_apply()
        with self.assertRaisesRegex(UserError, "Changed while this was open"):
            match.action_apply()
        self.assertEqual(invoice.amount_residual, 400.0)

    def test_a_locked_period_is_refused_with_a_way_out(self):
        self._invoice(500.0)
        line = self.bank_line(100.0, date='2020-03-01')
        match = self.dialog()
        # Odoo locks no period with an unmatched line in it; one that was locked otherwise may.
        self.env.cr.execute(
            "UPDATE res_company SET fiscalyear_lock_date = '2020-12-31' WHERE id = %s",
            [self.company.id],
        )
        self.company.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "(?s)transfer.*Deselect it.*lock date"):
            match.action_apply()
        self.assertFalse(line.is_reconciled)

    def test_a_sealed_entry_is_refused_with_a_way_out(self):
        self._invoice(500.0)
        line = self.bank_line(100.0)
        match = self.dialog()
        line.move_id.inalterable_hash = 'sealed'
        with self.assertRaisesRegex(UserError, "(?s)sealed.*Deselect it"):
            match.action_apply()

    # === RIGHTS === #

    def test_without_the_right_to_reconcile_there_is_no_dialog(self):
        self._invoice(500.0)
        self.receipt(100.0)
        match = self.dialog()
        for user in (self.sales_2, self.officer, self.auditor):
            with self.assertRaises(AccessError):
                self.env['credit.match'].with_user(user)._open(self.customer, self.company)
            for call in ('action_apply', 'action_undo'):
                with self.assertRaises(AccessError):
                    getattr(match.with_user(user), call)()
            with self.assertRaises(AccessError):
                match.with_user(user).outlook([], [])

    def test_a_document_of_another_customer_cannot_be_slipped_in(self):
        self._invoice(500.0)
        self.receipt(100.0)
        stranger = self._invoice(100.0, partner=self.env['res.partner'].create({'name': "Bolt"}))
        match = self.dialog()
        match.invoice_ids.res_id = self.ledger(stranger).id
        with self.assertRaises(UserError):
            match.action_apply()
        self.assertEqual(stranger.amount_residual, 100.0)
