from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .dispute_common import DisputeCommon


@tagged('post_install', '-at_install')
class TestPromise(DisputeCommon):

    def on(self, days):
        """Freeze the clock at noon, so many days from today."""
        moment = self.env.cr.now() + timedelta(days=days)
        return freeze_time(moment.replace(hour=12, tzinfo=None))

    def settle(self):
        self.env['credit.promise']._settle(self.profile)

    def look(self):
        """Do what the worker does after an event."""
        self.env['credit.promise.look']._look(self.profile)

    # === TAKEN === #

    def test_terms_are_the_company_s_of_that_day(self):
        self.company.write({'credit_promise_grace': 1, 'credit_promise_tolerance': 10.0})
        promise = self.promise(days=7)
        self.company.write({'credit_promise_grace': 30, 'credit_promise_tolerance': 0.0})
        self.settle()
        self.assertEqual((promise.grace, promise.tolerance), (1, 10.0))
        self.assertLessEqual((promise.ends_on - promise.day).days, 5)
        self.assertEqual((promise.state, promise.missing), ('open', 360.0))

    def test_who_may_take_one(self):
        self.customer.user_id = self.sales
        mine = self.promise(user=self.sales)
        self.assertEqual((mine.source, mine.user_id), ('sales', self.sales))
        self.assertEqual(self.env['credit.promise'].with_user(self.sales).search([]) & mine, mine)
        self.customer.user_id = self.sales_2
        with self.assertRaises(AccessError):
            self.promise(50.0, lines=self.env['account.move.line'], user=self.sales)

    def test_what_nobody_can_promise(self):
        paid = self._receivable(self._invoice(10.0, due=-3))
        self._pay(paid.move_id)
        foreign = self._receivable(self._invoice(
            10.0, partner=self.env['res.partner'].create({'name': "Beta"})))
        for options in (
            {'amount': 0.0}, {'amount': -5.0}, {'days': -1}, {'lines': paid}, {'lines': foreign},
        ):
            with self.assertRaises(UserError):
                self.promise(**options)

    def test_nobody_writes_what_became_of_it(self):
        promise = self.promise()
        for user in (self.officer, self.manager, self.sales):
            for values in ({'state': 'kept'}, {'amount': 1.0}, {'followed_on': self.today}):
                with self.assertRaises(UserError):
                    promise.with_user(user).write(values)
        with self.assertRaises(UserError):
            promise.unlink()

    def test_the_dialog_suggests_what_is_open(self):
        action = self.profile.with_user(self.officer).action_promise()
        dialog = self.env['credit.promise.make'].with_user(self.officer).with_context(
            **action['context']).create({'day': self.day(3)})
        self.assertEqual((dialog.amount, dialog.line_ids), (400.0, self.line))
        dialog.action_make()
        promise = self.profile.promise_ids
        self.assertEqual((promise.amount, promise.line_ids), (400.0, self.line))
        again = self.env['credit.promise.make'].with_user(self.officer).with_context(
            **action['context']).create({'day': self.day(4)})
        self.assertEqual(again.open_promise_ids, promise)
        with self.assertRaises(UserError):
            again.action_make()
        again.is_replacing = True
        again.action_make()
        self.assertEqual(promise.state, 'replaced')

    def test_nobody_but_a_manager_waits_for_years_and_nobody_for_more_than_is_owed(self):
        days = self.company.credit_promise_longest
        self.promise(100.0, days=days)
        with self.assertRaisesRegex(UserError, "ask a credit manager"):
            self.promise(100.0, days=days + 1, instead=True)
        self.promise(100.0, days=days + 1, instead=True, user=self.manager)
        with self.assertRaisesRegex(UserError, "owes"):
            self.promise(1_000_000.0, lines=self.env['account.move.line'])

    def _uploaded(self, user, dialog, **values):
        """Return a file as the browser leaves it with a dialog."""
        return self.env['ir.attachment'].with_user(user).create({
            'name': "mail.pdf", 'raw': b'x', 'res_model': dialog, 'res_id': 0, **values})

    def test_not_more_is_promised_than_is_open_of_what_was_chosen(self):
        small = self._receivable(self._invoice(50.0, due=-5))
        with self.assertRaisesRegex(UserError, "50.00 of it is open"):
            self.promise(51.0, lines=small)
        self.pay(30.0, small.move_id)
        with self.assertRaises(UserError):
            self.promise(50.0, lines=small)
        self.assertEqual(self.promise(20.0, lines=small).amount, 20.0)
        self.assertEqual(self.promise(51.0, lines=self.env['account.move.line']).amount, 51.0)

    def test_a_file_of_the_dialog_becomes_the_promises_and_stays(self):
        file = self._uploaded(self.officer, 'credit.promise.make')
        dialog = self.env['credit.promise.make'].with_user(self.officer).with_context(
            **self.profile.with_user(self.officer).action_promise()['context'],
        ).create({'day': self.day(3), 'is_written': True, 'attachment_ids': [(6, 0, file.ids)]})
        dialog.action_make()
        promise = self.profile.promise_ids
        self.assertEqual((file.res_model, file.res_id), ('credit.promise', promise.id))
        self.assertEqual(file.with_user(self.manager).raw, b'x')
        with self.assertRaises(AccessError):
            file.unlink()

    def test_files_of_another_record_stay_there(self):
        strange = self._uploaded(self.officer, 'credit.promise.make')
        strange.sudo().write({'res_model': 'res.partner', 'res_id': self.officer.partner_id.id})
        foreign = self._uploaded(self.manager, 'credit.promise.make').with_user(self.officer)
        for file in (strange, foreign):
            with self.assertRaises(AccessError):
                self.promise(100.0, files=file)

    def test_what_ended_is_not_cancelled_before_the_night_said_so(self):
        promise = self.promise(400.0)
        with self.on((promise.ends_on - self.today).days + 1):
            with self.assertRaises(UserError):
                promise.with_user(self.manager).cancel("renegotiated")
            self.assertFalse(promise.cancelled_on)

    # === WHAT BECAME OF IT === #

    def test_kept_by_payments_within_grace_and_tolerance(self):
        """O-PTP-1 in our figures: 50,000 by a day, 48,000 of it by three days later."""
        bill = self._invoice(50_000.0, due=-3)
        promise = self.promise(50_000.0, days=4, lines=self._receivable(bill))
        with self.on(2):
            self.pay(20_000.0, bill, self.day(2))
            self.look()
        self.assertEqual((promise.state, promise.paid, promise.missing), ('open', 20_000, 27_500))
        end = (promise.ends_on - self.today).days
        with self.on(end):
            self.pay(28_000.0, bill, self.day(end))
            self.look()
        self.assertEqual((promise.state, promise.paid), ('kept', 48_000.0))
        self.assertEqual(promise.decided_on, promise.ends_on)
        self.assertEqual((promise.kept_amount, promise.kept_rate), (50_000.0, 100.0))

    def test_broken_in_part_and_in_whole_by_the_night(self):
        other = self._invoice(300.0, due=-5)
        part, whole = self.promise(400.0), self.promise(300.0, lines=self._receivable(other))
        with self.on(1):
            self.pay(100.0, day=self.day(1))
        with self.on((part.ends_on - self.today).days):
            list(self.env['credit.promise']._night(self.company))
            self.assertEqual((part.state, whole.state), ('open', 'open'))
        with self.on((part.ends_on - self.today).days + 1):
            for _time in range(2):
                list(self.env['credit.promise']._night(self.company))
            self.assertEqual((part.state, part.paid, whole.state), ('partial', 100.0, 'broken'))
            self.assertEqual(whole.decided_on, whole.ends_on + timedelta(days=1))
            self.assertEqual((part.matured_amount, part.kept_amount), (400.0, 0.0))

    def test_money_that_is_not_allocated_keeps_one_too(self):
        promise = self.promise(400.0)
        payment = self.env['account.payment'].create({
            'partner_id': self.customer.id, 'amount': 400.0, 'payment_type': 'inbound',
            'partner_type': 'customer', 'date': self.today})
        payment.action_post()
        self.look()
        self.assertEqual((promise.state, promise.paid), ('kept', 400.0))

    def test_money_from_before_keeps_nothing(self):
        with self.on(-3):
            self.pay(100.0, day=self.day(-3))
        promise = self.promise(300.0)
        self.look()
        self.assertEqual((promise.state, promise.paid), ('open', 0.0))

    def test_a_credit_note_is_no_money(self):
        promise = self.promise(400.0)
        self.bill._reverse_moves([{}], cancel=True)
        self.look()
        self.assertEqual((promise.state, promise.paid), ('open', 0.0))

    def test_a_payment_that_is_taken_back_in_time_did_not_come(self):
        promise = self.promise(400.0)
        payment = self.pay(400.0)
        self.look()
        self.assertEqual(promise.state, 'kept')
        payment.action_draft()
        payment.action_cancel()
        self.look()
        self.assertEqual((promise.state, promise.paid), ('open', 0.0))

    def test_what_was_kept_stays_kept_afterwards(self):
        promise = self.promise(400.0)
        payment = self.pay(400.0)
        self.look()
        with self.on((promise.ends_on - self.today).days + 1):
            payment.action_draft()
            payment.action_cancel()
            self.look()
        self.assertEqual(promise.state, 'kept')

    def test_a_payment_booked_late_keeps_it_by_its_date(self):
        promise = self.promise(400.0)
        with self.on((promise.ends_on - self.today).days + 4):
            self.settle()
            self.assertEqual(promise.state, 'broken')
            self.pay(400.0, day=promise.day)
            self.look()
        self.assertEqual((promise.state, promise.decided_on), ('kept', promise.day))

    def test_payments_only_mark_and_the_worker_looks(self):
        self.promise(400.0)
        looks = self.env['credit.promise.look'].search([])
        self.pay(100.0)
        self.assertTrue(self.env['credit.promise.look'].search([]) - looks)
        stranger = self.env['res.partner'].create({'name': "Beta"})
        profile = self._profile(stranger, 10.0)
        self._pay(self._invoice(10.0, partner=stranger))
        self.assertFalse(self.env['credit.promise.look'].search([('profile_id', '=', profile.id)]))

    # === REPLACED, CANCELLED === #

    def test_one_open_promise_a_line(self):
        first = self.promise(400.0)
        with self.assertRaisesRegex(UserError, "400.00"):
            self.promise(200.0, days=9)
        second = self.promise(200.0, days=9, instead=True)
        self.assertEqual((first.state, first.replaced_by_id), ('replaced', second))
        self.assertEqual((first.matured_amount, first.kept_amount), (400.0, 0.0))
        self.promise(100.0, days=20, lines=self.env['account.move.line'])

    def test_a_manager_cancels_also_afterwards_and_it_is_logged(self):
        first = self.promise(400.0)
        self.promise(400.0, days=9, instead=True)
        with self.assertRaises(AccessError):
            first.with_user(self.officer).cancel("instalments")
        with self.assertRaises(UserError):
            first.with_user(self.manager).cancel("  ")
        first.with_user(self.manager).cancel("We asked for it")
        self.assertEqual((first.state, first.matured_amount), ('cancelled', 0.0))
        logged = self.env['credit.decision'].search(
            [('kind', '=', 'promise'), ('profile_id', '=', self.profile.id)])
        self.assertIn("We asked for it", logged.payload)

    def test_what_is_kept_cannot_be_cancelled(self):
        promise = self.promise(400.0)
        self.pay(400.0)
        self.look()
        with self.assertRaises(UserError):
            promise.with_user(self.manager).cancel("no")

    # === TASKS, RATES === #

    def test_due_and_broken_ones_wait_in_the_queue(self):
        self._empty_queue()
        promise = self.promise(400.0, days=2)
        tasks = self.env['credit.task'].with_user(self.officer)
        mine = [('res_model', '=', 'credit.promise'), ('res_id', '=', promise.id)]
        self.assertFalse(tasks.search(mine))
        with self.on(2):
            task = tasks.search(mine)
            self.assertEqual((task.kind, task.amount, task.user_id), ('promise', 380.0, self.officer))
            self.assertIn("nothing came", task.why)
        with self.on((promise.ends_on - self.today).days + 1):
            self.settle()
            self.env.invalidate_all()
            task = tasks.search(mine)
            self.assertEqual((task.kind, task.amount), ('promise_broken', 400.0))
            self.assertEqual(
                [button['method'] for button in task.credit_preview()['buttons']],
                ['action_new_promise', 'action_follow_promise'])
            task.action_follow_promise()
            self.assertFalse(tasks.search(mine))

    def test_a_new_promise_is_what_is_done_about_a_broken_one(self):
        promise = self.promise(400.0, days=2)
        with self.on((promise.ends_on - self.today).days + 1):
            self.settle()
            self.assertFalse(promise.followed_on)
            self.env['credit.promise']._make(
                self.profile.with_user(self.officer), 400.0, promise.ends_on + timedelta(days=9),
                self.line)
            self.assertTrue(promise.followed_on)

    def test_kept_rates_by_customer_and_collector(self):
        bills = [self._invoice(amount, due=-3) for amount in (100.0, 300.0)]
        self.promise(100.0, lines=self._receivable(bills[0]))
        self.promise(300.0, lines=self._receivable(bills[1]), user=self.manager)
        self._pay(bills[0])
        with self.on(30):
            self.settle()
            self.profile.invalidate_recordset()
            self.assertEqual((self.profile.kept_rate, self.profile.has_kept_rate), (25.0, True))
        rates = dict(self.env['credit.promise']._read_group(
            [('profile_id', '=', self.profile.id)], ['user_id'], ['kept_rate:avg']))
        self.assertEqual(rates, {self.officer: 100.0, self.manager: 0.0})
        whole = self.env['credit.promise']._read_group(
            [('profile_id', '=', self.profile.id)], [], ['kept_rate:avg'])
        self.assertEqual(whole, [(25.0,)])

    def test_the_page_names_the_next_promise(self):
        self.promise(400.0, days=6)
        self.promise(200.0, days=3, lines=self.env['account.move.line'])
        self.profile.invalidate_recordset()
        self.assertEqual((self.profile.promised_amount, self.profile.promised_for),
                         (600.0, self.day(3)))
        story = self.env['credit.timeline'].with_user(self.officer)._story(self.profile)
        self.assertEqual(
            sum('promised for' in line['text'] for line in story['lines'] if 'text' in line), 2)

    def test_what_steps_need_to_know_of_lines(self):
        self.promise(300.0, days=6)
        facts = self.env['credit.promise']._of_lines(self.profile, self.today)
        self.assertEqual(facts[self.line.id]['promised'], 300.0)
        self.assertEqual(facts[self.line.id]['promised_until'], self.profile.promise_ids.ends_on)
        day = self.profile.promise_ids.ends_on + timedelta(days=1)
        facts = self.env['credit.promise']._of_lines(self.profile, day)
        self.assertEqual(facts[self.line.id], {'broken_on': day})
        later = day + timedelta(days=100)
        self.env['credit.promise']._settle(self.profile, later)
        with patch.object(type(self.env['credit.promise']), '_plain') as reckoned:
            facts = self.env['credit.promise']._of_lines(self.profile, later)
        self.assertFalse(reckoned.called, "what is long over is as it was kept")
        self.assertEqual(facts[self.line.id], {'broken_on': day})

    def test_a_promise_whose_invoice_is_gone_is_about_no_other(self):
        other = self._invoice(100.0, due=-9)
        promise = self.promise(100.0, days=6, lines=self._receivable(other)).sudo()
        other.button_draft()
        other.unlink()
        self.env.flush_all()
        promise.invalidate_recordset()
        self.assertFalse(promise.line_ids)
        facts = self.env['credit.promise']._of_lines(self.profile, self.today)
        self.assertFalse(facts.get(self.line.id, {}).get('promised'))
        self.pay(100.0)
        self.settle()
        self.assertEqual((promise.state, promise.paid), ('open', 0.0))

    def test_what_was_broken_long_ago_is_known_and_its_receipts_are_not_asked_for(self):
        self.promise(300.0, days=6)
        broken_on = self.profile.promise_ids.ends_on + timedelta(days=1)
        self.env['credit.promise']._settle(self.profile, broken_on)
        later = broken_on + timedelta(days=200)
        with patch.object(type(self.env['credit.promise']), '_receipts') as receipts:
            receipts.return_value = {}
            facts = self.env['credit.promise']._of_lines(self.profile, later)
            self.assertFalse(receipts.call_args[0][0])
        self.assertEqual(facts[self.line.id], {'broken_on': broken_on})

    def test_queries_do_not_grow(self):
        counts = []
        for _time in range(2):
            for _number in range(4):
                partner = self.env['res.partner'].create({'name': "Many"})
                profile = self._profile(partner, 1.0)
                bill = self._invoice(10.0, partner=partner, due=-2)
                self.env['credit.promise']._make(
                    profile, 10.0, self.day(3), self._receivable(bill))
            every = self.env['credit.profile'].search([('company_id', '=', self.company.id)])
            self.env['credit.promise']._settle(every)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env['credit.promise']._settle(every)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)
