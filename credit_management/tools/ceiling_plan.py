"""A ceiling read off plans: which months count on a day, and what they come to. Pure.

Sales are a dict ``{(year, month): amount}`` of planned credit sales, tax included; a month that is
not in it, or None, has no plan.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from .ceiling import (
    BANDS,
    funding_cap,
    operating_ceiling,
    seasonal_ceiling,
    simple_ceiling,
    with_tax,
)
from .exact import exact, total

SEASONAL, SIMPLE = 'seasonal', 'simple'


@dataclass(frozen=True)
class Terms:
    """What a plan says beside its months; ratios and rates are parts of one.

    `tax_rate`: None where the plan's sales include tax; `funds`: None where they cap nothing.
    """

    target_dso: Fraction
    method: str = SEASONAL
    tax_rate: Fraction = None
    funds: Fraction = None
    variable_cost_ratio: Fraction = Fraction(1)
    bands: tuple = BANDS

    def taxed(self, amount):
        """Return a plan's `amount` tax included; None stays None."""
        return amount if self.tax_rate is None else with_tax(amount, self.tax_rate)


@dataclass(frozen=True)
class Ceiling:
    """`planned`: by the plan; `cap`: by the funds; `value`: the lower; None where unknown.

    `missing`: the months ``(year, month)`` whose plan is needed and not there, in order.
    """

    planned: Fraction
    cap: Fraction
    value: Fraction
    missing: tuple = ()


def month_before(year, month):
    """Return (year, month) of the month before."""
    return (year - 1, 12) if month == 1 else (year, month - 1)


def month_end(year, month):
    """Return the last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def window(sales, day, target_dso):
    """Return ``[(year, month, planned sales or None, days)]`` until `day`, newest first.

    As many months as `target_dso` days need. The newest is the part of its month until `day`.
    """
    rows, rest, (year, month), last = [], exact(target_dso), (day.year, day.month), day.day
    while rest > 0:
        days = monthrange(year, month)[1]
        planned = sales.get((year, month))
        part = None if planned is None else exact(planned) * last / days
        rows.append((year, month, part, last))
        rest -= last
        year, month = month_before(year, month)
        last = monthrange(year, month)[1]
    return rows


def ceiling_on(day, sales, terms):
    """Return the `Ceiling` of `terms` at the end of `day`."""
    if terms.method == SIMPLE:
        months = [(day.year, month) for month in range(1, 13)]
        missing = tuple(month for month in months if sales.get(month) is None)
        annual = None if missing else total(sales[month] for month in months)
        planned = simple_ceiling(annual, terms.target_dso)
    else:
        rows = window(sales, day, terms.target_dso)
        found = seasonal_ceiling([row[2:] for row in rows], terms.target_dso)
        planned = found.value
        missing = tuple(sorted(rows[number][:2] for number in found.missing))
    cap = funding_cap(terms.funds, terms.variable_cost_ratio)
    return Ceiling(planned, cap, operating_ceiling(planned, cap), missing)

