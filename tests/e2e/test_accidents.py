"""What dies on the way gives its headroom back: a refused batch, an error, a killed server."""

import threading
import time

import requests

from .rpc import RpcError
from .server import Server
from .world import at_once


def broken_order(world, customer, amount):
    """Return a quotation that Odoo itself refuses to confirm: a line without a product."""
    values = world.order_values(customer, amount)
    values['order_line'] = [[0, 0, {'name': "No product", 'product_uom_qty': 1,
                                    'price_unit': amount}]]
    return world.sally.create('sale.order', values)


def test_a_batch_that_odoo_refuses_takes_no_headroom(world):
    customer = world.customer(1000.0)
    good = world.order(customer, 900.0)
    bad = broken_order(world, customer, 50.0)
    error = world.sally.failure('sale.order', 'action_confirm', [good, bad])
    assert not error.is_hold
    assert world.states([good, bad]) == {'draft': 2}
    assert world.confirm(world.order(customer, 1000.0)) is None


DIES_LATER = """
for order in records:
    order.action_confirm()
raise UserError("something else went wrong")
"""


def test_a_confirmation_that_dies_after_the_gate_leaves_no_claim(world):
    customer = world.customer(1000.0)
    order = world.order(customer, 1000.0)
    action = world.admin.create('ir.actions.server', {
        'name': "Confirm and die", 'state': 'code', 'code': DIES_LATER,
        'model_id': world.xmlid('sale.model_sale_order'),
    })
    context = {'active_model': 'sale.order', 'active_ids': [order], 'active_id': order}
    error = world.admin.failure('ir.actions.server', 'run', action, context=context)
    assert 'something else' in error.text
    assert world.state(order) == 'draft'
    assert world.figure(customer, 'exposure') == 0.0
    other = world.order(customer, 1000.0)
    assert world.confirm(other) is None
    assert world.confirm(order)


def test_many_that_die_at_once_block_nobody_afterwards(worlds):
    customer = worlds.customer(1000.0)
    goods = worlds.orders(customer, 16, 100.0)
    bad = [broken_order(worlds, customer, 1.0) for _ in goods]

    def both(pair):
        return worlds.sally.failure('sale.order', 'action_confirm', list(pair)).kind

    kinds = set(at_once(both, zip(goods, bad, strict=True)))
    assert kinds <= {'UserError', 'CreditHold'}
    assert worlds.states(goods) == {'draft': 16}
    assert worlds.confirm(worlds.order(customer, 1000.0)) is None


def test_a_killed_server_leaves_the_headroom_intact(farm, world):
    """The power goes while confirmations run; afterwards exactly what fits still fits."""
    customer = world.customer(1000.0)
    orders = world.orders(customer, 30, 100.0, lines=20, product=world.goods)
    for workers in (0, 4):
        doomed = Server(farm.database, workers, farm.folder).start()
        kill_while_confirming(world, doomed, orders)
    settle(world.database)
    already = world.states(orders).get('sale', 0)
    assert already <= 10
    rest = [row['id'] for row in world.admin.read('sale.order', orders, 'state')
            if row['state'] != 'sale']
    assert sum(world.confirm(order) is None for order in rest) == 10 - already
    assert world.figure(customer, 'exposure') == 1000.0
    assert world.arno.call('credit.decision', 'verify_chain', profile_id=customer.profile)['sound']


def kill_while_confirming(world, server, orders):
    """Start confirming everything on `server`, and kill it in the middle."""
    behind = world.at(server)

    def confirm(order):
        try:
            behind.confirm(order)
        except (RpcError, requests.RequestException, ValueError):
            return

    threads = [threading.Thread(target=confirm, args=(order,)) for order in orders]
    for thread in threads:
        thread.start()
    wait_for_claim(world.database)
    server.kill()
    for thread in threads:
        thread.join(timeout=60)


def wait_for_claim(database):
    """Wait until a confirmation is under way: it has its claim and is not committed."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if database.value("SELECT count(*) FROM credit_claim WHERE"
                          " NOT pg_visible_in_snapshot(xid::text::xid8, pg_current_snapshot())"):
            return
        time.sleep(0.005)


def settle(database):
    """Wait until PostgreSQL noticed that the killed server's connections are gone."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if not database.value(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND state <> 'idle'"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend'", database.name):
            return
        time.sleep(0.1)


def test_an_interrupted_client_finds_its_order_as_it_is(world):
    """A client that hears nothing asks again; confirming twice harms nobody."""
    customer = world.customer(1000.0)
    order = world.order(customer, 600.0)
    assert world.confirm(order) is None
    again = world.sally.failure('sale.order', 'action_confirm', order)
    assert not again.is_hold
    assert world.state(order) == 'sale'
    assert world.figure(customer, 'exposure') == 600.0
