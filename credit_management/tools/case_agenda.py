"""When something has to be done about a case next, and why then. Pure.

A promise is waited for, a dispute has its deadline, courts and law have theirs; without any of them
the route's own rhythm counts. What somebody only has to do moves to the next working day, what is
lost when it is late moves to the last one before (`domain.md` 0.2, C9).
"""

from dataclasses import dataclass
from datetime import date, timedelta

from .bank_days import SATURDAY_SUNDAY, is_bank_day, last_bank_day_before, next_bank_day
from .case_routes import ROUTES, rank

#: The urgent first: of two on one day the first is named.
REASONS = ('limitation', 'guarantee', 'court', 'promise', 'dispute', 'planned', 'routine')

#: Days before a claim or a guarantee is lost on which the case has to be looked at.
PREPARE = 30


@dataclass(frozen=True)
class Agenda:
    """What is known of a case; every date may be None.

    `last_action`: of the newest action, or when the case opened; `promise_until`: the last day of
    an open promise, grace included; `dispute_until`: an open dispute of everything that is owed;
    `court`: the next deadline of the court calendar; `limitation`, `guarantee`: the last days;
    `planned`: a day that somebody agreed on, which takes the place of the route's rhythm.
    """

    route: str
    last_action: date
    promise_until: date = None
    dispute_until: date = None
    court: date = None
    limitation: date = None
    guarantee: date = None
    planned: date = None


@dataclass(frozen=True)
class NextAction:
    """The day, and which of `REASONS`."""

    date: date
    reason: str


def next_action(agenda, today, weekend=SATURDAY_SUNDAY, holidays=(), routes=ROUTES):
    """Return the `NextAction` of a case, never before `today`.

    While a promise or a dispute is open the routine waits; deadlines never do. A claim or a
    guarantee that is lost asks for nothing more, a court's deadline until it is closed.

    :return: None where nothing is known
    """
    rest = (weekend, holidays)
    found = [*_deadlines(agenda, today, rest), *_work(agenda, today, rest, routes)]
    if not found:
        return None
    day, reason = min(found, key=lambda row: (max(row[0], today), REASONS.index(row[1])))
    return NextAction(max(day, today), reason)


def _deadlines(agenda, today, rest):
    for reason, end in (('limitation', agenda.limitation), ('guarantee', agenda.guarantee)):
        if end is not None and end >= today:
            yield _before(end - timedelta(days=PREPARE), rest), reason
    if agenda.court is not None:
        yield _before(agenda.court, rest), 'court'


def _work(agenda, today, rest, routes):
    waits = [('promise', agenda.promise_until), ('dispute', agenda.dispute_until)]
    days = [(end + timedelta(days=1), reason) for reason, end in waits if end is not None]
    if not days and agenda.planned is not None:
        days = [(agenda.planned, 'planned')]
    elif not days and agenda.last_action is not None:
        every = routes[rank(agenda.route, routes) - 1].every
        days = [(agenda.last_action + timedelta(days=every), 'routine')]
    for day, reason in days:
        yield next_bank_day(max(day, today), *rest), reason


def _before(day, rest):
    return day if is_bank_day(day, *rest) else last_bank_day_before(day, *rest)
