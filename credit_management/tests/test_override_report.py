from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import CreditCommon


@tagged('post_install', '-at_install')
class TestOverrideReport(CreditCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.report = cls.env['credit.override.report'].with_user(cls.auditor)

    def _released(self, amount):
        order = self._order(amount)
        self.confirm(order)
        hold = order.sudo().credit_hold_id
        hold.with_user(self.officer).release('promise', "He called")
        return order, hold

    def _row(self, hold):
        self.env.flush_all()
        self.report.invalidate_model()
        return self.report.search([('hold_id', '=', hold.id)])

    def test_a_release_stands_with_person_reason_and_gravest_rule(self):
        _order, hold = self._released(5000.0)
        row = self._row(hold)
        self.assertEqual(row.user_id, self.officer)
        self.assertEqual(row.requester_id, self.sales)
        self.assertEqual(row.reason_id.code, 'promise')
        self.assertEqual((row.rule, row.amount, row.outcome), ('H01', 5000.0, 'none'))
        self.assertEqual((row.bad_amount, row.bad_share), (0.0, 0.0))

    def test_what_is_not_released_is_not_there(self):
        order = self._order(5000.0)
        self.confirm(order)
        hold = order.sudo().credit_hold_id
        self.assertFalse(self._row(hold))
        hold.with_user(self.officer).reject('limit', "No")
        self.assertFalse(self._row(hold))

    def test_it_says_how_the_order_was_paid_since(self):
        order, hold = self._released(5000.0)
        bill = order.sudo()._create_invoices()
        day = self.company._credit_today()
        bill.write({'invoice_date': day - timedelta(days=40), 'invoice_payment_term_id': False,
                    'invoice_date_due': day - timedelta(days=10)})
        bill.action_post()
        row = self._row(hold)
        self.assertEqual((row.outcome, row.bad_amount), ('overdue', 5000.0))
        self._pay(bill)
        self.assertEqual(self._row(hold).outcome, 'late')

    def test_sums_by_person_are_true_and_shares_leave_out_what_is_open(self):
        self._released(5000.0)
        order, _hold = self._released(300.0)
        bill = order.sudo()._create_invoices()
        bill.invoice_date = self.company._credit_today()
        bill.action_post()
        self._pay(bill)
        self.env.flush_all()
        [(user, amount, share)] = self.report._read_group(
            [('user_id', '=', self.officer.id)], ['user_id'], ['amount:sum', 'bad_share:avg'])
        self.assertEqual((user, amount, share), (self.officer, 5300.0, 0.0))

    def test_officers_do_not_read_it(self):
        with self.assertRaises(AccessError):
            self.env['credit.override.report'].with_user(self.officer).search([])
