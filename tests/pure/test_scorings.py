"""Scorecards as data: each kind answers in one shape, with the card's own numbers."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_management.tools import annual_accounts, composite_grades, scorecards
from credit_management.tools.composite_grades import paydex
from credit_management.tools.exact import exact, rounded
from credit_management.tools.scorings import (
    KINDS,
    Band,
    Card,
    accounts_part,
    by_accounts,
    by_bureau,
    by_parts,
    by_payment,
    by_ratings,
    refusal,
)

#: The firm and the ratings of the published cases (`domain.md` 9.5).
FIRM = annual_accounts.Accounts(
    current_assets=800, inventory=300, current_liabilities=500, total_assets=1500,
    total_liabilities=900, retained_earnings=200, ebit=150, sales=2000, profit=120,
    depreciation=40, interest=30, intangibles=20,
)
ORACLE = dict(zip(
    scorecards.CHARACTERISTIC_WEIGHTS,
    (6, 7, 7, 5, 6, 6, 8, 6, 5, 5, 4, None, 8, 7, None, 6, 6, 7), strict=True))

CHARACTERISTIC = Card('characteristic', scorecards.CHARACTERISTIC_WEIGHTS, (
    Band('no_credit', 20), Band('high_risk', 45), Band('acceptable', 65), Band('low_risk')),
    Fraction(3, 5))
PRIVATE = Card('z_private', dict(zip(
    KINDS['z_private'], annual_accounts.Z_MODELS['private'][0], strict=True)), (
    Band('distress', 1.23, False), Band('grey', 2.90), Band('safe')))
BATHORY = Card('bathory', dict.fromkeys(KINDS['bathory'], 1), (
    Band('bad', 0, False), Band('good')))
ASSETS = Card('working_assets', {}, (
    *(Band(risk, upto, True, share) for upto, share, risk in annual_accounts.ASSET_STEPS),
    Band('low', part=25)))
PAYMENT = Card('payment', composite_grades.PAYMENT_WEIGHTS, (
    Band('prompt', 0, part=100), Band('slow', 15, part=65), Band('late', 45, part=35),
    Band('bad', 90, part=0)))
BUREAU = Card('bureau', {'failure': 1, 'payment_behaviour': 1, 'tax': 0})
COMPOSITE = Card('composite', composite_grades.WEIGHTS, (
    Band('E', 35, False, 0), Band('D', 50, False, 20), Band('C', 65, False, 50),
    Band('B', 80, False, 80), Band('A', part=100)), Fraction(1, 2))
CARDS = (CHARACTERISTIC, PRIVATE, BATHORY, ASSETS, PAYMENT, BUREAU, COMPOSITE)
POINTS = st.one_of(st.none(), st.integers(0, 100))


@pytest.mark.parametrize('card', CARDS, ids=lambda card: card.kind)
def test_the_shipped_cards_are_sound(card):
    assert refusal(card) is None


def test_the_published_characteristics():
    found = by_ratings(CHARACTERISTIC, ORACLE)
    assert (rounded(found.value), found.coverage, found.band) == (
        64.77, Fraction(88, 100), 'acceptable')
    assert (found.missing, found.why) == (('substitutes', 'profitability'), None)
    assert sum(factor.points for factor in found.factors if factor.points) == 570
    few = by_ratings(CHARACTERISTIC, {'payments': 9})
    assert (few.points, few.coverage, few.why) == (90, Fraction(15, 100), 'coverage')


def test_five_c_are_rated_to_five():
    card = Card('five_c', dict.fromkeys(scorecards.FIVE_C, 1), best=5)
    assert by_ratings(card, {'character': 5, 'capital': 3}).points == 80
    with pytest.raises(ValueError, match='beyond'):
        by_ratings(card, {'character': 6})


def test_the_published_firm():
    z = by_accounts(PRIVATE, FIRM)
    assert (rounded(z.value, 4), z.band) == (2.1777, 'grey')
    assert [rounded(factor.value, 4) for factor in z.factors] == [0.2, 0.1333, 0.1, 0.6667, 1.3333]
    strength = by_accounts(BATHORY, FIRM)
    assert (rounded(strength.value, 4), strength.band, strength.points) == (2.8244, 'good', None)
    assets = by_accounts(ASSETS, FIRM)
    assert (assets.value, assets.part, assets.band, assets.points) == (
        Fraction('78.75'), Fraction('17.5'), 'limited', 70)
    expected = composite_grades.accounts_points(
        z=(z.value, Fraction('1.23'), Fraction('2.90')), asset_share=Fraction('17.5'))
    assert accounts_part((z, strength, assets)) == expected


def test_what_is_not_told_is_named():
    found = by_accounts(PRIVATE, replace(FIRM, sales=None))
    assert (found.value, found.missing, found.coverage) == (None, ('sales',), 0)
    assert accounts_part((found,)) is None


def test_a_card_of_ones_own_counts():
    doubled = replace(PRIVATE, weights={code: 2 * weight for code, weight in PRIVATE.weights.items()})
    assert by_accounts(doubled, FIRM).value == 2 * by_accounts(PRIVATE, FIRM).value
    strict = replace(PRIVATE, bands=(Band('distress', 2.5, False), Band('grey', 3), Band('safe')))
    assert by_accounts(strict, FIRM).band == 'distress'


@pytest.mark.parametrize(('days', 'band', 'points'), [
    (-3, 'prompt', 100), (0, 'prompt', 100), (15, 'slow', 65), (30, 'late', 50), (60, 'bad', None),
    (200, 'bad', 0),
])
def test_days_beyond_terms(days, band, points):
    found = by_payment(PAYMENT, days)
    assert found.band == band
    assert points is None or found.points == points
    assert found.coverage == Fraction(70, 100)


def test_promises_say_nothing_without_days():
    found = by_payment(PAYMENT, promises=1)
    assert (found.points, found.why) == (None, 'days')


def test_an_index_like_a_bureaus():
    assert rounded(paydex(2.5)) == 78.33
    assert (paydex(45), paydex(-5), paydex(120)) == (45, 80, 20)


def test_bureaus_by_weight():
    assert by_bureau(BUREAU, {'failure': 80, 'payment_behaviour': 60, 'tax': 1}).points == 70
    assert by_bureau(BUREAU, {}).points is None


@given(st.fixed_dictionaries(dict.fromkeys(composite_grades.WEIGHTS, POINTS)),
       st.sets(st.sampled_from(sorted(composite_grades.CAPS))))
def test_the_card_of_grades_says_what_the_grades_say(parts, caps):
    found, told = by_parts(COMPOSITE, parts, caps), composite_grades.composite(parts, caps)
    assert (found.band, found.uncapped, found.points, found.caps) == (
        told.grade, told.uncapped, told.points, told.caps)


@pytest.mark.parametrize(('card', 'code'), [
    (replace(PRIVATE, weights={**PRIVATE.weights, 'x1': -1}), 'negative'),
    (replace(CHARACTERISTIC, weights=dict.fromkeys(CHARACTERISTIC.weights, 0)), 'no_weight'),
    (replace(PRIVATE, weights={'x1': 1}), 'factors'),
    (replace(CHARACTERISTIC, bands=(Band('a', 5), Band('b', 5), Band('c'))), 'order'),
    (replace(CHARACTERISTIC, bands=(Band('a', 5), Band('a'))), 'twice'),
    (replace(PRIVATE, bands=PRIVATE.bands[:2]), 'zones'),
    (replace(COMPOSITE, bands=COMPOSITE.bands[:4]), 'grades'),
    (replace(ASSETS, bands=()), 'no_bands'),
])
def test_what_cannot_be_published(card, code):
    assert refusal(card) == code


@given(st.lists(st.integers(-50, 50), min_size=1, max_size=6, unique=True), st.integers(-60, 60))
def test_every_value_has_one_band(bounds, value):
    bounds = sorted(bounds)
    bands = tuple(Band(str(number), bound) for number, bound in enumerate(bounds)) + (Band('last'),)
    found = Card('characteristic', {}, bands).band(exact(value))
    assert found.code == next((str(n) for n, bound in enumerate(bounds) if value <= bound), 'last')
