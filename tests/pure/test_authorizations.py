"""Who may do what for whom: the numbers of O-AU, and what holds for every letter."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_management.tools.authorizations import (
    PERIODS,
    SCOPES,
    Letter,
    authorized,
    name_key,
    period_of,
    used,
)

LI, ACME = 7, 3
LETTER = Letter(
    1, ACME, frozenset({LI, name_key("Li Wei")}), frozenset({'receive_goods'}), date(2026, 1, 1),
    date(2026, 12, 31), max_single=200_000, max_cumulative=1_000_000,
    uses=((date(2026, 3, 1), 900_000),))


def ask(amount, day, doc_type='receive_goods', letters=(LETTER,), person=(LI,), **options):
    answer = authorized(doc_type, ACME, person, amount, day, letters, **options)
    return answer.result, [reason.code for reason in answer.reasons]


# === O-AU === #

def test_1_within_both_caps():
    day = date(2026, 6, 10)
    assert ask(90_000, day) == ('ok', [])
    assert used(LETTER, day) + 90_000 == 990_000


def test_2_over_the_cumulative_cap():
    answer = authorized('receive_goods', ACME, {LI}, 150_000, date(2026, 6, 10), [LETTER])
    [reason] = answer.reasons
    assert (answer.result, reason.code, reason.value, reason.allowed) == (
        'fail', 'cumulative', 1_050_000, 1_000_000)


def test_3_over_the_single_cap():
    result, reasons = ask(210_000, date(2026, 6, 10))
    assert (result, reasons[0]) == ('fail', 'single')


def test_4_revoked_from_the_day_of_the_notice():
    revoked = (replace(LETTER, revoked_on=date(2026, 7, 1)),)
    assert ask(90_000, date(2026, 7, 1), letters=revoked) == ('fail', ['revoked'])
    assert ask(90_000, date(2026, 6, 30), letters=revoked) == ('ok', [])


def test_5_another_matter():
    assert ask(None, date(2026, 6, 10), 'statement') == ('fail', ['scope'])


def test_6_after_its_end():
    assert ask(90_000, date(2027, 1, 1)) == ('fail', ['expired'])
    assert ask(90_000, date(2026, 12, 31)) == ('ok', [])
    assert ask(90_000, date(2025, 12, 31)) == ('fail', ['not_yet'])


# === THE REST OF §7.5 === #

def test_before_a_second_person_verified_it_binds_nobody():
    assert ask(1, date(2026, 6, 10), letters=(replace(LETTER, is_verified=False),)) == (
        'fail', ['not_verified'])


def test_goods_go_to_the_addresses_that_it_names():
    named = (replace(LETTER, addresses=frozenset({11})),)
    assert ask(1, date(2026, 6, 10), letters=named, address=11)[0] == 'ok'
    assert ask(1, date(2026, 6, 10), letters=named, address=12) == ('fail', ['address'])
    assert ask(1, date(2026, 6, 10), address=12)[0] == 'ok'


def test_a_copy_alone_is_a_warning():
    assert ask(1, date(2026, 6, 10), letters=(replace(LETTER, has_original=False),)) == (
        'warn', ['no_original'])


def test_nobody_else_and_for_nobody_else():
    assert ask(1, date(2026, 6, 10), person=(8,)) == ('fail', ['no_letter'])
    assert authorized('receive_goods', 4, {LI}, 1, date(2026, 6, 10), [LETTER]).result == 'fail'
    assert ask(1, date(2026, 6, 10), letters=()) == ('fail', ['no_letter'])


@pytest.mark.parametrize('name', ["LI WEI", "li  wei", "Li-Wei", "Ｌｉ Ｗｅｉ"])
def test_a_name_is_known_in_another_spelling(name):
    assert ask(1, date(2026, 6, 10), person=(name_key(name),))[0] == 'ok'


def test_the_letter_that_fits_speaks():
    order = Letter(2, ACME, LETTER.agent, frozenset({'order'}), date(2026, 5, 1))
    answer = authorized('order', ACME, {LI}, 5, date(2026, 6, 10), [LETTER, order])
    assert (answer.result, answer.source) == ('ok', 2)


@pytest.mark.parametrize(('period', 'first', 'last'), [
    ('month', date(2026, 2, 1), date(2026, 2, 28)),
    ('quarter', date(2026, 1, 1), date(2026, 3, 31)),
    ('year', date(2026, 1, 1), date(2026, 12, 31)),
    ('term', LETTER.first, LETTER.last),
])
def test_periods(period, first, last):
    assert period_of(replace(LETTER, period=period), date(2026, 2, 14)) == (first, last)


# === WHAT ALWAYS HOLDS === #

days = st.dates(date(2025, 6, 1), date(2027, 6, 30))
amounts = st.decimals(1, 400_000, places=2)
letters = st.builds(
    replace, st.just(LETTER), period=st.sampled_from(PERIODS), uses=st.just(()),
    max_single=st.none() | amounts, max_cumulative=st.none() | st.decimals(1, 900_000, places=2),
    revoked_on=st.none() | days, scopes=st.frozensets(st.sampled_from(SCOPES), max_size=4))


@given(letters, st.lists(st.tuples(days, amounts), max_size=12))
def test_what_was_used_is_the_sum_of_what_was_accepted_and_never_over_the_cap(letter, asked):
    accepted = []
    for day, amount in asked:
        now = replace(letter, uses=tuple(accepted))
        if authorized('receive_goods', ACME, {LI}, amount, day, [now]).result == 'ok':
            accepted.append((day, amount))
    done = replace(letter, uses=tuple(accepted))
    for day, _amount in accepted:
        first, last = period_of(done, day)
        inside = sum(amount for on, amount in accepted if first <= on and (not last or on <= last))
        assert used(done, day) == inside
        assert done.max_cumulative is None or inside <= done.max_cumulative


@given(letters, days, days, amounts)
def test_revoking_undoes_nothing_that_was_dated_before(letter, day, notice, amount):
    before = authorized('order', ACME, {LI}, amount, day, [replace(letter, revoked_on=None)])
    after = authorized('order', ACME, {LI}, amount, day, [replace(letter, revoked_on=notice)])
    if day < notice:
        assert after == before
    else:
        assert after.result == 'fail'


@given(letters, days, amounts, amounts)
def test_more_money_never_helps(letter, day, amount, more):
    less = authorized('order', ACME, {LI}, amount, day, [letter])
    larger = authorized('order', ACME, {LI}, amount + more, day, [letter])
    assert less.result != 'fail' or larger.result == 'fail'
