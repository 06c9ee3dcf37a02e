"""Promises to pay: kept, broken in part or whole, open, found by what was received. Pure.

A promise is kept once receipts dated from the day it was made to the day promised and its grace come
to its amount less the tolerance (`domain.md` §11.3). Amounts are in one currency, the customer's
company's. Nothing is remembered: a receipt that was reversed in time simply did not come.
"""

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from .bank_days import next_bank_day
from .exact import exact, ratio, total

#: Days after the day promised on which money still keeps the promise; bank transfers take as long.
GRACE_DAYS = 3
#: Part of the amount that may be missing: bank charges, rounding.
TOLERANCE = Fraction(5, 100)

#: `broken_partial`: broken, though something came.
STATES = ('open', 'kept', 'broken', 'broken_partial', 'cancelled')
BROKEN = frozenset({'broken', 'broken_partial'})


@dataclass(frozen=True)
class Promise:
    """`amount` promised for `day`, made on `made_on`.

    :param lines: keys of the lines it is for, those that are paid first first; empty: any
    :param cancelled_on: a manager took it out; it counts as nothing
    :param replaced_on: it was renegotiated; that breaks it
    :param plan: key of the repayment plan that it is a part of: parts share their lines
    """

    key: object
    amount: object
    day: object
    made_on: object
    lines: tuple = ()
    grace: int = GRACE_DAYS
    tolerance: object = TOLERANCE
    cancelled_on: object = None
    replaced_on: object = None
    plan: object = None

    def __post_init__(self):
        if exact(self.amount) <= 0:
            raise ValueError(f"A promise is of more than 0, not of {self.amount}.")
        if self.day < self.made_on:
            raise ValueError(f"A promise of {self.made_on} cannot be for {self.day}, before it.")
        if self.grace < 0 or not 0 <= exact(self.tolerance) < 1:
            raise ValueError("Grace is 0 days or more, tolerance at least 0 and less than all.")

    def ends(self, rest=()):
        """Return the last day on which money keeps it; where no bank works then, the next bank day.

        :param rest: (weekend, holidays) as `bank_days` takes them; none: every day is one
        """
        return next_bank_day(self.day + timedelta(days=self.grace), *(rest or ((), ())))

    @property
    def enough(self):
        """The amount that keeps it."""
        return exact(self.amount) * (1 - exact(self.tolerance))


@dataclass(frozen=True)
class Receipt:
    """`amount` received on `day`; `line`: the key of the line it paid, None: nobody said.

    :param reversed_on: when the bank took it back
    """

    key: object
    day: object
    amount: object
    line: object = None
    reversed_on: object = None


@dataclass(frozen=True)
class Outcome:
    """`state` of a promise on a day, what was `paid` of it, when that was `decided_on`, its `end`.

    `missing`: what has to come yet to keep it; 0 once it is decided.
    """

    promise: Promise
    state: str
    paid: Fraction
    decided_on: object
    end: object
    missing: Fraction


def outcomes(promises, receipts, as_of, rest=()):
    """Return ``{key: Outcome}`` of one customer's promises at the end of `as_of`.

    Receipts go, in the order of their days, to the promises that are active on theirs: that of
    their line first, then the one for the earliest day. What is more than a promise goes to the
    next. Promises made later than `as_of` are left out.
    """
    ordered = sorted(
        (one for one in promises if one.made_on <= as_of),
        key=lambda one: (one.day, one.made_on, str(one.key)),
    )
    running = [_Running(one, one.ends(rest)) for one in ordered]
    came = (one for one in receipts if one.day <= as_of and exact(one.amount) > 0)
    for receipt in sorted(came, key=lambda one: (one.day, str(one.key))):
        _allocate(receipt, running, as_of)
    return {one.promise.key: one.outcome(as_of) for one in running}


class _Running:
    """A promise while receipts are counted."""

    def __init__(self, promise, end):
        self.promise, self.end = promise, end
        self.paid, self.kept_on = Fraction(0), None
        stops = [day for day in (promise.cancelled_on, promise.replaced_on) if day]
        self.stopped_on = min(stops, default=None)

    def is_active(self, day):
        """Tell whether money of `day` counts for it."""
        return (
            self.promise.made_on <= day <= self.end and self.kept_on is None
            and (self.stopped_on is None or day < self.stopped_on)
        )

    def is_for(self, line):
        return line is None or not self.promise.lines or line in self.promise.lines

    def take(self, receipt, amount):
        taken = min(amount, exact(self.promise.amount) - self.paid)
        self.paid += taken
        if self.paid >= self.promise.enough:
            self.kept_on = receipt.day
        return amount - taken

    def outcome(self, as_of):
        state, decided_on = self._state(as_of)
        missing = self.promise.enough - self.paid if state == 'open' else Fraction(0)
        return Outcome(self.promise, state, self.paid, decided_on, self.end, missing)

    def _state(self, as_of):
        if self.kept_on:
            return 'kept', self.kept_on
        broken = 'broken_partial' if self.paid else 'broken'
        if self.stopped_on and self.stopped_on <= min(as_of, self.end):
            # A manager may take out what was renegotiated, also afterwards.
            cancelled = self.promise.cancelled_on
            if cancelled and cancelled <= as_of:
                return 'cancelled', cancelled
            return broken, self.stopped_on
        if as_of > self.end:
            return broken, self.end + timedelta(days=1)
        return 'open', None


def _allocate(receipt, running, as_of):
    rest = exact(receipt.amount)
    takers = [one for one in running if one.is_active(receipt.day) and one.is_for(receipt.line)]
    # Money for a line goes to the promise about it before one about anything.
    takers.sort(key=lambda one: receipt.line is None or receipt.line not in one.promise.lines)
    for one in takers:
        # A reversal in time undoes; later it is another story, told by a danger signal.
        if receipt.reversed_on and receipt.reversed_on <= min(as_of, one.end):
            continue
        rest = one.take(receipt, rest)


def refusal(new, existing):
    """Return (code, key of the other promise) why `new` cannot be made, or None.

    :param existing: `Outcome` of the customer's other promises
    :return: `line_promised`: one of its lines has an open promise; replace or cancel that first
    """
    for other in existing:
        is_part = new.plan is not None and other.promise.plan == new.plan
        if other.state == 'open' and not is_part and set(other.promise.lines) & set(new.lines):
            return 'line_promised', other.promise.key
    return None


def suspended(found, opens):
    """Return ``{line: (amount, last day)}``: what open promises keep from being asked for.

    What is not paid of a promise covers its lines in their order; of one for any line, the
    customer's lines in the order of `opens`.

    :param found: `Outcome` of one customer's promises; :param opens: ``{line: open amount}``
    """
    covered, left = {}, {line: exact(amount) for line, amount in opens.items()}
    for outcome in sorted(found, key=lambda one: (one.end, str(one.promise.key))):
        if outcome.state != 'open':
            continue
        rest = exact(outcome.promise.amount) - outcome.paid
        for line in outcome.promise.lines or left:
            part = min(rest, left.get(line, 0))
            if part > 0:
                before = covered.get(line, (Fraction(0), outcome.end))
                covered[line] = (before[0] + part, min(before[1], outcome.end))
                left[line] -= part
                rest -= part
    return covered


def last_broken(found, lines=()):
    """Return ``{line: day}``: when the last broken promise about each line was broken.

    :param lines: the customer's, for promises about any
    """
    days = {}
    for outcome in found:
        if outcome.state in BROKEN:
            for line in outcome.promise.lines or lines:
                days[line] = max(days.get(line, outcome.decided_on), outcome.decided_on)
    return days


def amounts(found):
    """Return ``{state: Σ promised}``, every state once; together all that was promised."""
    sums = dict.fromkeys(STATES, Fraction(0))
    for outcome in found:
        sums[outcome.state] += exact(outcome.promise.amount)
    return sums


def kept_rate(found, since=None):
    """Return the part of what was promised and has matured that was kept, by amount.

    Matured: kept or broken; what came of a broken promise does not count as kept. None: nothing has.

    :param since: only what was decided from this day on
    """
    matured = _matured(found, since)
    return ratio(
        total(exact(one.promise.amount) for one in matured if one.state == 'kept'),
        total(exact(one.promise.amount) for one in matured),
    )


def kept_share(found, since=None):
    """Return the part of the promises that matured that were kept, by number; None: none has."""
    matured = _matured(found, since)
    return ratio(sum(one.state == 'kept' for one in matured), len(matured))


def _matured(found, since):
    return [
        one for one in found
        if (one.state == 'kept' or one.state in BROKEN) and (since is None or one.decided_on >= since)
    ]


def kept_rates(pairs, since=None):
    """Return ``{owner: kept_rate}`` of ``[(owner, Outcome)]``: by customer, or by collector."""
    groups = {}
    for owner, outcome in pairs:
        groups.setdefault(owner, []).append(outcome)
    return {owner: kept_rate(found, since) for owner, found in groups.items()}
