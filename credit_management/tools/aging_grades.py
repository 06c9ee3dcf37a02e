"""Eight grades of what is late, and how each is treated. Pure.

The grades are those of Chinese practice (账龄分级管理); where each begins and what is done there are
our defaults. A treatment is a proposal until a person accepts it.
"""

from bisect import bisect_right
from dataclasses import dataclass

from .aging import debits, late, open_amount
from .exact import exact
from .provisions import due_rate


@dataclass(frozen=True)
class AgingGrade:
    """Days late from `first` to `last` (None is open), what is done, and who collects."""

    code: str
    name: str
    first: int
    last: int
    treatment: tuple
    owners: tuple


GRADES = (
    AgingGrade('G1', 'in_term', None, -8, ('normal',), ('sales',)),
    AgingGrade('G2', 'pre_warning', -7, -1, ('normal', 'remind'), ('receivables',)),
    AgingGrade('G3', 'due', 0, 0, ('normal',), ('receivables',)),
    AgingGrade('G4', 'overdue', 1, 30, ('warn', 'hold_by_rules'), ('receivables', 'credit')),
    AgingGrade('G5', 'ultimatum', 31, 60, ('hold_new_orders', 'no_limit_increase'),
               ('credit_manager',)),
    AgingGrade('G6', 'professional', 61, 120, ('stop_supply', 'limit_zero', 'agency'),
               ('credit_manager', 'cfo')),
    AgingGrade('G7', 'legal', 121, 365, ('cash_only', 'legal_action'), ('legal',)),
    AgingGrade('G8', 'bad_debt', 366, None, ('blacklist_review', 'write_off'), ('cfo',)),
)
CODES = tuple(grade.code for grade in GRADES)
BY_CODE = dict(zip(CODES, GRADES, strict=True))
_FIRST_DAYS = [grade.first for grade in GRADES[1:]]


def grade_of(days, is_bad=False):
    """Return the code of the grade of a line that is `days` late.

    :param is_bad: the customer is insolvent, or the debt was declared bad
    """
    return CODES[-1] if is_bad else CODES[bisect_right(_FIRST_DAYS, days)]


def worst(codes):
    """Return the worst of grades, or None of none."""
    return max(codes, key=CODES.index, default=None)


def customer_grade(items, is_bad=False, ignore_line_below=0, ignore_total_below=0):
    """Return the grade of a customer: that of the oldest line that counts; None owes nothing.

    :param items: `aging` items, with credits applied (`aging.after_credits`)
    :param ignore_line_below: a late line of less is none; :param ignore_total_below: nor is any
        while all that are late are less together
    """
    if is_bad:
        return CODES[-1]
    counted = [item for item in late(items) if item[1] >= exact(ignore_line_below)]
    if open_amount(counted) < exact(ignore_total_below):
        counted = []
    in_time = [item for item in debits(items) if item[0] <= 0]
    return worst(grade_of(days) for days, _amount in counted + in_time)


def override_refusal(current, wanted, reason, requester, approver=None):
    """Return why a person may not set the grade `wanted`, or None if he may.

    Worse at any time, with a reason; better only by four eyes.

    :return: `unknown`: no such grade · `same` · `reason`: none given · `four_eyes`: somebody else
        has to approve
    """
    if wanted not in BY_CODE:
        return 'unknown'
    if wanted == current:
        return 'same'
    if not (reason or '').strip():
        return 'reason'
    is_better = CODES.index(wanted) < CODES.index(current)
    if is_better and approver in (None, requester):
        return 'four_eyes'
    return None


def effective_grade(by_days, override=None, decided_at=None):
    """Return the grade that counts: by days, and what a person decided.

    A worse one holds until days are worse still. A better one holds until days are worse than what
    it was decided on (`decided_at`), and never stands in the way of one that is better yet.
    """
    if override is None:
        return by_days
    if CODES.index(override) >= CODES.index(decided_at):
        return worst([by_days, override])
    if CODES.index(by_days) > CODES.index(decided_at):
        return by_days
    return min(by_days, override, key=CODES.index)


def provision_rate(code, days):
    """Return the management rate of a line of that grade, `days` late.

    The rate of its days; where a person set another grade, that of the grade's nearest day.
    """
    grade = BY_CODE[code]
    if grade.first is not None:
        days = max(days, grade.first)
    if grade.last is not None:
        days = min(days, grade.last)
    return due_rate(days)
