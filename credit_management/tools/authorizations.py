"""Letters of authority (授权委托书): who may do what for whom, up to how much, until when.

Pure. The checks are those of `domain.md` §7.5, in their order; a letter that was revoked binds for
what was dated before the day on which the notice came.
"""

import unicodedata
from dataclasses import dataclass
from datetime import date

from .breaches import exceeds
from .exact import exact

SCOPES = (
    'contract', 'order', 'price', 'receive_goods', 'quality_accept', 'invoice_receive', 'statement',
    'repayment_plan', 'collect_payment', 'receive_bill', 'bank_account', 'dispute',
)
PERIODS = ('month', 'quarter', 'year', 'term')
#: From best to worst.
RESULTS = ('ok', 'warn', 'fail')


@dataclass(frozen=True)
class Letter:
    """One letter. Amounts in one currency, None is no cap; `last` None has no end.

    `agent`: what the agent is known by, ids of contacts and `name_key` of names.
    `uses`: ``(day, amount)`` of what was accepted under it, without the document that is asked about.
    Amounts are compared at `rounding`, None is a cent.
    """

    id: int
    principal: int
    agent: frozenset
    scopes: frozenset
    first: date
    last: date = None
    is_verified: bool = True
    revoked_on: date = None
    max_single: object = None
    max_cumulative: object = None
    period: str = 'year'
    addresses: frozenset = frozenset()
    has_original: bool = True
    uses: tuple = ()
    rounding: object = None


@dataclass(frozen=True)
class Reason:
    """Why a letter does not do: a code, the figure or day that was found, and what is allowed."""

    code: str
    value: object = None
    allowed: object = None


@dataclass(frozen=True)
class Answer:
    """`result` of `RESULTS`; `reasons` in the order of the checks; the record it rests on, or 0."""

    result: str
    reasons: tuple = ()
    source: int = 0


def name_key(name):
    """Return what two spellings of a person's name share: width, case, spaces, dots do not count."""
    plain = unicodedata.normalize('NFKC', name or '').casefold()
    return ''.join(sign for sign in plain if sign.isalnum())


def period_of(letter, day):
    """Return the first and last day of the period of `letter` that `day` lies in; None is no end."""
    if letter.period == 'term':
        return letter.first, letter.last
    months = {'month': 1, 'quarter': 3, 'year': 12}[letter.period]
    start = (day.month - 1) // months * months + 1
    after = start + months
    end = date(day.year + (after > 12), (after - 1) % 12 + 1, 1)
    return date(day.year, start, 1), date.fromordinal(end.toordinal() - 1)


def used(letter, day):
    """Return what was accepted under `letter` in the period of `day`."""
    first, last = period_of(letter, day)
    return sum(
        (exact(amount) for on, amount in letter.uses
         if on >= first and (last is None or on <= last)), exact(0))


def failures(letter, doc_type, amount, day, address=None):
    """Return the reasons for which `letter` does not do, in the order of the checks."""
    found = []
    if not letter.is_verified:
        found.append(Reason('not_verified'))
    if day < letter.first:
        found.append(Reason('not_yet', day, letter.first))
    elif letter.last and day > letter.last:
        found.append(Reason('expired', day, letter.last))
    if letter.revoked_on and day >= letter.revoked_on:
        found.append(Reason('revoked', day, letter.revoked_on))
    if doc_type not in letter.scopes:
        found.append(Reason('scope', doc_type))
    found += _over(letter, amount, day)
    if doc_type == 'receive_goods' and letter.addresses and address not in letter.addresses:
        found.append(Reason('address', address))
    return found


def _over(letter, amount, day):
    if amount is None:
        return
    amount = exact(amount)
    single, together = letter.max_single, letter.max_cumulative
    if single is not None and exceeds(amount, exact(single), letter.rounding):
        yield Reason('single', amount, exact(single))
    if together is not None:
        total = used(letter, day) + amount
        if exceeds(total, exact(together), letter.rounding):
            yield Reason('cumulative', total, exact(together))


def authorized(doc_type, principal, person, amount, day, letters, address=None,
               representatives=()):
    """Return whether one of `letters` lets `person` do `doc_type` for `principal` on `day`.

    :param person: what the person is known by: ids and `name_key`; one in common is enough
    :param amount: of the document, None where it has none
    :param representatives: what those are known by who need no letter: they act by law
    :return: `Answer`; of several letters the one that fits best
    """
    person = frozenset(person)
    if person & frozenset(representatives):
        return Answer('ok')
    answers = [
        _judge(letter, doc_type, amount, day, address) for letter in letters
        if letter.principal == principal and letter.agent & person
    ]
    if not answers:
        return Answer('fail', (Reason('no_letter', doc_type),))
    return min(answers, key=lambda one: (RESULTS.index(one.result), len(one.reasons), -one.source))


def _judge(letter, doc_type, amount, day, address):
    if found := failures(letter, doc_type, amount, day, address):
        return Answer('fail', tuple(found), letter.id)
    if not letter.has_original:
        return Answer('warn', (Reason('no_original'),), letter.id)
    return Answer('ok', (), letter.id)
