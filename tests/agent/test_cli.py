"""The commands, as a shell and a scheduler see them."""

import json

import pytest
from desk import row
from prometheus_client.parser import text_string_to_metric_families


@pytest.fixture
def done(desk):
    """A desk after a run with one of everything."""
    desk.know(1)
    desk.put('a.csv', [row(1), row(1, Name=''), row(5, Name="Zenith Foods plc")])
    desk.run()
    return desk


def test_help_and_version_say_what_there_is(desk):
    code, output, _errors = desk.command('--version')
    assert (code, 'gleif' in output) == (0, True)
    code, output, _errors = desk.command('--help')
    for word in ('init', 'check', 'run', 'watch', 'status', 'retry', 'explain', 'report',
                 'export-metrics', 'purge', 'not certified against the live service'):
        assert word in ' '.join(output.split()).replace('│', '')


@pytest.mark.parametrize('words', [('fly',), ('run', '--no-such'), ('run', 'nowhere'), ()])
def test_a_slip_of_the_command_ends_with_two(desk, words):
    assert desk.command(*words)[0] == 2


def test_without_configuration_it_ends_with_two_and_a_way_out(desk):
    desk.write_config()
    desk.values = {}
    code, _output, errors = desk.command('run')
    assert code == 2
    assert 'odoo: Field required' in errors
    assert 'Traceback' not in errors


def test_init_writes_what_check_can_read(desk, tmp_path):
    desk.write_config = lambda: tmp_path / 'new' / 'config.toml'
    code, output, errors = desk.command('init', '--state', str(tmp_path / 'new-state'))
    assert code == 0, errors
    assert 'config.toml' in output
    code, output, _errors = desk.command('check')
    # Nobody is at odoo.example.com.
    assert code == 6


def test_check_looks_at_odoo_contract_and_sources(desk):
    code, found = desk.json('check', '--json')
    assert code == 0
    assert {finding['subject'] for finding in found} == {
        'odoo', 'contract', 'source file'}
    desk.sink.bureaus = []
    code, output, _errors = desk.command('check')
    assert code == 2
    assert "no bureau 'testbureau'" in ' '.join(output.split())


@pytest.mark.parametrize(('key', 'days', 'code'), [('soon', 5, 0), ('over', -1, 5)])
def test_check_speaks_of_a_key_that_ends(desk, key, days, code):
    import datetime as dt
    today = dt.datetime.now(dt.timezone.utc).date()
    desk.values['odoo']['key_expires'] = today + dt.timedelta(days=days)
    found_code, found = desk.json('check', '--json')
    assert found_code == code
    assert any("make a new one" in finding['message'] for finding in found)


def test_a_dry_run_prints_a_table_of_old_and_new(done):
    done.put('b.csv', [row(1, Limit='99')])
    code, output, errors = done.command('run', '--dry-run')
    assert code == 0, errors
    assert "Reports that would be written: 1" in output
    line = next(line for line in output.splitlines() if 'test.limit' in line)
    assert '1.5' in line and '99' in line
    code, found = done.json('run', '--dry-run', '--json')
    assert found['planned'][0]['changes'] == [['limits[test.limit].amount', '1.5', '99']]


def test_status_says_what_waits(done):
    code, found = done.json('status', '--json')
    assert code == 0
    assert found['customers'] == 1
    assert {(row['code'], row['count']) for row in found['quarantine']} == {
        ('malformed', 1), ('no_match', 1)}
    assert found['runs'][0]['exit_code'] == 3
    assert done.command('status')[0] == 0


def test_explain_tells_the_whole_story(done):
    code, found = done.json('explain', 'Probe', '--json')
    assert code == 0
    assert found['customer']['id'] == 1
    assert found['bound to'] == [{'bureau': 'testbureau', 'ref': 'k1'}]
    (report,) = found['reports']
    assert (report['step'], report['outcome']) == ('binding', 'created')
    assert report['scores'] == [
        {'code': 'test.score', 'raw': '1', 'state': 'rated', 'grade': 'E'}]
    assert "identifiers:\n  - scheme: duns, value: 000000001" in done.command('explain', '1')[1]
    code, _output, errors = done.command('explain', 'Nobody')
    assert (code, "nobody" in errors) == (2, True)


def test_explain_asks_back_when_several_are_meant(done):
    done.sink.partners.append({**done.sink.partners[0], 'id': 2, 'name': "Probe Trading 2 Ltd",
                               'write_date': '2026-05-01T00:00:00Z'})
    done.run()
    code, _output, errors = done.command('explain', 'Probe')
    assert code == 2
    assert "(1)" in errors and "(2)" in errors


@pytest.mark.parametrize('form', ['table', 'json', 'html'])
def test_reports_for_people_machines_and_browsers(done, tmp_path, form):
    code, output, errors = done.command('report', '--format', form)
    assert code == 0, errors
    assert 'malformed' in output
    path = tmp_path / f'report.{form}'
    assert done.command('report', '--format', form, '--output', str(path))[0] == 0
    text = path.read_text()
    if form == 'json':
        assert json.loads(text)['runs'][0]['quarantined'] == 2
    if form == 'html':
        assert text.startswith('<!doctype html>')


def test_metrics_are_what_prometheus_reads(done, tmp_path):
    path = tmp_path / 'credit.prom'
    assert done.command('export-metrics', '--output', str(path))[0] == 0
    families = {family.name: family for family in text_string_to_metric_families(path.read_text())}
    values = {(sample.labels['source'], sample.labels['code']): sample.value
              for sample in families['credit_sync_quarantine_reports'].samples}
    assert values == {('file', 'malformed'): 1, ('file', 'no_match'): 1}
    assert families['credit_sync_last_run_exit_code'].samples[0].value == 3
    assert families['credit_sync_outbox_reports'].samples[0].value == 0
    assert oct(path.stat().st_mode)[-3:] == '644'
    assert 'credit_sync_last_run' in done.command('export-metrics')[1]


def test_purge_deletes_what_is_old_and_settled_only(done):
    with done.state() as state:
        for table, column in (('acknowledged', 'acknowledged_at'), ('file', 'done_at'),
                              ('quarantine', 'last_at'), ('run', 'started_at')):
            state.database.execute(f'UPDATE {table} SET {column} = 0')  # noqa: S608
        letter = state.quarantine.find(code='malformed')[0]
        state.quarantine.settle(letter, 'discarded')
        state.database.execute('UPDATE quarantine SET last_at = 0')
    code, output, errors = done.command('purge')
    assert code == 0, errors
    assert {line for line in output.splitlines() if not line.startswith('0 ')} == {
        '1 runs', '1 files', '1 set aside', '1 acknowledged'}
    with done.state() as state:
        assert [letter['code'] for letter in state.quarantine.find()] == ['no_match']
        assert len(state.outbox.reports_of(1)) == 1


def test_watching_goes_on_until_told_to_end(desk):
    import signal
    import time
    desk.know(1, 2)
    process = desk.start('watch', '--every', '1')
    try:
        for number in (1, 2):
            desk.put('a.csv', [row(number)])
            deadline = time.monotonic() + 60
            while len(desk.sink.reports) < number and time.monotonic() < deadline:
                time.sleep(0.1)
        assert len(desk.sink.reports) == 2
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 0
