"""Eight grades of what is late, and how each is treated. Pure.

The grades are those of Chinese practice (账龄分级管理); where each begins and what is done there are
our defaults. A company may have a table of its own (`grades` of every function): it leaves codes
out, or moves their days. A treatment is a proposal until a person accepts it.
"""

from bisect import bisect_right
from dataclasses import dataclass, replace
from datetime import timedelta

from .aging import buckets, debits, late, open_amount
from .bank_days import SATURDAY_SUNDAY, last_bank_day_before
from .exact import exact
from .provisions import due_rate


@dataclass(frozen=True)
class AgingGrade:
    """Days late from `first` to `last` (None is open), what is done, and who collects.

    `rates`: ``((first day, part of one), …)``, the management rates of its days; empty: those of
    the age bands.
    """

    code: str
    name: str
    first: int
    last: int
    treatment: tuple
    owners: tuple
    rates: tuple = ()


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


def table(grades):
    """Return `grades` in order, each beginning on the day after the one before it ends.

    The last one is open, whatever its `last` says, and so is the beginning of the first.

    :raises InvalidBuckets: one ends before it begins, a code twice, or none begins with day 1
    """
    found, first = [], None
    for number, grade in enumerate(sorted(grades, key=lambda grade: grade.code), start=1):
        found.append(replace(grade, first=first, last=None if number == len(grades) else grade.last))
        first = grade.last + 1 if number < len(grades) else None
    buckets([{'code': one.code, 'from': one.first, 'to': one.last} for one in found], 'due')
    return tuple(found)


def first_days(grades=GRADES):
    """Return the first day of each grade but the first."""
    return [grade.first for grade in grades[1:]]


def grade_of(days, is_bad=False, grades=GRADES):
    """Return the code of the grade of a line that is `days` late.

    :param is_bad: the customer is insolvent, or the debt was declared bad
    """
    return grades[-1 if is_bad else bisect_right(first_days(grades), days)].code


def last_due_dates(as_of, grades=GRADES, weekend=SATURDAY_SUNDAY, holidays=()):
    """Return the last due date that has each grade on `as_of`, but for the first: it has no last.

    What is late counts from the next bank day (`bank_days.days_overdue`), what is not by the
    calendar.
    """
    return [
        last_bank_day_before(as_of - timedelta(days=first - 1), weekend, holidays) if first > 0
        else as_of - timedelta(days=first) for first in first_days(grades)
    ]


def rank(code):
    """Return 1 for the best grade up to 8 for the worst; 0 for none: nothing is owed."""
    return CODES.index(code) + 1 if code else 0


def worst(codes):
    """Return the worst of grades, or None of none."""
    return max(codes, key=rank, default=None)


def customer_grade(items, is_bad=False, ignore_line_below=0, ignore_total_below=0, grades=GRADES):
    """Return the grade of a customer: that of the oldest line that counts; None owes nothing.

    :param items: `aging` items, with credits applied (`aging.after_credits`)
    :param ignore_line_below: a late line of less is none; :param ignore_total_below: nor is any
        while all that are late are less together
    """
    if is_bad:
        return grades[-1].code
    counted = [item for item in late(items) if item[1] >= exact(ignore_line_below)]
    if open_amount(counted) < exact(ignore_total_below):
        counted = []
    in_time = [item for item in debits(items) if item[0] <= 0]
    return worst(grade_of(days, grades=grades) for days, _amount in counted + in_time)


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
    if rank(wanted) < rank(current) and approver in (None, requester):
        return 'four_eyes'
    return None


def effective_grade(by_days, override=None, decided_at=None):
    """Return the grade that counts: by days, and what a person decided.

    A worse one holds until days are worse still. A better one holds until days are worse than what
    it was decided on (`decided_at`), and never stands in the way of one that is better yet. None
    by days: nothing is owed.
    """
    if override is None:
        return by_days
    if rank(override) >= rank(decided_at):
        return worst([by_days, override])
    if rank(by_days) > rank(decided_at):
        return by_days
    return min(by_days, override, key=rank)


def provision_rate(code, days, grades=GRADES):
    """Return the management rate of a line of that grade, `days` late.

    The rate of its days; where a person set another grade, that of the grade's nearest day.
    """
    grade = next(one for one in grades if one.code == code)
    if grade.first is not None:
        days = max(days, grade.first)
    if grade.last is not None:
        days = min(days, grade.last)
    if not grade.rates:
        return due_rate(days)
    begun = [rate for first, rate in grade.rates if first is None or days >= first]
    return exact(begun[-1])
