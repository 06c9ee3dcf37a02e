from datetime import timedelta
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models import credit_go_live_scope_batches as batches
from .common_golive import GoLiveCommon

#: Tables of ours that undoing leaves as they were; the log and its gates keep what happened.
OURS = (
    'credit_profile', 'credit_wave', 'credit_go_live_profile', 'credit_hold', 'credit_segment',
    'res_partner', 'mail_message', 'mail_followers', 'mail_activity',
)


@tagged('post_install', '-at_install')
class TestGoLiveScope(GoLiveCommon):
    """Who gets a profile, as what, and how that is taken back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls.company._credit_today()
        cls.env['credit.touch'].sudo().search([]).unlink()
        cls.env['credit.profile'].with_context(active_test=False).search(
            [('company_id', '=', cls.company.id)]).filtered(
                lambda profile: not profile.hold_ids and not profile.group_id).unlink()
        cls.terms = cls.env['account.payment.term'].create({
            'name': "30 days", 'line_ids': [Command.create({
                'value': 'percent', 'value_amount': 100, 'nb_days': 30})],
        })

    @classmethod
    def _customer(cls, name, **values):
        return cls.env['res.partner'].create({'name': name, 'is_company': True, **values})

    @classmethod
    def _sold(cls, partner, ago, terms=30, amount=100.0, paid=None):
        """Post an invoice of so many days ago, due after `terms`; `paid`: days after it was due."""
        day = cls.today - timedelta(days=ago)
        move = cls._invoice(amount, partner, due=terms - ago, invoice_date=day, date=day)
        if paid is not None:
            cls.env['account.payment.register'].with_context(
                active_model='account.move', active_ids=move.ids
            ).create({'payment_date': day + timedelta(days=terms + paid)})._create_payments()
        return move

    def act(self, times=1, user=None):
        for _time in range(times):
            self.env['credit.go.live'].with_user(user or self.manager).act('scope')

    def run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref('credit_management.credit_go_live_scope_cron').method_direct_trigger()
        self.env.invalidate_all()

    def undo(self):
        return self.env['credit.go.live'].with_user(self.manager).undo('scope')

    def profile_of(self, partner):
        return self.env['credit.profile'].search([('partner_id', '=', partner.id)])

    def found(self):
        return {row[0]: row[1:] for row in self.env['credit.scope']._found(self.company)}

    @classmethod
    def ours(cls):
        cls.env.flush_all()
        return {table: cls._checksum(table) for table in OURS}

    # === WHO === #

    def test_terms_open_items_orders_and_core_limits_make_a_customer_on_credit(self):
        inside = [self._customer(f"In {number}") for number in range(4)]
        self._sold(inside[0], 400, paid=0)
        self._sold(inside[1], 30, terms=0)  # due at once, and not paid
        order = self._order(100.0, partner=inside[2], payment_term_id=self.terms.id)
        order.action_confirm()
        inside[3].with_company(self.company).credit_limit = 5_000.0
        outside = [self._customer(f"Out {number}") for number in range(4)]
        self._sold(outside[0], 30, terms=0, paid=0)  # pays at once
        self._sold(outside[1], 600, paid=0)  # long ago
        self._order(100.0, partner=outside[2], payment_term_id=self.terms.id)  # a quotation
        found = self.found()
        for partner in inside:
            self.assertEqual(found.get(partner.id), (None, None), partner.name)
        for partner in outside:
            self.assertNotIn(partner.id, found, partner.name)

    def test_own_companies_employees_consumers_and_archived_are_left_out_by_name(self):
        person = self._customer("Jo Public", is_company=False)
        trader = self._customer("Jo Trader", is_company=False, vat='BE0477472701')
        gone, own = self._customer("Gone"), self.company.partner_id
        staff = self.officer.partner_id
        for partner in (person, trader, gone, own, staff):
            self._sold(partner, 60)
        gone.active = False
        found = self.found()
        self.assertEqual(
            {partner: found[partner.id][0] for partner in (person, trader, gone, own, staff)},
            {person: 'consumers', trader: None, gone: 'archived', own: 'own_companies',
             staff: 'employees'})

    def test_contacts_count_for_their_company_and_who_has_a_profile_is_no_more_found(self):
        firm = self._customer("Firm")
        contact = self.env['res.partner'].create({'name': "Buyer", 'parent_id': firm.id})
        self._sold(contact, 60)
        self.assertIn(firm.id, self.found())
        self.assertNotIn(contact.id, self.found())
        self._profile(firm, 10.0)
        self.assertNotIn(firm.id, self.found())

    # === HOW THEY PAY === #

    def test_paying_is_what_a_walk_over_the_payments_says(self):
        firm = self._customer("Firm")
        for ago, late in ((700, -3), (300, 10), (200, 0), (100, 4)):
            self._sold(firm, ago, amount=100.0, paid=late)
        self._sold(firm, 1000, paid=200)  # paid 770 days ago
        self._sold(firm, 70, amount=200.0)  # 40 days late
        found = self.env['credit.scope']._paying(self.company, firm.ids)[firm.id]
        self.assertEqual(found.months, 32)
        self.assertEqual(found.lines, 5)
        # The one of 700 days ago was paid 673 days ago.
        self.assertEqual(found.amount, 4 * 100 + 200)
        self.assertEqual(found.late_amount, 100 + 200)  # not the one that came after 4 days
        self.assertEqual(found.late_days, 100 * (-3 + 10 + 0 + 4) + 200 * 40)

    def test_money_that_is_here_is_not_late(self):
        firm = self._customer("Firm")
        self._sold(firm, 70, amount=200.0)
        self.env['account.payment'].create({
            'payment_type': 'inbound', 'partner_type': 'customer', 'partner_id': firm.id,
            'amount': 150.0, 'date': self.today,
        }).action_post()
        found = self.env['credit.scope']._paying(self.company, firm.ids)[firm.id]
        self.assertEqual((found.late_amount, found.beyond_terms), (50, 40))

    # === WHAT IS MADE === #

    def _three_customers(self):
        good, new, bad = (self._customer(name) for name in ("Good", "New", "Bad"))
        for ago in (760, 500, 300, 100):
            self._sold(good, ago, paid=2)
        for ago in (120, 90, 60):
            self._sold(new, ago, paid=-1)
        for ago in (690, 400, 300):
            self._sold(bad, ago, paid=60)
        return good, new, bad

    def test_it_looks_first_and_then_makes_profiles_that_hold_nobody(self):
        self.company.credit_mode = 'enforce'
        good, new, bad = self._three_customers()
        with self.untouched():
            self.act()
            self.assertFalse(self.profile_of(good))
            self.act()
        self.assertEqual(
            [(self.profile_of(one).grade, self.profile_of(one).wave_id.number)
             for one in (good, new, bad)], [('A', 3), ('C', 1), ('D', 1)])
        profile = self.profile_of(bad)
        self.assertTrue(profile.has_provisional_grade)
        self.assertEqual((profile.limit_mode, profile.is_waiting), ('unlimited', True))
        row = self.go_live.profile_row_ids.filtered(lambda row: row.profile_id == profile)
        self.assertEqual((row.months, row.lines, row.beyond_terms, row.late_share), (22, 3, 60, 1))
        profile.standing = 'blocked'
        self.assertIsNone(self.confirm(self._order(1_000_000.0, partner=bad)))
        self.assertEqual(self.lines_of_log(), [('done', 'scope')])

    def test_a_limit_of_odoo_s_own_field_is_kept_and_nothing_written_there(self):
        firm = self._customer("Firm")
        firm.with_company(self.company).credit_limit = 5_000.0
        self.env.flush_all()
        before = self._checksum('res_partner')
        self.act(2)
        profile = self.profile_of(firm)
        self.assertEqual((profile.limit_mode, profile.credit_limit), ('limited', 5_000.0))
        self.env.flush_all()
        self.assertEqual(self._checksum('res_partner'), before)

    def test_undone_it_is_as_before_and_the_log_says_both(self):
        self._three_customers()
        self.env['res.partner'].search([], limit=1).with_company(self.company).credit_limit = 70.0
        before = self.ours()
        with self.untouched():
            self.act(2)
            self.assertNotEqual(self.ours()['credit_profile'], before['credit_profile'])
            self.assertTrue(self.undo())
        self.assertEqual(self.ours(), before)
        self.assertFalse(self.go_live.scope)
        self.assertEqual(self.lines_of_log(), [('done', 'scope'), ('undone', 'scope')])
        self.assertTrue(self.env['credit.decision'].verify_chain()['sound'])
        self.act(2)
        self.assertEqual(self.lines_of_log()[-1], ('done', 'scope'))

    def test_what_somebody_touched_or_made_himself_stays(self):
        own = self._profile(self._customer("Own"), 10.0)
        firms = [self._customer(f"Firm {number}") for number in range(5)]
        for firm in firms:
            self._sold(firm, 60)
        self.act(2)
        limited, blocked, said, held, plain = (self.profile_of(firm) for firm in firms)
        limited.with_user(self.manager).write({'limit_mode': 'limited', 'credit_limit': 1.0})
        blocked.with_user(self.officer).write({'standing': 'watch', 'standing_reason': "papers"})
        said.with_user(self.officer).message_post(body="Called", message_type='comment')
        self.env['credit.hold']._hold_by_hand(held, held, 'papers', "no contract")
        self.undo()
        self.assertEqual(
            [bool(one.exists()) for one in (own, limited, blocked, said, held, plain)],
            [True, True, True, True, True, False])
        self.assertFalse(self.go_live.profile_row_ids)

    def test_a_limit_that_was_given_and_taken_back_is_not_in_the_way(self):
        firm = self._customer("Firm")
        self._sold(firm, 60)
        self.act(2)
        profile = self.profile_of(firm)
        profile.write({'limit_mode': 'limited', 'credit_limit': 100.0})
        profile.write({'limit_mode': 'unlimited', 'credit_limit': 0.0})
        self.undo()
        self.assertFalse(profile.exists())

    # === IN BATCHES === #

    def test_it_goes_on_after_whatever_stopped_it_and_makes_each_once(self):
        firms = [self._customer(f"Firm {number}") for number in range(5)]
        for firm in firms:
            self._sold(firm, 60)
        self.act()
        count = self.go_live.scope['in_scope']
        with patch.object(batches, 'BATCH', 2):
            self.act()
            self.assertEqual((self.go_live.scope_state, len(self.go_live.profile_row_ids)),
                             ('making', 2))
            with self.assertRaisesRegex(UserError, "under way"):
                self.act()
            # Somebody makes one himself meanwhile, and the job dies after a batch.
            self._profile(firms[-1], 10.0)
            self.assertTrue(self.go_live._scope_step())
            self.run_cron()
        self.assertFalse(self.go_live.scope_state)
        self.assertEqual(len(self.go_live.profile_row_ids), count - 1)
        self.assertEqual(self.lines_of_log(), [('done', 'scope')])
        line = self.env['credit.decision'].search([('kind', '=', 'go_live')], limit=1)
        self.assertEqual(line.user_id, self.manager)
        with patch.object(batches, 'BATCH', 2):
            self.assertFalse(self.undo())
            self.run_cron()
        self.assertEqual(self.lines_of_log(), [('done', 'scope'), ('undone', 'scope')])
        self.assertEqual(len(self.profile_of(firms[0])), 0)
        self.assertEqual(self.profile_of(firms[-1]).credit_limit, 10.0)

    def test_one_customer_that_fails_stops_no_other(self):
        good, bad = self._customer("Good"), self._customer("Bad")
        for firm in (good, bad):
            self._sold(firm, 60)
        values = self.env.registry['credit.go.live']._scope_values

        def failing(record, partner_id, *args):
            return 1 / 0 if partner_id == bad.id else values(record, partner_id, *args)

        self.patch(self.env.registry['credit.go.live'], '_scope_values', failing)
        with self.assertLogs('odoo.addons.credit_management', 'ERROR'):
            self.act(2)
        self.assertTrue(self.profile_of(good))
        self.assertEqual(self.go_live.scope['failed'], bad.ids)

    def test_queries_do_not_grow_with_the_customers_looked_at(self):
        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.go_live._in_root()._scope_look()
            return self.env.cr.sql_log_count - before
        for number in range(3):
            self._sold(self._customer(f"Firm {number}"), 60)
        count()
        first = count()
        for number in range(3):
            self._sold(self._customer(f"More {number}"), 60)
        self.assertEqual(count(), first)

    # === WHOSE === #

    def test_segments_are_told_with_their_policies(self):
        tag = self.env['res.partner.category'].create({'name': "Key"})
        policy = self.env['credit.policy'].search([('state', '=', 'published')], limit=1)
        segment = self.env['credit.segment'].create({
            'name': "Key accounts", 'policy_id': policy.id, 'category_ids': tag.ids, 'sequence': 0})
        self._sold(self._customer("Firm", category_id=tag.ids), 60)
        self.act()
        told = self.go_live._in_root()._scope_told()
        self.assertIn(
            {'name': segment.name, 'policy': policy.display_name, 'count': 1}, told['segments'])

    def test_only_managers_look_make_and_undo(self):
        for user in (self.officer, self.auditor, self.sales):
            with self.assertRaises(AccessError):
                self.act(user=user)
            with self.assertRaises(AccessError):
                self.env['credit.go.live'].with_user(user).scope_forget()
        for user in (self.officer, self.sales):
            with self.assertRaises(AccessError):
                self.env['credit.go.live'].with_user(user).scope_open('consumers')
            with self.assertRaises(AccessError):
                self.env['credit.go.live.profile'].with_user(user).search([])
        self.act()
        self.assertFalse(self.profile_of(self._customer("Nobody")))
        self.env['credit.go.live'].with_user(self.auditor).scope_open('consumers')
        for user in (self.manager, self.auditor):
            self.assertFalse(self.env['credit.go.live.profile'].with_user(user).has_access('create'))
