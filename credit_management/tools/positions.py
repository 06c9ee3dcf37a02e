"""What a customer, a team or a company owes on a day, and what was sold to it, by month. Pure.

The figures of `dso` want months newest first, with the days that count of each; this makes them.
"""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta

from . import dso
from .exact import exact, total

#: Ways to DSO, and variants of them that are named and never a default.
METHODS = ('countback', 'period', 'aging')
VARIANTS = ('same_period', 'true_dso')

MONTHS_OF_YEAR = 12


@dataclass(frozen=True)
class Cell:
    """One month. `open`, split into `not_due` and `overdue`: claims booked in it.

    `aged`: claims × days since. `longer`: not due, but older than standard terms. `unallocated`:
    credits, below zero. `sales`: by the date of credit notes, `sold`: by that of their invoices.
    """

    open: object = 0
    aged: object = 0
    not_due: object = 0
    overdue: object = 0
    longer: object = 0
    unallocated: object = 0
    sales: object = 0
    sold: object = 0


@dataclass(frozen=True)
class Position:
    """`cells`: ``{first day of a month: Cell}`` on `day`; the newest month may be under way.

    `since`: a day of the month in which the books begin. Months before it are unknown, not empty,
    so they count for nothing.
    """

    day: date
    cells: dict = field(default_factory=dict)
    since: date = date.min
    #: What was added up, for the next figure that wants it.
    _known: dict = field(default_factory=dict, init=False, repr=False, compare=False)

    def sum(self, name):
        if name not in self._known:
            self._known[name] = total(getattr(cell, name) for cell in self.cells.values())
        return self._known[name]

    @property
    def claims(self):
        return self.sum('open')

    @property
    def ar(self):
        """What is owed, net of credits that nobody allocated."""
        return self.claims + self.sum('unallocated')

    @property
    def best_ar(self):
        """What would be owed if nobody were late: credits take from what is late first."""
        return min(self.sum('not_due'), self.ar)

    def months(self, count):
        """Return the last `count` months as `dso.Month`, newest first, sales by booking."""
        if count not in self._known:
            self._known[count] = [
                dso.Month((last - first).days + 1, exact(self._cell(first).sales),
                          exact(self._cell(first).open))
                for first, last in dso.windows(self.day, count) if last >= self.since
            ]
        return self._known[count]

    def vintages(self, count):
        """Return the same and older months of which something is open; sales less credit notes."""
        window = [first for first, _last in dso.windows(self.day, count)]
        older = sorted((m for m, cell in self.cells.items() if m < window[-1] and cell.open),
                       reverse=True)
        return [
            dso.Month(self._days(first), self._cell(first).sold, self._cell(first).open)
            for first in (*window, *older)
        ]

    def dso(self, method, count):
        """Return the `dso.Dso` by one of `METHODS` or `VARIANTS`, over `count` months."""
        if method == 'countback':
            return dso.countback(self.ar, self.months(count))
        if method == 'period':
            return dso.period_average(self.ar, self.months(count))
        if method == 'aging':
            return dso.by_aging(self.vintages(count))
        if method == 'same_period':
            return dso.same_period_average(self.months(count))
        return self._true_dso(count)

    def best_possible(self, count):
        return dso.best_possible(self.best_ar, self.months(count))

    def average_days_delinquent(self, count):
        return dso.average_days_delinquent(self.ar, self.best_ar, self.months(count))

    def sales(self, count):
        """Return credit sales of the last `count` months."""
        return total(month.sales for month in self.months(count))

    def annual_sales(self):
        """Return credit sales of twelve months; of as many days where the books are younger."""
        months = self.months(MONTHS_OF_YEAR)
        sales = self.sales(MONTHS_OF_YEAR)
        if not months or len(months) == MONTHS_OF_YEAR:
            return sales
        return sales / sum(month.days for month in months) * dso.DAYS_OF_YEAR

    def _true_dso(self, count):
        # Age × amount is all that counts of an invoice, so a month's sum stands for its invoices.
        sums = [(1, cell.aged, cell.sold) for cell in self.cells.values() if cell.open]
        known = total(cell.open for cell in self.cells.values() if exact(cell.sold) > 0)
        return dso.Dso(dso.true_dso(sums), self.claims, self.sales(count),
                       unclassified=self.claims - known)

    def _cell(self, month):
        return self.cells.get(month, _NOTHING)

    def _days(self, month):
        last = date(month.year, month.month, monthrange(month.year, month.month)[1])
        return (min(last, self.day) - month + timedelta(days=1)).days


_NOTHING = Cell()
