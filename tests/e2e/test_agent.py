"""The agent against a real Odoo, over both transports: what it hands in, and what it makes of errors.

Nothing here stands in for Odoo. Without the bureau part of the addon these tests are skipped.
"""

import csv
import datetime as dt
import json
from itertools import count

import pytest
from pydantic import SecretStr

from sync_agent import config, retry
from sync_agent import run as run_module
from sync_agent.engine import open_state
from sync_agent.errors import (
    ExitCode,
    OdooAuthFailed,
    OdooForbidden,
    OdooMismatch,
    OdooRefused,
    OdooUnreachable,
)
from sync_agent.odoo_gateway import Gateway, choose_transport
from sync_agent.records import content_hash, encode

from .proxy import Proxy

DOOR = 'credit.bureau.report'
BUREAU = 'agentbureau'
TODAY = dt.datetime.now(dt.timezone.utc).date()
TRANSPORTS = ['odoorpc', 'json2']
_number = count(100)


@pytest.fixture(scope='module')
def odoo(world):
    """The world, with a bureau of ours and somebody who may hand reports in."""
    if 'bob' not in world.facts['people'] or not world.admin.count(
            'ir.model', ['model', '=', DOOR]):
        pytest.skip(f"the addon has no {DOOR} yet: nothing to hand reports in to")
    world.admin.create('credit.bureau', {'name': "Agent's Bureau", 'code': BUREAU})
    return world


@pytest.fixture(params=TRANSPORTS)
def transport(request):
    return request.param


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    monkeypatch.setattr(retry.stop, 'sleep', lambda seconds: None)


class Desk:
    """A configured agent beside a running Odoo."""

    def __init__(self, odoo, folder, transport, address=None):
        self.odoo, self.folder, self.transport = odoo, folder, transport
        self.address = address or odoo.server.address
        self.drop = folder / 'drop'
        self.drop.mkdir(exist_ok=True)

    @property
    def config(self):
        fields = [
            {'from': 'Key', 'to': 'provider_ref'}, {'from': 'Name', 'to': 'subject.legal_name'},
            {'from': 'Country', 'to': 'subject.country'},
            {'from': 'DUNS', 'to': 'subject.identifiers[duns].value'},
            {'from': 'Score', 'to': 'scores[creditsafe.score].raw', 'scale': 'creditsafe.100'},
            {'from': 'As of', 'to': 'as_of'},
        ]
        return config.Config.model_validate({
            'odoo': {'url': self.address, 'database': self.odoo.database.name, 'login': 'bob',
                     'transport': self.transport, 'timeout': 60},
            'state': {'folder': self.folder / 'state'},
            'sources': {'file': {
                'type': 'files', 'provider': BUREAU, 'folder': str(self.drop), 'pattern': '*.csv',
                'settle_seconds': 0, 'chunk_rows': 50, 'map': {'fields': fields}}},
        })

    def put(self, name, *rows):
        with (self.drop / name).open('w', newline='', encoding='utf-8') as file:
            writer = csv.DictWriter(file, ['Key', 'Name', 'Country', 'DUNS', 'Score', 'As of'])
            writer.writeheader()
            writer.writerows(rows)

    def run(self):
        found = self.config
        with open_state(found) as state:
            return run_module.run(found, state)

    def dry_run(self):
        found = self.config
        with open_state(found) as state:
            return run_module.dry_run(found, state)


@pytest.fixture
def desk(odoo, transport, tmp_path, monkeypatch):
    monkeypatch.setenv('CREDIT_SYNC_SECRET_ODOO', odoo.facts['people']['bob']['key'])
    return Desk(odoo, tmp_path, transport)


def customer(odoo, name=None):
    """Make a customer in Germany with a DUNS number; return (id, row about him)."""
    number = next(_number)
    name = name or f"Agent Probe {number} GmbH"
    [germany] = odoo.admin.search('res.country', ['code', '=', 'DE'])
    partner = odoo.partner(name=name, country_id=germany)
    odoo.customer(1000.0, partner=partner)
    duns = f'99{number:07d}'
    odoo.admin.create('credit.partner.identifier', {
        'partner_id': partner, 'scheme': 'duns', 'value': duns})
    return partner, {'Key': f'a{number}', 'Name': name, 'Country': 'DE', 'DUNS': duns,
                     'Score': '55', 'As of': TODAY.isoformat()}


def stored(odoo, ref):
    return odoo.admin.search_read(
        DOOR, [['provider_ref', '=', ref]], 'state', 'partner_id', 'as_of', 'content_hash')


# === A RUN === #

def test_a_run_brings_reports_to_their_customers_and_the_second_one_nothing(odoo, desk):
    partner, row = customer(odoo)
    stranger = {**row, 'Key': f"s{row['Key']}", 'DUNS': '', 'Name': row['Name'] + " Handel"}
    desk.put('a.csv', row, stranger, {**row, 'Name': ''})
    summary = desk.run()
    assert summary.counts['created'] == 1, summary.messages
    assert summary.counts['unmatched'] == 1
    assert summary.exit_code == ExitCode.PARTIAL
    (report,) = stored(odoo, row['Key'])
    assert (report['state'], report['partner_id'][0]) == ('bound', partner)
    (waiting,) = stored(odoo, stranger['Key'])
    assert waiting['state'] == 'unmatched'
    assert odoo.admin.count('credit.bureau.candidate', ['partner_id', '=', partner],
                            ['match_id.provider_ref', '=', stranger['Key']]) == 1
    assert desk.run().counts['rows'] == 0
    runs = odoo.admin.search_read('credit.bureau.run', [['agent', 'like', 'credit-sync']],
                                  'exit_code', 'counts', 'message', limit=2, order='id desc')
    assert runs[1]['counts'] == {'created': 1, 'unmatched': 1}
    assert runs[1]['exit_code'] == 3


def test_a_newer_report_changes_what_the_dry_run_said(odoo, desk):
    _partner, row = customer(odoo)
    desk.put('a.csv', row)
    desk.run()
    desk.put('b.csv', {**row, 'Score': '77'})
    (planned,) = desk.dry_run().planned
    assert planned.changes == (('scores[creditsafe.score].raw', '55', '77'),)
    assert planned.step == 'binding'
    assert len(stored(odoo, row['Key'])) == 1
    assert desk.run().counts['updated'] == 1
    assert planned.content_hash in {
        report['content_hash'] for report in stored(odoo, row['Key'])}


def test_both_transports_make_the_same_plan(odoo, tmp_path, monkeypatch):
    monkeypatch.setenv('CREDIT_SYNC_SECRET_ODOO', odoo.facts['people']['bob']['key'])
    rows = [customer(odoo)[1] for _customer in range(3)]
    plans = []
    for transport in TRANSPORTS:
        folder = tmp_path / transport
        folder.mkdir()
        desk = Desk(odoo, folder, transport)
        desk.put('a.csv', *rows)
        plans.append([vars(planned) for planned in desk.dry_run().planned])
    assert plans[0] == plans[1]
    assert len(plans[0]) == 3


def test_a_password_works_for_odoorpc(odoo, tmp_path, monkeypatch):
    monkeypatch.setenv('CREDIT_SYNC_SECRET_ODOO', odoo.facts['people']['bob']['password'])
    desk = Desk(odoo, tmp_path, 'odoorpc')
    desk.put('a.csv', customer(odoo)[1])
    assert desk.run().counts['created'] == 1


# === WHAT GETS LOST === #

@pytest.fixture
def proxy(odoo):
    found = Proxy(odoo.server.address)
    yield found
    found.stop()


@pytest.fixture
def far_desk(odoo, transport, proxy, tmp_path, monkeypatch):
    """A desk whose way to Odoo leads through the proxy."""
    monkeypatch.setenv('CREDIT_SYNC_SECRET_ODOO', odoo.facts['people']['bob']['key'])
    return Desk(odoo, tmp_path, transport, proxy.address)


@pytest.mark.parametrize('lost', [['answer'], ['request'], ['answer', 'answer']])
def test_lost_answers_and_requests_leave_everything_stored_once(odoo, far_desk, proxy, lost):
    rows = [customer(odoo)[1] for _customer in range(4)]
    far_desk.put('a.csv', *rows)
    proxy.lose = list(lost)
    summary = far_desk.run()
    assert summary.exit_code == ExitCode.OK, summary.messages
    assert summary.counts['created'] == 4
    for row in rows:
        assert len(stored(odoo, row['Key'])) == 1


def test_while_odoo_is_away_reports_wait(odoo, far_desk, proxy):
    row = customer(odoo)[1]
    far_desk.run()
    far_desk.put('a.csv', row)
    proxy.lose = ['request'] * 100
    assert far_desk.run().exit_code == ExitCode.ODOO_UNREACHABLE
    proxy.lose = []
    with open_state(far_desk.config) as state:
        assert state.outbox.depth() == 1
        state.breakers.succeeded('@odoo')
    assert far_desk.run().counts['created'] == 1


# === ERRORS, BY THEIR NAME === #

@pytest.fixture
def gateway(odoo, transport):
    """Make a gateway of somebody."""
    def make(login='bob', secret=None, **changes):
        person = odoo.facts['people'].get(login, {'key': 'x'})
        settings = config.OdooSettings.model_validate({
            'url': odoo.server.address, 'database': odoo.database.name, 'login': login,
            'transport': transport, **changes})
        return Gateway(choose_transport(settings, SecretStr(secret or person['key'])))
    return make


def test_a_wrong_key_is_refused_and_not_tried_again(gateway):
    with pytest.raises(OdooAuthFailed):
        gateway(secret='no-such-key-123').capabilities()


def test_somebody_without_the_group_is_told_so(gateway):
    with pytest.raises(OdooForbidden, match="Bureau Sync"):
        gateway('sally').capabilities()


def test_a_bureau_that_nobody_made_is_known_by_its_code(gateway):
    assert BUREAU in gateway().check_contract().bureaus
    with pytest.raises(OdooRefused, match="nobodys") as error:
        gateway().import_reports('y' * 64, [b'{"provider": "nobodys"}'])
    assert error.value.code == 'bureau_unknown'


def test_a_refused_call_is_known_by_its_code(gateway, monkeypatch):
    monkeypatch.setattr('sync_agent.odoo_gateway.gateway.CONTRACT_VERSION', 99)
    with pytest.raises(OdooMismatch, match="99"):
        gateway().import_reports('x' * 64, [])


def test_a_missing_addon_is_named(gateway, monkeypatch):
    monkeypatch.setattr('sync_agent.odoo_gateway.gateway.MODEL', 'credit.bureau.nonsense')
    with pytest.raises(OdooMismatch, match="Is the addon credit_management installed"):
        gateway().capabilities()


def test_another_database_is_not_logged_in_to(gateway):
    with pytest.raises((OdooAuthFailed, OdooMismatch, OdooUnreachable)):
        gateway(database='no_such_database').capabilities()


def test_nobody_there(gateway):
    with pytest.raises(OdooUnreachable):
        gateway(url='http://127.0.0.1:9/').capabilities()


def test_the_version_is_asked_for(gateway):
    assert gateway().version.startswith('19.')
    assert gateway(transport='auto').version.startswith('19.')


# === THE CONTRACT, FIELD BY FIELD === #

def full_report():
    """Return a report with something in every field of the contract."""
    money = {'amount': '1000.50', 'currency': 'EUR'}
    day = TODAY.isoformat()
    return {
        'schema_version': 1, 'provider': BUREAU, 'product': 'full',
        'provider_ref': f'full-{next(_number)}', 'external_id': 'full-1', 'as_of': day,
        'as_of_quality': 'stated',
        'retrieved_at': f'{day}T00:00:00Z', 'raw_hash': 'a' * 64, 'completeness': 'partial',
        'sections_present': ['identity', 'scores', 'limits', 'cover', 'payment', 'events',
                             'counters', 'statements', 'changes', 'owners', 'group', 'filings'],
        'sections_failed': [], 'residency': 'DE', 'disputed': False,
        'cost': {'amount': '2.5', 'currency': 'EUR', 'units': '1'},
        'subject': {
            'legal_name': "Full Probe GmbH", 'previous_names': [{'name': "Old", 'until': None}],
            'trade_names': ["FP"], 'country': 'DE',
            'identifiers': [{'scheme': 'duns', 'value': '999999990', 'valid': None,
                             'issuer': "D&B"}],
            'status': 'active', 'status_raw': "aktiv", 'legal_form': "GmbH",
            'incorporation_date': '2001-02-03', 'cessation_date': None,
            'registered_capital': money, 'paid_in_capital': money,
            'address': {'lines': ["1 Road"], 'city': "Köln", 'postcode': "50667", 'region': None,
                        'country': 'DE'},
            'activity': [{'scheme': 'nace', 'code': '46.9', 'text': "Trade"}],
            'employees': {'value': 12, 'year': 2025, 'range': "10-19"}, 'natural_person': False},
        'scores': [{'code': 'x', 'dimension': 'failure', 'direction': 'higher_better',
                    'state': 'rated', 'raw': '55', 'raw_min': '0', 'raw_max': '100',
                    'model': "1", 'date': day, 'overrides': ["none"], 'pd': '0.0125',
                    'pd_horizon_months': 12}],
        'limits': [{'code': 'x', 'state': 'stated', 'amount': '1000.5', 'currency': 'EUR',
                    'date': day}],
        'cover': [{'policy_ref': 'P1', 'decision': 'partly', 'requested': '5', 'granted': '4',
                   'currency': 'EUR', 'valid_from': day, 'valid_to': None, 'conditions': "c",
                   'decided_on': day}],
        'payment': {'dbt_days': '2.5', 'industry_dbt_days': '3', 'paydex': '80', 'paydex_3m': '79',
                    'trend': "stable", 'experiences': 5, 'on_time': 4, 'late': 1,
                    'past_due': money, 'high_credit': money,
                    'collections': {'count': 1, 'amount': '5', 'currency': 'EUR'},
                    'buckets': {'d30': '1', 'd60': '2', 'd90': '3', 'd91p': '4'}},
        'events': [{'key': 'e1', 'kind': 'charge', 'severity': 'info', 'status': 'open',
                    'opened_on': day, 'closed_on': None, 'amount': '5', 'currency': 'EUR',
                    'authority': "Court", 'case_no': "1", 'role': 'other', 'text': "t"}],
        'counters': {'judgment': {'count': 0, 'amount': '0', 'currency': 'EUR', 'window': "6y"}},
        'statements': [{'period_end': '2025-12-31', 'months': 12, 'consolidated': False,
                        'currency': 'EUR', 'revenue': '9', 'ebit': '1', 'pbt': '1',
                        'net_profit': '1', 'total_assets': '1000', 'current_assets': '5',
                        'inventory': '1', 'receivables': '1', 'cash': '1',
                        'total_liabilities': '600', 'current_liabilities': '3', 'equity': '400',
                        'source_type': "filed", 'filed_on': day}],
        'changes': [{'kind': 'address', 'date': day, 'before': "a", 'after': "b"}],
        'owners': [{'name': "Holder", 'kind': 'company', 'pct': '51.5', 'from': day, 'to': None,
                    'negative': False}],
        'group': {'parent_ref': 'p', 'ultimate_ref': 'u', 'hq_ref': None},
        'filings': {'accounts_due': day, 'accounts_overdue': False, 'confirmation_due': day,
                    'confirmation_overdue': None},
        'issues': [{'code': 'enum_drift', 'path': 'subject.status', 'severity': 'warning'}],
    }


def test_a_report_with_every_field_is_taken_with_the_hash_that_we_make(gateway):
    from sync_agent.records import Report
    wire = Report.model_validate_json(json.dumps(full_report())).wire()
    wire['content_hash'] = content_hash(wire)
    wire['match'] = {'partner_id': None, 'method': 'none', 'confidence': 0, 'evidence': [],
                     'candidates': []}
    body = encode(wire)
    key = f'full-{next(_number)}'
    (answer,) = gateway().import_reports(key, [body])
    assert (answer.outcome, answer.errors) == ('unmatched', [])
    assert gateway().batch_status(key) == [answer]
    assert gateway().batch_status('unknown') is None
