"""Where an item stands: days of its steps, what is due, paused, closed, taken over."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credit_management.tools.rpm import State, demanded, state, walk
from credit_management.tools.rpm_days import arrival_day, payable_day, statement_day
from credit_management.tools.rpm_items import OUTCOMES, Done, Item, Line
from credit_management.tools.rpm_plans import (
    FULL,
    LIGHT,
    PLANS,
    STANDARD,
    Plan,
    Step,
    scaled,
)

DUE = date(2026, 4, 1)
START = date(2026, 1, 1)
#: Dispatch and invoice 2 March, arrival 5 March, net 30.
ITEM = Item(
    'OUT/1', dispatch=date(2026, 3, 2), delivered=date(2026, 3, 5), invoice=date(2026, 3, 2),
    lines=(Line('L1', DUE, 1_000),),
)


def begun(plan, start=START):
    return replace(plan, start=start)


def after(days, since=DUE):
    return since + timedelta(days=days)


def item(**changes):
    line = {name: changes.pop(name) for name in list(changes) if name in Line.__dataclass_fields__
            and name not in ('key', 'closed_on')}
    return replace(ITEM, lines=(replace(ITEM.lines[0], **line),), **changes)


def did(*pairs, line='L1'):
    return tuple(Done(code, day, line) for code, day in pairs)


def marks(case, plan=FULL, today=DUE, start=START, **options):
    return {mark.step.code: mark for mark in walk(case, begun(plan, start), today, **options)}


def outcomes(case, plan=FULL, today=DUE, start=START, **options):
    return {code: mark.outcome for code, mark in marks(case, plan, today, start, **options).items()}


def standing(case, plan=FULL, today=DUE, start=START, **options):
    return state(case, begun(plan, start), today, **options)


def due_codes(case, plan=FULL, today=DUE, **options):
    return [mark.step.code for mark in standing(case, plan, today, **options).due]


def test_o_rpm_1_days_of_every_step():
    found = {code: mark.day for code, mark in marks(ITEM).items()}
    assert found == {
        'R0': date(2026, 3, 2), 'R1': date(2026, 3, 5), 'R2': date(2026, 3, 12),
        'R3': date(2026, 3, 9), 'R4': date(2026, 4, 3), 'R5': date(2026, 3, 25),
        'R6': date(2026, 3, 29), 'R7': DUE, 'R8': date(2026, 4, 2), 'R9': date(2026, 4, 6),
        'R10': date(2026, 4, 10), 'R11': date(2026, 4, 14), 'R12': date(2026, 4, 20),
        'R13': date(2026, 4, 22), 'R14': date(2026, 5, 4), 'R15': date(2026, 6, 1),
        'R16': date(2026, 7, 1), 'R17': date(2026, 7, 31),
    }
    assert [marks(ITEM)[code].date for code in ('R6', 'R12', 'R14')] == [
        date(2026, 3, 29), date(2026, 4, 18), date(2026, 5, 2)]


def test_o_rpm_1_a_reminder_that_a_person_writes_moves_to_monday():
    by_hand = replace(FULL, steps=tuple(
        replace(step, is_automatic=False) for step in FULL.steps))
    assert marks(ITEM, by_hand)['R6'].day == date(2026, 3, 30)


def test_o_rpm_1_grade_d():
    found = marks(ITEM, scaled(FULL, 'D'))
    assert [(found[code].date, found[code].day) for code in ('R9', 'R10', 'R12', 'R15')] == [
        (date(2026, 4, 3), date(2026, 4, 3)), (date(2026, 4, 5), date(2026, 4, 6)),
        (date(2026, 4, 9), date(2026, 4, 9)), (date(2026, 5, 1), date(2026, 5, 1)),
    ]


def test_a_task_moves_over_holidays_too():
    golden = ((5, 6), {date(2026, 4, 6), date(2026, 4, 7)})
    assert marks(ITEM, rest=golden)['R9'].day == date(2026, 4, 8)
    assert marks(ITEM, STANDARD, rest=golden)['R9'].day == date(2026, 4, 6)


@pytest.mark.parametrize(
    ('case', 'day'),
    [
        ((None, None, 3), None), ((None, date(2026, 2, 27), 3), date(2026, 3, 2)),
        ((None, date(2026, 2, 27), None), None), ((None, date(2026, 2, 27), 0), date(2026, 2, 27)),
        ((date(2026, 3, 9), date(2026, 2, 27), 3), date(2026, 3, 9)),
        ((date(2026, 3, 9), None, None), date(2026, 3, 9)),
    ],
)
def test_goods_arrive_when_it_is_signed_or_as_usual(case, day):
    assert arrival_day(*case) == day


@pytest.mark.parametrize(
    ('since', 'number', 'day'),
    [
        (None, 3, None), (date(2026, 3, 1), 3, date(2026, 4, 3)),
        (date(2026, 3, 31), 3, date(2026, 4, 3)), (date(2026, 12, 2), 28, date(2027, 1, 28)),
        (date(2026, 11, 30), 1, date(2026, 12, 1)), (date(2024, 1, 31), 28, date(2024, 2, 28)),
    ],
)
def test_what_is_sold_in_a_month_is_in_the_next_ones_statement(since, number, day):
    assert statement_day(since, number) == day


@pytest.mark.parametrize(
    ('due', 'runs', 'day'),
    [
        (date(2026, 4, 4), (), date(2026, 4, 6)), (date(2026, 4, 15), (15, 30), date(2026, 4, 15)),
        (date(2026, 4, 16), (15, 30), date(2026, 4, 30)),
        (date(2026, 4, 1), (30, 15), date(2026, 4, 15)),
        (date(2027, 2, 16), (15, 30), date(2027, 3, 1)),
        (date(2028, 2, 16), (31,), date(2028, 2, 29)), (date(2026, 4, 30), (31,), date(2026, 4, 30)),
        (date(2026, 12, 31), (15,), date(2027, 1, 15)), (date(2026, 4, 25), (25,), date(2026, 5, 25)),
        (date(2026, 8, 10), (15,), date(2026, 8, 17)),
    ],
)
def test_who_pays_on_certain_days_is_reminded_of_those(due, runs, day):
    assert payable_day(due, runs) == day


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)),
       st.lists(st.integers(1, 31), max_size=3))
def test_a_payable_day_is_within_a_month_or_so(due, runs):
    assert due <= payable_day(due, runs) <= due + timedelta(days=36)


def test_run_days_move_the_ladder_and_weekends_the_due_date():
    assert marks(item(run_days=(15,)))['R8'].date == date(2026, 4, 16)
    assert marks(item(due=date(2026, 4, 4)))['R8'].date == date(2026, 4, 7)


def test_before_the_invoice_only_papers_are_known():
    case = Item('OUT/1', dispatch=date(2026, 3, 2), lead_days=2, unbilled=500)
    found = marks(case, today=date(2026, 3, 4))
    assert {code: mark.day for code, mark in found.items()} == {
        'R0': date(2026, 3, 2), 'R1': date(2026, 3, 5), 'R2': date(2026, 3, 11), 'R3': None,
        'R4': date(2026, 4, 3),
    }
    assert found['R3'].outcome == 'undated'
    assert {mark.amount for mark in found.values()} == {500}
    assert standing(replace(case, lead_days=None, unbilled=0, lines=())).status == 'closed'


def test_a_service_begins_with_its_invoice():
    case = Item('INV/1', invoice=date(2026, 3, 2), is_service=True, lines=ITEM.lines)
    found = outcomes(case, today=date(2026, 3, 2))
    assert (found['R0'], found['R1'], found['R2'], found['R3']) == (
        'undated', 'skipped', 'skipped', 'coming')
    assert marks(case)['R4'].day == date(2026, 4, 3)


def test_a_statement_made_on_another_day():
    assert marks(replace(ITEM, statement=date(2026, 3, 20)))['R4'].day == date(2026, 3, 20)
    delivered = Item('x', delivered=date(2026, 2, 28), invoice=date(2026, 3, 2), unbilled=1)
    assert marks(delivered)['R4'].day == date(2026, 3, 3)
    assert marks(ITEM, replace(FULL, statement_day=9))['R4'].day == date(2026, 4, 9)


def test_evidence_closes_a_step_before_anybody_asks():
    found = marks(replace(ITEM, evidence={
        'pod_signed': date(2026, 3, 6), 'confirmed_in_writing': date(2026, 3, 5),
        'invoice_opened': date(2026, 3, 4), 'note': date(2026, 3, 4), 'papers_complete': START,
    }), today=date(2026, 3, 31))
    assert {code: found[code].outcome for code in ('R0', 'R1', 'R2', 'R3')} == {
        'R0': 'evidence', 'R1': 'evidence', 'R2': 'due', 'R3': 'evidence'}
    assert found['R1'].done_on == date(2026, 3, 5)
    assert outcomes(replace(ITEM, evidence={'note': DUE}), today=date(2026, 3, 9))['R1'] == 'due'


def test_evidence_counts_only_where_it_is_accepted():
    step = Step('X', 'dispatch', 0, 'sales', 'phone', ('note', 'pod_signed'), ('pod_signed',),
                ('note', 'pod_signed'))
    plan = Plan('own', (step,))
    case = replace(ITEM, evidence={'note': date(2026, 3, 2)})
    assert outcomes(case, plan)['X'] == 'evidence'
    assert outcomes(replace(case, is_first_sale=True), plan)['X'] == 'due'


def test_papers_that_nobody_watches_are_left_out():
    found = outcomes(ITEM, STANDARD, date(2026, 3, 5))
    assert (found['R0'], found['R1'], found['R2'], found['R3'], found['R5']) == (
        'skipped', 'due', 'skipped', 'skipped', 'skipped')
    watched = outcomes(replace(ITEM, is_watched=True), STANDARD, date(2026, 3, 5))
    assert (watched['R0'], watched['R2'], watched['R3'], watched['R5']) == (
        'due', 'coming', 'coming', 'coming')


def test_papers_wait_side_by_side_until_the_item_is_late():
    assert due_codes(ITEM, today=date(2026, 3, 12)) == ['R0', 'R1', 'R3', 'R2']
    assert due_codes(ITEM, today=DUE) == ['R7', 'R0', 'R1', 'R3', 'R2']
    late = outcomes(ITEM, today=after(1))
    assert {code: late[code] for code in ('R0', 'R1', 'R2', 'R3', 'R4')} == {
        'R0': 'missed', 'R1': 'missed', 'R2': 'missed', 'R3': 'missed', 'R4': 'coming'}
    assert due_codes(ITEM, today=after(2)) == ['R8', 'R4']


def test_on_the_day_itself_a_step_is_due():
    assert outcomes(ITEM, today=after(-8))['R5'] == 'coming'
    assert outcomes(ITEM, today=after(-7))['R5'] == 'due'
    found = standing(ITEM, LIGHT, after(0))
    assert (found.status, found.due[0].step.code, found.next) == ('open', 'R6', found.due[0])


def test_of_the_ladder_only_the_latest_is_due():
    found = outcomes(ITEM, today=after(11))
    assert [found[code] for code in ('R5', 'R6', 'R7', 'R8', 'R9')] == ['missed'] * 5
    assert (found['R10'], found['R11']) == ('due', 'coming')


def test_what_comes_next_is_the_one_row():
    done = replace(ITEM, done=did(('R8', after(1)), ('R4', after(2))) + did(('R4', after(2)), line=None))
    found = standing(done, LIGHT, after(3))
    assert (found.status, found.due, found.next.step.code, found.next_on) == (
        'open', (), 'R10', date(2026, 4, 10))
    assert found.paused_until is None


def test_a_ladder_that_is_through():
    done = replace(ITEM, done=did(('R14', after(40))) + did(('R4', after(2)), line=None))
    assert standing(done, LIGHT, after(60)) == State('finished')


def test_nobody_climbs_down():
    done = replace(ITEM, done=did(('R11', after(6))))
    found = marks(done, today=after(14))
    assert {code: found[code].outcome for code in ('R8', 'R9', 'R10', 'R11', 'R12')} == {
        'R8': 'missed', 'R9': 'missed', 'R10': 'passed', 'R11': 'done', 'R12': 'coming'}
    assert found['R11'].done_on == after(6)


def test_a_done_step_of_another_line_is_not_this_ones():
    done = replace(ITEM, done=did(('R10', after(9)), line='L2'))
    assert outcomes(done, today=after(10))['R10'] == 'due'
    assert outcomes(replace(ITEM, done=did(('R1', after(9)))), today=after(-20))['R1'] == 'due'


def test_paid_is_closed():
    paid = item(open=0, closed_on=after(10))
    assert standing(paid, today=after(20)) == State('closed')
    assert standing(item(open=-5), today=after(20)) == State('closed')
    assert standing(item(open=1), today=after(20)).status == 'open'


def test_what_was_not_done_before_it_was_paid_is_missed_the_rest_cancelled():
    paid = replace(ITEM, closed_on=after(9), lines=(
        replace(ITEM.lines[0], open=0, closed_on=after(9)),), done=did(('R8', after(1))))
    found = outcomes(paid, today=after(90))
    assert {code: found[code] for code in ('R1', 'R7', 'R8', 'R9', 'R10', 'R17')} == {
        'R1': 'missed', 'R7': 'missed', 'R8': 'done', 'R9': 'missed', 'R10': 'cancelled',
        'R17': 'cancelled'}
    unknown = outcomes(item(open=0), today=after(90))
    assert (unknown['R9'], unknown['R10']) == ('cancelled', 'cancelled')
    undated = replace(paid, dispatch=None, delivered=None)
    assert (outcomes(undated)['R0'], outcomes(undated)['R4']) == ('cancelled', 'missed')
    assert outcomes(replace(paid, closed_on=date(2026, 3, 5)))['R1'] == 'cancelled'


def test_a_paid_line_does_not_make_its_item_late():
    paid_early = replace(ITEM, lines=(
        replace(ITEM.lines[0], open=0, closed_on=after(-2)), Line('L2', after(60), 500)))
    assert outcomes(paid_early, today=after(30))['R1'] == 'due'


def test_short_terms_have_no_reminders_before_the_due_date():
    found = outcomes(item(due=date(2026, 3, 9)), today=date(2026, 3, 2))
    assert (found['R5'], found['R6']) == ('skipped', 'coming')
    found = outcomes(item(due=date(2026, 3, 5)), today=date(2026, 3, 2))
    assert (found['R5'], found['R6'], found['R7']) == ('skipped', 'skipped', 'coming')
    assert outcomes(replace(ITEM, invoice=None))['R5'] == 'missed'
    at_once = outcomes(item(due=date(2026, 3, 2)), today=date(2026, 3, 2))
    assert at_once['R7'] == 'due'


def test_of_small_amounts_only_what_is_automatic_is_done():
    small = item(open=499)
    found = outcomes(small, STANDARD, after(9), least=500)
    assert (found['R8'], found['R9'], found['R10'], found['R1']) == (
        'missed', 'due', 'skipped', 'skipped')
    assert outcomes(item(open=500), STANDARD, after(9), least=500)['R10'] == 'due'
    assert outcomes(small, STANDARD, after(3), least=500)['R4'] == 'due'
    many = replace(small, late=500)
    found = outcomes(many, STANDARD, after(9), least=500)
    assert (found['R9'], found['R10'], found['R1']) == ('missed', 'due', 'skipped')
    assert outcomes(replace(small, late=499), STANDARD, after(9), least=500)['R10'] == 'skipped'
    unknown = replace(small, unbilled=None)
    assert unknown.open is None
    assert outcomes(unknown, STANDARD, after(9), least=500)['R10'] == 'due'


def test_a_dispute_pauses_what_is_late_for_its_amount():
    part = item(disputed=400)
    found = marks(part, today=after(9))
    assert (found['R10'].outcome, found['R10'].amount) == ('due', 600)
    assert found['R7'].amount == 1_000
    whole = item(disputed=1_000)
    assert {outcomes(whole, today=after(9))[code] for code in ('R8', 'R9')} == {'passed'}
    assert outcomes(whole, today=after(9))['R10'] == 'paused'
    assert outcomes(whole, today=after(0))['R7'] == 'due'
    found = standing(whole, LIGHT, after(20))
    assert (found.status, found.paused_until) == ('open', None)
    asked = replace(whole, done=did(('R4', after(2)), line=None))
    assert standing(asked, LIGHT, after(20)) == State('paused')


def test_a_dispute_ends_by_its_day():
    case = item(disputed=1_000, disputed_until=after(30))
    assert outcomes(case, today=after(30))['R13'] == 'paused'
    assert standing(case, today=after(30)).paused_until == after(30)
    assert outcomes(case, today=after(31))['R14'] == 'coming'
    assert outcomes(case, today=after(31))['R13'] == 'due'


def test_a_promise_pauses_everything_for_its_amount():
    case = item(promised=1_000, promised_until=after(12))
    assert outcomes(case, today=after(-3))['R6'] == 'paused'
    assert outcomes(case, today=after(12))['R10'] == 'paused'
    assert standing(case, today=after(12)).paused_until == after(12)
    assert outcomes(case, today=after(13))['R11'] == 'due'
    part = marks(item(promised=300, promised_until=after(12)), today=after(10))
    assert (part['R10'].outcome, part['R10'].amount) == ('due', 700)
    both = item(promised=700, promised_until=after(12), disputed=300, disputed_until=after(11))
    assert outcomes(both, today=after(10))['R10'] == 'paused'
    assert standing(both, today=after(10)).paused_until == after(11)
    assert standing(both, today=after(12)).paused_until is None
    assert outcomes(both, today=after(12))['R10'] == 'due'


def test_what_came_in_an_earlier_pause_is_not_missed():
    case = item(pauses=((after(4), after(9)),))
    found = outcomes(case, today=after(13))
    assert [found[code] for code in ('R8', 'R9', 'R10', 'R11')] == [
        'missed', 'passed', 'passed', 'due']
    done = replace(case, done=did(('R11', after(13))))
    assert [outcomes(done, today=after(14))[code] for code in ('R8', 'R9', 'R10')] == [
        'missed', 'passed', 'passed']


def test_a_broken_promise_leads_to_the_next_formal_step():
    case = item(broken_on=after(6), done=did(('R9', after(5))))
    found = marks(case, today=after(6))
    assert (found['R11'].outcome, found['R11'].day) == ('due', date(2026, 4, 7))
    assert (found['R10'].outcome, found['R12'].outcome) == ('passed', 'coming')
    demanded = replace(case, done=(*case.done, *did(('R11', after(6)))))
    assert outcomes(demanded, today=after(14))['R12'] == 'coming'
    again = replace(demanded, lines=(replace(demanded.lines[0], broken_on=after(13)),))
    assert marks(again, today=after(13))['R12'].day == after(13)


def test_a_broken_promise_moves_over_weekends_and_never_later():
    saturday = item(broken_on=date(2026, 4, 4))
    found = marks(saturday, today=date(2026, 4, 4))
    assert (found['R11'].date, found['R11'].day, found['R11'].outcome) == (
        date(2026, 4, 4), date(2026, 4, 6), 'coming')
    late = item(broken_on=after(25))
    assert marks(late, today=after(25))['R11'].date == after(13)
    assert outcomes(late, today=after(25))['R13'] == 'due'


def test_a_date_that_is_past_stays_where_a_promise_breaks_before_its_working_day():
    case = item(broken_on=date(2026, 4, 19), done=did(('R11', after(13))))
    assert marks(case)['R12'].date == date(2026, 4, 18)


def test_steps_of_one_day_and_amounts_of_one():
    fast = scaled(FULL, None, {None: 0.001})
    found = outcomes(item(open=1), fast, after(1))
    assert [found[code] for code in ('R7', 'R8', 'R16', 'R17')] == ['missed'] * 3 + ['due']
    done = item(done=did(('R12', after(13))))
    assert outcomes(done, today=after(14))['R11'] == 'missed'
    paused = item(pauses=((after(5), after(8)),))
    assert outcomes(paused, today=after(9))['R9'] == 'passed'
    assert marks(item(open=1), today=after(26), start=after(24))['TO'].outcome == 'due'


def test_a_promise_broken_before_the_due_date_accuses_nobody():
    assert marks(item(broken_on=DUE))['R11'].date == after(13)
    assert marks(item(broken_on=after(1)))['R11'].date == after(1)


def test_at_the_end_of_the_ladder_a_broken_promise_moves_nothing():
    case = item(broken_on=after(130), done=did(('R17', after(125))))
    assert outcomes(case, today=after(131))['R17'] == 'done'
    assert standing(replace(case, done=(*case.done, *did(('R4', after(3)), line=None))),
                    today=after(131)).status == 'finished'


def test_in_the_light_plan_a_broken_promise_goes_to_the_manager():
    assert marks(item(broken_on=after(12)), LIGHT)['R14'].date == after(12)


def test_somebody_who_was_not_reached_is_called_again():
    case = replace(ITEM, again_on=after(11), done=did(('R4', after(2)), line=None))
    waiting = standing(case, LIGHT, after(10))
    assert (waiting.due, waiting.next.step.code, waiting.next.outcome, waiting.next_on) == (
        (), 'R10', 'waiting', after(11))
    assert due_codes(case, LIGHT, after(11)) == ['R10']
    assert outcomes(case, LIGHT, after(1))['R8'] == 'due'


def test_a_plan_begins():
    assert state(ITEM, FULL, DUE) == State('unstarted')
    assert walk(ITEM, FULL, DUE) == []
    assert standing(ITEM, start=after(1)) == State('unstarted')
    assert standing(ITEM, start=DUE).status == 'open'


def test_what_came_due_before_is_taken_over_by_one_step():
    start = after(24)
    found = marks(ITEM, today=start, start=start)
    assert {mark.outcome for code, mark in found.items() if code not in ('TO', 'R14', 'R15',
            'R16', 'R17')} == {'before'}
    taken = found['TO']
    assert (taken.outcome, taken.day, taken.rung, taken.step.role, taken.step.offset) == (
        'coming', date(2026, 4, 27), 'R13', 'credit_manager', 21)
    assert (taken.date, taken.amount, taken.step.channel, taken.line) == (
        start, 1_000, 'phone', 'L1')
    assert due_codes(ITEM, today=after(26), start=start) == ['TO']
    assert not taken.step.is_automatic
    assert not taken.step.is_demand


def test_after_the_take_over_the_ladder_goes_on():
    start = date(2026, 4, 24)
    later = replace(ITEM, since=start)
    assert due_codes(later, today=after(26), start=date(2026, 1, 1)) == ['TO']
    assert due_codes(later, today=after(26), start=start) == ['TO']
    done = replace(ITEM, done=did(('TO', date(2026, 4, 25))))
    found = marks(done, today=after(30), start=start)
    assert (found['TO'].outcome, found['TO'].done_on, found['TO'].rung) == (
        'done', date(2026, 4, 25), 'R13')
    assert (found['R13'].outcome, found['R14'].outcome) == ('before', 'coming')
    late = marks(ITEM, today=date(2026, 5, 4), start=start)
    assert (late['TO'].outcome, late['R14'].outcome) == ('passed', 'due')
    later = marks(replace(ITEM, done=did(('R14', date(2026, 5, 4)))), today=date(2026, 5, 5), start=start)
    assert 'TO' not in later
    both = replace(done, done=(*done.done, *did(('R14', date(2026, 5, 4)))))
    assert outcomes(both, today=date(2026, 5, 5), start=start)['TO'] == 'done'


def test_a_promise_broken_after_the_take_over_leads_on_from_its_rung():
    start = date(2026, 4, 24)
    done = item(done=did(('TO', start)), broken_on=date(2026, 4, 28))
    found = marks(done, today=date(2026, 4, 28), start=start)
    assert (found['R14'].day, found['R14'].outcome) == (date(2026, 4, 28), 'due')
    assert (found['R11'].outcome, found['R13'].outcome, found['TO'].outcome) == (
        'before', 'before', 'done')


def test_who_needs_no_take_over():
    start = after(24)
    for case in (
        item(due=after(24)), item(due=after(23)), item(open=0), item(due=after(40)),
        replace(ITEM, done=did(('R13', after(21)))),
    ):
        assert 'TO' not in marks(case, today=start, start=start)
    assert 'TO' not in marks(ITEM, today=start, start=start, least=1_001)
    assert 'TO' in marks(ITEM, today=start, start=start, least=1_000)
    assert marks(item(due=after(21)), today=start, start=start)['TO'].rung == 'R8'
    assert marks(item(disputed=1_000), today=start, start=start)['TO'].outcome == 'paused'


def test_a_step_on_the_first_day_is_the_plans_own():
    assert outcomes(ITEM, today=after(21), start=after(21))['R13'] == 'due'
    assert outcomes(ITEM, today=after(21), start=after(22))['R13'] == 'before'
    taken = marks(ITEM, today=after(21), start=after(21))['TO']
    assert (taken.rung, taken.outcome) == ('R12', 'passed')


def test_a_line_without_a_due_date_is_never_late():
    case = item(due=None, done=did(('R9', DUE)))
    found = marks(case, today=after(200))
    ladder = [mark for code, mark in found.items() if mark.step.anchor == 'due' and code != 'R9']
    assert {mark.outcome for mark in ladder} == {'undated'}
    assert (found['R9'].outcome, found['R9'].done_on, found['R8'].day, found['R8'].amount) == (
        'done', DUE, None, 1_000)
    assert found['R1'].outcome == 'due'
    assert outcomes(item(due=None, open=0))['R8'] == 'cancelled'
    assert outcomes(item(due=None, open=1))['R8'] == 'undated'
    assert marks(item(due=None, disputed=400))['R8'].amount == 1_000
    papers = did(*((f'R{number}', DUE) for number in range(5)), line=None)
    assert standing(item(due=None, done=papers), today=after(200)) == State('open')


def test_what_was_done_twice_was_done_the_first_time():
    twice = did(('R10', after(11)), ('R10', after(9)), ('R10', after(12)))
    assert marks(replace(ITEM, done=twice))['R10'].done_on == after(9)
    papers = did(('R1', after(-9)), ('R1', after(-11)), line=None)
    assert marks(replace(ITEM, done=papers))['R1'].done_on == after(-11)


def test_papers_of_the_first_day_and_of_the_day_on_which_it_is_late():
    assert outcomes(ITEM, today=date(2026, 3, 5), start=date(2026, 3, 5))['R1'] == 'due'
    assert outcomes(ITEM, today=date(2026, 3, 5), start=date(2026, 3, 6))['R1'] == 'before'
    stated = replace(ITEM, statement=after(1))
    assert outcomes(stated, today=after(1))['R4'] == 'due'
    assert outcomes(replace(ITEM, statement=DUE), today=after(1))['R4'] == 'missed'
    assert outcomes(item(open=1), today=after(1))['R1'] == 'missed'


def test_the_highest_rung_goes_first_whenever_it_came():
    lines = (Line('L1', DUE, 400), Line('L2', after(6), 600, broken_on=after(14)))
    case = replace(ITEM, lines=lines, done=did(('R4', after(2)), line=None))
    first = [(mark.line, mark.step.code) for mark in standing(case, LIGHT, after(14)).due]
    assert first == [('L2', 'R14'), ('L1', 'R10')]


def test_a_pause_of_two_lines_ends_with_the_first():
    lines = tuple(
        Line(key, DUE, 100, promised=100, promised_until=after(days)) for key, days in (
            ('L1', 30), ('L2', 20)))
    assert standing(replace(ITEM, lines=lines), today=after(10)).paused_until == after(20)
    assert standing(ITEM, least=0, today=after(10)) == standing(ITEM, today=after(10))
    assert standing(item(open=0.5), STANDARD, today=after(9)).due[0].step.code == 'R10'


def test_instalments_climb_each_for_itself():
    case = replace(ITEM, lines=(Line('L1', DUE, 400), Line('L2', after(30), 600)))
    found = [(mark.line, mark.step.code) for mark in standing(case, LIGHT, after(31)).due]
    assert found == [('L1', 'R10'), ('L2', 'R8'), (None, 'R4')]
    assert standing(case, LIGHT, after(32)).next.line == 'L1'
    assert case.open == 1_000


def test_an_automatic_step_on_a_sunday_is_sent_on_sunday():
    case = item(due=date(2026, 4, 11))
    assert marks(case, LIGHT)['R6'].day == date(2026, 4, 10)
    assert marks(ITEM, LIGHT)['R6'].day == date(2026, 3, 29)


days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
amounts = st.integers(0, 1_000)
lines = st.builds(
    Line, st.sampled_from(['L1', 'L2']), days, amounts, disputed=amounts,
    disputed_until=st.none() | days, promised=amounts, promised_until=days,
    broken_on=st.none() | days, closed_on=st.none() | days,
)
items = st.builds(
    Item, st.just('x'), dispatch=st.none() | days, delivered=st.none() | days,
    lead_days=st.none() | st.integers(0, 9), invoice=st.none() | days,
    lines=st.lists(lines, max_size=2, unique_by=lambda line: line.key).map(tuple),
    run_days=st.lists(st.integers(1, 31), max_size=2).map(tuple),
    is_service=st.booleans(), is_first_sale=st.booleans(), is_watched=st.booleans(),
    again_on=st.none() | days, unbilled=amounts,
    done=st.lists(st.builds(Done, st.sampled_from([*(f'R{n}' for n in range(18)), 'TO']), days,
                            st.sampled_from([None, 'L1', 'L2'])),
                  max_size=4, unique_by=lambda one: (one.code, one.line)).map(tuple),
)
plans = st.builds(scaled, st.sampled_from(list(PLANS.values())),
                  st.sampled_from(['A', 'C', 'D', None])).flatmap(
    lambda plan: days.map(lambda day: replace(plan, start=day)))


@settings(max_examples=150)
@given(items, plans, days)
def test_the_same_whenever_and_however_often(case, plan, today):
    first = state(case, plan, today)
    assert state(case, plan, today) == first
    assert walk(case, plan, today) == walk(case, plan, today)
    shuffled = replace(case, done=case.done[::-1], evidence=dict(case.evidence))
    assert state(shuffled, plan, today) == first


@settings(max_examples=150)
@given(items, plans, days)
def test_one_rung_a_line_and_nothing_for_what_is_paid(case, plan, today):
    found = walk(case, plan, today)
    assert all(mark.outcome in OUTCOMES for mark in found)
    for line in case.lines:
        own = [mark for mark in found if mark.line == line.key]
        now = [mark for mark in own if mark.outcome in ('due', 'waiting')]
        assert len(now) <= 1
        assert all(mark.day <= today and mark.amount > 0 for mark in now)
        if line.open <= 0:
            assert not {mark.outcome for mark in own} & {'due', 'waiting', 'coming', 'paused'}
        assert len([mark for mark in own if mark.step.code == 'TO']) <= 1
    assert all(mark.day > today for mark in found if mark.outcome == 'coming')
    assert all(mark.day >= plan.start for mark in found
               if mark.outcome in ('due', 'waiting', 'coming', 'missed', 'paused'))


@settings(max_examples=150)
@given(items, plans, days)
def test_below_what_was_done_nothing_is_asked(case, plan, today):
    found = walk(case, plan, today)
    for line in case.lines:
        own = [mark for mark in found if mark.line == line.key]
        done = [number for number, mark in enumerate(own) if mark.outcome == 'done']
        if done:
            below = {mark.outcome for mark in own[:max(done)]}
            assert not below & {'due', 'waiting', 'coming', 'paused'}


@settings(max_examples=100)
@given(items, plans, days)
def test_doing_what_is_due_is_never_asked_again(case, plan, today):
    for _round in range(30):
        found = state(case, plan, today)
        if not found.due:
            break
        mark = found.due[0]
        case = replace(case, done=(*case.done, Done(mark.step.code, today, mark.line)))
    assert state(case, plan, today).due == ()


@settings(max_examples=60)
@given(items, plans, days, st.randoms(use_true_random=False))
def test_a_round_that_is_cut_anywhere_and_begun_again_ends_the_same(case, plan, today, random):
    def through(shuffled):
        current = case
        for _round in range(30):
            due = list(state(current, plan, today).due)
            if not due:
                break
            mark = random.choice(due) if shuffled else due[0]
            current = replace(
                current, done=(*current.done, Done(mark.step.code, today, mark.line)))
        return {(one.code, one.line, one.day) for one in current.done}

    assert through(True) == through(False)


def naive(case, plan, today):
    """Return the code of the ladder's step that is due on a day, told day by day as the page has it."""
    line, done, asked = case.lines[0], {one.code: one.day for one in case.done}, None
    ladder = [step for step in plan.steps if step.anchor == 'due']
    for number, step in enumerate(ladder):
        day = line.due + timedelta(days=step.offset)
        while not step.is_automatic and day.weekday() > 4:
            day += timedelta(days=1)
        later = any(one.code in done for one in ladder[number:])
        is_short = step.offset < 0 and line.due + timedelta(days=step.offset) <= case.invoice
        if plan.start <= day <= today and not later and not is_short:
            asked = step.code
    return asked if line.open > 0 else None


@settings(max_examples=60)
@given(st.sampled_from([FULL, LIGHT]), st.sampled_from(['A', 'C', 'D']), st.integers(-10, 40),
       st.integers(0, 1), st.integers(0, 3), st.integers(-30, 0))
def test_a_year_equals_a_naive_model(plan, grade, term, open_amount, laziness, started):
    invoice = date(2026, 3, 3)
    due = invoice + timedelta(days=term)
    due += timedelta(days=max(due.weekday() - 4, 0) and 7 - due.weekday())
    case = Item('I', invoice=invoice, lines=(Line('L1', due, open_amount),), is_watched=True)
    plan = replace(scaled(plan, grade), start=min(due, invoice) + timedelta(days=started - 30))
    for number in range(180):
        today = invoice + timedelta(days=number)
        own = [mark for mark in state(case, plan, today).due if mark.line]
        code = own[0].step.code if own else None
        assert code == naive(case, plan, today)
        if code and number % (laziness + 1) == 0:
            case = replace(case, done=(*case.done, Done(code, today, 'L1')))


def test_what_was_demanded_is_what_was_done():
    done = replace(ITEM, done=(
        *did(('R12', after(20)), ('R11', after(13)), ('R10', after(9)), ('R14', after(31))),
        *did(('R11', after(40)), line='L2')))
    from_plan = {'L1': (after(13), after(20), 'R12'), 'L2': (after(40), after(40), 'R11')}
    assert demanded(done, FULL) == from_plan
    assert demanded(done, LIGHT) == demanded(ITEM, FULL) == {}
    same_day = replace(ITEM, done=did(('R12', after(20)), ('R11', after(20))))
    assert demanded(same_day, FULL) == {'L1': (after(20), after(20), 'R12')}
