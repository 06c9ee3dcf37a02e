"""The ten danger signals of a customer: how each lives, what they come to, what is new. Pure.

What makes a signal is in `signal_checks`; here a `Reading` of a day becomes, or refreshes, a
`Signal`. It begins at its threshold, is seen while it stays above a lower one (so that it does not
flicker), and expires 180 days after it was last seen (`domain.md` §5). A reading that is told twice
changes nothing the second time.
"""

from dataclasses import dataclass, replace
from datetime import timedelta

from .exact import exact

#: Days after a signal was last seen, until which it counts.
EXPIRY_DAYS = 180

#: From the worst: the score from which a customer is at the level.
LEVELS = (('stop', 50), ('alert', 30), ('watch', 15), ('normal', 0))
RANK = {'normal': 0, 'watch': 1, 'alert': 2, 'stop': 3}
HIGHEST = 100


@dataclass(frozen=True)
class Definition:
    """What a signal is worth.

    :param weight: points of the score
    :param history: days of data that it needs; a customer of fewer has no reading
        (`practice.md` F32: signals that cry wolf)
    :param expiry: days after it was last seen; None: when its cause is lifted, at once
    """

    code: str
    name: str
    weight: int
    history: int = 180
    expiry: int = EXPIRY_DAYS


DEFINITIONS = {one.code: one for one in (
    Definition('DS1', 'payment_slowing', 15), Definition('DS2', 'broken_promises', 15),
    Definition('DS3', 'dishonoured_payment', 20), Definition('DS4', 'abnormal_order', 8),
    Definition('DS5', 'credit_demand', 8), Definition('DS6', 'unreachable', 10),
    Definition('DS7', 'payer_churn', 6),
    # What bureaus report needs no history with us.
    Definition('DS8', 'litigation', 20, history=0, expiry=None),
    Definition('DS9', 'control_change', 8, history=0), Definition('DS10', 'deterioration', 10),
)}


@dataclass(frozen=True)
class Reading:
    """What a check found on a day.

    :param value: what was measured; None: a person flagged it
    :param threshold: where it begins
    :param is_on: it reaches the threshold; `is_seen`: it is at least at the lower one
    :param test: which of a signal's tests spoke
    :param evidence: references to the documents behind it
    :param source: `erp`, `bureau` or `user`
    :param is_stop, is_alert: the level it brings by itself, whatever the score
    """

    code: str
    value: object
    threshold: object
    is_on: bool
    is_seen: bool
    test: str = None
    evidence: tuple = ()
    source: str = 'erp'
    is_stop: bool = False
    is_alert: bool = False


@dataclass(frozen=True)
class Signal:
    """One signal of a customer from one source; `value` and the rest as last seen.

    :param acknowledged: (day, user, reason): somebody has dealt with it; it does not count until
        it is worse than `acknowledged_value`
    :param overruled: (last day, user, evidence, what it was about): a manager lets its stop rest
    """

    code: str
    source: str
    first_seen: object
    last_seen: object
    reading: Reading
    acknowledged: tuple = None
    acknowledged_value: object = None
    overruled: tuple = None
    lifted_on: object = None

    def expires(self, definitions=DEFINITIONS):
        """Return the last day on which it counts; None: until its cause is lifted."""
        days = definitions[self.code].expiry
        return None if days is None else self.last_seen + timedelta(days=days)

    def status(self, as_of, definitions=DEFINITIONS):
        """Return `active`, `acknowledged` or `expired` on a day."""
        last = self.expires(definitions)
        if (self.lifted_on and as_of >= self.lifted_on) or (last is not None and as_of > last):
            return 'expired'
        return 'acknowledged' if self.acknowledged else 'active'


def update(signal, reading, as_of, definitions=DEFINITIONS):
    """Return the `Signal` after a `reading` of `as_of`, or None if there is none.

    :param signal: the one so far, or None; :param reading: None: too little is known, nothing changes
    """
    if reading is None or (signal is not None and as_of < signal.last_seen):
        return signal
    is_alive = signal is not None and signal.status(as_of, definitions) != 'expired'
    if not is_alive:
        return Signal(reading.code, reading.source, as_of, as_of, reading) if reading.is_on else signal
    if not reading.is_seen:
        at_once = definitions[signal.code].expiry is None
        return replace(signal, lifted_on=as_of) if at_once else signal
    seen = replace(signal, last_seen=as_of, reading=reading)
    if signal.acknowledged and _is_worse(reading, signal):
        return replace(seen, acknowledged=None, acknowledged_value=None)
    if signal.acknowledged and reading.test != signal.reading.test:
        # What another test only sees keeps it alive; its value does not compare.
        return replace(signal, last_seen=as_of)
    return seen


def _is_worse(reading, signal):
    if reading.is_stop and not signal.reading.is_stop:
        return True
    if reading.test != signal.reading.test:
        return reading.is_on
    known = signal.acknowledged_value
    return reading.value is not None and (
        known is None or reading.value > known and reading.value - known >= _step(reading))


def _step(reading):
    """Return by how much a value has to grow to be worse: half of where it begins."""
    return (reading.threshold or 0) / 2


def acknowledge(signal, as_of, user, reason):
    """Return `signal` as dealt with.

    :raises ValueError: without a reason
    """
    if not (reason or '').strip():
        raise ValueError("Say why the signal needs no more attention.")
    return replace(
        signal, acknowledged=(as_of, user, reason.strip()), acknowledged_value=signal.reading.value
    )


def overrule(signal, until, user, evidence):
    """Return `signal` whose stop rests up to and with `until` (`practice.md` F21).

    What comes later is not overruled: a second judgment stops again.

    :raises ValueError: without evidence or an end, or where there is no stop
    """
    if not signal.reading.is_stop:
        raise ValueError("The signal stops nothing; there is nothing to overrule.")
    if not evidence or until is None:
        raise ValueError("A stop is overruled with evidence and until a day.")
    return replace(signal, overruled=(until, user, tuple(evidence), signal.reading.evidence))


@dataclass(frozen=True)
class Danger:
    """A customer's `score`, its `level`, codes that count, and those that stop by themselves."""

    score: int
    level: str
    codes: tuple = ()
    stops: tuple = ()


def danger(signals, as_of, definitions=DEFINITIONS, levels=LEVELS):
    """Return the `Danger` of a customer's signals on a day.

    A code counts once, from whatever sources it comes. An acknowledged signal does not count in
    the score; a stop or an alert that it brings by itself stays, until overruled or expired.

    :param levels: ``((level, first score), …)`` from the worst
    """
    living = [one for one in signals if one.status(as_of, definitions) != 'expired']
    codes = {one.code for one in living if one.status(as_of, definitions) == 'active'}
    score = min(HIGHEST, sum(definitions[code].weight for code in codes))
    found = [next(name for name, first in levels if score >= first)]
    in_force = [one for one in living if not _rests(one, as_of)]
    stops = {one.code for one in in_force if one.reading.is_stop}
    if stops:
        found.append('stop')
    if any(one.reading.is_alert or one.reading.is_stop for one in living):
        found.append('alert')
    return Danger(score, max(found, key=RANK.get), _ordered(codes), _ordered(stops))


def _rests(signal, as_of):
    if signal.overruled is None:
        return False
    until, _user, _evidence, about = signal.overruled
    return as_of <= until and set(signal.reading.evidence) <= set(about)


def _ordered(codes):
    return tuple(sorted(codes, key=lambda code: (len(code), code)))


@dataclass(frozen=True)
class Change:
    """What happened to one signal since the day before: `new`, `back`, `worse`, `better`,
    `acknowledged` or `expired`; its value before and now."""

    code: str
    source: str
    kind: str
    before: object
    now: object


def changes(before, now, yesterday, as_of, definitions=DEFINITIONS):
    """Return the `Change` of a customer's signals from `yesterday` to `as_of`, by code and source.

    :param before, now: his signals as they were and are
    """
    old = {(one.code, one.source): one for one in before}
    new = {(one.code, one.source): one for one in now}
    found = []
    for key in sorted({*old, *new}, key=lambda key: (len(key[0]), key)):
        was, is_now = old.get(key), new.get(key)
        kind = _change(was, is_now, yesterday, as_of, definitions)
        if kind:
            found.append(Change(*key, kind, was and was.reading.value, is_now and is_now.reading.value))
    return tuple(found)


def _change(was, now, yesterday, as_of, definitions):
    old = was.status(yesterday, definitions) if was else 'expired'
    new = now.status(as_of, definitions) if now else 'expired'
    if old != new:
        if new != 'active':
            return new
        return 'new' if was is None else 'back'
    if new != 'active':
        return None
    if was.first_seen != now.first_seen:
        return 'back'
    values = was.reading.value, now.reading.value
    if now.reading.is_stop > was.reading.is_stop:
        return 'worse'
    if None in values:
        return None
    # By whole steps: a value that creeps is not news each morning.
    step = _step(now.reading) or 1
    before, after = (exact(value) // exact(step) for value in values)
    if before == after:
        return None
    return 'worse' if after > before else 'better'


def level_change(before, now):
    """Return -1, 0 or 1: whether a customer's `Danger` got better, stayed, or got worse in level."""
    difference = RANK[now.level] - RANK[before.level]
    return (difference > 0) - (difference < 0)
