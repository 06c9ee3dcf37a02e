"""An officer proposes, sales takes it, and the gate answers on connections of its own."""

import re

import pytest

from .browser import Browser


def proposed(world, hold, choice):
    """Send the cheapest proposal of a kind as Olga does; return the dialog's id."""
    dialog = world.olga.call('credit.hold', 'action_propose_dialog', hold)['res_id']
    world.olga.write('credit.hold.propose', dialog, {'choice': choice})
    world.olga.call('credit.hold.propose', 'action_send', dialog)
    return dialog


def pieces(world, customer, number, price=100.0):
    """Return (order, hold) of Sally's over pieces of goods."""
    values = world.order_values(customer, price, product=world.goods)
    values['order_line'][0][2]['product_uom_qty'] = number
    order = world.sally.create('sale.order', values)
    return order, world.confirm(order).context['hold_ids'][0]


def test_a_split_confirms_what_fits_and_holds_the_rest(world):
    customer = world.customer(1000.0)
    world.invoice(customer, 300.0)
    order, hold = pieces(world, customer, 15)
    proposed(world, hold, 'split')
    dialog = world.sally.call('sale.order', 'action_credit_take_proposal', order)['res_id']
    world.sally.call('credit.order.reduce', 'action_reduce', dialog)
    assert (world.state(order), world.admin.value('sale.order', order, 'amount_total')) == (
        'sale', 700.0)
    [rest] = world.admin.search(
        'sale.order', ['partner_id', '=', customer.partner], ['id', '!=', order])
    assert world.admin.value('sale.order', rest, 'amount_total') == 800.0
    assert (world.state(rest), world.credit_state(rest)) == ('draft', 'held')
    assert world.figure(customer, 'exposure') == 1000.0
    assert world.admin.call('credit.decision', 'verify_chain', profile_id=customer.profile)['sound']


def test_a_split_overtaken_by_another_order_leaves_the_order_whole(world):
    customer = world.customer(1000.0)
    order, hold = pieces(world, customer, 15)
    proposed(world, hold, 'split')
    dialog = world.sally.call('sale.order', 'action_credit_take_proposal', order)['res_id']
    assert world.confirm(world.order(customer, 400.0)) is None
    refusal = world.sally.failure('credit.order.reduce', 'action_reduce', dialog)
    assert refusal.is_hold
    assert world.admin.value('sale.order', order, 'amount_total') == 1500.0
    assert world.count_orders(customer) == 2
    assert world.admin.value('credit.hold', hold, 'state') == 'open'


def test_a_deposit_that_was_proposed_and_paid_confirms_the_order(world):
    customer = world.customer(1000.0)
    world.invoice(customer, 600.0)
    order, hold = world.held(customer, 1000.0)
    proposed(world, hold, 'deposit')
    world.sally.call('sale.order', 'action_credit_take_proposal', order)
    assert world.admin.value('sale.order', order, 'prepayment_percent') == pytest.approx(0.6)
    world.sally.call('sale.order', 'action_quotation_sent', order)
    url = world.admin.call('sale.order', 'get_portal_url', order)
    token = re.search(r'access_token=([\w-]+)', url).group(1)
    Browser(world.server).pay(order, token, world.facts, 600.0)
    assert world.state(order) == 'sale'


def test_paying_the_proposed_invoices_confirms_the_order(world):
    customer = world.customer(1000.0)
    oldest, newer = world.invoice(customer, 400.0, due=-40), world.invoice(customer, 400.0, due=-2)
    order, hold = world.held(customer, 500.0)
    proposed(world, hold, 'invoices')
    [proposal] = world.olga.search_read(
        'credit.proposal', [['hold_id', '=', hold]], 'kind', 'terms', 'customer_text')
    name, other = (world.ann.value('account.move', move, 'name') for move in (oldest, newer))
    assert name in proposal['customer_text'] and other not in proposal['customer_text']
    world.pay(oldest)
    world.run_cures()
    assert world.state(order) == 'sale'


@pytest.mark.parametrize('login', ['sally', 'sam', 'arno', 'wanda'])
def test_who_is_no_officer_proposes_nothing(world, login):
    _order, hold = world.held(world.customer(1000.0), 1500.0)
    person = getattr(world, login)
    assert person.failure('credit.hold', 'action_propose_dialog', hold).kind == 'AccessError'
    assert person.failure(
        'credit.hold.propose', 'create', vals_list=[{'hold_id': hold}]).kind == 'AccessError'
    assert person.failure('credit.proposal', 'create', vals_list=[
        {'hold_id': hold, 'kind': 'reduce'}]).kind == 'AccessError'


def test_a_proposal_opens_nothing_by_itself(world):
    """A dialog of one's own making about more than fits: the gate asks as ever."""
    order, hold = pieces(world, world.customer(1000.0), 15)
    proposed(world, hold, 'reduce')
    assert world.confirm(order)
    assert world.credit_state(order) == 'held'


def test_a_question_is_answered_by_the_word_that_asks_for_a_release(world):
    order, hold = world.held(world.customer(1000.0), 1500.0)
    question = world.olga.create('credit.hold.question', {'hold_id': hold, 'text': "Can half wait?"})
    world.olga.call('credit.hold.question', 'action_ask', question)
    assert world.admin.value('credit.hold', hold, 'asked_sales_at')
    world.sally.call('sale.order', 'action_request_credit_release', order, note="Half can wait")
    assert not world.admin.value('credit.hold', hold, 'asked_sales_at')
    assert not world.admin.count(
        'mail.activity', ['res_model', '=', 'sale.order'], ['res_id', '=', order])


def test_a_promise_is_kept_with_the_release(world):
    order, hold = world.held(world.customer(1000.0), 1500.0)
    promise = {'kind': 'promise', 'date': '2099-12-31', 'amount': 500.0}
    release = {'reason_code': 'promise', 'note': "called", 'condition': promise}
    answer = world.olga.call('credit.hold', 'release', hold, **release)
    assert answer['order_state'] == world.state(order) == 'sale'
    assert world.olga.value('credit.hold', hold, 'condition_amount') == 500.0
    assert world.sally.failure('credit.hold', 'read', hold, fields=['condition_amount'])
    assert "promised for" in world.sally.value('credit.hold', hold, 'condition_text')
