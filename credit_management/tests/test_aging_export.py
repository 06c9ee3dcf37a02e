import io
import json
from unittest.mock import patch

from odoo import Command, http
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from openpyxl import load_workbook

from ..models import credit_aging_export
from .aging_common import AgingCommon


@tagged('post_install', '-at_install')
class TestAgingExport(AgingCommon):
    """The spreadsheet is the list: same lines, same day, and sums that a program finds again."""

    def setUp(self):
        super().setUp()
        self.bolt = self.env['res.partner'].create({'name': "=Bolt+1", 'is_company': True})
        self.late = self.bill(100.0, on=-75, due=30)
        self.small = self.bill(40.0, on=-10, due=30, partner=self.bolt)
        self.money = self.receive(25.0, on=-3, partner=self.bolt)
        self.ours = [('partner_id', 'in', (self.customer + self.bolt).ids)]

    def book(self, domain=None, user=None, **context):
        target = io.BytesIO()
        report = self.report.with_user(user or self.officer).with_context(**context)
        report._export_xlsx(target, self.ours if domain is None else domain)
        return load_workbook(target), load_workbook(target, data_only=True)

    @staticmethod
    def table(sheet):
        """Return (titles, [{title: value}]) of a sheet."""
        rows = list(sheet.iter_rows(values_only=True))
        [at] = [number for number, row in enumerate(rows) if row[0] == "Customer"]
        titles = rows[at]
        return at + 1, [
            dict(zip(titles, row, strict=True)) for row in rows[at + 1:] if row[0] != "Total"]

    def recalculated(self, formulas, values, column):
        """Return (sum that the formula stands for, the value that came with it)."""
        heading, rows = self.table(values)
        [at] = [cell for cell in formulas[heading] if cell.value == column]
        total = formulas.cell(formulas.max_row, at.column)
        name = at.column_letter
        self.assertEqual(
            total.value, f'=SUBTOTAL(109,{name}{heading + 1}:{name}{formulas.max_row - 1})')
        return (round(sum(row[column] or 0 for row in rows), 2),
                values.cell(formulas.max_row, at.column).value)

    def test_the_lines_are_those_of_the_list(self):
        _formulas, values = self.book()
        heading, rows = self.table(values.worksheets[0])
        self.assertEqual(
            [(row["Document"], row["Open Amount"], row["Days"], row["Age"]) for row in rows],
            [(self.money.name, -25.0, 3, "Unallocated"), (self.small.name, 40.0, -20, "Not due"),
             (self.late.name, 100.0, 45, "31–60")] if rows[0]["Customer"] == "=Bolt+1" else
            [(self.late.name, 100.0, 45, "31–60"), (self.money.name, -25.0, 3, "Unallocated"),
             (self.small.name, 40.0, -20, "Not due")])
        self.assertEqual(values.worksheets[0].freeze_panes, f'B{heading + 1}')
        self.assertIn(self.company.name, values.worksheets[0]['A2'].value)
        self.assertIn(self.today.isoformat(), values.worksheets[0]['A2'].value)

    def test_the_sums_are_formulas_and_right(self):
        formulas, values = self.book()
        for number, columns in enumerate((
            ("Amount", "Allocated", "Open Amount"),
            ("Not due", "31–60", "Gross", "Unallocated", "Open Amount"),
        )):
            for column in columns:
                found, said = self.recalculated(
                    formulas.worksheets[number], values.worksheets[number], column)
                self.assertEqual(found, said, column)
        self.assertEqual(self.recalculated(
            formulas.worksheets[1], values.worksheets[1], "Open Amount")[0], 115.0)

    def test_customers_by_age_are_the_lines_added_up(self):
        formulas, values = self.book()
        _heading, rows = self.table(values.worksheets[1])
        row = next(row for row in rows if row["Customer"] == "=Bolt+1")
        self.assertEqual((row["Not due"], row["Unallocated"], row["Gross"], row["Open Amount"]),
                         (40.0, -25.0, 40.0, 15.0))
        self.assertIsNone(row["1–30"])
        heading, _rows = self.table(values.worksheets[1])
        self.assertEqual(formulas.worksheets[1].cell(heading + 1, 9).value,
                         '=SUM(B{0}:H{0})'.format(heading + 1))

    def test_a_customers_name_is_no_formula(self):
        formulas, _values = self.book()
        cells = [cell for sheet in formulas for row in sheet.iter_rows() for cell in row
                 if cell.value == "=Bolt+1"]
        self.assertEqual({cell.data_type for cell in cells}, {'s'})
        self.assertEqual(len(cells), 3)

    def test_another_day_and_basis(self):
        _formulas, values = self.book(
            credit_as_of=self.day(-5).isoformat(), credit_aging_basis='posting')
        _heading, rows = self.table(values.worksheets[0])
        self.assertEqual({(row["Document"], row["Days"]) for row in rows},
                         {(self.late.name, 70), (self.small.name, 5)})
        self.assertIn("posting date", values.worksheets[0]['A2'].value)

    def test_amounts_in_another_currency_carry_it(self):
        euro = self.env.ref('base.EUR')
        euro.active = True
        self.bill(60.0, on=-1, currency_id=euro.id)
        formulas, values = self.book()
        heading, rows = self.table(values.worksheets[0])
        [at] = [cell.column for cell in formulas.worksheets[0][heading]
                if cell.value == "Open in Currency"]
        formats = {formulas.worksheets[0].cell(heading + 1 + number, at).number_format
                   for number, row in enumerate(rows)}
        self.assertEqual(formats, {'#,##0.00 [$EUR]', f'#,##0.00 [${self.company.currency_id.name}]'})

    def test_each_company_has_sheets_and_a_currency_of_its_own(self):
        other = self.env['res.company'].create({
            'name': "Other Ltd", 'currency_id': self.env.ref('base.EUR').id,
            'country_id': self.env.ref('base.de').id,
        })
        self.env.user.company_ids += other
        self.officer.company_ids += other
        self.env['account.chart.template'].try_loading('generic_coa', other, install_demo=False)
        other.currency_id = self.env.ref('base.EUR')
        self.bill(70.0, on=-1, company=other)
        formulas, values = self.book(allowed_company_ids=(self.company + other).ids)
        self.assertEqual(len(values.sheetnames), 4)
        other_lines = next(
            sheet for sheet in values if sheet.title == "Lines Other Ltd")
        self.assertIn("in EUR", other_lines['A2'].value)
        self.assertEqual([row["Open Amount"] for row in self.table(other_lines)[1]], [70.0])

    def test_orders_and_deliveries_of_an_invoice_are_named(self):
        product = self.env['product.product'].create({
            'name': "Goods", 'type': 'consu', 'invoice_policy': 'delivery'})
        order = self.env['sale.order'].create({
            'partner_id': self.customer.id, 'order_line': [Command.create({
                'product_id': product.id, 'product_uom_qty': 2, 'price_unit': 50.0})],
        })
        order.action_confirm()
        order.picking_ids.move_ids.quantity = 2
        order.picking_ids.move_ids.picked = True
        order.picking_ids.button_validate()
        invoice = order._create_invoices()
        invoice.action_post()
        line = self.report.browse(self.claims(invoice).id)
        self.assertEqual((line.order_names, line.delivery_names, line.invoice_date),
                         (order.name, order.picking_ids.name, invoice.invoice_date))
        self.allocate(invoice, self.receive(30.0))
        line.invalidate_model()
        self.assertEqual((line.allocated, line.amount), (30.0, line.open_amount + 30.0))

    def test_nothing_open_is_an_empty_table(self):
        _formulas, values = self.book(domain=[('id', '=', 0)])
        self.assertEqual(self.table(values.worksheets[0])[1], [])

    def test_more_lines_than_a_sheet_has_rows_are_refused(self):
        with (patch.object(credit_aging_export, 'MOST_ROWS', 11),
              self.assertRaisesRegex(UserError, "has 3 open lines; a sheet has room for 1")):
            self.book()

    def test_whoever_may_not_read_the_aging_gets_no_spreadsheet(self):
        with self.assertRaises(AccessError):
            self.book(user=self.sales)

    def test_the_number_of_queries_does_not_grow(self):
        def cost():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.book()
            return self.env.cr.sql_log_count - before

        cost()
        few = cost()
        for number in range(12):
            self.bill(10.0 + number, on=-3 * number)
        cost()  # posting emptied caches that all share
        self.assertEqual(cost(), few)



@tagged('post_install', '-at_install')
class TestAgingDownload(HttpCase, AgingCommon):
    """The door of the spreadsheet."""

    def _get(self, user, domain=(), **context):
        self.authenticate(user.login, user.login)
        return self.url_open('/credit_management/aging/xlsx', data={
            'csrf_token': http.Request.csrf_token(self), 'data': json.dumps({
                'domain': list(domain),
                'context': {'allowed_company_ids': self.company.ids, **context},
            }),
        })

    def test_an_officer_gets_the_file_of_the_day(self):
        invoice = self.bill(100.0, on=-40)
        day = self.day(-5).isoformat()
        answer = self._get(self.officer, [('partner_id', '=', self.customer.id)],
                           credit_as_of=day, uid=1)
        self.assertEqual(answer.status_code, 200)
        self.assertIn(f'receivables-{day}.xlsx', answer.headers['Content-Disposition'])
        sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
        self.assertIn(invoice.name, [cell.value for cell in sheet['B']])

    def test_a_salesperson_gets_none(self):
        answer = self._get(self.sales)
        self.assertNotEqual(answer.status_code, 200)

    def test_another_company_is_refused(self):
        other = self.env['res.company'].create({'name': "Other Ltd"})
        self.assertNotEqual(
            self._get(self.officer, allowed_company_ids=other.ids).status_code, 200)
