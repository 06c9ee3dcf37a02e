"""The pool of a credit group (集团额度): customers who belong together under one limit. Pure.

Source: `domain.md` 11.6. All amounts of a call are in one currency and exact; what does not bind is
None. A member's own limit is rule H01's; here it says what he takes out of the pool. What a member
has with us covers no other member's debts: they are different debtors, so he counts 0.
"""

from dataclasses import dataclass
from fractions import Fraction

from .exact import exact, total

#: Where the pool comes from: an amount of its own, or the members' limits together.
MODES = ('amount', 'members')
#: What binds a member, from the widest: everybody, those without a limit of their own, himself.
KINDS = ('pool', 'rest', 'member')


@dataclass(frozen=True)
class Member:
    """One customer of a group: what he owes, and what he may.

    `limit`: his own effective limit, None if he has none; `sub_limit`: the most that he takes of the
    pool, None if nothing was said; `share`: the same as a part of one of the pool.
    """

    exposure: float
    limit: float = None
    sub_limit: float = None
    share: float = None


@dataclass(frozen=True)
class Bound:
    """One ceiling over a member: with what `others` under it owe, he may not exceed `limit`."""

    kind: str
    others: Fraction
    limit: Fraction


def pool(mode, amount, members):
    """Return the pool of a group; None where it is made of limits and a member has none.

    :raises ValueError: an unknown mode
    """
    if mode == 'amount':
        return exact(amount or 0)
    if mode != 'members':
        raise ValueError(f'unknown pool {mode!r}')
    limits = [member.limit for member in members]
    return None if None in limits else total(limits)


def widens(before, after):
    """Tell whether members of a pool may owe more by its terms `after` than `before`.

    Mappings of `limit_mode`, `pool_limit`, `valid_until` (None: no last day), `currency_id` and
    `company_id`; what cannot be compared counts as more.
    """
    if any(before[name] != after[name] for name in ('limit_mode', 'currency_id', 'company_id')):
        return True
    last, new = before['valid_until'], after['valid_until']
    return exact(after['pool_limit'] or 0) > exact(before['pool_limit'] or 0) or (
        last is not None and (new is None or new > last))


def part_widens(before, after):
    """Tell whether a member may take more of the pool; of `sub_limit` and `share` 0 is no bound."""
    return any(before[name] and (not after[name] or exact(after[name]) > exact(before[name]))
               for name in ('sub_limit', 'share'))


def owed(members):
    """Return what `members` owe together."""
    return total(max(exact(member.exposure), exact(0)) for member in members)


def rest(pool_limit, members):
    """Return what is left of the pool for members without a limit of their own, at least 0.

    What the others may owe is set aside for them, whether they use it or not; without a pool, None.
    """
    if pool_limit is None:
        return None
    given = total(member.limit for member in members if member.limit is not None)
    return max(pool_limit - given, exact(0))


def own_cap(member, pool_limit):
    """Return the most that `member` takes of the pool: sub-limit or share, the smaller; or None."""
    caps = [] if member.sub_limit is None else [exact(member.sub_limit)]
    if member.share is not None and pool_limit is not None:
        caps.append(exact(member.share) * pool_limit)
    return min(caps, default=None)


def bounds(member, others, pool_limit):
    """Return the `Bound`s of `member` beside `others`, in the order of `KINDS`."""
    found = []
    if pool_limit is not None:
        found.append(Bound('pool', owed(others), pool_limit))
        if member.limit is None:
            without = [other for other in others if other.limit is None]
            found.append(Bound('rest', owed(without), rest(pool_limit, [member, *others])))
    cap = own_cap(member, pool_limit)
    if cap is not None:
        found.append(Bound('member', exact(0), cap))
    return found


def room(member, others, pool_limit):
    """Return how much more `member` may owe by his group and by his own limit; None: unbounded.

    The lower of both counts: with 10,000 of his own in a group of 15,000 he has 10,000.
    """
    limits = [bound.limit - bound.others for bound in bounds(member, others, pool_limit)]
    if member.limit is not None:
        limits.append(exact(member.limit))
    return max(min(limits) - exact(member.exposure), exact(0)) if limits else None


def tightest(found, exposure):
    """Return the bound that `exposure` goes over by most, as ``(over, bound)``; negative is room.

    Of equals the widest: a payment of any member helps there.

    :param found: mappings with `others` and `limit`, as a fact keeps them
    """
    return max(
        ((exposure + bound['others'] - bound['limit'], bound) for bound in found),
        key=lambda pair: pair[0], default=None)
