from unittest.mock import patch

from odoo.tests import tagged

from .. import facts, rules
from ..facts.overdue import NAMED, OverdueInvoicesProvider
from .common import CreditCommon


@tagged('post_install', '-at_install')
class TestOverdueInvoices(CreditCommon):
    """The cure of what is late says what to pay, by name."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.profile.credit_limit = 5_000.0

    def _late(self, *ages, amount=100.0, **values):
        """Return invoices of the customer, so many days late."""
        moves = self.env['account.move']
        for days in ages:
            moves |= self._invoice(amount + days, due=-days, **values)
        return moves

    def _hold(self, **values):
        order = self._order(10.0, **values)
        self.assertTrue(self.confirm(order))
        return order.sudo().credit_hold_id.with_env(self.env)

    def _cure(self, hold, code='H02'):
        return hold.breach_ids.filtered(lambda breach: breach.code == code).data['cure']

    # === WHAT IT NAMES === #

    def test_the_oldest_first_with_what_is_open_on_each(self):
        newer, oldest = self._late(40, 90)
        self._invoice(70.0, due=5)
        cure = self._cure(self._hold())
        self.assertEqual(cure['kind'], 'pay')
        self.assertEqual(cure['invoices'], [
            {'id': oldest.id, 'name': oldest.name, 'amount': 190.0,
             'date_due': str(oldest.invoice_date_due)},
            {'id': newer.id, 'name': newer.name, 'amount': 140.0,
             'date_due': str(newer.invoice_date_due)},
        ])
        self.assertEqual(cure['more'], 0)

    def test_many_are_counted_not_listed(self):
        moves = self._late(*range(30, 30 + NAMED + 3))
        cure = self._cure(self._hold())
        self.assertEqual(
            [invoice['id'] for invoice in cure['invoices']], moves[::-1].ids[:NAMED]
        )
        self.assertEqual(cure['more'], 3)

    def test_what_money_covers_is_not_named(self):
        self._late(60)
        newer = self._late(40)
        self._invoice(160.0, move_type='out_refund')
        cure = self._cure(self._hold())
        self.assertEqual([invoice['id'] for invoice in cure['invoices']], newer.ids)
        self.assertEqual(cure['amount'], 140.0)

    def test_a_crumb_is_not_named(self):
        late = self._late(40)
        self._invoice(0.03, due=-400)
        self.assertEqual(
            [invoice['id'] for invoice in self._cure(self._hold())['invoices']], late.ids
        )

    def test_an_invoice_in_instalments_is_one_document(self):
        term = self.env['account.payment.term'].create({'name': "Thirds", 'line_ids': [
            (0, 0, {'value': 'percent', 'value_amount': share, 'nb_days': days})
            for share, days in ((30, 0), (30, 10), (40, 400))
        ]})
        move = self._invoice(
            1000.0, due=-60, invoice_payment_term_id=term.id, invoice_date_due=False
        )
        cure = self._cure(self._hold())
        self.assertEqual(cure['invoices'], [
            {'id': move.id, 'name': move.name, 'amount': 600.0, 'date_due': str(move.invoice_date)},
        ])

    def test_behind_a_match_the_payment_names_them(self):
        rule, named = rules.RULES['H02'], {'invoices': [{'id': 7}], 'more': 0}
        breach = rule.breach(60, 15, 'days', cure={
            'kind': 'match', 'amount': 200.0, 'alternatives': [{'kind': 'pay', 'amount': 160.0}],
        })
        cure = rule.detailed(breach, {'overdue_invoices': named}).cure
        self.assertNotIn('invoices', cure)
        self.assertEqual(cure['alternatives'], [{'kind': 'pay', 'amount': 160.0, **named}])

    # === WHO READS IT === #

    def test_over_rpc_with_amounts_for_those_who_may_see_them(self):
        late = self._late(60)
        for user, sees, amount in (
            (self.officer, True, 160.0), (self.sales, True, 160.0), (self.sales, False, None),
        ):
            self.company.credit_sales_see_amounts = sees
            answer = self.env['credit.profile'].with_user(user).may_sell(self.customer.id, 10.0)
            [breach] = [each for each in answer['breaches'] if each['code'] == 'H02']
            [invoice] = breach['cure']['invoices']
            self.assertEqual((invoice['id'], invoice['amount']), (late.id, amount))

    def test_a_customer_reads_nothing_of_it(self):
        self._late(60)
        breach = self._hold().breach_ids[:1]
        formatter = rules.Formatter(self.env, 'customer', self.company.currency_id)
        self.assertEqual(formatter.cure({**breach.data, 'code': breach.code}), {})

    def test_the_hold_names_some_and_opens_all(self):
        moves = self._late(30, 40, 50, 60, 70)
        hold = self._hold().with_user(self.officer)
        [breach] = [each for each in hold.credit_preview()['breaches'] if each['invoices']]
        names = moves[::-1].mapped('name')
        self.assertEqual(breach['invoices'], f"{', '.join(names[:3])} +2")
        self.assertEqual(hold.late_invoices_text, breach['invoices'])
        action = hold.action_open_late_invoices()
        self.assertEqual((action['res_model'], action['domain']), (
            'account.move', [('id', 'in', moves[::-1].ids)],
        ))
        self._pay(moves[4])
        action = hold.action_open_late_invoices()
        self.assertEqual(action['domain'], [('id', 'in', moves[3::-1].ids)])

    def test_when_all_is_paid_it_opens_those_that_were_late(self):
        late = self._late(60)
        hold = self._hold()
        self._pay(late)
        self.assertEqual(hold.action_open_late_invoices()['domain'], [('id', 'in', late.ids)])

    def test_sales_may_list_them_from_the_order(self):
        self._late(60)
        order = self._order(10.0)
        self.assertIn('invoices', order.credit_banner(order.id)['actions'])
        self.confirm(order)
        self.assertIn('invoices', order.credit_banner(order.id)['actions'])
        action = order.with_user(self.sales).action_credit_invoices()
        self.assertEqual(action['res_model'], 'account.move')
        self.env['account.move'].with_user(self.sales).search(action['domain'])

    def test_the_log_keeps_what_was_late(self):
        late = self._late(60)
        self._hold()
        line = self.env['credit.decision'].search([
            ('kind', '=', 'hold'), ('profile_id', '=', self.profile.id),
        ], limit=1)
        self.assertIn(f'"name":"{late.name}"', line.payload)

    # === COST === #

    def _queries(self, action):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        action()
        return self.env.cr.sql_log_count - before

    def test_an_order_that_passes_reads_none(self):
        """Late within the tolerance is no breach, so nothing is named, whatever there is."""
        self._late(3, 5)
        with patch.object(OverdueInvoicesProvider, 'load', side_effect=AssertionError):
            self.assertIsNone(self.confirm(self._order(10.0)))

    def test_an_order_that_passes_costs_what_it_did_without(self):
        """Neither the names nor the customer's history add a query where no rule asks for them."""
        self._late(3, 5)
        orders = [self._order(10.0 + number) for number in range(4)]
        check = self.env['credit.check']

        def ask(order):
            return self._queries(
                lambda: check._gate_orders(order, 'order_confirm', raising=False)
            )

        ask(orders[0])
        before = [known for known in facts.PROVIDERS if not known.provides & {
            'overdue_invoices', 'first_order',
        }]
        with patch.object(facts, 'PROVIDERS', before):
            bare = ask(orders[1])
        self.assertEqual([ask(order) for order in orders[2:]], [bare, bare])

    def test_the_number_of_invoices_costs_nothing(self):
        ask = self.env['credit.profile'].with_user(self.officer).may_sell
        self._late(30, 40)
        ask(self.customer.id, 10.0)
        few = self._queries(lambda: ask(self.customer.id, 10.0))
        self._late(*range(50, 66))
        self.assertEqual(self._queries(lambda: ask(self.customer.id, 10.0)), few)

    def test_a_set_of_customers_costs_what_one_half_of_it_does(self):
        partners = self.env['res.partner'].create([{'name': f"C{i}"} for i in range(20)])
        profiles = self.env['credit.profile'].create([
            {'partner_id': partner.id, 'company_id': self.company.id, 'credit_limit': 1000.0}
            for partner in partners
        ])
        for partner in partners:
            self._invoice(100.0, partner=partner, due=-60)
        check = self.env['credit.check']

        def load(sample):
            rows = check._rows(self.env.cr, sample.ids)
            return check._facts(self.env.cr, rows, {'overdue_invoices'})

        load(profiles)
        few = self._queries(lambda: load(profiles[:10]))
        self.assertEqual(self._queries(lambda: load(profiles)), few)
        found = load(profiles)
        self.assertEqual(
            {len(late['overdue_invoices']['invoices']) for late in found.values()}, {1}
        )

    def test_it_counts_as_the_rule_does(self):
        """The names are those that the amount and the number of lines come from."""
        self._late(20, 25, 30, 35, 40)
        self._invoice(130.0, move_type='out_refund')
        rows = self.env['credit.check']._rows(self.env.cr, self.profile.ids)
        exposure, today = self.env['credit.exposure'], self.company._credit_today()
        late = exposure._overdue(rows, today)[self.profile.id]
        count, documents = exposure._overdue_documents(rows, today)[self.profile.id]
        self.assertEqual((count, len(documents)), (late['lines'], late['lines']))
        self.assertEqual(documents[0][1:3], (late['oldest_ref'], late['oldest_date']))
        self.assertGreaterEqual(sum(document[3] for document in documents), late['amount'])
