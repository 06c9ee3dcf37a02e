"""Maps: what a user writes in the configuration, against tables and documents."""

import datetime as dt
from decimal import Decimal

import pytest
from samples import NOW, PROFILE, TODAY
from stubs.identifiers import lei_code

from sync_agent.errors import BadPayload, ConfigError
from sync_agent.mapping import DocumentMap, Path, ReportMap, TableMap
from sync_agent.mapping.convert import ABSENT
from sync_agent.normalise import Draft, finish
from sync_agent.records import Reject

NAME = {'from': 'Name', 'to': 'subject.legal_name', 'required': True}
KEY = {'from': 'Key', 'to': 'provider_ref'}


def report_map(*fields, **rest):
    return ReportMap.model_validate({'fields': [NAME, KEY, *fields], **rest})


def one(found_map, **cells):
    """Read one row and finish it; return the wire or the Reject."""
    columns = {'Name': ["Probe"], 'Key': ['7'], **{name: [cell] for name, cell in cells.items()}}
    table = TableMap(found_map, list(columns))
    draft = Draft({}, 'p', 'a' * 64, NOW)
    (row,) = table.read(columns)
    draft.report, reason = table.assemble(row, draft.issue)
    if reason is not None:
        return Reject(*reason)
    found = finish(draft, PROFILE, TODAY)
    return found if isinstance(found, Reject) else found.wire


# === TABLES === #

def test_cells_become_values_of_the_type_of_their_path():
    wire = one(
        report_map(
            {'from': 'Founded', 'to': 'subject.incorporation_date', 'date_format': '%d/%m/%Y'},
            {'from': 'Capital', 'to': 'subject.registered_capital', 'currency': 'EUR'},
            {'from': 'Turnover', 'to': 'statements[1].revenue', 'unit': 'thousand',
             'decimal_mark': ',', 'thousands_mark': '.'},
            {'from': 'Year end', 'to': 'statements[1].period_end'},
            {'from': 'Street', 'to': 'subject.address.lines[1]'},
            {'from': 'Street 2', 'to': 'subject.address.lines[2]'},
            {'from': 'Also', 'to': 'subject.trade_names', 'split': ';'},
            {'from': 'CCJ', 'to': 'counters[judgment].count'},
            {'from': 'Staff', 'to': 'subject.employees.value'},
            constants={'statements[1].currency': 'EUR'}),
        **{'Founded': '03/04/2020', 'Capital': '25000', 'Turnover': '1.234,5',
           'Year end': '2025-12-31', 'Street': "1 Road", 'Street 2': "Yard", 'Also': "A; B",
           'CCJ': '2', 'Staff': '12'})
    subject = wire['subject']
    assert subject['incorporation_date'] == dt.date(2020, 4, 3)
    assert subject['registered_capital'] == {'amount': Decimal(25000), 'currency': 'EUR'}
    assert subject['address'] == {'lines': ["1 Road", "Yard"]}
    assert subject['trade_names'] == ["A", "B"]
    assert subject['employees'] == {'value': 12}
    assert wire['statements'] == [{'period_end': dt.date(2025, 12, 31), 'currency': 'EUR',
                                   'revenue': Decimal('1234500')}]
    assert wire['counters'] == {'judgment': {'count': 2}}


def test_a_missing_column_is_absent_an_empty_cell_is_null():
    fields = [{'from': 'City', 'to': 'subject.address.city'},
              {'from': 'DBT', 'to': 'payment.dbt_days'},
              {'from': 'Limit', 'to': 'limits[x].amount'}]
    without, empty = one(report_map(*fields)), one(report_map(*fields), City='', DBT='', Limit='')
    assert 'address' not in without['subject']
    assert without['sections_present'] == ['identity']
    assert empty['subject']['address'] == {'city': None}
    assert empty['payment'] == {'dbt_days': None}
    assert empty['limits'] == []
    assert empty['sections_present'] == ['identity', 'limits', 'payment']


def test_an_empty_score_is_not_rated_and_a_missing_one_is_absent():
    found = report_map({'from': 'DRA', 'to': 'scores[coface.dra].raw', 'scale': 'coface.dra'},
                       constants={'scores[coface.dra].model': "2024"})
    assert 'scores' not in one(found)
    (score,) = one(found, DRA='')['scores']
    assert (score['state'], score['raw'], score['dimension']) == ('not_rated', None, 'failure')
    assert one(found, DRA='7')['scores'][0]['state'] == 'rated'


def test_an_amount_without_figure_is_null_whatever_its_currency():
    found = report_map({'from': 'Past due', 'to': 'payment.past_due.amount'},
                       {'from': 'Cur', 'to': 'payment.past_due.currency'})
    assert one(found, **{'Past due': '', 'Cur': 'EUR'})['payment'] == {'past_due': None}
    assert one(found, **{'Past due': '5', 'Cur': 'EUR'})['payment'] == {
        'past_due': {'amount': Decimal(5), 'currency': 'EUR'}}


def test_a_limit_in_words_is_kept_as_words():
    wire = one(report_map({'from': 'Limit', 'to': 'limits[x].amount'}), Limit="not applicable")
    assert wire['limits'] == [{'code': 'x', 'state': 'text', 'amount': None}]
    assert wire['issues'][0]['code'] == 'bad_value'


def test_words_of_the_bureau_become_words_of_the_contract():
    found = report_map(
        {'from': 'Decision', 'to': 'cover[1].decision', 'values': {'A': 'approved', 'R': 'refused'}},
        {'from': 'Policy', 'to': 'cover[1].policy_ref'},
        {'from': 'Status', 'to': 'subject.status', 'statuses': 'companies_house'},
        {'from': 'Status', 'to': 'subject.status_raw'})
    good = one(found, Decision='r', Policy='P 1', Status="active")
    assert good['cover'] == [{'policy_ref': 'P 1', 'decision': 'refused'}]
    assert good['subject']['status'] == 'active'
    drifted = one(found, Decision='Q', Policy='P 1', Status="hibernating")
    assert drifted['cover'] == []
    assert (drifted['subject']['status'], drifted['subject']['status_raw']) == (
        'unknown', "hibernating")
    assert [issue['code'] for issue in drifted['issues']][:2] == ['enum_drift'] * 2


def test_a_cell_that_cannot_be_read_costs_the_field_and_a_required_one_the_row():
    found = report_map({'from': 'Founded', 'to': 'subject.incorporation_date'})
    wire = one(found, Founded="long ago")
    assert wire['subject']['incorporation_date'] is None
    assert wire['issues'] == [{'code': 'bad_value', 'path': 'subject.incorporation_date',
                               'severity': 'warning'}]
    assert one(found, Name="--", Founded='').path == 'subject.legal_name'


def test_a_text_is_cut_and_a_code_that_is_too_long_is_refused():
    found = report_map({'from': 'Form', 'to': 'subject.legal_form'},
                       {'from': 'DUNS', 'to': 'subject.identifiers[duns].value'})
    wire = one(found, Form="x" * 600, DUNS='9' * 81)
    assert len(wire['subject']['legal_form']) == 500
    assert 'identifiers' not in wire['subject'] or not wire['subject']['identifiers']
    assert wire['issues'][0]['path'] == 'subject.identifiers[duns].value'


def test_a_heading_may_have_several_names_and_the_rest_is_counted():
    found = report_map({'from': ['CCJs', 'Number of CCJs'], 'to': 'counters[judgment].count'})
    table = TableMap(found, ['Name', 'Key', 'Number of CCJs', 'Fax'])
    assert table.unknown == ('Fax',)


def test_a_file_without_a_required_column_is_refused_with_what_it_has():
    with pytest.raises(BadPayload, match="'Name' is missing; the file has 'Firma', 'Key'"):
        TableMap(report_map(), ['Firma', 'Key'])


def test_two_columns_for_one_place_the_first_with_a_value_counts():
    found = report_map({'from': 'Short', 'to': 'subject.legal_form'},
                       {'from': 'Long', 'to': 'subject.legal_form'})
    assert one(found, Short='', Long="GmbH")['subject']['legal_form'] == "GmbH"
    assert one(found, Short="AG", Long="GmbH")['subject']['legal_form'] == "AG"


# === CONFIGURATION === #

@pytest.mark.parametrize(('field', 'words'), [
    ({'to': 'subject.nickname'}, "has no 'nickname'"),
    ({'to': 'match.partner_id'}, "the agent writes it"),
    ({'to': 'content_hash'}, "the agent writes it"),
    ({'to': 'scores.raw'}, r"scores\[name\]"),
    ({'to': 'scores[x]'}, "which field"),
    ({'to': 'subject.identifiers[cuit].value'}, "none of usci"),
    ({'to': 'counters[gossip].count'}, "not on the list"),
    ({'to': 'subject..name'}, "has no"),
    ({'to': 'as_of.x'}, "nothing below"),
    ({'to': 'as_of', 'type': 'decimal'}, "holds a date"),
    ({'to': 'cover[1].decision', 'values': {'J': 'yes'}}, "approved, partly"),
    ({'to': 'subject.status', 'statuses': 'mars'}, "There are|there are"),
    ({'to': 'subject.legal_form', 'split': ';'}, "for lists of texts"),
])
def test_a_slip_in_the_map_is_found_before_the_first_row(field, words):
    with pytest.raises(ConfigError, match=words):
        TableMap(report_map({'from': 'X', **field}), ['Name', 'Key', 'X'])


@pytest.mark.parametrize('constants', [
    {'limits[x].currency': "Euro"}, {'as_of': 'yesterday'}, {'subject.legal_form': '-'},
])
def test_a_constant_is_checked_too(constants):
    with pytest.raises(ConfigError, match="constant"):
        TableMap(report_map(constants=constants), ['Name', 'Key'])


# === DOCUMENTS === #

DOCUMENT = {
    'report': {
        'name': "Probe", 'no': 7, 'score': {'value': Decimal('55.0')}, 'dbt': None,
        'ids': [{'type': 'x', 'value': 'q'}, {'type': 'lei', 'value': lei_code(1)}],
        'cases': [
            {'kind': 'CCJ', 'opened': '2026-01-01', 'sum': {'amount': 100, 'cur': 'GBP'}},
            {'kind': 'party', 'opened': None},
        ],
        'former': [{'name': "Old Probe", 'until': '2020-01-01'}],
        'extra': {'colour': 'red'},
    },
}
DOCUMENT_MAP = {
    'fields': [
        {'from': 'report.name', 'to': 'subject.legal_name'},
        {'from': 'report.no', 'to': 'provider_ref'},
        {'from': 'report.ids[type=lei].value', 'to': 'subject.identifiers[lei].value'},
        {'from': ['report.rating', 'report.score.value'], 'to': 'scores[x].raw',
         'scale': 'creditsafe.100'},
        {'from': 'report.dbt', 'to': 'payment.dbt_days'},
        {'from': 'report.trend', 'to': 'payment.trend'},
    ],
    'lists': [
        {'from': 'report.cases', 'to': 'events', 'fields': [
            {'from': 'kind', 'to': 'kind', 'values': {'CCJ': 'judgment'}},
            {'from': 'opened', 'to': 'opened_on'},
            {'from': 'sum.amount', 'to': 'amount'}, {'from': 'sum.cur', 'to': 'currency'},
        ], 'constants': {'role': 'defendant'}},
        {'from': 'report.former', 'to': 'subject.previous_names', 'fields': [
            {'from': 'name', 'to': 'name'}, {'from': 'until', 'to': 'until'},
        ]},
        {'from': 'report.accounts', 'to': 'statements', 'fields': [
            {'from': 'end', 'to': 'period_end'}]},
    ],
}


def document(content):
    draft = Draft({}, 'p', 'a' * 64, NOW)
    found = DocumentMap(ReportMap.model_validate(DOCUMENT_MAP))
    draft.report, reason = found.assemble(content, draft.issue)
    assert reason is None
    draft.unknown = found.unknown(content)
    return finish(draft, PROFILE, TODAY)


def test_a_document_becomes_a_report():
    wire = document(DOCUMENT).wire
    assert wire['provider_ref'] == '7'
    assert wire['subject']['identifiers'][0]['value'] == lei_code(1)
    assert wire['subject']['previous_names'] == [
        {'name': "Old Probe", 'until': dt.date(2020, 1, 1)}]
    assert wire['scores'][0]['raw'] == '55'
    (event,) = wire['events']
    assert (event['kind'], event['role'], event['amount'], event['currency']) == (
        'judgment', 'defendant', Decimal(100), 'GBP')
    assert ('enum_drift', 'events[1].kind') in {
        (issue['code'], issue['path']) for issue in wire['issues']}


def test_null_and_missing_keys_stay_apart():
    wire = document(DOCUMENT).wire
    assert wire['payment'] == {'dbt_days': None}
    assert 'statements' not in wire
    assert document({'report': {**DOCUMENT['report'], 'accounts': None}}).wire['statements'] == []


def test_what_nothing_reads_is_counted_without_places():
    assert document(DOCUMENT).unknown == ('report.extra.colour', 'report.ids.type')


def test_a_list_that_is_none_is_said_and_one_object_is_a_list_of_it():
    report = DOCUMENT['report']
    assert document({'report': {**report, 'cases': report['cases'][0]}}).wire['events']
    odd = document({'report': {**report, 'cases': "none"}}).wire
    assert odd['events'] == []
    assert ('bad_value', 'events') in {(i['code'], i['path']) for i in odd['issues']}


@pytest.mark.parametrize(('path', 'found'), [
    ('a.b', 1), ('a.c', ABSENT), ('n', None), ('n.x', ABSENT), ('l[1].v', 'two'), ('l[9].v', ABSENT),
    ('l[k=2].v', 'two'), ('l[ok=true].v', 'one'), ('l.v', ABSENT), ('a[0]', ABSENT),
])
def test_paths(path, found):
    value = {'a': {'b': 1}, 'n': None,
             'l': [{'k': 1, 'v': 'one', 'ok': True}, {'k': 2, 'v': 'two'}, 'odd']}
    assert Path(path).get(value) == found or Path(path).get(value) is found


@pytest.mark.parametrize('path', ['', 'a..b', 'a[x]', '[0]'])
def test_a_path_that_cannot_be_read_is_a_slip_of_the_configuration(path):
    with pytest.raises(ConfigError):
        Path(path)
