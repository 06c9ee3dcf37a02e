"""A report is taken apart before anything is written: whole, as hashed, plausible."""

import copy
import json
from datetime import date

import pytest
from bureau_samples import event, limit, raw, report, score, sealed, statement, subject

from credit_management.tools.bureau_reports import canonical, content_hash, examine
from credit_management.tools.bureau_reports import sealed as sealed_inside

TODAY = date(2026, 11, 23)
WHOLE = {
    'scores': [score()], 'limits': [limit('5000')], 'events': [event()], 'statements': [statement()],
    'payment': {'dbt_days': '4.5', 'buckets': {'d30': '10'}},
    'counters': {'judgment': {'count': 2}},
    'cover': [
        {'policy_ref': 'P1', 'decision': 'partly', 'granted': '20000', 'currency': 'EUR'}],
    'changes': [{'kind': 'address', 'date': '2026-01-02'}], 'group': {'parent_ref': None},
    'owners': [{'name': "Holding", 'kind': 'company', 'pct': '60', 'from': None}],
    'filings': {'accounts_due': '2026-12-31', 'accounts_overdue': False},
}


def codes(item):
    return [error.code for error in examine(item, TODAY).errors]


def fields(item):
    return [error.field for error in examine(item, TODAY).errors]


def test_a_whole_report_has_no_error():
    checked = examine(report(payload='{"raw": 1}', **WHOLE), TODAY)
    assert checked.errors == []
    assert checked.sections == [
        'scores', 'limits', 'cover', 'payment', 'events', 'counters', 'statements', 'changes',
        'owners', 'group', 'filings']
    assert checked.raw
    assert json.loads(checked.content)['subject']['legal_name'] == "Acme Trade"
    assert content_hash(checked.content) == checked.report['content_hash']


# === WHOLE === #

@pytest.mark.parametrize(('change', 'field'), [
    ({'schema_version': 2}, 'schema_version'),
    ({'provider': 'Not A Slug'}, 'provider'),
    ({'as_of': '2026-13-01'}, 'as_of'),
    ({'as_of': '20261120'}, 'as_of'),
    ({'as_of': None}, 'as_of'),
    ({'retrieved_at': '2026-11-20 08:00:00'}, 'retrieved_at'),
    ({'subject': {'legal_name': ' '}}, 'subject.legal_name'),
    ({'subject': {}}, 'subject.legal_name'),
    ({'subject': subject(country='Germany')}, 'subject.country'),
    ({'subject': subject("A\0B")}, 'subject.legal_name'),
    ({'subject': subject("A\ud800")}, 'subject.legal_name'),
    ({'scores': [score(dimension='mood')]}, 'scores[0].dimension'),
    ({'scores': [score(raw=62)]}, 'scores[0].raw'),
    ({'scores': {}}, 'scores'),
    ({'limits': [limit(50000.0)]}, 'limits[0].amount'),
    ({'limits': [limit('1e6')]}, 'limits[0].amount'),
    ({'limits': [limit(), limit(currency='EURO')]}, 'limits[1].currency'),
    ({'events': [event(status='ongoing')]}, 'events[0].status'),
    ({'events': [event(key=None)]}, 'events[0].key'),
    ({'match': {'method': 'hunch'}}, 'match.method'),
    ({'match': {'method': 'none', 'candidates': [{'partner_id': True}]}},
     'match.candidates[0].partner_id'),
    ({'mood': 'good'}, 'mood'),
    ({'sections_present': ['identity', 'scores']}, 'scores'),
    ({'sections_present': ['identity'], 'scores': [score()]}, 'scores'),
])
def test_a_report_that_is_not_whole_is_refused_with_the_place(change, field):
    values = {**report(), **change}
    checked = examine(values, TODAY)
    assert [error.code for error in checked.errors] == ['malformed']
    assert checked.errors[0].field == field
    assert checked.is_refused
    assert not checked.is_quarantined


@pytest.mark.parametrize('item', [None, [], "report", 7])
def test_what_is_no_report_is_refused(item):
    assert codes(item) == ['malformed']


def test_a_missing_key_is_named():
    values = report()
    del values['as_of'], values['product']
    assert fields(values) == ['product', 'as_of']


def test_unknown_keys_inside_sections_are_ignored():
    assert codes(report(scores=[score(colour='green')])) == []


def test_null_is_an_answer_and_absence_is_none():
    checked = examine(report(events=None, scores=[]), TODAY)
    assert checked.errors == []
    assert checked.sections == ['scores', 'events']
    assert checked.rows('events') == checked.rows('limits') == []


# === AS HASHED === #

def test_changed_content_does_not_have_its_hash():
    values = report()
    values['subject'] = subject("Acme Trade Ltd")
    assert codes(values) == ['hash_mismatch']


def test_how_a_report_came_is_no_part_of_what_it_says():
    values = report()
    later = {
        **values, 'external_id': 'other', 'retrieved_at': '2026-11-22T00:00:00Z',
        'match': {'method': 'none'}, 'cost': {'amount': '3'},
    }
    assert codes(later) == []
    assert canonical(later) == canonical(values)


def test_zeros_at_the_end_of_a_decimal_change_no_hash():
    short, long = report(limits=[limit('46962.5')]), report(limits=[limit('46962.50')])
    assert canonical(short) == canonical(long)
    assert codes(long) == []
    assert codes({**long, 'content_hash': short['content_hash']}) == []


def test_a_raw_score_is_words_and_keeps_its_zeros():
    assert canonical(report(scores=[score('1.0')])) != canonical(report(scores=[score('1')]))


def test_our_own_seal_agrees_with_another_s():
    values = report(**WHOLE)
    assert sealed_inside(values)['content_hash'] == values['content_hash']


def test_a_raw_payload_is_checked_against_its_hash():
    values = report(payload="original")
    values['raw'] = raw("forged")[0]
    assert (codes(values), fields(values)) == (['hash_mismatch'], ['raw_hash'])
    for data in ("not base64!", "QUJD", raw("cut")[0]['data'][:-8]):
        values['raw'] = {**values['raw'], 'data': data}
        assert codes(values) == ['malformed']


# === PLAUSIBLE === #

@pytest.mark.parametrize(('changes', 'code', 'field'), [
    ({'as_of': '2026-11-25'}, 'in_the_future', 'as_of'),
    ({'subject': subject(incorporation_date='2026-11-21')}, 'before_incorporation', 'as_of'),
    ({'subject': subject(incorporation_date='2026-11-10'), 'events': [event()]},
     'before_incorporation', 'events[0].opened_on'),
    ({'subject': subject(identifiers=[{'scheme': 'vat', 'value': 'DE999999904'}])},
     'identifier_invalid', 'subject.identifiers[0]'),
    ({'statements': [statement(total_assets='1516')]}, 'balance', 'statements[0]'),
    ({'statements': [statement(total_assets='-1')]}, 'negative_assets',
     'statements[0].total_assets'),
    ({'limits': [limit('6001')], 'statements': [statement()]}, 'limit_implausible',
     'limits[0].amount'),
    ({'limits': [limit('46962500000')]}, 'limit_implausible', 'limits[0].amount'),
])
def test_what_cannot_be_true_goes_to_quarantine(changes, code, field):
    checked = examine(report(**changes), TODAY)
    assert [(error.code, error.field) for error in checked.errors] == [(code, field)]
    assert checked.is_quarantined
    assert not checked.is_refused


@pytest.mark.parametrize('changes', [
    {'as_of': '2026-11-24'},
    {'subject': subject(incorporation_date='2026-11-20')},
    {'subject': subject(identifiers=[{'scheme': 'safe_no', 'value': '??'}])},
    {'statements': [statement(total_assets='1515')]},
    {'statements': [statement(total_assets='4', total_liabilities='1', equity='1')]},
    {'statements': [statement(equity=None, total_assets='9999')]},
    {'limits': [limit('6000')], 'statements': [statement()]},
    {'limits': [limit('46962500000', currency=None)]},
    {'limits': [limit('6001')], 'statements': [statement(currency='SEK')]},
])
def test_what_may_be_true_passes(changes):
    assert codes(report(**changes)) == []


def test_a_score_outside_its_scale_is_a_note_on_a_report_that_is_used():
    checked = examine(report(scores=[score(), score('140')]), TODAY)
    assert [(error.code, error.field) for error in checked.errors] == [
        ('out_of_scale', 'scores[1].raw')]
    assert not checked.is_refused
    assert not checked.is_quarantined


def test_looking_changes_nothing():
    values = report(payload='{}', **WHOLE)
    before = copy.deepcopy(values)
    examine(values, TODAY)
    assert values == before


def test_a_number_that_json_cannot_hold_is_refused():
    values = sealed({**report(), 'counters': {}, 'sections_present': ['counters']})
    values['counters'] = {'judgment': {'colour': float('nan')}}
    assert codes(values) == ['malformed']
