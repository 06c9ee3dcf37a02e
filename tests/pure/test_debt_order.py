"""Which debts a payment paid: as the payer said, else in the law's order."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_management.tools.debt_order import OpenDebt, applied

TODAY = date(2026, 11, 23)
EARLY, LATE, LATER = date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 24)


def debt(key, due=EARLY, principal=100, **values):
    return OpenDebt(key, due, principal, **values)


def paid(amount, *debts, named=()):
    rows, rest = applied(amount, debts, TODAY, named)
    return [(row.key, row.amount) for row in rows], rest


def test_what_is_due_comes_first():
    assert paid(150, debt('later', LATER), debt('due', LATE)) == ([('due', 100), ('later', 50)], 0)
    assert paid(150, debt('a', LATER, rate=1), debt('today', TODAY)) == (
        [('today', 100), ('a', 50)], 0)
    assert paid(100, debt('undated', None, rate=1), debt('due', LATE)) == ([('due', 100)], 0)
    assert paid(100, debt('undated', None), debt('later', LATER)) == ([('later', 100)], 0)


def test_then_the_least_secured_by_its_part():
    assert paid(100, debt('a', EARLY, secured=50), debt('b', LATE, secured=40)) == ([('b', 100)], 0)
    assert paid(100, debt('a', EARLY, secured=50), debt('b', LATE, 1_000, secured=60)) == (
        [('b', 100)], 0)
    assert paid(100, debt('a', EARLY, secured=900), debt('b', LATE, secured=100, rate=1)) == (
        [('b', 100)], 0)


def test_then_the_most_burdensome_then_the_oldest():
    assert paid(100, debt('a', EARLY, rate=0.05), debt('b', LATE, rate=0.06)) == ([('b', 100)], 0)
    assert paid(100, debt('b', LATE), debt('a', EARLY)) == ([('a', 100)], 0)


def test_equal_ones_share():
    assert paid(90, debt('a'), debt('b', principal=200)) == ([('a', 30), ('b', 60)], 0)
    assert paid(100, debt('a'), debt('b'), debt('c')) == (
        [(key, Fraction(100, 3)) for key in 'abc'], 0)


def test_costs_before_interest_before_principal():
    (row,), rest = applied(12, [debt('a', interest=10, costs=5)], TODAY)
    assert (row.costs, row.interest, row.principal, rest) == (5, 7, 0, 0)
    (row,), rest = applied(200, [debt('a', interest=10, costs=5)], TODAY)
    assert (row.costs, row.interest, row.principal, rest) == (5, 10, 100, 85)
    (row,), _rest = applied(3, [debt('a', interest=10, costs=5)], TODAY)
    assert (row.costs, row.interest, row.principal) == (3, 0, 0)


def test_the_payer_may_name_debts_and_what_is_left_follows_the_law():
    rows, rest = applied(150, [debt('a'), debt('b', LATER)], TODAY, ('b',))
    assert [(row.key, row.amount, row.is_named) for row in rows] == [
        ('b', 100, True), ('a', 50, False)]
    assert rest == 0
    assert paid(150, debt('a'), debt('b'), debt('c', LATE), named=('c', 'b', 'c')) == (
        [('c', 100), ('b', 50)], 0)


def test_what_cannot_be_is_said():
    with pytest.raises(ValueError, match="Nothing is owed under x, y"):
        applied(10, [debt('a')], TODAY, ('y', 'x', 'a'))
    with pytest.raises(ValueError, match="not below zero: -1.0"):
        applied(-1, [debt('a')], TODAY)


def test_nothing_paid_or_nothing_owed():
    assert paid(0, debt('a')) == ([], 0)
    assert paid(10) == ([], 10)
    assert paid(10, debt('a', principal=0), named=('a',)) == ([], 10)
    assert paid(10, debt('a', principal=0.5)) == ([('a', Fraction(1, 2))], Fraction(19, 2))


amounts = st.integers(0, 1_000)
debts = st.lists(st.builds(
    OpenDebt, st.integers(0, 10 ** 6), st.sampled_from([EARLY, LATE, LATER, None]), amounts,
    amounts, amounts, amounts, st.sampled_from([0, 0.05])), max_size=6,
    unique_by=lambda one: one.key)


@given(amounts.map(lambda n: 5 * n), debts, st.data())
def test_money_is_neither_lost_nor_made(amount, owed, data):
    named = data.draw(st.lists(st.sampled_from([one.key for one in owed]), max_size=3)) if owed else []
    rows, rest = applied(amount, owed, TODAY, named)
    by_key = {one.key: one for one in owed}
    assert sum((row.amount for row in rows), rest) == amount
    assert rest == max(amount - sum(one.owed for one in owed), 0)
    assert len({row.key for row in rows}) == len(rows)
    assert all(0 < row.amount <= by_key[row.key].owed for row in rows)
    assert all(row.is_named == (row.key in named) for row in rows)
    assert all(row.principal <= by_key[row.key].principal for row in rows)


@given(amounts, debts)
def test_the_order_in_which_debts_are_listed_changes_nothing(amount, owed):
    one, other = applied(amount, owed, TODAY), applied(amount, owed[::-1], TODAY)
    assert sorted(one[0], key=lambda row: row.key) == sorted(other[0], key=lambda row: row.key)
