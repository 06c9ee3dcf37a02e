"""What a review of limits proposes: more, less or the same, from what is known. Pure."""

from .exact import exact

#: A suggestion that differs by less than this part of the limit changes nothing.
SAME = exact('0.2')
#: Danger levels at which nobody gets more.
NO_MORE = ('alert', 'stop')


def proposed(limit, suggested, grade=None, danger=None, overdue=0):
    """Return the limit that is proposed; `suggested` None: nothing is known, so it stays.

    Grade E gets none; who is in danger, of grade D, or late gets no more than he has.
    """
    if grade == 'E':
        return 0.0
    if suggested is None:
        return limit
    bounded = grade == 'D' or danger in NO_MORE or exact(overdue or 0) > 0
    wanted = min(limit, suggested) if bounded else suggested
    near = abs(exact(wanted) - exact(limit)) <= exact(limit) * SAME
    return limit if near else wanted


def direction(limit, new):
    """Return 'up', 'down' or 'keep'."""
    if exact(new) == exact(limit):
        return 'keep'
    return 'up' if exact(new) > exact(limit) else 'down'
