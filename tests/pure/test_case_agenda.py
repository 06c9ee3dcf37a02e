"""What has to be done about a case next: deadlines move back, work moves on."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_management.tools.bank_days import is_bank_day
from credit_management.tools.case_agenda import REASONS, Agenda, NextAction, next_action
from credit_management.tools.case_routes import ROUTES

#: A Monday.
TODAY = date(2026, 11, 23)
SATURDAY, SUNDAY = TODAY + timedelta(days=5), TODAY + timedelta(days=6)


def on(days):
    return TODAY + timedelta(days=days)


def following(route='credit', last=TODAY, today=TODAY, **values):
    options = {key: values.pop(key) for key in ('weekend', 'holidays', 'routes') if key in values}
    found = next_action(Agenda(route, last, **values), today, **options)
    return found and (found.date, found.reason)


@pytest.mark.parametrize(('route', 'days'), [
    ('salesperson', 4), ('credit', 4), ('third_party', 14), ('lawyer', 14), ('court', 30),
])
def test_without_anything_else_the_route_has_its_rhythm(route, days):
    assert following(route) == (on(days), 'routine')


def test_routine_moves_to_the_next_working_day():
    assert following(last=on(1)) == (on(7), 'routine')
    assert following(last=on(1), weekend=frozenset({4, 5})) == (SUNDAY, 'routine')
    assert following(holidays={on(4)}) == (on(7), 'routine')


def test_what_is_late_is_for_today_or_the_next_working_day():
    assert following(last=on(-90)) == (TODAY, 'routine')
    assert following(last=on(-90), today=SATURDAY) == (on(7), 'routine')


def test_a_case_without_an_action_waits_for_nothing():
    assert following(last=None) is None
    assert following(last=None, court=on(3)) == (on(3), 'court')


def test_a_promise_or_a_dispute_is_waited_for():
    assert following(promise_until=on(9)) == (on(10), 'promise')
    assert following(dispute_until=on(9)) == (on(10), 'dispute')
    assert following(promise_until=on(9), dispute_until=on(7)) == (on(8), 'dispute')
    assert following(promise_until=on(8), dispute_until=on(8)) == (on(9), 'promise')
    assert following(promise_until=on(4)) == (on(7), 'promise')
    assert following(promise_until=on(-9)) == (TODAY, 'promise')


def test_deadlines_move_to_the_last_working_day_before():
    assert following(court=SATURDAY, last=on(20)) == (on(4), 'court')
    assert following(court=SUNDAY, last=on(20), holidays={on(4)}) == (on(3), 'court')
    assert following(court=on(3), promise_until=on(9)) == (on(3), 'court')
    assert following(court=on(-3)) == (TODAY, 'court')


@pytest.mark.parametrize('reason', ['limitation', 'guarantee'])
def test_a_claim_is_looked_at_thirty_days_before_it_is_lost(reason):
    assert following(promise_until=on(90), **{reason: on(60)}) == (on(30), reason)
    assert following(promise_until=on(90), **{reason: SATURDAY + timedelta(30)}) == (on(4), reason)
    assert following(**{reason: TODAY}) == (TODAY, reason)
    assert following(**{reason: on(-1)}) == (on(4), 'routine')
    assert following(today=SUNDAY, **{reason: SUNDAY}) == (SUNDAY, reason)


def test_of_two_on_one_day_the_graver_is_named():
    late = {name: on(5) for name in ('limitation', 'guarantee', 'court')}
    assert following(last=on(-9), **late) == (TODAY, 'limitation')
    assert following(last=on(-9), limitation=None, guarantee=on(30), court=TODAY) == (
        TODAY, 'guarantee')
    assert following(last=on(-4), court=TODAY) == (TODAY, 'court')
    assert REASONS == (
        'limitation', 'guarantee', 'court', 'promise', 'dispute', 'planned', 'routine')


def test_routes_of_ones_own():
    quick = (ROUTES[0].__class__('credit', 1, 1),)
    assert following(routes=quick) == (on(1), 'routine')


def test_an_agreed_day_takes_the_place_of_the_rhythm_and_waits_for_nothing_else():
    assert following(planned=on(9)) == (on(9), 'planned')
    assert following(planned=on(5)) == (on(7), 'planned')
    assert following(planned=on(-3)) == (TODAY, 'planned')
    assert following(planned=on(1), promise_until=on(8)) == (on(9), 'promise')
    assert following(planned=on(1), limitation=on(20))[1] == 'limitation'


dates = st.one_of(st.none(), st.integers(-400, 400).map(on))
agendas = st.builds(
    Agenda, st.sampled_from([route.code for route in ROUTES]), dates, dates, dates, dates, dates,
    dates, dates,
)


@given(agendas, st.integers(0, 6).map(on), st.frozensets(st.integers(0, 30).map(on), max_size=5))
def test_an_action_is_never_before_today_and_work_never_on_a_holiday(agenda, today, holidays):
    found = next_action(agenda, today, holidays=holidays)
    if found is None:
        assert agenda.last_action is agenda.court is agenda.promise_until is None
        assert agenda.planned is None
        return
    assert isinstance(found, NextAction)
    assert found.date >= today
    is_work = found.reason in ('promise', 'dispute', 'planned', 'routine')
    assert is_bank_day(found.date, holidays=holidays) or (not is_work and found.date == today)


@given(agendas, st.integers(0, 90))
def test_asked_again_before_its_day_the_answer_is_the_same(agenda, later):
    found = next_action(agenda, TODAY)
    if found and found.date > on(later):
        assert next_action(agenda, on(later)) == found
