"""Rungs by days late: upwards only, one at a time, and only a full payment resets them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_management.tools.dunning_ladders import (
    INSURER,
    LADDERS,
    POLICY,
    after_payment,
    evenly,
    next_rung,
)


def test_o_cl_2_the_first_day_then_every_four_and_the_talk_with_the_second_demand():
    assert [rung.day for rung in POLICY] == [1, 5, 9, 13, 17, 21, 21]
    assert [rung.number for rung in POLICY] == [1, 2, 3, 4, 5, 6, 7]
    assert [rung.code for rung in POLICY] == [
        'polite_reminder', 'reminder', 'ask_cause', 'first_demand', 'serious_notice',
        'second_demand', 'pressure_talk',
    ]
    assert [rung.channel for rung in POLICY] == [
        'mail', 'mail', 'phone', 'letter', 'letter', 'letter', 'visit']
    assert [rung.number for rung in POLICY if rung.is_demand] == [4, 5, 6]


def test_an_insurer_asks_for_less_patience():
    assert [(rung.number, rung.day, rung.code, rung.channel) for rung in INSURER] == [
        (1, 7, 'friendly', 'mail'), (2, 15, 'demand_with_calculation', 'letter'),
        (3, 30, 'third_party', 'agency'),
    ]
    assert [rung.number for rung in INSURER if rung.is_demand] == [2, 3]
    assert dict(LADDERS) == {'policy': POLICY, 'insurer': INSURER}


def test_a_ladder_of_ones_own():
    rungs = evenly((('a', 'mail', False), ('b', 'mail', False)), first=3, every=10)
    assert [rung.day for rung in rungs] == [3, 13]


@pytest.mark.parametrize(('done', 'days', 'number'), [
    ((), 0, None), ((), 1, 1), ((), 400, 1), ((1,), 4, None), ((1,), 5, 2), ((1, 2), 9, 3),
    ((4,), 16, None), ((4,), 17, 5), ((6,), 21, 7), ((7,), 900, None), ((5, 2), 900, 6),
])
def test_the_next_rung_is_the_one_above_in_its_time(done, days, number):
    found = next_rung(POLICY, done, days)
    assert (found and found.number) == number


@pytest.mark.parametrize(('paid', 'overdue', 'left'), [
    (0, 0, (1, 2)), (0, 100, (1, 2)), (10, 100, (1, 2)), (99.99, 100, (1, 2)), (100, 100, ()),
    (120, 100, ()), (5, 0, ()),
])
def test_only_all_of_it_resets(paid, overdue, left):
    assert after_payment([1, 2], paid, overdue) == left


@given(st.lists(st.integers(-5, 300), min_size=1, max_size=40))
def test_pressure_only_rises_and_takes_no_two_rungs_at_once(days):
    done = []
    for day in days:
        rung = next_rung(POLICY, done, day)
        if rung:
            assert rung.number == max(done, default=0) + 1
            assert rung.day <= day
            done.append(rung.number)
