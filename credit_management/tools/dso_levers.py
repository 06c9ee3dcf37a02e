"""What makes DSO long, in days and money, and what would shorten it. Pure."""

from dataclasses import dataclass
from fractions import Fraction

from .dso import period_average
from .exact import exact

#: Lever -> what pulls it.
LEVERS = {
    'invoicing_delay': ('bill_on_dispatch',),
    'dispute': ('dispute_deadline', 'statement_confirmation'),
    'late_payment': (
        'calls_before_due', 'hold_discipline', 'early_payment_discount', 'commission_on_cash',
    ),
    'longer_terms': ('term_harmonisation',),
}


@dataclass(frozen=True)
class Owed:
    """A maturity line as levers see it: `overdue_days`, and `age` in days from its invoice.

    `disputed`: the part of `amount` that the customer disputes.
    """

    amount: object
    overdue_days: int
    age: int
    disputed: object = 0


def lever_amounts(lines, standard_term, unbilled=0):
    """Return ``{lever: amount}``; no amount is counted twice.

    What is disputed is a dispute's; of the rest, what is late is late payment's, and what is not
    due though older than the standard term (days) is due to longer terms. Delivered goods that are
    not invoiced (`unbilled`) are no receivable yet.
    """
    amounts = dict.fromkeys(LEVERS, Fraction(0))
    amounts['invoicing_delay'] = exact(unbilled)
    for line in lines:
        amount = exact(line.amount)
        disputed = min(exact(line.disputed), amount)
        amounts['dispute'] += disputed
        if line.overdue_days > 0:
            amounts['late_payment'] += amount - disputed
        elif line.age > standard_term:
            amounts['longer_terms'] += amount - disputed
    return amounts


@dataclass(frozen=True)
class Lever:
    """How many `days` of DSO an `amount` is, and what would shorten them."""

    code: str
    amount: Fraction
    days: Fraction
    measures: tuple


def levers(amounts, months):
    """Return a `Lever` for each of ``{lever: amount}`` above zero, the largest first.

    Days are those of the period average, so they are parts of it; None where there are no sales.
    """
    found = [
        Lever(code, exact(amount), period_average(amount, months).value, LEVERS[code])
        for code, amount in amounts.items() if amount > 0
    ]
    return sorted(found, key=lambda lever: lever.amount, reverse=True)
