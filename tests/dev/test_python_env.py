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
    assert f'{sys.version_info[0]}.{sys.version_info[1]}' in before.name
