from odoo import Command

from .common import CreditCommon
from .recompute import recompute


class ExposureCommon(CreditCommon):
    """Figures, not decisions: the gate stands open."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.credit_mode = 'off'
        cls.today = cls.company._credit_today()
        cls.goods = cls._sellable("Goods", invoice_policy='delivery')
        cls.tax = cls.env['account.tax'].create({
            'name': "VAT 15%", 'amount': 15.0, 'amount_type': 'percent', 'type_tax_use': 'sale',
        })
        cls.dozen, cls.unit = cls.env.ref(
            'uom.product_uom_dozen'
        ), cls.env.ref('uom.product_uom_unit')
        cls.bank = cls.env['account.journal'].search(
            [('type', '=', 'bank'), ('company_id', '=', cls.company.id)], limit=1
        )

    @classmethod
    def _sellable(cls, name, **values):
        return cls.env['product.product'].create({
            'name': name, 'type': 'consu', 'list_price': 100.0, 'taxes_id': [Command.clear()],
            **values,
        })

    # === DOCUMENTS === #

    def order(self, *lines, confirm=True, **values):
        """Make an order of `lines`: dicts, or amounts of the plain product."""
        order = self.env['sale.order'].create({
            'partner_id': self.customer.id,
            'order_line': [Command.create(self._line(line)) for line in lines],
            **values,
        })
        if confirm:
            order.action_confirm()
        return order

    def _line(self, line):
        if not isinstance(line, dict):
            line = {'price_unit': line}
        return {'product_id': self.product.id, 'product_uom_qty': 1,
                'tax_ids': [Command.clear()], **line}

    def deliver(self, order, quantity=None, backorder=True):
        """Deliver `quantity` of every line (default all); `backorder`: keep the rest on its way."""
        picking = order.picking_ids.filtered(lambda p: p.state not in ('done', 'cancel'))[:1]
        picking.action_assign()
        for move in picking.move_ids:
            move.quantity = move.product_uom_qty if quantity is None else quantity
            move.picked = True
        picking.with_context(skip_backorder=True, picking_ids_not_to_backorder=[]
                             if backorder else picking.ids).button_validate()
        return picking

    def give_back(self, picking, quantity, to_refund=True):
        """Return `quantity` of the first move of `picking`."""
        wizard = self.env['stock.return.picking'].with_context(
            active_id=picking.id, active_model='stock.picking'
        ).create({'picking_id': picking.id})
        wizard.product_return_moves.write({'quantity': quantity, 'to_refund': to_refund})
        back = wizard._create_return()
        for move in back.move_ids:
            move.write({'quantity': quantity, 'picked': True})
        back.button_validate()
        return back

    def invoice(self, order, post=True):
        move = order._create_invoices(final=True)
        if post:
            move.action_post()
        return move

    def credit_note(self, invoice, quantity=None, post=True, unit=None):
        note = invoice._reverse_moves([{'invoice_date': invoice.invoice_date}])
        for line in note.invoice_line_ids:
            if unit:
                line.product_uom_id = unit
                line.price_unit = 10.0
            if quantity is not None:
                line.quantity = quantity
        if post:
            note.action_post()
        return note

    def down_payment(self, order, amount, post=True):
        before = order.invoice_ids
        self.env['sale.advance.payment.inv'].with_context(
            active_model='sale.order', active_ids=order.ids
        ).create({'advance_payment_method': 'fixed', 'fixed_amount': amount}).create_invoices()
        move = order.invoice_ids - before
        if post:
            move.action_post()
        return move

    def receipt(self, amount, **values):
        """Make a posted receipt that is not allocated."""
        payment = self.env['account.payment'].create({
            'partner_id': self.customer.id, 'amount': amount, 'payment_type': 'inbound',
            'partner_type': 'customer', 'journal_id': self.bank.id, 'date': self.today, **values,
        })
        payment.action_post()
        return payment

    def bare_payment(self, amount, **values):
        """Make a payment without an entry, as it is with the accountant's app."""
        payment = self.env['account.payment'].create({
            'partner_id': self.customer.id, 'amount': amount, 'payment_type': 'inbound',
            'partner_type': 'customer', 'journal_id': self.bank.id, 'date': self.today, **values,
        })
        payment.outstanding_account_id = False
        payment.action_post()
        self.assertFalse(payment.move_id)
        self.assertEqual(payment.state, 'in_process')
        return payment

    def bank_line(self, amount, **values):
        return self.env['account.bank.statement.line'].create({
            'journal_id': self.bank.id, 'amount': amount, 'date': self.today,
            'payment_ref': "transfer", 'partner_id': self.customer.id, **values,
        })

    def transaction(self, order, amount, state='done'):
        provider = self.env[
            'payment.provider'
        ].create({'name': "Test", 'company_id': self.company.id})
        tx = self.env['payment.transaction'].create({
            'provider_id': provider.id, 'amount': amount, 'currency_id': order.currency_id.id,
            'payment_method_id': self.env.ref('payment.payment_method_unknown').id,
            'partner_id': order.partner_id.id, 'reference': f'TX {order.name} {amount} {state}',
            'state': 'pending' if state == 'authorized' else state,
            'sale_order_ids': [Command.set(order.ids)],
        })
        if state == 'authorized':
            # No provider that can do it is installed.
            tx.flush_recordset()
            self.env.cr.execute(
                "UPDATE payment_transaction SET state = 'authorized' WHERE id = %s", [tx.id])
            tx.invalidate_recordset()
        return tx

    # === FIGURES === #

    def rows(self, profiles=None):
        return self.env['credit.check']._rows(self.env.cr, (profiles or self.profile).ids)

    def totals(self, profile=None, as_of=None):
        self.env.flush_all()
        profile = profile or self.profile
        return self.env['credit.exposure']._totals(self.rows(profile), as_of=as_of)[profile.id]

    def assert_exposure(self, expected, profile=None, as_of=None):
        """Assert components, by every way they can be had: none may differ from the recomputation."""
        profile = profile or self.profile
        figures = self.env['credit.exposure']
        found = self.totals(profile, as_of)
        self.assertEqual(found, expected)
        self.assertEqual(recompute(profile, as_of or self.today), expected)
        other = self.env['credit.profile'].search([('id', '!=', profile.id)], limit=1)
        other = other or self._profile(self.env['res.partner'].create({'name': "Other"}), 1.0)
        rows = self.rows(profile | other)
        self.assertEqual(figures._totals(rows, as_of=as_of)[profile.id], expected)
        if not as_of:
            items = self.env['credit.exposure.item']._read_group(
                [('profile_id', '=', profile.id)], ['component'], ['amount:sum'])
            self.assertEqual(dict(items), expected)
            total = sum(expected.values())
            self.assertIn(profile.id, figures._search_profiles('exposure', '>=', total - 0.001))
            self.assertNotIn(profile.id, figures._search_profiles('exposure', '>', total + 0.001))
