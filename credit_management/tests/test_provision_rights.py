from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models.credit_provision import SERVER_FIELDS
from .common import GROUPS
from .provision_common import ProvisionCommon

MODELS = (
    'credit.provision', 'credit.provision.individual', 'credit.provision.cover',
    'credit.provision.result', 'credit.provision.row', 'credit.provision.matrix',
    'credit.provision.matrix.segment', 'credit.provision.matrix.line',
)


@tagged('post_install', '-at_install')
class TestProvisionRights(ProvisionCommon):
    """Who sees a sheet, who makes one, who approves it; as a caller over RPC would try."""

    def setUp(self):
        super().setUp()
        self.owe(10_000, 40)

    def test_salespeople_see_nothing_of_it(self):
        sheet = self.sheet()
        for model in MODELS:
            for operation in ('read', 'write', 'create', 'unlink'):
                self.assertFalse(self.env[model].with_user(self.sales).has_access(operation), model)
        for call in ('action_compute', 'action_approve', 'action_draft_entry', 'action_take_back'):
            with self.assertRaises(AccessError):
                getattr(sheet.with_user(self.sales), call)()
        with self.assertRaises(AccessError):
            sheet.with_user(self.sales).read(['needed'])

    def test_officers_and_auditors_read_and_change_nothing(self):
        sheet = self.sheet(individual_ids=[Command.create({
            'partner_id': self.customer.id, 'method': 'rate', 'rate': 0.5, 'reason': "x"})])
        for user in (self.officer, self.auditor):
            own = sheet.with_user(user)
            self.assertEqual((own.needed, own.row_ids[:1].name), (5_000, "Not due"))
            for call in ('action_compute', 'action_approve', 'action_take_back'):
                with self.assertRaises(AccessError):
                    getattr(own, call)()
            for change in (
                lambda own=own: own.write({'date_from': self.then}),
                lambda own=own: own.individual_ids.write({'rate': 0.1}),
                lambda own=own: own.matrix_id.write({'note': "x"}),
                lambda own=own: own.matrix_id.action_new_version(),
            ):
                with self.assertRaises(AccessError):
                    change()

    def test_nobody_sets_state_or_figures_by_hand(self):
        sheet = self.sheet()
        own = sheet.with_user(self.manager)
        values = {
            'state': 'approved', 'version': 9, 'editor_ids': [Command.clear()],
            'approved_by_id': self.manager_2.id, 'booked': 1.0, 'move_id': 1, 'opening': 1.0,
            'result_ids': [Command.clear()],
        }
        for name, value in values.items():
            self.assertIn(name, SERVER_FIELDS)
            with self.assertRaisesRegex(UserError, "come from its buttons"):
                own.write({name: value})
            with self.assertRaisesRegex(UserError, "come from its buttons"):
                own.create({'matrix_id': self.due_rates.id, 'date': self.then, name: value or 1})
        for model in ('credit.provision.result', 'credit.provision.row'):
            for user in (self.manager, self.keeper):
                for operation in ('write', 'create', 'unlink'):
                    self.assertFalse(self.env[model].with_user(user).has_access(operation))

    def test_a_default_of_the_context_sets_no_state_either(self):
        sheet = self.env['credit.provision'].with_user(self.manager).with_context(
            default_state='approved', default_approved_by_id=self.manager_2.id,
            default_version=3, default_has_booked=True,
        ).create({'matrix_id': self.due_rates.id, 'date': self.then})
        self.assertEqual(
            (sheet.state, sheet.version, sheet.approved_by_id.id, sheet.has_booked),
            ('draft', 0, False, False))
        rates = self.env['credit.provision.matrix'].with_user(self.manager).with_context(
            default_is_used=True, default_version=7, default_previous_id=self.due_rates.id,
        ).create({'name': "Rates"})
        self.assertEqual((rates.is_used, rates.version, rates.previous_id.id), (False, 1, False))

    # === FOUR EYES === #

    def test_whoever_had_a_hand_in_it_does_not_approve_it(self):
        sheet = self.sheet()
        with self.assertRaisesRegex(AccessError, "You had a hand in"):
            self.approve(sheet, self.manager)
        self.approve(sheet, self.manager_2)
        self.assertEqual((sheet.state, sheet.approved_by_id), ('approved', self.manager_2))
        logged = self.env['credit.decision'].search([
            ('res_model', '=', 'credit.provision'), ('res_id', '=', sheet.id)])
        self.assertEqual(set(logged.mapped('kind')), {'provision'})
        self.assertIn(self.manager_2, logged.user_id)

    def test_a_line_that_he_wrote_is_a_hand_in_it(self):
        for change in (
            lambda own: own.write({'individual_ids': [Command.create({
                'partner_id': self.customer.id, 'reason': "x"})]}),
            lambda own: own.individual_ids.create({
                'provision_id': own.id, 'partner_id': self.customer.id, 'reason': "x"}),
            lambda own: own.cover_ids.create({
                'provision_id': own.id, 'partner_id': self.customer.id, 'buyer_limit': 1}),
            lambda own: own.write({'comparison_ids': [Command.set(self.due_rates.copy().ids)]}),
            lambda own: own.action_compute(),
        ):
            sheet = self.sheet()
            change(sheet.with_user(self.manager_2))
            sheet.with_user(self.manager).action_compute()
            with self.assertRaisesRegex(AccessError, "You had a hand in"):
                self.approve(sheet, self.manager_2)

    def test_taking_back_does_not_wash_hands(self):
        sheet = self.sheet()
        self.approve(sheet)
        sheet.with_user(self.manager_2).action_take_back()
        sheet.with_user(self.manager_2).action_compute()
        for user in (self.manager, self.manager_2):
            with self.assertRaisesRegex(AccessError, "You had a hand in"):
                self.approve(sheet, user)
        third = self._user('moritz', f'{GROUPS}manager')
        third.company_ids += self.company
        self.approve(sheet, third)

    def test_what_was_approved_stays(self):
        sheet = self.sheet(individual_ids=[Command.create({
            'partner_id': self.customer.id, 'method': 'rate', 'rate': 0.5, 'reason': "x"})])
        self.approve(sheet)
        own = sheet.with_user(self.manager)
        for change in (
            lambda: own.write({'date': self.then.replace(day=1)}),
            lambda: own.write({'matrix_id': self.due_rates.copy().id}),
            lambda: own.individual_ids.write({'rate': 0.1}),
            lambda: own.individual_ids.unlink(),
            lambda: own.write({'individual_ids': [Command.clear()]}),
            lambda: own.cover_ids.create({
                'provision_id': own.id, 'partner_id': self.customers['A'].id, 'buyer_limit': 1}),
            lambda: own.action_compute(),
        ):
            with self.assertRaisesRegex(UserError, "is approved, so it stays as it is"):
                change()
        self.assertEqual((sheet.state, sheet.needed), ('approved', 5_000))

    def test_a_change_has_to_be_computed_and_cannot_be_approved_before(self):
        sheet = self.sheet()
        sheet.with_user(self.manager).cover_ids.create({
            'provision_id': sheet.id, 'partner_id': self.customer.id, 'buyer_limit': 1})
        self.assertEqual(sheet.state, 'draft')
        with self.assertRaisesRegex(UserError, "is not computed"):
            self.approve(sheet)

    def _third(self, login='theo'):
        third = self._user(login, f'{GROUPS}manager')
        third.write({'company_ids': [Command.set(self.company.ids)], 'company_id': self.company.id})
        return third

    def test_who_typed_the_rates_does_not_approve_their_first_sheet_alone(self):
        self.company.credit_single_approver = False
        typist, other, third = self.manager_2, self.manager, self._third()
        matrix = self.env['credit.provision.matrix'].with_user(typist).create({
            'name': "Typed", 'kind': 'due', 'company_id': self.company.id})
        matrix.line_ids[0].rate = 0.03
        self.assertEqual(matrix.editor_ids, typist)
        first = self.sheet(matrix, user=third)
        with self.assertRaisesRegex(AccessError, "You typed rates of Typed v1"):
            first.with_user(typist).action_approve()
        first.with_user(other).action_approve()
        second = self.sheet(matrix, user=third)
        second.with_user(typist).action_approve()
        self.assertEqual(second.state, 'approved')
        with self.assertRaises(UserError):
            matrix.write({'editor_ids': [Command.clear()]})

    def test_a_copy_is_typed_by_whoever_changes_it_and_one_approver_may_be_enough(self):
        matrix = self.env['credit.provision.matrix'].create({
            'name': "Used", 'kind': 'due', 'company_id': self.company.id})
        self.sheet(matrix, user=self._third())
        following = matrix.with_user(self.manager).action_new_version()
        version = matrix.browse(following['res_id'])
        self.assertFalse(version.editor_ids)
        version.with_user(self.manager_2).line_ids[0].rate = 0.02
        self.assertEqual(version.editor_ids, self.manager_2)
        self.company.credit_single_approver = True
        sheet = self.sheet(version, user=self._third('otto'))
        sheet.with_user(self.manager_2).action_approve()
        self.assertEqual(sheet.state, 'approved')

    # === COMPANIES === #

    def test_shared_tables_are_changed_by_whoever_works_in_all_companies(self):
        other = self._books("Other Ltd")
        roots = self.env['res.company'].search([('parent_id', '=', False)])
        manager = self.manager
        manager.company_ids = self.company
        shared = self.env['credit.provision.matrix'].create({'name': "Shared", 'kind': 'due'})
        grade = self.env['credit.aging.grade'].search([('company_id', '=', False)], limit=1)
        for change in (
            lambda: shared.with_user(manager).write({'name': "Mine"}),
            lambda: shared.with_user(manager).write({'sequence': 3}),
            lambda: shared.with_user(manager).write({'company_id': self.company.id}),
            lambda: shared.line_ids[0].with_user(manager).write({'rate': 0.5}),
            lambda: shared.line_ids[0].with_user(manager).unlink(),
            lambda: shared.with_user(manager).unlink(),
            lambda: shared.with_user(manager).create({'name': "Other", 'kind': 'due'}),
            lambda: grade.with_user(manager).write({'name': "Mine"}),
            lambda: grade.with_user(manager).unlink(),
        ):
            with self.assertRaisesRegex(AccessError, "counts in all companies"), \
                    self.env.cr.savepoint():
                change()
        own = shared.with_user(manager).create({
            'name': "Own", 'kind': 'due', 'company_id': self.company.id})
        with self.assertRaisesRegex(AccessError, "counts in all companies"):
            own.company_id = False
        manager.company_ids = roots
        self.assertIn(other, roots)
        shared.with_user(manager).name = "Ours"
        grade.with_user(manager).name = "Ours"

    def test_people_of_another_company_see_nothing(self):
        sheet = self.sheet()
        other = self._books("Other Ltd")
        stranger = self._user('stella', f'{GROUPS}manager')
        stranger.write({'company_ids': [Command.set(other.ids)], 'company_id': other.id})
        self.assertFalse(self.env['credit.provision'].with_user(stranger).with_context(
            allowed_company_ids=other.ids).search([('id', '=', sheet.id)]))
        for name in ('row_ids', 'result_ids'):
            found = self.env[sheet[name]._name].with_user(stranger).with_context(
                allowed_company_ids=other.ids).search([('id', 'in', sheet[name].ids)])
            self.assertFalse(found)
        with self.assertRaises(AccessError):
            sheet.with_user(stranger).with_context(allowed_company_ids=other.ids).action_approve()

    def test_a_stranger_computes_no_sheet_of_another_company(self):
        other = self._books("Other Ltd")
        with self.assertRaises(AccessError):
            self.sheet(company_id=other.id)
