"""A statement adds up, and the next one begins where it ended, whatever was booked late."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_management.tools.statements import (
    KINDS,
    Choice,
    Entry,
    account,
    answer,
    completion,
    gets_one,
    period,
    wait,
)

OCT_1, OCT_31 = date(2026, 10, 1), date(2026, 10, 31)

entries = st.lists(st.builds(
    Entry, st.integers(0, 10_000), st.dates(date(2026, 7, 1), date(2026, 12, 31)),
    st.integers(-10_000, 10_000).map(lambda cents: Fraction(cents, 100)), st.sampled_from(KINDS),
), max_size=30, unique_by=lambda entry: entry.key)


class TestOracle:
    """`O-ST-1` of domain.md 7.6."""

    LEDGER = (
        Entry(1, date(2026, 9, 3), 120_000, 'invoiced'),
        Entry(2, date(2026, 10, 2), 80_000, 'invoiced'),
        Entry(3, date(2026, 10, 9), -95_000, 'received'),
        Entry(4, date(2026, 10, 20), -5_000, 'credited'),
        Entry(5, date(2026, 11, 1), 7_000, 'invoiced'),
    )

    def test_it_adds_up(self):
        found = account(self.LEDGER, OCT_1, OCT_31)
        assert (found.opening, found.closing, found.late) == (120_000, 100_000, 0)
        assert found.by_kind() == {
            'invoiced': 80_000, 'received': -95_000, 'credited': -5_000, 'other': 0}

    def test_a_customer_who_reports_less_confirms_the_rest(self):
        found = answer(100_000, [3_000])
        assert (found.state, found.confirmed, found.difference) == ('differs', 97_000, 3_000)

    def test_who_says_all_is_right_confirms_all(self):
        assert answer(100_000) == answer(100_000, ())
        assert (answer(100_000).state, answer(100_000).confirmed) == ('confirmed', 100_000)

    def test_a_difference_of_nothing_is_none(self):
        with pytest.raises(ValueError, match="more or less than 0"):
            answer(100_000, [0])


class TestAccount:

    @given(entries, st.dates(date(2026, 7, 1), date(2026, 10, 31)), st.integers(0, 60))
    def test_opening_and_movements_are_closing(self, ledger, start, days):
        end = start + timedelta(days=days)
        found = account(ledger, start, end)
        assert found.closing == sum(e.amount for e in ledger if e.day <= end)
        assert found.closing == found.opening + sum(found.by_kind().values())

    @given(entries, entries)
    def test_the_next_one_begins_where_the_last_ended(self, ledger, later):
        """`later` is posted after the October statement, on whatever day."""
        known = {entry.key for entry in ledger}
        later = [entry for entry in later if entry.key not in known]
        october = account(ledger, OCT_1, OCT_31)
        november = account(
            [*ledger, *later], date(2026, 11, 1), date(2026, 11, 30), october.closing, known)
        assert november.opening == october.closing
        assert set(november.earlier) == {entry for entry in later if entry.day <= OCT_31}
        assert november.unnamed == 0
        assert november.closing == sum(
            e.amount for e in [*ledger, *later] if e.day <= date(2026, 11, 30))

    @given(entries, st.data())
    def test_what_is_gone_since_is_in_the_sum(self, ledger, data):
        gone = set(data.draw(st.lists(st.sampled_from(ledger)))) if ledger else set()
        october = account(ledger, OCT_1, OCT_31)
        left = [entry for entry in ledger if entry not in gone]
        november = account(left, date(2026, 11, 1), date(2026, 11, 30), october.closing,
                           {entry.key for entry in ledger})
        assert november.unnamed == -sum(e.amount for e in gone if e.day <= OCT_31)
        assert november.closing == sum(e.amount for e in left if e.day <= date(2026, 11, 30))

    @given(entries)
    def test_without_names_late_entries_are_one_sum(self, ledger):
        found = account(ledger, OCT_1, OCT_31, opening=0)
        assert (found.earlier, found.unnamed) == (
            (), sum(e.amount for e in ledger if e.day < OCT_1))

    def test_a_period_begins_before_it_ends(self):
        with pytest.raises(ValueError, match="before it begins"):
            account([], OCT_31, OCT_1)


def test_a_period_follows_the_one_before():
    assert period(OCT_31) == OCT_1
    assert period(OCT_31, date(2026, 6, 30)) == date(2026, 7, 1)
    assert period(OCT_31, OCT_31) == OCT_1


@pytest.mark.parametrize(('days', 'reminded', 'due'), [
    (9, None, None), (10, None, 'remind'), (20, OCT_1, None), (30, OCT_1, 'silent'),
    (30, None, 'silent'),
])
def test_who_says_nothing_is_reminded_and_then_silent(days, reminded, due):
    assert wait(OCT_1, OCT_1 + timedelta(days=days), reminded) == due


def test_completion_counts_customers_who_answered_all():
    assert completion({
        'a': ['confirmed', 'differs'], 'b': ['confirmed', 'sent'], 'c': ['draft'], 'd': ['silent'],
        'e': ['cancelled', 'confirmed'],
    }) == (2, 4)


@pytest.mark.parametrize(('choice', 'month', 'grade', 'balance', 'gets'), [
    (Choice(), 10, None, 5, True), (Choice(), 10, None, 0, False), (Choice(), 10, None, -5, True),
    (Choice(amount=100), 10, 'A', 99, False), (Choice(amount=100), 10, 'A', 100, True),
    (Choice(amount=100), 12, 'A', 99, True), (Choice(frozenset('DE')), 10, 'D', 1, True),
    (Choice(frozenset('DE')), 10, 'A', 1, False), (Choice(frozenset('DE'), 100), 10, 'A', -100, True),
])
def test_the_large_get_one_each_month_the_rest_by_quarter(choice, month, grade, balance, gets):
    assert gets_one(choice, month, grade, balance) is gets
