"""Companies for the finance screens: *Demo Ltd* with two years of credit sales, and *D3 Ltd*.

Run inside Odoo's shell by `make demo`; what is there already stays as it is.
"""

import contextlib
from datetime import timedelta

from odoo import Command
from odoo.addons.credit_management.exceptions import CreditHold

from . import demo_collections, demo_ledger, demo_plan, demo_policy, demo_provisions
from .demo_books import Books
from .demo_ledger import TAX

NAME, REFERENCE_NAME = "Demo Ltd", "D3 Ltd"
#: Euros for a dollar from so many days before today on.
RATES = ((900, 0.92), (500, 0.9), (250, 0.93), (90, 0.91))
#: Kept forecasts: so many weeks back.
WEEKS = 12


def build(env):
    """Make both companies, and return those made now."""
    made = env['res.company']
    for name, fill in ((NAME, Demo), (REFERENCE_NAME, Reference)):
        if not env['res.company'].search_count([('name', '=', name)], limit=1):
            made += fill(env, name).company
    return made


def run(env):
    """Make the companies for good, and what crons and people would have done in them since."""
    made = build(env)
    env.cr.commit()
    for company in made:
        keep(env, company)
        if company.name == NAME:
            ask(env, company)
            demo_provisions.make(env, company)
            demo_policy.make(env, company)
    demo = env['res.company'].search([('name', '=', NAME)])
    demo_collections.make(env, demo, env.ref('base.main_company'))
    env.cr.commit()
    return made


def keep(env, company):
    """Keep the month-ends and forecasts that its crons would have kept, a transaction each."""
    monday = demo_ledger.monday(company._credit_today())
    forecasts = env['credit.cash.snapshot']
    for back in range(WEEKS, -1, -1):
        forecasts._begin(company, monday - timedelta(weeks=back))
    forecasts._cron_keep()
    env['credit.receivable.snapshot']._cron_keep()


def ask(env, company):
    """Ask for two orders that credit holds."""
    for name, amount in demo_ledger.HELD:
        partner = env['res.partner'].search(
            [('name', '=', name), ('company_id', '=', company.id)])
        orders = env['sale.order'].with_user(partner.user_id).with_company(company)
        product = env['product.product'].search(
            [('company_id', '=', company.id)], order='id', limit=1)
        order = orders.create({
            'partner_id': partner.id,
            'order_line': [Command.create({
                'product_id': product.id, 'product_uom_qty': 10, 'price_unit': amount / 10,
                'tax_ids': [Command.clear()],
            })],
        })
        env.cr.commit()
        with contextlib.suppress(CreditHold), env.cr.savepoint():
            order.action_confirm()
        env.cr.commit()


class Reference(Books):
    """The reference portfolio, as many days late as its table says on the day of the run."""

    def fill(self):
        partners = self.partners(f"Customer {name}" for name in 'ABCDE')

        def values(name, amount, due, kind='out_invoice'):
            day = min(due, self.today)
            return {
                'move_type': kind, 'partner_id': partners[f"Customer {name}"].id,
                'invoice_date': day, 'date': day, 'invoice_date_due': due,
                'invoice_payment_term_id': False,
                'invoice_line_ids': [Command.create({
                    'name': "Goods", 'quantity': 1, 'price_unit': amount, 'tax_ids': [Command.clear()],
                })],
            }

        self.post([
            *(values(name, amount, self.today - timedelta(days=late))
              for name, amount, late in demo_ledger.REFERENCE),
            values(*demo_ledger.REFERENCE_CREDIT, self.today, 'out_refund'),
        ])
        self.env['credit.profile'].create([{
            'partner_id': partner.id, 'company_id': self.company.id, 'credit_limit': 250_000.0,
            'grade': grade,
        } for partner, grade in zip(partners.values(), demo_ledger.REFERENCE_GRADES, strict=True)])
        # The corners of its table are those of this line.
        self.env['credit.quadrant'].create({
            'company_id': self.company.id, 'has_large_amount': True, 'large_amount': 50_000.0,
        })


class Demo(Books):
    """Two years of sales, money, credit notes and deliveries."""

    def fill(self):
        self.tax = self.env['account.tax'].create({
            'name': "VAT 13 %", 'amount': TAX * 100, 'type_tax_use': 'sale',
            'company_id': self.company.id, 'country_id': self.company.country_id.id,
        })
        self.euro = self.env.ref('base.EUR')
        self.euro.active = True
        self.env['res.currency.rate'].create([{
            'name': self.today - timedelta(days=days), 'rate': rate, 'currency_id': self.euro.id,
            'company_id': self.company.id,
        } for days, rate in RATES])
        self.products = self._products()
        self.teams = self._teams()
        self.customers = self._customers()
        bills = demo_ledger.bills(self.today)
        self._pay(bills, self.post([self._bill(bill) for bill in bills]))
        self._unallocated()
        self._deliver()
        demo_plan.approve(self.env, self.company, self.teams, self.today)

    # === WHO AND WHAT === #

    def _products(self):
        goods, service = self.env['product.category'].create([{'name': "Goods"}, {'name': "Service"}])
        return self.env['product.product'].create([{
            'name': name, 'type': 'consu', 'categ_id': category.id, 'company_id': self.company.id,
            'list_price': 100.0, 'taxes_id': [Command.set(self.tax.ids)], 'invoice_policy': 'delivery',
        } for name, category in (("Pumps", goods), ("Spare Parts", goods), ("Upkeep", service))])

    def _teams(self):
        sellers = self.env['res.users'].create([{
            'name': name, 'login': login, 'email': f'{login}@example.com',
            'company_id': self.company.id, 'company_ids': [Command.set(self.company.ids)],
            'group_ids': [Command.set(self.env.ref('sales_team.group_sale_salesman').ids)],
        } for name, login in (("Nora North", 'demo_north'), ("Sid South", 'demo_south'))])
        return self.env['crm.team'].create([{
            'name': name, 'company_id': self.company.id, 'user_id': seller.id,
            'member_ids': [Command.set(seller.ids)],
        } for name, seller in zip(("North", "South"), sellers, strict=True)])

    def _customers(self):
        terms = {
            days: self.env['account.payment.term'].create({
                'name': f"{days} Days", 'company_id': self.company.id, 'line_ids': [Command.create({
                    'value': 'percent', 'value_amount': 100.0, 'nb_days': days})],
            }) for days in sorted({customer.term for customer in demo_ledger.CUSTOMERS})
        }
        found = self.partners(customer.name for customer in demo_ledger.CUSTOMERS)
        officer = self.env['res.users'].search([('login', '=', 'credit_officer')])
        for customer in demo_ledger.CUSTOMERS:
            found[customer.name].write({
                'country_id': self.env.ref(f'base.{customer.country}').id,
                'user_id': self.teams[customer.team].user_id.id,
                'property_payment_term_id': terms[customer.term].id,
            })
        self.env['credit.profile'].create([{
            'partner_id': found[customer.name].id, 'company_id': self.company.id,
            'credit_limit': customer.limit, 'grade': customer.grade, 'user_id': officer.id,
            'review_date': self.today + timedelta(days=30 * number - 60),
            'payment_term_id': terms[customer.term].id,
        } for number, customer in enumerate(demo_ledger.CUSTOMERS)])
        return found

    # === INVOICES AND MONEY === #

    def _bill(self, bill, amount=None, day=None, kind='out_invoice'):
        partner, day = self.customers[bill.customer.name], day or bill.day
        currency = self._currency(bill.customer)
        amount = currency._convert(amount or bill.amount, currency, self.company, day)
        rate = self._rate(bill.customer, day)
        team = self.teams[bill.customer.team]
        product = self.products[round(bill.amount) % 3]
        return {
            'move_type': kind, 'partner_id': partner.id, 'invoice_date': day, 'date': day,
            'currency_id': currency.id, 'invoice_user_id': team.user_id.id, 'team_id': team.id,
            **({'invoice_payment_term_id': partner.property_payment_term_id.id}
               if kind == 'out_invoice'
               else {'invoice_payment_term_id': False, 'invoice_date_due': day}),
            'invoice_line_ids': [Command.create({
                'product_id': product.id, 'quantity': 1,
                'price_unit': round(amount * rate / (1 + TAX), 2),
                'tax_ids': [Command.set(self.tax.ids)],
            })],
        }

    def _currency(self, customer):
        return self.euro if customer.currency else self.company.currency_id

    def _rate(self, customer, day):
        if not customer.currency:
            return 1.0
        ago = (self.today - day).days
        return next(rate for days, rate in reversed(RATES) if days >= ago)

    def _pay(self, bills, moves):
        """Post credit notes and receipts, and allocate them, all in one go."""
        notes, receipts = [], []
        for bill, move in zip(bills, moves, strict=True):
            if bill.credit:
                day, part = bill.credit
                notes.append((move, self._bill(bill, bill.amount * part, day, 'out_refund')))
        for (move, _values), note in zip(
                notes, self.post([values for _move, values in notes]), strict=True):
            (self.claim(move) + self.claim(note)).reconcile()
        for bill, move in zip(bills, moves, strict=True):
            receipts += self._receipts(bill, move)
        posted = self.post([values for _move, values in receipts])
        self.env['account.move.line']._reconcile_plan([
            self.claim(move) + self.claim(receipt)
            for (move, _values), receipt in zip(receipts, posted, strict=True)
        ])

    def _receipts(self, bill, move):
        left = move.amount_residual
        for number, (day, part) in enumerate(bill.paid):
            is_last = bill.open < 1 and number == len(bill.paid) - 1
            amount = left if is_last else move.currency_id.round(move.amount_total * part)
            left -= amount
            yield move, self.money(
                self.customers[bill.customer.name], max(day, bill.day), amount, move.currency_id)

    def _unallocated(self):
        by_name = {customer.name: customer for customer in demo_ledger.CUSTOMERS}
        self.post([
            *(self.money(self.customers[name], self.today - timedelta(days=ago), amount)
              for name, ago, amount in demo_ledger.ON_ACCOUNT),
            *(self._bill(demo_ledger.Bill(by_name[name], self.today, self.today, amount), None,
                         self.today - timedelta(days=ago), 'out_refund')
              for name, ago, amount in demo_ledger.CREDITED),
        ])

    # === ORDERS === #

    def _deliver(self):
        """Deliver what is not invoiced yet, each on its own day."""
        if not self.env['stock.warehouse'].search_count([('company_id', '=', self.company.id)]):
            self.env['stock.warehouse'].create({
                'name': NAME, 'code': 'DEMO', 'company_id': self.company.id})
        for name, ago, amount in demo_ledger.UNBILLED:
            partner = self.customers[name]
            order = self.env['sale.order'].create({
                'partner_id': partner.id, 'company_id': self.company.id, 'user_id': partner.user_id.id,
                'order_line': [Command.create({
                    'product_id': self.products[0].id, 'product_uom_qty': 100,
                    'price_unit': round(amount / (1 + TAX) / 100, 2),
                    'tax_ids': [Command.set(self.tax.ids)],
                })],
            })
            order.action_confirm()
            picking = order.picking_ids
            picking.move_ids.write({'quantity': 100, 'picked': True})
            picking._action_done()
            day = self.company._credit_day_end() - timedelta(days=ago, hours=12)
            picking.move_ids.date = picking.date_done = day
