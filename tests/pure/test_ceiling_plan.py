"""A ceiling read off plans of months: windows, missing months, and what raises a limit."""

from datetime import date
from fractions import Fraction

import pytest

from credit_management.tools.ceiling_plan import SIMPLE, Terms, ceiling_on, month_end, window
from credit_management.tools.limits import gives_more

#: Two months of 3,100,000 and 3,000,000 without tax, as the budget of domain oracles has them.
SALES = {(2031, 5): Fraction(3_503_000), (2031, 6): Fraction(3_390_000)}
JUNE = date(2031, 6, 30)
TODAY = date(2031, 6, 15)
LIMIT = {
    'limit_mode': 'limited', 'credit_limit': 100, 'temporary_limit': None, 'temporary_from': None,
    'temporary_to': None,
}


def test_o_tc_3_and_4_counted_back_with_tax_under_the_funds():
    terms = Terms(42, funds=3_000_000, variable_cost_ratio=Fraction(6, 10))
    found = ceiling_on(JUNE, SALES, terms)
    assert (found.planned, found.cap, found.value, found.missing) == (
        4_746_000, 5_000_000, 4_746_000, ()
    )
    assert ceiling_on(JUNE, SALES, Terms(42, funds=1_000_000)).value == 1_000_000


def test_tax_is_added_where_the_plan_has_none():
    assert Terms(1, tax_rate=Fraction(13, 100)).taxed(100) == 113
    assert Terms(1).taxed(100) == 100
    assert Terms(1, tax_rate=Fraction(13, 100)).taxed(None) is None


def test_o_tc_1_evenly_over_the_year():
    sales = {(2031, month): Fraction(36_500_000, 12) for month in range(1, 13)}
    for month in (1, 12):
        assert ceiling_on(month_end(2031, month), sales, Terms(60, SIMPLE)).value == 6_000_000
    del sales[2031, 4]
    found = ceiling_on(JUNE, sales, Terms(60, SIMPLE))
    assert (found.value, found.missing) == (None, ((2031, 4),))


def test_within_a_month_its_part_counts():
    # 15 of 30 days of June, and 27 of 31 days of May.
    found = ceiling_on(date(2031, 6, 15), SALES, Terms(42))
    assert found.value == Fraction(3_390_000, 2) + Fraction(3_503_000 * 27, 31)
    assert window(SALES, date(2031, 6, 15), 42) == [
        (2031, 6, Fraction(3_390_000, 2), 15), (2031, 5, Fraction(3_503_000), 31)]


def test_a_window_goes_back_over_the_new_year():
    rows = window({}, date(2031, 1, 31), 63)
    assert [row[:2] for row in rows] == [(2031, 1), (2030, 12), (2030, 11)]
    assert [row[3] for row in rows] == [31, 31, 30]


def test_a_month_without_plan_in_the_window_leaves_no_ceiling():
    found = ceiling_on(date(2031, 7, 31), SALES, Terms(62))
    assert (found.planned, found.value, found.missing) == (None, None, ((2031, 7),))
    found = ceiling_on(JUNE, SALES, Terms(62))
    assert (found.value, found.missing) == (None, ((2031, 4),))
    assert ceiling_on(JUNE, SALES, Terms(62, funds=5)).value is None


@pytest.mark.parametrize(('changes', 'more'), [
    ({}, False),
    ({'credit_limit': 101}, True),
    ({'credit_limit': 99}, False),
    ({'limit_mode': 'unlimited'}, True),
    ({'limit_mode': 'cash_only'}, False),
    ({'temporary_limit': 5, 'temporary_from': TODAY, 'temporary_to': TODAY}, True),
    ({'temporary_limit': 5, 'temporary_from': date(2031, 9, 1),
      'temporary_to': date(2031, 9, 2)}, True),
    ({'temporary_limit': 5, 'temporary_from': date(2031, 1, 1),
      'temporary_to': date(2031, 6, 14)}, False),
    ({'credit_limit': 90, 'temporary_limit': 10, 'temporary_from': TODAY,
      'temporary_to': date(2031, 9, 2)}, False),
])
def test_what_lets_a_customer_owe_more(changes, more):
    assert gives_more(LIMIT, {**LIMIT, **changes}, TODAY) is more


def test_an_increase_that_ends_later_or_begins_sooner_is_more():
    running = {**LIMIT, 'temporary_limit': 5, 'temporary_from': date(2031, 6, 1),
               'temporary_to': date(2031, 6, 30)}
    assert gives_more(running, {**running, 'temporary_to': date(2031, 7, 1)}, TODAY)
    assert not gives_more(running, {**running, 'temporary_to': date(2031, 6, 29)}, TODAY)
    assert not gives_more(running, {**running, 'temporary_from': date(2031, 5, 1)}, TODAY)
    later = {**running, 'temporary_from': date(2031, 6, 20)}
    assert gives_more(later, running, TODAY)
    assert not gives_more({**LIMIT, 'limit_mode': 'unlimited'}, running, TODAY)
    assert gives_more({**LIMIT, 'limit_mode': 'cash_only'}, LIMIT, TODAY)
