"""Routes of a case: upwards one at a time, downwards only for money; and when a case opens."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_management.tools.case_routes import (
    GROUNDS,
    OPENING,
    ROUTES,
    OpeningRule,
    move_refusal,
    needed,
    opening_rules,
    opens,
    proposed_route,
    rank,
)

CODES = ['salesperson', 'credit', 'third_party', 'lawyer', 'court', 'write_off']
PAPERS = ('mandate', 'claim_file', 'power_of_attorney', 'write_off_request')
codes = st.sampled_from(CODES)


def test_the_routes():
    assert [(one.code, one.days, one.every, one.needs) for one in ROUTES] == [
        ('salesperson', 1, 4, ()), ('credit', 9, 4, ()),
        ('third_party', 91, 14, ('mandate', 'claim_file')),
        ('lawyer', 106, 14, ('power_of_attorney', 'claim_file')),
        ('court', 121, 30, ('power_of_attorney', 'claim_file')),
        ('write_off', 366, 90, ('write_off_request',)),
    ]
    assert [rank(code) for code in CODES] == [1, 2, 3, 4, 5, 6]
    assert rank(None) == 0
    assert GROUNDS == ('limitation', 'guarantee', 'insolvency', 'fraud', 'assets_vanish',
                       'agreed_with_manager')


@pytest.mark.parametrize('call', [rank, needed, lambda code: move_refusal('credit', code)])
def test_a_route_that_does_not_exist_is_said(call):
    with pytest.raises(ValueError, match="salesperson, credit, .* not 'police'"):
        call('police')


@pytest.mark.parametrize(('current', 'wanted', 'options', 'refusal'), [
    ('credit', 'credit', {}, 'same'),
    ('credit', 'credit', {'is_paid': True}, 'same'),
    ('salesperson', 'credit', {}, None),
    (None, 'salesperson', {}, None),
    (None, 'credit', {}, 'skips'),
    ('credit', 'salesperson', {}, 'milder'),
    ('court', 'salesperson', {'ground': 'limitation'}, 'milder'),
    ('court', 'salesperson', {'is_paid': True}, None),
    ('court', 'lawyer', {'is_paid': True}, None),
    ('salesperson', 'third_party', {}, 'skips'),
    ('salesperson', 'third_party', {'ground': 'because'}, 'skips'),
    ('salesperson', 'third_party', {'ground': 'fraud'}, None),
    ('credit', 'court', {'ground': 'limitation'}, None),
    ('credit', 'third_party', {'present': ()}, 'evidence'),
    ('credit', 'third_party', {'present': ('mandate',)}, 'evidence'),
    ('credit', 'third_party', {'present': ('mandate', 'claim_file')}, None),
    ('credit', 'court', {'ground': 'limitation', 'present': ('claim_file',)}, 'evidence'),
    ('court', 'write_off', {'present': ()}, 'evidence'),
    ('court', 'write_off', {}, None),
])
def test_who_may_go_where(current, wanted, options, refusal):
    assert move_refusal(current, wanted, **{'present': PAPERS, **options}) == refusal


def test_without_papers_on_file_nothing_is_there():
    assert move_refusal('credit', 'third_party') == 'evidence'
    assert needed('third_party') == ('mandate', 'claim_file')
    assert needed('third_party', ('mandate',)) == ('claim_file',)
    assert needed('salesperson') == ()


@pytest.mark.parametrize(('current', 'days', 'debtor', 'proposed'), [
    (None, 0, None, None), (None, 1, None, 'salesperson'),
    ('salesperson', 8, None, 'salesperson'), ('salesperson', 9, None, 'credit'),
    ('salesperson', 400, None, 'credit'), ('credit', 90, 'K3', 'credit'),
    ('credit', 91, 'K3', 'third_party'), ('credit', 45, 'K4', 'third_party'),
    ('credit', 44, 'K4', 'credit'), ('salesperson', 9, 'K1', 'salesperson'),
    ('salesperson', 18, 'K1', 'credit'), (None, 0, 'K4', None), (None, 1, 'K4', 'salesperson'),
    ('third_party', 106, 'K2', 'lawyer'), ('lawyer', 121, None, 'court'),
    ('court', 365, None, 'court'), ('court', 366, None, 'write_off'),
    ('write_off', 900, None, 'write_off'),
])
def test_the_next_route_is_proposed_in_its_time(current, days, debtor, proposed):
    assert proposed_route(current, days, debtor) == proposed


def test_a_company_has_routes_and_a_pace_of_its_own():
    short = ROUTES[:2]
    assert proposed_route('credit', 900, routes=short) == 'credit'
    assert proposed_route('salesperson', 9, 'K1', pace={}) == 'credit'
    assert needed('credit', routes=short) == ()
    with pytest.raises(ValueError, match="not 'court'"):
        move_refusal('credit', 'court', routes=short)


@given(codes, codes, st.sets(st.sampled_from(PAPERS)), st.sampled_from([None, *GROUNDS, 'x']))
def test_without_a_payment_no_case_ever_gets_milder(current, wanted, present, ground):
    if move_refusal(current, wanted, present, False, ground) is None:
        assert rank(wanted) > rank(current)
        assert needed(wanted, present) == ()


@given(st.lists(st.tuples(codes, st.sampled_from(['', 'why'])), max_size=30))
def test_without_a_ground_a_case_passes_every_route(moves):
    current, seen = None, []
    for wanted, ground in moves:
        if move_refusal(current, wanted, PAPERS, False, ground) is None:
            current = wanted
            seen.append(wanted)
    assert seen == CODES[:len(seen)]


# === WHEN A CASE OPENS === #

def test_defaults_by_grade():
    assert [(one.grade, one.days, one.amount) for one in OPENING] == [
        ('A', 31, 0), ('B', 31, 0), (None, 31, 0), ('C', 23, 0), ('D', 15, 0), ('E', 15, 0)]
    assert {one.amount for one in opening_rules(500)} == {500}
    assert [one.days for one in opening_rules(500)] == [31, 31, 31, 23, 15, 15]


@pytest.mark.parametrize(('grade', 'lines', 'expected'), [
    ('A', [(31, 500)], True), ('A', [(30, 9_999)], False), ('A', [(31, 499.99)], False),
    ('A', [(31, 100), (1, 400)], True), ('A', [(31, 100), (0, 900)], False),
    ('A', [(31, 100), (-5, 900)], False), ('A', [], False), ('A', [(31, -900), (30, 900)], False),
    (None, [(31, 500)], True), (None, [(30, 500)], False), ('D', [(15, 500)], True),
    ('E', [(15, 500)], True), ('E', [(14, 500)], False), ('Z', [(900, 9_999)], False),
])
def test_a_case_opens_by_grade_amount_and_days(grade, lines, expected):
    assert opens(grade, lines, opening_rules(500)) == expected


def test_a_credit_lowers_nothing_and_nothing_owed_opens_nothing():
    assert not opens('A', [(90, -10)])
    assert not opens('A', [(90, 0)])
    assert opens('A', [(90, 0.01)])
    assert opens('A', [(90, 500), (80, -400)], opening_rules(500))


def test_a_rule_may_say_never():
    assert not opens('A', [(90, 500)], (OpeningRule('A', None),))
    assert not opens('A', [(90, 500)], (OpeningRule('A', 1, None),))
    assert opens('A', [(1, 500)], (OpeningRule('A', 1),))
    assert not opens('A', [(0, 500), (5, 0)], (OpeningRule('A', 0),))


lines = st.lists(st.tuples(st.integers(-30, 200), st.integers(-1_000, 1_000)), max_size=6)


@given(st.sampled_from(['A', 'B', None, 'C', 'D', 'E']), lines, st.integers(0, 60))
def test_a_day_later_a_case_that_opened_opens_still(grade, found, more):
    rules = opening_rules(500)
    if opens(grade, found, rules):
        assert opens(grade, [(days + more, amount) for days, amount in found], rules)
