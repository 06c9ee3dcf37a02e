from odoo import Command
from odoo.tests import tagged

from .match_common import MatchCommon


@tagged('post_install', '-at_install')
class TestMatchLaw(MatchCommon):
    """Whoever matches is told which invoices the money pays by law, where that is another order."""

    def test_where_books_and_law_agree_nothing_is_said(self):
        self._invoice(400.0, due=20)
        self._invoice(500.0, due=-5)
        self.bank_line(600.0)
        self.assertFalse(self.dialog().law_text)

    def test_what_the_payer_named_and_what_nobody_secures_goes_first(self):
        older, newer = self._invoice(300.0, due=-9), self._invoice(300.0, due=-5)
        clock = self.env['credit.guarantee.clock'].create({
            'profile_id': self.profile.id, 'date_due': older.invoice_date_due,
            'agreed_months': 24, 'line_ids': [Command.set(self.ledger(older).ids)],
            'guarantor_id': self.env['res.partner'].create({'name': "Guarantor"}).id})
        line = self.bank_line(300.0)
        match = self.dialog()
        self.assertIn(newer.name, match.law_text)
        self.assertNotIn(older.name, match.law_text)
        self.choose(match, invoices={0: None, 1: 300.0})
        self.assertFalse(match.law_text)
        line.payment_ref = f"Invoice {older.name}"
        match = self.dialog()
        self.assertFalse(match.law_text, "the oldest is what he named")
        self.choose(match, invoices={0: None, 1: 300.0})
        self.assertIn("named by the payer", match.law_text)
        self.assertIn(older.name, match.law_text)
        self.assertTrue(clock)

    def test_equal_ones_are_paid_by_their_share_and_credit_notes_are_no_payment(self):
        first, second = self._invoice(100.0, due=-5), self._invoice(300.0, due=-5)
        self.receipt(200.0)
        match = self.dialog()
        for name, amount in ((first.name, "50.00"), (second.name, "150.00")):
            self.assertIn(name, match.law_text)
            self.assertIn(amount, match.law_text)
        note = second._reverse_moves([{'invoice_date': second.invoice_date}])
        note.invoice_line_ids.price_unit = 60.0
        note.action_post()
        note.line_ids.remove_move_reconcile()
        self.assertFalse(self.dialog().law_text)
