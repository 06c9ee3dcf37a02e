"""Dates that law and contracts count: so many years, months, days after another; alerts. Pure.

A span ends on the corresponding day; where a month has none, on its last day (Civil Code of China,
201-202; Regulation 1182/71, 3). Nothing is moved to a working day: law may move the end of a span
on a holiday to the next day (203), the date shown is the earlier and safer one.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Span:
    """A length of time: years and months by the calendar, then days."""

    years: int = 0
    months: int = 0
    days: int = 0

    def after(self, day):
        """Return the date so much later than `day`; 29 February plus three years is 28 February."""
        months = self.years * 12 + self.months
        return add_days(add_months(day, months), self.days)


def add_days(day, days):
    """Return the day `days` later; what lies beyond the calendar is its first or last day."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min


def add_months(day, months):
    """Return the corresponding day `months` later (below zero: earlier), or the month's last.

    Books have 9999-12-31 for *never*: what lies beyond the calendar is its first or last day.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        return date.max if months > 0 else date.min
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def days_left(end, today):
    """Return the days from `today` to `end`: 0 on the last one, below 0 after it; None without."""
    return None if end is None else (end - today).days


def alert(end, today, thresholds):
    """Return the smallest of `thresholds` (days before `end`) that is reached.

    :return: None while none is, or without an end; 0 once `end` has passed: nothing is left then
    """
    left = days_left(end, today)
    if left is None:
        return None
    if left < 0:
        return 0
    return min((days for days in thresholds if left <= days), default=None)


def next_alert(end, today, thresholds):
    """Return the next date after `today` on which `alert` says something else; None: never."""
    if end is None:
        return None
    changes = [add_days(end, -days) for days in thresholds] + [add_days(end, 1)]
    return min((change for change in changes if change > today), default=None)
