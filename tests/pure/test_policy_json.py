"""A policy's file: whatever it says, it is taken whole or every fault of it is named."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_management.rules import configurable_rules
from credit_management.tools.policies import differences
from credit_management.tools.policy_json import MOST_PROBLEMS, dump, read
from credit_management.tools.presets import preset_values

RULES = {rule.code: rule for rule in configurable_rules()}
CHECKPOINTS = ('quotation', 'order_confirm', 'delivery')

numbers = st.integers(0, 10**9).map(lambda cents: cents / 100)


def thresholds(parameter):
    allowed = {'switch': st.sampled_from([0.0, 1.0]), 'grade': st.integers(1, 8).map(float)}
    number = allowed.get(parameter.unit, numbers)
    if parameter.by_grade:
        return st.dictionaries(st.sampled_from('AB-CDE'), number)
    return number


def settings_of(rule):
    severity = st.sampled_from(['off', 'warn', 'hold', 'stop'])
    return st.fixed_dictionaries({
        'severity': st.fixed_dictionaries({
            name: severity if name in rule.checkpoints else st.just('off')
            for name in CHECKPOINTS}),
        'params': st.fixed_dictionaries({}, optional={
            parameter.name: thresholds(parameter) for parameter in rule.parameters}),
    })


policies = st.fixed_dictionaries({
    'name': st.text(st.characters(exclude_categories=['Cs', 'Cc']), min_size=1).filter(str.strip),
    'version': st.integers(1, 99), 'at_or_above': st.booleans(), 'ignore_line_below': numbers,
    'ignore_total_percent': st.integers(0, 100).map(float),
    'rules': st.fixed_dictionaries(
        {}, optional={code: settings_of(rule) for code, rule in RULES.items()}),
})
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(
        st.text() | st.sampled_from(['rules', 'H02', 'params', 'days', 'severity', 'A']), inner))


@given(policies)
def test_what_is_written_is_read_as_it_was(values):
    found, problems = read(dump(values, 'EUR'), RULES)
    assert problems == []
    assert differences(values, found) == []
    assert set(found['rules']) == set(values['rules'])
    assert dump({**found, 'version': values['version']}, 'EUR') == dump(values, 'EUR')


@given(st.text() | st.binary() | anything.map(json.dumps))
def test_whatever_is_read_gives_values_or_problems_and_never_both(text):
    values, problems = read(text, RULES)
    assert (values is None) == bool(problems)
    assert len(problems) <= MOST_PROBLEMS


@pytest.mark.parametrize(('path', 'value', 'wanted'), [
    (('rules', 'H99'), {}, 'rule'), (('rules', 'H02', 'params', 'patience'), 1, 'parameter'),
    (('rules', 'H02', 'params', 'days'), 5, 'by_grade'),
    (('rules', 'H02', 'params', 'days', 'F'), 5, 'grade'),
    (('rules', 'H02', 'params', 'days', 'A'), True, 'number'),
    (('rules', 'H02', 'params', 'days', 'A'), 1e14, 'number'),
    (('rules', 'H02', 'params', 'days', 'A'), 0.125, 'decimals'),
    (('rules', 'H06', 'severity', 'delivery'), 'hold', 'checkpoint'),
    (('rules', 'H06', 'severity', 'quotation'), ['hold'], 'severity'),
    (('rules', 'H06'), [], 'object'), (('rules',), None, 'object'), (('name',), ' ', 'text'),
    (('at_or_above',), 1, 'exactly'), (('format_version',), True, 'exactly'),
    (('rules', 'H06', 'more'), 1, 'key'), (('ignore_total_percent',), 100.5, 'share'),
])
def test_each_fault_is_named_by_its_path(path, value, wanted):
    document = json.loads(dump({
        'name': "Any", 'version': 1, 'at_or_above': False, 'ignore_line_below': 1.0,
        'ignore_total_percent': 2.0,
        'rules': {code: {'severity': {}, 'params': {
            parameter.name: parameter.default for parameter in rule.parameters}}
            for code, rule in RULES.items()},
    }, 'EUR'))
    target = document
    for key in path[:-1]:
        target = target[key]
    target[path[-1]] = value
    values, problems = read(json.dumps(document), RULES)
    assert values is None
    assert [(problem.path, problem.wanted) for problem in problems] == [('.'.join(path), wanted)]


def test_a_preset_puts_amounts_of_the_company_in_place_and_keeps_those_it_does_not_know():
    preset = {'ignore_line_below': 'P5', 'ignore_total_percent': 2, 'rules': {
        'H03': ['warn', 'hold', 'off', {'percent': 25, 'amount': 'P80'}],
        'H05': ['warn', 'hold', 'off', {'hold_after_days': [None, None, 60, 90, 90, 0]}],
    }}
    now = {'at_or_above': True, 'ignore_line_below': 7.0, 'ignore_total_percent': 1.0, 'rules': {
        'H03': {'severity': {}, 'params': {'percent': 30.0, 'amount': 11.0}}}}
    amounts = {'ignore_line_below': 50.0, 'percentiles': {'80': None}}
    values, unknown = preset_values(preset, RULES, now, amounts)
    assert values['ignore_line_below'] == 50
    assert values['rules']['H03']['params'] == {'percent': 25, 'amount': 11}
    assert unknown == [('H03', 'amount')]
    assert values['rules']['H05']['params']['hold_after_days'] == {'-': 60, 'C': 90, 'D': 90, 'E': 0}
    assert set(values['rules']['H01']['severity'].values()) == {'off'}
    assert values['at_or_above'] is False
