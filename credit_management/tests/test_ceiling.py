import json
from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .ceiling_common import DAY, CeilingCommon


@tagged('post_install', '-at_install')
class TestCeiling(CeilingCommon):
    """Receivables against plan and ceiling, from a real ledger: the oracles of the trade."""

    # === ORACLES === #

    def test_o_tc_3_4_6_the_budget_of_june(self):
        self.june()
        self.approved()
        answer = self.ceiling()
        june = answer['months'][5]
        self.assertEqual(june, {
            'month': '2031-06-01', 'end': '2031-06-30', 'name': "June 2031",
            'opening': 4_100_000.0, 'sales': 3_390_000.0, 'collections': 2_950_000.0,
            'closing': 4_540_000.0, 'actual': 4_540_000.0, 'ceiling': 4_746_000.0, 'use': 95.66,
            'headroom': 206_000.0, 'band': 'amber', 'variance': 0.0,
        })
        today = answer['today']
        self.assertEqual(
            (today['ar'], today['planned'], today['cap'], today['ceiling'], today['use'],
             today['headroom'], today['band'], today['missing']),
            (4_540_000.0, 4_746_000.0, 5_000_000.0, 4_746_000.0, 95.66, 206_000.0, 'amber', []),
        )
        self.assertIsNone(answer['excess'])
        aging = self.report.with_user(self.officer).get_aging(DAY, self.company.id)
        self.assertEqual(today['ar'], aging['totals']['total'])
        self.assertEqual(today['ar'], aging['gl_balance'])

    def test_o_tc_1_evenly_over_the_year(self):
        self.approved(
            dict.fromkeys(range(1, 11), (36500000.0 / 10, 0.0))
            | {11: (0.0, 0.0), 12: (0.0, 0.0)},
            method='simple', target_dso=60, tax_basis='included', has_funds=False,
        )
        self.assertEqual(self.ceiling()['today']['ceiling'], 6_000_000.0)

    def test_o_tc_4_the_funds_cap_the_ceiling(self):
        self.approved(funds=2_400_000.0)
        today = self.ceiling()['today']
        self.assertEqual((today['planned'], today['cap'], today['ceiling']),
                         (4_746_000.0, 4_000_000.0, 4_000_000.0))

    def test_o_tc_5_what_waiting_costs(self):
        for owed, ratio, cost in ((300.0, 40, 12.0), (900.0, 70, 63.0)):
            with self.subTest(owed=owed):
                self.set_open(owed, date(2031, 6, 30))
                self.approved(variable_cost_ratio=ratio, cost_of_capital=10)
                self.assertEqual(self.ceiling()['checks']['funding']['cost_of_ar'], cost)

    def test_o_tc_7_limits_are_never_all_used(self):
        self.env['credit.profile'].search([('id', '!=', self.profile.id)]).active = False
        self.profile.write({'credit_limit': 8_000_000.0, 'temporary_limit': 1_000_000.0,
                            'temporary_from': DAY, 'temporary_to': DAY})
        other = self.env['res.partner'].create({'name': "Bolt"})
        self._profile(other, 5.0, limit_mode='unlimited')
        self.approved()
        found = self.ceiling()['checks']['overcommitment']
        self.assertEqual(
            (found['limits'], found['percent'], found['warn'], found['unlimited']),
            (9_000_000.0, 189.63, False, 1))
        self.profile.credit_limit = 11_000_000.0
        found = self.ceiling()['checks']['overcommitment']
        self.assertEqual((found['percent'], found['warn'], found['warn_above']),
                         (252.84, True, 250.0))

    # === MONTHS === #

    def test_a_month_opens_as_the_last_one_closed_and_coming_ones_by_plan(self):
        self.june()
        self.approved()
        months = self.ceiling()['months']
        self.assertEqual([row['actual'] is not None for row in months], [True] * 6 + [False] * 6)
        self.assertEqual(months[6]['opening'], 4_540_000.0)
        self.assertEqual(months[6]['closing'], 4_540_000.0 + 440_000.0)
        self.assertEqual(months[7]['opening'], 4_980_000.0)
        self.assertEqual(months[6]['band'], 'red')  # 4,980,000 of 4,742,... by plan

    def test_month_ends_that_were_kept_are_what_was_kept(self):
        self.approved()
        self.env.cr.execute(
            """INSERT INTO credit_receivable_snapshot
                      (company_id, date, version, kind, state, taken_at, amount)
               VALUES (%s, '2031-05-31', 1, 'kept', 'done', now(), 4000000)""", [self.company.id])
        self.assertEqual(self.ceiling()['months'][4]['actual'], 4_000_000.0)
        self.assertEqual(self.ceiling()['months'][5]['opening'], 4_000_000.0)

    def test_a_day_within_a_month_counts_a_part_of_it(self):
        self.approved()
        today = self.ceiling('2031-06-15')['today']
        expected = (3_000_000 / 2 + 3_100_000 * 27 / 31) * 1.13
        self.assertAlmostEqual(today['ceiling'], expected, 2)
        self.assertEqual(today['ar'], 4_100_000.0)

    def test_a_month_without_plan_leaves_the_ceiling_unknown_never_0(self):
        plan = self.plan()
        plan.line_ids.filtered(lambda line: line.month.month == 5).unlink()
        plan.with_user(self.manager_2).action_approve()
        answer = self.ceiling()
        today = answer['today']
        self.assertEqual(
            (today['ceiling'], today['use'], today['headroom'], today['band'], today['missing']),
            (None, None, None, 'unknown', ["May 2031"]))
        self.assertEqual([row['ceiling'] is None for row in answer['months']],
                         # January looks back on 2030, which has no plan.
                         [True, False, False, False, True, True] + [False] * 6)
        self.assertIsNone(answer['months'][4]['closing'])
        self.assertIsNone(answer['checks']['bottom_up']['value'])

    def test_the_year_before_fills_the_window_of_january(self):
        self.approved()
        self.approved({12: (3_100_000.0, 0.0)}, year=2030, tax_basis='included', tax_rate=0)
        january = self.ceiling()['months'][0]
        self.assertEqual(january['ceiling'], 3_000_000 * 1.13 + 3_100_000 * 11 / 31)

    def test_without_a_plan_nothing_is_known(self):
        answer = self.ceiling()
        self.assertIsNone(answer['plan'])
        self.assertEqual((answer['today']['band'], answer['months'], answer['checks']),
                         ('unknown', [], None))

    def test_a_draft_is_shown_and_not_in_force(self):
        draft = self.plan()
        self.assertEqual(self.ceiling()['plan']['in_force'], False)
        self.assertEqual(self.ceiling()['today']['ceiling'], 4_746_000.0)
        draft.with_user(self.manager_2).action_approve()
        self.assertTrue(self.ceiling()['plan']['in_force'])
        self.plan(target_dso=60)
        self.assertEqual(self.ceiling()['plan']['id'], draft.id)

    # === EXCESS, FROM BELOW, BY DIMENSION === #

    def test_an_excess_is_split_by_salesperson_and_by_age(self):
        self.june()
        other = self.env['res.partner'].create({'name': "Bolt", 'user_id': self.sales.id})
        self.entry(460_000.0, date(2031, 6, 25), partner=other)
        self.approved()
        answer = self.ceiling()
        self.assertEqual((answer['today']['ar'], answer['today']['band']), (5_000_000.0, 'red'))
        excess = answer['excess']
        self.assertEqual(excess['amount'], 254_000.0)
        people = {row['key']: row for row in excess['by_salesperson']}
        whole = sum(row['owed'] for row in people.values())
        self.assertEqual(people[self.sales.id]['owed'], 460_000.0)
        self.assertAlmostEqual(people[self.sales.id]['amount'], 254_000 * 460_000 / whole, 1)
        for rows in excess['by_salesperson'], excess['by_age']:
            self.assertAlmostEqual(sum(row['amount'] for row in rows), 254_000.0, 1)
        aging = self.report.with_user(self.officer).get_aging(DAY, self.company.id)
        owed = {bucket['code']: amount for bucket, amount in
                zip(aging['buckets'], aging['totals']['amounts'], strict=True) if amount}
        self.assertEqual({row['key']: row['owed'] for row in excess['by_age']}, owed)

    def test_from_below_customers_owe_by_their_terms(self):
        self.env['account.move'].search([('move_type', '=', 'out_invoice'),
                                         ('state', '=', 'posted')]).button_draft()
        bolt = self.env['res.partner'].create({'name': "Bolt"})
        for partner, amount, term in ((self.customer, 300.0, 30), (bolt, 100.0, 70)):
            self.bill(amount, on=-10, due=term, partner=partner)
        self.approved(
            dict.fromkeys(range(1, 13), (365000.0, 0.0)), tax_basis='included',
            tolerated_delay=5, has_funds=False,
        )
        found = self.ceiling()['checks']['bottom_up']
        # 12,000 a day: three parts of 30 + 5 days, one of 70 + 5.
        self.assertEqual(found, {
            'value': 12_000.0 * (0.75 * 35 + 0.25 * 75), 'customers': 2, 'delay': 5, 'term': 40.0,
            'fits': False,
        })

    def test_each_team_salesperson_and_country_has_its_part(self):
        german = self.env['res.partner'].create(
            {'name': "Bolt", 'country_id': self.env.ref('base.de').id})
        self.entry(1_000_000.0, date(2031, 6, 5), partner=german)
        lines = [
            Command.create({'month': date(2031, month, 1), 'country_id': country.id,
                            'sales': sales, 'collections': 0.0})
            for month in range(1, 13)
            for country, sales in ((self.env.ref('base.de'), 900_000.0),
                                   (self.env.ref('base.se'), 2_100_000.0))
        ]
        self.approved(dimension='country', line_ids=lines, target_dso=30)
        answer = self.ceiling()
        rows = {row['key']: row for row in answer['dimension']['rows']}
        germany = rows[self.env.ref('base.de').id]
        self.assertEqual((germany['ceiling'], germany['use'], germany['band']),
                         (1_017_000.0, 98.33, 'amber'))
        self.assertEqual(answer['today']['planned'], 3_390_000.0)
        self.assertIsNone(rows[None]['ceiling'])
        self.assertEqual(sum(row['ar'] for row in answer['dimension']['rows']),
                         answer['today']['ar'])

    def test_what_one_country_does_not_plan_is_not_0(self):
        sweden, germany = self.env.ref('base.se'), self.env.ref('base.de')
        lines = [(month, country) for month in range(1, 13) for country in (sweden, germany)]
        lines.remove((6, germany))
        self.approved(dimension='country', line_ids=[
            Command.create({'month': date(2031, month, 1), 'country_id': country.id,
                            'sales': 1.0, 'collections': 1.0}) for month, country in lines])
        self.assertEqual(self.ceiling()['today']['missing'], ["June 2031"])

    # === RIGHTS, SHAPE === #

    def test_those_who_give_credit_and_auditors_read_it_and_nobody_else(self):
        self.approved()
        for user in (self.officer, self.manager, self.auditor):
            self.assertEqual(self.ceiling(user=user)['today']['ceiling'], 4_746_000.0)
        bookkeeper = new_test_user(
            self.env, login='credit_books', groups='account.group_account_invoice')
        for user in (self.sales, self.sales_2, bookkeeper):
            with self.assertRaises(AccessError):
                self.ceiling(user=user)

    def test_another_company_is_none_of_theirs(self):
        other = self.env['res.company'].create({'name': "Other"})
        with self.assertRaises(AccessError):
            self.env['credit.ceiling'].with_user(self.officer).get_ceiling(DAY, other.id)

    def test_a_branch_asks_for_its_root(self):
        self.approved()
        branch = self.branch()
        answer = self.env['credit.ceiling'].get_ceiling(DAY, branch.id)
        self.assertEqual(answer['company_id'], self.company.id)

    def test_it_is_plain_json_and_says_what_is_no_day(self):
        self.approved()
        self.assertTrue(json.dumps(self.ceiling()))
        with self.assertRaises(UserError):
            self.ceiling('yesterday')

    def test_queries_do_not_grow_with_customers_and_months(self):
        self.june()
        self.approved()
        self.ceiling()
        counts = []
        for _round in range(2):
            partners = self.env['res.partner'].create([{'name': f"P{n}"} for n in range(8)])
            for partner in partners:
                self.entry(10.0, date(2031, 6, 28), partner=partner)
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            self.ceiling()
            counts.append(self.env.cr.sql_log_count - start)
        self.assertEqual(counts[0], counts[1])
