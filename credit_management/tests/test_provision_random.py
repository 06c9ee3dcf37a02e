from importlib.util import find_spec
from unittest import skipUnless

from odoo import Command
from odoo.tests import tagged

from ..tools import aging, exact, provisions
from .provision_common import ProvisionCommon

#: Loss rates with digits that no float has exactly.
RATES = (0.0033, 0.017, 0.0714, 0.1, 0.333, 0.61, 1.0)
EXAMPLES = 12


class _Undone(Exception):
    """Ends a ledger: what it posted is taken back."""


@tagged('post_install', '-at_install')
@skipUnless(find_spec('hypothesis'), "random ledgers need hypothesis")
class TestProvisionRandom(ProvisionCommon):
    """Whatever is open, and whoever is looked at alone: sums add up, and what is booked is needed."""

    def test_sums_add_up_and_the_difference_is_booked(self):
        from hypothesis import HealthCheck, given, settings
        from hypothesis import strategies as st

        line = st.tuples(
            st.sampled_from('ABCDE'), st.integers(1, 10_000_000), st.integers(-40, 500))
        alone = st.dictionaries(
            st.sampled_from('ABCDE'), st.integers(0, 100), max_size=3)
        covers = st.dictionaries(
            st.sampled_from('ABCDE'),
            st.tuples(st.integers(0, 50_000), st.integers(0, 100)), max_size=2)

        @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, database=None,
                  suppress_health_check=list(HealthCheck))
        @given(st.lists(line, min_size=1, max_size=8), alone, covers, st.integers(0, 300),
               st.booleans(), st.integers(0, 20_000))
        def ledger(lines, alone, covers, factor, deducts, booked):
            try:
                with self.env.cr.savepoint():
                    self._check(lines, alone, covers, factor / 100, deducts, booked)
                    raise _Undone
            except _Undone:
                self.env.invalidate_all()

        ledger()

    def _check(self, lines, alone, covers, factor, deducts, booked):
        for name, cents, days in lines:
            self.owe(cents / 100, days, self.customers[name])
        self.owe(77.77, 0, self.customers['B'], move_type='out_refund')
        if booked:
            self.book((self.impairment_account, booked, None),
                      (self.allowance_account, -booked, None))
        covers = {name: cover for name, cover in covers.items() if name not in alone}
        sheet = self.sheet(
            self.rates(zip((0, *aging.FIRST_DAYS), RATES, strict=True), forward_factor=factor,
                       credits='deduct' if deducts else 'keep'),
            individual_ids=[Command.create({
                'partner_id': self.customers[name].id, 'method': 'rate', 'rate': part / 100,
                'reason': "x"}) for name, part in alone.items()],
            cover_ids=[Command.create({
                'partner_id': self.customers[name].id, 'buyer_limit': limit, 'share': part / 100,
            }) for name, (limit, part) in covers.items()],
        )
        self._compare(sheet, lines, alone, covers, factor, deducts)
        self._book(sheet, booked)

    def _compare(self, sheet, lines, alone, covers, factor, deducts):
        """Compare with an allowance that is worked out customer by customer."""
        rows, result = sheet.row_ids, sheet.result_id
        self.assertAlmostEqual(sum(rows.mapped('allowance')), result.total, 2)
        self.assertAlmostEqual(result.portfolio + result.individual, result.total, 2)
        self.assertAlmostEqual(
            sum(rows.mapped('amount')) + result.deducted, result.open_amount, 2)
        self.assertAlmostEqual(result.open_amount + result.unallocated, sheet.ledger_amount, 2)
        wanted = sum(
            self._one(name, lines, alone, covers, factor, deducts) for name in 'ABCDE')
        # Each row is rounded to cents, so that the sheet adds up as it is read.
        self.assertAlmostEqual(result.total, float(wanted), delta=0.005 * len(rows) + 1e-6)

    def _one(self, name, lines, alone, covers, factor, deducts):
        items = [(days, exact.exact(cents) / 100) for own, cents, days in lines if own == name]
        if deducts and name == 'B':
            items = aging.after_credits([*items, (0, exact.exact(-77.77))])
        amounts = aging.age(items, provisions.DUE_BUCKETS).amounts
        gross = sum(amounts)
        if name in alone:
            return gross * alone[name] / 100
        if name not in covers:
            return provisions.expected_loss(amounts, RATES, factor).allowance
        limit, part = covers[name]
        insured = provisions.insured_part(gross, limit, exact.exact(part / 100))
        return provisions.insured_loss(
            amounts, RATES, insured, 'inside', factor).sheet.allowance

    def _book(self, sheet, booked):
        self.assertEqual(sheet.booked, booked)
        self.approve(sheet)
        move = self.draft(sheet)
        self.assertEqual(bool(move), bool(round(sheet.needed - booked, 2)))
        self.assertAlmostEqual(-self.balance(self.allowance_account), sheet.needed, 2)
        again = self.sheet(sheet.matrix_id, individual_ids=[], cover_ids=[])
        self.assertAlmostEqual(again.booked, sheet.needed, 2)
