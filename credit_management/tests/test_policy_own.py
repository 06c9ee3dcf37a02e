from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .policy_common import PolicyCommon


@tagged('post_install', '-at_install')
class TestPolicyOwn(PolicyCommon):
    """What counts in all companies is changed by whoever works in all of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env['res.company'].create({'name': "Other Trade"})
        cls.local = cls.manager_2
        cls.mine = cls.standard.with_user(cls.local)

    def _own(self):
        return self.mine.browse(self.mine.action_own_copy()['res_id'])

    def test_a_shared_policy_is_read_by_who_works_elsewhere_not(self):
        self.assertTrue(self.mine.is_foreign)
        self.assertTrue(self.mine.rule_ids)
        for call in ('action_new_version', 'action_archive', 'action_reviewed', 'action_publish'):
            with self.subTest(call), self.assertRaises(AccessError):
                getattr(self.mine, call)()
        with self.assertRaises(AccessError):
            self.mine.write({'sequence': 3})
        with self.assertRaisesRegex(AccessError, "where you do not work"):
            self.mine.create({'name': "For all", 'company_id': False})

    def test_lines_of_a_shared_draft_are_no_way_round(self):
        self.manager.company_ids |= self.other
        draft = self._next().with_user(self.local)
        rule = self._rule(draft, 'H01')
        with self.assertRaises(AccessError):
            rule.write({'severity_quotation': 'off'})
        with self.assertRaises(AccessError):
            rule.threshold_ids.write({'value': 0})
        with self.assertRaises(AccessError):
            rule.unlink()
        with self.assertRaises(AccessError):
            draft.grid = {'policy': {'at_or_above': True}}

    def test_publishing_by_the_dialog_is_no_way_round(self):
        self.manager.company_ids |= self.other
        draft = self._next()
        wizard = self.env['credit.policy.publish'].with_user(self.local).create({
            'policy_id': draft.id, 'readers': 'nobody',
            'valid_from': self.company._credit_today()})
        with self.assertRaises(AccessError):
            wizard.action_publish()
        self.assertEqual(draft.state, 'draft')

    def test_an_own_copy_judges_the_own_company_alone(self):
        own = self._own()
        self.assertEqual((own.company_id, own.state), (self.company, 'draft'))
        self.assertEqual(own._values()['rules'], self.standard._values()['rules'])
        own.action_publish()
        self.assertEqual(self._applies(), self.standard, "nobody chose it yet")
        own.action_use()
        self.assertEqual(self._applies(), own)
        self.assertTrue(own.is_used_here)
        self.assertFalse(self.mine.is_used_here)
        there = self.env['credit.profile'].create({
            'partner_id': self.customer.id, 'company_id': self.other.id, 'credit_limit': 1.0})
        self.assertEqual(self._applies(there), self.standard)

    def test_a_company_is_not_judged_by_anothers_policy_or_by_a_draft(self):
        with self.assertRaisesRegex(UserError, "not in force"):
            self._own().action_use()
        self.manager.company_ids |= self.other
        foreign = self._published("Theirs", company_id=self.other.id)
        both = self.env['res.company'].browse([self.company.id, self.other.id])
        with self.assertRaisesRegex(UserError, "not in force"):
            foreign.with_context(allowed_company_ids=both.ids).action_use()

    def test_a_new_policy_is_the_own_companys(self):
        self.assertEqual(
            self.mine.default_get(['company_id'])['company_id'], self.company.id)

    def test_an_officer_chooses_nothing(self):
        with self.assertRaises(AccessError):
            self.standard.with_user(self.officer).action_use()
        with self.assertRaises(AccessError):
            self.standard.with_user(self.officer).action_own_copy()
