"""The days on which a receivable item's anchors fall. Pure.

`rest` is (weekend, holidays) as `bank_days` takes them. A day that is not known yet is None.
"""

from calendar import monthrange
from datetime import timedelta

from .bank_days import next_bank_day

#: Further than this no payment run is looked for.
_MONTHS_AHEAD = 2


def arrival_day(delivered, dispatch, lead_days):
    """Return the day of the proof of delivery, else dispatch and the usual days on the way."""
    if delivered is not None or dispatch is None or lead_days is None:
        return delivered
    return dispatch + timedelta(days=lead_days)


def statement_day(since, day_of_month):
    """Return the day of the first monthly statement with what was sold on `since`.

    The statement of a month is made on `day_of_month` (1–28) of the next one.
    """
    if since is None:
        return None
    return _day_of_month(since, 1, day_of_month)


def payable_day(due, run_days=(), rest=()):
    """Return the day on which a customer who pays in time pays what is due on `due`.

    A due date on which no bank works moves to the next bank day, and who pays on certain days of
    the month pays on the next of them (`practice.md` F20). It moves reminders and expectations,
    never the legal due date.

    :param run_days: days of the month, 1–31; 31 is the last one of every month
    """
    day = next_bank_day(due, *rest)
    if not run_days:
        return day
    runs = (
        _day_of_month(day, ahead, run) for ahead in range(_MONTHS_AHEAD) for run in run_days
    )
    return next_bank_day(min(run for run in runs if run >= day), *rest)


def _day_of_month(day, ahead, number):
    """Return day `number` of the month `ahead` months after that of `day`, or its last day."""
    month = day.year * 12 + day.month - 1 + ahead
    year, month = month // 12, month % 12 + 1
    return day.replace(year=year, month=month, day=min(number, monthrange(year, month)[1]))
