"""Working assets, Z and Bathory from a customer's annual accounts."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_management.tools import annual_accounts
from credit_management.tools.annual_accounts import (
    Accounts,
    bathory,
    working_asset_limit,
    z_score,
)
from credit_management.tools.exact import rounded

FIRM = Accounts(
    current_assets=800, inventory=300, current_liabilities=500, total_assets=1500,
    total_liabilities=900, retained_earnings=200, ebit=150, sales=2000, profit=120,
    depreciation=40, interest=30, intangibles=20,
)
AMOUNTS = st.integers(0, 10_000)


def test_the_published_limit_by_working_assets():
    found = working_asset_limit(FIRM)
    assert (found.assets, rounded(found.value, 4)) == (450, 0.2667)
    assert (found.share, found.risk, found.limit) == (Fraction('17.5'), 'limited', Fraction('78.75'))


@pytest.mark.parametrize(('value', 'share'), [
    ('-4.6', 0), ('-4.595', 2.5), ('-3.9', 2.5), ('0.3', 17.5), ('0.3001', 20), ('1', 20),
    ('1.01', 25), ('-99', 0),
])
def test_steps_are_open_below_and_closed_above(monkeypatch, value, share):
    monkeypatch.setattr(annual_accounts, 'asset_value', lambda _accounts: Fraction(value))
    assert working_asset_limit(FIRM).share == Fraction(str(share))


@pytest.mark.parametrize(('changes', 'limit', 'why'), [
    # Two ratios above 0 over an equity below 0 would make an insolvent firm a fine one.
    ({'total_liabilities': 1600}, 0, 'no_equity'),
    ({'total_liabilities': 1500}, 0, 'no_equity'),
    ({'current_liabilities': 2000}, 0, 'no_working_assets'),
    ({'current_liabilities': 0}, 175, 'no_short_debt'),
])
def test_guards_where_the_ratios_lie(changes, limit, why):
    found = working_asset_limit(replace(FIRM, **changes))
    assert (found.limit, found.why) == (limit, why)


def test_z_of_a_private_maker():
    found = z_score(FIRM, 'private')
    assert (rounded(found.value, 4), found.zone) == (2.1777, 'grey')
    assert sum(found.terms) == found.value


def test_z_of_the_others():
    assert rounded(z_score(FIRM, 'other').value, 4) == 3.1187
    assert z_score(FIRM, 'other').zone == 'safe'
    listed = z_score(replace(FIRM, market_equity=1200), 'public')
    assert rounded(listed.value, 4) == 2.8887
    assert z_score(FIRM, 'public').missing == ('market_equity',)


@pytest.mark.parametrize(('kind', 'ebit', 'zone'), [
    ('other', -60, 'grey'), ('other', -1000, 'distress'), ('private', 5000, 'safe'),
])
def test_zones(kind, ebit, zone):
    assert z_score(replace(FIRM, ebit=ebit), kind).zone == zone


def test_bathory():
    found = bathory(FIRM)
    assert [rounded(term, 4) for term in found.terms] == [0.38, 0.4, 1.2, 0.6444, 0.2]
    assert (rounded(found.value, 4), found.zone) == (2.8244, 'good')
    assert bathory(replace(FIRM, profit=-1500)).zone == 'bad'
    # A loss over a working capital below 0 would add points.
    assert bathory(replace(FIRM, profit=-100, current_assets=100)).why == 'no_working_capital'


@pytest.mark.parametrize('call', [
    working_asset_limit, bathory, lambda accounts: z_score(accounts, 'private')])
def test_nothing_is_guessed(call):
    assert call(Accounts()).missing
    one = replace(FIRM, total_assets=None)
    assert call(one).missing == ('total_assets',)


@given(st.builds(Accounts, **dict.fromkeys(annual_accounts.ENTRIES, AMOUNTS)))
def test_any_accounts_are_read_or_refused(accounts):
    found = working_asset_limit(accounts)
    assert 0 <= found.limit <= max(found.assets, 0) / 4
    for kind in annual_accounts.Z_MODELS:
        reading = z_score(accounts, kind)
        assert (reading.value is None) == (reading.why is not None)
    reading = bathory(accounts)
    assert (reading.value is None) == (reading.why is not None)


def test_what_no_balance_sheet_says():
    sound = {'total_assets': 1500, 'total_liabilities': 900, 'current_assets': 800, 'inventory': 300}
    assert annual_accounts.sheet_faults(sound, 600) == []
    assert annual_accounts.sheet_faults(sound, 607) == []
    assert annual_accounts.sheet_faults(sound, 620) == [('balance', 1500.0, 1520.0)]
    assert annual_accounts.sheet_faults(sound) == []
    assert annual_accounts.sheet_faults({**sound, 'inventory': 801}) == [
        ('more', 'inventory', 'current_assets')]
