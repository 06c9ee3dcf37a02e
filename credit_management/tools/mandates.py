"""Claims given to an agency: its commission, what it has to remit and when, what is late. Pure.

An agency keeps its commission of what it collected, or is paid it: the mandate says so. Amounts in
one currency, rounded to it once, where they are claimed. Source: `domain.md` 6.4, `practice.md` §2.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from .bank_days import SATURDAY_SUNDAY, next_bank_day
from .exact import exact, rounded, total


@dataclass(frozen=True)
class Mandate:
    """`commission`: a part of what is collected, from `least` on; `remit_days`: after collecting.

    `is_net`: the agency keeps its commission; `until`: the last day of the mandate, None: open.
    """

    amount: Fraction
    given_on: date
    commission: Fraction
    remit_days: int = 10
    least: Fraction = Fraction(0)
    is_net: bool = True
    until: date = None

    def __post_init__(self):
        if not 0 <= exact(self.commission) <= 1:
            raise ValueError(
                f"A commission is a part of one, from 0 to 1, not {float(self.commission)}.")

    def is_active(self, today):
        """Return whether the agency may collect on `today`, first and last day included."""
        return self.given_on <= today and (self.until is None or today <= self.until)


@dataclass(frozen=True)
class Collected:
    """What the agency (or the customer directly, `is_direct`) collected on `day`."""

    day: date
    amount: Fraction
    is_direct: bool = False


@dataclass(frozen=True)
class Account:
    """Where a mandate stands.

    `collected`: in all; `commission`: earned; `due`: the agency owes us by now; `late`: of it what
    should have been here; `owed`: we owe it; `open`: of the claim.
    """

    collected: float
    commission: float
    due: float
    late: float
    owed: float
    open: float


def commission(mandate, amount):
    """Return the exact commission on `amount` collected in all: never more than that amount."""
    amount = exact(amount)
    return min(max(amount * exact(mandate.commission), exact(mandate.least)), amount)


def remit_by(mandate, day, weekend=SATURDAY_SUNDAY, holidays=()):
    """Return the bank day by which what was collected on `day` has to be here."""
    return next_bank_day(day + timedelta(days=mandate.remit_days), weekend, holidays)


def account(
    mandate, collected, remitted, as_of, rest=(SATURDAY_SUNDAY, ()), digits=2, paid=(),
):
    """Return the `Account` of a mandate at the end of `as_of`.

    Commission is earned on all that came in, whoever received it; money that came to us directly
    is not remitted, its commission is owed by us.

    :param collected: `Collected`s; :param remitted: ``[(day, amount)]`` that the agency paid us
    :param paid: ``[(day, amount)]`` that we paid the agency
    """
    known = [one for one in collected if one.day <= as_of]
    whole = total(one.amount for one in known)
    through = total(one.amount for one in known if not one.is_direct)
    ripe = total(
        one.amount for one in known
        if not one.is_direct and remit_by(mandate, one.day, *rest) < as_of
    )
    earned = commission(mandate, whole)
    kept = _kept(mandate, through, whole - through)
    here = total(amount for day, amount in remitted if day <= as_of)
    settled = total(amount for day, amount in paid if day <= as_of)
    due = through - kept - here
    owed = earned - kept + max(-due, Fraction(0)) - settled
    late = max(ripe - _kept(mandate, ripe, whole - through) - here, Fraction(0))
    return Account(*(rounded(value, digits) for value in (
        whole, earned, max(due, Fraction(0)), late, max(owed, Fraction(0)),
        max(exact(mandate.amount) - whole, Fraction(0)),
    )))


def _kept(mandate, through, direct):
    """Return what the agency keeps of `through` when `direct` came to us beside it."""
    return min(commission(mandate, through + direct), through) if mandate.is_net else Fraction(0)
