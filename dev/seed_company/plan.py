"""Three years of a company without credit management: who bought, what was billed and paid.

Plain Python: the same size, seed and day give the same plan. `books` books it, `truth` counts what
is wrong in it.
"""

import random
from collections import Counter
from datetime import timedelta

from . import faults, habits
from .model import Plan, pick
from .orders import order
from .people import people

#: What has become of orders by their age in days.
OUTCOMES = (
    (3, {'undelivered': 6, 'quotation': 4}),
    (20, {'undelivered': 3, 'unbilled': 1, 'part': 1, 'full': 3, 'service': 1, 'quotation': 1}),
    (10_000, {'full': 76, 'service': 19, 'cancelled': 3, 'quotation': 2}),
)
#: January to December: spring and autumn are strong.
SEASON = (0.8, 0.9, 1.1, 1.2, 1.1, 1.0, 0.9, 0.7, 1.1, 1.2, 1.1, 0.9)
#: Prefixes of entries by kind; numbers begin anew with each year.
PREFIXES = {
    'full': 'INV', 'service': 'INV', 'part': 'INV', 'refund': 'RINV', 'bank': 'BNK1',
    'bank_line': 'BNK1', 'opening': 'MISC', 'loss': 'MISC', 'payment': 'PBNK1',
}


def plan(today, customers=2000, seed=1):
    """Return the plan of a company of `customers` as of `today`."""
    made = Plan(today, people(today, customers, _chance(seed, 'people')))
    for customer in made.customers:
        _live(made, customer, _chance(seed, customer.n))
    faults.add(made, _chance(seed, 'faults'))
    _number(made)
    return made


def _chance(seed, what):
    return random.Random(f'{seed} {what}')  # noqa: S311 - repeatable, not secret


def _live(made, customer, rng):
    """Let one customer order until his last day, and pay for it until today."""
    receipts, day = {}, customer.first
    while day <= customer.last:
        order = _order(made, customer, day, rng)
        if order.billed:
            for act in habits.settle(customer.habit, order, made.today, rng):
                _act(made, order, act, receipts)
        day += timedelta(days=max(1, round(rng.expovariate(customer.monthly / 30))))


def _order(made, customer, day, rng):
    units = max(5, round(customer.size * rng.lognormvariate(0, 0.5) * SEASON[day.month - 1]))
    age = (made.today - day).days
    kind = pick(rng, next(odds for below, odds in OUTCOMES if age < below))
    return order(made, customer, kind, day, units, rng)


def _act(made, claim, act, receipts):
    """Book what a customer did about a bill; transfers of one day are one receipt."""
    key = (act.kind, act.day, None if act.kind == 'bank' else claim.n)
    if key not in receipts:
        receipts[key] = made.add(claim.customer, act.kind, billed=act.day, due=act.day)
    money = receipts[key]
    money.cents += act.cents
    money.left += act.cents
    made.match(claim, money, act.cents)


def _number(made):
    """Name everything as Odoo would have, day by day."""
    counts = Counter()
    for document in sorted(made.documents, key=lambda d: (d.ordered or d.billed, d.n)):
        if document.ordered:
            counts['order'] += 1
            document.order_name = f"SO{counts['order']:05}"
    for document in sorted(made.documents, key=lambda d: (d.billed or made.today, d.n)):
        if document.billed:
            prefix = f'{PREFIXES[document.kind]}/{document.billed.year}/'
            counts[prefix] += 1
            document.name = f'{prefix}{counts[prefix]:05}'
