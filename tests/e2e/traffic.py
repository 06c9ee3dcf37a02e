"""What happens at a customer's while others confirm: deliveries, payments, provider callbacks."""

import re

from .browser import Browser
from .rpc import RpcError

EACH = 6


class Traffic:
    """Confirmed stock orders to deliver, invoices to pay, quotations paid online."""

    def __init__(self, world, customer):
        self.world = world
        shipped = world.orders(customer, EACH, 50.0, product=world.goods)
        for order in shipped:
            assert world.confirm(order) is None
        self.pickings = [picking for order in shipped for picking in world.pickings(order)]
        self.invoices = [world.invoice(customer, 70.0) for _ in range(EACH)]
        self.prepaid = [self.pay_page(customer) for _ in range(EACH)]

    def pay_page(self, customer):
        """Bring an online payment to where only the provider's callback is missing."""
        world = self.world
        order = world.order(customer, 30.0, require_payment=True, require_signature=False,
                            prepayment_percent=1.0)
        world.sally.call('sale.order', 'action_quotation_sent', order)
        url = world.admin.call('sale.order', 'get_portal_url', order)
        token = re.search(r'access_token=([\w-]+)', url).group(1)
        browser = Browser(world.server)
        values = browser.start_payment(order, token, world.demo, world.demo_method, 30.0)
        return order, browser, values['reference']

    def jobs(self):
        return [
            *[('deliver', picking) for picking in self.pickings],
            *[('pay', invoice) for invoice in self.invoices],
            *[('callback', number) for number in range(len(self.prepaid))],
        ]

    def run(self, job, confirm):
        """Do one job; return None, or an error's words."""
        kind, record = job
        if kind == 'confirm':
            return confirm(self.world, record)
        try:
            getattr(self, kind)(record)
        except (RpcError, AssertionError) as error:
            return f'{kind}: {error}'
        return None

    def deliver(self, picking):
        self.world.wanda.call('stock.picking', 'button_validate', picking)

    def pay(self, invoice):
        self.world.pay(invoice)

    def callback(self, number):
        _order, browser, reference = self.prepaid[number]
        browser.post('/payment/demo/simulate_payment', reference=reference,
                     simulated_state='done', payment_details='1234')
        browser.poll()

    def check(self):
        """Nothing of it was lost: goods are out, invoices paid, prepaid orders confirmed."""
        world = self.world
        states = {row['state'] for row in world.admin.read('stock.picking', self.pickings, 'state')}
        assert states == {'done'}
        paid = world.admin.read('account.move', self.invoices, 'payment_state')
        assert {row['payment_state'] for row in paid} <= {'paid', 'in_payment'}
        assert world.states([order for order, *_ in self.prepaid]) == {'sale': len(self.prepaid)}
