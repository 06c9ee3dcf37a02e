"""D&B through the whole agent, against a stub: find, fetch, normalise, match, push, monitoring."""

import datetime as dt
import json
import zipfile

import pytest
from bureaus import standing
from stubs import faults
from stubs.companies import PAIRS, company, pair
from stubs.dnb import KEY, SECRET, Dnb

from sync_agent.errors import ExitCode
from sync_agent.sources import settings_of
from sync_agent.sources.base import TESTED
from sync_agent.sources.dnb.payment import multiplier
from sync_agent.sources.dnb.scores import parse

GB, SE, NO, DE, FR, US = (company(number, country) for number, country in enumerate(
    ('GB', 'SE', 'NO', 'DE', 'FR', 'US'), 41))
NOW = dt.datetime.now(dt.timezone.utc)


@pytest.fixture
def stand(desk, monkeypatch):
    monkeypatch.setenv('CREDIT_SYNC_SECRET_DNB_KEY', KEY)
    monkeypatch.setenv('CREDIT_SYNC_SECRET_DNB_SECRET', SECRET)
    with standing(desk, Dnb(), 'dnb', user='dnb_key', password='dnb_secret') as found:
        yield found


def fetched(stand, one, change=None, **values):
    """Run with one company, whose organization is changed in place; return (summary, report)."""
    organization = stand.stub.add(one)
    if change is not None:
        change(organization)
    stand.customers(one, **values)
    summary = stand.run()
    assert len(stand.reports) == 1, (summary, stand.letters())
    return summary, stand.reports[0]


def scores(report):
    return {row['code']: row for row in report['scores']}


def assessment(**changes):
    return lambda organization: organization['dnbAssessment'].update(changes)


def count(stand, word):
    return sum(word in path for path in stand.paths)


# === A REPORT, FIELD BY FIELD === #

def test_a_british_report(stand):
    summary, report = fetched(stand, GB)
    assert summary.exit_code == ExitCode.OK, summary.messages
    assert stand.paths == ['/v2/token', '/v1/match/cleanseMatch', f'/v1/data/duns/{GB.duns}']
    assert stand.bureau.asked[2].query == {
        'blockIDs': 'companyinfo_L2_v1,financialstrengthinsight_L2_v1,paymentinsight_L3_v1'}
    assert (report['provider'], report['product'], report['provider_ref']) == (
        'dnb', 'full', GB.duns)
    assert report['external_id'].startswith('probe-')
    # The latest day that anything in it speaks of.
    assert (report['as_of'], report['as_of_quality']) == ('2026-11-10', 'stated')
    subject = report['subject']
    assert (subject['legal_name'], subject['country'], subject['status'], subject['status_raw']) == (
        GB.name, 'GB', 'active', 'Active')
    assert subject['trade_names'] == [f'{GB.name} Trade']
    assert {(row['scheme'], row['value']) for row in subject['identifiers']} == {
        ('duns', GB.duns), ('lei', GB.lei), ('reg_no', GB.reg_no), ('vat', GB.vat)}
    assert subject['address'] == {
        'lines': [GB.street], 'city': GB.city, 'postcode': GB.postcode, 'region': None}
    assert scores(report)['dnb.failure.class'] == {
        'code': 'dnb.failure.class', 'dimension': 'failure', 'direction': 'lower_better',
        'raw': '2', 'raw_min': '1', 'raw_max': '5', 'state': 'rated', 'date': '2026-11-10',
        'model': 'GB00001'}
    assert scores(report)['dnb.failure.pct'] == {
        'code': 'dnb.failure.pct', 'dimension': 'failure', 'direction': 'higher_better',
        'raw': '81', 'raw_min': '1', 'raw_max': '100', 'state': 'rated', 'date': '2026-11-10',
        'model': 'GB00001'}
    assert [scores(report)[f'dnb.delinquency.{name}']['raw'] for name in ('class', 'pct')] == [
        '3', '55']
    assert scores(report)['dnb.delinquency.class']['dimension'] == 'delinquency'
    assert scores(report)['dnb.rating'] == {
        'code': 'dnb.rating', 'dimension': 'overall', 'direction': 'lower_better', 'raw': '2',
        'raw_min': '1', 'raw_max': '4', 'state': 'rated', 'model': 'D&B Rating 3A2',
        'date': '2026-10-20'}
    assert scores(report)['dnb.paydex']['raw'] == '76'
    assert 'dnb.nordic.segment' not in scores(report)
    assert report['limits'] == [{'code': 'dnb.limit', 'amount': '250000', 'currency': 'GBP',
                                 'state': 'stated', 'date': '2026-11-05'}]
    assert report['payment'] == {
        'paydex': '76', 'paydex_3m': '78', 'late': 3,
        'past_due': {'amount': '1250', 'currency': None},
        'high_credit': {'amount': '20000', 'currency': None},
        'collections': {'amount': '300', 'currency': None}}
    assert [(row['key'], row['kind'], row['status'], row['severity'])
            for row in report['events']] == [
        ('dnb:hasOpenLiens', 'lien', 'closed', 'info'),
        ('dnb:hasOpenJudgments', 'judgment', 'closed', 'info'),
        ('dnb:hasOpenSecuredFilings', 'ucc', 'open', 'info')]
    assert report['statements'] == [{
        'period_end': '2025-12-31', 'filed_on': '2026-04-30', 'currency': 'GBP',
        'total_assets': '5200500', 'current_assets': '3100000', 'total_liabilities': '2800000',
        'current_liabilities': '1900000', 'revenue': '9400000'}]
    assert report['issues'] == []
    assert report['match']['partner_id'] == GB.number


def test_what_nothing_reads_is_counted(stand):
    summary, _report = fetched(stand, GB)
    assert summary.unknown['dnb'] == {
        'organization.isHighRiskBusiness', 'organization.isDeterioratingBusiness',
        'organization.dnbAssessment.hasSevereNegativeEvents',
        'organization.significantEvents.hasCEOChange',
        'organization.financingEvents.hasSecuredFilings'}


def test_a_second_run_asks_nothing_and_an_old_answer_is_renewed(stand):
    fetched(stand, GB)
    assert stand.run().counts['asked'] == 0
    stand.grow_old()
    assert stand.run().counts['asked'] == 1
    # The same content under the same date: no news.
    assert (stand.stub.bought, len(stand.reports)) == (2, 1)


# === SCORES === #

@pytest.mark.parametrize('one', [DE, NO], ids=lambda one: one.country)
def test_a_delinquency_score_that_is_not_there_is_not_nought(stand, one):
    """One published engine writes 0 and punishes every German and Norwegian customer."""
    _summary, report = fetched(stand, one)
    row = scores(report)['dnb.delinquency.class']
    assert (row['raw'], row['state']) == (None, 'not_rated')
    assert 'dnb.delinquency.pct' not in scores(report)


def test_a_score_that_was_not_delivered_is_absent(stand):
    def change(organization):
        del organization['dnbAssessment']['delinquencyScore']
    _summary, report = fetched(stand, GB, change)
    assert not any('delinquency' in code for code in scores(report))


@pytest.mark.parametrize('nothing', [None, {}, "None"])
def test_blocks_may_be_empty_in_three_ways(stand, nothing):
    blocks = ('dnbAssessment', 'legalEvents', 'financingEvents', 'significantEvents',
              'businessTrading', 'latestFiscalFinancials', 'registrationNumbers',
              'tradeStyleNames', 'primaryAddress', 'legalEntityIdentifier')
    summary, report = fetched(stand, GB, lambda organization: organization.update(
        dict.fromkeys(blocks, nothing)))
    assert summary.exit_code == ExitCode.OK
    assert report['sections_present'] == ['identity']
    assert [row['scheme'] for row in report['subject']['identifiers']] == ['duns']


@pytest.mark.parametrize('nothing', [None, {}, "None"])
def test_scores_may_be_empty_in_three_ways(stand, nothing):
    _summary, report = fetched(stand, GB, assessment(**dict.fromkeys((
        'failureScore', 'delinquencyScore', 'standardRating', 'creditLimitRecommendation'),
        nothing)))
    assert {row['code']: (row['raw'], row['state']) for row in report['scores']} == {
        'dnb.failure.class': (None, 'not_rated'), 'dnb.delinquency.class': (None, 'not_rated'),
        'dnb.rating': (None, 'not_rated'), 'dnb.paydex': ('76', 'rated')}
    assert report['limits'] == []


def test_a_nought_is_no_number_but_an_alarm_with_its_reason(stand):
    """As a German answer has it: percentile 0, no class, and why the rating was overridden."""
    _summary, report = fetched(stand, DE, assessment(
        failureScore={'nationalPercentile': 0, 'classScoreDescription': None,
                      'scoreModel': {'description': "DE35744"},
                      'scoreOverrideReasons': [{'description': "Serious legal events"}]},
        standardRating={'financialStrength': "BB", 'rating': "BB4", 'ratingReason': [],
                        'ratingOverrideReasons': [{'description': "Events"}]}))
    row = scores(report)['dnb.failure.pct']
    assert (row['raw'], row['raw_min'], row['raw_max'], row['state'], row['overrides']) == (
        '0', '0', '100', 'rated', ["Serious legal events"])
    assert 'dnb.failure.class' not in scores(report)
    rating = scores(report)['dnb.rating']
    assert (rating['raw'], rating['model'], rating['overrides']) == (
        '4', 'D&B Rating BB4', ["Events"])
    assert report['issues'] == []


def test_a_nought_without_a_reason_gets_one(stand):
    _summary, report = fetched(stand, GB, assessment(failureScore={'classScore': 0}))
    assert scores(report)['dnb.failure.class']['overrides'] == [
        "out of business, open bankruptcy or high risk"]


@pytest.mark.parametrize(('rating', 'strength', 'segment', 'expected'), [
    ('5A1', None, None, ('5A', '1')), ('BB4', 'BB', '4', ('BB', '4')), ('1R3', None, None, ('1R', '3')),
    ('N2', 'N', '2', ('N', '2')), ('1', '5A', None, ('5A', '1')), (None, '5A', '1', ('5A', '1')),
    ('--', None, None, (None, None)), ('NQ', None, None, (None, None)),
    ('NQ', None, '3', (None, None)), ('BB-', 'BB', None, ('BB', None)),
])
def test_ratings_in_both_forms(rating, strength, segment, expected):
    assert parse(rating, strength, segment) == expected


@pytest.mark.parametrize(('told', 'raw', 'state', 'issues'), [
    ({'rating': '--'}, '--', 'not_rated', []), ({'rating': 'NQ'}, 'NQ', 'not_rated', []),
    ({'rating': '1', 'financialStrength': '5A'}, '1', 'rated', []),
    ({'rating': 'X9Z'}, 'X9Z', 'not_rated', ['enum_drift']),
])
def test_what_becomes_of_a_rating(stand, told, raw, state, issues):
    _summary, report = fetched(stand, GB, assessment(standardRating=told))
    row = scores(report)['dnb.rating']
    assert (row['raw'], row['state']) == (raw, state)
    assert [issue['code'] for issue in report['issues']] == issues


@pytest.mark.parametrize('told', [
    {'rating': 'N2'}, {'rating': '2', 'financialStrength': 'N'},
    {'financialStrength': 'N', 'riskSegment': '2'}])
def test_a_negative_worth_is_no_good_risk(stand, told):
    _summary, report = fetched(stand, GB, assessment(standardRating=told))
    row = scores(report)['dnb.rating']
    assert (row['raw'], row['overrides'], row['model']) == (
        '4', ["N2: negative worth"], 'D&B Rating N2')


@pytest.mark.parametrize(('rating', 'expected'), [('NQ', '2'), ('3A2', None)])
def test_the_nordic_rating_stands_in(stand, rating, expected):
    _summary, report = fetched(stand, NO, assessment(
        standardRating={'rating': rating}, nordicAAARating={
            'rating': "A2", 'financialStrength': {'description': "A"},
            'riskSegment': {'description': "2"}}))
    assert scores(report).get('dnb.nordic.segment', {}).get('raw') == expected


def test_a_limit_has_its_own_day(stand):
    _summary, report = fetched(stand, GB, assessment(creditLimitRecommendation={
        'maximumRecommendedLimit': {'value': 0, 'currency': 'GBP'}, 'assessmentDate': '2026-01-02'}))
    assert report['limits'] == [{'code': 'dnb.limit', 'amount': '0', 'currency': 'GBP',
                                 'state': 'zero', 'date': '2026-01-02'}]


# === STATUS, EVENTS, ACCOUNTS === #

@pytest.mark.parametrize(('told', 'flags', 'status', 'issues'), [
    ({'description': "Active", 'dnbCode': 9074}, {}, 'active', []),
    ({'description': None, 'dnbCode': 9074}, {}, 'active', []),
    ({'description': "Out of Business", 'dnbCode': 403}, {}, 'dissolved', []),
    ({'description': "Under review", 'dnbCode': 1}, {}, 'unknown', ['enum_drift']),
    ({'description': "Active", 'dnbCode': 9074}, {'hasOpenBankruptcy': True}, 'insolvent', []),
    ({'description': "Active", 'dnbCode': 9074}, {'hasInsolvency': True}, 'insolvent', []),
    (None, {}, None, []), ("None", {}, None, []),
])
def test_statuses(stand, told, flags, status, issues):
    def change(organization):
        organization['dunsControlStatus']['operatingStatus'] = told
        organization['legalEvents'].update(flags)
    _summary, report = fetched(stand, GB, change)
    assert report['subject'].get('status') == status
    assert [issue['code'] for issue in report['issues']] == issues


def test_an_event_that_is_over_is_closed(stand):
    organization = stand.stub.add(GB)
    organization['legalEvents']['hasOpenJudgments'] = True
    stand.customers(GB)
    stand.run()
    organization['legalEvents']['hasOpenJudgments'] = False
    organization['dunsControlStatus']['lastUpdateDate'] = '2026-11-20'
    stand.grow_old()
    stand.run()
    states = [next(row['status'] for row in report['events'] if row['kind'] == 'judgment')
              for report in stand.reports]
    assert states == ['open', 'closed']


def test_a_flag_that_was_not_delivered_says_nothing(stand):
    _summary, report = fetched(stand, GB, lambda organization: organization.update(
        legalEvents={'hasOpenLiens': "None", 'hasOpenJudgments': None}, financingEvents={}))
    assert 'events' not in report


@pytest.mark.parametrize(('units', 'factor'), [
    (1, 1), (1000, 1000), ("Thousand", 1000), ("Thousands", 1000), ("1000 USD", 1000),
    ("Single Units", 1), ("Millions", 10**6), ("Dozen", None), (None, None), (0, None),
])
def test_units(units, factor):
    assert multiplier(units) == factor


def test_figures_of_an_unknown_unit_are_not_used(stand):
    def change(organization):
        organization['latestFiscalFinancials']['units'] = "None"
    _summary, report = fetched(stand, GB, change)
    assert 'statements' not in report
    assert [issue['path'] for issue in report['issues']] == ['statements[0].units']


def test_accounts_without_a_day_are_left_out(stand):
    def change(organization):
        del organization['latestFiscalFinancials']['financialStatementToDate']
    _summary, report = fetched(stand, GB, change)
    assert report['statements'] == []
    assert [issue['code'] for issue in report['issues']] == ['incomplete_row']


# === FINDING AND ASKING === #

def test_german_companies_are_asked_about_as_they_must_be(stand):
    fetched(stand, DE)
    assert stand.bureau.asked[-1].query == {
        'blockIDs': 'companyinfo_L2_v1,financialstrengthinsight_L2_v1,paymentinsight_L3_v1',
        'tradeUp': 'hq', 'customerReference': 'credit-sync', 'orderReason': '6332'}


def test_a_bound_german_customer_too(stand):
    fetched(stand, DE, identifiers=[], refs=[{'provider': 'dnb', 'provider_ref': DE.duns}])
    assert stand.bureau.asked[-1].query['orderReason'] == '6332'
    assert '/v1/match/cleanseMatch' not in stand.paths


def test_other_countries_are_not_asked_about_so(stand):
    fetched(stand, US)
    assert set(stand.bureau.asked[-1].query) == {'blockIDs'}


def test_a_german_branch_gets_the_report_of_its_head_office(stand):
    branch = company(300, 'DE', name=DE.name)
    stand.stub.add(DE)
    stand.stub.heads[branch.duns] = DE.duns
    stand.stub.add(branch)
    stand.customers(branch, schemes=['duns'])
    assert stand.run().exit_code == ExitCode.OK
    (report,) = stand.reports
    assert (report['provider_ref'], report['group']) == (branch.duns, {'hq_ref': DE.duns})
    assert report['match']['partner_id'] == 300


def test_another_company_than_the_one_asked_for_is_set_aside(stand):
    stand.stub.add(GB)
    stand.stub.organizations[GB.duns]['duns'] = '000000999'
    stand.customers(GB, refs=[{'provider': 'dnb', 'provider_ref': GB.duns}])
    assert stand.run().exit_code == ExitCode.PARTIAL
    assert [letter[1] for letter in stand.letters()] == ['id_mismatch']


def test_a_register_number_proves_a_customer_without_duns(stand):
    _summary, report = fetched(stand, GB, schemes=['reg_no'])
    assert stand.bureau.asked[1].query['registrationNumber'] == GB.reg_no
    assert report['match']['method'] == 'identifier'


def test_a_name_brings_candidates_however_sure_the_bureau_is(stand):
    _summary, report = fetched(stand, GB, identifiers=[])
    assert (report['product'], report['match']['partner_id']) == ('candidate', None)
    (candidate,) = report['match']['candidates']
    (evidence,) = [row for row in candidate['evidence'] if row['kind'] == 'bureau_search']
    assert evidence['detail'] == "confidence 9, grade AZZAZZZAZZZ"
    assert stand.stub.bought == 0
    asked = stand.bureau.asked[1].query
    assert (asked['name'], asked['postalCode'], asked['addressLocality']) == (
        GB.name, GB.postcode, GB.city)


@pytest.mark.parametrize('place', range(len(PAIRS)))
def test_pairs_that_confuse_bind_nobody_by_name(stand, place):
    one, other = pair(place)
    stand.stub.add(other)
    stand.configure(confidence=1)
    stand.customers(one)
    stand.run()
    assert stand.stub.bought == 0
    assert all(report['match']['partner_id'] is None for report in stand.reports)


def test_managers_names_are_not_taken_along(stand):
    fetched(stand, GB, identifiers=[])
    with stand.desk.state() as state:
        (row,) = state.database.rows('SELECT hash FROM raw')
        assert b'Probe Person' not in state.raw_store.get(row['hash'])


def test_nobody_like_that_is_remembered(stand):
    stand.customers(GB)
    summary = stand.run()
    assert summary.exit_code == ExitCode.OK
    requests = len(stand.paths)
    stand.run()
    assert len(stand.paths) == requests


# === CHECK AND SETTINGS === #

def test_check_live_asks_for_a_token_and_nothing_else(stand):
    code, output, errors = stand.desk.command('check', '--live')
    assert code == 0, errors
    assert "gives a token" in ' '.join(output.split())
    assert stand.paths == ['/v2/token']


def test_check_live_with_a_wrong_secret(stand, monkeypatch):
    monkeypatch.setenv('CREDIT_SYNC_SECRET_DNB_SECRET', 'wrong-secret-2')
    code, output, _errors = stand.desk.command('check', '--live')
    assert code == ExitCode.AUTH
    assert "refused our secret" in ' '.join(output.split())


def test_the_path_of_the_token_may_be_another(stand):
    stand.stub.token_path = '/v3/token'
    stand.configure(token_path='v3/token')
    fetched(stand, GB)
    assert stand.paths[0] == '/v3/token'


def test_the_address_and_what_it_can_do():
    cls, settings = settings_of('dnb', {
        'type': 'dnb', 'provider': 'dnb', 'user': 'u', 'password': 'p'})
    abilities = cls('dnb', settings, None).describe()
    assert settings.base_url == 'https://plus.dnb.com'
    assert (abilities.modes, abilities.charges, abilities.note, abilities.countries) == (
        frozenset({'pull'}), 'per_hit', TESTED, None)


def test_a_dry_run_buys_nothing_and_caps_are_held(stand):
    ones = [company(number, 'GB') for number in range(1, 5)]
    for one in ones:
        stand.stub.add(one)
    stand.customers(*ones)
    assert len(stand.desk.dry_run().would_ask) == 4
    assert stand.paths == []
    stand.configure(quota={'run_calls': 1})
    assert stand.run().exit_code == ExitCode.QUOTA
    assert (stand.stub.bought, len(stand.reports)) == (1, 1)


# === FAULTS === #

def test_a_token_that_ends_in_the_middle_is_renewed(stand):
    ones = [company(number, 'GB') for number in range(1, 9)]
    for one in ones:
        stand.stub.add(one)
    stand.customers(*ones)
    stand.faults.at(faults.first(stand.stub.end_tokens), path='/v1/', number=6)
    summary = stand.run()
    assert summary.exit_code == ExitCode.OK, summary.messages
    assert (len(stand.reports), stand.stub.logins, stand.stub.bought) == (8, 2, 8)


def test_a_wrong_secret_is_shown_once(stand, monkeypatch):
    monkeypatch.setenv('CREDIT_SYNC_SECRET_DNB_SECRET', 'wrong-secret-2')
    stand.customers(*(company(number, 'GB') for number in range(1, 20)))
    summary = stand.run()
    assert summary.exit_code == ExitCode.AUTH
    assert stand.paths == ['/v2/token']
    assert summary.messages == ["dnb: The bureau refused our secret (401)."]


@pytest.mark.parametrize('fault', [
    faults.status(429), faults.status(429, retry_after=1), faults.status(503), faults.html,
    faults.cut])
def test_what_passes_by_itself_is_tried_again(stand, fault):
    stand.faults.at(fault, path='/v1/data', times=2)
    summary, _report = fetched(stand, GB)
    assert summary.exit_code == ExitCode.OK
    assert count(stand, '/v1/data') == 3


@pytest.mark.parametrize(('status', 'code', 'asked'), [
    (400, ExitCode.PARTIAL, 1), (403, ExitCode.PARTIAL, 1), (404, ExitCode.OK, 1),
    (409, ExitCode.PARTIAL, 1), (422, ExitCode.PARTIAL, 1), (500, ExitCode.SOURCE_UNREACHABLE, 5)])
def test_only_what_may_pass_is_tried_again(stand, status, code, asked):
    stand.stub.add(GB)
    stand.customers(GB)
    stand.faults.always(faults.status(status, {'error': {
        'errorCode': '00047', 'errorMessage': "Not entitled", 'errorDetails': []}}),
        path='/v1/data')
    summary = stand.run()
    assert summary.exit_code == code
    assert count(stand, '/v1/data') == asked
    assert len(summary.messages) == (0 if code == ExitCode.OK else 1)
    if status in (400, 403):
        assert "00047 Not entitled" in summary.messages[0]


@pytest.mark.parametrize('fault', [faults.silence, faults.stall, faults.drip(0.1)])
def test_a_bureau_that_falls_silent_is_left(stand, fault):
    stand.configure(timeout=0.2)
    stand.stub.add(GB)
    stand.customers(GB)
    stand.faults.always(fault, path='/v1/data')
    assert stand.run().exit_code == ExitCode.SOURCE_UNREACHABLE
    stand.faults.clear()
    stand.mend()
    stand.configure(timeout=5)
    assert stand.run().counts['created'] == 1


@pytest.mark.parametrize('fault', [faults.half, faults.empty, faults.says([1])])
def test_what_cannot_be_read_is_set_aside_and_asked_for_again(stand, fault):
    stand.stub.add(GB)
    stand.customers(GB, refs=[{'provider': 'dnb', 'provider_ref': GB.duns}])
    stand.faults.at(fault, path='/v1/data')
    assert stand.run().exit_code == ExitCode.PARTIAL
    assert [letter[:2] for letter in stand.letters()] == [('fetch', 'schema_drift')]
    assert stand.run().counts['created'] == 1


@pytest.mark.parametrize('answer', [{}, {'organization': None}, {'organization': "None"},
                                    {'organization': {}}])
def test_an_answer_without_an_organization_is_set_aside(stand, answer):
    stand.stub.add(GB)
    stand.customers(GB)
    stand.faults.always(faults.says(answer), path='/v1/data')
    assert stand.run().exit_code == ExitCode.PARTIAL
    assert [letter[:2] for letter in stand.letters()] == [('normalise', 'schema_drift')]
    assert stand.reports == []


# === MONITORING === #

@pytest.fixture
def monitored(stand):
    """Three bound customers in a registration that is pulled."""
    stand.ones = [company(number, 'GB') for number in (1, 2, 3)]
    for one in stand.ones:
        stand.stub.add(one)
    stand.stub.registrations['PROBE'] = set()
    stand.configure(registration='PROBE')
    stand.desk.sink.partners = [one.key(refs=[{'provider': 'dnb', 'provider_ref': one.duns}])
                                for one in stand.ones]
    summary = stand.run()
    assert (summary.exit_code, stand.stub.bought) == (ExitCode.OK, 3), summary.messages
    stand.bureau.asked.clear()
    return stand


def change(stand, place, **values):
    """Let a company have news and a notification of it."""
    one = stand.ones[place]
    control = stand.stub.organizations[one.duns]['dunsControlStatus']
    control['lastUpdateDate'] = '2026-11-24'
    return stand.stub.tell(one.duns, **values)


def test_bound_customers_are_added_as_a_file_once(monitored):
    assert monitored.stub.registrations['PROBE'] == {one.duns for one in monitored.ones}
    monitored.run()
    assert count(monitored, 'duns/add') == 0


def test_a_registration_that_there_is_not_is_a_slip(stand):
    stand.configure(registration='TYPO')
    stand.customers(GB, refs=[{'provider': 'dnb', 'provider_ref': GB.duns}])
    summary = stand.run()
    assert summary.exit_code == ExitCode.CONFIG
    assert "There is no registration 'TYPO'" in summary.messages[0]


def test_a_notification_brings_a_new_report_of_its_subject_only(monitored):
    change(monitored, 1)
    summary = monitored.run()
    assert (summary.counts['changes'], summary.counts['created']) == (1, 1)
    assert count(monitored, '/v1/data') == 1
    assert monitored.run().counts['changes'] == 0
    assert count(monitored, '/v1/data') == 1


def test_pulls_go_on_until_there_is_nothing(monitored, monkeypatch):
    monkeypatch.setattr('sync_agent.sources.dnb.monitoring.BATCH', 1)
    for place in range(3):
        change(monitored, place)
    assert monitored.run().counts['created'] == 3


@pytest.mark.parametrize('kind', ['SEED', 'UNDER_REVIEW', 'SOMETHING_NEW'])
def test_other_types_are_passed_over(monitored, kind):
    change(monitored, 1, kind=kind)
    summary = monitored.run()
    assert (summary.exit_code, summary.counts['changes']) == (ExitCode.OK, 0), summary


def test_strangers_cost_nothing(monitored):
    monitored.stub.tell('000009999')
    summary = monitored.run()
    assert summary.counts['changes of strangers'] == 1
    assert count(monitored, '/v1/data') == 0


@pytest.mark.parametrize(('hours', 'changes'), [(24, 0), (0.5, 1)])
def test_what_happened_well_before_our_answer_brings_nothing(monitored, hours, changes):
    """Half an hour may be a matter of clocks."""
    change(monitored, 1, moment=dt.datetime.now(dt.timezone.utc) - dt.timedelta(hours=hours))
    assert monitored.run().counts['changes'] == changes


def test_a_pull_whose_answer_is_lost_is_told_again(monitored):
    """The bureau thinks it has told; nobody heard it."""
    change(monitored, 1)

    def lose(_asked, go_on):
        go_on()
        return faults.as_says(faults.html(None, None))

    monitored.faults.at(lose, path='/notifications', number=2)
    assert monitored.run().exit_code == ExitCode.SOURCE_UNREACHABLE
    assert monitored.stub.waiting == []
    monitored.mend()
    assert monitored.run().counts['created'] == 1
    assert count(monitored, '/v1/data') == 1


def test_a_run_that_ends_in_the_middle_of_the_pulls_misses_nothing(monitored, monkeypatch):
    monkeypatch.setattr('sync_agent.sources.dnb.monitoring.BATCH', 2)
    now = dt.datetime.now(dt.timezone.utc)
    for place in range(3):
        change(monitored, place, moment=now + dt.timedelta(minutes=place + 1))
    monitored.faults.at(faults.cut, path='/notifications', number=3)
    assert monitored.run().exit_code == ExitCode.SOURCE_UNREACHABLE
    monitored.mend()
    monitored.run()
    assert len(monitored.reports) == 6
    assert count(monitored, '/v1/data') == 3


def test_a_stream_that_does_not_reach_back_is_made_up_for(monitored):
    with monitored.desk.state() as state:
        cursor = state.cursors.get('dnb', 'changes')
        cursor['at'] = (NOW - dt.timedelta(days=15)).isoformat()
        state.cursors.move('dnb', 'changes', cursor)
    summary = monitored.run()
    assert count(monitored, '/v1/data') == 3
    (message,) = summary.messages
    assert message.endswith("all 3 subjects are asked about anew.")
    assert monitored.run().messages == []
    assert count(monitored, '/v1/data') == 3


def test_a_notification_about_nobody_is_said_and_blocks_nothing(monitored):
    change(monitored, 1, organization={})
    change(monitored, 2)
    summary = monitored.run()
    assert (summary.exit_code, summary.counts['created']) == (ExitCode.PARTIAL, 1)
    assert summary.messages == [
        "dnb: A notification does not say whom it is about; the others are used."]


# === FILES === #

@pytest.fixture
def delivered(monitored, tmp_path):
    """The same with notifications as files in the place of pulls."""
    monitored.folder = tmp_path / 'dnb'
    monitored.folder.mkdir()
    del monitored.desk.values['sources']['dnb']['registration']
    monitored.configure(notifications_folder=str(monitored.folder))
    return monitored


def put(stand, content, moment='20261125100000', kind='NOTIFICATION', number=1, inner=None):
    name = f'PROBE_{moment}_{kind}_{number}'
    with zipfile.ZipFile(stand.folder / f'{name}.zip', 'w', zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(inner or f'{name}.txt', content)


def line(stand, place, **values):
    notification = change(stand, place, **values)
    stand.stub.waiting.clear()
    return json.dumps(notification)


def test_a_file_brings_new_reports_once(delivered):
    put(delivered, '\n'.join(line(delivered, place) for place in (0, 2)))
    assert delivered.run().counts['created'] == 2
    assert delivered.run().counts['changes'] == 0
    assert count(delivered, '/v1/data') == 2
    assert len(list(delivered.folder.iterdir())) == 1


def test_a_last_line_that_is_cut_does_not_take_the_others_along(delivered):
    whole = line(delivered, 0)
    put(delivered, whole + '\n' + line(delivered, 1)[:40])
    summary = delivered.run()
    assert (summary.exit_code, summary.counts['created']) == (ExitCode.PARTIAL, 1)
    (message,) = summary.messages
    assert message.endswith("NOTIFICATION_1.zip: line 2 cannot be read; the others are used.")


def test_files_in_the_wrong_order_buy_nothing_twice(delivered):
    new, old = line(delivered, 0), line(delivered, 0, moment=NOW - dt.timedelta(hours=5))
    put(delivered, new, moment='20261125120000')
    assert delivered.run().counts['created'] == 1
    put(delivered, old, moment='20261125070000')
    put(delivered, new, moment='20261125120000', number=2)
    assert delivered.run().counts['changes'] == 0
    assert count(delivered, '/v1/data') == 1


def test_exceptions_are_said(delivered):
    put(delivered, "DUNS\tCode\tInformation\n000000002\t21007\tNot found\n", kind='EXCEPTIONS')
    assert delivered.run().messages == [
        "dnb: 1 subjects are not monitored: 000000002 (21007 Not found)"]
    assert delivered.run().messages == []


@pytest.mark.parametrize('kind', ['SEEDFILE', 'HEADER'])
def test_other_files_are_passed_over(delivered, kind):
    put(delivered, "whatever", kind=kind)
    assert delivered.run().exit_code == ExitCode.OK


def test_a_file_that_is_not_complete_yet_is_read_later(delivered):
    put(delivered, line(delivered, 0))
    (path,) = delivered.folder.iterdir()
    whole = path.read_bytes()
    path.write_bytes(whole[:-30])
    assert delivered.run().exit_code == ExitCode.PARTIAL
    path.write_bytes(whole)
    assert delivered.run().counts['created'] == 1


def test_a_bomb_and_a_way_out_of_the_folder_do_nothing(delivered, monkeypatch):
    put(delivered, b'0' * 10_000_000)
    put(delivered, line(delivered, 1), number=2, inner='../../../etc/notification.txt')
    summary = delivered.run()
    assert summary.exit_code == ExitCode.PARTIAL
    assert "cannot be unpacked (more than" in summary.messages[0]
    assert summary.counts['created'] == 1
    assert not (delivered.folder / '../../../etc/notification.txt').exists()


def test_a_folder_that_is_not_there_is_a_slip(delivered):
    delivered.configure(notifications_folder=str(delivered.folder / 'gone'))
    assert delivered.run().exit_code == ExitCode.CONFIG
