from datetime import date

from odoo import fields
from odoo.tests import tagged
from odoo.tools import SQL

from ..receivables import cash_in, payments, sales, sums, unbilled
from ..receivables.as_of import Question, later_allocations, open_lines
from .common import CreditCommon


@tagged('post_install', '-at_install')
class TestIndexes(CreditCommon):
    """Each search that a screen or a cron makes finds an index that fits it.

    With few rows PostgreSQL reads the table; told not to, it shows what it would do with many.
    """

    def _plan(self, query):
        if not isinstance(query, SQL):
            query = query.select()
        self.env.flush_all()
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        return '\n'.join(row[0] for row in self.env.execute_query(SQL("EXPLAIN %s", query)))

    def _assert_uses(self, index, query):
        plan = self._plan(query)
        self.assertIn(index, plan)

    def _assert_reads_open_only(self, query):
        """One of the small indexes of open holds will do: there are never many of them."""
        self.assertRegex(self._plan(query), 'credit_hold_(open|owner|one_open)_?(idx)?')
        self.assertNotRegex(self._plan(query), 'Seq Scan on credit_hold')

    def test_month_ends_are_read_by_their_sums(self):
        buckets = self.company._credit_buckets('due')
        for query in (sums.by_band([1, 2], buckets), sums.by_day([1, 2], 'due')):
            self._assert_uses('credit_receivable_snapshot_sum_day_unique', query)

    def test_what_is_not_read_beside_the_aging_is_not_joined(self):
        report = self.env['credit.aging.report']
        plan = self._plan(report._search([('company_id', '=', self.company.id)]).select('open_amount'))
        for table in ('credit_profile', 'res_partner', 'res_company', ' entry'):
            self.assertNotIn(table, plan)
        plan = self._plan(report._search([('company_id', '=', self.company.id)]).select('profile_id'))
        self.assertIn('credit_profile', plan)

    def test_the_queue_starts_from_open_holds_and_missing_signatures(self):
        tasks = self.env['credit.task']
        for domain in ([], [('user_id', '=', self.officer.id)], [('is_late', '=', True)],
                       [('user_id', '=', False)], [('company_id', '=', self.company.id)]):
            query = tasks._search(domain, limit=80, order=tasks._order)
            self._assert_reads_open_only(query)
            self._assert_uses('credit_hold_unsigned_idx', query)

    def test_holds_by_owner_by_deadline_and_put_aside(self):
        holds, is_open = self.env['credit.hold'], ('state', '=', 'open')
        for domain in ([], [('user_id', '=', self.officer.id)], [('is_late', '=', True)],
                       [('snooze_until', '!=', False)]):
            self._assert_reads_open_only(holds._search([is_open, *domain], limit=80))
        # Among few holds it is as good as any; the other one is not made for this.
        self.env.cr.execute("DROP INDEX credit_hold_one_open")
        self._assert_uses(
            'credit_hold_owner_idx', holds._search([is_open, ('user_id', 'in', self.officer.ids)])
        )

    def test_the_desk_crons(self):
        now = fields.Datetime.now()
        self._assert_reads_open_only(SQL(
            "SELECT id FROM credit_hold WHERE state = 'open' AND decide_by < %s", now
        ))
        self._assert_uses('credit_hold_unsigned_idx', SQL(
            "SELECT id FROM credit_hold WHERE state = 'released' AND is_urgent"
            " AND second_signature_due IS NOT NULL AND second_signature_due < %s", now,
        ))
        self._assert_uses('credit_digest_user_slot_unique', self.env['credit.digest']._search(
            [('slot', '=', now), ('sent_at', '!=', False)]
        ))

    def test_other_crons(self):
        self._assert_uses('credit_recheck_todo_idx', SQL(
            "SELECT DISTINCT profile_id FROM credit_recheck WHERE failed IS NULL"
        ))
        self._assert_uses('credit_snapshot_company_date_idx', self.env['credit.snapshot']._search(
            [('company_id', '=', self.company.id), ('date', '=', date(2026, 6, 30))]
        ))
        self._assert_uses('credit_decision_unsealed_idx', SQL(
            "SELECT DISTINCT chain FROM credit_decision WHERE hash IS NULL"
        ))

    def test_receivables_of_a_day(self):
        asked = Question(tuple(self.company.ids), date(2026, 6, 30))
        for query in (later_allocations(asked.day), open_lines(asked)):
            self._assert_uses('account_partial_reconcile_credit_later_idx', query)
        by_id = self._plan(self.env['credit.aging.report']._search([('id', 'in', [1, 2])]))
        self.assertRegex(by_id, r"account_move_line l.*\n.*\n?.*\bid = ANY \('\{1,2\}'")
        self._assert_uses('sale_order_credit_', unbilled.order_ids(asked.company_ids))

    def test_kept_month_ends(self):
        snapshots = self.env['credit.receivable.snapshot']
        lines = self.env['credit.receivable.snapshot.line']
        self._assert_uses('credit_receivable_snapshot_taking_idx', snapshots._search(
            [('state', '=', 'taking')], order='id'))
        self._assert_uses('credit_receivable_snapshot_version_unique', snapshots._search([
            ('company_id', 'in', self.company.ids), ('date', '<=', date(2026, 6, 30))]))
        self._assert_uses('credit_receivable_snapshot_line_line_unique', lines._search(
            [('snapshot_id', '=', 1)]))
        self._assert_uses('credit_receivable_snapshot_line__partner_id_index', lines._search(
            [('partner_id', '=', self.customer.id)]))

    def test_money_to_come(self):
        snapshots, lines = self.env['credit.cash.snapshot'], self.env['credit.cash.snapshot.line']
        self._assert_uses('credit_cash_snapshot_taking_idx', snapshots._search(
            [('state', '=', 'taking')], order='id'))
        self._assert_uses('credit_cash_snapshot_week_unique', snapshots._search([
            ('company_id', '=', self.company.id), ('week', '=', date(2026, 6, 29))]))
        for domain in ([('snapshot_id', '=', 1)],
                       [('snapshot_id', '=', 1), ('week', '=', date(2026, 6, 29))]):
            self._assert_uses('credit_cash_snapshot_line_week_idx', lines._search(domain))
        self._assert_uses('credit_cash_snapshot_line__partner_id_index', lines._search(
            [('partner_id', '=', self.customer.id)]))
        asked = Question(tuple(self.company.ids), date(2026, 6, 30))
        # By day or by company: the planner knows which are fewer.
        for query in (cash_in.settled(asked, date(2025, 6, 30)),
                      cash_in.received(asked, date(2026, 5, 1))):
            self.assertNotRegex(
                self._plan(query), 'Seq Scan on account_(move_line|partial_reconcile)')

    def test_orders_by_state_and_the_log(self):
        orders, decisions = self.env['sale.order'], self.env['credit.decision']
        for state in ('held', 'released', 'rejected', 'ok'):
            self._assert_uses(
                'credit_hold_order_state_idx', orders._search([('credit_state', '=', state)])
            )
        for state in ('ok', 'warn', 'none'):
            self._assert_uses(
                'credit_decision_last_check_idx', orders._search([('credit_state', '=', state)])
            )
        self._assert_uses(
            'credit_decision_date_idx', decisions._search([], limit=80, order=decisions._order)
        )

    def test_authority_by_company(self):
        self._assert_uses('credit_authority__company_id_index', self.env[
            'credit.authority'
        ]._search([('company_id', '=', self.company.id)]))

    def test_dso_s_companions_start_from_the_days_asked_about(self):
        asked = Question(tuple(self.company.ids), date(2026, 6, 30))
        since, account = date(2026, 5, 1), self.env['account.account'].search([], limit=1)
        for query in (
            sales.documents(asked, since), payments.speed(asked, since),
            payments.matured(asked, since, date(2026, 5, 31), 30),
            payments.written_off(asked, since, account.ids), payments.terms_granted(asked, since),
            payments.invoicing_delay(asked, since, 'UTC'),
        ):
            self.assertNotRegex(
                self._plan(query),
                'Seq Scan on (account_(move|move_line|partial_reconcile)|stock_move)')
