import json
from datetime import timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models import credit_timeline
from .common import GROUPS, CreditCommon


@tagged('post_install', '-at_install')
class TestTimeline(CreditCommon):
    """The story of a customer: newest first, what the reader may know, a page at a time."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.omar = cls._user('omar', f'{GROUPS}officer,account.group_account_invoice')

    def _story(self, user=None, **named):
        profile = self.profile.with_user(user or self.omar)
        answer = profile.timeline(**named)
        json.dumps(answer)
        return answer

    def _texts(self, user=None, **named):
        return [line['text'] for line in self._story(user, **named)['lines']]

    def _delivered(self, **values):
        order = self._order(100.0, **values)
        self.assertIsNone(self.confirm(order))
        picking = order.picking_ids.with_env(self.env)
        picking.move_ids.picked = True
        picking._action_done()
        return order, picking

    def _received(self, amount, **values):
        payment = self.env['account.payment'].create({
            'payment_type': 'inbound', 'partner_type': 'customer', 'amount': amount,
            'partner_id': self.customer.id, **values,
        })
        payment.action_post()
        return payment

    # === WHAT IS TOLD === #

    def test_orders_goods_money_and_decisions_in_one_story(self):
        order, picking = self._delivered()
        invoice = self._invoice(500.0, due=-10)
        self._received(40.0)
        self._order(5000.0, user=self.sales_2).with_user(self.sales_2)
        held = self._order(5000.0)
        self.confirm(held)
        lines = self._story(self.env.user)['lines']
        told = {line['text']: line for line in lines}
        self.assertIn(f"ordered {order.name}", told)
        self.assertIn(f"delivered {picking.name}", told)
        self.assertEqual(told[f"invoiced {invoice.name}"]['note'], "10 d late")
        self.assertEqual(told[f"quotation {held.name}"]['res_id'], held.id)
        self.assertIn("Held", told)
        received = next(line for line in lines if line['text'].startswith("received"))
        self.assertEqual((received['note'], received['match']), ("unmatched", True))

    def test_money_that_is_matched_needs_no_match(self):
        self._pay(self._invoice(500.0))
        received = next(
            line for line in self._story()['lines'] if line['text'].startswith("received")
        )
        self.assertNotIn('match', received)

    def test_a_bank_line_that_nobody_matched_can_be(self):
        journal = self.env['account.journal'].search([
            ('type', '=', 'bank'), ('company_id', '=', self.company.id)], limit=1)
        self.env['account.bank.statement.line'].create({
            'journal_id': journal.id, 'partner_id': self.customer.id, 'amount': 48.0,
            'date': fields.Date.today(), 'payment_ref': "ACME 48",
        })
        line = self._story(filters=['money'])['lines'][0]
        self.assertEqual((line['text'], line['match']), ("received ACME 48", True))
        self.assertEqual(line['res_model'], 'account.move')

    def test_a_return_is_told_as_one(self):
        _order, picking = self._delivered()
        wizard = self.env['stock.return.picking'].with_context(
            active_id=picking.id, active_model='stock.picking').create({})
        wizard.product_return_moves.quantity = 1
        back = self.env['stock.picking'].browse(wizard.action_create_returns()['res_id'])
        back.move_ids.picked = True
        back._action_done()
        self.assertIn(f"returned {back.name}", self._texts(self.env.user))

    def test_what_is_late_is_amber_and_what_is_due_has_its_day(self):
        late, due = self._invoice(100.0, due=-3), self._invoice(100.0, due=3)
        told = {line['text']: line for line in self._story()['lines']}
        self.assertEqual(told[f"invoiced {late.name}"]['tone'], 'amber')
        self.assertEqual(told[f"invoiced {due.name}"]['due'], str(due.invoice_date_due))
        self._pay(late)
        told = {line['text']: line for line in self._story()['lines']}
        self.assertNotIn('tone', told[f"invoiced {late.name}"])

    def test_contacts_and_branches_are_in_it_and_others_are_not(self):
        contact = self.env['res.partner'].create({'name': "Desk", 'parent_id': self.customer.id})
        other = self.env['res.partner'].create({'name': "Bolt", 'is_company': True})
        own, foreign = self._invoice(10.0, partner=contact), self._invoice(20.0, partner=other)
        texts = self._texts()
        self.assertIn(f"invoiced {own.name}", texts)
        self.assertNotIn(f"invoiced {foreign.name}", texts)

    # === FILTERS AND PAGES === #

    def test_filters_show_their_kind_and_only_those_with_a_source(self):
        self._delivered()
        self._invoice(100.0)
        story = self._story(self.env.user)
        self.assertEqual(
            [item['code'] for item in story['filters']],
            ['orders', 'goods', 'money', 'talks', 'papers', 'decisions'],
        )
        for code in ('orders', 'goods', 'money', 'decisions'):
            lines = self._story(self.env.user, filters=[code])['lines']
            self.assertEqual({line['filter'] for line in lines}, {code})
        self.assertEqual(self._story(filters=['bureau'])['lines'], [])

    def test_pages_tell_everything_once_newest_first(self):
        for days in range(12):
            self._invoice(10.0, due=-days)
        order = self._order(100.0)
        self.confirm(order)
        with patch.object(credit_timeline, 'PAGE', 4):
            lines, before = [], None
            while True:
                page = self._story(before=before)
                self.assertLessEqual(len(page['lines']), 4)
                lines += page['lines']
                before = page['more']
                if not before:
                    break
        whole = self._story()['lines']
        self.assertEqual([line['key'] for line in lines], [line['key'] for line in whole])
        self.assertEqual(len({line['key'] for line in lines}), len(lines))
        days = [line['at'][:10] for line in lines]
        self.assertEqual(days, sorted(days, reverse=True))

    def test_a_place_that_nobody_gave_is_refused(self):
        for place in ('yesterday', [1], ['x', 'order', 1], ['2026-01-01', 'order', 'x']):
            with self.assertRaises(UserError):
                self.profile.timeline(before=place)

    # === RIGHTS === #

    def test_an_officer_knows_that_it_happened_but_not_a_name_he_may_not_see(self):
        _order, picking = self._delivered()
        officer = self._user('nina', f'{GROUPS}officer')
        self.env['ir.rule'].create({
            'name': "No transfers", 'model_id': self.env['ir.model']._get_id('stock.picking'),
            'groups': [Command.link(self.env.ref(f'{GROUPS}officer').id)],
            'domain_force': "[(0, '=', 1)]",
        })
        self.assertFalse(picking.with_user(officer).has_access('read'))
        line = self._story(officer, filters=['goods'])['lines'][0]
        self.assertEqual(line['text'], "delivered")
        self.assertNotIn('res_id', line)
        self.assertNotIn(picking.name, json.dumps(self._story(officer)))

    def test_a_salesperson_reads_his_own_documents_and_no_decision(self):
        order, picking = self._delivered()
        foreign = self._order(50.0, user=self.sales_2)
        self._invoice(70.0)
        self.profile.partner_id.user_id = self.sales
        seller = self._user('sue', 'sales_team.group_sale_salesman')
        self.profile.partner_id.user_id = seller
        order.sudo().user_id = seller
        story = self._story(seller)
        self.assertNotIn('decisions', [item['code'] for item in story['filters']])
        texts = [line['text'] for line in story['lines']]
        self.assertIn(f"delivered {picking.name}", texts)
        self.assertIn(f"ordered {order.name}", texts)
        self.assertNotIn(f"quotation {foreign.name}", texts)
        self.assertFalse([line for line in story['lines'] if line['filter'] == 'decisions'])

    def test_who_may_not_see_the_customer_reads_no_story(self):
        self.profile.partner_id.user_id = self.sales_2
        with self.assertRaises(AccessError):
            self._story(self._user('sue', 'sales_team.group_sale_salesman'))
        with self.assertRaises(AccessError):
            self._story(self._user('paul', 'base.group_user'))

    def test_an_auditor_reads_and_matches_nothing(self):
        self._received(40.0)
        self.auditor.group_ids += self.env.ref('account.group_account_readonly')
        lines = self._story(self.auditor)['lines']
        self.assertTrue(lines)
        self.assertFalse([line for line in lines if line.get('match')])

    # === EMPTY AND MANY === #

    def test_a_profile_without_anything_has_a_story_of_its_own_making(self):
        partner = self.env['res.partner'].create({'name': "New", 'is_company': True})
        profile = self._profile(partner, 0.0)
        story = profile.with_user(self.omar).timeline()
        self.assertEqual([line['filter'] for line in story['lines']], ['decisions'])
        self.assertFalse(story['more'])

    def test_queries_do_not_grow_with_the_story(self):
        counts = []
        for _round in range(3):
            for _number in range(2):
                self._delivered()
                self._invoice(1.0)
                self._received(1.0)
            self._story(self.env.user)  # what Odoo keeps for all users is no part of the question
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            self._story(self.env.user)
            counts.append(self.env.cr.sql_log_count - start)
        # A page holds the newest lines: a kind may drop off it, none may cost more.
        self.assertLessEqual(counts[2], counts[1])

    def test_a_later_part_adds_a_source_by_one_method(self):
        timeline = type(self.env['credit.timeline'])
        sources = timeline._timeline_sources

        def with_talks(model, profile):
            return sources(model, profile) + [credit_timeline.Source(
                'note', 'talks', 'mail.message', 'date',
                [('model', '=', 'credit.profile'), ('res_id', '=', profile.id),
                 ('message_type', '=', 'comment')], '_describe_notes', secret=True,
            )]

        def describe(model, messages, readable):
            return {message.id: {'icon': 'fa-phone', 'text': "call"} for message in messages}

        self.profile.message_post(body="Promised for Friday", message_type='comment')
        with patch.object(timeline, '_timeline_sources', with_talks), \
                patch.object(timeline, '_describe_notes', describe, create=True):
            story = self._story(filters=['talks'])
        self.assertEqual([line['text'] for line in story['lines']], ["call"])
        self.assertIn('talks', [item['code'] for item in story['filters']])

    def test_the_last_year_comes_after_this_one(self):
        today = fields.Date.today()
        old = self._received(10.0, date=today - timedelta(days=400))
        new = self._received(10.0, date=today)
        texts = self._texts(filters=['money'])
        self.assertEqual(texts, [f"received {new.name}", f"received {old.name}"])
