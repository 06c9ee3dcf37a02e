"""Interest on what is paid late, by line and period. Pure.

Terms are data: a reference rate with the day on which it is read, a multiplier and a margin, or a
rate by the day; on how many days a year counts; a lump sum. Reference rates are given, never known
here: ``[(first day, yearly rate)]``. Simple interest, from the day after the due date up to and
with the day of payment; exact, rounded once where it is shown. Rates are parts of one.

Sources: `domain.md` 6.10; `practice.md` F37 (the rate is that of the breach, and dated).
"""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from types import MappingProxyType

from .exact import exact, rounded, total

#: When the reference rate is read: on the first day late, for good; on the day before the half-year
#: in which that day lies, for good; on the first day of each half-year; whenever it changes.
FIXINGS = ('breach', 'breach_half_year', 'half_year', 'daily')
#: Days of a year; *actual*: as many as the year of each day has.
BASES = (360, 365, 'actual')

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Terms:
    """How interest is counted: yearly ``reference × multiplier + margin``, or `daily`.

    `reference`: the name of its table, None without; `lump_sums`: ``((debt from, sum), …)`` in
    `lump_currency`, once a line; `source`: the law or clause.
    """

    code: str
    reference: str = None
    multiplier: Fraction = Fraction(1)
    margin: Fraction = Fraction(0)
    daily: Fraction = None
    fixing: str = 'breach'
    basis: object = 365
    lump_sums: tuple = ()
    lump_currency: str = None
    source: str = ''

    def __post_init__(self):
        if self.fixing not in FIXINGS:
            raise ValueError(f"A rate is fixed by {', '.join(FIXINGS)}, not {self.fixing!r}.")
        if self.basis not in BASES:
            raise ValueError(f"A year counts 360, 365 or actual days, not {self.basis!r}.")

    def year_days(self, day):
        """Return how many days the year of `day` counts."""
        if self.basis == 'actual':
            return (date(day.year + 1, 1, 1) - date(day.year, 1, 1)).days
        return self.basis


CN = Terms(
    'CN', 'LPR 1Y', multiplier=Fraction(3, 2),
    source="SPC sales interpretation 18: one-year LPR at the breach, 30 to 50 % more",
)
#: The debtor is a large enterprise or a public body, the creditor is small, nothing was agreed.
CN_SME = Terms('CN-SME', daily=Fraction(5, 10_000), source="Regulation on Payments to SMEs 17")
EU = Terms(
    'EU', 'ECB', margin=Fraction(8, 100), fixing='half_year', lump_sums=((0, 40),),
    lump_currency='EUR', source="Directive 2011/7/EU, 2, 3 and 6",
)
UK = Terms(
    'UK', 'BoE', margin=Fraction(8, 100), fixing='breach_half_year',
    lump_sums=((0, 40), (1_000, 70), (10_000, 100)), lump_currency='GBP',
    source="Late Payment of Commercial Debts (Interest) Act 1998, 5A; SI 2002/1675",
)
#: Only what was agreed: see `agreed`.
NEUTRAL = Terms('neutral', source="no statutory interest: an agreed rate or none")

TERMS = MappingProxyType({terms.code: terms for terms in (CN, CN_SME, EU, UK, NEUTRAL)})


def agreed(yearly=None, daily=None, basis=365):
    """Return `Terms` of a rate in the contract, by the year or by the day.

    :raises ValueError: none or both are given, or one is below zero
    """
    if (yearly is None) == (daily is None):
        raise ValueError("A contract has a rate by the year or one by the day, not none or both.")
    if exact(yearly if daily is None else daily) < 0:
        raise ValueError("A rate of interest is not below zero.")
    if daily is not None:
        return Terms('agreed', daily=exact(daily), basis=basis, source="contract")
    return Terms('agreed', margin=exact(yearly), basis=basis, source="contract")


def is_below_minimum(yearly, reference):
    """Return whether an agreed yearly rate is lower than the reference at signing; None: unknown.

    The floor of the Regulation on Payments to SMEs, 17, for its debtors.
    """
    if yearly is None or reference is None:
        return None
    return exact(yearly) < exact(reference)


def table(rates, known_until=None):
    """Return ``[(first day, yearly rate)]`` in order, as the other functions take it.

    :param known_until: the last day of which anybody said that the latest rate holds; after it the
        rate is unknown, not the same as before
    """
    rows = sorted((first, exact(rate)) for first, rate in rates)
    if known_until and rows:
        rows.append((max(known_until, rows[-1][0]) + _DAY, None))
    return tuple(rows)


def rate_on(day, rates):
    """Return the rate in force on `day`, or None where it is not known.

    :param rates: as `table` returns them
    """
    number = bisect_right(rates, day, key=lambda row: row[0])
    return rates[number - 1][1] if number else None


@dataclass(frozen=True)
class Debt:
    """A line: what was open on `due`, and what was paid of it, ``((day, amount), …)``.

    `due`: the last day on which he could pay, so a holiday moved it already.
    """

    amount: Fraction
    due: date
    payments: tuple = ()


@dataclass(frozen=True)
class Period:
    """Days `first` to `last` of one principal at one rate; `interest` None: the rate is unknown."""

    first: date
    last: date
    principal: Fraction
    reference: Fraction
    yearly: Fraction
    interest: Fraction

    @property
    def days(self):
        """Calendar days, first and last included."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class Charge:
    """Interest of one line, period by period, and its lump sum (in the currency of its terms)."""

    periods: tuple
    lump_sum: Fraction

    @property
    def days(self):
        """Calendar days of all periods."""
        return sum(period.days for period in self.periods)

    @property
    def interest(self):
        """The exact sum; None while the rate of a period is unknown."""
        parts = [period.interest for period in self.periods]
        return None if None in parts else total(parts)

    def amount(self, digits=2):
        """Return the interest as it is claimed, rounded once."""
        return rounded(self.interest, digits)


def charge(debt, until, terms, rates=(), since=None):
    """Return the `Charge` of `debt` up to and with the day `until`.

    Charges of adjoining stretches add up to the charge of the whole; the lump sum is part of the
    one that has the first day late.

    :param rates: the terms' reference, as `table` returns it
    :param since: the first day that is charged now; None: from the first day late
    """
    breach = debt.due + _DAY
    first = breach if since is None else max(since, breach)
    paid = sorted((day, exact(amount)) for day, amount in debt.payments)
    periods = []
    if first <= until:
        cuts = _cuts(first, until, breach, paid, terms, rates)
        for begin, following in zip(cuts, [*cuts[1:], until + _DAY], strict=True):
            period = _period(debt, begin, following - _DAY, breach, paid, terms, rates)
            if period.principal:
                periods.append(period)
    is_first = first == breach <= until
    return Charge(tuple(periods), _lump(debt, paid, terms) if is_first else Fraction(0))


def gaps(first, last, claimed):
    """Return the stretches of days from `first` to `last` that none of `claimed` has.

    :param claimed: ``[(first day, last day)]``, in any order, overlapping or not
    :return: ``[(first day, last day)]``, oldest first
    """
    found = []
    for begin, end in sorted(claimed):
        if begin > first:
            found.append((first, min(begin - _DAY, last)))
        first = max(first, end + _DAY)
        if first > last:
            break
    return [stretch for stretch in [*found, (first, last)] if stretch[0] <= stretch[1]]


def charged(charges, digits=2):
    """Return the interest of many lines as one claim, rounded once; None while one is unknown."""
    interests = [one.interest for one in charges]
    return None if None in interests else rounded(total(interests), digits)


def _cuts(first, until, breach, paid, terms, rates):
    """Return the days on which principal, rate or year begin anew."""
    cuts = {first} | {day + _DAY for day, _amount in paid}
    if terms.daily is None and terms.reference:
        if terms.fixing == 'daily':
            cuts |= {day for day, _rate in rates}
        elif terms.fixing == 'half_year':
            cuts |= _starts(first, until, (1, 7))
    if terms.basis == 'actual':
        cuts |= _starts(first, until, (1,))
    return sorted(day for day in cuts if first <= day <= until)


def _starts(first, until, months):
    return {
        date(year, month, 1) for year in range(first.year, until.year + 1) for month in months
    }


def _half_year(day):
    return date(day.year, 1 if day.month < 7 else 7, 1)


def _period(debt, first, last, breach, paid, terms, rates):
    principal = _open(debt, first, paid)
    days = (last - first).days + 1
    if terms.daily is not None:
        return Period(first, last, principal, None, None, principal * terms.daily * days)
    reference = _reference(first, breach, terms, rates)
    if terms.reference and reference is None:
        return Period(first, last, principal, None, None, None)
    yearly = (reference or 0) * terms.multiplier + terms.margin
    interest = principal * yearly * days / terms.year_days(first)
    return Period(first, last, principal, reference, yearly, interest)


def _reference(day, breach, terms, rates):
    if not terms.reference:
        return None
    read_on = {
        'breach': breach, 'breach_half_year': _half_year(breach) - _DAY,
        'half_year': _half_year(day), 'daily': day,
    }[terms.fixing]
    return rate_on(read_on, rates)


def _open(debt, day, paid):
    """Return what was open when `day` began."""
    rest = exact(debt.amount) - total(amount for paid_on, amount in paid if paid_on < day)
    return max(rest, Fraction(0))


def _lump(debt, paid, terms):
    """Return the lump sum for what was open on the first day late: the last step that it reaches."""
    principal = _open(debt, debt.due + _DAY, paid)
    reached = [lump for least, lump in terms.lump_sums if principal >= exact(least)]
    return exact(reached[-1]) if principal and reached else Fraction(0)
