import json
from datetime import date
from io import BytesIO

import openpyxl
from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, freeze_time, tagged
from odoo.tools import mute_logger
from psycopg2.errors import CheckViolation

from .ceiling_common import YEAR, CeilingCommon


@tagged('post_install', '-at_install')
class TestCeilingPlan(CeilingCommon):
    """A plan is made by one, approved by another, and comes in by hand, by file or from last year."""

    # === APPROVAL === #

    def test_who_made_or_changed_a_plan_does_not_approve_it(self):
        plan = self.plan()
        self.assertEqual(plan.author_ids, self.manager)
        with self.assertRaisesRegex(AccessError, "You planned 2031 yourself"):
            plan.action_approve()
        plan.line_ids[0].with_user(self.manager_2).sales = 1.0
        self.assertEqual(plan.author_ids, self.manager | self.manager_2)
        with self.assertRaisesRegex(AccessError, "another credit manager approves it"):
            plan.with_user(self.manager_2).action_approve()
        third = self._user('mia', 'credit_management.credit_management_group_manager')
        plan.with_user(third).action_approve()
        self.assertEqual((plan.state, plan.approved_by_id), ('approved', third))
        decision = self.env['credit.decision'].search([('kind', '=', 'ceiling')], limit=1)
        told = json.loads(decision.payload)['data']
        self.assertEqual((told['what'], told['year'], sorted(told['authors'], reverse=True)),
                         ('plan approved', YEAR, [self.manager_2.id, self.manager.id]))

    def test_a_company_with_one_approver_lets_him(self):
        self.company.credit_single_approver = True
        plan = self.plan()
        plan.action_approve()
        self.assertEqual(plan.state, 'approved')

    def test_nobody_writes_the_state_or_the_authors(self):
        plan = self.plan()
        for values in ({'state': 'approved'}, {'author_ids': [Command.clear()]},
                       {'approved_by_id': self.manager_2.id}):
            with self.assertRaisesRegex(AccessError, "approved by its button"):
                plan.write(values)
        with self.assertRaises(AccessError):
            self.plan(state='approved')

    def test_a_default_of_the_context_approves_no_plan(self):
        plan = self.plans.with_user(self.manager).with_context(
            default_state='approved', default_approved_by_id=self.manager_2.id,
            default_author_ids=[Command.set(self.manager_2.ids)],
        ).create({'company_id': self.company.id, 'year': YEAR})
        self.assertEqual(
            (plan.state, plan.approved_by_id.id, plan.author_ids), ('draft', False, self.manager))

    def test_taking_months_away_is_a_hand_in_it(self):
        plan, other = self.plan({3: (1, 1), 4: (2, 2)}), self.plan({}, user=self.manager_2)
        plan.line_ids[0].with_user(self.manager_2).plan_id = other
        self.assertEqual(plan.author_ids, self.manager | self.manager_2)

    def test_a_change_touches_the_plan_so_that_nobody_approves_beside_it(self):
        plan = self.plan({3: (1, 1), 4: (2, 2)})
        for change in (
            lambda: plan.line_ids[0].write({'sales': 5}),
            lambda: plan.line_ids[1].unlink(),
            lambda: plan.line_ids.create({
                'plan_id': plan.id, 'month': '2031-07-01', 'sales': 1, 'collections': 1}),
        ):
            self.env.flush_all()
            self.env.cr.execute("UPDATE credit_ceiling_plan SET write_date = '2000-01-01'")
            self.env.invalidate_all()
            change()
            self.env.flush_all()
            self.env.cr.execute(
                "SELECT write_date > '2000-01-01' FROM credit_ceiling_plan WHERE id = %s",
                [plan.id])
            self.assertTrue(self.env.cr.fetchone()[0])

    def test_an_approved_plan_does_not_change_and_a_revision_takes_its_place(self):
        plan = self.approved()
        for change in (
            lambda: plan.with_user(self.manager).write({'target_dso': 60}),
            lambda: plan.line_ids[0].with_user(self.manager).write({'sales': 1.0}),
            lambda: plan.line_ids[0].with_user(self.manager).unlink(),
            lambda: plan.with_user(self.manager).unlink(),
            lambda: plan.line_ids.with_user(self.manager).create(
                {'plan_id': plan.id, 'month': '2031-01-01', 'sales': 1, 'collections': 1}),
        ):
            with self.assertRaisesRegex(UserError, "Revise it|planned twice"):
                change()
        revision = plan.browse(plan.with_user(self.manager).action_revise()['res_id'])
        self.assertEqual((revision.state, len(revision.line_ids)), ('draft', 12))
        revision.with_user(self.manager).target_dso = 30
        revision.with_user(self.manager_2).action_approve()
        self.assertEqual((plan.state, revision.state), ('replaced', 'approved'))
        self.assertEqual(self.ceiling()['plan']['target_dso'], 30)

    def test_a_plan_without_months_is_not_approved(self):
        with self.assertRaisesRegex(ValidationError, "has no months yet"):
            self.plan({}).with_user(self.manager_2).action_approve()

    def test_figures_that_cannot_be(self):
        for values, message in (
            ({'target_dso': 0}, '_positive'), ({'funds': -1.0}, '_positive'),
            ({'variable_cost_ratio': 0}, '_ratio'), ({'variable_cost_ratio': 101}, '_ratio'),
            ({'amber_from': 101}, '_bands'), ({'year': 26}, '_year_plausible'),
        ):
            with mute_logger('odoo.sql_db'), self.assertRaisesRegex(
                CheckViolation, message
            ), self.env.cr.savepoint():
                self.plan(**values)

    # === RIGHTS === #

    def test_managers_plan_others_read_salespeople_see_nothing(self):
        plan = self.plan()
        for user in (self.officer, self.auditor):
            own = plan.with_user(user)
            self.assertEqual(own.read(['year'])[0]['year'], YEAR)
            for change in (
                lambda own=own: own.write({'target_dso': 1}), lambda own=own: own.unlink(),
                lambda own=own: own.line_ids.write({'sales': 1}), lambda own=own: own.copy(),
                lambda own=own: own.action_approve(),
                lambda own=own: own.env['credit.ceiling.fill'].create({'plan_id': own.id}),
            ):
                with self.assertRaises(AccessError):
                    change()
        for model in ('plan', 'plan.line', 'alert', 'watch'):
            with self.assertRaises(AccessError):
                self.env[f'credit.ceiling.{model}'].with_user(self.sales).search([])

    def test_a_plan_of_another_company_is_not_there(self):
        other = self.env['res.company'].create({'name': "Other"})
        self.env['credit.ceiling.plan'].create({'company_id': other.id, 'year': 1999})
        found = self.plans.with_user(self.manager).search([('year', '=', 1999)])
        self.assertFalse(found)

    # === MONTHS === #

    def test_any_day_stands_for_its_month(self):
        plan = self.plan({})
        line = self.env['credit.ceiling.plan.line'].with_user(self.manager).create(
            {'plan_id': plan.id, 'month': '2031-03-17', 'sales': 1, 'collections': 1})
        self.assertEqual(line.month, date(2031, 3, 1))
        self.assertTrue(plan.missing.startswith("January 2031, February 2031, April 2031"))

    def test_a_month_is_moved_only_where_none_is(self):
        plan = self.plan({3: (1, 1), 4: (2, 2)})
        march, april = plan.line_ids
        with self.assertRaisesRegex(ValidationError, "April 2031 is planned twice"):
            march.month = '2031-04-30'
        with self.assertRaisesRegex(ValidationError, "June 2031 is planned twice"):
            plan.line_ids.write({'month': '2031-06-01'})
        april.month = '2031-05-01'
        self.assertEqual(april.month.month, 5)

    # === IMPORT === #

    def _import(self, plan, rows, fields=('month', 'sales', 'collections')):
        """Return what Odoo's import says of `rows`: ids, and errors with the number of the row."""
        lines = self.env['credit.ceiling.plan.line'].with_user(self.manager).with_context(
            default_plan_id=plan.id, import_file=True)
        answer = lines.load(list(fields), [[str(value) for value in row] for row in rows])
        return answer['ids'], [
            (message.get('record', message['rows']['from']), message['message'])
            for message in answer['messages']
        ]

    def test_a_file_fills_the_plan(self):
        plan = self.plan({})
        ids, errors = self._import(plan, [('2031-01-15', 100, 90), ('2031-02-01', 120.5, 95)])
        self.assertEqual((len(ids), errors), (2, []))
        self.assertEqual(plan.planned_sales, 220.5)
        self.assertEqual(plan.line_ids.mapped('month'), [date(2031, 1, 1), date(2031, 2, 1)])

    def test_an_error_says_row_figure_and_way_out_and_nothing_is_kept(self):
        plan = self.plan({})
        good = ('2031-01-01', 100, 90)
        for bad, row, *words in (
            (('2032-02-01', 1, 1), 1, "February 2032 is not in the plan of 2031", "2032"),
            (('2031-02-01', -5, 1), 1, "Planned Credit Sales of February 2031 are",
             "5.00", "leave credit notes"),
            (('2031-02-01', 1, -7), 1, "Planned Collections of February 2031 are", "7.00"),
            (('2031-01-31', 8, 1), 1, "January 2031 is planned twice", "100.00", "8.00",
             "Keep one of the two"),
            (('Marchember', 1, 1), 1, "Marchember"),
        ):
            with self.subTest(bad=bad):
                ids, errors = self._import(plan, [good, bad])
                self.assertFalse(ids)
                text = ' '.join(message for at, message in errors if at == row)
                for word in words:
                    self.assertIn(word, text)
                self.assertFalse(plan.line_ids)

    def test_a_name_that_there_is_not_and_a_value_of_another_dimension(self):
        plan = self.plan({}, dimension='team')
        _ids, errors = self._import(
            plan, [('2031-01-01', "No such team", 1, 1)], ('month', 'team_id', 'sales',
                                                          'collections'))
        self.assertIn("No such team", errors[0][1])
        _ids, errors = self._import(plan, [('2031-01-01', 1, 1)])
        self.assertIn("January 2031 has no Sales Team", errors[-1][1])
        _ids, errors = self._import(
            self.plan({}), [('2031-01-01', "Germany", 1, 1)], ('month', 'country_id', 'sales',
                                                               'collections'))
        self.assertIn("January 2031 is for Germany, but the plan is by", errors[-1][1])

    def test_twice_the_same_file_is_refused_with_what_is_there(self):
        plan = self.plan({})
        self._import(plan, [('2031-01-01', 100, 90)])
        _ids, errors = self._import(plan, [('2031-01-01', 100, 90)])
        self.assertIn("January 2031 is planned twice", errors[-1][1])
        self.assertEqual(len(plan.line_ids), 1)

    # === FILLED === #

    def _fill(self, plan, **values):
        self.env['credit.ceiling.fill'].with_user(self.manager).create(
            {'plan_id': plan.id, **values}).action_fill()

    def test_a_plan_is_copied_from_last_year_s_at_a_percentage(self):
        self.approved(tax_basis='included', tax_rate=0)
        plan = self.plan({1: (5, 5)}, year=2032)
        self._fill(plan, source='plan', percent=110)
        self.assertEqual(len(plan.line_ids), 12)
        may = plan.line_ids[4]
        # 3,100,000 with tax; this plan is without 13 %.
        self.assertEqual((may.month, may.sales, may.collections), (
            date(2032, 5, 1), round(3_100_000 * 1.1 / 1.13, 2), 3_245_000.0))
        with self.assertRaisesRegex(UserError, "There is no plan of 2020"):
            self._fill(plan, source='plan', source_year=2020)
        with self.assertRaisesRegex(UserError, "Make them alike"):
            self._fill(self.plan({}, year=2032, dimension='team'), source='plan')

    def test_a_plan_is_filled_from_what_was_sold_on_credit(self):
        self.june()
        self.bill(226.0, on=-40, due=10)
        self.bill(1_130.0, on=-10, due=30)
        self.bill(5_000.0, on=-10, due=0)
        self.bill(113.0, on=-5, due=30, kind='out_refund')
        plan = self.plan({}, year=2032)
        self._fill(plan, percent=200)
        # June is not over yet on its last day.
        self.assertEqual([line.month.month for line in plan.line_ids], [1, 2, 3, 4, 5])
        with freeze_time('2031-07-01 08:00:00'):
            self._fill(plan, percent=200)
        june = plan.line_ids[5]
        self.assertEqual((june.sales, len(plan.line_ids)), (1_800.0, 6))
        # opening 4,100,000 + 1,017 sold on credit - closing (4,540,000 + 1,130 + 5,000 - 113)
        self.assertEqual(june.collections, 0.0)

    def test_collections_are_what_made_receivables_smaller(self):
        self.bill(1_000.0, on=-10, due=30)
        self.entry(-400.0, date(2031, 6, 25))
        plan = self.plan({}, year=2032, tax_basis='included')
        with freeze_time('2031-07-01 08:00:00'):
            self._fill(plan)
        self.assertEqual((plan.line_ids[5].sales, plan.line_ids[5].collections), (1_000.0, 400.0))

    def test_by_salesperson_each_has_his_sales_and_his_part_of_the_money(self):
        other = self.env['res.partner'].create({'name': "Bolt"})
        for partner, user, amount in (
            (self.customer, self.sales, 300.0), (other, self.sales_2, 100.0),
        ):
            self.bill(amount, on=-10, due=30, partner=partner, invoice_user_id=user.id)
        self.entry(-40.0, date(2031, 6, 25))
        plan = self.plan({}, year=2032, dimension='salesperson', tax_basis='included')
        with freeze_time('2031-07-01 08:00:00'):
            self._fill(plan)
        june = plan.line_ids.filtered(lambda line: line.month.month == 6 and line.sales)
        self.assertEqual(
            {line.user_id: (line.sales, line.collections) for line in june},
            {self.sales: (300.0, 30.0), self.sales_2: (100.0, 10.0)})
        self.assertEqual(plan.missing.count(','), 5)  # July to December

    def test_a_year_without_credit_sales_says_so(self):
        with self.assertRaisesRegex(UserError, "Nothing was sold on credit in the months of 1991"):
            self._fill(self.plan({}, year=2032), source_year=1991)

@tagged('post_install', '-at_install')
class TestCeilingFiles(HttpCase, CeilingCommon):
    """What comes out as a file."""

    def _sheets(self, path, user):
        self.authenticate(user.login, user.login)
        answer = self.url_open(path)
        if answer.status_code != 200:
            return answer.status_code
        return openpyxl.load_workbook(BytesIO(answer.content))

    def test_the_template_has_the_months_and_is_imported_as_it_is(self):
        plan = self.plan({}, dimension='country')
        book = self._sheets(plan._template_url(), self.manager)
        rows = list(book.active.values)
        self.assertEqual(rows[0], ("Month", "Country", "Planned Credit Sales",
                                   "Planned Collections"))
        self.assertEqual([row[0].month for row in rows[1:]], list(range(1, 13)))
        lines = self.env['credit.ceiling.plan.line'].with_context(default_plan_id=plan.id)
        self.assertEqual(lines.get_import_templates()[0]['template'], plan._template_url())
        self.assertEqual(self._sheets(plan._template_url(), self.sales), 403)

    def test_the_screen_as_a_spreadsheet(self):
        self.june()
        self.entry(500_000.0, date(2031, 6, 28))
        self.approved()
        book = self._sheets(f'/credit_management/ceiling.xlsx?company_id={self.company.id}',
                            self.officer)
        self.assertEqual(book.sheetnames, ["Budget", "Excess by salesperson", "Excess by age",
                                           "Alerts"])
        june = next(row for row in book["Budget"].values if row[0] and str(row[0])[:7] == '2031-06')
        self.assertEqual(june[1:4], (4_100_000, 3_390_000, 2_950_000))
        self.assertEqual(june[5], 5_040_000)
        self.assertEqual(june[4][0], '=')
        self.assertEqual(june[10], "Over")
        self.assertEqual(self._sheets('/credit_management/ceiling.xlsx', self.sales), 403)
