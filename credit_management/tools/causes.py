"""Why lines are late: ours or the customer's cause, which ones weigh most, what came back. Pure.

Codes: `domain.md` 6.1; which side a cause is on and who can mend it is our default. Amounts in
company currency; shares are parts of one; None without data.
"""

from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from .exact import exact, ratio, total

SIDES = ('seller', 'buyer', 'unknown')


@dataclass(frozen=True)
class Cause:
    """`side`: who brought it about; `owner`: whose work would end it; `root`: what it says of him.

    `root`: *willing*, *able* or *dispute*, or None: nothing.
    """

    code: str
    side: str
    owner: str
    root: str = None


CAUSES = MappingProxyType({cause.code: cause for cause in (
    Cause('forgot', 'buyer', 'credit'),
    Cause('process', 'buyer', 'credit'),
    Cause('docs_missing', 'seller', 'receivables'),
    Cause('dispute_quality', 'seller', 'after_sales', 'dispute'),
    Cause('dispute_qty', 'seller', 'logistics', 'dispute'),
    Cause('dispute_price', 'seller', 'sales', 'dispute'),
    Cause('cash_short', 'buyer', 'credit', 'able'),
    Cause('habit', 'buyer', 'credit', 'willing'),
    Cause('leverage', 'buyer', 'sales', 'willing'),
    Cause('bad_faith', 'buyer', 'credit', 'willing'),
    Cause('insolvency', 'buyer', 'credit', 'able'),
    Cause('unknown', 'unknown', 'credit'),
)})


@dataclass(frozen=True)
class Late:
    """A late line with its cause; `day`: when the cause was found."""

    cause: str
    amount: Fraction
    day: object


@dataclass(frozen=True)
class ParetoRow:
    """A cause, how many lines and how much; `share` of all, `cumulative` with those above it."""

    cause: str
    count: int
    amount: Fraction
    share: Fraction
    cumulative: Fraction


def pareto(lines):
    """Return a `ParetoRow` for each cause of `Late` lines, the heaviest first, equal ones by code.

    :raises KeyError: a cause that does not exist
    """
    sums = _sums((line.cause, line.amount) for line in lines)
    whole = total(amount for _count, amount in sums.values())
    rows, above = [], Fraction(0)
    for code, (count, amount) in sorted(sums.items(), key=lambda item: (-item[1][1], item[0])):
        above += amount
        rows.append(ParetoRow(
            CAUSES[code].code, count, amount, ratio(amount, whole), ratio(above, whole)))
    return tuple(rows)


def by_month(lines):
    """Return ``{(year, month): pareto of that month}``, months in order."""
    months = {}
    for line in lines:
        months.setdefault((line.day.year, line.day.month), []).append(line)
    return {month: pareto(months[month]) for month in sorted(months)}


def by_side(lines):
    """Return ``{side: share of the amount}`` of every side; None of each without any amount."""
    sums = _sums((CAUSES[line.cause].side, line.amount) for line in lines)
    whole = total(amount for _count, amount in sums.values())
    return {side: ratio(sums.get(side, (0, 0))[1], whole) for side in SIDES}


def came_back(lines, mended_on):
    """Return what was late after its cause had been mended, ``{cause: (count, amount)}``.

    :param mended_on: ``{cause: day on which somebody said so}``
    """
    return _sums(
        (line.cause, line.amount) for line in lines
        if line.cause in mended_on and line.day > mended_on[line.cause]
    )


def _sums(pairs):
    """Return ``{key: (count, amount)}``."""
    sums = {}
    for key, amount in pairs:
        count, before = sums.get(key, (0, Fraction(0)))
        sums[key] = count + 1, before + exact(amount)
    return sums
