from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL

from ..models import credit_receivable_snapshot
from .aging_common import AgingCommon
from .cron_common import without_commits


@tagged('post_install', '-at_install')
class TestReceivableSnapshot(AgingCommon):
    """What was open on a month-end is kept once, and tells later what was taken back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.snapshots = cls.env['credit.receivable.snapshot']
        cls.month_end = cls.day(-cls.today.day)
        # Days are counted from today; these lie around the month-end.
        cls.before = -cls.today.day - 20
        for number in range(4):
            partner = cls.env['res.partner'].create({'name': f'Payer {number}'})
            cls.bill(cls, 100.0 + number, on=cls.before, partner=partner)

    def _kept(self):
        return self.snapshots.search([
            ('company_id', '=', self.company.id), ('date', '=', self.month_end)])

    def _run(self, stop_after=None):
        """Run the cron without its commits; `stop_after`: batches until it has no time left."""
        with without_commits(self.env, stop_after):
            self.snapshots._cron_keep()

    def _lines(self, snapshot):
        return {line.line_id: (line.open_amount, line.open_currency) for line in snapshot.line_ids}

    def test_the_last_month_end_is_kept_once(self):
        invoice = self.bill(80.0, on=self.before)
        self.allocate(invoice, self.receive(30.0, on=self.before + 5))
        self.allocate(invoice, self.receive(20.0, on=0))
        self.bill(7.0, on=0)
        self._run()
        snapshot = self._kept()
        self.assertEqual((snapshot.state, snapshot.version), ('done', 1))
        self.assertEqual(self._lines(snapshot), self.walk(self.month_end))
        line = snapshot.line_ids.filtered(lambda line: line.move_id == invoice.id)
        self.assertEqual((line.open_amount, line.amount), (50.0, 80.0))
        self.assertEqual((line.date, line.date_due), (invoice.date, invoice.invoice_date_due))
        self.assertEqual(line.partner_id, self.customer)
        self.assertEqual(snapshot.amount, snapshot.ledger)
        self.assertEqual(snapshot.line_count, len(snapshot.line_ids))
        self._run()
        self.assertEqual(self._kept(), snapshot)
        self.assertEqual(len(snapshot.line_ids), snapshot.line_count)

    def test_it_may_stop_after_any_batch_and_goes_on(self):
        with patch.object(credit_receivable_snapshot, 'BATCH', 1):
            self._run(stop_after=1)
            snapshot, runs = self._kept(), 0
            while snapshot.state == 'taking':
                kept = self._lines(snapshot).items()
                self._run(stop_after=0)
                self.assertLessEqual(kept, self._lines(snapshot).items())
                runs += 1
        # At least one for each of the payers that were left.
        self.assertGreaterEqual(runs, 2)
        self.assertEqual(snapshot.state, 'done')
        self.assertEqual(self._lines(snapshot), self.walk(self.month_end))

    def test_what_is_allocated_while_it_is_kept_was_open_on_the_day(self):
        """Nothing was allocated after the day when it began; between two batches something is."""
        [(last,)] = self.env.execute_query(SQL("SELECT MAX(max_date) FROM account_partial_reconcile"))
        day = max(last or self.today, self.today)
        last_payer = self.env['res.partner'].create({'name': "Last Payer"})
        invoice = self.bill(60.0, on=self.before, partner=last_payer)
        walked = self.walk(day)
        receipt = self.receive(60.0, on=(day - self.today).days + 1, partner=last_payer)
        self.snapshots._begin(self.company, day)

        def commit_progress(cron, processed=0, *, remaining=None, deactivate=False):
            if not self.claims(invoice).reconciled:
                self.allocate(invoice, receipt)
            self.env.flush_all()  # as a commit does
            return 1.0

        snapshot = self.snapshots.search(
            [('company_id', '=', self.company.id), ('date', '=', day), ('state', '=', 'taking')])
        with (
            patch.object(self.env.registry['ir.cron'], '_commit_progress', commit_progress),
            patch.object(credit_receivable_snapshot, 'BATCH', 1),
        ):
            for _batch in snapshot._keep():
                self.env['ir.cron']._commit_progress()
        self.assertEqual(self._lines(snapshot), walked)
        self.assertTrue(self.claims(invoice).reconciled)

    def test_every_root_company_has_its_own(self):
        other = self.env['res.company'].create({'name': "Elsewhere"})
        branch = self.branch()
        self._run()
        found = self.snapshots.search([]).company_id
        self.assertIn(other, found)
        self.assertNotIn(branch, found)

    def test_kept_again_is_a_new_version_beside_the_old_one(self):
        self._run()
        first = self._kept()
        late = self.bill(55.0, on=self.before)
        with self.assertRaises(AccessError):
            first.with_user(self.officer).action_keep_again()
        first.with_user(self.manager).action_keep_again()
        first.with_user(self.manager).action_keep_again()
        self._run()
        versions = self._kept().sorted('version')
        self.assertEqual(versions.mapped('version'), [1, 2])
        self.assertNotIn(self.claims(late).id, self._lines(versions[0]))
        self.assertEqual(self._lines(versions[1]), self.walk(self.month_end))

    def test_what_is_kept_never_changes(self):
        self._run()
        snapshot = self._kept()
        for record in (snapshot, snapshot.line_ids[0]):
            with self.assertRaisesRegex(UserError, "never changes"):
                record.write({'amount': 1.0})
            with self.assertRaisesRegex(UserError, "never changes"):
                record.unlink()
            with self.assertRaisesRegex(UserError, "not by hand"):
                record.create({'company_id': self.company.id})

    # === RESTATED === #

    def _kept_at(self, minutes):
        """In one transaction everything has the same time: move that of the month-end."""
        self.env.cr.execute(
            "UPDATE credit_receivable_snapshot"
            " SET taken_at = now() AT TIME ZONE 'UTC' + %s * interval '1 minute'", [minutes])
        self.env.invalidate_all()

    def _restated(self, day):
        report = self.report.with_user(self.officer).with_context(credit_as_of=day.isoformat())
        lines = report.search([('is_restated', '=', True)])
        self.assertEqual(lines, report.search([]).filtered('is_restated'))
        return {line.move_id: (line.open_amount, line.snapshot_amount) for line in lines}

    def test_an_allocation_that_was_taken_back_is_marked_with_what_was_kept(self):
        partly, whole = self.bill(80.0, on=self.before), self.bill(60.0, on=self.before)
        self.allocate(partly, self.receive(30.0, on=self.before + 5))
        receipt = self.receive(60.0, on=self.before + 6)
        self.allocate(whole, receipt)
        self._run()
        self._kept_at(1)
        self.assertEqual(self._restated(self.month_end), {})
        self.claims(partly).remove_move_reconcile()
        self.claims(whole).remove_move_reconcile()
        found = self._restated(self.month_end)
        self.assertEqual(found[partly], (80.0, 50.0))
        self.assertEqual(found[whole], (60.0, 0.0))
        self.assertEqual(found[receipt], (-60.0, 0.0))
        self.assertEqual(self._restated(self.today)[partly], (80.0, 50.0))
        self.assertEqual(self._restated(self.day(self.before + 1)), {})

    def test_an_entry_that_was_posted_later_is_not_marked(self):
        self._run()
        self._kept_at(-1)
        self.bill(55.0, on=self.before)
        self.assertEqual(self._restated(self.month_end), {})
