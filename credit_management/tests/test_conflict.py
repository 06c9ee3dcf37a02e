import io
from datetime import timedelta

import openpyxl
from odoo import Command, fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common import GROUPS, CreditCommon


@tagged('post_install', '-at_install')
class TestConflict(CreditCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.findings = cls.env['credit.conflict.finding'].with_user(cls.auditor)

    def _conflict(self, code):
        return self.env.ref(f'credit_management.credit_conflict_{code}')

    def _found(self, kind, **wanted):
        self.env.flush_all()
        return self.findings.search([
            ('kind', '=', kind), *((name, '=', value) for name, value in wanted.items())])

    def test_who_has_both_roles_is_named_with_them(self):
        found = self._found('roles', user_id=self.officer.id)
        self.assertEqual(found.conflict_id, self._conflict('sell_release'))
        self.assertIn("Credit Officer", found.roles)
        self.assertEqual(found.company_id, self.company)
        # Nobody else of these has both; a manager is an officer by what his role implies.
        self.assertFalse(self._found('roles', user_id=self.manager_2.id))
        self.assertIn(
            self._conflict('sell_release'), self._found('roles', user_id=self.manager.id).conflict_id)
        self.assertIn(
            self._conflict('sell_book'), self._found('roles', user_id=self.sales.id).conflict_id)

    def test_a_role_that_is_taken_away_ends_it(self):
        self.officer.group_ids = [
            Command.unlink(self.env.ref('sales_team.group_sale_salesman_all_leads').id),
            Command.unlink(self.env.ref('sales_team.group_sale_salesman').id)]
        self.assertFalse(self._found('roles', user_id=self.officer.id))

    def test_who_left_and_has_roles_is_named_once_for_all_of_them(self):
        self.officer.active = False
        self.assertFalse(self._found('roles', user_id=self.officer.id))
        found = self._found('gone', user_id=self.officer.id)
        self.assertEqual(len(found), 1)
        self.assertIn("Credit Officer", found.roles)
        # Without roles his authority is still there, until it ends.
        self.officer.group_ids = [Command.clear()]
        self.assertTrue(self._found('gone', user_id=self.officer.id))
        self.env['credit.authority'].search([('user_id', '=', self.officer.id)]).date_to = (
            self.company._credit_today() - timedelta(days=1))
        self.assertFalse(self._found('gone', user_id=self.officer.id))

    def test_who_released_what_he_sold_is_found_with_the_document(self):
        self.company.credit_single_approver = True
        order = self._order(5000.0, user=self.officer)
        self.confirm(order)
        hold = order.sudo().credit_hold_id
        self.assertFalse(self._found('did', document=hold.name))
        hold.with_user(self.officer).release('promise', "He called")
        found = self._found('did', document=hold.name)
        self.assertEqual(found.user_id, self.officer)
        self.assertEqual(found.conflict_id, self._conflict('sell_release'))
        self.assertEqual(found.amount, 5000.0)
        self.assertEqual(found.action_open()['res_id'], hold.id)

    def test_a_release_by_other_eyes_is_none(self):
        order = self._order(5000.0)
        self.confirm(order)
        hold = order.sudo().credit_hold_id
        hold.with_user(self.officer).release('promise', "He called")
        self.assertFalse(self._found('did', document=hold.name))

    def test_authority_to_oneself_and_lists_of_limits_are_found(self):
        authority = self.env['credit.authority'].with_user(self.manager).create({
            'user_id': self.manager.id, 'company_id': self.company.id, 'level': 2})
        self.assertEqual(self._found('did', res_model='credit.authority').filtered(
            lambda found: found.res_id == authority.id).user_id, self.manager)
        taken = self.env['credit.import.taken'].create({
            'template': 'limits', 'company_id': self.company.id, 'filename': "limits.xlsx",
            'user_id': self.manager.id, 'date': fields.Datetime.now()})
        found = self._found('did', document="limits.xlsx")
        self.assertEqual(found.conflict_id, self._conflict('import_limits'))
        taken.state = 'undone'
        self.assertFalse(self._found('did', document="limits.xlsx"))

    def test_money_to_an_account_of_ones_own_entry_is_found(self):
        clerk = self._user('carl', 'account.group_account_invoice,base.group_partner_manager')
        account = self.env['res.partner.bank'].with_user(clerk).create({
            'acc_number': "DE00 1234", 'partner_id': self.customer.id})
        account.with_env(self.env).allow_out_payment = True
        journal = self.env['account.journal'].search([
            ('type', '=', 'bank'), ('company_id', '=', self.company.id)], limit=1)
        payment = self.env['account.payment'].with_user(clerk).create({
            'payment_type': 'outbound', 'partner_type': 'customer', 'amount': 80.0,
            'partner_id': self.customer.id, 'partner_bank_id': account.id,
            'journal_id': journal.id})
        self.assertFalse(self._found('did', res_model='account.payment', user_id=clerk.id))
        payment.action_post()
        found = self._found('did', res_model='account.payment', user_id=clerk.id)
        self.assertEqual((found.res_id, found.amount), (payment.id, 80.0))

    def test_a_row_of_the_matrix_that_is_off_finds_nothing(self):
        self._conflict('sell_release').active = False
        self.assertNotIn(
            self._conflict('sell_release'),
            self._found('roles', user_id=self.officer.id).conflict_id)

    def test_a_conflict_shows_somewhere(self):
        conflicts = self.env['credit.conflict']
        group = self.env.ref('base.group_user').ids
        with self.assertRaisesRegex(ValidationError, "Nothing shows"):
            conflicts.create({'first': "A", 'second': "B"})
        with self.assertRaisesRegex(ValidationError, "one duty only"):
            conflicts.create({'first': "A", 'second': "B", 'first_group_ids': group})

    def test_ids_are_of_one_finding_each(self):
        self.env.flush_all()
        found = self.env['credit.conflict.finding'].search([])
        self.assertEqual(len(set(found.ids)), len(found))

    def test_the_auditor_exports_it_and_an_officer_reads_nothing(self):
        target = io.BytesIO()
        self.findings._export_xlsx(target)
        book = openpyxl.load_workbook(target)
        self.assertEqual(len(book.sheetnames), 4)
        cells = [cell.value for row in book[book.sheetnames[2]].rows for cell in row]
        self.assertIn(self.officer.login, cells)
        with self.assertRaises(AccessError):
            self.env['credit.conflict.finding'].with_user(self.officer).search([])
        self.assertFalse(self.env['ir.rule'].search([
            ('model_id.model', '=', 'credit.conflict.finding'), ('global', '=', False)]))

    def test_more_people_are_no_more_queries(self):
        self._user('lea', f'{GROUPS}officer,sales_team.group_sale_salesman')
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(30):
            self.findings.search([('kind', '=', 'roles')]).mapped('roles')
        for number in range(4):
            self._user(f'lea{number}', f'{GROUPS}officer,sales_team.group_sale_salesman')
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(30):
            self.findings.search([('kind', '=', 'roles')]).mapped('roles')
