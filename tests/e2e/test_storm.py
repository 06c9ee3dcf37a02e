"""Sixty-four clients confirm at one moment: the limit holds to the cent and nothing is lost."""

from collections import Counter

import pytest

from .rpc import RpcError
from .traffic import Traffic
from .world import at_once

CLIENTS = 64
PASSED, HELD = 'passed', 'held'


def outcome(world, order, by=None):
    """Confirm as one client; return what happened, an error of any other kind by its name."""
    try:
        return HELD if world.confirm(order, by=by) else PASSED
    except RpcError as error:
        return f'{error.name}: {error.text}'


def storm(world, orders):
    """Confirm all orders at once; return how many clients saw what.

    The server's log tells that nothing went wrong behind that, and that no confirmation had to be
    tried again: the gate makes them wait for each other's decision, not for their transactions.
    """
    mark = world.server.mark()
    seen = Counter(at_once(lambda order: outcome(world, order), orders))
    faults = world.server.faults(mark)
    assert not faults, "\n".join(faults)
    assert world.server.replays(mark) == 0
    return seen


def check(world, customers, orders, room):
    """Check that exactly `room` orders of the storm stand in *sale* and the others are held."""
    states = world.states(orders)
    assert states.get('sale', 0) == room
    open_holds = world.holds(orders, ['state', '=', 'open'])
    assert len(open_holds) == len(orders) - room
    assert len({hold['order_id'][0] for hold in open_holds}) == len(open_holds)
    for customer in customers:
        answer = world.arno.call('credit.decision', 'verify_chain', profile_id=customer.profile)
        assert answer['sound'], answer['faults']


def test_of_64_confirmations_at_once_exactly_those_that_fit_pass(worlds):
    customer = worlds.customer(1000.0)
    orders = worlds.orders(customer, CLIENTS, 100.0)
    assert storm(worlds, orders) == {PASSED: 10, HELD: 54}
    check(worlds, [customer], orders, room=10)
    assert worlds.figure(customer, 'exposure') == 1000.0


def test_with_room_for_exactly_64_all_pass(worlds):
    customer = worlds.customer(6400.0)
    orders = worlds.orders(customer, CLIENTS, 100.0)
    assert storm(worlds, orders) == {PASSED: CLIENTS}
    check(worlds, [customer], orders, room=CLIENTS)
    assert worlds.figure(customer, 'available') == 0.0


def test_over_jsonrpc_too(worlds):
    customer = worlds.customer(1000.0)
    orders = worlds.orders(customer, CLIENTS, 100.0)
    sally = worlds.over_jsonrpc('sally')
    sally.count('res.partner', ['id', '=', 1])
    seen = Counter(at_once(lambda order: outcome(worlds, order, by=sally), orders))
    assert seen == {PASSED: 10, HELD: 54}
    check(worlds, [customer], orders, room=10)


def test_orders_spread_over_contacts_and_invoice_addresses_share_the_limit(worlds):
    customer = worlds.customer(1000.0)
    contacts = worlds.admin.create('res.partner', [
        {'name': f"Branch {number}", 'parent_id': customer.partner,
         'type': ('contact', 'invoice', 'delivery', 'other')[number % 4]} for number in range(8)
    ])
    values = []
    for number in range(CLIENTS):
        own = worlds.order_values(customer, 100.0)
        contact = contacts[number % 8]
        own['partner_id' if number % 2 else 'partner_invoice_id'] = contact
        values.append(own)
    orders = worlds.sally.create('sale.order', values)
    assert storm(worlds, orders) == {PASSED: 10, HELD: 54}
    check(worlds, [customer], orders, room=10)


def in_wave(world, customer, days):
    """Put a customer into a wave of his own that is held from so many days from today."""
    world.server.database.execute(
        "WITH wave AS (INSERT INTO credit_wave (company_id, number, date_from)"
        " SELECT company_id, 1000 + id, current_date + %s FROM credit_profile WHERE id = %s"
        " RETURNING id) UPDATE credit_profile SET wave_id = wave.id FROM wave"
        " WHERE credit_profile.id = %s",
        days, customer.profile, customer.profile,
    )


def test_a_wave_that_has_begun_holds_exactly_those_that_do_not_fit(worlds):
    customer = worlds.customer(1000.0)
    in_wave(worlds, customer, -1)
    orders = worlds.orders(customer, CLIENTS, 100.0)
    assert storm(worlds, orders) == {PASSED: 10, HELD: 54}
    check(worlds, [customer], orders, room=10)


def test_a_wave_that_has_not_begun_holds_nobody_and_logs_each(worlds):
    customer = worlds.customer(1000.0)
    in_wave(worlds, customer, 2)
    orders = worlds.orders(customer, CLIENTS, 100.0)
    assert storm(worlds, orders) == {PASSED: CLIENTS}
    check(worlds, [customer], orders, room=CLIENTS)
    logged = worlds.decisions(customer, ['kind', 'in', ('check', 'would_hold')])
    assert len(logged) == CLIENTS
    worlds.server.database.execute(
        "UPDATE credit_wave SET date_from = current_date - 1 WHERE number > 1000")
    order = worlds.order(customer, 100.0)
    assert outcome(worlds, order) == HELD


def test_stock_orders_of_50_lines(worlds):
    customer = worlds.customer(1000.0)
    orders = worlds.orders(customer, CLIENTS, 100.0, lines=50, product=worlds.goods)
    assert storm(worlds, orders) == {PASSED: 10, HELD: 54}
    check(worlds, [customer], orders, room=10)
    moves = worlds.admin.count('stock.move', ['sale_line_id.order_id', 'in', orders])
    assert moves == 10 * 50


def test_two_customers_do_not_wait_for_each_others_headroom(worlds):
    customers = [worlds.customer(1000.0), worlds.customer(3200.0)]
    orders = [order for pair in zip(
        *(worlds.orders(customer, CLIENTS // 2, 100.0) for customer in customers), strict=True,
    ) for order in pair]
    assert storm(worlds, orders) == {PASSED: 42, HELD: 22}
    check(worlds, customers, orders, room=42)


def test_the_same_order_confirmed_by_many_is_confirmed_once(worlds):
    customer = worlds.customer(1000.0)
    order = worlds.order(customer, 600.0, product=worlds.goods)
    seen = Counter(at_once(lambda _: outcome(worlds, order), range(16)))
    assert worlds.state(order) == 'sale'
    assert seen[PASSED] >= 1
    # Who came too late is told that there is nothing to confirm any more; nobody is held.
    assert HELD not in seen
    assert all('confirm' in text for text in seen if text not in (PASSED, HELD)), seen
    assert len(worlds.pickings(order)) == 1
    assert worlds.figure(customer, 'exposure') == 600.0
    assert worlds.confirm(worlds.order(customer, 400.0)) is None


def test_the_same_held_order_asked_by_many_has_one_hold(worlds):
    customer = worlds.customer(1000.0)
    order = worlds.order(customer, 1500.0)
    seen = Counter(at_once(lambda _: outcome(worlds, order), range(16)))
    assert seen == {HELD: 16}
    assert len(worlds.holds([order])) == 1
    assert worlds.credit_state(order) == 'held'


def test_first_orders_of_a_new_customer_make_one_profile(worlds):
    company = worlds.facts['company']
    worlds.admin.write('res.company', company, {
        'credit_no_profile': 'allowance', 'credit_allowance': 500.0})
    try:
        partner = worlds.partner()
        one = {'partner_id': partner, 'order_line': [[0, 0, {
            'product_id': worlds.service, 'price_unit': 100.0, 'tax_ids': [[5]]}]]}
        orders = worlds.sally.create('sale.order', [one] * 16)
        assert storm(worlds, orders) == {PASSED: 5, HELD: 11}
        assert worlds.admin.count('credit.profile', ['partner_id', '=', partner]) == 1
    finally:
        worlds.admin.write('res.company', company, {'credit_no_profile': 'unchecked'})


def test_confirmations_that_grow_at_once_do_not_pass_the_limit(worlds):
    customer = worlds.customer(1000.0)
    orders = worlds.orders(customer, 8, 100.0)
    assert all(worlds.confirm(order) is None for order in orders)
    lines = [row['order_line'][0] for row in worlds.admin.read('sale.order', orders, 'order_line')]

    def grow(line):
        try:
            worlds.sally.write('sale.order.line', line, {'price_unit': 150.0})
        except RpcError as error:
            return HELD if error.is_hold else error.name
        return PASSED

    assert Counter(at_once(grow, lines)) == {PASSED: 4, HELD: 4}
    assert worlds.figure(customer, 'exposure') == 1000.0


@pytest.mark.parametrize('limit', [1000.0, 1e6], ids=['room for some', 'room for all'])
def test_deliveries_payments_and_callbacks_meanwhile_disturb_nobody(worlds, limit):
    """Money comes in and goods go out of other orders of the same customer during the storm."""
    customer = worlds.customer(1e6)
    traffic = Traffic(worlds, customer)
    used = worlds.figure(customer, 'exposure')
    worlds.mona.write('credit.profile', customer.profile, {'credit_limit': used + limit})
    orders = worlds.orders(customer, 40, 100.0)
    work = [*[('confirm', order) for order in orders], *traffic.jobs()]
    results = at_once(lambda job: traffic.run(job, outcome), sorted(work, key=hash))
    errors = [result for result in results if result not in (PASSED, HELD, None)]
    assert errors == []
    assert worlds.figure(customer, 'exposure') <= used + limit
    if limit == 1e6:
        assert worlds.states(orders) == {'sale': 40}
    traffic.check()
