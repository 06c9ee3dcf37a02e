"""Terms of interest are data: packs by country, agreed rates, and what cannot be."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from credit_management.tools.late_interest import (
    NEUTRAL,
    TERMS,
    Debt,
    Terms,
    agreed,
    charge,
    is_below_minimum,
)

DUE, BREACH = date(2026, 3, 31), date(2026, 4, 1)


def after(days):
    return DUE + timedelta(days=days)


def test_packs():
    assert {code: terms.reference for code, terms in TERMS.items()} == {
        'CN': 'LPR 1Y', 'CN-SME': None, 'EU': 'ECB', 'UK': 'BoE', 'neutral': None}
    assert {terms.basis for terms in TERMS.values()} == {365}
    assert all(terms.source for terms in TERMS.values())


def test_without_a_pack_or_a_clause_there_is_no_interest():
    assert charge(Debt(100_000, DUE), after(90), NEUTRAL).interest == 0


def test_an_agreed_rate():
    assert charge(Debt(36_500, DUE), BREACH, agreed(yearly=0.12)).interest == 12
    assert charge(Debt(36_500, DUE), BREACH, agreed(daily=0.001)).interest == Fraction('36.5')
    assert charge(Debt(36_500, DUE), BREACH, agreed(yearly=0)).interest == 0
    assert agreed(daily=0.001, basis=360).basis == 360
    assert agreed(yearly=0.1).code == agreed(daily=0.1).code == 'agreed'
    assert agreed(yearly=0.1).source == agreed(daily=0.1).source == 'contract'


@pytest.mark.parametrize('options', [{}, {'yearly': 0.1, 'daily': 0.1}])
def test_a_contract_has_one_rate(options):
    with pytest.raises(ValueError, match="not none or both"):
        agreed(**options)


@pytest.mark.parametrize('options', [{'yearly': -0.01}, {'daily': -0.01}])
def test_a_rate_is_not_below_zero(options):
    with pytest.raises(ValueError, match="not below zero"):
        agreed(**options)


def test_terms_that_cannot_be_are_refused():
    with pytest.raises(ValueError, match="half_year, daily, not 'monthly'"):
        Terms('x', fixing='monthly')
    with pytest.raises(ValueError, match="360, 365 or actual days, not 364"):
        Terms('x', basis=364)


def test_the_floor_of_what_small_firms_may_agree():
    assert is_below_minimum(0.029, 0.03)
    assert not is_below_minimum(0.03, 0.03)
    assert is_below_minimum(None, 0.03) is is_below_minimum(0.03, None) is None
