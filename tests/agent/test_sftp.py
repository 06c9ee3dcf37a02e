"""Files from a bureau's SFTP server: copied once, from the server we know, and left there."""

import os
import time

import paramiko
import pytest
from desk import HEADINGS, row
from sftp_server import PASSWORD, USER, SftpServer

from sync_agent.errors import ExitCode


@pytest.fixture
def server(tmp_path):
    root = tmp_path / 'remote'
    root.mkdir()
    found = SftpServer(root)
    yield found
    found.stop()


@pytest.fixture
def remote(desk, server, tmp_path, monkeypatch):
    """A desk that fetches its files from the server."""
    monkeypatch.setenv('CREDIT_SYNC_SECRET_BUREAU_SFTP', PASSWORD)
    desk.values['sources']['file'].update(settle_seconds=5, sftp={
        'host': '127.0.0.1', 'port': server.port, 'user': USER, 'password': 'bureau-sftp',
        'known_hosts': str(server.known_hosts(tmp_path / 'known_hosts'))})
    desk.know(1, 2)
    return desk


def leave(server, name, *rows, age=60):
    path = server.root / name
    path.write_text('\n'.join(','.join(cells) for cells in [HEADINGS, *(
        found.values() for found in rows)]) + '\n')
    moment = time.time() - age
    os.utime(path, (moment, moment))
    return path


def settle(desk):
    """Let what was copied be old enough."""
    for path in desk.drop.glob('*.csv'):
        desk.aged(path, 60)


def arrive(desk):
    desk.run()
    settle(desk)
    return desk.run()


def test_files_are_copied_read_and_left_there(remote, server):
    path = leave(server, 'a.csv', row(1))
    assert arrive(remote).counts['created'] == 1
    assert path.exists()
    assert (remote.drop / 'archive' / 'a.csv').exists()
    assert arrive(remote).counts['rows'] == 0
    assert not list(remote.drop.glob('*.csv')), "it is not copied again"


def test_a_file_that_changes_there_is_copied_again(remote, server):
    leave(server, 'a.csv', row(1))
    arrive(remote)
    leave(server, 'a.csv', row(1), row(2), age=30)
    assert arrive(remote).counts['created'] == 1


def test_a_file_that_is_still_being_sent_waits(remote, server):
    leave(server, 'a.csv', row(1), age=-30)
    assert arrive(remote).counts['rows'] == 0
    leave(server, 'a.csv', row(1), age=30)
    assert arrive(remote).counts['created'] == 1


def test_only_wanted_names_and_no_paths(remote, server):
    remote.values['sources']['file']['pattern'] = '*.csv'
    leave(server, '.hidden.csv', row(1))
    leave(server, 'a.txt', row(1))
    (server.root / 'folder.csv').mkdir()
    arrive(remote)
    assert list(remote.drop.glob('**/*.*')) == []


def test_another_server_under_the_same_address_is_refused(remote, server, tmp_path):
    leave(server, 'a.csv', row(1))
    server.known_hosts(tmp_path / 'known_hosts', paramiko.RSAKey.generate(2048))
    summary = remote.run()
    assert summary.exit_code == ExitCode.AUTH
    assert list(remote.drop.glob('*.csv')) == []


def test_an_unknown_server_is_not_asked_for_trust(remote, tmp_path):
    (tmp_path / 'known_hosts').write_text('')
    assert remote.run().exit_code == ExitCode.AUTH


def test_a_wrong_password_and_a_server_that_is_away(remote, server, monkeypatch):
    monkeypatch.setenv('CREDIT_SYNC_SECRET_BUREAU_SFTP', 'wrong-password')
    assert remote.run().exit_code == ExitCode.AUTH
    server.stop()
    assert remote.run().exit_code == ExitCode.SOURCE_UNREACHABLE


def test_a_dry_run_copies_nothing(remote, server):
    leave(server, 'a.csv', row(1))
    remote.dry_run()
    assert list(remote.drop.iterdir()) == []


def test_check_live_looks_into_the_folder(remote):
    code, output, errors = remote.command('check', '--live')
    assert code == 0, errors
    assert "0 files wait" in output
