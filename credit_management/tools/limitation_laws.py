"""What limits a claim in time, by law: years, events that move the date, evidence they need. Pure.

Data, no advice: counsel changes a `Law` with `dataclasses.replace`, or writes one. The law is that
of the contract. What an event needs as evidence are alternatives: one of them must be complete.
Sources: `domain.md` 6.8, as corrected by `practice.md` F22 (confirmations for an audit do not
interrupt) and F36 (a part payment interrupts the debt that it paid, none beside it).
"""

from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from types import MappingProxyType

from .legal_dates import Span

#: *restart*: the whole period begins anew · *suspend*: it does not end before a while after the
#: obstacle · *halt*: it is kept while a procedure runs, and the date stays where it is.
EFFECTS = ('restart', 'suspend', 'halt')

#: Days before a claim is lost at which people are told.
ALERTS = (180, 90, 30)


@dataclass(frozen=True)
class EventRule:
    """What one kind of event does.

    `evidence`: alternatives, each a set of codes; `at_end`: once it ended, and a ruling says so,
    counting begins there; `revives`: None, or the evidence with which it counts after expiry too.
    """

    effect: str
    evidence: tuple
    basis: str
    at_end: bool = False
    revives: frozenset = None

    def __post_init__(self):
        if self.effect not in EFFECTS:
            raise ValueError(f"An effect is one of {', '.join(EFFECTS)}, not {self.effect!r}.")

    def missing(self, present):
        """Return the codes of evidence that the alternative nearest to complete still lacks."""
        return min((needed - present for needed in self.evidence), key=len, default=frozenset())


@dataclass(frozen=True)
class Law:
    """How long a claim lives, and what prolongs its life.

    `cap`: counted from the start, nothing reaches beyond it (None: no such limit); `tail`: what is
    left after an obstacle; `letter`: so long without an event, and a letter is due (None: a demand
    does not help); `is_one_debt`: instalments of one debt count from the last of them.
    """

    code: str
    span: Span
    cap: Span = None
    tail: Span = Span(months=6)
    letter: Span = None
    is_one_debt: bool = False
    alerts: tuple = ALERTS
    events: MappingProxyType = field(default_factory=lambda: MappingProxyType({}))


def _any(*alternatives):
    return tuple(frozenset(needed.split()) for needed in alternatives)


_PROMISE = frozenset({'promise_sentence'})
_SIGNED = 'statement signer authorization'


def _procedure(basis):
    return EventRule('restart', _any('filing_receipt'), basis, at_end=True)


_CN_EVENTS = MappingProxyType({
    'demand_delivered': EventRule(
        'restart', _any('document signer authorization', 'document arrival_proof'),
        "SPC limitation rules 8(1)"),
    'demand_sent': EventRule(
        'restart', _any('content address carrier_no', 'content address delivery_receipt'),
        "SPC limitation rules 8(2)"),
    'acknowledged': EventRule(
        'restart', _any('letter', 'plan', 'security'),
        "Civil Code 192, 195; SPC limitation rules 14, 19", revives=frozenset()),
    # Whoever pays a part after expiry has not agreed to pay the rest.
    'part_payment': EventRule(
        'restart', _any('payment debt_named', 'payment allocation_note'),
        "SPC limitation rules 14; Civil Code 560"),
    'statement_signed': EventRule(
        'restart', _any(f'{_SIGNED} demand_sentence', f'{_SIGNED} promise_sentence'),
        "SPC limitation rules 8(1), 14", revives=_PROMISE),
    'audit_confirmation': EventRule(
        'restart', _any(f'{_SIGNED} promise_sentence'), "SPC limitation rules 14",
        revives=_PROMISE),
    'lawsuit': _procedure("Civil Code 195; SPC limitation rules 10"),
    'arbitration': _procedure("Civil Code 195"),
    'payment_order': _procedure("SPC limitation rules 11(1)"),
    'insolvency_claim': _procedure("SPC limitation rules 11(2)"),
    'preservation': _procedure("SPC limitation rules 11(4)"),
    'enforcement': _procedure("SPC limitation rules 11(5)"),
    'set_off': EventRule('restart', _any('filing_receipt'), "SPC limitation rules 11(7)"),
    'mediation_request': EventRule('restart', _any('receipt'), "SPC limitation rules 12"),
    'police_report': EventRule(
        'restart', _any('receipt'), "SPC limitation rules 13", at_end=True),
    'public_notice': EventRule('restart', _any('copy'), "SPC limitation rules 8(4)"),
    'assignment_notice': EventRule(
        'restart', _any('notice arrival_proof'), "SPC limitation rules 17"),
    'obstacle': EventRule('suspend', _any('proof'), "Civil Code 194"),
})

#: Whatever the country: what an admission in writing and a payment do nearly everywhere.
_COMMON_EVENTS = {
    'acknowledged': EventRule('restart', _any('letter signature'), "written admission"),
    'part_payment': EventRule('restart', _any('payment debt_named'), "payment on this debt"),
    'lawsuit': EventRule('halt', _any('filing_receipt'), "pending suit"),
    'arbitration': EventRule('halt', _any('filing_receipt'), "pending arbitration"),
    'insolvency_claim': EventRule('halt', _any('filing_receipt'), "claim filed"),
}

CN = Law(
    'CN', Span(years=3), cap=Span(years=20), letter=Span(months=24), is_one_debt=True,
    events=_CN_EVENTS,
)
#: Members differ (3 to 10 years, some count demands): the shortest, and what counts in all of them.
EU = Law('EU', Span(years=3), events=MappingProxyType({
    **_COMMON_EVENTS,
    'payment_order': EventRule('halt', _any('filing_receipt'), "Regulation 1896/2006"),
}))
#: England and Wales, simple contracts. A demand does nothing, and nothing revives what expired.
UK = Law('UK', Span(years=6), events=MappingProxyType({
    **_COMMON_EVENTS,
    'acknowledged': EventRule('restart', _any('letter signature'), "Limitation Act 1980, 29-30"),
    'part_payment': EventRule('restart', _any('payment debt_named'), "Limitation Act 1980, 29(5)"),
}))
NEUTRAL = Law('neutral', Span(years=3), events=MappingProxyType(_COMMON_EVENTS))

LAWS = MappingProxyType({law.code: law for law in (CN, EU, UK, NEUTRAL)})


def problems(law):
    """Return what is wrong with a law that somebody wrote, as (code, kind of event or None).

    Codes: *span* (a period of no length), *cap* (ends within the period), *tail* (nothing is left
    after an obstacle), *letter* (due when the period is over), *alerts* (days that do not come one
    after the other), *evidence* (an event that anything proves), *at_end*, *revives* (only what
    restarts the period can). An empty tuple: the law can be used.
    """
    day = date(2001, 1, 1)
    end = law.span.after(day)
    found = [(code, None) for code, is_wrong in (
        ('span', end <= day),
        ('cap', law.cap is not None and law.cap.after(day) < end),
        ('tail', law.tail.after(day) <= day),
        ('letter', law.letter is not None and not day < law.letter.after(day) < end),
        ('alerts', not law.alerts or law.alerts[-1] <= 0
         or any(later >= earlier for earlier, later in pairwise(law.alerts))),
    ) if is_wrong]
    for kind, rule in law.events.items():
        restarts = rule.effect == 'restart'
        found += [(code, kind) for code, is_wrong in (
            ('evidence', not rule.evidence or not all(rule.evidence)),
            ('at_end', rule.at_end and not restarts),
            ('revives', rule.revives is not None and not restarts),
        ) if is_wrong]
    return tuple(found)
