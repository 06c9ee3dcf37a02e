from datetime import date

import pytest

from credit_management.tools import waves

FIRST, SECOND, THIRD = date(2026, 1, 5), date(2026, 1, 12), date(2026, 1, 19)


@pytest.mark.parametrize(('grade', 'months', 'number'), [
    ('A', 30, 3), ('B', 12, 3), (None, 24, 3), ('C', 30, 2), ('D', 30, 1), ('E', 30, 1),
    ('A', 11, 1), ('C', 0, 1), (None, None, 1),
])
def test_new_customers_and_the_worst_come_first(grade, months, number):
    assert waves.wave_of(grade, months) == number


def test_a_wave_begins_with_its_day():
    assert not waves.has_begun(None, FIRST)
    assert not waves.has_begun(False, FIRST)
    assert not waves.has_begun(SECOND, FIRST)
    assert waves.has_begun(FIRST, FIRST)
    assert waves.has_begun(FIRST, SECOND)


@pytest.mark.parametrize(('days', 'fine'), [
    ((FIRST, SECOND, THIRD), True), ((FIRST, FIRST, FIRST), True), ((FIRST, None, None), True),
    ((None, None, None), True), ((None, FIRST, None), False), ((FIRST, None, THIRD), False),
    ((SECOND, FIRST, None), False),
])
def test_waves_follow_one_another(days, fine):
    assert waves.in_order(days) == fine
