"""Eight grades, and who may set another."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledgers import PORTFOLIO, ages, claims, days_late, items

from credit_management.tools.aging import InvalidBuckets
from credit_management.tools.aging_grades import (
    BY_CODE,
    CODES,
    GRADES,
    customer_grade,
    effective_grade,
    first_days,
    grade_of,
    last_due_dates,
    override_refusal,
    provision_rate,
    rank,
    table,
    worst,
)
from credit_management.tools.bank_days import days_overdue
from credit_management.tools.provisions import due_rate

codes = st.sampled_from(CODES)


def test_o_ag_6_grades_of_the_portfolio():
    assert {line: grade_of(days_late(line)) for line in PORTFOLIO} == {
        'I1': 'G1', 'I2': 'G3', 'I3': 'G4', 'I4': 'G4', 'I5': 'G5', 'I6': 'G6', 'I7': 'G6',
        'I8': 'G6', 'I9': 'G7', 'I10': 'G8', 'I11': 'G4',
    }


@pytest.mark.parametrize(
    ('days', 'grade'),
    [
        (-400, 'G1'), (-8, 'G1'), (-7, 'G2'), (-1, 'G2'), (0, 'G3'), (1, 'G4'), (30, 'G4'),
        (31, 'G5'), (60, 'G5'), (61, 'G6'), (120, 'G6'), (121, 'G7'), (365, 'G7'), (366, 'G8'),
        (4_000, 'G8'),
    ],
)
def test_a_grade_has_both_its_ends(days, grade):
    assert grade_of(days) == grade
    assert grade_of(days, is_bad=True) == 'G8'


def test_grades_follow_one_another_and_say_what_is_done():
    assert CODES == ('G1', 'G2', 'G3', 'G4', 'G5', 'G6', 'G7', 'G8')
    assert (GRADES[0].first, GRADES[-1].last) == (None, None)
    assert all(after.first == before.last + 1 for before, after in pairwise(GRADES))
    assert [grade.name for grade in GRADES] == [
        'in_term', 'pre_warning', 'due', 'overdue', 'ultimatum', 'professional', 'legal', 'bad_debt'
    ]
    assert [grade.treatment for grade in GRADES] == [
        ('normal',), ('normal', 'remind'), ('normal',), ('warn', 'hold_by_rules'),
        ('hold_new_orders', 'no_limit_increase'), ('stop_supply', 'limit_zero', 'agency'),
        ('cash_only', 'legal_action'), ('blacklist_review', 'write_off'),
    ]
    assert [grade.owners for grade in GRADES] == [
        ('sales',), ('receivables',), ('receivables',), ('receivables', 'credit'),
        ('credit_manager',), ('credit_manager', 'cfo'), ('legal',), ('cfo',),
    ]


@given(ages, ages)
def test_later_is_never_better(one, other):
    assert worst([grade_of(one), grade_of(other)]) == grade_of(max(one, other))


def test_the_worst_of_none_is_none():
    assert worst([]) is None


@pytest.mark.parametrize(
    ('customer', 'grade'), [('A', 'G4'), ('B', 'G6'), ('C', 'G6'), ('D', 'G8'), ('E', 'G4')]
)
def test_a_customer_has_the_grade_of_his_oldest_line(customer, grade):
    assert customer_grade(items(customer)) == grade


def test_crumbs_grade_nobody():
    crumb = [(900, 0.03), (-20, 5_000), (2, 100)]
    assert customer_grade(crumb) == 'G8'
    assert customer_grade(crumb, ignore_line_below=0.04) == 'G4'
    assert customer_grade(crumb, ignore_line_below=0.03) == 'G8'
    assert customer_grade(crumb, ignore_total_below=100.03) == 'G8'
    assert customer_grade(crumb, ignore_total_below=100.04) == 'G1'
    assert customer_grade(crumb, ignore_line_below=1, ignore_total_below=100.01) == 'G1'
    assert customer_grade([(0, 0.01), (-5, 0.01)], ignore_line_below=10) == 'G3'


def test_who_owes_nothing_has_no_grade_unless_he_is_bad():
    assert customer_grade([]) is customer_grade([(50, -10)]) is None
    assert customer_grade([], is_bad=True) == 'G8'
    assert customer_grade([(90, 1)], ignore_line_below=2) is None
    assert customer_grade([(1, 1)], ignore_line_below=2) is None
    assert customer_grade([(90, 0.01)]) == 'G6'


@given(claims, ages)
def test_one_more_late_line_never_makes_a_customer_better(found, days):
    before = customer_grade(found)
    after = customer_grade([*found, (days, 10)])
    assert worst([grade for grade in (before, after) if grade]) == after


@pytest.mark.parametrize(
    ('wanted', 'reason', 'approver', 'refusal'),
    [
        ('G6', "lawyer's letter came back", None, None),
        ('G6', "", None, 'reason'),
        ('G6', "  ", None, 'reason'),
        ('G6', None, None, 'reason'),
        ('G5', "x", None, 'same'),
        ('G9', "x", None, 'unknown'),
        (None, "x", None, 'unknown'),
        ('G4', "paid today", None, 'four_eyes'),
        ('G4', "paid today", 7, 'four_eyes'),
        ('G4', "paid today", 8, None),
        ('G4', "", 8, 'reason'),
    ],
)
def test_worse_needs_a_reason_and_better_a_second_person(wanted, reason, approver, refusal):
    assert override_refusal('G5', wanted, reason, requester=7, approver=approver) == refusal


@pytest.mark.parametrize(
    ('by_days', 'override', 'decided_at', 'grade'),
    [
        ('G4', None, None, 'G4'),
        ('G4', 'G6', 'G4', 'G6'),
        ('G7', 'G6', 'G4', 'G7'),
        ('G1', 'G6', 'G4', 'G6'),
        ('G6', 'G4', 'G6', 'G4'),
        ('G5', 'G4', 'G6', 'G4'),
        ('G7', 'G4', 'G6', 'G7'),
        ('G2', 'G4', 'G6', 'G2'),
        ('G5', 'G5', 'G5', 'G5'),
        ('G4', 'G5', 'G5', 'G5'),
    ],
)
def test_what_a_person_decided_holds_until_days_are_worse(by_days, override, decided_at, grade):
    assert effective_grade(by_days, override, decided_at) == grade


@given(codes, codes, codes)
def test_days_worse_than_a_decision_always_count(by_days, override, decided_at):
    found = effective_grade(by_days, override, decided_at)
    assert found in (by_days, override)
    if CODES.index(by_days) > max(CODES.index(override), CODES.index(decided_at)):
        assert found == by_days


@pytest.mark.parametrize(
    ('grade', 'days', 'per_mille'),
    [
        ('G1', -30, 5), ('G2', -3, 5), ('G3', 0, 5), ('G4', 1, 20), ('G4', 30, 20), ('G5', 45, 50),
        ('G6', 61, 100), ('G6', 90, 100), ('G6', 91, 300), ('G6', 120, 300), ('G7', 121, 300),
        ('G7', 180, 300), ('G7', 181, 600), ('G7', 365, 600), ('G8', 366, 1000),
        # set by a person: the nearest day of the grade
        ('G8', 5, 1000), ('G7', 5, 300), ('G4', 400, 20), ('G1', 400, 5),
    ],
)
def test_a_grade_has_the_rate_of_its_days(grade, days, per_mille):
    assert provision_rate(grade, days) == Fraction(per_mille, 1000)


@given(ages)
def test_the_rate_of_a_grade_by_days_is_that_of_the_days(days):
    assert provision_rate(grade_of(days), days) == due_rate(days)
    assert BY_CODE[grade_of(days)].code == grade_of(days)


# === A TABLE OF ONE'S OWN === #

def own(**last_days):
    """Return the default table with other last days; None leaves a grade out."""
    return table([
        replace(grade, last=last_days.get(grade.code, grade.last)) for grade in GRADES
        if last_days.get(grade.code, 0) is not None
    ])


def test_the_default_table_is_one():
    assert own() == GRADES
    assert first_days() == [-7, 0, 1, 31, 61, 121, 366]


def test_days_of_another_table_count_everywhere():
    moved = own(G4=45)
    assert [grade_of(days, grades=moved) for days in (31, 45, 46)] == ['G4', 'G4', 'G5']
    assert customer_grade([(40, 10)], grades=moved) == 'G4'
    short = own(G2=None, G8=None)
    assert [(grade.code, grade.first, grade.last) for grade in short][0:2] == [
        ('G1', None, -8), ('G3', -7, 0)]
    assert (short[-1].code, short[-1].last) == ('G7', None)
    assert grade_of(5_000, grades=short) == grade_of(0, is_bad=True, grades=short) == 'G7'


@pytest.mark.parametrize(('last_days', 'code'), [
    ({'G5': 30}, 'order'), ({'G5': 20}, 'order'), ({'G3': 3}, 'due'), ({'G3': None}, 'due'),
])
def test_a_table_covers_every_day_once_and_late_begins_with_a_grade(last_days, code):
    with pytest.raises(InvalidBuckets) as caught:
        own(**last_days)
    assert caught.value.code == code


def test_rates_of_a_table_go_by_day_within_the_grade():
    rated = table([replace(grade, rates=((None, 0.1), (91, 0.3))) for grade in GRADES])
    assert [provision_rate('G6', day, rated) for day in (61, 90, 91, 120)] == [
        Fraction(1, 10), Fraction(1, 10), Fraction(3, 10), Fraction(3, 10)]


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(-60, 500))
def test_last_due_dates_agree_with_days_overdue(as_of, age):
    due = as_of - timedelta(days=age)
    late = days_overdue(due, as_of)
    expected = grade_of(late or min(age, 0))
    place = sum(due <= last for last in last_due_dates(as_of))
    assert GRADES[place].code == expected


@given(codes, codes)
def test_none_is_better_than_any(override, decided_at):
    found = effective_grade(None, override, decided_at)
    assert found == (override if rank(override) >= rank(decided_at) else None)
    assert effective_grade(None, override, None) == override
    assert (rank(None), rank('G1'), rank('G8')) == (0, 1, 8)
