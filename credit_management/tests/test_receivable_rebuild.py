from datetime import timedelta
from unittest.mock import patch

from dateutil.relativedelta import relativedelta
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models.credit_receivable_rebuild import MONTHS
from ..tools import aging_structure
from .aging_common import AgingCommon


@tagged('post_install', '-at_install')
class TestReceivableRebuild(AgingCommon):
    """Each month-end has sums that say what its lines say, whether it was kept or rebuilt."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.snapshots = cls.env['credit.receivable.snapshot']
        cls.month_end = cls.day(-cls.today.day)
        cls.payers = cls.env['res.partner'].create([{'name': f'Payer {n}'} for n in range(7)])
        for number, payer in enumerate(cls.payers):
            for months in (1, 3, 8, 14):
                cls.bill(cls, 100.0 + 10 * number + months, partner=payer,
                         on=-cls.today.day - 30 * months, due=15 * number)
        cls.receive(cls, 60.0, on=-cls.today.day - 40, partner=cls.payers[2])

    def setUp(self):
        super().setUp()
        # The cron of this database may have kept some already; kept rows go by SQL only.
        for table in ('snapshot_sum', 'snapshot_line', 'snapshot'):
            self.env.cr.execute(f'DELETE FROM credit_receivable_{table}')  # noqa: S608
        self.env.invalidate_all()

    def _run(self, units=None):
        """Run the cron without its commits; `units`: it has time for so many and one more."""
        done = []

        def commit_progress(cron, processed=0, *, remaining=None, deactivate=False):
            if remaining is None or processed:
                done.append(processed)
            return 1.0 if units is None or len(done) <= units else 0.0

        with patch.object(self.env.registry['ir.cron'], '_commit_progress', commit_progress):
            self.snapshots._cron_keep()

    def _all(self):
        return self.snapshots.search([('company_id', '=', self.company.id)])

    def _months(self):
        return self.snapshots._month_ends(self.company)

    def _compare(self, months):
        report = self.report.with_user(self.officer)
        for basis in ('due', 'posting'):
            bands = months._by_band(self.company._credit_buckets(basis))
            for month in months:
                with self.subTest(day=month.date, basis=basis):
                    answer = report.get_aging(month.date.isoformat(), basis=basis)
                    unallocated, total, amounts = bands[month.id]
                    self.assertEqual(
                        {'unallocated': unallocated, 'total': total, 'amounts': amounts},
                        answer['totals'])
                    self.assertEqual((month.amount, month.ledger), (total, answer['gl_balance']))
                    by_day = month._by_day(basis)[month.id]
                    self.assertAlmostEqual(sum(row[1] for row in by_day), sum(amounts), 2)
                    self.assertAlmostEqual(sum(row[2] for row in by_day), unallocated, 2)

    # === SUMS === #

    def test_sums_say_what_the_aging_of_the_day_says(self):
        self._run()
        months = self._months()
        self.assertEqual(months[-1].date, self.month_end)
        self.assertEqual(set(months.mapped('kind')), {'kept', 'rebuilt'})
        self.assertGreaterEqual(len(months), 14)
        self._compare(months)

    def test_other_bands_need_nothing_new(self):
        self._run()
        self.company.credit_aging_due = '10, 20'
        self._compare(self._months()[-3:])

    def test_concentration_is_kept_as_numbers(self):
        self._run()
        for month in (self._months()[-1], self._months()[-4]):
            rows = self.report.get_aging(month.date.isoformat())['rows']
            claims = {row['key']: round(sum(row['amounts']), 2) for row in rows}
            ranked = sorted((a for a in claims.values() if a > 0), reverse=True)
            self.assertEqual(month.customer_count, len(ranked))
            self.assertAlmostEqual(month.claims, sum(ranked), 2)
            self.assertAlmostEqual(month.largest_amount, ranked[0], 2)
            self.assertAlmostEqual(month.largest_5_amount, sum(ranked[:5]), 2)
            self.assertAlmostEqual(month.largest_10_amount, sum(ranked[:10]), 2)
            self.assertAlmostEqual(month.hhi, float(aging_structure.hhi(claims.values())), 2)

    def test_a_contact_s_claims_count_with_his_customer_s(self):
        contact = self.env['res.partner'].create({'name': "Till", 'parent_id': self.payers[0].id})
        self._run()
        before = self._months()[-1].customer_count
        self.bill(50.0, partner=contact, on=-self.today.day - 5)
        self._months()[-1].with_user(self.manager).action_keep_again()
        self._run()
        self.assertEqual(self._months()[-1].customer_count, before)
        self.assertEqual(self._months()[-1].version, 2)

    # === REBUILDING === #

    def test_no_month_end_before_the_first_entry_and_at_most_two_years(self):
        self._run()
        self.assertGreater(self._months()[0].date, self.month_end - relativedelta(months=MONTHS))
        first = self.snapshots._first_booked(self.company)
        self.assertGreaterEqual(self._months()[0].date, first)
        other = self.env['res.company'].create({'name': "Empty Ltd"})
        self._run()
        self.assertEqual(
            self.snapshots.search([('company_id', '=', other.id)]).mapped('date'),
            [self.month_end])

    def test_a_month_end_is_rebuilt_once(self):
        self._run()
        before = self._all()
        self._run()
        self.assertEqual(self._all(), before)

    def test_it_may_stop_after_any_month_end_and_goes_on(self):
        self._run(units=0)
        runs, states = 0, ('done', 'taking')
        while self._all().filtered(lambda month: month.state == 'taking'):
            before = [self.snapshots.search_count([('state', '=', state)]) for state in states]
            self._run(units=0)
            runs += 1
            after = [self.snapshots.search_count([('state', '=', state)]) for state in states]
            self.assertEqual(after, [before[0] + 1, before[1] - 1])
        self.assertGreaterEqual(runs, 10)
        self._compare(self._months()[:3])

    def test_a_manager_has_it_rebuilt_and_a_kept_one_stays(self):
        self._run()
        kept = self._months()[-1]
        self.bill(500.0, on=-self.today.day - 70)
        with self.assertRaises(AccessError):
            self.snapshots.with_user(self.officer).action_rebuild()
        self.snapshots.with_user(self.manager).action_rebuild()
        self.snapshots.with_user(self.manager).action_rebuild()
        self._run()
        months = self._months()
        self.assertEqual(months[-1], kept)
        billed = self.day(-self.today.day - 70)
        self.assertEqual(
            {month.version for month in months[:-1] if month.date >= billed}, {2})
        self.assertEqual(
            {month.version for month in months[:-1] if month.date < billed}, {1})
        self._compare(months[:-1])
        before = self._all()
        self.snapshots.with_user(self.manager).action_rebuild()
        self._run()
        self.assertEqual(self._all(), before, "nothing changed, so nothing is kept twice")

    def test_a_kept_month_end_goes_before_a_rebuilt_one(self):
        day = self.month_end - timedelta(days=self.month_end.day)
        self._run()
        self.snapshots._begin(self.company, day)
        self._run()
        found = self.snapshots._month_ends(self.company, since=day, until=day)
        self.assertEqual((found.kind, found.version), ('kept', 2))
        self.assertTrue(found.line_ids)

    def test_whoever_waits_is_told_once_for_each_version(self):
        told = []
        with patch.object(
            self.env.registry['credit.receivable.snapshot'], '_month_end_done',
            lambda month: told.append((month.date, month.kind, bool(month.sum_ids))),
        ):
            self._run()
            self._run()
        ours = [row for row in told if row[0] == self.month_end and row[1] == 'kept']
        roots = self.env['res.company'].search_count([('parent_id', '=', False)])
        self.assertEqual(len(ours), roots)
        self.assertIn((self._months()[0].date, 'rebuilt', True), told)

    def test_a_rebuilt_one_proves_nothing_about_what_was_taken_back(self):
        self._run()
        day = self._months()[3].date
        self.assertEqual(self.snapshots._restated(self.company, day), {})

    def test_its_lines_are_those_of_the_day_as_far_as_is_known(self):
        self._run()
        kept, rebuilt = self._months()[-1], self._months()[-2]
        self.assertEqual(kept.action_open_lines()['res_model'], 'credit.receivable.snapshot.line')
        action = rebuilt.with_user(self.officer).action_open_lines()
        self.assertEqual(action['res_model'], 'credit.aging.report')
        self.assertEqual(action['context']['credit_as_of'], rebuilt.date.isoformat())

    # === RIGHTS AND COST === #

    def test_sums_never_change_and_are_none_of_sales(self):
        self._run()
        kept = self._months()[-1].sum_ids[0]
        with self.assertRaisesRegex(UserError, "never changes"):
            kept.write({'claims': 1.0})
        with self.assertRaisesRegex(UserError, "never changes"):
            kept.unlink()
        self.assertTrue(kept.with_user(self.auditor).claims is not None)
        self.assertFalse(kept.with_user(self.sales).has_access('read'))

    def test_twenty_four_month_ends_take_as_many_queries_as_two(self):
        self._run()
        buckets = self.company._credit_buckets('due')

        def cost(months):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            months._by_band(buckets)
            return self.env.cr.sql_log_count - before

        self.assertEqual(cost(self._months()[:2]), cost(self._months()))
