"""Gini, defaults by grade and stability."""

from fractions import Fraction
from itertools import product
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_management.tools import score_validation
from credit_management.tools.score_validation import (
    GradeRow,
    auc,
    by_grade,
    gini,
    is_enough,
    stability,
    stability_reading,
    turned_round,
)

SCORES = st.lists(st.tuples(st.integers(0, 6), st.booleans()), max_size=40)


@pytest.mark.parametrize(('scores', 'expected'), [
    ([(90, False), (80, False), (20, True)], 1),
    ([(20, False), (90, True)], -1),
    ([(50, False), (50, True)], 0),
    # Of six pairs four are right and one is a tie: AUC 4.5 / 6.
    ([(90, False), (60, False), (30, False), (60, True), (20, True)], Fraction(1, 2)),
    ([(90, False)], None),
    ([(90, True)], None),
    ([], None),
])
def test_gini(scores, expected):
    assert gini(scores) == expected


@given(SCORES)
def test_auc_is_the_chance_that_a_pair_is_right(scores):
    pairs = list(product(
        [score for score, bad in scores if not bad], [score for score, bad in scores if bad]))
    right = sum(Fraction(1) if good > bad else Fraction(good == bad, 2) for good, bad in pairs)
    assert auc(scores) == (right / len(pairs) if pairs else None)


@given(SCORES)
def test_turned_scores_turn_gini(scores):
    found = gini(scores)
    assert gini([(-score, bad) for score, bad in scores]) == (None if found is None else -found)


def test_defaults_by_grade_and_where_grades_are_turned_round():
    table = by_grade(
        [('A', False)] * 9 + [('A', True)] + [('B', False)] * 20 + [('D', True)], 'ABCD')
    assert table == [
        GradeRow('A', 10, 1), GradeRow('B', 20, 0), GradeRow('C', 0, 0), GradeRow('D', 1, 1)]
    assert [row.rate for row in table] == [Fraction(1, 10), 0, None, 1]
    assert turned_round(table) == [('A', 'B')]


def test_few_cases_are_no_ground():
    fewest = score_validation.FEWEST
    assert is_enough([(1, True)] * fewest + [(2, False)] * fewest)
    assert not is_enough([(1, True)] * (fewest - 1) + [(2, False)] * 90)
    assert not is_enough([(1, True)] * 90 + [(2, False)] * (fewest - 1))


def test_stability():
    assert stability({'A': 50, 'B': 50}, {'A': 500, 'B': 500}) == 0
    moved = stability({'A': 50, 'B': 50}, {'A': 30, 'B': 70})
    assert moved == pytest.approx(-0.2 * log(0.6) + 0.2 * log(1.4))
    assert stability_reading(moved) == 'moved'
    assert stability_reading(0.1) == 'stable'
    assert stability_reading(stability({'A': 100}, {'E': 100})) == 'shifted'
    assert stability({}, {'A': 1}) is None
    assert stability_reading(None) is None


@given(st.dictionaries(st.sampled_from('ABCDE'), st.integers(0, 99)),
       st.dictionaries(st.sampled_from('ABCDE'), st.integers(0, 99)))
def test_stability_is_the_same_both_ways_and_never_below_nought(then, now):
    found = stability(then, now)
    if found is not None:
        assert found >= 0
        assert found == pytest.approx(stability(now, then))


def test_the_curve_goes_through_equals_at_once():
    from credit_management.tools.score_validation import curve
    assert curve([(1, True), (2, False)]) == [(0, 0), (Fraction(1, 2), 1), (1, 1)]
    assert curve([(1, True), (1, False)]) == [(0, 0), (1, 1)]
    assert curve([(1, False)]) == []
