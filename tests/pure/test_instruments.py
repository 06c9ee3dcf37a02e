"""What of a bill, cheque or collection still counts, and what may become of it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_management.tools.instruments import (
    KINDS,
    LIVE,
    STATES,
    Instrument,
    Settings,
    counted,
    first_state,
    last_day,
    may_become,
    weight,
)

TODAY = date(2026, 6, 30)
SETTINGS = Settings()


def paper(kind='commercial_bill', state='held', maturity=TODAY, booked=True):
    return Instrument(kind, state, 40_000, maturity, booked)


@pytest.mark.parametrize(('kind', 'counts'), [
    ('commercial_bill', 40_000), ('bank_bill', 8_000), ('cheque', 40_000), ('riba', 40_000),
    ('debit', 40_000),
])
def test_o_ex_1_bills_count_by_the_weight_of_their_kind(kind, counts):
    assert counted(paper(kind, first_state(kind)), TODAY) == counts


def test_a_banks_bill_may_count_for_nothing():
    assert counted(paper('bank_bill'), TODAY, Settings(bank_weight=0.0)) == 0
    assert weight('bank_bill', Settings(bank_weight=12.5)) * 8 == 1


def test_without_a_payment_the_claim_itself_is_open():
    assert counted(paper(booked=False), TODAY) == 0
    assert counted(paper(state='dishonoured', booked=False), TODAY) == 0


@pytest.mark.parametrize('state', ['deposited', 'endorsed', 'discounted'])
def test_what_was_given_away_counts_until_nobody_can_bring_it_back(state):
    after = TODAY + timedelta(days=SETTINGS.clearing_days)
    assert counted(paper(state=state), after) == 40_000
    assert counted(paper(state=state), after + timedelta(days=1)) == 0
    assert counted(paper(state=state, maturity=None), date(2036, 1, 1)) == 40_000


def test_what_lies_in_the_drawer_counts_until_somebody_says_what_became_of_it():
    assert counted(paper(), TODAY + timedelta(days=400)) == 40_000


def test_what_came_back_counts_in_full_and_what_was_paid_not_at_all():
    assert counted(paper('bank_bill', 'dishonoured'), TODAY) == 40_000
    assert counted(paper('bank_bill', 'returned'), date(2036, 1, 1)) == 40_000
    assert counted(paper(state='paid'), TODAY) == 0


def test_a_direct_debit_may_be_refunded_for_eight_weeks():
    assert last_day('debit', TODAY) == date(2026, 8, 25)
    assert last_day('riba', TODAY) == date(2026, 7, 10)
    assert last_day('riba', None) is None


def test_what_the_bank_collects_lies_in_no_drawer():
    assert {kind: first_state(kind) for kind in KINDS} == {
        'bank_bill': 'held', 'commercial_bill': 'held', 'cheque': 'held', 'riba': 'deposited',
        'debit': 'deposited'}


def test_what_may_become_of_it():
    assert may_become('debit', 'held') == {'deposited', 'paid', 'dishonoured', 'returned'}
    assert 'discounted' in may_become('riba', 'held')
    assert may_become('cheque', 'held') >= {'endorsed'}
    assert may_become('commercial_bill', 'discounted') == {'paid', 'dishonoured'}
    assert may_become('commercial_bill', 'paid') == {'dishonoured'}
    assert not may_become('commercial_bill', 'returned')


@given(st.sampled_from(KINDS), st.sampled_from(STATES), st.integers(-400, 400), st.booleans())
def test_it_counts_between_nothing_and_its_amount(kind, state, days, booked):
    found = counted(paper(kind, state, TODAY + timedelta(days=days), booked), TODAY)
    assert 0 <= found <= 40_000
    assert found == 0 or state in LIVE


@given(st.sampled_from(KINDS), st.sampled_from(['held', 'deposited', 'endorsed', 'discounted']))
def test_coming_back_never_makes_it_less(kind, state):
    later = TODAY + timedelta(days=1)
    assert counted(paper(kind, 'dishonoured'), later) >= counted(paper(kind, state), later)
