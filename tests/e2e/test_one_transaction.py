"""What a transaction did itself, and nobody else can see yet, counts when it confirms."""

import pytest

from .rpc import RpcError
from .world import codes

CONFIRM = "\nenv['sale.order'].browse(%d).action_confirm()"


def run_in_one(world, code):
    """Run `code` in one transaction of a server action; return the refusal, or None."""
    action = world.admin.create('ir.actions.server', {
        'name': "In one go", 'state': 'code', 'code': code,
        'model_id': world.xmlid('sale.model_sale_order'),
    })
    try:
        world.admin.call('ir.actions.server', 'run', action)
    except RpcError as error:
        assert error.is_hold, error
        return error
    return None


def new_invoice(world, customer):
    return f"""env['account.move'].create({{
        'move_type': 'out_invoice', 'partner_id': {customer.partner},
        'invoice_line_ids': [(0, 0, {{'name': 'Goods', 'quantity': 1, 'price_unit': 800.0,
                                     'tax_ids': [(5,)]}})]}}).action_post()"""


def unreconciled(world, customer):
    invoice = world.invoice(customer, 800.0)
    world.pay(invoice)
    return f"""move = env['account.move'].browse({invoice})
move.line_ids.remove_move_reconcile()
env['account.payment'].search([('partner_id', '=', {customer.partner})]).action_draft()"""


def delivered_more(world, customer):
    order = world.order(customer, 100.0)
    assert world.confirm(order) is None
    return f"env['sale.order'].browse({order}).order_line.write({{'qty_delivered': 8}})"


def moved_under_him(world, customer):
    other = world.customer(10000.0)
    world.invoice(other, 800.0)
    return f"""env['res.partner'].browse({other.partner}).write(
        {{'parent_id': {customer.partner}, 'is_company': False}})"""


@pytest.mark.parametrize('before', [
    new_invoice, unreconciled, delivered_more, moved_under_him,
])
def test_what_the_same_transaction_did_before_counts(world, before):
    customer = world.customer(1000.0)
    code = before(world, customer)
    order = world.order(customer, 300.0)
    error = run_in_one(world, code + CONFIRM % order)
    assert error and 'H01' in codes(error)
    assert world.state(order) == 'draft'
    # What it did itself was taken back, so the same order passes alone.
    assert world.confirm(order) is None


def test_two_orders_of_one_transaction_share_the_limit(world):
    customer = world.customer(1000.0)
    first, second = (world.order(customer, 600.0) for _number in range(2))
    error = run_in_one(world, (CONFIRM % first) + (CONFIRM % second))
    assert error.context['order_ids'] == [second]
    assert (world.state(first), world.state(second)) == ('draft', 'draft')


def test_an_order_grown_in_the_same_transaction_counts(world):
    customer = world.customer(1000.0)
    grown, order = world.order(customer, 100.0), world.order(customer, 300.0)
    assert world.confirm(grown) is None
    code = f"env['sale.order'].browse({grown}).order_line.write({{'price_unit': 750.0}})"
    error = run_in_one(world, code + CONFIRM % order)
    assert error.context['order_ids'] == [order]


def test_what_takes_off_in_the_same_transaction_frees_nothing_yet(world):
    """Others see the old figure until it is committed, so the larger of both counts."""
    customer = world.customer(1000.0)
    first, second = world.order(customer, 600.0), world.order(customer, 600.0)
    assert world.confirm(first) is None
    code = f"env['sale.order'].browse({first})._action_cancel()"
    assert run_in_one(world, code + CONFIRM % second)
    world.sally.call('sale.order', 'action_cancel', first)
    assert world.confirm(second) is None
