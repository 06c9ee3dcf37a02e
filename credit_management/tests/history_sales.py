"""Steps of sales and the warehouse."""

from collections import namedtuple
from datetime import timedelta

from hypothesis import strategies as st
from odoo import Command

from .history import History, step

Item = namedtuple('Item', 'product quantity price discount tax', defaults=(0.0, None))

items = st.builds(
    Item,
    st.sampled_from(['ordered goods', 'delivered goods', 'service', 'delivered service', 'dozen']),
    st.sampled_from([1, 3, 10, 2.5]),
    st.sampled_from([100.0, 7.5, 19.99, 33.33]),
    st.sampled_from([0.0, 0.0, 12.5]),
    st.sampled_from([None, 'on top', 'included']),
)
#: What else stands on orders: deductions, and goods that are delivered before they are ordered.
oddities = st.sampled_from([
    Item('service', 1, -15.0), Item('service', -1, 40.0), Item('service', 1, 0.0),
    Item('delivered goods', 0, 20.0, 10.0, 'on top'),
])


class SalesSteps(History):

    # === WHAT THERE IS === #

    def quotations(self):
        return self.orders.exists().filtered(lambda order: order.state in ('draft', 'sent'))

    def confirmed(self):
        return self.orders.exists().filtered(lambda order: order.state == 'sale')

    def cancelled(self):
        return self.orders.exists().filtered(lambda order: order.state == 'cancel')

    def lines(self):
        return self.confirmed().order_line.filtered(
            lambda line: not line.is_downpayment and not line.display_type)

    def counted_lines(self):
        return self.lines().filtered(lambda line: line.qty_delivered_method == 'manual')

    def transfers(self):
        return self.orders.exists().picking_ids.filtered(
            lambda picking: picking.state not in ('done', 'cancel'))

    def delivered_transfers(self):
        return self.orders.exists().picking_ids.filtered(
            lambda picking: picking.state == 'done' and picking.picking_type_code == 'outgoing')

    def closed(self):
        return self.confirmed().filtered('credit_closed_remainder')

    # === ORDERS === #

    @step(4, payer=History.payers, items=st.lists(items, min_size=1, max_size=3),
          oddity=st.one_of(st.none(), st.none(), oddities), confirm=st.sampled_from([True, True, False]),
          currency=st.sampled_from(['own', 'own', 'own', 'EUR', 'JPY']),
          place=st.sampled_from(['here', 'here', 'here', 'branch', 'two steps']))
    def order(self, payer, items, oddity, confirm, currency, place):
        case = self.case
        company = case.branch if place == 'branch' else case.company
        warehouse = {'warehouse_id': case.two_steps.id} if place == 'two steps' else {}
        env = self.env(context={'allowed_company_ids': [company.id, case.company.id]})
        order = env['sale.order'].create({
            'partner_id': payer.id, 'partner_invoice_id': payer.id, 'company_id': company.id,
            'pricelist_id': case.pricelists[currency], **warehouse,
            'order_line': [Command.create(case.item(i)) for i in (*items, *([oddity] if oddity else []))],
        }).with_env(self.env)
        self.orders |= order
        if confirm:
            order.action_confirm()

    @step(order=quotations)
    def confirm(self, order):
        order.action_confirm()

    @step(2, line=lines, quantity=st.sampled_from([0, 1, 2, 5, 12]))
    def order_more_or_less(self, line, quantity):
        line.product_uom_qty = quantity

    @step(line=lines, price=st.sampled_from([5.0, 49.95, 120.0]))
    def reprice(self, line, price):
        line.price_unit = price

    @step(line=lines, discount=st.sampled_from([0.0, 12.5, 100.0]))
    def rebate(self, line, discount):
        line.discount = discount

    @step(order=confirmed, item=st.one_of(items, oddities))
    def add_line(self, order, item):
        order.order_line = [Command.create(self.case.item(item))]

    @step(order=confirmed)
    def cancel_order(self, order):
        order._action_cancel()

    @step(order=cancelled)
    def take_up_again(self, order):
        order.action_draft()

    @step(order=confirmed)
    def close_remainder(self, order):
        order.action_close_remainder()

    @step(order=closed)
    def reopen_remainder(self, order):
        order.action_reopen_remainder()

    @step(order=confirmed, payer=History.payers)
    def let_another_pay(self, order, payer):
        order.partner_invoice_id = payer

    @step(order=confirmed, days=st.sampled_from([5, 200]), horizon=st.sampled_from([0, 60]))
    def promise(self, order, days, horizon):
        order.commitment_date = order.date_order + timedelta(days=days)
        self.case.company.credit_horizon_days = horizon

    # === TRANSFERS === #

    @step(3, transfer=transfers, quantity=st.sampled_from([None, None, 1, 2, 15]),
          backorder=st.booleans())
    def deliver(self, transfer, quantity, backorder):
        transfer.action_assign()
        for move in transfer.move_ids:
            move.write({
                'quantity': move.product_uom_qty if quantity is None else quantity, 'picked': True})
        transfer.with_context(
            skip_backorder=True, picking_ids_not_to_backorder=[] if backorder else transfer.ids,
        ).button_validate()

    @step(transfer=transfers)
    def cancel_transfer(self, transfer):
        transfer.action_cancel()

    @step(transfer=delivered_transfers, quantity=st.sampled_from([1, 2]), refund=st.booleans())
    def give_back(self, transfer, quantity, refund):
        self.case.give_back(transfer, quantity, to_refund=refund)

    @step(line=counted_lines, quantity=st.sampled_from([1, 3, 20]))
    def do_service(self, line, quantity):
        line.qty_delivered = quantity
