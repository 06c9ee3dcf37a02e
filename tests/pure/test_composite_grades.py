"""A grade from its parts, and its caps."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_management.tools.composite_grades import (
    CAPS,
    ORDER,
    WEIGHTS,
    accounts_points,
    composite,
    payment_points,
)

POINTS = st.one_of(st.none(), st.integers(0, 100))
PARTS = st.fixed_dictionaries(dict.fromkeys(WEIGHTS, POINTS))


@pytest.mark.parametrize(('points', 'grade'), [
    (100, 'A'), (80, 'A'), (79, 'B'), (65, 'B'), (64, 'C'), (50, 'C'), (49, 'D'), (35, 'D'),
    (34, 'E'), (0, 'E'),
])
def test_cut_offs(points, grade):
    assert composite(dict.fromkeys(WEIGHTS, points)).grade == grade


def test_the_weights_and_what_is_missing():
    found = composite({'payment': 80, 'characteristics': 60, 'bureau': 70, 'accounts': 50})
    assert (found.points, found.coverage, found.grade) == (67, 1, 'B')
    found = composite({'payment': 80, 'characteristics': 60, 'bureau': None})
    assert found.points == Fraction(80 * 35 + 60 * 25, 60)
    assert (found.coverage, found.caps, found.grade) == (Fraction(3, 5), (), 'B')
    assert found.weights == {'payment': Fraction(35, 60), 'characteristics': Fraction(25, 60)}


def test_little_known_is_c_at_best():
    found = composite({'payment': 95})
    assert (found.uncapped, found.grade, found.caps) == ('A', 'C', ('coverage',))
    assert composite({'payment': 20}).grade == 'E'
    assert composite({'payment': 95}, thin='B').grade == 'B'
    assert composite({'payment': 95}, ('new',), thin='B').grade == 'C'
    found = composite({'payment': 95}, thin='A')
    assert (found.grade, found.caps) == ('A', ())
    assert composite({'payment': 95, 'characteristics': 90}, thin='C').grade == 'A', "enough is known"
    assert composite({}).grade is None


@pytest.mark.parametrize(('cap', 'grade'), [
    ('alert', 'C'), ('stop', 'E'), ('hard_stop', 'E'), ('characteristics', 'C'), ('new', 'C'),
    ('fraud', 'E'),
])
def test_caps(cap, grade):
    assert composite(dict.fromkeys(WEIGHTS, 90), (cap,)).grade == grade
    assert composite(dict.fromkeys(WEIGHTS, 40), (cap,)).grade == max('D', grade)
    assert composite({}, (cap,)).grade == ('E' if grade == 'E' else None)


@pytest.mark.parametrize(('parts', 'word'), [
    ({'weather': 5}, 'no weight for weather'), ({'payment': 101}, 'beyond 0 to 100: payment')])
def test_what_cannot_be_is_said(parts, word):
    with pytest.raises(ValueError, match=word):
        composite(parts)


@given(PARTS, st.integers(1, 30))
def test_scaled_weights_change_nothing(parts, times):
    scaled = {part: Fraction(weight * times, 11) for part, weight in WEIGHTS.items()}
    assert composite(parts, weights=scaled) == composite(parts)


@given(PARTS, st.sets(st.sampled_from(sorted(CAPS))), st.sampled_from(sorted(CAPS)))
def test_one_more_cap_never_makes_a_better_grade(parts, caps, more):
    before, after = composite(parts, caps).grade, composite(parts, caps | {more}).grade
    assert before is None or ORDER.index(after) >= ORDER.index(before)


@given(PARTS, st.sampled_from(sorted(WEIGHTS)))
def test_more_points_never_make_a_worse_grade(parts, part):
    if parts[part] in (None, 100):
        return
    better = composite({**parts, part: parts[part] + 1})
    assert ORDER.index(better.grade) <= ORDER.index(composite(parts).grade)


@pytest.mark.parametrize(('days', 'points'), [
    (-5, 100), (0, 100), (15, 65), (30, 50), (45, 35), (90, 0), (400, 0), (None, None)])
def test_paying_meets_the_grades(days, points):
    assert payment_points(days) == points


def test_promises_and_disputes_count_with_the_days():
    assert payment_points(0, promises_kept=0) == Fraction(70 * 100, 90)
    assert payment_points(0, 1, Fraction(1, 20)) == 95
    assert payment_points(0, 1, Fraction(1, 2)) == 90
    assert payment_points(None, 0, 0) is None


def test_accounts_meet_the_grades():
    private = (Fraction('1.23'), Fraction('2.90'))
    assert accounts_points((Fraction('1.23'), *private)) == 35
    assert accounts_points((Fraction('2.90'), *private)) == 80
    assert accounts_points((99, *private)) == 100
    assert accounts_points((-99, *private)) == 0
    assert accounts_points(asset_share=Fraction('17.5')) == 70
    assert accounts_points() is None


@given(st.integers(-50, 300), st.integers(1, 50))
def test_later_is_never_better(days, more):
    assert payment_points(days + more) <= payment_points(days)
