from datetime import timedelta
from unittest.mock import patch

from dateutil.relativedelta import relativedelta
from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from ..models import credit_overview
from .aging_common import AgingCommon

FIGURES = 'credit.overview.figure'


@tagged('post_install', '-at_install')
class TestOverview(AgingCommon):
    """The tiles say what their own sources say, are kept, and are nobody's who may not see them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._empty_queue()
        cls.company.credit_mode = 'enforce'
        cls.env[FIGURES].search([]).unlink()
        cls.overview = cls.env['credit.overview']

    def _tile(self, code, user=None, **options):
        return self.overview.with_user(user or self.officer).refresh(code, **options)

    def _data(self, code, user=None):
        return self._tile(code, user, force=True)['data']

    def _live(self, code):
        return self.overview.with_user(self.officer).get_overview()['tiles'][code]['data']

    def _held(self, amount=1500.0, partner=None):
        order = self._order(amount, partner=partner)
        self.assertTrue(self.confirm(order))
        return order.sudo().credit_hold_id

    def _month_ends(self):
        """Keep the last month-end and rebuild those before, without the cron's commits."""
        for table in ('snapshot_line', 'snapshot_sum', 'snapshot'):
            self.env.cr.execute(SQL(
                "DELETE FROM %s", SQL.identifier(f'credit_receivable_{table}')))
        self.env.invalidate_all()
        with patch.object(
            self.env.registry['ir.cron'], '_commit_progress',
            lambda cron, processed=0, *, remaining=None, deactivate=False: 1.0,
        ):
            self.env['credit.receivable.snapshot']._cron_keep()

    # === TILES AND THEIR SOURCES === #

    def test_holds_are_those_of_the_list_that_opens(self):
        holds = self._held(1500.0) | self._held(2500.0)
        by_hand = self.env['credit.hold']._hold_by_hand(
            self._order(10.0), self.profile, 'suspicion', "Sued")
        data = self._live('holds')
        listed = self.env['credit.hold'].search(data['domain'])
        self.assertEqual(listed, holds)
        self.assertNotIn(by_hand, listed)
        self.assertEqual((data['count'], data['amount']), (2, sum(holds.mapped('amount'))))
        self.assertEqual(data['oldest_at'], fields.Datetime.to_string(min(
            holds.mapped('requested_at'))))

    def test_the_oldest_waits_in_working_hours(self):
        self.company.resource_calendar_id.tz = 'UTC'
        self.company.resource_calendar_id.leave_ids.unlink()
        hold = self._held()
        # A Friday at 15:00, seen on Monday at 11:00.
        self.env.cr.execute("UPDATE credit_hold SET requested_at = '2026-11-20 15:00:00'")
        hold.invalidate_recordset()
        with freeze_time('2026-11-23 11:00:00'):
            data = self._live('holds')
        worked = self.company.resource_calendar_id.get_work_hours_count(
            fields.Datetime.to_datetime('2026-11-20 15:00:00').replace(tzinfo=None),
            fields.Datetime.to_datetime('2026-11-23 11:00:00'))
        self.assertEqual(data['hours'], round(worked, 1))
        self.assertLess(data['hours'], 8.0)
        self.assertEqual(data['limit_hours'], self.company.credit_decide_hours)

    def test_overdue_is_what_the_aging_says(self):
        self.bill(100.0, on=-200, due=30)
        self.bill(40.0, on=-40, due=30)
        self.bill(60.0, on=0, due=30)
        self.receive(25.0, on=-3)
        data, aging = self._data('overdue'), self.report.get_aging()
        not_due, *late = aging['totals']['amounts']
        self.assertAlmostEqual(data['overdue'], sum(late))
        self.assertAlmostEqual(data['claims'], not_due + sum(late))
        self.assertAlmostEqual(data['old'], sum(late[3:]))
        self.assertAlmostEqual(data['share'], sum(late) / (not_due + sum(late)))
        listed = self.report.search([tuple(leaf) for leaf in data['domain']])
        self.assertAlmostEqual(sum(listed.mapped('open_amount')), data['overdue'])

    def test_overdue_is_compared_with_the_month_ends(self):
        self.bill(100.0, on=-500, due=30)
        self.bill(70.0, on=-45, due=90)
        self._month_ends()
        compared = self._data('overdue')['compared']
        for name, day in (
            ('month', self.today - relativedelta(months=1, day=31)),
            ('year', self.today - relativedelta(years=1, day=31)),
        ):
            not_due, *late = self.report.get_aging(as_of=day)['totals']['amounts']
            self.assertEqual(compared[name]['day'], day.isoformat())
            self.assertAlmostEqual(
                compared[name]['share'], sum(late) / (not_due + sum(late)), msg=name)

    def test_no_month_end_compares_with_nothing_and_no_claim_has_no_share(self):
        fresh = self.env['res.company'].create({'name': "Fresh Ltd"})
        self.officer.company_ids += fresh
        data = self._tile('overdue', company_id=fresh.id)['data']
        self.assertEqual(data['compared'], {'month': None, 'year': None})
        self.assertEqual((data['claims'], data['share'], data['old_share']), (0.0, None, None))
        self.assertEqual(self._tile('aging', company_id=fresh.id)['data']['months'], [])
        self.assertIsNone(self._tile('risks', company_id=fresh.id)['data'])

    def test_aging_is_get_aging_at_each_month_end(self):
        for month in range(14):
            self.bill(100.0 + month, on=-30 * month - 5, due=20)
        self.allocate(self.bill(500.0, on=-100), self.receive(500.0, on=-50))
        self._month_ends()
        data = self._data('aging')
        self.assertEqual(len(data['months']), 12)
        for month in data['months']:
            aging = self.report.get_aging(as_of=month['day'])
            self.assertEqual(month['amounts'], aging['totals']['amounts'], month['day'])
            self.assertEqual(month['unallocated'], aging['totals']['unallocated'])
        self.assertEqual([band['name'] for band in data['buckets']],
                         [band['name'] for band in aging['buckets']])

    def test_risks_are_the_profiles_own_figures_the_worst_first(self):
        expected = []
        for number in range(12):
            partner = self.env['res.partner'].create({'name': f'Debtor {number:02}'})
            limit = 10_000_000.0 + number if number % 2 else 0.0
            profile = self._profile(partner, limit, user_id=self.officer.id)
            self.bill(9_000_000.0 + 1000 * number, on=-60, partner=partner)
            expected.append(profile)
        self.receive(4_000_000.0, on=-1, partner=expected[3].partner_id)
        rows = self._data('risks')['rows']
        at_risk = {
            profile: profile.overdue_amount + max(0.0, -profile.available) for profile in expected
        }
        ranked = sorted(expected, key=lambda profile: -at_risk[profile])[:10]
        self.assertEqual([row['id'] for row in rows], [profile.id for profile in ranked])
        for row, profile in zip(rows, ranked, strict=True):
            self.assertEqual(
                (row['available'], row['overdue'], row['overdue_days'], row['owner']),
                (profile.available, profile.overdue_amount, profile.overdue_days, "Olga"))

    def test_who_has_no_limit_has_nothing_free_to_tell(self):
        self.profile.limit_mode = 'unlimited'
        self.bill(90_000_000.0, on=-60)
        row = self._data('risks')['rows'][0]
        self.assertEqual((row['id'], row['available']), (self.profile.id, None))

    def test_the_next_step_is_the_task_that_comes_first(self):
        self.bill(90_000_000.0, on=-60)
        hold = self._held()
        row = self._data('risks')['rows'][0]
        self.assertEqual(row['next'], {'kind': 'hold', 'name': hold.name, 'kind_name': "Hold"})

    def test_reviews_that_are_due_are_counted_as_listed(self):
        before = self._live('reviews')
        for days in (-1, 0, 30, 31):
            partner = self.env['res.partner'].create({'name': f'Due {days}'})
            self._profile(partner, 1.0, review_date=self.today + timedelta(days=days))
        data = self._live('reviews')
        self.assertEqual((data['overdue'] - before['overdue'], data['near'] - before['near']), (1, 2))
        for name in ('overdue', 'near'):
            self.assertEqual(
                self.env['credit.profile'].search_count(data['domains'][name]), data[name])
        self._held()
        data = self._live('reviews')
        self.assertEqual(
            self.env['credit.task'].search_count(data['domains']['tasks']), data['tasks'])

    def test_prevented_is_what_was_held_and_never_shipped(self):
        before = self._data('control')['prevented']
        rejected, open_one, shipped = self._held(1500.0), self._held(1600.0), self._held(1700.0)
        rejected.with_user(self.officer).reject('limit', "no")
        shipped.with_user(self.officer).release('good_record', "yes")
        again = self._held(1800.0)
        again.with_user(self.officer).reject('limit', "no")
        again.order_id.order_line.price_unit = 10.0
        self.profile.credit_limit = 1_000_000.0
        self.assertIsNone(self.confirm(again.order_id))
        data = self._data('control')['prevented']
        self.assertEqual(set(data['ids']) - set(before['ids']), {rejected.id})
        self.assertEqual(data['amount'] - before['amount'], rejected.amount)
        self.assertNotIn(open_one.id, data['ids'])

    def test_released_then_late_agrees_with_the_holds_record(self):
        before = self._data('control')['released']
        hold = self._held(1500.0)
        hold.with_user(self.officer).release('good_record', "yes")
        order = hold.order_id
        if order.state != 'sale':
            self.assertIsNone(self.confirm(order))
        invoice = order.sudo()._create_invoices()
        invoice.invoice_date = self.day(-60)
        invoice.invoice_payment_term_id = False
        invoice.invoice_date_due = self.day(-30)
        invoice.action_post()
        data = self._data('control')['released']
        self.assertEqual(set(data['ids']) - set(before['ids']), {hold.id})
        self.assertEqual(set(data['late']['ids']) - set(before['late']['ids']), {hold.id})
        self.assertIn("1 paid late", hold.record_text)

    def test_approved_sales_are_those_of_the_list_that_opens(self):
        self.profile.credit_limit = 1_000_000.0
        self.assertIsNone(self.confirm(self._order(700.0)))
        data = self._data('control')
        orders = self.env['sale.order'].search(
            [tuple(leaf) for leaf in data['domains']['approved']])
        self.assertAlmostEqual(
            data['approved'],
            sum(order.amount_total / order.currency_rate for order in orders), places=2)
        profiles = self.env['credit.profile'].search([('company_id', '=', self.company.id)])
        self.assertAlmostEqual(data['exposure'], sum(profiles.mapped('exposure')), places=2)
        self.assertAlmostEqual(data['per_exposure'], data['approved'] / data['exposure'])

    def test_twelve_months_begin_with_the_company_s_day(self):
        self.profile.credit_limit = 1_000_000.0
        self.company.resource_calendar_id.tz = 'America/Los_Angeles'
        order = self._order(700.0)
        self.assertIsNone(self.confirm(order))
        since = self.company._credit_today() - relativedelta(years=1)
        begins = self.company._credit_day_start(since)
        self.assertGreater(begins.hour, 6)
        sums = {}
        for seconds in (-1, 0):
            order.sudo().date_order = begins + timedelta(seconds=seconds)
            data = self._data('control')
            sums[seconds] = data['approved']
            listed = self.env['sale.order'].search(
                [tuple(leaf) for leaf in data['domains']['approved']])
            self.assertEqual(order in listed, seconds == 0)
        self.assertAlmostEqual(sums[0] - sums[-1], 700.0, places=2)

    def test_problems_are_listed_as_counted(self):
        self.receive(33.0)
        invoice = self.bill(10.0)
        self.claims(invoice).flush_recordset()
        self.env.cr.execute("UPDATE account_move_line SET date_maturity = NULL WHERE id = %s",
                            self.claims(invoice).ids)
        self.env.invalidate_all()
        checks = {check['code']: check for check in self._data('problems')['checks']}
        for code in ('no_due_date', 'unmatched'):
            listed = self.env[checks[code]['model']].search(
                [tuple(leaf) for leaf in checks[code]['domain']])
            self.assertEqual(len(listed), checks[code]['count'], code)
            self.assertTrue(checks[code]['name'])
        self.assertIn(self.claims(invoice).id, self.env['account.move.line'].search(
            [tuple(leaf) for leaf in checks['no_due_date']['domain']]).ids)

    # === KEEPING === #

    def test_the_page_reads_what_is_kept_and_works_nothing_out(self):
        with patch.object(type(self.overview), '_tile_overdue') as asked:
            tile = self.overview.with_user(self.officer).get_overview()['tiles']['overdue']
        self.assertFalse(asked.called)
        self.assertEqual(tile, {'data': None, 'computed_at': None, 'state': 'none'})
        made = self._tile('overdue')
        self.assertEqual(made['state'], 'fresh')
        tile = self.overview.with_user(self.manager).get_overview()['tiles']['overdue']
        self.assertEqual(tile, made)

    def test_what_is_fresh_is_not_worked_out_again_unless_somebody_insists(self):
        first = self._data('overdue')['claims']
        self.bill(50.0)
        self.assertEqual(self._tile('overdue')['data']['claims'], first)
        self.assertEqual(self._tile('overdue', force=True)['data']['claims'], first + 50.0)
        self.bill(7.0)
        self.env.cr.execute(
            "UPDATE credit_overview_figure SET computed_at = computed_at - interval '16 minutes'")
        self.env.invalidate_all()
        page = self.overview.with_user(self.officer).get_overview()
        self.assertEqual(page['tiles']['overdue']['state'], 'old')
        self.assertEqual(self._tile('overdue')['data']['claims'], first + 57.0)

    def test_a_tile_that_fails_keeps_what_was_known_and_harms_no_other(self):
        known = self._data('overdue')
        with patch.object(type(self.overview), '_tile_overdue', side_effect=ValueError("broken")), \
                self.assertLogs(credit_overview._logger, 'ERROR'):
            tile = self._tile('overdue', force=True)
        self.assertEqual((tile['state'], tile['data']), ('failed', known))
        self.assertEqual(self._tile('aging')['state'], 'fresh')
        self.assertEqual(self._tile('overdue', force=True)['state'], 'fresh')

    def test_an_unknown_tile_is_refused(self):
        with self.assertRaisesRegex(UserError, "code cannot be nothing"):
            self._tile('nothing')

    def test_the_cron_renews_every_company_and_goes_on_where_it_stopped(self):
        other = self.env['res.company'].create({'name': "Elsewhere"})
        branch = self.branch()
        left = iter([1.0, 0.0])

        def stop_after_two(cron, processed=0, *, remaining=None, deactivate=False):
            return 1.0 if remaining is not None and not processed else next(left)

        ir_cron = self.env.registry['ir.cron']
        with patch.object(ir_cron, '_commit_progress', stop_after_two):
            self.overview._cron_refresh()
        done = self.env[FIGURES].search([])
        self.assertEqual(len(done), 2)
        runs = []
        with patch.object(ir_cron, '_commit_progress',
                          lambda cron, processed=0, *, remaining=None, deactivate=False:
                          runs.append(processed) or 1.0):
            self.overview._cron_refresh()
            rest = sum(runs)
            self.overview._cron_refresh()
        self.assertEqual(sum(runs), rest, "run twice is run once")
        figures = self.env[FIGURES].search([])
        codes = set(self.overview._tiles())
        self.assertEqual(set(figures.filtered(lambda f: f.company_id == other).mapped('code')), codes)
        self.assertNotIn(branch, figures.company_id)
        self.assertFalse(figures.filtered('failed').mapped('failed'))

    def test_the_page_opens_in_constant_queries(self):
        reader = self.overview.with_user(self.officer)
        for code in self.overview._tiles():
            self._tile(code)

        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            reader.get_overview()
            return self.env.cr.sql_log_count - before

        self._held(100.0 + self.profile.credit_limit)
        queries()
        few = queries()
        for number in range(4):
            partner = self.env['res.partner'].create({'name': f'More {number}'})
            self._profile(partner, 10.0, review_date=self.day(-1))
            self._held(100.0, partner=partner)
        self.assertLessEqual(queries(), few)

    def test_the_page_reads_no_journal_item(self):
        for code in self.overview._tiles():
            self._tile(code)
        self._held(100.0 + self.profile.credit_limit)
        seen, cursor = [], type(self.env.cr)
        execute = cursor.execute

        def note(cr, query, *args, **kwargs):
            seen.append(str(getattr(query, 'code', query)))
            return execute(cr, query, *args, **kwargs)

        with patch.object(cursor, 'execute', note):
            self.overview.with_user(self.officer).get_overview()
        self.assertTrue(any('credit_overview_figure' in query for query in seen))
        # The queue names a few rows by their documents; how it reads them, `test_indexes_work` says.
        self.assertEqual([query for query in seen if 'account_move_line' in query
                          and '"credit_task"' not in query], [])

    def test_risks_take_as_many_queries_for_ten_customers_as_for_five(self):
        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            asked = self.overview._asked(self.company)
            asked._tile_risks(self.company.sudo().with_env(asked.env))
            return self.env.cr.sql_log_count - before

        def debtors(count):
            for _number in range(count):
                partner = self.env['res.partner'].create({'name': "Debtor"})
                self._profile(partner, 10.0)
                self.bill(1_000_000.0, on=-60, partner=partner)

        debtors(5)
        queries()
        few = queries()
        debtors(5)
        self.assertLessEqual(queries(), few)

    # === RIGHTS === #

    def test_officers_managers_and_auditors_read_and_others_do_not(self):
        for reader in (self.officer, self.manager, self.auditor):
            self.assertTrue(self._tile('overdue', reader)['data'], reader.name)
            self.assertIn('holds', self.overview.with_user(reader).get_overview()['tiles'])
        stranger = self._user('ivan', 'base.group_user')
        for reader in (self.sales, self.sales_2, stranger):
            with self.assertRaises(AccessError):
                self.overview.with_user(reader).get_overview()
            with self.assertRaises(AccessError):
                self.overview.with_user(reader).refresh('overdue')
            with self.assertRaises(AccessError):
                self.env[FIGURES].with_user(reader).search([])

    def test_nobody_writes_figures_by_hand(self):
        self._tile('overdue')
        figure = self.env[FIGURES].search([], limit=1)
        for person in (self.officer, self.manager, self.auditor):
            with self.assertRaises(AccessError):
                figure.with_user(person).write({'data': {}})

    def test_another_company_s_figures_are_not_read(self):
        other = self.env['res.company'].create({'name': "Elsewhere"})
        with self.assertRaises(AccessError):
            self._tile('overdue', company_id=other.id)
        self.env['credit.overview'].refresh('overdue', company_id=other.id)
        self.assertFalse(self.env[FIGURES].with_user(self.officer).search(
            [('company_id', '=', other.id)]))

    def test_a_branch_sees_its_root(self):
        branch = self.branch()
        self.bill(80.0, on=0, company=branch)
        clerk = self._user('bob', 'credit_management.credit_management_group_officer')
        clerk.write({'company_ids': [Command.set(branch.ids)], 'company_id': branch.id})
        self.assertEqual(
            self._data('overdue', clerk)['claims'], self._data('overdue', self.manager)['claims'])
        page = self.overview.with_user(clerk).with_context(
            allowed_company_ids=branch.ids).get_overview()
        self.assertEqual(page['company_id'], self.company.id)
