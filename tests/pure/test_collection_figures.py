"""How well is collected, by worked examples and by what always holds."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledgers import factors, money

from credit_management.tools.collection_figures import (
    approval_ratio,
    bad_debt_ratio,
    clamped,
    days_beyond_terms,
    days_to_pay,
    default_rate,
    effectiveness,
    turnover,
    turnover_days,
)
from credit_management.tools.exact import percent, rounded

DUE = date(2026, 6, 1)
payments = st.lists(st.tuples(
    st.decimals('0.01', 100_000, places=2), st.dates(DUE, DUE + timedelta(days=60)),
    st.dates(DUE, DUE + timedelta(days=120)),
), max_size=20)


def test_o_kpi_3_turnover():
    assert turnover(3_318_000, 930_000, 1_170_000) == Fraction('3.16')
    assert turnover(10, 1, 2) == Fraction(20, 3)
    assert rounded(turnover_days(3_318_000, 930_000, 1_170_000, 181)) == 57.28


def test_o_kpi_6_bad_debt():
    assert percent(bad_debt_ratio(24_000, 3_318_000)) == 0.72


def test_o_ov_1_what_matured_and_was_not_paid():
    assert percent(default_rate(120_000, 800_000)) == 15.0


def test_credit_that_was_approved():
    assert percent(approval_ratio(42, 56)) == 75.0


def test_without_data_ratios_are_unknown():
    assert turnover(100, 0, 0) is turnover_days(100, 0, 0, 30) is None
    assert turnover(None, 10, 10) is turnover_days(0, 10, 10, 30) is None
    assert turnover(0, 10, 10) == 0
    for share in (bad_debt_ratio, approval_ratio, default_rate):
        assert share(0, 10) == 0
        assert share(5, 0) is share(None, 10) is None


def test_collected_of_what_could_be():
    assert percent(effectiveness(1_000_000, 900_000, 800_000, 600_000, months=3)) == 71.43
    assert effectiveness(100, 50, 80, 50) == Fraction(70, 100)
    assert effectiveness(100, 60, 100, 60, months=2) == Fraction(30, 70)


@pytest.mark.parametrize(('not_due', 'known'), [(149, True), (150, False), (151, False)])
def test_where_nothing_could_be_collected_there_is_no_index(not_due, known):
    assert (effectiveness(100, 50, 150, not_due) is not None) == known


def test_the_raw_index_is_kept_and_the_shown_one_bounded():
    assert effectiveness(100, 0, 150, 50) == -1
    assert effectiveness(100, 0, 40, 50) == Fraction(6, 5)
    assert [clamped(share) for share in (-1, 0, Fraction(1, 3), 1, Fraction(6, 5), None)] == [
        0, 0, Fraction(1, 3), 1, 1, None
    ]


@given(money, money, money, money, factors, st.integers(1, 12))
def test_the_index_has_no_currency(opening, sales, closing, not_due, factor, count):
    amounts = [Fraction(amount) for amount in (opening, sales, closing, not_due)]
    here = effectiveness(*amounts, months=count)
    assert effectiveness(*(amount * factor for amount in amounts), months=count) == here


@given(money, money, money)
def test_all_due_collected_is_one(opening, sales, not_due):
    found = effectiveness(opening, sales, not_due, not_due)
    assert found in (None, 1)


def test_days_weigh_by_amount():
    paid = [(300, DUE, date(2026, 6, 11)), (100, DUE, date(2026, 7, 1))]
    assert days_to_pay(paid) == days_beyond_terms(paid) == 15
    early = [(300, DUE, date(2026, 5, 22)), (100, DUE, DUE)]
    assert days_beyond_terms(early) == Fraction(-15, 2)


def test_nobody_who_paid_nothing_has_days():
    assert days_to_pay([]) is days_beyond_terms([]) is None
    assert days_to_pay([(0, DUE, DUE)]) is None


@given(payments, factors, st.randoms(use_true_random=False))
def test_days_have_no_currency_and_no_order(found, factor, random):
    other = [(Fraction(amount) * factor, since, paid) for amount, since, paid in found]
    assert days_to_pay(random.sample(other, len(other))) == days_to_pay(found)


@given(payments, st.integers(0, 60))
def test_paying_later_is_so_many_days_more(found, days):
    later = [(amount, since, paid + timedelta(days=days)) for amount, since, paid in found]
    if found:
        assert days_beyond_terms(later) == days_beyond_terms(found) + days
        spans = [(paid - since).days for _amount, since, paid in found]
        assert min(spans) <= days_to_pay(found) <= max(spans)
