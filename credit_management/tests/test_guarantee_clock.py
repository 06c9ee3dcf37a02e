from datetime import date, timedelta

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .limitation_common import FILE, LimitationCommon, noon


@tagged('post_install', '-at_install')
class TestGuaranteeClock(LimitationCommon):
    """O-LM-5: half a year, and nothing interrupts it."""

    def guarantee(self, **values):
        return self.env['credit.guarantee.clock'].with_user(self.officer).create({
            'profile_id': self.profile.id, 'date_due': date(2026, 8, 31),
            'guarantor_id': self.env['res.partner'].create({'name': "Guarantor"}).id, **values})

    def act(self, clock, kind, day):
        return self.env['credit.guarantee.act'].with_user(self.officer).create({
            'clock_id': clock.id, 'kind': kind, 'date': day, 'file': FILE})

    def test_half_a_year_of_what_is_unclear_is_general(self):
        clock = self.guarantee()
        self.assertEqual(
            (clock.end_date, clock.counts_as, clock.is_default, clock.act_on),
            (date(2027, 2, 28), 'general', True, date(2026, 11, 30)))
        self.assertEqual(self.guarantee(agreed_months=24).end_date, date(2028, 8, 31))
        self.assertEqual(
            self.guarantee(agreed_end=date(2027, 8, 31)).end_date, date(2027, 8, 31))
        self.profile.contract_country_id = self.env.ref('base.uk')
        self.assertFalse(clock.end_date)
        self.assertEqual(clock.state, 'unknown')

    def test_one_act_of_the_right_kind_keeps_it(self):
        with freeze_time(noon(2027, 2, 28)):
            clock = self.guarantee(form='general')
            self.act(clock, 'claim_guarantor', date(2026, 12, 1))
            self.assertEqual((clock.state, clock.days_left), ('open', 0))
            right = self.act(clock, 'lawsuit_debtor', date(2027, 2, 28))
            self.assertEqual((clock.state, clock.kept_on), ('kept', date(2027, 2, 28)))
            right.withdraw("another debtor")
            self.assertEqual(clock.state, 'open')
        with freeze_time(noon(2027, 3, 1)):
            clock.invalidate_recordset()
            self.act(clock, 'lawsuit_debtor', date(2027, 3, 1))
            self.assertEqual(clock.state, 'lapsed')

    def test_what_was_done_before_the_debt_was_due_keeps_nothing(self):
        with freeze_time(noon(2027, 1, 5)):
            clock = self.guarantee(form='joint')
            self.act(clock, 'claim_guarantor', date(2025, 12, 1))
            self.assertEqual(clock.state, 'open')

    def test_another_last_day_is_told_again(self):
        with freeze_time(noon(2027, 2, 27)):
            clock = self.guarantee(form='joint')
            clock.action_seen()
            self.assertTrue(clock.seen_until)
            clock.agreed_end = date(2027, 3, 5)
            self.assertFalse(clock.seen_until)
            clock.action_seen()
            act = self.act(clock, 'claim_guarantor', date(2027, 2, 1))
            clock.action_seen()
            act.withdraw("To somebody else")
            self.assertFalse(clock.seen_until)
            clock.agreed_end = False
            clock.action_seen()
            self.law.guarantee_months = 12
            self.assertEqual((clock.end_date, clock.seen_until), (date(2027, 8, 31), False))

    def test_a_guarantee_that_is_typed_in_is_told_without_a_setting(self):
        self._empty_queue()
        self.company.credit_limitation_from = False
        running, lapsed = self.guarantee(), self.guarantee(date_due=date(2026, 1, 31))
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE credit_guarantee_clock SET create_date = '2027-01-10' WHERE id = ANY(%s)",
            [[running.id, lapsed.id]])
        with freeze_time(noon(2027, 1, 10)):
            self.env.invalidate_all()
            tasks = self.env['credit.task'].search(
                [('kind', '=', 'guarantee'), ('profile_id', '=', self.profile.id)])
            self.assertEqual(tasks.mapped('res_id'), running.ids)

    def test_tasks_at_90_60_30_and_7_days(self):
        self._empty_queue()
        self.profile.user_id = self.officer
        clock = self.guarantee(form='joint')
        self.company.credit_limitation_from = date(2026, 1, 1)

        def tasks():
            self.env.invalidate_all()
            return self.env['credit.task'].with_user(self.officer).search(
                [('kind', '=', 'guarantee'), ('profile_id', '=', self.profile.id)])

        for days in (90, 60, 30, 7):
            day = clock.end_date - timedelta(days=days)
            with freeze_time(noon(day.year, day.month, day.day - 1 or 1)), self.subTest(days):
                self.assertFalse(tasks())
            with freeze_time(noon(day.year, day.month, day.day)), self.subTest(days):
                self.assertIn("Claim on the guarantor", tasks().why)
                tasks().action_limitation_seen()
                self.assertFalse(tasks())

    def test_of_a_debt_that_is_paid_nobody_is_told(self):
        self._empty_queue()
        self.company.credit_limitation_from = date(2026, 1, 1)
        line = self._claim(date(2026, 8, 31))
        other = self.env['res.partner'].create({'name': "Daughter", 'is_company': True,
                                                'parent_id': self.customer.id})
        with self.assertRaisesRegex(ValidationError, "no posted claim on"), self.env.cr.savepoint():
            self.guarantee(line_ids=[Command.set(self._claim(
                date(2026, 8, 31), partner=other).ids)])
        clock = self.guarantee(line_ids=[Command.set(line.ids)])
        tasks = [('kind', '=', 'guarantee'), ('profile_id', '=', self.profile.id)]
        with freeze_time(noon(2027, 1, 10)):
            self.env.invalidate_all()
            self.assertEqual(self.env['credit.task'].search(tasks).mapped('res_id'), clock.ids)
            self.pay(line, 1000.0, date(2027, 1, 10))
            self.env.flush_all()
            self.env.invalidate_all()
            self.assertFalse(self.env['credit.task'].search(tasks))

    def test_the_story_tells_of_courts_limitation_and_guarantees(self):
        line = self._claim(date(2026, 8, 31))
        with freeze_time(noon(2027, 1, 10)):
            self.act(self.guarantee(), 'lawsuit_debtor', date(2027, 1, 5))
            self.event('acknowledged', date(2027, 1, 4), line)
            self.env['credit.court.event'].with_user(self.officer).create({
                'profile_id': self.profile.id, 'kind': 'suit_filed', 'date': date(2027, 1, 5),
                'ref': "A 1"})
            told = str(self.profile.with_user(self.officer).timeline(['papers'])['lines'])
            for words in ("Lawsuit against the debtor", "Acknowledged in writing", "A 1"):
                self.assertIn(words, told)
            self.assertNotIn("A 1", str(self.profile.with_user(self.sales).timeline()))

    def test_queries_do_not_grow_with_guarantees(self):
        clocks = self.env['credit.guarantee.clock'].union(*(self.guarantee() for _one in range(6)))

        def count(some):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.mapped('state')
            some._recount()
            some.flush_recordset()
            return self.env.cr.sql_log_count - before

        count(clocks)
        self.assertEqual(count(clocks[:3]), count(clocks))

    def test_a_law_that_changes_counts_anew(self):
        clock = self.guarantee()
        self.law.guarantee_months = 12
        self.assertEqual(clock.end_date, date(2027, 8, 31))

    def test_it_is_archived_and_never_deleted(self):
        with self.assertRaises(UserError):
            self.guarantee().sudo().unlink()
