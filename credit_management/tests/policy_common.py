from .common import CreditCommon


class PolicyCommon(CreditCommon):
    """Makes policies as a credit manager does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # What is shared is changed by whoever works in all companies.
        roots = cls.env['res.company'].search([('parent_id', '=', False)])
        cls.manager.company_ids |= roots
        cls.standard = cls.env.ref('credit_management.credit_policy_standard')
        cls.policies = cls.env['credit.policy'].with_user(cls.manager)

    def _next(self, policy=None):
        action = (policy or self.standard).with_user(self.manager).action_new_version()
        return self.policies.browse(action['res_id'])

    def _published(self, name, **values):
        policy = self.policies.create({'name': name, **values})
        policy.action_publish()
        return policy

    def _rule(self, policy, code):
        return policy.rule_ids.filtered(lambda rule: rule.code == code)

    def _applies(self, profile=None):
        profile = profile or self.profile
        policies = self.env['credit.policy']
        [(policy_id, _origin)] = policies._resolve_rows([self._row(profile)]).values()
        return policies.browse(policy_id)

    def _row(self, profile):
        return {'id': profile.id, 'partner_id': profile.partner_id.id,
                'company_id': profile.company_id.id, 'policy_id': profile.policy_id.id}
