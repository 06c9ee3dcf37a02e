from datetime import timedelta

from odoo.tests import tagged

from .letter_common import LetterCommon


@tagged('post_install', '-at_install')
class TestLetterAdvice(LetterCommon):
    """What whoever writes or approves letters is told."""

    def _advice(self):
        return self.env['credit.letter.new'].with_user(self.officer).create(
            {'profile_id': self.profile.id}).advice

    def test_the_grade_says_when_a_demand_is_due(self):
        self._invoice(100.0, due=-8)
        self.assertFalse(self._advice(), "13 days for most")
        self.profile.grade = 'D'
        self.assertIn("degree 1", self._advice())

    def test_a_demand_that_failed_does_not_count(self):
        move = self._invoice(100.0, due=-40)
        self.assertIn("degree 1", self._advice())
        letter = self.letters.sudo()._make(self.profile, 'demand', 1, self.line(move))
        letter.write({'state': 'sent', 'sent_on': self.today - timedelta(days=30)})
        self.assertIn("degree 2", self._advice())
        letter.state = 'failed'
        self.assertIn("degree 1", self._advice())

    def test_whoever_approves_many_hears_of_those_that_stay(self):
        self._invoice(100.0, due=-40)
        goes = self.letters._make(self.profile, 'statement')
        other = self.env['res.partner'].create({'name': "No Mail Ltd", 'is_company': True})
        profile = self._profile(other, 10.0)
        self._invoice(50.0, other, due=-40)
        stays = self.letters._make(profile, 'statement')
        told = (goes | stays).with_user(self.officer).action_approve()
        self.assertEqual((goes.state, stays.state), ('approved', 'draft'))
        self.assertIn("1 of 2", told['params']['message'])
        self.assertIn("e-mail", told['params']['message'])
