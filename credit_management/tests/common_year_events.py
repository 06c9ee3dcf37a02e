from datetime import timedelta

from odoo import Command

from .common_rpm import RpmCommon
from .evidence_common import PHOTO
from .year_danger import Receipt
from .year_model import Claim


class YearEvents(RpmCommon):
    """What happens on a day of the year: in Odoo, and told to the model beside it.

    What happens to several customers is done at once, since Odoo is quicker so.
    """

    def _dispatch(self, sales, today):
        orders = self.env['sale.order'].create([{
            'partner_id': self.partners[sale.customer].id,
            'order_line': [Command.create({
                'product_id': self.product.id, 'product_uom_qty': 1, 'price_unit': sale.amount,
                'tax_ids': [Command.clear()]})],
        } for sale in sales])
        orders.action_confirm()
        for move in orders.picking_ids.move_ids:
            move.quantity, move.picked = move.product_uom_qty, True
        orders.picking_ids._action_done()
        for sale, order in zip(sales, orders, strict=True):
            customer = self.customers[sale.customer]
            self.documents[sale.number] = order.picking_ids
            claim = Claim(sale, customer.grade or None, is_first=sale is customer.sales[0])
            self.claims[sale.number] = claim
            self.books[sale.customer].claims.append(claim)
            self.dangers[sale.customer].orders.append((today, sale.amount))

    def _bill(self, sales, today):
        orders = [self.documents[sale.number].sale_id for sale in sales]
        self.env['sale.order'].union(*orders)._create_invoices(grouped=True)
        for sale, order in zip(sales, orders, strict=True):
            order.invoice_ids.write({
                'invoice_date': today, 'invoice_payment_term_id': False,
                'invoice_date_due': sale.due})
        self.env['account.move'].union(*(order.invoice_ids for order in orders)).action_post()
        for sale, order in zip(sales, orders, strict=True):
            self.invoices[sale.number] = order.invoice_ids
            self.lines[sale.number] = self._owed(order.invoice_ids)
            self.claims[sale.number].bill()
            self.dangers[sale.customer].bills.append((today, sale.amount))

    @staticmethod
    def _owed(moves):
        return moves.line_ids.filtered(lambda line: line.account_type == 'asset_receivable')

    def _prove(self, sales, _today):
        self.env['credit.delivery.proof'].create([{
            'picking_id': self.documents[sale.number].id, 'date': sale.proof, 'signer': "Gate 2",
            'photo': PHOTO,
        } for sale in sales])
        for sale in sales:
            self.claims[sale.number].proof = sale.proof

    def _pay(self, rows, today):
        rows = [(sale, money, min(money.amount, self.claims[sale.number].open))
                for sale, money in rows if self.claims[sale.number].open > 0]
        payments = self.env['account.payment'].create([{
            'payment_type': 'inbound', 'partner_type': 'customer', 'amount': amount, 'date': today,
            'journal_id': self.bank.id,
            'partner_id': (self.payer if money.is_other else self.partners[sale.customer]).id,
        } for sale, money, amount in rows])
        payments.action_post()
        for (sale, money, amount), payment in zip(rows, payments, strict=True):
            (self._owed(payment.move_id) + self.lines[sale.number]).reconcile()
            self.claims[sale.number].pay(amount)
            receipt = Receipt(
                today, amount, (today - sale.due).days, sale.number, money.is_other)
            self.payments[sale.number, money.day] = payment, receipt
            self.dangers[sale.customer].receipts.append(receipt)

    def _come_back(self, rows, today):
        """The bank takes money back."""
        for sale, money in rows:
            payment, receipt = self.payments[sale.number, money.day]
            payment.move_id._reverse_moves([{'date': today}], cancel=True)
            danger = self.dangers[sale.customer]
            danger.receipts.remove(receipt)
            danger.returned.append((today,))
            self.claims[sale.number].pay(-receipt.amount)

    def _object(self, sales, today):
        for sale in sales:
            claim, told = self.claims[sale.number], sale.objection
            if claim.open <= 0:
                continue
            amount = min(told.amount, claim.open)
            self.disputes[sale.number] = self.env['credit.dispute']._raise(
                self.lines[sale.number], amount, self.reason, is_officer=told.by_officer)
            self.dangers[sale.customer].disputes.append(
                claim.object(today, amount, told.by_officer))

    def _accept(self, sales, _today):
        for sale in sales:
            claim = self.claims[sale.number]
            if claim.dispute and claim.dispute.waits and claim.dispute.state == 'open':
                self.disputes[sale.number].with_user(self.officer).action_accept()
                claim.dispute.waits = False

    def _answer(self, sales, today):
        for sale in sales:
            claim = self.claims[sale.number]
            if not claim.dispute or claim.dispute.state != 'open' or claim.open <= 0:
                continue
            record = self.disputes[sale.number]
            if sale.objection.answer == 'rejected':
                record.with_user(self.officer).settle('rejected', "The goods are as ordered.")
                claim.dispute.state = 'rejected'
                continue
            amount = min(claim.dispute.amount, claim.open)
            note = self.env['account.move'].create({
                'move_type': 'out_refund', 'partner_id': self.partners[sale.customer].id,
                'invoice_date': today, 'invoice_line_ids': [Command.create({
                    'name': "For quality", 'price_unit': amount, 'tax_ids': [Command.clear()]})]})
            record.credit_move_id = note
            note.action_post()
            (self._owed(note) + self.lines[sale.number]).reconcile()
            claim.credit(amount)
            self.dangers[sale.customer].notes.append((today, amount))

    def _wish(self, customers, today):
        for customer in customers:
            profile = self.profile_of[customer.number]
            profile.write({
                'temporary_limit': profile.temporary_limit + 100.0, 'temporary_from': today,
                'temporary_to': today + timedelta(days=9), 'limit_reason': "asked for it"})
            self.dangers[customer.number].wishes.append((today,))
