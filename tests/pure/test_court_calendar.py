"""Deadlines of a case at court: from the last event that starts one until one that closes it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_management.tools.court_calendar import (
    CALENDARS,
    LASTS,
    CourtEvent,
    CourtRule,
    deadlines,
    next_deadline,
    proceeding,
)
from credit_management.tools.legal_dates import Span

CN = CALENDARS['CN']
DAY = date(2026, 5, 31)


def found(*events, rules=CN):
    return [(one.code, one.ref, one.date) for one in deadlines(events, rules)]


def on(days):
    return DAY + timedelta(days=days)


@pytest.mark.parametrize(('pack', 'kind', 'code', 'end', 'latest'), [
    ('CN', 'judgment_effective', 'apply_enforcement', date(2028, 5, 31), date(2028, 5, 31)),
    ('CN', 'performance_ends', 'apply_enforcement', date(2028, 5, 31), date(2028, 5, 31)),
    ('CN', 'award_made', 'apply_enforcement', date(2028, 5, 31), date(2028, 5, 31)),
    ('CN', 'payment_order_final', 'apply_enforcement', date(2028, 5, 31), date(2028, 5, 31)),
    ('CN', 'preserved_bank', 'renew_bank', date(2027, 5, 24), date(2027, 5, 31)),
    ('CN', 'preserved_movable', 'renew_movable', date(2028, 5, 24), date(2028, 5, 31)),
    ('CN', 'preserved_immovable', 'renew_immovable', date(2029, 5, 24), date(2029, 5, 31)),
    ('CN', 'preserved_before_suit', 'sue_after_preservation', date(2026, 6, 30),
     date(2026, 6, 30)),
    ('CN', 'insolvency_announced', 'file_insolvency_claim', date(2026, 6, 30), date(2026, 8, 31)),
    ('CN', 'judgment_served', 'appeal_judgment', date(2026, 6, 15), date(2026, 6, 15)),
    ('CN', 'ruling_served', 'appeal_ruling', date(2026, 6, 10), date(2026, 6, 10)),
    ('CN', 'payment_order_served', 'payment_order_final', date(2026, 6, 15), date(2026, 6, 15)),
    ('CN', 'court_order', 'named_by_court', None, None),
    ('EU', 'insolvency_announced', 'file_insolvency_claim', date(2026, 6, 30), date(2026, 6, 30)),
    ('EU', 'payment_order_served', 'payment_order_final', date(2026, 6, 30), date(2026, 6, 30)),
    ('EU', 'court_order', 'named_by_court', None, None),
    ('UK', 'judgment_effective', 'apply_enforcement', date(2032, 5, 31), date(2032, 5, 31)),
    ('UK', 'insolvency_announced', 'file_insolvency_claim', None, None),
    ('UK', 'court_order', 'named_by_court', None, None),
    ('neutral', 'insolvency_announced', 'file_insolvency_claim', None, None),
    ('neutral', 'court_order', 'named_by_court', None, None),
])
def test_each_event_starts_its_deadline(pack, kind, code, end, latest):
    event = CourtEvent(kind, DAY, 'A')
    (one,) = deadlines([event], CALENDARS[pack])
    assert (one.code, one.ref, one.date, one.latest, one.since) == (code, 'A', end, latest, event)


def test_the_packs_are_whole():
    assert {pack: [rule.code for rule in rules] for pack, rules in CALENDARS.items()} == {
        'CN': ['apply_enforcement', 'renew_bank', 'renew_movable', 'renew_immovable',
               'sue_after_preservation', 'file_insolvency_claim', 'appeal_judgment',
               'appeal_ruling', 'payment_order_final', 'named_by_court'],
        'EU': ['file_insolvency_claim', 'payment_order_final', 'named_by_court'],
        'UK': ['apply_enforcement', 'file_insolvency_claim', 'named_by_court'],
        'neutral': ['file_insolvency_claim', 'named_by_court'],
    }
    assert all(rule.source for rules in CALENDARS.values() for rule in rules)


@pytest.mark.parametrize(('pack', 'start', 'closes'), [
    ('CN', 'judgment_effective', ('enforcement_applied', 'performed')),
    ('CN', 'award_made', ('enforcement_applied', 'performed')),
    ('CN', 'preserved_bank', ('released', 'enforced', 'lapsed')),
    ('CN', 'preserved_before_suit', ('suit_filed', 'released', 'lapsed')),
    ('CN', 'insolvency_announced', ('insolvency_claim_filed',)),
    ('CN', 'judgment_served', ('appealed', 'accepted')),
    ('CN', 'ruling_served', ('appealed', 'accepted')),
    ('CN', 'payment_order_served', ('objection', 'payment_order_final')),
    ('EU', 'insolvency_announced', ('insolvency_claim_filed',)),
    ('EU', 'payment_order_served', ('objection', 'payment_order_final')),
    ('UK', 'judgment_effective', ('enforcement_applied', 'performed')),
    ('UK', 'insolvency_announced', ('insolvency_claim_filed',)),
    ('neutral', 'insolvency_announced', ('insolvency_claim_filed',)),
    ('neutral', 'court_order', ('done',)),
])
def test_what_was_done_closes_it(pack, start, closes):
    for kind in closes:
        for days, is_open in ((-1, True), (0, False), (9, False)):
            events = [CourtEvent(kind, on(days), 'A'), CourtEvent(start, DAY, 'A')]
            codes = [one.code for one in deadlines([events[1]], CALENDARS[pack])]
            assert any(one.code in codes for one in deadlines(events, CALENDARS[pack])) == is_open
    assert deadlines([CourtEvent(start, DAY, 'A'), CourtEvent('x', on(1), 'A')], CALENDARS[pack])


def test_the_last_day_to_perform_goes_before_the_judgment():
    judgment = CourtEvent('judgment_effective', on(9), 'A')
    performance = CourtEvent('performance_ends', DAY, 'A')
    assert found(judgment, performance) == [('apply_enforcement', 'A', date(2028, 5, 31))]


def test_a_renewal_begins_the_span_anew_and_assets_are_told_apart():
    assert found(
        CourtEvent('preserved_bank', DAY, 'A', key=1),
        CourtEvent('preserved_bank', date(2027, 5, 20), 'A', key=2, answers=1),
        CourtEvent('preserved_bank', DAY, 'B', key=3),
    ) == [('renew_bank', 'B', date(2027, 5, 24)), ('renew_bank', 'A', date(2028, 5, 13))]


def test_two_accounts_of_one_case_are_renewed_each():
    one = CourtEvent('preserved_bank', DAY, 'A', key=1)
    other = CourtEvent('preserved_bank', on(2), 'A', key=2)
    both = [('renew_bank', 'A', date(2027, 5, 24)), ('renew_bank', 'A', date(2027, 5, 26))]
    assert found(one, other) == found(one, other, CourtEvent('released', on(5), 'A')) == both
    assert found(one, other, CourtEvent('released', on(5), 'A', answers=1)) == both[1:]


def test_an_event_of_the_whole_case_closes_what_hangs_on_each_asset():
    one, other = CourtEvent('preserved_bank', DAY, 'A'), CourtEvent('preserved_bank', DAY, 'B')
    assert found(one, other, CourtEvent('released', on(5), 'A')) == [
        ('renew_bank', 'B', date(2027, 5, 24))]
    assert found(one, other, CourtEvent('released', on(5))) == []
    assert found(CourtEvent('preserved_bank', DAY), CourtEvent('released', on(5), 'A')) == [
        ('renew_bank', None, date(2027, 5, 24))]


def test_what_interrupts_enforcement_counts_while_it_runs():
    judgment = CourtEvent('judgment_effective', DAY, 'A')

    def interrupted(*days):
        return found(judgment, *(CourtEvent('enforcement_interrupted', day, 'A') for day in days))

    assert interrupted(date(2027, 1, 1)) == [('apply_enforcement', 'A', date(2029, 1, 1))]
    assert interrupted(date(2028, 5, 31)) == [('apply_enforcement', 'A', date(2030, 5, 31))]
    assert interrupted(date(2028, 6, 1)) == [('apply_enforcement', 'A', date(2028, 5, 31))]
    assert interrupted(date(2030, 1, 1), date(2028, 5, 1)) == [
        ('apply_enforcement', 'A', date(2032, 1, 1))]
    assert interrupted(DAY, on(-3)) == [('apply_enforcement', 'A', date(2028, 5, 31))]
    (one,) = deadlines([judgment, CourtEvent('enforcement_interrupted', on(1))], CN)
    assert one.since.kind == 'enforcement_interrupted'
    (one,) = deadlines([judgment, CourtEvent('enforcement_interrupted', DAY, 'A')], CN)
    assert one.since == judgment


def test_an_order_does_not_undo_the_one_before():
    fee = CourtEvent('court_order', DAY, 'A', named=on(7), key=1)
    papers = CourtEvent('court_order', on(2), 'A', named=on(19), key=2)
    both = [('named_by_court', 'A', on(7)), ('named_by_court', 'A', on(19))]
    assert found(fee, papers) == found(papers, fee) == both
    assert found(fee, papers, CourtEvent('done', on(3), 'A')) == both
    assert found(fee, papers, CourtEvent('done', on(3), 'A', answers=2)) == both[:1]
    assert found(fee, papers, CourtEvent('done', on(3), 'A', answers=1)) == both[1:]
    assert found(fee, CourtEvent('done', on(1), 'A'), papers) == both[1:]


def test_a_second_announcement_puts_nothing_off():
    first, again = (CourtEvent('insolvency_announced', day) for day in (DAY, on(18)))
    assert found(first, again) == [('file_insolvency_claim', None, date(2026, 6, 30))]
    named = CourtEvent('insolvency_announced', on(18), named=on(60))
    assert found(first, named) == [('file_insolvency_claim', None, on(60))]
    assert found(first, again, CourtEvent('insolvency_claim_filed', on(20))) == []


def test_a_date_that_the_court_named_wins():
    event = CourtEvent('insolvency_announced', DAY, 'A', named=date(2026, 7, 20))
    for rules in CALENDARS.values():
        (one,) = deadlines([event], rules)
        assert (one.date, one.latest) == (date(2026, 7, 20), date(2026, 7, 20))
    (one,) = deadlines([CourtEvent('preserved_bank', DAY, 'A', named=on(100))], CN)
    assert one.date == on(100)


def test_deadlines_stand_in_order_and_those_that_a_court_must_name_come_first():
    events = [
        CourtEvent('judgment_effective', DAY), CourtEvent('judgment_served', DAY),
        CourtEvent('court_order', DAY),
    ]
    assert [one.code for one in deadlines(events, CN)] == [
        'named_by_court', 'appeal_judgment', 'apply_enforcement']
    assert next_deadline(events, CN).code == 'appeal_judgment'
    assert next_deadline(events[2:], CN) is None
    assert next_deadline([], CN) is None
    assert deadlines([], CN) == []


def test_alerts_sixty_thirty_and_seven_days_before():
    (one,) = deadlines([CourtEvent('judgment_effective', DAY)], CN)
    for left, reached in ((61, None), (60, 60), (30, 30), (7, 7), (0, 7), (-1, 0)):
        today = one.date - timedelta(days=left)
        assert one.alert(today) == reached
        assert one.days_left(today) == left
    assert one.alert(one.date, (1,)) == 1
    assert replace(one, date=None).alert(DAY) is replace(one, date=None).days_left(DAY) is None


def test_a_rule_is_data():
    rule = CourtRule('answer', ('served',), Span(days=20), lead=3)
    assert found(CourtEvent('served', DAY), rules=(rule,)) == [('answer', None, on(17))]


kinds = sorted({
    kind for rule in CN for kind in (*rule.starts, *rule.closes, *rule.restarts)})
events = st.lists(st.builds(
    CourtEvent, st.sampled_from(kinds), st.integers(0, 900).map(on),
    st.sampled_from(['A', 'B', None])), max_size=8)


@given(events)
def test_each_asset_has_each_deadline_once_and_order_changes_nothing(history):
    one, other = deadlines(history, CN), deadlines(history[::-1], CN)
    keys = [(found.code, found.ref, found.since) for found in one]
    assert len(set(keys)) == len(keys)
    assert [(key.code, key.ref, key.date) for key in one] == [
        (key.code, key.ref, key.date) for key in other]


@pytest.mark.parametrize('ref', ['（2027）民初 123', '(2027) 民初 123', ' (2027)  民初 123 '])
def test_a_proceeding_is_the_same_however_it_was_typed(ref):
    assert proceeding(ref) == '(2027)民初123'
    assert proceeding('') is proceeding(None) is proceeding('  ') is None


def test_a_preservation_lasts_as_long_as_its_renewal_says():
    assert {kind: span.after(DAY) for kind, span in LASTS.items()} == {
        'preserved_bank': date(2027, 5, 31), 'preserved_movable': date(2028, 5, 31),
        'preserved_immovable': date(2029, 5, 31), 'preserved_before_suit': date(2026, 6, 30)}


@given(events, st.sampled_from(sorted(
    {kind for rule in CN for kind in rule.closes} - {kind for rule in CN for kind in rule.starts})))
def test_what_closes_a_deadline_never_opens_another(history, kind):
    done = CourtEvent(kind, on(901))
    before, after = deadlines(history, CN), deadlines([*history, done], CN)
    assert {(one.code, one.ref) for one in after} <= {(one.code, one.ref) for one in before}
