"""Money pays what its payer named, else what the law says."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_management.tools.appropriation import Appropriation, Debt, appropriate, statutory_order

PAID = date(2026, 6, 30)


def debt(key='A', principal=100, due=date(2026, 5, 1), **changes):
    return Debt(key, due, principal, **changes)


def sums(found):
    return {key: sum(parts.values()) for key, parts in found.paid.items()}


def paid(amount, debts, named=(), **options):
    return sums(appropriate(amount, debts, PAID, named, **options))


def test_what_he_named_goes_first_in_his_order():
    debts = [debt('A'), debt('B', due=date(2026, 1, 1)), debt('C', due=date(2026, 9, 1))]
    found = appropriate(150, debts, PAID, ('C', 'A', 'C', 'unknown'))
    assert found == Appropriation(
        {'C': {'principal': 100}, 'A': {'principal': 50}}, frozenset({'C', 'A'}), 0)
    found = appropriate(120, debts, PAID, ('C',))
    assert (sums(found), found.named) == ({'C': 100, 'B': 20}, {'C'})
    assert appropriate(100, debts, PAID, ('C', 'A')).named == {'C'}


@pytest.mark.parametrize(
    ('debts', 'first'),
    [
        ([debt('A', due=date(2026, 7, 1)), debt('B', due=PAID, secured=1)], 'B'),
        ([debt('A', secured=0.5), debt('B', secured=0.4)], 'B'),
        ([debt('A', burden=0.05), debt('B', burden=0.06)], 'B'),
        ([debt('A', secured=0.5, burden=9), debt('B')], 'B'),
        ([debt('A', due=date(2026, 5, 2)), debt('B', due=date(2026, 5, 1))], 'B'),
        ([debt('A', due=date(2026, 4, 1)), debt('B', burden=1)], 'B'),
    ],
)
def test_the_order_of_the_law(debts, first):
    assert paid(100, debts) == paid(100, debts[::-1]) == {first: 100}


def test_equal_debts_share_by_amount():
    assert paid(100, [debt('A', 300), debt('B', 100)]) == {'A': 75, 'B': 25}
    assert paid(1, [debt('A'), debt('B')], unit=1) == {'A': 1}
    assert paid(500, [debt('A', 300), debt('B', 100)]) == {'A': 300, 'B': 100}


def test_costs_go_before_interest_before_principal():
    one = debt(principal=100, interest=20, costs=5)
    assert appropriate(3, [one], PAID).paid == {'A': {'costs': 3}}
    assert appropriate(15, [one], PAID).paid == {'A': {'costs': 5, 'interest': 10}}
    assert appropriate(30, [one], PAID).paid == {'A': {'costs': 5, 'interest': 20, 'principal': 5}}
    assert appropriate(130, [one], PAID, ('A',)) == Appropriation(
        {'A': {'costs': 5, 'interest': 20, 'principal': 100}}, frozenset({'A'}), 5)
    assert one.open == 125


def test_nothing_to_pay():
    assert appropriate(10, [], PAID, ('A',)) == Appropriation({}, frozenset(), 10)
    assert appropriate(10, [debt(principal=0)], PAID, ('A',)).left == 10
    assert appropriate(0, [debt()], PAID, ('A',)) == Appropriation({}, frozenset(), 0)


def test_another_law():
    def newest(one, _day):
        return -one.due.toordinal()

    debts = [debt('A'), debt('B', due=date(2026, 6, 1))]
    assert paid(100, debts, order=newest) == {'B': 100}
    assert statutory_order(debts[0], PAID) == (False, 0, 0, date(2026, 5, 1))
    assert statutory_order(debt(due=date(2026, 7, 1), secured=1, burden=2), PAID) == (
        True, 1, -2, date(2026, 7, 1))


money = st.decimals(0, 500, places=2)
debts_given = st.lists(st.builds(
    Debt, st.sampled_from('ABCDE'), st.dates(date(2026, 5, 1), date(2026, 8, 1)), money, money, money,
    st.sampled_from([0, 0.5]), st.sampled_from([0, 1])), max_size=5, unique_by=lambda one: one.key)


@given(money, debts_given, st.lists(st.sampled_from('ABCDE'), max_size=3))
def test_all_of_it_goes_somewhere(amount, debts, named):
    found = appropriate(amount, debts, PAID, named)
    assert sum(sums(found).values()) + found.left == Fraction(amount)
    assert found.left == max(Fraction(amount) - sum(one.open for one in debts), 0)
    by_key = {one.key: one for one in debts}
    for key, parts in found.paid.items():
        assert all(0 < part <= Fraction(getattr(by_key[key], name)) for name, part in parts.items())
    assert found.named <= set(named)
