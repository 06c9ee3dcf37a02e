import os
import socket

import pytest

from dev import server
from dev.errors import SetupError


def test_the_wanted_port_is_taken_when_it_is_free():
    assert server.pick_port(8069, free=lambda port: True) == 8069


def test_a_port_in_use_gives_the_next_free_one_and_says_so(capsys):
    assert server.pick_port(8069, free=lambda port: port == 8071) == 8071
    assert "Port 8069 is in use; taking 8071" in capsys.readouterr().out


def test_no_free_port_ends_with_the_way_out():
    with pytest.raises(SetupError, match=r'8069 to 8088 are all in use.*PORT='):
        server.pick_port(8069, free=lambda port: False)


def test_ports_end_where_the_numbers_end():
    asked = []
    with pytest.raises(SetupError):
        server.pick_port(65530, free=asked.append)
    assert asked[-1] == 65535


def test_a_port_somebody_listens_on_is_not_free():
    with socket.socket() as listener:
        listener.bind(('127.0.0.1', 0))
        listener.listen()
        assert not server.is_free(listener.getsockname()[1])


def test_a_process_is_known_by_its_birth_and_not_by_its_number_alone():
    alive = server.born(os.getpid())
    assert server.Running(os.getpid(), alive, 8069).is_alive()
    assert not server.Running(os.getpid(), 'another birth', 8069).is_alive()


def test_a_process_that_never_was_has_no_birth():
    assert server.born(2**22 + 1) is None


@pytest.mark.parametrize('text', ['', 'not a number', '1 2'])
def test_a_damaged_pid_file_means_no_server(tmp_path, monkeypatch, text):
    monkeypatch.setattr(server, 'PID_FILE', tmp_path / 'odoo.pid')
    server.PID_FILE.write_text(text)
    assert server.running() is None
    assert server.stop() is False
