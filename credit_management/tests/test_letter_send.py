from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .letter_common import LetterCommon


@tagged('post_install', '-at_install')
class TestLetterOut(LetterCommon):
    """Out of the house: by the mail queue or by a person, with what proves it."""

    def setUp(self):
        super().setUp()
        self.move = self._invoice(1000.0, due=-20)

    def test_paid_after_approval_it_does_not_go(self):
        letter = self.letters._make(self.profile, 'reminder')
        letter.with_user(self.officer).action_approve()
        self._pay(self.move)
        self.work()
        self.assertFalse(self.mails(letter))
        self.assertEqual((letter.state, letter.refusal), ('draft', 'changed'))

    def test_paid_before_approval_it_goes_by_no_way(self):
        """Drafts that somebody wrote stay for days: what they ask for is looked at again."""
        letters = self.letters.browse()
        for channel in ('mail', 'courier', 'hand'):
            letters |= self.letters._make(self.profile, 'demand', 1, channel=channel)
        other = self._invoice(50.0, due=-3)
        self._pay(self.move)
        letters.with_user(self.officer).action_approve()
        self.assertEqual(
            (set(letters.mapped('state')), set(letters.mapped('refusal'))), ({'draft'}, {'changed'}))
        self.assertFalse(letters.document_id)
        with self.assertRaisesRegex(UserError, "Write it again"):
            letters[1].with_user(self.officer).action_approve()
        letters[1].with_user(self.officer).action_write_again()
        self.assertEqual(letters[1].line_ids.filtered(lambda one: one.asked > 0).name, other.name)

    def test_who_posts_a_letter_is_told_what_was_paid_since(self):
        letter = self.letters._make(self.profile, 'demand', 1, channel='courier')
        letter.with_user(self.officer).action_approve()
        dialog = self.env['credit.letter.sent'].with_user(self.officer).create(
            {'letter_id': letter.id})
        self.assertFalse(dialog.has_changed)
        self._pay(self.move)
        dialog.invalidate_recordset()
        self.assertTrue(dialog.has_changed)

    def test_what_was_promised_or_disputed_since_is_not_asked_for(self):
        line, day = self.line(self.move), self.today + timedelta(days=3)
        letter = self.letters._make(self.profile, 'reminder')
        self.env['credit.promise'].with_user(self.officer)._make(self.profile, 600.0, day, line)
        letters = letter.with_user(self.officer)
        with self.assertRaisesRegex(UserError, "Write it again"):
            letters.action_approve()
        letters.action_write_again()
        self.assertEqual((letter.line_ids.asked, letter.line_ids.promised, letter.amount),
                         (400.0, 600.0, 400.0))
        self.assertFalse(letter.refusal)
        reason = self.env.ref('credit_management.credit_dispute_reason_quality')
        self.env['credit.dispute'].with_user(self.officer)._raise(line, 100.0, reason)
        with self.assertRaisesRegex(UserError, "Write it again"):
            letters.action_approve()
        statement = self.letters._make(self.profile, 'statement')
        self.assertEqual(
            (statement.statement_ids.line_ids.disputed, statement.amount), (100.0, 1000.0))

    def test_it_is_sent_when_the_server_took_it_and_the_steps_are_done_then(self):
        self.step(self.move)
        letter = self.night()
        letter.with_user(self.officer).action_approve()
        self.work()
        self.assertEqual((letter.state, letter.sent_on), ('approved', False))
        mail = self.mails(letter)
        mail._postprocess_sent_message([], [], failure_reason="refused", failure_type='mail_smtp')
        self.assertEqual((letter.state, letter.failure), ('failed', "refused"))
        mail._postprocess_sent_message([], ["books@acme.example"])
        self.assertEqual((letter.state, letter.sent_on), ('sent', self.today))
        self.assertFalse(self.done(self.move))
        self.work()
        done = self.done(self.move)
        self.assertTrue(letter.is_settled)
        self.assertEqual((done.code, done.day, done.outcome, done.letter_id, done.user_id),
                         ('R8', self.today, 'sent', letter, self.officer))
        self.work()
        self.assertEqual(self.done(self.move), done)

    def test_a_bounce_fails_it_and_somebody_hears_of_it(self):
        letter = self.letters._make(self.profile, 'reminder')
        self.mailed(letter)
        letter._message_receive_bounce("books@acme.example", self.customer)
        self.assertEqual(letter.state, 'failed')
        self.assertIn("books@acme.example", letter.failure)
        self.assertFalse(letter.is_settled)
        task = self.env['credit.task'].with_user(self.officer).search(
            [('kind', '=', 'letter_failed'), ('res_id', '=', letter.id)])
        self.assertEqual((task.user_id, task.why), (self.officer, letter.failure))
        self.customer.email = "new@acme.example"
        letter.with_user(self.officer).action_send_again()
        self.company.credit_mails_a_day = 5
        self.work()
        self.assertEqual(len(self.mails(letter)), 2)
        self.assertIn("new@acme.example", self.mails(letter)[0].email_to + self.mails(letter)[1].email_to)

    def test_a_demand_that_came_back_was_none(self):
        """It holds nobody and is due again; sent once more it counts from that day."""
        self.plan = self.env['credit.rpm.plan'].search(
            [('company_id', '=', self.company.id), ('code', '=', 'full')])
        step = self.step(self.move, 'R11')
        letter = step.with_user(self.officer)._write_letter()
        letter.sudo().channel = 'mail'
        self.mailed(letter)
        done = self.done(self.move)
        self.assertEqual((done.letter_id, done.withdrawn_on), (letter, False))
        letter._message_receive_bounce("books@acme.example", self.customer)
        self.assertEqual((letter.is_settled, done.withdrawn_on), (False, self.today))
        letter.with_user(self.officer).action_send_again()
        self.company.credit_mails_a_day = 5
        self.work()
        self.mails(letter).filtered(lambda mail: mail.state == 'outgoing')._postprocess_sent_message(
            [], ["books@acme.example"])
        self.work()
        again = self.done(self.move) - done
        self.assertEqual((again.is_demand, again.withdrawn_on, again.letter_id),
                         (True, False, letter))

    def test_a_mail_that_is_gone_from_the_queue_failed(self):
        letter = self.letters._make(self.profile, 'reminder')
        letter.with_user(self.officer).action_approve()
        self.work()
        self.mails(letter).unlink()
        self.work()
        self.assertEqual(letter.state, 'failed')
        self.assertIn("mail queue", letter.failure)

    def test_a_call_and_a_letter_are_in_the_story(self):
        action = self.profile.with_user(self.officer).action_call()
        touch = self.env['credit.touch'].browse(action['params']['touch_id'])
        self.assertEqual((touch.profile_id, touch.user_id), (self.profile, self.officer))
        self.assertEqual(self.profile.with_user(self.officer).action_call(), action)
        touch.with_user(self.officer).close('no_answer', {'note': "Busy"})
        letter = self.letters._make(self.profile, 'reminder')
        self.mailed(letter)
        lines = self.profile.with_user(self.officer).timeline(['talks'])['lines']
        self.assertTrue({f'touch,{touch.id}', f'letter,{letter.id}'} <= {
            line['key'] for line in lines})
        with self.assertRaises(AccessError):
            self.profile.with_user(self.auditor).action_call()

    def test_an_answer_shows_that_it_arrived(self):
        letter = self.letters._make(self.profile, 'reminder')
        self.mailed(letter)
        self.assertIn("arrived", letter.missing_evidence)
        for stranger in (
            {'author_id': self.officer.partner_id.id, 'email_from': "books@acme.example"},
            {'email_from': "somebody@else.example"}, {},
        ):
            letter.message_update(stranger)
            self.assertEqual(letter.state, 'sent')
        letter.message_update({'author_id': self.customer.id, 'body': "We pay on Friday"})
        self.assertEqual((letter.state, letter.delivered_on), ('delivered', self.today))
        self.assertFalse(letter.missing_evidence)

    def test_by_courier_with_number_and_slip(self):
        letter = self.letters._make(self.profile, 'demand', 1, channel='courier')
        letter.with_user(self.officer).action_approve()
        self.work()
        self.assertFalse(self.mails(letter))
        self.assertTrue(letter.document_id)
        self.assertEqual(self.env['credit.task'].search(
            [('kind', '=', 'letter_post'), ('res_id', '=', letter.id)]).amount, letter.amount)
        dialogs = self.env['credit.letter.sent'].with_user(self.officer)
        dialog = dialogs.create({
            'letter_id': letter.id, 'channel': 'courier', 'sent_on': self.today})
        dialog.action_save()
        self.assertEqual((letter.state, letter.sent_on, letter.sent_by_id),
                         ('sent', self.today, self.officer))
        self.assertIn("consignment", letter.missing_evidence)
        slip = self.env['ir.attachment'].with_user(self.officer).create(
            {'name': "slip.png", 'raw': b'slip'})
        dialogs.create({
            'letter_id': letter.id, 'carrier_no': "EMS 1", 'delivered_on': self.today,
            'file_ids': [(6, 0, slip.ids)]}).action_save()
        self.assertEqual((letter.state, letter.missing_evidence), ('delivered', ''))
        self.assertEqual(letter.evidence_ids.raw, b'slip')

    def test_posting_a_demand_does_its_step_as_a_demand(self):
        self.plan = self.env['credit.rpm.plan'].search(
            [('company_id', '=', self.company.id), ('code', '=', 'full')])
        step = self.step(self.move, 'R11')
        letter = step.with_user(self.officer)._write_letter()
        letter.with_user(self.officer).action_approve()
        self.env['credit.letter.sent'].with_user(self.officer).create({
            'letter_id': letter.id, 'channel': 'courier', 'sent_on': self.today,
            'carrier_no': "EMS 7"}).action_save()
        done = self.done(self.move)
        self.assertEqual((done.code, done.is_demand, done.letter_id), ('R11', True, letter))

    def test_a_demand_written_by_hand_is_one_of_all_its_lines(self):
        """Its steps are done, and a line without such a step was demanded all the same."""
        self.plan = self.env['credit.rpm.plan'].search(
            [('company_id', '=', self.company.id), ('code', '=', 'full')])
        other = self._invoice(50.0, due=-3)
        step = self.step(self.move, 'R11')
        self.step(other, 'R8')
        letter = self.letters._make(self.profile, 'demand', 1, channel='courier')
        letter.with_user(self.officer).action_approve()
        self.env['credit.letter.sent'].with_user(self.officer).create({
            'letter_id': letter.id, 'sent_on': self.today, 'carrier_no': "EMS 8"}).action_save()
        self.assertFalse(step.exists())
        for move in (self.move, other):
            done = self.done(move)
            self.assertEqual((done.code, done.is_demand, done.letter_id, done.day),
                             ('R11', True, letter, self.today))

    def test_a_demand_of_one_line_leaves_younger_ones_alone(self):
        self.plan = self.env['credit.rpm.plan'].search(
            [('company_id', '=', self.company.id), ('code', '=', 'full')])
        self._invoice(50.0, due=-3)
        older = self._invoice(70.0, due=-25)
        letter = self.step(self.move, 'R11').with_user(self.officer)._write_letter()
        self.assertEqual(letter.line_ids.move_line_id.move_id, self.move | older)

    def test_by_hand_with_a_signed_copy(self):
        letter = self.letters._make(self.profile, 'demand', 1, channel='hand')
        letter.with_user(self.officer).action_approve()
        future = self.today + timedelta(days=1)
        dialogs = self.env['credit.letter.sent'].with_user(self.officer)
        with self.assertRaisesRegex(UserError, "still to come"):
            dialogs.create({'letter_id': letter.id, 'channel': 'hand', 'sent_on': future}).action_save()
        dialogs.create({
            'letter_id': letter.id, 'channel': 'hand', 'sent_on': self.today,
            'receiver': "Ms Lin", 'receiver_right': "Mail department"}).action_save()
        self.assertEqual((letter.state, letter.delivered_on), ('delivered', self.today))
        self.assertIn("signed copy", letter.missing_evidence)

    def test_a_day_of_letters_waits_in_my_work(self):
        self.step(self.move)
        letter = self.night()
        tasks = self.env['credit.task'].with_user(self.officer)
        task = tasks.search([('kind', '=', 'letters'), ('res_id', '=', letter.batch_id.id)])
        self.assertEqual(len(task), 1)
        self.assertIn("1", task.why)
        letter.with_user(self.officer).action_approve()
        self.env.flush_all()
        self.assertFalse(tasks.search([('id', '=', task.id)]))

    # === WHAT OTHERS MAKE OF IT === #

    def test_a_demand_moves_the_limitation_of_its_lines_as_far_as_it_is_proved(self):
        line = self.line(self.move)
        letter = self.letters._make(self.profile, 'demand', 1)
        events = self.env['credit.limitation']._events
        self.assertFalse(events(line.ids, self.today)[line.id])
        self.mailed(letter)
        (event,) = events(line.ids, self.today)[line.id]
        self.assertEqual((event.kind, event.date, event.evidence), (
            'demand_sent', self.today, frozenset({'content', 'address'})))
        letter.message_update({'email_from': f"Books <{letter.email}>"})
        (event,) = events(line.ids, self.today)[line.id]
        self.assertIn('delivery_receipt', event.evidence)
        letter._message_receive_bounce("books@acme.example", self.customer)
        reminder = self.letters._make(self.profile, 'reminder')
        reminder.sudo().write({'state': 'sent', 'sent_on': self.today})
        letter.sudo().state = 'failed'
        self.assertFalse(events(line.ids, self.today)[line.id])

    def test_a_letter_is_written_from_the_call(self):
        self.plan = self.env['credit.rpm.plan'].search(
            [('company_id', '=', self.company.id), ('code', '=', 'full')])
        step = self.step(self.move, 'R11')
        touches = self.env['credit.touch']
        touches._plan_customers(self.company, self.profile.ids, self.today)
        touch = step.touch_id.with_user(self.officer)
        self.assertEqual(touch.call_sheet()['letters'], step.ids)
        letter = self.letters.browse(touch.action_write_letter()['res_id'])
        self.assertEqual((letter.template, letter.step_ids), ('demand_1', step))
        touch.sudo().user_id = self.sales
        seen = touch.with_user(self.sales)
        self.assertFalse(seen.call_sheet()['letters'])
        with self.assertRaises(AccessError):
            seen.action_write_letter()

    def test_a_letter_is_written_from_its_step(self):
        self.plan = self.env['credit.rpm.plan'].search(
            [('company_id', '=', self.company.id), ('code', '=', 'full')])
        step = self.step(self.move, 'R11')
        action = step.with_user(self.officer).action_write_letter()
        letter = self.letters.browse(action['res_id'])
        self.assertEqual((letter.template, letter.degree, letter.channel, letter.step_ids),
                         ('demand_1', 1, 'courier', step))
        self.assertEqual(step.with_user(self.officer).action_write_letter()['res_id'], letter.id)
        other = self.env['res.partner'].create({'name': "Other"})
        self._profile(other, 1.0)
        foreign = self.step(self._invoice(5.0, partner=other, due=-20), 'R11')
        with self.assertRaisesRegex(UserError, "one customer"):
            (step | foreign).with_user(self.officer).action_write_letter()
