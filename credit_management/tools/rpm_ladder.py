"""The ladder of one maturity line: of its steps by due date only the latest that came due counts. Pure.

Pressure only rises: what lies below a step that was done is not asked for any more. A promise
that was broken when the line was late leads to the next formal step at once.
"""

from dataclasses import dataclass, replace

from .bank_days import next_bank_day
from .rpm_days import payable_day
from .rpm_items import Mark
from .rpm_plans import Step
from .rpm_steps import days_of, done_days, now, settled

#: The one step at the present rung for what came due before the plan began (`practice.md` F5).
TAKE_OVER = Step('TO', 'due', 1, 'receivables', 'phone', ('cause', 'note'))


@dataclass(frozen=True)
class _Rungs:
    """Positions on a ladder, -1 is below it: the highest done (on `done_on`), taken over, come due."""

    done: int
    done_on: object
    taken: int
    current: int


def climb(item, line, ladder, start, today, rest=(), is_small=False):
    """Return the marks of `line` on `ladder`, in its order.

    :param ladder: steps of a plan that hang on the due date, as scaled for the customer
    :param start: the plan's first day; :param is_small: only what is automatic is done
    """
    done = done_days(item, line.key)
    if line.due is None:
        return [_undated(item, line, step, done, today) for step in ladder]
    payable = payable_day(line.due, item.run_days, rest)
    days = [days_of(step, payable, rest) for step in ladder]
    taken = _taken(ladder, days, start)
    days = _advanced(days, ladder, line, payable, done, taken, rest)
    fates = [
        _fate(item, step, date, done, is_small)
        for step, (date, _day) in zip(ladder, days, strict=True)
    ]
    rungs = _rungs(ladder, days, fates, done, taken, start, today)
    found = []
    for number, (step, (date, day)) in enumerate(zip(ladder, days, strict=True)):
        outcome, done_on = fates[number]
        amount = line.asked(today, step.offset > 0)
        if outcome is None:
            outcome = _outcome(item, line, step, day, number, rungs, amount, start, today)
        found.append(Mark(step, line.key, date, day, outcome, done_on, amount))
        if number == rungs.taken:
            found += _take_over(item, line, step, rungs, done, start, today, rest, is_small)
    return found


def _undated(item, line, step, done, today):
    """Return the mark of a step of a line without a due date: what nobody can be late with."""
    outcome, done_on = settled(item, step, done)
    ahead = 'undated' if line.open > 0 else 'cancelled'
    amount = line.asked(today, is_late=False)
    return Mark(step, line.key, None, None, outcome or ahead, done_on, amount)


def _fate(item, step, date, done, is_small):
    """Return (outcome, day) of a step that neither time nor other steps change; (None, None)."""
    outcome, done_on = settled(item, step, done)
    is_short_term = step.offset < 0 and item.invoice is not None and date <= item.invoice
    if outcome is None and (is_short_term or (is_small and not step.is_automatic)):
        outcome = 'skipped'
    return outcome, done_on


def _advanced(days, ladder, line, payable, done, taken, rest):
    """Return `days` with that of the next formal step moved to where a promise was broken."""
    broken = line.broken_on
    if broken is None or broken <= payable:
        return days
    formal = {number: step.code for number, step in enumerate(ladder) if step.is_formal}
    if any(code in done and done[code] >= broken for code in formal.values()):
        return days
    highest = max(_highest(ladder, done), taken)
    for number in formal:
        if number > highest:
            if broken < days[number][0]:
                days[number] = (broken, next_bank_day(broken, *rest))
            break
    return days


def _highest(ladder, done):
    return max((number for number, step in enumerate(ladder) if step.code in done), default=-1)


def _taken(ladder, days, start):
    """Return the rung at which a line stood when the plan began; -1: it was not late."""
    return max((
        number for number, step in enumerate(ladder) if step.offset > 0 and days[number][1] < start
    ), default=-1)


def _rungs(ladder, days, fates, done, taken, start, today):
    highest = _highest(ladder, done)
    done_on = done[ladder[highest].code] if highest >= 0 else None
    current = max((
        number for number, (_date, day) in enumerate(days)
        if start <= day <= today and fates[number][0] is None
    ), default=-1)
    return _Rungs(highest, done_on, taken, current)


def _outcome(item, line, step, day, number, rungs, amount, start, today):
    if day < start:
        return 'before'
    if number < rungs.done:
        return 'missed' if day <= rungs.done_on and not _paused_on(line, day) else 'passed'
    if line.open <= 0:
        return 'missed' if line.closed_on is not None and day < line.closed_on else 'cancelled'
    if number < rungs.current:
        is_missed = amount > 0 and day <= today and not _paused_on(line, day)
        return 'missed' if is_missed else 'passed'
    return now(item, step, day, today) if amount > 0 else 'paused'


def _take_over(item, line, rung, rungs, done, start, today, rest, is_small):
    """Return the mark of the take-over step at `rung`, if the line needs or had one."""
    step = replace(TAKE_OVER, role=rung.role, offset=rung.offset)
    day, amount = next_bank_day(start, *rest), line.asked(today, True)
    if 'TO' in done:
        return [Mark(step, line.key, start, day, 'done', done['TO'], amount, rung.code)]
    if line.open <= 0 or is_small or rungs.done >= rungs.taken:
        return []
    if rungs.current > rungs.taken:
        outcome = 'passed'
    else:
        outcome = now(item, step, day, today) if amount > 0 else 'paused'
    return [Mark(step, line.key, start, day, outcome, None, amount, rung.code)]


def _paused_on(line, day):
    return any(first <= day <= last for first, last in line.pauses)
