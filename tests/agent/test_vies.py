"""VAT numbers, through the whole agent, before a stub."""

from dataclasses import replace

import pytest
from natives import CASES, bears, pass_days, quarantined, reset_breaker, serve
from stdnum.gr import vat as greek
from stubs import faults
from stubs.companies import company
from stubs.vies import Vies

from sync_agent.errors import ConfigError, ExitCode
from sync_agent.sources import settings_of

FRENCH, GERMAN = company(1, 'FR'), company(2, 'DE')
_GREEK_DIGITS = '00000003'
GREEK = replace(company(3, 'DE'), country='GR',
                vat=f'EL{_GREEK_DIGITS}{greek.calc_check_digit(_GREEK_DIGITS)}')
IRISH = company(4, 'GB', vat=company(4, 'GB').vat.replace('GB', 'XI'))


@pytest.fixture
def vies(desk, monkeypatch):
    found = serve(desk, monkeypatch, 'vies', Vies([FRENCH, GERMAN, GREEK, IRISH]))
    yield found
    found.bureau.stop()


def know(found, *ones, **values):
    found.sink.partners += [one.key(schemes=('vat',), **values) for one in ones]


def bound(one):
    return one.key(schemes=('vat',), refs=[{'provider': 'vies', 'provider_ref': one.vat}])


def the_report(found):
    summary = found.run()
    assert summary.exit_code == ExitCode.OK, summary.messages
    (report,) = found.sink.reports
    return report


def bodies(found):
    return [asked.json() for asked in found.bureau.asked]


# === THE REPORT === #

def test_a_number_that_is_registered_is_reported_with_name_and_address(vies):
    know(vies, FRENCH)
    report = the_report(vies)
    assert report['match']['method'] == 'identifier'
    assert (report['provider'], report['product'], report['provider_ref']) == (
        'vies', 'vat', FRENCH.vat)
    assert (report['as_of'], report['as_of_quality']) == ('2026-11-25', 'stated')
    assert report['issues'] == []
    assert report['subject'] == {
        'legal_name': FRENCH.name, 'country': 'FR',
        'address': {'lines': [FRENCH.street, f'{FRENCH.postcode} {FRENCH.city}']},
        'identifiers': [{'scheme': 'vat', 'value': FRENCH.vat, 'valid': True},
                        {'scheme': 'siren', 'value': FRENCH.siren, 'valid': True,
                         'issuer': 'derived'}]}
    assert bodies(vies) == [{'countryCode': 'FR', 'vatNumber': FRENCH.vat[2:]}]


def test_the_number_that_proves_the_asking_is_kept(vies):
    vies.source['requester'] = GERMAN.vat
    know(vies, FRENCH)
    assert the_report(vies)['external_id'] == 'WAPIAAAA00000001'
    assert bodies(vies)[0]['requesterMemberStateCode'] == 'DE'
    assert bodies(vies)[0]['requesterNumber'] == GERMAN.vat[2:]
    # Each asking is a proof of its own.
    pass_days(vies, 31)
    vies.run()
    assert len(bodies(vies)) == 2


def test_without_a_requester_there_is_no_proof_and_a_report_all_the_same(vies):
    know(vies, FRENCH)
    assert len(the_report(vies)['external_id']) == 32


@pytest.mark.parametrize(('one', 'country', 'prefix'), [(GREEK, 'GR', 'EL'), (IRISH, 'GB', 'XI')])
def test_greece_and_northern_ireland_have_prefixes_of_their_own(vies, one, country, prefix):
    know(vies, one)
    report = the_report(vies)
    assert report['subject']['country'] == country
    assert report['match']['method'] == 'identifier'
    assert bodies(vies)[0]['countryCode'] == prefix


def test_numbers_of_great_britain_are_not_asked_about(vies):
    know(vies, company(5, 'GB'), company(6, 'SE', vat=None, reg_no='1'))
    assert vies.run().exit_code == ExitCode.OK
    assert vies.bureau.asked == []


def test_another_companys_number_binds_nobody(vies):
    know(vies, FRENCH, name="Quite Another SARL")
    summary = vies.run()
    assert summary.counts['unmatched'] == 1
    (report,) = vies.sink.reports
    assert report['match']['partner_id'] is None
    assert report['match']['candidates'][0]['partner_id'] == FRENCH.number


# === WHAT IS EASILY TAKEN WRONG === #

@pytest.mark.parametrize('wrapped', [False, True])
@pytest.mark.parametrize('code', [
    'MS_UNAVAILABLE', 'MS_MAX_CONCURRENT_REQ', 'GLOBAL_MAX_CONCURRENT_REQ', 'SERVICE_UNAVAILABLE',
    'TIMEOUT'])
def test_an_outage_is_never_an_invalid_number(vies, code, wrapped):
    vies.stub.away, vies.stub.wrapped = {'FR': code}, wrapped
    vies.sink.partners = [bound(FRENCH)]
    summary = vies.run()
    assert summary.exit_code == ExitCode.SOURCE_UNREACHABLE
    assert len(summary.messages) == 1
    assert vies.sink.reports == []
    with vies.desk.state() as state:
        assert state.misses.of_partner(FRENCH.number) == []
        assert state.cursors.get('vies', 'owed') == [[FRENCH.vat, 'vat']]
    vies.stub.away = {}
    reset_breaker(vies)
    assert the_report(vies)['issues'] == []


def test_one_tax_office_that_is_away_is_asked_once_and_keeps_nobody_from_the_others(vies):
    vies.stub.away = {'DE': 'MS_UNAVAILABLE'}
    germans = [company(number, 'DE') for number in range(10, 40)]
    know(vies, *germans, FRENCH)
    summary = vies.run()
    assert summary.exit_code == ExitCode.SOURCE_UNREACHABLE
    assert summary.messages == [
        "vies: The tax office of DE cannot be asked now; the next run tries again."]
    assert [report['provider_ref'] for report in vies.sink.reports] == [FRENCH.vat]
    # As many as are asked at a time.
    assert len(vies.bureau.asked) <= 5


def test_a_busy_tax_office_is_asked_again_after_a_pause(vies):
    know(vies, FRENCH)
    vies.faults.at(faults.says({'valid': False, 'userError': 'MS_MAX_CONCURRENT_REQ'}), times=2)
    assert the_report(vies)['subject']['legal_name'] == FRENCH.name
    assert len(vies.bureau.asked) == 3


def test_a_number_that_is_not_registered_is_said_and_proves_nobody(vies):
    stranger = company(7, 'FR')
    know(vies, stranger)
    summary = vies.run()
    assert summary.exit_code == ExitCode.OK
    assert summary.counts['unmatched'] == 1
    (report,) = vies.sink.reports
    assert report['subject']['identifiers'] == [
        {'scheme': 'vat', 'value': stranger.vat, 'valid': False}]
    assert [issue['code'] for issue in report['issues']] == [
        'not_registered', 'name_withheld', 'identifier_invalid']
    assert report['match']['candidates'][0]['partner_id'] == stranger.number
    vies.run()
    assert len(vies.bureau.asked) == 1


def test_a_bound_number_that_was_taken_back_reaches_its_customer(vies):
    vies.sink.partners = [bound(FRENCH)]
    the_report(vies)
    del vies.stub.names[FRENCH.vat]
    pass_days(vies, 31)
    vies.run()
    last = vies.sink.reports[-1]
    assert last['match']['partner_id'] == FRENCH.number
    assert 'not_registered' in [issue['code'] for issue in last['issues']]


def test_a_name_that_is_not_told_is_not_called_three_dashes(vies):
    vies.stub.silent = {'DE'}
    know(vies, GERMAN)
    report = the_report(vies)
    assert report['subject']['legal_name'] == GERMAN.name
    assert 'address' not in report['subject']
    assert report['issues'] == [
        {'code': 'name_withheld', 'path': 'subject.legal_name', 'severity': 'info'}]
    assert report['match']['method'] == 'identifier'


@pytest.mark.parametrize('valid', [None, 'true', 0])
def test_valid_is_yes_or_no_and_nothing_else(vies, valid):
    know(vies, FRENCH)
    vies.faults.at(faults.edit(lambda document: document.update(valid=valid)))
    assert vies.run().exit_code == ExitCode.PARTIAL
    assert quarantined(vies) == ['schema_drift']
    assert vies.sink.reports == []


def test_a_code_that_nobody_explained_is_set_aside(vies):
    know(vies, FRENCH)
    vies.stub.away = {'FR': 'VAT_BLOCKED'}
    summary = vies.run()
    assert summary.exit_code == ExitCode.PARTIAL
    assert "VAT_BLOCKED" in summary.messages[0]
    assert quarantined(vies) == ['schema_drift']


def test_the_answer_about_another_number_is_set_aside(vies):
    vies.sink.partners = [bound(FRENCH)]
    vies.faults.at(faults.edit(lambda document: document.update(vatNumber='00000000000')))
    assert vies.run().exit_code == ExitCode.PARTIAL
    assert quarantined(vies) == ['id_mismatch']


# === FAULTS === #

@pytest.mark.parametrize(('fault', 'code', 'comes_later'), CASES)
def test_faults(vies, fault, code, comes_later):
    vies.sink.partners = [bound(FRENCH)]
    bears(vies, fault, code, comes_later)


def test_a_requester_is_a_vat_number():
    with pytest.raises(ConfigError, match="requester"):
        settings_of('vies', {'type': 'vies', 'provider': 'vies', 'requester': 'mine'})


def test_check_is_free_and_asks_about_nobody(vies):
    code, output, errors = vies.desk.command('check', '--live')
    assert code == 0, errors
    assert "no account is needed" in output
    assert vies.bureau.paths() == ['/check-vat-test-service']
