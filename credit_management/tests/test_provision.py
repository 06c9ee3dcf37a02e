from datetime import timedelta

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ..tools import aging, provisions
from .provision_common import LAST_DAYS, PORTFOLIO, ProvisionCommon


@tagged('post_install', '-at_install')
class TestProvision(ProvisionCommon):
    """What a sheet makes of a real ledger."""

    # === BY AGE === #

    def test_the_reference_portfolio_by_days_late(self):
        self.portfolio()
        sheet = self.sheet()
        self.assertEqual(self.ages(sheet), [
            (150_000, 750), (320_000, 6_400), (60_000, 3_000), (50_000, 5_000), (20_000, 6_000),
            (10_000, 6_000), (5_000, 5_000),
        ])
        result = sheet.result_id
        self.assertEqual((sheet.needed, result.portfolio, result.individual), (32_150, 32_150, 0))
        self.assertEqual(
            (result.open_amount, result.unallocated, sheet.ledger_amount),
            (615_000, -15_000, 600_000),
        )
        self.assertEqual((sheet.state, sheet.version, sheet.has_needed), ('computed', 1, True))

    def test_the_figures_are_those_of_a_plain_walk(self):
        self.portfolio()
        day = self.then
        items = []
        for line_id, (left, _currency) in self.walk(day).items():
            line = self.env['account.move.line'].browse(line_id)
            items.append(((day - line.date_maturity).days, left))
        aged = aging.age(items, provisions.DUE_BUCKETS)
        wanted = provisions.provision(aged.amounts, provisions.DUE_RATES).allowance
        self.assertEqual(self.sheet().needed, float(wanted))
        answer = self.report.get_aging(day.isoformat(), company_id=self.company.id)
        self.assertEqual(
            [amount for amount, _allowance in self.ages(self.sheet())],
            answer['totals']['amounts'],
        )

    def test_bands_end_where_the_table_says(self):
        for first, last in LAST_DAYS:
            self.owe(1000, first)
            if last:
                self.owe(1, last)
        self.assertEqual([amount for amount, _allowance in self.ages(self.sheet())], [
            1000, 1001, 1001, 1001, 1001, 1001, 1000])
        names = self.sheet().row_ids.mapped('name')
        self.assertEqual(names[:3] + names[-1:], ["Not due", "1–30", "31–60", "366+"])

    def test_by_ledger_age_in_years_up_to_all_of_it(self):
        matrix = self.env.ref('credit_management.credit_provision_matrix_posting')
        days = (0, 365, 366, 730, 731, 1095, 1096, 1460, 1461, 1825, 1826)
        for age in days:
            self.owe(1000, age - 400, posted=self.then - timedelta(days=age))
        sheet = self.sheet(matrix)
        self.assertEqual(self.ages(sheet), [
            (2000, 100), (2000, 200), (2000, 600), (2000, 1000), (2000, 1600), (1000, 1000)])
        self.assertEqual(sheet.needed, 4500)
        self.assertEqual(sheet.row_ids.mapped('name'), [
            "0–1 years", "1–2 years", "2–3 years", "3–4 years", "4–5 years", "Over 5 years"])

    def test_expected_losses_of_the_published_example(self):
        for amount, days in ((7_000_000, 20), (4_000_000, 45), (2_500_000, 75), (1_000_000, 200)):
            self.owe(amount, days)
        lines = ((0, 0), (1, 0.015), (31, 0.034), (61, 0.071), (91, 0.108))
        sheet = self.sheet(self.rates(lines))
        self.assertEqual(self.ages(sheet), [
            (0, 0), (7_000_000, 105_000), (4_000_000, 136_000), (2_500_000, 177_500),
            (1_000_000, 108_000)])
        self.assertEqual(sheet.needed, 526_500)
        worse = self.sheet(self.rates(lines, forward_factor=1.2))
        self.assertAlmostEqual(worse.needed, 631_800, 2)
        self.assertEqual(worse.row_ids[1].applied_rate, 0.018)
        sure = self.sheet(self.rates(((0, 0.8), (1, 0.8)), forward_factor=2))
        self.assertEqual(sure.needed, 14_500_000)

    # === CREDITS === #

    def test_credits_reduce_no_bucket_unless_the_rates_say_so(self):
        self.portfolio()
        matrix = self.due_rates.copy({'credits': 'deduct', 'name': "Less credits"})
        sheet = self.sheet(comparison_ids=[Command.set(matrix.ids)])
        kept, deducted = sheet.latest_result_ids
        self.assertEqual((kept.total, kept.deducted), (32_150, 0))
        # Customer B's oldest claim loses 15,000, at 10 %.
        self.assertEqual((deducted.total, deducted.deducted), (30_650, 15_000))
        self.assertEqual((deducted.open_amount, deducted.unallocated), (615_000, -15_000))

    def test_credits_are_deducted_as_the_rules_apply_them_the_oldest_first(self):
        matrix = self.due_rates.copy({'credits': 'deduct', 'name': "Less credits"})
        self.owe(500, 200, self.customers['A'])
        self.owe(300, 45, self.customers['A'])
        self.owe(200, -5, self.customers['A'])
        self.owe(900, 100, self.customers['B'])
        self.receive(620.0, on=(self.then - self.today).days - 3, partner=self.customers['A'])
        self.receive(5000.0, on=(self.then - self.today).days - 3, partner=self.customers['C'])
        left = aging.after_credits([(200, 500), (45, 300), (-5, 200), (0, -620)])
        amounts = aging.age([*left, (100, 900)], provisions.DUE_BUCKETS).amounts
        sheet = self.sheet(matrix)
        self.assertEqual(
            [amount for amount, _allowance in self.ages(sheet)], [float(a) for a in amounts])
        self.assertEqual((sheet.deducted, sheet.unallocated), (620, -5620))

    # === ONE BY ONE === #

    def test_a_customer_looked_at_alone_leaves_the_portfolio(self):
        self.portfolio()
        sheet = self.sheet(individual_ids=[
            Command.create({'partner_id': self.customers['C'].id, 'amount': 25_000,
                            'reason': "Insolvent", 'evidence': "Court, 12 May"}),
            Command.create({'partner_id': self.customers['D'].id, 'method': 'rate', 'rate': 0.5,
                            'reason': "Disputes everything"}),
        ])
        alone = sheet.row_ids.filtered(lambda row: row.kind == 'individual')
        self.assertEqual(
            [(row.name, row.amount, row.allowance) for row in alone],
            [("Customer C", 40_000, 25_000), ("Customer D", 15_000, 7_500)])
        # Without C's 20,000 at 10 % and at 30 %, and D's 10,000 at 60 % and 5,000 at 100 %.
        self.assertEqual(sheet.result_id.portfolio, 32_150 - 2_000 - 6_000 - 6_000 - 5_000)
        self.assertEqual(sheet.needed, sheet.result_id.portfolio + 32_500)
        self.assertEqual(sum(sheet.row_ids.mapped('allowance')), sheet.needed)
        self.assertEqual(sum(sheet.row_ids.mapped('amount')), sheet.open_amount)
        recoveries = {'C': 15_000, 'D': 7_500}
        amounts = {name: [] for name in 'ABCDE'}
        for name, amount, days in PORTFOLIO:
            amounts[name].append((days, amount))
        wanted = provisions.allowance({
            name: aging.age(items, provisions.DUE_BUCKETS).amounts
            for name, items in amounts.items()
        }, recoveries, provisions.DUE_RATES)
        self.assertEqual(sheet.needed, float(wanted.total))

    def test_no_more_is_lost_than_is_open(self):
        self.portfolio()
        line = {'partner_id': self.customers['C'].id, 'amount': 40_001, 'reason': "Gone"}
        with self.assertRaisesRegex(ValidationError, r"owes .*40,000.*40,001.*Lower it"):
            self.sheet(individual_ids=[Command.create(line)])
        line['amount'] = 40_000
        self.assertEqual(
            self.sheet(individual_ids=[Command.create(line)]).result_id.individual, 40_000)

    def test_a_customer_alone_needs_a_reason_and_is_no_contact(self):
        contact = self.env['res.partner'].create({
            'name': "Till", 'parent_id': self.customer.id})
        for values, words in (
            ({'reason': " ", 'partner_id': self.customer.id}, "Say why"),
            ({'reason': "x", 'partner_id': contact.id}, "is a contact of"),
        ):
            with self.assertRaisesRegex(ValidationError, words):
                self.sheet(individual_ids=[Command.create(values)], compute=False)

    # === INSURED === #

    def test_the_insured_part_inside_the_loss_and_beside_it(self):
        self.owe(530_000, 10)
        self.owe(100_000, 10, self.customers['A'])
        cover = Command.create({
            'partner_id': self.customer.id, 'buyer_limit': 400_000, 'share': 0.9})
        lines = ((0, 0.01), (1, 0.02))
        inside = self.sheet(self.rates(lines, insured='inside'), cover_ids=[cover])
        self.assertEqual(inside.row_ids[1].insured_amount, 360_000)
        # Own risk of 170,000, and all of customer A, at 2 %.
        self.assertEqual((inside.needed, inside.reimbursement), (5_400, 0))
        beside = self.sheet(self.rates(lines, insured='separate'), cover_ids=[cover])
        self.assertEqual((beside.needed, beside.reimbursement), (12_600, 7_200))

    def test_an_insured_customer_is_not_looked_at_alone_too(self):
        cover = {'partner_id': self.customer.id, 'buyer_limit': 1}
        alone = {'partner_id': self.customer.id, 'reason': "x"}
        with self.assertRaisesRegex(ValidationError, "is looked at alone"):
            self.sheet(compute=False, cover_ids=[Command.create(cover)],
                       individual_ids=[Command.create(alone)])
        sheet = self.sheet(compute=False, cover_ids=[Command.create(cover)])
        with self.assertRaisesRegex(ValidationError, "is looked at alone"):
            sheet.individual_ids = [Command.create(alone)]

    # === CONTRACT ASSETS === #

    def _deliver(self, amount):
        order = self._order(amount, user=self.env.user)
        order.action_confirm()
        picking = order.picking_ids
        picking.move_ids.quantity = 1
        picking.move_ids.picked = True
        picking.button_validate()
        return order

    def test_what_is_delivered_and_not_invoiced_is_a_row_today(self):
        self.product.invoice_policy = 'delivery'
        self._deliver(4_000.0)
        matrix = self.rates(
            ((0, 0.01), (1, 0.02)), counts_unbilled=True, unbilled_rate=0.01, forward_factor=1.5)
        sheet = self.sheet(matrix, date=self.today)
        row = sheet.row_ids.filtered(lambda row: row.kind == 'unbilled')
        self.assertEqual((row.amount, row.allowance, sheet.needed), (4_000, 60, 60))
        self.assertEqual(sheet.result_id.contract_assets, 60)

    def test_of_another_day_it_is_unknown_unless_somebody_says_it(self):
        matrix = self.rates(((0, 0.01), (1, 0.02)), counts_unbilled=True, unbilled_rate=0.01)
        self.owe(1_000, -5)
        day = self.then
        sheet = self.sheet(matrix, date=day)
        self.assertFalse(sheet.has_needed)
        self.assertIn("Delivered, not invoiced", sheet.remark)
        with self.assertRaisesRegex(UserError, "not known cannot be approved"):
            self.approve(sheet)
        sheet.write({'knows_unbilled': True, 'unbilled_amount': 50_000})
        self.assertEqual(sheet.state, 'draft')
        sheet.action_compute()
        self.assertEqual((sheet.has_needed, sheet.needed), (True, 510))

    # === DAYS AND VERSIONS === #

    def test_a_past_day_stays_what_it_was(self):
        invoice = self.owe(10_000, 40)
        before = self.sheet()
        self.assertEqual(before.needed, 500)
        self.allocate(invoice, self.receive(10_000.0, on=0))
        before.action_compute()
        before.invalidate_recordset()
        self.assertEqual((before.version, before.needed), (2, 500))
        self.assertEqual(before.result_ids.mapped('version'), [2, 1])
        self.assertEqual(before.result_ids.mapped('total'), [500, 500])
        after = self.sheet(date=self.today) if self.today != self.then else before
        self.assertEqual(after.needed, 0)

    def test_computing_again_keeps_what_was_computed(self):
        self.owe(10_000, 40)
        sheet = self.sheet()
        self.owe(10_000, 40)
        sheet.action_compute()
        sheet.invalidate_recordset()
        self.assertEqual(
            [(result.version, result.total) for result in sheet.result_ids], [(2, 1000), (1, 500)])
        first = sheet.result_ids[1]
        for change in (lambda: first.write({'total': 1}), first.unlink, first.row_ids.unlink,
                       lambda: first.copy()):
            with self.assertRaises(UserError):
                change()
        with self.assertRaisesRegex(UserError, "was computed, and what was computed is kept"):
            sheet.unlink()

    def test_a_sheet_has_a_day_that_is_over(self):
        with self.assertRaisesRegex(ValidationError, "still to come"):
            self.sheet(date=self.today + timedelta(days=1), compute=False)
        with self.assertRaisesRegex(ValidationError, "cannot begin on"):
            self.sheet(date_from=self.then + timedelta(days=1), compute=False)
        fresh = self.env['credit.provision'].with_user(self.manager).create({})
        self.assertEqual((fresh.date, fresh.company_id), (self.then, self.company))
        self.assertEqual(fresh.date_from, self.then.replace(day=1))

    # === COMPANIES AND CURRENCIES === #

    def test_branches_are_in_the_sheet_of_their_root(self):
        branch = self.branch()
        self.env.user.company_ids += branch
        self.owe(10_000, 40, company_id=branch.id)
        self.assertEqual(self.sheet().needed, 500)
        with self.assertRaisesRegex(ValidationError, "is a branch"):
            self.sheet(company_id=branch.id, compute=False)

    def test_foreign_money_counts_as_it_was_booked(self):
        euro = self.env.ref('base.EUR')
        euro.active = True
        self.env['res.currency.rate'].create({
            'name': self.then - timedelta(days=400), 'rate': 0.5, 'currency_id': euro.id,
            'company_id': self.company.id,
        })
        self.owe(10_000, 40, currency_id=euro.id)
        sheet = self.sheet()
        self.assertEqual((sheet.open_amount, sheet.needed), (20_000, 1_000))

    def test_another_company_s_ledger_is_not_in_it(self):
        other = self._books("Other Ltd")
        self._invoice(99.0, company_id=other.id, invoice_date_due=self.then)
        self.owe(10_000, 40)
        self.assertEqual(self.sheet().open_amount, 10_000)

    # === COST === #

    def test_the_number_of_customers_costs_no_query(self):
        def queries(count):
            payers = self.env['res.partner'].create([{'name': f'P{n}'} for n in range(count)])
            for payer in payers:
                self.owe(100, 40, payer)
            sheet = self.sheet(compute=False, individual_ids=[
                Command.create({'partner_id': payer.id, 'method': 'rate', 'rate': 0.5,
                                'reason': "x"}) for payer in payers[:count // 2]
            ])
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            sheet.action_compute()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        self.sheet()
        few, many = queries(8), queries(16)
        self.assertLessEqual(many, few)
