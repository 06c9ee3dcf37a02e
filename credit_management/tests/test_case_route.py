from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .case_common import CaseCommon


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
