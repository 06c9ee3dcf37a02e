import json
from datetime import date

from dateutil.relativedelta import relativedelta
from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .recovery_common import RecoveryCommon


@tagged('post_install', '-at_install')
class TestWriteOff(RecoveryCommon):
    """Claims leave the books with ground, papers, two approvers and a draft; they stay owed."""

    def logged(self):
        return [
            json.loads(one.payload)['data']['action'] for one in self.env['credit.decision'].search(
                [('kind', '=', 'write_off'), ('profile_id', '=', self.profile.id)], order='id')
        ]

    # === ASKED === #

    def test_without_papers_reason_or_claims_nobody_is_asked(self):
        invoice = self.owe(600, 400)
        request = self.ask(invoice, submit=False)
        self.assertFalse(request.missing_ids)
        request.paper_ids.filtered(
            lambda paper: paper.evidence_id.code == 'court_ruling').unlink()
        self.assertEqual(request.missing_ids, self.evidence('court_ruling'))
        with self.assertRaisesRegex(UserError, "Papers are missing: Ruling"):
            request.action_submit()
        request.paper_ids = self.papers('court_ruling')
        request.reason = " "
        with self.assertRaisesRegex(UserError, "what was tried"):
            request.action_submit()
        request.reason = "Bankrupt"
        request.line_ids.unlink()
        with self.assertRaisesRegex(UserError, "Choose the claims"):
            request.action_submit()

    def test_a_claim_that_the_ground_does_not_fit_is_not_put_to_anybody(self):
        self.company.country_id = self.env.ref('base.cn')
        ground = self.env.ref('credit_management.credit_write_off_ground_cn_over_three_years')
        young = self.owe(600, 0, posted=self.then)
        values = {'ground_id': ground.id, 'codes': ('special_report',)}
        with self.assertRaisesRegex(UserError, "not late long enough"):
            self.ask(young, **values)
        old = self._invoice(600, invoice_date=self.today - relativedelta(years=4),
                            date=self.today - relativedelta(years=4),
                            invoice_date_due=self.today - relativedelta(years=3, days=1))
        self.assertEqual(self.ask(old, **values).state, 'waiting')

    def test_a_small_claim_is_small_in_the_currency_of_the_law_or_against_the_income(self):
        self.company.country_id = self.env.ref('base.cn')
        self.env['res.currency.rate'].create({
            'currency_id': self.env.ref('base.CNY').id, 'company_id': self.company.id,
            'name': date(2000, 1, 1), 'rate': 7.0})
        self.env.ref('base.CNY').active = True
        ground = self.env.ref('credit_management.credit_write_off_ground_cn_small_over_one_year')
        values = {'ground_id': ground.id, 'codes': ('special_report',), 'submit': False}
        small, large = self.owe(7_000, 400), self.owe(8_000, 400)
        self.assertFalse(self.ask(small, **values).doubt)
        request = self.ask(large, **values)
        self.assertIn("cannot be said without", request.doubt)
        request.yearly_income = 80_000_000
        self.assertFalse(request.doubt)
        request.yearly_income = 79_000_000
        self.assertIn("more than its cap", request.doubt)

    def test_only_posted_claims_of_that_customer_and_no_more_than_is_open(self):
        other = self.owe(600, 400, self.customers['A'])
        with self.assertRaises(ValidationError):
            self.ask(other)
        invoice = self.owe(600, 400)
        with self.assertRaisesRegex(UserError, "only .*600.* is open, not the .*700"):
            self.ask(invoice, line_ids=[Command.create({
                'move_line_id': self.claim_of(invoice).id, 'amount': 700})])
        with self.assertRaises(ValidationError):
            self.ask(invoice, line_ids=[Command.create({
                'move_line_id': self.claim_of(invoice).id, 'amount': 100, 'tax_amount': 101})])

    # === APPROVED BY TWO === #

    def test_two_others_approve_and_nobody_twice(self):
        request = self.ask(self.owe(600, 400))
        for user, words in (
            (self.officer, "You asked for it"), (self.manager, None),
            (self.manager, "approved it already"),
        ):
            if words:
                with self.assertRaisesRegex(AccessError, words):
                    self.approve(request, user)
            else:
                self.approve(request, user)
        self.assertEqual(request.state, 'waiting')
        self.approve(request, self.boss)
        self.assertEqual(request.state, 'approved')
        self.assertEqual(request.sudo()._approvers(), self.manager | self.boss)
        self.assertEqual(self.logged(), ['asked', 'approved', 'approved'])

    def test_who_wrote_it_or_changed_it_last_does_not_approve(self):
        written = self.ask(self.owe(600, 400), user=self.manager, submit=False)
        written.with_user(self.officer).action_submit()
        self.assertNotEqual(written.user_id, self.manager)
        with self.assertRaisesRegex(AccessError, "You wrote it"):
            self.approve(written, self.manager)
        with self.assertRaisesRegex(AccessError, "You wrote it"):
            written.with_user(self.manager).action_refuse("Not so")
        self.approve(written, self.boss)
        changed = self.ask(self.owe(500, 400), submit=False)
        changed.with_user(self.boss).line_ids.amount = 400
        changed.action_submit()
        with self.assertRaisesRegex(AccessError, "changed it last"):
            self.approve(changed, self.boss)
        self.approve(changed, self.manager)

    def test_who_sold_to_the_customer_does_not_approve(self):
        request = self.ask(self.owe(600, 400, invoice_user_id=self.manager.id))
        with self.assertRaisesRegex(AccessError, "You sold"):
            self.approve(request, self.manager)
        self.customer.user_id = self.boss
        with self.assertRaisesRegex(AccessError, "You sold"):
            self.approve(request, self.boss)

    def test_an_officer_approves_within_his_authority(self):
        small, large = self.ask(self.owe(1_000, 400)), self.ask(self.owe(1_001, 400))
        self.approve(small, self.keeper)
        self.assertEqual(small.sudo().first_approver_id, self.keeper)
        with self.assertRaisesRegex(AccessError, "more than you may write off"):
            self.approve(large, self.keeper)

    def test_it_lies_on_the_desk_of_who_may(self):
        request = self.ask(self.owe(600, 400))
        self.assertEqual(request.user_id, self.keeper)
        task = self.env['credit.task'].with_user(self.keeper).search([
            ('res_model', '=', request._name), ('res_id', '=', request.id)])
        self.assertEqual((task.kind, task.user_id, task.amount), ('write_off', self.keeper, 600))
        self.assertIn("Bankrupt", task.why)
        self.assertEqual([button['method'] for button in task._brief()['buttons']],
                         ['action_approve_write_off', 'action_refuse_write_off'])
        task.action_approve_write_off()
        self.assertNotIn(request.user_id, self.keeper | self.officer)
        self.approve(request, self.boss)
        self.assertEqual(request.user_id, self.officer, "the entry is to be drafted")

    def test_where_no_two_may_approve_nobody_is_asked(self):
        request = self.ask(self.owe(600, 400), submit=False)
        managers = self.env['credit.authority']._managers(self.company)
        managers.write({'active': False})
        with self.assertRaisesRegex(UserError, f"there is: {self.keeper.name}"):
            request.action_submit()
        self.assertEqual(request.state, 'draft')

    def test_refused_with_a_reason_and_withdrawn_by_who_asked(self):
        one, two = self.ask(self.owe(600, 400)), self.ask(self.owe(500, 400))
        with self.assertRaisesRegex(UserError, "Say why"):
            one.with_user(self.manager).action_refuse(" ")
        one.with_user(self.manager).action_refuse("Not yet: ask the receiver")
        self.assertEqual((one.state, one.note), ('refused', "Not yet: ask the receiver"))
        two.action_withdraw()
        self.assertEqual(two.state, 'withdrawn')
        with self.assertRaises(UserError):
            self.approve(two, self.manager)
        self.assertEqual(self.logged(), ['asked', 'asked', 'refused', 'withdrawn'])

    def test_what_people_decide_on_does_not_change(self):
        request = self.ask(self.owe(600, 400))
        for change in (
            lambda: request.write({'reason': "Other"}),
            lambda: request.line_ids.write({'amount': 1}),
            lambda: request.paper_ids[:1].write({'note': "x"}),
            lambda: request.paper_ids[:1].unlink(),
            lambda: request.unlink(),
            lambda: request.write({'state': 'done'}),
            lambda: request.write({'first_approver_id': self.manager.id}),
        ):
            with self.assertRaises(UserError):
                change()
        request.write({'paper_ids': self.papers('registry_extract')})
        self.assertEqual(len(request.paper_ids), 4)
        with self.assertRaises(UserError):
            self.env['credit.write.off'].with_user(self.officer).create({
                'profile_id': self.profile.id, 'ground_id': self.ground.id, 'state': 'approved'})

    def test_no_claim_moves_into_what_people_decided_on(self):
        request, other = self.ask(self.owe(600, 400)), self.ask(self.owe(100_000, 400), submit=False)
        self.approve(request)
        with self.assertRaisesRegex(UserError, "stays on the request"):
            other.line_ids.write({'write_off_id': request.id})
        with self.assertRaises(UserError):
            other.line_ids.write({'entry_line_id': self.claim_of(self.owe(1, 1)).id})
        with self.assertRaises(UserError):
            other.paper_ids[:1].write({'write_off_id': request.id})
        self.env['credit.write.off.line'].with_user(self.officer).with_context(
            default_entry_line_id=1).create({
                'write_off_id': other.id, 'entry_line_id': 1,
                'move_line_id': self.claim_of(self.owe(5, 400)).id})
        self.assertFalse(other.sudo().line_ids.entry_line_id)
        self.assertEqual(request.amount, 600)

    def test_salespeople_and_auditors_write_nothing_off(self):
        request = self.ask(self.owe(600, 400))
        for user in (self.sales, self.auditor):
            with self.assertRaises(AccessError):
                request.with_user(user).action_approve()
            with self.assertRaises(AccessError):
                request.with_user(user).action_withdraw()
        self.assertEqual(request.with_user(self.auditor).amount, 600)

    # === BOOKED === #

    def test_the_entry_is_a_draft_that_uses_the_allowance_and_then_expense(self):
        self.book((self.impairment_account, 400, None), (self.allowance_account, -400, None))
        invoice = self.owe(600, 400)
        request = self.ask(invoice)
        with self.assertRaisesRegex(UserError, "not approved by two"):
            request.with_user(self.keeper).action_draft_entry()
        self.approve(request)
        with self.assertRaisesRegex(AccessError, "right of accounting"):
            request.with_user(self.manager_2).action_draft_entry()
        request.with_user(self.keeper).action_draft_entry()
        move = request.sudo().move_id
        self.assertEqual((move.state, request.state), ('draft', 'entry'))
        self.assertEqual(self.sides(move), {
            self.allowance_account: 400, self.impairment_account: 200,
            self.receivable_account: -600})
        request.with_user(self.keeper).action_draft_entry()
        self.assertEqual(request.sudo().move_id, move)
        self.assertEqual(self.claim_of(invoice).amount_residual, 600)
        move.action_post()
        self.assertEqual((request.state, request.written_off_on), ('done', move.date))
        self.assertEqual(self.claim_of(invoice).amount_residual, 0)
        self.assertTrue(self.claim_of(invoice).reconciled)
        self.assertEqual((request.outstanding, request.recovered), (600, 0))
        self.assertEqual(self.profile.written_off_outstanding, 600)

    def test_the_register_knows_until_when_it_can_be_sued_for(self):
        invoice, claims = self.owe(600, 400), self.env['credit.limitation'].sudo()
        claims._count(self.profile.sudo(), self.today)
        safe = claims.search([('move_line_id', '=', self.claim_of(invoice).id)]).safe_date
        self.assertTrue(safe)
        request = self.write_off(invoice)
        claims._count(self.profile.sudo(), self.today)
        self.assertEqual(request.safe_date, safe)

    def test_part_of_a_foreign_claim_is_written_off_at_its_booked_rate(self):
        euro = self.env.ref('base.EUR')
        euro.active = True
        self.env['res.currency.rate'].create({
            'currency_id': euro.id, 'company_id': self.company.id, 'name': date(2000, 1, 1),
            'rate': 0.5})
        invoice = self.owe(300, 400, currency_id=euro.id)
        claim = self.claim_of(invoice)
        self.assertEqual((claim.balance, claim.amount_residual_currency), (600, 300))
        self.write_off(invoice, line_ids=[
            Command.create({'move_line_id': claim.id, 'amount': 200})])
        self.assertEqual((claim.amount_residual, claim.amount_residual_currency), (400, 200))

    def test_tax_comes_back_where_the_ground_gives_it_back(self):
        self.company.country_id = self.env.ref('base.uk')
        ground = self.env.ref('credit_management.credit_write_off_ground_uk_vat_relief')
        tax = self.env['account.tax'].create({
            'name': "20 %", 'amount': 20, 'type_tax_use': 'sale', 'company_id': self.company.id,
            'country_id': self.company.account_fiscal_country_id.id,
            'tax_group_id': self.env['account.tax.group'].search(
                [('company_id', '=', self.company.id)], limit=1).id})
        invoice = self.owe(1_000, 400)
        invoice.button_draft()
        invoice.invoice_line_ids.tax_ids = tax
        invoice.action_post()
        request = self.ask(invoice, submit=False, ground_id=ground.id, codes=())
        request.action_propose_tax()
        self.assertEqual((request.amount, request.tax_amount), (1_200, 200))
        request.action_submit()
        self.approve(request)
        with self.assertRaisesRegex(UserError, "Account of Tax Given Back"):
            request.with_user(self.keeper).action_draft_entry()
        self.company.credit_write_off_tax_account_id = self.insurer_account
        request.with_user(self.keeper).action_draft_entry()
        self.assertEqual(self.sides(request.sudo().move_id), {
            self.impairment_account: 1_000, self.insurer_account: 200,
            self.receivable_account: -1_200})

    def test_money_that_came_before_posting_stops_the_entry(self):
        invoice = self.owe(600, 400)
        request = self.ask(invoice)
        self.approve(request)
        request.with_user(self.keeper).action_draft_entry()
        self.allocate(invoice, self.receive(100.0))
        with self.assertRaisesRegex(UserError, "money came in the meantime"):
            request.sudo().move_id.action_post()
        request.sudo().move_id.unlink()
        request.action_withdraw()
        self.assertEqual(request.state, 'withdrawn')

    def test_an_entry_that_was_deleted_is_drafted_again_by_who_asked(self):
        request = self.ask(self.owe(600, 400))
        self.approve(request)
        request.with_user(self.keeper).action_draft_entry()
        tasks = self.env['credit.task'].with_user(self.officer)
        mine = [('res_model', '=', request._name), ('res_id', '=', request.id)]
        self.assertFalse(tasks.search(mine))
        request.sudo().move_id.unlink()
        task = tasks.search(mine)
        self.assertEqual(task.user_id, self.officer)
        self.assertIn("draft the entry", task.why)

    def test_an_entry_that_was_changed_is_not_posted(self):
        request = self.ask(self.owe(600, 400))
        self.approve(request)
        request.with_user(self.keeper).action_draft_entry()
        move = request.sudo().move_id
        move.line_ids = [
            Command.update(line.id, {'balance': 500 if line.debit else -500})
            for line in move.line_ids]
        with self.assertRaisesRegex(UserError, "as was approved"):
            move.action_post()

    def test_an_entry_set_to_draft_opens_the_claim_again(self):
        invoice = self.owe(600, 400)
        request = self.write_off(invoice)
        request.sudo().move_id.button_draft()
        self.assertEqual(request.state, 'entry')
        self.assertEqual(self.claim_of(invoice).amount_residual, 600)
        self.assertEqual(request.outstanding, 0)
        request.sudo().move_id.action_post()
        self.assertEqual((request.state, self.claim_of(invoice).amount_residual), ('done', 0))

    def test_taken_back_by_a_draft_that_opens_the_claims_when_it_is_posted(self):
        invoice = self.owe(600, 400)
        request = self.write_off(invoice)
        with self.assertRaisesRegex(AccessError, "credit manager"):
            request.with_user(self.keeper).action_reverse("Not bankrupt")
        request.with_user(self.boss).action_reverse("Not bankrupt")
        back = request.sudo().reversal_move_id
        self.assertEqual((back.state, request.state), ('draft', 'done'))
        back.action_post()
        self.assertEqual(request.state, 'reversed')
        self.assertEqual(self.claim_of(invoice).amount_residual, 600)
        self.assertFalse((request.sudo().move_id | back).line_ids.filtered('amount_residual'))
        self.assertEqual(request.outstanding, 0)

    def test_odoo_s_own_reversal_counts_too(self):
        invoice = self.owe(600, 400)
        request = self.write_off(invoice)
        request.sudo().move_id._reverse_moves(cancel=True)
        self.assertEqual(request.state, 'reversed')
        self.assertEqual(self.claim_of(invoice).amount_residual, 600)

    def test_what_took_it_back_and_is_a_draft_again_leaves_it_written_off(self):
        invoice = self.owe(600, 400)
        request = self.write_off(invoice)
        back = request.sudo().move_id._reverse_moves(cancel=True)
        back.button_draft()
        self.assertEqual((request.state, request.outstanding), ('done', 600))
        self.assertEqual(self.claim_of(invoice).amount_residual, 0)
        back.action_post()
        self.assertEqual((request.state, self.claim_of(invoice).amount_residual), ('reversed', 600))

    def test_of_what_came_back_nothing_is_taken_back(self):
        request = self.write_off(self.owe(600, 400))
        recovered = request.with_user(self.keeper)._recover(250, self.today)
        recovered.sudo().move_id.action_post()
        with self.assertRaisesRegex(UserError, "Money came back"):
            request.sudo().move_id._reverse_moves(cancel=True)

    # === WHAT COMES BACK === #

    def test_a_recovery_sets_the_claim_up_again_and_the_money_pays_it(self):
        self.book((self.impairment_account, 600, None), (self.allowance_account, -600, None))
        request = self.write_off(self.owe(600, 400))
        money = self.receive(250.0)
        self.assertEqual(request.unmatched, 250)
        wizard = self.env['credit.write.off.recover'].with_user(self.keeper).create({
            'write_off_id': request.id, 'payment_line_id': self.claims(money).id})
        self.assertEqual(wizard.amount, 250)
        wizard.action_apply()
        [recovered] = request.recovery_ids
        self.assertEqual(recovered.sudo().move_id.state, 'draft')
        self.assertEqual(self.sides(recovered.sudo().move_id), {
            self.receivable_account: 250, self.allowance_account: -250})
        self.assertEqual((request.recovered, request.outstanding), (0, 600))
        recovered.sudo().move_id.action_post()
        self.assertEqual((request.recovered, request.outstanding), (250, 350))
        self.assertEqual(self.claims(money).amount_residual, 0)
        for day in (self.today - relativedelta(days=1), self.today + relativedelta(days=1)):
            with self.assertRaisesRegex(UserError, "can have come back"):
                request.with_user(self.keeper)._recover(10, day)
        other = self.env['res.partner'].create({'name': "Other Ltd", 'is_company': True})
        foreign = self.env['account.payment'].create({
            'partner_id': other.id, 'amount': 10.0, 'payment_type': 'inbound',
            'company_id': self.company.id})
        foreign.action_post()
        with self.assertRaisesRegex(UserError, "is no receipt of"):
            request.with_user(self.keeper)._recover(10, self.today, foreign.move_id.line_ids.filtered(
                lambda line: line.account_type == 'asset_receivable'))
        with self.assertRaisesRegex(UserError, "Only .*350"):
            request.with_user(self.keeper)._recover(351, self.today)
        with self.assertRaisesRegex(UserError, "cannot be taken back"):
            request.with_user(self.boss).action_reverse("Paid")
        self.assertEqual(self.logged()[-2:], ['recovery_drafted', 'recovered'])

    def test_interest_goes_on_on_what_was_written_off_until_it_comes_back(self):
        self.company.credit_interest_terms_id = False
        self.profile.sudo().write({
            'interest_agreed': 'year', 'interest_rate': 0.10, 'interest_basis': '365'})
        invoice = self.owe(36_500, 400)
        line, later = self.claim_of(invoice), self.today + relativedelta(days=10)

        def counted():
            return self.env['credit.interest']._of_lines(line.ids, later)[line.id].charge.amount()

        before = counted()
        request = self.write_off(invoice)
        self.assertEqual(counted(), before)
        recovered = request.with_user(self.keeper)._recover(18_250, self.today)
        self.assertEqual(counted(), before)
        recovered.sudo().move_id.action_post()
        self.assertEqual(counted(), before - 50)

    def test_a_drafted_recovery_is_not_drafted_twice(self):
        request = self.write_off(self.owe(600, 400))
        request.with_user(self.keeper)._recover(600, self.today)
        with self.assertRaisesRegex(UserError, "still owed"):
            request.with_user(self.keeper)._recover(1, self.today)

    # === WHO SEES IT === #

    def test_the_bad_debt_ratio_counts_it_without_a_setting(self):
        kpi = self.env['credit.kpi'].with_user(self.manager)
        self.owe(99_400, 10)
        self.assertIsNone(kpi.bad_debt_ratio(company_id=self.company.id)['written_off'])
        self.write_off(self.owe(600, 400))
        self.assertEqual(kpi.bad_debt_ratio(
            as_of=self.today, company_id=self.company.id)['written_off'], 600)

    def test_the_provision_sheet_sees_what_was_used_up(self):
        self.book((self.impairment_account, 600, None), (self.allowance_account, -600, None),
                  on=self.then.replace(day=1) - relativedelta(days=1))
        request = self.ask(self.owe(600, 400))
        self.approve(request)
        request.with_user(self.keeper).action_draft_entry()
        move = request.sudo().move_id
        move.date = self.then
        move.action_post()
        sheet = self.sheet()
        self.assertEqual((sheet.opening, sheet.written_off), (600, -600))

    def test_merged_customers_keep_their_register(self):
        request = self.write_off(self.owe(600, 400))
        survivor = self._profile(self.customers['A'], 100.0)
        self.profile.sudo()._merge_into(self.customers['A'], 'merged')
        self.assertEqual(request.profile_id, survivor)
