"""Which debts a payment paid, where the payer did not say: law's order, not the bookkeeper's. Pure.

The payer names debts; else what is due comes first, then the least secured, the most burdensome (by
its rate of interest), the one due first, and equal ones by their share (Civil Code of China 560).
In a debt costs come before interest, and interest before principal (561). First in, first out is a
proposal for the books only. Source: `practice.md` F36. Amounts exact, in one currency.
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import groupby

from .exact import exact, total


@dataclass(frozen=True)
class OpenDebt:
    """A line that is owed; `secured`: the part of it that a security covers; `rate`: a year.

    `due` None: no day was agreed, so it is due after all that have one.
    """

    key: object
    due: date
    principal: Fraction
    interest: Fraction = Fraction(0)
    costs: Fraction = Fraction(0)
    secured: Fraction = Fraction(0)
    rate: Fraction = Fraction(0)

    @property
    def owed(self):
        """Return principal, interest and costs together, exact."""
        return total((self.principal, self.interest, self.costs))


@dataclass(frozen=True)
class Paid:
    """What a payment paid of one debt; `is_named`: because the payer said so."""

    key: object
    costs: Fraction
    interest: Fraction
    principal: Fraction
    is_named: bool

    @property
    def amount(self):
        """All that was paid of the debt, in its currency."""
        return self.costs + self.interest + self.principal


def applied(amount, debts, paid_on, named=()):
    """Return ((`Paid`, …), rest) of a payment of `amount` on `paid_on`; nothing is paid twice.

    :param named: keys that the payer named, in his order; what they leave follows the law's
    :raises ValueError: an amount below zero, or a name that is none of the debts
    """
    rest = exact(amount)
    if rest < 0:
        raise ValueError(f"A payment is not below zero: {float(rest)}.")
    by_key = {debt.key: debt for debt in debts if debt.owed > 0}
    unknown = sorted(str(key) for key in set(named) - {debt.key for debt in debts})
    if unknown:
        raise ValueError(f"Nothing is owed under {', '.join(unknown)}.")
    first = [(by_key.pop(key),) for key in dict.fromkeys(named) if key in by_key]
    result = []
    for ranks, is_named in ((first, True), (_by_law(by_key.values(), paid_on), False)):
        for equal in ranks:
            part = min(rest, total(debt.owed for debt in equal))
            rest -= part
            result += _shared(part, equal, is_named)
    return tuple(result), rest


def _by_law(debts, paid_on):
    """Return debts in the law's order, equal ones together."""
    def rank(debt):
        open_part = 1 - min(exact(debt.secured) / debt.owed, Fraction(1))
        due = debt.due or date.max
        return due > paid_on, -open_part, -exact(debt.rate), due

    return [tuple(equal) for _rank, equal in groupby(sorted(debts, key=rank), key=rank)]


def _shared(amount, debts, is_named):
    owed = total(debt.owed for debt in debts)
    return [
        _split(debt, amount * debt.owed / owed, is_named) for debt in debts if amount
    ]


def _split(debt, amount, is_named):
    costs = min(amount, exact(debt.costs))
    interest = min(amount - costs, exact(debt.interest))
    return Paid(debt.key, costs, interest, amount - costs - interest, is_named)
