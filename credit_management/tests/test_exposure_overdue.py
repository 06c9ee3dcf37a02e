from datetime import timedelta

from odoo.tests import tagged

from .exposure_common import ExposureCommon


@tagged('post_install', '-at_install')
class TestOverdue(ExposureCommon):

    def overdue(self, minimum=0.0, profile=None):
        self.env.flush_all()
        rows = self.rows(profile)
        found = self.env['credit.exposure']._overdue(rows, self.today, {'line': minimum})
        return found.get((profile or self.profile).id)

    def test_nothing_overdue_says_nothing(self):
        self._invoice(100.0, due=0)
        self.assertIsNone(self.overdue())

    def test_oldest_line_is_named(self):
        self._invoice(100.0, due=-5)
        oldest = self._invoice(50.0, due=-38)
        self.assertEqual(self.overdue(), {
            'amount': 150.0, 'oldest_date': self.today - timedelta(days=38),
            'oldest_ref': oldest.name, 'lines': 2, 'raw_amount': 150.0,
            'raw_oldest_date': self.today - timedelta(days=38),
            'applied_unallocated': 0.0, 'applied_in_transit': 0.0,
        })

    def test_crumbs_hold_nobody(self):
        self._invoice(0.03, due=-900)
        self.assertIsNone(self.overdue(minimum=1.0))

    def test_a_line_of_exactly_the_least_amount_counts(self):
        self._invoice(1.0, due=-5)
        self.assertEqual(self.overdue(minimum=1.0)['amount'], 1.0)
        self.assertIsNone(self.overdue(minimum=1.01))

    def test_money_that_is_here_is_applied_to_the_oldest_first(self):
        self._invoice(100.0, due=-38)
        newer = self._invoice(80.0, due=-5)
        self.receipt(60.0)
        self.bare_payment(70.0)
        self.assertEqual(self.overdue(), {
            'amount': 50.0, 'oldest_date': self.today - timedelta(days=5), 'oldest_ref': newer.name,
            'lines': 1, 'raw_amount': 180.0, 'raw_oldest_date': self.today - timedelta(days=38),
            'applied_unallocated': 60.0, 'applied_in_transit': 70.0,
        })

    def test_money_that_covers_all_leaves_nothing_overdue(self):
        self._invoice(100.0, due=-38)
        self.bank_line(500.0)
        late = self.overdue()
        self.assertEqual((late['amount'], late['oldest_date'], late['lines']), (0.0, None, 0))
        self.assertEqual(late['applied_in_transit'], 100.0)

    def test_many_customers_give_the_same_as_one(self):
        other = self._profile(self.env['res.partner'].create({'name': "Bolt"}), 10.0)
        self._invoice(100.0, due=-38)
        self._invoice(40.0, due=-2, partner=other.partner_id)
        self.receipt(10.0)
        both = self.env['credit.exposure']._overdue(self.rows(self.profile | other), self.today, {})
        self.assertEqual(both[self.profile.id], self.overdue())
        self.assertEqual(both[other.id], self.overdue(profile=other))
