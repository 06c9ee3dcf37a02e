from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..tools.aging_grades import GRADES, provision_rate
from .aging_common import AgingCommon

#: Line -> days late of the reference portfolio, and its grade.
PORTFOLIO = {
    -15: 'G1', 0: 'G3', 1: 'G4', 30: 'G4', 31: 'G5', 61: 'G6', 90: 'G6', 91: 'G6', 365: 'G7',
    366: 'G8', 10: 'G4',
}
EDGES = {-8: 'G1', -7: 'G2', -1: 'G2', 60: 'G5', 120: 'G6', 121: 'G7'}


@tagged('post_install', '-at_install')
class TestAgingGrade(AgingCommon):
    """The table of grades: shared or a company's own, and everything that counts by it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.grades = cls.env['credit.aging.grade'].with_user(cls.manager)
        cls.grades.sudo().search([('company_id', '!=', False)]).unlink()

    def _own(self):
        self.grades.action_own_table()
        return self.grades.search([('company_id', '=', self.company.id)], order='code')

    def _shown(self):
        self.report.invalidate_model()
        rows = self.report.search_read(
            [('partner_id', '=', self.customer.id)], ['days', 'aging_grade', 'open_amount'])
        return {row['days']: row['aging_grade'] for row in rows}

    # === THE TABLE === #

    def test_the_shared_table_is_that_of_the_pure_functions(self):
        found = self.grades._grades(self.company)
        self.assertEqual(
            [(one.code, one.first, one.last, one.treatment, one.owners) for one in found],
            [(one.code, one.first, one.last, one.treatment, one.owners) for one in GRADES],
        )
        days = range(-20, 500)
        for grade in GRADES:
            for day in days:
                self.assertEqual(
                    provision_rate(grade.code, day, found), provision_rate(grade.code, day))

    def test_its_days_are_shown_as_people_read_them(self):
        shared = self.grades.search([('company_id', '=', False)], order='code')
        self.assertEqual(shared.mapped('days_text'), [
            '≤ -8', '-7 … -1', '0', '1 … 30', '31 … 60', '61 … 120', '121 … 365', '≥ 366'])

    def test_a_table_of_its_own_begins_as_it_is_and_counts_from_then_on(self):
        own = self._own()
        self.assertEqual(own.mapped('code'), [grade.code for grade in GRADES])
        own[3].last_day = 45
        self.assertEqual(self.grades._grades(self.company)[4].first, 46)
        other = self.env['res.company'].create({'name': "Elsewhere"})
        self.assertEqual(self.grades._grades(other)[4].first, 31)
        with self.assertRaisesRegex(Exception, "already"):
            self.grades.action_own_table()
        own.unlink()
        self.assertEqual(self.grades._grades(self.company)[4].first, 31)

    def test_a_branch_goes_by_its_root(self):
        self._own()[3].last_day = 45
        branch = self.branch()
        self.assertEqual(self.grades._grades(branch)[4].first, 46)
        with self.assertRaisesRegex(ValidationError, "is a branch"):
            self.grades.sudo().create({'code': 'G1', 'name': "x", 'company_id': branch.id})

    def test_a_table_that_leaves_days_unclear_is_refused_with_the_way_out(self):
        own = self._own()
        for change, words in (
            (lambda: own[4].write({'last_day': 25}),
             "G5 Ultimatum would end on day 25, but G4 Overdue ends on day 30"),
            (lambda: own[4].write({'last_day': 30}), "would end on day 30"),
            (lambda: own[2].write({'last_day': 3}), "No grade of .* ends on day 0"),
            (lambda: own[:7].unlink(), "No grade of .* ends on day 0"),
            (lambda: own[5].write({'provision_step_day': 200}), "has no day 200"),
        ):
            # Takes back what was written, unlike its sister with a pattern.
            with self.assertRaises(ValidationError) as caught:
                change()
            self.assertRegex(str(caught.exception), words)
        with mute_logger('odoo.sql_db'), self.assertRaises(Exception) as caught:
            own[4].copy()
        self.assertRegex(str(caught.exception), "each grade once|credit_aging_grade_code_once")

    def test_grades_may_be_left_out(self):
        own = self._own()
        (own[1] + own[5]).unlink()
        self.assertEqual(
            [(one.code, one.first, one.last) for one in self.grades._grades(self.company)],
            [('G1', None, -8), ('G3', -7, 0), ('G4', 1, 30), ('G5', 31, 60), ('G7', 61, 365),
             ('G8', 366, None)],
        )

    def test_a_change_is_logged_with_before_and_after(self):
        own = self._own()
        own[3].last_day = 45
        decision = self.env['credit.decision'].search([('kind', '=', 'setting')], limit=1)
        self.assertIn('aging grades', decision.payload)
        self.assertIn('"last_day":45', decision.payload.replace(' ', ''))
        self.assertEqual(decision.user_id, self.manager)

    def test_managers_write_officers_and_auditors_read_others_see_nothing(self):
        grade = self.env.ref('credit_management.credit_aging_grade_g4')
        for user in (self.officer, self.auditor):
            self.assertTrue(grade.with_user(user).read(['name', 'last_day']))
            with self.assertRaises(AccessError):
                grade.with_user(user).last_day = 20
        for user in (self.sales, self.sales_2):
            with self.assertRaises(AccessError):
                grade.with_user(user).read(['name'])
            with self.assertRaises(AccessError):
                self.env['credit.aging.grade'].with_user(user).search([])
        self.manager.company_ids = self.env['res.company'].search([('parent_id', '=', False)])
        grade.with_user(self.manager).last_day = 20
        self.assertEqual(self.grades._grades(self.company)[4].first, 21)

    # === LINES === #

    def test_every_line_of_the_aging_has_the_grade_of_its_days(self):
        for days in (*PORTFOLIO, *EDGES):
            self.bill(100.0, on=min(-days, 0) - 1, due=-days - min(-days, 0) + 1)
        self.assertEqual(self._shown(), {**PORTFOLIO, **EDGES})

    def test_a_line_is_graded_on_the_day_of_the_report_whatever_its_basis(self):
        self.bill(100.0, on=-100, due=10)
        report = self.report.with_context(
            credit_as_of=self.day(-60).isoformat(), credit_aging_basis='posting')
        line = report.search([('partner_id', '=', self.customer.id)])
        self.assertEqual((line.days, line.aging_grade), (40, 'G4'))

    def test_credits_that_nobody_allocated_have_no_grade(self):
        self.receive(70.0, on=-5)
        line = self.report.search([('partner_id', '=', self.customer.id)])
        self.assertEqual((line.open_amount, line.aging_grade), (-70.0, False))

    def test_days_of_an_own_table_count_in_list_groups_and_get_aging(self):
        self.bill(100.0, on=-60, due=20)
        self.bill(30.0, on=-60, due=60)
        self.receive(7.0, on=-1)
        own = self._own()
        self.assertEqual(self._shown()[40], 'G5')
        own[3].last_day = 45
        self.assertEqual(self._shown()[40], 'G4')
        groups = self.report._read_group(
            [('partner_id', '=', self.customer.id)], ['aging_grade'], ['open_amount:sum'])
        self.assertEqual(dict(groups), {'G3': 30.0, 'G4': 100.0, False: -7.0})

    def test_get_aging_by_grade_adds_up_to_the_same_totals(self):
        self.bill(100.0, on=-60, due=20)
        self.bill(30.0, on=-60, due=60)
        self.receive(7.0, on=-1)
        report = self.report.with_user(self.officer)
        answer, plain = report.get_aging(group_by='aging_grade'), report.get_aging()
        self.assertEqual(answer['totals'], plain['totals'])
        rows = {row['key']: row for row in answer['rows']}
        self.assertEqual(rows['G5']['name'], "G5 Ultimatum")
        self.assertLessEqual(rows[None]['unallocated'], -7.0)
        self.assertEqual(sum(rows[None]['amounts']), 0.0)
        groups = dict(report._read_group([], ['aging_grade'], ['open_amount:sum']))
        self.assertEqual(
            {key or False: row['total'] for key, row in rows.items()},
            {key: round(total, 2) for key, total in groups.items()},
        )

    def test_who_may_not_see_receivables_gets_no_grades_by_rpc(self):
        with self.assertRaises(AccessError):
            self.report.with_user(self.sales).get_aging(group_by='aging_grade')

    def test_treatments_are_codes_that_nobody_changes(self):
        treatment = self.env.ref('credit_management.credit_aging_treatment_agency')
        with self.assertRaises(AccessError):
            treatment.with_user(self.manager).write({'code': 'x'})
        own = self._own()
        own[3].treatment_ids = [Command.link(treatment.id)]
        self.assertIn('agency', self.grades._grades(self.company)[3].treatment)
