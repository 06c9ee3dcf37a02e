"""What receivables process monitoring (RPM) knows of an item, and what it says of its steps. Pure.

Amounts are in company currency, days are dates; None is not known, or has not happened.
"""

from dataclasses import dataclass, field

from .rpm_plans import Step

#: What became of a step. Past: done, closed by evidence, missed (it came due and was not done),
#: skipped (not for this item), passed (the ladder was higher already), before (the plan began
#: later), cancelled (settled first). Present: due, waiting (until the next try), paused. Future:
#: coming, undated (its anchor has not happened).
OUTCOMES = (
    'done', 'evidence', 'missed', 'skipped', 'passed', 'before', 'cancelled', 'due', 'waiting',
    'paused', 'coming', 'undated',
)


@dataclass(frozen=True)
class Line:
    """An item's part of one maturity line; amounts in company currency.

    :param due: its due date; None: none was agreed, nothing is late
    :param open: what is not paid of that part
    :param disputed: of it, up to and with `disputed_until` (None: no end)
    :param promised: of it, up to and with `promised_until`: the day promised and its grace
    :param broken_on: the day after the end of the last promise that was broken
    :param closed_on: when nothing was open any more
    :param pauses: ``((first day, last day), …)`` of earlier promises and disputes
    """

    key: object
    due: object
    open: object
    disputed: object = 0
    disputed_until: object = None
    promised: object = 0
    promised_until: object = None
    broken_on: object = None
    closed_on: object = None
    pauses: tuple = ()

    def asked(self, today, is_late):
        """Return what may be asked for: a dispute holds what is late, a promise everything."""
        disputed = self.disputed if is_late and _runs(self.disputed_until, today) else 0
        promised = self.promised if self.promised and today <= self.promised_until else 0
        return max(self.open - disputed - promised, 0)

    def pause_ends(self, today):
        """Return the first day on which a running dispute or promise ends, or None."""
        return min((
            until for amount, until in (
                (self.disputed, self.disputed_until), (self.promised, self.promised_until),
            ) if amount and until is not None and until >= today
        ), default=None)


@dataclass(frozen=True)
class Done:
    """A step somebody did on `day`; `line`: the key of its line, None for steps of the papers."""

    code: str
    day: object
    line: object = None


@dataclass(frozen=True)
class Item:
    """What is known of a receivable item. Days are dates, None where nothing happened yet.

    :param delivered: the proof of delivery's day; :param lead_days: usual days on the way
    :param statement: the day of the statement it stands in; None: the next by the plan
    :param unbilled: delivered and not invoiced; None: unknown, and open
    :param late: what is late of this customer in all; None: what is open of the item counts alone
    :param run_days: days of the month on which the customer pays
    :param since: from when on it is followed, if that is later than its plan's first day
    :param again_on: before this day nobody is to try again
    :param evidence: ``{kind: day}``
    """

    key: object
    dispatch: object = None
    delivered: object = None
    lead_days: object = None
    invoice: object = None
    statement: object = None
    unbilled: object = 0
    late: object = None
    lines: tuple = ()
    run_days: tuple = ()
    is_service: bool = False
    is_first_sale: bool = False
    is_watched: bool = False
    since: object = None
    again_on: object = None
    closed_on: object = None
    evidence: dict = field(default_factory=dict)
    done: tuple = ()

    @property
    def open(self):
        """What is open of it in all; None where it is not known."""
        return None if self.unbilled is None else (
            max(self.unbilled, 0) + sum(max(line.open, 0) for line in self.lines)
        )

    def is_below(self, least):
        """Tell whether so little is open of it, and late of its customer, that no person asks."""
        return self.open is not None and max(self.open, self.late or 0) < least


@dataclass(frozen=True)
class Mark:
    """One step of one item: its `date`, the working `day` it moved to, and its `outcome`.

    `done_on`: when it was done or its evidence came; `amount`: what it asks for; `rung`: the step
    at which an item was taken over, for its take-over step.
    """

    step: Step
    line: object
    date: object
    day: object
    outcome: str
    done_on: object = None
    amount: object = None
    rung: str = None


def _runs(until, today):
    return until is None or today <= until
