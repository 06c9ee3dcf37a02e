from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import SQL

from ..models import credit_cash_snapshot
from ..receivables import cash_in
from ..tools.forecast import expected_day, hit_rate, usual_delay, week_of
from .cron_common import without_commits
from .test_cash_forecast import ForecastCommon


class SnapshotCommon(ForecastCommon):
    """Forecasts kept as their cron would have, in weeks around this one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.snapshots = cls.env['credit.cash.snapshot']
        cls.monday = week_of(cls.today)

    def on(self, weeks, weekday=0):
        """Return the offset from today of a day of the week that many weeks from this one."""
        return (self.monday + timedelta(weeks=weeks, days=weekday) - self.today).days

    def _kept(self, week=None):
        return self.snapshots.search([
            ('company_id', '=', self.company.id), ('week', '=', week or self.monday)])

    def _keep(self, weeks):
        """Keep the forecast of another week, as its cron would have."""
        week = self.monday + timedelta(weeks=weeks)
        self.snapshots._begin(self.company, week)
        for _batch in self._kept(week)._keep():
            pass
        return self._kept(week)

    def _due_in(self, weeks, amount, partner):
        """Post an invoice that is expected in the middle of that week."""
        return self._bill(amount, on=self.on(-12), due=self.on(weeks, 2) - self.on(-12),
                          partner=partner)


@tagged('post_install', '-at_install')
class TestCashSnapshot(SnapshotCommon):
    """The forecast with which a week begins is kept, and tells later how right it was."""

    def _run(self, stop_after=None):
        """Run the cron without its commits; `stop_after`: batches until it has no time left."""
        with without_commits(self.env, stop_after):
            self.snapshots._cron_keep()

    @staticmethod
    def _sums(snapshot):
        return {(line.partner_id, line.week or None): line.amount for line in snapshot.line_ids}

    def walk_sums(self, week):
        """Return ``{(customer, Monday or None): amount}`` of the Sunday before, by pure functions."""
        sunday, rest = week - timedelta(days=1), self.company._credit_rest()[self.company.id]
        delays, sums = self.walk_delays(sunday), {}
        everybody = [late for own in delays.values() for late in own]
        for line_id, (left, _currency) in self.walk(sunday, self.company).items():
            line = self.env['account.move.line'].browse(line_id)
            if left <= 0:
                continue
            customer = line.partner_id.commercial_partner_id
            own = delays.get(customer, [])
            delay = usual_delay(own if len(own) >= 3 else [], everybody)
            day = expected_day(week, line.date_maturity, delay, rest=rest)
            key = customer, day and week_of(day)
            sums[key] = round(sums.get(key, 0.0) + left, 2)
        return sums

    def _ledger(self):
        self._paid(4, times=3)
        self._paid(-6, partner=self.early_payer, times=4)
        self._paid(20, partner=self.new_payer)
        for partner in (self.late_payer, self.early_payer, self.new_payer):
            for on, due in ((-90, 30), (-40, 45), (-30, 60)):
                self._bill(100.0 + due, on=on, due=due, partner=partner)

    def test_the_forecast_of_the_week_is_kept_once(self):
        self._ledger()
        self._run()
        snapshot = self._kept()
        self.assertEqual(snapshot.state, 'done')
        self.assertEqual(self._sums(snapshot), self.walk_sums(self.monday))
        self.assertEqual(snapshot.amount + snapshot.undated, sum(self._sums(snapshot).values()))
        self.assertEqual(snapshot.undated, sum(
            amount for (_partner, week), amount in self._sums(snapshot).items() if not week))
        # what comes during the week changes nothing, and neither does a second run
        self._bill(999.0, on=self.on(0))
        count = len(snapshot.line_ids)
        self._run()
        self.assertEqual(self._kept(), snapshot)
        self.assertEqual(len(snapshot.line_ids), count)

    def test_it_may_stop_after_any_batch_and_goes_on(self):
        self._ledger()
        with patch.object(credit_cash_snapshot, 'BATCH', 1):
            self._run(stop_after=0)
            runs = 0
            while not self._kept() or self._kept().state == 'taking':
                # The other companies of the database are in the row before it.
                self._run(stop_after=1)
                runs += 1
                self.assertLess(runs, 500)
        self.assertEqual(self._sums(self._kept()), self.walk_sums(self.monday))

    def test_what_is_kept_never_changes(self):
        self._ledger()
        self._run()
        for record in (self._kept(), self._kept().line_ids[0]):
            with self.assertRaisesRegex(UserError, "never changes"):
                record.write({'amount': 1.0})
            with self.assertRaisesRegex(UserError, "never changes"):
                record.unlink()
            with self.assertRaisesRegex(UserError, "not by hand"):
                record.create({'company_id': self.company.id})

    def test_what_is_allocated_while_it_is_kept_was_open_on_sunday(self):
        """Nothing was allocated after that Sunday when it began; between two batches something is."""
        [(last,)] = self.env.execute_query(SQL("SELECT MAX(max_date) FROM account_partial_reconcile"))
        week = week_of(max(last or self.today, self.today)) + timedelta(weeks=1)
        ahead = (week - self.today).days
        self._bill(100.0, on=-20, due=ahead + 22, partner=self.late_payer)
        invoice = self._bill(60.0, on=-20, due=ahead + 22, partner=self.early_payer)
        receipt = self._money(60.0, ahead, self.early_payer)
        walked = self.walk_sums(week)
        self.snapshots._begin(self.company, week)

        def commit_progress(cron, processed=0, *, remaining=None, deactivate=False):
            if not self.claims(invoice).reconciled:
                self.allocate(invoice, receipt)
            self.env.flush_all()  # as a commit does
            return 1.0

        with (
            patch.object(self.env.registry['ir.cron'], '_commit_progress', commit_progress),
            patch.object(credit_cash_snapshot, 'BATCH', 1),
        ):
            for _batch in self._kept(week)._keep():
                self.env['ir.cron']._commit_progress()
        self.assertEqual(self._sums(self._kept(week)), walked)
        self.assertTrue(self.claims(invoice).reconciled)

    # === RETENTION === #

    def test_lines_go_in_time_by_batches_and_totals_stay(self):
        for partner in (self.early_payer, self.late_payer):
            self._bill(100.0, on=self.on(-20), due=14, partner=partner)
        old, kept = self._keep(-16), self._keep(-15)
        totals = (old.amount, old.undated)
        self.assertTrue(old.line_ids and kept.line_ids)
        old.action_open_lines()
        with patch.object(credit_cash_snapshot, 'DROPPED', 1):
            self._run()
        self.env.invalidate_all()
        self.assertFalse(old.line_ids)
        self.assertTrue(kept.line_ids)
        self.assertEqual((old.amount, old.undated), totals)
        with self.assertRaisesRegex(UserError, "only its totals"):
            old.action_open_lines()
        with self.assertRaisesRegex(ValidationError, "cannot be kept for 13 weeks"):
            self.company.credit_forecast_weeks = 13

    # === HIT RATE === #

    def test_customers_are_matched_with_their_money_by_hashing(self):
        """Thousands of customers times eight weeks: row after row would take minutes."""
        money = cash_in.received(
            self.env['credit.receivable']._question(self.company, self.today),
            self.monday - timedelta(weeks=8))
        query = self.forecast._came_sql(self.company, self.monday, 0, money)
        with self.env['credit.receivable']._reading_all():
            plan = [row for (row,) in self.env.execute_query(SQL("EXPLAIN %s", query))]
        self.assertIn("CTE Scan on money", '\n'.join(plan))
        self.assertNotIn("Nested Loop", '\n'.join(plan))

    def test_how_right_a_week_was(self):
        on_time, half, never = (self._due_in(-3, amount, partner) for amount, partner in (
            (100.0, self.early_payer), (100.0, self.late_payer), (50.0, self.new_payer)))
        self._due_in(-1, 40.0, self.early_payer)
        self._keep(-3)
        self._keep(-1)
        self.allocate(on_time, self._money(130.0, self.on(-3, 4), self.early_payer))
        self.allocate(half, self._money(30.0, self.on(-3, 6), self.late_payer))
        self.allocate(half, self._money(70.0, self.on(-2), self.late_payer))
        answer = self._ask()
        third, second, first = answer['history'][-3:]
        self.assertEqual((third['expected'], third['came'], third['received']), (250, 130, 160))
        self.assertEqual(third['hit_rate'], 0.52)
        self.assertEqual((second['expected'], second['hit_rate'], second['received']),
                         (None, None, 70), "nobody kept that week's forecast")
        # 40 of the customer who paid 30 too much before; that was another week
        self.assertEqual((first['expected'], first['came'], first['hit_rate']), (40, 0, 0))
        rows = [(self.monday + timedelta(weeks=-3), amount, came) for amount, came in
                ((100, 130), (100, 30), (50, 0))]
        rows.append((self.monday + timedelta(weeks=-1), 40, 0))
        self.assertEqual(answer['hit_rate'], round(float(hit_rate(rows, self.today)), 4))
        self.assertFalse(never.matched_payment_ids)

    def test_the_week_under_way_is_not_measured_but_shown(self):
        self._due_in(0, 100.0, self.late_payer)
        self._keep(0)
        self._money(60.0, self.on(0), self.late_payer)
        answer = self._ask()
        self.assertEqual((answer['weeks'][0]['received'], answer['weeks'][0]['kept']), (60, 100))
        self.assertIsNone(answer['weeks'][1]['received'])
        self.assertIsNone(answer['hit_rate'])

    def test_weeks_ahead_money_pays_earlier_weeks_first(self):
        self._due_in(-3, 100.0, self.late_payer)
        self._due_in(-2, 100.0, self.late_payer)
        self._keep(-3)
        self._money(150.0, self.on(-3, 1), self.late_payer)
        ahead = self._ask(ahead=1)
        self.assertEqual(
            [(row['expected'], row['came']) for row in ahead['history'][-2:]],
            [(100, 50), (None, None)])
        self.assertEqual(ahead['hit_rate'], 0.5)
        self.assertEqual(self._ask()['hit_rate'], 1)
        with self.assertRaisesRegex(UserError, "ahead cannot be 9. Give a whole number from 0 to 7"):
            self._ask(ahead=9)

    def test_a_past_day_measures_what_was_over_then(self):
        self._due_in(-3, 100.0, self.late_payer)
        self._keep(-3)
        self._money(100.0, self.on(-3, 1), self.late_payer)
        self.assertEqual(self._ask()['hit_rate'], 1)
        self.assertIsNone(self._ask(self.day(self.on(-3, 3)))['hit_rate'])
