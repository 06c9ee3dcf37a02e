import io
import json
from datetime import date, timedelta

from odoo import Command, http
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from openpyxl import load_workbook

from ..models.credit_kpi_page import SOURCES
from ..tools import dso
from ..tools.exact import percent, rounded
from ..tools.positions import METHODS, VARIANTS
from .kpi_common import D1, KpiCommon

JUNE = date(2026, 6, 30)


@tagged('post_install', '-at_install')
class TestDso(KpiCommon):
    """The worked examples, as ledgers of real invoices and payments, asked through the model."""

    def _dso(self, method='countback', months=6, as_of=JUNE, **options):
        return self.kpi.dso(as_of.isoformat(), method=method, months=months, **options)

    # === THREE METHODS === #

    def test_half_a_year_three_ways(self):
        self.ledger()
        period = self._dso('period')
        self.assertEqual(period, {
            'value': 63.8, 'days_floor': False, 'uncovered': 0.0, 'ar': 1_170_000.0,
            'sales': 3_318_000.0, 'unclassified': 0.0})
        self.assertEqual(self._dso('period', 3)['value'], 64.0)
        self.assertEqual(self._dso('same_period', 3)['value'], 56.3)
        self.assertEqual(self._dso('countback')['value'], 66.3)
        self.assertEqual(self._dso('aging')['value'], 64.5)

    def test_vintages_before_the_window_count_with_their_own_month(self):
        self.ledger()
        self.assertEqual(self._dso('aging', 1)['value'], 64.5)

    def test_a_leap_year_has_a_day_more(self):
        self.ledger(2024)
        leap = date(2024, 6, 30)
        self.assertEqual(self._dso('period', as_of=leap)['value'], 64.2)
        self.assertEqual(self._dso('countback', as_of=leap)['value'], 66.3)
        position = self.env['credit.kpi']._position(self.company, leap, 6)
        self.assertEqual(rounded(position.dso('aging', 6).value, 4), 64.5142)

    def test_a_vendor_s_example_comes_out_right(self):
        for month, sales in ((9, 2500), (8, 1750), (7, 2250), (6, 2500), (5, 2000), (4, 2250)):
            self.bill(sales, date(2026, month, 5))
        self.receive(1250, date(2026, 9, 30))
        found = self._dso(as_of=date(2026, 9, 30))
        self.assertEqual((found['ar'], found['value']), (12_000, 166.3))

    def test_the_true_dso_weighs_by_age(self):
        self.bill(300.0, date(2026, 6, 10))
        self.bill(100.0, date(2026, 5, 1))
        self.assertEqual(self._dso('true_dso')['value'], 20 * 1 + 60 * 1)

    # === EDGES === #

    def test_a_month_without_sales_passes_with_its_days(self):
        march = date(2026, 3, 31)
        self.bill(100_000, date(2026, 1, 10))
        self.bill(50_000, date(2026, 3, 10))
        self.receive(30_000, date(2026, 3, 20))
        self.assertEqual(self._dso(as_of=march, months=3)['value'], 80.7)

    def test_where_history_ends_it_is_that_many_days_or_more(self):
        self._opening_balance(10_000, date(2025, 12, 31))
        self.bill(15_000, date(2026, 5, 10))
        self.bill(25_000, date(2026, 6, 10))
        found = self._dso(months=2)
        self.assertEqual(
            (found['value'], found['days_floor'], found['uncovered'], found['ar']),
            (61.0, True, 10_000, 50_000))
        aging = self._dso('aging', months=2)
        self.assertEqual((aging['value'], aging['unclassified']), (61.0, 10_000))

    def _opening_balance(self, amount, day):
        account = self.env['account.account'].search([
            ('account_type', '=', 'equity'), ('company_ids', 'in', self.company.id)], limit=1)
        self.receive(-amount, day, account=account, journal=self._journal('general'))

    def test_a_customer_in_credit_has_no_days(self):
        self.bill(100.0, date(2026, 6, 10))
        self.receive(150.0, date(2026, 6, 20))
        for method in ('countback', 'period'):
            found = self._dso(method)
            self.assertEqual((found['value'], found['ar']), (0.0, -50.0))
        self.assertEqual(self._dso('aging')['ar'], 100.0)

    def test_nothing_sold_is_unknown_not_nought(self):
        self._opening_balance(500.0, date(2026, 6, 1))
        self.assertIsNone(self._dso('period')['value'])
        self.assertIsNone(self._dso('aging')['value'])
        found = self._dso('countback')
        self.assertTrue(found['days_floor'])
        self.assertEqual(found['uncovered'], 500.0)

    def test_foreign_sales_count_as_booked_on_both_sides(self):
        euro = self.env.ref('base.EUR')
        euro.active = True
        self.env['res.currency.rate'].search([('currency_id', '=', euro.id)]).unlink()
        for day, rate in ((date(2026, 6, 1), 1 / 7.1), (date(2026, 6, 20), 1 / 7.2)):
            self.env['res.currency.rate'].create({
                'currency_id': euro.id, 'name': day, 'rate': rate, 'company_id': self.company.id})
        bill = self.bill(100_000.0, date(2026, 6, 10), currency_id=euro.id)
        self.assertEqual(bill.amount_total_signed, 710_000.0)
        self.allocate(bill, self.receive(50_000.0, date(2026, 6, 25), currency=euro))
        found = self._dso('period', months=1)
        self.assertEqual((found['ar'], found['sales'], found['value']), (355_000, 710_000, 15.0))

    def test_a_credit_note_comes_off_its_own_month_or_its_invoice_s(self):
        bill = self.bill(300.0, date(2026, 5, 10))
        bill._reverse_moves([{'invoice_date': date(2026, 6, 5), 'date': date(2026, 6, 5)}])
        note = bill.reversal_move_ids
        note.invoice_line_ids.price_unit = 100.0
        note.action_post()
        self.bill(400.0, date(2026, 6, 10))
        self.assertEqual(self._dso('period', 1)['sales'], 300.0)
        # 200 open of the 200 left of May, 400 of 400 of June.
        self.assertEqual(self._dso('aging', 2)['value'], 61.0)

    def test_the_month_under_way_counts_with_the_days_passed(self):
        self.bill(100.0, date(2026, 6, 5))
        self.assertEqual(self._dso('period', 1, date(2026, 6, 10))['value'], 10.0)

    def test_without_a_day_the_last_closed_month_is_meant(self):
        last = dso.last_closed(self.today)
        self.bill(100.0, last.replace(day=1))
        self.bill(70.0, self.today)
        self.assertEqual(self.kpi.dso(method='period', months=1)['value'], last.day)

    def test_what_is_delivered_is_in_it_today_and_unknown_before(self):
        self.bill(100.0, self.today)
        found = self.kpi.dso(self.today.isoformat(), method='with_unbilled')
        self.assertEqual(found['value'], self.kpi.dso(self.today.isoformat())['value'])
        before = self.today - timedelta(days=1)
        self.assertIsNone(self.kpi.dso(before.isoformat(), method='with_unbilled')['value'])

    def test_what_cannot_be_asked_is_refused_with_the_way_out(self):
        with self.assertRaisesRegex(UserError, "method cannot be magic. Choose one of"):
            self._dso('magic')
        with self.assertRaisesRegex(UserError, "months cannot be 0. Give a whole number from 1 to 60"):
            self._dso(months=0)
        with self.assertRaisesRegex(UserError, "group_by cannot be moon. Choose one of"):
            self.kpi.figures(group_by='moon')

    # === GROUPS === #

    def test_every_customer_at_once_is_each_one_alone(self):
        other = self.env['res.partner'].create({'name': "Other"})
        self.ledger()
        self.bill(1000.0, date(2026, 6, 10), partner=other)
        answer = self.kpi.figures(JUNE.isoformat(), group_by='partner', months=6)
        rows = {row['key']: row for row in answer['rows']}
        row = rows[self.customer.id]
        self.assertEqual((row['countback'], row['period'], row['aging']), (66.3, 63.8, 64.5))
        self.assertEqual((row['name'], row['ar'], row['sales']), (
            "D1 Customer", 1_170_000, 3_318_000))
        self.assertEqual(rows[other.id]['countback'], 30.0)
        self.assertEqual([row['key'] for row in answer['rows']], [self.customer.id, other.id])
        most = self.kpi.figures(JUNE.isoformat(), group_by='partner', months=6, limit=1)
        self.assertEqual((most['groups'], most['rows']), (2, answer['rows'][:1]))

    def test_teams_and_salespeople_have_their_own(self):
        team = self.env['crm.team'].create({'name': "North", 'company_id': False})
        self.ledger(team_id=team.id, invoice_user_id=self.sales.id)
        self.bill(99.0, date(2026, 6, 10), invoice_user_id=False, team_id=False)
        for group, key in (('team', team.id), ('salesperson', self.sales.id)):
            rows = {
                row['key']: row for row in
                self.kpi.figures(JUNE.isoformat(), group_by=group, months=6)['rows']}
            self.assertEqual(rows[key]['countback'], 66.3, group)
            self.assertEqual(rows[None]['ar'], 99.0, group)
        [whole] = self.kpi.figures(JUNE.isoformat(), months=6)['rows']
        self.assertEqual((whole['key'], whole['ar']), (self.company.id, 1_170_099))

    def test_a_branch_answers_as_its_root(self):
        branch = self.env['res.company'].create({'name': "Branch", 'parent_id': self.company.id})
        self.ledger()
        self.officer.company_ids += branch
        self.assertEqual(self._dso(company_id=branch.id), self._dso())

    # === COST AND RIGHTS === #

    def test_the_number_of_queries_does_not_grow(self):
        calls = (
            lambda: self.kpi.figures(JUNE.isoformat(), group_by='partner'),
            lambda: self.kpi.figures(JUNE.isoformat(), group_by='salesperson'),
            self.kpi.get_page, self.kpi.trend,
        )

        def cost(call):
            call()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            call()
            return self.env.cr.sql_log_count - before

        def more(count):
            for number in range(count):
                partner = self.env['res.partner'].create({'name': f'More {number}'})
                for months in range(3):
                    day = dso.windows(self.today, months + 1)[-1][0]
                    self.bill(10.0 + number, day, partner=partner)

        more(2)
        few = [cost(call) for call in calls]
        more(4)
        self.assertEqual([cost(call) for call in calls], few)

    def test_officers_managers_and_auditors_read_and_others_do_not(self):
        self.bill(100.0, dso.last_closed(self.today))
        calls = ('dso', 'best_possible_dso', 'average_days_delinquent', 'cei', 'turnover',
                 'bad_debt_ratio', 'overdue_ratio', 'overdue_default_rate', 'days_to_pay',
                 'figures', 'trend', 'levers', 'get_page')
        for user in (self.officer, self.manager, self.auditor):
            for name in calls:
                getattr(self.env['credit.kpi'].with_user(user), name)()
            self.env['credit.kpi'].with_user(user).what_if(5)
            self.env['credit.kpi.report'].with_user(user).search([])
        denied = self.env['credit.kpi'].with_user(self.sales)
        for call in (*(getattr(denied, name) for name in calls), lambda: denied.what_if(5),
                     lambda: denied.action_sources('ar'),
                     lambda: self.env['credit.kpi.report'].with_user(self.sales).search([])):
            with self.assertRaises(AccessError):
                call()

    def test_another_company_is_not_answered(self):
        other = self.env['res.company'].create({'name': "Other Ltd"})
        for call in (self.kpi.dso, self.kpi.figures, self.kpi.get_page, self.kpi.trend):
            with self.assertRaisesRegex(AccessError, "none of yours"):
                call(company_id=other.id)


@tagged('post_install', '-at_install')
class TestCompanions(KpiCommon):
    """What stands beside DSO, each against a plain walk over the same documents."""

    def _ask(self, name, as_of=JUNE, **options):
        return getattr(self.kpi, name)(as_of.isoformat(), **options)

    def test_best_possible_and_delinquent_are_parts_of_dso(self):
        self.ledger()
        # Due 30 days after the 10th: only June's invoice is not due at the end of June.
        self.assertEqual(self._ask('best_possible_dso', months=6), {
            'value': rounded(600_000 / 3_318_000 * 181, 1), 'ar': 600_000.0,
            'sales': 3_318_000.0})
        self.assertEqual(
            self._ask('average_days_delinquent', months=6)['value'],
            rounded(570_000 / 3_318_000 * 181, 1))

    def test_credits_take_from_what_is_late_first(self):
        self.bill(100.0, date(2026, 6, 10))
        self.bill(50.0, date(2026, 1, 10))
        self.receive(80.0, date(2026, 6, 20))
        self.assertEqual(self._ask('best_possible_dso', months=6)['ar'], 70.0)
        self.assertEqual(self._ask('average_days_delinquent', months=6)['value'], 0.0)

    def test_collection_effectiveness_of_a_month(self):
        self.ledger()
        opening = sum(sales for month, (sales, _left) in D1.items() if month < 6)
        raw = (opening + 630_000 - 1_170_000) / (opening + 630_000 - 600_000)
        self.assertEqual(self._ask('cei'), {'value': percent(raw), 'raw': percent(raw)})
        self.assertIsNone(self._ask('cei', date(2020, 1, 31))['value'])

    def test_turnover_takes_the_average_of_both_ends(self):
        self.ledger()
        self.assertEqual(self._ask('turnover', months=6), {
            'value': rounded(3_318_000 / (1_170_000 / 2)),
            'days': rounded(181 / (3_318_000 / (1_170_000 / 2)), 1)})

    def test_bad_debt_is_what_took_from_a_receivable(self):
        self.ledger()
        self.assertEqual(self._ask('bad_debt_ratio', months=6), {
            'value': None, 'written_off': None, 'sales': 3_318_000.0})
        expense, allowance = self.env['account.account'].search([
            ('account_type', '=', 'expense'), ('company_ids', 'in', self.company.id)], limit=2)
        self.company.credit_bad_debt_account_ids = expense
        general = self._journal('general')
        self.receive(24_000, JUNE, account=expense, journal=general)
        # An allowance gives nothing up.
        self.env['account.move'].create({
            'move_type': 'entry', 'date': JUNE, 'journal_id': general.id, 'line_ids': [
                Command.create({'account_id': expense.id, 'balance': 500.0}),
                Command.create({'account_id': allowance.id, 'balance': -500.0})],
        }).action_post()
        self.assertEqual(self._ask('bad_debt_ratio', months=6), {
            'value': 0.72, 'written_off': 24_000.0, 'sales': 3_318_000.0})

    def test_overdue_is_a_part_of_claims(self):
        self.bill(150.0, date(2026, 6, 20))
        self.bill(465.0, date(2026, 4, 1))
        self.receive(15.0, date(2026, 6, 25))
        self.assertEqual(self._ask('overdue_ratio'), {
            'value': percent(465 / 615), 'overdue': 465.0, 'claims': 615.0})
        self.assertIsNone(self._ask('overdue_ratio', date(2020, 1, 1))['value'])

    def test_of_what_fell_due_in_a_month_some_is_unpaid_a_month_later(self):
        paid = self.bill(680_000, date(2026, 4, 10))
        late = self.bill(120_000, date(2026, 4, 20))
        self.bill(999.0, date(2026, 6, 20))
        self.allocate(paid, self.receive(680_000, date(2026, 6, 9)))
        self.allocate(late, self.receive(120_000, date(2026, 6, 25)))
        self.assertEqual(self._ask('overdue_default_rate'), {
            'value': 15.0, 'month': '2026-05-01', 'matured': 800_000.0, 'unpaid': 120_000.0})
        self.assertEqual(self._ask('overdue_default_rate', days=40)['month'], '2026-04-01')

    def test_days_to_pay_are_weighed_by_amount_and_of_money_alone(self):
        paid = (
            (100.0, date(2026, 3, 10), date(2026, 4, 20)), (300.0, date(2026, 4, 1),
                                                            date(2026, 4, 21)))
        for amount, sold, received in paid:
            self.allocate(self.bill(amount, sold), self.receive(amount, received))
        noted = self.bill(70.0, date(2026, 4, 1))
        noted._reverse_moves([{'invoice_date': JUNE, 'date': JUNE}]).action_post()
        cash = self.bill(500.0, date(2026, 4, 1), due=date(2026, 4, 1))
        self.allocate(cash, self.receive(500.0, date(2026, 4, 1)))
        total = sum(amount for amount, _sold, _received in paid)
        days = sum(amount * (received - sold).days for amount, sold, received in paid)
        self.assertEqual(self._ask('days_to_pay'), {
            'value': rounded(days / total, 1), 'beyond_terms': rounded(days / total - 30, 1),
            'paid': 400.0})
        self.assertIsNone(self._ask('days_to_pay', date(2026, 3, 31))['value'])

    def test_a_payment_counts_from_the_day_it_was_allocated(self):
        bill = self.bill(100.0, date(2026, 5, 10))
        self.allocate(bill, self.receive(40.0, date(2026, 6, 20)))
        self.assertEqual(self._ask('days_to_pay', date(2026, 6, 19))['paid'], None)
        self.assertEqual(self._ask('days_to_pay', date(2026, 6, 20))['paid'], 40.0)

    # === TREND, LEVERS, PAGE === #

    def test_the_trend_says_what_each_month_end_says_alone(self):
        months = dso.windows(dso.last_closed(self.today), 8)
        for number, (first, last) in enumerate(months):
            bill = self.bill(1000.0 + 100 * number, first + timedelta(days=3))
            self.bill(90.0, first + timedelta(days=4), due=first + timedelta(days=4))
            paid = self.receive(700.0, last + timedelta(days=20))
            self.allocate(bill, paid)
        note = self.bill(200.0, months[4][0])._reverse_moves([{
            'invoice_date': months[1][0], 'date': months[1][0]}])
        note.action_post()
        self.assertEqual(
            self.kpi.trend(months=6)['missing'],
            [last.isoformat() for _first, last in reversed(months[:6])])
        self.keep_month_ends()
        self.company.credit_target_dso = 45
        trend = self.kpi.trend(months=6)
        self.assertEqual((trend['target'], trend['missing']), (45, []))
        for point in trend['points']:
            with self.subTest(month_end=point['date']):
                for method in METHODS:
                    found = self.kpi.dso(point['date'], method=method)
                    self.assertEqual(point[method], found['value'], method)
                self.assertEqual(
                    point['best_possible'], self.kpi.best_possible_dso(point['date'])['value'])
                self.assertEqual(point['source'], 'rebuilt')

    def test_the_trend_counts_credit_notes_of_invoices_older_than_it_looks_back(self):
        last = dso.last_closed(self.today)
        self.bill(1000.0, last.replace(day=1))
        old = self.bill(300.0, last - timedelta(days=800))
        old._reverse_moves([{'invoice_date': last, 'date': last}], cancel=True)
        self.keep_month_ends()
        [point] = self.kpi.trend(months=1, window=1)['points']
        alone = self.kpi.dso(last.isoformat(), months=1)
        self.assertEqual((point['sales'], point['countback']), (700.0, alone['value']))
        self.assertEqual(alone['sales'], 700.0)

    def test_fewer_days_free_cash(self):
        last = dso.last_closed(self.today)
        self.bill(100_000_000.0, last.replace(day=1))
        self.bill(1.0, last - timedelta(days=400))
        self.assertEqual(self.kpi.what_if(15), {
            'days': 15, 'sales': 100_000_000.0, 'released': 4_109_589.04, 'currency': 'USD'})

    def test_levers_are_parts_of_dso_and_none_is_counted_twice(self):
        self.company.credit_standard_days = 30
        self.bill(300.0, date(2026, 6, 10))
        self.bill(200.0, date(2026, 5, 10), due=date(2026, 8, 10))
        self.bill(100.0, date(2026, 4, 10))
        answer = self.kpi.levers(JUNE.isoformat(), months=6)
        found = {lever['code']: lever for lever in answer['levers']}
        self.assertEqual(found['longer_terms']['amount'], 200.0)
        self.assertEqual(found['longer_terms']['days'], rounded(200 / 600 * 91, 1))
        self.assertEqual(
            found['longer_terms']['average'], rounded((300 * 30 + 200 * 92 + 100 * 30) / 600, 1))
        self.assertEqual(found['late_payment']['amount'], 100.0)
        self.assertEqual(found['invoicing_delay']['amount'], 0.0)
        self.assertIsNone(found['dispute']['amount'])
        self.assertEqual([lever['code'] for lever in answer['levers']][:2], [
            'longer_terms', 'late_payment'])

    def test_the_page_says_what_the_calls_say_and_every_figure_opens_something(self):
        last = dso.last_closed(self.today)
        for first, _last in dso.windows(last, 6):
            self.bill(1000.0, first)
        page = self.kpi.get_page()
        self.assertTrue(page['has_sales'])
        figures = {figure['code']: figure for figure in page['figures']}
        for method in (*METHODS, *VARIANTS):
            self.assertEqual(figures[method]['value'], self.kpi.dso(method=method)['value'])
        self.assertEqual(figures['cei']['value'], self.kpi.cei()['value'])
        self.assertEqual(figures['turnover']['value'], self.kpi.turnover()['value'])
        self.assertEqual(set(figures), set(SOURCES))
        for figure in page['figures']:
            self.assertTrue(figure['formula'])
        for code in {*SOURCES.values(), 'longer_terms'}:
            action = self.kpi.action_sources(code)
            model = self.env[action['res_model']].with_context(**action.get('context') or {})
            model.search_count(action['domain'])
        sales = self.kpi.action_sources('sales')
        rows = self.env['credit.kpi.report'].with_user(self.officer).search(sales['domain'])
        self.assertEqual(sum(rows.mapped('sales')), page['sales'])
        with self.assertRaisesRegex(UserError, "code cannot be moon"):
            self.kpi.action_sources('moon')

    def test_where_sales_end_first_every_figure_counted_back_says_so(self):
        self.bill(5000.0, self.today - timedelta(days=500))
        for first, _last in dso.windows(dso.last_closed(self.today), 2):
            self.bill(100.0, first)
        figures = {figure['code']: figure for figure in self.kpi.get_page()['figures']}
        floors = {code for code, figure in figures.items() if figure['floor']}
        self.assertEqual(floors, {'countback', 'with_unbilled'})
        self.assertTrue(
            self.kpi.dso(self.today.isoformat(), method='with_unbilled')['days_floor'])

    def test_the_overview_s_tile_says_what_the_page_says(self):
        overview = self.env['credit.overview']
        self.assertIsNone(overview._tile_dso(self.company))
        for first, _last in dso.windows(dso.last_closed(self.today), 6):
            self.bill(1000.0, first)
        self.keep_month_ends()
        tile = overview.sudo()._tile_dso(self.company)
        figures = {figure['code']: figure['value'] for figure in self.kpi.get_page()['figures']}
        for code in (*METHODS, 'best_possible'):
            self.assertEqual(tile[code], figures[code])
            self.assertEqual(tile['trend']['points'][-1][code], figures[code])
        self.assertEqual(json.loads(json.dumps(tile)), tile)

    def test_months_before_the_books_began_count_for_nothing(self):
        last = dso.last_closed(self.today)
        self.bill(100.0, last.replace(day=1))
        self.assertEqual(self.kpi.dso(method='period', months=12)['value'], last.day)
        self.assertEqual(self.kpi.what_if(1)['sales'], rounded(100 * 365 / last.day))

    def test_a_company_without_credit_sales_has_an_empty_page(self):
        page = self.kpi.get_page()
        self.assertEqual((page['has_sales'], page['figures']), (False, []))


@tagged('post_install', '-at_install')
class TestDsoScreen(HttpCase, KpiCommon):

    def _half_a_year(self):
        for first, _last in dso.windows(dso.last_closed(self.today), 6):
            self.bill(1000.0, first)

    def test_a_manager_reads_dso(self):
        self._half_a_year()
        self.keep_month_ends()
        self.start_tour(
            '/odoo/action-credit_management.credit_kpi_action', 'credit_dso',
            login=self.manager.login)

    def test_the_table_comes_as_a_spreadsheet(self):
        self._half_a_year()
        self.authenticate(self.officer.login, self.officer.login)
        asked = {'as_of': None, 'company_id': self.company.id, 'group_by': 'partner'}
        answer = self.url_open('/credit_management/dso/xlsx', data={
            'data': json.dumps(asked), 'csrf_token': http.Request.csrf_token(self)})
        self.assertEqual(answer.status_code, 200)
        sheet = load_workbook(io.BytesIO(answer.content)).active
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        [head] = [number for number, row in enumerate(rows) if row[0] == "Customer"]
        figures = self.kpi.figures(group_by='partner')['rows']
        self.assertEqual(
            [row[:2] for row in rows[head + 1:-1]], [[row['name'], row['ar']] for row in figures])
        self.assertIn('SUBTOTAL', rows[-1][1])
