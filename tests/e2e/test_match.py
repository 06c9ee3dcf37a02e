"""Matching money by people, on real connections: what is tried leaves nothing, what is applied cures."""

import time

from .rpc import RpcError
from .server import Server
from .world import at_once


def doubtful_line(world, customer, amount):
    """Import a bank line of a payer who only has the customer's name: it counts when matched."""
    line = world.bank_line(customer, amount)
    world.ann.write('account.bank.statement.line', line, {'partner_name': "Somebody"})
    return line


def dialog(world, customer):
    """Open the dialog from the contact, as an accountant without a credit role does."""
    return world.ann.call('res.partner', 'action_credit_match', [customer.partner])['res_id']


def select(world, match):
    """Select all the money; return the pairs that the screen sends for the outlook."""
    money = world.ann.search_read('credit.match.money', [['match_id', '=', match]], 'open')
    owed = world.ann.search_read('credit.match.invoice', [['match_id', '=', match]], 'res_id', 'open')
    left = sum(row['open'] for row in money)
    for row in money:
        world.ann.write(
            'credit.match.money', row['id'], {'selected': True, 'amount': row['open']}
        )
    invoices = []
    for row in owed:
        amount = min(left, row['open'])
        left -= amount
        world.ann.write(
            'credit.match.invoice', row['id'], {'selected': bool(amount), 'amount': amount}
        )
        invoices.append([row['res_id'], amount])
    return [[row['id'], row['open']] for row in money], invoices


def apply(world, match):
    """Press Apply; return the error, or None."""
    try:
        world.ann.call('credit.match', 'action_apply', [match])
    except RpcError as error:
        return error
    return None


def ledger(world):
    return [world.admin.count(model) for model in (
        'account.move', 'account.partial.reconcile', 'mail.message', 'credit.match.result',
    )]


def test_the_outlook_is_tried_in_earnest_and_nothing_of_it_stays(world):
    customer = world.customer(1000.0)
    invoice = world.invoice(customer, 800.0)
    _order, hold = world.held(customer, 500.0)
    line = doubtful_line(world, customer, 300.0)
    match = dialog(world, customer)
    money, invoices = select(world, match)
    before = ledger(world)
    answer = world.ann.call('credit.match', 'outlook', [match], money=money, invoices=invoices)
    assert [(one['id'], one['clears'], one['confirms']) for one in answer['holds']] == [
        (hold, True, True)
    ]
    assert ledger(world) == before
    assert world.admin.value('account.move', invoice, 'amount_residual') == 800.0
    assert not world.admin.value('account.bank.statement.line', line, 'is_reconciled')


def test_matching_confirms_the_held_order_by_the_scheduler(world, farm):
    customer = world.customer(1000.0)
    world.invoice(customer, 800.0)
    order, hold = world.held(customer, 500.0)
    doubtful_line(world, customer, 300.0)
    match = dialog(world, customer)
    select(world, match)
    server = Server(farm.database, 0, farm.folder, crons=1).start()
    try:
        assert apply(world.at(server), match) is None
        deadline = time.monotonic() + 60
        while world.state(order) != 'sale' and time.monotonic() < deadline:
            time.sleep(0.5)
    finally:
        server.stop()
    assert world.state(order) == 'sale'
    assert world.admin.value('credit.hold', hold, 'state') == 'cured'


def test_two_who_apply_the_same_money_at_once_apply_it_once(worlds):
    customer = worlds.customer(1000.0)
    invoice = worlds.invoice(customer, 800.0)
    doubtful_line(worlds, customer, 300.0)
    matches = [dialog(worlds, customer) for _number in range(2)]
    for match in matches:
        select(worlds, match)
    errors = [error for error in at_once(lambda match: apply(worlds, match), matches) if error]
    assert [error.kind for error in errors] == ['UserError']
    assert 'Changed while this was open' in errors[0].text
    assert worlds.admin.value('account.move', invoice, 'amount_residual') == 500.0


def test_who_may_not_reconcile_has_no_dialog(world):
    customer = world.customer(1000.0)
    doubtful_line(world, customer, 300.0)
    for person in (world.sally, world.olga, world.arno):
        try:
            person.call('res.partner', 'action_credit_match', [customer.partner])
        except RpcError as error:
            assert error.kind == 'AccessError'
        else:
            raise AssertionError(person.person['login'])
