"""Events and projects: nothing of theirs happens for an order that is held."""

import re

import pytest
from e2e.browser import Browser
from e2e.rpc import RpcError


def registrations(world, order):
    return world.admin.search_read(
        'event.registration', [['sale_order_id', '=', order]], 'state')


def ticket_order(world, customer, price, seats=1):
    values = world.order_values(customer, price)
    values['order_line'][0][2].update(
        product_id=world.ticket_product, event_id=world.event, event_ticket_id=world.ticket,
        product_uom_qty=seats, price_unit=price)
    return world.sally.create('sale.order', values)


def test_nobody_is_registered_by_a_held_order(world):
    customer = world.customer(1000.0)
    order = ticket_order(world, customer, 600.0, seats=2)
    assert world.confirm(order)
    world.sally.call('sale.order', 'action_confirm_each', [order])
    assert registrations(world, order) == []
    hold = world.holds([order])[0]['id']
    world.mona.call('credit.hold', 'release', hold, reason_code='promise', note="known")
    assert len(registrations(world, order)) == 2


def registered_order(world, limit, price):
    """Make an order whose attendee is registered already, as the web shop does with the cart.

    Confirming it, Odoo confirms him and commits at once, to keep the mail that it queued.
    """
    order = ticket_order(world, world.customer(limit), price)
    line = world.admin.read('sale.order', order, 'order_line')[0]['order_line'][0]
    world.admin.create('event.registration', {
        'event_id': world.event, 'event_ticket_id': world.ticket, 'name': "Cleo",
        'email': 'cleo@example.com', 'sale_order_id': order, 'sale_order_line_id': line,
    })
    return order


def press_confirm(world, order):
    world.confirm(order)


def write_the_state(world, order):
    try:
        world.sally.write('sale.order', order, {'state': 'sale'})
    except RpcError as error:
        assert error.is_hold


def confirm_from_the_list(world, order):
    world.sally.call('sale.order', 'action_confirm_each', [order])


def sign(world, order):
    world.sally.write('sale.order', order, {'require_signature': True, 'require_payment': False})
    url = world.admin.call('sale.order', 'get_portal_url', order)
    Browser(world.server).sign(order, re.search(r'access_token=([\w-]+)', url).group(1))


DOORS = pytest.mark.parametrize(
    'door', [press_confirm, write_the_state, confirm_from_the_list, sign],
    ids=lambda door: door.__name__)


@DOORS
def test_no_commit_of_another_app_lets_a_held_order_stand_confirmed(world, door):
    order = registered_order(world, 50.0, 100.0)
    door(world, order)
    assert world.state(order) in ('draft', 'sent')
    assert [one['state'] for one in registrations(world, order)] == ['draft']
    assert [hold['state'] for hold in world.holds([order])] == ['open']


@DOORS
def test_who_is_registered_already_is_confirmed_with_an_order_that_fits(world, door):
    order = registered_order(world, 500.0, 100.0)
    door(world, order)
    assert world.state(order) == 'sale'
    assert [one['state'] for one in registrations(world, order)] == ['open']


def test_a_release_confirms_who_is_registered_already(world):
    order = registered_order(world, 50.0, 100.0)
    assert world.confirm(order)
    hold = world.holds([order])[0]['id']
    world.mona.call('credit.hold', 'release', hold, reason_code='promise', note="known")
    assert world.state(order) == 'sale'
    assert [one['state'] for one in registrations(world, order)] == ['open']


def test_a_cure_confirms_who_is_registered_already(world):
    order = registered_order(world, 50.0, 100.0)
    assert world.confirm(order)
    partner = world.admin.value('sale.order', order, 'partner_id')
    profile = world.admin.search('credit.profile', ['partner_id', '=', partner])
    world.mona.write('credit.profile', profile, {'credit_limit': 100.0})
    world.run_cures()
    assert world.state(order) == 'sale'
    assert [one['state'] for one in registrations(world, order)] == ['open']


def projects(world, order):
    return world.admin.count('project.task', ['sale_order_id', '=', order])


def test_no_project_is_made_for_a_held_order(world):
    customer = world.customer(1000.0)
    order = world.order(customer, 1500.0, product=world.installation)
    before = world.admin.count('project.project')
    assert world.confirm(order)
    assert (projects(world, order), world.admin.count('project.project')) == (0, before)
    hold = world.holds([order])[0]['id']
    world.mona.call('credit.hold', 'release', hold, reason_code='promise', note="known")
    assert (projects(world, order), world.admin.count('project.project')) == (1, before + 1)


def test_no_task_is_made_by_a_line_that_is_refused(world):
    customer = world.customer(1000.0)
    order = world.order(customer, 900.0)
    assert world.confirm(order) is None
    error = world.sally.failure('sale.order', 'write', order, vals={'order_line': [[0, 0, {
        'product_id': world.installation, 'price_unit': 500.0, 'tax_ids': [[5]]}]]})
    assert error.is_hold
    assert projects(world, order) == 0


def test_an_order_made_for_a_task_is_confirmed_at_once_or_not_there(world):
    """Projects create an order and confirm it in one go: who asks reads why it was refused."""
    customer = world.customer(1000.0)
    project = world.admin.create('project.project', {
        'name': "Plant", 'allow_billable': True, 'partner_id': customer.partner})
    task = world.admin.create('project.task', {
        'name': "Install", 'project_id': project, 'partner_id': customer.partner})
    values = world.order_values(customer, 1500.0)
    error = world.admin.failure('sale.order', 'create', vals_list=[values],
                                context={'create_for_task_id': task})
    assert error.is_hold
    assert world.count_orders(customer) == 0
    assert not world.admin.value('project.task', task, 'sale_line_id')
    assert world.decisions(customer, ['kind', '=', 'refused_unsaved'])
