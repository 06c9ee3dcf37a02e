"""Bank days of a company: the working days and company-wide leaves of its working hours."""

from datetime import datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from odoo.tools import SQL

from ..exposure import prepared
from ..tools.bank_days import SATURDAY_SUNDAY

#: A leave closes the banks on a day if it covers these hours; a half day does not.
_CORE_HOURS = (time(10), time(14))


def bank_calendars(env, cr, company_ids):
    """Return ``{company id: (rest weekdays, holidays)}``; by default Saturday, Sunday."""
    prepared.execute(cr, SQL(
        "SELECT company.id, calendar.tz,"
        " ARRAY(SELECT DISTINCT work.dayofweek::int FROM resource_calendar_attendance work"
        "       WHERE work.calendar_id = calendar.id AND work.display_type IS NULL) AS workdays,"
        " (SELECT json_agg(json_build_array(leave.date_from, leave.date_to))"
        "  FROM resource_calendar_leaves leave WHERE leave.resource_id IS NULL"
        "  AND (leave.calendar_id = calendar.id"
        "       OR leave.calendar_id IS NULL AND leave.company_id = company.id)) AS leaves"
        " FROM res_company company"
        " LEFT JOIN resource_calendar calendar ON calendar.id = company.resource_calendar_id"
        " WHERE company.id = ANY(%s)",
        list(company_ids),
    ))
    return {
        company_id: (_weekend(workdays), _holidays(leaves or (), ZoneInfo(tz or 'UTC')))
        for company_id, tz, workdays, leaves in cr.fetchall()
    }


def _weekend(workdays):
    return frozenset(range(7)) - set(workdays) if workdays else SATURDAY_SUNDAY


def _holidays(leaves, zone):
    """Return the local days whose core hours lie in one of `leaves` (pairs of ISO texts in UTC)."""
    days = set()
    for start_text, end_text in leaves:
        start, end = _local(start_text, zone), _local(end_text, zone)
        day = start.date()
        while day <= end.date():
            if _covers(start, end, day):
                days.add(day)
            day += timedelta(days=1)
    return frozenset(days)


def _local(text, zone):
    moment = datetime.fromisoformat(text).replace(tzinfo=timezone.utc)
    return moment.astimezone(zone).replace(tzinfo=None)


def _covers(start, end, day):
    opens, closes = (datetime.combine(day, hour) for hour in _CORE_HOURS)
    return start <= opens and closes <= end
