"""A year of a company, made up beforehand: what its customers buy, and how they pay. No Odoo in here."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

#: How customers pay, and how many of ten do so.
HABITS = {'prompt': 4, 'late': 2, 'instalments': 1, 'promises': 2, 'never': 1}
GRADES = (False, 'A', 'B', 'C', 'D')
#: The usual days on the way to a customer, where no proof of delivery came.
LEAD_DAYS = 3


@dataclass
class Sale:
    """Goods that went out on `dispatch`, of which a proof came on `proof` (None: never), and whose
    invoice of `billed` is due on `due`; `payments`: ``[(day, amount)]``.
    """

    number: int
    customer: int
    dispatch: date
    amount: float
    billed: date
    due: date
    proof: date = None
    proof_known: date = None
    payments: list = field(default_factory=list)


@dataclass
class Customer:
    number: int
    grade: object
    habit: str
    sales: list = field(default_factory=list)


def story(seed, customers, first, days):
    """Return the customers of a year that begins on `first`; the same for the same `seed`."""
    dice = random.Random(seed)  # noqa: S311 - a story, no secret
    habits = [habit for habit, part in HABITS.items() for _one in range(part)]
    found = []
    for number in range(customers):
        customer = Customer(number, dice.choice(GRADES), dice.choice(habits))
        day = first + timedelta(days=dice.randint(0, 30))
        while (day - first).days < days:
            customer.sales.append(_sale(dice, customer, day))
            day += timedelta(days=dice.randint(20, 75))
        found.append(customer)
    numbers = iter(range(10_000_000))
    for sale in sorted(
        (sale for customer in found for sale in customer.sales), key=lambda sale: sale.dispatch
    ):
        sale.number = next(numbers)
    return found


def _sale(dice, customer, day):
    amount = float(dice.randint(2, 90) * 50)
    billed = day + timedelta(days=dice.choice((0, 0, 1, 4, 12)))
    due = billed + timedelta(days=dice.choice((5, 14, 30, 30, 45)))
    sale = Sale(0, customer.number, day, amount, billed, due)
    if dice.random() < 0.6:
        sale.proof = day + timedelta(days=dice.randint(1, 6))
        # A driver's paper is filed some days after it was signed.
        sale.proof_known = sale.proof + timedelta(days=dice.choice((0, 0, 1, 5)))
    sale.payments = _payments(dice, customer.habit, sale)
    return sale


def _payments(dice, habit, sale):
    if habit == 'prompt':
        return [(max(sale.due - timedelta(days=dice.randint(0, 6)), sale.billed), sale.amount)]
    if habit == 'late':
        return [(sale.due + timedelta(days=dice.randint(2, 45)), sale.amount)]
    if habit == 'instalments':
        half = round(sale.amount / 2, 2)
        later = sale.due + timedelta(days=dice.randint(10, 60))
        return [(sale.due, half), (later, round(sale.amount - half, 2))]
    return []


def chance(*what):
    """Return a number from 0 to 1 that is always the same for the same things."""
    return random.Random('|'.join(map(str, what))).random()  # noqa: S311
