"""What the tests need to say about customers, orders, invoices and money, in few words."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from itertools import count
from threading import Barrier

from .rpc import Json2, JsonRpc, RpcError

_number = count(1)
CURE = 'credit_management.credit_recheck_cron'


def codes(error):
    """Return the rules that a refusal names."""
    return [breach['code'] for breach in error.context['breaches']]


class Customer:
    """A customer of one test: his partner and his profile."""

    def __init__(self, partner, profile):
        self.partner, self.profile = partner, profile


class World:
    """Everything behind one database and one server: people as attributes (`world.sally`)."""

    def __init__(self, server, facts):
        self.server, self.database, self.facts = server, server.database, facts

    def __getattr__(self, login):
        if login in self.facts['people']:
            return Json2(self.server, self.facts['people'][login])
        if login in self.facts:
            return self.facts[login]
        raise AttributeError(login)

    def over_jsonrpc(self, login):
        return JsonRpc(self.server, self.facts['people'][login])

    def at(self, server):
        """Return the same world behind another server of the same database."""
        return World(server, self.facts)

    # === CUSTOMERS === #

    def partner(self, **values):
        return self.admin.create('res.partner', {
            'name': f"Customer {next(_number)}", 'is_company': True, **values,
        })

    def customer(self, limit=1000.0, partner=None, **values):
        """Make a customer with a limit; `values` go to the profile."""
        partner = partner or self.partner()
        profile = self.admin.create('credit.profile', {
            'partner_id': partner, 'credit_limit': limit, **values,
        })
        return Customer(partner, profile)

    def figure(self, customer, name):
        return self.admin.value('credit.profile', customer.profile, name)

    # === ORDERS === #

    def order_values(self, customer, amount, lines=1, product=None, **values):
        """Return the values of a quotation of `lines` lines that together cost `amount`."""
        each = round(amount / lines, 2)
        prices = [each] * (lines - 1) + [round(amount - each * (lines - 1), 2)]
        return {
            'partner_id': customer.partner, 'order_line': [
                [0, 0, {'product_id': product or self.service, 'product_uom_qty': 1,
                        'price_unit': price, 'tax_ids': [[5]]}] for price in prices
            ], **values,
        }

    def order(self, customer, amount, by=None, **values):
        """Make a quotation; `by`: whose, default Sally's."""
        return (by or self.sally).create(
            'sale.order', self.order_values(customer, amount, **values)
        )

    def orders(self, customer, number, amount, **values):
        """Make many equal quotations of Sally's in one call."""
        one = self.order_values(customer, amount, **values)
        return self.sally.create('sale.order', [one] * number)

    def state(self, order):
        return self.admin.value('sale.order', order, 'state')

    def credit_state(self, order):
        return self.admin.value('sale.order', order, 'credit_state')

    def states(self, orders):
        """Return ``{state: how many}`` of orders."""
        found = {}
        for row in self.admin.read('sale.order', orders, 'state'):
            found[row['state']] = found.get(row['state'], 0) + 1
        return found

    def confirm(self, order, by=None, **named):
        """Confirm over RPC; return the hold's error, or None when it passed."""
        try:
            (by or self.sally).call('sale.order', 'action_confirm', order, **named)
        except RpcError as error:
            if not error.is_hold or 'H00' in codes(error):
                # A check that broke holds too, and no test is about that.
                raise
            return error
        return None

    def held(self, customer, amount, **values):
        """Make an order that is held; return (order id, hold id)."""
        order = self.order(customer, amount, **values)
        error = self.confirm(order)
        assert error, f"an order over {amount} was not held"
        return order, error.context['hold_ids'][0]

    def holds(self, orders, *domain):
        return self.admin.search_read(
            'credit.hold', [['order_id', 'in', list(orders)], *domain],
            'name', 'state', 'order_id', 'door', 'checkpoint',
        )

    def decisions(self, customer, *domain):
        return self.admin.search_read(
            'credit.decision', [['profile_id', '=', customer.profile], *domain],
            'kind', 'sequence', 'payload', 'verdict', 'res_id', 'chain',
        )

    def cash_on_delivery_order(self, customer, amount):
        """Make a quotation that its customer may pay in cash at the door."""
        return self.order(customer, amount, product=self.goods, carrier_id=self.carrier,
                          require_payment=True, require_signature=False, prepayment_percent=1.0)

    def count_orders(self, customer):
        return self.admin.count('sale.order', ['partner_id', '=', customer.partner])

    def pickings(self, order):
        return self.admin.read('sale.order', order, 'picking_ids')[0]['picking_ids']

    # === MONEY === #

    def invoice(self, customer, amount, due=30):
        """Post an invoice without an order; `due`: days from today, negative = overdue."""
        today = date.today()
        due_date = today + timedelta(days=due)
        move = self.ann.create('account.move', {
            'move_type': 'out_invoice', 'partner_id': customer.partner,
            'invoice_date': str(min(today, due_date)), 'invoice_date_due': str(due_date),
            'invoice_payment_term_id': False,
            'invoice_line_ids': [[0, 0, {
                'name': "Goods", 'quantity': 1, 'price_unit': amount, 'tax_ids': [[5]],
            }]],
        })
        self.ann.call('account.move', 'action_post', move)
        return move

    def pay(self, *invoices):
        """Register a payment of invoices in full, as an accountant does."""
        context = {'active_model': 'account.move', 'active_ids': list(invoices)}
        wizard = self.ann.create('account.payment.register', {}, context=context)
        self.ann.call('account.payment.register', 'action_create_payments', wizard,
                      context=context)

    def receive(self, customer, amount, booked=True):
        """Take a payment on account, matched with nothing.

        Not `booked`: as with accounting installed, where only the bank line brings an entry.
        """
        payment = self.ann.create('account.payment', {
            'payment_type': 'inbound', 'partner_type': 'customer', 'amount': amount,
            'partner_id': customer.partner, 'journal_id': self.bank,
        })
        if not booked:
            self.ann.write('account.payment', payment, {'outstanding_account_id': False})
        self.ann.call('account.payment', 'action_post', payment)
        return payment

    def bank_line(self, customer, amount):
        """Import a line of a bank statement that names the customer."""
        return self.ann.create('account.bank.statement.line', {
            'journal_id': self.bank, 'partner_id': customer.partner, 'amount': amount,
            'date': str(date.today()), 'payment_ref': "transfer",
        })

    # === TIME === #

    def xmlid(self, name):
        module, _, name = name.partition('.')
        return self.admin.search_read(
            'ir.model.data', [['module', '=', module], ['name', '=', name]], 'res_id',
        )[0]['res_id']

    def run_cures(self):
        """Run the real scheduled action, as *Run manually* does."""
        self.admin.call('ir.cron', 'method_direct_trigger', self.xmlid(CURE))


def at_once(work, items, clients=None):
    """Call `work(item)` for all items by as many threads at one moment; return the results."""
    items = list(items)
    barrier = Barrier(clients or len(items))

    def wait_and_work(numbered):
        index, item = numbered
        if index < barrier.parties:
            barrier.wait(timeout=60)
        return work(item)

    with ThreadPoolExecutor(barrier.parties) as pool:
        return list(pool.map(wait_and_work, enumerate(items)))
