"""Scales: a better raw value never gets a lower place, and not rated is not bad."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from sync_agent.normalise.scales import Scale, days_beyond_terms, shipped

VERSION, SCALES = shipped()
NUMERIC = {name: scale for name, scale in SCALES.items() if scale.bands}
WORDS = {name: scale for name, scale in SCALES.items() if scale.letters}


@given(st.sampled_from(sorted(NUMERIC)), st.data())
def test_a_better_raw_value_is_never_lower(name, data):
    scale = NUMERIC[name]
    inside = st.decimals(scale.min, scale.max, places=2)
    worse, better = sorted([data.draw(inside), data.draw(inside)],
                           reverse=scale.direction == 'lower_better')
    assert scale.norm(str(worse)) <= scale.norm(str(better))


@given(st.sampled_from(sorted(NUMERIC)), st.data())
def test_a_place_lies_in_the_grade_of_its_band(name, data):
    scale = NUMERIC[name]
    grade = data.draw(st.sampled_from(sorted(scale.bands)))
    raw = str(data.draw(st.decimals(*scale.bands[grade], places=1)))
    assert scale.grade(raw) == grade
    assert 1 <= scale.norm(raw) <= 100


@pytest.mark.parametrize('name', sorted(WORDS))
def test_words_go_down_from_the_first(name):
    scale = WORDS[name]
    places = [scale.norm(word) for words in scale.letters.values() for word in words]
    assert places == sorted(places, reverse=True)
    assert all(scale.grade(word) == grade
               for grade, words in scale.letters.items() for word in words)


@pytest.mark.parametrize(('name', 'raw', 'state', 'remark'), [
    ('creditsafe.letter', 'E', 'not_rated', None),
    ('creditsafe.100', 'Not Rated', 'not_rated', None),
    ('creditsafe.100', 'NOT RATED', 'not_rated', None),
    ('creditsafe.100', '101', 'not_rated', 'out_of_scale'),
    ('creditsafe.100', 'soon', 'not_rated', 'unknown_value'),
    ('creditsafe.100', None, 'not_rated', None),
    ('dnb.failure.class', '0', 'not_rated', 'out of business or open bankruptcy'),
    ('cn.tax_credit', 'M', 'not_rated', None),
    ('agency.letter', 'D', 'not_rated', 'default'),
    ('paydex', '80', 'rated', None),
    ('paydex', 'Infinity', 'not_rated', 'unknown_value'),
])
def test_what_is_no_score_is_not_rated_and_not_bad(name, raw, state, remark):
    assert SCALES[name].read(raw) == (state, remark)
    assert (SCALES[name].norm(raw) is None) == (state != 'rated')


def test_the_published_bands():
    assert [SCALES['creditsafe.100'].grade(raw) for raw in ('71', '70', '30', '29', '20')] == \
        ['A', 'B', 'C', 'D', 'E']
    assert SCALES['dnb.failure.class'].grade('5') == 'E'
    assert SCALES['index.700'].grade('100') == 'A'
    assert VERSION == 1


@pytest.mark.parametrize(('points', 'days'), [
    (100, 0), (80, 0), (75, Decimal('7.5')), (70, 15), (60, 22), (50, 30), (40, 60), (30, 90),
    (20, 120), (5, 120),
])
def test_paydex_points_are_days_beyond_terms(points, days):
    assert days_beyond_terms(points) == days


@pytest.mark.parametrize('changes', [
    {'bands': {'A': [0, 20], 'E': [21, 100]}},
    {'bands': {'A': [71, 100]}, 'letters': {'A': ['A']}},
    {'bands': {'F': [0, 100]}},
    {'bands': {'A': [100, 0]}},
    {'min': None, 'bands': {'A': [0, 100]}},
    {},
])
def test_a_scale_that_contradicts_itself_is_refused(changes):
    facts = {'dimension': 'overall', 'direction': 'higher_better', 'min': 0, 'max': 100}
    with pytest.raises(ValidationError):
        Scale.model_validate({**facts, **changes})
