"""What collecting brought: cure rate and days to cure by step, channel, collector; cost. Pure.

A late line is cured when it is paid. The last action before that gets the credit, those before it
none; an action without a payment counts against its step once its time is over or another followed.
Source: `domain.md` 6.6, `practice.md` §2. Rates are parts of one, days exact; None without data.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from .exact import exact, ratio, total

#: Days after an action in which a payment is its work.
WINDOW = 14


@dataclass(frozen=True)
class Action:
    """Something done about the late `line` on `day`; `amount`: what was open of it then."""

    line: object
    day: date
    amount: Fraction
    step: str = None
    channel: str = None
    collector: object = None


@dataclass(frozen=True)
class Cure:
    """Of a group: actions that are decided, how many and how much they cured, in how many days.

    `days`: the average by count, None where nothing was cured.
    """

    actions: int
    cured: int
    amount: Fraction
    cured_amount: Fraction
    days: Fraction

    @property
    def rate(self):
        """The part of the actions that cured; None without any."""
        return ratio(self.cured, self.actions)

    @property
    def amount_rate(self):
        """The part of the amount that was cured; None without any."""
        return ratio(self.cured_amount, self.amount)


def cures(actions, paid_on, as_of, by='step', window=WINDOW):
    """Return ``{group: Cure}`` of `actions` up to and with `as_of`.

    :param paid_on: ``{line: day on which it was paid whole}``; who is not in it was not
    :param by: *step*, *channel* or *collector*
    """
    groups = {}
    for action, following in _pairs(one for one in actions if one.day <= as_of):
        days = _days_to_cure(action, following, paid_on.get(action.line), as_of, window)
        if days is None and following is None and as_of <= action.day + timedelta(days=window):
            continue  # still running
        groups.setdefault(getattr(action, by), []).append((exact(action.amount), days))
    return {group: _cure(found) for group, found in groups.items()}


def _pairs(actions):
    """Yield (action, day of the next one about the same line or None)."""
    by_line = {}
    for action in sorted(actions, key=lambda one: one.day):
        by_line.setdefault(action.line, []).append(action)
    for found in by_line.values():
        days = [action.day for action in found[1:]]
        yield from zip(found, [*days, None], strict=True)


def _days_to_cure(action, following, paid, as_of, window):
    """Return the days from `action` to the payment that is its work, or None."""
    if paid is None or paid > as_of or paid < action.day:
        return None
    if following is not None and following <= paid:
        return None
    days = (paid - action.day).days
    return days if days <= window else None


def _cure(found):
    days = [days for _amount, days in found if days is not None]
    return Cure(
        len(found), len(days), total(amount for amount, _days in found),
        total(amount for amount, days in found if days is not None),
        ratio(sum(days), len(days)),
    )


def cost_of_collecting(cost, collected):
    """Return what a unit of money collected cost; None where nothing was."""
    return ratio(cost, collected)
