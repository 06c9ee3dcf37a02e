import base64
from datetime import timedelta

from odoo import Command

from .common import CreditCommon

PDF = base64.b64encode(b'%PDF-1.7\nsigned\n%%EOF')
DAY = timedelta(days=1)


class PaperCommon(CreditCommon):
    """A customer who buys a lot, two of his people, and papers that two officers look at."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls.company._credit_today()
        cls.profile.credit_limit = 10_000_000.0
        cls.checker = cls._user('olaf_papers', 'credit_management.credit_management_group_officer')
        cls.li, cls.wang = cls.env['res.partner'].create([
            {'name': name, 'parent_id': cls.customer.id, 'type': 'contact'}
            for name in ("Li Wei", "Wang Fang")])

    @classmethod
    def enforce(cls, *codes, severity='hold'):
        """Let the customer be judged by these rules alone."""
        policy = cls.env['credit.policy'].create({'name': "Papers", 'ignore_total_percent': 0.0})
        for rule in policy.rule_ids:
            on = severity if rule.code in codes else 'off'
            rule.write({'severity_order_confirm': on, 'severity_quotation': 'off',
                        'severity_delivery': 'off'})
        policy.action_publish()
        cls.profile.policy_id = policy

    @classmethod
    def contract(cls, in_force=True, rate='ok', **values):
        contract = cls.env['credit.contract'].with_user(cls.officer).create({
            'title': "Frame 2026", 'profile_id': cls.profile.id, 'amount': 100_000.0,
            'date_from': cls.today - 90 * DAY, 'date_to': cls.today + 90 * DAY, **values})
        if rate:
            (contract.point_ids | contract.validity_ids).write({'rating': rate})
        if in_force:
            contract.with_user(cls.checker).action_check()
            contract.write({'file': PDF, 'file_name': 'c.pdf',
                            'signed_on': min(contract.date_from, cls.today)})
            contract.action_in_force()
        return contract

    @classmethod
    def letter(cls, *scopes, verified=True, agent=None, **values):
        letter = cls.env['credit.authorization'].with_user(cls.officer).create({
            'profile_id': cls.profile.id, 'agent_id': (agent or cls.li).id, 'file': PDF,
            'scope_ids': [Command.set([
                cls.env.ref(f'credit_management.credit_authorization_scope_{code}').id
                for code in scopes or ('order',)])],
            'date_from': cls.today - 90 * DAY, 'date_to': cls.today + 90 * DAY,
            'has_original': True, **values})
        if verified:
            letter.with_user(cls.checker).action_verify()
        return letter

    @classmethod
    def ask(cls, code, above=0.0):
        cls.env.ref(f'credit_management.credit_authorization_need_{code}').write(
            {'is_on': True, 'above': above})

    def words(self, held):
        """Return what the salesperson reads of a held order."""
        self.assertTrue(held, "the order passed")
        return str(held)

    def tasks(self, record):
        return self.env['credit.task'].with_user(self.officer).search([
            ('res_model', '=', record._name), ('res_id', 'in', record.ids)])
