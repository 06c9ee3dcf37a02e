"""The customer's own doors over plain HTTP: a signature, an online payment, pay on delivery."""

import base64
import re

import pytest

from .browser import SECRETS, Browser, visible


def quotation(world, customer, amount, **values):
    """Make a quotation that its customer can open by a link; return (id, token)."""
    order = world.order(customer, amount, **values)
    world.sally.call('sale.order', 'action_quotation_sent', order)
    url = world.admin.call('sale.order', 'get_portal_url', order)
    return order, re.search(r'access_token=([\w-]+)', url).group(1)


def test_a_signature_that_fits_confirms(world):
    order, token = quotation(world, world.customer(1000.0), 1000.0,
                             require_signature=True, require_payment=False)
    answer = Browser(world.server).sign(order, token)
    assert 'redirect_url' in answer
    assert world.state(order) == 'sale'


@pytest.mark.parametrize('standing', ['normal', 'blocked'])
def test_a_signature_beyond_credit_ends_in_a_signed_held_quotation(world, standing):
    customer = world.customer(1000.0, standing=standing, standing_reason="bounced cheque")
    order, token = quotation(world, customer, 1234.56, require_signature=True,
                             require_payment=False)
    browser = Browser(world.server)
    answer = browser.sign(order, token)
    assert 'error' not in answer, answer
    found = world.admin.read('sale.order', order, 'state', 'signed_by', 'signature')[0]
    assert (found['state'], found['signed_by']) == ('sent', "Cleo")
    assert world.credit_state(order) == 'held'
    assert base64.b64decode(found['signature'])
    holds = world.holds([order])
    assert [(hold['state'], hold['door']) for hold in holds] == [('open', 'customer')]


def test_signing_twice_is_harmless(world):
    order, token = quotation(world, world.customer(1000.0), 1500.0,
                             require_signature=True, require_payment=False)
    browser = Browser(world.server)
    browser.sign(order, token)
    assert 'error' in browser.sign(order, token)
    assert len(world.holds([order])) == 1


def test_a_signed_held_order_goes_on_when_the_officer_releases_it(world):
    order, token = quotation(world, world.customer(1000.0), 1500.0,
                             require_signature=True, require_payment=False)
    Browser(world.server).sign(order, token)
    hold = world.holds([order])[0]['id']
    world.olga.call('credit.hold', 'release', hold, reason_code='promise', note="known for years")
    assert world.state(order) == 'sale'


# === ONLINE PAYMENT === #

def paid_quotation(world, amount, percent, limit=1000.0):
    customer = world.customer(limit)
    order, token = quotation(world, customer, amount, require_signature=False,
                             require_payment=True, prepayment_percent=percent)
    return customer, order, token


def payments(world, order):
    """Return the booked payments of an order's transactions."""
    return world.admin.search_read(
        'account.payment', [['payment_transaction_id.sale_order_ids', 'in', [order]]],
        'state', 'amount')


def test_a_part_prepaid_online_is_booked_and_the_order_held(world):
    _customer, order, token = paid_quotation(world, 2000.0, 0.10)
    Browser(world.server).pay(order, token, world.facts, 200.0)
    booked = payments(world, order)
    assert [payment['amount'] for payment in booked] == [200.0]
    assert booked[0]['state'] in ('paid', 'in_process')
    assert world.state(order) in ('draft', 'sent')
    assert world.credit_state(order) == 'held'
    assert [hold['door'] for hold in world.holds([order])] == ['payment']


def test_a_cent_prepaid_does_not_open_the_gate(world):
    _customer, order, token = paid_quotation(world, 2000.0, 0.000005)
    Browser(world.server).pay(order, token, world.facts, 0.01)
    assert world.state(order) in ('draft', 'sent')
    assert world.confirm(order)


def test_an_order_paid_in_full_online_is_confirmed_over_the_limit(world):
    customer, order, token = paid_quotation(world, 2000.0, 1.0)
    world.invoice(customer, 5000.0)
    Browser(world.server).pay(order, token, world.facts, 2000.0)
    assert [payment['amount'] for payment in payments(world, order)] == [2000.0]
    assert world.state(order) == 'sale'


def test_a_part_prepaid_that_brings_it_below_the_limit_is_confirmed(world):
    _customer, order, token = paid_quotation(world, 1100.0, 0.10)
    Browser(world.server).pay(order, token, world.facts, 110.0)
    assert world.state(order) == 'sale'


def test_paying_the_rest_cures_an_order_that_was_held_after_a_part(world):
    _customer, order, token = paid_quotation(world, 2000.0, 0.10)
    browser = Browser(world.server)
    browser.pay(order, token, world.facts, 200.0)
    assert world.credit_state(order) == 'held'
    browser.pay(order, token, world.facts, 1800.0)
    world.run_cures()
    assert world.state(order) == 'sale'
    assert sum(payment['amount'] for payment in payments(world, order)) == 2000.0


def test_a_transfer_that_is_only_announced_confirms_nothing(world):
    _customer, order, token = paid_quotation(world, 2000.0, 1.0)
    Browser(world.server).announce(order, token, world.wire, world.wire_method, 2000.0)
    assert world.state(order) in ('draft', 'sent')


# === MAILED, SIGNED AND PAID === #

def mail_quotation(world, order):
    """Send the quotation as *Send* does; return the token in the mail's link."""
    action = world.sally.call('sale.order', 'action_quotation_send', order)
    composer = world.sally.create('mail.compose.message', {}, context=action['context'])
    world.sally.call('mail.compose.message', 'action_send_mail', composer,
                     context=action['context'])
    message = world.admin.search_read(
        'mail.message', [['model', '=', 'sale.order'], ['res_id', '=', order],
                         ['message_type', '=', 'comment']], 'body', order='id desc', limit=1)
    assert "quotation" in visible(message[0]['body'])
    url = world.admin.call('sale.order', 'get_portal_url', order)
    return re.search(r'access_token=([\w-]+)', url).group(1)


@pytest.mark.parametrize(('percent', 'state', 'credit'), [(1.0, 'sale', 'ok'), (0.2, 'sent', 'held')])
def test_a_mailed_quotation_is_signed_and_paid_and_judged_by_what_was_paid(
        world, percent, state, credit):
    customer = world.customer(1000.0)
    world.admin.write('res.partner', customer.partner, {'email': 'cleo@example.com'})
    order = world.order(customer, 2000.0, require_signature=True, require_payment=True,
                        prepayment_percent=percent)
    token = mail_quotation(world, order)
    assert (world.state(order), world.credit_state(order)) == ('sent', 'none')
    browser = Browser(world.server)
    browser.sign(order, token)
    assert (world.state(order), world.holds([order])) == ('sent', [])
    browser.pay(order, token, world.facts, 2000.0 * percent)
    assert (world.state(order), world.credit_state(order)) == (state, credit)
    assert [payment['amount'] for payment in payments(world, order)] == [2000.0 * percent]
    assert world.admin.value('sale.order', order, 'signed_by') == "Cleo"
    assert ("we have your order" in visible(browser.page(order, token))) == (credit == 'held')


# === PAY LATER === #

def choose_cash(world, order, amount):
    """Choose cash on delivery; return the browser, whose status page has not asked yet."""
    url = world.admin.call('sale.order', 'get_portal_url', order)
    token = re.search(r'access_token=([\w-]+)', url).group(1)
    browser = Browser(world.server)
    browser.choose(order, token, world.cod, world.cod_method, amount)
    return browser, token


@pytest.mark.parametrize(('amount', 'state'), [(900.0, 'sale'), (1500.0, 'sent')])
def test_cash_on_delivery_confirms_what_fits_and_holds_the_rest(world, amount, state):
    order = world.cash_on_delivery_order(world.customer(1000.0), amount)
    browser, _token = choose_cash(world, order, amount)
    browser.poll()
    assert world.state(order) == state
    assert [hold['door'] for hold in world.holds([order])] == (
        [] if state == 'sale' else ['pay later'])
    done = world.admin.search_read(
        'payment.transaction', [['sale_order_ids', 'in', [order]]], 'state', 'is_post_processed')
    assert [(tx['state'], tx['is_post_processed']) for tx in done] == [('pending', True)]


def test_less_room_when_the_status_page_asks_undoes_no_cash_on_delivery(world):
    """What is due grew between the two requests; the customer must not see an error."""
    customer = world.customer(1000.0)
    order = world.cash_on_delivery_order(customer, 900.0)
    browser, _token = choose_cash(world, order, 900.0)
    world.invoice(customer, 1000.0, due=-60)
    browser.poll()
    assert world.state(order) == 'sale'
    assert not world.holds([order])


def test_less_room_when_odoos_scheduler_asks_breaks_nothing(world):
    customer = world.customer(1000.0)
    fits, held = [world.cash_on_delivery_order(customer, 600.0) for _ in range(2)]
    for order in (fits, held):
        choose_cash(world, order, 600.0)
    world.invoice(customer, 1000.0)
    mark = world.server.mark()
    world.admin.call('ir.cron', 'method_direct_trigger',
                     world.xmlid('payment.cron_post_process_payment_tx'))
    assert not world.server.faults(mark)
    assert (world.state(fits), world.state(held)) == ('sale', 'sent')


def test_who_ordered_reads_that_the_order_is_there(world):
    """Not the provider's words, which speak of a confirmed order."""
    sentence = "we have your order"
    order = world.cash_on_delivery_order(world.customer(1000.0), 1500.0)
    url = world.admin.call('sale.order', 'get_portal_url', order)
    assert sentence not in visible(Browser(world.server).get(url))
    browser, token = choose_cash(world, order, 1500.0)
    browser.poll()
    page = visible(browser.page(order, token))
    assert sentence in page
    assert "collect payment upon delivery" not in page
    signed, token = quotation(world, world.customer(1000.0), 1500.0, require_signature=True,
                              require_payment=False)
    answer = browser.sign(signed, token)
    assert sentence in visible(browser.get(answer['redirect_url']))
    assert not SECRETS.search(page)
