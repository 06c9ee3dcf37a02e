"""Contracts: whether an order is covered by one, how complete one is, what payment law says of it.

Pure. The checks of an order and the checklists are those of `domain.md` §7.4; payment law of small
companies is read as `practice.md` F35 says.
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from .authorizations import Answer, Reason
from .breaches import exceeds
from .exact import exact

RATINGS = ('ok', 'risky', 'missing')
#: A risky clause is worth half of a good one.
_WORTH = {'ok': Fraction(1), 'risky': Fraction(1, 2), 'missing': Fraction(0)}
#: Days: a public body needs an agreement beyond the first, nobody may agree beyond the second.
PUBLIC_DAYS, LONGEST_DAYS = 30, 60


@dataclass(frozen=True)
class Contract:
    """One contract with a customer. Amounts in one currency.

    `amount` None: none agreed; `used`: of it, without the document that is asked about. `scope`: ids
    of product categories, empty is everything. `term_due`: last due date of an invoice of the day by
    its terms, None where it says nothing. Amounts are compared at `rounding`, None is a cent.
    """

    id: int
    first: date
    last: date = None
    is_in_force: bool = True
    terminated_on: date = None
    amount: object = None
    used: object = 0
    scope: frozenset = frozenset()
    term_due: date = None
    rounding: object = None


@dataclass(frozen=True)
class Score:
    """`percent` None: nothing was rated yet. `gaps`: codes of key points that are missing or risky."""

    percent: object
    rated: int
    total: int
    missing: int
    risky: int
    gaps: tuple


def left(contract):
    """Return what may still be ordered under `contract`, None where no amount was agreed."""
    return None if contract.amount is None else exact(contract.amount) - exact(contract.used)


def failures(contract, day, amount, goods=(), term_due=None):
    """Return why an order of `day` is not covered by `contract`, in the order of the checks.

    :param goods: for each line the ids of its category and those above it
    :param term_due: last due date of an invoice of the day by the order's terms
    """
    found = []
    if not contract.is_in_force:
        found.append(Reason('not_signed'))
    if day < contract.first:
        found.append(Reason('not_yet', day, contract.first))
    elif contract.last and day > contract.last:
        found.append(Reason('expired', day, contract.last))
    if contract.terminated_on and day >= contract.terminated_on:
        found.append(Reason('terminated', day, contract.terminated_on))
    if contract.scope and any(not contract.scope & set(path) for path in goods):
        found.append(Reason('scope'))
    rest = left(contract)
    if rest is not None and exceeds(exact(amount), rest, contract.rounding):
        found.append(Reason('amount', exact(amount), rest))
    if contract.term_due and term_due and term_due > contract.term_due:
        found.append(Reason('terms', term_due, contract.term_due))
    return found


def named(contracts, customer, chosen):
    """Return those of a customer's `contracts` that may cover an order: the one it names, or all.

    :param chosen: ``(customer, contract)`` as the order names it, or None
    """
    if not chosen or chosen[0] != customer:
        return contracts
    return [contract for contract in contracts if contract.id == chosen[1]]


def covered(contracts, day, amount, goods=(), term_due=None):
    """Return `Answer`: ok with the contract that covers the order, or what the nearest lacks."""
    answers = [
        (found, contract) for contract in contracts
        for found in [failures(contract, day, amount, goods, term_due)]
    ]
    if not answers:
        return Answer('fail', (Reason('no_contract'),))
    found, contract = min(answers, key=lambda one: (len(one[0]), -one[1].first.toordinal()))
    return Answer('fail' if found else 'ok', tuple(found), contract.id)


def score(points):
    """Return `Score` of a checklist: ``(code, rating or None, is_key)`` a point.

    The score is over what was rated; what does not apply is not in the list.
    """
    points = list(points)
    rated = [rating for _code, rating, _key in points if rating]
    return Score(
        percent=round(100 * float(sum(map(_WORTH.get, rated)) / len(rated)), 1) if rated else None,
        rated=len(rated), total=len(points),
        missing=rated.count('missing'), risky=rated.count('risky'),
        gaps=tuple(code for code, rating, key in points if key and rating in ('missing', 'risky')),
    )


def validity(points):
    """Return ``valid``, ``doubtful``, ``void`` or ``unknown`` by what a contract needs to bind.

    One point that is missing is enough for void; one that nobody looked at leaves it unknown.
    """
    ratings = [rating for _code, rating, _key in points]
    if 'missing' in ratings:
        return 'void'
    if not ratings or None in ratings:
        return 'unknown'
    return 'doubtful' if 'risky' in ratings else 'valid'


def payment_law(debtor, is_small, days=None, pay_when_paid=False, forces_bills=False):
    """Return ``[(code, severity)]`` of what the law for small creditors says of payment terms.

    Large companies may agree on more than 60 days if that is reasonable; 60 is a cap for public
    bodies alone. The clock runs from delivery, acceptance, or the day both sides confirm the amount.

    :param debtor: ``large``, ``public`` or ``other``, to whom the law does not apply
    :param is_small: whether we declared ourselves small when the contract was signed
    :param days: of credit, None where unknown
    """
    if debtor not in ('large', 'public'):
        return []
    if not is_small:
        return [('not_declared', 'warn')]
    found = []
    if days is not None and debtor == 'public':
        if days > LONGEST_DAYS:
            found.append(('over_cap', 'risky'))
        elif days > PUBLIC_DAYS:
            found.append(('needs_agreement', 'warn'))
    elif days is not None and days > LONGEST_DAYS:
        found.append(('must_be_reasonable', 'warn'))
    if pay_when_paid:
        found.append(('pay_when_paid', 'risky'))
    if forces_bills:
        found.append(('forces_bills', 'risky'))
    return found
