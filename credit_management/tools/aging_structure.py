"""How receivables are made up: shares and their change, and on how few customers they rest. Pure.

Amounts are gross claims in company currency; shares are parts of one.
"""

from dataclasses import dataclass
from fractions import Fraction

from .exact import exact, ratio, total

#: The scale of Herfindahl and Hirschman: one customer alone is 10,000.
HHI_SCALE = 10_000


@dataclass(frozen=True)
class Change:
    """A bucket now, and how much that is more than on another day; None: nothing to compare."""

    code: str
    amount: Fraction
    share: Fraction
    amount_change: Fraction = None
    share_change: Fraction = None


def structure(now, before=None):
    """Return a `Change` for each bucket of the `aging.Aged` `now`, against that of another day.

    :raises ValueError: the two have different buckets
    """
    if before is None:
        return [Change(*row) for row in _rows(now)]
    if before.buckets != now.buckets:
        raise ValueError("Ages can be compared in the same buckets only.")
    return [
        Change(code, amount, share, amount - amount_before, _less(share, share_before))
        for (code, amount, share), (_code, amount_before, share_before)
        in zip(_rows(now), _rows(before), strict=True)
    ]


def _rows(aged):
    codes = [bucket.code for bucket in aged.buckets]
    return zip(codes, aged.amounts, aged.shares, strict=True)


def _less(share, before):
    return None if share is None or before is None else share - before


def hhi(amounts):
    """Return the Herfindahl-Hirschman index, 0 to 10,000, of one amount a customer.

    The sum of squared shares in per cent. Customers in credit do not count; None without claims.
    """
    claims = [exact(amount) for amount in amounts if amount > 0]
    return ratio(HHI_SCALE * total(amount ** 2 for amount in claims), total(claims) ** 2)


def largest(amounts, count):
    """Return ``[(key, amount, share)]`` of the `count` largest of ``{key: amount}``.

    The largest first, equal ones in their order; the share is that of all claims.
    """
    claims = {key: exact(amount) for key, amount in amounts.items() if amount > 0}
    whole = total(claims.values())
    ranked = sorted(claims.items(), key=lambda item: item[1], reverse=True)
    return [(key, amount, ratio(amount, whole)) for key, amount in ranked[:count]]


def largest_share(amounts, count):
    """Return what the `count` largest are together of all claims; None without claims."""
    shares = [share for _key, _amount, share in largest(amounts, count)]
    return total(shares) if shares else None
