"""The pool arithmetic of credit groups: the numbers of `domain.md` 11.6, and laws."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_management.tools.exact import exact
from credit_management.tools.group_pool import (
    KINDS,
    Member,
    bounds,
    owed,
    own_cap,
    pool,
    rest,
    room,
    tightest,
)

amounts = st.decimals(0, 2_000_000, places=2).map(float)
maybe = st.none() | amounts
members = st.builds(
    Member, amounts | amounts.map(lambda amount: -amount), maybe, maybe,
    st.none() | st.sampled_from([0.1, 0.25, 0.5, 1.0]))
others = st.lists(members, max_size=6)


def test_the_lower_of_both_limits_counts():
    """O-GRP-1: individual 10,000, group 15,000: 10,000."""
    one = Member(0, limit=10_000)
    assert room(one, [Member(0, limit=5_000)], pool('amount', 15_000, [])) == 10_000
    assert room(one, [Member(7_000, limit=7_000)], pool('amount', 15_000, [])) == 8_000


def test_members_without_a_limit_share_what_is_left():
    """A parent's limit caps all; children with limits use theirs, the rest share the remainder."""
    owner, first, second = Member(100, limit=600), Member(250), Member(0)
    assert rest(1_000, [owner, first, second]) == 400
    assert room(second, [owner, first], 1_000) == 150
    assert room(owner, [first, second], 1_000) == 500
    assert [bound.kind for bound in bounds(second, [owner, first], 1_000)] == ['pool', 'rest']
    # Set aside for him, whether he uses it or not; never less than nothing.
    assert rest(500, [owner, first, second]) == 0


def test_a_group_of_10_000_with_an_invoice_and_a_released_order():
    """A owes 4,000 and has 4,000 released: B gets 2,000 and no cent more."""
    a = Member(8_000)
    assert room(Member(0), [a], 10_000) == 2_000
    over, bound = tightest(_plain(bounds(Member(0), [a], 10_000)), 2_000.01)
    assert round(over, 2) == 0.01 and bound['kind'] == 'pool'
    assert tightest(_plain(bounds(Member(0), [a], 10_000)), 2_000)[0] == 0


def test_the_pool_of_limits_is_their_sum_and_unknown_with_an_unlimited_member():
    assert pool('members', 0, [Member(0, limit=10.1), Member(0, limit=20.2)]) == Fraction('30.3')
    assert pool('members', 0, [Member(0, limit=10), Member(0)]) is None
    assert pool('amount', 0, []) == 0
    with pytest.raises(ValueError, match='unknown pool'):
        pool('none', 0, [])


def test_sub_limit_and_share_cap_a_member_inside_the_pool():
    assert own_cap(Member(0, sub_limit=300, share=0.25), 1_000) == 250
    assert own_cap(Member(0, share=0.25), None) is None
    assert room(Member(200, sub_limit=300), [Member(100)], 1_000) == 100
    assert room(Member(200, sub_limit=300), [], None) == 100
    assert room(Member(5), [], None) is None


def test_credit_with_one_member_pays_no_debt_of_another():
    assert owed([Member(-500), Member(300)]) == 300
    assert room(Member(0), [Member(-500)], 1_000) == 1_000


@given(members, others, maybe)
def test_room_is_the_least_of_everything_that_binds(one, rest_of_it, pool_limit):
    pool_limit = None if pool_limit is None else pool('amount', pool_limit, [])
    found, left = bounds(one, rest_of_it, pool_limit), room(one, rest_of_it, pool_limit)
    assert [KINDS.index(bound.kind) for bound in found] == sorted(
        KINDS.index(bound.kind) for bound in found)
    if left is None:
        assert not found and one.limit is None
        return
    owes = exact(one.exposure) + left
    for bound in found:
        assert left == 0 or owes + bound.others <= bound.limit
    assert left == 0 or one.limit is None or owes <= exact(one.limit)


@given(members, others, amounts, amounts, amounts)
def test_what_one_member_takes_the_others_lack(one, rest_of_it, pool_limit, taken, more):
    """However the pool is used, together they never owe more than it by what they were given."""
    pool_limit = pool('amount', pool_limit, [])
    mine = room(one, rest_of_it, pool_limit)
    used = min(exact(taken), mine)
    grown = Member(exact(one.exposure) + used, one.limit, one.sub_limit, one.share)
    if used and grown.exposure >= 0:
        assert owed([grown, *rest_of_it]) <= pool_limit
    other = Member(0, sub_limit=more)
    assert room(other, [grown, *rest_of_it], pool_limit) <= room(
        other, [one, *rest_of_it], pool_limit)


@given(members, others, amounts, amounts)
def test_a_larger_pool_never_leaves_less_room(one, rest_of_it, pool_limit, more):
    least, most = pool('amount', pool_limit, []), pool('amount', pool_limit, [])
    most += exact(more)
    assert room(one, rest_of_it, least) <= room(one, rest_of_it, most)


@given(members, others, amounts, st.randoms())
def test_the_order_of_members_changes_nothing(one, rest_of_it, pool_limit, chance):
    shuffled = list(rest_of_it)
    chance.shuffle(shuffled)
    pool_limit = pool('amount', pool_limit, [])
    assert bounds(one, shuffled, pool_limit) == bounds(one, rest_of_it, pool_limit)


def _plain(found):
    return [{'kind': one.kind, 'others': float(one.others), 'limit': float(one.limit)}
            for one in found]
