import os
from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .backtest_common import BacktestCommon, Company

#: Orders of the company that is simulated, customers among them.
SIMULATED = {'ci': (100, 4), 'short': (400, 10), 'long': (1_000, 20)}
SEED = int(os.environ.get('HYPOTHESIS_SEED', '7'))


@tagged('post_install', '-at_install')
class TestBacktest(BacktestCommon):
    """A policy tried on past orders says what the gate would have said."""

    def test_it_holds_what_the_gate_held(self):
        orders, customers = SIMULATED[os.environ.get('HYPOTHESIS_PROFILE', 'ci')]
        company = Company(self, SEED, customers)
        company.live(orders)
        self.assertGreater(len(company.held), 20)
        self.assertGreater(orders - len(company.held), 20)
        exact = self.run_to_end(months=12, limits_from='then')
        self.assertEqual((exact._figures()['orders'], exact._figures()['exact']), (orders, orders))
        self.assertEqual(self.held(exact) ^ company.held, set())
        with self.without_figures():
            rebuilt = self.run_to_end(months=12, limits_from='then')
        self.assertEqual((rebuilt._figures()['orders'], rebuilt._figures()['exact']), (orders, 0))
        self.assertEqual(self.held(rebuilt) ^ company.held, set())

    def test_each_answer_names_its_rules(self):
        late = self.bill_on(60, 300.0, due=10)
        self.order_on(20, 100.0)
        self.order_on(10, 900.0)
        lines = self.run_to_end().line_ids.sorted('asked_at')
        self.assertEqual(lines.mapped('codes'), ['H02', 'H01 H02'])
        self.assertEqual(lines.mapped('is_rest_held'), [False, False])
        # Due 50 days ago; a weekend puts it off by up to two days, and 15 are tolerated.
        self.assertIn(lines[0].late_by, (13, 14, 15))
        self.assertAlmostEqual(lines[1].over_by, 20.0)
        self.pay_on(5, late)
        self.assertEqual(self.run_to_end().line_ids.sorted('asked_at').mapped('codes'),
                         ['H02', 'H01 H02'])

    def test_what_is_not_logged_is_rebuilt(self):
        self.company.credit_mode = 'off'
        order = self.order_on(30, 800.0)
        self.invoice_order(order, 25)
        second = self.order_on(20, 300.0)
        backtest = self.run_to_end()
        self.assertEqual(self.held(backtest), {second.id})
        self.assertFalse(backtest.line_ids.is_exact)
        answer = self.backtests.with_user(self.manager).get_page(backtest.id)['run']
        self.assertEqual((answer['orders'], answer['held'], answer['exact_share']), (2, 1, 0.0))

    def test_what_was_closed_went_with_the_last_trace_of_its_order(self):
        self.company.credit_mode = 'off'
        first = self.order_on(60, 700.0)
        second = self.order_on(50, 500.0)
        self.assertEqual(self.held(self.run_to_end()), {second.id})
        first.sudo().picking_ids.action_cancel()
        first.action_close_remainder()
        self.assertFalse(self.held(self.run_to_end()))

    def test_an_order_that_grew_was_asked_for_when_it_was_confirmed(self):
        self.company.credit_mode = 'off'
        first = self.order_on(60, 700.0)
        second = self.order_on(50, 500.0)
        self.company.credit_mode = 'report'
        with self.at(30):
            first.sudo().order_line.price_unit = 750.0
        logged = self.env['credit.decision'].search([
            ('res_model', '=', 'sale.order'), ('res_id', '=', first.id)])
        self.assertTrue(logged, "the growth was not checked")
        backtest = self.run_to_end()
        self.assertEqual(self.held(backtest), {second.id})
        self.assertEqual(backtest._figures()['exact'], 0)

    def test_an_order_stays_the_second_when_the_first_is_cancelled(self):
        policy = self.env['credit.policy'].create({'name': "Careful"})
        rule = policy.rule_ids.filtered(lambda line: line.code == 'H04')
        rule.severity_order_confirm = 'hold'
        rule.threshold_ids.filtered(lambda row: row.name == 'amount').value = 500.0
        rule.threshold_ids.filtered(lambda row: row.name == 'first_order_only').value = 1.0
        policy.action_publish()
        self.profile.write({'policy_id': policy.id, 'credit_limit': 1_000_000.0})
        first = self.order_on(30, 100.0)
        self.order_on(20, 900.0)
        first.sudo().with_context(disable_cancel_warning=True).action_cancel()
        backtest = self.run_to_end(policy_id=policy.id)
        self.assertFalse(self.held(backtest))
        self.assertEqual((backtest._figures()['orders'], backtest._figures()['exact']), (2, 2))

    def test_limits_of_now_of_then_and_proposed(self):
        self.order_on(20, 800.0)
        self.profile.write({'credit_limit': 500.0, 'limit_reason': "Less"})
        asked = {
            'now': {}, 'then': {'limits_from': 'then'},
            'given': {'limits_from': 'given', 'limits': {self.profile.id: 800.0}},
            'less': {'limits_from': 'given', 'limits': {self.profile.id: 799.0}},
        }
        self.assertEqual(
            {name: len(self.held(self.run_to_end(**values))) for name, values in asked.items()},
            {'now': 1, 'then': 0, 'given': 0, 'less': 1},
        )

    def test_what_became_of_a_held_order(self):
        self.company.credit_mode = 'off'
        order = self.order_on(100, 1_500.0)
        invoice = self.invoice_order(order, 99)
        invoice_due = invoice.invoice_date_due
        self.pay_on(40, invoice)
        [line] = self.run_to_end().line_ids
        paid = self.today - timedelta(days=40)
        self.assertEqual((line.is_billed, line.late_days), (True, (paid - invoice_due).days))
        self.assertEqual((line.amount, line.order_id), (1_500.0, order))

    def test_what_was_written_off_is_a_loss(self):
        self.company.credit_mode = 'off'
        invoice = self.invoice_order(self.order_on(100, 1_500.0), 99)
        claim = invoice.line_ids.filtered(lambda line: line.account_type == 'asset_receivable')
        bad = self.env['account.account'].search(
            [('account_type', '=', 'expense'), ('company_ids', 'in', self.company.ids)], limit=1)
        self.company.credit_bad_debt_account_ids = bad
        entry = self.env['account.move'].create({'line_ids': [
            (0, 0, {'account_id': account.id, 'partner_id': self.customer.id, 'balance': amount})
            for account, amount in ((bad, 400.0), (claim.account_id, -400.0))
        ]})
        entry.action_post()
        (claim + entry.line_ids.filtered(lambda line: line.account_id == claim.account_id)).reconcile()
        [line] = self.run_to_end().line_ids
        self.assertEqual(line.lost_amount, 400.0)
        run = self.backtests.with_user(self.manager).get_page()['run']
        self.assertEqual((run['lost'], run['lost_amount'], run['late_share']), (1, 400.0, 100.0))

    def test_money_that_had_come_and_was_not_entered(self):
        self.company.credit_mode = 'off'
        invoice = self.bill_on(40, 900.0)
        order = self.order_on(10, 500.0)
        payment = self.pay_on(12, invoice)
        self.env.flush_all()
        made = self.today - timedelta(days=10)
        self.env.cr.execute(
            "UPDATE sale_order SET create_date = %s WHERE id = %s", [made, order.id])
        self.env.cr.execute(
            "UPDATE account_move_line SET create_date = %s WHERE move_id = %s",
            [self.today - timedelta(days=2), payment.move_id.id])
        [line] = self.run_to_end().line_ids
        self.assertEqual((line.is_held, line.is_unmatched), (True, True))
        self.env.cr.execute(
            "UPDATE account_move_line SET create_date = %s WHERE move_id = %s",
            [self.today - timedelta(days=12), payment.move_id.id])
        self.assertFalse(self.run_to_end().line_ids.filtered('is_held'))

    # === VERSIONS AND SLIDERS === #

    def test_two_versions_are_compared(self):
        self.bill_on(60, 300.0, due=30)
        self.order_on(20, 100.0)
        draft = self.version(3)
        standard = draft.previous_id
        backtest = self.run_to_end(policy_id=draft.id, other_policy_id=standard.id)
        answer = self.backtests.with_user(self.manager).get_page(backtest.id)['run']
        self.assertEqual((answer['held'], answer['added'], answer['removed']), (1, 1, 0))
        other = self.run_to_end(policy_id=standard.id, other_policy_id=draft.id)
        answer = self.backtests.with_user(self.manager).get_page(other.id)['run']
        self.assertEqual((answer['held'], answer['added'], answer['removed']), (0, 0, 1))
        action = other.with_user(self.manager).action_lines(kind='removed')
        self.assertEqual(len(self.env['credit.backtest.line'].search(action['domain'])), 1)

    def test_a_slider_says_what_a_run_would(self):
        company = Company(self, seed=3, customers=4)
        company.live(orders=40)
        backtest = self.run_to_end(limits_from='then', policy_id=self.version(15).id)
        for days in (0, 5, 40):
            draft = self.version(days)
            run = self.run_to_end(limits_from='then', policy_id=draft.id)
            moved = backtest.with_user(self.manager).action_lines(late=days - 15)
            self.assertEqual(
                set(self.env['credit.backtest.line'].search(moved['domain']).order_id.ids),
                self.held(run),
            )
            told = self.backtests.with_user(self.manager).get_page(backtest.id, late=days - 15)
            self.assertEqual(told['run']['held'], len(self.held(run)))

    def test_each_bar_has_its_list(self):
        self.bill_on(60, 300.0, due=10)
        self.order_on(20, 100.0)
        self.order_on(10, 900.0)
        backtest = self.run_to_end().with_user(self.manager)
        run = self.backtests.with_user(self.manager).get_page(backtest.id)['run']
        for kind, rows in (('week', run['weeks']), ('team', run['teams']), ('rule', run['rules'])):
            for row in rows:
                action = backtest.action_lines(kind=kind, key=row['key'])
                lines = self.env['credit.backtest.line'].search(action['domain'])
                self.assertEqual((len(lines), sum(lines.mapped('amount'))),
                                 (row['held'], row['amount']), (kind, row))
        self.assertEqual([rule['held'] for rule in run['rules']], [2, 1])
        self.assertEqual(sum(row['held'] for row in run['weeks']), 2)

    # === ITS LIFE === #

    def _three_customers(self):
        for number in range(3):
            partner = self.env['res.partner'].create({'name': f"C{number}", 'is_company': True})
            self._profile(partner, 100.0)
            self.order_on(20 + number, 500.0, partner)

    def test_it_stops_anywhere_and_goes_on(self):
        self._three_customers()
        whole = self.run_to_end()
        with patch('odoo.addons.credit_management.models.credit_backtest.BATCH', 1):
            parts = self.backtests.browse(self.backtests.with_user(self.manager).start())
            self.assertTrue(parts._step())
            # The process dies after the lines of a batch and before its part.
            with patch.object(self.env.registry['credit.backtest.part'], 'create',
                              side_effect=KeyboardInterrupt), self.env.cr.savepoint() as dying:
                with self.assertRaises(KeyboardInterrupt):
                    parts._judge_next()
                dying.rollback()
            self.env.invalidate_all()
            while parts._step():
                pass
        self.assertEqual((parts.state, len(parts.part_ids)), ('done', 4))
        self.assertEqual(self.held(parts), self.held(whole))
        self.assertEqual(len(parts.line_ids), len(whole.line_ids))
        self.assertEqual(parts._figures(), whole._figures())

    def test_it_is_cancelled(self):
        self._three_customers()
        with patch('odoo.addons.credit_management.models.credit_backtest.BATCH', 1):
            backtest = self.backtests.browse(self.backtests.with_user(self.manager).start())
            backtest._step()
            backtest._step()
            backtest.with_user(self.manager).action_cancel()
            self.assertFalse(backtest._step())
        self.assertEqual((backtest.state, len(backtest.part_ids)), ('cancelled', 2))
        self.assertEqual(
            self.backtests.with_user(self.manager).get_page(backtest.id)['run']['progress'], 50)

    def test_a_run_that_fails_says_so(self):
        self.order_on(20, 500.0)
        backtest = self.backtests.browse(self.backtests.with_user(self.manager).start())
        with patch.object(self.env.registry['credit.backtest'], '_judge',
                          side_effect=ValueError("no such thing")):
            self.assertFalse(backtest._step())
        self.assertEqual((backtest.state, backtest.error), ('failed', "ValueError: no such thing"))

    def test_it_asks_as_often_for_many_as_for_few(self):
        def queries(count):
            for number in range(count):
                self.order_on(20, 50.0 + number)
            self.env.flush_all()
            backtest = self.backtests.browse(self.backtests.with_user(self.manager).start())
            backtest._step()
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            backtest = self.backtests.browse(self.backtests.with_user(self.manager).start())
            backtest._step()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        few = queries(3)
        self.assertLessEqual(queries(6), few)

    # === RIGHTS === #

    def test_managers_run_auditors_read_nobody_else(self):
        backtest = self.run_to_end()
        self.assertEqual(
            self.backtests.with_user(self.auditor).get_page(backtest.id)['run']['id'], backtest.id)
        with self.assertRaises(AccessError):
            self.backtests.with_user(self.auditor).start()
        for user in (self.officer, self.sales):
            for call in (
                lambda model: model.start(), lambda model: model.get_page(),
                lambda model: model.try_on(self.customer.id, 1.0),
                lambda model: model.browse(backtest.id).action_cancel(),
                lambda model: model.browse(backtest.id).action_lines(),
                lambda model: model.browse(backtest.id).read(['state']),
            ):
                with self.assertRaises(AccessError):
                    call(self.backtests.with_user(user))
        with self.assertRaises(AccessError):
            backtest.with_user(self.manager).write({'state': 'running'})

    def test_another_companys_runs_stay_there(self):
        other = self.env['res.company'].create({'name': "Other Ltd"})
        with self.assertRaises(AccessError):
            self.backtests.with_user(self.manager).start(company_id=other.id)
        backtest = self.run_to_end()
        stranger = self._user('strange', 'credit_management.credit_management_group_manager')
        stranger.write({'company_ids': [(6, 0, other.ids)], 'company_id': other.id})
        with self.assertRaises(AccessError):
            self.backtests.with_user(stranger).get_page(backtest.id)

    def test_questions_are_checked(self):
        backtests = self.backtests.with_user(self.manager)
        for values in ({'months': 0}, {'months': 37}, {'months': True}, {'months': '12'},
                       {'limits_from': 'next'}, {'policy_id': 10 ** 8}, {'limits_from': 'given'},
                       {'limits': {self.profile.id: 1.0}},
                       {'limits_from': 'given', 'limits': {self.profile.id: -1.0}},
                       {'limits_from': 'given', 'limits': {'x': 1.0}}):
            with self.assertRaises(UserError):
                backtests.start(**values)

    # === ONE CUSTOMER === #

    def test_a_version_is_tried_on_one_customer(self):
        self.bill_on(30, 300.0, due=20)
        backtests = self.backtests.with_user(self.manager)
        self.company.credit_mode = 'off'
        draft = self.version(3)
        by_draft = backtests.try_on(self.customer.id, 100.0, draft.id)
        by_standard = backtests.try_on(self.customer.id, 100.0, draft.previous_id.id)
        self.assertEqual((by_draft['banner'], by_standard['banner']), ('would_hold', 'ok'))
        self.assertEqual([breach['code'] for breach in by_draft['breaches']], ['H02'])
        self.assertEqual(by_draft['lines'], [by_draft['breaches'][0]['message']])
