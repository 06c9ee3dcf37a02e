from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models import credit_statement_run
from ..tools import statements as pure
from .letter_common import LetterCommon


class StatementCommon(LetterCommon):
    """A customer whose account had an opening balance, and movements in the last month."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.statements = cls.env['credit.statement']
        cls.end = cls.today.replace(day=1) - timedelta(days=1)
        cls.start = cls.end.replace(day=1)
        cls.before = cls.start - timedelta(days=10)
        cls.old = cls.booked(120_000.0, cls.before)
        cls.new = cls.booked(80_000.0, cls.start + timedelta(days=1))
        cls.paid(cls.old, 95_000.0, cls.start + timedelta(days=8))
        cls.note = cls.booked(5_000.0, cls.start + timedelta(days=19), move_type='out_refund')

    @classmethod
    def booked(cls, amount, day, partner=None, **values):
        move = cls._invoice(amount, partner, post=False, invoice_date=day, **values)
        move.date = day
        move.action_post()
        return move

    @classmethod
    def paid(cls, move, amount, day, **values):
        return cls.env['account.payment.register'].with_context(
            active_model='account.move', active_ids=move.ids,
        ).create({'amount': amount, 'payment_date': day, **values})._create_payments()

    def out(self, letter):
        """Let a letter be out, as if the mail server had taken it."""
        letter.sudo().write({'state': 'sent', 'sent_on': self.today,
                             'approved_by_id': self.manager.id})
        letter.sudo()._settle()
        return letter.statement_ids

    def letter(self, day=None, profile=None, **values):
        return self.letters._make(
            profile or self.profile, 'statement', statement_day=day or self.end,
            is_adhoc=values.pop('is_adhoc', False), **values)

    def assert_adds_up(self, statement):
        self.assertAlmostEqual(
            statement.opening + statement.late + statement.invoiced + statement.received
            + statement.credited + statement.other, statement.closing)
        self.assertAlmostEqual(sum(statement.line_ids.mapped('open_amount')), statement.closing)


@tagged('post_install', '-at_install')
class TestStatement(StatementCommon):
    """A statement is the account of a period, as it was, for ever."""

    def test_it_is_what_the_pure_account_says_of_the_same_ledger(self):
        """`O-ST-1` on a real ledger."""
        statement = self.letter().statement_ids
        lines = self.env['account.move.line'].search([
            ('partner_id', '=', self.customer.id), ('account_type', '=', 'asset_receivable'),
            ('parent_state', '=', 'posted')])
        kinds = {'out_invoice': 'invoiced', 'out_refund': 'credited', 'entry': 'received'}
        account = pure.account([
            pure.Entry(line.id, line.date, line.amount_currency, kinds[line.move_id.move_type])
            for line in lines], self.start, self.end)
        self.assertEqual(
            (statement.opening, statement.closing, statement.date_from), (120_000.0, 100_000.0,
                                                                          self.start))
        self.assertEqual((float(account.opening), float(account.closing)), (120_000.0, 100_000.0))
        self.assertEqual({kind: statement[kind] for kind in pure.KINDS}, {
            kind: float(amount) for kind, amount in account.by_kind().items()})
        self.assert_adds_up(statement)
        self.assertEqual(set(statement.line_ids._rows('movement').mapped('name')), {
            self.new.name, self.note.name, *(
                statement.line_ids.filtered(lambda one: one.kind == 'received').mapped('name'))})
        self.assertEqual(statement.line_ids._rows('before').name, self.old.name)
        self.assertAlmostEqual(
            sum(band[2] for band in statement._strip()) + statement._unallocated(),
            statement.closing)

    def test_the_next_one_begins_where_it_ended_and_names_what_came_late(self):
        first = self.out(self.letter())
        late = self.booked(700.0, self.start + timedelta(days=3))
        self.booked(50.0, self.today)
        second = self.letter(self.today).statement_ids
        self.assertEqual(
            (second.previous_id, second.opening, second.late, second.invoiced),
            (first, first.closing, 700.0, 50.0))
        self.assertEqual(second.line_ids._rows('earlier').name, late.name)
        self.assert_adds_up(second)
        self.out(second.letter_id)
        adhoc = self.letter(self.today, is_adhoc=True).statement_ids
        self.assertEqual((adhoc.closing, adhoc.is_adhoc), (second.closing, True))

    def test_what_is_taken_back_since_is_in_one_sum(self):
        self.out(self.letter())
        self.note.button_draft()
        second = self.letter(self.today).statement_ids
        self.assertEqual((second.opening, second.late, second.closing), (
            100_000.0, 5_000.0, 105_000.0))
        self.assertFalse(second.line_ids._rows('earlier'))

    def test_one_a_currency_and_a_payment_in_another_leaves_both(self):
        other = self.env.ref('base.GBP' if self.company.currency_id.name != 'GBP' else 'base.USD')
        other.active = True
        self.env['res.currency.rate'].search([('currency_id', '=', other.id)]).unlink()
        self.env['res.currency.rate'].create({
            'currency_id': other.id, 'rate': 0.5, 'name': self.before, 'company_id':
            self.company.id})
        foreign = self.booked(1_000.0, self.start + timedelta(days=2), currency_id=other.id)
        self.paid(foreign, 800.0, self.start + timedelta(days=4),
                  currency_id=self.company.currency_id.id)
        mine, theirs = self.letter().statement_ids.sorted(
            lambda one: one.currency_id != self.company.currency_id)
        self.assertEqual((theirs.currency_id, theirs.closing), (other, 600.0))
        self.assertEqual(mine.closing, 100_000.0)
        for statement in (mine, theirs):
            self.assert_adds_up(statement)

    def test_what_went_out_never_changes(self):
        statement = self.out(self.letter())
        self.assertEqual((statement.state, statement.sent_on), ('sent', self.today))
        before = statement._hash()
        self.paid(self.new, 80_000.0, self.today)
        self.booked(9.0, self.start)
        self.env.invalidate_all()
        self.assertEqual(statement._hash(), before)
        for call in (
            lambda: statement.sudo().write({'closing': 1.0}),
            lambda: statement.line_ids[:1].sudo().write({'amount': 1.0}),
            lambda: statement.line_ids[:1].sudo().unlink(),
            lambda: statement.sudo().unlink(),
        ):
            with self.assertRaises(UserError):
                call()
        for user in (self.sales, self.auditor):
            with self.assertRaises(UserError):
                statement.with_user(user).write({'signer_right': "x"})
        with self.assertRaises(AccessError):
            statement.with_user(self.sales).read(['closing'])
        with self.assertRaises(AccessError):
            statement.with_user(self.officer).read(['access_token'])

    def test_a_letter_carries_it_from_draft_to_mail(self):
        letter = self.letter()
        statement = letter.statement_ids
        self.assertFalse(letter.line_ids)
        self.assertIn(f'/my/statement/{statement.id}?access_token=', letter.body)
        self.assertEqual(letter.amount, 100_000.0)
        letter.with_user(self.officer).action_write_again()
        self.assertFalse(statement.exists())
        statement = letter.statement_ids
        mails = self.mailed(letter)
        self.assertEqual((statement.state, len(mails), mails.attachment_ids), (
            'sent', 1, self.env['ir.attachment']))
        refused = self.letter(self.today)
        refused.with_user(self.officer).action_reject("Wrong")
        self.assertEqual(refused.statement_ids.state, 'cancelled')

    def test_no_mail_no_statement(self):
        self.customer.email = False
        self.assertEqual(self.letter().refusal, 'no_email')
        empty = self._profile(self.env['res.partner'].create({'name': "Nobody"}), 1.0)
        self.assertEqual(self.letter(profile=empty).refusal, 'nothing_open')

    def test_who_says_nothing_is_reminded_then_silent_and_a_task(self):
        statement = self.out(self.letter())
        statement.sent_on = self.today - timedelta(days=10)
        statement.letter_id.sudo().sent_on = statement.sent_on
        statement._look_whether_answered()
        statement._look_whether_answered()
        mails = self.env['mail.mail'].sudo().search([('email_to', '=', "books@acme.example")])
        self.assertEqual((statement.reminded_on, len(mails)), (self.today, 1))
        statement.sent_on = self.today - timedelta(days=30)
        statement._look_whether_answered()
        self.assertEqual(statement.state, 'silent')
        self.env.flush_all()
        task = self.env['credit.task'].search([
            ('res_model', '=', 'credit.statement'), ('res_id', '=', statement.id)])
        self.assertEqual((task.kind, task.user_id), ('statement_silent', self.officer))
        self.assertIn("Nobody answered", task.why)

    def test_the_steps_that_wait_for_a_statement_are_done_when_it_is_out(self):
        self.step(self.new, 'R4')
        letter = self.letter()
        self.out(letter)
        self.assertEqual(self.env['credit.rpm.done'].search([
            ('letter_id', '=', letter.id)]).code, 'R4')

    def test_a_signed_statement_is_evidence_but_for_what_was_objected_to(self):
        item = self.step(self.new, 'R4').item_id
        statement = self.out(self.letter())
        items, excuses = self.env['credit.rpm.item'], self.env['credit.excuse']
        line = self.line(self.new)
        self.assertFalse(items._evidence(item.ids, self.today).get(item.id))
        statement.write({'state': 'confirmed', 'signed_at': fields.Datetime.now(),
                         'answered_on': self.today})
        self.assertEqual(items._evidence(item.ids, self.today)[item.id], {
            'statement_confirmed': self.today})
        self.assertEqual(excuses._fact_statement_confirmed(None, line), ({line.id: True}, statement))
        reason = self.env.ref('credit_management.credit_dispute_reason_price')
        dispute = self.env['credit.dispute']._raise(line, 10.0, reason)
        dispute.sudo().write({
            'statement_id': statement.id, 'statement_line_id': statement.line_ids.filtered(
                lambda one: one.move_line_id == line).id})
        self.env.flush_all()
        self.assertFalse(items._evidence(item.ids, self.today).get(item.id))
        self.assertEqual(excuses._fact_statement_differs(None, line)[0], {line.id: True})


@tagged('post_install', '-at_install')
class TestStatementRun(StatementCommon):
    """Many at once: chosen, made part by part, approved, counted."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.others = [cls.owing(number) for number in range(3)]
        cls.run_ = cls.env['credit.statement.run'].with_user(cls.officer).create({
            'company_id': cls.company.id, 'date_to': cls.end, 'amount': 10.0})

    @classmethod
    def owing(cls, number):
        partner = cls.env['res.partner'].create({
            'name': f"Debtor {number}", 'is_company': True, 'email': f"d{number}@x.example"})
        profile = cls._profile(partner, 10.0)
        cls.booked(100.0 + number, cls.start, partner)
        return profile

    def make(self):
        self.env.flush_all()
        for _part in self.run_.sudo()._work():
            self.env.flush_all()

    def test_it_makes_each_once_approves_and_counts_who_answered(self):
        mine = self.profile | self.env['credit.profile'].union(*self.others)
        self.run_.action_start()
        part = self.run_.sudo()._work()
        self.patch(type(self.run_), '_make_part', _only(mine.ids, type(self.run_)._make_part))
        next(part)
        made = self.run_.sudo().statement_ids
        self.assertEqual(made.profile_id, mine)
        part.close()  # the worker stopped here
        self.make()
        self.assertEqual((self.run_.sudo().statement_ids, self.run_.state), (made, 'ready'))
        self.run_.action_approve()
        self.make()
        letters = self.run_.sudo().letter_ids
        self.assertEqual(self.run_.state, 'done')
        self.assertEqual(
            set(letters.filtered(lambda one: one.state == 'approved').profile_id.ids), set(mine.ids))
        self.assertEqual(self.mails(letters), letters.mail_id)
        for letter in letters:
            self.out(letter)
        made[:1].sudo().state = 'confirmed'
        self.run_.invalidate_recordset()
        self.assertEqual((self.run_.answered_count, self.run_.completion), (1, 25.0))

    def test_stopped_anywhere_it_goes_on_without_loss_or_twice(self):
        """Thirty customers in parts of eight; the worker dies in the middle of each part."""
        mine = self.profile.union(*self.others, *(self.owing(number) for number in range(3, 29)))
        self.patch(credit_statement_run, 'CHUNK', 8)
        self.patch(type(self.run_), '_make_part', _only(mine.ids, type(self.run_)._make_part))
        make_all, stops = type(self.env['credit.letter'])._make_all, iter(range(100))

        def dies(letters, *args):
            made = make_all(letters, *args)
            if next(stops) % 2:
                raise _Stopped
            return made
        self.run_.action_start()
        self.patch(type(self.env['credit.letter']), '_make_all', dies)
        self.patch(type(self.env['credit.failure']), '_apart', _whole)
        while self.run_.state == 'making':
            self.go_on()
        made = self.run_.sudo().statement_ids
        self.assertEqual(made.profile_id & mine, mine)
        self.assertEqual(len(made), len(made.profile_id))
        self.assertEqual(len(self.run_.sudo().letter_ids.statement_ids), len(made))
        self.run_.action_approve()
        queue = type(self.env['credit.letter'])._queue_together

        def stops_after(letters):
            queue(letters)
            if next(stops) % 2:
                raise _Stopped
        self.patch(type(self.env['credit.letter']), '_queue_together', stops_after)
        while self.run_.state == 'approved':
            self.go_on()
        letters = self.run_.sudo().letter_ids.filtered(lambda one: one.profile_id in mine)
        self.assertEqual(set(letters.mapped('state')), {'approved'})
        self.assertEqual(len(self.mails(letters)), len(mine))

    def go_on(self):
        """Work as the scheduler does: each part committed, what a stop left unfinished taken back."""
        parts = self.run_.sudo()._work()
        more = True
        while more:
            try:
                with self.env.cr.savepoint():
                    more = next(parts, self) is not self
            except _Stopped:
                self.env.invalidate_all()
                return

    def test_a_run_that_was_begun_stays(self):
        with self.assertRaisesRegex(UserError, "no grade"):
            self.run_.grades = "D, X"
        self.run_.action_start()
        with self.assertRaisesRegex(UserError, "stays as it is"):
            self.run_.amount = 5.0
        with self.assertRaises(UserError):
            self.run_.unlink()
        self.run_.action_cancel()
        self.assertEqual(self.run_.state, 'cancelled')

    def test_queries_do_not_grow_with_customers(self):
        profiles = self.env['credit.profile'].union(*self.others)
        self.statements._make(self.profile, self.end, True)

        def count(some):
            self.env.invalidate_all()
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.statements._make(some, self.end, True)
            return self.env.cr.sql_log_count - before
        one, three = count(profiles[:1]), count(profiles)
        # A number of the sequence is one query each.
        self.assertLessEqual(three - one, 2 * 2 + 2)


class _Stopped(Exception):
    """The worker is gone."""


def _whole(failure, kind, ids, work, records):
    work(ids)


def _only(ids, method):
    def make_part(run, day, profile_ids):
        return method(run, day, [one for one in profile_ids if one in ids])
    return make_part
