"""The British register and its stream, through the whole agent, before a stub."""

import json
import time

import pytest
from natives import CASES, bears, pass_days, quarantined, serve
from stubs import faults
from stubs.companies import companies, company
from stubs.companies_house import KEY, STREAM_KEY, CompaniesHouse, case, charge
from stubs.server import Says

from sync_agent.errors import ConfigError, ExitCode
from sync_agent.sources import listening, settings_of

COMPANY = company(1, 'GB')
NUMBER = COMPANY.reg_no


@pytest.fixture
def register(desk, monkeypatch):
    found = serve(desk, monkeypatch, 'companies_house', CompaniesHouse(companies(3, 'GB')),
                  secrets={'companies_house': KEY, 'ch_stream': STREAM_KEY},
                  secret='companies-house')
    found.source['listen_seconds'] = 1
    found.profile = found.stub.profiles[NUMBER]
    found.sink.partners = [bound(COMPANY)]
    yield found
    found.bureau.stop()


@pytest.fixture
def stream(register):
    """The same with its streams, and a first run behind it."""
    register.source.update(stream_secret='ch_stream', stream_url=register.bureau.address,
                           streams=['companies'])
    for place, name in enumerate(('companies', 'insolvency-cases', 'charges')):
        register.stub.happen(name, '99999990', 1000 + place)
    register.run()
    del register.bureau.asked[:]
    return register


def bound(one):
    return one.key(schemes=(), refs=[{'provider': 'companies_house', 'provider_ref': one.reg_no}])


def the_report(found):
    summary = found.run()
    assert summary.exit_code == ExitCode.OK, summary.messages
    (report,) = found.sink.reports
    return report


# === THE REPORT === #

def test_a_number_of_the_register_is_its_key(register):
    register.sink.partners = [COMPANY.key(schemes=('reg_no',))]
    report = the_report(register)
    assert report['match']['method'] == 'identifier'
    assert (report['provider'], report['product'], report['provider_ref']) == (
        'companies_house', 'company', NUMBER)
    assert report['as_of_quality'] == 'assumed'
    assert report['completeness'] == 'complete'
    assert report['sections_present'] == ['identity', 'events', 'filings']
    assert report['subject'] == {
        'legal_name': COMPANY.name.upper(), 'country': 'GB', 'status': 'active',
        'status_raw': 'active', 'legal_form': 'ltd', 'incorporation_date': str(COMPANY.founded),
        'previous_names': [{'name': f'OLD {COMPANY.name.upper()}', 'until': '2019-05-06'}],
        'activity': [{'scheme': 'uk_sic', 'code': '46690'}, {'scheme': 'uk_sic', 'code': '62012'}],
        'identifiers': [{'scheme': 'reg_no', 'value': NUMBER, 'valid': None}]}
    assert report['events'] == []
    assert report['filings'] == {
        'accounts_due': '2027-09-30', 'accounts_overdue': False,
        'confirmation_due': '2027-03-01', 'confirmation_overdue': True}
    # Flags that say no need no further question.
    assert register.bureau.paths() == [f'/company/{NUMBER}']


def test_a_number_without_its_zeros_is_the_same_and_a_prefix_belongs_to_it(register):
    scottish = company(5, 'GB', reg_no='SC900123')
    register.stub.profiles['SC900123'] = {**register.profile, 'company_number': 'SC900123',
                                          'company_name': scottish.name}
    register.stub.profiles['00001234'] = {**register.profile, 'company_number': '00001234'}
    register.sink.partners = [
        COMPANY.key(identifiers=[{'scheme': 'reg_no', 'value': '1234'}]),
        scottish.key(identifiers=[{'scheme': 'reg_no', 'value': 'sc 900123'}])]
    assert register.run().exit_code == ExitCode.OK
    assert {report['provider_ref'] for report in register.sink.reports} == {'00001234', 'SC900123'}
    assert all(report['match']['method'] == 'identifier' for report in register.sink.reports)


def test_a_number_that_comes_as_a_figure_is_another_shape(register):
    register.profile['company_number'] = int(NUMBER)
    register.sink.partners[0]['refs'][0]['provider_ref'] = '00001234'
    register.stub.profiles['00001234'] = {**register.profile, 'company_number': 1234}
    assert register.run().exit_code == ExitCode.PARTIAL
    assert quarantined(register) == ['id_mismatch']


def test_somebody_elses_number_is_for_a_person(register):
    register.sink.partners = [COMPANY.key(schemes=('reg_no',), name="Zenith Foods plc")]
    assert register.run().counts['unmatched'] == 1
    assert register.sink.reports[0]['match']['partner_id'] is None


# === FLAGS === #

@pytest.mark.parametrize('flags', [{}, {'has_charges': None, 'has_insolvency_history': None}])
def test_a_flag_that_is_absent_is_asked_about(register, flags):
    del register.profile['has_charges'], register.profile['has_insolvency_history']
    register.profile.update(flags)
    register.stub.insolvency[NUMBER] = {'cases': [case(
        'creditors-voluntary-liquidation', wound_up_on='2026-01-02')]}
    register.profile['company_status'] = 'liquidation'
    report = the_report(register)
    assert [event['kind'] for event in report['events']] == ['insolvency']
    assert register.bureau.paths() == [
        f'/company/{NUMBER}', f'/company/{NUMBER}/insolvency', f'/company/{NUMBER}/charges']


def test_what_fails_on_the_way_is_asked_for_again_and_nothing_is_left_out(register):
    register.profile['has_charges'] = True
    register.stub.charges[NUMBER] = {'total_count': 1, 'items': [charge('012345670001')]}
    register.faults.always(faults.status(503), path='/charges')
    assert register.run().exit_code == ExitCode.SOURCE_UNREACHABLE
    assert register.sink.reports == []
    register.faults.clear()
    with register.desk.state() as state:
        state.breakers.succeeded('companies_house')
    assert [event['kind'] for event in the_report(register)['events']] == ['charge']


# === STATUS AND CASES === #

@pytest.mark.parametrize(('status', 'detail', 'meant'), [
    ('active', None, 'active'), ('open', None, 'active'), ('registered', None, 'active'),
    ('active', 'active-proposal-to-strike-off', 'struck_off_pending'),
    ('dissolved', None, 'dissolved'), ('closed', None, 'dissolved'), ('removed', None, 'dissolved'),
    ('converted-closed', None, 'dissolved'), ('administration', None, 'insolvent'),
    ('receivership', None, 'insolvent'), ('voluntary-arrangement', None, 'insolvent'),
    ('insolvency-proceedings', None, 'insolvent'), ('liquidation', None, 'liquidation'),
])
def test_statuses(register, status, detail, meant):
    register.profile.update(company_status=status, company_status_detail=detail)
    report = the_report(register)
    assert report['subject']['status'] == meant
    assert report['subject']['status_raw'] == ', '.join(filter(None, (status, detail)))
    assert report['issues'] == []


def test_a_new_status_is_unknown_and_said(register):
    register.profile['company_status'] = 'in-limbo'
    report = the_report(register)
    assert report['subject']['status'] == 'unknown'
    assert [issue['code'] for issue in report['issues']] == ['enum_drift']


@pytest.mark.parametrize(('cases', 'status', 'kinds'), [
    ([case('members-voluntary-liquidation', wound_up_on='2026-01-02')],
     'liquidation', ['liquidation_solvent']),
    ([case('creditors-voluntary-liquidation', wound_up_on='2026-01-02')],
     'insolvent', ['insolvency']),
    ([case('compulsory-liquidation', petitioned_on='2026-01-02')], 'insolvent', ['insolvency']),
    ([case('a-case-of-tomorrow')], 'insolvent', ['insolvency']),
    ([case('members-voluntary-liquidation', '1'), case('compulsory-liquidation', '2')],
     'insolvent', ['liquidation_solvent', 'insolvency']),
    # An arrangement that ended long ago makes nobody insolvent who is wound up solvent now.
    ([case('corporate-voluntary-arrangement', '1', voluntary_arrangement_started_on='2010-01-01',
           voluntary_arrangement_ended_on='2012-01-01'),
      case('members-voluntary-liquidation', '2', wound_up_on='2026-01-02')],
     'liquidation', ['insolvency', 'liquidation_solvent']),
    ([case('moratorium', moratorium_started_on='2026-01-02')], 'liquidation', ['moratorium']),
])
def test_in_a_liquidation_the_cases_decide(register, cases, status, kinds):
    register.profile.update(company_status='liquidation', has_insolvency_history=True)
    register.stub.insolvency[NUMBER] = {'cases': cases}
    report = the_report(register)
    assert report['subject']['status'] == status
    assert [event['kind'] for event in report['events']] == kinds


def test_a_case_has_its_days_and_none_of_its_people(register):
    register.profile.update(company_status='administration', has_insolvency_history=True)
    register.stub.insolvency[NUMBER] = {'cases': [
        case('in-administration', '7', administration_started_on='2026-02-03',
             instrumented_on='2026-02-01', due_to_be_dissolved_on='2027-01-01')]}
    report = the_report(register)
    assert report['events'] == [{
        'key': 'insolvency-7', 'kind': 'insolvency', 'severity': 'stop', 'status': 'open',
        'opened_on': '2026-02-01', 'closed_on': None, 'case_no': '7', 'text': 'in-administration'}]
    assert "Probe" not in json.dumps({**report, 'subject': {}})


def test_an_old_case_of_an_active_company_does_not_stand_open_for_ever(register):
    register.profile['has_insolvency_history'] = True
    register.stub.insolvency[NUMBER] = {'cases': [
        case('corporate-voluntary-arrangement', '1', voluntary_arrangement_started_on='2010-01-01'),
        case('in-administration', '2', administration_started_on='2011-01-01',
             administration_ended_on='2011-09-01')]}
    report = the_report(register)
    assert [(event['status'], event['closed_on']) for event in report['events']] == [
        ('unknown', None), ('closed', '2011-09-01')]
    assert report['subject']['status'] == 'active'


# === CHARGES === #

def test_charges_are_events_that_end_when_they_are_satisfied(register):
    register.profile['has_charges'] = True
    register.stub.charges[NUMBER] = {
        'total_count': 3, 'satisfied_count': 1, 'unfiltered_count': 3, 'items': [
            charge('012345670001'), charge('012345670002', satisfied='2024-05-06'),
            charge(None, created='1999-01-02')]}
    report = the_report(register)
    assert [(event['key'], event['status'], event['closed_on'], event['severity'])
            for event in report['events']] == [
        ('012345670001', 'open', None, 'info'), ('012345670002', 'closed', '2024-05-06', 'info'),
        ('charge-1999-01-02-1999-01-02', 'open', None, 'info')]
    assert report['counters'] == {'charge': {'count': 3}}
    assert 'list_cut' not in [issue['code'] for issue in report['issues']]


@pytest.mark.parametrize('name', ['total_count', 'unfiltered_count', 'unfiletered_count'])
def test_the_count_is_found_under_its_misspelt_name_too(register, name):
    register.profile['has_charges'] = True
    register.stub.charges[NUMBER] = {name: 40, 'items': [charge('012345670001')]}
    report = the_report(register)
    assert report['counters'] == {'charge': {'count': 40}}
    assert 'list_cut' in [issue['code'] for issue in report['issues']]


def test_a_charge_without_a_code_keeps_its_key_when_it_is_satisfied(register):
    register.profile['has_charges'] = True
    register.stub.charges[NUMBER] = {'items': [charge(None, created='2001-01-02')]}
    before = the_report(register)['events'][0]
    register.stub.charges[NUMBER] = {'items': [
        charge(None, created='2001-01-02', satisfied='2026-01-02')]}
    pass_days(register, 31)
    register.run()
    after = register.sink.reports[-1]['events'][0]
    assert (before['key'], before['status']) == (after['key'], 'open')
    assert after['status'] == 'closed'


def test_remarks_about_the_address_stop_nothing(register):
    register.profile.update(registered_office_is_in_dispute=True,
                            undeliverable_registered_office_address=True)
    report = the_report(register)
    assert {issue['code'] for issue in report['issues']} == {
        'address_disputed', 'address_undeliverable'}
    assert report.get('disputed') is None


# === QUOTA === #

def test_when_the_quota_says_zero_nothing_is_sent_until_its_end(register):
    register.stub.left, register.stub.reset = 1, time.time() + 200
    register.sink.partners.append(bound(company(2, 'GB')))
    register.run()
    assert any(150 < wait <= 200 for wait in register.waits)


def test_too_many_are_told_by_the_reset_where_nobody_says_retry_after(register):
    register.stub.left, register.stub.reset = 0, time.time() + 100
    summary = register.run()
    assert summary.exit_code == ExitCode.SOURCE_UNREACHABLE
    assert any(80 < wait <= 100 for wait in register.waits)


# === FAULTS === #

@pytest.mark.parametrize(('fault', 'code', 'comes_later'), CASES)
def test_faults(register, fault, code, comes_later):
    bears(register, fault, code, comes_later)


def test_a_wrong_key_is_shown_once(register, monkeypatch):
    monkeypatch.setenv('CREDIT_SYNC_SECRET_COMPANIES_HOUSE', 'wrong-key-123')
    register.sink.partners = [bound(one) for one in companies(40, 'GB')]
    summary = register.run()
    assert summary.exit_code == ExitCode.AUTH
    assert len(register.bureau.asked) == 1
    assert len(summary.messages) == 1


@pytest.mark.parametrize('insolvency', [{}, {'cases': None}, {'cases': []}])
def test_empty_cases_are_none(register, insolvency):
    register.profile['has_insolvency_history'] = True
    register.stub.insolvency[NUMBER] = insolvency
    assert the_report(register)['events'] == []


def test_check_is_free_and_shows_what_is_left(register):
    code, output, errors = register.desk.command('check', '--live')
    assert code == 0, errors
    assert "599 left" in output
    assert register.bureau.paths() == ['/company/00000000']


def test_check_shows_a_wrong_key(register, monkeypatch):
    monkeypatch.setenv('CREDIT_SYNC_SECRET_COMPANIES_HOUSE', 'wrong-key-123')
    assert register.desk.command('check', '--live')[0] == ExitCode.AUTH


# === THE STREAM === #

def asked_of(found):
    return [(asked.path, asked.query) for asked in found.bureau.asked]


def test_the_first_run_begins_with_what_happens_now(stream):
    with stream.desk.state() as state:
        assert state.cursors.get('companies_house', 'changes') == {'companies': 1000}


def test_a_change_of_a_customer_is_fetched_and_strangers_are_not(stream):
    stream.stub.happen('companies', '99999991', 1001)
    stream.stub.happen('companies', NUMBER, 1002, '/charges/abc')
    stream.stub.happen('companies', '99999992', 1003)
    stream.profile['company_status'] = 'dissolved'
    summary = stream.run()
    assert summary.exit_code == ExitCode.OK, summary.messages
    assert asked_of(stream) == [('/companies', {'timepoint': '1000'}),
                                (f'/company/{NUMBER}', {})]
    assert stream.sink.reports[-1]['subject']['status'] == 'dissolved'
    with stream.desk.state() as state:
        assert state.cursors.get('companies_house', 'changes') == {'companies': 1003}


def test_the_event_at_the_cursor_is_no_news(stream):
    stream.stub.happen('companies', NUMBER, 1001)
    stream.run()
    del stream.bureau.asked[:]
    stream.run()
    assert asked_of(stream) == [('/companies', {'timepoint': '1001'})]


def test_heartbeats_between_events_end_nothing(stream, monkeypatch):
    monkeypatch.setattr(stream.stub, 'stream', lambda name, asked: Says(pieces=(
        b'\n', event_line(NUMBER, 1001), b'\n', event_line('99999991', 1002), b'\n', b'\n'),
        holds=True))
    assert stream.run().counts['asked'] == 1
    with stream.desk.state() as state:
        assert state.cursors.get('companies_house', 'changes') == {'companies': 1002}


def test_a_stream_that_only_beats_is_left_after_two(stream):
    stream.stub.streams['companies'] = []
    started = time.monotonic()
    assert stream.run().exit_code == ExitCode.OK
    assert time.monotonic() - started < 5
    with stream.desk.state() as state:
        assert state.cursors.get('companies_house', 'changes') == {'companies': 1000}


@pytest.mark.parametrize('how', ['silent', 'cut', 'ends'])
def test_silence_and_broken_lines_lose_nothing(stream, how):
    stream.stub.beats = 0
    stream.stub.holds, stream.stub.cut = how == 'silent', how == 'cut'
    stream.stub.happen('companies', NUMBER, 1001)
    summary = stream.run()
    assert summary.exit_code == ExitCode.OK, summary.messages
    assert summary.counts['asked'] == 1


def test_a_line_that_breaks_off_is_read_next_time(stream, monkeypatch):
    whole, half = event_line('99999991', 1001), event_line(NUMBER, 1002)[:40]
    with monkeypatch.context() as patch:
        patch.setattr(stream.stub, 'stream', lambda name, asked: Says(
            pieces=(whole, half), cut=True))
        assert stream.run().exit_code == ExitCode.OK
    with stream.desk.state() as state:
        assert state.cursors.get('companies_house', 'changes') == {'companies': 1001}
    stream.stub.happen('companies', NUMBER, 1002)
    assert stream.run().counts['asked'] == 1


def test_a_line_that_makes_no_sense_is_said_and_passed(stream, monkeypatch):
    monkeypatch.setattr(stream.stub, 'stream', lambda name, asked: Says(pieces=(
        b'{"event": 7}\n', b'nonsense\n', event_line(NUMBER, 1001), b'\n', b'\n')))
    summary = stream.run()
    assert summary.counts['asked'] == 1
    assert summary.messages == [
        "companies_house: The stream companies has a line that cannot be read."]


def test_a_stream_that_forgot_is_made_up_for_from_where_it_stands_now(stream):
    others = companies(3, 'GB')
    stream.sink.partners = [bound(one) for one in others]
    stream.run()
    del stream.bureau.asked[:]
    stream.stub.forgotten = 5000
    stream.stub.happen('companies', '99999993', 6000)
    stream.profile['company_status'] = 'dissolved'
    summary = stream.run()
    assert asked_of(stream)[:2] == [('/companies', {'timepoint': '1000'}), ('/companies', {})]
    assert sorted(path for path, _query in asked_of(stream)[2:]) == sorted(
        f'/company/{one.reg_no}' for one in others)
    assert "all 3 subjects are asked about anew" in summary.messages[0]
    assert summary.exit_code == ExitCode.OK
    with stream.desk.state() as state:
        assert state.cursors.get('companies_house', 'changes') == {'companies': 6000}
    del stream.bureau.asked[:]
    stream.run()
    assert asked_of(stream) == [('/companies', {'timepoint': '6000'})]


def test_all_streams_are_followed_each_by_its_own_timepoint(stream):
    stream.source['streams'] = ['companies', 'insolvency-cases', 'charges']
    stream.run()
    with stream.desk.state() as state:
        assert state.cursors.get('companies_house', 'changes') == {
            'companies': 1000, 'insolvency-cases': 1001, 'charges': 1002}


def test_a_stream_that_is_away_keeps_nobody_from_being_asked_about(stream):
    pass_days(stream, 31)
    stream.faults.always(faults.status(503), path='/companies')
    summary = stream.run()
    assert summary.exit_code == ExitCode.SOURCE_UNREACHABLE
    assert summary.messages == ["companies_house: The bureau answered 503."]
    assert f'/company/{NUMBER}' in stream.bureau.paths()
    with stream.desk.state() as state:
        assert state.cursors.get('companies_house', 'changes') == {'companies': 1000}


def test_more_than_one_can_bear_at_once_is_taken_in_turns(stream, monkeypatch):
    monkeypatch.setattr(listening, 'ENOUGH', 2000)
    for timepoint in range(1001, 1041):
        stream.stub.happen('companies', '99999991', timepoint)
    stream.run()
    assert len(asked_of(stream)) > 2
    with stream.desk.state() as state:
        assert state.cursors.get('companies_house', 'changes') == {'companies': 1040}


def test_without_a_key_of_the_streams_none_is_followed(register):
    register.run()
    assert register.bureau.paths() == [f'/company/{NUMBER}']


@pytest.mark.parametrize('values', [
    {'streams': ['officers']}, {'stream_url': 'http://stream.example'}, {'listen_seconds': 0}])
def test_slips_of_the_configuration(values):
    with pytest.raises(ConfigError):
        settings_of('ch', {'type': 'companies_house', 'provider': 'companies_house',
                           'secret': 'ch', **values})


def event_line(number, timepoint):
    stub = CompaniesHouse([])
    stub.happen('companies', number, timepoint)
    return json.dumps(stub.streams['companies'][0]).encode() + b'\n'
