from datetime import datetime, time, timedelta

from freezegun import freeze_time
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..tools.case_routes import OPENING
from .case_common import CaseCommon


@tagged('post_install', '-at_install')
class TestCreditCase(CaseCommon):
    """A case opens, follows payments, closes and opens again."""

    def _at(self, days):
        """Freeze the clock at noon, so many days from today."""
        return freeze_time(datetime.combine(self.on(days), time(12)))

    # === OPENED === #

    def test_a_fresh_company_opens_nothing(self):
        self.env['credit.case.rule'].search([]).unlink()
        self._invoice(500.0, due=-400)
        self._night()
        self.assertFalse(self._of(self.profile))

    def test_the_proposed_rules_are_those_of_the_field(self):
        self._rules()
        self.assertEqual(
            set(self.env['credit.case.rule']._rules(self.company)), set(OPENING))

    def test_a_case_opens_on_the_day_of_its_grade(self):
        self._rules()
        for grade, days in (('A', 31), (False, 31), ('C', 23), ('D', 15)):
            with self.subTest(grade=grade):
                partner = self.env['res.partner'].create({'name': f"Late {grade}"})
                profile = self._profile(partner, 1000.0, grade=grade)
                self._invoice(100.0, partner=partner, due=-(days - 1))
                self._night()
                self.assertFalse(self._of(profile))
                self._invoice(100.0, partner=partner, due=-days)
                self._night()
                case = self._of(profile)
                self.assertEqual(case.state, 'open')
                self.assertEqual((case.amount, case.line_count, case.days), (200.0, 2, days))
                self.assertEqual(case.oldest_due, self.on(-days))
                self.assertEqual(case.origin, 'policy')

    def test_an_amount_below_the_least_opens_nothing(self):
        self._rules()
        self.env['credit.case.rule'].search([('company_id', '=', self.company.id)]).amount = 150.0
        self._invoice(149.0, due=-60)
        self._night()
        self.assertFalse(self._of(self.profile))
        self._invoice(1.0, due=-1)
        self._night()
        self.assertEqual(self._of(self.profile).amount, 150.0)

    def test_money_that_is_here_opens_nothing(self):
        self._rules()
        self._invoice(300.0, due=-60)
        self.env['account.payment'].create({
            'payment_type': 'inbound', 'partner_type': 'customer', 'amount': 300.0,
            'partner_id': self.customer.id,
        }).action_post()
        self.company.credit_count_in_transit = True
        self._night()
        self.assertFalse(self._of(self.profile))

    def test_a_night_twice_is_a_night_once(self):
        self._rules()
        self._invoice(300.0, due=-60)
        self._night()
        case = self._of(self.profile)
        before = (case.read(), case.action_ids.ids)
        self._night()
        self.assertEqual(self._of(self.profile), case)
        self.assertEqual((case.read(), case.action_ids.ids), before)

    def test_the_number_of_queries_does_not_grow_with_cases(self):
        self._rules()
        self.company.credit_count_in_transit = False

        def late(count, word):
            for number in range(count):
                partner = self.env['res.partner'].create({'name': f"{word} {number}"})
                self._profile(partner, 1000.0)
                self._invoice(100.0, partner=partner, due=-60)
            self._night()
            self.cases.sudo().search([]).looked_on = False
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self._night()
            return self.cr.sql_log_count - before

        first = late(4, "One")
        self.assertEqual(late(4, "Two"), first)

    # === LINES === #

    def test_new_late_lines_join_and_payments_follow(self):
        self._rules()
        first = self._invoice(300.0, due=-60)
        self._night()
        case = self._of(self.profile)
        second, later = self._invoice(50.0, due=-2), self._invoice(70.0, due=3)
        with self._at(1):
            self._night()
        self.assertEqual(case.line_ids, self._line(first) | self._line(second))
        self._pay(first)
        self.assertEqual((case.amount, case.line_count), (50.0, 1))
        with self._at(5):
            self._night()
        self.assertIn(self._line(later), case.line_ids)
        self.assertEqual(case.amount, 120.0)

    def test_what_is_due_on_a_saturday_joins_on_tuesday(self):
        with freeze_time('2026-03-20 12:00:00'):
            case = self._case(self._invoice(100.0, due=-60))
            late = self._line(self._invoice(50.0, due=1))
        for day, joined in (('2026-03-23', False), ('2026-03-24', True)):
            with freeze_time(f'{day} 12:00:00'):
                self._night()
            self.assertEqual(late in case.line_ids, joined, day)

    def test_what_is_paid_closes_and_a_reversed_payment_opens_again(self):
        invoice = self._invoice(300.0, due=-60)
        case = self._case(invoice)
        route = case.route
        payment = self._pay(invoice)
        self.assertEqual(case.amount, 0.0)
        self.cases._cron_paid()
        self.assertEqual((case.state, case.close_reason), ('closed', 'paid'))
        self.assertFalse(case.next_action_on)
        self._line(invoice).remove_move_reconcile()
        payment.action_draft()
        self.cases._cron_paid()
        self.assertEqual((case.state, case.route, case.amount), ('open', route, 300.0))
        self.assertEqual(case.action_ids.mapped('kind').count('reopened'), 1)

    def test_one_customer_has_one_open_case(self):
        case = self._case(self._invoice(300.0, due=-60))
        again = self._case(self._invoice(20.0, due=-5))
        self.assertEqual(case, again)
        self.assertEqual(case.amount, 320.0)

    def test_who_was_given_up_opens_no_case_again(self):
        self._rules()
        case = self._case(self._invoice(300.0, due=-60))
        with self.assertRaises(UserError):
            case.with_user(self.officer).close("Small")
        with self.assertRaises(UserError):
            case.with_user(self.manager).close(" ")
        case.with_user(self.manager).close("Not worth it")
        self.assertEqual((case.state, case.close_reason), ('closed', 'hand'))
        self._night()
        self.assertEqual(self._of(self.profile), case)
        decision = self.env['credit.decision'].search(
            [('kind', '=', 'case'), ('profile_id', '=', self.profile.id)], limit=1)
        self.assertIn("Not worth it", decision.payload)
        self._invoice(40.0, due=-50)
        self._night()
        other = self._of(self.profile) - case
        self.assertEqual(other.amount, 40.0)

    def test_reopening_by_hand_keeps_what_was(self):
        case = self._case(self._invoice(300.0, due=-60))
        case.with_user(self.officer).log('phone', "Will pay", is_reached='yes')
        case.with_user(self.manager).close("Agreed")
        case.with_user(self.officer).reopen()
        self.assertEqual(case.state, 'open')
        self.assertIn('phone', case.action_ids.mapped('kind'))
        self.assertTrue(case.next_action_on)

    # === PEOPLE === #

    def test_the_owner_is_the_customers_officer_and_hands_over(self):
        case = self._case(self._invoice(300.0, due=-60))
        self.assertEqual(case.user_id, self.officer)
        with self.assertRaises(UserError):
            case.with_user(self.officer).hand_over(self.sales.id)
        case.with_user(self.officer).hand_over(self.manager.id, "Holiday")
        self.assertEqual(case.user_id, self.manager)
        self.assertIn("Holiday", self._last(case).note)

    def test_nobody_writes_on_a_case_or_its_log(self):
        case = self._case(self._invoice(300.0, due=-60))
        for user in (self.officer, self.manager, self.auditor):
            for record, values in (
                (case, {'route': 'court'}), (self._last(case), {'note': "x"}),
            ):
                with self.subTest(user=user.name, record=record), self.assertRaises(UserError):
                    record.with_user(user).write(values)
        with self.assertRaises(AccessError):
            case.with_user(self.auditor).log('note', "x")
        with self.assertRaises(AccessError):
            case.with_user(self.sales).read(['amount'])

    def test_a_merged_customer_brings_his_case(self):
        other = self.env['res.partner'].create({'name': "Acme Two", 'is_company': True})
        survivor = self._profile(other, 1000.0)
        own = self._case(self._invoice(70.0, partner=other, due=-40), profile=survivor)
        gone = self._case(self._invoice(300.0, due=-60))
        self.profile._merge_into(other, 'merged')
        self.assertEqual(gone.profile_id, survivor)
        self.assertEqual((gone.state, gone.close_reason), ('closed', 'merged'))
        self.assertEqual(own.amount, 370.0)
        self.assertEqual(len(self._of(survivor).filtered(lambda one: one.state == 'open')), 1)

    # === WHAT IS NEXT === #

    def test_the_next_day_follows_the_route_and_what_was_agreed(self):
        case = self._case(self._invoice(300.0, due=-60))
        self.assertEqual((case.route, case.next_action), ('credit', 'routine'))
        self.assertGreaterEqual(case.next_action_on, self.on(4))
        day = self.on(20)
        while day.weekday() > 4:
            day += timedelta(days=1)
        case.with_user(self.officer).log('phone', "Call again", is_reached='yes', next_on=str(day))
        self.assertEqual((case.next_action, case.next_action_on), ('planned', day))
        case.with_user(self.officer).log('mail', "Sent again")
        self.assertEqual(case.next_action, 'routine')

    def test_a_case_waits_in_the_queue_on_its_day_and_is_late_after_it(self):
        case = self._case(self._invoice(300.0, due=-60))
        tasks = self.env['credit.task'].with_user(self.officer)
        mine = [('res_model', '=', 'credit.case'), ('res_id', '=', case.id)]
        self.assertFalse(tasks.search(mine))
        due = (case.next_action_on - self.today).days
        with self._at(due):
            self._night()
            task = tasks.search(mine)
            self.assertEqual((task.kind, task.is_late, task.user_id), ('case', False, self.officer))
            self.assertIn("61" if due == 1 else str(60 + due), task.why)
        with self._at(due + 3):
            self._night()
            self.env.invalidate_all()
            self.assertTrue(tasks.search(mine).is_late)

    def test_an_action_of_tomorrow_is_refused(self):
        case = self._case(self._invoice(300.0, due=-60))
        with self.assertRaises(UserError):
            case.with_user(self.officer).log('note', "x", day=str(self.on(1)))

    def test_a_promise_of_a_part_stops_no_routine(self):
        case = self._case(self._invoice(300.0, due=-60))
        self.env['credit.promise'].sudo().create({**self._promise_values(case), 'amount': 10.0})
        self.assertNotEqual(case.next_action, 'promise')

    def test_a_promise_is_waited_for(self):
        case = self._case(self._invoice(300.0, due=-60))
        self.env['credit.promise'].sudo().create(self._promise_values(case))
        self.assertEqual(case.next_action, 'promise')

    def test_who_refuses_on_the_telephone_has_a_case(self):
        line = self._line(self._invoice(300.0, due=-60))
        touch = self.env['credit.touch'].sudo().create({
            'profile_id': self.profile.id, 'day': self.today, 'user_id': self.officer.id})
        touch._close('refuses', note="Will not pay", line_ids=line.ids)
        case = self._of(self.profile)
        self.assertEqual((case.origin, case.line_ids, touch.case_id), ('step', line, case))

    def test_a_claim_that_runs_out_comes_first(self):
        invoice = self._invoice(300.0, due=-60)
        case = self._case(invoice)
        claims = self.env['credit.limitation'].sudo()
        claims.search([('move_line_id', '=', self._line(invoice).id)]).unlink()
        self.env.cr.execute(
            "INSERT INTO credit_limitation"
            " (move_line_id, move_id, law_id, profile_id, company_id, safe_date)"
            " VALUES (%s, %s, %s, %s, %s, %s)",
            (self._line(invoice).id, invoice.id, self.env['credit.limitation.law'].search([])[0].id,
             self.profile.id, self.company.id, self.on(10)))
        self.env.invalidate_all()
        case.sudo()._plan()
        self.assertEqual((case.next_action, case.next_action_on), ('limitation', self.today))

    def test_a_contact_outside_the_case_counts_as_the_last_one(self):
        invoice = self._invoice(300.0, due=-60)
        case = self._case(invoice)
        case.sudo().opened_on = self.on(-30)
        case.sudo()._plan()
        self.assertEqual(case._last_day(None), self.on(-30))
        touch = self.env['credit.touch'].sudo().create({
            'profile_id': self.profile.id, 'day': self.today, 'user_id': self.officer.id})
        self.assertEqual(touch.case_id, case)
        touch.write({'state': 'done', 'done_on': self.today, 'outcome': 'no_answer'})
        self.assertEqual(case.sudo()._last_contacts(), {self.profile.id: self.today})
        case.sudo()._plan()
        self.assertGreaterEqual(case.next_action_on, self.on(4))

    def _promise_values(self, case):
        return {
            'profile_id': self.profile.id, 'amount': 300.0, 'day': self.on(10),
            'made_on': self.today, 'ends_on': self.on(12), 'state': 'open', 'source': 'officer',
        }
