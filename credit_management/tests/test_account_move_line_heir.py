from odoo import Command
from odoo.tests import tagged

from .dispute_common import DisputeCommon


@tagged('post_install', '-at_install')
class TestAccountMoveLineHeir(DisputeCommon):
    """What was said of a maturity line is not lost when its invoice gets other terms."""

    def _again(self, parts):
        """Correct the invoice: so many equal instalments; return its maturity lines."""
        self.bill.button_draft()
        self.bill.invoice_payment_term_id = parts > 1 and self.env['account.payment.term'].create({
            'name': "Parts", 'line_ids': [
                Command.create({
                    'value': 'percent', 'value_amount': 100.0 / parts, 'nb_days': 10 * number})
                for number in range(1, parts + 1)]})
        if parts == 1:
            self.bill.invoice_date_due = self.day(-30)
        self.bill.action_post()
        self.env.flush_all()
        self.env.invalidate_all()
        return self._receivable(self.bill)

    def _event(self, lines):
        return self.env['credit.limitation.event'].sudo().create({
            'profile_id': self.profile.id, 'kind': 'acknowledged', 'date': self.today,
            'line_ids': [Command.set(lines.ids)]})

    def test_two_instalments_of_what_was_promised_are_both_promised(self):
        event, promise = self._event(self.line), self.promise(400.0, days=6)
        lines = self._again(2)
        self.assertEqual(len(lines), 2)
        self.assertEqual((event.line_ids, promise.sudo().line_ids), (lines, lines))
        self.pay(400.0)
        self.env['credit.promise']._settle(self.profile)
        self.assertEqual((promise.state, promise.paid), ('kept', 400.0))

    def test_one_line_has_what_was_said_of_the_instalment_that_went(self):
        lines = self._again(2)
        first, second = self._event(lines[0]), self._event(lines[1])
        disputes = self.dispute(50.0, lines[0]) | self.dispute(60.0, lines[1])
        case = self.env['credit.case'].sudo()._open(self.profile, lines, 'hand')
        line = self._again(1)
        self.assertEqual(len(line), 1)
        self.assertEqual((first.line_ids, second.line_ids), (line, line))
        self.assertEqual(disputes.move_line_id, line)
        self.assertEqual(set(disputes.mapped('state')), {'open'})
        self.assertEqual((case.line_ids, case.amount), (line, 400.0))

    def test_what_was_said_of_one_instalment_is_not_said_of_a_new_one(self):
        lines = self._again(2)
        event = self._event(lines[0])
        self.assertEqual(len(self._again(4)), 4)
        self.assertEqual(len(event.line_ids), 1)

    def test_an_invoice_that_is_deleted_takes_its_lines_along(self):
        event = self._event(self.line)
        self.bill.button_draft()
        self.bill.unlink()
        event.invalidate_recordset()
        self.assertFalse(event.line_ids)
