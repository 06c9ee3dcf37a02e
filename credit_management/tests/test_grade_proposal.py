from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .test_score import RATINGS, ScoreCommon


@tagged('post_install', '-at_install')
class TestGradeProposal(ScoreCommon):
    """A grade that scores propose, and a person decides on."""

    @property
    def open_one(self):
        return self.env['credit.grade.proposal'].search(
            [('profile_id', '=', self.profile.id), ('state', '=', 'open')])

    def _worse(self):
        self.profile.grade = 'A'
        self._rate(dict.fromkeys(RATINGS, 2))
        return self.open_one

    def _tasks(self):
        return self.env['credit.task'].with_user(self.manager).search(
            [('kind', '=', 'grade_proposal'), ('profile_id', '=', self.profile.id)])

    def test_a_worse_grade_waits_in_my_work_and_is_taken_over(self):
        proposal = self._worse()
        self.assertEqual((proposal.present, proposal.wanted, proposal.is_worse), ('A', 'E', True))
        task = self._tasks()
        self.assertEqual(task.name, "A → E")
        self.assertIn("20 points", task.why)
        self.assertEqual([button['method'] for button in task._brief()['buttons']],
                         ['action_apply_grade', 'action_keep_grade'])
        task.action_apply_grade()
        self.assertEqual((self.profile.grade, proposal.state), ('E', 'applied'))
        self.assertIn("20 points", self.profile.limit_reason)
        self.assertFalse(self._tasks())

    def test_scores_never_write_a_grade(self):
        self._worse()
        self.assertEqual(self.profile.grade, 'A')

    def test_a_grade_that_was_kept_is_not_asked_again_until_scores_say_another(self):
        proposal = self._worse()
        with self.assertRaisesRegex(UserError, "Say why"):
            proposal.with_user(self.manager).action_keep(" ")
        proposal.with_user(self.manager).action_keep("Guaranteed by the parent")
        self.scores._score(self.profile)
        self.assertFalse(self.open_one)
        self._rate(dict.fromkeys(RATINGS, 4))
        self.assertEqual(self.open_one.wanted, 'D')
        log = self.env['credit.decision'].sudo().search(
            [('kind', '=', 'score'), ('profile_id', '=', self.profile.id)], limit=1)
        self.assertIn("Guaranteed by the parent", str(log.payload))

    def test_a_later_score_overtakes_what_waits(self):
        proposal = self._worse()
        self._rate(dict.fromkeys(RATINGS, 4))
        self.assertEqual((proposal.state, self.open_one.wanted), ('overtaken', 'D'))
        self.profile.grade = 'D'
        self.assertFalse(self.open_one)

    def test_a_better_grade_takes_another_than_who_rated(self):
        self.profile.grade = 'D'
        self._rate(dict.fromkeys(RATINGS, 10), user=self.manager)
        proposal = self.open_one
        self.assertEqual((proposal.wanted, proposal.is_worse), ('C', False))
        self.assertFalse(self._tasks())
        with self.assertRaisesRegex(AccessError, "You rated this customer"):
            proposal.with_user(self.manager).action_apply()
        proposal.with_user(self.manager_2).action_apply()
        self.assertEqual(self.profile.grade, 'C')

    def test_who_may_not_decide(self):
        proposal = self._worse()
        for user in (self.officer, self.auditor):
            with self.assertRaises(AccessError):
                proposal.with_user(user).action_apply()
        self.customer.user_id = self.manager
        with self.assertRaisesRegex(AccessError, "own sales customer"):
            proposal.with_user(self.manager).action_apply()
        self.assertTrue(proposal.with_user(self.manager).why_not)
        with self.assertRaises(UserError):
            proposal.with_user(self.manager_2).write({'state': 'applied'})

    def test_decided_once(self):
        proposal = self._worse()
        proposal.with_user(self.manager).action_apply()
        with self.assertRaisesRegex(UserError, "decided already"):
            proposal.with_user(self.manager_2).action_apply()
