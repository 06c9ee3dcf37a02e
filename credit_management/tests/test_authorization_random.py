from datetime import datetime, timedelta
from importlib.util import find_spec
from unittest import skipUnless

from odoo.tests import tagged

from ..tools.authorizations import Letter, period_of
from .paper_common import DAY, PaperCommon

EXAMPLES = 4


class _Undone(Exception):
    """Ends a history: what it wrote is taken back."""


@tagged('post_install', '-at_install')
@skipUnless(find_spec('hypothesis'), "random histories need hypothesis")
class TestAuthorizationRandom(PaperCommon):
    """Invariant 12 of Appendix B, on the models."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.orders = cls.env['sale.order'].union(*(
            cls._order(amount, partner=cls.li) for amount in (1.0, 70.5, 300.25, 4_000.0, 65_000.0)))

    def test_use_is_the_sum_of_what_stands_and_revocation_spares_what_was_before(self):
        from hypothesis import HealthCheck, given, settings
        from hypothesis import strategies as st

        history = st.lists(st.tuples(
            st.integers(0, 4), st.integers(0, 80), st.booleans()), max_size=5,
            unique_by=lambda one: one[0])

        @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, database=None,
                  suppress_health_check=list(HealthCheck))
        @given(history, st.sampled_from(['month', 'quarter', 'year', 'term']), st.integers(0, 80))
        def life(documents, period, revoked):
            try:
                with self.env.cr.savepoint():
                    self.check(documents, period, revoked)
                    raise _Undone
            except _Undone:
                self.env.invalidate_all()

        life()

    def check(self, documents, period, revoked):
        letter = self.letter(max_cumulative=100_000.0, period=period)
        accepted = []
        for number, ago, is_cancelled in documents:
            order, day = self.orders[number].sudo(), self.today - ago * DAY
            order.write({
                'state': 'cancel' if is_cancelled else 'sale',
                'date_order': datetime.combine(day, datetime.min.time()) + timedelta(hours=12),
                'credit_authorization_id': letter.id})
            accepted += [] if is_cancelled else [(self.company._credit_day(order.date_order),
                                                  order.amount_total)]
        first, last = period_of(Letter(
            0, 0, frozenset(), frozenset(), letter.date_from, letter.date_to, period=period),
            self.today)
        used = sum(amount for day, amount in accepted if first <= day <= last)
        self.env.flush_all()
        letter.invalidate_recordset(['used'])
        self.assertAlmostEqual(letter.used, used)
        notice = self.today - revoked * DAY
        before = {ago: self.may(ago) for ago in range(0, 81, 10)}
        letter.action_revoke(notice, "left the company")
        for ago, answer in before.items():
            day = self.today - ago * DAY
            self.assertEqual(self.may(ago), answer if day < notice else 'fail')
        for number, _ago, is_cancelled in documents:
            if not is_cancelled:
                self.assertEqual(
                    (self.orders[number].state, self.orders[number].sudo().credit_authorization_id),
                    ('sale', letter))

    def may(self, ago):
        return self.env['credit.authorization']._may(
            'order', self.company, self.customer, self.li, 0.0, self.today - ago * DAY).result
