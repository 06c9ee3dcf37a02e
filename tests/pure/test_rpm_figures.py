"""How well receivables are followed, from the same marks as the lists."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_management.tools.rpm import walk
from credit_management.tools.rpm_figures import (
    ESCALATIONS,
    SILENT_DAYS,
    Completion,
    arrival_rate,
    completion,
    completion_by,
    due_day_rate,
    early_dispute_rate,
    escalation,
    escalations,
    is_in_time,
    silent,
    was_due,
)
from credit_management.tools.rpm_items import OUTCOMES, Done, Item, Line, Mark
from credit_management.tools.rpm_plans import FULL, Step

DAY = date(2026, 4, 1)
STEP = Step('R1', 'dispatch', 3, 'sales', 'phone')
PATIENT = replace(STEP, code='R4', patience=7)


def after(days):
    return DAY + timedelta(days=days)


def mark(outcome='done', done_on=None, day=DAY, step=STEP):
    return Mark(step, None, day, day, outcome, after(done_on) if done_on is not None else None)


@pytest.mark.parametrize('outcome', OUTCOMES)
def test_what_was_due(outcome):
    expected = outcome in ('done', 'evidence', 'missed', 'due', 'waiting')
    assert was_due(mark(outcome), DAY) is expected
    assert was_due(mark(outcome), after(-1)) is False
    assert was_due(mark(outcome, day=None), DAY) is False


@pytest.mark.parametrize(
    ('case', 'in_time'),
    [
        (mark(done_on=0), True), (mark(done_on=-9), True), (mark(done_on=1), False),
        (mark(done_on=7, step=PATIENT), True), (mark(done_on=8, step=PATIENT), False),
        (mark('missed'), False),
    ],
)
def test_in_time_is_within_patience(case, in_time):
    assert is_in_time(case) is in_time


def test_completion():
    marks = [
        mark(done_on=0), mark('evidence', -3), mark(done_on=4), mark('missed'),
        mark('due'), mark('waiting'), mark('coming', day=after(1)), mark('skipped'),
        mark('done', 0, after(-10)), mark('due', day=after(3)), mark('done', 5, after(5)),
    ]
    found = completion(marks, DAY, after(3))
    assert found == Completion(due=6, in_time=2, late=1, undone=3)
    assert found.rate == Fraction(1, 3)
    assert completion(marks, DAY, DAY) == Completion(4, 2, 1, 1)
    assert completion(marks, after(-10), after(-1)) == Completion(1, 0, 1, 0)
    assert completion([], DAY, DAY).rate is None


def test_what_may_be_done_in_time_yet_is_not_counted():
    assert completion([mark('due')], DAY, DAY).due == 0
    assert completion([mark('due')], DAY, after(1)) == Completion(1, 0, 0, 1)
    assert completion([mark('waiting', step=PATIENT)], DAY, after(7)).due == 0
    assert completion([mark('waiting', step=PATIENT)], DAY, after(8)).undone == 1
    assert completion([mark('missed', step=PATIENT)], DAY, after(7)).undone == 1


def test_completion_by_whom():
    pairs = [('Tom', mark(done_on=0)), ('Li Na', mark('missed')), ('Tom', mark(done_on=2))]
    assert completion_by(pairs, DAY, after(9)) == {
        'Tom': Completion(2, 1, 1, 0), 'Li Na': Completion(1, 0, 0, 1)}


def test_silent_steps():
    pairs = [
        ('b', mark('due')), ('a', mark('waiting')), ('c', mark('due', day=after(-1))),
        ('d', mark('due', day=after(1))), ('e', mark('missed')), ('f', mark('due', step=PATIENT)),
    ]
    assert SILENT_DAYS == 2
    assert [row[:2] for row in silent(pairs, after(3))] == [(4, 'c'), (3, 'a'), (3, 'b')]
    assert silent(pairs, after(2)) == [(3, 'c', pairs[2][1])]
    assert [row[1] for row in silent(pairs, after(3), days=3)] == ['c']
    assert [row[1] for row in silent([('f', pairs[5][1])], after(10))] == ['f']
    assert silent([('f', pairs[5][1])], after(9)) == []


def test_arrivals_confirmed():
    marks = [mark(done_on=9), mark('evidence', 0), mark('missed'), mark('due'), mark('skipped'),
             mark(done_on=1, step=PATIENT), mark('coming', day=after(9))]
    assert arrival_rate(marks, after(3)) == Fraction(1, 2)
    assert arrival_rate(marks, after(3), 'R4') == 1
    assert arrival_rate([], DAY) is arrival_rate([mark('skipped')], DAY) is None


def test_disputes_raised_before_the_due_date():
    assert early_dispute_rate([(after(-1), DAY), (DAY, DAY), (after(1), DAY), (after(-9), DAY)]) == (
        Fraction(1, 2))
    assert early_dispute_rate([(after(-1), DAY), (DAY, DAY), (after(9), DAY)]) == Fraction(1, 3)
    assert early_dispute_rate([]) is None


def test_paid_on_the_due_date():
    rows = [(100, DAY, DAY), (100, DAY, after(1)), (200, DAY, after(-5)), (50, DAY, None),
            (999, after(1), DAY)]
    assert due_day_rate(rows, DAY) == Fraction(300, 450)
    assert due_day_rate(rows, after(1)) == Fraction(1_299, 1_449)
    assert due_day_rate(rows, after(-1)) is due_day_rate([], DAY) is None


@pytest.mark.parametrize(
    ('days', 'external', 'level'),
    [
        (-3, False, 0), (0, False, 0), (1, False, 1), (14, False, 1), (15, False, 2), (30, False, 2),
        (31, False, 3), (90, False, 3), (91, False, 5), (180, False, 5), (181, False, 6), (31, True, 4),
        (5, True, 4), (91, True, 5), (181, True, 6),
    ],
)
def test_levels_of_escalation(days, external, level):
    assert escalation(days, external)[0] == level


def test_who_is_told():
    assert [escalation(days)[1] for days in (0, 1, 15, 31, 91, 181)] == [
        (), ('sales',), ('sales_manager',), ('credit_manager', 'department_heads'), ('cfo', 'board'),
        ('legal',)]
    assert escalation(40, True)[1] == ('general_manager',)
    assert [row[0] for row in ESCALATIONS] == [6, 5, 3, 2, 1]
    assert escalation(9, levels=((1, 10, ()),)) == (0, ())


def test_escalations_by_level():
    rows = [(0, False, 5), (1, False, 10), (9, False, 20.5), (200, False, 7), (40, True, 3)]
    assert escalations(rows) == [(6, 1, 7), (4, 1, 3), (1, 2, Fraction('30.5'))]
    assert escalations(rows, ((9, 1, ()),)) == [(9, 4, Fraction('40.5'))]
    assert escalations([]) == []


def test_from_an_items_walk():
    case = Item('I', dispatch=date(2026, 3, 2), delivered=date(2026, 3, 5), invoice=date(2026, 3, 2),
                lines=(Line('L', DAY, 100),),
                done=(Done('R1', date(2026, 3, 5)), Done('R8', after(1), 'L')))
    marks = walk(case, replace(FULL, start=date(2026, 1, 1)), after(2))
    assert completion(marks, date(2026, 3, 1), after(2)) == Completion(8, 2, 0, 6)
    assert arrival_rate(marks, after(2)) == 1


marks_given = st.lists(st.builds(
    mark, st.sampled_from(OUTCOMES), st.none() | st.integers(-20, 20),
    st.integers(-20, 20).map(after), st.sampled_from([STEP, PATIENT])), max_size=20)


@given(marks_given, st.integers(-20, 20), st.integers(0, 20))
def test_every_due_step_is_in_time_late_or_undone(marks, since, length):
    found = completion(marks, after(since), after(since + length))
    assert found.due == found.in_time + found.late + found.undone
    assert found.rate is None or 0 <= found.rate <= 1
