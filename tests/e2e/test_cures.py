"""Money that is here holds nobody, and money that arrives lets held orders go on."""

import time

import pytest

from .server import Server


def test_paying_the_invoice_confirms_the_held_order(world):
    customer = world.customer(1000.0)
    invoice = world.invoice(customer, 800.0)
    order, hold = world.held(customer, 500.0)
    world.pay(invoice)
    world.run_cures()
    assert (world.state(order), world.credit_state(order)) == ('sale', 'ok')
    assert world.admin.value('credit.hold', hold, 'state') == 'cured'


def test_paying_a_part_that_is_not_enough_cures_nothing(world):
    customer = world.customer(1000.0)
    world.invoice(customer, 800.0)
    order, hold = world.held(customer, 500.0)
    world.receive(customer, 299.99)
    world.run_cures()
    assert (world.state(order), world.credit_state(order)) == ('draft', 'held')
    world.receive(customer, 0.01)
    world.run_cures()
    assert world.state(order) == 'sale'
    assert world.admin.value('credit.hold', hold, 'state') == 'cured'


def test_the_scheduler_cures_by_itself_within_seconds(world, farm):
    customer = world.customer(1000.0)
    invoice = world.invoice(customer, 1000.0)
    order, _hold = world.held(customer, 500.0)
    server = Server(farm.database, 0, farm.folder, crons=1).start()
    try:
        world.at(server).pay(invoice)
        deadline = time.monotonic() + 60
        while world.state(order) != 'sale' and time.monotonic() < deadline:
            time.sleep(0.5)
    finally:
        server.stop()
    assert world.state(order) == 'sale'


def test_a_raised_limit_lets_the_oldest_request_go_first(world):
    customer = world.customer(1000.0)
    world.invoice(customer, 1000.0)
    older, _ = world.held(customer, 700.0)
    newer, _ = world.held(customer, 600.0)
    smaller, _ = world.held(customer, 300.0)
    world.mona.write('credit.profile', customer.profile, {'credit_limit': 2000.0})
    world.run_cures()
    assert [world.state(order) for order in (older, newer, smaller)] == ['sale', 'draft', 'sale']


def test_an_order_changed_since_is_cleared_but_not_confirmed(world):
    customer = world.customer(1000.0)
    invoice = world.invoice(customer, 1000.0)
    order, hold = world.held(customer, 500.0)
    line = world.admin.read('sale.order', order, 'order_line')[0]['order_line']
    world.sally.write('sale.order.line', line, {'price_unit': 400.0})
    world.pay(invoice)
    world.run_cures()
    assert (world.state(order), world.credit_state(order)) == ('draft', 'ok')
    assert world.admin.value('credit.hold', hold, 'state') == 'cured'


def test_running_the_cures_twice_is_running_them_once(world):
    customer = world.customer(1000.0)
    invoice = world.invoice(customer, 1000.0)
    world.held(customer, 500.0)
    world.pay(invoice)
    world.run_cures()
    before = len(world.decisions(customer))
    world.run_cures()
    assert len(world.decisions(customer)) == before


# === PAID BUT UNMATCHED === #

def overdue(world, days=60):
    """Return a customer whose only fault is an old unpaid invoice."""
    customer = world.customer(2000.0)
    world.invoice(customer, 800.0, due=-days)
    return customer


def test_an_old_unpaid_invoice_holds(world):
    customer = overdue(world)
    error = world.confirm(world.order(customer, 10.0))
    assert {breach['code'] for breach in error.context['breaches']} & {'H02', 'H03'}


def on_account(world, customer):
    world.receive(customer, 800.0)


def without_entry(world, customer):
    """A payment in process that has no journal entry: only the bank line will bring one."""
    payment = world.receive(customer, 800.0, booked=False)
    found = world.admin.read('account.payment', payment, 'state', 'move_id')[0]
    assert (found['state'], found['move_id']) == ('in_process', False)


def bank_line(world, customer):
    world.bank_line(customer, 800.0)


@pytest.mark.parametrize('arrival', [on_account, without_entry, bank_line],
                         ids=lambda arrival: arrival.__name__)
def test_paid_but_unmatched_money_holds_nobody_for_overdue(world, arrival):
    customer = overdue(world)
    order, hold = world.held(customer, 10.0)
    arrival(world, customer)
    assert world.confirm(world.order(customer, 10.0)) is None
    world.run_cures()
    assert world.state(order) == 'sale'
    assert world.admin.value('credit.hold', hold, 'state') == 'cured'


def test_too_little_on_account_still_holds(world):
    customer = overdue(world)
    world.receive(customer, 700.0)
    assert world.confirm(world.order(customer, 10.0))


def test_matching_what_is_here_cures(world):
    customer = world.customer(1000.0)
    invoice = world.invoice(customer, 800.0, due=-60)
    order, _hold = world.held(customer, 300.0)
    world.receive(customer, 800.0)
    lines = world.ann.search(
        'account.move.line', ['account_type', '=', 'asset_receivable'],
        ['reconciled', '=', False], ['parent_state', '=', 'posted'],
        ['partner_id', '=', customer.partner],
    )
    assert len(lines) == 2
    world.ann.call('account.move.line', 'reconcile', lines)
    assert world.admin.value('account.move', invoice, 'payment_state') in ('paid', 'in_payment')
    world.run_cures()
    assert world.state(order) == 'sale'
    assert world.figure(customer, 'overdue_amount') == 0.0


def test_an_invoice_in_payment_holds_nobody(world):
    customer = world.customer(2000.0)
    invoice = world.invoice(customer, 800.0, due=-60)
    world.pay(invoice)
    assert world.confirm(world.order(customer, 10.0)) is None


def test_one_receipt_seen_twice_counts_once(world):
    customer = world.customer(1000.0)
    world.invoice(customer, 1000.0)
    without_entry(world, customer)
    world.bank_line(customer, 800.0)
    assert world.figure(customer, 'exposure') == 200.0
