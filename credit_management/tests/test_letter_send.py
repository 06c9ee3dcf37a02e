from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .letter_common import LetterCommon


@tagged('post_install', '-at_install')
class TestLetterNight(LetterCommon):
    """Drafts of the night: nothing leaves by itself, and nothing twice."""

    def test_nothing_leaves_before_somebody_approved_it(self):
        self.step(self._invoice(100.0, due=-1))
        letters = self.night()
        self.assertEqual(len(letters), 1)
        self.assertEqual((letters.state, letters.refusal), ('draft', False))
        self.work()
        self.assertFalse(self.mails(letters))
        self.assertEqual(letters.batch_id.state, 'open')
        letters.batch_id.with_user(self.officer).action_approve_all()
        self.assertEqual((letters.state, letters.batch_id.state), ('approved', 'done'))
        self.work()
        mail = self.mails(letters)
        self.assertEqual((len(mail), mail.state, mail.subject),
                         (1, 'outgoing', letters.subject))
        self.assertIn("books@acme.example", mail.email_to)
        self.assertEqual(mail.attachment_ids, letters.document_id)

    def test_one_letter_a_customer_of_his_highest_rung_and_its_kind(self):
        """What falls due soon waits for its own text, and so does the statement."""
        first, second, soon = (
            self._invoice(100.0, due=-1), self._invoice(50.0, due=-2), self._invoice(200.0, due=3))
        steps = self.step(first) | self.step(second)
        late = self.step(soon, 'R6') | self.step(soon, 'R4')
        letters = self.night()
        self.assertEqual((len(letters), letters.template), (1, 'notice'))
        self.assertEqual(letters.step_ids, steps)
        self.assertEqual(set(letters.line_ids.mapped('name')), {first.name, second.name})
        self.mailed(letters)
        self.assertEqual(late.exists(), late)
        letter = self.night(self.today + timedelta(days=1))
        self.assertEqual((letter.template, letter.line_ids.name), ('pre_due', soon.name))
        self.assertFalse(letter.refusal)

    def test_a_refused_draft_is_written_anew_and_not_beside_another(self):
        self.customer.email = False
        self.step(self._invoice(100.0, due=-1))
        letter = self.night()
        self.assertEqual(letter.refusal, 'no_email')
        number = len(letter.message_ids)
        for days in (1, 2, 3):
            self.assertEqual(self.night(self.today + timedelta(days=days)), letter)
        self.assertEqual(letter.line_ids.days, 4)
        self.assertEqual(len(letter.message_ids), number)
        self.assertEqual(self.letters.search_count([
            ('profile_id', '=', self.profile.id), ('state', '=', 'cancelled'),
            ('create_date', '>=', letter.create_date)]), 0)

    def test_what_may_go_tomorrow_is_drafted_tomorrow(self):
        self.step(self._invoice(100.0, due=-1))
        self.mailed(self.letters._make(self.profile, 'reminder'))
        self.assertFalse(self.night())

    def test_what_somebody_wrote_in_a_draft_stays(self):
        self.step(self._invoice(100.0, due=-1))
        letter = self.night()
        letter.with_user(self.officer).body = '<p>Dear Ms Lin</p>'
        self.assertFalse(self.night(self.today + timedelta(days=1)))
        self.assertEqual((letter.state, letter.date), ('draft', self.today))
        self.assertIn("Ms Lin", letter.body)

    def test_a_second_run_writes_no_second_letter(self):
        move = self._invoice(100.0, due=-1)
        step = self.step(move)
        letter = self.night()
        self.assertEqual(self.night(), letter)
        self.mailed(letter)
        self.assertEqual(self.night(), letter)
        # The row came again, as a look at the item makes it: the letter has gone all the same.
        step.exists().unlink()
        self.step(move)
        tomorrow = self.today + timedelta(days=1)
        self.assertFalse(self.night(tomorrow))
        self.work()
        self.assertEqual(len(self.mails(letter)), 1)

    def test_a_night_that_stops_goes_on(self):
        partners = self.env['res.partner'].create([
            {'name': f"Night {number}", 'email': f"n{number}@x.example"} for number in range(3)])
        for partner in partners:
            self._profile(partner, 10.0)
            self.step(self._invoice(100.0, partner=partner, due=-1))
        batches = self.env['credit.letter.batch']
        batches._draft_part(self.company, self.today, batches._due_customers(
            self.company, self.today)[:1])
        self.assertEqual(len(self.night()), 3)
        self.assertEqual(len(self.night().profile_id), 3)

    def test_a_letter_that_cannot_be_written_stops_no_other(self):
        bad = self.env['res.partner'].create({'name': "Bad Text", 'email': "bad@x.example"})
        profile = self._profile(bad, 10.0)
        self.step(self._invoice(100.0, due=-1))
        self.step(self._invoice(100.0, partner=bad, due=-1))
        text = self.env.ref('credit_management.mail_template_letter_notice')
        text.body_html = '<p t-out="1 // (object.recipient != \'Bad Text\')"/>'
        with mute_logger('odoo.addons.credit_management.models.credit_failure'):
            letters = self.night()
        self.assertEqual(letters.profile_id, self.profile)
        failures = self.env['credit.failure'].search([('work', '=', 'letters')])
        self.assertEqual((failures.res_model, failures.res_id), ('credit.profile', profile.id))
        text.body_html = '<p>Pay</p>'
        self.assertEqual(len(self.night()), 2)
        self.assertFalse(failures.exists())

    def test_drafts_of_yesterday_go_if_nothing_is_due_and_are_written_anew_if_so(self):
        other = self.env['res.partner'].create({'name': "Paid", 'email': "paid@x.example"})
        self._profile(other, 10.0)
        self.step(self._invoice(100.0, due=-1))
        step = self.step(self._invoice(100.0, partner=other, due=-1))
        old = self.night()
        step.unlink()
        new = self.night(self.today + timedelta(days=1))
        self.assertEqual((new.profile_id, new.state), (self.profile, 'draft'))
        self.assertEqual((new.line_ids.days, (old - new).state), (2, 'cancelled'))

    def test_what_somebody_left_out_is_not_mailed_tomorrow(self):
        self.step(self._invoice(100.0, due=-1))
        letter = self.night()
        with self.assertRaises(UserError):
            letter.with_user(self.officer).action_reject("  ")
        letter.with_user(self.officer).action_reject("A cheque came")
        self.assertEqual(letter.state, 'cancelled')
        self.assertFalse(self.night(self.today + timedelta(days=1)))

    def test_a_plan_that_a_manager_let_send_sends(self):
        self.step(self._invoice(100.0, due=-1))
        self.plan.sends_itself = True
        letter = self.night()
        self.assertEqual((letter.state, letter.is_automatic), ('approved', True))
        self.work()
        self.assertEqual(len(self.mails(letter)), 1)
        self.work()
        self.assertEqual(len(self.mails(letter)), 1)

    def test_even_then_the_rules_hold(self):
        self.step(self._invoice(100.0, due=-1))
        self.plan.sends_itself = True
        self.profile.write({'contact_stop': True, 'contact_stop_reason': "Sick"})
        letter = self.night()
        self.assertEqual((letter.state, letter.refusal), ('draft', 'stop_list'))
        self.work()
        self.assertFalse(self.mails(letter))

    def test_the_night_of_monitoring_drafts_what_it_found_due(self):
        partner = self.env['res.partner'].create({'name': "Nightly", 'email': "n@x.example"})
        profile = self._profile(partner, 10.0)
        # Whoever is new goes by the full plan, where people write this one.
        plans = self.env['credit.rpm.plan'].search([('company_id', '=', self.company.id)])
        plans.start = self.today - timedelta(days=20)
        plans.step_ids.filtered(lambda step: step.code == 'R8').is_automatic = True
        move = self._invoice(900.0, partner=partner, due=-1)
        items = self.env['credit.rpm.item']
        for _each in range(2):
            for _part in items._night(self.company, self.today):
                self.env.flush_all()
            letter = self.letters.search([('profile_id', '=', profile.id)])
            self.assertEqual((len(letter), letter.state), (1, 'draft'))
        self.assertIn('R8', {key[2] for key in letter.step_keys})
        self.assertFalse(self.mails(letter))
        self.mailed(letter)
        self.assertEqual(
            [(done.code, done.letter_id) for done in self.done(move)], [('R8', letter)])
        for _part in items._night(self.company, self.today):
            self.env.flush_all()
        self.assertEqual(self.letters.search([('profile_id', '=', profile.id)]), letter)

    def test_what_a_person_does_is_not_drafted(self):
        self.step(self._invoice(100.0, due=-10), 'R10')
        self.assertFalse(self.night())

    def test_a_statement_has_all_that_is_open(self):
        late, later = self._invoice(100.0, due=-3), self._invoice(50.0, due=30)
        self.step(later, 'R4')
        letter = self.night()
        self.assertEqual((letter.kind, letter.template), ('statement', 'statement'))
        self.assertEqual(set(letter.line_ids.mapped('name')), {late.name, later.name})


@tagged('post_install', '-at_install')
class TestContactRules(LetterCommon):
    """Why a letter does not go stays to be read."""

    def setUp(self):
        super().setUp()
        self.move = self._invoice(1000.0, due=-20)

    def refused(self, code, kind='reminder', **values):
        letter = self.letters._make(self.profile, kind, **values)
        self.assertEqual(letter.refusal, code)
        self.assertTrue(letter.refusal_text)
        with self.assertRaises(UserError) as caught:
            letter.with_user(self.officer).action_approve()
        self.assertEqual(letter.state, 'draft')
        return str(caught.exception)

    def test_the_stop_list_and_its_end(self):
        self.profile.write({
            'contact_stop': True, 'contact_stop_reason': "Insolvency",
            'contact_stop_until': self.today})
        self.assertIn("Insolvency", self.refused('stop_list'))
        self.assertIn("Insolvency", self.refused('stop_list', channel='courier'))
        self.profile.contact_stop_until = self.today - timedelta(days=1)
        self.assertFalse(self.letters._make(self.profile, 'reminder').refusal)

    def test_money_that_nobody_matched(self):
        payment = self.env['account.payment'].create({
            'payment_type': 'inbound', 'partner_type': 'customer', 'amount': 499.0,
            'partner_id': self.customer.id, 'date': self.today})
        payment.action_post()
        self.assertFalse(self.letters._make(self.profile, 'reminder').refusal)
        more = payment.copy({'amount': 1.0, 'date': self.today})
        more.action_post()
        self.assertIn("500", self.refused('unmatched_money'))
        self.refused('unmatched_money', 'statement')

    def test_another_follow_up(self):
        modules = self.env['ir.module.module'].sudo()
        for name in ('account_followup', 'account_credit_control',
                     'account_invoice_overdue_reminder'):
            with self.subTest(name), self.env.cr.savepoint() as point:
                known = modules.search([('name', '=', name)])
                (known or modules.create({'name': name})).state = 'installed'
                self.env.registry.clear_cache('stable')
                self.assertIn("active for this customer", self.refused('other_system'))
                self.assertEqual(self.letters._make(self.profile, 'demand', 1).state, 'draft')
                point.rollback()
        self.env.registry.clear_cache('stable')
        self.assertFalse(self.letters._make(self.profile, 'reminder').refusal)

    def test_quiet_days_and_weekdays(self):
        quiet = self.env['credit.quiet.day'].with_user(self.manager).create({
            'name': "Stocktaking", 'date_from': self.today, 'date_to': self.today})
        self.refused('quiet_day')
        self.assertFalse(self.letters._make(self.profile, 'reminder', channel='courier').refusal)
        quiet.unlink()
        self.company.credit_quiet_weekdays = 'weekend'
        rules = self.company._credit_contact_rules()
        self.assertEqual(rules.weekdays, frozenset({5, 6}))
        self.company.credit_quiet_weekdays = 'calendar'
        rest, _holidays = self.company._credit_rest()[self.company.id]
        self.assertEqual(self.company._credit_contact_rules().weekdays, frozenset(rest))

    def test_one_mail_a_day_and_one_reminder_in_seven(self):
        self.mailed(self.letters._make(self.profile, 'reminder'))
        self.refused('mail_today')
        self.company.credit_mails_a_day = 2
        self.refused('reminder_lately')
        self.assertFalse(self.letters._make(self.profile, 'statement').refusal)
        self.company.credit_reminder_days = 1
        self.letters.search([('state', '=', 'sent')]).sent_on = self.today - timedelta(days=1)
        self.assertFalse(self.letters._make(self.profile, 'reminder').refusal)

    def test_two_approved_at_once_do_not_both_go(self):
        one, two = (self.letters._make(self.profile, 'reminder') for _each in range(2))
        one.with_user(self.officer).action_approve()
        with self.assertRaises(UserError):
            two.with_user(self.officer).action_approve()
        self.work()
        self.assertEqual(len(self.mails(one | two)), 1)

    def test_entries_that_want_no_follow_up(self):
        self.line(self.move).no_followup = True
        self.refused('no_followup')
        other = self._invoice(10.0, due=-2)
        letter = self.letters._make(self.profile, 'reminder')
        self.assertEqual((letter.refusal, letter.line_ids.name), (False, other.name))

    def test_no_address_and_nothing_open(self):
        self.customer.email = False
        self.refused('no_email')
        self.assertFalse(self.letters._make(self.profile, 'reminder', channel='hand').refusal)
        self._pay(self.move)
        self.refused('nothing_open')


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
        self.assertEqual(statement.line_ids.asked, 900.0)

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
