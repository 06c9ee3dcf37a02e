from datetime import timedelta

from odoo import Command
from odoo.tests import Form, tagged

from .match_common import MatchCommon


@tagged('post_install', '-at_install')
class TestMatchLedger(MatchCommon):
    """Currencies, branches, companies whose invoices wait for the bank, and large customers."""

    # === CURRENCIES === #

    def test_own_currency_first_with_the_exchange_difference_that_odoo_books(self):
        euro = self.foreign('EUR', 2.0)
        home = self._invoice(100.0, due=1)
        abroad = self._invoice(100.0, due=9, currency_id=euro.id)
        self.assertEqual(self.ledger(abroad).balance, 50.0)
        self.rate(euro, self.today, 1.0)
        self.receipt(60.0, currency_id=euro.id)
        match = self.dialog()
        self.assertEqual(self.shown(match.invoice_ids), [
            (home.name, False, 0.0), (abroad.name, True, 60.0),
        ])
        match.action_apply()
        self.assertEqual((home.amount_residual, abroad.amount_residual), (100.0, 40.0))
        # 60 were 30 when invoiced and are 60 now: 30 of difference, booked by Odoo.
        self.assertEqual(self.ledger(abroad).amount_residual, 20.0)
        self.assertEqual(self.totals(), {'ar_not_due': 120.0})

    def test_a_part_in_foreign_currency_books_its_part_of_the_difference(self):
        euro = self.foreign('EUR', 2.0)
        abroad = self._invoice(100.0, currency_id=euro.id)
        self.rate(euro, self.today, 1.0)
        receipt = self.receipt(60.0, currency_id=euro.id)
        match = self.dialog()
        self.choose(match, invoices={0: 20.0})
        match.action_apply()
        line = self.ledger(receipt.move_id)
        self.assertEqual((abroad.amount_residual, line.amount_residual_currency), (80.0, -40.0))
        self.assertEqual((self.ledger(abroad).amount_residual, line.amount_residual), (40.0, -40.0))

    def test_money_of_another_currency_pays_what_is_left(self):
        euro = self.foreign('EUR', 0.5)
        invoice = self._invoice(100.0)
        self.receipt(30.0, currency_id=euro.id)
        match = self.dialog()
        self.assertEqual(self.shown(match.invoice_ids), [(invoice.name, True, 60.0)])
        self.assertEqual((match.currency_id, match.left_over), (self.company.currency_id, 0.0))
        match.action_apply()
        self.assertEqual(invoice.amount_residual, 40.0)

    def test_foreign_money_is_worth_what_the_bank_gave_for_it(self):
        """The plan shows what Odoo reconciles: 50 that the bank booked as 80 pay 80."""
        euro = self.foreign('EUR', 0.5)
        first, second = self._invoice(60.0, due=1), self._invoice(60.0, due=9)
        self.bank_line(80.0, foreign_currency_id=euro.id, amount_currency=50.0)
        match = self.dialog()
        self.assertTrue(match.is_mixed)
        self.assertEqual([row.amount for row in match.invoice_ids], [60.0, 20.0])
        self.assertEqual((match.used, match.applied, match.left_over), (80.0, 80.0, 0.0))
        match.action_apply()
        self.assertEqual((first.amount_residual, second.amount_residual), (0.0, 40.0))

    def test_a_foreign_bank_line_pays_in_its_currency(self):
        euro = self.foreign('EUR', 0.5)
        invoice = self._invoice(100.0, currency_id=euro.id)
        self.bank_line(100.0, foreign_currency_id=euro.id, amount_currency=50.0)
        match = self.dialog()
        self.assertEqual(match.currency_id, euro)
        self.assertEqual((match.money_ids.open, match.applied), (50.0, 50.0))
        match.action_apply()
        self.assertEqual(invoice.amount_residual, 50.0)

    # === COMPANIES === #

    def _branch(self):
        branch = self.env['res.company'].create({'name': "Branch", 'parent_id': self.company.id})
        self.env.user.company_ids += branch
        return branch

    def _invoice_of(self, branch, amount, **values):
        """Return an invoice of a branch."""
        in_branch = self.env(context={'allowed_company_ids': [branch.id, self.company.id]})
        invoice = self._invoice(amount, post=False, **values).with_env(in_branch)
        invoice.company_id = branch
        invoice.action_post()
        return invoice.with_env(self.env)

    def test_branches_and_root_are_matched_together(self):
        branch = self._branch()
        self.wendy.company_ids = [Command.link(branch.id)]
        ours, theirs = self._invoice(100.0, due=9), self._invoice_of(branch, 100.0, due=1)
        self.bank_line(150.0)
        match = self.dialog()
        self.assertEqual(match.invoice_ids.mapped('name'), [theirs.name, ours.name])
        match.action_apply()
        self.assertEqual((theirs.amount_residual, ours.amount_residual), (0.0, 50.0))
        self.assertEqual(self.totals(), {'ar_not_due': 50.0})

    def test_a_company_that_is_not_one_s_own_is_not_shown(self):
        self._invoice_of(self._branch(), 100.0)
        self.bank_line(150.0)
        self.assertFalse(self.dialog().invoice_ids)

    def test_a_contact_s_money_and_invoices_are_his_company_s(self):
        contact = self.env['res.partner'].create({
            'name': "Buyer", 'parent_id': self.customer.id, 'active': False,
        })
        invoice = self._invoice(100.0, partner=contact)
        self.receipt(100.0)
        match = self.dialog(partner=contact)
        self.assertEqual(match.partner_id, self.customer)
        match.action_apply()
        self.assertEqual(invoice.payment_state, 'paid')

    def test_a_company_whose_invoices_wait_for_the_bank(self):
        """With the accountant's app a paid invoice is *in payment* until its bank line came."""
        self.patch(
            self.env.registry['account.move'], '_get_invoice_in_payment_state',
            lambda move: 'in_payment',
        )
        invoice = self._invoice(100.0)
        payment = self._pay(invoice)
        self.assertEqual((payment.move_id.id, invoice.amount_residual), (False, 100.0))
        self.assertEqual(invoice.payment_state, 'in_payment')
        self._invoice(50.0, due=1)
        match = self.dialog()
        self.assertEqual([row.amount for row in match.invoice_ids], [0.0, 100.0])
        match.action_apply()
        self.assertEqual((invoice.payment_state, invoice.amount_residual), ('in_payment', 0.0))
        line = self.bank_line(100.0)
        match = self.dialog()
        self.assertEqual(match.money_ids.kind, 'arrival')
        match.action_apply()
        self.assertTrue(line.is_reconciled)
        self.assertEqual((invoice.payment_state, payment.state), ('paid', 'paid'))
        self.assertEqual(self.totals(), {'ar_not_due': 50.0})

    def test_where_another_screen_matches_bank_lines_they_open_there(self):
        """Stands in for the accountant's app, which is not here: it brings a method of this name."""
        lines = self.env.registry['account.bank.statement.line']
        lines._action_open_bank_reconciliation_widget = lambda line, **kwargs: kwargs
        self.addCleanup(delattr, lines, '_action_open_bank_reconciliation_widget')
        self._invoice(100.0)
        line = self.bank_line(60.0)
        opened = self.env['credit.match'].with_user(self.wendy)._open(self.customer, self.company)
        self.assertEqual(opened['extra_domain'], [('id', 'in', line.ids)])
        self.receipt(40.0)
        match = self.dialog()
        self.assertEqual((match.money_ids.mapped('kind'), match.bank_count), (['receipt'], 1))
        self.assertEqual(match.action_open_bank_screen()['extra_domain'][0][2], line.ids)

    # === SIZE === #

    def _queries(self, partner):
        self.env.flush_all()
        self.env.invalidate_all()
        start = self.env.cr.sql_log_count
        self.dialog(partner=partner).mapped('invoice_ids.name')
        return self.env.cr.sql_log_count - start

    def _customer(self, size):
        """Return a customer with so many of everything."""
        partner = self.env['res.partner'].create({'name': f"Customer of {size}"})
        self._profile(partner, 1000.0)
        for number in range(size):
            self._invoice(100.0 + number, partner=partner, due=number)
            self.receipt(10.0 + number, partner_id=partner.id)
            self.bank_line(20.0 + number, partner_id=partner.id)
            self.bare_payment(40.0 + number, partner_id=partner.id)
        return partner

    def test_the_number_of_queries_does_not_grow_with_the_lines(self):
        small, large = self._customer(3), self._customer(6)
        self._queries(small)
        self.assertEqual(self._queries(small), self._queries(large))

    def test_a_customer_with_20000_open_invoices_shows_the_oldest(self):
        invoice = self._invoice(10.0, due=1)
        self.receipt(95.0)
        self._copies(self.ledger(invoice), 19_999)
        match = self.dialog()
        self.assertEqual(len(match.invoice_ids), 100)
        self.assertEqual(match.more_invoices_text, "and 19,900 more")
        self.assertEqual(match.invoice_ids[0].name, invoice.name)
        self.assertEqual(match.applied, 95.0)

    def _copies(self, line, count):
        """Multiply an open line on the ledger, each a day later than the last."""
        self.env.flush_all()
        self.env.cr.execute(
            """INSERT INTO account_move_line SELECT (copy.row).*
                 FROM account_move_line line, generate_series(1, %s) number, LATERAL (
                      SELECT jsonb_populate_record(line, jsonb_build_object(
                          'id', nextval('account_move_line_id_seq'),
                          'date_maturity', line.date_maturity + number)) AS row OFFSET 0) copy
                WHERE line.id = %s""",
            [count, line.id],
        )
        self.env.cr.execute("ANALYZE account_move_line")
        self.env.invalidate_all()

    def test_an_invoice_that_is_not_among_the_oldest_can_be_added(self):
        invoice = self._invoice(10.0, due=1)
        self._copies(self.ledger(invoice), 120)
        late = self._invoice(70.0, due=700)
        self.receipt(30.0)
        match = self.dialog()
        self.assertNotIn(late.name, match.invoice_ids.mapped('name'))
        with Form(match) as form:
            form.other_id = late
        added = match.invoice_ids[-1]
        self.assertEqual((added.name, added.open, len(match.invoice_ids)), (late.name, 70.0, 101))
        self.assertEqual(added.date, self.today + timedelta(days=700))
