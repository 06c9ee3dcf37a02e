"""Exact arithmetic for figures: nothing is rounded before it is shown. Pure.

Figures are fractions, not decimals: a quotient stays what it is, so shares add up to one, the order
of additions changes nothing, and 106,000 / 600,000 × 30 is 5.3. A float counts as what it prints:
0.1 is a tenth. What there are no data for is None. Shares and rates are parts of one: 0.05 is 5 %.
"""

from fractions import Fraction

_NOUGHT = Fraction(0)


def exact(value):
    """Return `value` (int, float, Decimal, Fraction) as a Fraction.

    :raises ValueError: for infinities and what is no number; TypeError for None
    """
    # Most of what is asked is exact or nought: a figure for each of many customers is made of it.
    if type(value) is Fraction:
        return value
    if value == 0:
        return _NOUGHT
    return Fraction(repr(value)) if isinstance(value, float) else Fraction(value)


def total(values):
    """Return the exact sum of `values`; of none, 0."""
    return sum((exact(value) for value in values if value != 0), _NOUGHT)


def ratio(part, whole):
    """Return `part` / `whole`, or None if one is unknown or there is no positive whole."""
    if part is None or whole is None or exact(whole) <= 0:
        return None
    return exact(part) / exact(whole)


def rounded(value, digits=2):
    """Return `value` as the float next to its `digits` decimals, half up; None stays None.

    Days are shown with 1 decimal, percentages with 2, money with those of its currency. Half up is
    away from zero on both sides.
    """
    if value is None:
        return None
    scaled = abs(exact(value)) * 10 ** digits
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return float(Fraction(whole if value >= 0 else -whole, 10 ** digits))


def percent(share, digits=2):
    """Return `share` (a part of one) as rounded per cent; None stays None."""
    return None if share is None else rounded(exact(share) * 100, digits)
