"""Until when a claim can be sued for (诉讼时效), by maturity line. Pure.

The date shown is the conservative one: counted without moving it off a holiday, and only by events
whose evidence is complete. Beside it stands the date that could be argued for, and what is missing
to reach it. Each order is a debt of its own, so a line has a date, a customer the earliest of his.
Guarantees have another clock: `guarantees`. Source: `domain.md` 6.8; laws are `limitation_laws`.
"""

from dataclasses import dataclass
from datetime import date

from .legal_dates import alert, days_left

#: Why an event moved nothing: no such event in this law, before the clock began, after the claim
#: had expired, with evidence missing, or later than the day asked about.
REASONS = ('unlisted', 'early', 'expired', 'evidence', 'future')


@dataclass(frozen=True)
class Event:
    """What happened to a debt on `date`; `ended`: when a procedure or an obstacle did.

    A letter interrupts on the day on which it arrived; where that is not known, the day on which
    it was sent is the safer one. `evidence`: codes of what is on file; `ref`: whatever finds the
    record again.
    """

    kind: str
    date: date
    ended: date = None
    evidence: frozenset = frozenset()
    ref: object = None


@dataclass(frozen=True)
class Ignored:
    """An event without effect, why, and the evidence that it lacks."""

    event: Event
    reason: str
    missing: frozenset = frozenset()


@dataclass(frozen=True)
class Limitation:
    """The clock of one line; every date is None where no due date is known.

    `date`: the last safe day; `arguable`: what it would be with all evidence; `anchor`: where the
    period that runs began; `letter_on`: a letter is due from then on (None: a letter does not
    help); `moved_by`: the event that set `date`; `pending`: a procedure that runs and keeps it.
    """

    start: date
    anchor: date
    date: date
    arguable: date
    letter_on: date
    moved_by: Event
    pending: Event
    ignored: tuple

    def days_left(self, today):
        """Return the days that are left: 0 on the last one; None if nothing is known."""
        return days_left(self.date, today)

    def is_expired(self, today):
        """Return whether the claim is barred on `today`; while a procedure runs it is not."""
        return self.date is not None and self.pending is None and today > self.date

    def alert(self, today, law):
        """Return the alert that is reached, as `legal_dates.alert`; None while in a procedure."""
        return None if self.pending else alert(self.date, today, law.alerts)

    def is_letter_due(self, today):
        """Return whether a limitation letter should go out, and can still help."""
        if self.letter_on is None or self.pending:
            return False
        return self.letter_on <= today <= self.date


_UNKNOWN = Limitation(None, None, None, None, None, None, None, ())


def start_of(law, due=None, instalments=(), grace_end=None, refused=None):
    """Return the day on which the clock of a debt starts, or None if it has not.

    :param due: the agreed day · :param instalments: due dates of the one debt that it is a part of
    :param grace_end, refused: without an agreed day, the end of the time given with the first
        demand, and an outright refusal: the earlier one
    """
    if due is not None:
        return max((due, *instalments)) if law.is_one_debt else due
    return min((day for day in (grace_end, refused) if day is not None), default=None)


def limitation(start, events, law, as_of=None):
    """Return the `Limitation` of a debt whose clock started on `start`.

    The answer is the same whatever the order of `events`, and one more event never brings the date
    forward.

    :param as_of: what happened after it does not count; None: all of it
    """
    if start is None:
        return _UNKNOWN
    if not events:
        end = _capped(start, law.span.after(start), law)
        return Limitation(start, start, end, end, _letter_on(start, law), None, None, ())
    ordered = sorted(events, key=lambda event: (event.date, event.kind, str(event.ref)))
    safe, hoped = _Clock(start, law, as_of), _Clock(start, law, as_of, is_strict=False)
    for event in ordered:
        safe.take(event)
        hoped.take(event)
    return Limitation(
        start, safe.anchor, safe.end, hoped.end, _letter_on(safe.anchor, law), safe.moved_by,
        safe.pending, tuple(safe.ignored),
    )


def earliest(limitations):
    """Return the one that ends first, as a customer is shown; None where none has a date."""
    known = [one for one in limitations if one.date is not None]
    return min(known, key=lambda one: one.date, default=None)


def _letter_on(anchor, law):
    return law.letter.after(anchor) if law.letter else None


def _capped(start, end, law):
    return min(end, law.cap.after(start)) if law.cap else end


class _Clock:
    """A period while events go by, oldest first."""

    def __init__(self, start, law, as_of, is_strict=True):
        self.start, self.law, self.as_of, self.is_strict = start, law, as_of, is_strict
        self.anchor, self.end = start, _capped(start, law.span.after(start), law)
        self.moved_by = self.pending = None
        self.ignored = []

    def take(self, event):
        """Let `event` move the clock, or note why it does not."""
        rule = self.law.events.get(event.kind)
        reason = self._refusal(event, rule)
        if reason:
            missing = rule.missing(event.evidence) if reason == 'evidence' else frozenset()
            self.ignored.append(Ignored(event, reason, missing))
            return
        ended = self._ended(event)
        if rule.effect == 'suspend':
            self._suspend(event, ended)
            return
        if ended is None and (rule.at_end or rule.effect == 'halt'):
            self.pending = event
        if rule.effect == 'restart':
            self._restart(event, ended if self._counts_from_end(event, rule, ended) else event.date)

    def _refusal(self, event, rule):
        if rule is None:
            return 'unlisted'
        if self.as_of is not None and event.date > self.as_of:
            return 'future'
        if event.date < self.start and rule.effect != 'suspend':
            return 'early'
        if self.is_strict and rule.missing(event.evidence):
            return 'evidence'
        is_late = event.date > self.end and not self.pending
        return 'expired' if is_late and not self._revives(event, rule) else None

    def _revives(self, event, rule):
        return rule.revives is not None and rule.revives <= event.evidence

    def _ended(self, event):
        """Return when it ended, as far as that was known."""
        known = self.as_of is None or event.ended is None or event.ended <= self.as_of
        return event.ended if known else None

    def _counts_from_end(self, event, rule, ended):
        proved = not self.is_strict or 'ruling' in event.evidence
        return rule.at_end and ended is not None and proved

    def _restart(self, event, anchor):
        end = _capped(self.start, self.law.span.after(anchor), self.law)
        self.anchor = max(self.anchor, anchor)
        self._move(event, end)

    def _suspend(self, event, ended):
        # An obstacle that ended longer ago than the tail reaches no further than the period itself.
        if ended is not None:
            self._move(event, _capped(self.start, self.law.tail.after(ended), self.law))

    def _move(self, event, end):
        if end > self.end:
            self.end, self.moved_by = end, event
