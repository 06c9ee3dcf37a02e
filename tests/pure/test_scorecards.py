"""Characteristic analysis: points, coverage, reading."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_management.tools.exact import percent
from credit_management.tools.scorecards import (
    CHARACTERISTIC_WEIGHTS,
    CHARACTERISTICS,
    score,
)

ORACLE = dict(zip(
    CHARACTERISTIC_WEIGHTS,
    (6, 7, 7, 5, 6, 6, 8, 6, 5, 5, 4, None, 8, 7, None, 6, 6, 7), strict=True))
RATINGS = st.fixed_dictionaries({}, optional={
    factor: st.one_of(st.none(), st.integers(1, 10)) for factor in CHARACTERISTIC_WEIGHTS})


def test_the_weights_make_a_hundred_in_three_groups_of_six():
    assert sum(CHARACTERISTIC_WEIGHTS.values()) == 100
    groups = [group for group, _factor, _weight in CHARACTERISTICS]
    assert {group: groups.count(group) for group in groups} == {
        'own': 6, 'priority': 6, 'finance': 6}


def test_the_published_case():
    found = score(CHARACTERISTIC_WEIGHTS, ORACLE)
    assert (found.points, found.most) == (570, 880)
    assert percent(found.share) == 64.77
    assert (found.coverage, found.is_enough) == (Fraction(88, 100), True)
    assert (found.missing, found.reading) == (('substitutes', 'profitability'), 'acceptable')


@pytest.mark.parametrize(('rating', 'reading'), [
    (1, 'no_credit'), (2, 'no_credit'), (Fraction(201, 100), 'high_risk'),
    (Fraction(45, 10), 'high_risk'), (Fraction(65, 10), 'acceptable'), (7, 'low_risk'),
])
def test_what_a_share_says(rating, reading):
    assert score({'one': 3}, {'one': rating}).reading == reading


def test_little_known_is_not_enough_and_nothing_known_is_no_score():
    weights = {'a': 60, 'b': 40}
    assert score(weights, {'a': 9}).is_enough
    assert not score(weights, {'b': 9}).is_enough
    nothing = score(weights, {'a': None})
    assert (nothing.share, nothing.reading, nothing.coverage) == (None, None, 0)
    assert score({}, {}).coverage is None


@pytest.mark.parametrize(('weights', 'ratings', 'word'), [
    ({'a': 1}, {'b': 5}, 'no weight for b'),
    ({'a': 1}, {'a': 11}, 'beyond 1 to 10: a'),
    ({'a': 1}, {'a': 0}, 'beyond 1 to 10: a'),
    ({'a': -1}, {}, 'below 0: a'),
])
def test_what_cannot_be_rated_is_said(weights, ratings, word):
    with pytest.raises(ValueError, match=word):
        score(weights, ratings)


@given(RATINGS, st.integers(1, 50))
def test_coverage_and_what_is_missing_make_one_and_scaled_weights_change_nothing(ratings, times):
    found = score(CHARACTERISTIC_WEIGHTS, ratings)
    missing = sum(CHARACTERISTIC_WEIGHTS[factor] for factor in found.missing)
    assert found.coverage + Fraction(missing, 100) == 1
    scaled = score(
        {factor: Fraction(weight * times, 7) for factor, weight in CHARACTERISTIC_WEIGHTS.items()},
        ratings)
    assert (scaled.share, scaled.coverage, scaled.missing) == (
        found.share, found.coverage, found.missing)


@given(RATINGS, st.sampled_from(sorted(CHARACTERISTIC_WEIGHTS)))
def test_a_better_rating_is_never_a_worse_score(ratings, factor):
    if ratings.get(factor) in (None, 10):
        return
    better = {**ratings, factor: ratings[factor] + 1}
    assert score(CHARACTERISTIC_WEIGHTS, better).share > score(CHARACTERISTIC_WEIGHTS, ratings).share
