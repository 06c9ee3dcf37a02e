"""A customer with nothing but the link of his statement, in a real browser; papers used at once."""

import json
import re
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
import requests

from .screenshots import chrome
from .test_storm import HELD, PASSED, outcome
from .world import at_once, codes

SCRIPT = Path(__file__).with_name('statements.py')
PDF = b'%PDF-1.7\noffer\n%%EOF'
CONFIRM = '.o_credit_statement_confirm'


@pytest.fixture(scope='module')
def sent(world):
    return world.database.call_script(SCRIPT, 'prepare')


def statement(world, one):
    return world.admin.read(
        'credit.statement', one['id'], 'state', 'confirmed', 'difference', 'signer_name',
        'signer_title', 'code_email', 'signature', 'document_hash', 'signer_agent', 'dispute_ids')[0]


def code(world, one):
    """Return the last code that is on its way to the customer."""
    body = world.database.value(
        "SELECT mail.body_html FROM mail_mail mail JOIN mail_message m ON m.id = mail.mail_message_id"
        " WHERE m.subject LIKE %s ORDER BY mail.id DESC LIMIT 1", f"%code for statement {one['name']}%")
    return re.search(r'<strong>(\d{6})</strong>', body)[1]


class Page:
    """The customer's window."""

    def __init__(self, browser, world, folder):
        self.browser, self.world, self.folder = browser, world, folder

    def open(self, path, selector, width=1366, height=1400):
        self.browser.call('Emulation.setDeviceMetricsOverride', width=width, height=height,
                          deviceScaleFactor=1, mobile=width < 500)
        self.browser.call('Page.navigate', url=f'{self.world.server.address}{path}')
        self.browser.show(selector)

    def run(self, script, then):
        self.browser.run(script)
        self.browser.show(then)

    def type(self, selector, text):
        self.browser.run(
            f"{{ const field = document.querySelector({json.dumps(selector)});"
            f" field.value = {json.dumps(text)}; field.dispatchEvent(new Event('input',"
            " {bubbles: true})); field.dispatchEvent(new Event('change', {bubbles: true})); }")

    def text(self):
        return self.browser.run("document.querySelector('.o_credit_statement').innerText")

    def press(self, selector, then):
        self.run(f"document.querySelector({json.dumps(selector)}).click()", then)

    def draw(self, selector):
        """Draw with the mouse, as a hand does."""
        x, y, width, height = self.browser.run(
            f"{{ const box = document.querySelector({json.dumps(selector)});"
            " box.scrollIntoView({block: 'center'}); const r = box.getBoundingClientRect();"
            " [r.x, r.y, r.width, r.height] }")
        points = [(x + width * part / 10, y + height * (0.3 + 0.4 * (part % 2)))
                  for part in range(2, 9)]
        for number, (left, top) in enumerate([*points, points[-1]]):
            kind = 'mousePressed' if not number else (
                'mouseReleased' if number == len(points) else 'mouseMoved')
            self.browser.call(
                'Input.dispatchMouseEvent', type=kind, x=left, y=top, button='left', buttons=1,
                clickCount=int(kind != 'mouseMoved'))

    def attach(self, selector, path):
        node = self.browser.call('DOM.getDocument')['root']['nodeId']
        found = self.browser.call('DOM.querySelector', nodeId=node, selector=selector)['nodeId']
        self.browser.call('DOM.setFileInputFiles', files=[str(path)], nodeId=found)

    def save(self, name):
        self.browser.save(self.folder / f'{name}.png')


def confirm(page, world, one):
    page.open(one['path'], CONFIRM)
    page.save('open')
    page.type(f"{CONFIRM} [name='name']", "Chen Wei")
    page.type(f"{CONFIRM} [name='title']", "Chief accountant")
    page.press(f'{CONFIRM} form button', f"{CONFIRM} [name='code']")
    page.type(f"{CONFIRM} [name='code']", code(world, one))
    page.press(f'{CONFIRM} form button', f'{CONFIRM} .o_web_sign_draw_button')
    page.press(f'{CONFIRM} .o_web_sign_draw_button', f'{CONFIRM} canvas')
    page.draw(f'{CONFIRM} canvas')
    page.save('signing')
    signed_by = page.browser.run('location.pathname + location.search')
    page.press(f'{CONFIRM} .o_portal_sign_submit', '.o_credit_statement .alert-success')
    page.save('confirmed')
    return signed_by


def differ(page, one, folder):
    page.open(one['path'], CONFIRM)
    file = folder / 'offer.pdf'
    file.write_bytes(PDF)
    page.browser.run("document.querySelectorAll('td details')[0].open = true")
    page.browser.run(
        "{ const reason = document.querySelector(\"td details [name='reason_id']\");"
        " reason.value = reason.options[1].value; }")
    page.type("td details [name='amount']", '300.00')
    page.type("td details [name='note']", "Agreed 900")
    page.attach("td details [name='proof']", file)
    page.save('differing')
    page.press("td details button", '.o_credit_statement .alert-info')
    page.save('differs')


def test_a_customer_confirms_one_and_disputes_a_line_of_another(world, sent, tmp_path):
    first, second = sent['acme']
    with chrome() as browser:
        page = Page(browser, world, tmp_path)
        signed_by = confirm(page, world, first)
        assert "Confirmed by Chen Wei, Chief accountant" in page.text()
        differ(page, second, tmp_path)
        page.open(second['path'], CONFIRM, width=412, height=1500)
        page.save('phone')
        assert browser.run('document.documentElement.scrollWidth') <= 412
    found = statement(world, first)
    assert (found['state'], found['confirmed'], found['signer_name'], found['signer_title'],
            found['code_email']) == (
        'confirmed', 1_200.0, "Chen Wei", "Chief accountant", "acme@example.com")
    assert found['signature'] and found['document_hash'] and 'Chrome' in found['signer_agent']
    found = statement(world, second)
    assert (found['state'], found['difference']) == ('differs', 300.0)
    dispute = world.admin.read('credit.dispute', found['dispute_ids'], 'amount')[0]
    assert dispute['amount'] == 300.0
    files = world.admin.search_read(
        'ir.attachment', [['res_model', '=', 'credit.dispute'], ['res_id', '=', dispute['id']]],
        'name', 'public')
    assert [(one['name'], one['public']) for one in files] == [('offer.pdf', False)]
    url = f"{world.server.address}/web/content/{files[0]['id']}"
    assert requests.get(url, timeout=60).status_code == 404
    replay(world, first, signed_by)


def replay(world, one, signed_by):
    """What was sent is sent again: nothing changes."""
    before = statement(world, one)
    answer = requests.post(
        f"{world.server.address}{signed_by.replace('?', '/confirm?')}", timeout=60,
        json={'jsonrpc': '2.0', 'params': {'name': "Eve", 'signature': before['signature']}}).json()
    assert 'error' in answer['result']
    assert statement(world, one) == before


def test_a_wrong_ended_or_foreign_link_gets_nothing(world, sent):
    own, other, expired = sent['acme'][1], sent['other'], sent['expired']
    token = other['path'].partition('access_token=')[2]
    address = own['path'].partition('?')[0]
    for path in (address, f'{address}?access_token={token}', f'{own["path"]}x', expired['path'],
                 f'{address}/pdf?access_token={token}', f'{address}/pay?access_token={token}'):
        answer = requests.get(f'{world.server.address}{path}', timeout=60)
        assert answer.status_code == 404, path
        assert "Yard" not in answer.text and '3,400' not in answer.text


# === LETTERS OF AUTHORITY === #

def letter(world, customer, cap):
    """Return a contact of the customer who may order up to `cap` together."""
    person = world.admin.create('res.partner', {
        'name': "Li Wei", 'parent_id': customer.partner, 'type': 'contact'})
    scope = world.xmlid('credit_management.credit_authorization_scope_order')
    found = world.olga.create('credit.authorization', {
        'profile_id': customer.profile, 'agent_id': person, 'scope_ids': [[6, 0, [scope]]],
        'max_cumulative': cap, 'has_original': True, 'file': 'JVBERi0xLjcKc2lnbmVkCiUlRU9G',
        'date_from': str(date.today() - timedelta(days=9)),
        'date_to': str(date.today() + timedelta(days=9))})
    world.mona.call('credit.authorization', 'action_verify', found)
    return person


def asks_for(world, code):
    """Return a policy of this rule alone."""
    policy = world.admin.create('credit.policy', {'name': f"With {code}", 'sequence': 91})
    rules = world.admin.search_read('credit.policy.rule', [['policy_id', '=', policy]], 'code')
    for rule in rules:
        on = 'hold' if rule['code'] == code else 'off'
        world.admin.write('credit.policy.rule', rule['id'], {
            'severity_order_confirm': on, 'severity_quotation': 'off', 'severity_delivery': 'off'})
    world.admin.call('credit.policy', 'action_publish', policy)
    return policy


def test_orders_at_one_moment_use_a_letters_cap_up_and_no_more(worlds):
    customer = worlds.customer(10_000_000.0, policy_id=asks_for(worlds, 'H19'))
    person = letter(worlds, customer, 150_000.0)
    orders = [worlds.order(customer, 60_000.0, partner_id=person) for _number in range(6)]
    assert Counter(at_once(lambda order: outcome(worlds, order), orders)) == {PASSED: 2, HELD: 4}
    late = next(order for order in orders if worlds.state(order) != 'sale')
    assert codes(worlds.confirm(late)) == ['H19']


# === CONTRACTS === #

def contract(world, customer, amount):
    """Return a contract in force under which so much may be ordered."""
    made = world.olga.create('credit.contract', {
        'title': "Frame", 'profile_id': customer.profile, 'amount': amount,
        'date_from': str(date.today() - timedelta(days=9)),
        'date_to': str(date.today() + timedelta(days=99))})
    points = world.olga.search_read(
        'credit.contract.clause', [['contract_id', '=', made]], 'id')
    world.olga.write('credit.contract.clause', [point['id'] for point in points], {'rating': 'ok'})
    world.mona.call('credit.contract', 'action_check', made)
    world.olga.write('credit.contract', made, {
        'file': 'JVBERi0xLjcKc2lnbmVkCiUlRU9G', 'file_name': 'c.pdf',
        'signed_on': str(date.today())})
    world.olga.call('credit.contract', 'action_in_force', made)
    return made


def left(world, made):
    return world.admin.read('credit.contract', made, 'left')[0]['left']


def test_orders_at_one_moment_use_a_contract_up_and_no_more(worlds):
    customer = worlds.customer(10_000_000.0, policy_id=asks_for(worlds, 'H11'))
    made = contract(worlds, customer, 150_000.0)
    orders = [worlds.order(customer, 60_000.0) for _number in range(6)]
    assert Counter(at_once(lambda order: outcome(worlds, order), orders)) == {PASSED: 2, HELD: 4}
    assert left(worlds, made) == 30_000.0
    late = next(order for order in orders if worlds.state(order) != 'sale')
    assert codes(worlds.confirm(late)) == ['H11']


def test_two_contracts_at_one_moment_are_each_used_up_once(worlds):
    customer = worlds.customer(10_000_000.0, policy_id=asks_for(worlds, 'H11'))
    made = [contract(worlds, customer, 100_000.0) for _number in range(2)]
    orders = [worlds.order(customer, 60_000.0) for _number in range(6)]
    assert Counter(at_once(lambda order: outcome(worlds, order), orders)) == {PASSED: 2, HELD: 4}
    assert [left(worlds, one) for one in made] == [40_000.0, 40_000.0]


def test_who_pays_makes_no_difference_to_a_contract_that_is_used_at_one_moment(worlds):
    """Customers' locks are apart; the contract is one."""
    asks = asks_for(worlds, 'H11')
    buyer, payers = worlds.customer(10_000_000.0, policy_id=asks), [
        worlds.customer(10_000_000.0, policy_id=asks) for _number in range(4)]
    made = contract(worlds, buyer, 150_000.0)
    for payer in payers:
        contract(worlds, payer, 1_000_000.0)
    orders = [worlds.order(buyer, 60_000.0, partner_invoice_id=payer.partner) for payer in payers]
    assert Counter(at_once(lambda order: outcome(worlds, order), orders)) == {PASSED: 2, HELD: 2}
    assert left(worlds, made) == 30_000.0
