"""What a step of receivables process monitoring is by itself, whatever the others are. Pure."""

from datetime import date, timedelta

from .bank_days import next_bank_day


def now(item, step, day, today):
    if day > today:
        return 'coming'
    is_waiting = not step.is_automatic and item.again_on is not None and today < item.again_on
    return 'waiting' if is_waiting else 'due'


def days_of(step, anchor, rest):
    """Return the step's date and the day it moves to; what a machine does stays where it is."""
    if anchor is None:
        return None, None
    own = anchor + timedelta(days=step.offset)
    return own, own if step.is_automatic else next_bank_day(own, *rest)


def settled(item, step, done):
    """Return what became of a step for good, and when; (None, None): nothing yet."""
    if step.code in done:
        return 'done', done[step.code]
    if item.evidence:
        accepted = step.accepted(item.is_first_sale)
        came = [
            item.evidence[kind] for kind in step.closed_by
            if kind in item.evidence and kind in accepted
        ]
        if came:
            return 'evidence', min(came)
    is_none = (step.goods_only and item.is_service) or (step.watched_only and not item.is_watched)
    return ('skipped' if is_none else None), None


def done_days(item, line=None):
    """Return ``{code: day}`` of what was done for `line` (None: the papers), the first time it was."""
    days = {}
    for one in item.done:
        if one.line == line and one.day < days.get(one.code, date.max):
            days[one.code] = one.day
    return days
