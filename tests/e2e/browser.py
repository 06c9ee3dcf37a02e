"""A customer with nothing but a link: cookies, pages and the routes behind their buttons."""

import re
import time

import requests

TIMEOUT = 120
#: How often a browser asks whether the payment is through.
POLLS = 50
#: One transparent pixel: what a hand that draws nothing sends as its signature.
PIXEL = ('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk'
         'YPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==')
#: Figures, names, reasons and words of credit, as whole words of what a customer reads.
SECRETS = re.compile(
    r"\b(limits?|credit(?! card| note)\w*|overdue|exposure|breach\w*|grades?|risks?|risky|blocked"
    r"|suspended|watch\w*|holds?|held|releas\w*|enforce\w*|H\d\d|CH/\d*|7,?777|sued|Olga|Mona)\b",
    re.IGNORECASE)


def visible(html):
    """Return what a reader sees of a page: no scripts, no tags, none of Odoo's own frame."""
    page = re.search(r'<main.*</main>', html, re.DOTALL)
    text = re.sub(r'<(script|style).*?</\1>', ' ', page.group(0) if page else html, flags=re.DOTALL)
    return ' '.join(re.sub(r'<[^>]+>', ' ', text).split())


class Browser:
    """A session, at first without login."""

    def __init__(self, server):
        self.server = server
        self.session = requests.Session()
        self.session.trust_env = False

    def get(self, path):
        answer = self.session.get(f'{self.server.address}{path}', timeout=TIMEOUT)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        return answer.text

    def log_in(self, login, password):
        """Log in by Odoo's form, as somebody with an account does."""
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.get('/web/login')).group(1)
        answer = self.session.post(f'{self.server.address}/web/login', timeout=TIMEOUT, data={
            'login': login, 'password': password, 'csrf_token': token,
        })
        assert answer.status_code == 200
        assert '/web/login' not in answer.url, "the login was refused"

    def post(self, path, **params):
        """Call a JSON route; return its result, or raise with the server's error."""
        answer = self.call(path, **params)
        assert 'error' not in answer, answer['error']['data']['debug']
        # A route that says nothing leaves its result out.
        return answer.get('result')

    def call(self, path, **params):
        return self.session.post(f'{self.server.address}{path}', timeout=TIMEOUT, json={
            'jsonrpc': '2.0', 'method': 'call', 'params': params,
        }).json()

    def page(self, order, token):
        return self.get(f'/my/orders/{order}?access_token={token}')

    def sign(self, order, token):
        return self.post(f'/my/orders/{order}/accept', access_token=token, name="Cleo",
                         signature=PIXEL)

    def start_payment(self, order, token, provider, method, amount):
        """Do what the *Pay* button does; return the transaction's values."""
        self.page(order, token)
        return self.post(
            f'/my/orders/{order}/transaction', access_token=token, amount=amount,
            provider_id=provider, payment_method_id=method, token_id=None, flow='direct',
            tokenization_requested=False, landing_route=f'/my/orders/{order}?access_token={token}',
        )

    def pay(self, order, token, facts, amount):
        """Pay with the demo provider and wait for the status page, as a browser would."""
        values = self.start_payment(order, token, facts['demo'], facts['demo_method'], amount)
        self.post('/payment/demo/simulate_payment', reference=values['reference'],
                  simulated_state='done', payment_details='1234')
        return self.poll()

    def poll(self):
        """Wait on the status page; Odoo says *retry* when somebody else was faster."""
        for _ in range(POLLS):
            answer = self.call('/payment/status/poll')
            if 'error' not in answer:
                return answer.get('result')
            assert answer['error']['data']['message'] == 'retry', answer['error']['data']['debug']
            time.sleep(0.2)
        raise AssertionError("the payment was never processed")

    def announce(self, order, token, provider, method, amount):
        """Choose a way of paying later, and wait for the status page."""
        self.choose(order, token, provider, method, amount)
        return self.poll()

    def choose(self, order, token, provider, method, amount):
        """Choose a way of paying later: by transfer, in cash at the door."""
        values = self.start_payment(order, token, provider, method, amount)
        answer = self.session.post(
            f'{self.server.address}/payment/custom/process',
            data={'reference': values['reference']}, timeout=TIMEOUT)
        assert answer.status_code == 200
