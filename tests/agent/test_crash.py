"""Killed anywhere, however often: in the end every row has arrived, each under one batch."""

import collections
import os
import random
import signal
import subprocess
import threading
import time

import pytest
from desk import row

ROWS = 2000


class Killer:
    """Kills the agent at a moment that a seed chooses, counted from a batch's arrival."""

    def __init__(self, seed):
        self._random = random.Random(seed)
        self.process, self._left, self._moment, self._delay = None, 0, None, 0

    def aim(self, process):
        self.process = process
        self._left = self._random.randint(0, 3)
        self._moment = self._random.choice(['before', 'after'])
        self._delay = self._random.choice([0, 0, self._random.uniform(0, 0.3)])

    def hook(self, moment):
        if moment != self._moment or self.process is None:
            return
        if self._left:
            self._left -= 1
            return
        process, self.process = self.process, None
        if self._delay:
            threading.Timer(self._delay, kill, [process]).start()
        else:
            kill(process)


def kill(process):
    if process.poll() is None:
        os.kill(process.pid, signal.SIGKILL)


def wait(process):
    """Return the exit code of a process that is expected to end."""
    try:
        process.communicate(timeout=120)
    finally:
        if process.poll() is None:
            process.kill()
    return process.returncode


@pytest.mark.parametrize('seed', [1, 2])
def test_whatever_is_killed_when_nothing_is_lost_and_nothing_is_twice(desk, seed):
    desk.know(*range(1, ROWS + 1))
    desk.values['sources']['file']['chunk_rows'] = 300
    rows = [row(number) for number in range(1, ROWS + 1)]
    rows[777] = row(778, Name='')
    desk.put('a.csv', rows)
    killer, kills = Killer(seed), 0
    desk.sink.hook = killer.hook
    while kills < 8:
        process = desk.start('run')
        killer.aim(process)
        if wait(process) != -signal.SIGKILL:
            break
        kills += 1
    desk.sink.hook = None
    assert kills >= 3, "the killer came too late to show anything"
    code, _output, errors = desk.command('run')
    assert code in (0, 3), errors
    assert_all_arrived(desk, ROWS - 1)
    with desk.state() as state:
        assert state.outbox.depth() == 0
        assert [letter['code'] for letter in state.quarantine.find()] == ['malformed']
        assert state.database.value('PRAGMA integrity_check') == 'ok'
    assert [path.name for path in (desk.drop / 'archive').iterdir()] == ['a.csv']


def assert_all_arrived(desk, expected):
    """Each content is there once, and no report ever travelled in two batches."""
    assert len(desk.sink.contents) == expected
    travelled = collections.Counter(
        answer['external_id'] for answers in desk.sink.batches.values() for answer in answers)
    assert set(travelled.values()) == {1}
    assert sum(travelled.values()) == expected


def test_a_second_agent_ends_at_once_with_the_code_for_later(desk):
    desk.know(*range(1, 301))
    desk.put('a.csv', [row(number) for number in range(1, 301)])
    arrived, go_on = threading.Event(), threading.Event()

    def hold(moment):
        if moment == 'before':
            arrived.set()
            go_on.wait(60)

    desk.sink.hook = hold
    desk.values['odoo']['timeout'] = 100
    first = desk.start('run')
    try:
        assert arrived.wait(60)
        code, _output, errors = desk.command('run')
        assert code == 75
        assert f"process {first.pid}" in errors
    finally:
        go_on.set()
    assert wait(first) == 0
    assert_all_arrived(desk, 300)


def test_asked_to_end_the_agent_finishes_what_is_under_way(desk):
    desk.know(*range(1, ROWS + 1))
    desk.put('a.csv', [row(number) for number in range(1, ROWS + 1)])
    seen = threading.Event()
    desk.sink.hook = lambda moment: (seen.set(), time.sleep(0.2))
    process = desk.start('run')
    assert seen.wait(60)
    process.send_signal(signal.SIGTERM)
    assert wait(process) == 0
    desk.sink.hook = None
    assert 0 < len(desk.sink.contents) < ROWS
    (run,) = [run for run in desk.sink.runs.values() if run['ended_at']]
    assert run['exit_code'] == 0
    assert desk.command('run')[0] == 0
    assert_all_arrived(desk, ROWS)


def test_asked_twice_it_ends_at_once_and_goes_on_from_there(desk):
    desk.know(*range(1, 301))
    desk.put('a.csv', [row(number) for number in range(1, 301)])
    seen, go_on = threading.Event(), threading.Event()

    def hold(moment):
        if moment == 'after':
            seen.set()
            go_on.wait(60)

    desk.sink.hook = hold
    desk.values['odoo']['timeout'] = 100
    process = desk.start('run')
    assert seen.wait(60)
    process.send_signal(signal.SIGTERM)
    time.sleep(0.5)
    process.send_signal(signal.SIGTERM)
    try:
        assert wait(process) == 130
    finally:
        go_on.set()
        desk.sink.hook = None
    assert desk.command('run')[0] == 0
    assert_all_arrived(desk, 300)


def test_a_full_disk_is_said_and_nothing_is_half_written(desk):
    desk.know(1)
    desk.run()
    desk.put('a.csv', [row(1)])
    limit = 'ulimit -f 1; trap "" XFSZ; exec "$@"'
    result = subprocess.run(
        ['bash', '-c', limit, 'bash', *desk.start_words('run')], cwd=desk.repo,
        capture_output=True, text=True, check=False, timeout=120)
    assert result.returncode == 2, result.stderr
    assert "cannot be used" in result.stderr
    assert desk.command('run')[0] == 0
    assert_all_arrived(desk, 1)
