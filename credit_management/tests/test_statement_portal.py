import re
from base64 import b64encode
from datetime import timedelta

from odoo.tests import HttpCase, tagged
from odoo.tests.common import JsonRpcException
from odoo.tools import mute_logger

from .test_statement import StatementCommon

PIXEL = (b'\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f'
         b'\x15\xc4\x89\x00\x00\x00\rIDATx\x9cc\xf8\xff\xff?\x00\x05\xfe\x02\xfe\xa7\x9a\xa0\xa0\x00'
         b'\x00\x00\x00IEND\xaeB`\x82')


@tagged('post_install', '-at_install')
class TestStatementPortal(StatementCommon, HttpCase):
    """What a customer does with his link, over HTTP and without a login."""

    def setUp(self):
        super().setUp()
        self.statement = self.out(self.letter())
        self.env.flush_all()
        self.token = self.statement.sudo().access_token
        self.path = f'/my/statement/{self.statement.id}'

    def get(self, path='', **query):
        query = {'access_token': self.token, **query}
        text = '&'.join(f'{key}={value}' for key, value in query.items() if value is not None)
        return self.url_open(f'{self.path}{path}?{text}')

    def post(self, path, page=None, files=None, **values):
        page = page or self.get()
        csrf = re.search(r'csrf_token: "([^"]+)"', page.text) or re.search(
            r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
        answer = self.url_open(f'{self.path}/{path}', data={
            'csrf_token': csrf[1], 'access_token': self.token, **values}, files=files)
        self.env.invalidate_all()
        return answer

    def code(self):
        """Return the last code that was mailed, and to whom."""
        mail = self.env['mail.mail'].sudo().search(
            [('subject', 'like', f'code for statement {self.statement.name}')], order='id desc',
            limit=1)
        return re.search(r'<strong>(\d{6})</strong>', mail.body_html)[1], mail

    def ticket(self):
        self.post('code', name="Chen Wei", title="Chief accountant")
        page = self.post('check', code=self.code()[0])
        return re.search(r'ticket=([\w-]+)', page.url)[1]

    def confirm(self, ticket, signature=None):
        answer = self.make_jsonrpc_request(
            f'{self.path}/confirm?access_token={self.token}&ticket={ticket}',
            {'name': "Chen Wei", 'signature': signature or b64encode(PIXEL).decode()})
        self.env.invalidate_all()
        return answer

    # === SEEN === #

    def test_the_link_opens_it_and_nothing_else_does(self):
        page = self.get()
        self.assertEqual(page.status_code, 200)
        self.assertIn(self.new.name, page.text)
        self.assertIn('100,000.00', page.text)
        self.assertNotRegex(page.text.lower(), r'credit limit|grade|standing|bureau')
        self.assertEqual(page.headers['Referrer-Policy'], 'no-referrer')
        self.env.invalidate_all()
        self.assertEqual(self.statement.state, 'opened')
        other = self._profile(self.env['res.partner'].create(
            {'name': "Other Ltd", 'email': "o@other.example"}), 1.0)
        self.booked(10.0, self.start, other.partner_id)
        theirs = self.out(self.letter(profile=other))
        self.env.flush_all()
        for token in (None, '', 'x' * 43, theirs.sudo().access_token, self.token[:-1]):
            for path in ('', '/pdf', '/pay'):
                with self.subTest(token=token, path=path):
                    answer = self.get(path, access_token=token)
                    self.assertEqual(answer.status_code, 404)
                    self.assertNotIn('100,000', answer.text)
                    self.assertNotIn("Acme", answer.text)
        self.statement.sudo().access_until = self.today - timedelta(days=1)
        self.env.flush_all()
        self.assertEqual(self.get().status_code, 404)
        known, unknown = (
            re.sub(r'\d+', '', re.search(r'o_credit_statement_unknown.*?</form>', text, re.S)[0])
            for text in (self.get(access_token='x').text,
                         self.url_open('/my/statement/999999999?access_token=x').text))
        self.assertEqual(*(re.sub(r'value="[^"]*"', '', text) for text in (known, unknown)))

    def test_a_new_link_goes_to_the_address_on_file_once_an_hour(self):
        self.statement.sudo().access_until = self.today - timedelta(days=1)
        self.env.flush_all()
        page = self.get()
        for _try in range(2):
            answer = self.post('link', page)
            self.assertIn("address that we have on file", answer.text)
        mails = self.env['mail.mail'].sudo().search([
            ('email_to', '=', "books@acme.example"), ('body_html', 'like', self.token)])
        self.assertEqual(len(mails), 1)
        self.assertEqual(self.get().status_code, 200)

    def test_a_draft_is_nobodys_to_see(self):
        draft = self.letter(self.today).statement_ids
        self.env.flush_all()
        answer = self.url_open(f'/my/statement/{draft.id}?access_token={draft.sudo().access_token}')
        self.assertEqual(answer.status_code, 404)

    def test_our_own_people_see_and_answer_nothing(self):
        self.authenticate('credit_olga', 'credit_olga')
        page = self.get(access_token=None)
        self.assertIn("This is what the customer sees", page.text)
        self.assertNotIn("Send me a code", page.text)
        self.assertIn('error', self.confirm('x'))
        self.assertEqual(self.statement.state, 'sent')

    def test_nor_do_they_with_the_customers_link(self):
        self._user('nobodys_sales', 'sales_team.group_sale_salesman')
        self.authenticate('credit_nobodys_sales', 'credit_nobodys_sales')
        page = self.get()
        self.assertEqual(page.status_code, 200)
        self.assertNotIn("Send me a code", page.text)
        self.assertIn('error', self.confirm('x'))
        self.assertEqual(self.statement.state, 'sent')

    # === CONFIRMED === #

    def test_who_has_the_code_signs_once(self):
        ticket = self.ticket()
        _code, mail = self.code()
        self.assertEqual((mail.email_to, mail.model), ("books@acme.example", False))
        self.assertIn('error', self.confirm('forged'))
        self.assertIn('error', self.confirm(ticket, b64encode(b'<svg/>').decode()))
        self.assertIn('error', self.confirm(ticket, 'no base64 at all'))
        self.assertEqual(self.statement.state, 'opened')
        self.assertIn('redirect_url', self.confirm(ticket))
        signed = self.statement
        self.assertEqual((signed.state, signed.confirmed, signed.signer_name, signed.signer_title), (
            'confirmed', 100_000.0, "Chen Wei", "Chief accountant"))
        self.assertTrue(signed.signer_address and signed.signature)
        self.assertEqual(signed.document_hash, signed._hash())
        before = signed.read()
        self.assertIn('error', self.confirm(ticket))
        self.assertIn("answered already", self.post('code', name="Eve", title="x").text)
        self.assertIn('wrong', self.post('check', code='000000').url)
        self.assertEqual(signed.read(), before)
        self.assertIn("Confirmed by", self.get().text)
        self.limits_run_anew(signed)

    def limits_run_anew(self, signed):
        """It interrupts limitation once somebody wrote down why the signer may sign."""
        line = self.line(self.new)
        event, = self.env['credit.limitation']._events(line.ids, self.today)[line.id]
        self.assertEqual((event.kind, event.date), ('statement_signed', self.today))
        self.assertEqual(event.evidence, {'statement', 'signer', 'demand_sentence'})
        signed.with_user(self.officer).signer_right = "Legal representative"
        event, = self.env['credit.limitation']._events(line.ids, self.today)[line.id]
        self.assertIn('authorization', event.evidence)

    def test_codes_are_few_and_tried_few_times(self):
        self.post('code', name="Chen Wei", title="Accountant")
        code, _mail = self.code()
        wrong = f'{(int(code) + 1) % 10 ** 6:06}'
        for _try in range(5):
            self.assertIn('wrong', self.post('check', code=wrong).url)
        self.assertIn('wrong', self.post('check', code=code).url)
        for told in ('step=code', 'step=code', 'too_many'):
            self.assertIn(told, self.post('code', name="Chen Wei", title="Accountant").url)
        self.assertEqual(len(self.statement.code_ids), 3)
        self.statement.code_ids.sudo().until = '2020-01-01'
        self.env.flush_all()
        self.assertIn('wrong', self.post('check', code=self.code()[0]).url)

    # === NOT RIGHT, PAID === #

    def test_a_line_is_disputed_and_the_rest_confirmed(self):
        line = self.statement.line_ids.filtered(lambda one: one.move_id == self.new)
        reason = self.env.ref('credit_management.credit_dispute_reason_price')
        values = {'line_id': line.id, 'reason_id': reason.id, 'note': "Agreed 77,000"}
        self.assertIn("up to", self.post('differ', amount=80_001, **values).text)
        self.assertIn('told=noted', self.post('differ', amount=3_000, **values).url)
        dispute = self.statement.dispute_ids
        self.assertEqual((dispute.amount, dispute.reason_id, dispute.move_line_id), (
            3_000.0, reason, self.line(self.new)))
        self.assertIn("noted already", self.post('differ', amount=3_000, **values).text)
        self.assertEqual(len(self.statement.dispute_ids), 1)
        self.confirm(self.ticket())
        self.assertEqual((self.statement.state, self.statement.confirmed, self.statement.difference), (
            'differs', 97_000.0, 3_000.0))
        found = self.env['credit.limitation']._events(
            [self.line(self.new).id, self.line(self.old).id], self.today)
        self.assertFalse(found[self.line(self.new).id])
        self.assertEqual([e.kind for e in found[self.line(self.old).id]][-1], 'statement_signed')

    def test_a_paper_comes_with_an_objection_for_us_alone(self):
        line = self.statement.line_ids.filtered(lambda one: one.move_id == self.new)
        values = {'line_id': line.id, 'amount': 3_000, 'reason_id': self.env.ref(
            'credit_management.credit_dispute_reason_price').id}
        for name, content in (
            ('x.svg', b'<svg onload="x"/>'), ('x.pdf', b'<html><script>x</script></html>'),
            ('x.pdf', b'%PDF-1.7 /JavaScript'), ('x.html', PIXEL), ('x.gif', b'GIF89a'),
        ):
            with self.subTest(name=name, content=content):
                page = self.post('differ', files={'proof': (name, content)}, **values)
                self.assertIn('alert-warning', page.text)
                self.assertFalse(self.statement.dispute_ids)
        self.post('differ', files={'proof': ('..\\\\offer.png', PIXEL)}, **values)
        kept = self.env['ir.attachment'].search([
            ('res_model', '=', 'credit.dispute'), ('res_id', '=', self.statement.dispute_ids.id)])
        self.assertEqual((kept.name, kept.raw, kept.public, kept.access_token), (
            'offer.png', PIXEL, False, False))
        self.assertEqual(self.url_open(f'/web/content/{kept.id}').status_code, 404)

    def test_a_promise_is_taken(self):
        day = self.today + timedelta(days=3)
        self.assertIn("Enter a day", self.post('promise', amount=10, day='2019-01-01').text)
        self.assertIn('told=promised', self.post('promise', amount=5_000, day=str(day)).url)
        promise = self.env['credit.promise'].search([('profile_id', '=', self.profile.id)])
        self.assertEqual((promise.amount, promise.day, promise.source, promise.is_written), (
            5_000.0, day, 'portal', True))

    def test_what_is_open_is_paid_by_odoos_payment(self):
        self.assertIn('105,000.00', self.get('/pay').text)
        provider = self.env['payment.provider'].create({
            'name': "Some Way", 'code': 'none', 'state': 'test', 'company_id': self.company.id})
        self.env.flush_all()

        def pay(token):
            return self.make_jsonrpc_request(f'{self.path}/transaction', {
                'provider_id': provider.id, 'token_id': None, 'amount': 1.0, 'flow': 'direct',
                'payment_method_id': self.env.ref('payment.payment_method_unknown').id,
                'tokenization_requested': False, 'landing_route': '/', 'access_token': token})
        with self.assertRaises(JsonRpcException), mute_logger('odoo.http'):
            pay('forged')
        pay(self.token)
        transaction = self.env['payment.transaction'].search(
            [('partner_id', '=', self.customer.id)])
        self.assertEqual((transaction.amount, transaction.invoice_ids), (
            105_000.0, self.old | self.new))

    def test_the_paper_is_in_the_customers_language(self):
        self.env['res.lang']._activate_lang('zh_CN')
        self.assertEqual(self.get('/pdf').headers['Content-Type'], 'application/pdf')
        self.customer.lang = 'zh_CN'
        letter = self.letter(self.today)
        html, _kind = self.env['ir.actions.report']._render_qweb_html(
            'credit_management.report_credit_statement', letter.statement_ids.ids)
        self.assertIn(self.new.name, html.decode())
        self.assertIn(f'{self.today:%Y/%m/%d}', html.decode())
