"""The limit that counts today. Temporary increases begin and end by date, without a write."""

from datetime import timedelta

#: These leave nothing to sell on credit; the limit itself stays as it was decided.
NO_CREDIT_STANDINGS = ('suspended', 'blocked')
NO_CREDIT_GRADES = ('E',)


def temporary_increase(profile, today):
    """Return the temporary increase of `profile` that is valid on `today`."""
    first, last = profile['temporary_from'], profile['temporary_to']
    valid = first and last and first <= today <= last
    return (profile['temporary_limit'] or 0.0) if valid else 0.0


def effective_limit(profile, today):
    """Return the limit of `profile` (mapping of its columns) on `today`; None is unlimited."""
    if profile['standing'] in NO_CREDIT_STANDINGS or profile['grade'] in NO_CREDIT_GRADES:
        return 0.0
    return agreed_limit(profile, today)


def agreed_limit(profile, today):
    """Return the limit as it was agreed, whatever standing and grade make of it; None: unlimited."""
    if profile['limit_mode'] == 'unlimited':
        return None
    if profile['limit_mode'] == 'cash_only':
        return 0.0
    return (profile['credit_limit'] or 0.0) + temporary_increase(profile, today)


def gives_more(before, after, today):
    """Tell whether the limit `after` is above `before` today or on a later day.

    Both are mappings of a profile's columns. So a temporary increase that ends later is one more.
    """
    days = {today}
    for row in (before, after):
        days |= {row['temporary_from'], row['temporary_to'] and row['temporary_to'] + timedelta(1)}
    pairs = [
        (agreed_limit(before, day), agreed_limit(after, day)) for day in days
        if day and day >= today
    ]
    return any(old is not None and (new is None or new > old) for old, new in pairs)
