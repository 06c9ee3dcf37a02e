import json
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .policy_common import PolicyCommon


@tagged('post_install', '-at_install')
class TestPolicyQuiz(PolicyCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.questions = cls.env['credit.policy.question']
        cls.questions.search([]).active = False
        cls.questions.create([
            {'statement': "Control costs sales.", 'is_true': False, 'why': "It does not."},
            {'statement': "Four eyes release.", 'is_true': True, 'why': "They do."},
        ])

    def _asked(self, **values):
        draft = self._next()
        wizard = self.env['credit.policy.publish'].with_user(self.manager).with_context(
            default_policy_id=draft.id).create({'with_quiz': True, **values})
        self.assertEqual(wizard.pass_mark, 80)
        wizard.action_publish()
        return draft.with_user(self.officer)

    def _quiz(self, policy, *answers):
        action = policy.action_acknowledge()
        quiz = self.env['credit.policy.quiz'].with_user(self.officer).browse(action['res_id'])
        for line, answer in zip(quiz.line_ids, answers, strict=True):
            line.answer = answer
        return quiz

    def _row(self, policy):
        return policy.sudo().acknowledgement_ids.filtered(
            lambda row: row.user_id == self.officer)

    def test_reading_counts_once_the_quiz_is_passed(self):
        policy = self._asked()
        quiz = self._quiz(policy, 'true', 'true')
        self.assertFalse(any(quiz.line_ids.mapped('why')), "answers are told afterwards")
        quiz.action_submit()
        row = self._row(policy)
        self.assertEqual((quiz.state, quiz.score, row.score, row.tries), ('failed', 50, 50, 1))
        self.assertFalse(row.read_at)
        self.assertEqual(quiz.line_ids.mapped('why'), ["It does not.", "They do."])
        self.assertEqual(quiz.line_ids.mapped('is_right'), [False, True])
        with self.assertRaisesRegex(UserError, "over"):
            quiz.action_submit()
        again = self._quiz(policy, 'untrue', 'true')
        again.action_submit()
        self.assertEqual((again.state, row.score, row.tries), ('passed', 100, 2))
        self.assertTrue(row.read_at)
        self.assertFalse(policy.must_read)
        with self.assertRaisesRegex(UserError, "does not wait"):
            policy.action_quiz()

    def test_the_log_keeps_what_was_asked_and_answered(self):
        policy = self._asked()
        self._quiz(policy, 'untrue', 'true').action_submit()
        line = self.env['credit.decision'].search([('kind', '=', 'policy')], limit=1)
        payload = json.loads(line.payload)
        told = payload.get('data', payload)
        self.assertIn('"action":"acknowledged"', line.payload)
        self.assertIn("Four eyes release.", line.payload)
        self.assertTrue(told)

    def test_nobody_passes_by_leaving_answers_out(self):
        policy = self._asked()
        quiz = self._quiz(policy, 'untrue', False)
        with self.assertRaisesRegex(UserError, "each statement"):
            quiz.action_submit()
        self.assertEqual(policy._answered({}), (0, False))
        with self.assertRaises(AccessError):
            self.questions.with_user(self.officer).search([])

    def test_nobody_reads_the_answers_before_he_answers(self):
        quiz = self._quiz(self._asked(), 'true', 'true')
        line, question = quiz.line_ids[0], self.questions.search([], limit=1)
        spec = {'state': {}, 'line_ids': {'fields': {'why': {}, 'is_right': {}}}}
        for write in (
            lambda: quiz.write({'state': 'failed'}), lambda: quiz.write({'score': 100}),
            lambda: line.write({'question_id': question.id}),
            lambda: quiz.write({'line_ids': [(1, line.id, {'question_id': question.id})]}),
            lambda: quiz.write({'line_ids': [(0, 0, {'question_id': question.id})]}),
            lambda: quiz.write({'line_ids': [(3, line.id)]}),
            lambda: quiz.copy({'state': 'failed'}),
            lambda: quiz.create({'policy_id': quiz.policy_id.id, 'state': 'failed', 'line_ids': [
                (0, 0, {'question_id': question.id})]}),
        ):
            with self.assertRaises(UserError):
                write()
        for sent in ([0, 0, {'question_id': question.id}], [1, line.id, {}]):
            told = str(quiz.onchange({'state': 'failed', 'line_ids': [sent]}, ['state'], spec))
            self.assertNotIn("It does not.", told)
        quiz.write({'line_ids': [(1, line.id, {'answer': 'untrue'})]})
        quiz.action_submit()
        self.assertEqual((quiz.state, line.why), ('passed', "It does not."))
        other = quiz.with_user(self.manager).sudo().create(
            {'policy_id': quiz.policy_id.id}).sudo(False)
        told = str(other.onchange(
            {'state': 'failed', 'line_ids': [[1, line.id, {}]]}, ['state'], spec))
        self.assertNotIn("It does not.", told)

    def test_a_question_of_one_version_is_asked_of_it_alone(self):
        policy = self._asked()
        self.questions.create({
            'statement': "Days are 15 now.", 'is_true': True, 'why': "Yes.",
            'policy_id': policy.id})
        self.assertEqual(len(policy._questions()), 3)
        self.assertEqual(len(self.standard._questions()), 0, "no quiz, no question")

    def test_without_a_quiz_reading_is_said_as_before(self):
        policy = self._asked(with_quiz=False)
        self.assertIs(policy.action_acknowledge(), True)
        self.assertTrue(self._row(policy).read_at)

    def test_who_is_late_is_written_to_once(self):
        policy = self._asked(reading_days=1)
        row = self._row(policy)
        row.due_at = fields.Datetime.now() - timedelta(hours=1)
        for _run in range(2):
            with patch.object(
                self.env.registry['ir.cron'], '_commit_progress', lambda *a, **kw: 1.0
            ):
                self.env['credit.policy']._cron_start()
        mails = self.env['mail.message'].search([
            ('partner_ids', 'in', self.officer.partner_id.ids),
            ('subject', 'like', "still to be read")])
        self.assertEqual(len(mails), 1)
        self.assertTrue(row.reminded_at)
