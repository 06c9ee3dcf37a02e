from datetime import timedelta
from importlib.util import find_spec
from unittest import skipUnless

from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_statement import StatementCommon

EXAMPLES = 6


class _Undone(Exception):
    """Ends a ledger: what it posted is taken back."""


@tagged('post_install', '-at_install')
class TestStatementChain(StatementCommon):
    """Closing of one period is the opening of the next, whatever comes first."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Ends of the last two months, and of the one before them.
        cls.ends = [cls.end]
        for _month in range(2):
            cls.ends.insert(0, cls.ends[0].replace(day=1) - timedelta(days=1))

    def chain(self):
        return self.statements.search([
            ('profile_id', '=', self.profile.id), ('is_adhoc', '=', False),
            ('state', '!=', 'cancelled')], order='date_to')

    def assert_chain(self):
        self.env.flush_all()
        self.env.invalidate_all()
        before = None
        for statement in self.chain():
            self.assert_adds_up(statement)
            if before:
                self.assertEqual(statement.previous_id, before)
                self.assertAlmostEqual(statement.opening, before.closing)
                self.assertEqual(statement.date_from, before.date_to + timedelta(days=1))
            before = statement

    def test_a_draft_made_first_begins_where_the_one_before_it_ends(self):
        later = self.letter(self.end)
        statement, link = later.statement_ids, later.statement_ids.sudo().access_token
        earlier = self.letter(self.ends[1])
        self.assert_chain()
        self.assertEqual((later.statement_ids, statement.sudo().access_token), (statement, link))
        self.booked(700.0, self.ends[1])
        earlier.with_user(self.officer).action_write_again()
        self.assert_chain()
        self.assertEqual(statement.opening, 120_700.0)
        self.assertFalse(statement.line_ids._rows('earlier'))
        self.assertAlmostEqual(later.amount, statement.closing)
        self.out(earlier)
        late = self.booked(50.0, self.ends[1])
        later.with_user(self.officer).action_write_again()
        self.assert_chain()
        self.assertEqual(later.statement_ids.line_ids._rows('earlier').name, late.name)

    def test_the_later_one_waits_for_the_earlier(self):
        earlier, later = self.letter(self.ends[1]), self.letter(self.end)
        self.assertEqual(later.refusal, 'statement_before')
        self.assertIn("still a draft", later.refusal_text)
        with self.assertRaisesRegex(UserError, "Approve that one first"):
            later.with_user(self.manager).action_approve()
        earlier.with_user(self.manager).action_approve()
        self.assertFalse(later.refusal)
        later.write({'state': 'approved'})
        self.assertFalse(self.letter(self.ends[0]).statement_ids)

    def test_without_the_earlier_one_the_books_say_where_it_begins(self):
        earlier, later = self.letter(self.ends[1]), self.letter(self.end)
        earlier.with_user(self.officer).action_reject("Not needed")
        self.assert_chain()
        statement = later.statement_ids
        self.assertEqual((statement.previous_id.id, statement.date_from, later.refusal), (
            False, self.start, False))

    @skipUnless(find_spec('hypothesis'), "random ledgers need hypothesis")
    def test_random_ledgers_in_any_order(self):
        """Invariant 11 of Appendix B, on the models."""
        from hypothesis import HealthCheck, given, settings
        from hypothesis import strategies as st

        entry = st.tuples(st.integers(1, 9_000_000), st.integers(0, 95), st.booleans())
        step = st.one_of(
            entry, st.tuples(st.sampled_from(['make', 'send', 'reject']), st.integers(0, 2)))

        @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, database=None,
                  suppress_health_check=list(HealthCheck))
        @given(st.lists(step, min_size=3, max_size=9))
        def ledger(steps):
            try:
                with self.env.cr.savepoint():
                    for one in steps:
                        self.do(*one)
                    for day in self.ends:
                        self.do('make', self.ends.index(day))
                    self.assert_chain()
                    raise _Undone
            except _Undone:
                self.env.invalidate_all()

        ledger()

    def do(self, what, number, is_credit=None):
        if is_credit is not None:
            self.booked(what / 100, self.today - timedelta(days=number),
                        move_type='out_refund' if is_credit else 'out_invoice')
            return
        own = self.chain().filtered(lambda one: one.date_to == self.ends[number])
        if what == 'make' and not own:
            self.letter(self.ends[number])
        elif what == 'send' and own.state == 'draft' and own.letter_id.refusal != 'statement_before':
            self.out(own.letter_id)
        elif what == 'reject' and own.state == 'draft':
            own.letter_id.with_user(self.officer).action_reject("x")
