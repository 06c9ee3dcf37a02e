"""What is wrong in a plan, counted from the plan alone: the answers of go-live's *Health*.

Not one definition is taken from the addon: what is counted here is what its documentation says.
"""

import re
from collections import defaultdict
from dataclasses import dataclass

from .model import CLAIMS, CREDITS, UNIT


@dataclass(frozen=True)
class Found:
    """One record that a check must find: its name, its customer, its amount in dollars."""

    check: str
    name: str
    customer: str
    amount: float


def truth(made):
    """Return every `Found` of a plan."""
    return [found for rows in (
        _lines(made), _off_ledger(made), _customers(made), _duplicates(made), _core_limits(made),
        _dead_orders(made),
    ) for found in rows]


def least_invoice(made):
    """Return P5 of the invoices of twelve months, rounded down to two significant digits."""
    since = _year_before(made.today)
    totals = sorted(d.dollars(d.cents) for d in made.of('full', 'service', 'part') if d.billed > since)
    if len(totals) < 20:
        return None
    fifth = totals[-(-len(totals) * 5 // 100) - 1]
    step = 10 ** (len(str(int(fifth))) - 2)
    return fifth // step * step


def _year_before(day):
    is_leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if is_leap else day.day)


def _found(check, document, cents):
    return Found(check, document.name, document.customer.name, document.dollars(cents))


def _lines(made):
    """Yield what is found line by line of the receivable."""
    minimum = least_invoice(made)
    for document in made.of(*CLAIMS, *CREDITS):
        left = document.left
        if not left:
            continue
        sign = -1 if document.kind in CREDITS else 1
        if sign < 0:
            yield _found('unmatched', document, -left)
        if document.due is None:
            yield _found('no_due_date', document, left)
        if minimum and left < document.cents and document.dollars(left) < minimum:
            yield _found('crumbs', document, sign * left)


def _off_ledger(made):
    for document in made.of('payment'):
        yield _found('payments_without_entry', document, -document.cents)
    for document in made.of('bank_line'):
        yield Found('bank_lines', f'Transfer {document.name}', document.customer.name,
                    -document.dollars(document.cents))


def balances(made):
    """Return ``{customer's n: dollars}`` of all with anything open."""
    open_of = defaultdict(float)
    for document in made.of(*CLAIMS, *CREDITS):
        if document.left:
            sign = -1 if document.kind in CREDITS else 1
            open_of[document.customer.n] += sign * document.dollars(document.left)
    return {n: round(amount, 2) for n, amount in open_of.items()}


def _customers(made):
    open_of = balances(made)
    checks = {'own': 'own_companies', 'employee': 'employees', 'consumer': 'consumers'}
    for customer in made.customers:
        if customer.n not in open_of:
            continue
        amount = open_of[customer.n]
        if amount < 0:
            yield Found('negative_balances', customer.name, customer.name, amount)
        if customer.kind in checks:
            yield Found(checks[customer.kind], customer.name, customer.name, amount)


def _duplicates(made):
    """Yield who shares a tax number, an account, a phone, or name and zip, whatever it looks like."""
    open_of, same = balances(made), defaultdict(set)
    for customer in made.customers:
        if customer.vat:
            same['vat', _plain(customer.vat)].add(customer.n)
        if customer.account:
            same['account', _plain(customer.account)].add(customer.n)
        if customer.phone:
            same['phone', re.sub(r'\D', '', customer.phone)[-8:]].add(customer.n)
        same['name', _plain(customer.name), _plain(customer.zip)].add(customer.n)
    twice = {n for group in same.values() if len(group) > 1 for n in group}
    for customer in made.customers:
        if customer.n in twice:
            yield Found('duplicates', customer.name, customer.name, open_of.get(customer.n, 0.0))


def _plain(text):
    return re.sub(r'\W', '', text).upper()


def _core_limits(made):
    for customer in made.customers:
        if customer.core_limit:
            yield Found('core_limits', customer.name, customer.name, float(customer.core_limit))


def _dead_orders(made):
    """Yield confirmed orders with something left and nothing since for twelve months."""
    since = _year_before(made.today)
    for document in made.of('part', 'undelivered', 'unbilled'):
        last = max(filter(None, (document.ordered, document.delivered, document.billed)))
        if last < since:
            left = document.units * UNIT - (document.cents if document.billed else 0)
            yield Found('dead_orders', document.order_name, document.customer.name,
                        document.dollars(left))
