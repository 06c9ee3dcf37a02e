"""The policy of *Demo Ltd*: what it is to bring about, and for what kind of company it was made."""


def make(env, company):
    """Publish it, with the figures that the rules name, to be read by officers; once is enough."""
    policies = env['credit.policy']
    if policies.search_count([('company_id', '=', company.id)], limit=1):
        return
    policy = policies.create({
        'name': "Demo Ltd", 'company_id': company.id, 'with_quiz': True,
        'target_dso': 60.0, 'target_overdue': 25.0, 'target_bad_debt': 0.5,
        'preset_id': env.ref('credit_management.credit_policy_preset_manufacturer').id,
    })
    policy._publish()
    company.credit_policy_id = policy
