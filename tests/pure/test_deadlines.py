"""A company's clock: exact over changes of summer time, in odd zones, over rest days."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from credit_management.tools import deadlines

BERLIN, SHANGHAI, KATHMANDU, NEW_YORK = map(
    ZoneInfo, ('Europe/Berlin', 'Asia/Shanghai', 'Asia/Kathmandu', 'America/New_York')
)
utc = datetime.fromisoformat
WEEK = (frozenset({5, 6}), frozenset())
EVERY_DAY = (frozenset(), frozenset())


@pytest.mark.parametrize(
    ('day', 'hour', 'zone', 'moment'),
    [
        (date(2026, 1, 15), 14.0, BERLIN, utc('2026-01-15 13:00')),
        (date(2026, 7, 15), 14.0, BERLIN, utc('2026-07-15 12:00')),
        # The day on which the clocks change has the new offset in the afternoon.
        (date(2026, 3, 29), 14.0, BERLIN, utc('2026-03-29 12:00')),
        (date(2026, 10, 25), 14.0, BERLIN, utc('2026-10-25 13:00')),
        # 02:30 is skipped in spring, and shown twice in autumn.
        (date(2026, 3, 29), 2.5, BERLIN, utc('2026-03-29 01:30')),
        (date(2026, 10, 25), 2.5, BERLIN, utc('2026-10-25 00:30')),
        (date(2026, 7, 15), 8.0, SHANGHAI, utc('2026-07-15 00:00')),
        (date(2026, 7, 15), 8.0, KATHMANDU, utc('2026-07-15 02:15')),
        (date(2026, 7, 15), 13.75, NEW_YORK, utc('2026-07-15 17:45')),
    ],
)
def test_an_hour_of_a_day_is_one_moment(day, hour, zone, moment):
    assert deadlines.at(day, hour, zone) == moment


def test_the_day_is_the_one_over_there():
    evening = utc('2026-11-23 18:00')
    assert deadlines.local_day(evening, SHANGHAI) == date(2026, 11, 24)
    assert deadlines.local_day(evening, NEW_YORK) == date(2026, 11, 23)


def test_the_next_cut_off_skips_rest_days_and_is_never_now():
    friday = utc('2026-11-20 13:00')  # 14:00 in Berlin
    assert deadlines.next_at(friday - timedelta(minutes=1), 14.0, BERLIN, WEEK) == friday
    assert deadlines.next_at(friday, 14.0, BERLIN, WEEK) == utc('2026-11-23 13:00')
    monday_off = (WEEK[0], frozenset({date(2026, 11, 23)}))
    assert deadlines.next_at(friday, 14.0, BERLIN, monday_off) == utc('2026-11-24 13:00')


def test_the_last_cut_off_before_goods_leave():
    ships = utc('2026-11-23 08:00')  # Monday 09:00 in Berlin
    assert deadlines.last_at(ships, 14.0, BERLIN, WEEK) == utc('2026-11-20 13:00')
    at_cut_off = utc('2026-11-23 13:00')
    assert deadlines.last_at(at_cut_off, 14.0, BERLIN, WEEK) == at_cut_off


def test_a_calendar_without_working_days_has_no_cut_off():
    never = (frozenset(range(7)), frozenset())
    assert deadlines.next_at(utc('2026-11-20 00:00'), 14.0, BERLIN, never) is None
    assert deadlines.last_at(utc('2026-11-20 00:00'), 14.0, BERLIN, never) is None


@pytest.mark.parametrize(
    ('cutoff', 'windows'),
    [
        (None, [(8.0, 11.0)]),
        (14.0, [(8.0, 11.0), (13.0, 14.0)]),
        (11.5, [(8.0, 11.0), (10.5, 11.5)]),
        (9.5, [(8.0, 9.5)]),  # half past eight would follow at once
        (9.0, [(8.0, 9.0)]),
        (8.5, [(7.5, 9.0)]),
        (6.0, [(5.0, 6.0), (8.0, 11.0)]),
        (0.5, [(0.0, 0.5), (8.0, 11.0)]),
    ],
)
def test_digests_go_out_in_the_morning_and_before_the_cut_off(cutoff, windows):
    assert deadlines.digest_windows(cutoff) == windows


def test_a_digest_has_one_slot_however_late_the_job_runs():
    slot = utc('2026-07-15 06:00')  # Wednesday 08:00 in Berlin
    for minutes, found in ((-1, None), (0, slot), (1, slot), (179, slot), (180, None)):
        moment = slot + timedelta(minutes=minutes)
        assert deadlines.digest_slot(moment, 14.0, BERLIN, WEEK) == found
    saturday = utc('2026-07-18 06:00')
    assert deadlines.digest_slot(saturday, 14.0, BERLIN, WEEK) is None


@pytest.mark.parametrize('zone', [BERLIN, NEW_YORK, KATHMANDU, SHANGHAI])
def test_every_working_day_of_a_year_has_two_slots_a_quarter_hour_at_a_time(zone):
    """Over both changes of summer time: none is missed, none comes twice, none off its hour."""
    moment, slots = utc('2026-01-01 00:00'), set()
    while moment < utc('2027-01-01 00:00'):
        slots.add(deadlines.digest_slot(moment, 14.0, zone, EVERY_DAY))
        moment += timedelta(minutes=15)
    slots.discard(None)
    days = {deadlines.local_day(slot, zone) for slot in slots}
    assert len(slots) == 2 * len(days) or len(slots) == 2 * len(days) - 1  # the edge of the year
    hours = {
        slot.replace(tzinfo=ZoneInfo('UTC')).astimezone(zone).strftime('%H:%M') for slot in slots
    }
    assert hours == {'08:00', '13:00'}
