"""Plans of receivables process monitoring: the table of steps, what may be edited, grades."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_management.tools.rpm_plans import (
    CHANNELS,
    DEFAULT,
    FULL,
    GRADE_FACTORS,
    LIGHT,
    PLANS,
    ROLES,
    STANDARD,
    InvalidPlan,
    Plan,
    Step,
    check,
    is_watched,
    plan_for,
    scaled,
)

BY_CODE = {step.code: step for step in FULL.steps}
#: Code: anchor, offset, role (domain.md §1.3).
TABLE = {
    'R0': ('dispatch', 0, 'sales_assistant'), 'R1': ('dispatch', 3, 'sales'),
    'R2': ('arrival', 7, 'after_sales'), 'R3': ('invoice', 5, 'receivables'),
    'R4': ('statement', 0, 'receivables'), 'R5': ('due', -7, 'receivables'),
    'R6': ('due', -3, 'receivables'), 'R7': ('due', 0, 'receivables'),
    'R8': ('due', 1, 'receivables'), 'R9': ('due', 5, 'receivables'),
    'R10': ('due', 9, 'credit_officer'), 'R11': ('due', 13, 'credit_officer'),
    'R12': ('due', 17, 'credit_officer'), 'R13': ('due', 21, 'credit_manager'),
    'R14': ('due', 31, 'credit_manager'), 'R15': ('due', 61, 'credit_manager'),
    'R16': ('due', 91, 'cfo'), 'R17': ('due', 121, 'legal'),
}


def codes(plan, flag=None):
    return [step.code for step in plan.steps if flag is None or getattr(step, flag)]


def offsets(plan):
    return {step.code: step.offset for step in plan.steps}


def test_the_full_plan_is_the_table():
    assert {step.code: (step.anchor, step.offset, step.role) for step in FULL.steps} == TABLE
    assert codes(FULL) == list(TABLE)


def test_of_what_a_customer_hears_and_what_a_machine_can_do():
    assert {channel: flags for channel, flags in CHANNELS.items() if flags != (True, False)} == {
        'check': (False, False), 'review': (False, False), 'email': (True, True)}
    assert set(CHANNELS) == {'check', 'review', 'phone', 'visit', 'letter', 'email', 'sms'}
    assert Step('X', 'due', 0, 'sales', 'phone').watched_only is False


def test_what_each_plan_holds():
    assert codes(LIGHT) == ['R4', 'R6', 'R8', 'R10', 'R14']
    assert codes(LIGHT, 'is_automatic') == ['R4', 'R6', 'R8']
    assert codes(STANDARD) == [code for code in TABLE if code != 'R7']
    assert codes(STANDARD, 'is_automatic') == ['R4', 'R6', 'R8', 'R9']
    assert codes(STANDARD, 'watched_only') == ['R0', 'R2', 'R3', 'R5']
    assert codes(FULL, 'is_automatic') == ['R4', 'R6']
    assert codes(FULL, 'watched_only') == codes(LIGHT, 'watched_only') == []
    assert (DEFAULT, set(PLANS)) == ('light', {'light', 'standard', 'full'})
    assert {plan.code: plan for plan in (LIGHT, STANDARD, FULL)} == PLANS


def test_no_plan_begins_or_sends_by_itself():
    assert all(plan.start is None and plan.sends_itself is False for plan in PLANS.values())
    assert {plan.statement_day for plan in PLANS.values()} == {3}


def test_demands_and_formal_steps():
    assert codes(FULL, 'is_demand') == ['R11', 'R12', 'R13', 'R15']
    assert codes(FULL, 'is_formal') == ['R11', 'R12', 'R13', 'R14', 'R15', 'R16', 'R17']
    assert codes(FULL, 'goods_only') == ['R1', 'R2']
    assert {step.code: step.patience for step in FULL.steps if step.patience} == {'R0': 1, 'R4': 7}


def test_what_follows_beside_the_contact():
    assert {step.code: step.effects for step in FULL.steps if step.effects} == {
        'R8': ('copy_sales',), 'R11': ('inform_sales_manager',), 'R12': ('hold_new_orders',),
        'R14': ('open_case', 'inform_general_manager'), 'R15': ('stop_supply', 'limit_zero'),
        'R16': ('freeze_account', 'inform_board'), 'R17': ('provide',),
    }


def test_a_first_credit_sale_is_confirmed_in_writing():
    arrival = BY_CODE['R1']
    assert 'note' in arrival.accepted(False)
    assert arrival.accepted(True) == ('pod_signed', 'confirmed_in_writing')
    assert BY_CODE['R10'].accepted(True) == BY_CODE['R10'].accepted(False) == ('cause',)


def test_a_confirmed_statement_says_nothing_of_quality():
    assert BY_CODE['R2'].closed_by == ('quality_form',)
    assert BY_CODE['R4'].closed_by == ('statement_confirmed',)
    assert BY_CODE['R3'].closed_by == (
        'invoice_acknowledged', 'invoice_opened', 'invoice_delivered')
    assert BY_CODE['R0'].closed_by == ('papers_complete',)
    assert BY_CODE['R1'].closed_by == ('pod_signed', 'confirmed_in_writing')


@pytest.mark.parametrize('plan', PLANS.values(), ids=PLANS)
@pytest.mark.parametrize('grade', [*GRADE_FACTORS, 'new'])
def test_shipped_plans_can_be_gone_at_every_grade(plan, grade):
    assert check(plan) is plan
    check(scaled(plan, grade))


def test_o_rpm_1_grade_d_goes_twice_as_fast():
    assert [offsets(scaled(FULL, 'D'))[code] for code in ('R9', 'R10', 'R12', 'R15')] == [
        2, 4, 8, 30]


@pytest.mark.parametrize(
    ('grade', 'days'),
    [
        ('A', [1, 5, 9, 13, 17, 21, 31, 61, 91, 121]),
        ('B', [1, 5, 9, 13, 17, 21, 31, 61, 91, 121]),
        (None, [1, 5, 9, 13, 17, 21, 31, 61, 91, 121]),
        ('unknown', [1, 5, 9, 13, 17, 21, 31, 61, 91, 121]),
        ('C', [1, 3, 6, 9, 12, 15, 23, 45, 68, 90]),
        ('D', [1, 2, 4, 6, 8, 10, 15, 30, 45, 60]),
        ('E', [1, 2, 4, 6, 8, 10, 15, 30, 45, 60]),
    ],
)
def test_days_after_the_due_date_by_grade(grade, days):
    found = scaled(FULL, grade)
    assert [step.offset for step in found.steps if step.anchor == 'due'][3:] == days
    assert found.steps[:8] == FULL.steps[:8]


def test_factors_are_data():
    assert offsets(scaled(FULL, 'A', {None: Fraction(1, 100)}))['R17'] == 1
    assert offsets(scaled(FULL, 'A', {'A': 2, None: 1}))['R17'] == 242


@given(st.fractions(Fraction(1, 200), 3, max_denominator=200))
def test_scaling_keeps_the_order_and_one_day_at_least(factor):
    found = [step.offset for step in check(scaled(FULL, 'A', {None: factor})).steps
             if step.anchor == 'due' and step.offset > 0]
    assert found == sorted(found)
    assert min(found) >= 1


def _with(which, /, **changes):
    return replace(FULL, steps=tuple(
        replace(step, **changes) if step.code == which else step for step in FULL.steps))


@pytest.mark.parametrize(
    ('plan', 'code', 'step', 'text'),
    [
        (Plan('own', ()), 'empty', None, "one is needed"),
        (_with('R3', code=''), 'code', None, "no code"),
        (_with('R3', code='R2'), 'duplicate', 'R2', "R2 is there twice"),
        (_with('R3', anchor='moon'), 'anchor', 'R3', "moon; it must be one of dispatch, arrival"),
        (_with('R3', offset=1.5), 'offset', 'R3', "not 1.5"),
        (_with('R3', offset=True), 'offset', 'R3', "not True"),
        (_with('R3', offset=None), 'offset', 'R3', "not None"),
        (_with('R3', offset=-1), 'before', 'R3', "before its anchor"),
        (_with('R3', role='boss'), 'role', 'R3', ', '.join(ROLES)),
        (_with('R3', channel='fax'), 'channel', 'R3', ', '.join(CHANNELS)),
        (_with('R3', evidence=('gossip',)), 'evidence', 'R3', "no evidence gossip"),
        (_with('R3', first_evidence=('gossip',)), 'evidence', 'R3', "no evidence gossip"),
        (_with('R3', effects=('magic',)), 'effect', 'R3', "no effect magic"),
        (_with('R10', is_automatic=True), 'machine', 'R10', "by phone"),
        (_with('R5', is_automatic=True), 'machine', 'R5', "by letter"),
        (_with('R8', channel='sms', is_automatic=True), 'machine', 'R8', "by sms"),
        (_with('R3', closed_by=('payment',)), 'closed_by', 'R3', "closed by payment"),
        (_with('R10', is_demand=True), 'proof', 'R10', "a proof of service"),
        (_with('R5', is_demand=True), 'early', 'R5', "after the due date"),
        (_with('R5', is_formal=True), 'early', 'R5', "after the due date"),
        (_with('R7', is_formal=True), 'early', 'R7', "after the due date"),
        (_with('R3', is_formal=True), 'early', 'R3', "after the due date"),
        (_with('R3', patience=-1), 'patience', 'R3', "not -1"),
        (_with('R3', patience=0.5), 'patience', 'R3', "not 0.5"),
        (_with('R12', offset=12), 'order', 'R12', "pressure only rises"),
        (_with('R6', offset=-8), 'order', 'R6', "pressure only rises"),
        (replace(FULL, statement_day=29), 'statement_day', None, "from 1 to 28, not 29"),
        (replace(FULL, statement_day=0), 'statement_day', None, "not 0"),
        (replace(FULL, statement_day=3.0), 'statement_day', None, "not 3.0"),
    ],
)
def test_what_cannot_be_gone_is_said(plan, code, step, text):
    with pytest.raises(InvalidPlan) as error:
        check(plan)
    assert (error.value.code, error.value.step) == (code, step)
    assert text in str(error.value)


@pytest.mark.parametrize(
    'plan',
    [
        _with('R12', offset=13), _with('R5', offset=-30), _with('R0', patience=0),
        _with('R13', evidence=('visit_report',)), _with('R8', is_automatic=True),
        _with('R8', channel='sms'), _with('R8', is_formal=True),
        replace(FULL, statement_day=1), replace(FULL, statement_day=28),
        Plan('own', (Step('X', 'invoice', 0, 'sales', 'phone'),)),
    ],
)
def test_what_a_company_may_change(plan):
    assert check(plan) is plan


@pytest.mark.parametrize(
    ('case', 'code'),
    [
        ({}, 'light'), ({'grade': 'C'}, 'light'), ({'grade': 'C', 'default': 'standard'}, 'standard'),
        ({'grade': 'D'}, 'full'), ({'grade': 'E', 'default': 'standard'}, 'full'),
        ({'is_new': True}, 'full'), ({'is_large': True}, 'full'),
    ],
)
def test_who_is_new_large_or_d_has_the_full_plan(case, code):
    assert plan_for(**case) == code


@pytest.mark.parametrize(
    ('case', 'watched'),
    [
        ({}, False), ({'is_first_sale': True}, True), ({'grade': 'B'}, False),
        ({'grade': 'C'}, True), ({'grade': 'D'}, True), ({'grade': 'E'}, True),
        ({'amount': 100, 'large': 100}, True), ({'amount': 99, 'large': 100}, False),
        ({'amount': 100}, False), ({'large': 0}, False), ({'amount': 0, 'large': 0}, True),
    ],
)
def test_whose_papers_people_ask_for(case, watched):
    assert is_watched(**case) is watched
