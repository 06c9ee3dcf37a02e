"""Answers bent at random: each one is a report or set aside with a reason, never the end of a run."""

import copy
import datetime as dt
import json
import types

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stubs import creditsafe, dnb
from stubs.companies import COUNTRIES, company

from sync_agent import reading
from sync_agent.normalise import Normal, Profile
from sync_agent.normalise.scales import shipped
from sync_agent.records import Reject, encode
from sync_agent.sources import settings_of

NOW = dt.datetime(2026, 11, 25, 9, 30, tzinfo=dt.timezone.utc)
NASTY = st.sampled_from([
    None, True, False, 0, -1, 10**30, 1e308, -0.0, '', ' ', '-', 'None', 'null', 'NaN', '1,5', '٣',
    '2026-02-30', '0001-01-01', '9999-12-31T23:59:60Z', 'x' * 3000, '\u202e', '<b>', [], {}, [[]],
    [None], {'': {}}, {'value': 'n/a'}, [{'a': 1}, 'b', 3],
]) | st.text(max_size=20) | st.integers() | st.floats(allow_nan=False, allow_infinity=False)


def documents():
    """Return {kind: whole answers about companies of many countries}."""
    known = [company(21, country) for country in COUNTRIES[:6]]
    return {
        'creditsafe': [{'correlationId': 'c-1', 'report': creditsafe.report_of(one)}
                       for one in known],
        'dnb': [{'transactionDetail': {'transactionID': 't-1'},
                 'organization': dnb.organization_of(one)} for one in known],
    }


DOCUMENTS = documents()


def places(value, path=()):
    """Yield the path of each value inside, the whole included."""
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) \
        if isinstance(value, list) else ()
    for key, each in inner:
        yield from places(each, (*path, key))


@st.composite
def bent(draw, kind):
    """Return an answer in which some values are others, gone, twice, or one level deeper."""
    document = {'answer': copy.deepcopy(draw(st.sampled_from(DOCUMENTS[kind])))}
    for _edit in range(draw(st.integers(1, 6))):
        *way, last = draw(st.sampled_from([path for path in places(document) if path]))
        holder = document
        for key in way:
            holder = holder[key]
        kind_of_edit = draw(st.sampled_from(['other', 'other', 'gone', 'twice', 'deeper']))
        if kind_of_edit == 'other':
            holder[last] = copy.deepcopy(draw(NASTY))
        elif kind_of_edit == 'deeper':
            holder[last] = {'value': holder[last]}
        elif kind_of_edit == 'twice':
            holder[last] = [holder[last], holder[last]]
        elif way:
            del holder[last]
    return document['answer']


def stored(data):
    """Return a state that has this one answer, and its row."""
    row = {'hash': 'a' * 64, 'provider_ref': 'GB-0-90000021', 'product': 'full', 'partner_id': 7,
           'retrieved_at': NOW.timestamp(), 'media_type': 'application/json', 'meta': '{}'}
    store = types.SimpleNamespace(get=lambda _hash: data)
    partners = types.SimpleNamespace(get=lambda _id: {'name': "Probe"})
    return types.SimpleNamespace(raw_store=store, partners=partners), row


def read(kind, data):
    """Return what a run makes of an answer: a Normal or a Reject."""
    cls, found = settings_of(kind, {
        'type': kind, 'provider': kind, 'user': 'u', 'password': 'p', 'countries': ['GB']})
    state, row = stored(data)
    profile = Profile(kind, kind, scales=shipped()[1])
    return reading.read(cls(kind, found, None), state, profile, row)


@pytest.mark.parametrize('kind', sorted(DOCUMENTS))
@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_bent_answer_is_a_report_or_set_aside(kind, data):
    document = data.draw(bent(kind))
    found = read(kind, json.dumps(document).encode())
    assert_accounted_for(found)


@pytest.mark.parametrize('kind', sorted(DOCUMENTS))
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_bent_bytes_are_set_aside_or_read(kind, data):
    whole = orjson.dumps(data.draw(st.sampled_from(DOCUMENTS[kind])))
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 60)))
    assert_accounted_for(read(kind, whole[:start] + data.draw(st.binary(max_size=8)) + whole[end:]))


def assert_accounted_for(found):
    if isinstance(found, Reject):
        assert found.code
        assert found.message
        return
    assert isinstance(found, Normal)
    # What is sent is whole: the contract's own types made it.
    assert orjson.loads(encode(found.wire))['subject']['legal_name']
