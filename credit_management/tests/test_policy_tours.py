from odoo.tests import HttpCase, tagged

from .policy_common import PolicyCommon

ACTION = '/odoo/action-credit_management.credit_policy_action/'


@tagged('post_install', '-at_install')
class TestPolicyTours(HttpCase, PolicyCommon):
    """The policy's page, by who makes it and who reads it."""

    def test_a_manager_drafts_and_publishes(self):
        self.start_tour(f'{ACTION}{self.standard.id}', 'credit_policy', login=self.manager.login)
        draft = self.standard.successor_id
        late = draft._values()['rules']['H02']
        self.assertEqual(late['severity']['order_confirm'], 'hold', "the preset came last")
        self.assertEqual(set(late['params']['days'].values()), {15})

    def test_an_officer_reads(self):
        draft = self._next()
        draft.action_publish()
        self.start_tour(f'{ACTION}{draft.id}', 'credit_policy_read', login=self.officer.login)
        self.assertFalse(draft.with_user(self.officer).must_read)
