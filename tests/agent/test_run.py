"""A run from the drop folder into the sink: nothing lost, nothing twice, and said so."""

import json

from desk import row

from sync_agent.errors import ExitCode


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
