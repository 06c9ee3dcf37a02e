"""Ages of receivables: bands, what is open in each, how old it is. The boundaries stand here alone.

An *item* is ``(days, amount)``: the age of a maturity line on a day and what is open on it, in
company currency. By due date, days count from it (due today is 0 and not late; below 0 is not due
yet); by posting date, from that. An amount below zero is a credit that nobody allocated: it
reduces no bucket. Amounts and results are exact (`exact`); "none" is None.
"""

from bisect import bisect_right
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from .exact import exact, ratio, total

#: The first day late of each band; the last one is open. A company may have others
#: (`res.company._credit_buckets`).
FIRST_DAYS = (1, 31, 61, 91, 181, 366)
#: By posting date: years, as Chinese tables of bad debt have them.
LEDGER_FIRST_DAYS = (366, 731, 1096, 1461, 1826)

#: The number of what is not late: due today or later.
NOT_DUE = 0

BASES = ('due', 'posting')
#: Later than this is the old part of what is late.
OLD_DAYS = 90


def bands(first_days=FIRST_DAYS):
    """Return ``[(number, first day, last day or None)]`` of the bands that are late."""
    late = from_first_days(first_days)[1:]
    return [(number, band.first, band.last) for number, band in enumerate(late, start=1)]


class InvalidBuckets(ValueError):
    """Buckets that leave a day without one, or with two.

    `code`: `empty`, `code`, `duplicate`, `days`, `first`, `last`, `order`, `gap`, `overlap` or
    `due`; `row`: number of the row that is wrong, from 1; None: all of them.
    """

    TEXTS = {
        'empty': "There are no buckets; one is needed.",
        'code': "Bucket %(row)s has no code.",
        'duplicate': "Bucket %(row)s has the code of an earlier one.",
        'days': "Bucket %(row)s: days are whole numbers, open only at both ends of all.",
        'first': "The first bucket must be open at its beginning.",
        'last': "The last bucket must be open at its end.",
        'order': "Bucket %(row)s ends before it begins.",
        'gap': "Between bucket %(row)s and the one before it days are missing.",
        'overlap': "Bucket %(row)s and the one before it have days in common.",
        'due': "A bucket must begin with day 1, where being late begins.",
    }

    def __init__(self, code, row=None):
        super().__init__(self.TEXTS[code] % {'row': row})
        self.code, self.row = code, row


@dataclass(frozen=True)
class Bucket:
    """Days from `first` to `last`, both included; None is open."""

    code: str
    first: int
    last: int


def buckets(rows, basis='due'):
    """Return the tuple of `Bucket` of ``[{"code", "from", "to"}]``, which cover every day once.

    :raises InvalidBuckets: a gap, an overlap, a closed end …; by `due`, also where not due and late
        share one
    """
    found = tuple(Bucket(row['code'], row['from'], row['to']) for row in rows)
    if not found:
        raise InvalidBuckets('empty')
    _check_codes(found)
    _check_ends(found)
    for row, (before, after) in enumerate(pairwise(found), start=2):
        if after.first != before.last + 1:
            raise InvalidBuckets('gap' if after.first > before.last else 'overlap', row)
        if after.last is not None and after.last < after.first:
            raise InvalidBuckets('order', row)
    if _checked(basis) == 'due' and all(bucket.first != 1 for bucket in found):
        raise InvalidBuckets('due')
    return found


def _check_codes(found):
    seen = set()
    for row, bucket in enumerate(found, start=1):
        if not bucket.code:
            raise InvalidBuckets('code', row)
        if bucket.code in seen:
            raise InvalidBuckets('duplicate', row)
        seen.add(bucket.code)


def _check_ends(found):
    if found[0].first is not None:
        raise InvalidBuckets('first', 1)
    if found[-1].last is not None:
        raise InvalidBuckets('last', len(found))
    for row, bucket in enumerate(found, start=1):
        days = ([bucket.first] if row > 1 else []) + ([bucket.last] if row < len(found) else [])
        if any(type(day) is not int for day in days):
            raise InvalidBuckets('days', row)


def from_first_days(first_days=FIRST_DAYS):
    """Return the buckets that begin with each of `first_days`, after one for all days before."""
    until = first_days[0] - 1
    rows = [Bucket(f'0_{until}' if until else 'not_due', None, until)]
    for first, following in pairwise((*first_days, None)):
        last = following - 1 if following else None
        rows.append(Bucket(f'{first}_{last}' if last else f'{first}_up', first, last))
    return tuple(rows)


def bucket_index(days, of):
    """Return which of the buckets `of` an age of `days` is in, from 0."""
    return bisect_right([bucket.first for bucket in of[1:]], days)


def age_in_days(as_of, due, posted, basis='due'):
    """Return the age of a maturity line on the date `as_of`, in calendar days."""
    return (as_of - (due if _checked(basis) == 'due' else posted)).days


def _checked(basis):
    if basis not in BASES:
        raise ValueError(f"An age counts from one of {', '.join(BASES)}, not from {basis!r}.")
    return basis


def debits(items):
    """Return the items that are claims; the others are credits that nobody allocated."""
    return [(days, exact(amount)) for days, amount in items if amount > 0]


def late(items, days=0):
    """Return the claims that are more than `days` late."""
    return [item for item in debits(items) if item[0] > days]


def open_amount(items):
    """Return the sum of `items`."""
    return total(amount for _days, amount in items)


@dataclass(frozen=True)
class Aged:
    """Open `amounts`, one a bucket of `buckets`; `unallocated`: credits, zero or less."""

    buckets: tuple
    amounts: tuple
    unallocated: Fraction

    @property
    def gross(self):
        """What is open in all buckets, credits that nobody allocated apart."""
        return total(self.amounts)

    @property
    def net(self):
        """What is open, less the credits that nobody allocated."""
        return self.gross + self.unallocated

    @property
    def shares(self):
        """Each bucket's part of the gross amount; None each where nothing is open."""
        return tuple(ratio(amount, self.gross) for amount in self.amounts)


def age(items, of):
    """Return the `Aged` of `items` in the buckets `of`."""
    amounts, items = [Fraction(0)] * len(of), list(items)
    for days, amount in debits(items):
        amounts[bucket_index(days, of)] += amount
    gross = sum(amounts, Fraction(0))
    return Aged(of, tuple(amounts), open_amount(items) - gross)


def late_ratio(items, days=0):
    """Return what is more than `days` late as a part of all claims; None without claims."""
    items = list(items)
    return ratio(open_amount(late(items, days)), open_amount(debits(items)))


def old_ratio(items):
    """Return what is more than 90 days late as a part of all claims; None without claims."""
    return late_ratio(items, OLD_DAYS)


def weighted_age(items):
    """Return the average age of the claims in days, by amount: Σ amount × days / Σ amount.

    Of `late(items)` it is the weighted average of days overdue. None without claims.
    """
    claims = debits(items)
    return ratio(total(days * amount for days, amount in claims), open_amount(claims))


def after_credits(items):
    """Return the claims that are left when credits are applied, the oldest claim first.

    So rules and grades see them; reports leave credits unallocated. What credits exceed is lost.
    """
    items = list(items)
    claims = sorted(debits(items), key=lambda item: item[0], reverse=True)
    credit, left = open_amount(claims) - open_amount(items), []
    for days, amount in claims:
        applied = min(credit, amount)
        credit -= applied
        if amount > applied:
            left.append((days, amount - applied))
    return left
