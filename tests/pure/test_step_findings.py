"""What is asked about a delivery's papers, and what follows from the answers."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_management.tools.disputes import REASONS
from credit_management.tools.rpm_plans import FULL
from credit_management.tools.step_findings import QUESTIONS, Finding, Question, finding

GOOD = {'contract': True, 'order': True, 'authorization': True, 'delivery_note': True}


def test_questions():
    assert {step: [one.code for one in asked] for step, asked in QUESTIONS.items()} == {
        'R0': ['contract', 'order', 'authorization', 'delivery_note'],
        'R1': ['received', 'count', 'packing', 'hand_over', 'invoice'],
        'R2': ['specification', 'quantity', 'transport', 'quality'], 'R3': ['accepted'],
        'R5': ['no_obstacle'],
    }
    assert set(QUESTIONS) <= {step.code for step in FULL.steps}
    asked = [one for questions in QUESTIONS.values() for one in questions]
    assert {one.reason for one in asked} - {None} <= set(REASONS)
    assert all((one.opens == 'dispute') == (one.reason is not None) for one in asked)


def test_a_complete_file():
    assert finding('R0', GOOD) == Finding(1, (), (), False)
    assert finding('R0', GOOD).is_complete


def test_a_file_that_lacks_something():
    found = finding('R0', {'contract': True, 'order': None, 'authorization': False})
    assert found == Finding(Fraction(1, 2), ('order', 'delivery_note'), (('paper', None),), False)
    assert not found.is_complete
    assert not finding('R0', {**GOOD, 'order': False}).is_complete
    assert not finding('R0', {**GOOD, 'order': None}).is_complete


def test_what_does_not_apply_does_not_count():
    found = finding('R0', {'order': True, 'delivery_note': True}, ('contract', 'authorization'))
    assert found == Finding(1, (), (), False)
    assert finding('R0', {'contract': False, 'order': True}, ('contract',)).opens == ()
    assert finding('R0', {}, tuple(GOOD)) == Finding(None, (), (), False)


@pytest.mark.parametrize(
    ('step', 'question', 'opens', 'delays'),
    [
        ('R1', 'received', ('logistics_case', None), True),
        ('R1', 'count', ('dispute', 'quantity'), False),
        ('R1', 'packing', ('dispute', 'damaged'), False), ('R1', 'hand_over', ('note', None), False),
        ('R1', 'invoice', ('resend_invoice', None), False),
        ('R2', 'specification', ('dispute', 'wrong_item'), False),
        ('R2', 'quality', ('dispute', 'quality'), False),
        ('R2', 'transport', ('dispute', 'damaged'), False),
        ('R3', 'accepted', ('resend_invoice', None), False),
        ('R5', 'no_obstacle', ('promise_or_dispute', None), False),
    ],
)
def test_a_bad_answer_opens_something(step, question, opens, delays):
    found = finding(step, {question: False})
    assert (found.opens, found.delays) == ((opens,), delays)
    assert finding(step, {question: True}).opens == ()


def test_own_questions_and_what_is_not_asked():
    own = {'X': (Question('a'), Question('b', 'task'), Question('c', 'task'))}
    assert finding('X', {'a': False, 'b': False, 'c': False}, questions=own).opens == (('task', None),)
    for step, answers in (('R10', {}), ('R1', {'mood': True})):
        with pytest.raises(KeyError):
            finding(step, answers)


@given(st.dictionaries(st.sampled_from([one.code for one in QUESTIONS['R1']]), st.none() | st.booleans()))
def test_every_question_is_answered_or_missing(answers):
    found = finding('R1', answers)
    assert found.asked == 1 - Fraction(len(found.missing), 5)
    assert bool(found.opens) == (False in answers.values())
