"""What a known customer begins with: the formulas, their rounding, review days, the histogram."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_management.tools.limits import (
    Rules,
    Trade,
    behaviour_factor,
    from_need,
    histogram,
    opening,
    review_days,
    risk,
)

TODAY = date(2026, 11, 23)
RULES = Rules(smallest=500.0)


def test_the_larger_of_need_and_history_counts():
    # F4: 365,000 / 365 x (30 + 15) = 45,000. F9: 30,000 x 1.15 = 34,500.
    found = opening(Trade(sales=365_000.0, term=30, high_credit=30_000.0, late=3), RULES)
    assert (found.need, found.history, found.limit, found.source) == (
        45_000.0, 34_500.0, 45_000.0, 'need')
    # F9: 60,000 x 1.15 = 69,000.
    found = opening(Trade(sales=365_000.0, term=30, high_credit=60_000.0), RULES)
    assert (found.limit, found.source, found.factor) == (69_000.0, 'history', 1.0)


def test_the_need_with_the_figures_of_the_field():
    # 3,650,000 / 365 x (30 + 10) = 400,000, before a season's margin.
    need = from_need(Trade(sales=3_650_000.0, term=30), Rules(tolerated=10))
    assert need == 400_000


@pytest.mark.parametrize(('late', 'factor'), [
    (None, 1), (-4, 1), (0, 1), (15, 1), (15.1, 0.75), (45, 0.75), (46, 0.5), (400, 0.5)])
def test_who_pays_late_gets_less_of_his_high_credit_again(late, factor):
    assert behaviour_factor(late) == factor
    found = opening(Trade(high_credit=10_000.0, late=late), RULES)
    assert found.history == 11_500.0 * factor


@pytest.mark.parametrize(('high', 'limit'), [
    (7_304.35, 8_400.0), (22_934.0, 26_000.0), (86_956.0, 99_000.0), (87_000.0, 100_000.0)])
def test_formulas_are_rounded_down_to_two_digits(high, limit):
    assert opening(Trade(high_credit=high), RULES).limit == limit


def test_odoo_s_own_limit_counts_where_it_is_larger_or_goes_first():
    trade = Trade(high_credit=10_000.0, core=12_345.0)
    assert (opening(trade, RULES).limit, opening(trade, RULES).source) == (12_345.0, 'core')
    trade = Trade(high_credit=10_000.0, core=777.0)
    assert opening(trade, RULES).source == 'history'
    first = opening(trade, Rules(smallest=500.0, core_first=True))
    assert (first.limit, first.source) == (777.0, 'core')


def test_the_tail_has_one_flat_limit():
    for trade in (Trade(), Trade(sales=100.0, term=30), Trade(sales=-50.0, high_credit=-3.0)):
        assert (opening(trade, RULES).limit, opening(trade, RULES).source) == (500.0, 'smallest')
    assert opening(Trade(), Rules()).limit == 0.0


@given(st.builds(
    Trade, *[st.one_of(st.none(), st.floats(-1e9, 1e9)) for _number in range(2)],
    high_credit=st.one_of(st.none(), st.floats(-1e9, 1e9)),
    late=st.one_of(st.none(), st.floats(-100, 1000)),
    core=st.one_of(st.none(), st.floats(0, 1e9))))
def test_nobody_gets_less_than_the_smallest_or_odoo_s_own(trade):
    found = opening(trade, RULES)
    assert found.limit >= max(RULES.smallest, trade.core or 0.0)
    biggest = max(found.need or 0.0, found.history or 0.0, RULES.smallest, trade.core or 0.0)
    assert found.limit <= biggest + 0.01


@given(st.integers(1, 3000), st.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_reviews_are_spread_over_a_year(count, today):
    days = review_days(count, today)
    assert len(days) == count and days == sorted(days)
    assert today < days[0] and days[-1] <= today + timedelta(366)
    assert all(day.weekday() < 5 for day in days)
    busiest = max(days.count(day) for day in set(days))
    assert busiest <= 3 * (count // 362 + 1)  # Friday takes the weekend's


def test_two_thousand_reviews_have_no_cliff():
    days = review_days(2000, TODAY)
    months = [sum((day.year, day.month) == key for day in days)
              for key in sorted({(day.year, day.month) for day in days})]
    assert max(months) < 2000 / 12 * 1.25


def test_the_riskiest_is_first():
    keys = {
        'suspended': risk(2, 'A', 0, 10.0), 'D': risk(0, 'D', 0, 10.0), 'late': risk(0, None, 40, 1.0),
        'unknown': risk(0, None, None, 5.0), 'large': risk(0, None, 0, 9_000.0),
        'small': risk(0, None, 0, 90.0), 'A': risk(0, 'A', 0, 9e9),
    }
    assert sorted(keys, key=keys.get) == [
        'suspended', 'D', 'late', 'unknown', 'large', 'small', 'A']


def test_bars_are_of_one_two_and_five():
    assert histogram([]) == []
    assert histogram([0.0]) == [(0.0, 1.0, 1, 0.0)]
    assert histogram([0.0, 120.0, 199.99, 200.0, 5_000.0]) == [
        (0.0, 100.0, 1, 0.0), (100.0, 200.0, 2, 319.99), (200.0, 500.0, 1, 200.0),
        (500.0, 1_000.0, 0, 0.0), (1_000.0, 2_000.0, 0, 0.0), (2_000.0, 5_000.0, 0, 0.0),
        (5_000.0, 10_000.0, 1, 5_000.0),
    ]


@given(st.lists(st.integers(0, 10**11).map(lambda cents: cents / 100), max_size=60))
def test_each_amount_stands_in_one_bar(amounts):
    bars = histogram(amounts)
    assert sum(count for _low, _high, count, _sum in bars) == len(amounts)
    assert all(before[1] == after[0] for before, after in zip(bars, bars[1:], strict=False))
    for low, high, count, _sum in bars:
        assert sum(low <= amount < high for amount in amounts) == count
