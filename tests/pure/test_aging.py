"""Every day late falls into exactly one band."""

from itertools import pairwise

from credit_management.tools.aging import FIRST_DAYS, bands


def test_bands_follow_one_another_without_a_gap_and_the_last_is_open():
    rows = bands()
    assert [number for number, _first, _last in rows] == list(range(1, len(FIRST_DAYS) + 1))
    assert (rows[0][1], rows[-1][2]) == (1, None)
    assert all(after[1] == before[2] + 1 for before, after in pairwise(rows))
