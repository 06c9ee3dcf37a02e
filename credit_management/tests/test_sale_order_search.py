from datetime import timedelta
from itertools import combinations

from odoo.tests import tagged

from .common import CreditCommon

STATES = ('none', 'ok', 'warn', 'held', 'released', 'rejected')


@tagged('post_install', '-at_install')
class TestSaleOrderSearch(CreditCommon):
    """The filter of the quotation list says what the field on each order says."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.profile.credit_limit = 1000.0
        cls.day = cls.company._credit_today()
        cls.foreign = cls.env['res.currency'].with_context(active_test=False).search([
            ('name', 'in', ('EUR', 'GBP')), ('id', '!=', cls.company.currency_id.id),
        ], limit=1)
        cls.foreign.active = True
        cls.env['res.currency.rate'].search([('currency_id', '=', cls.foreign.id)]).unlink()
        cls.env['res.currency.rate'].create([
            {'currency_id': cls.foreign.id, 'name': day, 'rate': rate, 'company_id': company}
            for day, rate, company in (
                ('2020-01-01', 7.0, False), (cls.day - timedelta(days=3), 2.0, cls.company.id),
                (cls.day + timedelta(days=3), 9.0, cls.company.id),
            )
        ])

    # === EVERY KIND OF ORDER === #

    def _customer(self):
        partner = self.env['res.partner'].create({'name': "C", 'is_company': True})
        self._profile(partner, 1000.0)
        return partner

    def _held(self, amount=1500.0, **values):
        order = self._order(amount, partner=self._customer(), **values)
        self.assertTrue(self.confirm(order))
        return order

    def _released(self, confirm=False, **bounds):
        """Return a released quotation; it stays one because its offer has expired."""
        order = self._held()
        if not confirm:
            order.sudo().validity_date = self.day - timedelta(days=30)
        order.credit_hold_id.sudo().with_user(self.officer).release('promise', "x", **bounds)
        self.assertEqual(order.state, 'sale' if confirm else 'draft')
        return order

    def _closed(self, order, state):
        hold = order.credit_hold_id.sudo()
        hold._close(state, None, None, {})
        return order

    def _passed(self, amount, **values):
        order = self._order(amount, partner=self._customer(), **values)
        self.assertIsNone(self.confirm(order))
        return order

    def _in_foreign(self, order):
        order.sudo().write({'currency_id': self.foreign.id})
        return order

    def _zoo(self):
        """Return one order of each kind that there is."""
        zoo = {
            'untouched': self._order(10.0), 'passed': self._passed(500.0),
            'near': self._passed(950.0), 'held': self._held(), **self._ended(), **self._let_go(),
            **self._abroad(), **self._grown(),
        }
        zoo['report'] = self._order(1500.0, partner=self._customer())
        self.company.credit_mode = 'report'
        self.confirm(zoo['report'])
        self.company.credit_mode = 'enforce'
        zoo['by hand'] = self._order(10.0)
        zoo['by hand'].with_user(self.officer).action_credit_hold('papers', "no contract")
        self.env.flush_all()
        self.env.invalidate_all()
        return zoo

    def _ended(self):
        """Return orders whose holds ended in every way but a release."""
        again = self._closed(self._held(), 'rejected')
        self.assertTrue(self.confirm(again))
        passed = self._passed(500.0)
        self.env['credit.hold'].sudo()._make({
            'checkpoint': 'order_growth', 'res_model': 'sale.order', 'res_id': passed.id,
            'order_id': passed.id, 'profile_id': passed.partner_id.credit_profile_ids.id,
        })._close('cancelled', None, None, {})
        return {
            'rejected': self._closed(self._held(), 'rejected'), 'asked again': again,
            'cured': self._closed(self._held(), 'cured'),
            'withdrawn': self._closed(self._held(), 'cancelled'), 'passed, withdrawn': passed,
        }

    def _let_go(self):
        """Return released orders: some of the releases carry no more."""
        outgrown, expired = self._released(), self._released(valid_until=self.day)
        outgrown.order_line.price_unit = 1500.01
        expired.credit_hold_id.sudo().valid_until = self.day - timedelta(days=1)
        return {
            'released': self._released(), 'released, confirmed': self._released(confirm=True),
            'last day': self._released(valid_until=self.day), 'outgrown': outgrown,
            'expired': expired,
        }

    def _abroad(self):
        """Return released orders that are in another currency now, at two for one of ours."""
        cheaper, dearer = self._released(), self._released()
        for order, amount in ((cheaper, 1499.0), (dearer, 3001.0)):
            order.order_line.price_unit = amount
            self._in_foreign(order)
        return {'fits abroad': cheaper, 'outgrown abroad': dearer}

    def _grown(self):
        """Return confirmed orders that the system made grow."""
        grown, released = self._passed(900.0), self._passed(900.0)
        (grown | released).sudo().order_line.price_unit = 1100.0
        released.credit_hold_id.sudo().with_user(self.officer).release('promise', "x")
        return {'grown': grown, 'grown, released': released}

    # === WHAT IS FOUND === #

    def test_it_finds_what_the_field_says_for_every_state_and_operator(self):
        zoo = self._zoo()
        orders = self.env['sale.order'].union(*zoo.values())
        states = {order.id: order.credit_state for order in orders}
        self.assertEqual(set(states.values()), set(STATES))
        self.assertEqual(
            {name: states[zoo[name].id] for name in (
                'passed', 'near', 'report', 'grown', 'grown, released', 'outgrown', 'expired',
                'last day', 'withdrawn', 'passed, withdrawn', 'fits abroad', 'outgrown abroad',
            )}, {
                'passed': 'ok', 'near': 'warn', 'report': 'warn', 'grown': 'held',
                'grown, released': 'released', 'outgrown': 'held', 'expired': 'held',
                'last day': 'released', 'withdrawn': 'none', 'passed, withdrawn': 'ok',
                'fits abroad': 'released', 'outgrown abroad': 'held',
            },
        )
        domains = [(operator, state) for state in STATES for operator in ('=', '!=')]
        domains += [
            (operator, list(some)) for operator in ('in', 'not in')
            for size in range(len(STATES) + 1) for some in combinations(STATES, size)
        ]
        domains += [(operator, False) for operator in ('=', '!=')]
        for operator, value in domains:
            with self.subTest(operator=operator, value=value):
                self._compare(orders, states, operator, value)

    def _compare(self, orders, states, operator, value):
        found = self.env['sale.order'].search([
            ('id', 'in', orders.ids), ('credit_state', operator, value),
        ])
        values = set(value) if isinstance(value, list) else {value}
        positive = operator in ('=', 'in')
        expected = {
            order_id for order_id, state in states.items() if (state in values) == positive
        }
        self.assertEqual(set(found.ids), expected)

    def test_a_salesperson_finds_the_same_among_his_own(self):
        zoo = self._zoo()
        orders = self.env['sale.order'].union(*zoo.values())
        held = orders.filtered(lambda order: order.credit_state == 'held')
        found = self.env['sale.order'].with_user(self.sales).search([
            ('credit_state', '=', 'held'), ('id', 'in', orders.ids),
        ])
        self.assertEqual(found, held.with_user(self.sales).sorted(
            lambda order: (order.date_order, order.id), reverse=True
        ))

    def test_it_sees_what_this_transaction_has_not_written_yet(self):
        order = self._released()
        self.env.flush_all()
        domain = [('id', '=', order.id), ('credit_state', '=', 'released')]
        self.assertTrue(order.search(domain))
        order.order_line.price_unit = 9000.0
        self.assertFalse(order.search(domain))

    def test_the_hold_is_found_that_the_field_shows(self):
        zoo = self._zoo()
        orders = self.env['sale.order'].union(*zoo.values())
        for order in orders:
            hold = order.credit_hold_id
            domain = [('id', 'in', orders.ids), ('credit_hold_id', '=', hold.id)]
            found = order.search(domain)
            self.assertIn(order, found)
            if hold:
                self.assertEqual(found, order)
        without = orders.filtered(lambda order: not order.credit_hold_id)
        for operator, expected in (('=', without), ('!=', orders - without)):
            found = self.env['sale.order'].search(
                [('id', 'in', orders.ids), ('credit_hold_id', operator, False)]
            )
            self.assertEqual(set(found.ids), set(expected.ids))

    # === COST === #

    def test_it_is_one_query_however_many_orders_there_are(self):
        def count(state):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env['sale.order'].search([('credit_state', '=', state)], limit=80)
            return self.env.cr.sql_log_count - before

        self._held()
        for state in STATES:
            count(state)
        few = [count(state) for state in STATES]
        for _number in range(4):
            self._held()
            self._passed(10.0)
            self._released()
        self.assertEqual([count(state) for state in STATES], few)
        self.assertEqual(set(few), {1})
