"""Events are intervals: in whatever order they are heard of, they stand the same."""

from datetime import date

import pytest
from bureau_samples import event
from hypothesis import given
from hypothesis import strategies as st

from credit_management.tools.bureau_events import fold, is_open, level, levels, threshold


def seen(order, key='E1', **changes):
    return {**event(key, **changes), 'order': order}


def test_a_later_observation_closes_and_an_older_one_never_reopens():
    opened = seen(1)
    closed = seen(2, status='closed', closed_on='2026-11-10')
    assert not is_open(fold({}, [opened, closed])['E1'])
    assert not is_open(fold({}, [closed, opened])['E1'])
    assert is_open(fold({}, [closed, opened, seen(3)])['E1'])


def test_what_a_newer_report_does_not_mention_stays():
    states = fold({}, [seen(1), seen(2, key='E2')])
    assert is_open(states['E1'])
    assert set(fold(states, [])) == {'E1', 'E2'}


@given(st.data())
def test_any_order_of_arrival_gives_the_same_state(data):
    observations = [
        seen(order, key=key, status=status, amount=float(order))
        for order, (key, status) in enumerate(data.draw(st.lists(st.tuples(
            st.sampled_from(['E1', 'E2', 'E3']), st.sampled_from(['open', 'closed'])), max_size=8)))
    ]
    shuffled = data.draw(st.permutations(observations))
    cut = data.draw(st.integers(0, len(shuffled)))
    assert fold(fold({}, shuffled[:cut]), shuffled[cut:]) == fold({}, observations)


@pytest.mark.parametrize(('kind', 'expected'), [
    ('bankruptcy', 'stop'), ('execution_ended', 'stop'), ('deregistration', 'stop'),
    ('liquidation_solvent', 'stop'), ('dishonest_debtor', 'stop'), ('consumption_limit', 'alert'),
    ('bill_overdue', 'alert'), ('abnormal_operation', 'alert'), ('charge', 'info'),
    ('penalty', 'info'), ('judgment', 'alert'),
])
def test_kinds_are_as_grave_as_practice_says(kind, expected):
    assert level(event(kind=kind)) == expected


def test_a_creditor_s_petition_is_no_insolvency_of_his():
    assert level(event(kind='bankruptcy', role='plaintiff')) == 'info'


@pytest.mark.parametrize(('changes', 'expected'), [
    ({'role': 'defendant', 'amount': 1000.0}, 'alert'),
    ({'role': None, 'amount': 1000.0}, 'info'),
    ({'role': 'plaintiff', 'amount': 1000.0}, 'info'),
    ({'role': 'defendant', 'amount': 1000.0, 'severity': 'info'}, 'info'),
    ({'role': 'defendant', 'amount': None}, 'alert'),
    ({'role': 'defendant', 'amount': 100.0}, 'info'),
])
def test_a_case_counts_for_a_defendant_who_owes_and_above_a_size(changes, expected):
    assert level(event(kind='court_notice', **changes), least=500.0) == expected


def test_a_case_is_measured_by_capital_and_by_earlier_cases():
    assert threshold(None, []) == 0.0
    assert threshold(100_000.0, [5_000.0]) == 1_000.0
    assert threshold(100_000.0, [100.0] * 4 + [9_000.0]) == 9_000.0
    assert threshold(1_000_000.0, [100.0] * 5) == 10_000.0


def test_a_builder_who_is_sued_every_week_is_not_shouted_at():
    cases = [
        {**event(f'C{week:02}', 'judgment', opened_on=date(2026, 1, week + 1)), 'amount': 1_000.0,
         'currency': 'EUR'}
        for week in range(8)
    ]
    found = levels(cases, (50_000.0, 'EUR'))
    assert [found[f'C{week:02}'] for week in range(8)] == ['alert'] * 5 + ['info'] * 3
    large = {**cases[0], 'key': 'Z', 'opened_on': date(2026, 3, 1), 'amount': 80_000.0}
    assert levels([*cases, large], (50_000.0, 'EUR'))['Z'] == 'alert'
    assert levels(cases, (100_000_000.0, 'EUR'))['C00'] == 'info'
