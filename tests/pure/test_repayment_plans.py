"""What is owed in monthly parts."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_management.tools.repayment_plans import LEAST, MOST, instalments

CENT = Fraction(1, 100)


def test_three_months():
    assert instalments(100, 3, date(2026, 12, 15), CENT) == [
        (date(2026, 12, 15), Fraction('33.33')), (date(2027, 1, 15), Fraction('33.33')),
        (date(2027, 2, 15), Fraction('33.34'))]


def test_a_month_without_such_a_day_has_its_last_one():
    days = [day for day, _part in instalments(40, 4, date(2027, 12, 31), 1)]
    assert days == [date(2027, 12, 31), date(2028, 1, 31), date(2028, 2, 29), date(2028, 3, 31)]


@pytest.mark.parametrize(('amount', 'count'), [(100, 1), (100, 25), (100, 0), (0.01, 2), (0, 2)])
def test_what_is_no_plan(amount, count):
    with pytest.raises(ValueError):
        instalments(amount, count, date(2026, 1, 1), CENT)


@given(st.integers(10 ** 4, 10 ** 9), st.integers(LEAST, MOST), st.dates(date(2000, 1, 1)).filter(
    lambda day: day.year < 9990))
def test_parts_come_to_the_whole_in_rising_days(cents, count, first):
    rows = instalments(cents * CENT, count, first, CENT)
    days, parts = zip(*rows, strict=True)
    assert sum(parts) == cents * CENT
    assert len(rows) == count
    assert list(days) == sorted(set(days))
    assert min(parts) == parts[0] > 0
    assert parts[-1] - parts[0] < count * CENT
