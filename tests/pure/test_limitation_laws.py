"""Laws are data: years, the evidence that each event needs, and what differs elsewhere."""

from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType

import pytest
from histories import PROVED, START, end, event, why

from credit_management.tools.legal_dates import Span
from credit_management.tools.limitation import REASONS, Event, limitation
from credit_management.tools.limitation_laws import (
    CN,
    EU,
    LAWS,
    NEUTRAL,
    UK,
    EventRule,
    problems,
)

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


def test_what_each_event_does():
    def kinds(law, **wanted):
        return {
            kind for kind, rule in law.events.items()
            if all(getattr(rule, name) == value for name, value in wanted.items())
        }

    procedures = {'lawsuit', 'arbitration', 'payment_order', 'insolvency_claim', 'preservation',
                  'enforcement', 'police_report'}
    assert kinds(CN, at_end=True) == procedures
    assert kinds(CN, effect='suspend') == {'obstacle'}
    assert kinds(CN, effect='halt') == set()
    assert kinds(CN, revives=frozenset()) == {'acknowledged'}
    assert kinds(CN, revives=frozenset({'promise_sentence'})) == {
        'statement_signed', 'audit_confirmation'}
    suits = {'lawsuit', 'arbitration', 'insolvency_claim'}
    for law, halts in ((EU, suits | {'payment_order'}), (UK, suits), (NEUTRAL, suits)):
        assert kinds(law, effect='halt') == halts
        assert kinds(law, effect='restart') == {'acknowledged', 'part_payment'}
        assert kinds(law, at_end=True) == set()
        assert kinds(law, revives=None) == set(law.events)
        assert {law.events[kind].evidence for kind in halts} == {(frozenset({'filing_receipt'}),)}
        assert (law.cap, law.letter, law.is_one_debt) == (None, None, False)
    assert (CN.cap, CN.letter, CN.is_one_debt) == (Span(years=20), Span(months=24), True)
    assert {law.tail for law in LAWS.values()} == {Span(months=6)}
    assert {law.alerts for law in LAWS.values()} == {(180, 90, 30)}
    assert 'Limitation Act' in UK.events['part_payment'].basis
    assert 'Limitation Act' in UK.events['acknowledged'].basis


def test_a_law_is_data():
    scots = replace(UK, code='UK-SCT', span=Span(years=5))
    assert end(law=scots) == date(2031, 6, 30)
    assert isinstance(CN.events, MappingProxyType)
    assert REASONS == ('unlisted', 'early', 'expired', 'evidence', 'future')
    assert set(LAWS) == {'CN', 'EU', 'UK', 'neutral'}
    assert {'payment_order'} == set(EU.events) - set(NEUTRAL.events)
    assert all(rule.basis for law in LAWS.values() for rule in law.events.values())


# === LAWS THAT SOMEBODY WROTE === #

@pytest.mark.parametrize('law', LAWS.values(), ids=LAWS)
def test_what_is_delivered_can_be_used(law):
    assert problems(law) == ()


@pytest.mark.parametrize(('changes', 'code'), [
    ({'span': Span()}, 'span'), ({'span': Span(years=-1)}, 'span'),
    ({'cap': Span(years=2)}, 'cap'), ({'tail': Span()}, 'tail'),
    ({'letter': Span(years=3)}, 'letter'), ({'letter': Span(months=-1)}, 'letter'),
    ({'alerts': ()}, 'alerts'), ({'alerts': (30, 90, 180)}, 'alerts'),
    ({'alerts': (90, 90, 30)}, 'alerts'), ({'alerts': (90, 30, 0)}, 'alerts'),
])
def test_a_law_that_cannot_be_used_says_why(changes, code):
    assert problems(replace(CN, **changes))[0] == (code, None)


def test_a_cap_of_the_period_itself_is_fine():
    assert problems(replace(CN, cap=CN.span, letter=Span(months=35))) == ()


@pytest.mark.parametrize(('rule', 'code'), [
    (EventRule('restart', (), ''), 'evidence'),
    (EventRule('restart', (frozenset({'letter'}), frozenset()), ''), 'evidence'),
    (EventRule('halt', (frozenset({'letter'}),), '', at_end=True), 'at_end'),
    (EventRule('suspend', (frozenset({'letter'}),), '', revives=frozenset()), 'revives'),
])
def test_an_event_that_cannot_be_used_says_which(rule, code):
    law = replace(NEUTRAL, events=MappingProxyType({**NEUTRAL.events, 'set_off': rule}))
    assert problems(law) == ((code, 'set_off'),)
