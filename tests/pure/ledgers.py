"""Worked ledgers that tests of figures share, and what hypothesis makes more of."""

from datetime import date
from fractions import Fraction

from hypothesis import strategies as st

from credit_management.tools.aging import age_in_days
from credit_management.tools.dso import Month

#: Half a year, newest first: days, credit sales, what is still open of them at 30 June.
HALF_YEAR = (
    Month(30, 630_000, 600_000), Month(31, 434_000, 310_000), Month(30, 600_000, 120_000),
    Month(31, 558_000, 85_000), Month(28, 476_000, 30_000), Month(31, 620_000, 25_000),
)
LEAP_HALF_YEAR = (*HALF_YEAR[:4], Month(29, 476_000, 30_000), HALF_YEAR[5])
RECEIVABLES = 1_170_000

AS_OF = date(2026, 6, 30)
#: Line -> customer, open amount, due date.
PORTFOLIO = {
    'I1': ('A', 100_000, date(2026, 7, 15)),
    'I2': ('A', 50_000, date(2026, 6, 30)),
    'I3': ('A', 40_000, date(2026, 6, 29)),
    'I4': ('B', 80_000, date(2026, 5, 31)),
    'I5': ('B', 60_000, date(2026, 5, 30)),
    'I6': ('B', 30_000, date(2026, 4, 30)),
    'I7': ('C', 20_000, date(2026, 4, 1)),
    'I8': ('C', 20_000, date(2026, 3, 31)),
    'I9': ('D', 10_000, date(2025, 6, 30)),
    'I10': ('D', 5_000, date(2025, 6, 29)),
    'I11': ('E', 200_000, date(2026, 6, 20)),
}
#: An unallocated credit note of B.
CREDIT = (AS_OF, -15_000)


def days_late(line):
    return age_in_days(AS_OF, PORTFOLIO[line][2], None)


def items(customer=None, credit=False):
    """Return the aging items of the portfolio, or of one customer of it."""
    found = [
        (days_late(line), amount) for line, (owner, amount, _due) in PORTFOLIO.items()
        if customer in (None, owner)
    ]
    return found + ([(0, CREDIT[1])] if credit else [])


def by_customer():
    """Return ``{customer: gross amount}``."""
    sums = {}
    for owner, amount, _due in PORTFOLIO.values():
        sums[owner] = sums.get(owner, 0) + amount
    return sums


money = st.decimals(0, 2_000_000, places=2)
signed_money = st.decimals(-2_000_000, 2_000_000, places=2)
ages = st.integers(-400, 2_500)
portfolios = st.lists(st.tuples(ages, signed_money), max_size=30)
claims = st.lists(st.tuples(ages, st.decimals('0.01', 2_000_000, places=2)), max_size=30)
parts = st.fractions(0, 1, max_denominator=1_000)
factors = st.fractions(Fraction(1, 100), 100, max_denominator=100)


def scaled(pairs, factor):
    return [(days, Fraction(amount) * factor) for days, amount in pairs]
