"""Debts whose clock began on a day, and what happened to them since: shared by tests of limitation."""

from datetime import date

from credit_management.tools.limitation import Event, limitation
from credit_management.tools.limitation_laws import CN

START = date(2026, 6, 30)
PROVED = frozenset({
    'document', 'signer', 'authorization', 'content', 'address', 'carrier_no', 'letter',
    'signature', 'payment', 'debt_named', 'statement', 'demand_sentence', 'promise_sentence',
    'filing_receipt', 'ruling', 'receipt', 'copy', 'notice', 'arrival_proof', 'proof',
})


def event(kind, *day, **values):
    return Event(kind, date(*day), **{'evidence': PROVED, **values})


def end(*events, start=START, law=CN, **options):
    return limitation(start, events, law, **options).date


def why(*events, start=START, law=CN, **options):
    found = limitation(start, events, law, **options)
    return [(one.event.kind, one.reason) for one in found.ignored]
