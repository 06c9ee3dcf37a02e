"""Which debt did the money pay: what the payer said, else the order of the law. Pure.

Who pays says what for; a bookkeeper's choice is a proposal, no statement of his (`practice.md` F36).
Where he says nothing: Chinese Civil Code art. 560 — debts that are due, of these the least secured, of
these the most burdensome, of these the earliest due, of these each by its part; within a debt, art. 561:
costs, interest, principal. Other laws give other orders: `order` is data.
"""

from dataclasses import dataclass, field
from fractions import Fraction
from itertools import groupby

from .exact import exact
from .receivable_items import CENT, shared

#: Within one debt.
PARTS = ('costs', 'interest', 'principal')


@dataclass(frozen=True)
class Debt:
    """What is owed on one line; amounts in one currency.

    :param secured: the part that is secured, of one; :param burden: the rate that it costs the
        debtor a year, or any figure that is larger for what weighs more
    """

    key: object
    due: object
    principal: object
    interest: object = 0
    costs: object = 0
    secured: object = 0
    burden: object = 0

    @property
    def open(self):
        """All that is owed."""
        return exact(self.principal) + exact(self.interest) + exact(self.costs)


@dataclass(frozen=True)
class Appropriation:
    """What was paid: ``{debt: {part: amount}}``, `named` by the payer or not; what is left over.

    Only debts that he named, or that the law gives it to, are acknowledged by the payment.
    """

    paid: dict = field(default_factory=dict)
    named: frozenset = frozenset()
    left: Fraction = Fraction(0)


def statutory_order(debt, paid_on):
    """Return where a debt stands by art. 560, as a key; debts of equal keys share by amount."""
    return (debt.due > paid_on, exact(debt.secured), -exact(debt.burden), debt.due)


def appropriate(amount, debts, paid_on, named=(), order=statutory_order, unit=CENT):
    """Return the `Appropriation` of `amount` received on `paid_on`.

    :param named: keys of the debts that the payer named, in his order; they go first
    :param order: ``(debt, day) -> key``
    """
    rest, by_key = exact(amount), {debt.key: debt for debt in debts if debt.open > 0}
    paid, chosen = {}, [key for key in dict.fromkeys(named) if key in by_key]
    for key in chosen:
        rest -= _pay(by_key[key], min(rest, by_key[key].open), paid)
    others = sorted(
        (debt for key, debt in by_key.items() if key not in chosen),
        key=lambda debt: (order(debt, paid_on), str(debt.key)),
    )
    for _key, equal in groupby(others, key=lambda debt: order(debt, paid_on)):
        group = {debt.key: debt.open for debt in equal}
        for key, part in shared(min(rest, sum(group.values())), group, unit).items():
            rest -= _pay(by_key[key], part, paid)
    return Appropriation(paid, frozenset(set(chosen) & set(paid)), rest)


def _pay(debt, amount, paid):
    """Note what `amount` pays of a debt, part by part, and return it; 0 or less pays nothing."""
    wanted = left = max(amount, Fraction(0))
    for part in PARTS:
        taken = min(left, exact(getattr(debt, part)))
        if taken > 0:
            paid.setdefault(debt.key, {})[part] = taken
            left -= taken
    return wanted - left
