"""Loyalty points: granted when an order is confirmed, and only then."""

import re

import pytest
from e2e.browser import Browser


def member(world, limit=1000.0):
    """Return a customer who collects points, and his card."""
    customer = world.customer(limit)
    card = world.admin.create('loyalty.card', {
        'program_id': world.points, 'partner_id': customer.partner})
    return customer, card


def points(world, card):
    return world.admin.value('loyalty.card', card, 'points')


def history(world, order):
    return world.admin.count('loyalty.history', ['order_id', '=', order],
                             ['order_model', '=', 'sale.order'])


def press_confirm(world, order):
    assert world.confirm(order)


def confirm_from_the_list(world, order):
    world.sally.call('sale.order', 'action_confirm_each', [order])


def sign(world, order):
    world.sally.write('sale.order', order, {'require_signature': True, 'require_payment': False})
    url = world.admin.call('sale.order', 'get_portal_url', order)
    Browser(world.server).sign(order, re.search(r'access_token=([\w-]+)', url).group(1))


@pytest.mark.parametrize('door', [press_confirm, confirm_from_the_list, sign],
                         ids=lambda door: door.__name__)
def test_a_held_order_grants_no_points_and_a_released_one_grants_them_once(world, door):
    customer, card = member(world)
    order = world.order(customer, 1500.0)
    door(world, order)
    assert world.credit_state(order) == 'held'
    assert (points(world, card), history(world, order)) == (0.0, 0)
    hold = world.holds([order])[0]['id']
    world.mona.call('credit.hold', 'release', hold, reason_code='promise', note="known")
    assert world.state(order) == 'sale'
    assert (points(world, card), history(world, order)) == (1500.0, 1)


def test_points_that_were_to_be_spent_are_there_after_a_refusal(world):
    customer, card = member(world)
    world.admin.write('loyalty.card', card, {'points': 5000.0})
    order = world.order(customer, 2000.0)
    wizard = world.sally.call('sale.order', 'action_open_reward_wizard', order)
    assert wizard is True
    assert world.admin.value('sale.order', order, 'amount_total') == 1800.0
    assert world.confirm(order)
    assert points(world, card) == 5000.0
    world.admin.write('credit.profile', customer.profile, {'credit_limit': 1800.0})
    assert world.confirm(order) is None
    # Spent, and earned on what the order is worth before the reward.
    assert points(world, card) == 2000.0


def test_a_batch_with_a_held_order_grants_points_to_nobody(world):
    """All or nothing over RPC: the order that would pass waits too, and so do its points."""
    fits, card = member(world)
    poor, other_card = member(world, 10.0)
    orders = [world.order(fits, 100.0), world.order(poor, 100.0)]
    error = world.sally.failure('sale.order', 'action_confirm', orders)
    assert error.is_hold
    assert (points(world, card), points(world, other_card)) == (0.0, 0.0)
