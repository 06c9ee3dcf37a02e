"""A review proposes more, less or the same."""

import pytest

from credit_management.tools.reviews import direction, proposed


@pytest.mark.parametrize('limit, suggested, facts, expected', [
    (1000.0, 2000.0, {}, 2000.0),
    (1000.0, 400.0, {}, 400.0),
    (1000.0, 1200.0, {}, 1000.0),
    (1000.0, 800.0, {}, 1000.0),
    (1000.0, 1201.0, {}, 1201.0),
    (1000.0, None, {}, 1000.0),
    (1000.0, 2000.0, {'grade': 'D'}, 1000.0),
    (1000.0, 2000.0, {'danger': 'alert'}, 1000.0),
    (1000.0, 2000.0, {'overdue': 1.0}, 1000.0),
    (1000.0, 400.0, {'overdue': 1.0}, 400.0),
    (1000.0, 2000.0, {'grade': 'E'}, 0.0),
    (0.0, 500.0, {}, 500.0),
])
def test_what_is_proposed(limit, suggested, facts, expected):
    assert proposed(limit, suggested, **facts) == expected


def test_directions():
    assert [direction(5.0, new) for new in (6.0, 5.0, 4.0)] == ['up', 'keep', 'down']
