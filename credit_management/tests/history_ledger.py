"""Steps of accounting: invoices, credit notes, payments, allocations."""

from datetime import timedelta

from hypothesis import strategies as st
from odoo import Command

from .history import History, step
from .history_sales import SalesSteps

currencies = st.sampled_from(['own', 'own', 'EUR', 'JPY'])


SALES = ('out_invoice', 'out_refund', 'out_receipt')


class LedgerSteps(History):

    # === WHAT THERE IS === #

    def billable(self):
        return self.orders.exists().filtered(
            lambda order: order.state == 'sale' and order.invoice_status == 'to invoice')

    def drafts(self):
        return self.documents(('state', '=', 'draft'), ('move_type', 'in', SALES))

    def drafts_with_lines(self):
        return self.drafts().filtered('invoice_line_ids')

    def posted(self):
        return self.documents(('state', '=', 'posted'), ('move_type', '=', 'out_invoice'))

    def posted_all(self):
        return self.documents(('state', '=', 'posted'), ('move_type', 'in', SALES))

    def unpaid(self):
        return self.posted_all().filtered('amount_residual')

    def matched(self):
        return self.documents(('state', '=', 'posted')).filtered(
            lambda move: any(line.matched_debit_ids or line.matched_credit_ids
                             for line in self.receivable(move)))

    def with_credit(self):
        return self.payers().commercial_partner_id.filtered(
            lambda payer: any(line.amount_residual < 0 for line in self.open_lines(payer)))

    @staticmethod
    def receivable(moves):
        return moves.line_ids.filtered(lambda line: line.account_type == 'asset_receivable')

    def open_lines(self, payer):
        return self.env['account.move.line'].search([
            ('partner_id.commercial_partner_id', '=', payer.id), ('parent_state', '=', 'posted'),
            ('account_type', '=', 'asset_receivable'), ('reconciled', '=', False)], order='id')

    # === INVOICES === #

    @step(3, order=billable, post=st.booleans())
    def bill(self, order, post):
        move = order._create_invoices(final=True)
        if post:
            move.action_post()

    @step(2, draft=drafts)
    def post(self, draft):
        draft.action_post()

    @step(first=billable, second=billable)
    def bill_together(self, first, second):
        (first | second)._create_invoices(final=True)

    @step(draft=drafts_with_lines, quantity=st.sampled_from([1, 4]))
    def change_draft(self, draft, quantity):
        draft.invoice_line_ids[0].quantity = quantity

    @step(draft=drafts)
    def cancel_draft(self, draft):
        draft.button_cancel()

    @step(draft=drafts)
    def delete_draft(self, draft):
        draft.unlink()

    @step(document=posted_all)
    def back_to_draft(self, document):
        document.button_draft()

    @step(payer=History.payers, amount=st.sampled_from([12.34, 500.0]), due=st.sampled_from(
        [-40, -1, 0, 30]), post=st.booleans(), currency=currencies, branch=st.booleans(),
        kind=st.sampled_from(['out_invoice', 'out_invoice', 'out_receipt']))
    def invoice_by_hand(self, payer, amount, due, post, currency, branch, kind):
        values = {'move_type': kind, **({'company_id': self.case.branch.id} if branch else {})}
        self.case._invoice(amount, partner=payer, due=due, post=post,
                           currency_id=self.case.currencies[currency].id, **values)

    @step(payer=History.payers, amount=st.sampled_from([99.99]))
    def invoice_in_instalments(self, payer, amount):
        self.case._invoice(amount, partner=payer, due=-10, invoice_date_due=False,
                           invoice_payment_term_id=self.case.instalments.id)

    @step(2, document=posted, quantity=st.sampled_from([None, 1]), post=st.booleans())
    def credit(self, document, quantity, post):
        self.case.credit_note(document, quantity=quantity, post=post)

    @step(document=posted)
    def reverse(self, document):
        document._reverse_moves([{'invoice_date': document.invoice_date}], cancel=True)

    @step(order=SalesSteps.confirmed, percent=st.booleans(), post=st.booleans())
    def down_payment(self, order, percent, post):
        method = {'advance_payment_method': 'percentage', 'amount': 30.0} if percent else {
            'advance_payment_method': 'fixed', 'fixed_amount': 25.0}
        before = order.invoice_ids
        self.env['sale.advance.payment.inv'].with_context(
            active_model='sale.order', active_ids=order.ids).create(method).create_invoices()
        if post:
            (order.invoice_ids - before).action_post()

    # === ALLOCATIONS === #

    @step(2, document=unpaid, share=st.sampled_from([1.0, 0.5, 0.1]), currency=currencies,
          write_off=st.sampled_from([False, False, True]))
    def pay(self, document, share, currency, write_off):
        register = self.env['account.payment.register'].with_context(
            active_model='account.move', active_ids=document.ids,
        ).create({'currency_id': self.case.currencies[currency].id})
        if share < 1:
            register.amount = register.currency_id.round(register.amount * share)
            if write_off:
                register.write({'payment_difference_handling': 'reconcile',
                                'writeoff_account_id': self.case.income.id})
        register._create_payments()

    @step(payer=History.payers, amount=st.sampled_from([33.33, 1000.0]), currency=currencies)
    def pay_on_account(self, payer, amount, currency):
        self.case.receipt(amount, partner_id=payer.commercial_partner_id.id,
                          currency_id=self.case.currencies[currency].id)

    @step(payer=with_credit)
    def match(self, payer):
        lines = self.open_lines(payer)
        account = lines.filtered(lambda line: line.amount_residual < 0)[0].account_id
        lines.filtered(lambda line: line.account_id == account).reconcile()

    @step(document=matched)
    def unmatch(self, document):
        self.receivable(document).remove_move_reconcile()

    @step(payer=History.payers, amount=st.sampled_from([70.0, -55.0]), other=st.booleans())
    def entry_by_hand(self, payer, amount, other):
        case = self.case
        account = case.other_receivable if other else payer.property_account_receivable_id
        partner = {'partner_id': payer.commercial_partner_id.id}
        self.env['account.move'].create({
            'move_type': 'entry', 'date': case.today - timedelta(days=3), 'line_ids': [
                Command.create({'account_id': account.id, 'balance': amount, **partner}),
                Command.create({'account_id': case.income.id, 'balance': -amount, **partner}),
            ],
        }).action_post()
