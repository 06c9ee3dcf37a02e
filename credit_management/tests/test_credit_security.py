import base64

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .paper_common import DAY
from .security_common import SecurityCommon


@tagged('post_install', '-at_install')
class TestCreditSecurity(SecurityCommon):
    """Securities: four eyes, what each kind does to limit or exposure, and only on its days."""

    # === LIFE === #

    def test_from_draft_to_release_by_two_people(self):
        security = self.security(active=False, file=False, effect='offset')
        with self.assertRaisesRegex(AccessError, "somebody else checks"):
            security.action_verify()
        with self.assertRaisesRegex(UserError, "Put the paper on file"):
            security.with_user(self.checker).action_verify()
        self.assertIn("verified", self.tasks('security').why)
        security.file = base64.b64encode(b'%PDF-1.7\npaper')
        security.with_user(self.checker).action_verify()
        with self.assertRaisesRegex(UserError, "stays as it was checked"):
            security.value = 900.0
        with self.assertRaisesRegex(AccessError, "a credit manager activates"):
            security.action_activate()
        security.with_user(self.manager).action_activate()
        self.assertEqual((security.stage, security.eligible), ('expiring', 500.0))
        self.assertIn("Ends on", self.tasks('security').why)
        with self.assertRaisesRegex(UserError, "Say why"):
            security.action_release(self.today, '')
        security.action_release(self.today, "given back")
        self.assertEqual(security.state, 'released')
        self.assertEqual(self.env['credit.decision'].search_count([
            ('kind', '=', 'security'), ('profile_id', '=', self.profile.id)]), 3)
        with self.assertRaisesRegex(UserError, "was checked and stays"):
            security.unlink()

    def test_who_sells_verifies_nothing_and_sees_nothing(self):
        security = self.security(active=False)
        self.customer.user_id = self.checker
        with self.assertRaisesRegex(AccessError, "You sell"):
            security.with_user(self.checker).action_verify()
        with self.assertRaises(AccessError):
            security.with_user(self.sales).read(['value'])
        with self.assertRaises(AccessError):
            self.profile.with_user(self.sales).read(['secured_amount'])
        with self.assertRaises(AccessError):
            security.with_user(self.auditor).action_verify()

    def test_a_renewal_takes_the_place_of_the_old_one(self):
        old = self.security(effect='limit')
        self.assertEqual(self.figures()[1], 1500.0)
        action = old.action_renew()
        new = self.env['credit.security'].browse(action['res_id']).with_user(self.officer)
        self.assertEqual(new.valid_from, old.valid_to + DAY)
        self.assertFalse(self.tasks('security').filtered(lambda task: task.res_id == old.id))
        new.write({'valid_from': self.today, 'value': 700.0, 'file': old.file})
        new.with_user(self.checker).action_verify()
        new.with_user(self.manager).action_activate()
        self.assertEqual((old.state, self.figures()[1]), ('released', 1700.0))

    # === WHAT IT DOES === #

    def test_one_that_raises_the_limit_counts_on_its_days_alone(self):
        security = self.security('guarantee', effect='limit', haircut=20.0)
        self.assertEqual((security.eligible, self.figures()[1]), (400.0, 1400.0))
        self.assertEqual(self.profile.with_user(self.officer).effective_limit, 1400.0)
        self.assert_told_alike()
        order = self._order(1400.0)
        self.assertIsNone(self.confirm(order))
        security.sudo().valid_to = self.today - DAY
        self.assertEqual(self.figures()[1], 1000.0)
        self.assertTrue(self.confirm(self._order(1.0)))
        security.sudo().write({'valid_from': self.today + DAY, 'valid_to': False})
        self.assertEqual(self.figures()[1], 1000.0)

    def test_an_offset_takes_off_what_is_owed_and_covers_orders_with_the_rest(self):
        self._invoice(300.0)
        self.security(effect='offset')
        self.assertEqual(self.figures(), (0.0, 1200.0, {'ar_not_due': 300.0, 'security': -300.0}))
        self.assert_told_alike()
        self._invoice(300.0)
        self.assertEqual(self.figures()[:2], (100.0, 1000.0))
        self.assert_told_alike()
        # Headroom is the same before and after: 1,000 of limit, 500 secured, 600 owed.
        self.assertTrue(self.confirm(self._order(900.01)))
        self.assertIsNone(self.confirm(self._order(900.0)))

    def test_where_nothing_is_sold_on_credit_it_opens_nothing(self):
        self.security(effect='offset')
        self.security('guarantee', effect='limit')
        self.profile.with_user(self.manager).limit_mode = 'cash_only'
        self.assertEqual(self.figures()[1], 0.0)
        self.assert_told_alike()
        self.profile.with_user(self.manager).write(
            {'limit_mode': 'limited', 'standing': 'suspended', 'standing_reason': "late"})
        self.assertEqual(self.figures()[1], 0.0)
        self.assert_told_alike()

    def test_several_take_off_oldest_first_and_never_more_than_is_owed(self):
        self._invoice(700.0)
        first, second = self.security(effect='offset'), self.security(
            'bank_guarantee', effect='offset')
        self.assertEqual(self.figures()[0], 0.0)
        items = self.env['credit.exposure.item'].search(
            [('profile_id', '=', self.profile.id), ('component', '=', 'security')])
        self.assertEqual({item.res_id: item.amount for item in items},
                         {first.id: -500.0, second.id: -200.0})
        self.assertEqual(items[0].browse(items[0].id).exists(), items[0])
        self.assertEqual(
            self.env['credit.exposure.item'].search([('component', '=', 'security')]) & items, items)

    def test_what_keeps_a_security_from_counting_is_said(self):
        guarantee = self.security(
            'guarantee', active=False, effect='limit', company_guarantor=True)
        self.assertIn("resolution", guarantee.refusal)
        self.assertEqual(guarantee.eligible, 0.0)
        guarantee.resolution_checked = True
        self.assertEqual((guarantee.refusal, guarantee.eligible), ('', 500.0))
        factoring = self.security('factoring', active=False, effect='offset')
        self.assertIn("With recourse", factoring.refusal)
        factoring.write({'with_recourse': False, 'notified_on': self.today})
        self.assertEqual(factoring.eligible, 500.0)
        with self.assertRaisesRegex(ValidationError, "may not do"):
            self.security('deposit', active=False, effect='offset')
        contract = self.contract()
        deposit = self.security(
            'deposit', active=False, value=30_000.0, contract_id=contract.id)
        self.assertIn("more than a fifth", deposit.refusal)
        deposit.value = 20_000.0
        self.assertEqual(deposit.refusal, '')

    def test_title_is_lost_when_three_quarters_are_paid(self):
        invoice = self._invoice(400.0)
        security = self.security('retention', effect='limit', is_registered=True,
                                 line_ids=[self.lines(invoice)])
        self.assertEqual(security.eligible, 500.0)
        self.env['account.payment.register'].with_context(
            active_model='account.move', active_ids=invoice.ids,
        ).create({'amount': 300.0})._create_payments()
        self.night()
        self.assertEqual((security.eligible, self.figures()[1]), (0.0, 1000.0))
        self.assertIn("Three quarters", security.refusal)

    def test_shares_of_one_paper(self):
        first = self.security('pledge', active=False, is_registered=True, share=60.0)
        part = self.security('pledge', active=False, is_registered=True, share=40.0,
                             part_of_id=first.id)
        self.assertEqual((first.eligible, part.eligible), (300.0, 200.0))
        with self.assertRaisesRegex(ValidationError, "100.1 % together"):
            part.share = 40.1
        with self.assertRaisesRegex(ValidationError, "a share itself"):
            self.security('pledge', active=False, share=0.0, part_of_id=part.id)

    def test_a_foreign_value_counts_in_company_currency(self):
        other = self.env['res.currency'].with_context(active_test=False).search(
            [('id', '!=', self.company.currency_id.id)], limit=1)
        other.active = True
        self.env['res.currency.rate'].create({
            'name': self.today - 60 * DAY, 'currency_id': other.id, 'rate': 2.0,
            'company_id': self.company.id})
        security = self.security(effect='limit', currency_id=other.id, value=1000.0)
        self.assertEqual(security.eligible, 500.0)

    def test_a_share_paid_beforehand_is_asked_of_every_order(self):
        self.enforce('H13')
        self.security('prepayment', value=0.0, prepayment_percent=30.0, file=False)
        held = self.confirm(self._order(500.0))
        self.assertEqual([breach['code'] for breach in held.outcomes[0].breaches], ['H13'])

    def test_the_guarantors_clock_begins_from_the_security(self):
        invoice = self._invoice(400.0)
        security = self.security('guarantee', form='joint', line_ids=[self.lines(invoice)])
        clock = self.env['credit.guarantee.clock'].browse(security.action_open_clock()['res_id'])
        self.assertEqual((clock.guarantor_id, clock.form, clock.date_due),
                         (self.bank, 'joint', invoice.invoice_date_due))
        self.assertEqual(security.action_open_clock()['res_id'], clock.id)

    def test_securities_cost_no_query_at_the_gate(self):
        def count():
            self.figures()
            before = self.env.cr.sql_log_count
            self.figures()
            return self.env.cr.sql_log_count - before
        plain = count()
        self.security(effect='offset')
        self.security('guarantee', effect='limit')
        self.assertEqual(count(), plain)

    def test_a_merged_customers_securities_go_on(self):
        security = self.security(effect='limit')
        other = self.env['res.partner'].create({'name': "Acme Holding", 'is_company': True})
        survivor = self.profile._merge_into(other, 'merge')
        self.assertEqual(security.profile_id, survivor)

    # === INSURANCE === #

    def insurance(self, **values):
        return self.security('insurance', **{
            'value': 400.0, 'extension_days': 60, 'notify_days': 45, 'effect': 'none',
            'valid_from': self.today - 300 * DAY, 'valid_to': self.today + 300 * DAY, **values})

    def test_o_ins_1_the_insured_part_and_our_own_risk(self):
        self._invoice(530.0)
        security = self.insurance()
        self.assertEqual((security.insured_amount, security.own_risk), (360.0, 170.0))
        profile = self.profile.with_user(self.officer)
        self.assertEqual((profile.security_stage, profile.insured_amount, profile.own_risk),
                         ('insured', 360.0, 170.0))
        self.assertEqual(self.figures()[:2], (530.0, 1000.0))
        raising = self.insurance(effect='limit', value=100.0)
        self.assertEqual((raising.eligible, self.figures()[1]), (90.0, 1090.0))

    def test_a_cut_holds_for_later_deliveries_only(self):
        self._invoice(350.0, due=-5)
        security = self.insurance()
        with self.assertRaisesRegex(UserError, "a higher one is a renewal"):
            security.cut(500.0, self.today, "more")
        security.cut(100.0, self.today, "downgraded")
        self._invoice(100.0)
        self.assertEqual((security.value, security.insured_amount), (100.0, 315.0))
        self.assertEqual(security.cut_ids.mapped('old_value'), [400.0])
        with self.assertRaises(AccessError):
            security.cut_ids.with_user(self.officer).write({'old_value': 1.0})

    def test_deadlines_of_the_insurer_are_tasks_until_they_are_done(self):
        invoice = self._invoice(100.0, due=-40)
        security = self.insurance()
        due = invoice.invoice_date_due
        self.assertEqual((security.next_deadline, security.next_deadline_kind),
                         (due + 45 * DAY, 'notify'))
        self.assertIn("Notify the insurer", self.tasks('insurance').why)
        security.action_reported()
        self.assertEqual((security.next_deadline, security.next_deadline_kind),
                         (due + 60 * DAY, 'extension'))
        self._pay(invoice)
        self.night()
        self.assertFalse(security.next_deadline)
        self.assertFalse(self.tasks('insurance'))
        with self.assertRaisesRegex(UserError, "Nothing of this customer is overdue"):
            security.action_handed_over()

    def test_what_is_handed_over_is_what_is_past_the_extension(self):
        old, new = self._invoice(100.0, due=-70), self._invoice(100.0, due=-1)
        security = self.insurance(notify_days=0)
        self.assertEqual((security.next_deadline, security.next_deadline_kind),
                         (old.invoice_date_due + 90 * DAY, 'handover'))
        security.action_handed_over()
        self.assertEqual(security.handed_due, old.invoice_date_due)
        self.assertEqual((security.next_deadline, security.next_deadline_kind),
                         (new.invoice_date_due + 60 * DAY, 'extension'))
        self._pay(old)
        with self.assertRaisesRegex(UserError, "past the maximum extension"):
            security.action_handed_over()
        self.assertEqual(security.handed_due, old.invoice_date_due)

    def test_its_last_day_is_within_the_extension(self):
        self.enforce('H24')
        # Rules count from the next bank day, so the invoice was due on one.
        days = next(days for days in (61, 62, 63) if (self.today - days * DAY).weekday() < 5)
        self._invoice(100.0, due=-days)
        self.insurance(extension_days=days)
        self.assertIsNone(self.confirm(self._order(10.0)))
        self.insurance(extension_days=days - 1)
        self.assertTrue(self.confirm(self._order(10.0)))

    def test_a_line_past_the_maximum_extension_stops_insured_orders(self):
        self.enforce('H24')
        self._invoice(100.0, due=-70)
        self.assertIsNone(self.confirm(self._order(10.0)))
        self.insurance()
        held = self.confirm(self._order(10.0))
        self.assertEqual([breach['code'] for breach in held.outcomes[0].breaches], ['H24'])
