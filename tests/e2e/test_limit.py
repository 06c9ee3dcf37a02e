"""The limit over RPC: to the cent, by every protocol, and what a refusal leaves behind."""

import pytest

from .rpc import HOLD


def test_an_order_of_exactly_the_limit_passes(world):
    customer = world.customer(1000.0)
    order = world.order(customer, 1000.00)
    assert world.confirm(order) is None
    # Nothing is left: it passes, and says so.
    assert (world.state(order), world.credit_state(order)) == ('sale', 'warn')
    assert world.figure(customer, 'exposure') == 1000.00
    assert world.figure(customer, 'available') == 0.0


def test_a_cent_more_than_the_limit_is_held_and_stays_a_quotation(world):
    order = world.order(world.customer(1000.0), 1000.01)
    error = world.confirm(order)
    assert error.name == HOLD
    assert 'H01' in [breach['code'] for breach in error.context['breaches']]
    assert (world.state(order), world.credit_state(order)) == ('draft', 'held')


def test_a_sent_quotation_is_held_like_a_draft_and_stays_sent(world):
    order = world.order(world.customer(1000.0), 1500.0)
    world.sally.call('sale.order', 'action_quotation_sent', order)
    assert world.confirm(order)
    assert (world.state(order), world.credit_state(order)) == ('sent', 'held')


def test_a_second_order_counts_the_first(world):
    customer = world.customer(1000.0)
    assert world.confirm(world.order(customer, 600.0)) is None
    assert world.confirm(world.order(customer, 400.01))
    assert world.confirm(world.order(customer, 400.00)) is None


def test_the_hold_survives_the_refused_request_with_who_asked_and_how_much(world):
    order, hold = world.held(world.customer(1000.0), 1500.0)
    found = world.admin.read(
        'credit.hold', hold, 'state', 'order_id', 'requester_id', 'total', 'door', 'checkpoint',
    )[0]
    assert found['state'] == 'open'
    assert found['order_id'][0] == order
    assert found['requester_id'][0] == world.sally.uid
    assert (found['total'], found['door'], found['checkpoint']) == (
        1500.0, 'confirm', 'order_confirm')


def test_asking_twice_finds_the_same_open_hold(world):
    order, hold = world.held(world.customer(1000.0), 1500.0)
    again = world.confirm(order)
    assert again.context['hold_ids'] == [hold]
    assert len(world.holds([order])) == 1


def test_the_refusal_reads_the_same_over_jsonrpc_and_json2(world):
    order, _hold = world.held(world.customer(1000.0), 1500.0)
    newer = world.confirm(order, by=world.sally)
    older = world.confirm(order, by=world.over_jsonrpc('sally'))
    assert (older.name, older.text, older.arguments) == (newer.name, newer.text, newer.arguments)
    assert older.context == newer.context
    assert set(newer.context) == {'order_ids', 'hold_ids', 'verdict', 'breaches'}
    assert newer.arguments == [newer.text]
    assert newer.status == 422


def test_many_orders_in_one_call_pass_together_or_not_at_all(world):
    customer = world.customer(1000.0)
    orders = world.orders(customer, 2, 600.0)
    error = world.sally.failure('sale.order', 'action_confirm', orders)
    assert error.context['order_ids'] == [orders[1]]
    assert world.states(orders) == {'draft': 2}
    assert [hold['order_id'][0] for hold in world.holds(orders)] == [orders[1]]
    # The refused call left no claim: what fits alone passes.
    assert world.confirm(orders[0]) is None


def test_the_list_action_confirms_exactly_those_that_fit(world):
    customer = world.customer(1000.0)
    orders = world.orders(customer, 3, 400.0)
    world.sally.call('sale.order', 'action_confirm_each', orders)
    assert world.states(orders[:2]) == {'sale': 2}
    assert world.state(orders[2]) in ('draft', 'sent')
    assert world.credit_state(orders[2]) == 'held'


def test_may_sell_says_beforehand_what_the_gate_says(world):
    customer = world.customer(1000.0)
    ask = {'partner_id': customer.partner}
    fits = world.sally.call('credit.profile', 'may_sell', amount=1000.0, **ask)
    breaks = world.sally.call('credit.profile', 'may_sell', amount=1000.01, **ask)
    assert (fits['verdict'], breaks['verdict']) == ('warn', 'hold')
    assert 'H01' in [breach['code'] for breach in breaks['breaches']]
    assert world.confirm(world.order(customer, 1000.01))


def test_may_sell_does_not_count_a_confirmed_order_twice(world):
    customer = world.customer(1000.0)
    order = world.order(customer, 900.0)
    assert world.confirm(order) is None
    answer = world.sally.call(
        'credit.profile', 'may_sell', partner_id=customer.partner, amount=900.0, order_id=order,
    )
    assert answer['verdict'] in ('ok', 'warn')


def test_a_customer_without_profile_is_as_ever(world):
    stranger = world.partner()
    order = world.sally.create('sale.order', {
        'partner_id': stranger,
        'order_line': [[0, 0, {'product_id': world.service, 'price_unit': 1e7}]],
    })
    assert world.confirm(order) is None
    assert (world.state(order), world.credit_state(order)) == ('sale', 'none')


@pytest.mark.parametrize('where', ['contact', 'invoice address'])
def test_orders_of_contacts_and_addresses_use_the_same_limit(world, where):
    customer = world.customer(1000.0)
    contact = world.partner(parent_id=customer.partner, is_company=False,
                            type='contact' if where == 'contact' else 'invoice')
    values = {'partner_id': contact} if where == 'contact' else {'partner_invoice_id': contact}
    assert world.confirm(world.order(customer, 600.0)) is None
    order = world.sally.create('sale.order', {**world.order_values(customer, 400.01), **values})
    assert world.confirm(order)


def test_a_cancelled_order_gives_its_headroom_back(world):
    customer = world.customer(1000.0)
    first, second = world.orders(customer, 2, 1000.0)
    assert world.confirm(first) is None
    assert world.confirm(second)
    world.sally.call('sale.order', 'action_cancel', first)
    assert world.confirm(second) is None


def test_an_order_that_grows_beyond_the_limit_is_refused_and_its_decrease_passes(world):
    customer = world.customer(1000.0)
    order = world.order(customer, 900.0)
    assert world.confirm(order) is None
    line = world.admin.value('sale.order', order, 'order_line')
    line = line[0] if isinstance(line, list) else line
    error = world.sally.failure('sale.order.line', 'write', line, vals={'price_unit': 1000.01})
    assert error.is_hold
    world.sally.write('sale.order.line', line, {'price_unit': 1000.00})
    world.sally.write('sale.order.line', line, {'price_unit': 10.00})
    assert world.figure(customer, 'exposure') == 10.0
