"""What connectors make is what the addon takes: its contract, its scales, its stops."""

import ast
import datetime as dt
import json
import sys
import types
from xml.etree import ElementTree as ET

import orjson
import pytest
from desk import REPO
from stubs import creditsafe, dnb
from stubs.companies import company

from sync_agent.normalise import Profile, finish
from sync_agent.normalise.scales import shipped
from sync_agent.records import encode
from sync_agent.sources import settings_of
from sync_agent.sources.base import RawReport

NOW = dt.datetime.now(dt.timezone.utc)
COUNTRIES = ('GB', 'SE', 'NO', 'DE', 'FR', 'US')


@pytest.fixture
def tools(monkeypatch):
    """The addon's pure code, imported without the addon."""
    package = types.ModuleType('credit_management')
    package.__path__ = [str(REPO / 'credit_management')]
    monkeypatch.setitem(sys.modules, 'credit_management', package)
    from credit_management.tools import bureau_reports, bureau_scales
    return types.SimpleNamespace(examine=bureau_reports.examine, derive=bureau_scales.derive)


@pytest.fixture(scope='module')
def scales():
    """Return {code: scale} as the addon ships them."""
    path = REPO / 'credit_management' / 'data' / 'credit_bureau_scale_data.xml'
    found = {}
    for record in ET.parse(path).iterfind('record[@model="credit.bureau.scale"]'):  # noqa: S314
        told = {field.get('name'): field.text or field.get('eval')
                for field in record.iterfind('field')}
        found[told['code']] = {
            'minimum': float(told['minimum']), 'maximum': float(told['maximum']),
            'direction': told['direction'],
            'bands': [{'lower': None, 'upper': None, 'flag': None, **band, 'texts': [
                word.strip() for word in band.get('texts', '').split(',') if word.strip()]}
                for _add, _id, band in ast.literal_eval(told['band_ids'].strip())]}
    return found


def read(kind, one, change=lambda _document: None):
    """Return the report that a connector makes of a company's answer."""
    if kind == 'creditsafe':
        reference = creditsafe.connect_id(one)
        document = {'correlationId': 'c-1', 'report': creditsafe.report_of(one)}
    else:
        reference = one.duns
        document = {'transactionDetail': {'transactionID': 't-1'},
                    'organization': dnb.organization_of(one)}
    change(document)
    cls, settings = settings_of(kind, {
        'type': kind, 'provider': kind, 'user': 'u', 'password': 'p', 'countries': ['GB']})
    draft = cls(kind, settings, None).normalise(
        RawReport(reference, 'full', json.dumps(document).encode(), NOW))
    draft.raw_hash = 'a' * 64
    normal = finish(draft, Profile(kind, kind, scales=shipped()[1]), NOW.date())
    return orjson.loads(encode({**normal.wire, 'match': {'method': 'none'}}))


@pytest.mark.parametrize('country', COUNTRIES)
@pytest.mark.parametrize('kind', ['creditsafe', 'dnb'])
def test_the_addon_takes_every_report_and_knows_every_score(tools, scales, kind, country):
    report = read(kind, company(21, country))
    assert tools.examine(report, NOW.date()).errors == []
    assert report['scores']
    for row in report['scores']:
        assert row['code'] in scales
        assert row['direction'] == scales[row['code']]['direction']
        if row['state'] == 'rated':
            assert tools.derive(row, scales[row['code']]).grade in 'ABCDE', row


def grades(tools, scales, kind, change):
    report = read(kind, company(21, 'GB'), change)
    assert tools.examine(report, NOW.date()).errors == []
    derived = {row['code']: tools.derive(row, scales[row['code']])
               for row in report['scores'] if row['code'] in scales}
    return {code: (found.grade, found.flag) for code, found in derived.items()}


def test_a_nought_of_dnb_is_a_stop_and_no_grade(tools, scales):
    def change(document):
        document['organization']['dnbAssessment'].update(
            failureScore={'classScore': 0, 'nationalPercentile': 0}, delinquencyScore={},
            standardRating={'rating': 'N2'})
    assert grades(tools, scales, 'dnb', change) == {
        'dnb.failure.class': ('nr', 'stop'), 'dnb.failure.pct': ('nr', 'stop'),
        'dnb.delinquency.class': ('nr', None), 'dnb.rating': ('D', None), 'dnb.paydex': ('B', None)}


@pytest.mark.parametrize(('told', 'figure'), [
    ({'value': '72', 'minValue': '1', 'maxValue': '100'}, ('A', None)),
    ({'value': '72', 'minValue': '0', 'maxValue': '100'}, ('A', None)),
    # Ends of another scale, or none: no band of ours is meant.
    ({'value': '7', 'minValue': '1', 'maxValue': '10'}, ('nr', None)),
    ({'value': '7'}, None),
    ({'value': "Not Rated", 'minValue': '1', 'maxValue': '100'}, ('nr', None)),
])
def test_bands_are_for_their_own_scale_only(tools, scales, told, figure):
    def change(document):
        document['report']['creditScore']['currentCreditRating'].update(
            providerValue=told, commonValue='E')
    found = grades(tools, scales, 'creditsafe', change)
    assert found.get('cs.score') == figure
    assert found['cs.letter'] == ('nr', None)
