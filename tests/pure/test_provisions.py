"""Allowances by age and by expected loss, and that an entry books the difference once."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledgers import ages, claims, factors, items, money, parts, scaled, signed_money

from credit_management.tools.aging import LEDGER_FIRST_DAYS, age, bucket_index, from_first_days
from credit_management.tools.exact import exact, rounded
from credit_management.tools.provisions import (
    DUE_BUCKETS,
    DUE_RATES,
    LEDGER_BUCKETS,
    LEDGER_RATES,
    Entry,
    Movement,
    Row,
    allowance,
    due_rate,
    entry,
    expected_loss,
    insured_loss,
    insured_part,
    movement,
    provision,
)

ECL_AMOUNTS = (7_000_000, 4_000_000, 2_500_000, 1_000_000)
ECL_RATES = (0.015, 0.034, 0.071, 0.108)
matrices = st.lists(st.tuples(money, parts), min_size=1, max_size=8)


def columns(matrix):
    return [amount for amount, _rate in matrix], [rate for _amount, rate in matrix]


def test_o_ag_3_by_age():
    sheet = provision(age(items(), DUE_BUCKETS).amounts, DUE_RATES)
    assert [row.allowance for row in sheet.rows] == [750, 6_400, 3_000, 5_000, 6_000, 6_000, 5_000]
    assert (sheet.allowance, sheet.amount, sheet.missing) == (32_150, 615_000, ())


def test_management_rates_rise_to_all():
    assert [float(rate) for rate in DUE_RATES] == [0.005, 0.02, 0.05, 0.1, 0.3, 0.6, 1.0]
    assert [float(rate) for rate in LEDGER_RATES] == [0.05, 0.1, 0.3, 0.5, 0.8, 1.0]
    assert from_first_days() == DUE_BUCKETS
    assert from_first_days(LEDGER_FIRST_DAYS) == LEDGER_BUCKETS


@pytest.mark.parametrize(
    ('days', 'per_mille'), [(-9, 5), (0, 5), (1, 20), (90, 100), (91, 300), (365, 600), (366, 1000)]
)
def test_a_line_has_the_rate_of_its_bucket(days, per_mille):
    assert due_rate(days) == Fraction(per_mille, 1000)


@given(claims)
def test_by_bucket_and_by_line_are_the_same(found):
    sheet = provision(age(found, DUE_BUCKETS).amounts, DUE_RATES)
    assert sheet.allowance == sum(Fraction(amount) * due_rate(days) for days, amount in found)


def test_by_ledger_age_years_count():
    years = [(10, 100), (365, 100), (366, 100), (1_825, 100), (1_826, 100)]
    sheet = provision(age(years, LEDGER_BUCKETS).amounts, LEDGER_RATES)
    assert [row.amount for row in sheet.rows] == [200, 100, 0, 0, 100, 100]
    assert sheet.allowance == 10 + 10 + 80 + 100


def test_o_ecl_1_expected_loss():
    sheet = expected_loss(ECL_AMOUNTS, ECL_RATES)
    assert [row.allowance for row in sheet.rows] == [105_000, 136_000, 177_500, 108_000]
    assert sheet.allowance == 526_500


def test_the_future_may_be_worse_or_better_than_history():
    assert expected_loss(ECL_AMOUNTS, ECL_RATES, 1.2).allowance == Fraction(526_500) * 12 / 10
    assert expected_loss(ECL_AMOUNTS, ECL_RATES, 0).allowance == 0
    assert expected_loss([100], [0.6], 2).rows == (Row(100, 1, 100),)
    with pytest.raises(ValueError, match="A forward factor is not below zero: -0.1235.$"):
        expected_loss(ECL_AMOUNTS, ECL_RATES, -0.12345)


def test_a_rate_that_is_missing_leaves_no_sum():
    sheet = expected_loss([100, 50, 0], [0.1, None, None])
    assert sheet.rows == (Row(100, Fraction(1, 10), 10), Row(50, None, None), Row(0, None, 0))
    assert (sheet.allowance, sheet.missing, sheet.amount) == (None, (1,), 150)
    assert provision([100, 0], [0.1, None]).allowance == 10
    assert provision([], []).allowance == 0


@pytest.mark.parametrize(('rate', 'shown'), [(-0.01, -0.01), (1.01, 1.01), (1.00005, 1.0001)])
def test_a_rate_is_a_part(rate, shown):
    shown = f"A rate is a part of one, from 0 to 1, not {shown}.$"
    for call in (provision, expected_loss):
        with pytest.raises(ValueError, match=shown):
            call([100], [rate])


def test_credits_have_no_allowance():
    with pytest.raises(ValueError, match="Below zero, as credits are, is no claim: -0.01."):
        provision([-0.01], [0.1])


def test_every_bucket_has_a_rate():
    with pytest.raises(ValueError, match="shorter"):
        provision([1, 2], [0.1])
    with pytest.raises(ValueError, match="shorter"):
        allowance({'A': [1, 2], 'B': [1]}, {}, [0.1])


@given(matrices, factors)
def test_an_allowance_lies_between_nothing_and_all_in_any_currency(matrix, factor):
    amounts, rates = columns(matrix)
    sheet = provision(amounts, rates)
    assert 0 <= sheet.allowance <= sheet.amount
    other = provision([Fraction(amount) * factor for amount in amounts], rates)
    assert other.allowance == sheet.allowance * factor


@given(matrices, parts, parts)
def test_a_worse_outlook_is_never_a_smaller_allowance(matrix, one, more):
    amounts, rates = columns(matrix)
    assert (
        expected_loss(amounts, rates, one).allowance
        <= expected_loss(amounts, rates, one + more).allowance
        <= sum(Fraction(amount) for amount in amounts)
    )


@given(claims, st.integers(0, 400))
def test_time_never_lowers_management_rates(found, days):
    def needed(lines):
        return provision(age(lines, DUE_BUCKETS).amounts, DUE_RATES).allowance

    assert needed([(late + days, amount) for late, amount in found]) >= needed(found)
    assert needed(scaled(found, 3)) == 3 * needed(found)


@given(ages)
def test_rate_and_bucket_agree(days):
    assert due_rate(days) == DUE_RATES[bucket_index(days, DUE_BUCKETS)]


def test_o_ins_1_insured_part():
    insured = insured_part(530_000, 400_000, 0.9)
    assert (insured, 530_000 - insured) == (360_000, 170_000)
    assert insured_part(300_000, 400_000, 0.9) == 270_000
    assert insured_part(300_000, 400_000, 0) == insured_part(300_000, 0, 1) == 0
    with pytest.raises(ValueError, match="A share is a part of one, from 0 to 1, not 1.1."):
        insured_part(1, 1, 1.1)
    with pytest.raises(ValueError, match="is no claim: -1.0"):
        insured_part(-1, 1, 1)


def test_cover_lowers_the_loss_or_stands_beside_it():
    inside = insured_loss([100, 300], [0.1, 0.5], 200, 'inside')
    assert [row.amount for row in inside.sheet.rows] == [50, 150]
    assert (inside.sheet.allowance, inside.reimbursement) == (80, None)
    beside = insured_loss([100, 300], [0.1, 0.5], 200, 'separate')
    assert [row.amount for row in beside.sheet.rows] == [100, 300]
    assert (beside.sheet.allowance, beside.reimbursement) == (160, 80)
    worse = insured_loss([100, 300], [0.1, 0.5], 200, 'separate', forward=1.5)
    assert (worse.sheet.allowance, worse.reimbursement) == (240, 120)
    worse = insured_loss([100, 300], [0.1, 0.5], 200, 'inside', forward=1.5)
    assert worse.sheet.allowance == 120


def test_nothing_open_is_nothing_insured():
    found = insured_loss([0, 0], [0.1, 0.5], 0, 'separate')
    assert (found.sheet.allowance, found.reimbursement) == (0, 0)
    unknown = insured_loss([100, 0], [None, 0.5], 50, 'separate')
    assert (unknown.sheet.allowance, unknown.reimbursement) == (None, None)
    all_of_it = insured_loss([100], [0.5], 100, 'inside')
    assert all_of_it.sheet.allowance == 0


def test_more_than_open_is_not_insured():
    with pytest.raises(ValueError, match="100.5 is insured, but only 100.0 is open."):
        insured_loss([100], [0.5], 100.5, 'inside')
    with pytest.raises(ValueError, match="The insured part is one of inside, separate, not 'x'."):
        insured_loss([100], [0.5], 10, 'x')


@given(matrices, parts)
def test_either_way_of_cover_costs_the_same(matrix, covered):
    amounts, rates = columns(matrix)
    insured = covered * sum(Fraction(amount) for amount in amounts)
    inside = insured_loss(amounts, rates, insured, 'inside')
    beside = insured_loss(amounts, rates, insured, 'separate')
    assert beside.sheet.allowance - beside.reimbursement == inside.sheet.allowance
    assert 0 <= beside.reimbursement <= beside.sheet.allowance


CUSTOMERS = {'A': [100, 50], 'B': [0, 200], 'C': [40, 0]}


def test_the_impaired_are_looked_at_one_by_one():
    found = allowance(CUSTOMERS, {'B': 60}, [0.1, 0.5])
    assert found.individual == {'B': 140}
    assert [row.amount for row in found.portfolio.rows] == [140, 50]
    assert found.total == 140 + 14 + 25
    assert allowance(CUSTOMERS, {'B': 250}, [0.1, 0.5]).individual == {'B': 0}


def test_all_or_none_may_be_impaired():
    assert allowance(CUSTOMERS, {}, [0.1, 0.5]).total == 14 + 125
    everybody = allowance(CUSTOMERS, dict.fromkeys(CUSTOMERS, 0), [0.1, 0.5])
    assert everybody.total == 390
    assert [row.amount for row in everybody.portfolio.rows] == [0, 0]
    assert allowance({}, {}, [0.1]).total == 0
    assert allowance(CUSTOMERS, {'B': 0}, [0.1, None]).total is None


def test_a_recovery_needs_somebody_who_owes():
    with pytest.raises(ValueError, match="Nothing is open of X, Y."):
        allowance(CUSTOMERS, {'Y': 1, 'X': 1, 'B': 2}, [0.1, 0.5])
    with pytest.raises(ValueError, match="is no claim: -1.0"):
        allowance(CUSTOMERS, {'B': -1}, [0.1, 0.5])
    with pytest.raises(ValueError, match="is no claim: -1.0"):
        allowance({'B': [5, -1]}, {'B': 1}, [0.1, 0.5])


def test_an_allowance_moves_from_one_date_to_the_next():
    assert movement(1_000, 1_250, written_off=300, recovered=20, exchange=-5) == Movement(
        1_000, -300, 20, -5, 535, 0, 1_250
    )
    assert movement(1_000, 900) == Movement(1_000, 0, 0, 0, 0, -100, 900)
    assert movement(1_000, 700, written_off=300).charged == 0
    for wrong in ('written_off', 'recovered'):
        with pytest.raises(ValueError, match="is no claim: -1.0"):
            movement(0, 0, **{wrong: -1})


@given(signed_money, signed_money, money, money, signed_money)
def test_a_movement_adds_up(opening, closing, written_off, recovered, exchange):
    row = movement(opening, closing, written_off, recovered, exchange)
    steps = row.written_off + row.recovered + row.exchange + row.charged + row.released
    assert row.opening + steps == row.closing == Fraction(closing)
    assert row.charged >= 0 >= row.released
    assert 0 in (row.charged, row.released)


@pytest.mark.parametrize(
    ('wanted', 'booked', 'found'),
    [
        (32_150, 30_000, Entry('expense', 'allowance', 2_150.0)),
        (32_150, 40_000.5, Entry('allowance', 'expense', 7_850.5)),
        (32_150, 32_150, None),
        (100.004, 100, None),
        (100.005, 100, Entry('expense', 'allowance', 0.01)),
        (Fraction(200, 3), 0, Entry('expense', 'allowance', 66.67)),
        (0, 0, None),
        (0, 5, Entry('allowance', 'expense', 5.0)),
        (0, 0.5, Entry('allowance', 'expense', 0.5)),
        (None, 5, None),
    ],
)
def test_an_entry_books_the_difference(wanted, booked, found):
    assert entry(wanted, booked) == found


def test_an_entry_has_the_decimals_of_its_currency():
    assert entry(100.5, 0, digits=0) == Entry('expense', 'allowance', 101.0)
    assert entry(0.1234, 0, digits=3).amount == 0.123


@given(money, money)
def test_run_twice_nothing_doubles(wanted, booked):
    first = entry(wanted, booked)
    signed = 0
    if first:
        signed = first.amount if first.debit == 'expense' else -first.amount
        assert first.amount > 0
    after = Fraction(booked) + exact(signed)
    assert after == Fraction(wanted)
    assert entry(wanted, after) is None
    assert rounded(after) == float(wanted)
