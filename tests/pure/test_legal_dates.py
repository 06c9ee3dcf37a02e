"""Spans end on the corresponding day, and alerts are the same whenever they are asked for."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_management.tools.legal_dates import Span, add_months, alert, days_left, next_alert

END = date(2029, 6, 30)
THRESHOLDS = (180, 90, 30)
dates = st.dates(date(2000, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(('day', 'months', 'expected'), [
    (date(2026, 8, 31), 6, date(2027, 2, 28)),
    (date(2027, 8, 31), 6, date(2028, 2, 29)),
    (date(2026, 12, 15), 1, date(2027, 1, 15)),
    (date(2026, 11, 30), 1, date(2026, 12, 30)),
    (date(2026, 11, 30), 0, date(2026, 11, 30)),
    (date(2026, 1, 31), 1, date(2026, 2, 28)),
    (date(2026, 3, 31), -1, date(2026, 2, 28)),
    (date(2026, 1, 10), -1, date(2025, 12, 10)),
])
def test_a_month_ends_on_the_corresponding_day_or_the_last(day, months, expected):
    assert add_months(day, months) == expected


@pytest.mark.parametrize(('span', 'day', 'expected'), [
    (Span(years=3), date(2028, 2, 29), date(2031, 2, 28)),
    (Span(years=4), date(2028, 2, 29), date(2032, 2, 29)),
    (Span(months=24), date(2026, 6, 30), date(2028, 6, 30)),
    (Span(days=30), date(2026, 12, 15), date(2027, 1, 14)),
    (Span(years=1, months=1, days=1), date(2026, 1, 31), date(2027, 3, 1)),
    (Span(), date(2026, 1, 31), date(2026, 1, 31)),
])
def test_a_span_counts_years_and_months_by_the_calendar_then_days(span, day, expected):
    assert span.after(day) == expected


@pytest.mark.parametrize(('left', 'reached'), [
    (181, None), (180, 180), (91, 180), (90, 90), (31, 90), (30, 30), (1, 30), (0, 30), (-1, 0),
    (-900, 0),
])
def test_an_alert_is_the_smallest_threshold_that_is_reached(left, reached):
    assert alert(END, END - timedelta(days=left), THRESHOLDS) == reached
    assert days_left(END, END - timedelta(days=left)) == left


def test_without_an_end_nothing_is_said():
    assert days_left(None, END) is None
    assert alert(None, END, THRESHOLDS) is None
    assert next_alert(None, END, THRESHOLDS) is None


def test_the_next_alert_is_the_next_day_on_which_it_changes():
    far = END - timedelta(days=500)
    assert next_alert(END, far, THRESHOLDS) == END - timedelta(days=180)
    assert next_alert(END, END - timedelta(days=180), THRESHOLDS) == END - timedelta(days=90)
    assert next_alert(END, END, THRESHOLDS) == END + timedelta(days=1)
    assert next_alert(END, END + timedelta(days=1), THRESHOLDS) is None


@given(dates, st.integers(0, 600))
def test_alerts_change_on_no_other_day(end, before):
    day = end - timedelta(days=before)
    following = next_alert(end, day, THRESHOLDS)
    assert alert(end, following - timedelta(days=1), THRESHOLDS) == alert(end, day, THRESHOLDS)
    assert alert(end, following, THRESHOLDS) != alert(end, day, THRESHOLDS)


@given(dates, st.integers(0, 400), st.integers(0, 400))
def test_months_added_twice_end_no_later_than_added_once(day, first, second):
    assert add_months(add_months(day, first), second) <= add_months(day, first + second)


@given(dates, dates, st.integers(0, 400))
def test_who_began_earlier_ends_no_later(one, other, months):
    if one <= other:
        assert add_months(one, months) <= add_months(other, months)
