"""Willing or not, able or not: scores from facts, and no class where one of them is unknown."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_management.tools.debtor_classes import (
    ABLE,
    STRATEGIES,
    WILLING,
    ability,
    classify,
    contact_points,
    dispute_points,
    grade_points,
    override_refusal,
    promise_points,
    score,
    trend_points,
    use_points,
    willingness,
)


def test_o_cl_1_able_but_not_willing_is_k3():
    willing = willingness(promise_points(1, 4), 40, 80)
    able = ability(70, 60, 50)
    assert (willing.value, able.value) == (46, 63)
    assert classify(willing.value, able.value).code == 'K3'


@pytest.mark.parametrize(('willing', 'able', 'code'), [
    (50, 50, 'K1'), (50, 49.99, 'K2'), (49.99, 50, 'K3'), (49.99, 49.99, 'K4'),
    (100, 100, 'K1'), (0, 0, 'K4'), (None, 100, None), (100, None, None), (None, None, None),
])
def test_fifty_is_enough_and_unknown_is_no_class(willing, able, code):
    found = classify(willing, able)
    assert found.code == found.by_scores == code
    assert not found.is_disputed


def test_a_company_may_ask_for_more():
    assert classify(60, 60, threshold=61).code == 'K4'
    assert classify(61, 61, threshold=61).code == 'K1'


def test_a_dispute_lies_over_the_class():
    found = classify(80, 20, is_disputed=True)
    assert found.code == 'K2'
    assert [one.code for one in found.strategies] == ['K5', 'K2']
    assert [one.code for one in classify(None, None, True).strategies] == ['K5']
    assert [one.code for one in classify(80, 20).strategies] == ['K2']
    assert classify(None, 80).strategies == ()


def test_a_person_may_decide_otherwise_and_scores_stay_visible():
    found = classify(80, 80, override='K4')
    assert (found.code, found.by_scores) == ('K4', 'K1')
    assert classify(None, None, override='K2').code == 'K2'


@pytest.mark.parametrize(('wanted', 'reason', 'refusal'), [
    ('K1', "met him", None), ('K4', "met him", None), ('K5', "met him", 'unknown'),
    ('K6', "met him", 'unknown'), ('K1', '', 'reason'), ('K1', ' ', 'reason'),
    ('K1', None, 'reason'),
])
def test_an_override_has_a_class_and_a_reason(wanted, reason, refusal):
    assert override_refusal(wanted, reason) == refusal


def test_each_class_has_a_strategy():
    assert {code: one.name for code, one in STRATEGIES.items()} == {
        'K1': 'cooperative', 'K2': 'distressed', 'K3': 'strategic', 'K4': 'hopeless',
        'K5': 'disputed',
    }
    assert {code: one.agency_after for code, one in STRATEGIES.items() if one.agency_after} == {
        'K3': 3}
    assert {code: one.steps for code, one in STRATEGIES.items()} == {
        'K1': ('remind', 'help_process', 'explain_benefits'),
        'K2': ('demand_proof', 'repayment_plan', 'security', 'first_in_line'),
        'K3': ('find_leverage', 'negotiate', 'graduated_pressure', 'sue'),
        'K4': ('preserve_assets', 'security', 'call_guarantor', 'insolvency_claim',
               'fast_legal_route'),
        'K5': ('dispute_workflow', 'collect_undisputed'),
    }


# === SCORES === #

def test_weights():
    assert dict(WILLING) == {'promises': 40, 'contacts': 30, 'disputes': 30}
    assert dict(ABLE) == {'grade': 50, 'trend': 30, 'use': 20}


def test_what_is_unknown_leaves_its_weight_to_the_rest():
    found = willingness(25, None, 80)
    assert found.value == Fraction(40 * 25 + 30 * 80, 70)
    assert found.missing == ('contacts',)
    assert found.parts == (('promises', 25), ('contacts', None), ('disputes', 80))


def test_half_of_the_weight_must_be_known():
    assert willingness(25, None, None).value is None
    assert willingness(None, 40, 80).value == 60
    assert ability(70, None, None).value == 70
    assert ability(None, 60, 50).value == 56
    assert ability(None, 60, None).value is None
    assert willingness(None, None, None).value is None
    assert willingness(None, None, None).missing == ('promises', 'contacts', 'disputes')
    assert willingness(0, None, None).missing == ('contacts', 'disputes')


def test_other_weights_and_coverage():
    assert score({'a': 10}, {'a': 1, 'b': 9}, coverage=0).value == 10
    assert score({}, {'a': 1}, coverage=0).value is None
    assert score({'a': 10}, {'a': 1, 'b': 9}).value is None


@pytest.mark.parametrize('points', [-0.01, 100.01])
def test_points_have_ends(points):
    with pytest.raises(ValueError, match="from 0 to 100"):
        willingness(points, 40, 80)


# === POINTS FROM FACTS === #

@pytest.mark.parametrize(('points', 'expected'), [
    (promise_points(1, 4), 25), (promise_points(0, 4), 0), (promise_points(5, 4), 100),
    (promise_points(0, 0), None), (promise_points(None, 4), None),
    (contact_points(2, 5), 40), (contact_points(0, 0), None),
    (dispute_points(20, 100), 80), (dispute_points(0, 100), 100), (dispute_points(150, 100), 0),
    (dispute_points(0, 0), None), (dispute_points(None, 100), None),
    (grade_points('A'), 100), (grade_points('B'), 75), (grade_points('C'), 50),
    (grade_points('D'), 25), (grade_points('E'), 0), (grade_points(None), None),
    (grade_points('x', {'x': 7}), 7),
    (trend_points(12), 60), (trend_points(0), 100), (trend_points(-8), 100), (trend_points(30), 0),
    (trend_points(45), 0), (trend_points(None), None), (trend_points(12, 24), 50),
    (use_points(50, 100), 50), (use_points(0, 100), 100), (use_points(-10, 100), 100),
    (use_points(120, 100), 0), (use_points(50, 0), None), (use_points(50, None), None),
])
def test_points(points, expected):
    assert points == expected


points = st.one_of(st.none(), st.integers(0, 100))


@given(points, points, points)
def test_a_score_lies_between_its_parts(promises, contacts, disputes):
    found = willingness(promises, contacts, disputes)
    known = [one for one in (promises, contacts, disputes) if one is not None]
    if found.value is not None:
        assert min(known) <= found.value <= max(known)
    assert len(known) + len(found.missing) == 3


@given(points, points, points, st.integers(1, 50))
def test_scaling_all_weights_changes_nothing(grade, trend, use, factor):
    scaled = {name: weight * factor for name, weight in ABLE.items()}
    assert ability(grade, trend, use) == ability(grade, trend, use, scaled)


@given(st.integers(0, 100), st.integers(0, 100), st.integers(0, 100), st.integers(0, 100))
def test_who_keeps_more_promises_is_no_less_willing(low, high, contacts, disputes):
    low, high = sorted((low, high))
    assert willingness(low, contacts, disputes).value <= willingness(
        high, contacts, disputes).value
