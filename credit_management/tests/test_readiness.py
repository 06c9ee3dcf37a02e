from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_golive import GoLiveCommon


@tagged('post_install', '-at_install')
class TestReadiness(GoLiveCommon):
    """Each check, in both answers, and its button."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['credit.authority'].search([('company_id', '=', cls.company.id)]).unlink()
        everybody = cls.env.ref('credit_management.credit_management_group_manager').all_user_ids
        other = cls.env['res.company'].create({'name': "Theirs"})
        for user in everybody - cls.manager - cls.manager_2 - cls.env.user:
            if user != cls.env.ref('base.user_root'):
                user.write({'company_id': other.id, 'company_ids': [(6, 0, other.ids)]})

    def check(self, code, user=None):
        self.env.invalidate_all()
        told = self.env['credit.readiness'].with_user(user or self.manager)._told(self.company)
        return next(one for one in told if one['code'] == code)

    def fine(self, code):
        return self.check(code)['fine']

    def line(self, user, level, **values):
        return self.env['credit.authority'].create({
            'user_id': user.id, 'company_id': self.company.id, 'level': level,
            'max_excess': 1000.0 * level, **values})

    def test_two_people_at_each_level_one_of_them_sells_nothing(self):
        self.assertTrue(self.fine('approvers'))  # two managers above all levels
        self.line(self.officer, 1)
        self.assertTrue(self.fine('approvers'))
        self.line(self.manager, 2)
        self.assertFalse(self.fine('approvers'))  # above them there is one
        self.assertIn("1 person above all levels", self.check('approvers')['text'])
        self.company.credit_single_approver = True
        self.assertTrue(self.fine('approvers'))

    def test_who_sells_does_not_count_as_the_other_pair_of_eyes(self):
        self.customer.user_id = self.manager
        self.assertTrue(self.fine('approvers'))
        order = self._order(10.0, user=self.env.user, user_id=self.manager_2.id)
        self.confirm(order)
        self.assertFalse(self.fine('approvers'))
        self.assertIn("sell as well", self.check('approvers')['text'])

    def test_each_approver_has_a_substitute(self):
        self.assertTrue(self.fine('substitutes'))
        line = self.line(self.officer, 1)
        self.assertFalse(self.fine('substitutes'))
        self.assertIn(self.officer.name, self.check('substitutes')['text'])
        line.substitute_id = self.manager
        self.assertTrue(self.fine('substitutes'))

    def test_a_policy_is_published(self):
        self.assertTrue(self.fine('policy'))
        self.env['credit.policy'].search([]).state = 'archived'
        self.assertFalse(self.fine('policy'))
        self.assertTrue(self.check('policy')['needed'])

    def test_limits_are_given(self):
        self.env['credit.profile'].search([('id', '!=', self.profile.id)]).active = False
        self.assertTrue(self.fine('limits'))
        self.profile.credit_limit = 0.0
        self.assertFalse(self.fine('limits'))
        self.profile.limit_mode = 'unlimited'
        self.assertTrue(self.fine('limits'))
        self.env['credit.go.live.profile'].create(
            {'go_live_id': self.go_live.id, 'profile_id': self.profile.id})
        self.assertFalse(self.fine('limits'))
        action = self.env['credit.readiness'].with_user(self.manager).action_mend('limits')
        self.assertEqual(
            self.env['credit.profile'].search(action['domain']), self.profile)

    def test_unmatched_money_is_below_two_per_cent(self):
        self.env['credit.health'].search([]).unlink()
        self.assertFalse(self.fine('unmatched'))
        health = self.env['credit.health'].create({
            'company_id': self.company.id, 'date': fields.Datetime.now(),
            'has_unmatched_share': True, 'unmatched_share': 0.0199})
        self.assertTrue(self.fine('unmatched'))
        health.unmatched_share = 0.02
        self.assertFalse(self.fine('unmatched'))
        health.write({'unmatched_share': 0.0,
                      'date': fields.Datetime.now() - timedelta(days=8)})
        self.assertFalse(self.fine('unmatched'))

    def test_scheduled_work_runs(self):
        self.env['credit.failure'].search([]).unlink()
        crons = self.env['credit.readiness']._crons()
        self.assertGreater(len(crons), 10)
        crons.write({'active': True, 'nextcall': fields.Datetime.now()})
        self.assertTrue(self.fine('crons'))
        crons[3].nextcall = fields.Datetime.now() - timedelta(hours=3)
        self.assertFalse(self.fine('crons'))
        crons[3].write({'nextcall': fields.Datetime.now(), 'active': False})
        self.assertFalse(self.fine('crons'))
        crons[3].active = True
        self.env['credit.failure']._note('digest', self.company, "ValueError: no")
        self.assertFalse(self.fine('crons'))

    def test_mail_goes_out_and_credit_people_have_an_address(self):
        self.env['ir.mail_server'].search([]).unlink()
        self.assertFalse(self.fine('mail'))
        self.env['ir.mail_server'].create({'name': "Out", 'smtp_host': "mail.example.com"})
        people = self.env.ref('credit_management.credit_management_group_officer').all_user_ids
        for user in people:
            user.email = f'user{user.id}@example.com'
        self.assertTrue(self.fine('mail'))
        self.officer.email = False
        self.assertIn(self.officer.name, self.check('mail')['text'])

    def test_customers_without_a_profile_are_provided_for(self):
        self.assertFalse(self.fine('strangers'))
        self.company.credit_no_profile = 'prepay'
        self.assertTrue(self.fine('strangers'))

    def test_claims_that_run_out_are_watched(self):
        self.assertFalse(self.fine('limitation'))
        self.company.credit_limitation_from = '2026-01-01'
        self.assertTrue(self.fine('limitation'))

    def test_each_has_a_button_that_opens_something_and_some_are_for_administrators(self):
        codes = list(self.env['credit.readiness']._checks())
        for code in codes:
            action = self.env['credit.readiness'].with_user(self.manager).action_mend(code)
            self.assertTrue(action['type'].startswith('ir.actions.'), code)
        self.assertIsNone(self.check('crons')['button'])
        self.manager.group_ids |= self.env.ref('base.group_system')
        self.assertTrue(self.check('crons')['button'])
        for user in (self.officer, self.sales):
            with self.assertRaises(AccessError):
                self.env['credit.readiness'].with_user(user).action_mend('limits')
