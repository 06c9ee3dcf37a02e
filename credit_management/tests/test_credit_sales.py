from collections import defaultdict
from unittest.mock import patch

from odoo import Command
from odoo.tests import tagged

from ..receivables.sales import GROUPS
from .aging_common import AgingCommon


@tagged('post_install', '-at_install')
class TestCreditSales(AgingCommon):
    """What counts as sold on credit, found once more by a walk over documents and their lines."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.country = cls.env.ref('base.se')
        cls.customer.country_id = cls.country
        cls.asked = cls.env['credit.receivable']._question(cls.company, cls.today)
        cls.before = cls._sold()

    @classmethod
    def _sold(cls, since=None, group_by='company'):
        found = defaultdict(lambda: [0.0, 0.0])
        for key, month, sales, sold in cls.env['credit.receivable']._sold(
            cls.asked, since, group_by
        ):
            found[key, month][0] += float(sales)
            found[key, month][1] += float(sold)
        return found

    def _new(self):
        """Return ``{month: (sales, sold)}`` of what this test added."""
        now = self._sold()
        added = {
            month: tuple(round(a - b, 2) for a, b in zip(now[key, month], self.before[key, month],
                                                          strict=True))
            for key, month in list(now)
        }
        return {month: both for month, both in added.items() if any(both)}

    def _month(self, offset):
        return self.day(offset).replace(day=1)

    def assert_sold(self, *amounts):
        """Check the sums of new sales: by the date of credit notes, by that of their invoices."""
        added = self._new().values()
        self.assertEqual(
            (round(sum(one for one, _two in added), 2), round(sum(two for _one, two in added), 2)),
            amounts if len(amounts) == 2 else (amounts[0], amounts[0]),
        )

    # === WHAT COUNTS === #

    def test_an_invoice_with_terms_counts_and_one_due_at_once_does_not(self):
        self.bill(300.0, on=-10, due=30)
        self.bill(500.0, on=-10, due=0)
        self.assert_sold(300.0)

    def test_an_instalment_later_makes_the_whole_document_a_credit_sale(self):
        half = self.env['account.payment.term'].create({'name': "Half now", 'line_ids': [
            Command.create({'value': 'percent', 'value_amount': 50, 'nb_days': 0}),
            Command.create({'value': 'percent', 'value_amount': 50, 'nb_days': 60}),
        ]})
        invoice = self.bill(300.0, on=-10, invoice_payment_term_id=half.id)
        self.assertEqual(len(self.claims(invoice)), 2)
        self.assert_sold(300.0)

    def test_a_line_put_off_afterwards_is_credit_given(self):
        invoice = self.bill(300.0, on=-10, due=0)
        self.claims(invoice).date_maturity = self.day(5)
        self.assert_sold(300.0)

    def test_tax_is_in_it(self):
        tax = self.env['account.tax'].create({
            'name': "Tax 13", 'amount': 13.0, 'type_tax_use': 'sale',
            'country_id': self.company.account_fiscal_country_id.id})
        self.bill(0.0, on=-10, invoice_line_ids=[Command.create({
            'name': "Goods", 'price_unit': 100.0, 'tax_ids': [Command.set(tax.ids)]})])
        self.assert_sold(113.0)

    def test_what_is_no_document_or_not_posted_does_not_count(self):
        self.receive(40.0, on=-3)
        self._invoice(70.0, post=False)
        self.bill(60.0, on=-3).button_draft()
        self.assertEqual(self._new(), {})

    def test_a_credit_note_counts_on_its_date_and_with_its_invoice(self):
        invoice = self.bill(300.0, on=-100)
        note = invoice._reverse_moves([{
            'invoice_date': self.day(-5), 'date': self.day(-5), 'invoice_date_due': self.day(-5)}])
        note.invoice_line_ids.price_unit = 100.0
        note.action_post()
        added = self._new()
        self.assertEqual(added[self._month(-100)], (300.0, 200.0))
        self.assertEqual(added[self._month(-5)], (-100.0, 0.0))

    def test_the_credit_note_of_a_cash_sale_does_not_count(self):
        invoice = self.bill(300.0, on=-100, due=0)
        note = invoice._reverse_moves([{'invoice_date': self.day(-5), 'date': self.day(-5)}])
        note.action_post()
        self.assertEqual(self._new(), {})

    def test_a_credit_note_of_no_invoice_counts(self):
        self.bill(30.0, on=-5, due=0, kind='out_refund')
        self.assert_sold(-30.0)

    def test_a_down_payment_counts_once(self):
        order = self._order(100.0)
        order.action_confirm()
        wizard = self.env['sale.advance.payment.inv'].with_context(
            active_model='sale.order', active_ids=order.ids)
        first = wizard.create({'advance_payment_method': 'fixed', 'fixed_amount': 30.0})
        last = wizard.create({'advance_payment_method': 'delivered'})
        for step, due in ((first, 10), (last, 30)):
            known = order.invoice_ids
            step.create_invoices()
            bill = order.invoice_ids - known
            bill.write({'invoice_date': self.today, 'invoice_payment_term_id': False,
                        'invoice_date_due': self.day(due)})
            bill.action_post()
        self.assert_sold(100.0)

    def test_a_foreign_document_counts_as_it_was_booked(self):
        euro = self.env.ref('base.EUR')
        euro.active = True
        self.env['res.currency.rate'].search([
            ('currency_id', '=', euro.id), ('company_id', 'in', (self.company.id, False))]).unlink()
        for day, rate in ((-40, 0.5), (-1, 0.25)):
            self.env['res.currency.rate'].create({
                'currency_id': euro.id, 'name': self.day(day), 'company_id': self.company.id,
                'rate': rate})
        if self.company.currency_id == euro:
            self.skipTest("the company's own currency")
        self.bill(100.0, on=-20, currency_id=euro.id)
        self.assert_sold(200.0)

    def test_the_day_asked_about_and_the_first_one_bound_it(self):
        self.bill(10.0, on=0)
        self.bill(20.0, on=1)
        self.assert_sold(10.0)
        since = self._month(0)
        self.assertEqual(
            {month for _key, month in self._sold(since)}, {since} if self._sold(since) else set())

    def test_a_branch_s_sales_are_its_root_s(self):
        branch = self.branch()
        self.bill(70.0, on=-5, company=branch)
        self.enterContext(patch.object(
            type(self), 'asked', self.env['credit.receivable']._question(self.company, self.today)))
        self.assert_sold(70.0)
        keys = {key for key, _month in self._sold(group_by='branch')}
        self.assertIn(branch.id, keys)

    # === GROUPS AND THE WALK === #

    def test_groups_add_up_and_name_whose_it_is(self):
        seller = self.sales_2
        team = self.env['crm.team'].create({'name': "North"})
        self.bill(300.0, on=-10, invoice_user_id=seller.id, team_id=team.id)
        whole = self._sold()
        for group in GROUPS:
            with self.subTest(group=group):
                totals = defaultdict(float)
                for (_key, month), (sales, _sold) in self._sold(group_by=group).items():
                    totals[month] += sales
                for (_key, month), (sales, _sold) in whole.items():
                    self.assertAlmostEqual(totals[month], sales, 2)
        month = self._month(-10)
        for group, key in (('partner', self.customer.id), ('salesperson', seller.id),
                           ('team', team.id), ('country', self.country.id)):
            self.assertGreaterEqual(self._sold(group_by=group)[key, month][0], 300.0, group)
        self.assertEqual(self._sold(group_by='partner')[self.customer.id, month], [300.0, 300.0])

    def test_a_walk_over_documents_finds_the_same(self):
        cash = self.bill(50.0, on=-45, due=0)
        late = self.bill(300.0, on=-70)
        for invoice, on in ((cash, -40), (late, -9)):
            invoice._reverse_moves(
                [{'invoice_date': self.day(on), 'date': self.day(on)}]).action_post()
        self.bill(12.0, on=-33, due=0, kind='out_refund')
        self.bill(80.0, on=-200, due=3)
        found = {key: [round(a, 2), round(b, 2)] for key, (a, b) in self._sold().items() if a or b}
        self.assertEqual(found, self._walk())

    def _walk(self):
        """Return what `_sold` does, from records alone: one document after the other."""
        found = defaultdict(lambda: [0.0, 0.0])
        for bill in self.env['account.move'].search([
            ('move_type', 'in', ('out_invoice', 'out_refund', 'out_receipt')),
            ('state', '=', 'posted'), ('company_id', '=', self.company.id),
            ('date', '<=', self.today),
        ]):
            origin = bill.reversed_entry_id if bill.move_type == 'out_refund' else bill
            if origin and not any(
                line.date_maturity > (origin.invoice_date or origin.date)
                for line in origin.line_ids if line.display_type == 'payment_term'
            ):
                continue
            amount = sum(
                line.balance for line in bill.line_ids if line.display_type == 'payment_term')
            found[None, bill.date.replace(day=1)][0] += amount
            found[None, (origin or bill).date.replace(day=1)][1] += amount
        return {key: [round(a, 2), round(b, 2)] for key, (a, b) in found.items() if a or b}
