from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .policy_common import PolicyCommon


@tagged('post_install', '-at_install')
class TestPolicyChoice(PolicyCommon):

    def test_own_then_segment_then_company_then_standard(self):
        tag = self.env['res.partner.category'].create({'name': "Export"})
        own, tagged_policy, company = map(self._published, ("Own", "Tagged", "Company"))
        self.assertEqual(self._applies(), self.standard)
        self.company.credit_policy_id = company
        self.assertEqual(self._applies(), company)
        self.env['credit.segment'].create({
            'name': "Export", 'policy_id': tagged_policy.id, 'category_ids': tag.ids,
        })
        self.assertEqual(self._applies(), company)
        self.customer.category_id = tag
        self.assertEqual(self._applies(), tagged_policy)
        self.profile.policy_id = own
        self.assertEqual(self._applies(), own)

    def test_the_answer_says_where_the_policy_came_from(self):
        row = self._row(self.profile)
        self.assertEqual(
            self.env['credit.policy']._resolve_rows([row])[self.profile.id],
            (self.standard.id, 'default'),
        )

    def test_a_draft_never_judges(self):
        self.profile.policy_id = self.policies.create({'name': "Draft"})
        self.assertEqual(self._applies(), self.standard)

    def test_the_first_segment_that_matches_wins(self):
        tag = self.env['res.partner.category'].create({'name': "Export"})
        self.customer.category_id = tag
        first, second = self._published("First"), self._published("Second")
        segments = self.env['credit.segment'].create([
            {'name': "Second", 'sequence': 2, 'policy_id': second.id, 'category_ids': tag.ids},
            {'name': "First", 'sequence': 1, 'policy_id': first.id, 'category_ids': tag.ids},
        ])
        self.assertEqual(self._applies(), first)
        segments[1].sequence = 3
        self.assertEqual(self._applies(), second)

    def test_a_segment_of_a_team_takes_the_customers_of_its_salespeople(self):
        team = self.env['crm.team'].create({'name': "Export", 'member_ids': self.sales.ids})
        policy = self._published("Team")
        self.env['credit.segment'].create({
            'name': "Export", 'policy_id': policy.id, 'team_ids': team.ids,
        })
        self.assertEqual(self._applies(), self.standard)
        self.customer.user_id = self.sales
        self.assertEqual(self._applies(), policy)

    def test_a_segment_without_criteria_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "matches nobody"):
            self.env['credit.segment'].create({'name': "All", 'policy_id': self.standard.id})

    def test_a_policy_of_another_company_never_applies_by_default(self):
        other = self.env['res.company'].create({'name': "Other Ltd"})
        policy = self.env['credit.policy'].create({
            'name': "Theirs", 'company_id': other.id, 'sequence': 1,
        })
        policy.action_publish()
        self.assertEqual(self._applies(), self.standard)
        other.credit_policy_id = policy
        self.assertEqual(self._applies(), self.standard)

    def test_without_standard_the_first_published_policy_judges(self):
        other = self._published("Other")
        self.standard.with_user(self.manager).action_archive()
        self.assertEqual(self._applies(), other)

    def test_without_any_policy_nothing_can_be_checked(self):
        self.standard.sudo().state = 'archived'
        with self.assertRaisesRegex(UserError, "No credit policy is published"):
            self._applies()

    def test_choosing_costs_the_same_for_one_customer_and_for_forty(self):
        tag = self.env['res.partner.category'].create({'name': "Export"})
        self.env['credit.segment'].create({
            'name': "Export", 'policy_id': self.standard.id, 'category_ids': tag.ids,
        })
        partners = self.env['res.partner'].create([{'name': f"C{i}"} for i in range(40)])
        rows = [
            {
                'id': partner.id, 'partner_id': partner.id, 'company_id': self.company.id,
                'policy_id': None,
            }
            for partner in partners
        ]
        policies = self.env['credit.policy']
        policies._values_of_rows(rows)
        for sample in (rows[:20], rows):
            with self.assertQueryCount(2):
                policies._values_of_rows(sample)
