"""What each order of the last twelve months met when it was asked for, told from the plan alone."""

from collections import defaultdict
from datetime import timedelta

from .faults import OFF_LEDGER
from .model import CLAIMS, CREDITS, UNIT

#: Orders that were confirmed.
CONFIRMED = ('full', 'service', 'part', 'undelivered', 'unbilled')
DAYS = 360


def asked(made):
    """Return ``{order name: dollars}``: what the customer owed and had ordered, this order included.

    Left out: customers with money that is on no account yet, and orders on whose day something
    else happened to the customer, because a ledger does not say what came first.
    """
    own, matches = defaultdict(list), defaultdict(list)
    for document in made.documents:
        own[document.customer.n].append(document)
    for match in made.matches:
        matches[match.claim.n].append(match)
        matches[match.money.n].append(match)
    return {
        order.order_name: order.dollars(cents)
        for documents in own.values() if not any(d.kind in OFF_LEDGER for d in documents)
        for order, cents in _customer(made.today, documents, matches)
    }


def _customer(today, documents, matches):
    busy = defaultdict(set)
    for document in documents:
        for day in filter(None, (document.ordered, document.billed)):
            busy[day].add(document.n)
    for order in documents:
        is_asked = order.kind in CONFIRMED and order.ordered >= today - timedelta(days=DAYS)
        if is_asked and busy[order.ordered] == {order.n}:
            yield order, _owed(documents, matches, order) + order.units * UNIT


def _owed(documents, matches, asked_for):
    """Return the cents that a customer owed, and had ordered before, when he asked for an order."""
    day, cents = asked_for.ordered, 0
    for document in documents:
        if document is asked_for:
            continue
        if document.kind in CONFIRMED and document.ordered < day:
            is_billed = document.billed and document.billed <= day
            cents += document.units * UNIT - (document.cents if is_billed else 0)
        if document.kind in (*CLAIMS, *CREDITS) and document.billed and document.billed <= day:
            left = document.cents - sum(
                match.cents for match in matches[document.n] if match.day <= day)
            cents += -left if document.kind in CREDITS else left
    return cents
