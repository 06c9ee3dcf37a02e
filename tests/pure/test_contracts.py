"""Whether a contract covers an order, what its checklist comes to, what payment law says."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_management.tools.contracts import (
    RATINGS,
    Contract,
    covered,
    left,
    payment_law,
    score,
    validity,
)

DAY = date(2026, 6, 10)
FRAME = Contract(1, date(2026, 1, 1), date(2026, 12, 31), amount=100_000, used=60_000,
                 scope=frozenset({5}), term_due=date(2026, 8, 9))


def ask(*contracts, day=DAY, amount=40_000, goods=((5,),), term_due=date(2026, 8, 9)):
    answer = covered(contracts, day, amount, goods, term_due)
    return answer.result, [reason.code for reason in answer.reasons]


def test_an_order_that_fits_to_the_cent():
    assert left(FRAME) == 40_000
    assert ask(FRAME) == ('ok', [])
    assert ask(FRAME, amount=40_000.01) == ('fail', ['amount'])


@pytest.mark.parametrize(('changes', 'code'), [
    ({'is_in_force': False}, 'not_signed'), ({'first': date(2026, 7, 1)}, 'not_yet'),
    ({'last': date(2026, 6, 9)}, 'expired'), ({'terminated_on': DAY}, 'terminated'),
    ({'scope': frozenset({6})}, 'scope'), ({'used': 60_001}, 'amount'),
    ({'term_due': date(2026, 8, 8)}, 'terms'),
])
def test_what_a_contract_may_lack(changes, code):
    assert ask(replace(FRAME, **changes)) == ('fail', [code])


def test_what_it_does_not_say_it_does_not_limit():
    free = Contract(2, date(2026, 1, 1))
    assert ask(free, amount=10**9, goods=((9,), ())) == ('ok', [])


def test_a_category_covers_those_below_it():
    assert ask(FRAME, goods=((5, 8),))[0] == 'ok'
    assert ask(FRAME, goods=((5,), (7,))) == ('fail', ['scope'])


def test_the_contract_that_covers_it_counts_and_without_one_nothing_does():
    ended = replace(FRAME, id=3, last=date(2026, 5, 1))
    assert covered([ended, FRAME], DAY, 1, ((5,),)).source == 1
    assert ask() == ('fail', ['no_contract'])


def test_a_checklist_is_scored_over_what_was_rated():
    points = [('parties', 'ok', True), ('payment', 'risky', True), ('suspend', 'missing', True),
              ('notice', None, False)]
    found = score(points)
    assert (found.percent, found.rated, found.total) == (50.0, 3, 4)
    assert (found.missing, found.risky, found.gaps) == (1, 1, ('payment', 'suspend'))
    assert score([('parties', None, True)]).percent is None


@given(st.lists(st.sampled_from(RATINGS), min_size=1), st.data())
def test_a_better_rating_never_lowers_the_score(ratings, data):
    at = data.draw(st.integers(0, len(ratings) - 1))
    better = [*ratings[:at], 'ok', *ratings[at + 1:]]
    before, after = (
        score([(str(number), rating, False) for number, rating in enumerate(rated)]).percent
        for rated in (ratings, better))
    assert 0 <= before <= after <= 100


@pytest.mark.parametrize(('ratings', 'says'), [
    (['ok', 'ok'], 'valid'), (['ok', 'risky'], 'doubtful'), (['missing', None], 'void'),
    (['ok', None], 'unknown'), ([], 'unknown'),
])
def test_validity(ratings, says):
    assert validity([(str(number), rating, True) for number, rating in enumerate(ratings)]) == says


@pytest.mark.parametrize(('debtor', 'days', 'codes'), [
    ('large', 60, []), ('large', 61, ['must_be_reasonable']), ('public', 30, []),
    ('public', 31, ['needs_agreement']), ('public', 60, ['needs_agreement']),
    ('public', 61, ['over_cap']), ('public', None, []), ('other', 400, []),
])
def test_payment_law(debtor, days, codes):
    assert [code for code, _severity in payment_law(debtor, True, days)] == codes


def test_payment_law_needs_the_declaration_and_forbids_two_clauses():
    assert payment_law('large', False, 90) == [('not_declared', 'warn')]
    assert payment_law('large', True, 30, pay_when_paid=True, forces_bills=True) == [
        ('pay_when_paid', 'risky'), ('forces_bills', 'risky')]
