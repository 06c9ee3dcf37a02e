"""The rule on danger signals: its levels, what softens it, its words."""

import pytest
from samples import breach, document, facts, formatter, judge, passes, sentence

from credit_management import rules

CODE = 'H08'
STOP = {'severity': 'stop'}


def endangered(score, level, codes=('DS1', 'DS3'), **changes):
    return facts(danger_score=score, danger_level=level, danger_codes=list(codes), **changes)


@pytest.mark.parametrize(
    ('level', 'severity'), [('normal', None), ('watch', None), ('alert', 'hold'), ('stop', 'stop')])
def test_the_level_says_how_severe_it_is_at_most(level, severity):
    found = judge(CODE, endangered(35, level), **STOP)
    assert [item.severity for item in found.breaches] == ([severity] if severity else [])


def test_a_policy_softens_it():
    assert breach(CODE, endangered(54, 'stop'), severity='warn').severity == 'warn'
    assert breach(CODE, endangered(35, 'alert'), hold_alerts=0.0, **STOP).severity == 'warn'
    assert breach(CODE, endangered(15, 'watch'), warn_watched=1.0, **STOP).severity == 'warn'


def test_what_is_not_known_is_not_checked():
    for name in ('danger_score', 'danger_level'):
        assert judge(CODE, facts(**{name: None}), **STOP).not_checked == [CODE]


def test_what_is_paid_for_passes():
    assert passes(CODE, endangered(54, 'stop'), document(0.0), **STOP)


@pytest.mark.parametrize(
    ('then', 'now', 'is_stopped'),
    [('alert', 'alert', False), ('alert', 'stop', True), ('stop', 'alert', False),
     (None, 'alert', True)],
)
def test_a_delivery_is_stopped_only_by_what_got_worse(then, now, is_stopped):
    asked = document(30_000.0, checkpoint='delivery', total=30_000.0,
                     passed={'danger_level': then, 'standing': 'normal'})
    found = rules.RULES[CODE].check(endangered(35, now), asked, {'hold_alerts': 1.0})
    assert bool(found) == is_stopped


def test_the_words_of_each_reader():
    found = breach(CODE, endangered(54, 'stop', ('DS1', 'DS3'), danger_stops=['DS8']), **STOP)
    assert sentence(found, 'officer') == (
        "Danger 54 (stop): DS1 pays slower, DS3 a payment came back, DS8 courts and sanctions."
        " Passes when the signals are dealt with or over, or prepaid.")
    assert sentence(found, 'sales') == "Credit review in progress. Ask Li Na."
    assert sentence(found, 'customer') == (
        "Thank you, we have your order and will confirm it shortly.")
    nobody = breach(CODE, endangered(54, 'stop', danger_officer=None), **STOP)
    assert sentence(nobody, 'sales') == "Credit review in progress. Ask the credit officer."
    theirs = breach(CODE, endangered(54, 'stop', danger_of='order'), **STOP)
    assert "of the ordering company" in sentence(theirs, 'officer')
    assert formatter('sales').cure(found) == {'kind': 'lift'}
