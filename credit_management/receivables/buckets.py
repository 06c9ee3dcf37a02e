"""Age bands as SQL: which band a day falls into, and what a band is called between programs."""

from dataclasses import dataclass
from itertools import pairwise

from odoo.tools import SQL

#: What an age is counted from: the due date, or the accounting date.
BASES = ('due', 'posting')

#: The first day of the first band: one day late, or posted today.
STARTS = {'due': 1, 'posting': 0}

#: Credits that nobody allocated: they never make a band smaller.
UNALLOCATED = 'unallocated'


@dataclass(frozen=True)
class Buckets:
    """Bands without a gap, by the last day of each; what comes after is one more, and open.

    By due date there is a band before the first: what is not late.
    """

    basis: str
    last_days: tuple

    @property
    def first_days(self):
        return (STARTS[self.basis], *(day + 1 for day in self.last_days))

    def rows(self):
        """Return ``[(code, first day, last day)]``, oldest last; None is without end."""
        first = self.first_days
        rows = [(day, following - 1) for day, following in pairwise(first)] + [(first[-1], None)]
        if self.basis == 'due':
            rows.insert(0, (None, 0))
        start = 0 if self.basis == 'due' else 1
        return [(code(number), *row) for number, row in enumerate(rows, start=start)]

    def age(self, line, day):
        """Return the days of `line` (an SQL alias) on `day`: late, or since it was posted."""
        since = SQL("date_due" if self.basis == 'due' else "date")
        return SQL("%s::date - %s.%s", day, line, since)

    def bucket(self, line, day):
        """Return the number of the band of `line`; -1 for credits."""
        return SQL(
            "CASE WHEN %s THEN -1 ELSE width_bucket(%s, %s) END",
            is_credit(line), self.age(line, day), list(self.first_days),
        )

    def bucket_code(self, line, day):
        """Return the code of the band of `line`; codes sort by age."""
        return SQL(
            "CASE %s %s ELSE %s END", self.bucket(line, day), SQL(" ").join(
                SQL("WHEN %s THEN %s", int(key[1:]), key) for key, _first, _last in self.rows()
            ), UNALLOCATED,
        )


def is_credit(line):
    """Return the condition that `line`, an SQL alias of a row of `open_lines`, is a credit."""
    return SQL("%s.is_credit", line)


def code(number):
    return f'b{number:02}'
