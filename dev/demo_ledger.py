"""What a made-up company sold on credit in two years and how it was paid, as plain values.

The same for everybody on the same day: chance is seeded, dates count from the day of the run. The
amounts are such that receivables close at 4.54 m that day, 24 % of the claims overdue.
"""

import calendar
import random
from dataclasses import dataclass, replace
from datetime import date, timedelta

CLOSING = 4_540_000.0
OVERDUE, OLD = 0.24, 0.02
MONTHS = 26
TAX = 0.13

#: January first.
SEASON = (0.84, 0.78, 0.96, 1.0, 0.97, 1.06, 0.9, 0.82, 1.08, 1.14, 1.26, 1.19)


@dataclass(frozen=True)
class Customer:
    """Who buys: `late` days after the due date he usually pays; since `stops` days he pays nothing."""

    name: str
    country: str
    team: int
    term: int
    late: int
    share: float
    grade: str
    limit: float
    stops: int = 0
    currency: str = None


CUSTOMERS = (
    Customer("Alder Stores", 'us', 0, 30, 2, 14, 'A', 1_200_000),
    Customer("Birch Logistics", 'us', 0, 45, 0, 12, 'A', 1_100_000),
    Customer("Cedar Foods", 'ca', 0, 30, -3, 10, 'B', 750_000),
    Customer("Dune Hotels", 'us', 1, 30, 14, 12, 'C', 900_000),
    Customer("Elm Pharma", 'us', 1, 60, 4, 16, 'A', 1_800_000),
    Customer("Fjord Marine", 'no', 1, 45, 3, 9, 'B', 800_000, currency='EUR'),
    Customer("Gorse Garages", 'us', 0, 30, 24, 4, 'C', 300_000),
    Customer("Heath Builders", 'us', 0, 45, 30, 7, 'D', 500_000, stops=65),
    Customer("Iris Optics", 'ca', 0, 30, 1, 4, 'B', 250_000),
    Customer("Juniper Textiles", 'mx', 1, 30, 18, 5, 'C', 350_000),
    Customer("Kelp Wholesale", 'us', 1, 60, 12, 9, 'B', 700_000),
    Customer("Larch Furniture", 'ca', 1, 30, 5, 5, 'C', 250_000),
    Customer("Maple Print", 'us', 0, 30, 40, 2, 'D', 60_000),
    Customer("Nettle Cosmetics", 'us', 1, 30, 28, 1.5, 'D', 40_000, stops=80),
)
#: Claims that are old: customer, days overdue, share of all that is old.
FORGOTTEN = (
    ("Heath Builders", 112, 0.55), ("Maple Print", 205, 0.25), ("Maple Print", 962, 0.05),
    ("Nettle Cosmetics", 381, 0.09), ("Nettle Cosmetics", 1_045, 0.06),
)
#: Receipts that nobody allocated: customer, days ago, amount.
ON_ACCOUNT = (("Alder Stores", 2, 31_000.0), ("Dune Hotels", 5, 14_000.0))
#: A credit note that nobody allocated: customer, days ago, amount with tax.
CREDITED = (("Kelp Wholesale", 6, 9_040.0),)
#: Delivered and on no invoice: customer, days ago, amount with tax.
UNBILLED = (
    ("Alder Stores", 3, 22_600.0), ("Cedar Foods", 9, 16_950.0), ("Elm Pharma", 17, 22_600.0),
)

#: Quotations that credit holds.
HELD = (("Heath Builders", 80_000.0), ("Maple Print", 12_000.0))

#: The reference portfolio: customer, open amount, days late on the day of the run.
REFERENCE = (
    ('A', 100_000, -15), ('A', 50_000, 0), ('A', 40_000, 1), ('B', 80_000, 30), ('B', 60_000, 31),
    ('B', 30_000, 61), ('C', 20_000, 90), ('C', 20_000, 91), ('D', 10_000, 365), ('D', 5_000, 366),
    ('E', 200_000, 10),
)
REFERENCE_CREDIT = ('B', 15_000)
#: A to E.
REFERENCE_GRADES = ('B', 'C', 'D', 'E', 'A')


@dataclass(frozen=True)
class Bill:
    """An invoice; `amount` with tax. `paid`: ((day, part of one), …); `credit`: (day, part)."""

    customer: Customer
    day: date
    due: date
    amount: float
    paid: tuple = ()
    credit: tuple = None

    @property
    def open(self):
        settled = sum(part for _day, part in self.paid) + (self.credit[1] if self.credit else 0.0)
        return self.amount * (1 - settled)


def bills(today):
    """Return the invoices of two years, oldest first."""
    chance = random.Random(2026)  # noqa: S311 - nothing secret hangs on it
    found = []
    for number, customer in enumerate(CUSTOMERS):
        for back in range(MONTHS - 1, -1, -1):
            for day in _days(today, back, number, customer):
                found.append(_bill(customer, day, today, chance))
    found = _scaled([bill for bill in found if bill.day <= today], today)
    return sorted([*found, *_forgotten(today)], key=lambda bill: (bill.day, bill.customer.name))


def gross():
    """Return the claims without what nobody allocated."""
    return CLOSING + sum(amount for _name, _ago, amount in (*ON_ACCOUNT, *CREDITED))


def _days(today, back, number, customer):
    """Return the days in one month on which a customer is billed; big ones twice."""
    month = today.year * 12 + today.month - 1 - back
    year, month = divmod(month, 12)
    last = calendar.monthrange(year, month + 1)[1]
    first = 1 + number * 2 % 15
    days = (first, first + 13) if customer.share >= 12 else (first,)
    return [working(date(year, month + 1, min(day, last))) for day in days]


def _bill(customer, day, today, chance):
    weight = customer.share * SEASON[day.month - 1] * chance.uniform(0.8, 1.2)
    due = day + timedelta(days=customer.term)
    paid = working(due + timedelta(days=round(customer.late + chance.gauss(0, 3))))
    kind = chance.random()
    credit = (min(day + timedelta(days=9), today), 0.1) if kind > 0.95 else None
    rest = 0.9 if credit else 1.0
    parts = [(max(paid, day), rest)]
    if kind < 0.08:
        parts = [(max(paid, day), rest * 0.6), (working(paid + timedelta(days=21)), rest * 0.4)]
    until = today - timedelta(days=customer.stops)
    return Bill(customer, day, due, weight, tuple(part for part in parts if part[0] <= until), credit)


def _scaled(found, today):
    """Return the bills with amounts that give the closing figures.

    Those who pay on time and those who do not are scaled apart: two figures, two factors.
    """
    old = OLD * gross()
    sums = [[0.0, 0.0], [0.0, 0.0]]
    for bill in found:
        sums[_is_late(bill)][0] += bill.open
        sums[_is_late(bill)][1] += bill.open if bill.due < today else 0.0
    (total, overdue), (late_total, late_overdue) = sums
    claims, late_claims = gross() - old, OVERDUE * gross() - old
    base = total * late_overdue - late_total * overdue
    factors = base and (
        (claims * late_overdue - late_total * late_claims) / base,
        (total * late_claims - claims * overdue) / base,
    )
    if not base or min(factors) <= 0:
        return _scaled_by_due(found, today, claims, late_claims)
    return [replace(bill, amount=round(bill.amount * factors[_is_late(bill)], 2)) for bill in found]


def _scaled_by_due(found, today, claims, late_claims):
    """Return the bills scaled by whether they are due: on some days customers are too much alike."""
    overdue = sum(bill.open for bill in found if bill.due < today)
    later = sum(bill.open for bill in found) - overdue
    factors = ((claims - late_claims) / later, late_claims / overdue)
    usual = claims / (overdue + later)
    return [
        replace(bill, amount=round(
            bill.amount * (factors[bill.due < today] if bill.open > 0 else usual), 2))
        for bill in found
    ]


def _is_late(bill):
    return bill.customer.late > 5


def _forgotten(today):
    by_name = {customer.name: customer for customer in CUSTOMERS}
    for name, days, share in FORGOTTEN:
        customer, due = by_name[name], today - timedelta(days=days)
        yield Bill(customer, due - timedelta(days=customer.term), due,
                   round(OLD * gross() * share, 2))


def monday(day):
    return day - timedelta(days=day.weekday())


def working(day):
    return day + timedelta(days=max(7 - day.weekday(), 0) if day.weekday() > 4 else 0)
