"""Who is held from which day on, where a company begins to enforce wave by wave. Pure."""

#: New customers and the worst grades; grade C; everybody else.
WAVES = (1, 2, 3)

#: Whoever began to buy later than so many months ago is new.
NEW_MONTHS = 12


def wave_of(grade, months):
    """Return the number of the wave in which a customer is held.

    :param grade: A to E, or None
    :param months: since his first invoice; None: he has none yet
    """
    if months is None or months < NEW_MONTHS or grade in ('D', 'E'):
        return 1
    return 2 if grade == 'C' else 3


def has_begun(first_day, today):
    """Tell whether a wave with that first day (None or False: not planned) has begun."""
    return bool(first_day) and first_day <= today


def in_order(first_days):
    """Tell whether planned waves begin one after the other, none without those before it.

    :param first_days: of each wave in its order, None: not planned
    """
    planned = [day for day in first_days if day]
    return list(first_days[:len(planned)]) == planned and planned == sorted(planned)
