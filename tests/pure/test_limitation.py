"""Until when a claim can be sued for, by line: the conservative date, and what moves it."""

from dataclasses import fields, replace
from datetime import date, timedelta

import pytest
from histories import PROVED, START, end, event, why

from credit_management.tools.legal_dates import Span
from credit_management.tools.limitation import Limitation, earliest, limitation, start_of
from credit_management.tools.limitation_laws import CN, UK

# === ORACLES === #

def test_o_lm_1_without_an_event_three_years_from_the_due_date():
    found = limitation(START, (), CN)
    assert found.date == found.arguable == date(2029, 6, 30)
    assert (found.start, found.anchor) == (START, START)
    assert found.moved_by is found.pending is None
    assert found.ignored == ()


def test_o_lm_2_a_demand_that_was_received_begins_the_period_anew():
    demand = event('demand_delivered', 2027, 3, 15)
    found = limitation(START, (demand,), CN)
    assert found.date == found.arguable == date(2030, 3, 15)
    assert (found.anchor, found.moved_by, found.pending) == (date(2027, 3, 15), demand, None)


def test_o_lm_4_the_29th_of_february_becomes_the_28th():
    assert end(start=date(2028, 2, 29)) == date(2031, 2, 28)
    assert end(event('demand_sent', 2028, 2, 29)) == date(2031, 2, 28)


def test_of_two_that_reach_the_same_day_the_first_moved_it():
    one, other = event('demand_sent', 2027, 3, 15, ref=1), event('demand_sent', 2027, 3, 15, ref=2)
    assert limitation(START, (other, one), CN).moved_by is one


def test_what_happens_after_expiry_does_nothing_unless_he_acknowledges():
    late = (2029, 7, 1)
    for kind in CN.events:
        expected = date(2032, 7, 1) if kind in (
            'acknowledged', 'statement_signed', 'audit_confirmation') else date(2029, 6, 30)
        if kind != 'obstacle':
            assert end(event(kind, *late)) == expected, kind
    assert why(event('demand_sent', *late)) == [('demand_sent', 'expired')]


def test_a_letter_that_nobody_filed_may_be_argued_with():
    found = limitation(START, (event('acknowledged', 2029, 7, 1, evidence=frozenset()),), CN)
    assert (found.date, found.arguable) == (date(2029, 6, 30), date(2032, 7, 1))


def test_a_statement_signed_after_expiry_revives_only_with_a_promise():
    demanded = PROVED - {'promise_sentence'}
    assert end(event('statement_signed', 2029, 7, 1, evidence=demanded)) == date(2029, 6, 30)
    assert end(event('statement_signed', 2029, 6, 30, evidence=demanded)) == date(2032, 6, 30)


def test_the_last_day_is_in_time_and_is_not_moved_off_a_weekend():
    assert START + timedelta(days=1096) == date(2029, 6, 30)
    assert date(2029, 6, 30).weekday() == 5
    assert end(event('demand_sent', 2029, 6, 30)) == date(2032, 6, 30)
    assert end(event('demand_sent', 2029, 7, 1)) == date(2029, 6, 30)


# === WHERE THE CLOCK STARTS === #

def test_one_debt_in_instalments_counts_from_the_last_of_them():
    dues = (date(2026, 3, 31), date(2026, 9, 30), date(2026, 6, 30))
    assert start_of(CN, due=dues[0], instalments=dues) == date(2026, 9, 30)
    assert start_of(CN, due=date(2026, 12, 31), instalments=dues) == date(2026, 12, 31)
    assert start_of(UK, due=dues[0], instalments=dues) == dues[0]


def test_without_an_agreed_day_the_clock_waits_for_a_demand():
    grace, refused = date(2026, 5, 1), date(2026, 4, 2)
    assert start_of(CN) is None
    assert start_of(CN, grace_end=grace) == grace
    assert start_of(CN, refused=refused) == refused
    assert start_of(CN, grace_end=grace, refused=refused) == refused
    assert start_of(CN, due=START, grace_end=grace) == START


def test_without_a_start_there_is_no_date():
    found = limitation(None, (event('demand_sent', 2027, 1, 1),), CN)
    assert {getattr(found, field.name) for field in fields(Limitation)} == {None, ()}
    assert found.days_left(START) is found.alert(START, CN) is None
    assert not found.is_expired(START)
    assert not found.is_letter_due(START)


def test_what_was_before_the_clock_began_does_not_count():
    assert end(event('demand_sent', 2026, 6, 29)) == date(2029, 6, 30)
    assert why(event('demand_sent', 2026, 6, 29)) == [('demand_sent', 'early')]
    assert why(event('demand_sent', 2026, 6, 30)) == []
    assert why(event('lawsuit', 2026, 6, 29), law=UK) == [('lawsuit', 'early')]


# === PROCEDURES AND OBSTACLES === #

def test_a_procedure_counts_from_its_filing_until_its_end_is_proved():
    filed = event('lawsuit', 2027, 1, 10)
    pending = limitation(START, (filed,), CN)
    assert (pending.date, pending.pending) == (date(2030, 1, 10), filed)
    ended = replace(filed, ended=date(2028, 5, 20))
    found = limitation(START, (ended,), CN)
    assert (found.date, found.anchor, found.pending) == (
        date(2031, 5, 20), date(2028, 5, 20), None)
    unproved = limitation(START, (replace(ended, evidence=frozenset({'filing_receipt'})),), CN)
    assert (unproved.date, unproved.arguable) == (date(2030, 1, 10), date(2031, 5, 20))


def test_a_claim_in_a_procedure_is_not_barred_and_alarms_nobody():
    found = limitation(START, (event('lawsuit', 2027, 1, 10),), CN)
    late = date(2035, 1, 1)
    assert not found.is_expired(late)
    assert found.alert(late, CN) is None
    assert not found.is_letter_due(date(2029, 6, 1))


def test_demands_end_on_the_day_they_are_made():
    demand = event('demand_sent', 2027, 1, 1, ended=date(2028, 1, 1))
    found = limitation(START, (demand,), CN)
    assert (found.date, found.pending) == (date(2030, 1, 1), None)


def test_while_a_procedure_runs_nothing_comes_too_late():
    filed = event('arbitration', 2029, 6, 30)
    plan = event('acknowledged', 2033, 1, 1)
    demand = event('demand_sent', 2033, 2, 1)
    assert end(filed, plan, demand) == end(filed, demand) == date(2036, 2, 1)
    assert end(demand) == date(2029, 6, 30)


@pytest.mark.parametrize(('obstacle_end', 'expected'), [
    (date(2028, 12, 29), date(2029, 6, 30)),
    (date(2028, 12, 30), date(2029, 6, 30)),
    (date(2028, 12, 31), date(2029, 6, 30)),
    (date(2029, 1, 1), date(2029, 7, 1)),
    (date(2029, 6, 30), date(2029, 12, 30)),
    (date(2030, 1, 31), date(2030, 7, 31)),
])
def test_after_an_obstacle_half_a_year_is_left(obstacle_end, expected):
    obstacle = event('obstacle', 2028, 3, 1, ended=obstacle_end)
    assert end(obstacle) == expected
    assert limitation(START, (obstacle,), CN).anchor == START


def test_an_obstacle_without_an_end_or_proof_moves_nothing():
    assert end(event('obstacle', 2028, 3, 1)) == date(2029, 6, 30)
    bare = event('obstacle', 2028, 3, 1, ended=date(2029, 6, 1), evidence=frozenset())
    assert end(bare) == date(2029, 6, 30)
    assert limitation(START, (event('obstacle', 2028, 3, 1),), CN).pending is None


def test_an_obstacle_may_have_begun_before_the_clock_but_not_after_its_end():
    early = event('obstacle', 2026, 1, 1, ended=date(2029, 6, 1))
    assert end(early) == date(2029, 12, 1)
    assert end(event('obstacle', 2029, 7, 1, ended=date(2029, 8, 1))) == date(2029, 6, 30)


# === THE CAP === #

def test_nothing_reaches_beyond_twenty_years():
    demands = [event('demand_sent', year, 6, 1) for year in range(2028, 2047, 2)]
    assert end(*demands) == date(2046, 6, 30)
    assert end(*demands[:-1]) == date(2046, 6, 30)
    assert end(*demands[:-2]) == date(2045, 6, 1)
    assert end(*demands, event('acknowledged', 2046, 7, 1)) == date(2046, 6, 30)
    assert end(event('obstacle', 2029, 1, 1, ended=date(2050, 1, 1))) == date(2046, 6, 30)


def test_a_cap_shorter_than_the_period_counts_from_the_start():
    assert end(law=replace(CN, cap=Span(years=2))) == date(2028, 6, 30)
    assert end(event('demand_sent', 2026, 7, 1), law=replace(CN, cap=Span(years=2))) == date(
        2028, 6, 30)


# === AS OF A DAY === #

def test_on_a_past_day_only_what_had_happened_counts():
    demand = event('demand_sent', 2027, 3, 15)
    assert end(demand, as_of=date(2027, 3, 14)) == date(2029, 6, 30)
    assert why(demand, as_of=date(2027, 3, 14)) == [('demand_sent', 'future')]
    assert end(demand, as_of=date(2027, 3, 15)) == date(2030, 3, 15)


def test_on_a_past_day_a_procedure_had_not_ended_yet():
    suit = event('lawsuit', 2027, 1, 10, ended=date(2028, 5, 20))
    assert limitation(START, (suit,), CN, as_of=date(2028, 5, 19)).pending == suit
    assert end(suit, as_of=date(2028, 5, 19)) == date(2030, 1, 10)
    assert end(suit, as_of=date(2028, 5, 20)) == date(2031, 5, 20)


# === WHAT IS SAID AND DONE === #

def test_days_left_and_alerts():
    found = limitation(START, (), CN)
    last = date(2029, 6, 30)
    for days, reached in ((181, None), (180, 180), (90, 90), (30, 30), (0, 30), (-1, 0)):
        today = last - timedelta(days=days)
        assert found.days_left(today) == days
        assert found.alert(today, CN) == reached
        assert found.is_expired(today) == (days < 0)
    assert found.alert(last, replace(CN, alerts=(7,))) == 7


def test_a_letter_is_due_after_24_months_without_an_event_while_it_can_help():
    found = limitation(START, (), CN)
    assert found.letter_on == date(2028, 6, 30)
    for day, due in (
        (date(2028, 6, 29), False), (date(2028, 6, 30), True), (date(2029, 6, 30), True),
        (date(2029, 7, 1), False),
    ):
        assert found.is_letter_due(day) == due
    moved = limitation(START, (event('demand_sent', 2027, 3, 15),), CN)
    assert moved.letter_on == date(2029, 3, 15)


def test_a_demand_without_evidence_does_not_put_the_letter_off():
    found = limitation(START, (event('demand_sent', 2027, 3, 15, evidence=frozenset()),), CN)
    assert found.letter_on == date(2028, 6, 30)


def test_where_a_demand_does_not_help_there_is_no_letter():
    found = limitation(START, (), UK)
    assert found.letter_on is None
    assert found.is_letter_due(date(2030, 1, 1)) is False


def test_a_customer_shows_the_earliest_of_his_lines():
    lines = [limitation(day, (), CN) for day in (date(2027, 1, 1), START, date(2028, 1, 1), None)]
    assert earliest(lines) is lines[1]
    assert earliest(lines[3:]) is None
    assert earliest([]) is None
