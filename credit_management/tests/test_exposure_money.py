from datetime import timedelta

from odoo.tests import tagged

from .exposure_common import ExposureCommon


@tagged('post_install', '-at_install')
class TestExposureMoney(ExposureCommon):

    def test_due_today_is_not_overdue(self):
        self._invoice(100.0, due=0)
        self._invoice(70.0, due=-1)
        self.assert_exposure({'ar_not_due': 100.0, 'ar_overdue': 70.0})
        self.assert_exposure({'ar_overdue': 170.0}, as_of=self.today + timedelta(days=1))

    def test_partly_paid_invoice_counts_what_is_left(self):
        invoice = self._invoice(100.0)
        receipt = self.receipt(30.0)
        self.assert_exposure({'ar_not_due': 100.0, 'unallocated': -30.0})
        lines = (invoice | receipt.move_id).line_ids
        lines.filtered(lambda line: line.account_type == 'asset_receivable').reconcile()
        self.assert_exposure({'ar_not_due': 70.0})

    def test_unmatched_again_counts_again(self):
        invoice = self._invoice(100.0)
        self._pay(invoice)
        self.assert_exposure({})
        invoice.line_ids.remove_move_reconcile()
        self.assert_exposure({'ar_not_due': 100.0, 'unallocated': -100.0})

    def test_draft_invoice_counts_and_draft_credit_note_does_not(self):
        self._invoice(100.0, post=False)
        self._invoice(40.0, post=False, move_type='out_refund')
        self.assert_exposure({'draft_invoice': 100.0})

    def test_draft_receipt_counts_and_draft_below_zero_does_not(self):
        self._invoice(100.0, post=False, move_type='out_receipt')
        self._invoice(-40.0, post=False)
        self.assert_exposure({'draft_invoice': 100.0})

    def test_larger_kind_of_money_in_transit_counts(self):
        self._invoice(1000.0)
        self.bare_payment(300.0)
        self.assert_exposure({'ar_not_due': 1000.0, 'payment_in_transit': -300.0})
        self.bank_line(200.0)
        self.assert_exposure({'ar_not_due': 1000.0, 'payment_in_transit': -300.0})
        self.bank_line(250.0)
        self.assert_exposure({'ar_not_due': 1000.0, 'bank_in_transit': -450.0})

    def test_money_that_is_both_counts_once(self):
        self._invoice(1000.0)
        self.bare_payment(300.0)
        self.bank_line(300.0)
        self.assert_exposure({'ar_not_due': 1000.0, 'payment_in_transit': -300.0})

    def test_bank_line_guessed_by_name_does_not_count(self):
        self.bank_line(100.0, partner_name="Acme Tradings")
        self.assert_exposure({})
        self.env['res.partner.bank'].create({'acc_number': 'DE 11', 'partner_id': self.customer.id})
        self.bank_line(60.0, partner_name="Acme Trade", account_number='DE 11')
        self.assert_exposure({'bank_in_transit': -60.0})

    def test_bank_line_without_partner_or_going_out_does_not_count(self):
        self.bank_line(100.0, partner_id=False)
        self.bank_line(-70.0)
        self.assert_exposure({})

    def test_bank_line_of_a_booked_payment_is_not_taken_off_again(self):
        invoice = self._invoice(1000.0)
        self.receipt(400.0)
        line = self.bank_line(400.0)
        self.assertTrue(invoice and line)
        self.assert_exposure({'ar_not_due': 1000.0, 'unallocated': -400.0})
        self.bank_line(150.0)
        self.assert_exposure({
            'ar_not_due': 1000.0, 'unallocated': -400.0, 'bank_in_transit': -150.0,
        })

    def test_a_booking_nobody_matched_for_months_explains_no_bank_line(self):
        """The receipt itself stays on the ledger; the bank's line is other money by now."""
        self.receipt(400.0, date=self.today - timedelta(days=91))
        self.bank_line(400.0)
        self.assert_exposure({'unallocated': -400.0, 'bank_in_transit': -400.0})

    def test_bank_line_that_is_no_longer_posted_does_not_count(self):
        line = self.bank_line(100.0)
        line.move_id.button_draft()
        self.assert_exposure({})

    def test_matched_bank_line_counts_no_more(self):
        line = self.bank_line(100.0)
        self.assert_exposure({'bank_in_transit': -100.0})
        suspense = line.move_id.line_ids.filtered(
            lambda one: one.account_id == line.journal_id.suspense_account_id)
        suspense.account_id = self.customer.property_account_receivable_id
        self.assertTrue(line.is_reconciled)
        self.assert_exposure({'unallocated': -100.0})

    def test_company_may_not_count_money_in_transit(self):
        self.company.credit_count_in_transit = False
        self.bare_payment(300.0)
        self.bank_line(200.0)
        self.assert_exposure({})
