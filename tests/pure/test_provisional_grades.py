from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_management.tools.provisional_grades import (
    FEWEST_LINES,
    Paying,
    best_by_paying,
    provisional,
)

GRADES = ('A', 'B', 'C', 'D')


def paying(months=36, days=0, late=0.0, lines=20):
    """Return who paid 1,000 so many days late on average, that part of it late at all."""
    return Paying(months, lines, 1000, 1000 * late, 1000 * days)


@pytest.mark.parametrize(('months', 'days', 'late', 'grade'), [
    (24, 5, 0.25, 'A'), (24, 5.1, 0.25, 'B'), (24, 5, 0.26, 'B'), (23, 0, 0, 'B'), (36, -20, 0, 'A'),
    (12, 15, 0.5, 'B'), (12, 15.1, 0.5, 'C'), (12, 0, 0.51, 'C'), (11, -5, 0, 'C'), (0, 0, 0, 'C'),
    (36, 45, 1, 'C'), (36, 45.1, 1, 'D'), (3, 60, 1, 'D'),
])
def test_each_grade_ends_where_it_says(months, days, late, grade):
    assert provisional(paying(months, days, late)) == grade


def test_too_few_lines_are_no_habit():
    assert provisional(paying(lines=FEWEST_LINES)) == 'A'
    assert provisional(paying(lines=FEWEST_LINES - 1)) is None
    assert provisional(Paying(36, 5, 0, 0, 0)) is None


def test_figures_are_parts_and_averages():
    one = Paying(30, 4, 400, 100, 2000)
    assert (one.beyond_terms, one.late_share) == (5, 0.25)
    nothing = Paying(30, 0, 0, 0, 0)
    assert (nothing.beyond_terms, nothing.late_share) == (None, None)


@given(st.integers(0, 60), st.integers(-60, 200), st.floats(0, 1), st.integers(0, 59),
       st.integers(0, 100), st.floats(0, 1))
def test_paying_worse_never_betters_a_grade(months, days, late, fewer, longer, share):
    one = paying(months, days, late)
    worse = replace(
        one, months=min(one.months, fewer), late_days=one.late_days + 1000 * longer,
        late_amount=max(one.late_amount, 1000 * share),
    )
    assert GRADES.index(provisional(worse)) >= GRADES.index(provisional(one))
    assert provisional(one) != 'E'


@pytest.mark.parametrize(('months', 'days', 'grade'), [
    (24, 5, 'A'), (23, 0, 'B'), (24, 6, 'B'), (12, 15, 'B'), (12, 16, 'C'), (11, 0, 'C'),
    (None, 0, 'C'), (36, None, 'C'),
])
def test_what_paying_alone_may_give(months, days, grade):
    assert best_by_paying(months, days) == grade
