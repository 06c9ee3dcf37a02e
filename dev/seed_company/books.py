"""Books a plan in a database of Odoo without the addon: customers by Odoo, documents as copies.

    python3 -m dev seed NAME

Run inside Odoo's shell.
"""

from odoo import Command, fields

from . import asked, copies, ledger, plan, truth
from .columns import COLUMNS
from .model import RATE
from .people import SELLERS, TERMS
from .prototypes import Prototypes

NAME, SISTER = "Harbour Trading", "Harbour Services"
QUIET = {
    'tracking_disable': True, 'mail_create_nolog': True, 'mail_create_nosubscribe': True,
    'mail_notrack': True, 'no_reset_password': True,
}
VACUUMED = (
    'res_partner', 'sale_order', 'sale_order_line', 'stock_picking', 'stock_move',
    'stock_move_line', 'account_move', 'account_move_line', 'account_partial_reconcile',
    'account_full_reconcile', 'account_bank_statement_line', 'account_payment',
)


def make(env, customers=2000, seed=1):
    """Fill the first company of a database for good, and return its plan."""
    env.cr.execute("SET LOCAL synchronous_commit = off")
    made = plan.plan(fields.Date.context_today(env.user), customers, seed)
    prototype = Books(env).fill(made)
    _keep(env.cr, made, seed)
    env.cr.commit()
    # Only now: after a commit Odoo counts the documents of everybody who got one.
    prototype.unlink()
    env.cr.commit()
    _vacuum(env.cr)
    return made


def _keep(cr, made, seed):
    """Keep what is wrong in a schema of its own, where no look at the data finds it."""
    cr.execute("CREATE TABLE seed.truth (code text, name text, customer text, amount numeric)")
    cr.execute_values("INSERT INTO seed.truth VALUES %s", [
        (found.check, found.name, found.customer, found.amount) for found in truth.truth(made)])
    cr.execute("CREATE TABLE seed.asked (name text PRIMARY KEY, amount numeric)")
    cr.execute_values("INSERT INTO seed.asked VALUES %s", list(asked.asked(made).items()))
    cr.execute("CREATE TABLE seed.setting (name text PRIMARY KEY, value text)")
    cr.execute_values("INSERT INTO seed.setting VALUES %s", [
        ('seed', str(seed)), ('customers', str(len(made.customers))), ('day', str(made.today)),
        ('least_invoice', str(truth.least_invoice(made)))])
    cr.execute("DROP TABLE seed.document")


def _vacuum(cr):
    cr._cnx.autocommit = True
    for table in VACUUMED:
        cr.execute(f"VACUUM ANALYZE {table}")
    cr._cnx.autocommit = False


class Books:
    """A company with everything that documents name."""

    def __init__(self, env):
        self.env = env(context={**env.context, **QUIET})
        self.company = self.env.company
        self.company.name = NAME
        # Without this Odoo would give it a chart of accounts, which takes half a minute.
        self.sister = self.env['res.company'].with_context(chart_template_load=True).create({
            'name': SISTER, 'currency_id': self.company.currency_id.id,
            'country_id': self.company.country_id.id})
        self._money()
        self._goods()
        self._sellers()

    def _money(self):
        self.euro = self.env.ref('base.EUR')
        self.euro.active = True
        self.env['res.currency.rate'].create({
            'name': '2000-01-01', 'rate': 1 / RATE, 'currency_id': self.euro.id,
            'company_id': self.company.id})
        self.pricelists = {
            currency: self.env['product.pricelist'].create(
                {'name': currency.name, 'currency_id': currency.id})
            for currency in (self.company.currency_id, self.euro)}
        self.journals = {
            kind: self.env['account.journal'].search(
                [('type', '=', kind), ('company_id', '=', self.company.id)], limit=1)
            for kind in ('bank', 'general')}
        lost, opening = self.env['account.account'].create([
            {'name': "Bad Debts", 'code': '658001', 'account_type': 'expense'},
            {'name': "Opening Balances", 'code': '399001', 'account_type': 'equity'}])
        self.accounts = {'loss': lost, 'opening': opening}
        self.terms = [
            self.env['account.payment.term'].create({
                'name': f"{days} Days of Credit", 'line_ids': [Command.create({
                    'value': 'percent', 'value_amount': 100.0, 'nb_days': days})]})
            for days in TERMS]

    def _goods(self):
        self.tax = self.env['account.tax'].create({
            'name': "Sales Tax 20 %", 'amount': 20.0, 'type_tax_use': 'sale'})
        self.goods, self.service = self.env['product.product'].create([
            {'name': "Fittings", 'type': 'consu', 'invoice_policy': 'delivery',
             'taxes_id': [Command.set(self.tax.ids)]},
            {'name': "Upkeep", 'type': 'service', 'invoice_policy': 'order',
             'taxes_id': [Command.set(self.tax.ids)]}])

    def _sellers(self):
        self.sellers = self.env['res.users'].create([{
            'name': f"Seller {number}", 'login': f'seller_{number}',
            'email': f'seller_{number}@example.com',
            'group_ids': [Command.set(self.env.ref('sales_team.group_sale_salesman').ids)],
        } for number in range(1, SELLERS + 1)])
        self.teams = self.env['crm.team'].create([{
            'name': f"Team {name}", 'company_id': self.company.id,
            'member_ids': [Command.set(self.sellers[place * 2:place * 2 + 2].ids)],
        } for place, name in enumerate(("North", "South", "Export"))])

    def fill(self, made):
        """Make the customers and book every document; return the partner of the prototypes."""
        self.partners = self._partners(made.customers)
        cr = self.env.cr
        ledger.create_tables(cr)
        booked = ledger.Ledger(self, made)
        booked.write_documents(cr)
        copier, prototypes = copies.Copier(cr), Prototypes(self)
        for (kind, is_euro), rows in prototypes.make_all(booked.kinds()).items():
            places = copier.copy(ledger.code(kind, is_euro), rows, COLUMNS)
            booked.remember(kind, is_euro, rows, places)
            copier.forget(rows)
        booked.allocate(cr)
        copier.close()
        self.env.invalidate_all()
        return prototypes.partner

    def _partners(self, customers):
        """Return ``{customer's n: (himself, who is billed, who is delivered to)}``."""
        made = self.env['res.partner'].create([
            self._values(customer) for customer in customers if customer.kind not in STAFF])
        there = iter(made)
        staff = {'own': iter(self.sister.partner_id), 'employee': iter(self.sellers.partner_id)}
        found = {c.n: next(staff.get(c.kind, there)) for c in customers}
        for customer in customers:
            if customer.kind in STAFF:
                found[customer.n].write({'customer_rank': 1, 'zip': customer.zip})
                customer.name = found[customer.n].name
        return self._contacts(customers, found)

    def _values(self, customer):
        seller = self.sellers[customer.seller]
        return {
            'name': customer.name, 'is_company': customer.kind == 'company', 'customer_rank': 1,
            'zip': customer.zip, 'city': "Harbour", 'vat': customer.vat or False,
            'phone': customer.phone or False, 'email': f'customer_{customer.n}@example.com',
            'country_id': self.env.ref('base.de' if customer.euro else 'base.us').id,
            'user_id': seller.id, 'property_payment_term_id': self.term(customer).id,
            **({'credit_limit': customer.core_limit} if customer.core_limit else {}),
            **({'bank_ids': [Command.create({'acc_number': customer.account})]}
               if customer.account else {}),
        }

    def term(self, customer):
        return self.terms[list(TERMS).index(customer.term)]

    def team(self, customer):
        return self.teams[customer.seller // 2]

    def _contacts(self, customers, found):
        """Give some an office that is billed, and some of those a yard that is delivered to."""
        kinds = {1: ('invoice',), 2: ('invoice', 'delivery')}
        values = [
            {'parent_id': found[c.n].id, 'type': kind, 'name': f"{kind.title()} {c.n}"}
            for c in customers for kind in kinds.get(c.contacts, ())]
        contacts = iter(self.env['res.partner'].create(values))
        places = {}
        for customer in customers:
            own = {kind: next(contacts) for kind in kinds.get(customer.contacts, ())}
            himself = found[customer.n]
            places[customer.n] = (
                himself, own.get('invoice', himself), own.get('delivery', himself))
        return places


STAFF = ('own', 'employee')
