from datetime import timedelta

from odoo import Command
from odoo.tests import tagged

from .bureau_samples import event
from .signal_common import SignalCommon


@tagged('post_install', '-at_install')
class TestSignalReaders(SignalCommon):
    """Each danger signal out of the documents that it is made of."""

    # === DS1 === #

    def test_o_ds_1_who_pays_later_than_in_the_year_before(self):
        for late, paid_ago in ((9, 100), (10, 200)):
            self.paid(100.0, paid_ago, late)
        bills = [self.paid(50.0, paid_ago, 24) for paid_ago in (0, 40, 89)]
        self.look()
        signal = self.signal('DS1')
        self.assertEqual((signal.value, signal.threshold, signal.state), (14.5, 10.0, 'active'))
        self.assertEqual(
            set(signal.evidence), {f'account.move,{bill.id}' for bill in bills})
        self.assertIn("14.5 days later", signal.why)

    def test_ds1_needs_three_invoices(self):
        self.paid(100.0, 100, 10)
        for paid_ago in (1, 40):
            self.paid(50.0, paid_ago, 60)
        self.look()
        self.assertFalse(self.signal('DS1'))

    def test_ds1_counts_invoices_and_not_their_instalments(self):
        self.paid(100.0, 100, 10)
        self.paid(50.0, 40, 60)
        bill = self.bill(400.0, 80, post=False)
        bill.invoice_payment_term_id = self.env['account.payment.term'].create({
            'name': "Two parts", 'line_ids': [
                Command.create({'value': 'percent', 'value_amount': 50, 'nb_days': days})
                for days in (10, 20)]})
        bill.action_post()
        self.pay(bill, 1)
        self.look()
        self.assertFalse(self.signal('DS1'))
        self.paid(50.0, 3, 60)
        self.look()
        self.assertTrue(self.signal('DS1'))

    def test_ds1_needs_half_a_year_with_us(self):
        new = self.env['res.partner'].create({'name': "New", 'is_company': True})
        profile = self._profile(new, 1000.0)
        bills = [self.bill(10.0, 170, 140, partner=new)]
        self.pay(bills[0], 120)
        for paid_ago in (1, 2, 3):
            bill = self.bill(10.0, 100, 70, partner=new)
            self.pay(bill, paid_ago)
        self.look(profiles=profile)
        self.assertFalse(profile.signal_ids)

    # === DS3 === #

    def test_a_payment_that_the_bank_rejects(self):
        payment = self.env['account.payment'].create({
            'partner_id': self.customer.id, 'amount': 70.0, 'payment_type': 'inbound',
            'partner_type': 'customer',
        })
        payment.action_post()
        payment.action_reject()
        self.assertEqual(payment.credit_rejected_on, self.today)
        self.assertIn('payment_rejected', self.env['credit.signal.mark'].search([
            ('profile_id', '=', self.profile.id)]).mapped('event'))
        self.look()
        signal = self.signal('DS3')
        self.assertEqual((signal.value, signal.evidence), (1.0, [f'account.payment,{payment.id}']))
        self.assertEqual((signal.res_model, signal.res_id), ('account.payment', payment.id))
        self.look(self.today + timedelta(days=365))
        self.assertEqual(self.signal('DS3').last_seen, self.today)

    def test_a_payment_whose_entry_is_reversed(self):
        payment = self.pay(self.bill(80.0, 40), 20)
        if not payment.move_id:
            self.skipTest("payments have no entry of their own here")
        payment.move_id._reverse_moves([{'date': self.ago(5)}], cancel=True)
        self.look()
        self.assertEqual(self.signal('DS3').value, 1.0)

    # === DS4 === #

    def _year_of_orders(self, amount, count=12):
        for month in range(count):
            self.ordered(amount, 20 + 27 * month)

    def test_o_ds_4_a_sudden_large_order(self):
        self.profile.limit_mode = 'unlimited'
        self._year_of_orders(100_000.0)
        order = self.ordered(480_000.0, 0)
        self.look()
        signal = self.signal('DS4')
        self.assertEqual((signal.value, signal.threshold), (4.8, 3.0))
        self.assertEqual(signal.evidence, [f'sale.order,{order.id}'])

    def test_who_orders_twice_a_year_cries_no_wolf(self):
        self.profile.limit_mode = 'unlimited'
        self._year_of_orders(100_000.0, 2)
        self.ordered(480_000.0, 0)
        self.look()
        self.assertFalse(self.signal('DS4'))

    def test_an_order_that_is_held_is_looked_at_as_well(self):
        self.profile.limit_mode = 'unlimited'
        self._year_of_orders(100_000.0)
        self.profile.write({'limit_mode': 'limited', 'credit_limit': 1.0})
        order = self._order(480_000.0)
        self.assertTrue(self.confirm(order))
        self.look()
        self.assertEqual(self.signal('DS4').value, 4.8)

    # === DS5 === #

    def _temporary(self, amount):
        self.profile.write({
            'temporary_limit': amount, 'temporary_from': self.today,
            'temporary_to': self.today + timedelta(days=9), 'limit_reason': "asked for it"})

    def test_two_wishes_for_more_in_ninety_days(self):
        self._temporary(100.0)
        self.look()
        self.assertFalse(self.signal('DS5'))
        self._temporary(200.0)
        self.look()
        self.assertEqual(self.signal('DS5').value, 2.0)
        self._temporary(50.0)
        self.look()
        self.assertEqual(self.signal('DS5').value, 2.0, "less is no wish")

    def test_one_wish_is_enough_after_a_change_of_owner(self):
        self.push(self._report(2, changes=[{
            'kind': 'shareholder', 'date': self._day(2), 'before': "A", 'after': "B"}]))
        self.look(self.ago(1))
        self.assertEqual(self.active(), ['DS9'])
        self._temporary(100.0)
        self.look()
        signal = self.signal('DS5')
        self.assertEqual((signal.value, signal.threshold, signal.test), (1.0, 1.0, 'new_owner'))

    def test_the_last_change_of_owner_counts_from_its_own_day(self):
        self.push(self._report(100, changes=[{
            'kind': 'shareholder', 'date': self._day(170), 'before': "A", 'after': "B"}]))
        self._temporary(100.0)
        self.look()
        self.assertEqual(self.signal('DS5').test, 'new_owner', "known late, and changed 170 days ago")

    def test_a_second_owner_begins_the_half_year_anew(self):
        for seen, changed in ((195, 200), (30, 40)):
            self.push(self._report(seen, changes=[{
                'kind': 'legal_rep', 'date': self._day(changed), 'before': "A", 'after': "B"}]))
            self.look(self.ago(seen - 1))
        self._temporary(100.0)
        self.look()
        self.assertEqual(self.signal('DS5').test, 'new_owner')

    def test_another_address_is_no_other_owner(self):
        self.push(self._report(2, changes=[{
            'kind': 'address', 'date': self._day(2), 'before': "A", 'after': "B"}]))
        self.look(self.ago(1))
        self._temporary(100.0)
        self.look()
        self.assertEqual(self.active(), ['DS9'])

    # === DS7 === #

    def _bank_line(self, ago, account, amount=10.0):
        journal = self.env['account.journal'].search([
            ('type', '=', 'bank'), ('company_id', '=', self.company.id)], limit=1)
        return self.env['account.bank.statement.line'].create({
            'journal_id': journal.id, 'date': self.ago(ago), 'amount': amount,
            'partner_id': self.customer.id, 'payment_ref': "Transfer", 'account_number': account,
        })

    def test_two_new_accounts_in_ninety_days(self):
        self._bank_line(200, 'DE 11')
        self._bank_line(30, 'DE11')
        lines = [self._bank_line(20, 'DE22'), self._bank_line(5, 'DE33')]
        self.look()
        signal = self.signal('DS7')
        self.assertEqual((signal.value, signal.test), (2.0, 'accounts'))
        self.assertEqual(
            signal.evidence, [f'account.bank.statement.line,{line.id}' for line in lines])

    def test_a_company_that_begins_to_read_statements_sees_no_new_accounts(self):
        for account in ('DE11', 'DE22', 'DE33'):
            self._bank_line(20, account)
        self.look()
        self.assertFalse(self.signal('DS7'))

    def test_money_from_somebody_else(self):
        other = self.env['res.partner'].create({'name': "Other", 'is_company': True})
        for amount, ago, payer in ((79.0, 20, self.customer), (21.0, 10, other)):
            bill = self.bill(amount, 60)
            payment = self.pay(bill, ago)
            entry = payment.move_id
            if not entry:
                self.skipTest("payments have no entry of their own here")
            self.env.cr.execute(
                "UPDATE account_move_line SET partner_id = %s WHERE move_id = %s",
                (payer.id, entry.id))
        self.env.invalidate_all()
        self.look()
        signal = self.signal('DS7')
        self.assertEqual((signal.value, signal.threshold, signal.test), (0.21, 0.2, 'third_party'))
        self.assertIn("21 %", signal.why)

    # === DS8 === #

    def test_what_bureaus_report_counts_until_it_is_lifted(self):
        self.push(self._report(5, events=[event()]))
        self.look()
        signal = self.signal('DS8', 'bureau')
        self.assertTrue(signal.is_stop)
        self.assertFalse(signal.expires_on)
        self.assertEqual((self.profile.danger_score, self.profile.danger_level), (20, 'stop'))
        self.push(self._report(1, events=[event(status='closed', closed_on=self._day(2))]))
        self.look()
        self.assertEqual(self.signal('DS8', 'bureau').state, 'expired')
        self.assertEqual((self.profile.danger_score, self.profile.danger_level), (0, 'normal'))
        self.assertEqual(self.kinds('DS8'), ['new', 'expired'])

    def test_a_stop_is_overruled_with_evidence_and_an_end_and_a_new_one_stops_again(self):
        self.push(self._report(5, events=[event()]))
        self.look()
        signal = self.signal('DS8', 'bureau')
        until = self.today + timedelta(days=30)
        signal.with_user(self.manager).overrule("court closed it", until)
        self.assertEqual(self.profile.danger_level, 'alert')
        self.assertTrue(self.events().is_overruled, "rule H17 rests as well")
        self.look(until)
        self.assertEqual(self.profile.danger_level, 'alert')
        self.look(until + timedelta(days=1))
        self.assertEqual(self.profile.danger_level, 'stop')

    def test_a_second_case_stops_whatever_was_overruled(self):
        self.push(self._report(5, events=[event()]))
        self.look()
        self.signal('DS8', 'bureau').with_user(self.manager).overrule(
            "court closed it", self.today + timedelta(days=30))
        self.push(self._report(1, events=[event(), event(key='E-2')]))
        self.look()
        self.assertEqual(self.profile.danger_level, 'stop')

    # === DS9 === #

    def test_new_people_and_less_capital_but_not_more(self):
        def change(kind, days, before="1", after="2"):
            return {'kind': kind, 'date': self._day(days), 'before': before, 'after': after}

        self.push(self._report(5, changes=[
            change('name', 8), change('capital', 9, "100,000", "200,000"),
            change('capital', 8, "EUR 1.000.000,00", "EUR 2.000.000,00"),
            change('address', 120)]))
        self.look()
        self.assertFalse(self.signal('DS9', 'bureau'))
        self.push(self._report(1, changes=[
            change('capital', 9, "200,000", "50,000"), change('legal_rep', 3, "A", "B"),
            change('capital', 8, "1.000.000", "900.000"), change('capital', 7, "1.2.3", "5..")]))
        self.look()
        self.assertEqual(
            self.signal('DS9', 'bureau').value, 4.0, "what cannot be read is taken for less")

    # === DS10 === #

    def test_returns_of_a_twentieth_and_twice_what_it_was(self):
        self.bill(1000.0, 120)
        self.bill(24.0, 110, kind='out_refund')
        self.bill(1000.0, 20)
        refund = self.bill(50.0, 10, kind='out_refund')
        self.look()
        signal = self.signal('DS10')
        self.assertEqual((signal.value, signal.test), (0.05, 'returns'))
        self.assertEqual(signal.evidence, [f'account.move,{refund.id}'])

    def test_sales_are_compared_with_the_same_days_a_year_ago(self):
        self.bill(1000.0, 400)
        self.bill(900.0, 120)
        self.bill(500.0, 20)
        self.look()
        self.assertEqual((self.signal('DS10').value, self.signal('DS10').test), (0.5, 'sales'))

    def test_a_season_is_no_danger(self):
        self.bill(100.0, 400)
        self.bill(1000.0, 120)
        self.bill(100.0, 20)
        self.look()
        self.assertFalse(self.signal('DS10'))

    # === SETS === #

    def test_the_queries_are_as_many_for_two_customers_as_for_four(self):
        def known(count):
            profiles = self.env['credit.profile']
            for _number in range(count):
                partner = self.env['res.partner'].create({'name': "Set", 'is_company': True})
                profiles |= self._profile(partner, 1000.0)
                for days in (300, 200, 20):
                    self.pay(self.bill(100.0, days, partner=partner), days - 15)
                self.bill(10.0, 5, kind='out_refund', partner=partner)
            return profiles

        def counted(profiles):
            self.env.flush_all()
            self.env.invalidate_all()
            profiles.mapped('partner_id.id')
            before = self.env.cr.sql_log_count
            self.signals._look(profiles, self.today)
            return self.env.cr.sql_log_count - before

        few, many = known(2), known(4)
        counted(few)
        first, second = counted(few), counted(many)
        self.assertTrue(many.signal_ids)
        # The first look writes rows; who was looked at before has none to write.
        self.assertEqual(counted(few), counted(many))
        self.assertLessEqual(abs(second - first), 4)
