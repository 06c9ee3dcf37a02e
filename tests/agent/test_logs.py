"""Logs: JSON for machines, words for people, secrets for nobody, in no file that stays."""

import io
import json
import logging
import os
import pty

import pytest
from desk import ODOO_KEY, row
from stubs.server import Bureau
from test_rest import Acme, acme_source

from sync_agent import logs

SECRET = 'acme-secret-1'


@pytest.fixture
def stream():
    """Log into memory; what was set up before comes back."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    found = io.StringIO()
    yield found
    root.handlers[:] = before
    root.setLevel(level)


@pytest.mark.parametrize(('text', 'masked'), [
    ("Authorization: Bearer abcdefgh.12345678", "Authorization: Bearer ***"),
    ('{"password": "hunter22", "x": 1}', '{"password": "***", "x": 1}'),
    ("GET /x?key=abcd1234&searchKey=Firma", "GET /x?key=***&searchKey=Firma"),
    ("access_token=abcd1234, next", "access_token=***, next"),
    ("https://me:pass1234@host/x", "https://me:***@host/x"),
    ("client_secret='abcd1234'", "client_secret='***'"),
    ("batch_key=0123456789abcdef", "batch_key=0123456789abcdef"),
])
def test_what_looks_like_a_secret_is_masked(text, masked):
    assert logs.redact(text) == masked


def test_a_line_is_json_with_its_context_and_extras(stream):
    logs.setup('INFO', stream=stream)
    token = logs.context.set({'run_id': 'r1'})
    logging.getLogger('x').warning("took %s", 5, extra={'partner': 7})
    logs.context.reset(token)
    line = json.loads(stream.getvalue())
    assert (line['message'], line['run_id'], line['partner'], line['level']) == (
        "took 5", 'r1', 7, 'WARNING')
    assert line['time'].endswith('Z')


def test_tracebacks_are_kept_without_secrets(stream):
    logs.setup('INFO', stream=stream)
    try:
        raise ValueError("password=hunter22")
    except ValueError:
        logging.getLogger('x').exception("oops")
    line = json.loads(stream.getvalue())
    assert 'hunter22' not in stream.getvalue()
    assert 'test_logs.py' in line['traceback']


def test_talkative_libraries_are_held_back_even_at_debug(stream):
    logs.setup('DEBUG', stream=stream)
    for name in ('odoorpc', 'odoorpc.rpc.jsonrpclib', 'urllib3.connectionpool'):
        logging.getLogger(name).debug("args: ['db', 2, 'the-password']")
    assert stream.getvalue() == ''


def test_on_a_terminal_people_read_lines(desk):
    """Through a real pseudo terminal, as somebody at a keyboard sees it."""
    desk.put_text('bad.csv', 'x\n')
    controller, terminal = pty.openpty()
    import subprocess
    process = subprocess.Popen(
        desk.start_words('run'), cwd=desk.repo, stdout=subprocess.PIPE, stderr=terminal)
    process.communicate(timeout=60)
    os.close(terminal)
    said = os.read(controller, 100_000).decode()
    os.close(controller)
    assert process.returncode == 3
    assert '{"time"' not in said
    assert "INFO" in said


def test_no_secret_is_in_any_log_state_or_output(desk, monkeypatch, tmp_path):
    """Everything at DEBUG, with failures on the way, and then every byte that was left behind."""
    monkeypatch.setenv('CREDIT_SYNC_SECRET_ACME', SECRET)
    acme = Acme()
    bureau = Bureau(acme)
    acme.add(1)
    desk.know(1, 2)
    desk.sink.bureaus.append('acme')
    desk.values['sources']['acme'] = acme_source(bureau.address)
    desk.values['log'] = {'level': 'DEBUG', 'file': str(tmp_path / 'agent.log')}
    desk.put('a.csv', [row(1), row(2, Name='')])
    said = []
    try:
        for words in (('run',), ('check', '--live'), ('status',), ('export-metrics',), ('report',),
                      ('run', '--dry-run', '--json'), ('explain', '1')):
            said += desk.command('--verbose', *words)[1:]
        monkeypatch.setenv('CREDIT_SYNC_SECRET_ACME', SECRET + '-wrong')
        with desk.state() as state:
            state.database.execute('UPDATE raw SET retrieved_at = 0')
        said += desk.command('--verbose', 'run')[1:]
        desk.sink.faults = ['raise']
        desk.put('b.csv', [row(2)])
        said += desk.command('--verbose', 'run')[1:]
    finally:
        bureau.stop()
    left = [path for path in tmp_path.rglob('*') if path.is_file()]
    assert any(path.name == 'state.sqlite' for path in left)
    assert any(path.name == 'agent.log' and path.stat().st_size for path in left)
    for secret in (ODOO_KEY, SECRET):
        assert not any(secret in text for text in said)
        for path in left:
            assert secret.encode() not in path.read_bytes(), path
    assert any(headers.get('Authorization') == f'Bearer {ODOO_KEY}'
               for _method, _body, headers in desk.sink.calls)
