"""Moments of a company's day, exact in any time zone: cut-offs, and when digests go out.

Moments are naive UTC, as Odoo stores them; hours are decimal and local; `zone` is a `ZoneInfo`;
`rest` is (weekend, holidays) as `bank_days` takes them. Pure but for the clock of `today_in`.
"""

from datetime import datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from .bank_days import is_bank_day

#: When the day begins for who decides, and until when a late server still says so.
MORNING = (8.0, 11.0)
#: Hours before the cut-off at which what still waits is said once more.
BEFORE_CUTOFF = 1.0
#: Longer than any row of holidays; beyond it a calendar is wrong.
_LONGEST_REST = 31


def at(day, hour, zone):
    """Return the moment at which the clocks of `zone` show `hour` on `day`.

    An hour that they show twice is the first one; one that they skip comes as much later as they
    jump.
    """
    hours, minutes = divmod(round(hour * 60), 60)
    local = datetime.combine(day, time(hours, minutes), tzinfo=zone)
    return local.astimezone(timezone.utc).replace(tzinfo=None)


def local_day(moment, zone):
    """Return the calendar day of `moment` in `zone`."""
    return moment.replace(tzinfo=timezone.utc).astimezone(zone).date()


def today_in(name):
    """Return today's date in the time zone called `name`; none is UTC."""
    now = datetime.now(timezone.utc).replace(tzinfo=None)
    return local_day(now, ZoneInfo(name or 'UTC'))


def next_at(moment, hour, zone, rest):
    """Return the first `hour` of a working day after `moment`, or None within a month."""
    return next(
        (at_hour for at_hour in _days(moment, hour, zone, rest, 1) if at_hour > moment), None
    )


def last_at(moment, hour, zone, rest):
    """Return the last `hour` of a working day up to `moment`, or None within a month."""
    return next(
        (at_hour for at_hour in _days(moment, hour, zone, rest, -1) if at_hour <= moment), None
    )


def _days(moment, hour, zone, rest, step):
    today = local_day(moment, zone)
    for distance in range(_LONGEST_REST + 1):
        day = today + timedelta(days=step * distance)
        if is_bank_day(day, *rest):
            yield at(day, hour, zone)


def digest_windows(cutoff):
    """Return the hours from and until which each digest of a day may go out.

    The morning, and an hour before `cutoff` (None: there is none). Two that would come within an
    hour of each other are one.
    """
    if cutoff is None:
        return [MORNING]
    before = (max(cutoff - BEFORE_CUTOFF, 0.0), cutoff)
    if abs(before[0] - MORNING[0]) < 1.0:
        return [(min(before[0], MORNING[0]), max(cutoff, MORNING[0] + 1.0))]
    return sorted([MORNING, before])


def digest_slot(moment, cutoff, zone, rest):
    """Return the moment of the digest that is due at `moment`, or None; the later one wins."""
    day = local_day(moment, zone)
    if not is_bank_day(day, *rest):
        return None
    slots = [
        at(day, start, zone) for start, end in digest_windows(cutoff)
        if at(day, start, zone) <= moment < at(day, end, zone)
    ]
    return max(slots, default=None)
