import json

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .offer_common import OfferCommon


@tagged('post_install', '-at_install')
class TestProposal(OfferCommon):
    """An officer offers a "yes"; sales takes it, and the gate is asked as ever."""

    def _logged(self):
        self.env.flush_all()
        lines = self.env['credit.decision'].search([('kind', '=', 'proposal')])
        return [json.loads(line.payload)['data'] for line in lines]

    def _standing(self, order):
        return order.sudo().credit_hold_id.proposal_id

    # === SENDING === #

    def test_the_dialog_shows_what_would_come_of_each_way(self):
        self._invoice(600.0, due=-40)
        _order, hold = self._held(pieces=4)
        wizard = self._dialog(hold, 'invoices')
        self.assertEqual(
            [bool(choice['reason']) for choice in wizard.choices],
            [True, True, True, True, False, True],
        )
        self.assertTrue(wizard.passes)
        self.assertEqual((wizard.gauge['exposure'], wizard.gauge['document']), (0.0, 400.0))
        wizard.invoice_ids.selected = False
        self.assertFalse(wizard.passes)
        self.assertIn("It would still be held", wizard.verdict_text)

    def test_it_reaches_sales_the_hold_and_the_log(self):
        self._invoice(600.0)
        order, hold = self._held(pieces=15)
        self._dialog(hold, 'reduce').action_send()
        text = f"{order.name} goes through with 4 of 15 Widget."
        self.assertIn(text, order.message_ids[0].body)
        self.assertIn(text, hold.message_ids[0].body)
        activity = order.activity_ids.filtered(lambda one: one.user_id == self.sales)
        self.assertEqual(activity.summary, "Order that fits")
        [logged] = self._logged()
        self.assertEqual(logged['what'], 'reduce')
        self.assertEqual(logged['terms'], {'quantities': {str(order.order_line.id): 4.0}})
        self.assertEqual(
            logged['result'],
            {'verdict': 'warn', 'exposure': 600.0, 'effective_limit': 1000.0, 'amount': 400.0,
             'codes': ['H10']},
        )
        self.assertTrue(self.env['credit.decision'].verify_chain(self.profile.id)['sound'])
        banner = order.with_user(self.sales).credit_banner(order_id=order.id)
        self.assertEqual(banner['actions'][0], 'proposal')
        self.assertIn(f"Olga proposes: {text}", banner['lines'][-1]['text'])

    def test_what_would_not_pass_is_no_proposal(self):
        self._invoice(600.0)
        _order, hold = self._held(pieces=15)
        wizard = self._dialog(hold, 'reduce')
        wizard.line_ids.quantity = 5
        with self.assertRaisesRegex(UserError, "still be held: Exposure .*1,100"):
            wizard.action_send()
        self.assertEqual(wizard.line_ids.quantity, 5)
        wizard.line_ids.quantity = 4
        wizard.sales_text = " "
        with self.assertRaisesRegex(UserError, "the text is empty"):
            wizard.action_send()
        self.assertFalse(self._logged())

    def test_a_newer_proposal_replaces_the_older(self):
        order, hold = self._held(pieces=15)
        self._dialog(hold, 'reduce').action_send()
        self._dialog(hold, 'deposit').action_send()
        self.assertEqual(hold.sudo().proposal_ids.mapped('state'), ['sent', 'replaced'])
        self.assertEqual(self._standing(order).kind, 'deposit')
        self.assertEqual(len(order.activity_ids.filtered(
            lambda one: one.activity_type_id == self.env.ref('credit_management.mail_activity_sales')
        )), 1)

    def test_sales_and_auditors_propose_nothing(self):
        _order, hold = self._held(pieces=15)
        for user in (self.sales, self.auditor):
            with self.assertRaises(AccessError):
                hold.with_user(user).action_propose_dialog()
        offer = self._offer(hold, 'reduce')
        for user in (self.sales, self.auditor):
            with self.assertRaises(AccessError):
                self.env['credit.proposal'].with_user(user)._send(hold, offer, "x", "x")

    def test_an_officer_without_any_right_on_orders_can_propose(self):
        order, hold = self._held(pieces=15)
        bare = self._user('bare', 'credit_management.credit_management_group_officer')
        self._dialog(hold, 'split', user=bare).action_send()
        self.assertEqual(self._standing(order).user_id, bare)

    def test_on_a_decided_hold_nothing_is_proposed(self):
        _order, hold = self._held(pieces=15)
        wizard = self._dialog(hold, 'reduce')
        hold.with_user(self.manager).reject('limit', "too much")
        with self.assertRaises(UserError):
            wizard.action_send()

    # === WORDS === #

    def test_no_text_tells_sales_or_the_customer_of_limit_or_exposure(self):
        self._invoice(613.0, due=-40)
        self._invoice(111.0, due=3)
        _order, hold = self._held(pieces=11, price=101.0)
        for code in ('terms', 'reduce', 'split', 'deposit', 'invoices', 'limit'):
            wizard = self._dialog(hold, code)
            for text in (wizard.sales_text, wizard.customer_text):
                for secret in ('1,000', '724', '835', '1,835', 'imit', 'xposure'):
                    self.assertNotIn(secret, text, code)
            for word in ('redit', 'held', 'overdue', 'late', 'blocked'):
                self.assertNotIn(word, wizard.customer_text, code)

    def test_amounts_are_left_out_where_sales_do_not_see_them(self):
        self.company.credit_sales_see_amounts = False
        self._invoice(613.0, due=-40)
        _order, hold = self._held(pieces=3)
        for code in ('deposit', 'invoices'):
            self.assertNotRegex(self._dialog(hold, code).sales_text, r"\d\.\d\d")

    def test_the_customer_reads_his_own_language(self):
        self.env['res.lang']._activate_lang('fr_FR')
        self.customer.lang = 'fr_FR'
        _order, hold = self._held(pieces=15)
        wizard = self._dialog(hold, 'deposit')
        self.assertIn("510,00", wizard.customer_text)
        self.assertIn("510.00", wizard.sales_text)

    # === TAKEN === #

    def test_sales_takes_an_order_that_fits(self):
        self._invoice(600.0)
        order, hold = self._held(pieces=15)
        self._dialog(hold, 'reduce').action_send()
        action = order.with_user(self.sales).action_credit_take_proposal()
        dialog = self.env['credit.order.reduce'].with_user(self.sales).browse(action['res_id'])
        self.assertEqual((dialog.line_ids.quantity, dialog.amount), (4.0, 400.0))
        dialog.action_reduce()
        self.assertEqual(order.amount_total, 400.0)
        self.assertEqual(self._standing(order).state, 'taken')
        self.assertIsNone(self.confirm(order.with_user(self.sales)))

    def test_a_split_ships_what_fits_and_holds_the_rest(self):
        self._invoice(100.0)
        order, hold = self._held(pieces=15)
        self._dialog(hold, 'split').action_send()
        action = order.with_user(self.sales).action_credit_take_proposal()
        self.env['credit.order.reduce'].with_user(self.sales).browse(
            action['res_id']
        ).action_reduce()
        rest = self.env['sale.order'].search([
            ('partner_id', '=', self.customer.id), ('id', '!=', order.id),
        ])
        self.assertEqual((order.state, order.amount_total), ('sale', 900.0))
        self.assertEqual((rest.state, rest.amount_total), ('draft', 600.0))
        self.assertEqual((rest.credit_state, rest.credit_hold_id.state), ('held', 'open'))

    def test_a_split_that_does_not_fit_any_more_changes_nothing(self):
        order, hold = self._held(pieces=15)
        self._dialog(hold, 'split').action_send()
        action = order.with_user(self.sales).action_credit_take_proposal()
        self._invoice(500.0)
        dialog = self.env['credit.order.reduce'].with_user(self.sales).browse(action['res_id'])
        with self.assertRaises(UserError), self.env.cr.savepoint():
            dialog.action_reduce()
        self.env.invalidate_all()
        self.assertEqual((order.state, order.amount_total), ('draft', 1500.0))
        self.assertEqual(self._standing(order).state, 'sent')

    def test_sales_takes_a_deposit(self):
        order, hold = self._held(pieces=15)
        self._dialog(hold, 'deposit').action_send()
        action = order.with_user(self.sales).action_credit_take_proposal()
        self.assertEqual(action['context']['active_id'], order.id)
        self.assertTrue(order.require_payment)
        self.assertAlmostEqual(order.prepayment_percent, 0.34)

    def test_sales_takes_invoices_to_pay(self):
        invoice = self._invoice(600.0, due=-40)
        order, hold = self._held(pieces=4)
        self._dialog(hold, 'invoices').action_send()
        action = order.with_user(self.sales).action_credit_take_proposal()
        self.assertIn(invoice.name, action['context']['default_body'])
        self.assertEqual(
            order.with_user(self.sales).credit_banner(order_id=order.id)['customer_text'],
            self._standing(order).customer_text,
        )

    def test_nobody_takes_what_is_not_his(self):
        order, hold = self._held(pieces=15)
        self._dialog(hold, 'reduce').action_send()
        other = self._user('other', 'sales_team.group_sale_salesman')
        with self.assertRaises(AccessError):
            order.with_user(other).action_credit_take_proposal()

    def test_there_is_nothing_to_take_once_it_is_decided(self):
        order, hold = self._held(pieces=15)
        self._dialog(hold, 'reduce').action_send()
        hold.with_user(self.manager).reject('limit', "no")
        with self.assertRaisesRegex(UserError, "no proposal"):
            order.with_user(self.sales).action_credit_take_proposal()
        self.assertFalse(order.activity_ids.filtered(
            lambda one: one.activity_type_id == self.env.ref('credit_management.mail_activity_sales')
        ))

    # === LIMIT === #

    def test_a_limit_goes_to_a_manager_who_may_give_it(self):
        self.env['credit.authority'].search([]).unlink()
        self.env['credit.authority'].create([{
            'user_id': user.id, 'company_id': self.company.id, 'level': level, 'max_limit': limit,
        } for user, level, limit in (
            (self.manager, 2, 1200.0), (self.manager_2, 3, 9000.0),
        )])
        order, hold = self._held(pieces=15)
        self._dialog(hold, 'limit').action_send()
        self.assertIn(self.manager_2, hold.sudo().activity_ids.user_id)
        self.assertFalse(order.activity_ids)
        self.assertNotIn('proposal', order.with_user(self.sales).credit_banner(
            order_id=order.id
        )['actions'])
        action = hold.with_user(self.manager_2).action_give_limit()
        self.assertEqual(action['res_model'], 'credit.limit.change')
        dialog = self.env['credit.limit.change'].with_user(self.manager_2).with_context(
            **action['context']
        ).create({})
        self.assertEqual(
            (dialog.temporary_limit, dialog.credit_limit, dialog.reason),
            (500.0, 1000.0, f"For {hold.name}"),
        )
        dialog.action_apply()
        self.env['credit.recheck']._cure_profile(self.profile)
        self.assertEqual(order.state, 'sale')

    def test_a_manager_goes_on_to_the_limit_himself(self):
        _order, hold = self._held(pieces=15)
        wizard = self._dialog(hold, 'limit', user=self.manager_2)
        self.assertTrue(wizard.may_give_limit)
        self.assertEqual(wizard.action_give_limit()['res_model'], 'credit.limit.change')
        self.assertFalse(self._dialog(hold, 'limit').may_give_limit)

    def test_dates_that_do_not_reach_today_do_not_help(self):
        _order, hold = self._held(pieces=15)
        wizard = self._dialog(hold, 'limit')
        wizard.write({'first': '2099-01-01', 'last': '2099-02-01'})
        self.assertFalse(wizard.passes)
        wizard.last = False
        self.assertFalse(wizard.passes)
        with self.assertRaises(UserError):
            wizard.action_send()
