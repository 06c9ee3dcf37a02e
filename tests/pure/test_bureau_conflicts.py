"""Several sources on one customer, and how old each may be."""

from datetime import date, timedelta

import pytest

from credit_management.tools.bureau_ages import age_state
from credit_management.tools.bureau_conflicts import choose, recommended

TODAY = date(2026, 11, 23)


def row(grade, priority=1, days=0, **changes):
    norm = {'A': 90.0, 'B': 70.0, 'C': 50.0, 'D': 30.0, 'E': 10.0}.get(grade)
    return {
        'grade': grade, 'norm': norm, 'priority': priority, 'dimension': 'failure',
        'as_of': TODAY - timedelta(days=days), 'is_stale': False, **changes,
    }


def test_the_bureau_with_priority_counts_else_the_newest():
    first, second = row('B', priority=1, days=9), row('A', priority=2)
    assert choose([second, first])['failure'] == {'score': first, 'conflict': False}
    newer = row('B', days=1)
    assert choose([first, newer])['failure']['score'] is newer


def test_two_letters_apart_the_worse_one_counts_and_a_person_looks():
    good, bad = row('A', priority=1), row('C', priority=9)
    assert choose([good, bad])['failure'] == {'score': bad, 'conflict': True}


def test_dimensions_are_never_mixed_and_the_unrated_and_stale_count_for_nothing():
    late = row('E', dimension='delinquency')
    found = choose([row('A'), late, row('nr'), row('E', is_stale=True)])
    assert {name: item['score']['grade'] for name, item in found.items()} == {
        'failure': 'A', 'delinquency': 'E'}
    assert not any(item['conflict'] for item in found.values())


def test_limits_are_never_added_or_averaged():
    def limit(amount, state='stated', is_stale=False):
        return {'amount': amount, 'state': state, 'is_stale': is_stale}
    assert recommended([limit(50_000.0), limit(30_000.0)])['amount'] == 30_000.0
    assert recommended([limit(50_000.0), limit(0.0, 'zero')])['amount'] == 0.0
    assert recommended([limit(50_000.0), limit(10.0, is_stale=True)])['amount'] == 50_000.0
    assert recommended([limit(None), limit(5.0, 'text')]) is None


@pytest.mark.parametrize(('days', 'expected'), [
    (0, 'fresh'), (90, 'fresh'), (91, 'ageing'), (180, 'ageing'), (181, 'stale'), (-1, 'fresh'),
])
def test_content_ages_from_the_day_that_it_speaks_of(days, expected):
    assert age_state(TODAY - timedelta(days=days), 90, TODAY) == expected
    assert age_state(None, 90, TODAY) is None
