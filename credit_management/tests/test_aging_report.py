from dataclasses import replace
from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..receivables.as_of import open_lines, rebuilt_lines
from ..receivables.grouping import GROUPS
from .aging_common import AgingCommon

#: A portfolio on 30 June 2026: customer, open, due date.
PORTFOLIO = (
    ('A', 100_000, date(2026, 7, 15)), ('A', 50_000, date(2026, 6, 30)),
    ('A', 40_000, date(2026, 6, 29)), ('B', 80_000, date(2026, 5, 31)),
    ('B', 60_000, date(2026, 5, 30)), ('B', 30_000, date(2026, 4, 30)),
    ('C', 20_000, date(2026, 4, 1)), ('C', 20_000, date(2026, 3, 31)),
    ('D', 10_000, date(2025, 6, 30)), ('D', 5_000, date(2025, 6, 29)),
    ('E', 200_000, date(2026, 6, 20)),
)
THEN = date(2026, 6, 30)


@tagged('post_install', '-at_install')
class TestAging(AgingCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.before = cls.report.get_aging(THEN.isoformat())['totals']
        cls.customers = {
            name: cls.env['res.partner'].create({'name': f'Customer {name}', 'is_company': True})
            for name in 'ABCDE'
        }
        for name, amount, due in PORTFOLIO:
            cls._invoice(
                amount, partner=cls.customers[name], invoice_date_due=due,
                invoice_date=min(due, THEN), date=min(due, THEN),
            )
        cls._invoice(
            15_000, partner=cls.customers['B'], move_type='out_refund', invoice_date=THEN,
            date=THEN, invoice_date_due=THEN,
        )

    def _aging(self, as_of=THEN, user=None, **options):
        return self.report.with_user(user or self.officer).get_aging(as_of.isoformat(), **options)

    def _row(self, answer, partner):
        return next(row for row in answer['rows'] if row['key'] == partner.id)

    # === BANDS === #

    def test_the_reference_portfolio_falls_into_its_bands(self):
        answer = self._aging()
        ours = {customer.id for customer in self.customers.values()}
        own = [row for row in answer['rows'] if row['key'] in ours]
        sums = [sum(column) for column in zip(*(row['amounts'] for row in own), strict=True)]
        self.assertEqual(sums, [150_000, 320_000, 60_000, 50_000, 20_000, 10_000, 5_000])
        self.assertEqual(sum(row['unallocated'] for row in own), -15_000)
        self.assertEqual(sum(row['total'] for row in own), 600_000)
        self.assertEqual(
            [(band['from'], band['to']) for band in answer['buckets']],
            [(None, 0), (1, 30), (31, 60), (61, 90), (91, 180), (181, 365), (366, None)],
        )

    def test_a_credit_makes_no_band_smaller(self):
        row = self._row(self._aging(), self.customers['B'])
        self.assertEqual(row['amounts'], [0, 80_000, 60_000, 30_000, 0, 0, 0])
        self.assertEqual((row['unallocated'], row['total']), (-15_000, 155_000))
        self.assertEqual(row['name'], "Customer B")

    def test_totals_are_the_sum_of_the_rows_and_the_ledger_says_the_same(self):
        answer = self._aging()
        self.assertAlmostEqual(
            answer['totals']['total'], sum(row['total'] for row in answer['rows']), 2)
        self.assertEqual(answer['totals']['total'], answer['gl_balance'])
        self.assertAlmostEqual(answer['totals']['total'] - self.before['total'], 600_000, 2)
        self.assertIsNone(self._aging(ledger=False)['gl_balance'])

    def test_by_posting_date_the_days_count_from_the_accounting_date(self):
        row = self._row(self._aging(basis='posting'), self.customers['A'])
        self.assertEqual(row['amounts'], [190_000, 0, 0, 0, 0, 0])
        answer = self._aging(as_of=date(2026, 7, 31), basis='posting')
        self.assertEqual(self._row(answer, self.customers['A'])['amounts'][:2], [0, 190_000])
        self.assertEqual(answer['buckets'][0]['from'], 0)

    def test_a_company_has_bands_of_its_own(self):
        self.company.credit_aging_due = '15,45'
        answer = self._aging()
        self.assertEqual(
            [(band['from'], band['to']) for band in answer['buckets']],
            [(None, 0), (1, 15), (16, 45), (46, None)],
        )
        self.assertEqual(
            self._row(answer, self.customers['B'])['amounts'], [0, 0, 140_000, 30_000])
        asked = self._aging(buckets=[10])
        self.assertEqual(self._row(asked, self.customers['E'])['amounts'], [0, 200_000, 0])

    def test_bands_that_are_none_are_refused_with_what_to_do(self):
        with self.assertRaisesRegex(ValidationError, "day 30: the one before it ends on day 60"):
            self.company.credit_aging_due = '60,30'
        with self.assertRaisesRegex(ValidationError, "soon are no age bands"):
            self.company.credit_aging_due = 'soon'
        with self.assertRaisesRegex(ValidationError, "cannot end on day 0"):
            self._aging(buckets=[0, 30])
        self.assertEqual(len(self._aging(buckets=[0, 30], basis='posting')['buckets']), 3)
        with self.assertRaisesRegex(ValidationError, "no age bands"):
            self._aging(buckets=[])
        with self.assertRaisesRegex(ValidationError, "delivery is neither"):
            self._aging(basis='delivery')

    # === GROUPS === #

    def test_every_group_adds_up_to_the_same(self):
        total = self._aging()['totals']
        for group in GROUPS:
            with self.subTest(group=group):
                answer = self._aging(group_by=group)
                self.assertEqual(answer['totals'], total)
                self.assertAlmostEqual(
                    sum(row['total'] for row in answer['rows']), total['total'], 1)
        with self.assertRaisesRegex(UserError, "group_by cannot be moon. Choose one of partner"):
            self._aging(group_by='moon')

    def test_an_amount_is_shared_out_to_the_categories_of_its_invoice(self):
        kept = self.env['product.category'].create({'name': "Kept"})
        goods = self.env['product.product'].create({'name': "Good", 'categ_id': kept.id})
        self._invoice(0, partner=self.customer, invoice_date=THEN, date=THEN,
                      invoice_date_due=THEN, invoice_line_ids=[
            (0, 0, {'name': "a", 'product_id': goods.id, 'price_unit': 30.0, 'tax_ids': []}),
            (0, 0, {'name': "b", 'product_id': self.product.id, 'price_unit': 70.0, 'tax_ids': []}),
        ])
        answer = self._aging(group_by='product_category')
        self.assertEqual(
            next(row for row in answer['rows'] if row['key'] == kept.id)['total'], 30.0)

    def test_a_contact_s_lines_are_the_customer_s(self):
        contact = self.env['res.partner'].create({
            'name': "Till", 'parent_id': self.customer.id, 'type': 'invoice'})
        self.bill(70.0, partner=contact, on=-5)
        row = self._row(self._aging(self.today), self.customer)
        self.assertEqual(row['total'], 70.0)

    def test_a_branch_answers_as_its_root(self):
        branch = self.branch()
        self.officer.company_ids += branch
        self.bill(70.0, on=-5, company=branch)
        for company in (self.company, branch):
            answer = self._aging(self.today, company_id=company.id)
            self.assertEqual(answer['company_id'], self.company.id)
            self.assertEqual(self._row(answer, self.customer)['total'], 70.0)
        by_branch = self._aging(self.today, group_by='branch')
        self.assertEqual(next(
            row for row in by_branch['rows'] if row['key'] == branch.id)['total'], 70.0)

    # === LINES === #

    def test_a_row_is_a_line_with_its_document(self):
        invoice = self.bill(300.0, on=-70, due=30)
        line = self.report.with_user(self.officer).search([('move_id', '=', invoice.id)])
        self.assertEqual(
            (line.name, line.partner_id, line.profile_id, line.days, line.open_amount, line.bucket),
            (invoice.name, self.customer, self.profile, 40, 300.0, 'b02'),
        )
        self.assertEqual((line.company_id, line.branch_id), (self.company, self.company))
        self.assertEqual(line.action_open()['res_id'], invoice.id)

    def test_lists_group_by_band_in_order_of_age(self):
        self.bill(10.0, on=-100, due=0)
        self.bill(20.0, on=0)
        report = self.report.with_user(self.officer)
        groups = report.formatted_read_group(
            [('partner_id', '=', self.customer.id)], ['bucket'], ['open_amount:sum'])
        self.assertEqual(
            [(g['bucket'], g['open_amount:sum']) for g in groups], [('b00', 20.0), ('b04', 10.0)])
        labels = dict(report.fields_get(['bucket'])['bucket']['selection'])
        self.assertEqual((labels['b00'], labels['b04']), ("Not due", "91–180"))

    def test_the_day_and_the_basis_come_with_the_context(self):
        invoice = self.bill(300.0, on=-70, due=30)
        self.allocate(invoice, self.receive(300.0, on=-5))
        report = self.report.with_user(self.officer)
        domain = [('move_id', '=', invoice.id)]
        self.assertFalse(report.search(domain))
        past = report.with_context(credit_as_of=self.day(-6).isoformat())
        self.assertEqual(past.search(domain).days, 34)
        by_posting = past.with_context(credit_aging_basis='posting')
        self.assertEqual(by_posting.search(domain).days, 64)
        with self.assertRaisesRegex(UserError, "someday is no date"):
            report.with_context(credit_as_of='someday').search(domain)

    # === RIGHTS === #

    def test_officers_managers_and_auditors_read(self):
        for user in (self.officer, self.manager, self.auditor):
            self.assertTrue(self._aging(user=user)['rows'])
            self.assertTrue(self.report.with_user(user).search([], limit=1))
            self.report.with_user(user).check_tie()
            self.report.with_user(user).get_unbilled()

    def test_salespeople_see_nothing_of_it(self):
        own = self.report.with_user(self.sales)
        for call in (own.get_aging, own.check_tie, own.get_unbilled, lambda: own.search([])):
            with self.assertRaises(AccessError):
                call()
        for model in ('credit.unbilled.report', 'credit.receivable.snapshot',
                      'credit.receivable.snapshot.line', 'credit.aging.check'):
            self.assertFalse(self.env[model].with_user(self.sales).has_access('read'), model)

    def test_another_company_is_not_answered(self):
        other = self.env['res.company'].create({'name': "Other Ltd"})
        with self.assertRaisesRegex(AccessError, "none of yours"):
            self._aging(company_id=other.id)
        with self.assertRaisesRegex(AccessError, "none of yours"):
            self.report.with_user(self.officer).check_tie(company_id=other.id)

    # === PAGES === #

    def test_a_page_is_a_piece_of_the_whole_in_its_order(self):
        for number in range(7):
            self.bill(10.0 + number, on=-9 * number)
        for day in (self.today, self.day(-20)):
            report = self.report.with_user(self.officer).with_context(
                credit_as_of=day.isoformat())
            whole = report.search([], order='days desc, id').ids
            self.assertEqual(
                report.search([], offset=2, limit=3, order='days desc, id').ids, whole[2:5])
            page = report.web_search_read([], {'days': {}}, offset=2, limit=3,
                                          order='days desc, id')
            self.assertEqual([row['id'] for row in page['records']], whole[2:5])
            self.assertEqual(page['length'], len(whole))

    # === CURRENCY === #

    def _foreign(self):
        euro = self.env.ref('base.EUR')
        euro.active = True
        euro.rate_ids.unlink()
        self.env['res.currency.rate'].create({
            'name': self.day(-400), 'rate': 0.5, 'currency_id': euro.id,
            'company_id': self.company.id,
        })
        return euro

    def test_a_group_of_one_currency_has_its_amounts_too(self):
        euro = self._foreign()
        bolt, both = self.env['res.partner'].create([{'name': "Bolt"}, {'name': "Both"}])
        late = self.bill(60.0, on=-50, partner=bolt, currency_id=euro.id)
        self.allocate(late, self.receive(20.0, on=-45, partner=bolt, currency=euro))
        self.receive(5.0, on=-45, partner=bolt, currency=euro)
        self.bill(10.0, on=-50, partner=both, currency_id=euro.id)
        self.bill(10.0, on=-50, partner=both)
        answer = self._aging(self.today, in_currency=True)
        row = self._row(answer, bolt)
        self.assertEqual((row['total'], row['unallocated']), (70.0, -10.0))
        self.assertEqual(row['in_currency'], {
            'currency': 'EUR', 'amounts': [0.0, 40.0, 0.0, 0.0, 0.0, 0.0, 0.0],
            'unallocated': -5.0, 'total': 35.0})
        self.assertIsNone(self._row(answer, both)['in_currency'])
        # As of the day before the receipts the whole was open.
        row = self._row(self._aging(self.day(-46), in_currency=True), bolt)
        self.assertEqual((row['total'], row['in_currency']['total']), (120.0, 60.0))

    def test_by_currency_the_amounts_are_in_it(self):
        euro = self._foreign()
        before = {row['name']: row['in_currency']['total']
                  for row in self._aging(self.today, group_by='currency')['rows']}
        self.bill(60.0, on=-50, currency_id=euro.id)
        after = {row['name']: row['in_currency']
                 for row in self._aging(self.today, group_by='currency')['rows']}
        self.assertEqual(after['EUR']['currency'], 'EUR')
        self.assertAlmostEqual(after['EUR']['total'] - before.get('EUR', 0.0), 60.0, 2)
        self.assertNotIn('in_currency', self._aging(self.today)['rows'][0])

    # === COST === #

    def test_the_number_of_queries_does_not_grow(self):
        def cost(call):
            call()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            call()
            return self.env.cr.sql_log_count - before

        calls = (
            self._aging, lambda: self._aging(group_by='salesperson'),
            self.report.with_user(self.officer).check_tie,
            lambda: self.report.with_user(self.officer).search_read([], limit=80),
        )
        few = [cost(call) for call in calls]
        for number in range(12):
            partner = self.env['res.partner'].create({'name': f'More {number}'})
            self.bill(10.0 + number, partner=partner, on=-3 * number)
        self.assertEqual([cost(call) for call in calls], few)

    def _every_way(self):
        """Return what is open today, found in each of the three ways."""
        asked = self.env['credit.receivable']._question(self.company, self.today)
        queries = (
            open_lines(asked), open_lines(replace(asked, is_last=False)), rebuilt_lines(asked))
        return asked.is_last, [
            {row[0]: row[11:13] for row in self.env['credit.receivable']._rows(query)
             if any(row[11:13])}
            for query in queries
        ]

    def test_the_live_way_the_general_and_the_long_one_are_the_same(self):
        late = self.bill(80.0, on=-20)
        self.allocate(late, self.receive(30.0, on=-4))
        is_last, (live, general, long) = self._every_way()
        self.assertTrue(is_last)
        self.assertEqual(live, general)
        self.assertEqual(live, long)
        self.assertEqual(live[self.claims(late).id][0], 50.0)
        self.allocate(late, self.receive(20.0, on=4))
        is_last, (today, general, long) = self._every_way()
        self.assertFalse(is_last)
        self.assertEqual(today, general)
        self.assertEqual(today, long)
        self.assertEqual(today, live)
