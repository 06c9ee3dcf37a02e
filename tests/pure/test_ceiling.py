"""The ceiling of all receivables, and what happens as it is reached."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledgers import HALF_YEAR, factors, money

from credit_management.tools.ceiling import (
    BANDS,
    OVERCOMMITMENT,
    Budget,
    Plan,
    Seasonal,
    alert,
    band,
    bottom_up,
    budget,
    funding_cap,
    headroom,
    operating_ceiling,
    opportunity_cost,
    overcommitment,
    planned_closing,
    seasonal_ceiling,
    simple_ceiling,
    split_excess,
    with_tax,
)
from credit_management.tools.dso import Month, countback
from credit_management.tools.exact import percent, ratio

CEILING = 4_746_000
PLAN = [(month.sales, month.days) for month in HALF_YEAR]
bands = st.sampled_from(['green', 'amber', 'red', 'unknown'])
plans = st.lists(st.tuples(money, st.integers(28, 31)), min_size=1, max_size=6)


def test_o_tc_1_sales_of_the_target_days():
    assert simple_ceiling(36_500_000, 60) == 6_000_000
    assert simple_ceiling(100, 60) == Fraction(6_000, 365)
    assert simple_ceiling(0, 60) == 0
    assert simple_ceiling(None, 60) is None


def test_o_tc_3_tax_included():
    assert with_tax(4_200_000, 0.13) == CEILING
    assert with_tax(None, 0.13) is None


def test_o_tc_4_funds_cap_it():
    assert funding_cap(3_000_000, 0.6) == 5_000_000
    assert operating_ceiling(CEILING, 5_000_000) == CEILING
    assert operating_ceiling(CEILING, 4_000_000) == 4_000_000
    assert operating_ceiling(CEILING) == operating_ceiling(CEILING, None) == CEILING
    assert operating_ceiling(None, 5_000_000) is operating_ceiling(None) is None
    assert operating_ceiling(CEILING, 0) == 0
    assert funding_cap(None, 0.6) is None
    assert funding_cap(3, 1) == 3
    assert funding_cap(1, 0.6) == Fraction(5, 3)


@pytest.mark.parametrize(
    ('sales', 'period', 'share', 'cost', 'found'),
    [(3_600, 30, 0.4, 0.1, 12), (5_400, 60, 0.7, 0.1, 63)],
)
def test_o_tc_5_what_waiting_costs(sales, period, share, cost, found):
    assert opportunity_cost(sales, 360, period, share, cost) == found
    assert opportunity_cost(100, 360, 36, 1, 1) == 10


@pytest.mark.parametrize('share', [0, -0.1, 1.01])
def test_a_variable_cost_ratio_is_a_part(share):
    for call in (lambda: funding_cap(1, share), lambda: opportunity_cost(1, 1, 1, share, 1)):
        with pytest.raises(ValueError, match="The variable-cost ratio is a part of one, above 0"):
            call()


def test_o_tc_6_budget_of_a_month():
    assert planned_closing(4_100_000, 3_390_000, 2_950_000) == 4_540_000
    row, = budget(4_100_000, [Plan(3_390_000, 2_950_000, CEILING)])
    assert row == Budget(
        4_100_000, 4_540_000, None, CEILING, Fraction(4_540_000, CEILING), 206_000, 'amber', None
    )
    assert percent(row.use) == 95.66


def test_o_tc_7_limits_are_never_all_used():
    found = overcommitment([5_000_000, 4_000_000], CEILING)
    assert percent(found) == 189.63
    assert found < OVERCOMMITMENT == Fraction('2.5')
    assert overcommitment([1], None) is overcommitment([1], 0) is None
    assert overcommitment([], CEILING) == 0


def test_a_seasonal_ceiling_is_what_is_sold_in_the_last_days():
    assert seasonal_ceiling(PLAN, 60) == Seasonal(630_000 + Fraction(434_000 * 30, 31))
    assert seasonal_ceiling(PLAN, 61) == Seasonal(Fraction(1_064_000))
    assert seasonal_ceiling(PLAN, 66.3) == Seasonal(Fraction(1_170_000))
    assert seasonal_ceiling(PLAN, 15).value == 315_000
    assert seasonal_ceiling(PLAN, 0) == Seasonal(Fraction(0))


@pytest.mark.parametrize(
    ('target', 'missing'),
    [(30, ()), (31, (1,)), (61, (1,)), (62, (1, 2)), (120, (1, 2)), (122, (1, 2, 4))],
)
def test_a_month_without_plan_in_the_window_leaves_no_ceiling(target, missing):
    found = seasonal_ceiling([(100, 30), (None, 31), (None, 30), (50, 30)], target)
    assert found.missing == missing
    assert (found.value is None) == bool(missing)


def test_a_plan_of_nothing_is_a_plan():
    assert seasonal_ceiling([(0, 30), (90, 30)], 45) == Seasonal(Fraction(45))
    assert seasonal_ceiling([], 45) == Seasonal(None, (0,))


@given(plans, st.integers(0, 120))
def test_a_ceiling_counted_back_is_its_target(found, target):
    value = seasonal_ceiling(found, target).value
    days = sum(count for _sales, count in found)
    assert (value is None) == (target > days)
    if value is not None:
        assert value <= sum(Fraction(sales) for sales, _days in found)
        counted = countback(value, [Month(count, sales) for sales, count in found]).value
        assert counted <= target
        if all(sales > 0 for sales, _days in found):
            assert counted == target


@given(plans, st.integers(0, 28), st.integers(0, 28), factors)
def test_a_longer_target_is_never_a_lower_ceiling(found, target, more, factor):
    value = seasonal_ceiling(found, target).value
    longer = seasonal_ceiling(found, target + more).value
    assert longer is None or longer >= value
    other = [(Fraction(sales) * factor, days) for sales, days in found]
    assert seasonal_ceiling(other, target).value == value * factor


def test_months_open_as_the_last_one_closed():
    rows = budget(100, [
        Plan(50, 30, 200, actual=150), Plan(10, 20, 200), Plan(None, 20, 200), Plan(5, 5, None),
        Plan(5, 5, 100, actual=120), Plan(0, 10, 200, actual=0),
    ])
    assert [(row.opening, row.closing, row.actual, row.variance) for row in rows] == [
        (100, 120, 150, 30), (150, 140, None, None), (140, None, None, None),
        (None, None, None, None), (None, None, 120, None), (120, 110, 0, -110),
    ]
    assert [(row.use, row.headroom, row.band) for row in rows] == [
        (Fraction(3, 4), 50, 'green'), (Fraction(7, 10), 60, 'green'), (None, None, 'unknown'),
        (None, None, 'unknown'), (Fraction(6, 5), -20, 'red'), (0, 200, 'green'),
    ]


def test_a_budget_has_the_bands_it_is_given():
    row, = budget(75, [Plan(0, 0, 100)], (0.5, 0.7))
    assert row.band == 'red'


@given(money, st.lists(st.builds(Plan, money, money, money), min_size=1, max_size=12))
def test_a_budget_ends_with_all_that_came_and_went(opening, found):
    rows = budget(opening, found)
    moved = sum(Fraction(plan.sales) - Fraction(plan.collections) for plan in found)
    assert rows[-1].closing == Fraction(opening) + moved
    assert all(row.headroom + row.closing == row.ceiling for row in rows)


def test_a_plan_lacks_what_it_lacks():
    for missing in ('opening', 'sales', 'collections'):
        values = {'opening': 1, 'sales': 1, 'collections': 1, missing: None}
        assert planned_closing(**values) is None
    assert planned_closing(0, 0, 0) == 0


def test_customers_are_added_up_from_below():
    assert bottom_up([(365_000, 30, 5), (730_000, 60, 0)]) == 35_000 + 120_000
    assert bottom_up([(100, 30, 5)]) == Fraction(3_500, 365)
    assert bottom_up([]) == 0


@pytest.mark.parametrize(
    ('ar', 'colour'),
    [(-5, 'green'), (0, 'green'), (899.99, 'green'), (900, 'amber'), (1_000, 'amber'),
     (1_000.01, 'red')],
)
def test_amber_from_90_per_cent_and_red_above_100(ar, colour):
    assert band(ar, 1_000) == colour
    assert (Fraction('0.9'), 1) == BANDS


def test_bands_are_a_companys_own():
    assert [band(ar, 100, (0.5, 1.2)) for ar in (49, 50, 120, 121)] == [
        'green', 'amber', 'amber', 'red'
    ]
    assert [band(ar, 100, (1, 1)) for ar in (99, 100, 101)] == ['green', 'amber', 'red']
    for wrong in ((0, 1), (-0.1, 1), (1.1, 1)):
        with pytest.raises(ValueError, match="Amber begins above 0, and red not before it."):
            band(1, 1, wrong)


def test_a_ceiling_of_nothing_lets_nothing_be_owed():
    assert band(0.01, 0) == 'red'
    assert band(0, 0) == 'green'


def test_without_a_ceiling_nothing_is_known():
    assert band(10, None) == band(None, 10) == 'unknown'
    assert headroom(10, None) is headroom(None, 10) is None
    assert headroom(0, 0) == 0


@given(money, money, factors)
def test_a_band_has_no_currency_and_fits_the_use(ar, ceiling, factor):
    colour = band(ar, ceiling)
    assert band(Fraction(ar) * factor, Fraction(ceiling) * factor) == colour
    use = ratio(ar, ceiling)
    if use is not None:
        assert colour == ('green' if use < Fraction('0.9') else 'amber' if use <= 1 else 'red')
    assert (headroom(ar, ceiling) < 0) == (colour == 'red')


@pytest.mark.parametrize(
    ('before', 'after', 'told'),
    [
        (None, 'green', None), (None, 'amber', 'amber'), (None, 'red', 'red'),
        (None, 'unknown', 'unknown'),
        ('green', 'green', None), ('green', 'amber', 'amber'), ('green', 'red', 'red'),
        ('amber', 'amber', None), ('amber', 'red', 'red'), ('amber', 'green', None),
        ('red', 'red', None), ('red', 'amber', None), ('red', 'green', None),
        ('green', 'unknown', 'unknown'), ('red', 'unknown', 'unknown'),
        ('unknown', 'unknown', None), ('unknown', 'green', None), ('unknown', 'amber', 'amber'),
        ('unknown', 'red', 'red'),
    ],
)
def test_people_are_told_once_at_a_crossing_for_the_worse(before, after, told):
    assert alert(before, after) == told


@given(st.lists(bands, max_size=20))
def test_looking_twice_tells_nothing_new(looks):
    once = [alert(before, after) for before, after in zip([None, *looks], looks, strict=False)]
    twice = [look for look in looks for _time in range(2)]
    told = [alert(before, after) for before, after in zip([None, *twice], twice, strict=False)]
    assert told[::2] == once
    assert set(told[1::2]) <= {None}


def test_an_excess_is_everybodys_by_what_they_hold():
    assert split_excess(100, {'Li': 300, 'Wu': 100, 'Yu': -50}) == {'Li': 75, 'Wu': 25, 'Yu': 0}
    assert split_excess(100, {'Li': 0}) == {'Li': None}
    assert split_excess(100, {}) == {}


@given(money, st.dictionaries(st.integers(0, 9), money, min_size=1))
def test_the_parts_are_the_excess(excess, amounts):
    found = split_excess(excess, amounts)
    if any(amounts.values()):
        assert sum(found.values()) == Fraction(excess)
        assert min(found.values()) >= 0
