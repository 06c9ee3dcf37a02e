from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .provision_common import ProvisionCommon


@tagged('post_install', '-at_install')
class TestProvisionInput(ProvisionCommon):
    """What sheets say of customers when two of them become one."""

    def setUp(self):
        super().setUp()
        self.gone = self.env['res.partner'].create({'name': "Acme (twin)", 'is_company': True})
        self.owe(10_000, 40)
        self.owe(2_000, 40, self.gone)

    def _merge(self):
        self.env['base.partner.merge.automatic.wizard'].create({})._merge(
            (self.customer | self.gone).ids, self.customer, extra_checks=False)
        self.env.invalidate_all()

    def _alone(self, partner, reason="x"):
        return Command.create({
            'partner_id': partner.id, 'method': 'rate', 'rate': 0.5, 'reason': reason})

    def _insured(self, partner):
        return Command.create({'partner_id': partner.id, 'buyer_limit': 1_000, 'share': 0.9})

    def test_of_two_lines_the_survivor_s_stays_and_the_other_is_told(self):
        both = (self.gone, self.customer)
        alone = self.sheet(individual_ids=[
            self._alone(partner, f"says {partner.name}") for partner in both])
        insured = self.sheet(cover_ids=[self._insured(partner) for partner in both])
        other = self.sheet(individual_ids=[self._alone(self.gone)])
        self._merge()
        self.assertEqual(alone.individual_ids.partner_id, self.customer)
        self.assertEqual(alone.individual_ids.reason, f"says {self.customer.name}")
        self.assertIn("50 %; says Acme (twin)", str(alone.message_ids[0].body))
        self.assertEqual(insured.cover_ids.partner_id, self.customer)
        self.assertEqual(other.individual_ids.partner_id, self.customer)
        self.assertEqual((alone.state, insured.state, other.state), ('draft', 'draft', 'computed'))
        alone.action_compute()
        self.assertEqual(alone.needed, 6_000)

    def test_an_approved_sheet_stays_as_it_was_computed(self):
        sheet = self.sheet(individual_ids=[
            self._alone(self.gone), self._alone(self.customer)])
        self.approve(sheet)
        self._merge()
        self.assertEqual((sheet.state, sheet.needed, len(sheet.individual_ids)),
                         ('approved', 6_000, 1))
        self.assertEqual(
            [row.allowance for row in sheet.row_ids if row.kind == 'individual'], [1_000, 5_000])

    def test_alone_and_insured_by_a_merger_says_what_to_do(self):
        sheet = self.sheet(individual_ids=[self._alone(self.gone)],
                           cover_ids=[self._insured(self.customer)])
        self._merge()
        with self.assertRaisesRegex(ValidationError, "is looked at alone.*remove it here"):
            sheet.action_compute()
