"""Figures and bugs that others met: Odoo's own credit limit, OCA, ERPNext, Tryton, SAP.

The scenarios are re-typed from their tests and threads; none of their code is here.
"""

from odoo import Command
from odoo.tests import tagged

from .exposure_common import ExposureCommon


@tagged('post_install', '-at_install')
class TestOdooScenarios(ExposureCommon):
    """The seven scenarios of Odoo's `TestSaleOrderCreditLimit`, with what is right by our rules."""

    def test_an_order_of_another_company_is_none_of_ours(self):
        other = self.env['res.company'].create({'name': "Elsewhere"})
        self.env.user.company_ids += other
        profile = self.env['credit.profile'].create({
            'partner_id': self.customer.id, 'company_id': other.id, 'credit_limit': 1000.0})
        env = self.env(context={'allowed_company_ids': [other.id]})
        env['sale.order'].create({
            'partner_id': self.customer.id, 'company_id': other.id,
            'order_line': [Command.create(self._line(1000.0))],
        }).action_confirm()
        self.assert_exposure({'order': 1000.0}, profile)
        self.assert_exposure({})

    def test_a_down_payment_is_part_of_its_order(self):
        """Odoo counts 1,500 here (odoo#126575): the order and its down payment beside it."""
        order = self.order(1000.0)
        invoice = self.down_payment(order, 500.0, post=False)
        self.assert_exposure({'order': 500.0, 'draft_invoice': 500.0})
        invoice.invoice_line_ids.quantity = 3
        self.assert_exposure({'draft_invoice': 1500.0})
        invoice.invoice_line_ids.quantity = 1
        invoice.action_post()
        self.assert_exposure({'order': 500.0, 'ar_not_due': 500.0})
        self.credit_note(invoice)
        self.assert_exposure({'order': 1000.0})

    def test_a_foreign_order_counts_in_our_currency_whoever_looks(self):
        """Wrong currency, wrong company, missing flush (odoo#162770)."""
        buck = self.env['res.currency'].create({'name': 'TB', 'symbol': 'TB'})
        self.env['res.currency.rate'].create({
            'name': '2023-01-01', 'rate': 2.0, 'currency_id': buck.id,
            'company_id': self.company.id})
        pricelist = self.env['product.pricelist'].create({
            'name': "Bucks", 'currency_id': buck.id})
        order = self.order(45.0, 65.0, pricelist_id=pricelist.id)
        self.assert_exposure({'order': 55.0})
        invoice = self.invoice(order, post=False)
        self.assert_exposure({'draft_invoice': 55.0})
        invoice.action_post()
        self.assert_exposure({'ar_not_due': 55.0})

    def test_an_invoice_without_order_comes_on_top(self):
        self.order(1000.0)
        invoice = self._invoice(100.0, post=False)
        self.assert_exposure({'order': 1000.0, 'draft_invoice': 100.0})
        invoice.invoice_line_ids.price_unit = 2000.0
        invoice.action_post()
        self.assert_exposure({'order': 1000.0, 'ar_not_due': 2000.0})

    def test_an_invoice_over_more_than_its_order_frees_no_other_order(self):
        """Tryton takes the surplus off what is left of the other order."""
        first, _second = self.order(1000.0), self.order(1000.0)
        invoice = self.invoice(first, post=False)
        invoice.invoice_line_ids.price_unit = 2000.0
        self.assert_exposure({'order': 1000.0, 'draft_invoice': 2000.0})
        invoice.action_post()
        self.assert_exposure({'order': 1000.0, 'ar_not_due': 2000.0})

    def test_orders_of_employees_and_addresses_are_the_companys(self):
        """odoo#210177: the employee's order did not count, and the screen kept the old figure."""
        employee, address = self.env['res.partner'].create([
            {'name': "Ann", 'parent_id': self.customer.id},
            {'name': "Bills", 'parent_id': self.customer.id, 'type': 'invoice'},
        ])
        self.assertEqual(self.profile.exposure, 0.0)
        orders = self.order(600.0, partner_id=employee.id) | self.order(
            600.0, partner_id=employee.id, partner_invoice_id=address.id)
        self.profile.invalidate_recordset()
        self.assertEqual(self.profile.exposure, 1200.0)
        orders._create_invoices().action_post()
        self.assert_exposure({'ar_not_due': 1200.0})


@tagged('post_install', '-at_install')
class TestOcaScenarios(ExposureCommon):
    """Figures of OCA's credit-control tests."""

    def test_what_an_order_goes_through(self):
        """`test_compute_risk_amount`: 115 travels from the order to the ledger and back."""
        order = self.order({'price_unit': 100.0, 'tax_ids': [Command.set(self.tax.ids)]})
        self.assert_exposure({'order': 115.0})
        invoice = self.invoice(order, post=False)
        self.assert_exposure({'draft_invoice': 115.0})
        invoice.action_post()
        self.assert_exposure({'ar_not_due': 115.0})
        refund = invoice._reverse_moves([{'invoice_date': invoice.invoice_date}], cancel=True)
        self.assertEqual(refund.state, 'posted')
        # Reversed without a return: that quantity is closed, not open to be billed once more.
        self.assert_exposure({})

    def test_caps_see_the_first_order_with_the_second(self):
        """`test_sale_order`: 115, then 230."""
        for total in (115.0, 230.0):
            self.order({'price_unit': 100.0, 'tax_ids': [Command.set(self.tax.ids)]})
            self.assert_exposure({'order': total})

    def test_a_second_receivable_account_counts(self):
        """`test_other_account_amount`: 100 on another receivable account, also when it is late."""
        account = self.env['account.account'].create({
            'name': "Deposits", 'code': 'X1219', 'account_type': 'asset_receivable',
            'reconcile': True})
        income = self.env['account.account'].search(
            [('account_type', '=', 'income'), ('company_ids', '=', self.company.id)], limit=1)
        self.env['account.move'].create({
            'move_type': 'entry', 'date': self.today, 'line_ids': [
                Command.create({'account_id': account.id, 'balance': 100.0,
                                'partner_id': self.customer.id}),
                Command.create({'account_id': income.id, 'balance': -100.0}),
            ]}).action_post()
        self.assert_exposure({'ar_not_due': 100.0})

    def test_a_bounced_payment_is_owed_again(self):
        """`test_payment_return_risk`: 0, 500, 0."""
        invoice = self._invoice(500.0)
        payment = self._pay(invoice)
        self.assert_exposure({})
        payment.action_draft()
        payment.action_cancel()
        self.assert_exposure({'ar_not_due': 500.0})
        self._pay(invoice)
        self.assert_exposure({})

    def test_money_that_is_announced_without_entry_takes_off(self):
        """`test_sale_payment_sheet_financial_risk`: -150."""
        self._invoice(500.0)
        self.bare_payment(150.0)
        self.assert_exposure({'ar_not_due': 500.0, 'payment_in_transit': -150.0})


@tagged('post_install', '-at_install')
class TestSameForEverybody(ExposureCommon):
    """Who looks, in which language, with which companies switched on: the figure is the same."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.branch = cls.env['res.company'].create({
            'name': "Branch", 'parent_id': cls.company.id})
        cls.other = cls.env['res.company'].create({'name': "Elsewhere"})
        users = cls.env.user | cls.officer | cls.manager | cls.auditor | cls.sales
        users.company_ids += cls.branch | cls.other
        cls._invoice(500.0, post=False).write({'company_id': cls.branch.id})
        cls.env['account.move'].search([('company_id', '=', cls.branch.id)]).action_post()
        cls._order(300.0, user=cls.sales_2).sudo().action_confirm()

    def seen(self, user, *companies, lang='en_US'):
        env = self.env(user=user, context={
            'allowed_company_ids': [company.id for company in companies], 'lang': lang})
        profile = self.profile.with_env(env)
        profile.invalidate_recordset()
        return profile.exposure

    def test_figures_do_not_depend_on_the_company_switcher(self):
        """OCA adds up `env.companies`; the answer changed with the switcher."""
        for companies in (
            (self.company,), (self.branch,), (self.company, self.branch),
            (self.other, self.company), (self.company, self.branch, self.other),
        ):
            with self.subTest(companies=[company.name for company in companies]):
                self.assertEqual(self.seen(self.officer, *companies), 800.0)

    def test_figures_do_not_depend_on_who_looks(self):
        """A salesperson who saw only his own orders understated them (OCA#415, #452, #454)."""
        for user in (self.officer, self.manager, self.auditor):
            with self.subTest(user=user.name):
                self.assertEqual(self.seen(user, self.company), 800.0)
        self.company.credit_mode = 'enforce'
        for amount, held in ((200.01, True), (200.0, False)):
            answer = self.env['credit.profile'].with_user(self.sales).may_sell(
                self.customer.id, amount)
            self.assertEqual(answer['verdict'] == 'hold', held)

    def test_what_is_not_written_yet_counts(self):
        """odoo#162770: raw SQL without a flush reads what was."""
        line = self.env['sale.order'].search([('partner_id', '=', self.customer.id)]).order_line
        line.price_unit = 400.0
        self.assertEqual(self.seen(self.officer, self.company), 900.0)


@tagged('post_install', '-at_install')
class TestLawsOfExposure(ExposureCommon):
    """Laws that every history obeys."""

    def test_halves_are_as_much_as_the_whole(self):
        self.order({'product_uom_qty': 2, 'price_unit': 33.33})
        whole = sum(self.totals().values())
        self.env['sale.order'].search([('partner_id', '=', self.customer.id)])._action_cancel()
        for _half in range(2):
            self.order({'price_unit': 33.33})
        self.assertEqual(sum(self.totals().values()), whole)

    def test_invoicing_moves_money_and_paying_returns_to_the_start(self):
        order = self.order({'product_uom_qty': 3, 'price_unit': 33.33,
                            'tax_ids': [Command.set(self.tax.ids)]})
        start = round(sum(self.totals().values()), 2)
        self.deliver(order, 1)
        self.assertEqual(round(sum(self.totals().values()), 2), start)
        invoice = self.invoice(order, post=False)
        self.assertEqual(round(sum(self.totals().values()), 2), start)
        invoice.action_post()
        self.assertEqual(round(sum(self.totals().values()), 2), start)
        self._pay(invoice)
        self.assert_exposure({})

    def test_o_ex_1_every_kind_of_claim_adds_up(self):
        """O-EX-1: limit 500,000; 470,000 used; an order over 60,000 breaches by 30,000."""
        self.company.credit_mode = 'enforce'
        self.profile.credit_limit = 500_000.0
        self._invoice(250_000.0)
        self._invoice(50_000.0, due=-3)
        self.receipt(20_000.0)
        self.order(120_000.0)
        self._invoice(30_000.0, post=False)
        bills = self.env['account.account'].create({
            'name': "Bills receivable", 'code': 'X1121', 'account_type': 'asset_receivable',
            'reconcile': True})
        self.customer.property_account_receivable_id = bills
        self._invoice(40_000.0)
        self.profile.invalidate_recordset()
        self.assertEqual(self.profile.exposure, 470_000.0)
        held = self.confirm(self._order(60_000.0))
        breach = next(b for b in held.outcomes[0].record['payload']['breaches'] if b['code'] == 'H01')
        self.assertEqual((breach['value'], breach['params']['excess']), (530_000.0, 30_000.0))
        self.assertIsNone(self.confirm(self._order(30_000.0)), "equality passes")
