import os
from importlib.util import find_spec
from unittest import skipUnless

from odoo.tests import tagged

from .test_cash_forecast import ForecastCommon

PROFILES = {'ci': 6, 'short': 40, 'long': 150}
DAYS = (-60, -10, 0)


class _Undone(Exception):
    """Ends a ledger: what it posted is taken back."""


@tagged('post_install', '-at_install')
@skipUnless(find_spec('hypothesis'), "random ledgers need hypothesis")
class TestCashRandom(ForecastCommon):
    """Whatever was sold and paid, days and habits are what a walk over allocations finds."""

    def _tell(self, steps):
        payers = (self.late_payer, self.new_payer, self.early_payer)
        bills = []
        for kind, on, due, late, amount, payer in steps:
            partner = payers[payer]
            if kind == 'bill':
                bills.append(self._bill(amount, on, due, partner))
            elif kind == 'paid':
                self._paid(late, on, due, partner, amount)
            elif kind == 'money':
                money = self._money(amount, on, partner)
                open_bills = [bill for bill in bills if bill.partner_id == partner
                              and not all(self.claims(bill).mapped('reconciled'))]
                if open_bills and late > 0:
                    self.allocate(open_bills[0], money)
            else:
                self.bill(amount, on=on, due=0, partner=partner, kind='out_refund',
                          company=self.company)

    def test_random_ledgers(self):
        from hypothesis import HealthCheck, Phase, given, seed, settings
        from hypothesis import strategies as st
        profile = os.environ.get('HYPOTHESIS_PROFILE', 'ci')

        @settings(max_examples=PROFILES[profile], deadline=None, database=None,
                  suppress_health_check=list(HealthCheck), report_multiple_bugs=False,
                  phases=(Phase.generate, Phase.shrink))
        @given(st.lists(st.tuples(
            st.sampled_from(['bill', 'bill', 'paid', 'paid', 'paid', 'money', 'credit']),
            st.integers(-430, 0), st.sampled_from([0, 1, 30, 60]), st.integers(-20, 40),
            st.sampled_from([10.0, 33.33, 250.0]), st.integers(0, 2)), min_size=1, max_size=14))
        def live(steps):
            try:
                with self.env.cr.savepoint():
                    self._tell(steps)
                    for offset in DAYS:
                        self.assert_as_walked(self.day(offset))
                    raise _Undone
            except _Undone:
                self.env.invalidate_all()

        asked = os.environ.get('HYPOTHESIS_SEED')
        if asked or profile != 'long':
            live = seed(int(asked or 1))(live)
        live()
