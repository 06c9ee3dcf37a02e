"""Shares, their change, and on how few customers receivables rest."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledgers import by_customer, factors, items, money

from credit_management.tools.aging import age, from_first_days
from credit_management.tools.aging_structure import Change, hhi, largest, largest_share, structure
from credit_management.tools.exact import percent, rounded

REPORT = from_first_days()
amounts_by_customer = st.dictionaries(st.integers(0, 50), money, max_size=20)


def test_o_ag_4_concentration():
    assert by_customer() == {
        'A': 190_000, 'B': 170_000, 'C': 40_000, 'D': 15_000, 'E': 200_000,
    }
    assert rounded(hhi(by_customer().values())) == 2_824.38
    (name, amount, share), = largest(by_customer(), 1)
    assert (name, amount, percent(share)) == ('E', 200_000, 32.52)


def test_the_largest_come_first_and_equal_ones_in_their_order():
    amounts = {'a': 10, 'b': 20, 'c': 20, 'd': -50, 'e': 0}
    assert largest(amounts, 2) == [('b', 20, Fraction(2, 5)), ('c', 20, Fraction(2, 5))]
    assert [key for key, _amount, _share in largest(amounts, 9)] == ['b', 'c', 'a']
    assert largest_share(amounts, 2) == Fraction(4, 5)
    assert largest_share(by_customer(), 2) == Fraction(390, 615)


def test_one_customer_is_all_and_none_is_unknown():
    assert hhi([500]) == 10_000
    assert hhi([500, -500]) == hhi([500, -0.5]) == 10_000
    assert hhi([]) is hhi([0, -5]) is largest_share({}, 5) is None
    assert largest({}, 5) == []


@given(amounts_by_customer)
def test_concentration_lies_between_equal_parts_and_one_customer(amounts):
    found = hhi(amounts.values())
    if found is not None:
        owing = sum(amount > 0 for amount in amounts.values())
        assert Fraction(10_000, owing) <= found <= 10_000
        assert largest_share(amounts, len(amounts)) == 1


@given(amounts_by_customer, factors, st.integers(1, 5))
def test_concentration_has_no_currency_and_no_order(amounts, factor, count):
    other = {key: Fraction(amounts[key]) * factor for key in reversed(amounts)}
    assert hhi(other.values()) == hhi(amounts.values())
    assert largest_share(other, count) == largest_share(amounts, count)


@given(amounts_by_customer, st.integers(1, 5))
def test_more_customers_are_more_of_it(amounts, count):
    if largest_share(amounts, count) is not None:
        assert largest_share(amounts, count) <= largest_share(amounts, count + 1) <= 1


def test_each_bucket_says_how_it_changed():
    now, before = [(0, 60), (5, 30), (40, 10)], [(0, 40), (5, 10)]
    found = structure(
        age(now, from_first_days((1, 31))), age(before, from_first_days((1, 31)))
    )
    assert found == [
        Change('not_due', 60, Fraction(3, 5), 20, Fraction(-1, 5)),
        Change('1_30', 30, Fraction(3, 10), 20, Fraction(1, 10)),
        Change('31_up', 10, Fraction(1, 10), 10, Fraction(1, 10)),
    ]


def test_without_another_day_there_is_no_change():
    found = structure(age(items(), REPORT))
    assert [row.code for row in found] == [bucket.code for bucket in REPORT]
    assert [row.amount for row in found] == list(age(items(), REPORT).amounts)
    assert {(row.amount_change, row.share_change) for row in found} == {(None, None)}


def test_a_share_of_nothing_does_not_change():
    none, some = age([], REPORT), age(items(), REPORT)
    assert {row.share_change for row in structure(some, none)} == {None}
    assert {row.share_change for row in structure(none, some)} == {None}
    assert [row.amount_change for row in structure(some, none)] == list(some.amounts)


def test_other_buckets_cannot_be_compared():
    with pytest.raises(ValueError, match="Ages can be compared in the same buckets only."):
        structure(age(items(), REPORT), age(items(), from_first_days((1, 31))))
