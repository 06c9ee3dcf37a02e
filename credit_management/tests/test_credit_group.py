from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .group_common import GroupCommon


@tagged('post_install', '-at_install')
class TestCreditGroup(GroupCommon):
    """Customers of one group share a pool: at the gate, over currencies, with rights and history."""

    def _ask(self, amount, partner=None, user=None):
        answer = self.env['credit.profile'].with_user(user or self.officer).may_sell(
            (partner or self.north).id, amount, company_id=self.company.id)
        return self._h14(answer['breaches'])

    def _h14(self, breaches):
        found = next((one for one in breaches if one['code'] == 'H14'), None)
        return found and {**found, 'message': found['message'].replace('$', '').replace('\xa0', '')}

    # === THE GATE === #

    def test_the_pool_holds_whoever_of_them_orders(self):
        self._invoice(500.0, self.north)
        self.assertIsNone(self.confirm(self._order(300.0, self.south)))
        self.assertIsNone(self.confirm(self._order(200.0, self.west)), "equality passes")
        held = self.confirm(self._order(0.01, self.west))
        self.assertEqual(self._codes(held), {'H14'})
        breach = held.outcomes[0].record['values']['breaches'][0]
        self.assertEqual((breach['value'], breach['threshold']), (1000.01, 1000.0))
        told = self._ask(0.01, user=self.sales)
        self.assertNotIn("Zeta", told['message'])
        self.assertIsNone(told['value'])

    def test_two_members_in_one_call_share_what_is_left(self):
        orders = self._order(700.0, self.north) | self._order(700.0, self.south)
        held = self.confirm(orders)
        self.assertEqual(held.context['order_ids'], orders[1].ids)
        self.assertEqual(self._codes(held), {'H14'})

    def test_a_group_that_is_only_proposed_or_ended_binds_nobody(self):
        self._invoice(800.0, self.north)
        self.assertTrue(self._ask(300.0, self.south))
        self.group.with_user(self.manager).action_end()
        self.assertIsNone(self._ask(300.0, self.south))
        self.assertEqual((self.group.state, len(self.group.former_ids)), ('ended', 3))
        other = self._group("Eta", self.profiles, approve=False, pool_limit=10.0)
        self.assertIsNone(self._ask(300.0, self.south))
        other.with_user(self.manager).action_approve()
        self.assertTrue(self._ask(300.0, self.south))

    def test_who_has_no_limit_shares_what_the_others_leave(self):
        self.profiles[0].limit_mode = 'unlimited'
        self.profiles[2].credit_limit = 0.0
        self.assertIn("the 200.00 that are left", self._ask(300.0)['message'])
        self.group.limit_mode = 'members'
        self.assertIsNone(self._ask(300.0), "a sum with an unlimited member bounds nothing")
        self.assertIn("unlimited", self.group.alert_text)

    def test_a_part_of_the_pool_and_a_stopped_member(self):
        member = self.group.member_ids.filtered(lambda one: one.profile_id == self.profiles[0])
        member.share = 0.2
        self.assertIn("his part of 200.00", self._ask(300.0)['message'])
        self.profiles[1].standing = 'suspended'
        self.assertEqual(self._ask(100.0)['severity'], 'warn')
        self.assertIn("1 members are suspended", self.group.alert_text)

    def test_what_one_of_them_pays_lets_the_others_orders_be_looked_at(self):
        invoice = self._invoice(800.0, self.north)
        order = self._order(300.0, self.south)
        self.confirm(order)
        self.assertEqual(order.sudo().credit_hold_id.state, 'open')
        self.env['credit.recheck'].search([]).unlink()
        self._pay(invoice)
        self.assertIn(self.profiles[1], self.env['credit.recheck'].search([]).profile_id)
        hold = order.sudo().credit_hold_id
        self.env['credit.recheck']._cure_profile(self.profiles[1])
        self.assertEqual(hold.state, 'cured')

    def test_the_gate_asks_nothing_more_without_a_group_and_one_set_with_one(self):
        counts = {}
        for name, partner in (('without', self.customer), ('with', self.north)):
            self._invoice(10.0, partner)
            order = self._order(20.0, partner)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env['credit.check']._gate_orders(order, 'order_confirm')
            counts[name] = self.env.cr.sql_log_count - before
        partners = self.env['res.partner'].create([
            {'name': f"Mate {number}", 'is_company': True} for number in range(6)])
        self.env['credit.group.member'].create([
            {'group_id': self.group.id, 'profile_id': self._profile(one, 1.0).id} for one in partners])
        order = self._order(20.0, self.south)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.env['credit.check']._gate_orders(order, 'order_confirm')
        self.assertLessEqual(self.env.cr.sql_log_count - before, counts['with'])
        self.assertLessEqual(counts['with'] - counts['without'], 8)

    # === COMPANIES AND CURRENCIES === #

    def _abroad(self):
        euro = self.env.ref('base.EUR')
        euro.active = True
        company = self.env['res.company'].create({
            'name': "Zeta Sales Europe", 'currency_id': euro.id, 'credit_mode': 'enforce'})
        self.env['res.currency.rate'].search([('currency_id', 'in', (
            euro.id, self.company.currency_id.id))]).unlink()
        self.env['res.currency.rate'].create([
            {'currency_id': euro.id, 'company_id': self.company.id, 'rate': 0.5, 'name': '2020-01-01'}])
        profile = self.env['credit.profile'].create({
            'partner_id': self.north.id, 'company_id': company.id, 'credit_limit': 300.0})
        return company, profile

    def test_members_of_another_company_count_at_the_day_s_rate_and_are_a_sum_to_strangers(self):
        company, profile = self._abroad()
        self.env['credit.group.member'].create({'group_id': self.group.id, 'profile_id': profile.id})
        self.assertEqual(self.group.member_count, 4)
        self.group.limit_mode = 'members'
        # 3 × 800 and 300 euros at two for one.
        self.assertEqual(self.group.pool_amount, 3000.0)
        self.env.invalidate_all()
        seen = self.group.with_user(self.manager).with_context(allowed_company_ids=self.company.ids)
        self.assertEqual(len(seen.member_ids), 3)
        self.assertIn("1 members in companies that you do not see", seen.elsewhere_text)
        stranger = self._user('ines', 'credit_management.credit_management_group_officer')
        stranger.write({'company_ids': [Command.set(company.ids)], 'company_id': company.id})
        self.env.invalidate_all()
        own = self.group.with_user(stranger).with_context(allowed_company_ids=company.ids)
        self.assertEqual(own.member_ids.profile_id, profile)
        self.assertEqual(profile.with_user(stranger).group_id, self.group)
        self.assertNotIn("Zeta North", str(own.gauge['parts'][1:]))
        third = self._user('ivan', 'credit_management.credit_management_group_officer')
        elsewhere = self.env['res.company'].create({'name': "Third"})
        third.write({'company_ids': [Command.set(elsewhere.ids)], 'company_id': elsewhere.id})
        self.assertFalse(self.env['credit.group'].with_user(third).with_context(
            allowed_company_ids=third.company_ids.ids).search([('id', '=', self.group.id)]))

    # === RIGHTS === #

    def test_officers_propose_managers_decide_auditors_read(self):
        free = self._profile(self.env['res.partner'].create({'name': "Free", 'is_company': True}), 1.0)
        groups = self.env['credit.group'].with_user(self.officer)
        group = groups.create({'name': "Theta", 'pool_limit': 50.0})
        member = self.env['credit.group.member'].with_user(self.officer).create(
            {'group_id': group.id, 'profile_id': free.id, 'share': 0.5})
        group.pool_limit = 60.0
        with self.assertRaises(AccessError):
            group.action_approve()
        for call in (lambda: group.write({'state': 'active'}),
                     lambda: member.write({'date_to': '2020-01-01'}),
                     lambda: groups.create({'name': "Iota", 'state': 'active'})):
            with self.assertRaises(AccessError):
                call()
        own = groups.with_context(default_state='active').create({'name': "Iota"})
        self.assertEqual(own.state, 'draft')
        group.with_user(self.manager).action_approve()
        for call in (lambda: group.write({'pool_limit': 70.0}), lambda: member.write({'share': 1}),
                     lambda: member._leave("no"), lambda: group.unlink(), lambda: member.unlink(),
                     group.action_end):
            with self.assertRaises(UserError):
                call()
        group.with_user(self.manager).write({'pool_limit': 70.0, 'limit_reason': "Board"})
        self.assertEqual(group.with_user(self.auditor).pool_limit, 70.0)
        for user in (self.sales, self.auditor):
            with self.assertRaises(AccessError):
                group.with_user(user).write({'note': "x"})
        with self.assertRaises(AccessError):
            group.with_user(self.sales).read(['name'])
        lines = self.env['credit.decision'].search([('kind', '=', 'group')], limit=8)
        self.assertIn("Board", ' '.join(lines.mapped('summary')))
        self.assertIn("Theta", lines.filtered(lambda one: one.profile_id == free)[:1].summary)

    def test_nobody_decides_for_his_own_sales_customers(self):
        self.south.user_id = self.manager
        with self.assertRaisesRegex(AccessError, "own sales customer"):
            self.group.with_user(self.manager).write({'pool_limit': 5000.0})
        self.group.with_user(self.manager_2).write({'pool_limit': 5000.0})

    def test_a_dialog_asks_why(self):
        member = self.group.member_ids[:1].with_user(self.manager)
        context = member.action_leave()['context']
        dialogs = self.env['credit.group.decide'].with_user(self.manager).with_context(**context)
        with self.assertRaisesRegex(UserError, "Say why"):
            dialogs.create({'reason': " "}).action_apply()
        dialogs.create({'reason': "Sold"}).action_apply()
        self.assertEqual(self.group.former_ids.left_reason, "Sold")
        dialogs = self.env['credit.group.decide'].with_user(self.manager).with_context(
            **self.group.action_change_limit()['context'])
        dialogs.create({'reason': "More", 'pool_limit': 1200.0}).action_apply()
        self.assertEqual((self.group.pool_limit, self.group.limit_reason), (1200.0, "More"))

    # === MEMBERS === #

    def test_one_group_a_customer_at_a_time(self):
        other = self._group("Kappa", self.profile, pool_limit=10.0)
        with self.assertRaises(IntegrityError), mute_logger('odoo.sql_db'), self.env.cr.savepoint():
            self.env['credit.group.member'].create(
                {'group_id': other.id, 'profile_id': self.profiles[0].id})

    def test_who_belongs_by_the_hierarchy_is_proposed_and_never_put_in(self):
        self.group.head_id = self.env['res.partner'].create({'name': "Zeta Inc", 'is_company': True})
        child = self.env['res.partner'].create({
            'name': "Zeta Child", 'is_company': True, 'parent_id': self.group.head_id.id})
        profile = self._profile(child, 10.0)
        self.assertEqual(len(self.group.member_ids), 3)
        dialog = self.env['credit.group.add'].with_user(self.officer).with_context(
            **self.group.action_add_members()['context']).create({})
        self.assertEqual((dialog.profile_ids, dialog.why), (profile, "Partner hierarchy"))
        dialog.action_apply()
        self.assertEqual(profile.group_id, self.group)
        self.assertEqual(self.env['credit.profile'].search([('group_id', '=', self.group.id)]),
                         self.profiles | profile)
        self.assertNotIn(profile, self.env['credit.profile'].search([('group_id', '=', False)]))

    def test_who_is_archived_leaves_and_who_is_merged_hands_over(self):
        self.profiles[2].active = False
        self.assertEqual(self.group.former_ids.profile_id, self.profiles[2])
        target = self.env['res.partner'].create({'name': "Zeta Merged", 'is_company': True})
        self.env['base.partner.merge.automatic.wizard']._merge(
            (self.south | target).ids, target, extra_checks=False)
        survivor = self.env['credit.profile'].search([('partner_id', '=', target.id)])
        self.assertEqual(survivor.group_id, self.group)
        self.assertEqual(len(self.group.member_ids), 2)

    def test_reparented_customers_leave_their_place_to_who_answers_for_them(self):
        parent = self.env['res.partner'].create({'name': "Zeta Parent", 'is_company': True})
        self.west.write({'is_company': False, 'parent_id': parent.id})
        survivor = self.env['credit.profile'].search([('partner_id', '=', parent.id)])
        self.assertEqual(survivor.group_id, self.group)
