from odoo.exceptions import UserError
from odoo.tests import tagged

from ..tools.causes import CAUSES
from ..tools.excuses import BY_CODE
from .case_common import CaseCommon

PIXEL = (
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8/5+hHgAHggJ/PchI7wAAAABJRU5ErkJggg=='
)


@tagged('post_install', '-at_install')
class TestCauses(CaseCommon):

    def test_the_catalogue_is_that_of_the_field(self):
        causes = self.env['credit.cause'].search([])
        self.assertEqual(
            {cause.code: (cause.side, cause.owner_role) for cause in causes},
            {cause.code: (cause.side, cause.owner) for cause in CAUSES.values()})

    def test_the_newest_cause_of_a_line_counts(self):
        invoice = self._invoice(300.0, due=-60)
        case = self._case(invoice)
        forgot, habit = (self.env.ref(f'credit_management.credit_cause_{code}')
                         for code in ('forgot', 'habit'))
        case.with_user(self.officer).log('phone', "Forgot", is_reached='yes', cause_id=forgot.id)
        case.with_user(self.officer).log('phone', "Again", is_reached='yes', cause_id=habit.id)
        found = self.env['credit.case.cause'].search([('case_id', '=', case.id)])
        self.assertEqual(len(found), 2)
        current = found.filtered('is_current')
        self.assertEqual((current.cause_id, current.amount, current.side), (habit, 300.0, 'buyer'))
        self.assertEqual(self._line(invoice).credit_cause_id, habit)
        with self.assertRaises(UserError):
            current.with_user(self.officer).write({'amount': 1.0})


@tagged('post_install', '-at_install')
class TestExcuses(CaseCommon):
    """What the customer says is answered from the books; what they do not know is said so."""

    def setUp(self):
        super().setUp()
        self.excuses = {one.code: one for one in self.env['credit.excuse'].search([])}

    def _sold(self, delivered=5.0, ordered=5.0):
        """Sell goods, deliver some, invoice all of them, and let them be late."""
        order = self._order(100.0)
        order.order_line.product_uom_qty = ordered
        order.action_confirm()
        picking = order.picking_ids
        picking.move_ids.write({'quantity': delivered, 'picked': True})
        if delivered:
            picking.with_context(skip_backorder=True).button_validate()
        invoice = order._create_invoices()
        invoice.write({
            'invoice_date': self.on(-60), 'invoice_payment_term_id': False,
            'invoice_date_due': self.on(-30),
        })
        invoice.action_post()
        return order, invoice

    def _said(self, code, case, told=None):
        return self.excuses[code]._answer(case.sudo(), case.sudo().line_ids, told)

    def test_every_entry_of_the_catalogue_is_there(self):
        self.assertEqual(set(self.excuses), set(BY_CODE))
        facts = {fact for entry in BY_CODE.values() for fact in entry.facts}
        words = dict(self.env['credit.case.action']._fields['fact'].selection)
        steps = dict(self.env['credit.case.action']._fields['step'].selection)
        self.assertEqual(facts, set(words))
        self.assertEqual({step.code for entry in BY_CODE.values() for step in entry.steps}, set(steps))

    def test_no_proof_of_delivery_is_said_to_be_missing_and_then_shown(self):
        self.profile.credit_limit = 100_000.0
        order, invoice = self._sold()
        case = self._case(invoice)
        answered = self._said('X02', case)
        self.assertEqual((answered.answer.verdict, answered.answer.fact), ('supported', 'pod_signed'))
        self.assertEqual(answered.answer.step.code, 'open_dispute')
        proof = self.env['credit.delivery.proof'].create({
            'picking_id': order.picking_ids.id, 'date': self.today, 'signer': "Bob",
            'signature': PIXEL,
        })
        answered = self._said('X02', case)
        self.assertEqual((answered.answer.verdict, answered.answer.fact), ('refuted', 'pod_signed'))
        self.assertEqual(answered.proofs['pod_signed'], proof)
        self.assertIn('statement_confirmed', answered.answer.unknown)

    def test_less_delivered_than_invoiced_supports_him(self):
        self.profile.credit_limit = 100_000.0
        _order, invoice = self._sold(delivered=3.0)
        case = self._case(invoice)
        answered = self._said('X02', case)
        self.assertEqual(
            (answered.answer.verdict, answered.answer.fact), ('supported', 'delivery_short'))

    def test_services_have_nothing_to_show(self):
        case = self._case(self._invoice(300.0, due=-60))
        answered = self._said('X02', case)
        self.assertEqual((answered.answer.verdict, answered.answer.fact), ('unproven', None))
        self.assertIn('pod_signed', answered.answer.unknown)

    def test_already_paid_looks_for_money_and_then_for_the_slip(self):
        case = self._case(self._invoice(300.0, due=-60))
        self.assertEqual(self._said('X05', case).answer.step.code, 'ask_bank_slip')
        case.sudo()._log_excuse(
            self.excuses['X05'], case.line_ids, "Sent it", self._said('X05', case))
        self.assertEqual((case.next_action, case.planned_on),
                         ('planned', self._last(case).step_by))
        self._last(case).sudo().write({'step_by': self.on(-1)})
        answered = self._said('X05', case)
        self.assertEqual((answered.answer.verdict, answered.answer.fact), ('refuted', 'slip_overdue'))
        self.env['account.payment'].create({
            'payment_type': 'inbound', 'partner_type': 'customer', 'amount': 300.0,
            'partner_id': self.customer.id,
        }).action_post()
        self.env.invalidate_all()
        answered = self._said('X05', case)
        self.assertEqual((answered.answer.verdict, answered.answer.fact), ('supported', 'money_here'))

    def test_what_a_person_knows_counts_where_the_books_do_not(self):
        case = self._case(self._invoice(300.0, due=-60))
        self.assertEqual(self._said('X07', case).answer.verdict, 'unproven')
        self.assertEqual(
            self._said('X07', case, {'pay_when_paid_clause': True}).answer.verdict, 'supported')
        self.assertEqual(self._said('X05', case, {'money_here': True}).answer.verdict, 'unproven')

    def test_an_excuse_of_ones_own_is_never_proven(self):
        own = self.env['credit.excuse'].create({
            'name': "The dog ate it", 'code': "Y01", 'category': 'process'})
        self.excuses['Y01'] = own
        case = self._case(self._invoice(300.0, due=-60))
        self.assertIsNone(self._said('Y01', case).answer)

    def test_the_dialog_shows_facts_and_logs_the_answer(self):
        case = self._case(self._invoice(300.0, due=-60))
        wizard = self.env['credit.case.excuse.answer'].with_user(self.officer).create({
            'case_id': case.id, 'excuse_id': self.excuses['X07'].id, 'said': "He waits himself",
        })
        self.assertEqual(wizard.verdict, 'unproven')
        row = wizard.fact_ids.filtered(lambda one: one.fact == 'pay_when_paid_clause')
        self.assertEqual((row.value, row.by_books), ('unknown', False))
        row.value = 'no'
        self.assertEqual((wizard.verdict, wizard.step), ('refuted', 'fix_date'))
        wizard.action_log()
        action = self._last(case)
        self.assertEqual((action.kind, action.excuse_id.code, action.verdict, action.fact),
                         ('excuse', 'X07', 'refuted', 'pay_when_paid_clause'))
        self.assertEqual(action.facts['told'], {'pay_when_paid_clause': False})
        with self.assertRaises(UserError):
            self.excuses['X07'].unlink()

    def test_the_story_tells_what_was_done_and_salespeople_hear_nothing(self):
        case = self._case(self._invoice(300.0, due=-60))
        case.with_user(self.officer).log('phone', "Pays on Friday", is_reached='yes')
        story = self.profile.with_user(self.officer).timeline()
        lines = [line for line in story['lines'] if line.get('res_model') == 'credit.case']
        self.assertEqual(len(lines), 2)
        self.assertIn("Pays on Friday", lines[0]['note'])
        told = str(self.profile.with_user(self.sales).timeline())
        self.assertNotIn("Friday", told)
