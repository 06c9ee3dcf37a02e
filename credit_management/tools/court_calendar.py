"""Deadlines of a case at court, as data: those that lose cases that were won. Pure.

A rule counts from the last event that starts it, until one that closes it; a date that the court
itself named wins. Dates are not moved off holidays. Sources: `practice.md` F23, and the laws that
the rules name; terms are defaults that counsel changes.
"""

import unicodedata
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from .legal_dates import Span, add_days, alert, days_left

#: Days before a deadline at which people are told (F23).
ALERTS = (60, 30, 7)


@dataclass(frozen=True)
class CourtRule:
    """A deadline `span` after an event.

    `starts`: kinds of events, the first kind that happened counts; `restarts`: events that begin
    the span anew while it runs; `closes`: those after which nothing is to be done; `lead`: what must
    be done so many days before the span ends; `latest`: where law gives a range, its other end.

    Of several that started it under one `ref` the earliest deadline counts; `each`: every one by
    itself, until it is answered (an order does not undo the one before, nor one account another).
    """

    code: str
    starts: tuple
    span: Span
    closes: tuple = ()
    restarts: tuple = ()
    lead: int = 0
    latest: Span = None
    source: str = ''
    each: bool = False


def _preservation(what, years):
    return CourtRule(
        f'renew_{what}', (f'preserved_{what}',), Span(years=years), ('released', 'enforced', 'lapsed'),
        lead=7, source="SPC civil procedure interpretation 485; SPC preservation rules 18",
        each=True,
    )


_CN = (
    CourtRule('apply_enforcement', (
        'performance_ends', 'judgment_effective', 'award_made', 'payment_order_final',
    ), Span(years=2),
              ('enforcement_applied', 'performed'), ('enforcement_interrupted',),
              source="Civil Procedure Law 2023, 250"),
    _preservation('bank', 1), _preservation('movable', 2), _preservation('immovable', 3),
    CourtRule('sue_after_preservation', ('preserved_before_suit',), Span(days=30),
              ('suit_filed', 'released', 'lapsed'), source="Civil Procedure Law 2023, 104"),
    CourtRule('file_insolvency_claim', ('insolvency_announced',), Span(days=30),
              ('insolvency_claim_filed',), latest=Span(months=3),
              source="Enterprise Bankruptcy Law 45, 56"),
    CourtRule('appeal_judgment', ('judgment_served',), Span(days=15), ('appealed', 'accepted'),
              source="Civil Procedure Law 2023, 171"),
    CourtRule('appeal_ruling', ('ruling_served',), Span(days=10), ('appealed', 'accepted'),
              source="Civil Procedure Law 2023, 171"),
    CourtRule('payment_order_final', ('payment_order_served',), Span(days=15),
              ('objection', 'payment_order_final'), source="Civil Procedure Law 2023, 227"),
)
_EU = (
    CourtRule('file_insolvency_claim', ('insolvency_announced',), Span(days=30),
              ('insolvency_claim_filed',), source="Regulation 2015/848, 55(6): at least 30 days"),
    CourtRule('payment_order_final', ('payment_order_served',), Span(days=30),
              ('objection', 'payment_order_final'), source="Regulation 1896/2006, 16"),
)
_UK = (
    CourtRule('apply_enforcement', ('judgment_effective',), Span(years=6),
              ('enforcement_applied', 'performed'), source="CPR 83.2"),
    CourtRule('file_insolvency_claim', ('insolvency_announced',), None,
              ('insolvency_claim_filed',), source="the date in the notice"),
)
_NEUTRAL = (
    CourtRule('file_insolvency_claim', ('insolvency_announced',), None,
              ('insolvency_claim_filed',), source="the date in the notice"),
    CourtRule('named_by_court', ('court_order',), None, ('done',), source="the court's own date",
              each=True),
)
#: What courts name themselves belongs to every pack.
CALENDARS = MappingProxyType({
    'CN': (*_CN, _NEUTRAL[1]), 'EU': (*_EU, _NEUTRAL[1]), 'UK': (*_UK, _NEUTRAL[1]),
    'neutral': _NEUTRAL,
})


#: Kind of preservation -> how long it lasts unless it is renewed, or a suit follows.
LASTS = MappingProxyType({
    rule.starts[0]: rule.span for rule in _CN if rule.starts[0].startswith('preserved_')})


def proceeding(ref):
    """Return what tells a proceeding apart, however its number was typed; None: not said."""
    return ''.join(unicodedata.normalize('NFKC', ref or '').casefold().split()) or None


@dataclass(frozen=True)
class CourtEvent:
    """What happened at court; `ref`: which asset, judgment or proceeding.

    `named`: the last day that the court itself gave for what follows; `key`: tells it apart;
    `answers`: the key of the event that it answers.
    """

    kind: str
    date: date
    ref: str = None
    named: date = None
    key: object = None
    answers: object = None


@dataclass(frozen=True)
class Deadline:
    """`date`: the last safe day, None where only the court can name it; `latest`: the law's own.

    `since`: the event that it counts from.
    """

    code: str
    ref: str
    date: date
    latest: date
    since: CourtEvent

    def days_left(self, today):
        """Return the days that are left; None without a date."""
        return days_left(self.date, today)

    def alert(self, today, thresholds=ALERTS):
        """Return the alert that is reached, as `legal_dates.alert`."""
        return alert(self.date, today, thresholds)


def deadlines(events, rules):
    """Return the open `Deadline`s of a case, the next first, those without a date before them.

    Events are told apart by `ref`; an event without one closes those of every `ref`.
    """
    refs = dict.fromkeys(event.ref for event in events)
    found = []
    for ref in refs:
        own = [event for event in events if event.ref in (ref, None)]
        for rule in rules:
            found += _deadlines(rule, ref, own)
    return sorted(found, key=lambda one: (one.date or date.min, one.code, str(one.ref)))


def next_deadline(events, rules):
    """Return the `Deadline` with the next date, or None."""
    return next((one for one in deadlines(events, rules) if one.date), None)


def _deadlines(rule, ref, events):
    """Return what of a rule is open under one `ref`."""
    starts = _starts(rule, [event for event in events if event.ref == ref])
    ends = [event for event in events if event.kind in rule.closes]
    if rule.each:
        return [_deadline(rule, ref, one, events) for one in _unanswered(starts, ends)]
    found = [
        _deadline(rule, ref, one, events) for one in starts
        if not any(end.date >= one.date for end in ends)
    ]
    # What the court named itself wins.
    return sorted(found, key=lambda one: (
        not one.since.named, one.date or date.max, one.since.date))[:1]


def _deadline(rule, ref, since, events):
    if since.named:
        return Deadline(rule.code, ref, since.named, since.named, since)
    if rule.span is None:
        return Deadline(rule.code, ref, None, None, since)
    end, since = _running(rule, since, events)
    latest = rule.latest.after(since.date) if rule.latest else end
    return Deadline(rule.code, ref, add_days(end, -rule.lead), latest, since)


def _starts(rule, events):
    """Return the events that start a rule: those of the first kind that happened, oldest first."""
    for kind in rule.starts:
        if found := [event for event in dict.fromkeys(events) if event.kind == kind]:
            return sorted(found, key=_day)
    return []


def _unanswered(starts, ends):
    """Return the starts that nothing answered.

    A start may answer another: it renews. An end that does not say what it answers closes the only
    one that is open; of several it cannot be known which one was meant, and all stay.
    """
    waiting = []
    for event in sorted([*starts, *ends], key=lambda one: (
        one.date, one not in starts, one.answers is None,
    )):
        if event.answers is not None:
            waiting = [one for one in waiting if one.key != event.answers]
        if event in starts:
            waiting.append(event)
        elif event.answers is None and len(waiting) == 1:
            waiting = []
    return waiting


def _running(rule, since, events):
    """Return (end of the span, event that it counts from), after what began it anew in time."""
    end = rule.span.after(since.date)
    for event in sorted((one for one in events if one.kind in rule.restarts), key=_day):
        if since.date < event.date <= end:
            end, since = rule.span.after(event.date), event
    return end, since


def _day(event):
    return event.date
