"""The rules that hold for every bureau: what is odd is said, and nothing is made better than it is."""

import datetime as dt
from decimal import Decimal

import pytest
from samples import PROFILE, TODAY, draft, statement
from stubs import identifiers

from sync_agent.normalise import Profile, finish
from sync_agent.normalise.statuses import status, tables
from sync_agent.records import lists


def finished(**changes):
    return finish(draft(**changes), PROFILE, TODAY)


def issues(**changes):
    return {(row['code'], row['path']) for row in finished(**changes).wire['issues']}


def subject(**changes):
    return {**draft().report['subject'], **changes}


@pytest.mark.parametrize(('changes', 'code', 'path'), [
    ({'as_of': TODAY + dt.timedelta(days=2)}, 'in_the_future', 'as_of'),
    ({'subject': subject(incorporation_date=dt.date(2026, 11, 2))}, 'before_incorporation', 'as_of'),
    ({'subject': subject(incorporation_date=dt.date(2020, 1, 1)),
      'events': [{'kind': 'judgment', 'opened_on': dt.date(2019, 1, 1)}]},
     'before_incorporation', 'events[0].opened_on'),
    ({'statements': [statement(equity=Decimal(300))]}, 'balance', 'statements[0]'),
    ({'statements': [statement(total_assets=Decimal(-1))]}, 'negative_assets',
     'statements[0].total_assets'),
    ({'statements': [statement(months=18)]}, 'statement_length', 'statements[0].months'),
    ({'statements': [statement(currency=None)]}, 'no_currency', 'statements[0].currency'),
    ({'scores': [{'code': 'x', 'raw': '101', 'scale': 'creditsafe.100'}]}, 'out_of_scale',
     'scores[0].raw'),
    ({'scores': [{'code': 'x', 'raw': '700', 'dimension': 'overall',
                  'direction': 'higher_better', 'raw_min': Decimal(0),
                  'raw_max': Decimal(100)}]}, 'out_of_scale', 'scores[0].raw'),
    ({'limits': [{'code': 'x', 'amount': Decimal(5)}]}, 'no_currency', 'limits[0].currency'),
    ({'limits': [{'code': 'x', 'amount': Decimal(46_962_500_000), 'currency': 'SEK'}]},
     'limit_implausible', 'limits[0].amount'),
    ({'limits': [{'code': 'x', 'amount': Decimal(4001), 'currency': 'EUR'}],
      'statements': [statement()]}, 'limit_implausible', 'limits[0].amount'),
    ({'cover': [{'policy_ref': 'P', 'decision': 'approved', 'valid_from': TODAY,
                 'valid_to': TODAY - dt.timedelta(days=1)}]}, 'ends_before_it_begins', 'cover[0]'),
    ({'cover': [{'policy_ref': 'P', 'decision': 'approved', 'granted': Decimal(5)}]}, 'no_currency',
     'cover[0].currency'),
    ({'events': [{'kind': 'lien', 'opened_on': TODAY, 'closed_on': dt.date(2020, 1, 1)}]},
     'closed_before_opened', 'events[0]'),
    ({'events': [{'kind': 'lien', 'key': 'a'}, {'kind': 'lien', 'key': 'a'}]},
     'duplicate_event', 'events[1]'),
    ({'events': [{'kind': None, 'text': "gossip"}]}, 'enum_drift', 'events[0].kind'),
    ({'statements': [statement(period_end=None)]}, 'incomplete_row', 'statements'),
    ({'subject': subject(identifiers=[{'scheme': 'usci', 'value': 'X'}])}, 'identifier_invalid',
     'subject.identifiers[0].value'),
])
def test_what_is_odd_is_said(changes, code, path):
    assert (code, path) in issues(**changes)


@pytest.mark.parametrize('changes', [
    {},
    {'as_of': TODAY + dt.timedelta(days=1)},
    # Real sheets differ by one from rounding.
    {'statements': [statement(equity=Decimal(399))]},
    {'limits': [{'code': 'x', 'amount': Decimal(4000), 'currency': 'EUR'}],
     'statements': [statement()]},
    {'scores': [{'code': 'x', 'raw': '55', 'scale': 'creditsafe.100'}]},
])
def test_what_is_in_order_is_passed_over_in_silence(changes):
    assert not issues(**changes)


def test_a_score_outside_its_scale_is_not_rated_and_keeps_its_raw_value():
    score = finished(scores=[{'code': 'x', 'raw': '101', 'scale': 'creditsafe.100'}]).wire[
        'scores'][0]
    assert (score['state'], score['raw']) == ('not_rated', '101')


def test_a_fact_among_the_scores_is_passed_on_in_words():
    score = finished(scores=[{'code': 'x', 'raw': '0', 'scale': 'dnb.failure.class'}]).wire[
        'scores'][0]
    assert score['state'] == 'not_rated'
    assert score['overrides'] == ["out of business or open bankruptcy"]


@pytest.mark.parametrize(('limit', 'state'), [
    ({'amount': Decimal(5), 'currency': 'EUR'}, 'stated'),
    ({'amount': Decimal(0), 'currency': 'EUR'}, 'zero'),
    ({'amount': None, 'text': "Credit limit not applicable"}, 'text'),
    ({'amount': None}, 'not_applicable'),
])
def test_zero_words_and_nothing_are_three_kinds_of_limit(limit, state):
    assert finished(limits=[{'code': 'x', **limit}]).wire['limits'][0]['state'] == state


def test_an_event_has_the_same_key_tomorrow_when_it_is_over():
    event = {'kind': 'judgment', 'case_no': "A 1", 'opened_on': dt.date(2026, 1, 1)}
    today = finished(events=[dict(event)]).wire['events'][0]
    later = finished(events=[{**event, 'closed_on': TODAY}]).wire['events'][0]
    assert today['key'] == later['key']
    assert (today['status'], later['status']) == ('open', 'closed')


@pytest.mark.parametrize(('event', 'severity'), [
    ({'kind': 'execution_ended'}, 'stop'), ({'kind': 'consumption_limit'}, 'alert'),
    ({'kind': 'bill_overdue'}, 'alert'), ({'kind': 'charge'}, 'info'),
    ({'kind': 'judgment', 'role': 'plaintiff'}, 'info'),
    ({'kind': 'judgment', 'role': 'defendant'}, 'alert'),
    ({'kind': 'judgment', 'severity': 'stop'}, 'stop'),
])
def test_severity_is_the_kind_unless_the_bureau_says_so(event, severity):
    assert finished(events=[event]).wire['events'][0]['severity'] == severity


def test_identifiers_are_verified_completed_and_kept_once():
    found = finished(subject=subject(country='FR', identifiers=[
        {'scheme': 'vat', 'value': identifiers.french_vat(3)[2:]},
        {'scheme': 'vat', 'value': identifiers.french_vat(3)},
        {'scheme': 'lei', 'value': None},
    ])).wire['subject']['identifiers']
    assert found == [
        {'scheme': 'vat', 'value': identifiers.french_vat(3), 'valid': True},
        {'scheme': 'siren', 'value': identifiers.siren(3), 'valid': True, 'issuer': 'derived'},
    ]


def test_another_company_than_the_one_asked_for_is_refused():
    asked = draft()
    asked.asked_for = 'p-2'
    found = finish(asked, PROFILE, TODAY)
    assert (found.code, found.provider_ref) == ('id_mismatch', 'p-1')


@pytest.mark.parametrize(('changes', 'path'), [
    ({'subject': {}}, 'subject.legal_name'),
    ({'subject': subject(legal_name=None)}, 'subject.legal_name'),
    ({'provider_ref': None, 'subject': {'legal_name': "Nobody"}}, 'provider_ref'),
])
def test_without_name_or_key_it_is_no_report(changes, path):
    assert finished(**changes).path == path


def test_a_strong_identifier_stands_in_for_the_bureaus_key():
    found = finished(provider_ref=None, subject=subject(identifiers=[
        {'scheme': 'duns', 'value': identifiers.duns(1)},
        {'scheme': 'usci', 'value': identifiers.usci(1)},
    ]))
    assert found.wire['provider_ref'] == f'usci:{identifiers.usci(1)}'


def test_a_report_without_number_gets_one_a_subject_a_day():
    first, again = finished(), finished(disputed=True)
    other_day = finished(as_of=dt.date(2026, 11, 2))
    assert first.wire['external_id'] == again.wire['external_id']
    assert first.wire['external_id'] != other_day.wire['external_id']
    assert finished(external_id='R 7').wire['external_id'] == 'R 7'


def test_the_answer_travels_only_where_licence_and_residency_let_it():
    with_raw = draft()
    with_raw.raw = b'{"secret": 1}'
    assert 'raw' not in finish(with_raw, PROFILE, TODAY).wire
    allowed = Profile('test', 'testbureau', send_raw=True)
    assert finish(with_raw, allowed, TODAY).wire['raw']['encoding'] == 'gzip+base64'


def test_statuses_are_those_of_the_contract_and_news_is_not_active():
    for table in tables().values():
        assert set(table.values()) <= set(lists.members(lists.Status))
    assert status('companies_house', 'Active') == 'active'
    assert status('companies_house', 'winding-sideways') is None
    assert status('gleif', 'LAPSED') is None
    assert status('china', '吊销') == 'revoked'
