from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models import credit_letter_send
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
        with patch.object(credit_letter_send, 'SENDS_FROM', 24):
            self.work()
        self.assertFalse(self.mails(letter), "it is early: the bank's lines are not here yet")
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
        day = self.today.replace(day=1) - timedelta(days=1)
        late, later = self._invoice(100.0, due=-40), self._invoice(50.0, due=30, invoice_date=day)
        self.step(later, 'R4')
        letter = self.night()
        self.assertEqual((letter.kind, letter.template), ('statement', 'statement'))
        self.assertEqual(letter.statement_ids.date_to, day)
        self.assertEqual(
            set(letter.statement_ids.line_ids.mapped('name')), {late.name, later.name})
