"""What the connectors of registers and of bureaus in China make is what the addon takes."""

import ast
import datetime as dt
import sys
import types
from xml.etree import ElementTree as ET

import pytest
from desk import REPO
from natives import serve
from stubs import companies_house, gleif, qichacha, tianyancha, vies
from stubs.companies import company

from sync_agent.errors import ExitCode
from sync_agent.sources.qichacha.model import APIS as LISTS_OF_QICHACHA
from sync_agent.sources.tianyancha.model import APIS as LISTS_OF_TIANYANCHA


@pytest.fixture
def examine(monkeypatch):
    """The addon's pure code, imported without the addon."""
    package = types.ModuleType('credit_management')
    package.__path__ = [str(REPO / 'credit_management')]
    monkeypatch.setitem(sys.modules, 'credit_management', package)
    from credit_management.tools import bureau_reports
    return lambda report: bureau_reports.examine(report, dt.datetime.now(dt.timezone.utc).date())


def grave_uk(one):
    """Return Companies House with everything that it may say of a company."""
    stub = companies_house.CompaniesHouse([one])
    stub.profiles[one.reg_no].update(
        company_status='liquidation', has_insolvency_history=True, has_charges=True)
    stub.insolvency[one.reg_no] = {'cases': [companies_house.case(
        'compulsory-liquidation', petitioned_on='2026-01-02', wound_up_on='2026-02-03')]}
    stub.charges[one.reg_no] = {'total_count': 1, 'items': [companies_house.charge('0001')]}
    return stub


def full_tianyancha(one):
    """Return Tianyancha with an item in every list."""
    stub = tianyancha.Tianyancha([one])
    item = {
        'casecode': 'A1', 'caseCode': 'A1', 'caseNo': 'A1', 'id': 7, 'regdate': 1735660800000,
        'caseCreateTime': 1735660800000, 'caseFinalTime': 1735660800000, 'putDate': '2025-01-01',
        'putReason': 'x', 'decisionDate': '2025-01-01', 'punishNumber': 'P1', 'type': 1,
        'publishDate': '2025-01-01', 'publish_time': '2025-01-01', 'judgeTime': '2025-01-01',
        'startDate': 1735660800000, 'execMoney': '100', 'noExecMoney': 100, 'caseMoney': '1,000',
        'ownTaxBalance': '661900'}
    for api in LISTS_OF_TIANYANCHA.values():
        stub.lists[api.path, one.usci] = [item]
    return stub


def full_qichacha(one):
    stub = qichacha.Qichacha([one])
    item = {**qichacha.shixin('1'), 'AddDate': '2025-01-01', 'AddReason': 'x', 'DocNo': 'P1',
            'PublishDate': '2025-01-01', 'PunishDate': '2025-01-01'}
    for api in LISTS_OF_QICHACHA.values():
        stub.lists[api.path, one.usci] = [item]
    return stub


CASES = [
    ('gleif', 'GB', gleif.Gleif, 'lei', '/api/v1', {}, {}),
    ('vies', 'FR', vies.Vies, 'vat', '', {}, {}),
    ('companies_house', 'GB', grave_uk, 'reg_no', '', {'companies_house': companies_house.KEY},
     {'secret': 'companies-house'}),
    ('tianyancha', 'CN', full_tianyancha, 'usci', '/services/open',
     {'tianyancha': tianyancha.TOKEN},
     {'secret': 'tianyancha', 'apis': list(LISTS_OF_TIANYANCHA), 'quota': {'pay_for_misses': True}}),
    ('qichacha', 'CN', full_qichacha, 'usci', '',
     {'qichacha_key': qichacha.KEY, 'qichacha_secret': qichacha.SECRET},
     {'key': 'qichacha-key', 'secret': 'qichacha-secret'}),
]


@pytest.mark.parametrize(('kind', 'country', 'make', 'scheme', 'path', 'secrets', 'settings'), CASES)
def test_the_addon_takes_every_report(
        desk, monkeypatch, examine, kind, country, make, scheme, path, secrets, settings):
    one = company(21, country)
    stub = make([one]) if isinstance(make, type) else make(one)
    found = serve(desk, monkeypatch, kind, stub, path, secrets, **settings)
    found.sink.partners = [one.key(schemes=(scheme,))]
    summary = found.run()
    found.bureau.stop()
    assert summary.exit_code == ExitCode.OK, summary.messages
    (report,) = found.sink.reports
    assert report['match']['partner_id'] == one.number
    assert examine(report).errors == []
    assert report['issues'] == []
    for event in report.get('events', ()):
        # Of bankruptcies nobody says what their items hold.
        assert event.get('opened_on') or event['kind'] == 'bankruptcy'


def test_the_addon_has_a_bureau_and_a_scale_for_each():
    data = REPO / 'credit_management' / 'data'
    bureaus = {field.text for field in ET.parse(  # noqa: S314
        data / 'credit_bureau_data.xml').iterfind('.//field[@name="code"]')}
    assert {case[0] for case in CASES} <= bureaus
    for record in ET.parse(  # noqa: S314
            data / 'credit_bureau_scale_data.xml').iterfind('record[@model="credit.bureau.scale"]'):
        told = {field.get('name'): field.text or field.get('eval')
                for field in record.iterfind('field')}
        if told['code'] == 'tyc.percentile':
            assert ast.literal_eval(told['maximum']) == 10000
            assert told['direction'] == 'higher_better'
            return
    pytest.fail("tyc.percentile has no scale")
