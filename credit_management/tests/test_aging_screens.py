from datetime import date
from io import BytesIO
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from openpyxl import load_workbook

from ..models import credit_aging_quadrant
from ..tools import aging, aging_structure, quadrant
from ..tools.exact import percent, rounded
from .portfolio_common import PORTFOLIO, THEN, PortfolioCommon

BANDS = [150_000, 320_000, 60_000, 50_000, 20_000, 10_000, 5_000]
SHARES = [24.39, 52.03, 9.76, 8.13, 3.25, 1.63, 0.81]


@tagged('post_install', '-at_install')
class TestAgingScreens(PortfolioCommon):
    """The reference portfolio: screens, answers and pure functions are fed the same ledger."""

    def _quadrant(self, user=None, **options):
        return self.by(user or self.officer).get_quadrant(as_of=THEN.isoformat(), **options)

    def _structure(self, as_of=THEN, user=None, **options):
        return self.by(user or self.officer).get_structure(as_of.isoformat(), **options)

    def _items(self, name):
        return [((THEN - due).days, amount) for whose, amount, due in PORTFOLIO if whose == name]

    def _at(self, answer, name):
        return next(
            row for row in answer['customers'] if row['key'] == self.customers[name].id)

    # === ONE LEDGER === #

    def test_screens_and_tools_are_fed_the_same_ledger(self):
        answer = self.by(self.officer).get_aging(THEN.isoformat())
        self.assertEqual(answer['totals'],
                         {'amounts': BANDS, 'unallocated': -15_000.0, 'total': 600_000.0})
        shown = self._structure()
        self.assertEqual([row['amount'] for row in shown['rows']], BANDS)
        self.assertEqual([percent(row['share']) for row in shown['rows']], SHARES)
        self.assertEqual(shown['now']['claims'], 615_000.0)
        self.assertEqual((shown['now']['unallocated'], shown['now']['total']), (-15_000.0, 600_000.0))
        whole = [item for name in 'ABCDE' for item in self._items(name)]
        now = shown['now']
        self.assertEqual(now['late_share'], rounded(aging.late_ratio(whole), 6))
        self.assertEqual(now['old_share'], rounded(aging.old_ratio(whole), 6))
        self.assertEqual(now['late_days'], rounded(aging.weighted_age(aging.late(whole))))
        claims = {name: sum(amount for _days, amount in self._items(name)) for name in 'ABCDE'}
        self.assertEqual(now['hhi'], rounded(aging_structure.hhi(claims.values())))
        self.assertEqual((now['hhi'], percent(now['largest_share'])), (2_824.38, 32.52))
        self.assertEqual((now['largest_5_share'], now['customers']), (1.0, 5))
        rows = self.by(self.officer).get_concentration(THEN.isoformat())['rows']
        self.assertEqual(
            [(row['name'], row['amount']) for row in rows],
            [(f'Customer {name}', amount) for name, amount, _share
             in aging_structure.largest(claims, 9)])
        corners = self._quadrant(large=50_000)
        for name in 'ABCDE':
            place = quadrant.place(self._items(name), 50_000)
            row = self._at(corners, name)
            self.assertEqual(
                (row['corner'], row['days'], row['amount'], row['oldest'], row['claims']),
                (place.corner, rounded(place.days), place.amount, place.oldest, claims[name]))

    def test_the_corners_of_the_portfolio(self):
        answer = self._quadrant(large=50_000)
        found = {name: self._at(answer, name) for name in 'ABCDE'}
        self.assertEqual(
            {name: (row['corner'], row['days'], row['amount']) for name, row in found.items()}, {
                'A': ('routine', 1.0, 40_000), 'B': ('critical', 35.82, 170_000),
                'C': ('clean_up', 90.5, 40_000), 'D': ('clean_up', 365.33, 15_000),
                'E': ('watch', 10.0, 200_000),
            })
        self.assertEqual(
            {corner['code']: (corner['number'], corner['count'], corner['amount'])
             for corner in answer['corners']},
            {'critical': (1, 1, 170_000), 'watch': (2, 1, 200_000), 'routine': (3, 1, 40_000),
             'clean_up': (4, 2, 55_000)})
        self.assertEqual(
            [row['name'][-1] for row in answer['customers']], ['E', 'B', 'A', 'C', 'D'])

    def test_a_month_end_is_read_by_its_sums_and_says_the_same(self):
        live = self._structure()
        self.assertEqual(live['now']['kind'], 'live')
        self.keep_month_ends()
        kept = self._structure()
        self.assertEqual(kept['now']['kind'], 'rebuilt')
        self.assertEqual(kept['rows'][0]['amount'], live['rows'][0]['amount'])
        for name in set(live['now']) - {'kind', 'snapshot_id'}:
            self.assertEqual(kept['now'][name], live['now'][name], name)
        by_posting = self._structure(basis='posting')
        self.assertEqual(
            {name: by_posting['now'][name] for name in ('late_share', 'old_share', 'late_days')},
            {name: live['now'][name] for name in ('late_share', 'old_share', 'late_days')})

    # === STRUCTURE === #

    def test_changes_are_against_last_month_and_the_same_month_last_year(self):
        self.keep_month_ends()
        shown = self._structure()
        may, june = shown['compared']['month'], shown['compared']['year']
        self.assertEqual((may['date'], june['date']), ('2026-05-31', '2025-06-30'))
        now = [(share, amount) for share, amount in zip(shown['now']['shares'], BANDS, strict=True)]
        for row, (share, amount), before, before_amount in zip(
            shown['rows'], now, may['shares'], may['amounts'], strict=True
        ):
            self.assertAlmostEqual(row['month']['share'], share - before, 5)
            self.assertEqual(row['month']['amount'], amount - before_amount)
        # Only D's two lines were there: one due on that day, one the day before.
        self.assertEqual(june['amounts'][:2], [10_000, 5_000])
        self.assertEqual(shown['rows'][0]['year']['amount'], 140_000)
        self.assertEqual([month['date'] for month in shown['months']][-2:],
                         ['2026-05-31', '2026-06-30'])
        self.assertLessEqual(len(shown['months']), 12)

    def test_without_month_ends_nothing_is_compared(self):
        shown = self._structure()
        self.assertEqual(shown['months'], [])
        self.assertEqual(shown['compared'], {'month': None, 'year': None})
        self.assertIsNone(shown['rows'][0]['month'])

    def test_a_day_before_everything_is_unknown_not_nothing(self):
        now = self._structure(as_of=date(2020, 1, 31))['now']
        self.assertEqual((now['total'], now['customers']), (0.0, 0))
        for name in ('late_share', 'old_share', 'late_days', 'largest_share', 'hhi'):
            self.assertIsNone(now[name], name)
        self.assertEqual(set(now['shares']), {None})

    def test_every_figure_opens_the_lines_it_is_made_of(self):
        self.keep_month_ends()
        report = self.by(self.officer)
        for basis in ('due', 'posting'):
            for day in (THEN, self.day(-self.today.day)):
                now = self._structure(day, basis=basis)['now']
                bands = self._structure(day, basis=basis)['buckets']
                codes = [*(band['code'] for band in bands), 'unallocated', None, 'claims', 'late',
                         'old']
                parts = (1, now['late_share'], now['old_share'])
                amounts = [*now['amounts'], now['unallocated'], now['total'],
                           *(round(now['claims'] * part, 0) for part in parts)]
                for code, amount in zip(codes, amounts, strict=True):
                    action = report.open_band(
                        code, day.isoformat(), basis=basis, snapshot_id=now['snapshot_id'])
                    lines = self.env[action['res_model']].with_user(self.officer).with_context(
                        allowed_company_ids=self.company.ids, **action.get('context', {}),
                    ).search(action['domain'])
                    self.assertEqual(
                        round(sum(lines.mapped('open_amount')), 2), amount, (basis, day, code))
        with self.assertRaisesRegex(UserError, "code cannot be b77"):
            report.open_band('b77')

    def test_it_rests_on_groups_of_every_kind(self):
        for group in ('partner', 'salesperson', 'country', 'product_category'):
            found = self.by(self.officer).get_concentration(THEN.isoformat(), group_by=group)
            self.assertEqual(found['claims'], 615_000.0, group)
            self.assertAlmostEqual(
                sum(row['share'] for row in found['rows']) + (found['others']['share'] or 0), 1, 4)
        found = self.by(self.officer).get_concentration(THEN.isoformat(), count=2)
        self.assertEqual((found['groups'], found['others']['count'], found['others']['amount']),
                         (5, 3, 225_000.0))
        self.assertEqual(found['rows'][1]['late_amount'], 40_000.0)

    # === QUADRANT === #

    def test_by_itself_the_line_lies_where_the_large_hold_four_fifths(self):
        lines = self._quadrant()['lines']
        # 200 + 170 are 79.6 % of 465; with the next, 40, it is enough.
        self.assertEqual(lines, {
            'days': 30, 'amount': 40_000.0, 'is_usual': True, 'usual_amount': 40_000.0,
            'whose': 'default', 'may_keep': ['me']})
        self.assertEqual(self._quadrant(self.manager)['lines']['may_keep'], ['me', 'everybody'])
        self.assertEqual(self._quadrant(self.auditor)['lines']['may_keep'], [])
        corners = {row['name'][-1]: row['corner'] for row in self._quadrant()['customers']}
        self.assertEqual(corners, {
            'A': 'watch', 'B': 'critical', 'C': 'critical', 'D': 'clean_up', 'E': 'watch'})

    def test_lines_are_kept_for_me_or_for_everybody(self):
        def lines(user):
            own = self._quadrant(user)['lines']
            return own['days'], own['amount'], own['whose']

        kept = self.env['credit.quadrant'].with_context(allowed_company_ids=self.company.ids)
        kept.with_user(self.manager).keep_lines(45, 60_000, everybody=True)
        self.assertEqual(lines(self.officer), (45, 60_000.0, 'company'))
        kept.with_user(self.officer).keep_lines(20, 10_000)
        kept.with_user(self.officer).keep_lines(15)
        self.assertEqual(lines(self.officer), (15, 40_000.0, 'me'))
        self.assertEqual(lines(self.manager), (45, 60_000.0, 'company'))
        kept.with_user(self.officer).forget_lines()
        self.assertEqual(lines(self.officer), (45, 60_000.0, 'company'))
        for late_days, amount, text in (
            (0, 10, "late from day 0"), (10, -5, "is no overdue amount"), ('x', 1, "cannot be x"),
        ):
            with self.assertRaisesRegex((UserError, ValidationError), text):
                kept.with_user(self.officer).keep_lines(late_days, amount)

    def test_only_managers_move_lines_for_everybody_and_auditors_none(self):
        kept = self.env['credit.quadrant'].with_context(allowed_company_ids=self.company.ids)
        for user, everybody in (
            (self.officer, True), (self.auditor, False), (self.auditor, True), (self.sales, False),
        ):
            with self.assertRaises(AccessError):
                kept.with_user(user).keep_lines(10, 10, everybody=everybody)
        kept.with_user(self.manager).keep_lines(20, 10_000)
        mine = kept.search([('user_id', '=', self.manager.id)])
        self.assertFalse(mine.with_user(self.officer).has_access('read'))
        with self.assertRaises(AccessError):
            kept.with_user(self.manager).create(
                {'company_id': self.company.id, 'user_id': self.officer.id})

    def test_what_is_done_in_a_corner_is_the_company_s_own_text(self):
        def policy(code):
            return next(c['policy'] for c in self._quadrant()['corners'] if c['code'] == code)

        self.assertIn("Stop supply", policy('critical'))
        self.env['credit.quadrant'].with_user(self.manager).create({
            'company_id': self.company.id, 'critical': "Call the owner."})
        self.assertEqual(policy('critical'), "Call the owner.")
        self.assertIn("Automatic reminders", policy('routine'))

    def test_who_has_no_bubble_is_pooled_by_corner(self):
        with patch.object(credit_aging_quadrant, 'MOST_BUBBLES', 2):
            answer = self._quadrant(large=50_000)
            ids = self.by(self.officer).get_quadrant_customers(
                'clean_up', as_of=THEN.isoformat(), large=50_000, is_pooled=True)
            none = self.by(self.officer).get_quadrant_customers(
                'watch', as_of=THEN.isoformat(), large=50_000, is_pooled=True)
        self.assertEqual([row['name'][-1] for row in answer['customers']], ['E', 'B'])
        pooled = {corner['code']: corner['pooled'] for corner in answer['corners']}
        self.assertEqual((pooled['clean_up']['count'], pooled['clean_up']['amount']), (2, 55_000.0))
        self.assertEqual(pooled['routine'], {'count': 1, 'amount': 40_000.0, 'days': 1.0})
        self.assertEqual(pooled['watch'], {'count': 0, 'amount': 0.0, 'days': None})
        self.assertEqual(set(ids), {self.customers[name].id for name in 'CD'})
        self.assertEqual(none, [])

    def test_who_is_not_late_is_current(self):
        fresh = self.env['res.partner'].create({'name': "Fresh"})
        self._claim(fresh, 700, invoice_date=THEN, date=THEN, invoice_date_due=date(2026, 8, 1))
        self.assertEqual(self._quadrant()['current'], {'count': 1, 'amount': 700.0})
        self.assertEqual(self.by(self.officer).get_quadrant_customers(
            'current', as_of=THEN.isoformat()), fresh.ids)

    def test_the_search_says_which_lines_count(self):
        answer = self._quadrant(domain=[('partner_id', 'in', self.customers['B'].ids),
                                        ('date_due', '<', '2026-05-31')])
        self.assertEqual(
            [(row['amount'], row['days']) for row in answer['customers']],
            [(90_000.0, rounded((60 * 31 + 30 * 61) / 90))])

    def test_size_is_the_exposure_of_today_and_unknown_of_another_day(self):
        profile = self.env['credit.profile'].create({
            'partner_id': self.customers['B'].id, 'company_id': self.company.id,
            'credit_limit': 10.0, 'grade': 'C'})
        row = self._at(self._quadrant(), 'B')
        self.assertEqual((row['grade'], row['profile_id'], row['exposure']), ('C', profile.id, None))
        today = self.by(self.officer).get_quadrant()
        self.assertEqual(self._at(today, 'B')['exposure'], profile.exposure)
        self.assertIsNone(self._at(today, 'A')['exposure'])

    def test_the_tile_is_the_company_s_quadrant_and_has_no_words(self):
        kept = self.env['credit.quadrant'].with_context(allowed_company_ids=self.company.ids)
        kept.with_user(self.officer).keep_lines(10, 10)
        overview = self.env['credit.overview'].with_user(self.officer).with_context(
            allowed_company_ids=self.company.ids)
        tile = overview.refresh('quadrant', force=True)['data']
        shown = self.by(self.manager).get_quadrant()
        self.assertEqual(tile['lines']['days'], 30)
        for name in ('corners', 'customers', 'current'):
            self.assertEqual(tile[name], shown[name], name)
        raw = self.env['credit.overview.figure'].search([
            ('code', '=', 'quadrant'), ('company_id', '=', self.company.id)]).data
        self.assertNotIn('policy', raw['corners'][0])

    # === RIGHTS, VIEW, COST === #

    def test_officers_managers_and_auditors_read_and_salespeople_do_not(self):
        calls = (
            lambda user: self._quadrant(user), lambda user: self._structure(user=user),
            lambda user: self.by(user).get_concentration(),
            lambda user: self.by(user).get_quadrant_customers('critical'),
            lambda user: self.by(user).open_band(),
        )
        for call in calls:
            for user in (self.officer, self.manager, self.auditor):
                self.assertTrue(call(user) is not None)
            with self.assertRaises(AccessError):
                call(self.sales)

    def test_the_view_is_one_of_the_action_s_and_of_odoo_s(self):
        report = self.by(self.officer)
        action = self.env.ref('credit_management.credit_aging_report_action').sudo()
        self.assertIn('credit_quadrant', action.view_mode.split(','))
        found = report.get_views([(False, 'credit_quadrant'), (False, 'search')])
        self.assertIn('<credit_quadrant', found['views']['credit_quadrant']['arch'])
        self.assertIn('credit_quadrant', self.env['ir.ui.view'].get_view_info())
        with self.assertRaisesRegex(ValidationError, "nothing inside"):
            self.env['ir.ui.view'].create({
                'name': 'x', 'model': 'credit.aging.report',
                'arch': '<credit_quadrant><field name="name"/></credit_quadrant>'})

    def test_the_number_of_queries_does_not_grow(self):
        def cost(call):
            call()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            call()
            return self.env.cr.sql_log_count - before

        calls = (self._quadrant, self.by(self.officer).get_quadrant, self._structure,
                 lambda: self.by(self.officer).get_quadrant_customers('critical'))
        self._more_customers(3)
        few = [cost(call) for call in calls]
        self._more_customers(12)
        self.assertEqual([cost(call) for call in calls], few)

    def _more_customers(self, count):
        for number in range(count):
            partner = self.env['res.partner'].create({'name': f'More {number}'})
            self.env['credit.profile'].create({
                'partner_id': partner.id, 'company_id': self.company.id, 'credit_limit': 10.0})
            self._claim(partner, 10.0 + number, invoice_date=THEN, date=THEN,
                        invoice_date_due=date(2026, 6, 1))

    # === SPREADSHEET === #

    def test_the_spreadsheet_says_the_same(self):
        self.keep_month_ends()
        file = BytesIO()
        self.by(self.auditor)._export_structure(file, THEN.isoformat())
        book = load_workbook(file)
        self.assertEqual(book.sheetnames, ["Structure", "Month-ends", "Concentration"])
        bands, months, groups = ([[cell.value for cell in row] for row in sheet] for sheet in book)
        start = next(number for number, row in enumerate(bands) if row[0] == "Age") + 1
        self.assertEqual([row[1] for row in bands[start:start + 7]], BANDS)
        self.assertTrue(str(bands[start][4]).startswith('='))
        self.assertIn('SUBTOTAL', bands[start + 7][1])
        last = months[-1]
        self.assertEqual(last[0].date(), THEN)
        self.assertEqual(last[2:10], [*BANDS, -15_000])
        self.assertEqual([row[:2] for row in groups if row[0] == "Customer E"],
                         [["Customer E", 200_000]])
        with self.assertRaises(AccessError):
            self.by(self.sales)._export_structure(BytesIO())
