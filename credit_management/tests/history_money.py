"""Steps of money that is on its way: online, without entry, on the bank's statement."""

from hypothesis import strategies as st
from odoo import Command

from .history import History, step


class MoneySteps(History):

    # === WHAT THERE IS === #

    def payable(self):
        return self.orders.exists().filtered(lambda order: order.state != 'cancel')

    def unbooked(self):
        return self.orders.exists().transaction_ids.filtered(
            lambda tx: tx.state == 'done' and not tx.payment_id)

    def authorized(self):
        return self.orders.exists().transaction_ids.filtered(lambda tx: tx.state == 'authorized')

    def bank_lines(self):
        return self.env['account.bank.statement.line'].search([
            ('partner_id', 'in', self.everybody().ids), ('is_reconciled', '=', False)], order='id')

    def in_process(self):
        return self.env['account.payment'].search([
            ('partner_id', 'in', self.everybody().ids), ('state', '=', 'in_process')], order='id')

    # === ONLINE === #

    @step(order=payable, amount=st.sampled_from([11.0, 250.0, 5000.0]),
          state=st.sampled_from(['done', 'authorized', 'pending']))
    def pay_online(self, order, amount, state):
        self.case.transaction(order, amount + len(order.transaction_ids), state)

    @step(first=payable, second=payable)
    def pay_two_orders_online(self, first, second):
        tx = self.case.transaction(first, 60.0 + len(first.transaction_ids), 'done')
        tx.sale_order_ids = [Command.link(second.id)]

    @step(tx=unbooked, entry=st.booleans())
    def book_online_payment(self, tx, entry):
        self.book(tx, entry)

    def book(self, tx, entry=True):
        """As Odoo does after an online payment; without entry where only the bank brings one."""
        make = self.case.receipt if entry else self.case.bare_payment
        tx.payment_id = make(tx.amount, partner_id=tx.partner_id.commercial_partner_id.id,
                             currency_id=tx.currency_id.id)

    @step(tx=authorized, captured=st.booleans())
    def settle(self, tx, captured):
        if captured:
            tx._set_done()
        else:
            tx._set_canceled()

    @step(tx=authorized, amount=st.sampled_from([5.0, 11.0]), captured=st.booleans(), book=st.booleans())
    def settle_a_part(self, tx, amount, captured, book):
        part = tx._create_child_transaction(min(amount, tx.amount))
        if captured:
            part._set_done()
            if book:
                self.book(part)
        else:
            part._set_canceled()

    @step(tx=unbooked, amount=st.sampled_from([5.0, 11.0]))
    def refund_online(self, tx, amount):
        tx._create_child_transaction(min(amount, tx.amount), is_refund=True)._set_done()

    # === BANK === #

    @step(payer=History.payers, amount=st.sampled_from([21.0, 480.0]))
    def pay_without_entry(self, payer, amount):
        self.case.bare_payment(amount, partner_id=payer.commercial_partner_id.id)

    @step(payer=History.payers, amount=st.sampled_from([40.0, 500.0]), name=st.sampled_from(
        [False, False, "A namesake"]))
    def bank_line(self, payer, amount, name):
        self.case.bank_line(amount, partner_id=payer.commercial_partner_id.id, partner_name=name)

    @step(line=bank_lines)
    def book_bank_line(self, line):
        """As the bank's matching does: the suspense line becomes a receipt."""
        move, suspense = line.move_id, line.journal_id.suspense_account_id
        move.button_draft()
        move.line_ids.filtered(lambda one: one.account_id == suspense).account_id = (
            line.partner_id.property_account_receivable_id)
        move.action_post()

    @step(line=bank_lines, payment=in_process)
    def match_bank_line(self, line, payment):
        """The bank shows a payment that was booked before."""
        outstanding = payment.move_id.line_ids.filtered(
            lambda one: one.account_id == payment.outstanding_account_id)
        move, suspense = line.move_id, line.journal_id.suspense_account_id
        move.button_draft()
        other = move.line_ids.filtered(lambda one: one.account_id == suspense)
        other.account_id = payment.outstanding_account_id
        move.action_post()
        (outstanding | other).reconcile()

    @step(payment=in_process)
    def cancel_payment(self, payment):
        payment.action_draft()
        payment.action_cancel()
