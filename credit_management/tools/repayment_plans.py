"""Repayment plans: what is owed in equal parts, one a month. Pure."""

from calendar import monthrange
from datetime import date

from .exact import exact

#: Parts of a plan; one alone is a promise.
LEAST, MOST = 2, 24


def instalments(amount, count, first, unit):
    """Return ``[(day, part)]`` of `amount` in `count` monthly parts, the first on `first`.

    Parts are whole `unit`s (the smallest of the currency); the last one takes what is left over. A
    month that has no such day has its last one.

    :raises ValueError: a count out of bounds, or less than a unit a part
    """
    amount, unit = exact(amount), exact(unit)
    if not LEAST <= count <= MOST:
        raise ValueError(f"A plan has from {LEAST} to {MOST} parts, not {count}.")
    part = amount / count // unit * unit
    if part <= 0:
        raise ValueError(f"{amount} is too little for {count} parts.")
    return [
        (_month(first, number), part if number < count - 1 else amount - part * (count - 1))
        for number in range(count)]


def _month(first, number):
    """Return the day of `first` so many months later."""
    month = first.month - 1 + number
    year, month = first.year + month // 12, month % 12 + 1
    return date(year, month, min(first.day, monthrange(year, month)[1]))
