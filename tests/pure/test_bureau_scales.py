"""Scores on their scales: direction, bands, words, and what is not rated."""

import pytest
from bureau_samples import score
from hypothesis import given
from hypothesis import strategies as st

from credit_management.tools.bureau_scales import derive


def band(grade, lower=None, upper=None, texts=(), flag=None):
    return {'grade': grade, 'lower': lower, 'upper': upper, 'texts': list(texts), 'flag': flag}


HUNDRED = {'minimum': 0, 'maximum': 100, 'direction': 'higher_better', 'bands': [
    band('A', 71, 100), band('B', 51, 70), band('C', 30, 50), band('D', 21, 29), band('E', 0, 20),
    band('nr', texts=("E", "Not Rated")),
]}
CLASSES = {'minimum': 0, 'maximum': 5, 'direction': 'lower_better', 'bands': [
    band('nr', 0, 0, flag='stop'),
    *[band(grade, number, number) for number, grade in enumerate('ABCDE', 1)],
]}
INDEX = {'minimum': 100, 'maximum': 600, 'direction': 'lower_better', 'bands': [
    band('A', 100, 199), band('B', 200, 299), band('C', 300, 399), band('D', 400, 499),
    band('E', 500, 600),
]}
LETTERS = {'minimum': 0, 'maximum': 0, 'direction': 'higher_better', 'bands': [
    band('A', texts=("AAA", "AA")), band('B', texts=("A",)), band('nr', texts=("M",)),
]}


def lower_better(raw, low, high, **changes):
    return score(raw, direction='lower_better', raw_min=low, raw_max=high, **changes)


@pytest.mark.parametrize(('raw', 'grade', 'norm'), [
    ('100', 'A', 100.0), ('71', 'A', 80.0), ('70', 'B', 79.0), ('51', 'B', 60.0), ('30', 'C', 40.0),
    ('21', 'D', 20.0), ('20', 'E', 19.0), ('0', 'E', 1.0), ('70.5', 'B', 79.0),
])
def test_a_number_falls_into_its_band(raw, grade, norm):
    derived = derive(score(raw), HUNDRED)
    assert (derived.grade, derived.norm) == (grade, norm)


@pytest.mark.parametrize(('raw', 'grade'), [('1', 'A'), ('3', 'C'), ('5', 'E')])
def test_where_lower_is_better_one_is_best(raw, grade):
    assert derive(lower_better(raw, '1', '5'), CLASSES).grade == grade
    safer = derive(lower_better('1', '1', '5'), CLASSES).norm
    assert safer > derive(lower_better('2', '1', '5'), CLASSES).norm


def test_a_value_can_be_an_alarm_instead_of_a_grade():
    derived = derive(lower_better('0', '0', '5'), CLASSES)
    assert (derived.grade, derived.norm, derived.flag) == ('nr', None, 'stop')


@pytest.mark.parametrize('changed', [
    score('E'), score("not rated"), score("something else"), score(None), score('101'),
    score('-1'), score(state='withheld'), score(state='not_rated'),
    score('300', raw_min='300', raw_max='850'), score(direction='lower_better'), score('nan'),
])
def test_what_is_not_rated_is_not_bad(changed):
    derived = derive(changed, HUNDRED)
    assert (derived.grade, derived.norm, derived.flag) == ('nr', None, None)


def test_a_scale_counted_from_one_is_the_same_scale():
    assert derive(score('71', raw_min='1'), HUNDRED).grade == 'A'
    assert derive(score('71', raw_min=None, raw_max=None), HUNDRED).grade == 'A'


def test_words_are_graded_by_their_list():
    assert derive(score(' aa '), LETTERS).grade == 'A'
    assert derive(score('A'), LETTERS).grade == 'B'
    assert derive(score('M'), LETTERS).grade == 'nr'


@given(st.integers(0, 1000), st.integers(0, 1000))
def test_more_is_never_less_safe_where_higher_is_better(first, second):
    low, high = sorted((first, second))
    norms = [derive(score(str(raw / 10)), HUNDRED).norm for raw in (low, high)]
    assert norms[0] <= norms[1]


@given(st.integers(1000, 6000), st.integers(1000, 6000))
def test_more_is_never_safer_where_lower_is_better(first, second):
    low, high = sorted((first, second))
    norms = [derive(lower_better(str(raw / 10), '100', '600'), INDEX).norm for raw in (low, high)]
    assert norms[0] >= norms[1]
