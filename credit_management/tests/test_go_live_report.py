from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common_golive import GoLiveCommon
from .desk_common import WEDNESDAY_TEN, DeskCommon, utc

#: 08:00 in Shanghai on that Wednesday and the days after.
MORNING = utc('2026-07-15 00:00:00')
DAY = timedelta(days=1)


@tagged('post_install', '-at_install')
class TestGoLiveReport(GoLiveCommon, DeskCommon):
    """A company that only reports: what would be held, what people think of it, who hears of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.credit_mode = 'enforce'
        cls.people = cls.officer | cls.wang | cls.manager
        for person in cls.people | cls.sales | cls.auditor:
            person.email = f'{person.login}@example.com'
        people = cls.env.ref('credit_management.credit_management_group_officer').all_user_ids
        (people - cls.people).credit_digest = False

    def act(self, user=None):
        return self.env['credit.go.live'].with_user(user or self.manager).act('report')

    def begin(self, moment=WEDNESDAY_TEN - 2 * DAY):
        with freeze_time(moment):
            self.act()
        # The log knows the moment of the transaction, rows that of the clock.
        return self.go_live._row('report').date

    def would(self, amount=1500.0, moment=WEDNESDAY_TEN, **values):
        order = self._order(amount, **values)
        with freeze_time(moment):
            self.assertIsNone(self.confirm(order))
        return order

    def rows(self, user=None):
        return self.env['credit.would.hold'].with_user(user or self.officer).search([])

    def run_at(self, moment):
        """Run the cron of digests at `moment`; return the mails that it put into the queue."""
        before = self.env['mail.mail'].search([])
        with freeze_time(moment):
            self._run('credit_digest_cron')
        return self.env['mail.mail'].search([]) - before

    # === THE STEP === #

    def test_it_switches_to_report_and_undone_back_to_what_was(self):
        for before in ('enforce', 'off'):
            self.company.credit_mode = before
            self.act()
            self.assertEqual(self.company.credit_mode, 'report')
            self.env['credit.go.live'].with_user(self.manager).undo('report')
            self.assertEqual(self.company.credit_mode, before)
        self.assertEqual(
            self.lines_of_log(), [('done', 'report'), ('undone', 'report')] * 2)

    def test_nothing_of_ledger_orders_stock_and_mail_is_touched(self):
        with self.untouched():
            self.act()
            self.env['credit.go.live'].with_user(self.manager).undo('report')

    def test_the_page_tells_what_would_be_held_and_what_was_useful(self):
        self.act()
        orders = [self._order(amount) for amount in (400.0, 800.0, 50.0)]
        for order in orders:
            self.assertIsNone(self.confirm(order))
        _first, second, third = orders
        rows = {row.order_id: row for row in self.rows()}
        self.assertEqual(set(rows), {second, third})
        rows[second].action_useful()
        rows[third].action_useless()
        page = self.env['credit.go.live'].with_user(self.manager).get_page()
        step = next(step for step in page['steps'] if step['code'] == 'report')
        self.assertEqual(
            [figure['value'] for figure in step['figures']][1:], [3, 2, 850.0, 0.5])
        self.assertEqual(
            [(rule['code'], rule['orders'], rule['amount']) for rule in step['data']['rules']],
            [('H01', 2, 850.0)])
        self.assertEqual(self.act()['res_model'], 'credit.would.hold')

    # === WHAT WOULD BE HELD === #

    def test_an_order_is_one_row_by_its_last_check(self):
        self.begin()
        order = self.would(1500.0)
        order.action_cancel()
        order.action_draft()
        order.order_line.price_unit = 1700.0
        self.confirm(order)
        self.assertEqual(self.rows().mapped('amount'), [1700.0])
        order.action_cancel()
        order.action_draft()
        order.order_line.price_unit = 10.0
        self.confirm(order)
        self.assertFalse(self.rows())

    def test_a_row_says_why_and_two_rules_count_twice(self):
        self.begin()
        self.profile.standing = 'blocked'
        self.would(1500.0)
        row = self.rows()
        self.assertEqual(row.codes, 'H01, H07')
        self.assertEqual((row.rule, row.partner_id), ('H01', self.customer))
        self.assertEqual(len(row.why.splitlines()), 2)
        summary = self.env['credit.would.hold'].with_user(self.officer)._summary([])
        self.assertEqual((summary['orders'], summary['amount']), (1, 1500.0))
        self.assertEqual([rule['code'] for rule in summary['rules']], ['H01', 'H07'])

    def test_a_mark_is_changed_and_taken_back_and_goes_with_the_step(self):
        self.begin()
        self.would()
        row = self.rows()
        row.action_useful()
        self.assertEqual((row.mark, row.marked_by_id), ('useful', self.officer))
        row.with_user(self.manager).action_useless()
        self.env.invalidate_all()
        self.assertEqual((row.mark, row.marked_by_id), ('useless', self.manager))
        row.action_useless()
        self.assertFalse(row.mark)
        row.action_useful()
        self.env['credit.go.live'].with_user(self.manager).undo('report')
        self.assertFalse(self.env['credit.would.hold.mark'].search([]))

    def test_who_reads_and_who_marks(self):
        self.begin()
        self.would()
        row = self.rows(self.auditor)
        with self.assertRaises(AccessError):
            row.action_useful()
        with self.assertRaises(AccessError):
            self.rows(self.sales)
        with self.assertRaises(AccessError):
            row.with_user(self.sales).action_useful()
        for user in (self.officer, self.manager):
            with self.assertRaises(AccessError):
                self.env['credit.would.hold.mark'].with_user(user).create(
                    {'decision_id': row.id, 'mark': 'useful'})
        for user in (self.officer, self.auditor, self.sales):
            with self.assertRaises(AccessError):
                self.act(user)

    def test_another_company_s_orders_are_not_there(self):
        self.begin()
        self.would()
        other = self.env['res.company'].create({'name': "Elsewhere"})
        self.officer.write({'company_ids': [(4, other.id)]})
        elsewhere = self.env['credit.would.hold'].with_user(self.officer).with_context(
            allowed_company_ids=other.ids)
        self.assertFalse(elsewhere.search([]))

    # === THE MAIL OF THE MORNING === #

    def test_each_credit_person_gets_one_mail_in_the_morning_and_nobody_else(self):
        self.begin()
        order = self.would(1500.0, WEDNESDAY_TEN)
        self.assertFalse(self.run_at(MORNING + DAY - timedelta(minutes=1)))
        mails = self.run_at(MORNING + DAY)
        self.assertEqual(mails.recipient_ids, self.people.partner_id)
        self.assertEqual(len(mails), 3)
        self.assertEqual(set(mails.mapped('subject')), {"Credit: 1 would have been held"})
        for mail in mails:
            self.assertIn(order.name, mail.body_html)
            self.assertIn("Acme Trade", mail.body_html)
            self.assertIn("H01", mail.body_html)
        for minutes in (0, 15, 170, 300):
            self.assertFalse(self.run_at(MORNING + DAY + timedelta(minutes=minutes)))

    def test_it_says_what_came_since_the_morning_of_the_working_day_before(self):
        self.begin(WEDNESDAY_TEN - 7 * DAY)
        self.would(1500.0, WEDNESDAY_TEN)
        self.assertTrue(self.run_at(MORNING + DAY))
        self.assertFalse(self.run_at(MORNING + 2 * DAY))
        friday = WEDNESDAY_TEN + 2 * DAY
        self.would(20.0, friday)
        self.would(30.0, friday + DAY)  # on Saturday
        self.assertFalse(self.run_at(MORNING + 3 * DAY))
        monday = self.run_at(MORNING + 5 * DAY)
        self.assertEqual(set(monday.mapped('subject')), {"Credit: 2 would have been held"})

    def test_nothing_would_be_held_nothing_is_mailed(self):
        self.begin()
        self.would(10.0)
        self.assertFalse(self.run_at(MORNING + DAY))

    def test_a_company_that_reports_for_another_reason_mails_nobody(self):
        self.company.credit_mode = 'report'
        self.would(1500.0)
        self.assertFalse(self.run_at(MORNING + DAY))

    def test_who_wants_no_digest_gets_none(self):
        self.begin()
        self.would(1500.0)
        self.officer.with_user(self.officer).write({'credit_digest': False})
        self.assertEqual(
            self.run_at(MORNING + DAY).recipient_ids, (self.people - self.officer).partner_id)

    def test_it_goes_on_while_a_wave_has_not_begun_and_not_after(self):
        self.begin(WEDNESDAY_TEN - 7 * DAY)
        waves = self.env['credit.wave']._of(self.company)
        self.company.credit_mode = 'enforce'
        self.profile.wave_id = waves[2]
        waves[0].date_from = waves[1].date_from = WEDNESDAY_TEN.date()
        self.would(1500.0)
        self.assertEqual(len(self.run_at(MORNING + DAY)), 3)
        waves[2].date_from = WEDNESDAY_TEN.date() - DAY
        with freeze_time(WEDNESDAY_TEN):
            self.assertFalse(self.env['credit.go.live']._is_reporting(self.company))

    def test_queries_of_a_mail_do_not_grow_with_the_orders(self):
        self.begin()
        counts = []
        for number, reader in enumerate(self.manager | self.officer | self.wang):
            for _order in range(3):
                self.would(1500.0)
            digest = self.env['credit.digest'].create({
                'user_id': reader.id, 'kind': 'report', 'company_ids': self.company.ids,
                'slot': MORNING + DAY})
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(digest.report_count, 3 * (number + 1))
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts[1:])  # the first reader fills caches
