from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2.errors import CheckViolation

from .paper_common import DAY
from .security_common import SecurityCommon


@tagged('post_install', '-at_install')
class TestCreditInstrument(SecurityCommon):
    """Bills and cheques: born from payments, counted until honoured, back when they come back."""

    def test_what_a_bill_closed_stays_in_exposure_until_it_is_honoured(self):
        invoice = self._invoice(400.0)
        paper = self.paper_of(self.receive(invoice))
        self.assertIn(invoice.payment_state, ('paid', 'in_payment'))
        self.assertEqual((paper.state, paper.matures_on, paper.partner_id),
                         ('held', False, self.customer))
        self.assertEqual(self.figures()[2], {'instrument': 400.0})
        self.assert_told_alike()
        # Nobody knows its day yet: somebody writes it down.
        self.assertIn("when it matures", self.tasks('instrument').why)
        paper.with_user(self.officer).write({'matures_on': self.today + 60 * DAY, 'number': '77'})
        self.assertFalse(self.tasks('instrument'))
        paper.with_user(self.officer).move('discounted', self.today, "River Bank")
        self.assertEqual(self.figures()[0], 400.0)
        paper.sudo().matures_on = self.today - 10 * DAY
        self.assertEqual(self.figures()[0], 400.0)
        paper.sudo().matures_on = self.today - 11 * DAY
        self.assertEqual((self.figures()[0], paper.counts), (0.0, 0.0))
        self.night()
        self.assertEqual(paper.state, 'paid')

    def test_kinds_weigh_by_the_settings(self):
        for kind, counts in (('bank_bill', 80.0), ('cheque', 400.0)):
            paper = self.paper_of(self.receive(self._invoice(400.0), kind))
            self.assertEqual((paper.kind, paper.counts), (kind, counts))
        self.assertEqual(self.figures()[0], 480.0)
        self.company.credit_bank_bill_weight = 0.0
        self.assertEqual(self.figures()[0], 400.0)
        with self.assertRaises(CheckViolation), mute_logger('odoo.sql_db'), self.env.cr.savepoint():
            self.company.credit_bank_bill_weight = 21.0
            self.env.flush_all()

    def test_a_payment_without_entry_counts_once(self):
        payment = self.receive(self._invoice(400.0), entry=False)
        self.assertFalse(payment.move_id)
        self.assertEqual(self.figures()[0], 400.0)
        self.assert_told_alike()
        # Where money on its way takes nothing off, the claim itself counts, and nothing beside it.
        self.company.credit_count_in_transit = False
        self.assertEqual(self.figures()[2], {'ar_not_due': 400.0})

    def test_a_paper_recorded_before_its_payment_is_taken_up_by_it(self):
        paper = self.env['credit.instrument'].with_user(self.officer).create({
            'partner_id': self.customer.id, 'kind': 'commercial_bill', 'amount': 400.0,
            'matures_on': self.today + 30 * DAY, 'number': '12'})
        invoice = self._invoice(400.0)
        self.assertEqual(self.figures()[2], {'ar_not_due': 400.0})
        payment = self.receive(invoice)
        self.assertEqual(self.paper_of(payment), paper)
        self.assertEqual(self.figures()[2], {'instrument': 400.0})
        payment.action_draft()
        payment.action_post()
        self.assertEqual(self.paper_of(payment), paper)

    def test_one_that_comes_back_counts_in_full_is_a_task_and_a_signal(self):
        self._pay(self._invoice(1.0, due=-700))  # known to us for long
        payment = self.receive(self._invoice(400.0), 'bank_bill')
        paper = self.paper_of(payment).with_user(self.officer)
        with self.assertRaisesRegex(UserError, "Say why it came back"):
            paper.move('dishonoured', self.today)
        paper.move('dishonoured', self.today, reason="No funds")
        self.assertEqual(self.figures()[2], {'instrument': 400.0})
        self.assertIn("reverse its payment", self.tasks('instrument').why)
        self.assertEqual(self.profile.with_user(self.officer).dishonoured_amount, 400.0)
        case = self.env['credit.case'].with_user(self.officer).new({'profile_id': self.profile.id})
        self.assertEqual(case.dishonoured_amount, 400.0)
        self.env['credit.signal'].sudo()._look(self.profile, self.today)
        signal = self.env['credit.signal'].search([
            ('profile_id', '=', self.profile.id), ('code', '=', 'DS3')])
        self.assertEqual(len(signal), 1)
        action = paper.action_reverse_payment()
        self.assertEqual(action['context']['active_ids'], payment.move_id.ids)
        self.env['account.move.reversal'].with_context(**action['context']).create(
            {'journal_id': payment.move_id.journal_id.id}).reverse_moves()
        self.env.invalidate_all()
        self.assertEqual(self.figures()[0], 400.0)
        self.assertNotIn('instrument', self.figures()[2])
        self.assertFalse(self.tasks('instrument'))
        log = self.env['credit.decision'].search([
            ('kind', '=', 'instrument'), ('profile_id', '=', self.profile.id)])
        self.assertIn('No funds', log.payload)

    def test_a_rejected_payment_brings_its_paper_back(self):
        payment = self.receive(self._invoice(400.0), 'debit', entry=False)
        paper = self.paper_of(payment)
        self.assertEqual((paper.state, paper.matures_on), ('deposited', payment.date))
        payment.action_reject()
        self.assertEqual(paper.state, 'dishonoured')
        self.assertEqual(self.figures()[2], {'ar_not_due': 400.0})

    def test_money_on_the_bank_statement_pays_it(self):
        payment = self.receive(self._invoice(400.0))
        paper = self.paper_of(payment)
        line = self.env['account.bank.statement.line'].create({
            'journal_id': self.journal.id, 'date': self.today, 'amount': 400.0,
            'payment_ref': "bill 77"})
        suspense = line.move_id.line_ids.filtered(
            lambda one: one.account_id == self.journal.suspense_account_id)
        open_line = payment.move_id.line_ids.filtered(
            lambda one: one.account_id == self.method.payment_account_id)
        line.move_id.button_draft()
        suspense.account_id = open_line.account_id
        line.move_id.action_post()
        (suspense | open_line).reconcile()
        self.assertEqual((paper.state, self.figures()[0]), ('paid', 0.0))

    def test_papers_of_a_payment_are_not_more_than_it_brought(self):
        payment = self.receive(self._invoice(400.0))
        with self.assertRaisesRegex(ValidationError, "more than the"), self.env.cr.savepoint():
            self.env['credit.instrument'].with_user(self.officer).create({
                'partner_id': self.customer.id, 'amount': 1.0, 'payment_id': payment.id})
        paper = self.paper_of(payment).with_user(self.officer)
        paper.amount = 250.0
        paper.copy({'amount': 150.0, 'payment_id': payment.id})
        self.assertEqual(self.figures()[0], 400.0)

    def test_it_moves_by_its_buttons_alone(self):
        paper = self.paper_of(self.receive(self._invoice(400.0), 'cheque'))
        officer = paper.with_user(self.officer)
        with self.assertRaisesRegex(UserError, "moves by its buttons"):
            officer.state = 'paid'
        with self.assertRaisesRegex(UserError, "not its next step"):
            officer.move('discounted', self.today, "River Bank")
        with self.assertRaisesRegex(UserError, "to whom"):
            officer.move('endorsed', self.today)
        with self.assertRaisesRegex(UserError, "still to come"):
            officer.move('deposited', self.today + DAY)
        with self.assertRaisesRegex(UserError, "stays on record"):
            officer.unlink()
        dialog = self.env['credit.instrument.move'].with_user(self.officer).with_context(
            default_instrument_id=paper.id)
        self.assertNotIn('discounted', dict(dialog._selection_state()))
        dialog.create({'state': 'deposited', 'holder': "River Bank"}).action_apply()
        self.assertEqual((paper.state, paper.holder), ('deposited', "River Bank"))
        with self.assertRaises(AccessError):
            paper.with_user(self.sales).read(['amount'])
        with self.assertRaises(AccessError):
            paper.with_user(self.auditor).move('paid')

    def test_more_papers_take_no_more_queries(self):
        counts = []
        for _each in range(2):
            self.receive(self._invoice(10.0))
            self.figures()
            before = self.env.cr.sql_log_count
            self.figures()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
        self.assertEqual(self.figures()[0], 20.0)
