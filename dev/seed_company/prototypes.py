"""One real document of each kind and currency, made and posted by Odoo itself."""

from odoo import Command, fields

from .model import ORDERS, RATE

#: Before tax; with it 120, which is a tenth more than a hundred units of a plan.
QUANTITY, PRICE = 10, 10.0
TOTAL = 120.0
#: Delivered and billed of an order that goes out in part.
PART = 6


class Prototypes:
    """Makes prototypes for one customer who is forgotten afterwards."""

    def __init__(self, books):
        self.env, self.books = books.env, books
        self.partner = self.env['res.partner'].create({'name': "Prototype", 'is_company': True})

    def make(self, kind, is_euro):
        """Return ``{table: ids}`` of a new prototype."""
        currency = self.books.euro if is_euro else self.books.company.currency_id
        if kind in ORDERS:
            records = self._order(kind, currency)
        elif kind == 'refund':
            records = self._entry_rows(self._refund(currency))
        elif kind in ('opening', 'loss'):
            records = self._entry_rows(self._entry(kind, currency))
        elif kind == 'payment':
            records = [self._payment(currency)]
        else:
            records = self._bank(kind, currency)
        return {record._table: record.ids for record in records if record}

    def make_all(self, kinds):
        """Return ``{(kind, is_euro): {table: ids}}``; their names are free for the copies."""
        made = {key: self.make(*key) for key in kinds}
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move SET name = 'Prototype ' || id WHERE id = ANY(%s)",
            [[move_id for rows in made.values() for move_id in rows.get('account_move', ())]])
        return made

    @staticmethod
    def _entry_rows(moves):
        return [moves, moves.line_ids]

    def _order(self, kind, currency):
        product = self.books.service if kind == 'service' else self.books.goods
        order = self.env['sale.order'].create({
            'partner_id': self.partner.id, 'pricelist_id': self.books.pricelists[currency].id,
            'order_line': [Command.create({
                'product_id': product.id, 'product_uom_qty': QUANTITY, 'price_unit': PRICE,
                'tax_ids': [Command.set(self.books.tax.ids)],
            })],
        })
        if kind == 'cancelled':
            order.action_cancel()
        elif kind != 'quotation':
            order.action_confirm()
        if kind in ('full', 'part', 'unbilled'):
            self._deliver(order.picking_ids, PART if kind == 'part' else QUANTITY)
        invoices = self.env['account.move']
        if kind in ('full', 'part', 'service'):
            invoices = order._create_invoices()
            invoices.action_post()
        moves = order.picking_ids.move_ids
        return [
            order, order.order_line, order.picking_ids, moves, moves.move_line_ids,
            moves.reference_ids, *self._entry_rows(invoices),
        ]

    def _deliver(self, picking, quantity):
        picking.move_ids.write({'quantity': quantity, 'picked': True})
        # What is left goes into a transfer of its own.
        picking.with_context(skip_backorder=True).button_validate()

    def _refund(self, currency):
        refund = self.env['account.move'].create({
            'move_type': 'out_refund', 'partner_id': self.partner.id, 'currency_id': currency.id,
            'invoice_date': fields.Date.today(), 'invoice_payment_term_id': False,
            'invoice_line_ids': [Command.create({
                'product_id': self.books.goods.id, 'quantity': QUANTITY, 'price_unit': PRICE,
                'tax_ids': [Command.set(self.books.tax.ids)],
            })],
        })
        refund.action_post()
        return refund

    def _entry(self, kind, currency):
        """Book a balance of former books, which has no due date, or a claim that is lost."""
        claim, other = self.partner.property_account_receivable_id, self.books.accounts[kind]
        sign = 1 if kind == 'opening' else -1
        move = self.env['account.move'].create({
            'journal_id': self.books.journals['general'].id, 'date': fields.Date.today(),
            'line_ids': [Command.create({
                'account_id': account.id, 'partner_id': self.partner.id,
                'currency_id': currency.id, 'amount_currency': amount, 'name': name,
            }) for account, amount, name in (
                (claim, sign * TOTAL, kind.title()), (other, -sign * TOTAL, kind.title()))],
        })
        move.action_post()
        return move

    def _bank(self, kind, currency):
        """Import a line of a statement; `bank`: and book it on the customer's account."""
        is_foreign = currency != self.books.company.currency_id
        line = self.env['account.bank.statement.line'].create({
            'journal_id': self.books.journals['bank'].id, 'partner_id': self.partner.id,
            'payment_ref': "Transfer", 'date': fields.Date.today(),
            'amount': TOTAL * (RATE if is_foreign else 1),
            **({'foreign_currency_id': currency.id, 'amount_currency': TOTAL}
               if is_foreign else {}),
        })
        if kind == 'bank':
            _liquidity, suspense, _other = line._seek_for_lines()
            suspense.account_id = self.partner.property_account_receivable_id
        return [*self._entry_rows(line.move_id), line]

    def _payment(self, currency):
        """Write down a payment that only its bank line will bring into the ledger."""
        payment = self.env['account.payment'].create({
            'payment_type': 'inbound', 'partner_type': 'customer', 'amount': TOTAL,
            'partner_id': self.partner.id, 'currency_id': currency.id,
            'journal_id': self.books.journals['bank'].id,
        })
        payment.outstanding_account_id = False
        payment.action_post()
        return payment
