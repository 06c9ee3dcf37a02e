from odoo.tests import tagged

from .exposure_common import ExposureCommon


@tagged('post_install', '-at_install')
class TestExposureWhose(ExposureCommon):

    def test_contacts_and_invoice_addresses_count_for_the_commercial_partner(self):
        contact = self.env['res.partner'].create({'name': "Ann", 'parent_id': self.customer.id})
        address = self.env['res.partner'].create({
            'name': "Bills", 'parent_id': self.customer.id, 'type': 'invoice',
        })
        self.order(100.0, partner_id=contact.id, partner_invoice_id=address.id)
        self._invoice(50.0, partner=contact)
        self._invoice(30.0, partner=address, post=False)
        self.assert_exposure({'order': 100.0, 'ar_not_due': 50.0, 'draft_invoice': 30.0})

    def test_invoice_partner_pays_not_the_buyer(self):
        payer = self.env['res.partner'].create({'name': "Payer", 'is_company': True})
        profile = self._profile(payer, 1000.0)
        self.order(100.0, partner_invoice_id=payer.id)
        self.assert_exposure({})
        self.assert_exposure({'order': 100.0}, profile)

    def test_branches_count_for_the_root(self):
        branch = self.env['res.company'].create({'name': "Branch", 'parent_id': self.company.id})
        self.env.user.company_ids += branch
        self._invoice(100.0)
        in_branch = self.env(context={'allowed_company_ids': [branch.id, self.company.id]})
        invoice = self._invoice(40.0, post=False).with_env(in_branch)
        invoice.company_id = branch
        invoice.action_post()
        self.assertEqual(invoice.line_ids.company_id, branch)
        self.assert_exposure({'ar_not_due': 140.0})

    def test_another_root_company_has_its_own_figures(self):
        other = self.env['res.company'].create({'name': "Elsewhere"})
        self._invoice(100.0)
        profile = self.env['credit.profile'].create({
            'partner_id': self.customer.id, 'company_id': other.id, 'credit_limit': 5.0,
        })
        self.assert_exposure({}, profile)
        self.assert_exposure({'ar_not_due': 100.0})

    def test_archived_customer_still_counts(self):
        self._invoice(100.0)
        self.customer.active = False
        self.assert_exposure({'ar_not_due': 100.0})

    def test_documents_follow_a_customer_who_becomes_a_contact(self):
        parent = self.env['res.partner'].create({'name': "Holding", 'is_company': True})
        profile = self._profile(parent, 1000.0)
        person = self.env['res.partner'].create({'name': "Jo"})
        self._profile(person, 1000.0)
        self._invoice(100.0, partner=person)
        self.order(50.0, partner_id=person.id)
        person.parent_id = parent
        self.assert_exposure({'ar_not_due': 100.0, 'order': 50.0}, profile)
