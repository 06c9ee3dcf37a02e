"""Age bands of what is late. The boundaries stand here and nowhere else."""

from itertools import pairwise

#: The first day late of each band; the last one is open.
FIRST_DAYS = (1, 31, 61, 91, 181)

#: The number of what is not late: due today or later.
NOT_DUE = 0


def bands():
    """Return ``[(number, first day, last day or None)]`` of the bands that are late."""
    rows = [(first, following - 1) for first, following in pairwise(FIRST_DAYS)]
    rows.append((FIRST_DAYS[-1], None))
    return [(number, first, last) for number, (first, last) in enumerate(rows, start=1)]
