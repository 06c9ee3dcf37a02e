import pytest

from credit_management.tools.targets import against, share


@pytest.mark.parametrize(('value', 'target', 'found'), [
    (50.0, 45.0, ('missed', 5.0)), (45.0, 45.0, ('met', 0.0)), (40.0, 45.0, ('met', -5.0)),
    (40.0, 0.0, ('none', None)), (40.0, None, ('none', None)), (None, 45.0, ('unknown', None)),
    (0.0, 2.0, ('met', -2.0)),
])
def test_less_than_the_target_meets_it(value, target, found):
    assert against(value, target) == found


@pytest.mark.parametrize(('part', 'rest', 'found'), [
    (30, 70, 30.0), (0, 10, 0.0), (10, None, 100.0), (0, 0, None), (None, None, None),
])
def test_a_share_of_nothing_is_unknown(part, rest, found):
    assert share(part, rest) == found
