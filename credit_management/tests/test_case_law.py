from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..tools import debtor_classes as classes
from ..tools.causes import CAUSES
from ..tools.excuses import BY_CODE
from .case_common import CaseCommon

PIXEL = (
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8/5+hHgAHggJ/PchI7wAAAABJRU5ErkJggg=='
)


@tagged('post_install', '-at_install')
class TestCaseRoute(CaseCommon):
    """Pressure only rises, one route at a time, with the evidence that a route needs."""

    def setUp(self):
        super().setUp()
        self.invoice = self._invoice(300.0, due=-60)
        self.case = self._case(self.invoice)

    def _move(self, route, reason="Because", ground=None, user=None):
        self.case.with_user(user or self.officer).move_to(route, reason, ground)

    def _prove(self, *codes):
        for code in codes:
            file = self._uploaded(self.officer)
            self.env['credit.case.log'].with_user(self.officer).create({
                'case_id': self.case.id, 'kind': 'evidence', 'evidence': code,
                'attachment_ids': [(6, 0, file.ids)]}).action_log()

    def _uploaded(self, user):
        return self.env['ir.attachment'].with_user(user).create({
            'name': "mandate.pdf", 'raw': b'x', 'res_model': 'credit.case.log', 'res_id': 0})

    def test_evidence_is_a_file_that_stays_and_colleagues_read(self):
        file = self._uploaded(self.officer)
        self.env['credit.case.log'].with_user(self.officer).create({
            'case_id': self.case.id, 'kind': 'evidence', 'evidence': 'mandate',
            'attachment_ids': [(6, 0, file.ids)]}).action_log()
        action = self._last(self.case)
        self.assertEqual((file.res_model, file.res_id), ('credit.case.action', action.id))
        self.assertEqual(action.with_user(self.manager).attachment_ids.raw, b'x')
        for change in (file.unlink, lambda: file.write({'raw': b'y'})):
            with self.assertRaises(AccessError):
                change()
        self.assertIn('mandate', self.case.sudo()._evidence())

    def test_nothing_proves_a_route_without_a_file(self):
        case = self.case.with_user(self.officer)
        for kind, files in (('note', None), ('evidence', None), ('evidence', []),
                            ('note', self._uploaded(self.officer).ids)):
            with self.assertRaises(UserError):
                case.log(kind, "On file", evidence='mandate', files=files)
        with self.assertRaises(UserError):
            case.log('evidence', "x", files=self._uploaded(self.officer).ids)
        with self.assertRaises(AccessError):
            case.log('note', "x", files=self._uploaded(self.manager).ids)
        case.log('evidence', "x", evidence='mandate', files=self._uploaded(self.officer).ids)

    def test_it_begins_where_no_evidence_is_needed(self):
        self.assertEqual(self.case.route, 'credit')
        other = self.env['res.partner'].create({'name': "Just late"})
        just = self._case(
            self._invoice(10.0, partner=other, due=-2), profile=self._profile(other, 100.0))
        self.assertEqual(just.route, 'salesperson')

    def test_a_route_needs_its_evidence(self):
        with self.assertRaisesRegex(UserError, "Mandate"):
            self._move('third_party')
        self._prove('mandate')
        with self.assertRaisesRegex(UserError, "File of the claim"):
            self._move('third_party')
        self._prove('claim_file')
        self._move('third_party')
        self.assertEqual(self.case.route, 'third_party')

    def test_routes_are_left_out_with_a_ground_only(self):
        self._prove('power_of_attorney', 'claim_file')
        with self.assertRaisesRegex(UserError, "ground"):
            self._move('court')
        with self.assertRaisesRegex(UserError, "manager"):
            self._move('court', ground='agreed_with_manager')
        with self.assertRaises(UserError):
            self._move('court', ground='because')
        self._move('court', ground='assets_vanish')
        self.assertEqual(self.case.route, 'court')
        decision = self.env['credit.decision'].search([('kind', '=', 'case')], limit=1)
        self.assertIn('assets_vanish', decision.payload)

    def test_it_never_goes_down_before_everything_was_paid(self):
        self._prove('mandate', 'claim_file')
        self._move('third_party')
        with self.assertRaisesRegex(UserError, "only rises"):
            self._move('credit')
        later = self._invoice(20.0, due=-3)
        self.case.sudo()._join(self._line(later))
        with self.assertRaisesRegex(UserError, "only rises"):
            self._move('credit')
        self._pay(self.invoice)
        self._move('salesperson')
        self.assertEqual((self.case.route, self.case.amount), ('salesperson', 20.0))

    def test_a_reason_is_needed_and_a_closed_case_does_not_move(self):
        self._prove('mandate', 'claim_file')
        with self.assertRaisesRegex(UserError, "why"):
            self._move('third_party', " ")
        self.case.with_user(self.manager).close("Done")
        with self.assertRaisesRegex(UserError, "closed"):
            self._move('third_party')

    def test_what_is_due_is_said_and_nobody_moves_it_by_himself(self):
        self.assertFalse(self.case.is_route_due)
        old = self._invoice(10.0, due=-95)
        self.case.sudo()._join(self._line(old))
        self.assertTrue(self.case.is_route_due)
        self.assertEqual(self.case.proposed_route, 'third_party')
        self.assertIn("Mandate", self.case.needed_text)
        self.assertIn("Agency", self.case._why())
        self.assertEqual(self.case.route, 'credit')

    def test_the_dialog_does_the_same(self):
        self._prove('mandate', 'claim_file')
        wizard = self.env['credit.case.decide'].with_user(self.officer).create({
            'case_ids': [(6, 0, self.case.ids)], 'what': 'route', 'route': 'third_party',
            'reason': "Mandate signed",
        })
        self.assertFalse(wizard.needed_text)
        wizard.action_apply()
        self.assertEqual(self.case.route, 'third_party')


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
