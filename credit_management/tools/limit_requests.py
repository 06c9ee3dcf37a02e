"""Who has to agree to a limit, and what speaks against asking for it. Pure.

Authority is measured on the limit that results, never on the increase. Source: `domain.md` 11.7.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from .exact import exact
from .waves import NEW_MONTHS

KINDS = ('base', 'temporary')
#: A temporary increase lasts so many days at most, where a company says nothing else.
MOST_DAYS = 90
#: Temporary increases of twelve months beyond this part of the limit take one level more.
MOST_TEMPORARY = Fraction(3, 10)
#: From this level on two people agree.
TWO_FROM = 4
#: Months until the next review, by grade; who has none is looked at as a C.
REVIEW_MONTHS = {'A': 12, 'B': 12, 'C': 6, 'D': 3, 'E': 3}


@dataclass(frozen=True)
class Case:
    """What is known of a customer when somebody asks; `since`: his first invoice, None without.

    `temporary`: temporary increases of twelve months, this one too; `limit`: without them.
    """

    grade: str = None
    danger: str = None
    since: date = None
    overdue: object = 0
    temporary: object = 0
    limit: object = 0


def raising(case, today):
    """Return the codes of what takes one level more: together they take one, not one each."""
    checks = {
        'grade': case.grade in ('D', 'E'),
        'danger': case.danger in ('watch', 'alert', 'stop'),
        'new': case.since is None or months_between(case.since, today) < NEW_MONTHS,
        'overdue': exact(case.overdue or 0) > 0,
        'temporary': exact(case.temporary or 0) > exact(case.limit or 0) * MOST_TEMPORARY,
    }
    return tuple(code for code, holds in checks.items() if holds)


def months_between(first, last):
    """Return the whole months from `first` to `last`."""
    return (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)


def months_begun(first, last):
    """Return the months from `first` to `last`, one that has begun as a whole."""
    return months_between(first, last - timedelta(1)) + 1


def dates_refusal(kind, first, last, today, most=MOST_DAYS):
    """Return the code of what is wrong with the days of a request, or None.

    :param most: days that a temporary one lasts at most, the first and the last counted
    """
    if last is not None and last < today:
        return 'over'
    if kind != 'temporary':
        return None
    if first is None or last is None:
        return 'no_end'
    if last < first:
        return 'turned'
    if last > first + timedelta(days=most - 1):
        return 'too_long'
    return None


def approvers(level, two_from, alone=False):
    """Return how many people agree to what takes `level`; one where a company has one person."""
    return 1 if alone or level < two_from else 2


def approval_refusal(user, requester, authors, sellers, agreed, reaches, alone=False):
    """Return why `user` may not agree, or None. All but `reaches` are ids.

    :param authors: who wrote it or changed it last
    :param agreed: who agreed already
    :param reaches: whether his authority is enough for the limit that results
    :param alone: the company lets one person ask and decide
    """
    if user in agreed:
        return 'twice'
    if not alone:
        if user == requester:
            return 'requester'
        if user in authors:
            return 'author'
        if user in sellers:
            return 'seller'
    return None if reaches else 'authority'
