"""What securities are worth, what they do on a day, and what an insurer covers."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_management.tools.securities import (
    EFFECTS,
    Security,
    Terms,
    cover,
    deadlines,
    deposit,
    eligible,
    extension,
    in_effect,
    next_deadline,
    offset,
    prepayment,
    refusals,
    share_left,
    unused,
    valid,
)

TODAY = date(2026, 6, 30)
DUE = date(2026, 5, 1)
amounts = st.integers(0, 10**9).map(lambda cents: cents / 100)


def row(kind='pledge', effect='limit', amount=100.0, first='2026-01-01', last='2026-12-31', **more):
    return {'kind': kind, 'effect': effect, 'amount': amount, 'from': first, 'to': last,
            'percent': 0.0, 'extension': 0, **more}


def test_o_ins_1_the_insured_part_and_our_own_risk():
    found = cover(530_000, 400_000, 90)
    assert (found.insured, found.own) == (360_000.0, 170_000.0)


def test_a_cut_holds_for_later_deliveries_only():
    # 350,000 were open within the old limit; 100,000 more came after the cut to 100,000.
    found = cover(450_000, 100_000, 90, older=350_000, old_limit=400_000)
    assert (found.insured, found.own) == (315_000.0, 135_000.0)
    # What was above the old limit never was covered, and paid claims leave.
    assert cover(600_000, 0, 90, older=500_000, old_limit=400_000).insured == 360_000.0
    assert cover(120_000, 100_000, 90, older=20_000, old_limit=400_000).insured == 90_000.0
    assert cover(-5, 100_000, 90).own == 0.0


def test_value_less_haircut_of_it_our_share():
    assert eligible(Security('pledge', 200_000, haircut=30, registered=True)) == 140_000
    assert eligible(Security('bank_guarantee', 100_000, share=40)) == 40_000
    assert eligible(Security('insurance', 400_000, insured=90)) == 360_000


@pytest.mark.parametrize(('security', 'why'), [
    (Security('guarantee', 1, company_guarantor=True), ('no_resolution',)),
    (Security('guarantee', 1, company_guarantor=True, resolution_checked=True), ()),
    (Security('guarantee', 1), ()),
    (Security('pledge', 1), ('not_registered',)),
    (Security('retention', 1), ('not_registered',)),
    (Security('retention', 1, registered=True, paid=0.74), ()),
    (Security('retention', 1, registered=True, paid=0.75), ('mostly_paid',)),
    (Security('factoring', 1, recourse=True), ('recourse',)),
    (Security('factoring', 1, notified=False), ('not_notified',)),
    (Security('factoring', 1), ()),
    (Security('deposit', 1), ('no_effect',)),
    (Security('prepayment', 1), ('no_effect',)),
    (Security('letter_of_credit', 1), ()),
])
def test_what_makes_a_security_count(security, why):
    assert refusals(security) == why
    assert bool(eligible(security)) == (not why)


def test_only_a_fifth_of_the_contract_is_a_deposit():
    assert deposit(30_000, 100_000) == (20_000, 10_000)
    assert deposit(20_000, 100_000) == (20_000, 0)
    assert deposit(5_000, 0) == (5_000, 0)


def test_it_counts_on_its_days_alone():
    rows = [row(), row(amount=50.0, last='2026-06-29'), row(amount=7.0, first='2026-07-01'),
            row(effect='offset', amount=30.0, last=None)]
    assert in_effect(rows, TODAY, 'limit') == 100
    assert in_effect(rows, TODAY, 'offset') == 30
    assert in_effect(None, TODAY, 'limit') == 0
    assert valid(row(first='2026-06-30', last='2026-06-30'), TODAY)


def test_what_is_not_used_is_left_for_orders_to_come():
    assert (offset(60, 100), unused(60, 100)) == (60, 40)
    assert (offset(160, 100), unused(160, 100)) == (100, 0)
    assert (offset(-20, 100), unused(-20, 100)) == (0, 100)


@given(amounts, amounts, amounts)
def test_an_offset_never_makes_exposure_negative_and_covers_orders_as_if_they_were_owed(
    owed, secured, order
):
    assert owed - offset(owed, secured) >= 0
    # Headroom is the same whether the order is still asked about or owed already.
    before = owed - offset(owed, secured) + order - unused(owed, secured)
    after = owed + order - offset(owed + order, secured) - unused(owed + order, secured)
    assert round(before, 6) == round(after, 6)


@given(st.sampled_from(sorted(EFFECTS)), amounts, st.integers(0, 100), st.integers(0, 100))
def test_no_security_is_worth_more_than_its_value(kind, value, haircut, share):
    found = eligible(Security(kind, value, haircut, share, registered=True))
    assert 0 <= found <= value or round(float(found - value), 6) == 0


@given(st.lists(st.integers(0, 100), max_size=6))
def test_shares_of_one_paper(shares):
    assert (share_left(shares) < 0) == (sum(shares) > 100)


def test_the_largest_prepayment_and_the_shortest_extension_of_the_day():
    rows = [row('prepayment', 'none', percent=30.0), row('prepayment', 'none', percent=50.0),
            row('prepayment', 'none', percent=90.0, last='2026-06-01'),
            row('insurance', 'none', extension=60), row('insurance', 'none', extension=45)]
    assert prepayment(rows, TODAY) == 50.0
    assert extension(rows, TODAY) == 45
    assert (prepayment((), TODAY), extension((), TODAY)) == (0.0, None)


def test_deadlines_of_an_insurer():
    terms = Terms(extension=60, notify=45, handover=30)
    found = deadlines([DUE], terms)
    assert [(one.kind, one.day) for one in found] == [
        ('notify', date(2026, 6, 15)), ('extension', date(2026, 6, 30)),
        ('handover', date(2026, 7, 30))]
    assert deadlines([DUE], Terms()) == []


def test_the_next_deadline_is_the_first_that_is_not_done():
    terms = Terms(extension=60, notify=45)
    assert next_deadline([DUE], terms, TODAY).kind == 'notify'
    assert next_deadline([DUE], terms, TODAY, reported=DUE).kind == 'extension'
    later = TODAY + timedelta(days=1)
    assert next_deadline([DUE], terms, later, reported=DUE).kind == 'handover'
    assert next_deadline([DUE], terms, later, reported=DUE, handed=DUE) is None
    newer = DUE + timedelta(days=20)
    assert next_deadline([newer, DUE], terms, later, reported=DUE, handed=DUE).due == newer
