"""Which open claims a customer's receipts paid a part of, by law, and how sure that is. Pure.

A part payment interrupts the debt that it paid and none beside it. What the payer named is that
debt; else the order of law says (`debt_order`). What our books say proves nothing by itself, but
where law and books agree, nobody will say otherwise. Source: `practice.md` F36.
"""

import re
from bisect import insort
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from .debt_order import OpenDebt, applied
from .exact import exact

_WORD = re.compile(r'[^\s,;:()\[\]"\']+')


@dataclass(frozen=True)
class Claim:
    """A maturity line: owed from `date` on; `amount`: what was open when the walk begins, or then."""

    key: object
    date: date
    due: date
    amount: Fraction


@dataclass(frozen=True)
class Receipt:
    """Money that came in; `named`: keys of claims that the payer named, in his order.

    `booked`: keys of claims to which our books allocated some of it. `amount`: without what paid
    claims that came later, and without what went back.
    """

    key: object
    date: date
    amount: Fraction
    named: tuple = ()
    booked: frozenset = frozenset()


@dataclass(frozen=True)
class Reduction:
    """What else made a claim smaller: a credit note, an advance that was set off."""

    key: object
    date: date
    amount: Fraction


@dataclass(frozen=True)
class PartPayment:
    """`receipt` paid a part of a claim on `date`; `evidence` as in `limitation_laws`."""

    receipt: object
    date: date
    amount: Fraction
    evidence: frozenset


def part_payments(claims, receipts, reductions=()):
    """Return ``{claim key: (PartPayment, …)}``, in the order in which money came.

    Reductions of a day go before its receipts, and claims before both.
    """
    steps = sorted(
        [(claim.date, 0, str(claim.key), claim) for claim in claims]
        + [(one.date, 1, str(one.key), one) for one in reductions]
        + [(one.date, 2, str(one.key), one) for one in receipts],
        key=lambda step: step[:3],
    )
    account, found = _Account(), {}
    for _day, kind, _key, step in steps:
        if kind == 0:
            account.add(step)
        elif kind == 1:
            account.reduce(step.key, exact(step.amount))
        else:
            for paid in account.receive(step):
                found.setdefault(paid.key, []).append(_part_payment(step, paid))
    return {key: tuple(own) for key, own in found.items()}


def named_in(text, names):
    """Return keys of the claims whose name stands in `text` as a word, in the order of the text.

    :param names: ``{name in lower case: (key, …)}``
    """
    words = (word.strip('.').lower() for word in _WORD.findall(text or ''))
    return tuple(dict.fromkeys(key for word in words for key in names.get(word, ())))


def _part_payment(receipt, paid):
    evidence = {'payment'}
    if paid.is_named:
        evidence.add('debt_named')
    elif paid.key in receipt.booked:
        evidence.add('allocation_note')
    return PartPayment(receipt.key, receipt.date, paid.amount, frozenset(evidence))


class _Account:
    """What is owed while time goes by; claims in the order in which law pays them."""

    def __init__(self):
        self.open, self.ranked = {}, []

    def add(self, claim):
        amount = exact(claim.amount)
        if amount > 0:
            self.open[claim.key] = (claim.due, amount)
            insort(self.ranked, (claim.due, str(claim.key), claim.key))

    def reduce(self, key, amount):
        if key not in self.open:
            return
        due, owed = self.open[key]
        if owed > amount:
            self.open[key] = (due, owed - amount)
        else:
            del self.open[key]
            self.ranked.remove((due, str(key), key))

    def receive(self, receipt):
        named = [key for key in receipt.named if key in self.open]
        amount = exact(receipt.amount)
        debts = self._first(amount, named)
        paid, _rest = applied(max(amount, Fraction(0)), debts, receipt.date, named)
        for one in paid:
            self.reduce(one.key, one.amount)
        return [one for one in paid if one.amount > 0]

    def _first(self, amount, named):
        """Return as many debts as the money can reach: those named, and the first by due date.

        The order of law is the due date's here (all unsecured, none with interest), and no debt
        that is due comes after one that is not.
        """
        keys, reached, last = dict.fromkeys(named), Fraction(0), None
        for due, _text, key in self.ranked:
            if reached >= amount and due != last:
                break
            if key not in keys:
                keys[key] = None
                reached += self.open[key][1]
            last = due
        return [OpenDebt(key, *self.open[key]) for key in keys]
