from odoo.tests import HttpCase, tagged

from .provision_common import ProvisionCommon

ACTION = '/odoo/action-credit_management.credit_provision_action'


@tagged('post_install', '-at_install')
class TestProvisionTour(HttpCase, ProvisionCommon):

    def test_one_computes_another_approves_a_third_drafts(self):
        self.portfolio()
        self.start_tour(ACTION, 'credit_provision_compute', login=self.manager.login)
        sheet = self.env['credit.provision'].search([('company_id', '=', self.company.id)])
        self.assertEqual((sheet.version, sheet.needed, sheet.state), (2, 49_150, 'computed'))
        self.start_tour(ACTION, 'credit_provision_approve', login=self.manager_2.login)
        self.assertEqual((sheet.state, sheet.approved_by_id), ('approved', self.manager_2))
        self.start_tour(ACTION, 'credit_provision_draft', login=self.keeper.login)
        self.assertEqual(sheet.move_id.state, 'draft')
        self.assertEqual(-self.balance(self.allowance_account), 49_150)
