from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..tools import debtor_classes as classes
from .case_common import CaseCommon


@tagged('post_install', '-at_install')
class TestCaseClass(CaseCommon):
    """Willing and able by what the books know; nobody is classed by what nobody knows."""

    def setUp(self):
        super().setUp()
        self.invoice = self._invoice(300.0, due=-60)
        self.case = self._case(self.invoice)

    def _parts(self):
        self.case.sudo()._classify()
        return dict(self.case.class_parts)

    def test_without_data_there_is_no_class(self):
        parts = self._parts()
        self.assertEqual((parts['promises'], parts['contacts'], parts['grade']), (None, None, None))
        self.assertFalse(self.case.debtor_class)
        self.assertFalse(self.case.has_willing)
        self.assertIn("not known", self.case.parts_text)

    def test_each_part_comes_from_the_books(self):
        self.profile.write({'grade': 'B', 'credit_limit': 1000.0})
        officer = self.case.with_user(self.officer)
        for reached in ('yes', 'no', 'no', 'no'):
            officer.log('phone', "Called", is_reached=reached)
        self.assertEqual(dict(self.case.class_parts)['contacts'], 25.0)
        for amount, kept in ((100.0, 100.0), (300.0, 0.0)):
            self.env['credit.promise'].sudo().create({
                'profile_id': self.profile.id, 'amount': amount, 'day': self.today,
                'made_on': self.today, 'ends_on': self.today, 'source': 'officer',
                'state': 'kept' if kept else 'broken', 'decided_on': self.today,
                'matured_amount': amount, 'kept_amount': kept,
            })
        parts = self._parts()
        self.assertEqual(parts['grade'], 75.0)
        self.assertEqual(parts['contacts'], 25.0)
        self.assertEqual(parts['promises'], 25.0)
        self.assertEqual(parts['use'], 70.0)
        self.assertEqual(parts['disputes'], 100.0)
        willing = classes.willingness(25, 25, 100).value
        self.assertAlmostEqual(self.case.willing, float(willing))
        self.assertTrue(self.case.has_able)
        self.assertEqual(self.case.debtor_class, 'K3')
        self.assertIn("Negotiate first", self.case.strategy_text)

    def test_the_trend_compares_the_last_months_with_those_before(self):
        def paid(invoiced, due, on):
            invoice = self._invoice(
                100.0, due=due, invoice_date=self.on(invoiced), date=self.on(invoiced))
            self.env['account.payment.register'].with_context(
                active_model='account.move', active_ids=invoice.ids,
            ).create({'payment_date': self.on(on)})._create_payments()

        self._pay(self.invoice)
        paid(-240, -210, -205)   # 5 days late
        paid(-80, -50, -30)      # 20 days late
        parts = self._parts()
        self.assertEqual(parts['trend'], 50.0)

    def test_people_may_decide_with_a_reason(self):
        officer = self.case.with_user(self.officer)
        for code, reason in (('K5', "x"), ('K9', "x"), ('K2', " "), ('K2', None)):
            with self.subTest(code=code), self.assertRaises(UserError):
                officer.set_class(code, reason)
        officer.set_class('K2', "Showed his accounts")
        self.assertEqual(self.case.debtor_class, 'K2')
        self.assertFalse(self.case.class_by_scores)
        self._night()
        self.assertEqual(self.case.debtor_class, 'K2')
        decision = self.env['credit.decision'].search([('kind', '=', 'case')], limit=1)
        self.assertIn("Showed his accounts", decision.payload)
        officer.set_class(False, "Scores again")
        self.assertFalse(self.case.debtor_class)

    def test_a_dispute_lies_over_the_class(self):
        self._dispute(40.0)
        self._parts()
        self.assertTrue(self.case.is_disputed)
        self.assertIn("Collect what is not disputed", self.case.strategy_text)

    def _dispute(self, amount):
        reason = self.env['credit.dispute.reason'].search([], limit=1)
        return self.env['credit.dispute'].sudo().create({
            'profile_id': self.profile.id, 'move_line_id': self._line(self.invoice).id,
            'amount': amount, 'reason_id': reason.id, 'raised_on': self.today,
        })


@tagged('post_install', '-at_install')
class TestCaseFigures(CaseCommon):

    def test_cures_and_causes_are_those_of_the_tools(self):
        first, second = self._invoice(300.0, due=-60), self._invoice(100.0, due=-40)
        case = self._case(first, second)
        habit = self.env.ref('credit_management.credit_cause_habit')
        officer = case.with_user(self.officer)
        officer.log('mail', "Asked", day=str(self.on(-20)))
        officer.log('phone', "Pays", is_reached='yes', line_ids=self._line(first).ids,
                    cause_id=habit.id, cost=6.0)
        case.sudo().opened_on = self.on(-30)
        self._pay(first)
        figures = self.env['credit.case.figures'].with_user(self.officer).create({'by': 'channel'})
        rows = {row.name: row for row in figures.cure_ids}
        self.assertEqual((rows["Call"].actions, rows["Call"].cured, rows["Call"].rate), (1, 1, 1.0))
        self.assertEqual((rows["E-mail"].actions, rows["E-mail"].cured), (2, 0))
        self.assertEqual((figures.cost, figures.collected), (6.0, 300.0))
        self.assertAlmostEqual(figures.cost_rate, 0.02)
        cause = figures.cause_ids.filtered(lambda row: row.cause_id == habit)
        self.assertEqual((cause.count, cause.amount, cause.back_count), (1, 300.0, 0))
        habit.with_company(self.company).mended_on = self.on(-5)
        again = self.env['credit.case.figures'].with_user(self.officer).create({})
        self.assertEqual(
            again.cause_ids.filtered(lambda row: row.cause_id == habit).back_amount, 300.0)
        foreign = self.env['res.company'].create({'name': "Foreign"})
        with self.assertRaises(AccessError):
            self.assertFalse(again.create({'company_id': foreign.id}).cure_ids)
        figures.by = 'collector'
        self.assertIn(self.officer.name, figures.cure_ids.mapped('name'))
