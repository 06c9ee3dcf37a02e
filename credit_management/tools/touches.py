"""Touches: what is due of one customer on one day, done in one contact; whose, and in which order. Pure.

A call closes all steps of its customer (`practice.md` F6). Amounts are in company currency.
"""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from itertools import pairwise

from .bank_days import next_bank_day
from .exact import exact, total
from .rpm_items import Mark
from .rpm_plans import CHANNELS

#: Touches one person makes on a day.
CAPACITY = 40

#: Days late -> the part that is got in by who asks: a rule of thumb (`domain.md` §6.5), linear between.
RECOVERY = (
    (60, Fraction(1)), (100, Fraction(8, 10)), (180, Fraction(5, 10)), (365, Fraction(1, 10)),
)

#: A deadline that nobody knows is so many days away.
FAR_DAYS = 30


@dataclass(frozen=True)
class Work:
    """One step due of one item of a customer.

    :param probability: that asking brings the money, a part of one; None: `recovery` of `days_late`
    :param deadline: the next day on which something is lost, or gets worse: the next step, the end
        of a promise, of a dispute, of the limitation period; None: unknown
    """

    customer: object
    item: object
    mark: Mark
    days_late: int = 0
    probability: object = None
    deadline: object = None


@dataclass(frozen=True)
class Touch:
    """What somebody does about one customer on one day.

    `kind`: `contact` (one a customer and day) or `desk` (a decision or check he hears nothing of,
    one a role); `role`: that of `lead`, the highest rung among `works`; `owner`: None: nobody's.
    """

    customer: object
    kind: str
    role: str
    owner: object
    lead: Mark
    works: tuple
    amount: Fraction
    score: Fraction


@dataclass(frozen=True)
class Day:
    """One person's day: what is `planned`, in its order, and what does not fit."""

    planned: tuple
    overflow: tuple

    @property
    def left_amount(self):
        """The amount of what does not fit."""
        return total(touch.amount for touch in self.overflow)


def recovery(days_late, curve=RECOVERY):
    """Return the part of what is `days_late` that comes in if somebody asks, by `curve`."""
    days = [point[0] for point in curve]
    number = bisect_right(days, days_late)
    if number == 0:
        return exact(curve[0][1])
    if number == len(curve):
        return exact(curve[-1][1])
    (first, high), (last, low) = curve[number - 1], curve[number]
    part = Fraction(days_late - first, last - first)
    return exact(high) + (exact(low) - exact(high)) * part


def check_curve(curve):
    """Return `curve` if its days rise and its parts do not.

    :raises ValueError: empty, out of order, or a part outside 0 to 1
    """
    if not curve or not all(0 <= exact(part) <= 1 for _days, part in curve):
        raise ValueError("A curve of recovery needs points, with parts from 0 to 1.")
    for (first, high), (last, low) in pairwise(curve):
        if last <= first or exact(low) > exact(high):
            raise ValueError(f"After {first} days, {last} days must be later and not bring more.")
    return tuple(curve)


def gather(works, today, owners=None, curve=RECOVERY):
    """Return the `Touch` of what is due on `today`, ranked; what a machine does is in none.

    :param works: `Work` of marks that are due; :param owners: ``{(customer, role): user}``
    """
    groups = {}
    for work in works:
        step = work.mark.step
        if not step.is_automatic:
            is_contact = CHANNELS[step.channel][0]
            key = (work.customer, 'contact' if is_contact else 'desk', None if is_contact else step.role)
            groups.setdefault(key, []).append(work)
    owners = owners or {}
    return ranked(_touch(key, group, today, owners, curve) for key, group in groups.items())


def _touch(key, works, today, owners, curve):
    customer, kind, _role = key
    works = sorted(works, key=weight)
    lead = works[0].mark
    score, amount = Fraction(0), Fraction(0)
    for asked, work in _by_item(works):
        amount += asked
        score += asked * _probability(work, curve) * urgency(work.deadline, today)
    owner = owners.get((customer, lead.step.role))
    return Touch(customer, kind, lead.step.role, owner, lead, tuple(works), amount, score)


def weight(work):
    """Order works (a sort key): the highest rung first, then the oldest papers."""
    mark = work.mark
    return (mark.line is None, -mark.step.offset if mark.line is not None else 0, mark.day,
            str(work.item), str(mark.line), work.days_late)


def _by_item(works):
    """Return ``[(amount, its most urgent work)]``, one an item: a step of papers asks for no more."""
    items = {}
    for work in works:
        lines, papers, found = items.get(work.item, (Fraction(0), Fraction(0), work))
        amount = exact(work.mark.amount or 0)
        if work.mark.line is None:
            papers = max(papers, amount)
        else:
            lines += amount
        if work.deadline is not None and (found.deadline is None or work.deadline < found.deadline):
            found = work
        items[work.item] = (lines, papers, found)
    return [(max(lines, papers), found) for lines, papers, found in items.values()]


def _probability(work, curve):
    known = work.probability
    return recovery(work.days_late, curve) if known is None else exact(known)


def urgency(deadline, today):
    """Return 1 on the day of the deadline and after it, 1/2 the day before, 1/3 two days before …"""
    days = FAR_DAYS if deadline is None else (deadline - today).days
    return Fraction(1, 1 + max(days, 0))


def ranked(touches):
    """Return `touches`, the highest score first; of equal ones the larger, then by customer."""
    return tuple(sorted(
        touches, key=lambda one: (-one.score, -one.amount, str(one.customer), one.kind, one.role)
    ))


def days_of(touches, capacities=None, default=CAPACITY):
    """Return ``{owner: Day}`` of ranked `touches`; what is nobody's is all overflow, under None.

    :param capacities: ``{owner: touches on this day}``: 0 for who is away
    """
    capacities, found = capacities or {}, {}
    for touch in touches:
        found.setdefault(touch.owner, []).append(touch)
    split = {}
    for owner, own in found.items():
        room = 0 if owner is None else max(capacities.get(owner, default), 0)
        split[owner] = Day(tuple(own[:room]), tuple(own[room:]))
    return split


def overflow(days):
    """Return ``[(owner, touches, amount)]`` of what does not fit, the largest amount first."""
    rows = [(owner, len(day.overflow), day.left_amount) for owner, day in days.items() if day.overflow]
    return sorted(rows, key=lambda row: (-row[2], -row[1], str(row[0])))


@dataclass(frozen=True)
class FollowUp:
    """What follows from a contact: whether its steps are done, what opens, when to try again."""

    closes: bool
    opens: str = None
    days: int = None


#: Outcome of a contact -> what follows; days are working days until the next try.
OUTCOMES = {
    'will_pay': FollowUp(True, 'promise'), 'disputes': FollowUp(True, 'dispute'),
    'has_paid': FollowUp(True, 'bank_slip', 1), 'wants_papers': FollowUp(True, 'papers', 3),
    'cannot_pay': FollowUp(True, 'repayment_plan', 3), 'refuses': FollowUp(True, 'case'),
    'confirmed': FollowUp(True),
    'no_answer': FollowUp(False, None, 1), 'call_back': FollowUp(False, None, 1),
}

#: The same of a decision or check that the customer hears nothing of.
DESK_OUTCOMES = {'decided': FollowUp(True), 'later': FollowUp(False, None, 1)}

#: Outcomes of a try that reached nobody: danger signal DS6 counts them in a row.
UNREACHED = frozenset({'no_answer'})


def outcomes_of(kind):
    """Return ``{outcome: FollowUp}`` of a touch of `kind`."""
    return DESK_OUTCOMES if kind == 'desk' else OUTCOMES


def again_on(outcome, day, rest=(), outcomes=OUTCOMES):
    """Return the working day of the next try after an outcome of `day`; None: none is needed.

    :raises KeyError: no such outcome
    """
    count = outcomes[outcome].days
    for _day in range(count or 0):
        day = next_bank_day(day + timedelta(days=1), *rest)
    return day if count else None
