"""What holds of any history of a debt, in any law."""

from dataclasses import replace
from datetime import date, timedelta

from histories import PROVED, START
from hypothesis import given, settings
from hypothesis import strategies as st

from credit_management.tools.limitation import REASONS, Event, limitation
from credit_management.tools.limitation_laws import CN, LAWS

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
