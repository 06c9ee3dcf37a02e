"""Which money pays which invoice."""

import pytest

from credit_management.tools.allocation import Claim, Money, Pair, allocate

RATES = {('EUR', 'USD'): 1.25, ('USD', 'EUR'): 0.8}


def rate(money, claim):
    return RATES[money.currency, claim.currency]


def money(key, amount, whole=None, currency='USD', **values):
    return Money(key, amount, amount if whole is None else whole, currency, **values)


def claim(key, amount, whole=None, currency='USD', account='AR', **values):
    return Claim(key, amount, amount if whole is None else whole, currency, account, **values)


def test_oldest_first_on_both_sides():
    plan = allocate(
        [money('m1', 70), money('m2', 50)], [claim('c1', 40), claim('c2', 60), claim('c3', 90)], rate
    )
    assert plan.pairs == [
        Pair('m1', 'c1', 40, False), Pair('m1', 'c2', 30, False),
        Pair('m2', 'c2', 30, False), Pair('m2', 'c3', 20, False),
    ]
    assert plan.left_over == {'m1': 0, 'm2': 0}
    assert plan.unpaid == {'c1': 0, 'c2': 0, 'c3': 70}


def test_what_is_left_over_stays_with_its_money():
    plan = allocate([money('m1', 100)], [claim('c1', 30)], rate)
    assert (plan.left_over, plan.unpaid) == ({'m1': 70}, {'c1': 0})


def test_a_part_of_both_is_told_apart():
    plan = allocate([money('m1', 30, whole=100)], [claim('c1', 30, whole=80)], rate)
    assert plan.pairs == [Pair('m1', 'c1', 30, True)]
    plan = allocate([money('m1', 100)], [claim('c1', 30, whole=80), claim('c2', 70)], rate)
    assert plan.pairs == [Pair('m1', 'c1', 30, True), Pair('m1', 'c2', 70, False)]


def test_money_goes_first_to_what_it_was_paid_for():
    paid_for_2 = money('m1', 50, documents=frozenset({'INV2'}))
    claims = [claim('c1', 40, document='INV1'), claim('c2', 40, document='INV2')]
    assert [(pair.claim, pair.amount) for pair in allocate([paid_for_2], claims, rate).pairs] == [
        ('c2', 40), ('c1', 10),
    ]


def test_own_currency_goes_before_another_one():
    plan = allocate(
        [money('m1', 100, currency='EUR')],
        [claim('c1', 50), claim('c2', 60, currency='EUR')], rate,
    )
    assert plan.pairs == [Pair('m1', 'c2', 60, False), Pair('m1', 'c1', 50, False)]
    assert plan.left_over == {'m1': 0}


def test_another_account_is_out_of_reach_once_money_is_booked():
    claims = [claim('c1', 40), claim('c2', 40, account='AR2')]
    assert allocate([money('m1', 80, account='AR2')], claims, rate).pairs == [
        Pair('m1', 'c2', 40, False)
    ]
    plan = allocate([money('m1', 80)], claims, rate)
    assert plan.pairs == [Pair('m1', 'c1', 40, False)]
    assert (plan.accounts, plan.unpaid['c2']) == ({'m1': 'AR'}, 40)


@pytest.mark.parametrize('cents', [1, 33, 67, 99])
def test_cents_add_up(cents):
    owed = [claim(number, cents / 100) for number in range(300)]
    plan = allocate([money('m1', 300 * cents / 100)], owed, rate)
    assert plan.left_over == {'m1': 0}
    assert set(plan.unpaid.values()) == {0}
