"""Everything that reaches a customer who is held: pages, mails, PDFs, the talk below his order."""

import base64
import io
import re

import pytest
from pypdf import PdfReader

from .browser import SECRETS, Browser, visible
from .rpc import RpcError

LIMIT = 7777.0
#: Odoo's own filter above a list of invoices.
ODOO_SAYS = "Overdue invoices"


def pdf_text(content):
    return '\n'.join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


class Story:
    """One customer's order, from the quotation to the invoice, and what he can get of it."""

    def __init__(self, world, standing):
        self.world = world
        self.partner = world.partner(email='cleo@customer.example')
        self.customer = world.customer(
            LIMIT, partner=self.partner, standing=standing, standing_reason="sued by a supplier",
            grade='D', user_id=world.olga.uid)
        self.order = world.order(
            self.customer, 9000.0, product=world.goods, require_signature=True, require_payment=False)
        self.texts = {}

    def token(self, model, record):
        url = self.world.admin.call(model, 'get_portal_url', record)
        return re.search(r'access_token=([\w-]+)', url).group(1)

    # === WHAT HAPPENS === #

    def mail_quotation(self):
        """Send the quotation as the *Send* button does, PDF and all."""
        sally = self.world.sally
        action = sally.call('sale.order', 'action_quotation_send', self.order)
        composer = sally.create('mail.compose.message', {}, context=action['context'])
        sally.call('mail.compose.message', 'action_send_mail', composer, context=action['context'])

    def sign(self):
        browser = Browser(self.world.server)
        self.texts['answer to the signature'] = str(
            browser.sign(self.order, self.token('sale.order', self.order)))
        assert self.world.credit_state(self.order) == 'held'

    def release(self):
        hold = self.world.holds([self.order], ['state', '=', 'open'])[0]['id']
        for person in (self.world.mona, self.world.milo):
            answer = person.call('credit.hold', 'release', hold, reason_code='promise',
                                 note="sued, but he pays")
            if answer['state'] == 'released':
                break
        assert self.world.state(self.order) == 'sale'

    def stop_the_truck(self):
        """Block the customer after his order was let go, and try to deliver."""
        self.world.admin.write('credit.profile', self.customer.profile, {'standing': 'blocked'})
        picking = self.world.pickings(self.order)[0]
        with pytest.raises(RpcError) as stopped:
            self.world.wanda.call('stock.picking', 'button_validate', picking)
        assert stopped.value.is_hold

    def bill(self):
        admin = self.world.admin
        wizard = admin.create('sale.advance.payment.inv', {
            'advance_payment_method': 'delivered', 'sale_order_ids': [[6, 0, [self.order]]]})
        admin.call('sale.advance.payment.inv', 'create_invoices', wizard)
        invoice = admin.read('sale.order', self.order, 'invoice_ids')[0]['invoice_ids'][0]
        admin.call('account.move', 'action_post', invoice)
        return invoice

    # === WHAT HE GETS === #

    def open(self, title, path):
        """Keep what a page, or the PDF behind a link, says."""
        browser = Browser(self.world.server)
        answer = browser.session.get(f'{self.world.server.address}{path}', timeout=120)
        assert answer.status_code == 200, f'{path}: {answer.status_code}'
        is_pdf = answer.headers['Content-Type'].startswith('application/pdf')
        self.texts[title] = pdf_text(answer.content) if is_pdf else visible(answer.text)

    def look(self, when):
        order = f"/my/orders/{self.order}?access_token={self.token('sale.order', self.order)}"
        self.open(f'order page, {when}', order)
        self.open(f'order PDF, {when}', f'{order}&report_type=pdf')
        for picking in self.world.pickings(self.order):
            self.open(f'delivery slip, {when}', f"/my/picking/pdf/{picking}?access_token="
                      f"{self.token('sale.order', self.order)}")
        self.texts[f'talk, {when}'] = str(Browser(self.world.server).post(
            '/mail/chatter_fetch', thread_model='sale.order', thread_id=self.order,
            token=self.token('sale.order', self.order))['data'])

    def read_mails(self):
        """Keep every message that was for him, as a note in his inbox or as a mail."""
        admin = self.world.admin
        sent = admin.search_read('mail.mail', [
            '|', ['recipient_ids', 'in', [self.partner]], ['email_to', 'like', 'cleo@']],
            'body_html', 'subject', 'mail_message_id')
        notified = admin.search_read(
            'mail.notification', [['res_partner_id', '=', self.partner]], 'mail_message_id')
        messages = {one['mail_message_id'][0] for one in (*sent, *notified)}
        for mail in sent:
            self.texts[f"mail {mail['id']}"] = visible(f"{mail['subject']} {mail['body_html']}")
        for message in admin.read('mail.message', list(messages), 'subject', 'body', 'attachment_ids'):
            self.texts[f"message {message['id']}"] = visible(f"{message['subject']} {message['body']}")
            self.read_attachments(message['attachment_ids'])
        return messages

    def read_attachments(self, ids):
        for file in self.world.admin.read('ir.attachment', ids, 'name', 'datas', 'mimetype'):
            self.texts[f"attachment {file['name']}"] = file['name']
            if file['mimetype'] == 'application/pdf':
                self.texts[f"attached PDF {file['name']}"] = pdf_text(base64.b64decode(file['datas']))

    def check(self):
        for title, text in self.texts.items():
            found = SECRETS.search(text.replace(ODOO_SAYS, ''))
            assert not found, f"{title}: {found.group(0)!r} in {text!r}"


def test_nothing_that_reaches_a_held_customer_tells_of_credit(world):
    story = Story(world, 'watch')
    story.mail_quotation()
    story.look('quotation')
    story.sign()
    story.look('held')
    story.release()
    story.look('released')
    story.stop_the_truck()
    story.look('truck stopped')
    invoice = story.bill()
    page = f"/my/invoices/{invoice}?access_token={story.token('account.move', invoice)}"
    story.open('invoice page', page)
    story.open('invoice PDF', f'{page}&report_type=pdf')
    messages = story.read_mails()
    story.check()
    # What was looked through is what there is.
    assert messages
    assert "9,000.00" in story.texts['order PDF, held']
    assert "9,000.00" in story.texts['invoice PDF']
    assert any(title.startswith('attached PDF') for title in story.texts)


def test_nothing_tells_a_blocked_customer_that_he_is(world):
    story = Story(world, 'blocked')
    story.mail_quotation()
    story.sign()
    story.look('held')
    assert story.read_mails()
    story.check()


def test_a_list_of_his_orders_and_invoices_tells_nothing_either(world):
    story = Story(world, 'watch')
    story.sign()
    browser = Browser(world.server)
    login = f'cleo{story.partner}'
    user = world.admin.create('res.users', {
        'name': "Cleo", 'login': login, 'partner_id': story.partner, 'password': f'{login}-password',
        'group_ids': [[6, 0, [world.xmlid('base.group_portal')]]],
    }, context={'no_reset_password': True})
    assert user
    browser.log_in(login, f'{login}-password')
    for path in ('/my/home', '/my/orders', '/my/quotes', '/my/invoices', f'/my/orders/{story.order}'):
        story.texts[path] = visible(browser.get(path))
    story.check()
    assert "9,000.00" in story.texts['/my/quotes']
