from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from .application_common import ApplicationCommon
from .common import GROUPS


@tagged('post_install', '-at_install')
class TestFirstLimitTour(ApplicationCommon, HttpCase):
    """From the applicant's link to his first order: rated, suggested, asked for, agreed to by two."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cfo = cls._user('cora', f'{GROUPS}manager')
        cls.boss = cls._user('boris', f'{GROUPS}manager')
        cls._give_authority(
            (cls.officer, 1, 1_000), (cls.manager, 2, 2_000), (cls.manager_2, 3, 30_000),
            (cls.cfo, 4, 1e9), (cls.boss, 4, 1e9))

    def _tour(self, name, action, record, user):
        self.start_tour(f'/odoo/action-{action}/{record.id}', f'credit_first_limit_{name}',
                        login=user.login, timeout=120)
        self.env.invalidate_all()

    def test_from_application_to_the_first_order(self):
        self._post(step='sign')
        self._sign()
        self.assertEqual(self.application.state, 'submitted')

        self._tour('taken', 'credit_management.credit_application_action', self.application, self.officer)
        profile = self.application.profile_id
        self.assertEqual(profile.credit_limit, 0.0)
        order = self._order(4_000.0, partner=profile.partner_id)
        with self.assertRaisesRegex(UserError, "is held"), self.env.cr.savepoint():
            order.with_user(self.sales).action_confirm()

        self._tour('asked', 'credit_management.credit_profile_action', profile, self.officer)
        request = profile.limit_request_ids
        self.assertEqual((request.state, request.level, request.approver_count), ('submitted', 4, 2))
        self.assertEqual(self.env['credit.score'].search([
            ('profile_id', '=', profile.id), ('kind', '=', 'characteristic')]).points, 70.0)

        self._tour('first', 'credit_management.credit_limit_request_action', request, self.cfo)
        self.assertEqual(profile.credit_limit, 0.0)
        self._tour('second', 'credit_management.credit_limit_request_action', request, self.boss)
        self.assertEqual((request.state, profile.credit_limit), ('approved', 20_000.0))
        self.assertEqual(request.approval_ids.user_id, self.cfo | self.boss)

        self._tour('passes', 'sale.action_quotations', order, self.sales)
        self.assertEqual(order.state, 'sale')
