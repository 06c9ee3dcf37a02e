"""What goes out to a customer, and what holds it back."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_management.tools.contact_rules import (
    KINDS,
    PASSING,
    RULES,
    Mail,
    Recipient,
    Rules,
    batch,
    first_day,
    is_covered,
    kind_of,
    refusal,
)
from credit_management.tools.rpm_items import Mark
from credit_management.tools.rpm_plans import FULL, LIGHT, STANDARD
from credit_management.tools.touches import Work

MONDAY = date(2026, 4, 13)
STEPS = {step.code: step for plan in (FULL, LIGHT, STANDARD) for step in plan.steps}


def after(days):
    return MONDAY + timedelta(days=days)


def to(**changes):
    return Recipient(**changes)


@pytest.mark.parametrize(
    ('overdue', 'unmatched', 'covered'),
    [
        (100, 50, True), (100, 49.99, False), (100, 0, False), (0, 0, False), (0, 50, False),
        (-10, 50, False), (100, 1_000, True), (0.01, 0.005, True),
    ],
)
def test_money_that_nobody_matched_covers_half(overdue, unmatched, covered):
    assert is_covered(overdue, unmatched) is covered


def test_the_part_is_data():
    assert is_covered(100, 50, 0.6) is False
    assert is_covered(100, 60, 0.6) is True
    rules = replace(RULES, covered=1)
    assert refusal('reminder', to(overdue=100, unmatched=99), MONDAY, rules) is None


@pytest.mark.parametrize(
    ('kind', 'recipient', 'reason'),
    [
        ('reminder', to(), None), ('demand', to(), None), ('statement', to(), None),
        ('reminder', to(other_system='OCA credit control'), 'other_system'),
        ('statement', to(other_system='follow-up', is_stopped=True), 'other_system'),
        ('demand', to(is_stopped=True, overdue=1, unmatched=1), 'stop_list'),
        ('reminder', to(overdue=100, unmatched=50), 'unmatched_money'),
        ('demand', to(overdue=100, unmatched=50), 'unmatched_money'),
        ('statement', to(overdue=100, unmatched=50), 'unmatched_money'),
        ('reminder', to(sent=((MONDAY, 'statement'),)), 'mail_today'),
        ('statement', to(sent=((MONDAY, 'reminder'),)), 'mail_today'),
        ('reminder', to(sent=((after(-6), 'reminder'),)), 'reminder_lately'),
        ('reminder', to(sent=((after(-7), 'reminder'),)), None),
        ('reminder', to(sent=((after(-1), 'demand'),)), None),
        ('reminder', to(sent=((after(1), 'reminder'),)), None),
        ('demand', to(sent=((after(-1), 'reminder'),)), None),
        ('statement', to(sent=((after(-1), 'reminder'),)), None),
    ],
)
def test_why_nothing_goes_out(kind, recipient, reason):
    assert refusal(kind, recipient, MONDAY) == reason


def test_quiet_days():
    assert refusal('reminder', to(), after(-1)) == 'quiet_day'
    assert refusal('reminder', to(), after(-2)) == 'quiet_day'
    assert refusal('reminder', to(), after(-3)) is None
    rules = Rules(weekdays=frozenset(), days=frozenset({MONDAY}))
    assert refusal('reminder', to(), MONDAY, rules) == 'quiet_day'
    assert refusal('reminder', to(), after(-1), rules) is None


def test_caps_are_data():
    sent = to(sent=((MONDAY, 'reminder'), (after(-3), 'reminder')))
    assert refusal('reminder', sent, MONDAY, Rules(mails_a_day=None, reminders=None)) is None
    assert refusal('reminder', sent, MONDAY, Rules(mails_a_day=2, reminders=3)) is None
    assert refusal('reminder', sent, MONDAY, Rules(mails_a_day=2, reminders=2)) == 'reminder_lately'
    assert refusal('reminder', sent, after(1), Rules(reminders=2, reminder_days=4)) is None
    assert refusal('reminder', to(), MONDAY, Rules(mails_a_day=0)) == 'mail_today'
    assert Rules() == RULES
    assert (to().overdue, to().unmatched, Mail('A', 'demand', None, ()).is_draft) == (0, 0, True)
    assert (RULES.mails_a_day, RULES.reminders, RULES.reminder_days) == (1, 1, 7)


def test_there_are_five_kinds():
    assert KINDS == ('reminder', 'demand', 'statement', 'pre_due', 'papers')
    with pytest.raises(ValueError, match="must be one of reminder, demand, statement"):
        refusal('greeting', to(), MONDAY)


def test_papers_that_he_asked_for_go_unless_nobody_writes_to_him_at_all():
    sent = ((MONDAY, 'reminder'),)
    assert refusal('papers', to(sent=sent, overdue=10, unmatched=10), after(-2)) is None
    assert refusal('papers', to(other_system="Other"), MONDAY) is None
    assert refusal('papers', to(is_stopped=True), MONDAY) == 'stop_list'


def test_the_first_day_on_which_it_may_go():
    assert first_day('reminder', to(), MONDAY) == MONDAY
    assert first_day('reminder', to(), after(-2)) == MONDAY
    assert first_day('reminder', to(sent=((after(-1), 'reminder'),)), MONDAY) == after(7)
    assert first_day('demand', to(sent=((MONDAY, 'reminder'),)), MONDAY) == after(1)
    for never in (to(is_stopped=True), to(other_system='x'), to(overdue=2, unmatched=1)):
        assert first_day('reminder', never, MONDAY) is None
    assert first_day('reminder', to(), MONDAY, Rules(weekdays=frozenset(range(7)))) is None
    away = frozenset(after(number) for number in range(59))
    assert first_day('reminder', to(), MONDAY, Rules(days=away)) == after(59)
    assert first_day('reminder', to(), MONDAY, Rules(days=away | {after(59)})) is None


def work(customer='Acme', code='R8', item='I1', line='L1'):
    step = replace(STEPS[code], is_automatic=code in ('R4', 'R6', 'R8', 'R9'))
    key = line if step.anchor == 'due' else None
    return Work(customer, item, Mark(step, key, MONDAY, MONDAY, 'due', None, 10))


def test_one_mail_a_customer_with_all_of_a_kind_that_is_due():
    rows = [work(code='R6', item='I2'), work(), work(code='R4'), work('Bolt', 'R4'), work(code='R10')]
    found = batch(rows, {'Acme': to(), 'Bolt': to()}, MONDAY)
    assert [(one.customer, one.kind, one.template, one.refused, one.is_draft) for one in found] == [
        ('Acme', 'reminder', 'notice', None, True), ('Bolt', 'statement', 'statement', None, True)]
    assert [one.mark.step.code for one in found[0].works] == ['R8']
    assert isinstance(found[0], Mail)


def test_what_may_not_go_lets_the_next_go():
    rows = [work(code='R6', item='I2'), work(), work(code='R4')]
    lately = to(sent=((after(-2), 'reminder'),))
    (mail,) = batch(rows, {'Acme': lately}, MONDAY)
    assert (mail.kind, mail.template, [one.mark.step.code for one in mail.works]) == (
        'pre_due', 'pre_due', ['R6'])
    (mail,) = batch([work(), work(code='R4')], {'Acme': lately}, MONDAY)
    assert (mail.kind, [one.mark.step.code for one in mail.works]) == ('statement', ['R4'])
    (mail,) = batch([work()], {'Acme': lately}, MONDAY)
    assert mail.refused == 'reminder_lately' and mail.refused in PASSING
    soon = to(sent=((after(-2), 'pre_due'),))
    assert batch([work()], {'Acme': soon}, MONDAY)[0].refused is None


def test_a_mail_that_is_refused_says_why_and_only_a_manager_lets_it_send_itself():
    found = batch([work()], {'Acme': to(is_stopped=True)}, MONDAY, sends_itself=True)
    assert (found[0].refused, found[0].is_draft) == ('stop_list', False)
    assert batch([work()], {'Acme': to()}, after(-1))[0].refused == 'quiet_day'
    assert batch([work()], {'Acme': to()}, after(-1), Rules(weekdays=frozenset()))[0].refused is None
    assert batch([work(code='R10')], {}, MONDAY) == batch([], {}, MONDAY) == ()


def test_what_no_machine_can_send_is_not_in_the_batch():
    letter = work(code='R8')
    step = replace(letter.mark.step, channel='letter')
    assert batch([replace(letter, mark=replace(letter.mark, step=step))], {'Acme': to()}, MONDAY) == ()


@pytest.mark.parametrize(
    ('code', 'kind'),
    [('R4', 'statement'), ('R6', 'pre_due'), ('R9', 'reminder'), ('R11', 'demand'), ('R15', 'demand')],
)
def test_what_a_step_sends(code, kind):
    assert kind_of(STEPS[code]) == kind


days = st.integers(-20, 20).map(after)


@given(st.sampled_from(KINDS), st.lists(st.tuples(days, st.sampled_from(KINDS)), max_size=5), days,
       st.integers(0, 100), st.integers(0, 100))
def test_what_may_go_first_may_go(kind, sent, day, overdue, unmatched):
    recipient = to(sent=tuple(sent), overdue=overdue, unmatched=unmatched)
    first = first_day(kind, recipient, day)
    if first is None:
        assert refusal(kind, recipient, day) == 'unmatched_money'
    else:
        assert refusal(kind, recipient, first) is None
        assert first >= day
        assert (first == day) == (refusal(kind, recipient, day) is None)


@given(st.lists(st.tuples(days, st.sampled_from(['reminder', 'demand'])), max_size=12))
def test_caps_hold_whatever_is_asked(asked):
    sent = []
    for day, kind in sorted(asked):
        if refusal(kind, to(sent=tuple(sent)), day) is None:
            sent.append((day, kind))
    reminders = sorted(day for day, kind in sent if kind == 'reminder')
    assert all((b - a).days >= 7 for a, b in zip(reminders, reminders[1:], strict=False))
    assert len({day for day, _kind in sent}) == len(sent)
