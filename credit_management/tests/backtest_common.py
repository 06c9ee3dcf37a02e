import random
from datetime import datetime, time, timedelta
from unittest.mock import patch

from odoo import Command
from odoo.tests import freeze_time

from .common import CreditCommon


class BacktestCommon(CreditCommon):
    """Orders, invoices and money on chosen days of the past, and back-tests run to their end."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.backtests = cls.env['credit.backtest']
        # The demo's orders and customers are not what is counted here.
        cls.env.cr.execute(
            "UPDATE credit_profile SET active = FALSE WHERE company_id = %s AND id <> %s",
            [cls.company.id, cls.profile.id],
        )
        cls.env.invalidate_all()
        cls.today = cls.company._credit_today()

    @classmethod
    def at(cls, days, hour=12):
        """Return noon (UTC) of a day so many days ago, as the clock to freeze."""
        return freeze_time(datetime.combine(cls.today - timedelta(days=days), time(hour)))

    def order_on(self, days, amount, partner=None, hour=12, **values):
        """Ask for an order on a day of the past; return it, confirmed or held."""
        with self.at(days, hour):
            order = self._order(amount, partner, **values)
            self.confirm(order)
        return order

    def bill_on(self, days, amount, partner=None, due=30):
        """Post an invoice without an order, due so many days later."""
        with self.at(days):
            return self._invoice(amount, partner, due=due, invoice_date=self.company._credit_today())

    def pay_on(self, days, invoices, amount=None):
        with self.at(days):
            wizard = self.env['account.payment.register'].with_context(
                active_model='account.move', active_ids=invoices.ids
            ).create({'payment_date': self.company._credit_today()})
            if amount:
                wizard.amount = amount
            return wizard._create_payments()

    def invoice_order(self, order, days):
        with self.at(days):
            invoice = order.sudo()._create_invoices()
            invoice.invoice_date = self.company._credit_today()
            invoice.action_post()
        return invoice

    def run_to_end(self, user=None, **values):
        """Start a back-test as a manager and run it as its cron would."""
        backtest_id = self.backtests.with_user(user or self.manager).start(**values)
        backtest = self.backtests.browse(backtest_id)
        while backtest._step():
            pass
        return backtest

    def without_figures(self):
        """Let the log know when orders were asked for, and none of the figures of then."""
        history = self.env.registry['credit.backtest.history']
        asked = history._asked

        def blank(model, profile_ids, since):
            return asked(model, profile_ids, since)[0], {}

        return patch.object(history, '_asked', blank)

    def version(self, days, is_next=True):
        """Return a draft of *Standard* with other days of patience: its next version, or a copy."""
        policies = self.env['credit.policy']
        standard = policies.browse(policies._in_force(
            self.env.ref('credit_management.credit_policy_standard').id))
        draft = policies.browse(
            standard.action_new_version()['res_id']) if is_next else standard.copy()
        rule = draft.rule_ids.filtered(lambda rule: rule.code == 'H02')
        rule.threshold_ids.filtered(lambda line: line.name == 'days').value = days
        return draft

    def held(self, backtest):
        return set(backtest.line_ids.filtered('is_held').order_id.ids)


class Company:
    """Customers who order, get invoices and pay as a seeded die says, with the gate on.

    `held`: ids of orders that the gate held when they were first asked for.
    """

    def __init__(self, case, seed, customers=6):
        self.case, self.env, self.dice = case, case.env, random.Random(seed)
        self.customers = case.env['res.partner'].create([
            {'name': f"Customer {number}", 'is_company': True} for number in range(customers)
        ])
        self.profiles = case.env['credit.profile'].create([{
            'partner_id': partner.id, 'company_id': case.company.id,
            'credit_limit': self.dice.choice((500, 2_000, 5_000)),
            'grade': self.dice.choice((False, 'A', 'B', 'C')),
        } for partner in self.customers])
        self.asked, self.held, self.open_orders = [], set(), case.env['sale.order']
        self.invoices = case.env['account.move']

    def live(self, orders, days=300):
        """Ask for so many orders within so many days, with a life around them.

        The ledger knows days, not hours: what happens does so before the first order of its day.
        """
        moments, last = sorted(self.dice.sample(range(days * 20), orders)), None
        for moment in moments:
            day, step = days - moment // 20, moment % 20
            for _n in range(0 if day == last else self.dice.randrange(4)):
                self.happen(day)
            last = day
            self.ask(day, 8 + step // 5, step % 5 * 10)

    def ask(self, day, hour, minute):
        case, dice = self.case, self.dice
        with freeze_time(datetime.combine(
                case.today - timedelta(days=day), time(hour, minute, 5))):
            order = case._order(round(dice.uniform(50, 1_500), 2), dice.choice(self.customers))
            held = case.confirm(order)
        self.asked.append(order.id)
        if held:
            self.held.add(order.id)
        else:
            self.open_orders |= order

    def happen(self, day):
        """Let one thing happen at five in the morning."""
        with freeze_time(datetime.combine(self.case.today - timedelta(days=day), time(5))):
            self.dice.choices(
                (self.invoice, self.pay, self.pay_on_account, self.bill, self.decide, self.credit),
                weights=(8, 8, 2, 2, 1, 1),
            )[0]()

    # === WHAT HAPPENS === #

    def invoice(self):
        if not self.open_orders:
            return
        order = self.dice.choice(self.open_orders)
        self.open_orders -= order
        invoice = order.sudo()._create_invoices()
        today = self.case.company._credit_today()
        invoice.write({'invoice_date': today, 'invoice_payment_term_id': False,
                       'invoice_date_due': today + timedelta(days=self.dice.choice((0, 7, 14)))})
        invoice.action_post()
        self.invoices |= invoice

    def bill(self):
        invoice = self.case._invoice(
            round(self.dice.uniform(20, 400), 2), self.dice.choice(self.customers),
            due=self.dice.choice((0, 10)), invoice_date=self.case.company._credit_today())
        self.invoices |= invoice

    def pay(self):
        unpaid = self.invoices.filtered(lambda move: move.amount_residual > 0)
        if not unpaid:
            return
        invoice = self.dice.choice(unpaid)
        wizard = self.env['account.payment.register'].with_context(
            active_model='account.move', active_ids=invoice.ids
        ).create({'payment_date': self.case.company._credit_today()})
        if self.dice.random() < .3:
            wizard.amount = round(invoice.amount_residual * self.dice.uniform(.2, .8), 2)
        wizard._create_payments()

    def pay_on_account(self):
        self.env['account.payment'].create({
            'partner_id': self.dice.choice(self.customers).id, 'payment_type': 'inbound',
            'partner_type': 'customer', 'amount': round(self.dice.uniform(20, 500), 2),
            'date': self.case.company._credit_today(),
        }).action_post()

    def credit(self):
        today = self.case.company._credit_today()
        self.env['account.move'].create({
            'move_type': 'out_refund', 'partner_id': self.dice.choice(self.customers).id,
            'invoice_date': today, 'invoice_line_ids': [Command.create({
                'name': "Discount", 'quantity': 1, 'price_unit': 35.0, 'tax_ids': [Command.clear()],
            })],
        }).action_post()

    def decide(self):
        profile = self.dice.choice(self.profiles)
        if self.dice.random() < .7:
            profile.write({'credit_limit': self.dice.choice((300, 1_000, 4_000)),
                           'limit_reason': "Simulated"})
        else:
            profile.write({'standing': self.dice.choice(('normal', 'watch', 'suspended')),
                           'standing_reason': "Simulated"})
