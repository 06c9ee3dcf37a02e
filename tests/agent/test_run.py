"""A run from the drop folder into the sink: nothing lost, nothing twice, and said so."""

import json

import pytest
from desk import FIELDS, HEADINGS, row
from sink import customer

from sync_agent.errors import ExitCode
from sync_agent.sources.files.folder import hash_of


def test_rows_of_a_file_arrive_once_with_their_match(desk):
    desk.know(1, 2)
    desk.put('a.csv', [row(1), row(2)])
    summary = desk.run()
    assert summary.exit_code == ExitCode.OK, summary.messages
    assert summary.counts['created'] == 2
    report = desk.sink.reports[0]
    assert report['match'] == {
        'partner_id': 1, 'method': 'identifier', 'confidence': '0.99', 'candidates': [],
        'evidence': [{'kind': 'identifier', 'scheme': 'duns', 'value': '000000001'},
                     {'kind': 'name', 'value': '1.00'}]}
    assert report['limits'] == [{'code': 'test.limit', 'state': 'stated', 'amount': '1.5',
                                 'currency': 'GBP'}]
    assert not (desk.drop / 'a.csv').exists()
    assert (desk.drop / 'archive' / 'a.csv').exists()


def test_a_second_run_writes_nothing(desk):
    desk.know(1)
    desk.put('a.csv', [row(1)])
    desk.run()
    desk.put('again.csv', [row(1)])
    summary = desk.run()
    assert 'import_reports' not in [call[0] for call in desk.sink.calls[4:]]
    assert summary.counts['rows'] == 0
    assert sorted(path.name for path in (desk.drop / 'archive').iterdir()) == [
        'a.csv', 'again.csv']


def test_odoo_is_told_of_the_run(desk):
    desk.know(1)
    desk.put('a.csv', [row(1)])
    desk.run()
    (run,) = desk.sink.runs.values()
    assert run['exit_code'] == 0
    assert run['counts'] == {'created': 1}
    assert run['ended_at'] >= run['started_at']


def test_the_command_does_the_same(desk):
    desk.know(1)
    desk.put('a.csv', [row(1)])
    code, output, errors = desk.command('run', '--json')
    assert code == 0, errors
    assert json.loads(output)['counts']['created'] == 1


# === WHAT IS NO NEWS, WHAT WAITS === #

def undated(desk):
    fields = [field for field in desk.values['sources']['file']['map']['fields']
              if field['to'] != 'as_of']
    desk.values['sources']['file']['map'] = {'fields': fields}


def test_a_bureau_without_dates_is_told_again_only_after_a_while(desk):
    desk.know(1)
    undated(desk)
    desk.put('a.csv', [row(1)])
    assert desk.run().counts['created'] == 1
    later(desk, 'b.csv', days=1)
    assert desk.run().counts['unchanged here'] == 1
    later(desk, 'c.csv', days=1, Score='90')
    assert desk.run().counts['created'] == 1
    later(desk, 'd.csv', days=9, Score='90')
    assert desk.run().counts['created'] == 1
    assert [report['as_of_quality'] for report in desk.sink.reports] == ['assumed'] * 3


def later(desk, name, days, **cells):
    """Drop a file that is first seen some days from now."""
    path = desk.put(name, [row(1, **cells)])
    path.write_text(path.read_text() + '\n' * days)
    with desk.state() as state:
        state.files.begin('file', hash_of(path), name)
        state.database.execute(
            'UPDATE file SET first_seen_at = first_seen_at + ? WHERE name = ?',
            (days * 86400, name))


def test_a_correction_of_the_same_day_is_an_update_and_its_repetition_nothing(desk):
    desk.know(1)
    for name, limit in (('a', '100'), ('b', '200'), ('c', '200')):
        desk.put(f'{name}.csv', [row(1, Limit=limit, Key='k1', Name='Probe Trading 1 Ltd')])
    summary = desk.run()
    assert (summary.counts['created'], summary.counts['updated']) == (1, 1)
    assert summary.counts['rows'] == 2, "the same file under another name is no row"


def test_of_two_answers_about_one_day_the_later_is_later_by_a_second(desk):
    """Odoo tells them apart by the second in which they came, and both came in this one."""
    desk.know(1)
    desk.put('a.csv', [row(1, Limit='1'), row(1, Limit='2')], age=60)
    desk.put('b.csv', [row(1, Limit='3')], age=30)
    desk.run()
    found = [(report['limits'][0]['amount'], report['retrieved_at'])
             for report in desk.sink.reports]
    assert [amount for amount, _moment in found] == ['1', '2', '3']
    moments = [moment for _amount, moment in found]
    assert moments == sorted(set(moments))


def test_reports_about_strangers_wait_for_their_customer(desk):
    desk.know(1)
    desk.put('a.csv', [row(1), row(2, Name="Zenith Foods plc"), row(3, Name="Quartz AG")])
    summary = desk.run()
    assert (summary.counts['created'], summary.counts['no match']) == (1, 2)
    assert summary.exit_code == ExitCode.OK, "a stranger is no failure"
    desk.sink.partners.append(
        customer(2, "Zenith Foods", write_date='2026-02-01T00:00:00Z'))
    again = desk.run()
    assert again.counts['created'] == 1
    assert desk.sink.reports[-1]['provider_ref'] == 'k2'
    with desk.state() as state:
        assert [letter['provider_ref'] for letter in state.quarantine.find()] == ['k3']


def test_a_likely_customer_makes_it_a_matter_for_a_person(desk):
    desk.sink.partners = [customer(9, "Probe Trading 2 Ltd", identifiers=[])]
    desk.put('a.csv', [row(2)])
    assert desk.run().counts['unmatched'] == 1
    assert desk.sink.reports[0]['match']['candidates'][0]['partner_id'] == 9


def test_rows_that_cannot_be_used_are_set_aside_and_the_code_says_so(desk):
    desk.know(1, 2)
    desk.put('a.csv', [row(1), row(2, Name=''), row(2, Key='')])
    summary = desk.run()
    assert summary.exit_code == ExitCode.PARTIAL
    assert summary.counts['quarantined'] == 2
    with desk.state() as state:
        assert [(letter['code'], letter['path'], json.loads(letter['origin'])['row'])
                for letter in state.quarantine.find()] == [
            ('malformed', 'subject.legal_name', 2), ('malformed', 'provider_ref', 3)]


def test_a_row_is_taken_again_by_a_better_map(desk):
    desk.know(2)
    desk.put('a.csv', [row(2, Name='', Country='GB')], [*row(2), 'Firm'])
    text = (desk.drop / 'a.csv').read_text().replace('2026-11-01,', '2026-11-01,Probe Trading 2')
    desk.put_text('a.csv', text)
    desk.run()
    desk.values['sources']['file']['map']['fields'] = [
        {'from': 'Firm', 'to': 'subject.legal_name', 'required': True},
        *[field for field in FIELDS if field['from'] != 'Name']]
    code, _output, errors = desk.command('retry', '--code', 'malformed')
    assert code == 0, errors
    assert desk.sink.reports[0]['subject']['legal_name'] == "Probe Trading 2"
    with desk.state() as state:
        assert state.quarantine.find() == []


def test_what_still_fails_stays_set_aside_with_one_more_attempt(desk):
    desk.know(2)
    desk.put('a.csv', [row(2, Name='')])
    desk.run()
    code, _output, _errors = desk.command('retry')
    assert code == 3
    with desk.state() as state:
        (letter,) = state.quarantine.find()
        assert letter['attempts'] == 2
    assert desk.command('retry', '--discard', '--code', 'malformed')[1] == '1 discarded\n'
    assert desk.command('retry')[0] == 0


def test_what_odoo_did_not_take_can_be_sent_again(desk):
    desk.know(1)
    desk.put('a.csv', [row(1)])
    (planned,) = desk.dry_run().planned
    desk.sink.rejected = {planned.external_id: 'consent_missing'}
    assert desk.run().exit_code == ExitCode.PARTIAL
    desk.sink.rejected = {}
    assert desk.command('retry')[0] == 0
    assert len(desk.sink.reports) == 1


# === DRY === #

def test_a_dry_run_shows_exactly_what_the_run_writes(desk):
    desk.know(*range(1, 40))
    desk.put('a.csv', [row(number) for number in range(1, 30)])
    desk.run()
    already = len(desk.sink.reports)
    undated(desk)
    rows = [row(number, Score=str(number)) for number in range(20, 50)] + [row(5, Name='')]
    desk.put('b.csv', rows)
    desk.put('c.csv', rows[:3])
    planned = desk.dry_run().planned
    before = tree(desk.folder / 'drop')
    summary = desk.run()
    written = desk.sink.reports[already:]
    assert [(found.provider_ref, found.external_id, found.content_hash) for found in planned] == [
        (report['provider_ref'], report['external_id'], report['content_hash'])
        for report in written]
    assert summary.counts['queued'] == len(planned) > 10
    assert before != tree(desk.folder / 'drop')


def test_a_dry_run_leaves_no_trace(desk):
    desk.know(1)
    desk.put('a.csv', [row(1), row(1, Name='')])
    desk.put_text('b.csv', 'x\n')
    with desk.state() as state:
        dump = list(state.database._connection.iterdump())
    before = tree(desk.drop)
    summary = desk.dry_run()
    assert len(summary.planned) == 1
    assert tree(desk.drop) == before
    with desk.state() as state:
        assert list(state.database._connection.iterdump()) == dump
    assert {call[0] for call in desk.sink.calls} <= {'capabilities', 'partner_keys'}


def tree(folder):
    return {str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
            for path in folder.rglob('*')}


def test_a_plan_says_what_changes_and_why(desk):
    desk.know(1)
    desk.put('a.csv', [row(1)])
    desk.run()
    desk.put('b.csv', [row(1, Limit='99', **{'As of': '2026-11-05'})])
    (planned,) = desk.dry_run().planned
    assert planned.partner == "Probe Trading 1 Ltd"
    assert planned.step == 'binding'
    assert planned.changes == (
        ('as_of', '2026-11-01', '2026-11-05'), ('limits[test.limit].amount', '1.5', '99'))


# === ODOO === #

@pytest.mark.parametrize(('change', 'words'), [
    ({'bureaus': []}, "no bureau 'testbureau'"),
    ({'contract_versions': [2]}, "takes versions [2]"),
    ({'addon_version': None}, "not that of the contract"),
])
def test_an_odoo_that_takes_something_else_ends_the_run(desk, monkeypatch, change, words):
    desk.know(1)
    desk.put('a.csv', [row(1)])
    real = desk.sink.capabilities
    monkeypatch.setattr(desk.sink, 'capabilities', lambda: {**real(), **change})
    summary = desk.run()
    assert summary.exit_code == ExitCode.CONFIG
    assert words in summary.messages[0]
    assert (desk.drop / 'a.csv').exists()


def test_an_error_of_one_source_does_not_stop_another(desk):
    desk.know(1)
    desk.values['sources'] = {
        'broken': desk.file_source(folder=str(desk.folder / 'nowhere')),
        'file': desk.file_source()}
    desk.put('a.csv', [row(1)])
    summary = desk.run()
    assert summary.counts['created'] == 1
    assert summary.exit_code == ExitCode.CONFIG
    assert summary.messages[0].startswith('broken: ')


def test_reports_of_a_bureau_that_odoo_no_longer_has_go_aside_and_the_others_arrive(desk):
    desk.know(1)
    desk.sink.bureaus.append('second')
    desk.values['sources']['second'] = desk.file_source(
        provider='second', folder=str(desk.drop), pattern='b*')
    desk.values['sources']['file']['pattern'] = 'a*'
    desk.run()
    desk.put('b.csv', [row(1)])
    desk.put('a.csv', [row(1, Limit='7')])
    desk.sink.faults = ['busy'] * 20
    desk.run()
    with desk.state() as state:
        assert state.outbox.depth() == 2
        state.breakers.succeeded('@odoo')
    desk.sink.faults, desk.sink.bureaus = [], ['testbureau']
    del desk.values['sources']['second']
    summary = desk.run()
    assert (summary.counts['created'], summary.counts['rejected']) == (1, 1)
    with desk.state() as state:
        assert [(letter['code'], letter['provider']) for letter in state.quarantine.find()] == [
            ('odoo_refused', 'second')]


def test_a_stored_answer_that_is_damaged_blocks_nothing(desk):
    desk.know(1)
    desk.put('a.csv', [row(1)])
    with desk.state() as state:
        from samples import NOW

        from sync_agent.sources.base import RawReport
        key = state.raw_store.put(b'{}')
        state.raw.add('file', RawReport('x', 'full', b'{}', NOW), key)
        next(state.raw_store.folder.rglob('*.gz')).write_bytes(b'damaged')
    desk.values['sources']['file'] = rest_source()
    desk.values['sources']['drop'] = desk.file_source()
    summary = desk.run()
    assert summary.counts['created'] == 1
    assert summary.counts['quarantined'] == 1


def rest_source():
    return {'type': 'rest', 'provider': 'testbureau', 'base_url': 'http://127.0.0.1:9',
            'products': [{'name': 'full', 'path': '{ref}', 'map': {'fields': [
                {'from': 'name', 'to': 'subject.legal_name'}]}}]}


def test_a_defect_of_the_agent_leaves_a_record(desk, monkeypatch):
    desk.know(1)
    desk.put('a.csv', [row(1)])
    monkeypatch.setattr('sync_agent.accept.Acceptance.take', lambda *_: 1 / 0)
    summary = desk.run()
    assert summary.exit_code == ExitCode.INTERNAL
    assert list(desk.sink.runs.values())[0]['message'].endswith(
        "Internal: ZeroDivisionError: division by zero")


def test_runs_that_odoo_missed_are_told_later(desk):
    desk.know(1)
    desk.run()
    address = desk.values['odoo']['url']
    desk.values['odoo']['url'] = 'http://127.0.0.1:9/'
    desk.run()
    desk.values['odoo']['url'] = address
    with desk.state() as state:
        state.breakers.succeeded('@odoo')
    desk.run()
    assert sorted(run['exit_code'] for run in desk.sink.runs.values()) == [0, 0, 6]


# === OTHER FILES === #

def test_json_files_and_insurers_decisions(desk):
    desk.know(1)
    desk.values['sources']['file']['map'] = {
        'fields': [
            {'from': 'buyer.name', 'to': 'subject.legal_name'},
            {'from': 'buyer.country', 'to': 'subject.country'},
            {'from': 'buyer.duns', 'to': 'subject.identifiers[duns].value'},
            {'from': 'date', 'to': 'as_of', 'date_format': 'iso_instant'},
        ],
        'lists': [{'from': 'decisions', 'to': 'cover', 'fields': [
            {'from': 'policy', 'to': 'policy_ref'},
            {'from': 'type', 'to': 'decision', 'values': {'P': 'partly', 'C': 'cancelled'}},
            {'from': 'asked', 'to': 'requested'}, {'from': 'given', 'to': 'granted'},
            {'from': 'cur', 'to': 'currency'}, {'from': 'until', 'to': 'valid_to'},
        ]}]}
    desk.put_text('a.json', json.dumps([{
        'buyer': {'name': "Probe Trading 1 Ltd", 'country': 'GB', 'duns': '000000001'},
        'date': '2026-11-20T08:00:00Z',
        'decisions': [
            {'policy': 'P1', 'type': 'P', 'asked': 100000, 'given': 60000.5, 'cur': 'EUR',
             'until': '2027-01-31'},
            {'policy': 'P2', 'type': 'C', 'asked': None, 'given': 0, 'cur': 'EUR'},
            {'policy': 'P3', 'type': 'X'}]}]))
    assert desk.run().counts['created'] == 1
    (report,) = desk.sink.reports
    assert [(row['decision'], row.get('granted')) for row in report['cover']] == [
        ('partly', '60000.5'), ('cancelled', '0')]
    assert report['provider_ref'] == 'duns:000000001'
    assert report['as_of'] == '2026-11-20'
    codes = {(issue['code'], issue['path']) for issue in report['issues']}
    assert codes == {('enum_drift', 'cover[2].decision'), ('incomplete_row', 'cover')}


def test_a_workbook_arrives_like_any_table(desk):
    import openpyxl
    desk.know(1)
    book = openpyxl.Workbook()
    book.active.append(HEADINGS)
    book.active.append(list(row(1).values()))
    book.save(desk.drop / 'a.xlsx')
    assert desk.run().counts['created'] == 1
