"""What collecting brought: the last action before a payment gets the credit."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_management.tools.cures import Action, Cure, cost_of_collecting, cures

DAY = date(2026, 10, 1)


def on(days):
    return DAY + timedelta(days=days)


def action(line='a', days=0, amount=100, **values):
    return Action(line, on(days), amount, **values)


def counted(actions, paid_on, as_of=90, **options):
    paid = {line: on(days) for line, days in paid_on.items()}
    return {
        group: (one.actions, one.cured, one.amount, one.cured_amount, one.days)
        for group, one in cures(actions, paid, on(as_of), **options).items()
    }


@pytest.mark.parametrize(('paid', 'expected'), [
    (0, (1, 1, 100, 100, 0)), (14, (1, 1, 100, 100, 14)), (15, (1, 0, 100, 0, None)),
    (-1, (1, 0, 100, 0, None)), (90, (1, 0, 100, 0, None)), (91, (1, 0, 100, 0, None)),
])
def test_a_payment_within_two_weeks_is_its_work(paid, expected):
    assert counted([action(step='R8')], {'a': paid}) == {'R8': expected}


def test_the_last_action_before_the_payment_gets_the_credit():
    steps = [action(days=4, step='R9'), action(days=0, step='R8'), action(days=8, step='R10')]
    lost, won = (1, 0, 100, 0, None), (1, 1, 100, 100, 2)
    assert counted(steps, {'a': 6}) == {'R8': lost, 'R9': won, 'R10': lost}
    assert counted(steps, {'a': 8}) == {'R8': lost, 'R9': lost, 'R10': (1, 1, 100, 100, 0)}
    assert counted(steps, {'a': 3})['R8'] == (1, 1, 100, 100, 3)


@pytest.mark.parametrize(('as_of', 'expected'), [
    (-1, {}), (0, {}), (14, {}), (15, {None: (1, 0, 100, 0, None)}),
])
def test_what_still_runs_counts_neither_way(as_of, expected):
    assert counted([action()], {}, as_of) == expected
    assert counted([action()], {'a': 20}, as_of) == expected


def test_a_payment_decides_at_once_and_so_does_the_next_action():
    assert counted([action()], {'a': 3}, 3) == {None: (1, 1, 100, 100, 3)}
    assert counted([action(), action(days=4)], {}, 5) == {None: (1, 0, 100, 0, None)}


@pytest.mark.parametrize('by', ['step', 'channel', 'collector'])
def test_by_step_channel_or_collector(by):
    actions = [
        action('a', amount=300, **{by: 'x'}), action('b', amount=100, **{by: 'x'}),
        action('c', **{by: 'y'}),
    ]
    found = cures(actions, {'a': on(4), 'c': on(7)}, on(90), by)
    assert found == {'x': Cure(2, 1, 400, 300, 4), 'y': Cure(1, 1, 100, 100, 7)}
    assert (found['x'].rate, found['x'].amount_rate) == (Fraction(1, 2), Fraction(3, 4))


def test_days_are_an_average_and_without_data_there_is_no_rate():
    found = cures([action('a'), action('b')], {'a': on(1), 'b': on(2)}, on(90))
    assert found[None].days == Fraction(3, 2)
    assert Cure(0, 0, 0, 0, None).rate is Cure(0, 0, 0, 0, None).amount_rate is None
    assert cures([], {}, DAY) == {}


def test_a_payment_of_tomorrow_is_not_known_today():
    assert counted([action()], {'a': 10}, 9) == {}
    assert counted([action()], {'a': 0}, 0) == {None: (1, 1, 100, 100, 0)}
    assert counted([action()], {'a': 10}, 10) == {None: (1, 1, 100, 100, 10)}


def test_another_window():
    assert counted([action()], {'a': 15}, window=15) == {None: (1, 1, 100, 100, 15)}


def test_what_a_unit_collected_cost():
    assert cost_of_collecting(50, 1_000) == Fraction(1, 20)
    assert cost_of_collecting(50, 0) is cost_of_collecting(None, 10) is None


actions = st.lists(st.builds(
    Action, st.sampled_from('abc'), st.integers(0, 60).map(on), st.integers(1, 9),
    st.sampled_from(['R8', 'R9'])), max_size=12)
paid = st.dictionaries(st.sampled_from('abc'), st.integers(0, 80).map(on))


@given(actions, paid, st.integers(0, 90).map(on))
def test_a_line_is_cured_once_at_most(done, paid_on, as_of):
    found = cures(done, paid_on, as_of).values()
    assert sum(one.cured for one in found) <= len({one.line for one in done} & set(paid_on))
    assert all(one.cured <= one.actions and one.cured_amount <= one.amount for one in found)
    assert sum(one.actions for one in found) <= len(done)
