"""A customer's account over a period: opening, what was booked, closing; what he answers. Pure.

One statement is in one currency. Amounts have the sign of the receivable (a payment is below zero)
and are exact (`exact`). Sources: `domain.md` 7.6, `practice.md` F34.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from .exact import exact, total

#: What makes an account larger or smaller, in the order in which statements show it.
KINDS = ('invoiced', 'received', 'credited', 'other')
#: Days after which a customer who says nothing is reminded, and after which he is *silent*.
REMIND_DAYS, SILENT_DAYS = 10, 30
#: Statements of the smaller ones are made after these months.
QUARTERS = (3, 6, 9, 12)


@dataclass(frozen=True)
class Entry:
    """One posted line of a customer's account on its accounting day."""

    key: object
    day: date
    amount: object
    kind: str = 'other'


@dataclass(frozen=True)
class Account:
    """`opening` + `earlier` + `unnamed` + `movements` = `closing`.

    `earlier`: entries of the time before `start` that no statement before this one knew; `unnamed`:
    what else changed there (an entry that is gone, or of which nobody knows when it was posted).
    """

    start: date
    end: date
    opening: object
    earlier: tuple
    unnamed: object
    movements: tuple

    @property
    def late(self):
        """Return what was posted since for the time before `start`."""
        return total(entry.amount for entry in self.earlier) + self.unnamed

    @property
    def closing(self):
        return self.opening + self.late + total(entry.amount for entry in self.movements)

    def by_kind(self):
        """Return ``{kind: what was booked of it in the period}`` of all `KINDS`."""
        return {kind: total(e.amount for e in self.movements if e.kind == kind) for kind in KINDS}


def account(entries, start, end, opening=None, known=None):
    """Return the `Account` of the days `start` to `end`, both included.

    :param entries: every `Entry` of the account, in any order
    :param opening: closing of the statement before; None: there is none, and the books say it
    :param known: keys of `entries` that stood in statements before; None: whatever is not named
        then counts as `unnamed`
    :raises ValueError: a period that ends before it begins
    """
    if end < start:
        raise ValueError(f"A period cannot end on {end}, before it begins on {start}.")
    past = [entry for entry in entries if entry.day < start]
    booked = total(entry.amount for entry in past)
    earlier = ()
    if opening is not None and known is not None:
        earlier = tuple(entry for entry in past if entry.key not in known)
    opening = booked if opening is None else exact(opening)
    return Account(
        start, end, opening, earlier,
        booked - opening - total(entry.amount for entry in earlier),
        tuple(entry for entry in entries if start <= entry.day <= end))


# === WHAT THE CUSTOMER ANSWERS === #

@dataclass(frozen=True)
class Answer:
    """`state`: `confirmed` or `differs`; `confirmed`: the balance that he agrees to."""

    state: str
    confirmed: object
    difference: object


def answer(closing, differences=()):
    """Return the `Answer` of who confirms a balance but for `differences`, which are not his debt.

    :raises ValueError: a difference of nothing
    """
    differences = [exact(amount) for amount in differences]
    if any(not amount for amount in differences):
        raise ValueError("A difference is more or less than 0.")
    difference = total(differences)
    return Answer('differs' if differences else 'confirmed', exact(closing) - difference, difference)


def wait(sent_on, day, reminded_on=None, remind_days=REMIND_DAYS, silent_days=SILENT_DAYS):
    """Return what is due with a statement nobody answered: `remind`, `silent` or None."""
    waited = (day - sent_on).days
    if waited >= silent_days:
        return 'silent'
    return 'remind' if waited >= remind_days and not reminded_on else None


def completion(states):
    """Return (answered, due) customers of a run by the states of each one's statements.

    :param states: ``{customer: [state, …]}``; drafts and cancelled ones are not due. Whoever
        answered all of his counts; a statement that differs is an answer.
    """
    due = {who: [one for one in own if one not in ('draft', 'cancelled')]
           for who, own in states.items()}
    due = {who: own for who, own in due.items() if own}
    answered = sum(all(one in ('confirmed', 'differs') for one in own) for own in due.values())
    return answered, len(due)


# === WHO GETS ONE === #

@dataclass(frozen=True)
class Choice:
    """Who gets a statement each month; the rest of those with a balance by quarter.

    `grades`: of those; `amount`: whoever owes that much or more. Neither: everybody each month.
    """

    grades: frozenset = frozenset()
    amount: object = None


def gets_one(choice, month, grade, balance):
    """Tell whether a customer with `balance` gets a statement after month 1 to 12."""
    if not balance:
        return False
    is_large = choice.amount is not None and abs(balance) >= choice.amount
    everybody = not choice.grades and choice.amount is None
    return everybody or is_large or grade in choice.grades or month in QUARTERS


def period(end, previous_end=None):
    """Return the first day of the period that ends on `end`: after the statement before, else the
    first of the month."""
    if previous_end and previous_end < end:
        return previous_end + timedelta(days=1)
    return end.replace(day=1)
