from datetime import timedelta

from odoo import Command
from odoo.tests import tagged

from ..signals.unreachable import Unreachable
from .signal_common import SignalCommon


@tagged('post_install', '-at_install')
class TestSignalTalks(SignalCommon):
    """Signals out of what customers said, did not say, and object to."""

    def _promise(self, ago, state):
        self.env['credit.promise'].sudo().flush_model()
        day = self.ago(ago)
        promise = self.env['credit.promise'].sudo().create({
            'profile_id': self.profile.id, 'amount': 100.0, 'day': day, 'made_on': day,
            'ends_on': day, 'source': 'officer', 'user_id': self.officer.id,
        })
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE credit_promise SET state = %s, decided_on = %s WHERE id = %s",
            (state, day, promise.id))
        self.env.invalidate_all()
        return promise

    def test_ds2_two_promises_broken_in_a_row_count_three(self):
        self._promise(60, 'broken')
        self.look()
        self.assertFalse(self.signal('DS2'))
        self._promise(40, 'cancelled')
        self._promise(30, 'partial')
        self.look()
        self.assertEqual((self.signal('DS2').value, self.signal('DS2').state), (3.0, 'active'))

    def test_ds2_one_that_is_kept_lies_between(self):
        for ago, state in ((60, 'broken'), (40, 'kept'), (190, 'broken')):
            self._promise(ago, state)
        self.look()
        self.assertFalse(self.signal('DS2'))

    def _touch(self, ago, outcome):
        touch = self.env['credit.touch'].sudo().create({
            'profile_id': self.profile.id, 'day': self.ago(ago), 'user_id': self.officer.id})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE credit_touch SET state = 'done', outcome = %s, done_on = %s, done_at = %s"
            " WHERE id = %s", (outcome, self.ago(ago), self.ago(ago), touch.id))
        self.env.invalidate_all()
        return touch

    def test_ds6_three_calls_in_a_row_that_reach_nobody(self):
        calls = [self._touch(ago, 'no_answer') for ago in (30, 20)]
        self.look()
        self.assertFalse(self.signal('DS6'))
        calls.append(self._touch(10, 'no_answer'))
        self.look()
        signal = self.signal('DS6')
        self.assertEqual((signal.value, signal.test), (3.0, 'contacts'))
        self.assertEqual(signal.evidence, [f'credit.touch,{call.id}' for call in calls])

    def test_ds6_who_was_reached_in_between_is_reachable(self):
        for ago, outcome in ((30, 'no_answer'), (20, 'no_answer'), (15, 'will_pay'),
                             (10, 'no_answer')):
            self._touch(ago, outcome)
        self.look()
        self.assertFalse(self.signal('DS6'))

    def test_ds6_hears_what_was_logged_on_a_case(self):
        bill = self.bill(100.0, 60)
        line = bill.line_ids.filtered(lambda one: one.display_type == 'payment_term')
        case = self.env['credit.case'].with_user(self.officer)._open(
            self.profile, line, 'hand').sudo(False).with_user(self.officer)
        for days in (5, 4, 3):
            case.log('phone', "Nobody there", is_reached='no', day=str(self.ago(days)))
        self.look()
        self.assertEqual((self.signal('DS6').value, self.signal('DS6').test), (3.0, 'contacts'))
        self._letter(20)
        case.log('visit', "Talked", is_reached='yes', day=str(self.ago(2)))
        asked = self.signals._asked(self.company, self.profile, self.today)
        self.assertFalse(Unreachable().load(asked)[self.profile.id].is_on)

    def _letter(self, ago):
        partner = self.customer
        letter = self.env['credit.letter'].sudo().create({
            'profile_id': self.profile.id, 'partner_id': partner.id, 'kind': 'demand', 'degree': 1,
            'template': 'demand', 'date': self.ago(ago), 'subject': "Demand",
        })
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE credit_letter SET state = 'sent', sent_on = %s WHERE id = %s",
            (self.ago(ago), letter.id))
        self.env.invalidate_all()
        return letter

    def test_ds6_a_formal_letter_without_an_answer_for_fourteen_days(self):
        self._letter(13)
        self.look()
        self.assertFalse(self.signal('DS6'))
        letter = self._letter(14)
        self.look()
        signal = self.signal('DS6')
        self.assertEqual((signal.value, signal.test), (1.0, 'letter'))
        self.assertEqual(signal.evidence, [f'credit.letter,{letter.id}'])

    def test_ds6_our_credit_note_is_no_answer_and_money_is_one(self):
        bill = self.bill(100.0, 60)
        line = bill.line_ids.filtered(lambda one: one.display_type == 'payment_term')
        letter = self._letter(20)
        letter.line_ids = [Command.create({
            'move_line_id': line.id, 'name': bill.name, 'currency_id': bill.currency_id.id})]
        note = bill._reverse_moves([{'date': self.ago(10), 'invoice_date': self.ago(10)}])
        note.invoice_line_ids.price_unit = 30.0
        note.action_post()
        (note.line_ids.filtered(lambda one: one.display_type == 'payment_term') | line).reconcile()
        asked = self.signals._asked(self.company, self.profile, self.today)
        self.assertTrue(Unreachable().load(asked)[self.profile.id].is_on)
        self.pay(bill, 9)
        self.env.flush_all()
        self.assertFalse(Unreachable().load(asked)[self.profile.id].is_on)

    def test_ds6_a_letter_that_was_dealt_with_is_not_worse_the_next_morning(self):
        self._letter(20)
        self.look()
        self.signal('DS6').with_user(self.officer).acknowledge("their office moved")
        kinds = self.kinds('DS6')
        for days in (1, 2):
            self.look(self.today + timedelta(days=days))
        self.assertEqual(self.signal('DS6').state, 'acknowledged')
        self.assertEqual(self.kinds('DS6'), kinds)
        self._letter(14)
        self.look(self.today + timedelta(days=2))
        self.assertEqual((self.signal('DS6').state, self.signal('DS6').value), ('active', 2.0))

    def test_ds6_a_promise_is_an_answer(self):
        self._letter(20)
        self._promise(5, 'open')
        self.look()
        self.assertFalse(self.signal('DS6'))

    def test_ds10_what_is_disputed_counts_as_what_came_back(self):
        bill = self.bill(1000.0, 20)
        line = bill.line_ids.filtered(lambda one: one.display_type == 'payment_term')
        dispute = self.env['credit.dispute'].sudo().create({
            'profile_id': self.profile.id, 'move_line_id': line.id, 'move_id': bill.id,
            'amount': 60.0, 'reason_id': self.env['credit.dispute.reason'].search([], limit=1).id,
            'raised_on': self.ago(3),
        })
        self.look()
        signal = self.signal('DS10')
        self.assertEqual((signal.value, signal.test), (0.06, 'returns'))
        self.assertEqual(signal.evidence, [f'credit.dispute,{dispute.id}'])
