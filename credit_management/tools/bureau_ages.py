"""How old is too old: fresh, ageing up to twice the limit, then stale. Pure."""

STATES = ('fresh', 'ageing', 'stale')


def age_state(as_of, days, today):
    """Return the state of content of `as_of` that is fresh for `days`; None without a date.

    Counted from the day that the content speaks of: fetching it again makes nothing fresh.
    """
    if not as_of:
        return None
    age = (today - as_of).days
    if age <= days:
        return 'fresh'
    return 'ageing' if age <= 2 * days else 'stale'
