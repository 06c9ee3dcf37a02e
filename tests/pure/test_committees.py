"""A committee is done as soon as enough agree, or no longer can."""

import pytest

from credit_management.tools.committees import outcome


@pytest.mark.parametrize('needed, votes, is_over, expected', [
    (2, ['yes', None, None], False, None),
    (2, ['yes', 'yes', None], False, 'approved'),
    (2, ['yes', 'no', None], False, None),
    (2, ['no', 'abstain', None], False, 'refused'),
    (2, ['yes', None, None], True, 'refused'),
    (1, [None], False, None),
    (1, [], False, 'refused'),
    (3, ['yes', 'yes', 'abstain'], False, 'refused'),
])
def test_n_of_m(needed, votes, is_over, expected):
    assert outcome(needed, votes, is_over) == expected
