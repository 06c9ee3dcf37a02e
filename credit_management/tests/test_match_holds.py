from odoo.tests import tagged

from .match_common import MatchCommon


@tagged('post_install', '-at_install')
class TestMatchHolds(MatchCommon):
    """What held orders would say, what they say afterwards, and what is left after an undo."""

    def outlook(self, match):
        with self.enter_registry_test_mode():
            return match.outlook(
                [[row.id, row.amount] for row in match.money_ids if row.selected],
                [[row.res_id, row.amount] for row in match.invoice_ids if row.selected],
            )

    def test_matching_cures_the_hold_and_confirms_what_was_asked_for(self):
        self._invoice(800.0)
        order, hold = self.held(500.0)
        self.bank_line(300.0)
        match = self.dialog(self.olaf)
        self.assertEqual(self.outlook(match), {'error': False, 'holds': [{
            'id': hold.id, 'name': hold.name, 'document': order.name, 'clears': True,
            'confirms': True, 'reason': '',
        }]})
        self.apply(match)
        self.assertIn(f"{hold.name} clears within a minute", match.result_ids[-1].text)
        self.assertEqual((order.state, order.credit_state, hold.state), ('sale', 'ok', 'cured'))

    def test_the_event_itself_asks_for_another_look(self):
        """Money without an invoice to pay has no allocation that would tell of it."""
        self.profile.credit_limit = 0.0
        order, _hold = self.held(300.0)
        self.bank_line(300.0)
        self.env['credit.recheck'].search([]).unlink()
        match = self.dialog()
        self.assertFalse(match.invoice_ids)
        match.action_apply()
        self.assertTrue(self.env['credit.recheck'].search([('profile_id', '=', self.profile.id)]))
        self.assertIn("stay on the customer's account", match.result_ids[0].text)
        self.env['credit.recheck']._cure_profile(self.profile)
        self.assertEqual(order.state, 'sale')

    def test_what_is_not_enough_says_what_is_left(self):
        self._invoice(800.0)
        order, hold = self.held(500.0)
        self.bank_line(200.0)
        match = self.dialog(self.olaf)
        found = self.outlook(match)['holds'][0]
        self.assertFalse(found['clears'])
        self.assertIn("100.00 over", found['reason'])
        self.apply(match)
        self.assertIn(f"{hold.name} stays", match.result_ids[-1].text)
        self.assertEqual(order.credit_state, 'held')

    def test_who_has_no_credit_role_reads_the_words_for_sales(self):
        self._invoice(800.0)
        self.held(500.0)
        self.bank_line(200.0)
        reason = self.outlook(self.dialog(self.wendy))['holds'][0]['reason']
        self.assertIn("over the limit", reason)
        self.assertNotIn("Exposure", reason)

    def test_the_oldest_request_takes_the_headroom_first(self):
        self._invoice(1000.0)
        (_older, first), (_newer, second) = self.held(700.0), self.held(700.0)
        self.bank_line(900.0)
        holds = self.outlook(self.dialog())['holds']
        self.assertEqual([(hold['id'], hold['clears']) for hold in holds], [
            (first.id, True), (second.id, False),
        ])

    def test_the_outlook_leaves_nothing_behind(self):
        invoice = self._invoice(800.0)
        self.held(500.0)
        line, payment = self.bank_line(150.0), self.bare_payment(200.0)
        match = self.dialog()
        self.choose(match, money={n: row.open for n, row in enumerate(match.money_ids)})
        before = self._ledger_counts()
        self.assertFalse(self.outlook(match)['error'])
        self.env.invalidate_all()
        self.assertEqual(self._ledger_counts(), before)
        self.assertEqual((invoice.amount_residual, invoice.payment_state), (800.0, 'not_paid'))
        self.assertFalse(line.is_reconciled or payment.move_id)

    def _ledger_counts(self):
        return [self.env[name].search_count([]) for name in (
            'account.move', 'account.move.line', 'account.partial.reconcile', 'mail.message',
            'mail.mail', 'credit.recheck', 'credit.decision',
        )]

    def test_the_outlook_says_beforehand_what_apply_would_refuse(self):
        self._invoice(800.0)
        self.held(500.0)
        line = self.bank_line(300.0)
        match = self.dialog()
        line.move_id.inalterable_hash = 'sealed'
        self.assertIn("sealed", self.outlook(match)['error'])

    # === UNDO === #

    def _undone(self, undo):
        """Match a receipt, a bank line and a payment; assert that `undo` restores the exposure."""
        self.company.credit_count_in_transit = True
        invoice = self._invoice(800.0)
        self.bank_line(250.0)
        before = sum(self.totals().values())
        match = self.dialog()
        match.action_apply()
        self.assertEqual(self.totals(), {'ar_not_due': 550.0})
        undo(match, invoice)
        self.assertEqual(sum(self.totals().values()), before)
        self.assert_exposure(self.totals())
        return invoice

    def test_undo_puts_everything_back(self):
        self._undone(lambda match, invoice: match.action_undo())
        self.assertEqual(self.totals(), {'ar_not_due': 800.0, 'bank_in_transit': -250.0})

    def test_unreconciling_on_the_invoice_keeps_the_exposure_right(self):
        def undo(match, invoice):
            invoice.js_remove_outstanding_partial(self.ledger(invoice).matched_credit_ids.id)

        self._undone(undo)
        self.assertEqual(self.totals(), {'ar_not_due': 800.0, 'unallocated': -250.0})

    def test_undoing_the_bank_line_keeps_the_exposure_right(self):
        def undo(match, invoice):
            self.env['account.bank.statement.line'].search(
                [('partner_id', '=', self.customer.id)]
            ).action_undo_reconciliation()

        self._undone(undo)
        self.assertEqual(self.totals(), {'ar_not_due': 800.0, 'bank_in_transit': -250.0})

    def test_undo_of_a_payment_leaves_its_entry_on_the_account(self):
        self._invoice(800.0)
        self.bare_payment(250.0)
        match = self.dialog()
        match.action_apply()
        match.action_undo()
        self.assertEqual(self.totals(), {'ar_not_due': 800.0, 'unallocated': -250.0})
        self.assertEqual(match.state, 'undone')

    def test_an_order_that_was_held_again_is_not_let_go_by_an_undo(self):
        self._invoice(800.0)
        order, _hold = self.held(500.0)
        self.bank_line(300.0)
        match = self.dialog()
        match.action_apply()
        match.action_undo()
        self.env['credit.recheck']._cure_profile(self.profile)
        self.assertEqual((order.state, order.credit_state), ('draft', 'held'))
