from odoo.tests import tagged

from ..tools import aging
from .common import CreditCommon


@tagged('post_install', '-at_install')
class TestProfilePage(CreditCommon):
    """The strip of ages, what is to do, and whom to talk to."""

    def _parts(self, profile=None):
        value = (profile or self.profile).with_user(self.officer).aging
        return {part['code']: part for part in value['parts']}

    def test_every_open_invoice_is_in_its_band(self):
        dues = {'not_due': 0, 'late_1': -1, 'late_2': -31, 'late_3': -61, 'late_4': -91,
                'late_5': -181, 'late_6': -366}
        for number, due in enumerate(dues.values(), start=1):
            self._invoice(10.0 * number, due=due)
        parts = self._parts()
        self.assertEqual(
            {code: part['amount'] for code, part in parts.items()},
            {code: 10.0 * number for number, code in enumerate(dues, start=1)},
        )
        self.assertEqual(parts['late_1']['name'], "1–30")
        self.assertEqual(parts['late_6']['name'], f"{aging.FIRST_DAYS[-1]}+")

    def test_the_bands_are_the_company_s(self):
        self.company.credit_aging_due = '15'
        self._invoice(10.0, due=-15)
        self._invoice(20.0, due=-16)
        parts = self._parts()
        self.assertEqual(
            [(part['name'], part['amount']) for part in parts.values()],
            [("1–15", 10.0), ("16+", 20.0)])

    def test_each_part_opens_its_lines(self):
        self.product.invoice_policy = 'delivery'
        order = self._order(70.0)
        self.assertIsNone(self.confirm(order))
        for due in (5, 0, -1, -30, -31, -200):
            self._invoice(10.0, due=due)
        order.order_line.sudo().qty_delivered = 1
        items = self.env['credit.exposure.item'].with_user(self.officer)
        parts = self._parts()
        self.assertEqual(parts['order_delivered']['amount'], 70.0)
        for part in parts.values():
            lines = items.search([('profile_id', '=', self.profile.id), *part['domain']])
            self.assertEqual(sum(lines.mapped('amount')), part['amount'], part['code'])
        self.assertEqual(parts['late_1']['amount'], 20.0)

    def test_credits_stand_apart(self):
        self._invoice(50.0)
        self.env['account.payment'].create({
            'payment_type': 'inbound', 'partner_type': 'customer', 'amount': 20.0,
            'partner_id': self.customer.id,
        }).action_post()
        parts = self._parts()
        self.assertEqual((parts['not_due']['amount'], parts['unallocated']['amount']), (50.0, -20.0))

    def test_nothing_open_is_no_part(self):
        self.assertEqual(self._parts(), {})

    def test_negative_available_unlimited_and_cash_only_have_their_tiles(self):
        self._invoice(1200.0)
        self.assertEqual(self.profile.available, -200.0)
        self.assertEqual(self.profile.verdict, 'over')
        self.profile.limit_mode = 'unlimited'
        self.profile.invalidate_recordset()
        self.assertFalse(self.profile.has_limit)
        self.profile.limit_mode = 'cash_only'
        self.profile.invalidate_recordset()
        self.assertEqual((self.profile.has_limit, self.profile.available), (True, -1200.0))

    def test_what_waits_is_to_do_and_who_is_who(self):
        self.assertFalse(self.profile.has_tasks)
        self.assertFalse(self.profile.has_people)
        order = self._order(1500.0)
        self.confirm(order)
        order.with_user(self.sales).action_request_credit_release()
        contacts = self.env['res.partner'].create([
            {'name': "Ann", 'parent_id': self.customer.id},
            {'name': "Bob", 'parent_id': self.customer.id, 'phone': "123"},
            {'name': "Ledger", 'parent_id': self.customer.id, 'type': 'invoice'},
            {'name': "Ramp", 'parent_id': self.customer.id, 'type': 'delivery'},
        ])
        self.profile.invalidate_recordset()
        self.assertEqual(self.profile.task_ids.mapped('name'), order.credit_hold_id.mapped('name'))
        self.assertEqual(self.profile.contact_ids.mapped('name'), ["Ledger", "Bob", "Ann"])
        self.assertTrue(self.profile.has_people)
        self.assertEqual(len(contacts), 4)

    def test_many_pages_cost_as_much_as_few(self):
        partners = self.env['res.partner'].create([
            {'name': f"C{number}", 'is_company': True} for number in range(8)
        ])
        profiles = self.env['credit.profile'].concat(*(
            self._profile(partner, 1000.0) for partner in partners
        ))
        for partner in partners:
            self._invoice(100.0, partner=partner, due=-5)
        counts = []
        for some in (profiles, profiles[:4], profiles):
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            for name in ('aging', 'task_ids', 'contact_ids'):
                some.mapped(name)
            counts.append(self.env.cr.sql_log_count - start)
        self.assertEqual(counts[1], counts[2])
