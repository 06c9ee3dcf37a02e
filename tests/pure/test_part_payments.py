"""Which claims money paid a part of: what the payer named, else the order of law."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_management.tools.part_payments import (
    Claim,
    Receipt,
    Reduction,
    named_in,
    part_payments,
)

JAN, FEB, MAR, APR = (date(2026, month, 1) for month in range(1, 5))
NAMED = frozenset({'payment', 'debt_named'})
AGREED = frozenset({'payment', 'allocation_note'})
BARE = frozenset({'payment'})


def claim(key, due, amount=100, day=JAN):
    return Claim(key, day, due, amount)


def receipt(amount, day=MAR, named=(), booked=(), key='r'):
    return Receipt(key, day, amount, tuple(named), frozenset(booked))


def paid(*args):
    return {
        key: [(float(one.amount), one.evidence) for one in own]
        for key, own in part_payments(*args).items()
    }


def test_who_names_a_debt_pays_that_one():
    claims = [claim('a', FEB), claim('b', APR)]
    assert paid(claims, [receipt(30, named='b', booked='a')]) == {'b': [(30, NAMED)]}


def test_what_a_named_debt_leaves_goes_by_law():
    claims = [claim('a', FEB), claim('b', APR)]
    assert paid(claims, [receipt(130, named='b', booked='ab')]) == {
        'b': [(100, NAMED)], 'a': [(30, AGREED)]}


def test_who_names_nothing_pays_what_is_due_first():
    claims = [claim('b', FEB), claim('a', FEB - timedelta(days=1)), claim('c', APR)]
    assert paid(claims, [receipt(120)]) == {'a': [(100, BARE)], 'b': [(20, BARE)]}


def test_books_that_say_otherwise_prove_nothing():
    claims = [claim('a', JAN), claim('b', FEB)]
    assert paid(claims, [receipt(50, booked='b')]) == {'a': [(50, BARE)]}
    assert paid(claims, [receipt(50, booked='a')]) == {'a': [(50, AGREED)]}


def test_debts_of_a_day_share():
    claims = [claim('a', FEB, 100), claim('b', FEB, 300)]
    assert paid(claims, [receipt(40, booked='ab')]) == {'a': [(10, AGREED)], 'b': [(30, AGREED)]}


def test_later_money_finds_what_is_left():
    claims = [claim('a', JAN), claim('b', FEB)]
    found = paid(claims, [receipt(60, key=1), receipt(60, day=APR, key=2)])
    assert found == {'a': [(60, BARE), (40, BARE)], 'b': [(20, BARE)]}


def test_credit_notes_make_claims_smaller_and_are_no_payment():
    claims = [claim('a', JAN), claim('b', FEB)]
    assert paid(claims, [receipt(50)], [Reduction('a', FEB, 70)]) == {
        'a': [(30, BARE)], 'b': [(20, BARE)]}
    assert paid(claims, [receipt(50)], [Reduction('a', FEB, 500), Reduction('x', FEB, 5)]) == {
        'b': [(50, BARE)]}
    assert paid(claims, [receipt(50)], [Reduction('a', APR, 70)]) == {'a': [(50, BARE)]}


def test_nothing_is_paid_before_it_is_owed():
    assert paid([claim('a', APR, day=MAR + timedelta(days=1))], [receipt(50)]) == {}
    assert paid([claim('a', APR, day=MAR)], [receipt(50)]) == {'a': [(50, BARE)]}


@pytest.mark.parametrize('amount', [0, -5])
def test_nothing_that_came_pays_nothing(amount):
    assert paid([claim('a', JAN)], [receipt(amount)]) == {}


def test_names_are_words_in_the_payer_s_text():
    names = {'inv/2026/00012': (1,), 'inv/2026/0001': (2, 3), 'rf18': (1,)}
    assert named_in("Invoice INV/2026/00012, thanks", names) == (1,)
    assert named_in("inv/2026/0001. RF18", names) == (2, 3, 1)
    assert named_in("INV/2026/000123 (other)", names) == ()
    assert named_in(None, names) == named_in("", names) == ()


amounts = st.integers(1, 500)
days = st.integers(0, 60).map(lambda n: JAN + timedelta(days=n))
claims_of = st.lists(st.tuples(days, days, amounts), min_size=1, max_size=8).map(
    lambda rows: [Claim(key, *row) for key, row in enumerate(rows)])
receipts_of = st.lists(st.tuples(days, amounts), max_size=6).map(
    lambda rows: [Receipt(key, *row) for key, row in enumerate(rows)])


@given(claims_of, receipts_of)
def test_any_history_equals_a_walk_cent_by_cent(claims, receipts):
    """The slow way: each day's money looks at every claim, the due ones first, by due date."""
    owed, found = {}, {}
    moments = sorted({one.date for one in claims} | {one.date for one in receipts})
    for day in moments:
        owed.update({one.key: Fraction(one.amount) for one in claims if one.date == day})
        for money in sorted((one for one in receipts if one.date == day), key=lambda r: str(r.key)):
            rest = Fraction(money.amount)
            dues = sorted({one.due for one in claims if owed.get(one.key)},
                          key=lambda due, day=day: (due > day, due))
            for due in dues:
                equal = [one for one in claims if one.due == due and owed.get(one.key)]
                sum_of = sum(owed[one.key] for one in equal)
                part = min(rest, sum_of)
                for one in equal if part else ():
                    share = part * owed[one.key] / sum_of
                    found.setdefault(one.key, []).append((money.key, share))
                    owed[one.key] -= share
                rest -= part
    got = {key: [(one.receipt, one.amount) for one in own]
           for key, own in part_payments(claims, receipts).items()}
    assert got == found
