"""The contract as types: three states, decimals, closed lists, canonical JSON."""

import datetime as dt
import json
import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from samples import NOW, PROFILE, TODAY, draft

from sync_agent.normalise import finish
from sync_agent.records import Report, content_hash, decimal_text, encode, lists, substance_hash

CONTRACT = Path(__file__).resolve().parents[2] / 'docs' / 'bureau_report_contract.md'


def normal(**changes):
    return finish(draft(**changes), PROFILE, TODAY)


def test_value_null_and_absent_stay_three_things():
    wire = normal(disputed=None, events=[]).wire
    assert wire['disputed'] is None
    assert wire['events'] == []
    assert 'scores' not in wire
    assert wire['sections_present'] == ['identity', 'events']


def test_a_report_goes_through_json_and_back_unchanged():
    wire = normal(limits=[{'code': 'x', 'amount': Decimal('46962.50'), 'currency': 'EUR'}]).wire
    body = encode(wire)
    assert Report.model_validate_json(body).wire() == wire
    assert json.loads(body)['limits'][0]['amount'] == '46962.5'
    assert json.loads(body)['retrieved_at'] == '2026-11-25T09:30:00Z'


def test_how_it_came_here_is_not_its_content():
    first = normal().wire
    later = {**first, 'retrieved_at': NOW + dt.timedelta(days=3), 'external_id': 'other',
             'raw_hash': 'b' * 64, 'cost': {'units': Decimal(1)}}
    assert content_hash(later) == first['content_hash']
    assert content_hash({**first, 'disputed': True}) != first['content_hash']


def test_an_assumed_day_is_no_news():
    first, second = (
        normal(as_of=None).wire,
        finish(draft(as_of=None), PROFILE, TODAY).wire | {'as_of': dt.date(2026, 11, 26)})
    assert first['as_of_quality'] == 'assumed'
    assert content_hash(first) != content_hash(second)
    assert substance_hash(first) == substance_hash(second)


@pytest.mark.parametrize(('number', 'text'), [
    ('46962.50', '46962.5'), ('0.00', '0'), ('-0', '0'), ('1E+3', '1000'), ('-1.10', '-1.1'),
    ('100', '100'), ('0.000001', '0.000001'),
])
def test_decimals_have_one_form(number, text):
    assert decimal_text(Decimal(number)) == text


@given(st.recursive(
    st.none() | st.booleans() | st.integers(-2**53, 2**53)
    | st.text(st.characters(exclude_categories=['Cs'])),
    lambda inner: st.lists(inner) | st.dictionaries(
        st.text(st.characters(exclude_categories=['Cs'])), inner), max_leaves=20))
def test_canonical_json_is_what_the_contract_says_in_any_language(value):
    expected = json.dumps(value, sort_keys=True, separators=(',', ':'), ensure_ascii=False)
    assert encode(value).decode() == expected


@pytest.mark.parametrize('changes', [
    {'surprise': 1},
    {'limits': [{'code': 'x', 'amount': 1.5}]},
    {'limits': [{'code': 'x', 'amount': Decimal('1E+999999')}]},
    {'limits': [{'code': 'x', 'amount': Decimal('NaN')}]},
    {'events': [{'kind': 'gossip', 'key': 'k'}]},
    {'as_of': '2026-11-01'},
    {'subject': {'legal_name': "x" * 301}},
    {'subject': {'legal_name': "x", 'country': 'Germany'}},
])
def test_what_the_contract_has_no_place_for_is_rejected_as_data(changes):
    found = finish(draft(**changes), PROFILE, TODAY)
    assert found.code == 'malformed'
    assert found.path


def test_sections_present_must_be_the_ones_there():
    wire = normal().wire
    with pytest.raises(ValidationError, match="sections_present"):
        Report.model_validate({**wire, 'sections_present': ['identity', 'scores']})


def test_instants_are_utc():
    wire = normal().wire
    local = NOW.astimezone(dt.timezone(dt.timedelta(hours=8)))
    with pytest.raises(ValidationError, match="UTC"):
        Report.model_validate({**wire, 'retrieved_at': local})


@pytest.mark.parametrize(('row', 'closed_list'), [
    ('identifier scheme', lists.Scheme), ('status', lists.Status),
    ('dimension', lists.Dimension), ('direction', lists.Direction),
    ('score state', lists.ScoreState), ('limit state', lists.LimitState),
    ('cover decision', lists.CoverDecision), ('event kind', lists.EventKind),
    ('event severity', lists.EventSeverity), ('event status', lists.EventStatus),
])
def test_closed_lists_are_those_of_the_contract(row, closed_list):
    text = CONTRACT.read_text(encoding='utf-8')
    values = re.search(rf'^\| {row} \|(.*)\|$', text, re.MULTILINE)[1]
    assert re.findall(r'`([a-z_]+)`', values) == list(lists.members(closed_list))


def test_keys_of_a_report_are_those_of_the_contract():
    text = CONTRACT.read_text(encoding='utf-8')
    table = text[text.index('## Report'):text.index('Canonical JSON:')]
    rows = re.findall(r'^\| (`.*?) \|', table, re.MULTILINE)
    named = {word for row in rows for word in re.findall(r'`(\w+)`', row)}
    assert named | {'as_of_quality'} == set(Report.model_fields)
