"""Answers bent at random: each one is a report or set aside with a reason, never the end of a run."""

import copy
import datetime as dt
import functools
import json
import tempfile
import types
from pathlib import Path

import orjson
import pytest
import test_registers
from desk import ODOO_KEY, Desk
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sink import Sink
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


class Answers:
    """Whole answers of one bureau, and how its connector is set up."""

    def __init__(self, kind, settings, rows):
        self.kind, self.settings, self.rows = kind, settings, rows

    def read(self, data, like):
        """Return what a run makes of an answer in the place of row `like`: a Normal or a Reject."""
        cls, found = settings_of(self.kind, self.settings)
        row = {**like, 'hash': 'a' * 64}
        state = types.SimpleNamespace(
            raw_store=types.SimpleNamespace(get=lambda _hash: data),
            partners=types.SimpleNamespace(get=lambda _id: {'name': "Probe"}))
        profile = Profile(self.kind, self.kind, scales=shipped()[1])
        return reading.read(cls(self.kind, found, None), state, profile, row)


def given_by_hand():
    """Return {kind: Answers} of bureaus whose answers differ from country to country."""
    known = [company(21, country) for country in COUNTRIES[:6]]
    documents = {
        'creditsafe': [{'correlationId': 'c-1', 'report': creditsafe.report_of(one)}
                       for one in known],
        'dnb': [{'transactionDetail': {'transactionID': 't-1'},
                 'organization': dnb.organization_of(one)} for one in known],
    }
    row = {'provider_ref': 'GB-0-90000021', 'product': 'full', 'partner_id': 7, 'meta': '{}',
           'retrieved_at': NOW.timestamp(), 'media_type': 'application/json'}
    return {kind: Answers(
        kind, {'type': kind, 'provider': kind, 'user': 'u', 'password': 'p', 'countries': ['GB']},
        [(row, document) for document in found]) for kind, found in documents.items()}


def given_by_runs():
    """Return {kind: Answers} of the others: what a run has stored."""
    found = {}
    for kind, country, make, scheme, path, secrets, more in test_registers.CASES:
        one = company(21, country)
        with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
            patch.setenv('CREDIT_SYNC_SECRET_ODOO', ODOO_KEY)
            sink = Sink().start()
            desk = Desk(Path(folder), sink)
            stub = make([one]) if isinstance(make, type) else make(one)
            served = test_registers.serve(desk, patch, kind, stub, path, secrets, **more)
            sink.partners = [one.key(schemes=(scheme,))]
            served.run()
            with desk.state() as state:
                rows = [(dict(row), json.loads(state.raw_store.get(row['hash'])))
                        for row in state.database.rows('SELECT * FROM raw')]
            found[kind] = Answers(kind, served.source, rows)
            served.bureau.stop()
            sink.stop()
    return found


@functools.cache
def all_answers():
    return {**given_by_hand(), **given_by_runs()}


def answers(kind):
    return all_answers()[kind]


KINDS = ['creditsafe', 'dnb', *(case[0] for case in test_registers.CASES)]


def places(value, path=()):
    """Yield the path of each value inside, the whole included."""
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) \
        if isinstance(value, list) else ()
    for key, each in inner:
        yield from places(each, (*path, key))


@st.composite
def bent(draw, kind):
    """Return (row, answer) in which some values are others, gone, twice, or one level deeper."""
    row, document = draw(st.sampled_from(answers(kind).rows))
    document = {'answer': copy.deepcopy(document)}
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
    return row, document['answer']


@pytest.mark.parametrize('kind', KINDS)
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_bent_answer_is_a_report_or_set_aside(kind, data):
    row, document = data.draw(bent(kind))
    assert_accounted_for(answers(kind).read(json.dumps(document).encode(), row))


@pytest.mark.parametrize('kind', KINDS)
@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_bent_bytes_are_set_aside_or_read(kind, data):
    row, document = data.draw(st.sampled_from(answers(kind).rows))
    whole = json.dumps(document).encode()
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 60)))
    bent_bytes = whole[:start] + data.draw(st.binary(max_size=8)) + whole[end:]
    assert_accounted_for(answers(kind).read(bent_bytes, row))


def assert_accounted_for(found):
    if isinstance(found, Reject):
        assert found.code
        assert found.message
        return
    assert isinstance(found, Normal)
    # What is sent is whole: the contract's own types made it.
    assert orjson.loads(encode(found.wire))['subject']['legal_name']
