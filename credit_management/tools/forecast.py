"""When money will come: a day for each open line, weeks, and how right earlier forecasts were. Pure.

Weeks begin on Monday. Amounts are in company currency; sums are exact.
"""

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from statistics import median_high

from .bank_days import next_bank_day
from .exact import exact, ratio, total

WEEKS = 8


def usual_delay(own, everybodys=()):
    """Return the days after the due date on which a customer usually pays; below 0 is early.

    The median of what he paid (days late, one a line, of 12 months); of two middle ones the later.
    Who paid nothing yet is as everybody; None if nobody did.
    """
    known = list(own) or list(everybodys)
    return median_high(known) if known else None


def expected_day(as_of, due, delay, promised=None, dispute_ends=None, rest=()):
    """Return the day on which a line will be paid, or None if nobody can say.

    The day promised; else when its dispute is to be settled; else the due date and the customer's
    usual delay (None: the due date alone). A bank day. Nothing comes in the past: a broken promise
    is none, a missed deadline or a line later than usual has no day.

    :param rest: (weekend, holidays) as `bank_days` takes them
    """
    kept = promised if promised and promised >= as_of else None
    day = kept or dispute_ends or due + timedelta(days=delay or 0)
    day = next_bank_day(day, *rest)
    return day if day >= as_of else None


def week_of(day):
    """Return the Monday of the week of `day`."""
    return day - timedelta(days=day.weekday())


@dataclass(frozen=True)
class Forecast:
    """Money to come: ``[(Monday, amount)]`` of `weeks`, what comes `later`, what has no day."""

    weeks: tuple
    later: Fraction
    undated: Fraction


def forecast(expected, as_of, count=WEEKS):
    """Return the `Forecast` of ``[(day or None, amount)]``; the first week is that of `as_of`."""
    monday = week_of(as_of)
    sums, later, undated = [Fraction(0)] * count, Fraction(0), Fraction(0)
    for day, amount in expected:
        number = None if day is None else (day - monday).days // 7
        if number is None:
            undated += exact(amount)
        elif number >= count:
            later += exact(amount)
        else:
            sums[max(number, 0)] += exact(amount)
    weeks = ((monday + timedelta(days=7 * number), amount) for number, amount in enumerate(sums))
    return Forecast(tuple(weeks), later, undated)


def hit_rate(rows, as_of):
    """Return the part of forecast money that was there by the end of its week; None: none is over.

    :param rows: ``[(day that was expected, amount, what had come of it by Sunday)]`` of earlier
        forecasts; more than forecast counts as forecast, weeks under way do not count
    """
    over = [
        (exact(amount), min(exact(came), exact(amount)))
        for day, amount, came in rows if week_of(day) < week_of(as_of)
    ]
    return ratio(total(came for _amount, came in over), total(amount for amount, _came in over))
