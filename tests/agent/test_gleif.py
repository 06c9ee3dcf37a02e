"""The register of LEIs, through the whole agent, before a stub."""

import pytest
from natives import CASES, bears, pass_days, quarantined, reset_breaker, serve
from stubs import faults
from stubs.companies import companies, company
from stubs.gleif import Gleif
from stubs.server import Says

from sync_agent.errors import ExitCode

COMPANY = company(1, 'GB')


@pytest.fixture
def gleif(desk, monkeypatch):
    found = serve(desk, monkeypatch, 'gleif', Gleif([COMPANY]), '/api/v1')
    yield found
    found.bureau.stop()


def know(found, *customers):
    found.sink.partners += customers


def bound(one, **values):
    return one.key(schemes=(), refs=[{'provider': 'gleif', 'provider_ref': one.lei}], **values)


def the_report(found):
    summary = found.run()
    assert summary.exit_code == ExitCode.OK, summary.messages
    (report,) = found.sink.reports
    return report


# === THE REPORT === #

def test_a_customer_with_an_lei_is_asked_for_by_it_and_bound(gleif):
    know(gleif, COMPANY.key(schemes=('lei',)))
    report = the_report(gleif)
    assert report['match']['method'] == 'identifier'
    assert (report['provider'], report['product'], report['provider_ref']) == (
        'gleif', 'lei', COMPANY.lei)
    assert report['as_of'] == '2026-03-04'
    assert report['as_of_quality'] == 'stated'
    assert report['completeness'] == 'complete'
    assert report['sections_present'] == ['identity']
    assert report['subject'] == {
        'legal_name': COMPANY.name, 'country': 'GB', 'status': 'active',
        'status_raw': 'ACTIVE, ISSUED', 'legal_form': 'H0PO',
        'incorporation_date': str(COMPANY.founded), 'cessation_date': None,
        'previous_names': [], 'trade_names': [],
        'identifiers': [
            {'scheme': 'lei', 'value': COMPANY.lei, 'valid': True},
            {'scheme': 'reg_no', 'value': COMPANY.reg_no, 'valid': None, 'issuer': 'RA000585'}],
    }
    assert gleif.bureau.paths() == [f'/api/v1/lei-records/{COMPANY.lei}']


def test_a_national_number_leads_to_the_lei(gleif):
    know(gleif, COMPANY.key(schemes=('reg_no',)))
    report = the_report(gleif)
    assert report['match']['method'] == 'identifier'
    assert gleif.bureau.asked[0].query == {
        'filter[entity.registeredAs]': COMPANY.reg_no, 'page[number]': '1', 'page[size]': '200'}


@pytest.mark.parametrize(('country', 'scheme'), [('CN', 'usci'), ('FR', 'siren'), ('DE', 'reg_no')])
def test_the_national_number_has_the_name_of_its_country(gleif, country, scheme):
    other = company(2, country)
    gleif.stub.companies[other.lei] = other
    know(gleif, other.key(schemes=('lei',)))
    identifiers = {row['scheme']: row['value'] for row in the_report(gleif)['subject']['identifiers']}
    assert identifiers[scheme] == getattr(other, scheme)
    assert set(identifiers) == {'lei', scheme}


def test_a_jurisdiction_below_a_country_is_the_country(gleif):
    other = company(2, 'US')
    gleif.stub.companies[other.lei] = other
    gleif.stub.entity[other.lei] = {'jurisdiction': 'US-DE'}
    know(gleif, other.key(schemes=('lei',)))
    report = the_report(gleif)
    assert report['subject']['country'] == 'US'
    assert report['match']['method'] == 'identifier'


def test_former_names_count_for_the_match_and_trade_names_are_none_of_them(gleif):
    gleif.stub.entity[COMPANY.lei] = {
        'legalName': {'name': "Quite Another Ltd"},
        'otherNames': [{'name': COMPANY.name, 'type': 'PREVIOUS_LEGAL_NAME'},
                       {'name': "Brand", 'type': 'TRADING_OR_OPERATING_NAME'}]}
    know(gleif, COMPANY.key(schemes=('lei',)))
    subject = the_report(gleif)['subject']
    assert subject['previous_names'] == [{'name': COMPANY.name}]
    assert subject['trade_names'] == ["Brand"]
    assert gleif.sink.reports[0]['match']['method'] == 'identifier'


def test_the_parent_is_asked_for_where_that_is_wanted(gleif):
    parent = company(2, 'GB')
    gleif.stub.companies[parent.lei] = parent
    gleif.source['parents'] = True
    know(gleif, bound(COMPANY))
    gleif.stub.parents[COMPANY.lei] = parent.lei
    assert the_report(gleif)['group'] == {'parent_ref': parent.lei}


def test_no_parent_is_asked_and_none(gleif):
    gleif.source['parents'] = True
    know(gleif, bound(COMPANY))
    report = the_report(gleif)
    assert report['group'] == {'parent_ref': None}
    assert report['sections_present'] == ['identity', 'group']


# === WHAT IS EASILY TAKEN WRONG === #

@pytest.mark.parametrize('registration', ['LAPSED', 'ISSUED'])
def test_a_lapsed_fee_says_nothing_of_the_company(gleif, registration):
    gleif.stub.registration[COMPANY.lei] = {'status': registration}
    know(gleif, bound(COMPANY))
    report = the_report(gleif)
    assert report['subject']['status'] == 'active'
    assert report['issues'] == []


@pytest.mark.parametrize(('said', 'status', 'issues'), [
    ('INACTIVE', 'dissolved', []), (None, 'unknown', []),
    ('SLEEPING', 'unknown', ['enum_drift'])])
def test_the_status_is_the_entitys_and_a_new_one_is_unknown(gleif, said, status, issues):
    gleif.stub.entity[COMPANY.lei] = {'status': said}
    know(gleif, bound(COMPANY))
    report = the_report(gleif)
    assert report['subject']['status'] == status
    assert [issue['code'] for issue in report['issues']] == issues


@pytest.mark.parametrize('registration', ['RETIRED', 'ANNULLED', 'MERGED', 'DUPLICATE'])
def test_a_number_that_was_taken_back_is_said(gleif, registration):
    gleif.stub.registration[COMPANY.lei] = {'status': registration}
    know(gleif, bound(COMPANY))
    assert [issue['code'] for issue in the_report(gleif)['issues']] == ['identifier_withdrawn']


def test_a_duplicate_is_no_second_company(gleif):
    twin = company(3, 'GB', name=COMPANY.name, reg_no=COMPANY.reg_no)
    gleif.stub.companies[twin.lei] = twin
    gleif.stub.registration[twin.lei] = {'status': 'DUPLICATE'}
    know(gleif, COMPANY.key(schemes=('reg_no',)))
    assert the_report(gleif)['provider_ref'] == COMPANY.lei


def test_the_same_number_in_another_country_is_another_company(gleif):
    stranger = company(3, 'DE', name=COMPANY.name, reg_no=COMPANY.reg_no)
    gleif.stub.companies = {stranger.lei: stranger}
    know(gleif, COMPANY.key(schemes=('reg_no',)))
    summary = gleif.run()
    assert summary.exit_code == ExitCode.OK
    assert gleif.sink.reports == []


def test_more_than_a_page_under_one_number_is_for_a_person(gleif):
    gleif.stub.companies = {one.lei: company(one.number, 'GB', reg_no='X1')
                            for one in companies(201, 'GB')}
    know(gleif, company(7, 'GB', reg_no='X1').key(
        schemes=(), identifiers=[{'scheme': 'reg_no', 'value': '00000001'}]))
    gleif.faults.at(faults.edit(lambda document: document), path='lei-records')
    summary = gleif.run()
    assert summary.exit_code == ExitCode.OK
    assert len(gleif.bureau.asked) == 1


def test_many_are_asked_for_at_once_and_never_more_than_a_page(gleif):
    many = companies(450, 'GB')
    gleif.stub.companies = {one.lei: one for one in many}
    know(gleif, *(bound(one) for one in many))
    summary = gleif.run()
    assert summary.exit_code == ExitCode.OK, summary.messages
    assert len(gleif.sink.reports) == 450
    assert [asked.query['page[size]'] for asked in gleif.bureau.asked] == ['200'] * 3
    assert max(len(asked.query['filter[lei]'].split(',')) for asked in gleif.bureau.asked) == 200


def test_who_is_missing_in_a_page_is_a_miss_and_the_others_are_there(gleif):
    know(gleif, bound(COMPANY), bound(company(2, 'GB')))
    summary = gleif.run()
    assert summary.exit_code == ExitCode.OK
    assert len(gleif.sink.reports) == 1
    asked = len(gleif.bureau.asked)
    gleif.run()
    assert len(gleif.bureau.asked) == asked


def test_one_bad_record_in_a_page_takes_no_other_with_it(gleif):
    other = company(2, 'GB')
    gleif.stub.companies[other.lei] = other
    gleif.stub.entity[other.lei] = {'legalName': {'name': None}}
    know(gleif, bound(COMPANY), bound(other))
    assert gleif.run().exit_code == ExitCode.PARTIAL
    assert [report['provider_ref'] for report in gleif.sink.reports] == [COMPANY.lei]
    assert quarantined(gleif) == ['schema_drift']


def test_a_page_that_cannot_be_read_is_asked_for_one_by_one(gleif):
    other = company(2, 'GB')
    gleif.stub.companies[other.lei] = other
    know(gleif, bound(COMPANY), bound(other))
    gleif.faults.at(faults.says({'data': "all of them"}))
    assert gleif.run().exit_code == ExitCode.OK
    assert len(gleif.sink.reports) == 2
    assert len(gleif.bureau.asked) == 3


@pytest.mark.parametrize(('fault', 'code'), [
    (faults.status(401), ExitCode.AUTH), (faults.status(503), ExitCode.SOURCE_UNREACHABLE),
    (faults.status(429, retry_after=3600), ExitCode.SOURCE_UNREACHABLE)])
def test_what_befalls_a_page_befalls_all_of_it_and_is_made_up_for(gleif, fault, code):
    many = companies(30, 'GB')
    gleif.stub.companies = {one.lei: one for one in many}
    know(gleif, *(bound(one) for one in many))
    gleif.faults.always(fault)
    summary = gleif.run()
    assert summary.exit_code == code
    assert len(summary.messages) == 1
    with gleif.desk.state() as state:
        assert len(state.cursors.get('gleif', 'owed')) == 30
    gleif.faults.clear()
    reset_breaker(gleif)
    gleif.run()
    assert len(gleif.sink.reports) == 30


def test_another_record_than_the_one_asked_for_is_set_aside(gleif):
    know(gleif, bound(COMPANY))
    gleif.faults.at(faults.edit(lambda document: document['data']['attributes'].update(
        lei=company(5, 'GB').lei)))
    assert gleif.run().exit_code == ExitCode.PARTIAL
    assert quarantined(gleif) == ['id_mismatch']


def test_what_is_fresh_is_not_asked_for_again_and_the_same_is_no_news(gleif):
    know(gleif, bound(COMPANY))
    gleif.run()
    gleif.run()
    assert len(gleif.bureau.asked) == 1
    pass_days(gleif, 31)
    assert gleif.run().counts['unchanged here'] == 1
    assert len(gleif.sink.reports) == 1


# === FAULTS === #

@pytest.mark.parametrize(('fault', 'code', 'comes_later'), CASES)
def test_faults(gleif, fault, code, comes_later):
    know(gleif, bound(COMPANY))
    bears(gleif, fault, code, comes_later)


@pytest.mark.parametrize('entity', [
    {}, {'legalName': None}, {'legalName': {}}, {'legalName': {'name': "None"}}])
def test_records_without_a_name_are_set_aside(gleif, entity):
    know(gleif, bound(COMPANY))
    gleif.faults.at(faults.edit(lambda document: document['data']['attributes'].update(
        entity=entity)))
    assert gleif.run().exit_code == ExitCode.PARTIAL
    assert quarantined(gleif) in (['malformed'], ['schema_drift'])


def test_a_register_that_asks_for_patience_gets_it(gleif):
    know(gleif, bound(COMPANY))
    gleif.faults.at(faults.status(429, retry_after=17))
    the_report(gleif)
    assert any(16 < wait <= 17 for wait in gleif.waits)


def test_a_minute_has_sixty_requests_where_nobody_says_otherwise(gleif):
    del gleif.source['rate']
    know(gleif, *(one.key(schemes=('reg_no',)) for one in companies(61, 'GB')))
    gleif.run()
    assert len(gleif.bureau.asked) > 60
    assert any(50 < wait <= 60 for wait in gleif.waits)


def test_check_is_free_and_says_that_no_live_service_was_seen(gleif):
    code, output, errors = gleif.desk.command('check', '--live')
    assert code == 0, errors
    assert "no account is needed" in output
    assert gleif.bureau.asked[0].query == {'page[size]': '1'}
    assert "not certified" in gleif.desk.command('check')[1]


def test_nobody_answers_for_a_company_that_the_register_does_not_know(gleif):
    gleif.stub.companies = {}
    know(gleif, COMPANY.key(schemes=('lei',)))
    assert gleif.run().exit_code == ExitCode.OK
    gleif.run()
    assert len(gleif.bureau.asked) == 1


def test_the_stub_has_the_registers_window():
    assert isinstance(Gleif([]).page({'page[number]': '51', 'page[size]': '200'}), Says)
    assert isinstance(Gleif([]).page({'page[size]': '201'}), Says)
