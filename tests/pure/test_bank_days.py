"""Due dates move to the next bank day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_management.tools.bank_days import (
    days_overdue,
    is_bank_day,
    last_bank_day_before,
    next_bank_day,
)

FRIDAY = date(2026, 11, 20)
SATURDAY, SUNDAY, MONDAY, TUESDAY = (FRIDAY + timedelta(days=days) for days in range(1, 5))

dates = st.dates(date(2020, 1, 1), date(2030, 12, 31))
weekends = st.frozensets(st.integers(0, 6), max_size=6)
holidays = st.frozensets(dates, max_size=10)


@pytest.mark.parametrize(
    ('due', 'today', 'days'),
    [
        (FRIDAY, FRIDAY, 0),
        (FRIDAY, SATURDAY, 1),
        (FRIDAY, MONDAY, 3),
        (SATURDAY, MONDAY, 0),
        (SATURDAY, TUESDAY, 1),
        (SUNDAY, MONDAY, 0),
        (MONDAY, FRIDAY, 0),
    ],
)
def test_due_today_is_not_overdue_and_a_weekend_waits_for_monday(due, today, days):
    assert days_overdue(due, today) == days


def test_eight_days_of_holiday_are_not_lateness():
    golden_week = frozenset(date(2026, 10, day) for day in range(1, 9))
    assert days_overdue(date(2026, 10, 1), date(2026, 10, 9), holidays=golden_week) == 0
    assert days_overdue(date(2026, 10, 1), date(2026, 10, 10), holidays=golden_week) == 1


def test_another_weekend():
    friday_saturday = frozenset({4, 5})
    assert next_bank_day(FRIDAY, friday_saturday) == SUNDAY


def test_a_calendar_without_working_days_is_not_followed():
    assert next_bank_day(FRIDAY, frozenset(range(7))) == FRIDAY


@given(dates, dates, weekends, holidays)
def test_late_is_what_fell_due_up_to_the_last_bank_day(due, today, weekend, rest):
    late = days_overdue(due, today, weekend, rest) > 0
    assert late == (due <= last_bank_day_before(today, weekend, rest))


@given(dates, weekends, holidays)
def test_the_next_bank_day_is_a_bank_day_and_moving_twice_is_moving_once(day, weekend, rest):
    moved = next_bank_day(day, weekend, rest)
    assert is_bank_day(moved, weekend, rest)
    assert next_bank_day(moved, weekend, rest) == moved
