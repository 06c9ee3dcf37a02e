"""Where a receivable item stands in its plan: what is to be done, what was, what comes next. Pure.

An *item* is one delivery's claim, or one invoice's where nothing is delivered (`practice.md` F3; not
a maturity line, as `domain.md` §1.3 has it). Everything is computed from facts and a day, nothing is
remembered: the answer is the same whenever, and however often, it is asked.

Steps of the papers (dispatch to statement) wait for their evidence until the item is late. Of the
steps by due date, line by line, only the latest that came due is to be done: those before it are
missed, those of a later day are coming. Why so: `docs/decisions/0040-a-step-is-where-its-item-stands.md`.
"""

from dataclasses import dataclass

from .rpm_days import arrival_day, statement_day
from .rpm_items import Mark
from .rpm_ladder import climb
from .rpm_steps import days_of, done_days, now, settled

_AHEAD = frozenset({'waiting', 'coming'})


@dataclass(frozen=True)
class State:
    """`status`: unstarted, open, paused, finished (no step is left) or closed (nothing is open).

    `due`: marks to be done now, the highest rung first, then papers; `next`: the one mark that is
    shown: the first of them, else the one that comes first;
    `next_on`: the day it is for; `paused_until`: the end of the first pause; None: unknown or none.
    """

    status: str
    due: tuple = ()
    next: Mark = None
    next_on: object = None
    paused_until: object = None


def state(item, plan, today, rest=(), least=0):
    """Return the `State` of `item` at the beginning of `today`.

    :param plan: as `rpm_plans.scaled` for the customer's grade
    :param rest: (weekend, holidays) as `bank_days` takes them
    :param least: of an item with less open only what is automatic is done; of its lines all is
        done where the customer is late with more in all
    """
    return standing(item, plan, today, walk(item, plan, today, rest, least))


def standing(item, plan, today, marks):
    """Return the `State` of `item` by its `marks`, as `walk` gave them for `today`."""
    if item.open is not None and item.open <= 0:
        return State('closed')
    if plan.start is None or today < plan.start:
        return State('unstarted')
    due = sorted((mark for mark in marks if mark.outcome == 'due'), key=_by_weight)
    ahead = [(_next_on(mark, item), mark) for mark in marks if mark.outcome in _AHEAD]
    next_on, following = min(ahead, key=_by_day, default=(None, None))
    if due:
        next_on, following = due[0].day, due[0]
    paused = any(mark.outcome == 'paused' for mark in marks)
    ends = [line.pause_ends(today) for line in item.lines] if paused else []
    return State(
        _status(following, paused, marks), tuple(due), following, next_on,
        min(filter(None, ends), default=None),
    )


def _by_weight(mark):
    """Order what is due: the highest rung first, then papers, the oldest first."""
    return (mark.line is None, 0 if mark.line is None else -mark.step.offset, mark.day)


def _by_day(pair):
    return pair[0]


def _next_on(mark, item):
    return item.again_on if mark.outcome == 'waiting' else mark.day


def _status(following, paused, marks):
    if paused and following is None:
        return 'paused'
    awaits = any(mark.outcome == 'undated' for mark in marks)
    return 'open' if following is not None or awaits else 'finished'


def walk(item, plan, today, rest=(), least=0):
    """Return a `Mark` for every step of `item`, in the order of the plan, then line by line.

    Parameters are those of `state`; of a plan that has not begun, nothing.
    """
    if plan.start is None:
        return []
    is_small = item.is_below(least)
    ladder = tuple(step for step in plan.steps if step.anchor == 'due')
    start = max(plan.start, item.since or plan.start)
    climbs = [
        climb(item, line, ladder, start, today, rest, is_small) for line in item.lines
    ]
    late_on = min((
        mark.day for line, marks in zip(item.lines, climbs, strict=True) if line.open > 0
        for mark in marks if mark.step.offset > 0 and mark.day is not None
    ), default=None)
    is_small = item.open is not None and item.open < least
    papers = _papers(item, plan, start, today, rest, is_small, late_on)
    return papers + [mark for marks in climbs for mark in marks]


def _papers(item, plan, start, today, rest, is_small, late_on):
    """Return the marks of steps that do not hang on a due date."""
    anchors = {
        'dispatch': item.dispatch, 'invoice': item.invoice,
        'arrival': arrival_day(item.delivered, item.dispatch, item.lead_days),
        'statement': item.statement or statement_day(
            item.dispatch or item.delivered or item.invoice, plan.statement_day
        ),
    }
    done = done_days(item)
    found = []
    for step in plan.steps:
        if step.anchor == 'due':
            continue
        date, day = days_of(step, anchors[step.anchor], rest)
        outcome, done_on = settled(item, step, done)
        if outcome is None:
            outcome = _paper_outcome(item, step, day, (start, today, late_on, is_small))
        found.append(Mark(step, None, date, day, outcome, done_on, item.open))
    return found


def _paper_outcome(item, step, day, when):
    start, today, late_on, is_small = when
    if day is None:
        return 'cancelled' if item.closed_on else 'undated'
    if day < start:
        return 'before'
    if item.closed_on:
        return 'missed' if day < item.closed_on else 'cancelled'
    if is_small and not step.is_automatic:
        return 'skipped'
    if late_on is not None and day < late_on <= today:
        return 'missed'
    return now(item, step, day, today)


def demanded(item, plan):
    """Return ``{line: (first day, last day, code of the last)}`` of demands that were made.

    Only what was done counts, never a step that somebody failed to do (`practice.md` F20): it is what
    a rule about dunning asks, what closes the window of disputes, and what interrupts limitation.
    """
    codes, found = {step.code for step in plan.steps if step.is_demand}, {}
    for one in sorted(item.done, key=lambda done: (done.day, done.code)):
        if one.code in codes:
            first = found.get(one.line, (one.day,))[0]
            found[one.line] = (first, one.day, one.code)
    return found
