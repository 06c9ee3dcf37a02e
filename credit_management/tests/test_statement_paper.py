from base64 import b64encode

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .paper_common import PDF
from .test_statement import StatementCommon


@tagged('post_install', '-at_install')
class TestStatementPaper(StatementCommon):
    """A statement that came back signed on paper."""

    def entered(self, statement, user=None, **values):
        wizard = self.env['credit.statement.paper'].with_user(user or self.officer).create({
            'statement_id': statement.id, 'signer_name': "Li Wei", 'signer_title': "Cashier",
            'day': self.today, 'seal': 'finance', 'paper': PDF, 'paper_name': 's.pdf', **values})
        wizard.action_apply()
        return statement

    def test_it_confirms_and_is_evidence_with_the_signers_letter(self):
        statement = self.out(self.letter())
        self.entered(statement)
        self.assertEqual(
            (statement.state, statement.confirmed, statement.seal, statement.signer_check), (
                'confirmed', 100_000.0, 'finance', 'fail'))
        self.assertIn("There is no letter", statement.signer_why)
        self.assertEqual(statement.document_hash, statement._hash())
        event, = self.env['credit.limitation']._events(self.line(self.new).ids, self.today)[
            self.line(self.new).id]
        self.assertEqual((event.kind, event.date, event.evidence), (
            'statement_signed', self.today, {'statement', 'signer', 'demand_sentence'}))
        with self.assertRaisesRegex(UserError, "waits for no answer"):
            self.entered(statement)

    def test_the_companys_own_seal_needs_no_letter_and_a_letter_is_named(self):
        statement = self.entered(self.out(self.letter()), seal='company')
        self.assertIn('authorization', statement._limitation_event().evidence)
        self.profile.representative_ids = self.env['res.partner'].create({
            'name': "Li Wei", 'parent_id': self.customer.id})
        adhoc = self.entered(self.out(self.letter(is_adhoc=True)))
        self.assertEqual((adhoc.signer_check, adhoc.signer_right), (
            'ok', "Representative by law"))

    def test_o_st_1_what_differs_is_disputed(self):
        """`O-ST-1`: the customer reports 97,000 of 100,000."""
        statement = self.out(self.letter())
        with self.assertRaisesRegex(UserError, "Name the entry that differs"):
            self.entered(statement, confirmed=97_000.0)
        line = statement.line_ids.filtered(lambda one: one.move_id == self.new)
        reason = self.env.ref('credit_management.credit_dispute_reason_price')
        self.entered(statement, confirmed=97_000.0, line_id=line.id, reason_id=reason.id)
        self.assertEqual((statement.state, statement.confirmed, statement.difference), (
            'differs', 97_000.0, 3_000.0))
        self.assertEqual(statement.dispute_ids.amount, 3_000.0)

    def test_what_no_paper_can_be(self):
        draft = self.letter().statement_ids
        with self.assertRaisesRegex(UserError, "waits for no answer"):
            self.entered(draft)
        statement = self.out(draft.letter_id)
        svg = b64encode(b'<svg/>')
        for values, words in (
            ({'day': statement.date_from}, "between"), ({'signer_name': " "}, "Say who signed"),
            ({'paper': svg, 'paper_name': 's.svg'}, "of a kind that is not kept"),
            ({'paper': svg, 'paper_name': 's.pdf'}, "of a kind that is not kept"),
        ):
            with self.subTest(words=words), self.assertRaisesRegex(UserError, words):
                self.entered(statement, **values)
        for user in (self.sales, self.auditor):
            with self.assertRaises(AccessError):
                self.entered(statement, user=user)
        self.assertEqual(statement.state, 'sent')

    def test_the_dialog_asks_what_differs(self):
        statement = self.out(self.letter())
        action = statement.with_user(self.officer).action_sign_paper_dialog()
        form = Form(self.env['credit.statement.paper'].with_user(self.officer).with_context(
            **action['context']))
        self.assertEqual((form.confirmed, form.differs), (100_000.0, False))
        form.confirmed = 97_000.0
        self.assertTrue(form.differs)

    def test_the_scan_goes_into_a_hand_over_file(self):
        statement = self.entered(self.out(self.letter()))
        handover = self.env['credit.handover'].sudo().new({
            'profile_id': self.profile.id, 'line_ids': self.line(self.new)})
        report, scan = handover._papers_of_statements()
        self.assertEqual((report['source'], scan['what'], scan['ending'], scan['res_id']), (
            'report', 'paper', 'pdf', statement.id))
