"""Bank days: a due date on a weekend or holiday moves to the next day on which banks work."""

from datetime import timedelta

#: Monday is 0.
SATURDAY_SUNDAY = frozenset({5, 6})
#: Longer than any row of holidays; beyond it a calendar is wrong and is not followed.
_LONGEST_REST = 31


def is_bank_day(day, weekend=SATURDAY_SUNDAY, holidays=()):
    """Return whether banks work on `day`: no weekday of `weekend` (Monday is 0), no holiday."""
    return day.weekday() not in weekend and day not in holidays


def next_bank_day(day, weekend=SATURDAY_SUNDAY, holidays=()):
    """Return `day` if banks work on it, else the first day after it on which they do."""
    return _first_bank_day(day, 1, weekend, holidays)


def last_bank_day_before(day, weekend=SATURDAY_SUNDAY, holidays=()):
    """Return the last bank day before `day`: what fell due up to it is overdue on `day`."""
    return _first_bank_day(day - timedelta(days=1), -1, weekend, holidays)


def days_overdue(due, today, weekend=SATURDAY_SUNDAY, holidays=()):
    """Return the calendar days since the bank day on which `due` could be paid; due today is 0."""
    return max((today - next_bank_day(due, weekend, holidays)).days, 0)


def _first_bank_day(day, step, weekend, holidays):
    for distance in range(_LONGEST_REST):
        candidate = day + timedelta(days=step * distance)
        if is_bank_day(candidate, weekend, holidays):
            return candidate
    return day
