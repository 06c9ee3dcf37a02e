from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .case_common import CaseCommon


@tagged('post_install', '-at_install')
class TestCaseDay(CaseCommon):
    """What a collector does in a day changes what comes next, and nothing else."""

    def setUp(self):
        super().setUp()
        self.invoice = self._invoice(300.0, due=-60)
        self.case = self._case(self.invoice)
        self.officer_case = self.case.with_user(self.officer)

    def test_a_forgotten_call_changes_nothing_that_was_agreed_since(self):
        day = self.on(20)
        self.officer_case.log('phone', "Pays then", is_reached='yes', next_on=str(day))
        self.officer_case.log('mail', "Forgot to log", day=str(self.on(-7)))
        self.assertEqual(self.case.planned_on, day)
        self.officer_case.log('mail', "Reminded")
        self.assertFalse(self.case.planned_on)

    def test_the_next_contact_is_neither_over_nor_in_years(self):
        for days in (-1, 400):
            with self.assertRaises(ValidationError):
                self.officer_case.log('phone', "x", is_reached='yes', next_on=str(self.on(days)))

    def test_a_collector_works_for_the_company_of_the_case(self):
        foreign = self.env['res.company'].create({'name': "Foreign"})
        self.manager.write({'company_ids': [(6, 0, foreign.ids)], 'company_id': foreign.id})
        with self.assertRaisesRegex(UserError, "does not work for"):
            self.officer_case.hand_over(self.manager.id)

    def test_a_closed_case_stays_with_who_closed_it(self):
        self.case.with_user(self.manager).close("given up")
        self.officer_case.hand_over(self.manager.id)
        self.assertEqual(self.case.user_id, self.officer)

    def test_a_dispute_that_is_settled_waits_for_nothing(self):
        dispute = self.env['credit.dispute'].with_user(self.officer)._raise(
            self._line(self.invoice), 300.0, self.env['credit.dispute.reason'].search([], limit=1))
        self.assertEqual(self.case.next_action, 'dispute')
        self.assertEqual((self.case.amount, self.case.disputed_amount), (300.0, 300.0))
        dispute.with_user(self.officer).settle('rejected', "it was delivered")
        self.assertNotEqual(self.case.next_action, 'dispute')

    def test_lines_of_a_daughter_with_a_profile_of_her_own_are_not_his(self):
        daughter = self.env['res.partner'].create({
            'name': "Daughter", 'is_company': True, 'parent_id': self.customer.id})
        hers = self._line(self._invoice(100.0, partner=daughter, due=-60))
        self.assertNotIn(hers, self.profile._late_lines())
        self.assertIn(self._line(self.invoice), self.profile._late_lines())
