from datetime import date

from freezegun import freeze_time
from odoo import Command, fields

from .common import CreditCommon


class RpmCommon(CreditCommon):
    """A company whose plans began with the year, goods that are invoiced as delivered."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({
            'credit_mode': 'off', 'credit_rpm_large_amount': 1_000_000.0,
            'credit_rpm_min_amount': 0.0, 'credit_rpm_loaded_on': '2026-01-01',
        })
        cls.items = cls.env['credit.rpm.item']
        cls.plans = cls.env['credit.rpm.plan'].search([('company_id', '=', cls.company.id)])
        cls.light, cls.standard, cls.full = (
            cls.plans.filtered(lambda plan, c=code: plan.code == c)
            for code in ('light', 'standard', 'full'))
        cls.plans.start = '2026-01-01'
        cls.use(cls.light)
        cls.product.invoice_policy = 'delivery'
        cls.env['credit.rpm.event'].search([]).unlink()

    @classmethod
    def use(cls, plan, risky=None):
        """Let every item go by `plan`."""
        cls.company.write({
            'credit_rpm_plan_id': plan.id, 'credit_rpm_full_plan_id': (risky or plan).id})

    def on(self, day):
        """Return a context in which it is noon of `day`."""
        return freeze_time(f'{day} 12:00:00')

    def night(self, day):
        """Run the night of `day` to its end."""
        with self.on(day):
            for _part in self.items._night(self.company, fields.Date.to_date(day)):
                pass
        self.env.invalidate_all()

    def work(self, day):
        """Work off the queue on `day`."""
        with self.on(day):
            for _part in self.env['credit.rpm.event'].sudo()._work(self.company):
                pass
        self.env.invalidate_all()

    def sell(self, day, quantity=10, price=100.0, partner=None):
        """Confirm an order on `day`."""
        with self.on(day):
            order = self.env['sale.order'].create({
                'partner_id': (partner or self.customer).id,
                'order_line': [Command.create({
                    'product_id': self.product.id, 'product_uom_qty': quantity,
                    'price_unit': price, 'tax_ids': [Command.clear()]})],
            })
            order.action_confirm()
        return order

    def deliver(self, order, day, quantity=None):
        """Deliver `quantity` (None: all) of `order` on `day`; return the transfer."""
        with self.on(day):
            picking = order.picking_ids.filtered(lambda one: one.state not in ('done', 'cancel'))
            for move in picking.move_ids:
                move.quantity = move.product_uom_qty if quantity is None else quantity
                move.picked = True
            picking.with_context(cancel_backorder=False)._action_done()
            self.env.flush_all()
        return picking

    def bring_back(self, picking, day, quantity):
        """Take back `quantity` of what `picking` delivered."""
        with self.on(day):
            wizard = self.env['stock.return.picking'].with_context(
                active_id=picking.id, active_ids=picking.ids, active_model='stock.picking',
            ).create({'picking_id': picking.id})
            wizard.product_return_moves.quantity = quantity
            back = self.env['stock.picking'].browse(wizard.action_create_returns()['res_id'])
            back.move_ids.quantity = quantity
            back.move_ids.picked = True
            back._action_done()
            self.env.flush_all()
        return back

    def bill(self, orders, day, due=None, post=True):
        """Invoice what `orders` have to invoice, on `day`, due on `due`."""
        with self.on(day):
            invoice = orders._create_invoices()
            invoice.write({
                'invoice_date': day, 'invoice_payment_term_id': False,
                'invoice_date_due': due or day})
            if post:
                invoice.action_post()
            self.env.flush_all()
        return invoice

    def pay(self, invoice, day, amount=None):
        with self.on(day):
            wizard = self.env['account.payment.register'].with_context(
                active_model='account.move', active_ids=invoice.ids,
            ).create({'payment_date': day, **({'amount': amount} if amount else {})})
            payment = wizard._create_payments()
            self.env.flush_all()
        return payment

    def item_of(self, document):
        """Return the item of a transfer or an invoice."""
        name = 'picking_id' if document._name == 'stock.picking' else 'move_id'
        return self.items.search([(name, '=', document.id)])

    def steps(self, *, item=None, statuses=('due', 'coming', 'waiting')):
        """Return ``{code: (day, status)}`` of the rows of `item`."""
        rows = self.env['credit.rpm.step'].search(
            [('item_id', '=', item.id)] if item else []).filtered(
            lambda step: step.status in statuses)
        return {step.code: (step.day, step.status) for step in rows}

    @staticmethod
    def day(text):
        return date.fromisoformat(text)
