"""How the customers of a seeded company order and pay: what each does with one bill.

Plain Python; money in whole cents of the bill's currency.
"""

from dataclasses import dataclass
from datetime import timedelta

#: Habit -> how many of a hundred customers have it.
HABITS = {
    'prompt': 30, 'early': 8, 'late': 20, 'very_late': 8, 'month_end': 8, 'drifting': 9,
    'in_parts': 7, 'disputing': 4, 'stopped': 3, 'lost': 3,
}
#: When a customer began and when he stopped, in days before today: (share, begin, end).
SPANS = (
    (0.68, (700, 1095), (0, 0)),
    (0.12, (200, 700), (0, 0)),
    (0.08, (20, 180), (0, 0)),
    (0.12, (800, 1095), (200, 760)),
)
#: Whoever stopped paying pays nothing of what fell due so many days before today or later.
STOPPED, LOST = 150, 520
#: A loss is written off so many days after its due date, with half a year between.
WRITTEN_OFF = 240


@dataclass(frozen=True)
class Act:
    """Money, a credit note or a write-off for one bill: `kind` is `bank`, `refund` or `loss`."""

    kind: str
    day: object
    cents: int


def settle(habit, bill, today, rng):
    """Return the acts that follow a bill until `today`, oldest first; none: it is open.

    :param bill: with `billed`, `due`, `units` (whole parts of the bill) and `unit` (cents)
    """
    acts = [
        Act(kind, max(day, bill.billed), units * bill.unit)
        for kind, day, units in _HOW[habit](bill, today, rng)
    ]
    return [act for act in acts if act.day <= today and act.cents]


def _whole(bill, days):
    return [('bank', bill.due + timedelta(days=days), bill.units)]


def _prompt(bill, _today, rng):
    return _whole(bill, rng.randint(-4, 3))


def _early(bill, _today, rng):
    return [('bank', bill.billed + timedelta(days=rng.randint(3, 10)), bill.units)]


def _late(bill, _today, rng):
    return _whole(bill, rng.randint(8, 32))


def _very_late(bill, _today, rng):
    return _whole(bill, rng.randint(40, 95))


def _month_end(bill, _today, _rng):
    """Pay on the 25th of the month after the due date: several bills in one transfer."""
    following = (bill.due.replace(day=1) + timedelta(days=32)).replace(day=25)
    return [('bank', following, bill.units)]


def _drifting(bill, today, rng):
    """Pay two days later with every month that passes."""
    months = 36 - (today - bill.billed).days // 30
    return _whole(bill, max(months, 0) * 2 + rng.randint(-3, 4))


def _in_parts(bill, _today, rng):
    first = max(bill.units * rng.randint(4, 7) // 10, 1)
    day = bill.due + timedelta(days=rng.randint(0, 10))
    later = day + timedelta(days=rng.randint(25, 70))
    return [('bank', day, first), ('bank', later, bill.units - first)]


def _disputing(bill, _today, rng):
    """Have something taken off every third bill, and pay the rest."""
    taken = bill.units * rng.randint(1, 3) // 10 if rng.random() < 0.34 else 0
    day = bill.due + timedelta(days=rng.randint(5, 45))
    return [('refund', day - timedelta(days=3), taken), ('bank', day, bill.units - taken)]


def _stopped(bill, today, rng):
    if bill.due >= today - timedelta(days=STOPPED):
        return []
    return _late(bill, today, rng)


def _lost(bill, today, rng):
    if bill.due < today - timedelta(days=LOST):
        return _very_late(bill, today, rng)
    return [('loss', bill.due + timedelta(days=WRITTEN_OFF), bill.units)]


_HOW = {
    'prompt': _prompt, 'early': _early, 'late': _late, 'very_late': _very_late,
    'month_end': _month_end, 'drifting': _drifting, 'in_parts': _in_parts,
    'disputing': _disputing, 'stopped': _stopped, 'lost': _lost,
}
