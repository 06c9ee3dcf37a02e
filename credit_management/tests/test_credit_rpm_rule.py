from odoo.exceptions import UserError
from odoo.tests import tagged

from ..exceptions import CreditHold
from ..facts import load
from .common_rpm import RpmCommon


@tagged('post_install', '-at_install')
class TestCreditRpmRule(RpmCommon):
    """H09 through the gate: only a demand that was made, and what is paid clears it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.credit_mode = 'enforce'
        cls.profile.credit_limit = 100_000.0
        policy = cls.env['credit.policy'].create({'name': "Demands", 'ignore_total_percent': 0.0})
        for rule in policy.rule_ids:
            severity = 'hold' if rule.code == 'H09' else 'off'
            rule.write({'severity_order_confirm': severity, 'severity_quotation': 'off',
                        'severity_delivery': 'off'})
        policy.action_publish()
        cls.profile.policy_id = policy
        with cls.freeze('2026-03-02'):
            cls.invoice = cls._invoice(500.0, due=0)
        cls.use(cls.full)

    @classmethod
    def freeze(cls, day):
        return RpmCommon.on(cls, day)

    def _demand(self):
        self.work('2026-03-02')
        self.night('2026-03-19')
        step = self.env['credit.rpm.step'].search([
            ('move_line_id.move_id', '=', self.invoice.id), ('code', '=', 'R12')])
        self.assertTrue(step.is_demand)
        return step

    def _held(self):
        with self.on('2026-03-20'):
            order = self._order(100.0)
            return self.confirm(order), order

    def test_a_demand_that_somebody_failed_to_make_holds_nobody(self):
        self._demand()
        self.assertFalse(self._held()[0])

    def test_a_demand_that_was_made_holds_until_it_is_paid(self):
        step = self._demand()
        with self.on('2026-03-19'):
            done = step._complete('done', note="EMS 1234, taken by the mail room")
        self.assertTrue(done.is_demand and done.is_formal)
        held, order = self._held()
        self.assertIsInstance(held, CreditHold)
        self.assertEqual(order.sudo().credit_hold_id.breach_ids.mapped('code'), ['H09'])
        self.pay(self.invoice, '2026-03-20')
        self.assertFalse(self._held()[0])

    def test_its_words_name_the_demand_and_paying_it_lets_the_order_go_by_itself(self):
        self._demanded()
        _held, order = self._held()
        hold = order.sudo().credit_hold_id
        money = self.company.currency_id.format(500.0)
        self.assertIn(f"Formal demand R12 of 03/19/2026 for {money}",
                      hold.breach_ids.with_user(self.officer).message)
        self.pay(self.invoice, '2026-03-20')
        self.env.flush_all()
        self.assertIn(self.profile, self.env['credit.recheck'].search([]).profile_id)
        with self.on('2026-03-20'):
            self.env['credit.recheck']._cure_profile(self.profile)
        self.assertEqual((hold.state, order.state), ('cured', 'sale'))

    def test_a_release_lets_the_order_go_and_nothing_more(self):
        self._demanded()
        _held, order = self._held()
        with self.on('2026-03-20'):
            order.sudo().credit_hold_id.with_user(self.manager).release('business', "goes on")
            self.assertEqual((order.state, order.credit_state), ('sale', 'released'))
            with self.assertRaises(CreditHold):
                order.with_user(self.sales).order_line.product_uom_qty = 2

    def _demanded(self):
        step = self._demand()
        with self.on('2026-03-19'):
            step._complete('done', note="EMS 1234")

    def test_money_that_is_here_meets_a_demand(self):
        self._demanded()
        bank = self.env['account.journal'].search(
            [('type', '=', 'bank'), ('company_id', '=', self.company.id)], limit=1)
        with self.on('2026-03-20'):
            self.env['account.bank.statement.line'].create({
                'journal_id': bank.id, 'payment_ref': "Transfer", 'amount': 500.0,
                'date': '2026-03-20', 'partner_id': self.customer.id})
        self.assertFalse(self._held()[0])

    def test_what_is_disputed_is_not_demanded(self):
        self._demanded()
        line = self.invoice.line_ids.filtered(lambda one: one.account_type == 'asset_receivable')
        reason = self.env['credit.dispute.reason'].search([], limit=1)
        with self.on('2026-03-19'):
            self.env['credit.dispute']._raise(line, 200.0, reason)
        held, order = self._held()
        self.assertIsInstance(held, CreditHold)
        self.assertEqual(order.sudo().credit_hold_id.breach_ids.data['cure']['amount'], 300.0)
        with self.on('2026-03-19'):
            self.env['credit.dispute']._raise(line, 300.0, reason)
        self.assertFalse(self._held()[0])

    def test_days_run_from_the_first_demand(self):
        self._demanded()
        rows = self.env['credit.check'].sudo()._rows(self.env.cr, self.profile.ids)
        self.night('2026-03-23')
        step = self.env['credit.rpm.step'].search([
            ('move_line_id.move_id', '=', self.invoice.id), ('code', '=', 'R13')])
        with self.on('2026-03-23'):
            step._complete('done', note="EMS 5678")
        facts = load(self.env, self.env.cr, rows, self.day('2026-03-29'), {'demand_last'})
        found = facts[self.profile.id]
        self.assertEqual((found['demand_days'], found['demand_code']), (10, 'R13'))

    def test_a_demand_by_letter_holds(self):
        step = self._demand()
        with self.on('2026-03-19'):
            letter = step._write_letter()
            self.assertTrue(step._complete('sent', letter=letter).is_demand)
        self.assertTrue(self._held()[0])

    def test_a_call_is_no_demand(self):
        step = self._demand()
        touch = step.touch_id
        with self.on('2026-03-19'):
            touch.close('has_paid', {'note': "Paid yesterday, he says"})
        self.assertNotIn('R12', touch.done_ids.mapped('code'))
        self.assertEqual((step.exists().status, step.again_on),
                         ('waiting', self.day('2026-03-20')))
        self.assertFalse(self._held()[0])

    def test_a_demand_without_a_word_how_it_was_served_is_none(self):
        step = self._demand()
        wizard = self.env['credit.rpm.step.complete'].with_user(self.officer)
        with self.on('2026-03-19'):
            with self.assertRaises(UserError):
                wizard.create({'step_id': step.id})
            wizard.create({'step_id': step.id, 'note': "EMS 1234"}).action_complete()
        self.assertTrue(self._held()[0])

    def test_a_demand_that_was_taken_back_holds_nobody(self):
        step = self._demand()
        with self.on('2026-03-19'):
            step._complete('done', note="EMS 1234")._withdraw(self.day('2026-03-19'))
        self.assertFalse(self._held()[0])

    def test_a_review_that_was_done_opens_the_case(self):
        self.work('2026-03-02')
        self.night('2026-04-02')
        step = self.env['credit.rpm.step'].search([
            ('move_line_id.move_id', '=', self.invoice.id), ('code', '=', 'R14')])
        with self.on('2026-04-02'):
            step._complete('decided')
        case = self.env['credit.case'].search([('profile_id', '=', self.profile.id)])
        self.assertEqual((case.state, case.origin), ('open', 'step'))
        self.assertEqual(case.line_ids.move_id, self.invoice)

    def test_only_demands_that_hold_orders_by_their_plan_do(self):
        """R11 is a demand and holds nobody; R13 comes after R12, which does."""
        self.work('2026-03-02')
        self.night('2026-03-16')
        step = self.env['credit.rpm.step'].search([
            ('move_line_id.move_id', '=', self.invoice.id), ('code', '=', 'R11')])
        with self.on('2026-03-16'):
            self.assertTrue(step._complete('done', note="EMS 1").is_demand)
        self.assertFalse(self._held()[0])
        self.night('2026-03-23')
        step = self.env['credit.rpm.step'].search([
            ('move_line_id.move_id', '=', self.invoice.id), ('code', '=', 'R13')])
        with self.on('2026-03-23'):
            step._complete('done', note="EMS 2")
        with self.on('2026-03-24'):
            self.assertTrue(self.confirm(self._order(100.0)))

    def test_what_follows_of_a_step_is_told_and_proposed(self):
        self.env['credit.duty'].search([]).unlink()
        self.env['credit.duty'].create([
            {'company_id': self.company.id, 'role': role, 'user_id': user.id} for role, user in (
                ('sales_director', self.sales_2), ('credit_manager', self.manager))])
        self.work('2026-03-02')
        self.night('2026-03-16')
        steps = self.env['credit.rpm.step']
        with self.on('2026-03-16'):
            steps.search([('code', '=', 'R11')])._complete('done', note="EMS 1")
        told = self.customer.activity_ids
        self.assertEqual(told.user_id, self.sales_2)
        self.assertIn(f'R11 {self.invoice.name}', told.summary)
        self.assertNotIn('500', told.summary)
        self.night('2026-05-04')
        with self.on('2026-05-04'):
            steps.search([('code', '=', 'R15')])._complete('done', note="EMS 3")
        asked = self.profile.activity_ids
        self.assertEqual((len(asked), asked.user_id), (2, self.manager))
        self.assertTrue(all('Proposed' in one.summary for one in asked))

    def test_grade_a_is_exempt(self):
        step = self._demand()
        with self.on('2026-03-19'):
            step._complete('done', note="EMS 1234")
            self.profile.grade = 'A'
        self.assertFalse(self._held()[0])

    def test_an_existing_policy_has_it_off(self):
        standard = self.env.ref('credit_management.credit_policy_standard')
        draft = standard.browse(standard.action_new_version()['res_id'])
        draft.rule_ids.filtered(lambda rule: rule.code == 'H09').unlink()
        self.env['credit.policy.rule']._add_missing(draft)
        line = draft.rule_ids.filtered(lambda rule: rule.code == 'H09')
        self.assertEqual(set(line._severities().values()), {'off'})
