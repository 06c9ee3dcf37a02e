"""The calendar day of a company: nobody's own time zone decides what is due."""

from datetime import datetime, timezone
from zoneinfo import ZoneInfo


def today_in(zone):
    """Return today's date in the time zone called `zone`; an unknown name counts as UTC."""
    try:
        info = ZoneInfo(zone or 'UTC')
    except (KeyError, ValueError, OSError):
        info = timezone.utc
    return datetime.now(timezone.utc).astimezone(info).date()
