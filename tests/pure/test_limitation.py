"""Until when a claim can be sued for, by line: the conservative date, and what moves it."""

from dataclasses import fields, replace
from datetime import date, timedelta
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credit_management.tools.legal_dates import Span
from credit_management.tools.limitation import (
    REASONS,
    Event,
    Limitation,
    earliest,
    limitation,
    start_of,
)
from credit_management.tools.limitation_laws import (
    CN,
    EU,
    LAWS,
    NEUTRAL,
    UK,
    EventRule,
)

START = date(2026, 6, 30)
PROVED = frozenset({
    'document', 'signer', 'authorization', 'content', 'address', 'carrier_no', 'letter',
    'signature', 'payment', 'debt_named', 'statement', 'demand_sentence', 'promise_sentence',
    'filing_receipt', 'ruling', 'receipt', 'copy', 'notice', 'arrival_proof', 'proof',
})


def event(kind, *day, **values):
    return Event(kind, date(*day), **{'evidence': PROVED, **values})


def end(*events, start=START, law=CN, **options):
    return limitation(start, events, law, **options).date


def why(*events, start=START, law=CN, **options):
    found = limitation(start, events, law, **options)
    return [(one.event.kind, one.reason) for one in found.ignored]


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


# === EVIDENCE === #

@pytest.mark.parametrize(('kind', 'alternatives'), [
    ('demand_delivered', ({'document', 'signer', 'authorization'}, {'document', 'arrival_proof'})),
    ('demand_sent', ({'content', 'address', 'carrier_no'},
                     {'content', 'address', 'delivery_receipt'})),
    ('acknowledged', ({'letter'}, {'plan'}, {'security'})),
    ('part_payment', ({'payment', 'debt_named'}, {'payment', 'allocation_note'})),
    ('statement_signed', ({'statement', 'signer', 'authorization', 'demand_sentence'},
                          {'statement', 'signer', 'authorization', 'promise_sentence'})),
    ('audit_confirmation', ({'statement', 'signer', 'authorization', 'promise_sentence'},)),
    ('lawsuit', ({'filing_receipt'},)),
    ('arbitration', ({'filing_receipt'},)),
    ('payment_order', ({'filing_receipt'},)),
    ('insolvency_claim', ({'filing_receipt'},)),
    ('preservation', ({'filing_receipt'},)),
    ('enforcement', ({'filing_receipt'},)),
    ('set_off', ({'filing_receipt'},)),
    ('mediation_request', ({'receipt'},)),
    ('police_report', ({'receipt'},)),
    ('public_notice', ({'copy'},)),
    ('assignment_notice', ({'notice', 'arrival_proof'},)),
])
def test_an_event_counts_with_one_complete_set_of_evidence(kind, alternatives):
    moved = date(2030, 1, 1)
    for needed in alternatives:
        assert end(event(kind, 2027, 1, 1, evidence=frozenset(needed))) == moved
        for item in needed:
            found = limitation(
                START, (event(kind, 2027, 1, 1, evidence=frozenset(needed - {item})),), CN)
            assert found.date == date(2029, 6, 30)
            assert found.arguable == moved
            (ignored,) = found.ignored
            assert ignored.reason == 'evidence'
            assert len(ignored.missing) == 1
            assert (needed - {item}) | ignored.missing in alternatives


def test_a_confirmation_for_an_audit_interrupts_nothing_unless_he_promises():
    signed = PROVED - {'promise_sentence'}
    assert end(event('audit_confirmation', 2027, 1, 1, evidence=signed)) == date(2029, 6, 30)
    assert end(event('audit_confirmation', 2027, 1, 1)) == date(2030, 1, 1)


def test_what_is_missing_is_that_of_the_nearest_alternative():
    rule = CN.events['demand_delivered']
    assert rule.missing(frozenset({'document'})) == {'arrival_proof'}
    assert rule.missing(frozenset()) == {'document', 'arrival_proof'}
    assert rule.missing(frozenset({'document', 'signer'})) == {'authorization'}
    assert rule.missing(PROVED) == frozenset()


def test_events_that_the_law_does_not_list_move_nothing():
    assert why(event('phone_call', 2027, 1, 1)) == [('phone_call', 'unlisted')]
    found = limitation(START, (event('phone_call', 2027, 1, 1),), CN)
    assert found.date == found.arguable == date(2029, 6, 30)
    assert found.ignored[0].missing == frozenset()


def test_an_effect_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="restart, suspend, halt, not 'pause'"):
        EventRule('pause', (), '')


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


# === OTHER LAWS === #

@pytest.mark.parametrize(('law', 'expected'), [
    (CN, date(2029, 6, 30)), (EU, date(2029, 6, 30)), (UK, date(2032, 6, 30)),
    (NEUTRAL, date(2029, 6, 30)),
])
def test_years_by_law(law, expected):
    assert end(law=law) == expected
    assert LAWS[law.code] is law


@pytest.mark.parametrize('law', [EU, UK, NEUTRAL])
def test_elsewhere_demands_move_nothing_and_admissions_in_time_do(law):
    assert why(event('demand_sent', 2027, 1, 1), law=law) == [('demand_sent', 'unlisted')]
    for kind in ('acknowledged', 'part_payment'):
        moved = end(event(kind, 2027, 1, 1), law=law)
        assert moved == law.span.after(date(2027, 1, 1))
        after = law.span.after(START) + timedelta(days=1)
        assert end(Event(kind, after, evidence=PROVED), law=law) == law.span.after(START)
    unsigned = event('acknowledged', 2027, 1, 1, evidence=frozenset({'letter'}))
    assert end(unsigned, law=law) == law.span.after(START)


@pytest.mark.parametrize('law', [EU, UK, NEUTRAL])
def test_elsewhere_a_suit_keeps_the_claim_and_the_date_stays(law):
    suit = event('lawsuit', 2027, 1, 1)
    found = limitation(START, (suit,), law)
    assert (found.date, found.pending) == (law.span.after(START), suit)
    ended = limitation(START, (replace(suit, ended=date(2028, 1, 1)),), law)
    assert (ended.date, ended.pending) == (law.span.after(START), None)


def test_a_law_is_data():
    scots = replace(UK, code='UK-SCT', span=Span(years=5))
    assert end(law=scots) == date(2031, 6, 30)
    assert isinstance(CN.events, MappingProxyType)
    assert REASONS == ('unlisted', 'early', 'expired', 'evidence', 'future')
    assert set(LAWS) == {'CN', 'EU', 'UK', 'neutral'}
    assert {'payment_order'} == set(EU.events) - set(NEUTRAL.events)
    assert all(rule.basis for law in LAWS.values() for rule in law.events.values())


# === WHAT ALWAYS HOLDS === #

days = st.dates(date(2025, 1, 1), date(2050, 12, 31))
all_codes = sorted({
    code for law in LAWS.values() for rule in law.events.values()
    for needed in rule.evidence for code in needed
} | {'ruling'})
evidence = st.one_of(st.just(PROVED), st.frozensets(st.sampled_from(all_codes), max_size=6))
kinds = st.sampled_from([*CN.events, 'phone_call'])
laws = st.sampled_from(list(LAWS.values()))


@st.composite
def events(draw):
    day = draw(days)
    ended = draw(st.one_of(st.none(), st.integers(0, 900).map(lambda n: day + timedelta(days=n))))
    return Event(draw(kinds), day, ended, draw(evidence), draw(st.integers(0, 5)))


histories = st.lists(events(), max_size=6)


@settings(max_examples=300)
@given(histories, events(), laws)
def test_one_more_event_never_brings_the_date_forward(history, another, law):
    before, after = limitation(START, history, law), limitation(START, [*history, another], law)
    assert after.date >= before.date
    assert after.arguable >= before.arguable
    assert after.arguable >= after.date


@given(histories, laws)
def test_only_listed_events_with_evidence_move_it(history, law):
    found = limitation(START, history, law)
    counted = [
        one for one in history
        if one.kind in law.events and not law.events[one.kind].missing(one.evidence)
    ]
    assert found.date == limitation(START, counted, law).date
    if found.moved_by is None:
        assert found.date == limitation(START, (), law).date
    else:
        assert found.moved_by in counted
    assert {one.reason for one in found.ignored} <= set(REASONS)


@given(st.permutations([
    Event('demand_sent', date(2027, 1, 1), None, PROVED, 1),
    Event('demand_sent', date(2029, 12, 31), None, PROVED, 2),
    Event('lawsuit', date(2029, 12, 31), date(2031, 1, 1), PROVED, 3),
    Event('acknowledged', date(2040, 1, 1), None, PROVED, 4),
    Event('obstacle', date(2039, 1, 1), date(2042, 12, 1), PROVED, 5),
]))
def test_the_order_in_which_events_were_written_down_changes_nothing(history):
    assert limitation(START, history, CN) == limitation(START, sorted(
        history, key=lambda one: one.ref), CN)


@given(histories, laws, days)
def test_the_past_is_what_was_known_then(history, law, as_of):
    known = [
        replace(one, ended=one.ended if one.ended and one.ended <= as_of else None)
        for one in history if one.date <= as_of
    ]
    assert limitation(START, history, law, as_of).date == limitation(START, known, law).date


@given(histories, events())
def test_after_expiry_only_an_acknowledgement_counts(history, another):
    before = limitation(START, history, CN)
    late = replace(another, date=max(another.date, before.date + timedelta(days=1)))
    if not before.pending and CN.events.get(late.kind, CN.events['lawsuit']).revives is None:
        assert limitation(START, [*history, late], CN).date == before.date


def test_what_is_handed_over_cannot_be_changed():
    found = limitation(START, (event('phone_call', 2027, 1, 1),), CN)
    for result in (found, found.ignored[0], found.ignored[0].event, CN, CN.events['lawsuit']):
        assert result.__dataclass_params__.frozen
