"""Ladders of dunning: rungs by days late; pressure only rises, and only a payment resets it. Pure.

Which steps a plan has is data of the plans; a ladder here is what a source prints, to begin with or
to compare with. Sources: `domain.md` 6.5 (渐进) and 6.7, A (a group's policy: first day, then every
four days) and C (a credit insurer's pages).
"""

from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Rung:
    """A step of `number` from `day` (days late) on; `is_demand`: it demands payment formally."""

    number: int
    day: int
    code: str
    channel: str
    is_demand: bool = False


def evenly(codes, first=1, every=4):
    """Return rungs for ``[(code, channel, is_demand)]``, one every so many days.

    A code that begins with ``+`` is on the day of the one before it.
    """
    rungs, day = [], first - every
    for number, (code, channel, is_demand) in enumerate(codes, start=1):
        day += 0 if code.startswith('+') else every
        rungs.append(Rung(number, day, code.lstrip('+'), channel, is_demand))
    return tuple(rungs)


POLICY = evenly((
    ('polite_reminder', 'mail', False), ('reminder', 'mail', False), ('ask_cause', 'phone', False),
    ('first_demand', 'letter', True), ('serious_notice', 'letter', True),
    ('second_demand', 'letter', True), ('+pressure_talk', 'visit', False),
))
INSURER = (
    Rung(1, 7, 'friendly', 'mail'), Rung(2, 15, 'demand_with_calculation', 'letter', True),
    Rung(3, 30, 'third_party', 'agency', True),
)
LADDERS = MappingProxyType({'policy': POLICY, 'insurer': INSURER})


def next_rung(ladder, done, days_late):
    """Return the rung that is due, or None: the one above the highest that was done, in its time.

    It never goes down again, whatever was left out below, and never takes two at once.

    :param done: numbers of rungs that were done since the last reset
    """
    highest = max(done, default=0)
    above = next((rung for rung in ladder if rung.number > highest), None)
    return above if above and above.day <= days_late else None


def after_payment(done, paid, overdue):
    """Return the rungs that still count as done: none once everything late was paid.

    A part resets nothing, or a tenth paid would buy a month.
    """
    return () if paid > 0 and paid >= overdue else tuple(done)
