"""Bills, cheques and collections: papers that close a claim before anybody has paid it. Pure.

A claim that a paper closed counts on, by the weight of its kind, until the paper is honoured.
Source: `domain.md` 7.8 and 10.1.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from .exact import exact

KINDS = ('bank_bill', 'commercial_bill', 'cheque', 'riba', 'debit')
STATES = ('held', 'deposited', 'endorsed', 'discounted', 'paid', 'dishonoured', 'returned')
#: It came back: the claim counts in full while the payment stands.
BACK = ('dishonoured', 'returned')
#: Out of our hands: who silently let the last day pass has honoured it.
GIVEN = ('deposited', 'endorsed', 'discounted')
#: What may still cost us something.
LIVE = ('held', *GIVEN, *BACK)

#: What may become of a paper, whatever its kind.
_MOVES = {
    'held': {'deposited', 'endorsed', 'discounted', 'paid', 'dishonoured', 'returned'},
    'deposited': {'held', 'paid', 'dishonoured', 'returned'},
    'endorsed': {'paid', 'dishonoured'},
    'discounted': {'paid', 'dishonoured'},
    'paid': {'dishonoured'},
    'dishonoured': {'paid', 'returned'},
    'returned': set(),
}
#: To whom a paper of a kind may be passed on: a creditor of ours, a bank.
_PASSED_ON = {
    'bank_bill': {'endorsed', 'discounted'}, 'commercial_bill': {'endorsed', 'discounted'},
    'cheque': {'endorsed'}, 'riba': {'discounted'}, 'debit': set(),
}
#: The bank collects these from the first day on; the others lie in the drawer.
_COLLECTED = ('riba', 'debit')
#: Bank-accepted bills count with at most so many percent.
MOST_OF_BANK_BILL = 20


@dataclass(frozen=True)
class Settings:
    """`bank_weight`: percent of a bank's bill that counts; days that pass before silence is money.

    `debit_days`: a direct debit may be refunded for so long.
    """

    bank_weight: float = 20.0
    clearing_days: int = 10
    debit_days: int = 56


@dataclass(frozen=True)
class Instrument:
    """`booked`: a payment that stands has closed the claim; without, the claim itself is open."""

    kind: str
    state: str
    amount: float
    maturity: date = None
    booked: bool = True


def first_state(kind):
    """Return where a paper of `kind` is when it comes."""
    return 'deposited' if kind in _COLLECTED else 'held'


def may_become(kind, state):
    """Return the states that a paper of `kind` may go to from `state`."""
    barred = {'endorsed', 'discounted'} - _PASSED_ON[kind]
    return _MOVES[state] - barred


def weight(kind, settings=Settings()):
    """Return the part of its amount with which a paper counts, exact."""
    return exact(settings.bank_weight) / 100 if kind == 'bank_bill' else exact(1)


def last_day(kind, maturity, settings=Settings()):
    """Return the last day on which it can come back, None while its maturity is not known."""
    if maturity is None:
        return None
    return maturity + timedelta(
        days=settings.debit_days if kind == 'debit' else settings.clearing_days)


def counted(paper, today, settings=Settings()):
    """Return what of a paper the customer could still cost us on `today`, exact.

    One in our drawer counts past its day until somebody says what became of it: it pays nobody
    there. One that was given away counts until its last day.
    """
    if not paper.booked or paper.state == 'paid':
        return exact(0)
    if paper.state in BACK:
        return exact(paper.amount)
    last = last_day(paper.kind, paper.maturity, settings)
    if paper.state in GIVEN and last is not None and today > last:
        return exact(0)
    return exact(paper.amount) * weight(paper.kind, settings)
