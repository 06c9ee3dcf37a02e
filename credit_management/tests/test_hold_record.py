from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import CreditCommon


@tagged('post_install', '-at_install')
class TestHoldRecord(CreditCommon):
    """What became of released holds, from the ledger."""

    def _released(self, amount, due, paid=None):
        """Release an order, invoice it due in `due` days, pay it `paid` days from today."""
        order = self._order(amount)
        self.confirm(order)
        order.sudo().credit_hold_id.with_user(self.manager).release('promise', "x")
        self.assertEqual(order.state, 'sale')
        invoice = order.sudo()._create_invoices()
        day = self.company._credit_today()
        invoice.write({'invoice_date': self._day(min(due, 0) - 30), 'invoice_payment_term_id': False})
        invoice.invoice_date_due = self._day(due)
        invoice.action_post()
        if paid is not None:
            self.env['account.payment.register'].with_context(
                active_model='account.move', active_ids=invoice.ids
            ).create({'payment_date': self._day(paid)})._create_payments()
        return order.sudo().credit_hold_id, day

    def _day(self, days):
        return self.company._credit_today() + timedelta(days=days)

    def _texts(self):
        self._invoice(900.0)
        order = self._order(5000.0)
        self.confirm(order)
        hold = order.sudo().credit_hold_id.with_user(self.officer)
        hold.invalidate_recordset()
        return hold

    def test_releases_are_counted_with_those_that_were_paid_late(self):
        late, _day = self._released(1100.0, due=-20, paid=-5)
        in_time, _day = self._released(1100.0, due=-20, paid=-25)
        overdue, _day = self._released(1100.0, due=-3)
        not_due, _day = self._released(1100.0, due=3)
        hold = self._texts()
        self.assertEqual(hold.record_text, "4 released holds in 12 months, 2 paid late")
        self.assertEqual(
            [one.with_user(self.officer).outcome_text for one in (late, in_time, overdue, not_due)],
            ["paid late", "paid on time", "overdue now", "invoiced, not due"],
        )
        self.assertIn(late, hold.earlier_hold_ids)
        self.assertRegex(late.with_user(self.officer).then_text, r"1,100\.00 of .*1,000\.00")

    def test_a_credit_note_after_the_day_is_no_late_payment(self):
        hold, _day = self._released(1100.0, due=-20)
        invoice = hold.order_id.invoice_ids
        wizard = self.env['account.move.reversal'].with_context(
            active_model='account.move', active_ids=invoice.ids
        ).create({'journal_id': invoice.journal_id.id})
        wizard.reverse_moves(is_modify=False)
        refund = wizard.new_move_ids
        refund.action_post()
        (invoice | refund).line_ids.filtered(
            lambda line: line.account_type == 'asset_receivable' and not line.reconciled
        ).reconcile()
        self.assertEqual(self._texts().record_text, "1 released hold in 12 months")

    def test_one_query_for_any_number_of_holds(self):
        other = self.env['res.partner'].create({'name': "Bolt", 'is_company': True})
        self._profile(other, 10.0)
        holds = self.env['credit.hold']
        for partner in (self.customer, other):
            order = self._order(5000.0, partner=partner)
            self.confirm(order)
            holds |= order.sudo().credit_hold_id
        holds._release_records()
        with self.assertQueryCount(1):
            holds._release_records()

    def test_a_margin_is_for_officers_where_odoo_knows_it(self):
        order = self._order(1500.0)
        self.confirm(order)
        hold = order.sudo().credit_hold_id
        knows = 'margin_percent' in order._fields
        self.assertEqual(bool(hold.with_user(self.officer).margin_text), knows)
        with self.assertRaises(AccessError):
            hold.with_user(self.sales).read(['margin_text'])
