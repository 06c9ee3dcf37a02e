from datetime import timedelta
from io import BytesIO

from dateutil.relativedelta import relativedelta
from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from openpyxl import load_workbook

from ..health import REGISTRY
from .aging_common import AgingCommon
from .common_golive import GoLiveCommon


@tagged('post_install', '-at_install')
class TestHealth(AgingCommon, GoLiveCommon):
    """Each check finds what a person would, and nothing more; looking changes nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.health = cls.env['credit.health']
        cls.health.search([]).unlink()

    def _asked(self, minimum=10.0):
        return self.health._asked(self.company, {'ignore_line_below': minimum})

    def _ids(self, code, minimum=10.0):
        return self.health._largest(REGISTRY[code], self._asked(minimum))

    def _counted(self, code):
        found = self.health._found(REGISTRY[code], self._asked()) or {'count': 0, 'amount': 0.0}
        return found['count'], found['amount']

    def grows(self, code, before, count, amount):
        after = self._counted(code)
        self.assertEqual(after[0] - before[0], count)
        self.assertAlmostEqual(after[1] - before[1], amount)

    def _partner(self, name, **values):
        return self.env['res.partner'].create({'name': name, 'is_company': True, **values})

    def _bank_line(self, amount, partner):
        return self.env['account.bank.statement.line'].create({
            'journal_id': self.bank.id, 'date': self.today, 'payment_ref': "Transfer",
            'amount': amount, 'partner_id': partner.id,
        })

    def _payment(self, amount, partner):
        """Make a payment that has no entry, as with the accountant's app."""
        payment = self.env['account.payment'].create({
            'payment_type': 'inbound', 'partner_type': 'customer', 'partner_id': partner.id,
            'amount': amount, 'journal_id': self.bank.id,
        })
        payment.outstanding_account_id = False
        payment.action_post()
        self.assertFalse(payment.move_id)
        return payment

    # === MONEY === #

    def test_receipts_nobody_matched(self):
        before = self._counted('unmatched')
        self.receive(48.0, on=-3)
        self.bill(7.0, on=-1, kind='out_refund')
        self._pay(self.bill(100.0, on=-10))
        self.grows('unmatched', before, 2, -55.0)
        action = self.health.with_user(self.manager).action_open('unmatched')
        listed = self.env[action['res_model']].search(action['domain'])
        self.assertEqual(len(listed), self._counted('unmatched')[0])

    def test_bank_lines_in_suspense_and_payments_without_entry(self):
        bank, pay = self._counted('bank_lines'), self._counted('payments_without_entry')
        line = self._bank_line(30.0, self.customer)
        self._bank_line(-30.0, self.customer)
        payment = self._payment(20.0, self.customer)
        self.grows('bank_lines', bank, 1, -30.0)
        self.grows('payments_without_entry', pay, 1, -20.0)
        self.assertIn(line.id, self._ids('bank_lines'))
        action = self.health.with_user(self.manager).action_open('payments_without_entry')
        self.assertIn(payment, self.env['account.payment'].search(action['domain']))

    def test_the_share_of_unmatched_money_counts_a_receipt_once(self):
        other = self._partner("Other Ltd")
        share, claims = self._share()
        self.bill(900.0, on=-5)
        self._bank_line(30.0, self.customer)
        self._payment(20.0, self.customer)
        self._payment(5.0, other)
        self.receive(10.0)
        unmatched = share * claims + 30.0 + 5.0 + 10.0
        self.assertAlmostEqual(self._share()[0], unmatched / (claims + 900.0))

    def _share(self):
        lines = self.report.search([('open_amount', '>', 0), ('company_id', '=', self.company.id)])
        return self.health._unmatched_share(self._asked()) or 0.0, sum(lines.mapped('open_amount'))

    def test_a_company_without_claims_has_no_share(self):
        company = self.env['res.company'].create({'name': "Fresh Ltd"})
        run = self.health._run(company)
        self.assertFalse(run.has_unmatched_share)
        self.assertIsNone(self.health._told(company)['unmatched_share'])
        self.assertIsNone(run.results['crumbs'])

    # === LEDGER === #

    def test_crumbs_are_what_payments_left_below_the_minimum(self):
        paid, small, large = (self.bill(amount, on=-50) for amount in (100.0, 4.0, 100.0))
        for move, amount in ((paid, 97.0), (large, 60.0)):
            receipt = self.receive(amount, on=-20)
            (move | receipt).line_ids.filtered(
                lambda line: line.account_type == 'asset_receivable').reconcile()
        found = self._ids('crumbs')
        self.assertIn(paid.id, found)
        self.assertNotIn(small.id, found)
        self.assertNotIn(large.id, found)
        self.assertNotIn(paid.id, self._ids('crumbs', minimum=3.0))
        self.assertIsNone(REGISTRY['crumbs'].rows(self._asked(minimum=None)))

    def test_claims_without_a_due_date(self):
        before = self._counted('no_due_date')
        move = self.bill(100.0, on=-5)
        line = move.line_ids.filtered(lambda one: one.account_type == 'asset_receivable')
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move_line SET date_maturity = NULL WHERE id = %s", [line.id])
        self.env.invalidate_all()
        self.grows('no_due_date', before, 1, 100.0)
        action = self.health.with_user(self.manager).action_open('no_due_date')
        self.assertIn(line, self.env['account.move.line'].search(action['domain']))

    def test_customers_whom_we_owe(self):
        before = self._counted('negative_balances')
        owed, owing = self._partner("Owed Ltd"), self._partner("Owing Ltd")
        self.receive(50.0, partner=owed)
        self.bill(20.0, partner=owed)
        self.receive(50.0, partner=owing)
        self.bill(70.0, partner=owing)
        self.grows('negative_balances', before, 1, -30.0)
        self.assertIn(owed.id, self._ids('negative_balances'))

    # === WHO === #

    def test_customers_who_are_there_twice(self):
        def pair(name, first, second):
            return [
                self._partner(f"{name} {number}", customer_rank=1, **values)
                for number, values in enumerate((first, second))
            ]
        same = [
            *pair("Tax", {'vat': "BE 0477.47.27.01"}, {'vat': "be0477472701"}),
            *pair("Phone", {'phone': "+32 2 555 01 98"}, {'phone': "025550198"}),
        ]
        same += [
            self._partner(name, customer_rank=1, zip=zip_code)
            for name, zip_code in (("Ivy & Sons", "1 000"), ("IVY  & sons.", "1000"))
        ]
        same += pair("Bank", {'bank_ids': [Command.create({'acc_number': "FR76 3000 6000 0112"})]},
                     {'bank_ids': [Command.create({'acc_number': "FR76300060000112"})]})
        apart = [
            *(self._partner("Zip & Co", customer_rank=1, zip=code) for code in ("1000", "2000")),
            *pair("Short", {'phone': "555"}, {'phone': "555"}),
            self._partner("Vendor", vat="BE0477472701"),
        ]
        contact = self.env['res.partner'].create({
            'name': "Ann", 'parent_id': same[0].id, 'phone': "+32 2 555 01 98"})
        found = set(self._ids('duplicates'))
        self.assertLessEqual({partner.id for partner in same}, found)
        self.assertFalse(found & {partner.id for partner in [*apart, contact]})

    def test_odoos_own_limits_count_where_there_is_no_profile(self):
        before = self._counted('core_limits')
        partner = self._partner("Core Ltd")
        partner.with_company(self.company).credit_limit = 5_000.0
        self.grows('core_limits', before, 1, 5_000.0)
        self.assertNotIn(self.customer.id, self._ids('core_limits'))
        self._profile(partner, 100.0)
        self.assertEqual(self._counted('core_limits'), before)

    def test_own_companies_employees_and_private_persons_with_open_items(self):
        own = self.env['res.company'].create({'name': "Sister Ltd"}).partner_id
        employee = self.manager.partner_id
        private = self.env['res.partner'].create({'name': "Paul Private"})
        sole = self.env['res.partner'].create({'name': "Sole Trader", 'vat': "BE0477472701"})
        idle = self.env['res.partner'].create({'name': "Idle Person"})
        for partner in (own, employee, private, sole):
            self.bill(10.0, partner=partner)
        expected = {'own_companies': own, 'employees': employee, 'consumers': private}
        for code, partner in expected.items():
            found = self._ids(code)
            self.assertIn(partner.id, found, code)
            others = (own | employee | private | sole | idle | self.customer) - partner
            self.assertFalse(set(found) & set(others.ids), code)

    # === ORDERS === #

    def _dead(self, amount=100.0, **values):
        order = self._order(amount)
        order.action_confirm()
        order.sudo().picking_ids.action_cancel()
        order.date_order = fields.Datetime.now() - timedelta(days=400)
        order.write(values)
        return order

    def test_orders_with_nothing_for_twelve_months(self):
        self.product.is_storable = False
        before = self._counted('dead_orders')
        dead, promised, young, billed, closed = (self._dead() for _time in range(5))
        promised.commitment_date = fields.Datetime.now() + timedelta(days=30)
        young.date_order = fields.Datetime.now() - relativedelta(months=11)
        billed.sudo()._create_invoices().action_post()
        closed.action_close_remainder()
        self.grows('dead_orders', before, 1, 100.0)
        self.assertIn(dead.id, self._ids('dead_orders'))

    def test_remainders_are_closed_from_the_list_and_those_that_cannot_be_are_named(self):
        dead, open_order = self._dead(), self._order(50.0)
        open_order.action_confirm()
        self.assertTrue(open_order.picking_ids)
        orders = (dead | open_order).with_user(self.sales)
        action = orders.action_credit_close_remainders()
        self.assertTrue(dead.credit_closed_remainder)
        self.assertFalse(open_order.credit_closed_remainder)
        self.assertIn("1 remainders closed.", action['params']['message'])
        self.assertIn(open_order.name, action['params']['message'])
        with self.assertRaises(AccessError):
            dead.with_user(self.auditor).action_credit_close_remainders()

    # === THE STEP === #

    def test_looking_changes_nothing_and_says_what_changed_since(self):
        go_live = self.env['credit.go.live'].with_user(self.manager)
        with self.untouched():
            go_live.act('health')
        told = self._check('unmatched')
        self.assertIsNone(told['before'])
        self.receive(48.0, on=-3)
        go_live.act('health')
        self.assertEqual(self._check('unmatched')['before'], told['count'])
        self.assertEqual(self._check('unmatched')['count'], told['count'] + 1)

    def _check(self, code):
        page = self.env['credit.go.live'].with_user(self.auditor).get_page()
        [step] = [step for step in page['steps'] if step['code'] == 'health']
        [check] = [check for check in step['data']['checks'] if check['code'] == code]
        return check

    def test_the_step_is_done_after_a_look_and_undone_without_a_trace(self):
        go_live = self.env['credit.go.live'].with_user(self.manager)
        with self.assertRaisesRegex(UserError, "never checked"):
            go_live.complete('health')
        go_live.act('health')
        go_live.complete('health')
        go_live.undo('health')
        self.assertFalse(self.health.search([]))
        self.assertEqual(self.lines_of_log(), [('done', 'health'), ('undone', 'health')])

    def test_a_check_is_opened_by_managers_and_auditors_alone(self):
        for code in REGISTRY:
            for user in (self.manager, self.auditor):
                action = self.health.with_user(user).action_open(code)
                self.env[action['res_model']].search_count(action['domain'])
            for user in (self.officer, self.sales):
                with self.assertRaises(AccessError):
                    self.health.with_user(user).action_open(code)
        with self.assertRaisesRegex(UserError, "no check"):
            self.health.with_user(self.manager).action_open('nothing')

    def test_a_branch_counts_with_its_root(self):
        before = self._counted('unmatched')
        self.bill(5.0, kind='out_refund', company=self.branch())
        self.grows('unmatched', before, 1, -5.0)

    def test_the_spreadsheet_has_every_finding(self):
        self.receive(48.0, on=-3)
        target = BytesIO()
        with self.untouched():
            self.health.with_user(self.auditor)._export_xlsx(target)
        book = load_workbook(target)
        asked = self.health._asked(self.company, self.health._defaults(self.company))
        made = [check for check in REGISTRY.values() if check.rows(asked) is not None]
        self.assertEqual(len(book.sheetnames), len(made) + 1)
        sheet = book[book.sheetnames[1]]
        amounts = [row[3].value for row in sheet.iter_rows() if isinstance(row[3].value, float | int)]
        self.assertIn(-48.0, amounts)
        with self.assertRaises(AccessError):
            self.health.with_user(self.officer)._export_xlsx(BytesIO())

    def test_the_number_of_queries_hangs_on_no_record(self):
        self._run_and_count()
        for count in (2, 8):
            for number in range(count):
                self.receive(1.0 + number)
                self._partner(f"Twice {count}", customer_rank=1, zip="1000")
            queries = self._run_and_count()
            if count == 2:
                first = queries
        self.assertEqual(queries, first)

    def _run_and_count(self):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.health._run(self.company)
        return self.env.cr.sql_log_count - before

    # === PROPOSED AMOUNTS === #

    def test_amounts_are_proposed_from_what_this_company_invoiced(self):
        company = self.env['res.company'].create({'name': "Yen KK"})
        self.assertIsNone(self.env['credit.defaults']._proposed(company)['smallest_limit'])
        for number in range(1, 31):
            self.bill(10.0 * number, on=-number)
        self.bill(1_000_000.0, on=-500)
        invoices = self.env['account.move'].search([
            ('move_type', '=', 'out_invoice'), ('state', '=', 'posted'),
            ('company_id', 'child_of', self.company.id), ('invoice_date', '<=', self.today),
            ('invoice_date', '>', self.today - relativedelta(months=12)),
            ('amount_total_signed', '>', 0),
        ])
        amounts = sorted(invoices.mapped('amount_total_signed'))
        found = self.env['credit.defaults']._proposed(self.company)
        self.assertEqual(found['invoices'], len(amounts))
        self.assertLessEqual(found['ignore_line_below'], amounts[-(-5 * len(amounts) // 100) - 1])
        self.assertGreater(found['ignore_line_below'], 0)
        run = self.health._run(self.company)
        self.assertEqual(run.defaults, found)
        self.assertEqual(self.health._defaults(self.company), found)
