"""Days sales outstanding, three ways, by worked examples and by what always holds."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledgers import HALF_YEAR, LEAP_HALF_YEAR, RECEIVABLES, factors, money

from credit_management.tools.dso import (
    Dso,
    Month,
    average_days_delinquent,
    best_possible,
    by_aging,
    countback,
    last_closed,
    period_average,
    released_cash,
    same_period_average,
    true_dso,
    windows,
)
from credit_management.tools.exact import rounded

QUARTER = HALF_YEAR[:3]
NO_SALES = (Month(30, 0), Month(31, 0))

months = st.lists(st.builds(Month, st.integers(28, 31), money, money), min_size=1, max_size=12)


def history(*rows):
    return [Month(days, sales) for sales, days in rows]


def in_currency(found, factor):
    return [
        Month(month.days, Fraction(month.sales) * factor, Fraction(month.open) * factor)
        for month in found
    ]


def test_o_dso_1_half_a_year_on_average():
    found = period_average(RECEIVABLES, HALF_YEAR)
    assert (rounded(found.value, 4), rounded(found.value, 1)) == (63.8246, 63.8)
    assert (found.ar, found.sales, found.days_floor) == (1_170_000, 3_318_000, False)
    leap = period_average(RECEIVABLES, LEAP_HALF_YEAR).value
    assert (rounded(leap, 4), rounded(leap, 1)) == (64.1772, 64.2)


def test_o_dso_2_a_quarter_on_average_has_all_closing_receivables():
    found = period_average(RECEIVABLES, QUARTER)
    assert found.sales == 1_664_000
    assert (rounded(found.value, 4), rounded(found.value, 1)) == (63.9844, 64.0)


def test_o_dso_2b_receivables_of_the_period_alone_hide_older_debt():
    found = same_period_average(QUARTER)
    assert found.ar == 1_030_000
    assert (rounded(found.value, 4), rounded(found.value, 1)) == (56.3281, 56.3)


def test_o_dso_3_counted_back():
    found = countback(RECEIVABLES, HALF_YEAR)
    assert found == Dso(Fraction('66.3'), 1_170_000, 3_318_000)
    assert (found.days_floor, found.uncovered, found.unclassified) == (False, 0, 0)


def test_o_dso_4_by_aging():
    parts = [by_aging([month]).value for month in HALF_YEAR]
    assert [rounded(part, 4) for part in reversed(parts)] == [
        1.25, 1.7647, 4.7222, 6.0, 22.1429, 28.5714
    ]
    found = by_aging(HALF_YEAR)
    assert (rounded(found.value, 4), rounded(found.value, 1)) == (64.4512, 64.5)
    assert (found.ar, found.sales, found.unclassified) == (1_170_000, 3_318_000, 0)


def test_o_dso_4b_nothing_is_rounded_on_the_way():
    assert rounded(by_aging(LEAP_HALF_YEAR).value, 4) == 64.5142


def test_o_dso_5_a_month_without_sales_passes():
    found = countback(120_000, history((50_000, 31), (0, 28), (100_000, 31)))
    assert found.value == Fraction('80.7')
    stopped = countback(
        120_000, history((50_000, 31), (0, 28), (100_000, 31)), stop_at_no_sales=True
    )
    assert stopped == Dso(Fraction(31), 120_000, 150_000, days_floor=True, uncovered=70_000)


def test_o_dso_7_too_short_a_history_is_a_floor():
    found = countback(50_000, history((25_000, 30), (15_000, 31)))
    assert found == Dso(Fraction(61), 50_000, 40_000, days_floor=True, uncovered=Fraction(10_000))


@pytest.mark.parametrize('ar', [0, -500])
def test_o_dso_8_who_is_in_credit_has_none(ar):
    assert countback(ar, HALF_YEAR) == Dso(Fraction(0), ar, 3_318_000)
    assert period_average(ar, HALF_YEAR) == Dso(Fraction(0), ar, 3_318_000)
    assert period_average(ar, NO_SALES).value == countback(ar, NO_SALES).value == 0


def test_o_dso_9_one_currency_on_both_sides():
    assert period_average(355_000, history((710_000, 30))).value == 15
    revalued = period_average(360_000, history((710_000, 30))).value
    assert (rounded(revalued, 4), rounded(revalued, 1)) == (15.2113, 15.2)


def test_o_dso_11_what_is_left_is_1000_and_not_2000():
    sales = (2_500, 1_750, 2_250, 2_500, 2_000, 2_250)
    found = countback(12_000, history(*zip(sales, (30, 31, 31, 30, 31, 30), strict=True)))
    assert rounded(found.value, 1) == 166.3


def test_a_month_under_way_counts_with_the_days_that_passed():
    found = countback(1_240_000, [Month(10, 140_000), *HALF_YEAR])
    assert found.value == 10 + 30 + 31 + Fraction('1.8')
    assert [(first.day, last.day) for first, last in windows(date(2026, 7, 10), 2)] == [
        (1, 10), (1, 30)
    ]


def test_headlines_speak_of_the_last_closed_month():
    assert last_closed(date(2026, 11, 23)) == date(2026, 10, 31)
    assert last_closed(date(2026, 10, 31)) == date(2026, 9, 30)
    assert last_closed(date(2026, 1, 1)) == date(2025, 12, 31)


def test_months_go_back_over_a_leap_february():
    assert windows(date(2024, 3, 31), 4) == [
        (date(2024, 3, 1), date(2024, 3, 31)), (date(2024, 2, 1), date(2024, 2, 29)),
        (date(2024, 1, 1), date(2024, 1, 31)), (date(2023, 12, 1), date(2023, 12, 31)),
    ]
    assert windows(date(2024, 3, 31), 0) == []


def test_more_credit_notes_than_invoices_make_the_rest_larger():
    assert countback(100, history((-50, 30), (300, 30))).value == 30 + 15
    stopped = countback(100, history((-50, 30), (300, 30)), stop_at_no_sales=True)
    assert stopped == Dso(None, 100, 250, days_floor=True, uncovered=100)
    assert countback(1.5, history((0.5, 30), (2, 30)), stop_at_no_sales=True).value == 45


def test_all_of_the_oldest_month_is_no_floor():
    assert countback(100, history((60, 30), (40, 31))) == Dso(Fraction(61), 100, 100)
    assert countback(60, history((60, 30), (0, 31))).value == 30


def test_without_sales_there_is_no_average():
    assert period_average(100, NO_SALES) == Dso(None, 100, 0)
    assert period_average(100, history((-5, 30))).value is None
    assert countback(100, NO_SALES) == Dso(Fraction(61), 100, 0, days_floor=True, uncovered=100)
    assert countback(100, []) == Dso(None, 100, 0, days_floor=True, uncovered=100)


def test_unknown_receivables_give_no_figure():
    assert period_average(None, HALF_YEAR) == countback(None, HALF_YEAR) == Dso(
        None, None, 3_318_000
    )
    assert by_aging([]).value is None


def test_what_is_open_of_a_month_without_sales_stays_outside():
    found = by_aging([Month(30, 300, 100), Month(31, 0, 40), Month(30, -10, 5)])
    assert found == Dso(Fraction(10), 145, 290, unclassified=45)
    assert by_aging([Month(31, 0, 40)]) == Dso(None, 40, 0, unclassified=40)
    assert by_aging([Month(31, 0, 0)]) == Dso(Fraction(0), 0, 0)
    assert by_aging([Month(31, 10)]) == by_aging([Month(31, 10, 0)]) == Dso(Fraction(0), 0, 10)


def test_the_true_dso_weighs_by_the_age_of_invoices():
    assert true_dso([(20, 100, 1_000), (45, 200, 500)]) == 2 + 18
    assert true_dso([(20, 100, 1_000), (45, 200, 0)]) == 2
    assert true_dso([(45, 200, 0)]) is true_dso([]) is None
    assert true_dso([(0, 200, 100)]) == 0


def test_o_kpi_1_best_possible():
    year = history((10_000_000, 365))
    assert best_possible(800_000, year) == Fraction('29.2')
    assert best_possible(0, year) == 0
    assert best_possible(800_000, NO_SALES) is best_possible(None, year) is None


def test_days_delinquent_are_43_8_less_29_2():
    year = history((10_000_000, 365))
    assert period_average(1_200_000, year).value == Fraction('43.8')
    assert average_days_delinquent(1_200_000, 800_000, year) == Fraction('14.6')
    assert average_days_delinquent(1_200_000, 1_200_000, year) == 0
    assert average_days_delinquent(2_400_000, 800_000, year) == Fraction('58.4')
    assert average_days_delinquent(1_200_000, 800_000, NO_SALES) is None
    assert average_days_delinquent(None, 800_000, year) is None
    assert average_days_delinquent(1_200_000, None, year) is None


def test_o_kpi_5_cash_that_fifteen_days_free():
    assert rounded(released_cash(100_000_000, 15)) == 4_109_589.04
    assert released_cash(365, -2) == -2


@given(months, money, money)
def test_more_receivables_are_never_fewer_days(found, ar, more):
    ar, larger = Fraction(ar), Fraction(ar) + Fraction(more)
    assert (countback(larger, found).value or 0) >= (countback(ar, found).value or 0)
    if period_average(larger, found).value is not None:
        assert period_average(larger, found).value >= period_average(ar, found).value


@given(months, money, money)
def test_more_sales_this_month_are_never_more_days(found, ar, more):
    newest = Month(found[0].days, found[0].sales + more, found[0].open)
    assert countback(ar, [newest, *found[1:]]).value <= countback(ar, found).value


@given(st.lists(st.integers(28, 31), min_size=1, max_size=12), money, money)
def test_even_sales_give_the_same_days_by_period_and_counted_back(days, daily, ar):
    found = [Month(count, Fraction(daily) * count) for count in days]
    average, counted = period_average(ar, found), countback(ar, found)
    if not daily:
        assert average.value is None or ar == 0
    elif not counted.days_floor:
        assert average.value == counted.value == Fraction(ar) / Fraction(daily)
    else:
        assert average.value > counted.value == sum(days)


@given(months, money)
def test_counted_days_are_the_sales_they_cover(found, ar):
    """Walk forward from the newest day: what was sold in the counted days is what is owed."""
    counted = countback(ar, found)
    left, sold = counted.value, Fraction(0)
    for month in found:
        used = min(left, month.days)
        sold += Fraction(month.sales) * used / month.days
        left -= used
    assert sold + counted.uncovered == ar
    assert counted.days_floor == (counted.uncovered > 0)


@given(months, money, factors)
def test_days_have_no_currency(found, ar, factor):
    other, there = in_currency(found, factor), Fraction(ar) * factor
    assert period_average(there, other).value == period_average(ar, found).value
    assert countback(there, other).value == countback(ar, found).value
    assert by_aging(other).value == by_aging(found).value


@given(months, st.randoms(use_true_random=False))
def test_by_period_and_by_aging_have_no_order(found, random):
    mixed = random.sample(found, len(found))
    assert by_aging(mixed) == by_aging(found)
    assert period_average(100, mixed) == period_average(100, found)


@given(months)
def test_every_open_amount_is_in_the_figure_or_unclassified(found):
    result = by_aging(found)
    assert result.ar == sum(Fraction(month.open) for month in found)
    assert 0 <= result.unclassified <= result.ar
