from datetime import date

from odoo.tests import freeze_time, tagged

from .limitation_common import LimitationCommon, noon


@tagged('post_install', '-at_install')
class TestLimitationPaid(LimitationCommon):
    """A part payment interrupts the debt that it paid, and none beside it."""

    def setUp(self):
        super().setUp()
        self.enterContext(freeze_time(noon(2027, 2, 1)))

    def dates(self, *lines):
        self.count()
        return [(self.row(line).safe_date, self.row(line).arguable_date) for line in lines]

    def test_the_only_debt_is_the_one_that_was_paid(self):
        line = self._claim(date(2026, 6, 30))
        self.pay(line, 100.0, date(2027, 1, 10))
        self.assertEqual(self.dates(line), [(date(2030, 1, 10),) * 2])
        row = self.row(line)
        self.assertEqual((row.amount, row.moved_kind), (900.0, 'part_payment'))

    def test_money_without_a_name_pays_what_is_due_first_whatever_the_books_say(self):
        first, second = self._claim(date(2026, 6, 30)), self._claim(date(2026, 9, 30))
        self.pay(second, 100.0, date(2027, 1, 10))
        self.assertEqual(self.dates(first, second), [
            (date(2029, 6, 30), date(2030, 1, 10)), (date(2029, 9, 30), date(2029, 9, 30))])
        self.assertEqual(self.row(first).missing, 'debt_named')

    def test_who_names_an_invoice_pays_that_one(self):
        first, second = self._claim(date(2026, 6, 30)), self._claim(date(2026, 9, 30))
        self.pay(second, 100.0, date(2027, 1, 10), named=True)
        self.assertEqual(self.dates(first, second), [
            (date(2029, 6, 30),) * 2, (date(2030, 1, 10),) * 2])

    def test_the_story_of_a_claim_is_that_of_all(self):
        first, second = self._claim(date(2026, 1, 31), 100.0), self._claim(date(2026, 3, 31))
        self.pay(second, 100.0, date(2026, 2, 15))
        self.pay(second, 50.0, date(2026, 4, 10))
        today = self.company._credit_today()

        def told(lines):
            return [(one.date, one.evidence) for one in self.claims._events(lines.ids, today)[second.id]]

        self.assertTrue(told(second))
        self.assertEqual(told(second), told(first | second))

    def test_our_own_memo_names_nothing(self):
        first, second = self._claim(date(2026, 6, 30)), self._claim(date(2026, 9, 30))
        self.env['account.payment.register'].with_context(
            active_model='account.move', active_ids=second.move_id.ids,
        ).create({'amount': 100.0, 'payment_date': date(2027, 1, 10)})._create_payments()
        if second.amount_residual == 900.0:  # a journal with an outstanding account
            self.assertEqual(self.dates(second), [(date(2029, 9, 30),) * 2])
            self.assertEqual(self.dates(first)[0][0], date(2029, 6, 30))

    def test_a_credit_note_is_no_payment(self):
        line = self._claim(date(2026, 6, 30))
        note = line.move_id._reverse_moves([{'invoice_date': date(2027, 1, 5)}])
        note.invoice_line_ids.price_unit = 100.0
        note.action_post()
        other = note.line_ids.filtered(lambda item: item.account_type == 'asset_receivable')
        (line | other).reconcile()
        self.assertLess(line.amount_residual, 1000.0)
        self.assertEqual(self.dates(line), [(date(2029, 6, 30),) * 2])

    def test_what_was_taken_back_paid_nothing(self):
        line = self._claim(date(2026, 6, 30))
        bank = self.pay(line, 100.0, date(2027, 1, 10))
        self.assertEqual(self.dates(line)[0][0], date(2030, 1, 10))
        line.remove_move_reconcile()
        bank.unlink()
        self.assertEqual(self.dates(line), [(date(2029, 6, 30),) * 2])

    def test_elsewhere_only_a_named_debt_counts(self):
        self.company.credit_limitation_law_id = self.env.ref(
            'credit_management.credit_limitation_law_uk')
        line = self._claim(date(2026, 6, 30))
        self.pay(line, 100.0, date(2027, 1, 10))
        self.assertEqual(self.dates(line), [(date(2032, 6, 30), date(2033, 1, 10))])
        self.pay(line, 50.0, date(2027, 1, 20), named=True)
        self.assertEqual(self.dates(line), [(date(2033, 1, 20), date(2033, 1, 20))])
