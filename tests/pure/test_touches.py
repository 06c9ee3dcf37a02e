"""One customer, one day, one call; ranked, within what a person can do."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_management.tools.rpm import state
from credit_management.tools.rpm_items import Item, Line, Mark
from credit_management.tools.rpm_plans import FULL
from credit_management.tools.touches import (
    CAPACITY,
    DESK_OUTCOMES,
    FAR_DAYS,
    OUTCOMES,
    RECOVERY,
    UNREACHED,
    Day,
    FollowUp,
    Touch,
    Work,
    again_on,
    check_curve,
    days_of,
    gather,
    outcomes_of,
    overflow,
    ranked,
    recovery,
    urgency,
    weight,
)

TODAY = date(2026, 4, 13)
STEPS = {step.code: step for step in FULL.steps}


def mark(code, amount=100, line='L1', day=TODAY):
    step = STEPS[code]
    return Mark(step, line if step.anchor == 'due' else None, day, day, 'due', None, amount)


def work(customer='Acme', code='R10', item='I1', **changes):
    given_to_mark = {name: changes.pop(name) for name in ('amount', 'line', 'day') if name in changes}
    return Work(customer, item, mark(code, **given_to_mark), **changes)


@pytest.mark.parametrize(
    ('days', 'part'),
    [
        (-5, 1), (0, 1), (60, 1), (61, Fraction(199, 200)), (80, Fraction(9, 10)),
        (100, Fraction(8, 10)), (140, Fraction(65, 100)), (180, Fraction(1, 2)), (365, Fraction(1, 10)),
        (366, Fraction(1, 10)), (5_000, Fraction(1, 10)),
    ],
)
def test_what_comes_in_falls_with_age(days, part):
    assert recovery(days) == part


def test_a_curve_is_data_and_checked():
    own = check_curve([(10, 0.5), (20, 0.5)])
    assert own == ((10, 0.5), (20, 0.5))
    assert recovery(15, own) == recovery(99, own) == Fraction(1, 2)
    assert check_curve(RECOVERY) == RECOVERY
    assert recovery(3, ((10, 1), (20, 0))) == 1
    assert check_curve([(10, 1), (20, 0)]) == ((10, 1), (20, 0))
    for wrong in ([], [(10, 1.1)], [(10, -0.1)], [(10, 1.1), (20, 0.5)], [(10, 0.5), (20, -1)]):
        with pytest.raises(ValueError, match="parts from 0 to 1"):
            check_curve(wrong)
    for wrong in ([(10, 1), (10, 1)], [(10, 0.4), (20, 0.5)]):
        with pytest.raises(ValueError, match="must be later and not bring more"):
            check_curve(wrong)


@pytest.mark.parametrize(
    ('days', 'part'),
    [(0, 1), (-9, 1), (1, Fraction(1, 2)), (2, Fraction(1, 3)), (None, Fraction(1, 31))],
)
def test_the_nearer_the_deadline(days, part):
    deadline = None if days is None else TODAY + timedelta(days=days)
    assert urgency(deadline, TODAY) == part
    assert FAR_DAYS == 30


def test_one_call_closes_all_lines_of_a_customer():
    found = gather([
        work(code='R10', item='I1'), work(code='R8', item='I2', amount=40),
        work(code='R1', item='I3', amount=7), work('Bolt', 'R9', amount=20),
    ], TODAY)
    assert [(one.customer, one.kind, one.amount, len(one.works)) for one in found] == [
        ('Acme', 'contact', 147, 3), ('Bolt', 'contact', 20, 1)]
    acme = found[0]
    assert (acme.lead.step.code, acme.role, acme.owner) == ('R10', 'credit_officer', None)
    assert [one.mark.step.code for one in acme.works] == ['R10', 'R8', 'R1']


def test_among_papers_the_oldest_leads():
    older = work(code='R1', day=TODAY - timedelta(5))
    found = gather([work(code='R2', item='I2'), older], TODAY)
    assert found[0].lead == older.mark
    assert found[0].role == 'sales'


def test_what_a_customer_hears_nothing_of_is_a_desk_task_a_role():
    found = gather([
        work(code='R14'), work(code='R17', item='I2'), work(code='R0', item='I3'), work(code='R10'),
    ], TODAY)
    assert {(one.kind, one.role) for one in found} == {
        ('desk', 'credit_manager'), ('desk', 'legal'), ('desk', 'sales_assistant'),
        ('contact', 'credit_officer')}


def test_what_a_machine_does_is_no_touch():
    assert gather([work(code='R6')], TODAY) == ()
    assert gather([], TODAY) == ()


def test_an_items_papers_ask_for_no_more_than_its_lines():
    found = gather([
        work(code='R1', amount=1_000), work(code='R10', amount=400),
        work(code='R8', line='L2', amount=300),
    ], TODAY)
    assert found[0].amount == 1_000
    found = gather([work(code='R1', amount=500), work(code='R10', amount=400),
                    work(code='R8', line='L2', amount=300)], TODAY)
    assert found[0].amount == 700
    assert gather([work(code='R1', amount=None)], TODAY)[0].amount == 0
    assert gather([work(code='R1', amount=5), work(code='R3', amount=9)], TODAY)[0].amount == 9


def test_a_touch_counts_amount_by_probability_by_urgency():
    found = gather([
        work(amount=1_000, probability=Fraction(1, 2), deadline=TODAY + timedelta(1)),
        work(item='I2', amount=100, days_late=180, deadline=TODAY),
        work(item='I3', amount=31, probability=0),
    ], TODAY)
    assert found[0].score == 1_000 * Fraction(1, 2) * Fraction(1, 2) + 100 * Fraction(1, 2)
    assert gather([work(amount=31)], TODAY)[0].score == 1
    assert gather([work(amount=31, days_late=9)], TODAY, curve=((10, 0.5),))[0].score == Fraction(1, 2)


def test_of_an_items_deadlines_the_first_counts():
    late, soon = TODAY + timedelta(9), TODAY + timedelta(1)
    for works in (
        [work(amount=10, deadline=late), work(code='R8', line='L2', amount=10, deadline=soon)],
        [work(amount=10, deadline=soon), work(code='R8', line='L2', amount=10, deadline=late)],
        [work(amount=10), work(code='R8', line='L2', amount=10, deadline=soon)],
        [work(amount=10, deadline=soon), work(code='R8', line='L2', amount=10)],
    ):
        assert gather(works, TODAY)[0].score == 10


def test_whose_it_is():
    owners = {('Acme', 'credit_officer'): 'Tom', ('Acme', 'legal'): 'Li Na'}
    found = gather([work(), work(code='R17'), work('Bolt')], TODAY, owners)
    assert {(one.customer, one.kind, one.owner) for one in found} == {
        ('Acme', 'contact', 'Tom'), ('Acme', 'desk', 'Li Na'), ('Bolt', 'contact', None)}


def touch(customer, score, amount=10, owner='Tom', kind='contact', role='x'):
    return Touch(customer, kind, role, owner, None, (), Fraction(amount), Fraction(score))


def test_ranking():
    rows = [touch('C', 1), touch('B', 2, 5), touch('A', 2, 5), touch('D', 2, 9),
            touch('A', 2, 5, kind='desk'), touch('A', 2, 5, role='a')]
    assert [(one.customer, one.kind, one.role) for one in ranked(rows)] == [
        ('D', 'contact', 'x'), ('A', 'contact', 'a'), ('A', 'contact', 'x'), ('A', 'desk', 'x'),
        ('B', 'contact', 'x'), ('C', 'contact', 'x')]


def test_what_does_not_fit_is_seen():
    rows = [touch(f'{number:02}', 100 - number, number) for number in range(42)]
    found = days_of([*rows, touch('X', 1, 7, None), touch('Y', 1, 1, 'Wang'), touch('Z', 1, 3, 'Wang')],
                    {'Wang': 1})
    assert (CAPACITY, len(found['Tom'].planned)) == (40, 40)
    assert found['Tom'].overflow == tuple(rows[40:])
    assert found['Tom'].left_amount == 81
    assert [one.customer for one in found['Wang'].planned] == ['Y']
    assert found[None] == Day((), (touch('X', 1, 7, None),))
    assert overflow(found) == [('Tom', 2, 81), (None, 1, 7), ('Wang', 1, 3)]
    assert overflow({'Tom': Day((rows[0],), ())}) == []
    away = days_of(rows, {'Tom': 0})
    assert (away['Tom'].planned, len(away['Tom'].overflow)) == ((), 42)
    assert days_of(rows, {'Tom': -1})['Tom'].planned == ()
    assert len(days_of(rows, default=3)['Tom'].planned) == 3
    assert days_of([]) == {}


def test_overflow_by_amount_then_number_then_name():
    days = {
        'b': Day((), (touch('A', 1, 5),)), 'a': Day((), (touch('A', 1, 5),)),
        'c': Day((), (touch('A', 1, 2), touch('B', 1, 3))),
    }
    assert [row[0] for row in overflow(days)] == ['c', 'a', 'b']


@pytest.mark.parametrize(
    ('outcome', 'day'),
    [
        ('will_pay', None), ('disputes', None), ('refuses', None), ('no_answer', date(2026, 4, 14)),
        ('call_back', date(2026, 4, 14)), ('has_paid', date(2026, 4, 14)),
        ('wants_papers', date(2026, 4, 16)), ('cannot_pay', date(2026, 4, 16)),
    ],
)
def test_when_to_try_again(outcome, day):
    assert again_on(outcome, TODAY) == day


def test_tries_are_on_working_days():
    friday = date(2026, 4, 10)
    assert again_on('no_answer', friday) == TODAY
    assert again_on('no_answer', friday, ((5, 6), {TODAY})) == date(2026, 4, 14)
    assert again_on('late', TODAY, outcomes={'late': FollowUp(False, None, 2)}) == date(2026, 4, 15)
    with pytest.raises(KeyError):
        again_on('mood', TODAY)


def test_what_opens_after_a_contact():
    assert {name: one.opens for name, one in OUTCOMES.items() if one.closes} == {
        'will_pay': 'promise', 'disputes': 'dispute', 'has_paid': 'bank_slip',
        'wants_papers': 'papers', 'cannot_pay': 'repayment_plan', 'refuses': 'case',
        'confirmed': None}
    assert {name for name, one in OUTCOMES.items() if not one.closes} == {'no_answer', 'call_back'}
    assert all(one.opens is None for one in OUTCOMES.values() if not one.closes)
    assert set(OUTCOMES) >= UNREACHED


def test_what_a_desk_may_say_is_not_said_of_a_contact():
    assert outcomes_of('contact') is OUTCOMES
    assert {name: one.closes for name, one in outcomes_of('desk').items()} == {
        'decided': True, 'later': False}
    assert not set(OUTCOMES) & set(DESK_OUTCOMES)
    assert again_on('later', TODAY, outcomes=DESK_OUTCOMES) == again_on('no_answer', TODAY)


def test_from_an_items_state_to_a_touch():
    case = Item('I1', dispatch=date(2026, 3, 2), delivered=date(2026, 3, 5), invoice=date(2026, 3, 2),
                lines=(Line('L1', date(2026, 4, 1), 1_000),))
    due = state(case, replace(FULL, start=date(2026, 1, 1)), TODAY).due
    found = gather([Work('Acme', 'I1', one, days_late=12) for one in due], TODAY)
    assert [(one.role, one.lead.step.code, one.amount) for one in found] == [
        ('credit_officer', 'R10', 1_000)]


works = st.lists(st.builds(
    lambda customer, item, code, amount, line, late, ahead: Work(
        customer, item, mark(code, amount, line), late,
        deadline=None if ahead is None else TODAY + timedelta(days=ahead)),
    st.sampled_from('ABC'), st.integers(1, 4), st.sampled_from(list(STEPS)), st.integers(0, 900),
    st.sampled_from(['L1', 'L2']), st.integers(0, 400), st.none() | st.integers(-5, 60),
), max_size=15)


@given(works, st.randoms(use_true_random=False))
def test_every_work_is_in_one_touch(rows, random):
    found = gather(rows, TODAY)
    manual = [row for row in rows if not row.mark.step.is_automatic]
    inside = [one for each in found for one in each.works]
    assert sorted(map(weight, inside)) == sorted(map(weight, manual))
    contacts = [one.customer for one in found if one.kind == 'contact']
    assert len(contacts) == len(set(contacts))
    again = gather(random.sample(rows, len(rows)), TODAY)
    assert [(one.customer, one.kind, one.role) for one in again] == [
        (one.customer, one.kind, one.role) for one in found]
    assert [one.amount for one in again] == [one.amount for one in found]


@given(works, st.integers(0, 5))
def test_nobody_has_more_than_he_can_do(rows, room):
    found = gather(rows, TODAY, {(customer, role): 'Tom' for customer in 'AB' for role in (
        'credit_officer', 'receivables', 'sales')})
    days = days_of(found, {'Tom': room})
    assert sum(len(day.planned) + len(day.overflow) for day in days.values()) == len(found)
    if 'Tom' in days:
        assert len(days['Tom'].planned) <= room
        scores = [one.score for one in (*days['Tom'].planned, *days['Tom'].overflow)]
        assert scores == sorted(scores, reverse=True)
