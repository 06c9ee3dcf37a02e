"""One real document of each kind, made and posted by Odoo itself; the copies are made by SQL."""

from dataclasses import dataclass, field

from odoo import Command, fields

PRICE = 100


@dataclass
class Prototypes:
    """Ids of what is cloned, by table; the first id is the document's own."""

    customer: int
    contact: int
    salesperson: int
    on_delivery: int
    invoice: dict = field(default_factory=dict)
    credit_note: dict = field(default_factory=dict)
    order: dict = field(default_factory=dict)
    unit_total: float = 0.0


def make(env):
    """Create the prototypes in `env` and return their ids."""
    partner = env['res.partner'].create({'name': "Prototype", 'is_company': True})
    contact = env['res.partner'].create({'name': "Prototype Contact", 'parent_id': partner.id})
    product = _product(env, 'BENCH', 'order')
    on_delivery = _product(env, 'BENCH-D', 'delivery')
    made = Prototypes(partner.id, contact.id, _salesperson(env).id, on_delivery.id)
    invoice = _move(env, partner, product, 'out_invoice')
    made.invoice, made.unit_total = _move_ids(invoice), invoice.amount_total
    made.credit_note = _move_ids(_move(env, partner, product, 'out_refund'))
    made.order = _order_ids(_order(env, partner, product))
    env.flush_all()
    return made


def _product(env, code, policy):
    return env['product.product'].create({
        'name': f"Benchmark Goods {code}", 'default_code': code, 'type': 'consu',
        'invoice_policy': policy, 'list_price': PRICE,
    })


def _salesperson(env):
    return env['res.users'].create({
        'name': "Benchmark Sales", 'login': 'benchmark_sales', 'email': 'sales@example.com',
        'group_ids': [
            Command.link(env.ref('base.group_user').id),
            Command.link(env.ref('sales_team.group_sale_salesman_all_leads').id),
        ],
    })


def _move(env, partner, product, move_type):
    today = fields.Date.today()
    move = env['account.move'].create({
        'move_type': move_type, 'partner_id': partner.id, 'invoice_date': today,
        'invoice_date_due': today, 'invoice_payment_term_id': False,
        'invoice_line_ids': [Command.create({
            'product_id': product.id, 'quantity': 1, 'price_unit': PRICE,
        })],
    })
    move.action_post()
    return move


def _order(env, partner, product):
    order = env['sale.order'].create({
        'partner_id': partner.id,
        'order_line': [Command.create({
            'product_id': product.id, 'product_uom_qty': 1, 'price_unit': PRICE,
        })],
    })
    order.action_confirm()
    return order


def _move_ids(move):
    return {'account_move': move.ids, 'account_move_line': move.line_ids.ids}


def _order_ids(order):
    moves = order.picking_ids.move_ids
    return {
        'sale_order': order.ids, 'sale_order_line': order.order_line.ids,
        'stock_picking': order.picking_ids.ids, 'stock_move': moves.ids,
        'stock_move_line': moves.move_line_ids.ids, 'stock_reference': moves.reference_ids.ids,
    }
