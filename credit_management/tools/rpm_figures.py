"""How well receivables are followed: the figures of `domain.md` §1.5. Pure.

They are made of the marks that `rpm.walk` gives, so that figures and lists cannot differ. Shares are
parts of one; None where nothing was due. A step skipped, passed, paused, cancelled or of before the
plan began was never due.
"""

from dataclasses import dataclass
from fractions import Fraction

from .exact import exact, ratio, total

#: A step of so many days more is silent.
SILENT_DAYS = 2

#: From the worst: level, first day late, who is told (`domain.md` §1.3, after a credit firm's ladder).
ESCALATIONS = (
    (6, 181, ('legal',)), (5, 91, ('cfo', 'board')), (3, 31, ('credit_manager', 'department_heads')),
    (2, 15, ('sales_manager',)), (1, 1, ('sales',)),
)
#: Third parties collect: the general manager's level, between 3 and 5.
EXTERNAL_LEVEL, EXTERNAL_TOLD = 4, ('general_manager',)

_WAS_DUE = frozenset({'done', 'evidence', 'missed', 'due', 'waiting'})


@dataclass(frozen=True)
class Completion:
    """Steps of a period that were due, and how many of them in time, later, and not at all."""

    due: int
    in_time: int
    late: int
    undone: int

    @property
    def rate(self):
        """The part done in time; None: nothing was due."""
        return ratio(self.in_time, self.due)


def was_due(mark, as_of):
    """Tell whether a step came due up to `as_of`: its day came, and it was not settled before."""
    return mark.outcome in _WAS_DUE and mark.day is not None and mark.day <= as_of


def is_in_time(mark):
    """Tell whether a step was done, or its evidence came, before its patience ended."""
    return mark.done_on is not None and (mark.done_on - mark.day).days <= mark.step.patience


def completion(marks, since, as_of):
    """Return the `Completion` of steps whose day lies in a period; both days are part of it.

    What is due still, and not late yet, is not counted: it may be done in time.
    """
    found = [
        mark for mark in marks
        if was_due(mark, as_of) and mark.day >= since and not _may_yet(mark, as_of)
    ]
    done = [mark for mark in found if mark.done_on is not None]
    in_time = sum(is_in_time(mark) for mark in done)
    return Completion(len(found), in_time, len(done) - in_time, len(found) - len(done))


def _may_yet(mark, as_of):
    is_open = mark.outcome in ('due', 'waiting')
    return is_open and (as_of - mark.day).days <= mark.step.patience


def completion_by(pairs, since, as_of):
    """Return ``{group: Completion}`` of ``[(group, mark)]``: by step, person, plan, team."""
    groups = {}
    for group, mark in pairs:
        groups.setdefault(group, []).append(mark)
    return {group: completion(marks, since, as_of) for group, marks in groups.items()}


def silent(pairs, as_of, days=SILENT_DAYS):
    """Return ``[(days late, key, mark)]`` of steps more than `days` late, the latest first.

    :param pairs: ``[(key, mark)]``, keys that can be ordered as text
    """
    found = []
    for key, mark in pairs:
        if mark.outcome in ('due', 'waiting'):
            late = (as_of - mark.day).days - mark.step.patience
            if late > days:
                found.append((late, key, mark))
    return sorted(found, key=lambda row: (-row[0], str(row[1])))


def arrival_rate(marks, as_of, code='R1'):
    """Return the part of deliveries due for it whose arrival was confirmed, in time or not."""
    found = [mark for mark in marks if mark.step.code == code and was_due(mark, as_of)]
    return ratio(sum(mark.done_on is not None for mark in found), len(found))


def early_dispute_rate(pairs):
    """Return the part of disputes that were raised before the due date: early is good.

    :param pairs: ``[(day raised, due date)]``; on the due date is not before it
    """
    return ratio(sum(raised < due for raised, due in pairs), len(pairs))


def due_day_rate(rows, as_of):
    """Return the part, by amount, of what was due up to `as_of` that was paid by its due date.

    :param rows: ``[(amount, payable day, day paid or None)]``, a part of a line each; the payable day
        as `rpm_days.payable_day`, so that a weekend is no delay
    """
    due = [row for row in rows if row[1] <= as_of]
    paid = [row for row in due if row[2] is not None and row[2] <= row[1]]
    return ratio(total(row[0] for row in paid), total(row[0] for row in due))


def escalation(days_late, is_external=False, levels=ESCALATIONS):
    """Return (level, who is told) of what is `days_late`; (0, ()) of what is not.

    :param is_external: a third party collects; that is level 4 at least
    """
    found = next(((level, told) for level, first, told in levels if days_late >= first), (0, ()))
    return (EXTERNAL_LEVEL, EXTERNAL_TOLD) if is_external and found[0] < EXTERNAL_LEVEL else found


def escalations(rows, levels=ESCALATIONS):
    """Return ``[(level, items, amount)]``, the highest first, of ``[(days late, external, amount)]``."""
    sums = {}
    for days_late, is_external, amount in rows:
        level = escalation(days_late, is_external, levels)[0]
        if level:
            count, before = sums.get(level, (0, Fraction(0)))
            sums[level] = (count + 1, before + exact(amount))
    return [(level, *sums[level]) for level in sorted(sums, reverse=True)]
