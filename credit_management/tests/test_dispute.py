from datetime import timedelta

from freezegun import freeze_time
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .dispute_common import DisputeCommon


@tagged('post_install', '-at_install')
class TestDispute(DisputeCommon):

    def in_days(self, days):
        moment = self.env.cr.now() + timedelta(days=days)
        return freeze_time(moment.replace(hour=12, tzinfo=None))

    # === RAISED === #

    def test_reason_gives_owner_and_deadline(self):
        self.customer.user_id = self.sales
        price = self.env.ref('credit_management.credit_dispute_reason_price')
        dispute = self.dispute(reason=price)
        self.assertEqual(dispute.user_id, self.sales)
        self.assertGreaterEqual((dispute.deadline - self.today).days, 5)
        self.assertEqual(dispute.activity_ids.user_id, self.sales)
        self.assertEqual(self.dispute().user_id, self.officer)

    def test_never_more_than_the_line_in_one_or_several(self):
        self.dispute(250.0)
        with self.assertRaisesRegex(UserError, "150.00"):
            self.dispute(150.01)
        self.dispute(150.0)
        with self.assertRaises(UserError):
            self.dispute(0.01)

    def test_nothing_to_dispute(self):
        for amount in (0.0, -5.0):
            with self.assertRaises(UserError):
                self.dispute(amount)
        draft = self._invoice(50.0, post=False)
        with self.assertRaises(UserError):
            self.dispute(10.0, self._receivable(draft))
        with self.assertRaises(UserError):
            self.dispute(raised_on=self.day(1))
        with self.assertRaises(UserError):
            self.dispute(raised_on=self.day(-41))

    def test_who_may_raise(self):
        self.customer.user_id = self.sales
        self.assertEqual(self.dispute(user=self.sales).raised_by_id, self.sales)
        self.customer.user_id = self.sales_2
        with self.assertRaises(AccessError):
            self.dispute(user=self.sales)
        with self.assertRaises(AccessError):
            self.dispute(user=self.auditor).with_user(self.auditor).action_accept()

    def test_a_file_of_the_dialog_becomes_the_dispute_s(self):
        self.customer.user_id = self.sales
        file = self.env['ir.attachment'].with_user(self.sales).create({
            'name': "broken.jpg", 'raw': b'x', 'res_model': 'credit.dispute.raise', 'res_id': 0})
        self.env['credit.dispute.raise'].with_user(self.sales).create({
            'profile_id': self.profile.id, 'line_id': self.line.id, 'amount': 50.0,
            'reason_id': self.reason.id, 'attachment_ids': [(6, 0, file.ids)]}).action_raise()
        dispute = self.env['credit.dispute'].search([('profile_id', '=', self.profile.id)])
        self.assertEqual((file.res_model, file.res_id), ('credit.dispute', dispute.id))
        self.assertEqual(file.with_user(self.officer).raw, b'x')
        with self.assertRaises(AccessError):
            file.unlink()

    def test_the_dialog_tells_nothing_of_what_one_may_not_see(self):
        self.customer.user_id = self.sales
        other = self.env['res.partner'].create({'name': "Foreign", 'user_id': self.sales_2.id})
        self._profile(other, 100.0)
        line = self._receivable(self._invoice(77.0, partner=other))
        with self.assertRaises(AccessError):
            self.env['credit.dispute.raise'].with_user(self.sales).create({
                'profile_id': self.profile.id, 'line_id': line.id, 'reason_id': self.reason.id})

    def test_nobody_writes_what_happened(self):
        dispute = self.dispute().with_user(self.officer)
        for values in ({'amount': 1.0}, {'raised_on': self.day(-3)}, {'state': 'resolved'},
                       {'accepted_on': self.today}, {'uncapped_on': self.today}):
            with self.assertRaises(UserError):
                dispute.write(values)
        dispute.write({'user_id': self.manager.id, 'deadline': self.day(3), 'note': "Scratched"})
        with self.assertRaises(UserError):
            self.env['credit.dispute'].with_user(self.manager).create({
                'profile_id': self.profile.id, 'amount': 1.0, 'reason_id': self.reason.id,
                'raised_on': self.today})
        with self.assertRaises(UserError):
            dispute.sudo().unlink()

    # === WHAT IT TAKES OUT === #

    def test_it_leaves_overdue_and_nothing_else(self):
        self.profile.invalidate_recordset()
        exposure = self.profile.exposure
        self.dispute(150.0)
        self.assertEqual(self.overdue(), (250.0, self.days(-40)))
        self.assertEqual(self.profile.exposure, exposure)
        row = self.env['credit.aging.report'].search([('id', '=', self.line.id)])
        self.assertEqual((row.open_amount, row.disputed_amount), (400.0, 150.0))
        self.dispute(250.0)
        self.assertEqual(self.overdue(), (0.0, 0))

    def test_every_reader_of_what_is_late_has_the_same_figure(self):
        other = self._invoice(300.0, due=-10)
        self.dispute(400.0)
        self.dispute(100.0, self._receivable(other))
        self.assertEqual(self.overdue(), (200.0, self.days(-10)))
        figures, rows = self.env['credit.exposure'], self.env['credit.check']._rows(
            self.env.cr, (self.profile | self._profile(
                self.env['res.partner'].create({'name': "Beta"}), 1.0)).ids)
        many = figures._overdue(rows, self.today)[self.profile.id]
        self.assertEqual((many['amount'], many['oldest_ref']), (200.0, other.name))
        documents = figures._overdue_documents(
            [row for row in rows if row['id'] == self.profile.id], self.today)[self.profile.id]
        self.assertEqual([(found[1], found[3]) for found in documents[1]], [(other.name, 200.0)])
        self.assertIn(self.profile.id, figures._search_profiles('overdue_amount', '=', 200.0))
        answer = self.env['credit.profile'].with_user(self.officer).may_sell(self.customer.id, 1.0)
        late = [breach['value'] for breach in answer['breaches'] if breach['code'] == 'H02']
        self.assertIn(late, ([], [self.days(-10)]))
        self.assertEqual(self.profile.effective_aging_grade, self._grade_of(self.days(-10)))

    def _grade_of(self, days):
        grades = self.env['credit.aging.grade']._grades(self.company)
        return [grade.code for grade in grades if grade.first is None or grade.first <= days][-1]

    def test_it_ends_by_its_date_without_a_write(self):
        dispute = self.dispute(400.0)
        self.assertEqual(dispute.counts_until, self.day(60))
        with self.in_days(60):
            self.assertEqual(self.overdue(), (0.0, 0))
        with self.in_days(61):
            self.assertEqual(self.overdue(), (400.0, self.days(-40, 61)))

    def test_a_cap_and_who_lifts_it(self):
        self.company.write({'credit_dispute_has_cap': True, 'credit_dispute_cap': 120.0})
        dispute = self.dispute(400.0)
        self.assertEqual(self.overdue()[0], 280.0)
        with self.assertRaises(AccessError):
            dispute.with_user(self.officer).action_uncap()
        dispute.with_user(self.manager).action_uncap()
        self.assertEqual(self.overdue()[0], 0.0)
        logged = self.env['credit.decision'].search(
            [('kind', '=', 'dispute'), ('profile_id', '=', self.profile.id)])
        self.assertIn('"uncapped"', logged.payload)

    def test_a_company_may_let_disputes_take_nothing_out(self):
        self.dispute(400.0)
        self.company.credit_dispute_excludes = False
        self.assertEqual(self.overdue()[0], 400.0)

    def test_a_late_one_waits_for_an_officer(self):
        self._demand()
        dispute = self.dispute(400.0, user=self.sales)
        self.assertTrue(dispute.needs_acceptance)
        counting = self.dispute(100.0, self._receivable(self._invoice(100.0, due=-3)))
        self.assertTrue(counting.counts_until)
        self.assertFalse(dispute.counts_until)
        counting.settle('withdrawn', "Arrived after all")
        self.assertEqual(self.overdue()[0], 500.0)
        self._pay(counting.move_id)
        self.assertEqual(self.overdue()[0], 400.0)
        task = self.env['credit.task'].search([('kind', '=', 'dispute')])
        self.assertEqual(task.res_id, dispute.id)
        with self.assertRaises(AccessError):
            dispute.with_user(self.sales).action_accept()
        task.with_user(self.officer).action_accept_dispute()
        self.assertEqual(self.overdue()[0], 0.0)
        self.assertFalse(self.env['credit.task'].search([('kind', '=', 'dispute')]))

    def test_who_sells_frees_no_order_of_his_own(self):
        self.customer.user_id = self.sales
        order = self._order(100.0)
        self.assertTrue(self.confirm(order), "the policy holds what is 40 days late")
        dispute = self.dispute(400.0, user=self.sales)
        self.assertTrue(dispute.needs_acceptance)
        self.env['credit.recheck']._cure_profile(self.profile)
        self.assertEqual(order.sudo().credit_hold_id.state, 'open')
        young = self.dispute(50.0, self._receivable(self._invoice(50.0, due=-3)), user=self.sales)
        self.assertTrue(young.needs_acceptance, "an order of the customer is held")
        dispute.with_user(self.officer).action_accept()
        self.env['credit.recheck']._cure_profile(self.profile)
        self.assertEqual(order.sudo().credit_hold_id.state, 'cured')

    def test_whoever_raises_it_again_gets_no_more_days(self):
        line = self._receivable(self._invoice(50.0, due=-3))
        first = self.dispute(50.0, line, raised_on=self.day(-3))
        first.settle('withdrawn', "a mistake")
        again = self.dispute(50.0, line)
        self.assertEqual(again.first_raised_on, self.day(-3))
        self.assertEqual(again.counts_until, first.raised_on + timedelta(
            days=self.company.credit_dispute_longest))

    def test_what_nobody_accepted_was_no_pause(self):
        self._demand()
        late = self.dispute(400.0, user=self.sales)
        with self.in_days(3):
            late.with_user(self.officer).settle('rejected', "no")
            self.assertTrue(late.needs_acceptance)
            self.assertFalse(self.env['credit.rpm.item']._earlier_pauses(
                self.line.ids, self.day(3)))

    def test_an_officer_s_own_late_one_counts_at_once(self):
        self._demand()
        self.assertFalse(self.dispute(400.0).needs_acceptance)
        self.assertEqual(self.overdue()[0], 0.0)

    def _demand(self):
        """Let a formal demand of the line have been carried out some days ago."""
        item = self.env['credit.rpm.item'].create({
            'name': self.bill.name, 'profile_id': self.profile.id, 'company_id': self.company.id,
            'kind': 'invoice', 'move_id': self.bill.id})
        self.env['credit.rpm.done'].create({
            'item_id': item.id, 'profile_id': self.profile.id, 'company_id': self.company.id,
            'move_line_id': self.line.id, 'code': 'R13',
            'day': self.day(-5), 'outcome': 'done', 'is_demand': True})

    def test_a_held_order_is_cured_by_a_dispute(self):
        order = self._order(100.0)
        held = self.confirm(order)
        self.assertTrue(held, "the policy holds what is 40 days late")
        self.dispute(400.0)
        self.assertTrue(self.env['credit.recheck'].search([('profile_id', '=', self.profile.id)]))
        self.env['credit.recheck']._cure_profile(self.profile)
        self.assertEqual(order.sudo().credit_hold_id.state, 'cured')

    # === SETTLED === #

    def test_rejected_it_is_overdue_again(self):
        dispute = self.dispute(400.0)
        with self.assertRaises(UserError):
            dispute.with_user(self.officer).settle('rejected', ' ')
        with self.assertRaises(UserError):
            dispute.with_user(self.officer).settle('credit_note', "no")
        dispute.with_user(self.officer).settle('rejected', "The goods are as ordered")
        self.assertEqual(self.overdue(), (400.0, self.days(-40)))
        self.assertEqual((dispute.resolution, dispute.resolved_on), ('rejected', self.today))
        self.assertFalse(dispute.activity_ids)
        with self.assertRaises(UserError):
            dispute.with_user(self.officer).settle('rejected', "again")

    def test_its_owner_settles_it_and_nobody_else(self):
        self.customer.user_id = self.sales
        dispute = self.dispute(400.0)
        with self.assertRaises(AccessError):
            dispute.with_user(self.sales).settle('withdrawn', "was a mistake")
        dispute.user_id = self.sales
        dispute.with_user(self.sales).settle('withdrawn', "was a mistake")
        self.assertEqual(dispute.resolved_by_id, self.sales)

    def test_a_credit_note_settles_when_it_is_posted(self):
        dispute = self.dispute(150.0)
        action = dispute.with_user(self.manager).action_credit_note()
        self.env['account.move.reversal'].with_context(**action['context']).create({
            'journal_id': self.bill.journal_id.id}).reverse_moves()
        note = dispute.sudo().credit_move_id
        self.assertEqual((note.move_type, note.state), ('out_refund', 'draft'))
        self.assertEqual(dispute.state, 'open')
        note.invoice_line_ids.price_unit = 100.0
        note.action_post()
        self.assertEqual((dispute.state, dispute.resolution, dispute.credited),
                         ('resolved', 'partial', 100.0))

    def test_an_invoice_that_is_written_anew_settles_it_too(self):
        dispute = self.dispute(150.0)
        action = dispute.with_user(self.manager).action_credit_note()
        self.env['account.move.reversal'].with_context(**action['context']).create({
            'journal_id': self.bill.journal_id.id}).modify_moves()
        self.assertEqual(dispute.sudo().credit_move_id.move_type, 'out_refund')
        self.assertEqual((dispute.state, dispute.resolution), ('resolved', 'credit_note'))

    def test_a_posted_note_chosen_by_hand_settles_at_once(self):
        dispute = self.dispute(100.0)
        other = self.env['res.partner'].create({'name': "Foreign"})
        foreign = self._invoice(100.0, partner=other)._reverse_moves()
        own = self.bill._reverse_moves()
        (foreign | own).action_post()
        for wrong in (foreign, self.bill):
            with self.assertRaises(UserError):
                dispute.credit_move_id = wrong
        dispute.credit_move_id = own
        self.assertEqual((dispute.state, dispute.resolution), ('resolved', 'credit_note'))

    def test_an_owner_without_credit_reads_and_settles_his_own_alone(self):
        person = self._user('logan', 'base.group_user')
        mine, other = self.dispute(50.0), self.dispute(60.0)
        mine.with_user(self.officer).user_id = person
        mine, other = mine.with_user(person), other.with_user(person)
        names = [name for name, field in mine._fields.items()
                 if field.type not in ('one2many', 'many2many') and mine._has_field_access(field, 'read')]
        self.env.invalidate_all()
        [row] = mine.web_read({
            name: {'fields': {'display_name': {}}} if mine._fields[name].type == 'many2one' else {}
            for name in names if not name.startswith(('message_', 'activity_', 'my_activity'))})
        self.assertEqual(row['amount'], 50.0)
        with self.assertRaises(AccessError):
            other.read(['amount'])
        mine.settle('rejected', "it was on the lorry")
        self.assertEqual(mine.state, 'resolved')

    def test_a_new_owner_finds_it_on_his_desk(self):
        dispute = self.dispute()
        dispute.with_user(self.officer).write({
            'user_id': self.manager.id, 'deadline': self.day(9)})
        self.assertEqual(
            (dispute.activity_ids.user_id, dispute.activity_ids.date_deadline),
            (self.manager, self.day(9)))

    def test_a_note_in_full(self):
        dispute = self.dispute(400.0)
        dispute.sudo().credit_move_id = self.bill._reverse_moves([{}])
        dispute.sudo().credit_move_id.action_post()
        self.assertEqual((dispute.resolution, dispute.credited), ('credit_note', 400.0))

    def test_the_night_settles_what_was_paid_or_cancelled(self):
        paid, gone = self.dispute(100.0), self._invoice(50.0, due=-5)
        cancelled = self.dispute(50.0, self._receivable(gone))
        kept = self.dispute(20.0, self._receivable(self._invoice(60.0, due=-5)))
        self._pay(self.bill)
        gone.button_draft()
        gone.button_cancel()
        for _time in range(2):
            list(self.env['credit.dispute']._night(self.company))
        self.assertEqual(
            [(one.state, one.resolution) for one in (paid, cancelled, kept)],
            [('resolved', 'paid'), ('resolved', 'withdrawn'), ('open', False)])

    def test_one_credit_note_settles_no_two_disputes_of_a_line(self):
        first, second = self.dispute(100.0), self.dispute(50.0)
        note = self.bill._reverse_moves([{}])
        note.invoice_line_ids.price_unit = 120.0
        note.action_post()
        (self._receivable(note) | self.line).reconcile()
        self.pay(280.0)
        list(self.env['credit.dispute']._night(self.company))
        self.assertEqual((first.resolution, first.credited), ('credit_note', 100.0))
        self.assertEqual((second.resolution, second.credited), ('partial', 20.0))

    def test_what_a_note_of_another_dispute_credited_is_not_credited_twice(self):
        first, second = self.dispute(100.0), self.dispute(50.0)
        note = self.bill._reverse_moves([{}])
        note.invoice_line_ids.price_unit = 100.0
        first.sudo().credit_move_id = note
        note.action_post()
        (self._receivable(note) | self.line).reconcile()
        self.pay(300.0)
        list(self.env['credit.dispute']._night(self.company))
        self.assertEqual((first.resolution, first.credited), ('credit_note', 100.0))
        self.assertEqual((second.resolution, second.credited), ('paid', 0.0))

    def test_opened_again_it_counts_no_longer_than_the_first(self):
        dispute = self.dispute(400.0)
        dispute.with_user(self.officer).settle('rejected', "No")
        with self.in_days(50):
            again = self.env['credit.dispute'].browse(
                dispute.with_user(self.officer).action_reopen()['res_id'])
            self.assertEqual((again.amount, again.counts_until), (400.0, self.day(60)))
            with self.assertRaises(UserError):
                dispute.with_user(self.officer).action_reopen()
        self.assertEqual(dispute.state, 'resolved', "the past stays")

    def test_one_that_was_opened_again_is_one_dispute(self):
        line = self._receivable(self._invoice(100.0, due=5))
        first = self.dispute(100.0, line)
        first.with_user(self.officer).settle('rejected', "No")
        sums = self.env['credit.case']._dispute_sums(self.profile, self.day(-30))
        self.assertEqual(sums[self.profile.id][0], 100)
        with self.in_days(8):
            again = self.env['credit.dispute'].browse(
                first.with_user(self.officer).action_reopen()['res_id'])
            self.assertEqual(again.raised_on, self.day(8), "after the due date")
            page = self.env['credit.rpm.figures'].with_user(self.officer).create(
                {'since': self.day(-1), 'until': self.day(8)})
            self.assertEqual(page.early_dispute_rate, '100.0 %')
            again.sudo().credit_move_id = line.move_id._reverse_moves([{}])
            again.sudo().credit_move_id.action_post()
        self.assertEqual(again.resolution, 'credit_note')
        sums = self.env['credit.case']._dispute_sums(self.profile, self.day(-30))
        self.assertEqual(sums[self.profile.id][0], 0, "he was right in the end")

    def test_late_ones_wait_in_the_queue(self):
        dispute = self.dispute(100.0)
        self.assertFalse(self.env['credit.task'].search([('res_model', '=', 'credit.dispute')]))
        dispute.deadline = self.day(-1)
        task = self.env['credit.task'].search([('res_model', '=', 'credit.dispute')])
        self.assertEqual((task.res_id, task.is_late, task.user_id), (dispute.id, True, self.officer))
        self.assertIn("Quality", task.with_user(self.officer).why)

    # === THE PAST, OTHER FIGURES === #

    def test_the_past_knows_disputes_as_they_were(self):
        with self.in_days(-10):
            dispute = self.dispute(400.0)
        with self.in_days(-4):
            dispute.with_user(self.officer).settle('rejected', "No")
        late = {
            days: self.profile._facts({'overdue_amount'}, self.day(days))[self.profile.id]
            for days in (-11, -10, -5, -4, 0)
        }
        self.assertEqual([facts['overdue_amount'] for facts in late.values()], [400, 0, 0, 400, 400])

    def test_the_lever_of_dso(self):
        kpi = self.env['credit.kpi']
        before = {row['code']: row['amount'] for row in kpi.levers(str(self.today))['levers']}
        self.dispute(150.0)
        after = {row['code']: row['amount'] for row in kpi.levers(str(self.today))['levers']}
        self.assertEqual(after['dispute'], (before['dispute'] or 0.0) + 150.0)
        self.assertEqual(after['late_payment'], before['late_payment'] - 150.0)

    def test_the_forecast_waits_for_the_dispute_s_deadline(self):
        row = self.env['credit.cash.forecast'].search([('id', '=', self.line.id)])
        self.assertNotEqual(row.date_source, 'dispute')
        dispute = self.dispute(200.0)
        self.env.invalidate_all()
        self.assertEqual((row.date_source, row.expected_date), ('dispute', dispute.deadline))
        self.promise(400.0, days=3)
        self.env.invalidate_all()
        self.assertEqual(row.date_source, 'promise')

    def test_figures_of_disputes_are_those_of_the_tools(self):
        figures = self.env['credit.case.figures'].with_user(self.officer)
        before = figures.create({})
        counts = {row.reason_id: row.count for row in before.dispute_ids}
        was_known = before.has_dispute_days
        price = self.env.ref('credit_management.credit_dispute_reason_price')
        credited, rejected = self.dispute(100.0, raised_on=self.day(-10)), self.dispute(
            50.0, reason=price)
        note = self.bill._reverse_moves([{'date': self.today}])
        note.invoice_line_ids.price_unit = 100.0
        note.action_post()
        credited.credit_move_id = note
        rejected.settle('rejected', "no")
        again = self.env['credit.dispute'].browse(
            rejected.with_user(self.officer).action_reopen()['res_id'])
        again.settle('withdrawn', "by the customer")
        after = figures.create({})
        found = {row.reason_id: row.count - counts.get(row.reason_id, 0)
                 for row in after.dispute_ids}
        self.assertEqual((found[self.reason], found[price]), (1, 1), "opened again it is one")
        if not was_known:
            self.assertEqual((after.dispute_days, after.dispute_valid), (5.0, 0.6667))
        self.assertTrue(after.has_dispute_rate)

    def test_merged_customers_keep_their_disputes_and_promises(self):
        dispute, promise = self.dispute(), self.promise()
        other = self.env['res.partner'].create({'name': "Acme again", 'is_company': True})
        self._profile(other, 500.0)
        self.env['base.partner.merge.automatic.wizard']._merge(
            (self.customer | other).ids, other)
        self.assertEqual((dispute.partner_id, promise.partner_id), (other, other))
        self.assertEqual(dispute.profile_id.partner_id, other)

    def test_queries_do_not_grow(self):
        rows = self.env['credit.check']._rows(self.env.cr, self.profile.ids)
        other = self._profile(self.env['res.partner'].create({'name': "Gamma"}), 1.0)
        rows += self.env['credit.check']._rows(self.env.cr, other.ids)
        figures = self.env['credit.exposure']
        counts = []
        for _time in range(2):
            for _number in range(5):
                self.dispute(10.0)
            self.env.flush_all()
            figures._overdue(rows, self.today)
            before = self.env.cr.sql_log_count
            figures._overdue(rows, self.today)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)
