"""A first grade from nothing but how a customer paid, for a company that starts. Pure.

It is a proposal until somebody decides one. Without accounts, bureaus and statements every customer
would be a C, and the best ones would be held after ten days; so paying alone reaches B, and A with a
long and good record. E would take the limit away: no figure of paying does that by itself. Why so:
`docs/decisions/0027-a-company-enforces-wave-by-wave.md`.
"""

from dataclasses import dataclass
from fractions import Fraction

from .exact import ratio
from .waves import NEW_MONTHS

#: Fewer lines than this that were paid or are late are no habit.
FEWEST_LINES = 3

#: Money that comes so many days after the due date was sent in time: weekends, and banks.
GRACE_DAYS = 5

#: (grade, days beyond terms up to, part late up to, months of history from), the best first.
STEPS = (('A', 5, Fraction(1, 4), 24), ('B', 15, Fraction(1, 2), NEW_MONTHS), ('C', 45, 1, 0))
WORST = 'D'


@dataclass(frozen=True)
class Paying:
    """How one customer paid what he bought on credit in the last 24 months.

    :param months: since his first invoice
    :param lines: paid, or due and not paid
    :param amount: of these, in company currency; what is due and open counts as paid today
    :param late_amount: of it, more than `GRACE_DAYS` after the due date
    :param late_days: Σ amount × days beyond the due date, early ones below 0
    """

    months: int
    lines: int
    amount: object
    late_amount: object
    late_days: object

    @property
    def beyond_terms(self):
        """Days beyond terms (DBT): Σ amount × (paid − due) / Σ amount; None without any."""
        return ratio(self.late_days, self.amount)

    @property
    def late_share(self):
        """The part, by amount, that was late; None without any."""
        return ratio(self.late_amount, self.amount)


def best_by_paying(months, days):
    """Return the best grade that paying alone may give.

    :param months: since the first invoice; :param days: beyond terms; None is not known
    """
    if months is None or days is None:
        return 'C'
    return next((grade for grade, most, _share, least in STEPS
                 if months >= least and days <= most), 'C')


def provisional(paying):
    """Return the `Paying` as a grade A to D; None where too little is known.

    A new customer (less than 12 months) is C at best, who has less than 24 months B at best.
    """
    if paying.lines < FEWEST_LINES or paying.beyond_terms is None:
        return None
    return next((
        grade for grade, days, share, months in STEPS
        if paying.months >= months and paying.beyond_terms <= days and paying.late_share <= share
    ), WORST)
