from .common import CreditCommon


class GroupCommon(CreditCommon):
    """Three customers of one group with a pool of 1,000; each may owe 800 by his own limit."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        policy = cls.env['credit.policy'].create({'name': "With groups", 'company_id': cls.company.id})
        policy.action_publish()
        cls.policy = cls.company.credit_policy_id = policy
        cls.mates = cls.env['res.partner'].create([
            {'name': name, 'is_company': True} for name in ("Zeta North", "Zeta South", "Zeta West")])
        cls.profiles = cls.env['credit.profile'].create([
            {'partner_id': one.id, 'company_id': cls.company.id, 'credit_limit': 800.0}
            for one in cls.mates])
        cls.north, cls.south, cls.west = cls.mates
        cls.group = cls._group("Zeta Holding", cls.profiles, pool_limit=1000.0)

    @classmethod
    def _group(cls, name, profiles, approve=True, **values):
        group = cls.env['credit.group'].create({'name': name, 'company_id': cls.company.id, **values})
        cls.env['credit.group.member'].create([
            {'group_id': group.id, 'profile_id': profile.id, 'why': "Same owner"}
            for profile in profiles])
        if approve:
            group.action_approve()
        return group

    def _codes(self, held):
        return {breach['code'] for breach in held.context['breaches']} if held else None
