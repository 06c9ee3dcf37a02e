"""Who agrees to a limit, and what speaks against asking for it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_management.tools.limit_requests import (
    Case,
    approval_refusal,
    approvers,
    dates_refusal,
    months_begun,
    raising,
)

TODAY = date(2026, 11, 26)
GOOD = Case(grade='B', danger='normal', since=date(2024, 1, 5), overdue=0, temporary=0, limit=1000)


@pytest.mark.parametrize(('changes', 'codes'), [
    ({}, ()),
    ({'grade': None}, ()),
    ({'grade': 'D'}, ('grade',)),
    ({'danger': 'watch'}, ('danger',)),
    ({'danger': 'stop'}, ('danger',)),
    ({'since': None}, ('new',)),
    ({'since': date(2025, 11, 27)}, ('new',)),
    ({'since': date(2025, 11, 26)}, ()),
    ({'overdue': 0.01}, ('overdue',)),
    ({'overdue': -5}, ()),
    ({'temporary': 300}, ()),
    ({'temporary': 300.01}, ('temporary',)),
    ({'grade': 'E', 'overdue': 9}, ('grade', 'overdue')),
])
def test_what_takes_one_level_more(changes, codes):
    assert raising(replace(GOOD, **changes), TODAY) == codes


@pytest.mark.parametrize(('kind', 'first', 'last', 'code'), [
    ('base', None, None, None),
    ('base', None, 0, None),
    ('base', None, -1, 'over'),
    ('temporary', 0, None, 'no_end'),
    ('temporary', None, 5, 'no_end'),
    ('temporary', 5, 4, 'turned'),
    ('temporary', 0, 0, None),
    ('temporary', 0, 89, None),
    ('temporary', 0, 90, 'too_long'),
    ('temporary', -5, -1, 'over'),
])
def test_days(kind, first, last, code):
    def day(offset):
        return None if offset is None else TODAY + timedelta(days=offset)

    assert dates_refusal(kind, day(first), day(last), TODAY) == code


@pytest.mark.parametrize(('last', 'months'), [
    (date(2026, 6, 29), 18), (date(2026, 6, 30), 18), (date(2026, 7, 1), 19),
    (date(2025, 1, 1), 1), (date(2024, 12, 30), 0),
])
def test_a_month_that_has_begun_counts(last, months):
    assert months_begun(date(2024, 12, 30), last) == months


def test_a_company_may_let_temporary_limits_last_longer():
    last = TODAY + timedelta(days=179)
    assert dates_refusal('temporary', TODAY, last, TODAY, 180) is None
    assert dates_refusal('temporary', TODAY, last, TODAY, 179) == 'too_long'


@pytest.mark.parametrize(('level', 'alone', 'count'), [
    (3, False, 1), (4, False, 2), (9, False, 2), (9, True, 1)])
def test_two_agree_from_the_highest_levels_on(level, alone, count):
    assert approvers(level, 4, alone) == count


@pytest.mark.parametrize(('user', 'refusal'), [
    (1, 'requester'), (2, 'author'), (3, 'seller'), (4, 'twice'), (5, None)])
def test_four_eyes(user, refusal):
    assert approval_refusal(user, 1, [2], [3], [4], reaches=True) == refusal
    assert approval_refusal(user, 1, [2], [3], [4], reaches=False) == (refusal or 'authority')


def test_a_company_of_one_asks_and_decides_but_never_twice():
    assert approval_refusal(1, 1, [1], [1], [], reaches=True, alone=True) is None
    assert approval_refusal(1, 1, [1], [1], [1], reaches=True, alone=True) == 'twice'


PEOPLE = st.integers(1, 6)


@given(st.lists(PEOPLE, min_size=1, max_size=9), PEOPLE, st.sets(PEOPLE, max_size=3),
       st.sets(PEOPLE, max_size=2), st.integers(1, 2))
def test_nobody_who_asked_wrote_or_sold_is_ever_among_those_who_agreed(
    tries, requester, authors, sellers, count,
):
    agreed = []
    for user in tries:
        if len(agreed) < count and not approval_refusal(
            user, requester, authors, sellers, agreed, reaches=True,
        ):
            agreed.append(user)
    assert len(set(agreed)) == len(agreed)
    assert not set(agreed) & ({requester} | authors | sellers)
