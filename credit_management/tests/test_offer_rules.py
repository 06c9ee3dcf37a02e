from odoo import Command
from odoo.tests import tagged

from ..const import PROPOSALS
from ..rules import RULES
from .offer_common import OfferCommon


@tagged('post_install', '-at_install')
class TestOfferRules(OfferCommon):
    """Rule by rule: which way out there is, in whose words, and that the order passes by it."""

    def _helping(self, hold):
        return {
            offer.code: offer for offer in hold.with_user(self.officer)._offers()
            if not offer.reason
        }

    def _proposed(self, order, hold, code):
        """Let the officer propose one way, and sales take it."""
        self._dialog(hold, code).action_send()
        return order.with_user(self.sales).action_credit_take_proposal()

    def _passes(self, order):
        self.assertIsNone(self.confirm(order.with_user(self.sales)))
        self.assertEqual(order.state, 'sale')

    def test_longer_terms_pass_with_the_agreed_ones(self):
        terms = self.env['account.payment.term']
        agreed, longer = (terms.create({
            'name': name, 'line_ids': [Command.create({'value': 'percent', 'value_amount': 100.0,
                                                       'nb_days': days})],
        }) for name, days in (("15 days", 15), ("90 days", 90)))
        self.profile.payment_term_id = agreed
        self._judge_by(H06=('hold', {}))
        order, hold = self._held(pieces=1, payment_term_id=longer.id)
        self.assertEqual(set(self._helping(hold)), {'terms'})
        wizard = self._dialog(hold, 'terms')
        self.assertTrue(wizard.passes)
        self.assertIn("15 days", wizard.sales_text)
        for word in ('redit', 'held', 'imit'):
            self.assertNotIn(word, wizard.customer_text)
        self._proposed(order, hold, 'terms')
        self.assertEqual(order.payment_term_id, agreed)
        self._passes(order)

    def test_other_holds_are_not_cured_by_terms(self):
        _order, hold = self._held(pieces=15)
        self.assertIn("not what stops it", self._reasons(hold)['terms'])

    def test_over_the_limit_every_way_but_terms_helps(self):
        self._invoice(600.0)
        self._judge_by(H01=('hold', {}))
        order, hold = self._held(pieces=15)
        self.assertEqual(set(self._helping(hold)), {'reduce', 'split', 'deposit', 'limit'})
        action = self._proposed(order, hold, 'split')
        self.env['credit.order.reduce'].with_user(self.sales).browse(
            action['res_id']).action_reduce()
        self.assertEqual(order.state, 'sale')

    def test_a_single_amount_passes_in_parts(self):
        self._judge_by(H04=('hold', {'amount': dict.fromkeys('AB-CDE', 500.0),
                                   'first_order_only': 0}))
        order, hold = self._held(pieces=8)
        self.assertLessEqual({'reduce', 'split'}, set(self._helping(hold)))
        action = self._proposed(order, hold, 'reduce')
        wizard = self.env['credit.order.reduce'].with_user(self.sales).browse(action['res_id'])
        self.assertEqual(wizard.amount, 500.0)
        wizard.action_reduce()
        self._passes(order)

    def test_overdue_passes_when_it_is_paid(self):
        bill = self._invoice(300.0, due=-60)
        self._judge_by(H02=('hold', {}))
        order, hold = self._held(pieces=1)
        self.assertEqual(set(self._helping(hold)), {'invoices'})
        self._proposed(order, hold, 'invoices')
        self._pay(bill)
        self._passes(order)

    def test_too_much_overdue_passes_when_it_is_paid(self):
        bill = self._invoice(300.0, due=-60)
        self._judge_by(H03=('hold', {'percent': 10.0, 'amount': 100.0}))
        order, hold = self._held(pieces=1)
        self.assertEqual(set(self._helping(hold)), {'invoices'})
        self._proposed(order, hold, 'invoices')
        self._pay(bill)
        self._passes(order)

    def test_what_a_person_lifts_has_no_way_and_says_why(self):
        self._judge_by(H07=('stop', {}))
        self.profile.standing = 'blocked'
        _order, hold = self._held(pieces=1)
        self.assertEqual(self._helping(hold), {})
        for code, reason in self._reasons(hold).items():
            self.assertTrue(reason, code)

    def test_every_way_has_its_words_for_all_three(self):
        wizard = self.env['credit.hold.propose']
        for code in PROPOSALS:
            for audience in ('brief', 'sales', 'customer', 'terms'):
                self.assertTrue(hasattr(wizard, f'_{audience}_{code}'))
        self.assertGreater(len(RULES), 15)
