"""Creditsafe through the whole agent, against a stub: find, fetch, normalise, match, push."""

import base64
import gzip
import uuid
from decimal import Decimal

import pytest
from bureaus import standing
from stubs import faults
from stubs.companies import company, pair
from stubs.creditsafe import PASSWORD, USER, Creditsafe, connect_id, message, report_of
from stubs.identifiers import french_vat

from sync_agent.errors import ExitCode
from sync_agent.sources import settings_of
from sync_agent.sources.base import TESTED

GB, SE, NO, DE, FR, US = (company(number, country) for number, country in enumerate(
    ('GB', 'SE', 'NO', 'DE', 'FR', 'US'), 21))


@pytest.fixture
def stand(desk, monkeypatch):
    monkeypatch.setenv('CREDIT_SYNC_SECRET_CS_USER', USER)
    monkeypatch.setenv('CREDIT_SYNC_SECRET_CS_PASSWORD', PASSWORD)
    with standing(desk, Creditsafe(), 'creditsafe', base='/v1', user='cs_user',
                  password='cs_password', german_reason=3,
                  countries=['GB', 'SE', 'NO', 'DE', 'FR', 'US']) as found:
        yield found


def fetched(stand, one, change=None, **values):
    """Run with one company, whose report is changed in place; return (summary, neutral report)."""
    report = stand.stub.add(one)
    if change is not None:
        change(report)
    stand.customers(one, **values)
    summary = stand.run()
    assert len(stand.reports) == 1, (summary, stand.letters())
    return summary, stand.reports[0]


def rating_of(report):
    return report['creditScore']['currentCreditRating']


def scores(report):
    return {row['code']: row for row in report['scores']}


def limits(report):
    return {row['code']: row for row in report['limits']}


def count(stand, word):
    return sum(word in path for path in stand.paths)


# === A REPORT, FIELD BY FIELD === #

def test_a_british_report(stand):
    summary, report = fetched(stand, GB, schemes=['reg_no'])
    assert summary.exit_code == ExitCode.OK, summary.messages
    assert summary.counts['created'] == 1
    assert stand.paths == ['/v1/authenticate', '/v1/companies', f'/v1/companies/{connect_id(GB)}']
    subject = report['subject']
    assert (report['provider'], report['product'], report['provider_ref']) == (
        'creditsafe', 'full', connect_id(GB))
    assert uuid.UUID(report['external_id'])
    assert report['as_of_quality'] == 'assumed'
    assert report['completeness'] == 'complete'
    assert report['sections_present'] == [
        'identity', 'scores', 'limits', 'payment', 'counters', 'statements', 'owners']
    assert (subject['legal_name'], subject['country'], subject['status']) == (
        GB.name, 'GB', 'active')
    assert subject['previous_names'] == [{'name': f'Erst {GB.name}', 'until': '2015-04-01'}]
    assert subject['legal_form'] == GB.legal_form
    assert subject['incorporation_date'] == GB.founded.isoformat()
    assert subject['registered_capital'] == {'amount': '21000', 'currency': 'GBP'}
    assert subject['paid_in_capital'] == {'amount': '10500', 'currency': None}
    assert {row['scheme']: (row['value'], row['valid']) for row in subject['identifiers']} == {
        'reg_no': (GB.reg_no, None), 'vat': (GB.vat, True), 'cs_id': (connect_id(GB), None)}
    assert scores(report) == {
        'cs.score': {'code': 'cs.score', 'dimension': 'overall', 'direction': 'higher_better',
                     'raw': '51', 'raw_min': '1', 'raw_max': '100', 'state': 'rated',
                     'date': '2026-10-02', 'pd': '0.0125'},
        'cs.letter': {'code': 'cs.letter', 'dimension': 'overall', 'direction': 'higher_better',
                      'raw': 'B', 'state': 'rated', 'date': '2026-10-02'}}
    assert limits(report) == {
        'cs.limit': {'code': 'cs.limit', 'amount': '51000', 'currency': 'GBP', 'state': 'stated'},
        'cs.contract': {'code': 'cs.contract', 'amount': '102000', 'currency': 'GBP',
                        'state': 'stated'}}
    assert report['payment'] == {
        'dbt_days': '1', 'industry_dbt_days': '9', 'trend': 'Stable', 'experiences': 31,
        'on_time': 22, 'late': 9, 'past_due': {'amount': '1200', 'currency': None}}
    assert report['statements'] == [{
        'period_end': '2025-12-31', 'months': 12, 'consolidated': False, 'currency': 'GBP',
        'revenue': '300063', 'ebit': '20000', 'pbt': '18000', 'net_profit': '14000.5',
        'total_assets': '100021', 'current_assets': '60000', 'inventory': '15000', 'cash': '9000',
        'total_liabilities': '40000', 'current_liabilities': '30000', 'equity': '60020',
        'source_type': 'LocalFinancialsCSUK'}]
    assert report['owners'] == [{
        'name': f'{GB.name} Holding', 'pct': '62.5', 'from': '2010-01-01', 'negative': False}]
    assert report['counters'] == {'judgment': {'count': 1}}
    assert report['issues'] == []
    assert report['match'] == {
        'partner_id': 21, 'method': 'identifier', 'confidence': report['match']['confidence'],
        'evidence': report['match']['evidence'], 'candidates': []}
    assert stand.stub.used == 1


def test_what_nothing_reads_is_counted_and_kept(stand):
    summary, _report = fetched(stand, GB)
    assert summary.unknown['creditsafe'] >= {
        'report.paymentData.paymentsSentLegal', 'report.financialStatements.ratios.debtorDays',
        'report.negativeInformation.ccjSummary.possibleRegistered'}
    assert not any('creditScore' in key for key in summary.unknown['creditsafe'])


def test_a_second_run_asks_nothing_and_writes_nothing(stand):
    fetched(stand, GB)
    asked = len(stand.paths)
    assert stand.run().counts['asked'] == 0
    assert len(stand.paths) == asked
    stand.grow_old()
    # The same content, told again after the reaffirmation's days.
    stand.run()
    assert stand.stub.used == 2
    assert len(stand.reports) == 1


# === COUNTRIES === #

def test_sweden(stand):
    _summary, report = fetched(stand, SE)
    assert report['counters'] == {
        'execution': {'count': 3, 'amount': '15500', 'currency': 'SEK'},
        'payment_remark': {'count': 3}}
    assert 'payment' not in report['sections_present']


def test_norway(stand):
    _summary, report = fetched(stand, NO)
    assert report['counters'] == {
        'payment_remark': {'count': 2, 'amount': '7300', 'currency': 'NOK'}}


@pytest.mark.parametrize('one', [DE, FR, US], ids=lambda one: one.country)
def test_sections_that_nobody_described_are_absent_and_not_nought(stand, one):
    summary, report = fetched(stand, one)
    assert not {'payment', 'counters', 'events'} & set(report['sections_present'])
    assert summary.unknown['creditsafe'] >= {
        'report.paymentData.local.value', 'report.negativeInformation.local'}
    assert scores(report)['cs.score']['state'] == 'rated'


def test_german_reports_say_why_they_are_taken(stand):
    fetched(stand, DE)
    assert stand.bureau.asked[-1].query['customData'] == 'de_reason_code::3'
    stand.bureau.asked.clear()


def test_other_countries_are_told_no_german_reason(stand):
    fetched(stand, US)
    assert 'customData' not in stand.bureau.asked[-1].query


def test_germany_without_a_reason_is_a_slip_of_the_configuration(stand):
    stand.configure(german_reason=0)
    stand.customers(DE)
    assert stand.run().exit_code == ExitCode.CONFIG
    del stand.desk.values['sources']['creditsafe']['german_reason']
    summary = stand.run()
    assert summary.exit_code == ExitCode.CONFIG
    assert "german_reason" in summary.messages[0]
    assert stand.paths == []


def test_the_older_names_of_british_judgments(stand):
    _summary, report = fetched(stand, GB, lambda found: found.update(negativeInformation={
        'ccjSummary': {'numberOfExact': 2, 'totalAmountOfExact': 4100, 'numberOfPossible': 9}}))
    assert report['counters'] == {'judgment': {'count': 2, 'amount': '4100'}}


def test_claims_are_not_added_up_when_one_number_is_missing(stand):
    def change(found):
        del found['negativeInformation']['debtBalance']['numberOfPublicClaims']
    _summary, report = fetched(stand, SE, change)
    assert report['counters']['execution'] == {'amount': '15500', 'currency': 'SEK'}


# === SCORES AND LIMITS === #

def test_e_is_not_rated_and_not_the_worst(stand):
    def change(found):
        rating_of(found).update(
            commonValue='E', commonDescription="Not Rated", providerValue={
                'value': "Not Rated", 'minValue': '1', 'maxValue': '100'})
    _summary, report = fetched(stand, GB, change)
    assert [(row['code'], row['raw'], row['state']) for row in report['scores']] == [
        ('cs.score', 'Not Rated', 'not_rated'), ('cs.letter', 'E', 'not_rated')]
    assert report['subject']['status'] == 'active'


@pytest.mark.parametrize(('words', 'status'), [
    ("Failure, winding up order", 'insolvent'), ("In Administration", 'insolvent'),
    ("Dissolved", 'dissolved'), (None, 'dissolved'),
    ("Members' Voluntary Liquidation", 'liquidation'),
])
def test_the_status_makes_a_hard_negative_and_not_the_letter(stand, words, status):
    def change(found):
        rating_of(found).update(commonValue='E', providerValue={})
        found['companySummary']['companyStatus'] = {'status': 'NonActive', 'description': words}
    _summary, report = fetched(stand, FR, change)
    assert report['subject']['status'] == status
    assert report['subject']['status_raw'] == ': '.join(filter(None, ('NonActive', words)))
    assert {row['state'] for row in report['scores']} == {'not_rated'}


@pytest.mark.parametrize(('word', 'status', 'issues'), [
    ('Pending', 'unknown', []), ('Other', 'unknown', []), ('Frozen', 'unknown', ['enum_drift']),
    (None, None, []),
])
def test_other_statuses_are_never_active(stand, word, status, issues):
    _summary, report = fetched(stand, GB, lambda found: found['companySummary'].update(
        companyStatus={'status': word}))
    assert report['subject']['status'] == status
    assert [issue['code'] for issue in report['issues']] == issues


@pytest.mark.parametrize('value', ["No credit rating", "Not Scored", "Not Rated", "n/a", ""])
def test_words_in_the_place_of_a_score_are_no_score(stand, value):
    _summary, report = fetched(stand, GB, lambda found: rating_of(found).update(
        providerValue={'value': value, 'minValue': '0', 'maxValue': '100'}))
    assert scores(report)['cs.score']['state'] == 'not_rated'


@pytest.mark.parametrize('value', [{}, None, "None"])
def test_an_empty_rating_is_none_and_not_nought(stand, value):
    _summary, report = fetched(stand, GB, lambda found: rating_of(found).update(
        providerValue=value))
    assert (scores(report)['cs.score']['raw'], scores(report)['cs.score']['state']) == (
        None, 'not_rated')


def test_another_countrys_scale_keeps_its_ends(stand):
    _summary, report = fetched(stand, NO, lambda found: rating_of(found).update(
        providerValue={'value': '7', 'minValue': '1', 'maxValue': '10'}))
    row = scores(report)['cs.score']
    assert (row['raw'], row['raw_min'], row['raw_max'], row['state']) == ('7', '1', '10', 'rated')


def test_a_figure_without_ends_is_on_no_scale(stand):
    _summary, report = fetched(stand, NO, lambda found: rating_of(found).update(
        providerValue={'value': '7'}))
    assert 'cs.score' not in scores(report)
    assert scores(report)['cs.score.unscaled']['raw'] == '7'


def test_a_score_outside_its_own_scale_is_not_rated(stand):
    _summary, report = fetched(stand, GB, lambda found: rating_of(found).update(
        providerValue={'value': '170', 'minValue': '1', 'maxValue': '100'}))
    assert scores(report)['cs.score']['state'] == 'not_rated'
    assert [issue['code'] for issue in report['issues']] == ['out_of_scale']


@pytest.mark.parametrize(('code', 'words', 'status'), [
    ('-28', "accounts missing", 'active'), ('-29', "bankruptcy petition", 'insolvent'),
    ('-96', "data missing", 'active'),
])
def test_swedish_codes_are_news_and_no_scores(stand, code, words, status):
    def change(found):
        rating_of(found).update(commonValue='E', providerValue={
            'value': code, 'minValue': '0', 'maxValue': '100'})
    _summary, report = fetched(stand, SE, change)
    row = scores(report)['cs.score']
    assert (row['raw'], row['state'], row['overrides']) == (code, 'not_rated', [words])
    assert report['subject']['status'] == status


def test_texts_in_the_place_of_a_limit(stand):
    _summary, report = fetched(stand, GB, lambda found: rating_of(found).update(
        creditLimit={'value': "Credit Limit not applicable"}))
    assert limits(report)['cs.limit'] == {
        'code': 'cs.limit', 'amount': None, 'currency': None, 'state': 'not_applicable'}


@pytest.mark.parametrize(('told', 'expected'), [
    ({'value': "on request", 'currency': 'GBP'}, (None, 'GBP', 'text')),
    ({'value': "0", 'currency': 'GBP'}, ('0', 'GBP', 'zero')),
    ({'value': "1500.50"}, ('1500.5', None, 'stated')),
    ({'value': "1500", 'currency': "pounds"}, ('1500', None, 'stated')),
])
def test_limits(stand, told, expected):
    _summary, report = fetched(stand, GB, lambda found: rating_of(found).update(creditLimit=told))
    row = limits(report)['cs.limit']
    assert (row['amount'], row['currency'], row['state']) == expected


@pytest.mark.parametrize('told', [{}, None, "None", {'value': None, 'currency': 'GBP'}])
def test_a_limit_that_is_not_there_is_absent(stand, told):
    _summary, report = fetched(stand, GB, lambda found: rating_of(found).update(creditLimit=told))
    assert set(limits(report)) == {'cs.contract'}


def test_the_limit_of_a_contract_is_another_one_and_may_be_implausible(stand):
    """As a Swedish report had it: thousands of millions without currency beside E and nought."""
    def change(found):
        rating_of(found).update(commonValue='E', creditLimit={'value': "0", 'currency': 'SEK'})
        found['creditScore']['currentContractLimit'] = {'value': 46962500000}
    _summary, report = fetched(stand, SE, change)
    assert limits(report) == {
        'cs.limit': {'code': 'cs.limit', 'amount': '0', 'currency': 'SEK', 'state': 'zero'},
        'cs.contract': {'code': 'cs.contract', 'amount': '46962500000', 'currency': None,
                        'state': 'stated'}}
    assert {issue['code'] for issue in report['issues']} == {'no_currency', 'limit_implausible'}


def test_a_probability_above_one_is_none(stand):
    _summary, report = fetched(stand, GB, lambda found: rating_of(found).update(pod=1.25))
    assert 'pd' not in scores(report)['cs.score']
    assert [issue['code'] for issue in report['issues']] == ['bad_value']


# === WHAT IS NOT THERE === #

@pytest.mark.parametrize('nothing', [None, "None", {}])
def test_null_and_empty_parts_are_not_noughts(stand, nothing):
    parts = ('creditScore', 'paymentData', 'negativeInformation', 'shareCapitalStructure',
             'directors', 'additionalInformation')
    summary, report = fetched(
        stand, GB, lambda found: found.update(dict.fromkeys(parts, nothing)))
    assert summary.exit_code == ExitCode.OK
    assert report['sections_present'] == ['identity', 'statements']
    assert {'scores', 'limits', 'payment', 'counters', 'owners'}.isdisjoint(report)


def test_parts_that_failed_make_a_partial_report(stand):
    stand.stub.failed_sections = ['negativeInformation', 'creditScore']
    _summary, report = fetched(stand, GB)
    assert report['completeness'] == 'partial'
    assert report['sections_failed'] == ['counters', 'events', 'limits', 'scores']
    assert report['sections_present'] == ['identity', 'payment', 'statements', 'owners']


def test_a_failed_part_of_an_unknown_name_makes_it_partial_too(stand):
    stand.stub.failed_sections = ['tradeReferences']
    _summary, report = fetched(stand, GB)
    assert (report['completeness'], report['sections_failed']) == ('partial', [])
    assert [issue['path'] for issue in report['issues']] == ['sections_failed']


def test_directors_are_not_kept_neither_here_nor_in_odoo(stand):
    stand.configure(send_raw=True)
    _summary, report = fetched(stand, GB)
    sent = gzip.decompress(base64.b64decode(report['raw']['data']))
    with stand.desk.state() as state:
        stored = b''.join(state.raw_store.get(row['hash']) for row in state.database.rows(
            'SELECT hash FROM raw'))
    for content in (sent, stored):
        assert b'"Director"' in content
        for word in (b'gender', b'dateOfBirth', b'placeOfBirth', b'1970'):
            assert word not in content
    assert b'"pod":0.0125' in stored


def test_old_accounts_and_odd_lengths_are_said(stand):
    def change(found):
        (statement,) = found['financialStatements']
        statement.update(yearEndDate='2011-06-30T00:00:00Z', month='18')
    _summary, report = fetched(stand, GB, change)
    assert (report['statements'][0]['period_end'], report['statements'][0]['months']) == (
        '2011-06-30', 18)
    assert [issue['code'] for issue in report['issues']] == ['statement_length']


def test_another_company_than_the_one_asked_for_is_set_aside(stand):
    stand.stub.add(GB)['companyId'] = 'GB-0-99999999'
    stand.customers(GB)
    assert stand.run().exit_code == ExitCode.PARTIAL
    assert [code for _stage, code, _words in stand.letters()] == ['id_mismatch']
    assert stand.reports == []


@pytest.mark.parametrize('answer', [{}, {'report': None}, {'report': "None"}, {'report': {}}])
def test_an_answer_without_a_report_is_set_aside(stand, answer):
    stand.stub.add(GB)
    stand.customers(GB)
    stand.faults.always(faults.says(answer), path=connect_id(GB))
    assert stand.run().exit_code == ExitCode.PARTIAL
    assert [letter[:2] for letter in stand.letters()] == [('normalise', 'schema_drift')]
    assert stand.reports == []


# === FINDING === #

def test_a_french_establishment_is_its_company(stand):
    _summary, report = fetched(stand, FR, schemes=['siren'])
    assert report['provider_ref'] == f'FR-X-{FR.siret}'
    assert {(row['scheme'], row['value']) for row in report['subject']['identifiers']} >= {
        ('siret', FR.siret), ('siren', FR.siren), ('vat', FR.vat)}
    assert report['match']['method'] == 'identifier'


def test_a_siret_and_a_vat_number_of_two_companies_prove_nothing(stand):
    def change(found):
        found['companyIdentification']['basicInformation']['vatRegistrationNumber'] = (
            french_vat(777))
    _summary, report = fetched(stand, FR, change)
    schemes = {row['scheme'] for row in report['subject']['identifiers']}
    assert schemes == {'other', 'cs_id'}
    assert ('identifier_conflict', 'error') in [
        (issue['code'], issue['severity']) for issue in report['issues']]
    assert report['match']['partner_id'] is None


def test_pages_of_companies_count_from_one(stand):
    """Three establishments under one number: the third is on the second page."""
    stand.stub.page_size = 2
    for number, name in ((31, "Norvane One Ltd"), (32, "Norvane Two Ltd"), (33, GB.name)):
        stand.stub.companies[number] = company(number, 'GB', reg_no=GB.reg_no, name=name)
    stand.stub.reports[connect_id(GB)] = report_of(GB)
    stand.customers(GB, schemes=['reg_no'])
    stand.run()
    asked = [one.query['page'] for one in stand.bureau.asked if one.path == '/v1/companies']
    assert asked == ['1', '2']


def test_a_number_that_is_not_known_leads_to_the_next_one_and_then_to_the_name(stand):
    stand.stub.add(GB)
    stand.customers(company(400, 'GB', name=GB.name), schemes=['reg_no', 'vat'])
    summary = stand.run()
    asked = [set(one.query) - {'countries', 'page', 'pageSize'}
             for one in stand.bureau.asked if one.path == '/v1/companies']
    assert asked == [{'regNo'}, {'vatNo'}, {'name'}]
    # A name binds nobody: it is for a person to decide, and costs nothing.
    assert summary.counts['unmatched'] == 1
    (report,) = stand.reports
    assert (report['product'], report['match']['partner_id']) == ('candidate', None)
    assert report['subject']['address']['postcode'] == GB.postcode
    assert stand.stub.used == 0


def test_two_companies_of_nearly_one_name_are_for_a_person(stand):
    one, other = pair(0)
    for found in (one, other):
        stand.stub.add(found)
    stand.customers(one, identifiers=[])
    stand.run()
    assert {report['subject']['legal_name'] for report in stand.reports} == {one.name, other.name}
    assert {report['match']['partner_id'] for report in stand.reports} == {None}
    assert stand.stub.used == 0


def test_match_gives_candidates_with_the_bureaus_own_score(stand):
    stand.configure(match_threshold=900)
    stand.stub.add(GB)
    stand.customers(GB, identifiers=[])
    summary = stand.run()
    assert '/v1/companies/match' in stand.paths, summary
    (report,) = stand.reports
    (candidate,) = report['match']['candidates']
    (evidence,) = [row for row in candidate['evidence'] if row['kind'] == 'bureau_search']
    assert evidence['detail'].startswith("match score 9")
    assert Decimal(candidate['confidence']) > Decimal('0.9')


@pytest.mark.parametrize(('code', 'kind', 'asked'), [
    ('TooManyResults', 'Error', 'asked'), ('NoResults', 'Information', 'asked')])
def test_nothing_and_too_much_are_no_errors(stand, code, kind, asked):
    stand.stub.messages = [message(kind, code)]
    stand.stub.add(GB)
    stand.customers(GB, identifiers=[])
    summary = stand.run()
    assert summary.exit_code == ExitCode.OK
    assert stand.reports == []
    requests = len(stand.paths)
    stand.run()
    # Remembered: nobody asks again at once.
    assert len(stand.paths) == requests


def test_customers_without_country_or_elsewhere_are_not_asked_about(stand):
    stand.customers(GB, country=None)
    stand.run()
    stand.customers(company(5, 'CN'))
    stand.run()
    assert stand.paths == []


def test_a_binding_is_asked_for_without_a_search(stand):
    _summary, report = fetched(stand, GB, identifiers=[], refs=[
        {'provider': 'creditsafe', 'provider_ref': connect_id(GB)}])
    assert '/v1/companies' not in stand.paths
    assert report['match']['method'] == 'mapping'


# === MONEY AND CONTRACT === #

def test_check_live_shows_the_contract_and_costs_nothing(stand):
    stand.stub.used = 120
    code, output, errors = stand.desk.command('check', '--live')
    assert code == 0, errors
    assert "380 of 500 left until 2027-06-30" in ' '.join(output.split())
    assert stand.paths == ['/v1/authenticate', '/v1/access']
    assert stand.stub.used == 120


def test_check_says_how_it_was_tested(stand):
    code, output, _errors = stand.desk.command('check')
    assert code == 0
    assert TESTED in ' '.join(output.split())
    assert stand.paths == []


def test_caps_are_held_and_the_rest_follows(stand):
    stand.configure(quota={'day_calls': 2, 'prices': {'full': '4.20'}, 'currency': 'EUR'})
    ones = [company(number, 'GB') for number in range(1, 6)]
    for one in ones:
        stand.stub.add(one)
    stand.customers(*ones)
    assert stand.run().exit_code == ExitCode.QUOTA
    assert (stand.stub.used, len(stand.reports)) == (2, 2)


def test_a_dry_run_buys_nothing(stand):
    stand.stub.add(GB)
    stand.customers(GB)
    assert stand.desk.dry_run().would_ask == [('creditsafe', 'search', GB.number)]
    assert stand.paths == []


def test_near_the_end_of_the_contract_buying_ends_unless_told_otherwise(stand):
    stand.stub.messages = [message('Warning', 'AccessLimitsNearing', "95 % used")]
    ones = [company(number, 'GB') for number in range(1, 4)]
    for one in ones:
        stand.stub.add(one)
    stand.customers(*ones)
    summary = stand.run()
    assert summary.exit_code == ExitCode.QUOTA
    assert stand.stub.used == 0
    assert [line for line in summary.messages if "spend_last" in line]
    stand.configure(spend_last=True)
    summary = stand.run()
    assert summary.exit_code == ExitCode.OK
    assert (stand.stub.used, len(stand.reports)) == (3, 3)
    assert summary.messages == ["creditsafe: The contract's volume is nearly used up."]


def test_a_contract_that_is_used_up_stops_the_source(stand):
    stand.stub.paid = 0
    stand.stub.add(GB)
    stand.customers(GB)
    assert stand.run().exit_code == ExitCode.QUOTA


def test_a_country_that_is_not_in_the_contract_does_not_end_the_others(stand):
    stand.stub.covered = {'GB'}
    ones = [company(number, country) for number in range(1, 4) for country in ('US', 'GB')]
    for one in ones:
        stand.stub.add(one)
    stand.desk.sink.partners = [one.key(place) for place, one in enumerate(ones, 1)]
    summary = stand.run()
    assert summary.exit_code == ExitCode.PARTIAL
    assert summary.counts['created'] == 3
    assert summary.messages == [
        "creditsafe: Reports on companies in US are not in your contract; they are left out."]
    assert sum(one.query.get('countries') == 'US' for one in stand.bureau.asked) <= 4


def test_what_the_law_forbids_is_recorded_and_not_asked_again(stand):
    stand.stub.messages = [message('Error', 'ReportUnavailableDueToLegal', "blocked")]
    stand.stub.add(GB)
    stand.customers(GB)
    assert stand.run().exit_code == ExitCode.OK
    requests = len(stand.paths)
    stand.run()
    assert len(stand.paths) == requests


def test_a_legal_notice_for_information_stops_nothing(stand):
    stand.stub.messages = [message('Information', 'LegalNotice', "read this")]
    summary, _report = fetched(stand, GB)
    assert summary.exit_code == ExitCode.OK


# === FAULTS === #

def test_a_token_that_ends_in_the_middle_is_renewed(stand):
    ones = [company(number, 'GB') for number in range(1, 9)]
    for one in ones:
        stand.stub.add(one)
    stand.customers(*ones)
    stand.faults.at(faults.first(stand.stub.end_tokens), path='/companies', number=5)
    summary = stand.run()
    assert summary.exit_code == ExitCode.OK, summary.messages
    assert len(stand.reports) == 8
    assert stand.stub.logins == 2
    assert stand.stub.used == 8


def test_a_wrong_password_is_shown_once(stand, monkeypatch):
    monkeypatch.setenv('CREDIT_SYNC_SECRET_CS_PASSWORD', 'wrong-password-1')
    stand.customers(*(company(number, 'GB') for number in range(1, 30)))
    summary = stand.run()
    assert summary.exit_code == ExitCode.AUTH
    assert stand.paths == ['/v1/authenticate']
    assert summary.messages == ["creditsafe: The bureau refused our secret (401)."]


def test_a_token_that_is_never_accepted_is_a_wrong_secret(stand):
    stand.stub.add(GB)
    stand.customers(GB)
    stand.faults.always(faults.status(401, {'error': "Unauthorized"}), path='/companies')
    assert stand.run().exit_code == ExitCode.AUTH
    assert stand.stub.logins == 2


@pytest.mark.parametrize('retry_after', [None, 2])
def test_too_fast_is_waited_for(stand, retry_after):
    stand.faults.at(faults.status(429, retry_after=retry_after), path='/companies/GB', times=2)
    summary, _report = fetched(stand, GB)
    assert summary.exit_code == ExitCode.OK
    assert count(stand, '/companies/GB') == 3


@pytest.mark.parametrize('fault', [
    faults.status(500), faults.status(503), faults.html, faults.html_unsaid, faults.cut])
def test_what_passes_by_itself_is_tried_again(stand, fault):
    stand.faults.at(fault, path='/companies/GB', times=2)
    summary, _report = fetched(stand, GB)
    assert summary.exit_code == ExitCode.OK
    assert count(stand, '/companies/GB') == 3


@pytest.mark.parametrize('fault', [
    faults.status(500), faults.html, faults.status(429)])
def test_what_does_not_pass_is_said_owed_and_done_next_time(stand, fault):
    stand.stub.add(GB)
    stand.customers(GB)
    stand.faults.always(fault, path='/companies/GB')
    summary = stand.run()
    assert summary.exit_code == ExitCode.SOURCE_UNREACHABLE
    assert len(summary.messages) == 1
    assert stand.reports == []
    stand.faults.clear()
    stand.mend()
    assert stand.run().counts['created'] == 1


@pytest.mark.parametrize('fault', [faults.silence, faults.stall, faults.drip(0.1)])
def test_a_bureau_that_falls_silent_is_left(stand, fault):
    stand.configure(timeout=0.2)
    stand.stub.add(GB)
    stand.customers(GB)
    stand.faults.always(fault, path='/companies/GB')
    assert stand.run().exit_code == ExitCode.SOURCE_UNREACHABLE
    assert stand.reports == []


@pytest.mark.parametrize('fault', [faults.half, faults.empty, faults.says(b'[1, 2]')])
def test_an_answer_that_cannot_be_read_is_set_aside_and_asked_for_again(stand, fault):
    stand.stub.add(GB)
    stand.customers(GB, refs=[{'provider': 'creditsafe', 'provider_ref': connect_id(GB)}])
    stand.faults.at(fault, path='/companies/GB')
    summary = stand.run()
    assert summary.exit_code == ExitCode.PARTIAL
    assert [letter[:2] for letter in stand.letters()] == [('fetch', 'schema_drift')]
    assert stand.reports == []
    assert stand.run().counts['created'] == 1


@pytest.mark.parametrize(('status', 'code'), [
    (400, ExitCode.PARTIAL), (403, ExitCode.PARTIAL), (404, ExitCode.OK), (409, ExitCode.PARTIAL),
    (402, ExitCode.QUOTA)])
def test_statuses_of_a_report(stand, status, code):
    stand.stub.add(GB)
    stand.customers(GB)
    stand.faults.always(faults.status(status, {'correlationId': 'x', 'message': "no such luck",
                                               'details': None}), path='/companies/GB')
    summary = stand.run()
    assert summary.exit_code == code
    assert len(summary.messages) == (0 if code == ExitCode.OK else 1)
    assert count(stand, '/companies/GB') == 1
    if status in (400, 409):
        assert "no such luck" in stand.letters()[0][2]


# === MONITORING === #

@pytest.fixture
def monitored(stand):
    """Three bound customers in portfolio 7, which has rules."""
    ones = [company(number, 'GB') for number in (1, 2, 3)]
    for one in ones:
        stand.stub.add(one)
    stand.stub.portfolios[7], stand.stub.rules[7] = set(), [{'ruleCode': 101}]
    stand.configure(portfolio=7)
    stand.desk.sink.partners = [one.key(refs=[
        {'provider': 'creditsafe', 'provider_ref': connect_id(one)}]) for one in ones]
    stand.keys = [connect_id(one) for one in ones]
    stand.run()
    assert stand.stub.used == 3
    stand.bureau.asked.clear()
    return stand


def change(stand, key):
    """Let a company have news; return its event's number."""
    rating_of(stand.stub.reports[key])['providerValue']['value'] = '12'
    return stand.stub.tell(key, 7)


def test_bound_customers_are_put_into_the_portfolio_once(monitored):
    assert monitored.stub.portfolios[7] == set(monitored.keys)
    monitored.run()
    assert count(monitored, '/portfolios/7/companies') == 0
    assert not any('sync' in path for path in monitored.paths)


def test_being_in_the_portfolio_already_is_success(stand):
    stand.stub.add(GB)
    stand.stub.portfolios[7], stand.stub.rules[7] = {connect_id(GB)}, [{'ruleCode': 101}]
    stand.configure(portfolio=7)
    stand.customers(GB, refs=[{'provider': 'creditsafe', 'provider_ref': connect_id(GB)}])
    summary = stand.run()
    assert (summary.exit_code, summary.messages) == (ExitCode.OK, [])


def test_a_company_that_cannot_be_monitored_does_not_end_the_others(stand):
    stand.stub.portfolios[7], stand.stub.rules[7] = set(), [{'ruleCode': 101}]
    stand.configure(portfolio=7)
    stand.stub.add(GB)
    stand.desk.sink.partners = [
        GB.key(1, refs=[{'provider': 'creditsafe', 'provider_ref': connect_id(GB)}]),
        company(2, 'GB').key(2, refs=[{'provider': 'creditsafe', 'provider_ref': 'GB-0-00'}])]
    summary = stand.run()
    assert stand.stub.portfolios[7] == {connect_id(GB)}
    assert len(stand.reports) == 1
    (line,) = summary.messages
    assert line.startswith("creditsafe: 1 companies cannot be monitored: GB-0-00 (")
    assert summary.exit_code == ExitCode.PARTIAL


def test_a_country_without_monitoring_does_not_end_the_others(monitored):
    monitored.faults.always(faults.status(403, {'message': "no"}), path='/7/companies')
    other = company(55, 'GB')
    monitored.stub.add(other)
    monitored.desk.sink.partners.append(other.key(refs=[
        {'provider': 'creditsafe', 'provider_ref': connect_id(other)}],
        write_date='2026-02-01T00:00:00Z'))
    change(monitored, monitored.keys[0])
    summary = monitored.run()
    assert (summary.exit_code, summary.counts['created']) == (ExitCode.PARTIAL, 2)


def test_a_portfolio_that_there_is_not_is_a_slip(stand):
    stand.configure(portfolio=8)
    summary = stand.run()
    assert summary.exit_code == ExitCode.CONFIG
    assert summary.messages == ["creditsafe: There is no portfolio 8."]


def test_an_event_brings_a_new_report_of_its_company_only(monitored):
    change(monitored, monitored.keys[1])
    summary = monitored.run()
    assert (summary.counts['changes'], summary.counts['created']) == (1, 1)
    assert count(monitored, '/companies/GB') == 1
    assert monitored.reports[-1]['provider_ref'] == monitored.keys[1]
    assert scores(monitored.reports[-1])['cs.score']['raw'] == '12'


def test_pages_of_events_count_from_nought(monitored):
    monitored.stub.page_size = 1
    for key in monitored.keys:
        change(monitored, key)
    assert monitored.run().counts['created'] == 3
    asked = [one.query['page'] for one in monitored.bureau.asked
             if one.path.endswith('/notificationEvents')]
    assert asked == ['0', '1', '2']


def test_an_event_that_is_told_twice_is_one(monitored):
    number = change(monitored, monitored.keys[0])
    monitored.stub.tell(monitored.keys[0], 7, number=number)
    assert monitored.run().counts['changes'] == 1
    # Asked for again, because moments without a zone overlap; and known.
    assert monitored.run().counts['changes'] == 0
    assert count(monitored, '/companies/GB') == 1


def test_an_event_counts_by_the_day_it_was_written_and_not_by_the_day_it_happened(monitored):
    monitored.run()
    key = monitored.keys[0]
    change(monitored, key)
    created, event = monitored.stub.events[-1]
    event['eventDate'] = '2026-01-02 03:04:05'
    assert monitored.run().counts['created'] == 1


def test_an_event_of_a_stranger_buys_nothing(monitored):
    other = company(99, 'GB')
    monitored.stub.add(other)
    monitored.stub.tell(connect_id(other), 7)
    summary = monitored.run()
    assert summary.counts['changes of strangers'] == 1
    assert count(monitored, '/companies/GB') == 0


def test_rules_say_which_events_are_worth_a_report(monitored):
    monitored.configure(rules=[101])
    monitored.stub.tell(monitored.keys[0], 7, rule=105)
    assert monitored.run().counts['changes'] == 0
    change(monitored, monitored.keys[1])
    assert monitored.run().counts['changes'] == 1
    assert count(monitored, '/companies/GB') == 1


def test_a_portfolio_without_rules_is_warned_of(monitored):
    monitored.stub.rules.clear()
    change(monitored, monitored.keys[0])
    summary = monitored.run()
    assert summary.exit_code == ExitCode.OK
    (line,) = summary.messages
    assert line.startswith("creditsafe: Portfolio 7 has no event rules, so it tells of nothing")
    _code, output, _errors = monitored.desk.command('check', '--live')
    assert "Portfolio 7 has no event rules" in ' '.join(output.split())


def test_the_cursor_waits_for_odoo_and_nothing_is_bought_twice(monitored):
    change(monitored, monitored.keys[1])
    monitored.desk.sink.faults = ['busy'] * 20
    assert monitored.run().exit_code == ExitCode.ODOO_UNREACHABLE
    monitored.desk.sink.faults = []
    with monitored.desk.state() as state:
        state.breakers.succeeded('@odoo')
    assert monitored.run().counts['created'] == 1
    assert count(monitored, '/companies/GB') == 1


@pytest.mark.parametrize('fault', [faults.status(500), faults.html, faults.half])
def test_a_stream_that_fails_moves_nothing(monitored, fault):
    change(monitored, monitored.keys[1])
    monitored.faults.always(fault, path='notificationEvents')
    assert monitored.run().exit_code in (ExitCode.SOURCE_UNREACHABLE, ExitCode.PARTIAL)
    monitored.faults.clear()
    monitored.mend()
    assert monitored.run().counts['created'] == 1


def test_an_event_without_its_company_is_said_and_blocks_nothing(monitored):
    change(monitored, monitored.keys[1])
    del monitored.stub.events[-1][1]['company']['id']
    change(monitored, monitored.keys[2])
    summary = monitored.run()
    assert summary.exit_code == ExitCode.PARTIAL
    assert "An event lacks its company" in summary.messages[0]
    assert summary.counts['created'] == 1


# === SETTINGS === #

def test_the_address_and_its_sandbox():
    values = {'type': 'creditsafe', 'provider': 'creditsafe', 'user': 'u', 'password': 'p',
              'countries': ['GB']}
    cls, settings = settings_of('cs', values)
    assert settings.base_url == 'https://connect.creditsafe.com/v1'
    abilities = cls('cs', settings, None).describe()
    assert (abilities.modes, abilities.charges, abilities.note) == (
        frozenset({'pull'}), 'per_hit', TESTED)
    assert abilities.countries == frozenset({'GB'})

