from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged

from .common import GROUPS, CreditCommon

ACTION = '/odoo/action-credit_management.'


@tagged('post_install', '-at_install')
class TestTours(HttpCase, CreditCommon):
    """The screens, driven by those who work on them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.profile.user_id = cls.officer
        cls.boss = cls._user(
            'boss', f'{GROUPS}manager,base.group_system,account.group_account_invoice'
        )

    def _held(self, amount=1500.0, pieces=15):
        """Return a quotation that somebody asked to confirm and credit holds."""
        order = self._order(amount)
        order.order_line.write({'product_uom_qty': pieces, 'price_unit': amount / pieces})
        self.confirm(order)
        self.assertEqual(order.credit_state, 'held')
        return order

    def test_officer_works_the_queue(self):
        self._empty_queue()
        orders = self._held(1200.0) + self._held(1300.0)
        self.start_tour(f'{ACTION}credit_task_action', 'credit_queue', login=self.officer.login)
        self.assertEqual(set(orders.mapped('credit_hold_id.state')), {'released'})

    def test_officer_rejects_a_hold(self):
        order = self._held()
        self.start_tour(
            f'{ACTION}credit_hold_action/{order.credit_hold_id.id}', 'credit_hold',
            login=self.officer.login,
        )
        self.assertEqual(order.credit_state, 'rejected')

    def test_officer_proposes_and_sales_takes_it(self):
        self._invoice(600.0)
        order = self._held()
        self.start_tour(
            f'{ACTION}credit_hold_action/{order.credit_hold_id.id}', 'credit_propose',
            login=self.officer.login,
        )
        self.assertEqual(order.amount_total, 1500.0)
        self.start_tour(
            f'/odoo/action-sale.action_quotations/{order.id}', 'credit_take_proposal',
            login=self.sales.login,
        )
        self.assertEqual(order.amount_total, 300.0)

    def test_officer_releases_on_a_promise(self):
        order = self._held()
        hold = order.sudo().credit_hold_id
        self.start_tour(
            f'{ACTION}credit_hold_action/{hold.id}', 'credit_release_condition',
            login=self.officer.login,
        )
        self.assertEqual((hold.condition, hold.condition_amount), ('promise', 500.0))
        self.assertEqual(order.state, 'sale')

    def test_officer_proposes_and_asks_from_the_queue(self):
        self._empty_queue()
        order = self._held()
        self.start_tour(
            f'{ACTION}credit_task_action', 'credit_queue_propose', login=self.officer.login
        )
        self.assertEqual(order.sudo().credit_hold_id.proposal_id.terms, {'percent': 50})
        self.assertEqual(order.sudo().credit_hold_id.question, "Who pays the half?")

    def test_salesperson_is_told_before_and_after(self):
        self._invoice(600.0)
        order = self._order(1500.0)
        order.order_line.write({'product_uom_qty': 15, 'price_unit': 100.0})
        self.start_tour(
            f'/odoo/action-sale.action_quotations/{order.id}', 'credit_banner',
            login=self.sales.login,
        )
        self.assertEqual(order.amount_total, 400.0)
        rest = self.env['sale.order'].search([
            ('partner_id', '=', self.customer.id), ('id', '!=', order.id),
        ])
        self.assertEqual(rest.amount_total, 1100.0)

    def test_warehouse_is_warned(self):
        self.product.invoice_policy = 'delivery'
        order = self._order(500.0)
        order.action_confirm()
        self.profile.write({'standing': 'blocked', 'standing_reason': "Test"})
        warehouse = self._user('wanda', 'stock.group_stock_user')
        self.start_tour(
            f'/odoo/action-stock.action_picking_tree_all/{order.picking_ids.id}', 'credit_transfer',
            login=warehouse.login,
        )

    def test_officer_matches_money_and_the_hold_clears(self):
        self.company.credit_count_in_transit = False
        self.officer.group_ids = [Command.link(self.env.ref('account.group_account_invoice').id)]
        invoice = self._invoice(800.0)
        order = self._held(500.0, 5)
        bank = self.env['account.journal'].search(
            [('type', '=', 'bank'), ('company_id', '=', self.company.id)], limit=1
        )
        self.env['account.bank.statement.line'].create({
            'journal_id': bank.id, 'amount': 350.0, 'date': self.company._credit_today(),
            'payment_ref': "ACME TRANSFER", 'partner_id': self.customer.id,
        })
        where = f'{ACTION}credit_hold_action/{order.credit_hold_id.id}'
        self.start_tour(where, 'credit_match', login=self.officer.login)
        self.assertEqual((invoice.amount_residual, order.state), (500.0, 'draft'))
        # What the worker does seconds after the event, when a scheduler runs.
        self.env['credit.recheck']._cure_profile(self.profile)
        self.assertEqual(order.state, 'sale')
        self.start_tour(where, 'credit_match_cleared', login=self.officer.login)

    def test_warehouse_delivers_what_fits(self):
        self.officer.partner_id.phone = "+86 10 5555"
        order = self._order(900.0)
        order.order_line.write({'product_uom_qty': 9, 'price_unit': 100.0})
        order.action_confirm()
        self._invoice(500.0)
        warehouse = self._user('wanda', 'stock.group_stock_user')
        picking = order.picking_ids
        self.start_tour(
            f'/odoo/action-stock.action_picking_tree_all/{picking.id}', 'credit_part',
            login=warehouse.login,
        )
        rest = self.env['stock.picking'].search([('backorder_id', '=', picking.id)])
        self.assertEqual(picking.state, 'done')
        self.assertEqual(rest.credit_hold_id.state, 'open')

    def test_officer_tries_a_limit_and_reads_the_story(self):
        self._invoice(600.0, due=-10)
        order = self._held(900.0, 9)
        self.env['account.payment'].create({
            'payment_type': 'inbound', 'partner_type': 'customer', 'amount': 50.0,
            'partner_id': self.customer.id,
        }).action_post()
        limit = self.profile.credit_limit
        officer = self._user(
            'omar', f'{GROUPS}officer,account.group_account_invoice'
        )
        self.start_tour(
            f'{ACTION}credit_profile_action/{self.profile.id}', 'credit_page', login=officer.login
        )
        self.assertEqual((self.profile.credit_limit, order.state), (limit, 'draft'))

    def test_manager_changes_a_limit(self):
        self._invoice(200.0)
        self.env['credit.profile'].search([('id', '!=', self.profile.id)]).active = False
        self.start_tour(f'{ACTION}credit_profile_action', 'credit_customer', login=self.boss.login)
        self.assertEqual(self.profile.credit_limit, 2500.0)

    def test_officer_and_manager_agree_on_an_aging_grade(self):
        self._empty_queue()
        self._invoice(200.0, due=-45)
        self.start_tour(
            f'{ACTION}credit_profile_action/{self.profile.id}', 'credit_aging_grade_officer',
            login=self.officer.login,
        )
        self.assertEqual(self.profile.effective_aging_grade, 'G6')
        self.start_tour(
            f'{ACTION}credit_task_action', 'credit_aging_grade_manager', login=self.manager.login
        )
        self.profile.invalidate_recordset()
        self.assertEqual(self.profile.effective_aging_grade, 'G4')
        self.env['credit.profile'].search([('id', '!=', self.profile.id)]).active = False
        self.start_tour(
            f'{ACTION}credit_profile_action', 'credit_aging_grade_list', login=self.officer.login
        )

    def test_manager_pauses_and_resumes(self):
        self.start_tour(
            f'{ACTION}res_config_settings_action', 'credit_settings', login=self.boss.login
        )
        self.assertFalse(self.company.credit_pause_until)

    def test_the_first_useful_hold_follows_from_the_empty_screens(self):
        company = self.env['res.company'].create({'name': "Fresh Ltd"})
        starter = new_test_user(
            self.env, login='credit_starter', name="Starter", company_id=company.id,
            company_ids=[Command.set(company.ids)], groups=(
                f'{GROUPS}manager,sales_team.group_sale_manager,base.group_partner_manager'
            ),
        )
        partner = self.env['res.partner'].create({'name': "Newcomer Ltd", 'is_company': True})
        self.start_tour(
            f'{ACTION}credit_task_action', 'credit_onboarding_limit', login=starter.login
        )
        self.assertEqual(self.env['credit.profile'].search(
            [('partner_id', '=', partner.id)]
        ).credit_limit, 1000.0)
        order = self.env['sale.order'].with_user(starter).create({
            'partner_id': partner.id,
            'order_line': [Command.create({
                'product_id': self.product.id, 'price_unit': 1500.0, 'tax_ids': [Command.clear()],
            })],
        })
        self.start_tour(
            f'/odoo/action-sale.action_quotations/{order.id}', 'credit_onboarding_hold',
            login=starter.login,
        )
        # A test's one connection takes the hold back with the refused request.
        self.confirm(order)
        self.start_tour(
            f'{ACTION}credit_task_action', 'credit_onboarding_queue', login=starter.login
        )
