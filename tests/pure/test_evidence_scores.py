from fractions import Fraction

import pytest

from credit_management.tools.evidence_scores import (
    ITEMS,
    ROLES,
    TABLE,
    best,
    contract_level,
    grade,
    score,
    weakest,
)

FULL = dict.fromkeys(ITEMS, 'full')


def test_o_ev_1():
    before = score({
        'contract': 'full', 'order': 'full', 'delivery': 'unauthorised', 'invoice': 'sent',
        'statement': 'none'})
    assert (before.points, before.possible, before.grade) == (55, 100, 'weak')
    after = score({
        'contract': 'full', 'order': 'full', 'delivery': 'unauthorised', 'invoice': 'sent',
        'statement': 'full'})
    assert (after.points, after.grade) == (80, 'adequate')


def test_everything_and_nothing():
    assert score(FULL).percent == 100
    assert score(FULL).gaps == () and score(FULL).lacks is None
    nothing = score({})
    assert (nothing.percent, nothing.grade, nothing.lacks) == (0, 'weak', 'delivery')
    assert [item for item, _points in nothing.gaps] == [
        'delivery', 'contract', 'statement', 'order', 'invoice']


@pytest.mark.parametrize(('item', 'level', 'points'), [
    ('contract', 'full', 25), ('contract', 'unsigned', 15), ('order', 'full', 10),
    ('order', 'email', 7), ('delivery', 'full', 30), ('delivery', 'unauthorised', 15),
    ('delivery', 'carrier', 10), ('invoice', 'full', 10), ('invoice', 'sent', 5),
    ('statement', 'full', 25), ('statement', 'unauthorised', 10), ('statement', 'silent', 5),
])
def test_points_of_each_level(item, level, points):
    assert score({item: level}).points == points
    assert sum(max(worth.values()) for worth in TABLE.values()) == 100


def test_what_does_not_apply_leaves_the_sum():
    found = score({**FULL, 'contract': 'na', 'statement': 'none'})
    assert (found.points, found.possible, found.percent) == (50, 75, Fraction(200, 3))
    assert found.grade == 'adequate'
    assert 'contract' not in dict(found.gaps)
    nothing = score(dict.fromkeys(ITEMS, 'na'))
    assert (nothing.percent, nothing.grade) == (None, None)


def test_grades_at_their_edges_are_not_rounded():
    assert grade(85) == 'strong'
    assert grade(Fraction(8499, 100)) == 'adequate'
    assert grade(60) == 'adequate'
    assert grade(Fraction(59999, 1000)) == 'weak'


def test_one_paper_is_enough_and_each_delivery_counts():
    assert best('delivery', ['carrier', 'full', 'unauthorised']) == 'full'
    assert best('delivery', []) == 'none'
    assert weakest('delivery', ['carrier', 'full', 'unauthorised']) == 'carrier'
    assert weakest('delivery', ['full', 'none']) == 'none'
    assert weakest('delivery', []) == 'none'


def test_contracts():
    assert contract_level(True, True, False) == 'full'
    assert contract_level(True, False, True) == 'unsigned'
    assert contract_level(True, False, False) == 'none'
    assert contract_level(False, True, True) == 'none'


def test_another_table():
    found = score({'order': 'email'}, {'order': {'full': 20, 'email': 13}})
    assert (found.percent, found.gaps) == (65, (('order', 7),))
    with pytest.raises(KeyError):
        score({'order': 'rumour'})


def test_somebody_can_fetch_each_item():
    assert set(ROLES) == set(ITEMS)
