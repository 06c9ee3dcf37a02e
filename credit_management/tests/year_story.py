"""A year of a company, made up beforehand: what its customers buy, and how they pay. No Odoo in here."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

#: How customers pay, and how many of fifteen do so.
HABITS = {
    'prompt': 3, 'late': 2, 'instalments': 1, 'promises': 2, 'never': 1, 'worse': 1, 'bounces': 1,
    'others': 1, 'disputes': 2, 'surge': 1,
}
#: Who buys more often than the others: days between two sales.
OFTEN = {'worse': (8, 18), 'surge': (6, 12), 'others': (12, 30), 'disputes': (14, 40)}
GRADES = (False, 'A', 'B', 'C', 'D')
#: The usual days on the way to a customer, where no proof of delivery came.
LEAD_DAYS = 3


@dataclass
class Money:
    """What came on `day`; it came back on `back` (None: it stayed); `is_other`: somebody else paid."""

    day: date
    amount: float
    back: date = None
    is_other: bool = False


@dataclass
class Objection:
    """A part that a customer disputes on `day`, told by an officer or by who sells.

    `accept`: when an officer lets it count, if it has to; `answer`, on `answered`: credited,
    rejected, or None: nobody settles it.
    """

    day: date
    amount: float
    by_officer: bool
    accept: date = None
    answer: str = None
    answered: date = None


@dataclass
class Sale:
    """Goods that went out on `dispatch`, of which a proof came on `proof` (None: never), and whose
    invoice of `billed` is due on `due`.
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
    objection: Objection = None


@dataclass
class Customer:
    """`wishes`: days on which he asks for a larger limit for a while."""

    number: int
    grade: object
    habit: str
    sales: list = field(default_factory=list)
    wishes: list = field(default_factory=list)


def story(seed, customers, first, days):
    """Return the customers of a year that begins on `first`; the same for the same `seed`."""
    dice = random.Random(seed)  # noqa: S311 - a story, no secret
    habits = _habits(dice)
    found = []
    for number in range(customers):
        customer = Customer(number, dice.choice(GRADES), habits[number % len(habits)])
        day = first + timedelta(days=dice.randint(0, 30))
        while (day - first).days < days:
            customer.sales.append(_sale(dice, customer, day))
            day += timedelta(days=dice.randint(*OFTEN.get(customer.habit, (20, 75))))
        if customer.habit == 'surge':
            _surge(dice, customer, first, days)
        found.append(customer)
    numbers = iter(range(10_000_000))
    for sale in sorted(
        (sale for customer in found for sale in customer.sales), key=lambda sale: sale.dispatch
    ):
        sale.number = next(numbers)
    return found


def _habits(dice):
    """Return each habit once, then the rest: a few customers have them all already."""
    once, more = list(HABITS), [habit for habit, part in HABITS.items() for _one in range(part - 1)]
    dice.shuffle(once)
    dice.shuffle(more)
    return once + more


def _sale(dice, customer, day):
    amount = float(dice.randint(2, 90) * 50)
    billed = day + timedelta(days=dice.choice((0, 0, 1, 4, 12)))
    due = billed + timedelta(days=dice.choice((5, 14, 30, 30, 45)))
    sale = Sale(0, customer.number, day, amount, billed, due)
    if dice.random() < 0.6:
        sale.proof = day + timedelta(days=dice.randint(1, 6))
        # A driver's paper is filed some days after it was signed.
        sale.proof_known = sale.proof + timedelta(days=dice.choice((0, 0, 1, 5)))
    if customer.habit == 'disputes' and dice.random() < 0.7:
        sale.objection = _objection(dice, sale)
    sale.payments = _payments(dice, customer, sale)
    return sale


def _surge(dice, customer, first, days):
    """Let one order be far larger than all before it, and the customer ask for a larger limit."""
    for sale in customer.sales[-max(len(customer.sales) // 3, 1):][:1]:
        part = 40_000.0 / sale.amount
        sale.amount = 40_000.0
        for money in sale.payments:
            money.amount = round(money.amount * part, 2)
    start = dice.randint(days // 4, days // 2)
    customer.wishes = [first + timedelta(days=start + 13 * number) for number in range(3)]


def _objection(dice, sale):
    day = sale.billed + timedelta(days=dice.randint(1, 70))
    amount = round(sale.amount * dice.choice((0.2, 0.5, 1.0)), 2)
    found = Objection(day, amount, dice.random() < 0.5)
    found.accept = day + timedelta(days=dice.randint(1, 12)) if dice.random() < 0.7 else None
    found.answer = dice.choice(('credited', 'credited', 'rejected', None))
    if found.answer:
        found.answered = day + timedelta(days=dice.randint(2, 80))
    return found


def _payments(dice, customer, sale):
    habit, due = customer.habit, sale.due
    if habit in ('prompt', 'surge'):
        return [Money(max(due - timedelta(days=dice.randint(0, 6)), sale.billed), sale.amount)]
    if habit == 'late':
        return [Money(due + timedelta(days=dice.randint(2, 45)), sale.amount)]
    if habit == 'worse':
        return [Money(due + timedelta(days=3 * len(customer.sales)), sale.amount)]
    if habit == 'others':
        day = due + timedelta(days=dice.randint(0, 9))
        return [Money(day, sale.amount, is_other=dice.random() < 0.3)]
    if habit == 'instalments':
        half = round(sale.amount / 2, 2)
        later = due + timedelta(days=dice.randint(10, 60))
        return [Money(due, half), Money(later, round(sale.amount - half, 2))]
    if habit == 'bounces':
        day = due + timedelta(days=dice.randint(-2, 40))
        day = max(day, sale.billed)
        if dice.random() < 0.5:
            return [Money(day, sale.amount)]
        back = day + timedelta(days=dice.randint(1, 9))
        again = back + timedelta(days=dice.randint(1, 50))
        return [Money(day, sale.amount, back=back), Money(again, sale.amount)]
    if habit == 'disputes':
        return _paid_after_dispute(dice, sale)
    return []


def _paid_after_dispute(dice, sale):
    """What is not disputed is paid some days late; the rest weeks later, if at all."""
    part = sale.objection.amount if sale.objection else 0.0
    found = [Money(due, round(sale.amount - part, 2)) for due in [
        sale.due + timedelta(days=dice.randint(0, 20))] if sale.amount - part > 0]
    if part and dice.random() < 0.7:
        found.append(Money(sale.due + timedelta(days=dice.randint(30, 130)), part))
    return found


def chance(*what):
    """Return a number from 0 to 1 that is always the same for the same things."""
    return random.Random('|'.join(map(str, what))).random()  # noqa: S311
