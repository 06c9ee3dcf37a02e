"""The rule on aging grades: three steps, cured by paying, or by a second person."""

from datetime import date

import pytest
from samples import aged, breach, document, facts, formatter, judge, passes, sentence

from credit_management import rules
from credit_management.tools.breaches import figures

CODE = 'H18'
STEPS = {'severity': 'stop'}


@pytest.mark.parametrize(
    ('days', 'severity'),
    [(-30, None), (0, None), (1, 'warn'), (30, 'warn'), (31, 'hold'), (60, 'hold'), (61, 'stop'),
     (120, 'stop'), (400, 'stop')],
)
def test_warned_from_g4_held_from_g5_stopped_from_g6(days, severity):
    verdict = judge(CODE, aged(days), **STEPS)
    assert [item.severity for item in verdict.breaches] == ([severity] if severity else [])


def test_a_policy_softens_it_and_nothing_owed_passes():
    assert breach(CODE, aged(61), severity='warn').severity == 'warn'
    assert breach(CODE, aged(61), severity='hold').severity == 'hold'
    assert passes(CODE, facts())


def test_the_steps_are_chosen_by_the_customers_grade():
    own = {'A': 6.0, 'B': 5.0, '-': 5.0, 'C': 4.0, 'D': 4.0, 'E': 2.0}
    for grade, days, severity in (
        ('A', 45, 'warn'), ('A', 61, 'stop'), ('C', 5, 'hold'), ('E', -3, 'hold'), (None, 45, 'hold'),
    ):
        found = breach(CODE, aged(days, grade=grade), hold_from=own, warn_from={
            key: min(value, 4.0) for key, value in own.items()}, **STEPS)
        assert found.severity == severity, grade


def test_a_step_without_a_grade_is_never():
    found = judge(CODE, aged(400), hold_from={}, stop_from={}, **STEPS)
    assert found.verdict == 'warn'
    assert passes(CODE, aged(400), warn_from={}, hold_from={}, stop_from={})


def test_facts_that_could_not_be_had_are_not_checked():
    assert judge(CODE, facts(aging_ladder=None)).not_checked == [CODE]


def test_it_is_cured_by_paying_what_is_as_late():
    found = breach(CODE, aged(45), **STEPS)
    assert found.cure == {'kind': 'pay', 'amount': 50_000.0, 'alternatives': []}
    assert (found.kind, found.value, found.threshold) == ('days', 45, 30)
    assert found.params['due_upto'] == '2026-10-23'
    warned = breach(CODE, aged(20), **STEPS)
    assert (warned.threshold, warned.params['bound']) == (0, 'G4')


def test_only_what_stands_in_the_way_has_to_be_paid():
    case = aged(61)
    for step in case['aging_ladder']:
        step['open'] = {'G4': 90_000.0, 'G5': 70_000.0, 'G6': 50_000.0}.get(step['code'], 0.0)
    assert breach(CODE, case, **STEPS).cure['amount'] == 70_000.0
    assert breach(CODE, case, hold_from={}, **STEPS).cure['amount'] == 50_000.0


def test_money_that_does_not_count_but_is_here_is_matched_first():
    found = breach(CODE, aged(45, in_transit=60_000.0), **STEPS)
    assert (found.cure['kind'], found.cure['alternatives'][0]['kind']) == ('match', 'pay')


def test_the_documents_to_pay_are_named():
    found = breach(CODE, aged(45), **STEPS)
    named = {'invoices': [{'id': 7, 'name': 'INV/1', 'amount': 5.0}], 'more': 2}
    detailed = rules.RULES[CODE].detailed(found, {'aging_grade_invoices': named})
    assert (detailed.cure['invoices'], detailed.cure['more']) == (named['invoices'], 2)


def test_what_a_person_decided_is_lifted_by_people():
    found = breach(CODE, aged(5, override='G7'), **STEPS)
    assert (found.severity, found.kind, found.cure) == ('stop', 'standing', {'kind': 'lift'})
    owing_nothing = facts(aging_grade='G8', aging_ladder=aged(0)['aging_ladder'], aging_override={
        'grade': 'G8', 'decided_at': None, 'date': date(2026, 11, 3), 'user': "Wang",
        'reason': "court", 'cause': 'insolvent',
    })
    assert breach(CODE, owing_nothing, **STEPS).cure == {'kind': 'lift'}


def test_a_better_grade_that_was_approved_counts_and_paying_clears_it():
    case = aged(61, override='G5')
    found = breach(CODE, case, **STEPS)
    assert (found.severity, found.cure['kind']) == ('hold', 'pay')
    assert judge(CODE, aged(61, override='G4'), **STEPS).verdict == 'warn'


def test_a_delivery_stops_only_when_the_grade_got_worse():
    late, passed = aged(45), figures(aged(45), document())
    assert passes(CODE, late, document(passed=passed), 'delivery')
    assert passes(CODE, late, document(passed=figures(aged(61), document())), 'delivery')
    better = figures(aged(30), document())
    assert breach(CODE, late, document(passed=better), 'delivery').cure['kind'] == 'pay'
    # Confirmed before anybody asked for grades: its days then say which one it had.
    for days, stopped in ((45, False), (31, False), (30, True)):
        before = {'overdue_days': days}
        assert bool(judge(CODE, late, document(passed=before), 'delivery').breaches) == stopped


def test_what_officer_sales_and_customer_read():
    found = breach(CODE, aged(45), **STEPS)
    assert sentence(found) == (
        "Aging grade G5 (allowed: below G5), oldest INV/0815 45 d late. Clears with 50,000.00 paid.")
    assert sentence(found, 'sales') == (
        "Invoices far overdue, the oldest 45 days. Goes through with 50,000.00 paid.")
    assert sentence(found, 'sales', show_amounts=False) == (
        "Invoices far overdue, the oldest 45 days. Goes through when they are paid.")
    assert formatter('customer').cure(found) == {}
    decided = breach(CODE, aged(5, override='G7'), **STEPS)
    assert sentence(decided) == (
        "Aging grade G7 (allowed: below G5), set by Wang on 2026-11-03 (broken promise). Clears when"
        " a second person agrees to a better one.")
    assert sentence(decided, 'sales') == "Credit review in progress. Ask the credit officer."


def test_it_is_off_in_a_new_policy():
    assert rules.RULES[CODE].default_severity == {}
