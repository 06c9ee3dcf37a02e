"""Absolute amounts that nobody can know beforehand, from a company's own distribution. Pure.

A limit of 50,000 means one thing in yen and another in euro, to a wholesaler and to a shipyard. So
minima, the smallest limit and the levels of approval are proposed from what this company invoices,
in its own currency. What too few documents say is None. Why so:
`docs/decisions/0029-amounts-come-from-the-companys-own-invoices.md`.
"""

from dataclasses import dataclass
from fractions import Fraction

from .exact import exact

#: Shares of a distribution that are asked for, in per cent.
PERCENTILES = (5, 50, 80, 90, 95, 99)

#: Fewer documents, or customers, than this are no distribution.
FEWEST = 20

#: So many days of sales are what a customer owes us as a rule when a limit is approved: two months.
DAYS_OPEN, DAYS_OF_YEAR = 60, 365

#: A level of approval reaches up to these percentiles; the level above them has no bound.
LEVELS = (80, 95, 99)


@dataclass(frozen=True)
class Spread:
    """How `count` amounts are spread: ``{percentile: amount}``."""

    count: int
    percentiles: dict

    def at(self, percentile):
        """Return the amount that `percentile` per cent do not exceed; None if too few are known."""
        return self.percentiles.get(percentile) if self.count >= FEWEST else None


def spread(amounts):
    """Return the `Spread` of `amounts`, by nearest rank, as PostgreSQL's ``percentile_disc``."""
    ordered = sorted(amounts)
    if not ordered:
        return Spread(0, {})
    return Spread(len(ordered), {
        percent: ordered[max(-(-percent * len(ordered) // 100) - 1, 0)] for percent in PERCENTILES
    })


def two_digits(amount, step=0.01):
    """Return `amount` rounded down to two significant digits: 8,400 stays, 26,374 becomes 26,000.

    :param step: the currency's smallest unit; nothing is finer
    """
    value = exact(amount or 0)
    if value <= 0:
        return 0.0
    unit = Fraction(1)
    while value / unit >= 100:
        unit *= 10
    while value / unit < 10:
        unit /= 10
    return float(value // max(unit, exact(step)) * max(unit, exact(step)))


def proposed(invoices, first_invoices, customers, step=0.01):
    """Return what this company should begin with.

    :param Spread invoices: posted invoices of 12 months, tax included
    :param Spread first_invoices: the first ones of customers who came in these months
    :param Spread customers: sales of 12 months, tax included, by customer
    :param step: the currency's smallest unit
    :return: ``{"invoices", "customers": counts, "percentiles": {"80", "90", "95": of invoices},
        "ignore_line_below": P5, "smallest_limit": one usual invoice, "allowance": the usual first
        invoice, "levels": [{"level", "max_excess", "max_limit"}]}``, each None if not known
    """
    def down(amount):
        return None if amount is None else two_digits(amount, step)

    usual = down(invoices.at(50))
    return {
        'invoices': invoices.count, 'customers': customers.count,
        'percentiles': {str(percent): down(invoices.at(percent)) for percent in (80, 90, 95)},
        'ignore_line_below': down(invoices.at(5)),
        'smallest_limit': usual,
        'allowance': usual if first_invoices.at(50) is None else down(first_invoices.at(50)),
        'levels': [
            {
                'level': number, 'max_excess': down(invoices.at(percent)),
                'max_limit': down(_owed(customers.at(percent))),
            } for number, percent in enumerate(LEVELS, start=1)
        ],
    }


def _owed(sales):
    """Return what a customer with yearly `sales` owes as a rule."""
    return None if sales is None else exact(sales) * DAYS_OPEN / DAYS_OF_YEAR
