from datetime import date, timedelta
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL

from ..tools.forecast import expected_day, forecast, usual_delay, week_of
from .aging_common import AgingCommon


class ForecastCommon(AgingCommon):
    """A company without other receivables, and habits found by walking over allocations."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own = cls.env['res.company'].create({'name': "Cash Ltd"})
        cls.env.user.company_ids += cls.own
        cls.env['account.chart.template'].try_loading(
            'generic_coa', cls.own, install_demo=False)
        for user in (cls.officer, cls.manager, cls.auditor, cls.sales):
            user.company_ids += cls.own
        cls.env = cls.env(context={**cls.env.context, 'allowed_company_ids': cls.own.ids})
        cls.company = cls.own.with_env(cls.env)
        cls.today = cls.company._credit_today()
        cls.forecast = cls.env['credit.cash.forecast']
        cls.late_payer, cls.new_payer, cls.early_payer = cls.env['res.partner'].create(
            [{'name': name, 'is_company': True} for name in ("Late", "New", "Early")])

    def _paid(self, days_late, on=-120, due=30, partner=None, amount=100.0, times=1):
        """Post invoices that money settled so many days after their due date."""
        for _number in range(times):
            invoice = self._bill(amount, on, due, partner)
            self.allocate(invoice, self._money(amount, on + due + days_late, partner))

    def _bill(self, amount, on=0, due=30, partner=None, **values):
        return self.bill(amount, on=on, due=due, partner=partner or self.late_payer,
                         company=self.company, **values)

    def _money(self, amount, on=0, partner=None):
        return self.receive(amount, on=on, partner=partner or self.late_payer, company=self.company)

    def _rows(self, day=None, user=None, partner=None):
        report = self.forecast.with_user(user or self.officer).with_context(
            credit_as_of=(day or self.today).isoformat(), allowed_company_ids=self.company.ids)
        report.invalidate_model()
        return report.search([('partner_id', '=', partner.id)] if partner else [])

    def _ask(self, day=None, user=None, **options):
        return self.forecast.with_user(user or self.officer).get_forecast(
            (day or self.today).isoformat(), self.company.id, **options)

    # === WALK === #

    def walk_delays(self, day):
        """Return ``{customer: [days late of each line that money settled]}``, without our SQL."""
        found = {}
        first = date(day.year - 1, day.month, min(day.day, 28 if day.month == 2 else day.day))
        for line in self.env['account.move.line'].sudo().search([
            ('account_type', '=', 'asset_receivable'), ('parent_state', '=', 'posted'),
            ('company_id', 'child_of', self.company.id), ('date', '<=', day), ('balance', '>', 0),
            ('journal_id.type', 'not in', ('bank', 'cash', 'credit')),
        ]):
            if not line.date_maturity > (line.invoice_date or line.date):
                continue
            parts = line.matched_credit_ids
            if not line.reconciled or any(part.max_date > day for part in parts):
                continue
            days = [part.max_date for part in parts
                    if part.credit_move_id.journal_id.type in ('bank', 'cash', 'credit')
                    and part.max_date > first]
            if days:
                customer = line.partner_id.commercial_partner_id
                found.setdefault(customer, []).append((max(days) - line.date_maturity).days)
        return found

    def walk_expected(self, day):
        """Return ``{line id: (delay, day expected or None, open)}`` by the pure functions."""
        delays = self.walk_delays(day)
        everybody = [late for own in delays.values() for late in own]
        rest = self.company._credit_rest()[self.company.id]
        found = {}
        for line_id, (left, _currency) in self.walk(day, self.company).items():
            line = self.env['account.move.line'].browse(line_id)
            if left <= 0:
                continue
            own = delays.get(line.partner_id.commercial_partner_id, [])
            delay = usual_delay(own if len(own) >= 3 else [], everybody)
            due = line.date_maturity or line.date
            found[line_id] = (delay, expected_day(day, due, delay, rest=rest), left)
        return found

    def assert_as_walked(self, day):
        """The rows and the answer are what the pure functions make of a walk over allocations."""
        walked = self.walk_expected(day)
        shown = {row.id: (row.delay if row.delay_source != 'none' else None,
                          row.expected_date or None, round(row.open_amount, 2))
                 for row in self._rows(day)}
        self.assertEqual(shown, walked)
        answer = self._ask(day)
        plain = forecast([row[1:] for row in walked.values()], day)
        self.assertEqual(
            [(row['week'], row['amount']) for row in answer['weeks']],
            [(monday.isoformat(), float(amount)) for monday, amount in plain.weeks])
        totals = answer['totals']
        self.assertEqual((totals['later'], totals['undated']),
                         (float(plain.later), float(plain.undated)))
        aging = self.report.get_aging(day.isoformat(), self.company.id)
        self.assertEqual(totals['total'], aging['totals']['total'])
        self.assertEqual(totals['unallocated'], aging['totals']['unallocated'])
        for column in ('later', 'undated', 'unallocated', 'total'):
            self.assertAlmostEqual(sum(row[column] for row in answer['rows']), totals[column], 2)
        return answer


@tagged('post_install', '-at_install')
class TestCashForecast(ForecastCommon):
    """Money is expected when the customer usually pays."""

    def test_a_customer_with_a_habit_is_read_without_those_of_others(self):
        self._paid(12, times=3)
        self._paid(2, partner=self.early_payer, times=3)
        partners = self.late_payer + self.early_payer + self.new_payer
        for partner in partners:
            self._bill(500.0, on=-20, partner=partner)
        names = ('delay', 'delay_source', 'delay_lines', 'expected_date', 'week')
        everybody = {
            row['id']: row for row in self._rows().search_read([('open_amount', '>', 0)], names)}
        self.assertEqual(len(everybody), 3)
        for partner in partners:
            own = self._rows().search_read([('partner_id', '=', partner.id)], names)
            self.assertEqual(own, [everybody[row['id']] for row in own])
            self.assertEqual(self._rows().browse(own[0]['id']).read(names), own)
        asked = self.env['credit.receivable']._question(self.company, self.today)
        for partner, reads_all in ((self.late_payer, False), (self.new_payer, True)):
            habits = self.forecast._habits_of(
                asked, partner.ids, self.forecast._contacts(partner.ids))
            self.assertIs('account_partial_reconcile' in habits.code, reads_all)

    def test_a_customer_pays_as_late_as_the_median_of_what_money_settled(self):
        for late in (5, 9, 40):
            self._paid(late)
        bill = self._bill(700.0, on=-10)
        row = self._rows()
        self.assertEqual(row.move_id, bill)
        self.assertEqual((row.delay, row.delay_source, row.delay_lines), (9, 'own', 3))
        self._paid(20)
        self.assertEqual(self._rows().delay, 20, "of two middle ones the later")
        self.assert_as_walked(self.today)

    def test_only_money_that_settled_makes_a_habit(self):
        self._paid(5, times=3)
        # by a credit note; half paid; on the spot; long ago; a bounced one is none
        returned = self._bill(50.0, on=-200)
        self.allocate(returned, self.bill(50.0, on=-80, due=0, partner=self.late_payer,
                                          kind='out_refund', company=self.company))
        half = self._bill(80.0, on=-200)
        self.allocate(half, self._money(40.0, -100))
        self._paid(60, due=0)
        self._paid(90, on=-600)
        row = self._rows().filtered(lambda line: line.move_id == half)
        self.assertEqual((row.delay, row.delay_lines), (5, 3))
        self.assertFalse(row.expected_date, "later than usual already")
        # settled by both: the day of the money counts
        both = self._bill(90.0, on=-100)
        self.allocate(both, self._money(60.0, -48))
        self.allocate(both, self.bill(30.0, on=-5, due=0, partner=self.late_payer,
                                      kind='out_refund', company=self.company))
        self.assertEqual(sorted(self.walk_delays(self.today)[self.late_payer]), [5, 5, 5, 22])
        self.assert_as_walked(self.today)

    def test_who_paid_too_little_is_as_his_segment_else_as_everybody(self):
        self._paid(12, times=3)
        self._paid(2, partner=self.early_payer, times=4)
        self._paid(50, partner=self.new_payer, times=2)
        self._bill(300.0, partner=self.new_payer)
        row = self._rows(partner=self.new_payer)
        self.assertEqual((row.delay, row.delay_source), (12, 'company'))
        tag = self.env['res.partner.category'].create({'name': "Retail"})
        (self.new_payer + self.early_payer).category_id = tag
        policy = self.env['credit.policy'].search([('state', '=', 'published')], limit=1)
        segment = self.env['credit.segment'].create({
            'name': "Retail", 'policy_id': policy.id, 'category_ids': [Command.set(tag.ids)]})
        row = self._rows(partner=self.new_payer)
        self.assertEqual((row.delay, row.delay_source, row.segment_id), (2, 'segment', segment))
        answer = self._ask()
        [shown] = [found for found in answer['rows'] if found['key'] == self.new_payer.id]
        self.assertEqual((shown['delay'], shown['delay_source']), (2, 'segment'))
        self.assertEqual(answer['habit'], {
            'delay': 12, 'lines': 9, 'months': 12,
            'fewest': 3, 'customers': 0,
        })

    def test_a_segment_by_team_and_the_first_that_fits_is_the_one_of_the_policy(self):
        policy = self.env['credit.policy'].search([('state', '=', 'published')], limit=1)
        team = self.env['crm.team'].create({'name': "North", 'company_id': False,
                                            'member_ids': [Command.set(self.sales.ids)]})
        tag = self.env['res.partner.category'].create({'name': "Key"})
        self.early_payer.write({'user_id': self.sales.id, 'category_id': [Command.set(tag.ids)]})
        self.late_payer.user_id = self.sales
        segments = self.env['credit.segment'].create([
            {'name': "Elsewhere", 'policy_id': policy.id, 'team_ids': [Command.set(team.ids)],
             'company_id': self.env.ref('base.main_company').id, 'sequence': 1},
            {'name': "Key North", 'policy_id': policy.id, 'category_ids': [Command.set(tag.ids)],
             'team_ids': [Command.set(team.ids)], 'sequence': 2},
            {'name': "North", 'policy_id': policy.id, 'team_ids': [Command.set(team.ids)],
             'sequence': 3},
        ])
        for partner in (self.early_payer, self.late_payer, self.new_payer):
            self._bill(10.0, partner=partner)
        found = {row.partner_id: row.segment_id for row in self._rows()}
        self.assertEqual(found[self.early_payer], segments[1])
        self.assertEqual(found[self.late_payer], segments[2])
        self.assertFalse(found[self.new_payer])

    def test_without_any_payment_the_due_date_alone(self):
        self._bill(100.0, on=-1, due=30)
        row = self._rows()
        self.assertEqual((row.delay_source, row.delay_lines), ('none', 0))
        self.assertEqual(self._ask()['habit']['delay'], None)
        self.assert_as_walked(self.today)

    def test_banks_rest(self):
        calendar = self.env['resource.calendar'].create({
            'name': "Weekdays", 'company_id': self.company.id, 'tz': 'UTC'})
        self.company.resource_calendar_id = calendar
        monday = week_of(self.today) + timedelta(days=14)
        self.env['resource.calendar.leaves'].create({
            'name': "Feast", 'calendar_id': calendar.id, 'company_id': self.company.id,
            'date_from': f'{monday} 00:00:00', 'date_to': f'{monday} 23:59:59',
        })
        for days in range(-3, 2):
            self._bill(10.0, due=(monday - self.today).days + days)
        days = set(self._rows().mapped('expected_date'))
        self.assertEqual(days, {monday + timedelta(days=1), monday - timedelta(days=3)})
        self.assert_as_walked(self.today)

    def test_weeks_later_without_a_date_and_unallocated(self):
        friday = week_of(self.today) + timedelta(days=11)
        self._bill(100.0, due=(friday - self.today).days)
        self._bill(30.0, on=-90, due=30)
        self._bill(500.0, due=90)
        self._money(20.0, -2)
        answer = self.assert_as_walked(self.today)
        self.assertEqual([row['amount'] for row in answer['weeks']], [0, 100, 0, 0, 0, 0, 0, 0])
        self.assertEqual(answer['totals'], {
            'amounts': [0, 100, 0, 0, 0, 0, 0, 0], 'later': 500, 'undated': 30,
            'unallocated': -20, 'total': 610,
        })
        self.assertEqual(len(self._ask(weeks=3)['weeks']), 3)
        with self.assertRaisesRegex(UserError, "weeks cannot be 0. Give a whole number from 1 to 52"):
            self._ask(weeks=0)

    def test_a_past_day_knows_nothing_of_what_came_after(self):
        for late in (1, 2, 3):
            self._paid(late, on=-160)
        self._paid(35, on=-120, times=4)
        bill = self._bill(70.0, on=-100, due=60)
        then = self.day(-70)
        before = {row.id: (row.delay, row.expected_date, row.open_amount)
                  for row in self._rows(then)}
        self.assert_as_walked(then)
        self.allocate(bill, self._money(70.0, -20))
        self.assertEqual({row.id: (row.delay, row.expected_date, row.open_amount)
                          for row in self._rows(then)}, before)
        self.assert_as_walked(then)
        self.assertEqual(self._rows(then).filtered(lambda row: row.move_id == bill).delay, 2)

    def test_a_day_that_somebody_named_goes_before_a_habit(self):
        self._paid(5, times=3)
        first, second, third, fourth = (
            self._bill(100.0, on=-20, due=due) for due in (25, 26, 27, 28))
        ids = [self.claims(bill).id for bill in (first, second, third)]
        promised, broken, settled = self.day(6), self.day(-3), self.day(-1)

        def dates(model, asked, since):
            return [
                ('promise', SQL("CASE WHEN l.id = %s THEN %s WHEN l.id = %s AND %s >= %s THEN %s END",
                                ids[0], promised, ids[1], broken, since, broken)),
                ('dispute', SQL("CASE WHEN l.id = ANY(%s) THEN %s END", [ids[0], ids[2]], settled)),
            ]

        with patch.object(self.env.registry['credit.cash.forecast'], '_forecast_dates', dates), \
                patch.object(
                    self.env.registry['credit.cash.forecast'], '_selection_date_source',
                    lambda model: [('promise', "Promise"), ('dispute', "Dispute"),
                                   ('habit', "Usual delay")]):
            found = {row.move_id: row for row in self._rows()}
            rest = self.company._credit_rest()[self.company.id]
            self.assertEqual(found[first].expected_date,
                             expected_day(self.today, self.today, 0, promised, rest=rest))
            self.assertEqual(found[first].date_source, 'promise')
            self.assertEqual(found[second].date_source, 'habit')
            self.assertEqual((found[third].date_source, found[third].expected_date),
                             ('dispute', False), "it should be settled by now")
            self.assertEqual(found[fourth].date_source, 'habit')

    # === RIGHTS === #

    def test_officers_managers_and_auditors_read_it_salespeople_do_not(self):
        self._bill(100.0)
        for user in (self.officer, self.manager, self.auditor):
            self.assertEqual(len(self._rows(user=user)), 1)
            self.assertEqual(self._ask(user=user)['totals']['total'], 100)
        for model in ('credit.cash.forecast', 'credit.cash.snapshot', 'credit.cash.snapshot.line'):
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.sales).search([])
            for user in (self.officer, self.manager, self.auditor):
                with self.assertRaises(UserError):
                    self.env[model].with_user(user).create({})
        with self.assertRaises(AccessError):
            self._ask(user=self.sales)

    def test_another_companys_money_is_nobodys_business(self):
        stranger = self._user('stranger', 'credit_management.credit_management_group_officer')
        stranger.write({'company_ids': [Command.set(self.env.ref('base.main_company').ids)],
                        'company_id': self.env.ref('base.main_company').id})
        bill = self._bill(100.0)
        with self.assertRaises(AccessError):
            self._ask(user=stranger)
        rows = self.forecast.with_user(stranger).with_context(allowed_company_ids=False).search([])
        self.assertNotIn(bill.id, rows.move_id.ids)

    # === SIZE === #

    def test_it_asks_as_often_for_many_as_for_few(self):
        def count():
            self.env.invalidate_all()
            self.env.flush_all()
            before = self.cr.sql_log_count
            self._ask()
            self._rows().mapped('expected_date')
            return self.cr.sql_log_count - before

        self._paid(3, times=2)
        self._bill(10.0)
        count()
        few = count()
        for number in range(6):
            partner = self.env['res.partner'].create({'name': f'Payer {number}'})
            self._paid(number, partner=partner, times=3)
            self._bill(10.0, partner=partner)
        self.assertEqual(count(), few)
