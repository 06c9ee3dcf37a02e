from datetime import date, datetime, timedelta

from odoo.tests import tagged

from .. import facts
from .common import CreditCommon

FRIDAY = date(2026, 11, 20)
SATURDAY, SUNDAY, MONDAY, TUESDAY = (FRIDAY + timedelta(days=days) for days in range(1, 5))


@tagged('post_install', '-at_install')
class TestFacts(CreditCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id.tz = 'UTC'
        cls.company.credit_count_in_transit = True

    def _facts(self, as_of, *needs, profiles=None, **context):
        profiles = profiles or self.profile
        self.env.flush_all()
        rows = self.env['credit.check']._rows(self.env.cr, profiles.ids)
        found = facts.load(self.env, self.env.cr, rows, as_of, set(needs), context)
        return found if len(profiles) > 1 else found[profiles.id]

    def _due(self, day, amount=100.0, partner=None):
        return self.env['account.move'].create({
            'move_type': 'out_invoice', 'partner_id': (partner or self.customer).id,
            'invoice_date': day - timedelta(days=30), 'invoice_date_due': day,
            'invoice_payment_term_id': False,
            'invoice_line_ids': [(0, 0, {
                'name': "Goods", 'quantity': 1, 'price_unit': amount, 'tax_ids': [(5, 0, 0)],
            })],
        })._post()

    # === OVERDUE === #

    def test_what_falls_due_on_a_weekend_is_late_on_tuesday(self):
        self._due(SATURDAY)
        days = {
            day: self._facts(day, 'overdue_days')['overdue_days']
            for day in (FRIDAY, SATURDAY, SUNDAY, MONDAY, TUESDAY)
        }
        self.assertEqual(list(days.values()), [0, 0, 0, 0, 1])
        self.assertEqual(self._facts(MONDAY, 'overdue_days')['overdue_amount'], 0.0)
        self.assertEqual(self._facts(TUESDAY, 'overdue_days')['overdue_amount'], 100.0)

    def test_a_holiday_of_the_company_moves_the_due_date_on(self):
        self._due(SATURDAY)
        self.env['resource.calendar.leaves'].create({
            'name': "Founder's day", 'calendar_id': self.company.resource_calendar_id.id,
            'resource_id': False, 'date_from': datetime.combine(MONDAY, datetime.min.time()),
            'date_to': datetime.combine(MONDAY, datetime.max.time()),
        })
        self.assertEqual(self._facts(TUESDAY, 'overdue_days')['overdue_days'], 0)

    def test_an_old_crumb_does_not_make_a_customer_old(self):
        self._due(date(2023, 5, 2), 0.03)
        self._due(FRIDAY, 500.0)
        found = self._facts(MONDAY, 'overdue_days')
        self.assertEqual((found['overdue_days'], found['overdue_amount']), (3, 500.0))

    def test_the_oldest_document_is_named(self):
        move = self._due(FRIDAY)
        found = self._facts(MONDAY, 'overdue_days')
        self.assertEqual(found['overdue_oldest_ref'], move.name)
        self.assertEqual(found['overdue_lines'], 1)

    def test_money_on_account_is_not_overdue(self):
        self._due(FRIDAY)
        self.env['account.move'].create({
            'move_type': 'out_refund', 'partner_id': self.customer.id, 'invoice_date': FRIDAY,
            'invoice_line_ids': [(0, 0, {
                'name': "Credit", 'quantity': 1, 'price_unit': 100.0, 'tax_ids': [(5, 0, 0)],
            })],
        })._post()
        found = self._facts(MONDAY, 'overdue_days')
        self.assertEqual((found['overdue_days'], found['overdue_amount']), (0, 0.0))
        self.assertEqual(found['overdue_raw_amount'], 100.0)

    # === EXPOSURE === #

    def test_transit_that_the_company_does_not_count_is_still_named(self):
        self._due(FRIDAY)
        journal = self.env['account.journal'].search([
            ('type', '=', 'bank'), ('company_id', '=', self.company.id),
        ], limit=1)
        self.env['account.bank.statement.line'].create({
            'journal_id': journal.id, 'date': FRIDAY, 'payment_ref': "incoming", 'amount': 100.0,
            'partner_id': self.customer.id,
        })
        counted = self._facts(MONDAY, 'exposure')
        self.assertEqual((counted['exposure'], counted['in_transit']), (0.0, 100.0))
        self.company.credit_count_in_transit = False
        named = self._facts(MONDAY, 'exposure', 'overdue_days')
        self.assertEqual((named['exposure'], named['in_transit']), (100.0, 100.0))
        self.assertEqual((named['overdue_amount'], named['in_transit_counts']), (100.0, False))

    def test_what_others_claimed_is_in_the_exposure(self):
        found = self._facts(MONDAY, 'exposure', claims={self.profile.id: 250.0})
        self.assertEqual(found['exposure'], 250.0)

    # === DECIDED === #

    def test_names_are_those_of_the_moment(self):
        term = self.env['account.payment.term'].create({'name': "Net 60"})
        self.profile.with_user(self.manager).write({
            'payment_term_id': term.id, 'standing': 'suspended',
            'standing_reason': "broken promise",
        })
        found = self._facts(MONDAY, 'approved_term')
        self.assertEqual(found['approved_term'], "Net 60")
        self.assertEqual(found['standing_user'], "Mona")
        self.assertEqual(found['standing_reason'], "broken promise")
        self.assertEqual((found['effective_limit'], found['base_limit']), (0.0, 1000.0))

    def test_the_standing_of_who_orders_counts_beside_that_of_who_pays(self):
        buyer = self.env['res.partner'].create({'name': "Bolt GmbH", 'is_company': True})
        contact = self.env['res.partner'].create({'name': "Anna", 'parent_id': buyer.id})
        self._profile(buyer, 100.0, standing='blocked')
        found = self._facts(MONDAY, 'standing', order_partner_ids={self.profile.id: contact.id})
        self.assertEqual((found['standing'], found['partner_standing']), ('normal', 'blocked'))
        own = {self.profile.id: self.customer.id}
        found = self._facts(MONDAY, 'standing', order_partner_ids=own)
        self.assertIsNone(found['partner_standing'])

    def test_loading_costs_the_same_for_ten_customers_and_for_twenty(self):
        partners = self.env['res.partner'].create([{'name': f"C{i}"} for i in range(20)])
        profiles = self.env['credit.profile'].create([
            {'partner_id': partner.id, 'company_id': self.company.id, 'credit_limit': 1000.0}
            for partner in partners
        ])
        for partner in partners:
            self._due(FRIDAY, partner=partner)
        needs = ('exposure', 'overdue_days', 'standing', 'approved_term')
        self._facts(MONDAY, *needs, profiles=profiles)
        counts = []
        for sample in (profiles[:10], profiles):
            before = self.env.cr.sql_log_count
            found = self._facts(MONDAY, *needs, profiles=sample)
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual({item['overdue_days'] for item in found.values()}, {3})
        self.assertEqual(counts[0], counts[1])
