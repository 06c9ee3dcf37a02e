"""When money will come, and how right that was."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledgers import factors, money, signed_money

from credit_management.tools.bank_days import is_bank_day
from credit_management.tools.forecast import (
    WEEKS,
    Forecast,
    expected_day,
    forecast,
    hit_rate,
    usual_delay,
    week_of,
)

MONDAY = date(2026, 11, 23)
FRIDAY, SATURDAY, SUNDAY, NEXT_MONDAY = (MONDAY + timedelta(days=days) for days in (4, 5, 6, 7))
EVERY_DAY = ((), ())
days = st.dates(MONDAY - timedelta(days=90), MONDAY + timedelta(days=90))
expected = st.lists(st.tuples(st.none() | days, signed_money), max_size=20)
histories = st.lists(st.integers(-30, 90), min_size=1, max_size=9)


def test_a_customer_is_as_late_as_he_usually_is():
    assert usual_delay([3, 40, 5]) == 5
    assert usual_delay([3, 5, 9, 40]) == 9
    assert usual_delay([-4, -2], [50]) == -2
    assert usual_delay([0], [50]) == 0
    assert usual_delay([], [2, 3, 9]) == 3
    assert usual_delay([], []) is usual_delay([]) is None


@given(histories)
def test_one_odd_payment_does_not_move_the_habit_out_of_what_there_was(found):
    habit = usual_delay(found)
    assert habit in found
    assert sum(late <= habit for late in found) * 2 >= len(found)
    assert sum(late >= habit for late in found) * 2 >= len(found)


@pytest.mark.parametrize(
    ('case', 'day'),
    [
        ({'due': MONDAY, 'delay': 3}, MONDAY + timedelta(days=3)),
        ({'due': MONDAY, 'delay': None}, MONDAY),
        ({'due': MONDAY + timedelta(days=20), 'delay': -3}, MONDAY + timedelta(days=17)),
        ({'due': MONDAY, 'delay': 9, 'promised': FRIDAY}, FRIDAY),
        ({'due': MONDAY, 'delay': 9, 'promised': FRIDAY, 'dispute_ends': MONDAY}, FRIDAY),
        ({'due': MONDAY, 'delay': 9, 'promised': MONDAY}, MONDAY),
        ({'due': MONDAY, 'delay': 1, 'dispute_ends': FRIDAY}, FRIDAY),
        # a broken promise is none
        ({'due': MONDAY, 'delay': 1, 'promised': MONDAY - timedelta(days=3)},
         MONDAY + timedelta(days=1)),
        ({'due': MONDAY, 'delay': 1, 'promised': MONDAY - timedelta(days=3),
          'dispute_ends': FRIDAY}, FRIDAY),
        # nothing comes in the past
        ({'due': MONDAY - timedelta(days=20), 'delay': 15}, None),
        ({'due': MONDAY, 'delay': 5, 'dispute_ends': MONDAY - timedelta(days=3)}, None),
        # banks rest
        ({'due': SATURDAY, 'delay': 0}, NEXT_MONDAY),
        ({'due': SATURDAY, 'delay': 0, 'rest': EVERY_DAY}, SATURDAY),
        ({'due': MONDAY, 'delay': 0, 'promised': SUNDAY}, NEXT_MONDAY),
        ({'due': MONDAY - timedelta(days=1), 'delay': 0}, MONDAY),
        ({'due': MONDAY - timedelta(days=1), 'delay': 0, 'rest': EVERY_DAY}, None),
        ({'due': FRIDAY, 'delay': 0, 'rest': ({5, 6}, {FRIDAY})}, NEXT_MONDAY),
    ],
)
def test_the_day_is_promised_or_settled_or_usual(case, day):
    assert expected_day(MONDAY, **case) == day


@given(days, days, st.integers(-30, 90), st.none() | days, st.none() | days)
def test_money_comes_on_a_bank_day_that_is_still_to_come(as_of, due, delay, promised, settled):
    day = expected_day(as_of, due, delay, promised, settled)
    if day:
        assert day >= as_of
        assert is_bank_day(day)


@given(days, days, st.integers(-30, 90), st.integers(0, 30))
def test_who_pays_later_is_expected_later(as_of, due, delay, more):
    early, late = (expected_day(as_of, due, habit) for habit in (delay, delay + more))
    assert early is None or late >= early


def test_a_week_is_from_monday_to_sunday():
    assert {week_of(MONDAY), week_of(FRIDAY), week_of(SUNDAY)} == {MONDAY}
    assert week_of(NEXT_MONDAY) == NEXT_MONDAY


def test_money_stands_in_its_week():
    found = forecast(
        [(FRIDAY, 10), (SUNDAY, 5), (NEXT_MONDAY, 20.5), (MONDAY + timedelta(days=13), -2),
         (MONDAY + timedelta(days=14), 7), (None, 40), (MONDAY - timedelta(days=30), 1)],
        date(2026, 11, 25), count=2,
    )
    assert found == Forecast(((MONDAY, 16), (NEXT_MONDAY, Fraction('18.5'))), 7, 40)


def test_eight_weeks_are_shown():
    found = forecast([(MONDAY + timedelta(days=55), 1), (MONDAY + timedelta(days=56), 2)], MONDAY)
    assert len(found.weeks) == WEEKS == 8
    assert found.weeks[-1] == (MONDAY + timedelta(days=49), 1)
    assert (found.later, found.undated) == (2, 0)


@given(expected, days, st.integers(1, 10), factors, st.randoms(use_true_random=False))
def test_every_amount_is_in_one_column(found, as_of, count, factor, random):
    result = forecast(found, as_of, count)
    whole = sum(amount for _week, amount in result.weeks) + result.later + result.undated
    assert whole == sum(Fraction(amount) for _day, amount in found)
    assert forecast(random.sample(found, len(found)), as_of, count) == result
    other = forecast([(day, Fraction(amount) * factor) for day, amount in found], as_of, count)
    assert [amount for _week, amount in other.weeks] == [
        amount * factor for _week, amount in result.weeks
    ]


def test_a_forecast_is_measured_when_its_week_is_over():
    rows = [
        (date(2026, 11, 18), 100, 100), (date(2026, 11, 22), 100, 30), (date(2026, 11, 16), 50, 80),
        (MONDAY, 1_000, 0), (date(2026, 12, 7), 500, 0),
    ]
    assert hit_rate(rows, date(2026, 11, 29)) == Fraction(180, 250)
    assert hit_rate(rows, NEXT_MONDAY) == Fraction(180, 1_250)
    assert hit_rate(rows[3:], MONDAY) is hit_rate([], MONDAY) is None


@given(st.lists(st.tuples(days, money, money), max_size=20))
def test_a_hit_rate_is_a_part(rows):
    found = hit_rate(rows, MONDAY)
    assert found is None or 0 <= found <= 1
    exactly = [(day, amount, amount) for day, amount, _came in rows]
    assert hit_rate(exactly, MONDAY) in (None, 1)
