"""The life of danger signals, what they come to, what is new since yesterday."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_management.tools.signals import (
    DEFINITIONS,
    LEVELS,
    RANK,
    Change,
    Danger,
    Definition,
    Reading,
    Signal,
    acknowledge,
    changes,
    danger,
    level_change,
    overrule,
    update,
)

DAY = date(2026, 3, 2)


def after(days):
    return DAY + timedelta(days=days)


def reading(code='DS1', value=12, is_on=True, is_seen=True, **changes):
    return Reading(code, value, 10, is_on, is_seen, **changes)


def signal(code='DS1', day=DAY, **changes):
    return update(None, reading(code, **changes), day)


def test_weights_come_to_120():
    assert {code: one.weight for code, one in DEFINITIONS.items()} == {
        'DS1': 15, 'DS2': 15, 'DS3': 20, 'DS4': 8, 'DS5': 8, 'DS6': 10, 'DS7': 6, 'DS8': 20,
        'DS9': 8, 'DS10': 10}
    assert sum(one.weight for one in DEFINITIONS.values()) == 120
    assert {code for code, one in DEFINITIONS.items() if one.history == 0} == {'DS8', 'DS9'}
    assert {one.history for one in DEFINITIONS.values()} == {0, 180}
    assert [code for code, one in DEFINITIONS.items() if one.expiry is None] == ['DS8']
    assert {one.expiry for one in DEFINITIONS.values()} == {180, None}
    assert len({one.name for one in DEFINITIONS.values()}) == 10


def test_o_ds_s_levels_by_score():
    found = [signal(code) for code in ('DS1', 'DS4', 'DS7')]
    assert danger(found, DAY) == Danger(29, 'watch', ('DS1', 'DS4', 'DS7'))
    assert danger([*found, signal('DS9')], DAY) == Danger(37, 'alert', ('DS1', 'DS4', 'DS7', 'DS9'))


@pytest.mark.parametrize(
    ('codes', 'score', 'level'),
    [
        ((), 0, 'normal'), (('DS4', 'DS7'), 14, 'normal'), (('DS1',), 15, 'watch'),
        (('DS1', 'DS4', 'DS7'), 29, 'watch'), (('DS1', 'DS2'), 30, 'alert'),
        (('DS3', 'DS4', 'DS8'), 48, 'alert'), (('DS3', 'DS6', 'DS8'), 50, 'stop'),
        (tuple(DEFINITIONS), 100, 'stop'),
    ],
)
def test_levels(codes, score, level):
    found = danger([signal(code) for code in codes], DAY)
    assert (found.score, found.level, found.codes) == (score, level, codes)


def test_levels_and_weights_are_data():
    own = {'DS1': Definition('DS1', 'payment_slowing', 7)}
    assert danger([signal()], DAY, own, (('stop', 7), ('normal', 0))).level == 'stop'
    assert LEVELS == (('stop', 50), ('alert', 30), ('watch', 15), ('normal', 0))
    assert RANK == {'normal': 0, 'watch': 1, 'alert': 2, 'stop': 3}


def test_a_signal_begins_at_its_threshold_and_not_below():
    assert update(None, reading(is_on=False), DAY) is None
    assert update(None, None, DAY) is None
    found = update(None, reading(), DAY)
    assert found == Signal('DS1', 'erp', DAY, DAY, reading())
    assert (found.status(DAY), found.expires()) == ('active', after(180))


def test_it_is_seen_above_a_lower_threshold():
    found = update(signal(), reading(value=6, is_on=False), after(30))
    assert (found.first_seen, found.last_seen, found.reading.value) == (DAY, after(30), 6)
    unseen = update(found, reading(value=1, is_on=False, is_seen=False), after(31))
    assert unseen == found
    assert update(found, None, after(31)) == found


def test_it_expires_180_days_after_it_was_last_seen():
    found = signal()
    assert (found.status(after(180)), found.status(after(181))) == ('active', 'expired')
    assert danger([found], after(181)) == Danger(0, 'normal')
    again = update(found, reading(), after(181))
    assert (again.first_seen, again.last_seen) == (after(181), after(181))
    assert update(found, reading(), after(180)).first_seen == DAY
    assert update(found, reading(is_on=False), after(181)) == found
    own = {'DS1': Definition('DS1', 'x', 15, expiry=5)}
    assert (found.status(after(5), own), found.status(after(6), own)) == ('active', 'expired')
    assert update(found, reading(), after(6), own).first_seen == after(6)


def test_a_bureaus_signal_ends_when_its_cause_is_lifted():
    found = signal('DS8')
    assert found.expires() is None
    assert found.status(after(5_000)) == 'active'
    lifted = update(found, reading('DS8', is_on=False, is_seen=False), after(9))
    assert (lifted.status(after(8)), lifted.status(after(9))) == ('active', 'expired')
    assert lifted.last_seen == DAY
    back = update(lifted, reading('DS8'), after(20))
    assert (back.first_seen, back.lifted_on) == (after(20), None)


def test_an_older_reading_changes_nothing():
    found = signal(day=after(5))
    assert update(found, reading(value=99), after(4)) == found
    assert update(found, reading(value=99), after(5)).reading.value == 99


def test_somebody_dealt_with_it():
    found = acknowledge(signal(), after(1), 'Li Na', ' paid by the parent ')
    assert found.acknowledged == (after(1), 'Li Na', 'paid by the parent')
    assert found.status(after(1)) == 'acknowledged'
    assert danger([found], after(1)) == Danger(0, 'normal')
    same = update(found, reading(), after(2))
    assert same.status(after(2)) == 'acknowledged'
    assert same.last_seen == after(2)
    assert update(found, reading(value=11), after(2)).status(after(2)) == 'acknowledged'
    assert update(found, reading(value=16), after(2)).status(after(2)) == 'acknowledged'
    worse = update(found, reading(value=17), after(2))
    assert (worse.status(after(2)), worse.acknowledged_value) == ('active', None)
    assert found.status(after(181)) == 'expired'


def test_dealing_with_one_test_does_not_silence_another():
    found = acknowledge(signal(value=2, test='accounts'), DAY, 'x', "known")
    seen = update(found, reading(value=0.15, is_on=False, test='others'), after(1))
    assert (seen.status(after(1)), seen.reading.test, seen.last_seen) == (
        'acknowledged', 'accounts', after(1))
    other = update(seen, reading(value=0.95, test='others'), after(2))
    assert (other.status(after(2)), other.reading.test) == ('active', 'others')


@pytest.mark.parametrize('reason', ['', '  ', None])
def test_dealing_with_it_takes_a_reason(reason):
    with pytest.raises(ValueError, match="Say why"):
        acknowledge(signal(), DAY, 'Li Na', reason)


def test_what_a_person_flagged_has_no_value():
    flag = reading(value=None, source='user')
    found = acknowledge(update(None, flag, DAY), DAY, 'Li Na', "known")
    assert update(found, flag, after(1)).status(after(1)) == 'acknowledged'
    assert update(found, reading(value=1), after(1)).status(after(1)) == 'active'
    assert update(found, replace(flag, is_stop=True), after(1)).status(after(1)) == 'active'


def test_a_hard_stop_stops_whatever_the_score():
    found = signal('DS8', is_stop=True, source='bureau')
    assert danger([found], DAY) == Danger(20, 'stop', ('DS8',), ('DS8',))
    known = acknowledge(found, DAY, 'Li Na', "known")
    assert danger([known], DAY) == Danger(0, 'stop', (), ('DS8',))
    assert danger([signal('DS8', is_alert=True)], DAY) == Danger(20, 'alert', ('DS8',))
    lifted = update(found, reading('DS8', is_on=False, is_seen=False), DAY)
    assert danger([lifted], DAY) == Danger(0, 'normal')


def test_a_stop_is_overruled_with_evidence_and_an_end():
    found = signal('DS8', is_stop=True, evidence=('case 1',))
    rests = overrule(found, after(30), 'Wang', ['court closed it'])
    assert danger([rests], after(30)) == Danger(20, 'alert', ('DS8',))
    assert danger([rests], after(31)).level == 'stop'
    seen = update(rests, reading('DS8', is_stop=True, evidence=('case 1',)), after(3))
    assert danger([seen], after(3)).level == 'alert'
    second = update(rests, reading('DS8', is_stop=True, evidence=('case 1', 'case 2')), after(3))
    assert danger([second], after(3)) == Danger(20, 'stop', ('DS8',), ('DS8',))
    with pytest.raises(ValueError, match="nothing to overrule"):
        overrule(signal(), after(30), 'Wang', ['x'])
    for until, evidence in ((None, ['x']), (after(30), []), (after(30), None)):
        with pytest.raises(ValueError, match="with evidence and until a day"):
            overrule(found, until, 'Wang', evidence)


def test_a_code_counts_once_whoever_says_it():
    both = [signal('DS10'), signal('DS10', source='user')]
    assert danger(both, DAY) == Danger(10, 'normal', ('DS10',))
    known = acknowledge(both[0], DAY, 'x', "y")
    assert danger([known, both[1]], DAY).score == 10


def test_codes_are_in_their_order():
    found = [signal(code) for code in ('DS10', 'DS2', 'DS1')]
    assert danger(found, DAY).codes == ('DS1', 'DS2', 'DS10')


def test_what_is_new_since_yesterday():
    old = [signal('DS1'), signal('DS2'), signal('DS3'), signal('DS4'), signal('DS6'), signal('DS7')]
    new = [
        update(old[0], reading('DS1', value=15), after(1)),
        update(old[1], reading('DS2', value=9), after(1)), old[2],
        acknowledge(old[3], after(1), 'x', "y"), signal('DS10', after(1)),
        replace(old[4], first_seen=after(1), last_seen=after(1)),
        update(old[5], reading('DS7', is_stop=True), after(1)),
    ]
    assert changes(old, new, DAY, after(1)) == (
        Change('DS1', 'erp', 'worse', 12, 15), Change('DS2', 'erp', 'better', 12, 9),
        Change('DS4', 'erp', 'acknowledged', 12, 12), Change('DS6', 'erp', 'back', 12, 12),
        Change('DS7', 'erp', 'worse', 12, 12), Change('DS10', 'erp', 'new', None, 12),
    )


def test_what_ended_and_came_back():
    found = signal()
    assert changes([found], [found], after(180), after(181)) == (
        Change('DS1', 'erp', 'expired', 12, 12),)
    assert changes([found], [found], after(181), after(182)) == ()
    again = update(found, reading(value=20), after(200))
    assert changes([found], [again], after(199), after(200)) == (
        Change('DS1', 'erp', 'back', 12, 20),)
    assert changes([found], [], DAY, after(1)) == (Change('DS1', 'erp', 'expired', 12, None),)
    assert changes([], [], DAY, after(1)) == changes([found], [found], DAY, after(1)) == ()
    known = acknowledge(found, DAY, 'x', "y")
    assert changes([known], [update(known, reading(value=20), after(1))], DAY, after(1))[0].kind == 'back'
    assert changes([known], [known], DAY, after(1)) == ()
    own = {'DS1': Definition('DS1', 'x', 15, expiry=5)}
    assert changes([found], [found], after(5), after(6), own)[0].kind == 'expired'
    flag = update(None, reading(value=None), DAY)
    assert changes([flag], [replace(flag, reading=reading(value=5))], DAY, after(1)) == ()


def test_whether_a_customer_got_better_or_worse():
    normal, watch, stop = (Danger(0, level) for level in ('normal', 'watch', 'stop'))
    assert (level_change(normal, stop), level_change(stop, watch), level_change(watch, watch)) == (
        1, -1, 0)


codes = st.sampled_from(list(DEFINITIONS))
readings = st.builds(
    lambda code, value, on, seen, stop: Reading(code, value, 10, on, on or seen, is_stop=stop),
    codes, st.integers(0, 20), st.booleans(), st.booleans(), st.booleans())
days = st.integers(0, 400).map(after)


@given(st.lists(st.tuples(days, readings), max_size=12), days)
def test_telling_twice_is_telling_once(told, as_of):
    once, twice = {}, {}
    for day, one in sorted(told, key=lambda row: row[0]):
        once[one.code] = update(once.get(one.code), one, day)
        for _time in range(2):
            twice[one.code] = update(twice.get(one.code), one, day)
    assert once == twice
    found = danger(filter(None, once.values()), as_of)
    assert 0 <= found.score <= 100
    assert (found.level == 'stop') >= bool(found.stops)
    assert changes(filter(None, once.values()), filter(None, twice.values()), as_of, as_of) == ()


@given(st.lists(codes, max_size=10), codes)
def test_one_more_signal_is_never_better(known, more):
    before = danger([signal(code) for code in known], DAY)
    now = danger([signal(code) for code in (*known, more)], DAY)
    assert now.score >= before.score
    assert level_change(before, now) >= 0
