"""The virtual environment with the locked packages, shared by all clones with the same lock."""

import os
import re
import shutil
import subprocess
import sys
from contextlib import suppress
from functools import lru_cache

from .console import Progress, say
from .errors import SetupError
from .paths import LOCK_FILE, cache, locked, require_space, short_hash
from .pins import PYTHON_MINIMUM
from .process import stream

# Built with optimisation; with one built by hand the tests need an eighth more processor time.
DISTRIBUTION = '/usr/bin/python3'
# Fails where the Python makes no virtual environments.
ASK = 'import sys, ensurepip; print(*sys.version_info[:2])'


@lru_cache
def base():
    """Return the Python under the environment and its version: (path, (major, minor)).

    It is the distribution's where that will do, else the one that runs this. Who names one to make,
    `make demo PYTHON=/path/to/python3`, gets it.
    """
    if not os.environ.get('PYTHON'):
        with suppress(OSError, subprocess.SubprocessError):
            said = subprocess.run(
                [DISTRIBUTION, '-Ic', ASK], capture_output=True, text=True, check=True)
            version = tuple(map(int, said.stdout.split()))
            if version >= PYTHON_MINIMUM:
                return DISTRIBUTION, version
    return sys.executable, tuple(sys.version_info[:2])


def location():
    """Return the folder of the environment; another lock or Python gives another folder."""
    python, version = base()
    key = short_hash(LOCK_FILE.read_text(encoding='utf-8'), os.path.realpath(python))
    return cache() / f"python-{'.'.join(map(str, version))}-{key}"


def ensure():
    """Return the environment's folder, complete."""
    folder = location()
    stamp = folder / 'complete'
    if stamp.exists():
        return folder
    with locked(cache()):
        if not stamp.exists():
            require_space(cache(), 900)
            create(folder)
            install(folder)
            stamp.touch()
    return folder


def create(folder):
    """Make the empty environment; what an interrupted run left may lack half a package."""
    say("Creating the Python environment")
    shutil.rmtree(folder, ignore_errors=True)
    python, version = base()
    result = subprocess.run(
        [python, '-m', 'venv', folder], capture_output=True, text=True, check=False,
    )
    if result.returncode == 0:
        return
    shutil.rmtree(folder, ignore_errors=True)
    if 'ensurepip' in result.stdout + result.stderr:
        name = f"python{'.'.join(map(str, version))}-venv"
        raise SetupError(f"This Python makes no virtual environments: run "
                         f"`apt-get install {name}` and try again.")
    raise SetupError(f"No Python environment could be made in {folder}: {result.stderr.strip()}")


def install(folder):
    """Install the lock file; what an interrupted run downloaded is kept."""
    total = len(re.findall(r'^[a-z]\S+==', LOCK_FILE.read_text(encoding='utf-8'), re.MULTILINE))
    progress, downloads = Progress("Installing Python packages"), cache() / 'pip'
    collected, output = [], []

    def on_line(line):
        output.append(line)
        if line.startswith(('Collecting', 'Requirement already')):
            collected.append(line.split()[1].split('=')[0])
            progress.show(f"{len(collected)} of about {total}, {collected[-1]}")
        elif line.startswith('Installing collected'):
            progress.show("unpacking")

    code = stream([
        folder / 'bin' / 'pip', 'install', '--disable-pip-version-check', '--no-input',
        '--progress-bar', 'off', '--cache-dir', downloads, '--require-hashes', '-r', LOCK_FILE,
    ], on_line)
    if code:
        raise SetupError(explain(output))
    shutil.rmtree(downloads, ignore_errors=True)
    progress.done()


def explain(output):
    """Return one line that says why pip failed."""
    text = '\n'.join(output)
    if 'No space left' in text:
        return "No disk space while installing Python packages; free some and run it again."
    if re.search(r'NewConnectionError|Temporary failure|ConnectTimeout|NameResolution', text):
        return "No network: the Python package index cannot be reached. Run it again when it can."
    errors = [line for line in output if line.startswith('ERROR')]
    return f"The Python packages could not be installed: {(errors or output or ['?'])[-1]}"
