"""Claims with an agency: its commission, what it owes us, by when, what we owe it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_management.tools.mandates import (
    Collected,
    Mandate,
    account,
    commission,
    remit_by,
)

#: A Monday.
DAY = date(2026, 11, 2)
MANDATE = Mandate(10_000, DAY, 0.15)


def on(days):
    return DAY + timedelta(days=days)


def stands(collected, remitted=(), days=60, mandate=MANDATE, **options):
    found = account(mandate, collected, remitted, on(days), **options)
    return (found.collected, found.commission, found.due, found.late, found.owed, found.open)


def test_commission_is_a_part_with_a_least_and_never_more_than_came():
    assert commission(MANDATE, 1_000) == 150
    assert commission(MANDATE, 0) == 0
    least = replace(MANDATE, least=200)
    assert [commission(least, amount) for amount in (1_000, 2_000, 100, 0)] == [200, 300, 100, 0]


@pytest.mark.parametrize('part', [-0.01, 1.01])
def test_a_commission_is_a_part_of_one(part):
    with pytest.raises(ValueError, match="part of one"):
        replace(MANDATE, commission=part)
    assert replace(MANDATE, commission=1).commission == 1
    assert replace(MANDATE, commission=0).commission == 0


def test_a_mandate_has_days():
    dated = replace(MANDATE, until=on(5))
    assert [dated.is_active(on(days)) for days in (-1, 0, 5, 6)] == [False, True, True, False]
    assert MANDATE.is_active(on(5_000))


def test_money_has_to_be_here_on_a_bank_day():
    assert remit_by(MANDATE, DAY) == on(10)
    assert remit_by(MANDATE, on(2)) == on(14)
    assert remit_by(MANDATE, DAY, holidays={on(10)}) == on(11)
    assert remit_by(MANDATE, DAY, weekend=frozenset({3})) == on(11)
    assert remit_by(replace(MANDATE, remit_days=3), DAY) == on(3)


def test_nothing_collected():
    assert stands([]) == (0, 0, 0, 0, 0, 10_000)


def test_an_agency_that_keeps_its_commission_owes_the_rest():
    come = [Collected(DAY, 1_000)]
    assert stands(come, days=10) == (1_000, 150, 850, 0, 0, 9_000)
    assert stands(come, days=11) == (1_000, 150, 850, 850, 0, 9_000)
    assert stands(come, [(on(5), 850)]) == (1_000, 150, 0, 0, 0, 9_000)
    assert stands(come, [(on(5), 800)]) == (1_000, 150, 50, 50, 0, 9_000)
    assert stands(come, [(on(61), 850)]) == (1_000, 150, 850, 850, 0, 9_000)
    assert stands(come, [(on(60), 850)]) == (1_000, 150, 0, 0, 0, 9_000)


def test_only_what_is_ripe_is_late():
    come = [Collected(DAY, 1_000), Collected(on(10), 2_000)]
    assert stands(come, [(on(5), 850)], 15) == (3_000, 450, 1_700, 0, 0, 7_000)
    assert stands(come, [(on(5), 300)], 15) == (3_000, 450, 2_250, 550, 0, 7_000)
    assert stands(come, [], 21) == (3_000, 450, 2_550, 850, 0, 7_000)
    assert stands(come, [], 22) == (3_000, 450, 2_550, 2_550, 0, 7_000)


def test_an_agency_that_is_paid_remits_everything():
    gross = replace(MANDATE, is_net=False)
    assert stands([Collected(DAY, 1_000)], mandate=gross) == (1_000, 150, 1_000, 1_000, 150, 9_000)
    assert stands([Collected(DAY, 1_000)], [(DAY, 1_000)], mandate=gross) == (
        1_000, 150, 0, 0, 150, 9_000)


def test_what_came_to_us_earns_commission_and_is_not_remitted():
    assert stands([Collected(DAY, 1_000, True)]) == (1_000, 150, 0, 0, 150, 9_000)
    both = [Collected(DAY, 1_000, True), Collected(DAY, 1_000)]
    assert stands(both) == (2_000, 300, 700, 700, 0, 8_000)
    assert stands([Collected(DAY, 1_000, True), Collected(DAY, 100)]) == (
        1_100, 165, 0, 0, 65, 8_900)


def test_commission_on_what_came_to_us_lowers_what_is_late():
    come = [Collected(DAY, 1_000), Collected(on(10), 2_000, True)]
    assert stands(come, [], 15) == (3_000, 450, 550, 550, 0, 7_000)


def test_too_much_remitted_is_owed_back():
    assert stands([Collected(DAY, 1_000)], [(DAY, 900)]) == (1_000, 150, 0, 0, 50, 9_000)


def test_what_is_collected_later_does_not_count_yet_and_more_leaves_nothing_open():
    assert stands([Collected(on(61), 1_000)]) == (0, 0, 0, 0, 0, 10_000)
    assert stands([Collected(on(60), 1_000)])[0] == 1_000
    assert stands([Collected(DAY, 12_000)])[-1] == 0


def test_amounts_are_rounded_once_and_holidays_are_data():
    thirds = [Collected(DAY, 0.1)] * 3
    assert stands(thirds)[:3] == (0.3, 0.05, 0.26)
    assert stands([Collected(DAY, 105)], digits=0)[:3] == (105, 16, 89)
    assert stands([Collected(DAY, 100)], days=11, rest=((), {on(10), on(11)}))[3] == 0


sums = st.integers(0, 5_000)
days = st.integers(0, 40).map(on)


@given(st.lists(st.builds(Collected, days, sums, st.booleans()), max_size=5),
       st.lists(st.tuples(days, sums), max_size=5), st.booleans(), sums, st.integers(0, 60))
def test_accounts_tally(collected, remitted, is_net, least, as_of):
    mandate = replace(MANDATE, is_net=is_net, least=least)
    assert account(mandate, collected, remitted, on(as_of)).late <= account(
        mandate, collected, remitted, on(as_of)).due
    found = account(mandate, collected, remitted, on(50))
    ours = sum(one.amount for one in collected if one.is_direct) + sum(a for _d, a in remitted)
    assert found.due - found.owed + found.commission == pytest.approx(found.collected - ours)
    assert 0 <= found.late <= found.due
    assert found.collected == sum(one.amount for one in collected)
