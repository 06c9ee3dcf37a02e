"""A bureau that nobody wrote code for: described in the configuration, asked over a real socket."""

import json
from decimal import Decimal

import pytest
from desk import row
from pydantic import ValidationError
from sink import customer
from stubs.server import Bureau, Says

from sync_agent import retry
from sync_agent.errors import ConfigError, ExitCode, SchemaDrift
from sync_agent.mapping import Path
from sync_agent.sources.base import Page
from sync_agent.sources.rest import pages
from sync_agent.sources.rest.model import PagingSettings, RestSettings

REPORT_MAP = {
    'fields': [
        {'from': 'company.name', 'to': 'subject.legal_name', 'required': True},
        {'from': 'company.id', 'to': 'provider_ref'},
        {'from': 'company.country', 'to': 'subject.country'},
        {'from': 'company.duns', 'to': 'subject.identifiers[duns].value'},
        {'from': 'score', 'to': 'scores[acme.score].raw', 'scale': 'creditsafe.100'},
        {'from': 'updated', 'to': 'as_of'},
        {'from': 'limit.value', 'to': 'limits[acme.limit].amount'},
        {'from': 'limit.currency', 'to': 'limits[acme.limit].currency'},
    ],
    'lists': [{'from': 'judgments', 'to': 'events', 'constants': {'kind': 'judgment'},
               'fields': [{'from': 'no', 'to': 'key'}, {'from': 'on', 'to': 'opened_on'}]}],
}
HIT_MAP = {'fields': [
    {'from': 'id', 'to': 'provider_ref'}, {'from': 'name', 'to': 'subject.legal_name'},
    {'from': 'country', 'to': 'subject.country'},
    {'from': 'duns', 'to': 'subject.identifiers[duns].value'},
]}


class Acme:
    """The bureau's own state: companies it knows, events it tells."""

    def __init__(self):
        self.companies = {}
        self.events = []
        self.down = False

    def add(self, number, **values):
        company = {'id': f'A{number}', 'name': f"Probe Trading {number} Ltd", 'country': 'GB',
                   'duns': f'{number:09d}', 'score': 50 + number, **values}
        self.companies[company['id']] = company

    def __call__(self, asked):
        if self.down:
            return Says({}, 500)
        if asked.headers.get('X-Key') != 'acme-secret-1':
            return Says({}, 401)
        return getattr(self, 'say_' + asked.path.split('/')[2])(asked)

    def say_search(self, asked):
        wanted = asked.query
        hits = [company for company in self.companies.values()
                if wanted.get('duns') == company['duns'] or (
                    wanted.get('name') and wanted['name'].split()[0] in company['name'])]
        return {'code': '0', 'hits': hits} if hits else {'code': '300', 'text': "nothing"}

    def say_companies(self, asked):
        company = self.companies.get(asked.path.split('/')[3])
        if company is None:
            return Says({}, 404)
        return {'code': '0', 'company': company, 'score': company['score'],
                'updated': company.get('updated', '2026-11-01'),
                'limit': {'value': '1000.50', 'currency': 'GBP'},
                'judgments': [{'no': 'J1', 'on': '2026-01-01'}]}

    def say_events(self, asked):
        page = int(asked.query['page'])
        found = [event for event in self.events if event['at'] >= asked.query['since']]
        return {'code': '0', 'list': found[2 * page:2 * page + 2]}

    def say_me(self, _asked):
        return {'code': '0', 'left': 42}


def acme_source(address, **values):
    return {
        'type': 'rest', 'provider': 'acme', 'base_url': address + '/v1',
        'auth': {'kind': 'header', 'secret': 'acme', 'header': 'X-Key'},
        'rate': {'calls': 1000, 'seconds': 1},
        'check': {'path': 'me', 'quota': 'left'},
        'find': [
            {'by': 'duns', 'path': 'search', 'params': {'duns': '{value}', 'in': '{country}'},
             'items': 'hits', 'map': HIT_MAP},
            {'by': 'name', 'path': 'search', 'params': {'name': '{value}'}, 'items': 'hits',
             'map': HIT_MAP, 'confidence': 'sure', 'confidence_of': 10},
        ],
        'products': [{'name': 'full', 'path': 'companies/{ref}', 'map': REPORT_MAP}],
        'errors': {'code': 'code', 'message': 'text',
                   'codes': {'0': 'ok', '300': 'not_found', '305': 'forbidden'}},
        **values}


@pytest.fixture
def acme(desk, monkeypatch):
    """A desk whose only source is a bureau on a socket."""
    monkeypatch.setattr(retry.stop, 'sleep', lambda seconds: None)
    monkeypatch.setenv('CREDIT_SYNC_SECRET_ACME', 'acme-secret-1')
    state = Acme()
    bureau = Bureau(state)
    state.bureau = bureau
    desk.acme = state
    desk.sink.bureaus.append('acme')
    desk.values['sources'] = {'acme': acme_source(bureau.address)}
    yield desk
    bureau.stop()


def configure(desk, **values):
    desk.values['sources']['acme'].update(values)


# === PULL === #

def test_a_customer_is_found_by_his_number_fetched_and_bound(acme):
    acme.acme.add(1)
    acme.know(1)
    summary = acme.run()
    assert summary.exit_code == ExitCode.OK, summary.messages
    (report,) = acme.sink.reports
    assert report['match']['method'] == 'identifier'
    assert (report['provider'], report['product'], report['provider_ref']) == ('acme', 'full', 'A1')
    assert report['events'][0]['key'] == 'J1'
    assert report['as_of_quality'] == 'stated'
    assert acme.acme.bureau.paths() == ['/v1/search', '/v1/companies/A1']
    assert acme.acme.bureau.asked[0].query == {'duns': '000000001', 'in': 'GB'}
    assert 'code' in summary.unknown['acme']


def test_what_is_fresh_is_not_asked_for_again_what_is_old_is(acme):
    acme.acme.add(1)
    acme.know(1)
    acme.run()
    assert acme.run().counts['asked'] == 0
    with acme.state() as state:
        state.database.execute('UPDATE raw SET retrieved_at = retrieved_at - 31 * 86400')
    assert acme.run().counts['asked'] == 1
    assert acme.acme.bureau.paths().count('/v1/companies/A1') == 2
    # The same content under the same date is no news.
    assert len(acme.sink.reports) == 1


def test_a_binding_is_asked_for_by_its_key_without_a_search(acme):
    acme.acme.add(1)
    acme.sink.partners = [customer(1, identifiers=[], refs=[
        {'provider': 'acme', 'provider_ref': 'A1'}])]
    assert acme.run().counts['created'] == 1
    assert acme.acme.bureau.paths() == ['/v1/companies/A1']
    assert acme.sink.reports[0]['match']['method'] == 'mapping'


def test_a_miss_is_remembered_until_the_customer_changes(acme):
    acme.know(1)
    summary = acme.run()
    assert summary.exit_code == ExitCode.OK
    assert summary.counts['not found'] == 1
    acme.run()
    assert acme.acme.bureau.paths() == ['/v1/search']
    acme.acme.add(7)
    acme.sink.partners = [customer(1, "Probe Trading 7 Ltd", write_date='2026-02-01T00:00:00Z',
                                   identifiers=[{'scheme': 'duns', 'value': '000000007'}])]
    assert acme.run().counts['created'] == 1


def test_a_name_alone_goes_to_the_match_queue_as_candidates(acme):
    acme.acme.add(1, sure=8)
    acme.acme.add(2, sure=4)
    acme.sink.partners = [customer(5, "Probe Trading Ltd", identifiers=[])]
    summary = acme.run()
    assert summary.counts['unmatched'] == 2
    first = acme.sink.reports[0]
    assert first['product'] == 'candidate'
    assert first['match']['partner_id'] is None
    (candidate,) = first['match']['candidates']
    assert candidate['partner_id'] == 5
    assert {'kind': 'bureau_search'} in candidate['evidence']
    assert '/v1/companies/A1' not in acme.acme.bureau.paths()
    # Nobody searches again before somebody has decided.
    acme.run()
    assert acme.acme.bureau.paths() == ['/v1/search']


def test_a_number_that_is_anothers_name_binds_nobody(acme):
    acme.acme.add(1, name="Zenith Foods plc")
    acme.know(1)
    summary = acme.run()
    assert summary.counts['unmatched'] == 1
    assert acme.sink.reports[0]['product'] == 'candidate'


def test_another_company_than_the_one_asked_for_is_set_aside(acme):
    acme.acme.add(1)
    acme.sink.partners = [customer(1, refs=[{'provider': 'acme', 'provider_ref': 'A1'}])]
    acme.acme.companies['A1']['id'] = 'A9'
    summary = acme.run()
    assert summary.exit_code == ExitCode.PARTIAL
    with acme.state() as state:
        assert [letter['code'] for letter in state.quarantine.find()] == ['id_mismatch']


def test_countries_that_a_bureau_does_not_cover_are_not_asked_about(acme):
    configure(acme, countries=['FR'])
    acme.know(1)
    acme.run()
    assert acme.acme.bureau.asked == []


# === ERRORS === #

def test_a_wrong_key_stops_the_source_and_the_others_go_on(acme, monkeypatch):
    monkeypatch.setenv('CREDIT_SYNC_SECRET_ACME', 'wrong-secret')
    acme.values['sources']['file'] = acme.file_source()
    acme.put('a.csv', [row(1)])
    acme.know(*range(1, 30))
    summary = acme.run()
    assert summary.exit_code == ExitCode.AUTH
    assert summary.counts['created'] == 1
    assert len(acme.acme.bureau.asked) <= 4


def test_a_missing_secret_is_a_slip_of_the_configuration(acme, monkeypatch):
    monkeypatch.delenv('CREDIT_SYNC_SECRET_ACME')
    acme.know(1)
    summary = acme.run()
    assert summary.exit_code == ExitCode.CONFIG
    assert "CREDIT_SYNC_SECRET_ACME" in summary.messages[0]


def test_a_bureau_that_is_down_is_left_alone_and_said(acme):
    acme.acme.down = True
    acme.know(*range(1, 100))
    summary = acme.run()
    assert summary.exit_code == ExitCode.SOURCE_UNREACHABLE
    assert len(acme.acme.bureau.asked) < 30


def test_a_code_that_nobody_explained_is_set_aside(acme):
    acme.acme.say_companies = lambda asked: {'code': '999', 'text': "surprise"}
    acme.sink.partners = [customer(1, refs=[{'provider': 'acme', 'provider_ref': 'A1'}])]
    summary = acme.run()
    assert summary.exit_code == ExitCode.PARTIAL
    with acme.state() as state:
        (letter,) = state.quarantine.find()
        assert (letter['stage'], letter['code']) == ('fetch', 'schema_drift')
        assert "999: surprise" in letter['message']


def test_a_product_that_is_not_in_the_contract_is_given_up(acme):
    acme.acme.say_companies = lambda asked: {'code': '305'}
    acme.sink.partners = [
        customer(number, refs=[{'provider': 'acme', 'provider_ref': f'A{number}'}])
        for number in range(1, 30)]
    assert acme.run().exit_code == ExitCode.PARTIAL
    assert len(acme.acme.bureau.asked) < 10


def test_an_answer_of_another_shape_is_kept_and_read_again_when_the_map_is_right(acme):
    acme.acme.add(1)
    acme.know(1)
    good = acme.values['sources']['acme']['products'][0]['map']
    bad = json.loads(json.dumps(good))
    bad['fields'][0]['from'] = 'company.title'
    bad['fields'].append({'from': 'company.nothing', 'to': 'subject.legal_form', 'required': True})
    bad['fields'][0]['required'] = True
    acme.acme.companies['A1']['nothing'] = None
    configure(acme, products=[{'name': 'full', 'path': 'companies/{ref}', 'map': bad}])
    assert acme.run().exit_code == ExitCode.PARTIAL
    configure(acme, products=[{'name': 'full', 'path': 'companies/{ref}', 'map': good}])
    code, _output, errors = acme.command('retry')
    assert code == 0, errors
    assert len(acme.sink.reports) == 1
    # Nothing was bought again.
    assert acme.acme.bureau.paths().count('/v1/companies/A1') == 1


def test_a_failed_part_that_nobody_can_name_still_makes_a_report_partial(acme):
    acme.acme.add(1)
    acme.know(1)
    configure(acme, products=[{
        'name': 'full', 'path': 'companies/{ref}', 'map': REPORT_MAP, 'failed': 'failed'}])
    real = acme.acme.say_companies
    acme.acme.say_companies = lambda asked: {**real(asked), 'failed': ['nonsense']}
    acme.run()
    (report,) = acme.sink.reports
    assert (report['completeness'], report['sections_failed']) == ('partial', [])


def test_sections_that_failed_are_absent_and_named(acme):
    acme.acme.add(1)
    acme.know(1)
    configure(acme, products=[{
        'name': 'full', 'path': 'companies/{ref}', 'map': REPORT_MAP, 'failed': 'failed',
        'failed_values': {'CCJ': 'events'}}])
    real = acme.acme.say_companies
    acme.acme.say_companies = lambda asked: {**real(asked), 'failed': ['CCJ', 'nonsense']}
    acme.run()
    (report,) = acme.sink.reports
    assert report['completeness'] == 'partial'
    assert report['sections_failed'] == ['events']
    assert 'events' not in report
    assert report['issues'][0]['path'] == 'sections_failed'


# === MONEY === #

def paid(desk, **quota):
    configure(desk, charges='per_hit', quota=quota, products=[{
        'name': 'full', 'path': 'companies/{ref}', 'map': REPORT_MAP, 'paid': True}])


def test_a_cap_stops_buying_and_the_next_period_goes_on(acme):
    paid(acme, day_calls=2, prices={'full': '2.50'})
    for number in range(1, 6):
        acme.acme.add(number)
    acme.know(*range(1, 6))
    summary = acme.run()
    assert summary.exit_code == ExitCode.QUOTA
    assert summary.counts['created'] == 2
    with acme.state() as state:
        assert state.ledger.spent('acme', 'day').cost == Decimal('5.00')
        state.database.execute('UPDATE ledger SET spent_at = spent_at - 86400')
    assert acme.run().counts['created'] == 2


def test_a_dry_run_says_what_it_would_ask_and_asks_nothing(acme):
    paid(acme)
    acme.acme.add(1)
    acme.know(1)
    summary = acme.dry_run()
    assert summary.would_ask == [('acme', 'search', 1)]
    assert acme.acme.bureau.asked == []


def test_a_dry_run_of_a_free_bureau_shows_what_a_run_writes(acme):
    acme.acme.add(1)
    acme.know(1)
    (planned,) = acme.dry_run().planned
    acme.run()
    assert planned.content_hash == acme.sink.reports[0]['content_hash']


def test_what_was_bought_is_not_bought_again_after_a_crash(acme, monkeypatch):
    paid(acme)
    acme.acme.add(1)
    acme.know(1)

    def crash(*_arguments):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr('sync_agent.reading.finish', crash)
        with pytest.raises(KeyboardInterrupt):
            acme.run()
    assert acme.run().counts['created'] == 1
    assert acme.acme.bureau.paths().count('/v1/companies/A1') == 1


def test_searches_that_charge_for_misses_need_a_word(acme):
    find = [{**way, 'paid': True} for way in acme.values['sources']['acme']['find']]
    configure(acme, charges='per_call', find=find)
    acme.acme.add(1)
    acme.know(1)
    assert acme.run().counts['not searched: a miss would be charged'] == 1
    assert acme.acme.bureau.asked == []
    configure(acme, quota={'pay_for_misses': True})
    assert acme.run().counts['created'] == 1
    with acme.state() as state:
        assert state.ledger.spent('acme', 'day').calls == 1


def test_while_odoo_is_away_nothing_is_bought(acme):
    paid(acme)
    acme.acme.add(1)
    acme.know(1)
    acme.sink.stop()
    assert acme.run().exit_code == ExitCode.ODOO_UNREACHABLE
    assert acme.acme.bureau.asked == []


def test_when_odoo_goes_away_in_the_middle_buying_ends(acme, monkeypatch):
    monkeypatch.setattr('sync_agent.receive.PASS_ON', 1)
    paid(acme)
    for number in range(1, 60):
        acme.acme.add(number)
    acme.know(*range(1, 60))
    acme.sink.faults = ['busy'] * 20
    assert acme.run().exit_code == ExitCode.ODOO_UNREACHABLE
    assert len(acme.acme.bureau.asked) < 40


# === CHANGES === #

@pytest.fixture
def stream(acme):
    """The same with a stream of events, and three customers that are bound."""
    configure(acme, changes={
        'path': 'events', 'params': {'since': '{cursor}'}, 'items': 'list', 'ref': 'company',
        'id': 'number', 'at': 'at', 'start': '2026-01-01',
        'paging': {'kind': 'page', 'first': 0}})
    for number in (1, 2, 3):
        acme.acme.add(number)
    acme.sink.partners = [customer(number, refs=[{'provider': 'acme', 'provider_ref': f'A{number}'}])
                          for number in (1, 2, 3)]
    acme.run()
    acme.acme.bureau.asked.clear()
    return acme


def event(number, company, at):
    return {'number': number, 'company': company, 'at': at}


def change(acme, number):
    """Let a company have news."""
    acme.acme.companies[f'A{number}'].update(score=number, updated='2026-11-20')


def test_a_change_brings_a_new_report_of_its_subject_only(stream):
    change(stream, 2)
    stream.acme.events = [event(1, 'A2', '2026-11-20T10:00:00')]
    summary = stream.run()
    assert (summary.counts['changes'], summary.counts['created']) == (1, 1)
    assert stream.acme.bureau.paths().count('/v1/companies/A2') == 1
    assert '/v1/companies/A1' not in stream.acme.bureau.paths()


def test_events_are_told_once_even_those_of_one_moment(stream):
    stream.acme.events = [event(n, 'A1', '2026-11-20T10:00:00') for n in range(5)]
    assert stream.run().counts['changes'] == 5
    stream.acme.events.append(event(9, 'A1', '2026-11-20T10:00:00'))
    assert stream.run().counts['changes'] == 1
    assert stream.run().counts['changes'] == 0


def test_the_cursor_waits_until_odoo_has_everything(stream):
    change(stream, 2)
    stream.acme.events = [event(1, 'A2', '2026-11-20T10:00:00')]
    stream.sink.faults = ['busy'] * 20
    assert stream.run().exit_code == ExitCode.ODOO_UNREACHABLE
    with stream.state() as state:
        assert state.cursors.get('acme', 'changes')[0] == '2026-01-01'
        state.breakers.succeeded('@odoo')
    stream.sink.faults = []
    assert stream.run().counts['created'] == 1
    with stream.state() as state:
        assert state.cursors.get('acme', 'changes')[0] == '2026-11-20T10:00:00'
    assert len(stream.sink.reports) == 4


def test_a_changed_subject_that_could_not_be_asked_about_is_owed(stream):
    change(stream, 2)
    stream.acme.events = [event(1, 'A2', '2026-11-20T10:00:00')]
    real = stream.acme.say_companies
    stream.acme.say_companies = lambda asked: Says({}, 500)
    stream.run()
    stream.acme.say_companies = real
    with stream.state() as state:
        state.breakers.succeeded('acme')
        assert state.cursors.get('acme', 'owed') == [['A2', 'full']]
    assert stream.run().counts['created'] == 1
    with stream.state() as state:
        assert state.cursors.get('acme', 'owed') == []


def test_a_cap_in_the_middle_of_a_page_loses_no_change_and_buys_none_twice(stream):
    paid(stream, run_calls=1)
    for number in (1, 2, 3):
        change(stream, number)
    stream.acme.events = [event(n, f'A{n}', '2026-11-20T10:00:00') for n in (1, 2, 3)]
    codes = [stream.run().exit_code for _run in range(4)]
    assert codes == [ExitCode.QUOTA, ExitCode.QUOTA, ExitCode.OK, ExitCode.OK]
    for number in (1, 2, 3):
        assert stream.acme.bureau.paths().count(f'/v1/companies/A{number}') == 1
    assert len(stream.sink.reports) == 6


def test_a_change_that_was_taken_before_a_crash_is_not_bought_again(stream, monkeypatch):
    change(stream, 2)
    stream.acme.events = [event(1, 'A2', '2026-11-20T10:00:00')]

    def crash(*_arguments):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr('sync_agent.accept.Acceptance.take', crash)
        with pytest.raises(KeyboardInterrupt):
            stream.run()
    assert stream.run().counts['created'] == 1
    assert stream.acme.bureau.paths().count('/v1/companies/A2') == 1
    with stream.state() as state:
        assert state.cursors.get('acme', 'taken') == []


def test_a_stream_tells_of_strangers_too_and_nothing_is_bought_about_them(stream):
    stream.acme.add(7)
    stream.acme.events = [event(1, 'A7', '2026-11-20T10:00:00')]
    summary = stream.run()
    assert (summary.counts['changes'], summary.counts['changes of strangers']) == (1, 1)
    assert '/v1/companies/A7' not in stream.acme.bureau.paths()


def test_a_stream_that_does_not_reach_back_is_made_up_for_once(stream, monkeypatch):
    paid(stream, run_calls=2)
    monkeypatch.setattr('sync_agent.sources.rest.source.RestSource.changes',
                        lambda self, cursor, limit: Page(
                            (), ['now', []], resync=cursor != ['now', []]))
    assert stream.run().exit_code == ExitCode.QUOTA
    summary = stream.run()
    assert summary.exit_code == ExitCode.OK
    assert summary.messages == []
    paths = stream.acme.bureau.paths()
    assert sorted(paths) == ['/v1/companies/A1', '/v1/companies/A2', '/v1/companies/A3']


def test_a_resync_says_so(stream, monkeypatch):
    monkeypatch.setattr('sync_agent.sources.rest.source.RestSource.changes',
                        lambda self, cursor, limit: Page((), ['now', []], resync=True))
    (message,) = stream.run().messages
    assert message == ("acme: The stream does not reach back to the last run; all 3 subjects are "
                       "asked about anew.")


# === PAGING === #

def pages_of(*answers):
    """Walk answers; return (items, what was asked)."""
    asked, left = [], list(answers)

    def ask(address, parameters):
        asked.append((address, parameters))
        return left.pop(0)

    return ask, asked


@pytest.mark.parametrize(('settings', 'answers', 'asked'), [
    ({'kind': 'page', 'first': 1, 'size_parameter': 'n', 'size': 2},
     [{'l': [1, 2]}, {'l': [3]}, {'l': []}],
     [(None, {'page': '1', 'n': '2'}), (None, {'page': '2', 'n': '2'}),
      (None, {'page': '3', 'n': '2'})]),
    ({'kind': 'page', 'first': 0, 'total': 't'}, [{'l': [1, 2], 't': 3}, {'l': [3], 't': 3}],
     [(None, {'page': '0'}), (None, {'page': '1'})]),
    ({'kind': 'offset', 'parameter': 'from', 'first': 0}, [{'l': [1, 2]}, {'l': [3]}, {'l': []}],
     [(None, {'from': '0'}), (None, {'from': '2'}), (None, {'from': '3'})]),
    ({'kind': 'cursor', 'parameter': 'after', 'next': 'n'},
     [{'l': [1, 2], 'n': 'x'}, {'l': [3], 'n': None}], [(None, {}), (None, {'after': 'x'})]),
    ({'kind': 'link', 'next': 'n'}, [{'l': [1, 2], 'n': 'https://a/x?y=1'}, {'l': [3]}],
     [(None, {}), ('https://a/x?y=1', {})]),
])
def test_pages_are_walked_to_their_end(settings, answers, asked):
    ask, found = pages_of(*answers)
    items = list(pages.walk(ask, PagingSettings.model_validate(settings), Path('l')))
    assert items == [1, 2, 3]
    assert found == asked


def test_pages_that_go_in_circles_or_never_end_are_noticed():
    with pytest.raises(SchemaDrift, match="again and again"):
        list(pages.walk(lambda *_: {'l': [1]}, PagingSettings(), Path('l')))
    counter = iter(range(10_000))
    with pytest.raises(SchemaDrift, match="more than 3 pages"):
        list(pages.walk(lambda *_: {'l': [next(counter)]}, PagingSettings(max_pages=3), Path('l')))


# === CONFIGURATION === #

@pytest.mark.parametrize('changes', [
    {'base_url': 'http://api.acme.example'}, {'base_url': 'https://me:secret@api.acme.example'},
    {'products': []}, {'auth': {'kind': 'basic', 'user': 'x'}}, {'auth': {'kind': 'token'}},
    {'charges': 'per_hit'}, {'errors': {'statuses': {'abc': 'ok'}}}, {'verify': False},
    {'errors': {'codes': {'1': 'shrug'}}},
])
def test_a_description_that_does_not_hold_together_is_refused(changes):
    with pytest.raises(ValidationError):
        RestSettings.model_validate({**acme_source('https://api.acme.example'), **changes})


@pytest.mark.parametrize(('changes', 'words'), [
    ({'products': [{'name': 'full', 'path': 'x/{id}', 'map': REPORT_MAP}]}, "{id} stands for"),
    ({'products': [{'name': 'full', 'path': 'x', 'map': {'fields': [
        {'from': 'a', 'to': 'subject.nickname'}]}}]}, "nickname"),
    ({'find': [{'by': 'duns', 'path': 'x', 'map': {'fields': [
        {'from': 'a[', 'to': 'provider_ref'}]}}]}, "no path"),
])
def test_slips_are_found_before_anything_is_asked(acme, changes, words):
    configure(acme, **changes)
    acme.know(1)
    summary = acme.run()
    assert summary.exit_code == ExitCode.CONFIG
    assert words in summary.messages[0]
    assert acme.acme.bureau.asked == []


def test_check_live_asks_one_free_question(acme):
    code, output, errors = acme.command('check', '--live')
    assert code == 0, errors
    assert "42 left" in output
    assert acme.acme.bureau.paths() == ['/v1/me']


def test_a_type_that_is_none_is_named_with_those_that_are(acme):
    configure(acme, type='carrier_pigeon')
    with pytest.raises(ConfigError, match="there are .*files, .*rest"):
        from sync_agent.sources import settings_of
        settings_of('acme', acme.values['sources']['acme'])
