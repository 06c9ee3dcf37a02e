import sys

import pytest

import dev
from dev import python_env


def test_an_old_python_is_told_which_one_is_needed():
    with pytest.raises(SystemExit, match=r'3\.10 or later is needed and this is 3\.9'):
        dev.check_python((3, 9, 18))


def test_a_python_of_the_minimum_passes():
    dev.check_python((3, 10, 0))


@pytest.mark.parametrize(('line', 'sentence'), [
    ("OSError: [Errno 28] No space left on device", "No disk space"),
    ("NewConnectionError('<pip._vendor.urllib3 …>')", "No network"),
    ("ERROR: No matching distribution found for nothing==1", "No matching distribution"),
])
def test_a_failure_of_pip_is_one_sentence(line, sentence):
    text = python_env.explain(["Collecting nothing", line, "[notice] a new release"])
    assert sentence in text
    assert '\n' not in text


def test_another_lock_gives_another_environment(tmp_path, monkeypatch):
    before = python_env.location()
    monkeypatch.setattr(python_env, 'LOCK_FILE', tmp_path / 'lock')
    python_env.LOCK_FILE.write_text('other')
    assert python_env.location() != before


@pytest.fixture
def machine(monkeypatch):
    """Tell which Python a machine's distribution has, and whether somebody named another."""
    def has(path, named=''):
        monkeypatch.setattr(python_env, 'DISTRIBUTION', path)
        monkeypatch.setenv('PYTHON', named)
        python_env.base.cache_clear()
        return python_env.base()
    yield has
    python_env.base.cache_clear()


def script(tmp_path, text):
    """Return a program that answers like a Python."""
    path = tmp_path / 'python3'
    path.write_text(f'#!/bin/sh\n{text}\n')
    path.chmod(0o755)
    return str(path)


def test_the_python_of_the_distribution_is_taken(machine, tmp_path):
    path = script(tmp_path, 'echo 3 12')
    assert machine(path) == (path, (3, 12))
    assert 'python-3.12-' in python_env.location().name


@pytest.mark.parametrize('answer', ['echo 3 9', 'exit 1', 'echo'])
def test_one_too_old_or_without_environments_is_not(machine, tmp_path, answer):
    assert machine(script(tmp_path, answer))[0] == sys.executable


def test_without_one_the_python_that_runs_is_taken(machine, tmp_path):
    assert machine(str(tmp_path / 'none')) == (sys.executable, sys.version_info[:2])


def test_who_names_a_python_gets_it(machine, tmp_path):
    assert machine(script(tmp_path, 'echo 3 12'), named=sys.executable)[0] == sys.executable
