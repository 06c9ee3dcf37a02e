"""Loss rates from a cohort and from rolls, by worked examples and by what always holds."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledgers import factors, items, money, parts

from credit_management.tools.exact import percent
from credit_management.tools.loss_rates import (
    cohort_loss_rates,
    roll_rates,
    rolled_loss_rates,
    step_balances,
    suspicious,
)
from credit_management.tools.provisions import expected_loss

COLLECTED = (20_000, 35_000, 30_000, 12_000)
ROLLS = (0.1, 0.4, 0.5, 0.6)
snapshots = st.lists(st.lists(money, min_size=4, max_size=4), min_size=2, max_size=6)


def test_o_ecl_2_losses_of_what_entered_a_bucket():
    found = cohort_loss_rates(100_000, COLLECTED)
    assert [percent(rate) for rate in found] == [3.0, 3.75, 6.67, 20.0]
    assert found[2] == Fraction(3_000, 45_000)


def test_a_cohort_that_paid_early_says_nothing_of_later_buckets():
    assert cohort_loss_rates(100, [100, 0]) == [0, None]
    assert cohort_loss_rates(100, [0, 0]) == [1, 1]
    assert cohort_loss_rates(0, [0]) == [None]
    assert cohort_loss_rates(100, []) == []
    with pytest.raises(ValueError, match="More was collected than sold."):
        cohort_loss_rates(100, [60, 40.01])


@given(st.lists(money, min_size=1, max_size=6), money)
def test_history_foretells_its_own_loss(collected, lost):
    """With factor 1, what entered any bucket of the cohort has just the loss that there was."""
    entered = sum(map(Fraction, collected)) + Fraction(lost)
    rates = cohort_loss_rates(entered, collected)
    for number, amount in enumerate(collected):
        balances = [entered if number == bucket else 0 for bucket in range(len(collected))]
        if entered:
            assert expected_loss(balances, rates).allowance == lost
        entered -= Fraction(amount)
    known = [rate for rate in rates if rate is not None]
    assert known == sorted(known)


def test_o_rr_1_losses_by_rolls():
    found = rolled_loss_rates(ROLLS, 0.8)
    assert [percent(rate) for rate in found] == [0.96, 9.6, 24.0, 48.0, 80.0]
    sheet = expected_loss([1_000_000, 200_000, 100_000, 50_000, 25_000], found)
    assert [row.allowance for row in sheet.rows] == [9_600, 19_200, 24_000, 24_000, 20_000]
    assert sheet.allowance == 96_800


def test_an_unknown_roll_leaves_younger_buckets_unknown():
    assert rolled_loss_rates([0.1, None, 0.5], 0.8) == [
        None, None, Fraction(2, 5), Fraction(4, 5)
    ]
    assert rolled_loss_rates([0.1, 0.5], None) == [None, None, None]
    assert rolled_loss_rates([], 0.8) == [Fraction(4, 5)]


def test_nobody_loses_more_than_all():
    assert rolled_loss_rates([0.5, 3], 0.5) == [Fraction(3, 4), 1, Fraction(1, 2)]


@given(st.lists(parts, max_size=6), parts)
def test_older_is_never_safer(rolls, final):
    found = rolled_loss_rates(rolls, final)
    assert found == sorted(found)
    assert len(found) == len(rolls) + 1
    assert found[-1] == final


def test_rolls_are_the_next_bucket_of_the_one_before():
    assert roll_rates([[1_000, 100, 50], [900, 150, 40]]) == [Fraction(15, 100), Fraction(2, 5)]


def test_months_weigh_by_balance():
    found = roll_rates([[1_000, 100], [3_000, 100], [500, 900]])
    assert found == [Fraction(1_000, 4_000)]


def test_an_empty_bucket_rolls_no_way():
    assert roll_rates([[0, 100, 50], [900, 5, 40]]) == [None, Fraction(2, 5)]
    assert roll_rates([[10, 100, 50]]) == [None, None]
    assert roll_rates([]) == []


def test_a_roll_above_all_means_wrong_dates():
    assert suspicious([Fraction(1), None, 1.01, 0, 2]) == [2, 4]
    assert suspicious([]) == []


@given(snapshots, factors)
def test_rolls_have_no_currency(found, factor):
    other = [[Fraction(amount) * factor for amount in row] for row in found]
    assert roll_rates(other) == roll_rates(found)


@given(snapshots)
def test_an_average_lies_between_its_months(found):
    monthly = [roll_rates(found[number:number + 2]) for number in range(len(found) - 1)]
    for bucket, average in enumerate(roll_rates(found)):
        known = [rates[bucket] for rates in monthly if rates[bucket] is not None]
        if len(known) == len(monthly):
            assert min(known) <= average <= max(known)


@given(st.lists(parts, min_size=3, max_size=3), money)
def test_a_book_that_rolls_evenly_gives_back_its_rates(rates, sold):
    """A month's sales, every month: each month-end has the same balances."""
    balances = [Fraction(sold)]
    for rate in rates:
        balances.append(balances[-1] * rate)
    found = roll_rates([balances] * 4)
    assert all(rate is None or rate == rates[number] for number, rate in enumerate(found))
    assert (found[0] is None) == (sold == 0)


def test_steps_have_one_width_and_leave_out_what_is_later():
    assert step_balances(items(credit=True), 3) == (150_000, 320_000, 60_000, 50_000)
    assert step_balances([(30, 1), (31, 2), (60, 4), (61, 8), (0, 16)], 2) == (16, 1, 6)
    assert step_balances([(7, 1), (8, 2), (14, 4), (15, 8)], 2, width=7) == (0, 1, 6)
    assert step_balances([(1, 1), (2, 2), (3, 4)], 2, width=1) == (0, 1, 2)
    assert step_balances([], 12) == (0,) * 13
