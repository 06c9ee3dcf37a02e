"""Disputes about parts of lines: what they take out of "overdue", until when, and their deadlines. Pure.

A dispute leaves what is asked for and what holds orders; it stays in receivables, DSO and exposure
(`domain.md` §11.4). One raised late needs an officer: until 20 days after the due date, or before the
first formal demand, it counts by itself (`practice.md` F42, which wins over §11.4's 10 days).
"""

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from .bank_days import next_bank_day
from .exact import exact, ratio, total

#: Credited in part leaves the rest to be paid; rejected and withdrawn leave everything; paid: the
#: customer paid after all.
RESOLUTIONS = ('credit_note', 'partial', 'rejected', 'withdrawn', 'paid')


@dataclass(frozen=True)
class Reason:
    """Why a customer disputes: who deals with it, within how many working days."""

    code: str
    owner: str
    days: int


#: Defaults; a company has its own. Days of quality, price and document: `domain.md` §11.4.
REASONS = {reason.code: reason for reason in (
    Reason('price', 'sales', 5), Reason('quantity', 'logistics', 10),
    Reason('quality', 'after_sales', 10), Reason('delivery_late', 'logistics', 10),
    Reason('damaged', 'logistics', 10), Reason('wrong_item', 'logistics', 10),
    Reason('duplicate_invoice', 'receivables', 2), Reason('missing_document', 'receivables', 2),
    Reason('invoice_error', 'receivables', 2), Reason('unauthorised_discount', 'sales', 5),
    Reason('rebate', 'sales', 5), Reason('freight', 'sales', 5),
    Reason('return_not_credited', 'logistics', 5), Reason('contract', 'credit', 10),
    Reason('other', 'credit', 10),
)}


@dataclass(frozen=True)
class Terms:
    """What disputes may do.

    :param excludes: whether they take anything out at all
    :param window: days after the due date in which one counts without an officer
    :param longest: days after it was raised, up to which it counts
    :param cap: the most that disputes of one customer take out; None: their lines' amounts alone
    """

    excludes: bool = True
    window: int = 20
    longest: int = 60
    cap: object = None


TERMS = Terms()


@dataclass(frozen=True)
class Dispute:
    """A customer's objection to `amount` of one line.

    :param accepted_on: when an officer let a late one count
    :param resolved_on: when it was settled; by a credit note: when that was posted
    :param credited: what of it was credited in the end
    :param first_raised_on: of one that was opened again: when it was raised first
    :param uncapped_on: when a manager let it count beyond the customer's cap
    :param waits: it counts from an officer's acceptance on, whatever its day
    """

    key: object
    line: object
    reason: str
    amount: object
    raised_on: object
    accepted_on: object = None
    resolved_on: object = None
    resolution: str = None
    credited: object = 0
    first_raised_on: object = None
    uncapped_on: object = None
    waits: bool = False

    def is_open(self, as_of):
        """Tell whether it was raised and not settled at the end of `as_of`."""
        return self.raised_on <= as_of and (self.resolved_on is None or as_of < self.resolved_on)


@dataclass(frozen=True)
class Disputed:
    """What of a line is out: `amount` up to and with `until`."""

    amount: Fraction
    until: object


def is_in_time(dispute, due, first_demand=None, terms=TERMS):
    """Tell whether a dispute counts by itself: raised in the window, or before any formal demand.

    :param due: the line's due date; :param first_demand: the day of its first executed demand
    """
    if (dispute.raised_on - due).days <= terms.window:
        return True
    return first_demand is None or dispute.raised_on < first_demand


def counts_until(dispute, due, as_of, first_demand=None, terms=TERMS):
    """Return the last day on which an open dispute takes its amount out; None: it does not.

    A late one from the day an officer accepted it, and no longer than had it been in time; one that
    was opened again no longer than had it never been settled.
    """
    if dispute.accepted_on is not None:
        counts = dispute.accepted_on <= as_of
    else:
        counts = not dispute.waits and is_in_time(dispute, due, first_demand, terms)
    if not terms.excludes or not counts:
        return None
    return (dispute.first_raised_on or dispute.raised_on) + timedelta(days=terms.longest)


def disputed(disputes, lines, as_of, terms=TERMS):
    """Return ``{line: Disputed}`` of one customer's disputes at the end of `as_of`.

    The one raised first goes first, up to what is open of its line and of the customer's cap. What
    is given here holds in `rpm_items.Line` and in the "overdue" of rules alike.

    :param lines: ``{line: (due date, open amount, day of the first executed demand or None)}``
    """
    left = {line: max(exact(facts[1]), Fraction(0)) for line, facts in lines.items()}
    room = None if terms.cap is None else exact(terms.cap)
    found = {}
    for dispute in sorted(disputes, key=lambda one: (one.raised_on, str(one.key))):
        if dispute.line not in left or not dispute.is_open(as_of):
            continue
        due, _open, demand = lines[dispute.line]
        until = counts_until(dispute, due, as_of, demand, terms)
        amount = min(exact(dispute.amount), left[dispute.line])
        is_capped = room is not None and not (dispute.uncapped_on and dispute.uncapped_on <= as_of)
        amount = min(amount, room) if is_capped else amount
        if until is None or until < as_of or amount <= 0:
            continue
        left[dispute.line] -= amount
        room = room - amount if is_capped else room
        before = found.get(dispute.line, Disputed(Fraction(0), until))
        found[dispute.line] = Disputed(before.amount + amount, min(before.until, until))
    return found


def overdue(lines, as_of, found=None, rest=()):
    """Return (amount, days of the oldest) of what is late and not disputed away; days of none: 0.

    :param lines, found: as `disputed` takes and gives them
    :param rest: (weekend, holidays) as `bank_days` takes them; days count from the next bank day
    """
    amount, oldest, found = Fraction(0), 0, found or {}
    for line, (due, open_amount, _demand) in lines.items():
        days = (as_of - next_bank_day(due, *rest)).days
        part = exact(open_amount) - (found[line].amount if line in found else 0)
        if days > 0 and part > 0:
            amount, oldest = amount + part, max(oldest, days)
    return amount, oldest


def deadline(dispute, reasons=REASONS, rest=()):
    """Return the day by which a dispute is to be settled: its reason's working days after raising.

    :raises KeyError: no such reason
    """
    day = dispute.raised_on
    for _day in range(reasons[dispute.reason].days):
        day = next_bank_day(day + timedelta(days=1), *rest)
    return day


def late(disputes, as_of, reasons=REASONS, rest=()):
    """Return the open disputes past their deadline, the most overdue first: whom owners ignored."""
    found = [
        (deadline(one, reasons, rest), str(one.key), one) for one in disputes if one.is_open(as_of)
    ]
    return [one for end, _key, one in sorted(found, key=lambda row: row[:2]) if end < as_of]


@dataclass(frozen=True)
class Record:
    """How disputes went: `rate`: part of invoiced amounts that was disputed; `days`: to settle one,
    on average; `valid`: part of what was settled that was credited. None: nothing is known."""

    rate: Fraction
    days: Fraction
    valid: Fraction


def record(disputes, invoiced, since, as_of):
    """Return the `Record` of disputes raised (rate) and settled (days, valid) in a period.

    :param invoiced: what was invoiced in the period; :param since, as_of: its first and last day
    """
    raised = [one for one in disputes if since <= one.raised_on <= as_of]
    settled = [one for one in disputes if one.resolved_on and since <= one.resolved_on <= as_of]
    return Record(
        ratio(total(one.amount for one in raised), invoiced),
        ratio(sum((one.resolved_on - one.raised_on).days for one in settled), len(settled)),
        ratio(total(one.credited for one in settled), total(one.amount for one in settled)),
    )


def by_reason(disputes):
    """Return ``[(reason, number, amount)]``, the largest amount first: the Pareto of causes."""
    groups = {}
    for one in disputes:
        number, amount = groups.get(one.reason, (0, Fraction(0)))
        groups[one.reason] = (number + 1, amount + exact(one.amount))
    return sorted(
        ((reason, *sums) for reason, sums in groups.items()),
        key=lambda row: (-row[2], row[0]),
    )
