import io
import json
from datetime import timedelta

from odoo import http
from odoo.tests import HttpCase, tagged
from openpyxl import load_workbook

from .test_cash_snapshot import SnapshotCommon
from .test_tours import ACTION

PAGE = f'{ACTION}credit_cash_forecast_page_action'


@tagged('post_install', '-at_install')
class TestCashScreen(HttpCase, SnapshotCommon):
    """The page, its tile and its spreadsheet show what `get_forecast` answers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.officer + cls.sales).write({'company_id': cls.company.id})

    def _ledger(self):
        self._paid(5, times=3)
        wednesday = self.on(2, 2)
        self._bill(1000.0, on=-5, due=wednesday, partner=self.late_payer)
        self._bill(500.0, on=-5, due=wednesday, partner=self.new_payer)
        self._bill(70.0, on=-90, due=30, partner=self.late_payer)
        # He has paid nothing yet, so he is expected as late as everybody: on that Wednesday.
        paid = self._bill(100.0, on=self.on(-12), due=self.on(-3, 4) - self.on(-12),
                          partner=self.early_payer)
        self._keep(-2)
        self.allocate(paid, self._money(40.0, self.on(-2, 4), self.early_payer))

    def test_the_page(self):
        self._ledger()
        self.start_tour(PAGE, 'credit_cash', login=self.officer.login)

    def test_the_page_without_anything(self):
        self.start_tour(PAGE, 'credit_cash_empty', login=self.officer.login)

    def _export(self, user):
        self.authenticate(user.login, user.login)
        return self.url_open('/credit_management/cash_forecast/xlsx', data={
            'csrf_token': http.Request.csrf_token(self), 'data': json.dumps({
                'as_of': self.today.isoformat(), 'company_id': self.company.id, 'ahead': 0,
                'allowed_company_ids': self.company.ids,
            }),
        })

    def test_who_reads_the_forecast_takes_it_along(self):
        self._ledger()
        answer = self._export(self.officer)
        self.assertEqual(answer.status_code, 200)
        self.assertTrue(load_workbook(io.BytesIO(answer.content)).worksheets)
        self.assertNotEqual(self._export(self.sales).status_code, 200)

    def test_the_spreadsheet_adds_up_to_the_answer(self):
        self._ledger()
        answer = self._ask()
        stream = io.BytesIO()
        self.forecast.with_user(self.officer)._export_xlsx(
            stream, self.today.isoformat(), self.company.id)
        weeks, customers = load_workbook(stream).worksheets
        rows = [row for row in weeks.iter_rows(values_only=True) if hasattr(row[0], 'year')]
        self.assertEqual([row[0].date().isoformat() for row in rows],
                         [row['week'] for row in (*answer['history'], *answer['weeks'])])
        self.assertEqual([row[1] for row in rows[8:]], answer['totals']['amounts'])
        names = {row['name'] for row in answer['rows']}
        lines = [row for row in customers.iter_rows(values_only=True) if row[0] in names]
        self.assertEqual(len(lines), len(answer['rows']))
        for number in range(8):
            self.assertAlmostEqual(sum(row[3 + number] for row in lines),
                                   answer['totals']['amounts'][number], 2)
        self.assertTrue(all(str(row[-1]).startswith('=') for row in lines))

    def test_the_tile_is_the_answer(self):
        overview = self.env['credit.overview'].with_user(self.officer)
        self.assertIsNone(overview.refresh('cash', self.company.id, force=True)['data'])
        self._ledger()
        data = overview.refresh('cash', self.company.id, force=True)['data']
        answer = self._ask()
        self.assertEqual(data, json.loads(json.dumps({name: answer[name] for name in data})))
        self.assertEqual(data['totals']['total'], answer['totals']['total'])
        self.assertEqual(data['hit_rate'], 0.4)

    def test_the_received_list_is_the_received_figure(self):
        self._ledger()
        row = self._ask()['history'][-2]
        monday = self.monday - timedelta(weeks=2)
        lines = self.env['account.move.line'].with_user(self.officer).search([
            ('account_type', '=', 'asset_receivable'), ('parent_state', '=', 'posted'),
            ('journal_id.type', 'in', ('bank', 'cash', 'credit')),
            ('company_id', 'child_of', self.company.id), ('date', '>=', monday),
            ('date', '<=', monday + timedelta(days=6)),
        ])
        self.assertEqual(-sum(lines.mapped('balance')), row['received'])

    def test_the_pack_says_what_was_expected_on_its_month_end(self):
        self._ledger()
        pack = self.env['credit.pack']._make(self.company.sudo(), 'preview')
        [section] = [found for found in pack._sections() if found.code == 'cash_forecast']
        answer = self._ask(pack.date)
        self.assertEqual([row[1] for row in section.rows],
                         [row['expected'] for row in answer['history']]
                         + answer['totals']['amounts'])
