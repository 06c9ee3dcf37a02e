"""Why lines are late: by weight, by side, by month, and what came back after it was mended."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_management.tools.causes import (
    CAUSES,
    SIDES,
    Late,
    by_month,
    by_side,
    came_back,
    pareto,
)

DAY = date(2026, 10, 31)
LINES = [
    Late('cash_short', 300, DAY), Late('dispute_price', 100, DAY),
    Late('docs_missing', 500, DAY + timedelta(days=1)), Late('dispute_price', 100, DAY),
]


def test_the_causes():
    assert {code: (one.side, one.owner, one.root) for code, one in CAUSES.items()} == {
        'forgot': ('buyer', 'credit', None), 'process': ('buyer', 'credit', None),
        'docs_missing': ('seller', 'receivables', None),
        'dispute_quality': ('seller', 'after_sales', 'dispute'),
        'dispute_qty': ('seller', 'logistics', 'dispute'),
        'dispute_price': ('seller', 'sales', 'dispute'),
        'cash_short': ('buyer', 'credit', 'able'), 'habit': ('buyer', 'credit', 'willing'),
        'leverage': ('buyer', 'sales', 'willing'), 'bad_faith': ('buyer', 'credit', 'willing'),
        'insolvency': ('buyer', 'credit', 'able'), 'unknown': ('unknown', 'credit', None),
    }


def test_the_heaviest_comes_first():
    assert [(row.cause, row.count, row.amount, row.share, row.cumulative) for row in pareto(LINES)] == [
        ('docs_missing', 1, 500, Fraction(1, 2), Fraction(1, 2)),
        ('cash_short', 1, 300, Fraction(3, 10), Fraction(4, 5)),
        ('dispute_price', 2, 200, Fraction(1, 5), 1),
    ]
    assert pareto([]) == ()
    assert pareto([Late('habit', 0, DAY)])[0].share is None
    assert [row.cause for row in pareto([Late('process', 1, DAY), Late('habit', 1, DAY)])] == [
        'habit', 'process']


def test_a_cause_that_does_not_exist_is_no_cause():
    for function in (pareto, by_side):
        with pytest.raises(KeyError):
            function([Late('weather', 1, DAY)])


def test_by_side_and_month():
    assert by_side(LINES) == {
        'seller': Fraction(7, 10), 'buyer': Fraction(3, 10), 'unknown': 0}
    assert by_side([]) == dict.fromkeys(SIDES)
    months = by_month(LINES[::-1])
    assert list(months) == [(2026, 10), (2026, 11)]
    assert months[2026, 10] == pareto([LINES[0], LINES[1], LINES[3]])


def test_what_came_back_was_not_mended():
    mended = {'dispute_price': DAY - timedelta(days=1), 'docs_missing': DAY + timedelta(days=1)}
    assert came_back(LINES, mended) == {'dispute_price': (2, 200)}
    assert came_back(LINES, {}) == {}


@given(st.lists(st.builds(
    Late, st.sampled_from(list(CAUSES)), st.integers(1, 1_000), st.just(DAY)), min_size=1))
def test_shares_add_up_and_fall(lines):
    rows = pareto(lines)
    assert rows[-1].cumulative == sum(row.share for row in rows) == 1
    assert sum(row.count for row in rows) == len(lines)
    assert [row.amount for row in rows] == sorted((row.amount for row in rows), reverse=True)
    assert sum(by_side(lines).values()) == 1
