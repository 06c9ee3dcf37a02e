"""Every customer who is late stands in exactly one corner."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledgers import claims, factors, items, money, scaled

from credit_management.tools.exact import rounded
from credit_management.tools.quadrant import CORNERS, Place, large_amount, place


@pytest.mark.parametrize(
    ('customer', 'corner', 'days', 'amount', 'oldest'),
    [
        ('A', 'routine', 1.0, 40_000, 1),
        ('B', 'critical', 35.82, 170_000, 61),
        ('C', 'clean_up', 90.5, 40_000, 91),
        ('D', 'clean_up', 365.33, 15_000, 366),
        ('E', 'watch', 10.0, 200_000, 10),
    ],
)
def test_o_ag_2_corners_of_the_portfolio(customer, corner, days, amount, oldest):
    found = place(items(customer), 50_000, 30)
    assert (found.corner, rounded(found.days), found.amount, found.oldest) == (
        corner, days, amount, oldest
    )


def test_corners_have_numbers_and_a_policy():
    assert CORNERS == {
        'critical': (1, (
            'named_owner', 'weekly_review', 'stop_supply', 'repayment_plan_7_days',
            'ultimatum_then_legal', 'inform_cfo',
        )),
        'watch': (2, (
            'senior_call_24_hours', 'visit', 'confirm_statement', 'check_bureau',
            'no_limit_increase',
        )),
        'routine': (3, ('automatic_reminders', 'monitoring_steps')),
        'clean_up': (4, (
            'batch_letters', 'agency', 'payment_order', 'write_off_proposal', 'prepay_new_orders',
        )),
    }


@pytest.mark.parametrize(
    ('days', 'amount', 'corner'),
    [
        (30, 100, 'critical'), (29, 100, 'watch'), (30, 99.99, 'clean_up'), (29, 99.99, 'routine'),
        (1, 0.01, 'routine'),
    ],
)
def test_on_a_line_is_above_it(days, amount, corner):
    assert place([(days, amount)], 100) == Place(
        corner, days, Fraction(repr(amount)), days
    )


def test_who_is_not_late_is_in_none():
    assert place([(0, 100), (-5, 10), (40, -50)], 10) is None
    assert place([], 10) is None


def test_what_is_not_due_does_not_weigh():
    assert place([(-90, 1_000), (40, 10)], 100) == Place('clean_up', 40, 10, 40)


@given(claims, money, factors)
def test_corner_is_one_and_the_same_in_any_currency(found, large, factor):
    here = place(found, large)
    assert (here is None) == (not any(days > 0 for days, _amount in found))
    if here:
        other = place(scaled(found, factor), Fraction(large) * factor)
        assert here.corner in CORNERS
        assert (other.corner, other.days, other.oldest) == (here.corner, here.days, here.oldest)
        assert 1 <= here.days <= here.oldest


def test_the_large_hold_four_fifths():
    assert large_amount([200, 170, 40, 40, 15]) == 40
    assert large_amount([200, 170, 40, 40, 15], Fraction(1, 2)) == 170
    assert large_amount([80, 20]) == 80
    assert large_amount([79, 21]) == 21
    assert large_amount([10, 30, -90, 0]) == 10
    assert large_amount([0.5, 0.5]) == 0.5
    assert large_amount([]) is large_amount([-1, 0]) is None


@given(st.lists(money, max_size=20))
def test_at_or_above_the_large_amount_is_enough_and_above_it_is_not(amounts):
    large = large_amount(amounts)
    if large is not None:
        enough = Fraction(8, 10) * sum(map(Fraction, amounts))
        assert sum(Fraction(amount) for amount in amounts if amount >= large) >= enough
        assert sum(Fraction(amount) for amount in amounts if amount > large) < enough
