from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..const import COMPONENT_SLOTS, COMPONENTS
from .exposure_common import ExposureCommon


@tagged('post_install', '-at_install')
class TestExposureItem(ExposureCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.items = cls.env['credit.exposure.item']
        cls.other = cls._profile(cls.env['res.partner'].create({'name': "Bolt"}), 10.0)

    def of(self, profile):
        return self.items.search([('profile_id', '=', profile.id)])

    def test_items_name_and_open_their_documents(self):
        invoice, order = self._invoice(100.0), self.order(50.0)
        items = self.of(self.profile)
        self.assertRecordValues(items.sorted('amount'), [
            {'name': order.display_name, 'res_model': 'sale.order', 'res_id': order.id,
             'component': 'order', 'amount': 50.0, 'date_due': False},
            {'name': invoice.display_name, 'res_model': 'account.move', 'res_id': invoice.id,
             'component': 'ar_not_due', 'amount': 100.0, 'date_due': invoice.invoice_date_due},
        ])
        action = items.filtered(lambda item: item.component == 'order').action_open()
        self.assertEqual((action['res_model'], action['res_id']), ('sale.order', order.id))

    def test_id_says_which_row_it_is(self):
        invoice = self._invoice(100.0)
        line = invoice.line_ids.filtered(lambda line: line.account_type == 'asset_receivable')
        item = self.of(self.profile)
        self.assertEqual(item.id, line.id * COMPONENT_SLOTS + COMPONENTS['ar_not_due'])

    def test_items_of_every_kind_are_read_by_id(self):
        self._invoice(100.0)
        self._invoice(60.0, due=-1)
        self._invoice(30.0, post=False)
        self.receipt(5.0)
        self.bank_line(7.0)
        order = self.order({'product_uom_qty': 10, 'price_unit': 10.0})
        self.deliver(order, 4)
        self.transaction(order, 12.0)
        self._invoice(1.0, partner=self.other.partner_id)
        items = self.of(self.profile)
        self.assertEqual(len(items), 8)
        amounts = {item.id: item.amount for item in items}
        self.env.invalidate_all()
        self.assertEqual({item.id: item.amount for item in self.items.browse(items.ids)}, amounts)
        self.assertEqual(items.exists(), items)
        for item in items:
            self.assertEqual(self.items.search([('id', 'in', item.ids)]), item)

    def test_item_that_is_gone_is_found_no_more(self):
        invoice = self._invoice(100.0)
        item = self.of(self.profile)
        self._pay(invoice)
        self.env.invalidate_all()
        self.assertFalse(item.exists())
        self.assertFalse(self.items.search([('id', '=', item.id)]))
        self.assertFalse(self.items.search([('id', 'in', [0, -5, 31])]))

    def test_domains_on_the_customer_are_followed(self):
        self._invoice(100.0)
        self._invoice(40.0, partner=self.other.partner_id)
        for domain, amount in (
            ([('profile_id', 'in', (self.profile | self.other).ids)], 140.0),
            ([('profile_id.partner_id', '=', self.customer.id)], 100.0),
            ([('profile_id', '=', self.profile.id), ('amount', '>', 100)], 0.0),
            (['|', ('profile_id', '=', self.profile.id), ('amount', '=', 40)], 140.0),
            ([(
                'profile_id', '!=', self.profile.id
            ), ('profile_id', 'in', (self.profile | self.other).ids)], 40.0),
            ([('profile_id', '=', False)], 0.0),
        ):
            with self.subTest(domain=domain):
                self.assertEqual(sum(self.items.search(domain).mapped('amount')), amount)

    def test_groups_sum_up(self):
        self._invoice(100.0)
        self._invoice(40.0, due=-3)
        groups = self.items.formatted_read_group(
            [('profile_id', '=', self.profile.id)], ['component'], ['amount:sum'])
        self.assertEqual({g['component']: g['amount:sum'] for g in groups},
                         {'ar_not_due': 100.0, 'ar_overdue': 40.0})

    def test_lists_can_be_sorted_by_every_stored_column(self):
        self._invoice(100.0)
        self.order(50.0)
        domain = [('profile_id', '=', self.profile.id)]
        for name, field in self.items._fields.items():
            if field.store and field.column_type and field.type != 'many2one_reference':
                self.assertEqual(len(self.items.search(domain, order=f'{name}, id')), 2)

    def test_who_sees_the_profile_sees_its_items_and_no_others(self):
        self._invoice(100.0)
        elsewhere = self.env['res.company'].create({'name': "Elsewhere"})
        foreign = self.env['credit.profile'].create({
            'partner_id': self.customer.id, 'company_id': elsewhere.id, 'credit_limit': 1.0,
        })
        self.env['account.chart.template'].try_loading('generic_coa', elsewhere, install_demo=False)
        move = self.env['account.move'].with_company(elsewhere).create({
            'move_type': 'out_invoice', 'partner_id': self.customer.id, 'invoice_date': self.today,
            'invoice_line_ids': [Command.create({
                'name': "X", 'price_unit': 9.0, 'tax_ids': [Command.clear()]})],
        })
        move.action_post()
        item = self.of(foreign)
        self.assertEqual(sum(item.mapped('amount')), 9.0)
        items = self.items.with_user(self.officer)
        self.assertEqual(sum(items.search([]).filtered(
            lambda i: i.profile_id.partner_id == self.customer).mapped('amount')), 100.0)
        self.assertFalse(items.search([('profile_id', '=', foreign.id)]))
        self.assertFalse(items.search([('id', 'in', item.ids)]))
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            self.items.with_user(self.sales).search([])

    def test_officer_without_invoicing_rights_sees_the_same_sum(self):
        self._invoice(100.0)
        self._invoice(40.0, post=False)
        self.order(25.0, user_id=self.sales_2.id)
        as_officer = self.items.with_user(
            self.officer
        ).search([('profile_id', '=', self.profile.id)])
        self.assertEqual(sum(as_officer.mapped('amount')), 165.0)
        self.assertTrue(all(as_officer.mapped('name')))

    def test_forged_scope_opens_nothing(self):
        self._invoice(100.0)
        forged = self.items.with_user(
            self.officer
        ).with_context(credit_exposure_scope={'profile_ids': None})
        self.assertEqual(len(forged.search([('profile_id', '=', self.profile.id)])), 1)

    def test_reading_a_list_takes_as_many_queries_for_many_items_as_for_few(self):
        for n in range(3):
            self._invoice(10.0 + n)
        columns = ['component', 'name', 'date', 'amount']
        domain = [('profile_id', '=', self.profile.id)]
        counts = []
        for _round in range(2):
            for _warm in range(2):
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                self.items.search_read(domain, columns)
                count = self.env.cr.sql_log_count - before
            counts.append(count)
            for n in range(3):
                self._invoice(20.0 + n)
        self.assertEqual(counts[0], counts[1])
