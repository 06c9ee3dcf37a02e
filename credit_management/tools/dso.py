"""Days sales outstanding, three ways, and what fewer days would free. Pure.

Receivables and sales stand on the same footing: tax included, company currency as booked, same
companies; sales are credit sales net of credit notes, cash sales excluded. Months come newest first;
the newest may be under way and counts with the days that have passed. Days and amounts are exact,
rounded by who shows them. What cannot be said is None; 0 days means that nothing is owed.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from .exact import exact, ratio, total

DAYS_OF_YEAR = 365


@dataclass(frozen=True)
class Month:
    """Net credit `sales` of `days` days, and what is still `open` of them (aging method)."""

    days: int
    sales: object
    open: object = 0


@dataclass(frozen=True)
class Dso:
    """`value` in days, or None.

    `days_floor`: history ended, it is that or more, and `uncovered` is what no sales were found
    for. `unclassified`: open amounts of months without sales, outside the figure.
    """

    value: Fraction
    ar: Fraction = None
    sales: Fraction = None
    days_floor: bool = False
    uncovered: Fraction = Fraction(0)
    unclassified: Fraction = Fraction(0)


def windows(as_of, count):
    """Return ``[(first day, last day)]`` of `count` months, newest first, the newest to `as_of`."""
    found = []
    for _month in range(count):
        found.append((as_of.replace(day=1), as_of))
        as_of = found[-1][0] - timedelta(days=1)
    return found


def last_closed(today):
    """Return the last month-end before `today`: the day that headlines speak of."""
    return date(today.year, today.month, 1) - timedelta(days=1)


def period_average(ar, months):
    """Return the `Dso` of closing receivables / credit sales of the period × its days.

    None where the period has no sales. 期间平均法.

    :param ar: closing receivables, net of unallocated credits; None: unknown
    """
    sales, days = total(month.sales for month in months), sum(month.days for month in months)
    if ar is None:
        return Dso(None, sales=sales)
    ar = exact(ar)
    share = Fraction(0) if ar <= 0 else ratio(ar, sales)
    return Dso(None if share is None else share * days, ar, sales)


def same_period_average(months):
    """Return the `Dso` of what is open of the period's own sales: hides older debt, a variant."""
    return period_average(total(month.open for month in months), months)


def countback(ar, months, stop_at_no_sales=False):
    """Return the `Dso` by exhaustion: whole months until the receivables are used up. 倒推法.

    A month without sales passes with its days; one with more credit notes than invoices makes the
    rest larger. Where history ends first, `days_floor` is set.

    :param stop_at_no_sales: end there instead, as Oracle HFM does
    """
    sales = total(month.sales for month in months)
    if ar is None:
        return Dso(None, sales=sales)
    ar = rest = exact(ar)
    if ar <= 0:
        return Dso(Fraction(0), ar, sales)
    days = Fraction(0)
    for month in months:
        sold = exact(month.sales)
        if stop_at_no_sales and sold <= 0:
            break
        if rest <= sold:
            return Dso(days + rest / sold * month.days, ar, sales)
        rest -= sold
        days += month.days
    return Dso(days or None, ar, sales, days_floor=True, uncovered=rest)


def by_aging(months):
    """Return the `Dso` by vintage: Σ open of a month / sales of that month × its days. 账龄分类法.

    Sales and open amounts are less the credit notes of that month's invoices, whenever those came;
    credits that nobody allocated stay outside. Open amounts of a month without sales are
    `unclassified`; if all are, nothing can be said.
    """
    ar, sales = total(month.open for month in months), total(month.sales for month in months)
    known = [month for month in months if exact(month.sales) > 0]
    unclassified = ar - total(month.open for month in known)
    if not known:
        value = None if ar or not months else Fraction(0)
    else:
        value = total(exact(month.open) / exact(month.sales) * month.days for month in known)
    return Dso(value, ar, sales, unclassified=unclassified)


def true_dso(invoices):
    """Return Σ age × open amount / credit sales of the month it was sold in, in days; or None.

    Oracle's "True DSO": weighs by the age of the invoice, not by the days of its month.

    :param invoices: ``[(age in days, open amount, sales of its month)]``; those of a month without
        sales are left out
    """
    parts = [(days, ratio(amount, sales)) for days, amount, sales in invoices]
    known = [days * share for days, share in parts if share is not None]
    return total(known) if known else None


def best_possible(not_due, months):
    """Return the DSO in days if nobody were late: what is not due / credit sales × days; or None."""
    return period_average(not_due, months).value


def average_days_delinquent(ar, not_due, months):
    """Return how many days of DSO are lateness: DSO less best possible DSO, by period; or None."""
    dso, best = period_average(ar, months).value, best_possible(not_due, months)
    return None if dso is None or best is None else dso - best


def released_cash(annual_sales, days):
    """Return what a DSO shorter by `days` frees, once: annual credit sales / 365 × days."""
    return exact(annual_sales) / DAYS_OF_YEAR * exact(days)
