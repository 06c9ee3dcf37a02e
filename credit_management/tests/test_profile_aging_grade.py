from datetime import timedelta

from freezegun import freeze_time
from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..tools import aging, bank_days
from ..tools.aging_grades import CODES, customer_grade
from .aging_common import AgingCommon

#: A Tuesday, so that a day late is late at the bank too.
TUESDAY = '2026-06-30 12:00:00'
#: Customer -> (days late, open amount) of his lines: the reference portfolio.
PORTFOLIO = {
    'A': [(-15, 100_000), (0, 50_000), (1, 40_000)],
    'B': [(30, 80_000), (31, 60_000), (61, 30_000)],
    'C': [(90, 20_000), (91, 20_000)],
    'D': [(365, 10_000), (366, 5_000)],
    'E': [(10, 200_000)],
}


@tagged('post_install', '-at_install')
class TestProfileAgingGrade(AgingCommon):
    """A customer's grade by days, and its search and groups."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['credit.aging.grade'].search([('company_id', '!=', False)]).unlink()

    def bills(self, lines, partner=None):
        for days, amount in lines:
            self.bill(amount, on=min(-days, 0) - 1, due=-days - min(-days, 0) + 1, partner=partner)

    def grades(self, profiles=None):
        profiles = (profiles or self.profile).with_user(self.officer)
        profiles.invalidate_recordset()
        found = [(one.aging_grade, one.effective_aging_grade) for one in profiles]
        return found if len(found) > 1 else found[0]

    def customers(self, count):
        partners = self.env['res.partner'].create(
            [{'name': f'Graded {number}', 'is_company': True} for number in range(count)])
        return self.env['credit.profile'].union(*(
            self._profile(partner, 1000.0) for partner in partners))

    # === BY DAYS === #

    def test_the_portfolio_through_the_models(self):
        with freeze_time(TUESDAY):
            self.patch(type(self), 'today', self.company._credit_today())
            profiles = self.customers(len(PORTFOLIO))
            for profile, lines in zip(profiles, PORTFOLIO.values(), strict=True):
                self.bills(lines, profile.partner_id)
            expected = []
            rest = self.company._credit_rest()[self.company.id]
            for lines in PORTFOLIO.values():
                items = [(
                    bank_days.days_overdue(self.day(-days), self.today, *rest) or min(days, 0),
                    amount,
                ) for days, amount in lines]
                grade = customer_grade(aging.after_credits(items))
                expected.append((grade, grade))
            # D's oldest was due on a Sunday: 366 days by the calendar, 365 from the next bank day.
            self.assertEqual([grade for grade, _same in expected], ['G4', 'G6', 'G6', 'G7', 'G4'])
            self.assertEqual(self.grades(profiles), expected)

    def test_each_boundary(self):
        rest = self.company._credit_rest()[self.company.id]
        cases = [-30, -8, -7, -1, 0, 1, 30, 31, 60, 61, 120, 121, 365, 366]
        profiles = self.customers(len(cases))
        expected = []
        for profile, days in zip(profiles, cases, strict=True):
            self.bills([(days, 100.0)], profile.partner_id)
            late = bank_days.days_overdue(self.day(-days), self.today, *rest)
            expected.append(customer_grade([(late or min(days, 0), 100)]))
        self.assertEqual([grade for grade, _same in self.grades(profiles)], expected)

    def test_what_falls_due_on_a_weekend_is_late_after_the_next_bank_day(self):
        self.company.resource_calendar_id.tz = 'UTC'
        for moment, grade in (('2026-11-21', 'G3'), ('2026-11-23', 'G3'), ('2026-11-24', 'G4')):
            with freeze_time(f'{moment} 12:00:00'):
                self.patch(type(self), 'today', self.company._credit_today())
                if moment == '2026-11-21':
                    self.bills([(0, 100.0)])
                self.assertEqual(self.grades(), (grade, grade), moment)

    def test_who_owes_nothing_has_none(self):
        self.assertEqual(self.grades(), (False, False))
        self.receive(20.0, on=-3)
        self.assertEqual(self.grades(), (False, False))

    def test_crumbs_grade_nobody(self):
        self.bills([(400, 0.5), (-20, 300.0)])
        self.assertEqual(self.grades()[0], 'G1')
        # All that is late is below two per cent of the limit of 1,000.
        self.bills([(400, 19.0)])
        self.assertEqual(self.grades()[0], 'G1')
        self.bills([(100, 2.0)])
        self.assertEqual(self.grades()[0], 'G8')

    def test_money_that_is_here_pays_the_oldest_first(self):
        self.bills([(200, 100.0), (45, 80.0), (-20, 50.0)])
        self.assertEqual(self.grades()[0], 'G7')
        self.receive(99.0, on=-1)
        self.assertEqual(self.grades()[0], 'G7')
        self.receive(1.0, on=-1)
        self.assertEqual(self.grades()[0], 'G5')
        self.receive(80.0, on=-1)
        self.assertEqual(self.grades()[0], 'G1')
        self.receive(60.0, on=-1)
        self.assertEqual(self.grades()[0], False)

    def test_money_in_transit_counts_where_the_company_counts_it(self):
        self.bills([(45, 80.0)])
        self.env['account.bank.statement.line'].create({
            'journal_id': self.bank.id, 'amount': 80.0, 'date': self.today,
            'payment_ref': "transfer", 'partner_id': self.customer.id,
        })
        self.assertEqual(self.grades()[0], False)
        self.company.credit_count_in_transit = False
        self.assertEqual(self.grades()[0], 'G5')

    def test_a_payment_betters_the_grade_by_itself(self):
        self.bills([(200, 100.0), (10, 80.0)])
        self.assertEqual(self.grades(), ('G7', 'G7'))
        old = self.env['account.move'].search(
            [('partner_id', '=', self.customer.id)], order='invoice_date_due', limit=1)
        self.allocate(old, self.receive(100.0))
        self.assertEqual(self.grades(), ('G4', 'G4'))

    def test_days_of_a_table_of_its_own_count(self):
        self.bills([(45, 80.0)])
        self.env['credit.aging.grade'].with_user(self.manager).action_own_table()
        own = self.env['credit.aging.grade'].search(
            [('company_id', '=', self.company.id), ('code', '=', 'G4')])
        own.last_day = 50
        self.assertEqual(self.grades()[0], 'G4')

    def test_it_is_what_rules_call_oldest(self):
        self.bills([(45, 80.0), (9, 20.0)])
        self.receive(30.0, on=-1)
        facts = self.profile._facts({'aging_grade', 'overdue_days', 'overdue_amount'})
        own = facts[self.profile.id]
        self.assertEqual(own['aging_days'], own['overdue_days'])
        self.assertEqual(
            next(s for s in own['aging_ladder'] if s['code'] == 'G4')['open'],
            own['overdue_amount'],
        )

    def test_another_day_is_another_grade(self):
        self.bills([(-20, 80.0)])
        day = self.today + timedelta(days=100)
        facts = self.profile._facts({'aging_grade'}, as_of=day)[self.profile.id]
        self.assertEqual(facts['aging_grade'], 'G6')

    # === LISTS === #

    def test_it_is_found_and_grouped_by_what_it_shows(self):
        profiles = self.customers(8)
        for profile, days in zip(profiles, (-30, -3, 10, 45, 90, 200, 400), strict=False):
            self.bills([(days, 100.0)], profile.partner_id)
        model = self.env['credit.profile'].with_user(self.officer)
        own = [('id', 'in', profiles.ids)]
        shown = {one.id: one.effective_aging_grade for one in profiles.with_user(self.officer)}
        for code in CODES:
            self.assertEqual(
                set(model.search([*own, ('effective_aging_grade', '=', code)]).ids),
                {i for i, grade in shown.items() if grade == code}, code)
        worse = {i for i, grade in shown.items() if grade and grade >= 'G5'}
        for name in ('effective_aging_grade', 'aging_grade'):
            self.assertEqual(set(model.search([*own, (name, '>=', 'G5')]).ids), worse)
            self.assertEqual(
                set(model.search([*own, (name, '!=', False)]).ids),
                {i for i, grade in shown.items() if grade})
            self.assertEqual(
                set(model.search([*own, (name, '=', False)]).ids),
                {i for i, grade in shown.items() if not grade})
            self.assertFalse(model.search([*own, (name, '>', 'G8')]))
            self.assertFalse(model.search([*own, (name, '<', 'G1')]))
        groups = dict(model._read_group(own, ['effective_aging_grade'], ['__count']))
        self.assertEqual(groups, {
            grade: list(shown.values()).count(grade) for grade in set(shown.values())})

    def test_the_list_says_it_may_be_grouped_and_asks_no_figures_for_that(self):
        self.bills([(45, 80.0)])
        model = self.env['credit.profile'].with_user(self.officer)
        found = model.fields_get(['effective_aging_grade'], ['groupable', 'searchable'])
        self.assertEqual(
            found['effective_aging_grade'], {'groupable': True, 'searchable': True})
        with self.assertQueryCount(0):
            model.fields_get(['effective_aging_grade'], ['groupable'])

    def test_salespeople_see_none_of_it(self):
        for name in ('aging_grade', 'effective_aging_grade', 'aging_grade_override',
                     'aging_grade_reason', 'aging_change_ids', 'aging_request_ids'):
            with self.assertRaises(AccessError):
                self.profile.with_user(self.sales).read([name])
        with self.assertRaises(AccessError):
            self.env['credit.profile'].with_user(self.sales).search(
                [('effective_aging_grade', '=', 'G5')])
        with self.assertRaises(AccessError):
            self.env['credit.profile'].with_user(self.sales)._read_group(
                [], ['effective_aging_grade'], ['__count'])
        for model in ('credit.aging.grade.change', 'credit.aging.grade.request',
                      'credit.aging.grade.override'):
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.sales).search([])

    def test_queries_do_not_depend_on_how_many_customers_there_are(self):
        def cost(profiles):
            for profile in profiles:
                self.bills([(45, 10.0), (-3, 10.0)], profile.partner_id)
            self.env.flush_all()
            self.env.invalidate_all()
            profiles = profiles.with_user(self.officer)
            before = self.env.cr.sql_log_count
            profiles.mapped('effective_aging_grade')
            return self.env.cr.sql_log_count - before

        cost(self.customers(2))  # caches of policies and tables
        few = cost(self.customers(5))
        self.assertEqual(cost(self.customers(10)), few)

    def test_branches_share_the_grade(self):
        branch = self.branch()
        self.bill(100.0, on=-80, due=20, company=branch)
        self.officer.company_ids = [Command.link(branch.id)]
        self.assertEqual(self.grades()[0], 'G5')
