"""Customers of one group confirm at one moment: the pool holds to the cent."""

from collections import Counter

from .test_storm import HELD, PASSED, outcome, storm
from .world import at_once, codes

EACH = 8


def policy(world):
    """Publish a policy that asks for the pool of groups, and nothing changes for other tests."""
    found = world.admin.create('credit.policy', {'name': "With groups", 'sequence': 90})
    world.admin.call('credit.policy', 'action_publish', found)
    return found


def group(world, customers, pool):
    found = world.admin.create('credit.group', {
        'name': f"Group of {customers[0].partner}", 'pool_limit': pool})
    world.admin.create('credit.group.member', [
        {'group_id': found, 'profile_id': one.profile} for one in customers])
    world.admin.call('credit.group', 'action_approve', found)
    return found


def test_customers_of_one_group_at_once_use_the_pool_up_and_no_more(worlds):
    asks = policy(worlds)
    customers = [worlds.customer(10_000.0, policy_id=asks) for _number in range(3)]
    group(worlds, customers, 1_000.0)
    orders = [order for one in customers for order in worlds.orders(one, EACH, 100.0)]
    assert storm(worlds, orders) == {PASSED: 10, HELD: 3 * EACH - 10}
    assert worlds.states(orders)['sale'] == 10
    assert sum(worlds.figure(one, 'exposure') for one in customers) == 1_000.0
    holds = worlds.holds(orders, ['state', '=', 'open'])
    assert len(holds) == 3 * EACH - 10


def test_two_customers_want_the_last_of_the_pool(worlds):
    asks = policy(worlds)
    customers = [worlds.customer(10_000.0, policy_id=asks) for _number in range(2)]
    group(worlds, customers, 1_000.0)
    invoice = worlds.invoice(customers[0], 400.0)
    orders = [worlds.order(one, 600.0) for one in customers]
    assert Counter(at_once(lambda order: outcome(worlds, order), orders)) == {PASSED: 1, HELD: 1}
    late = next(order for order in orders if worlds.state(order) != 'sale')
    assert codes(worlds.confirm(late)) == ['H14']
    # What one of them pays makes room for the other; the queue of cures finds him.
    worlds.pay(invoice)
    worlds.run_cures()
    assert worlds.holds([late], ['state', '=', 'open'])
    small = worlds.order(customers[1], 400.0)
    assert worlds.confirm(small) is None
