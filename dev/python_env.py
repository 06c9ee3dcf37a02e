"""The virtual environment with the locked packages, shared by all clones with the same lock."""

import os
import re
import shutil
import subprocess
import sys

from .console import Progress, say
from .errors import SetupError
from .paths import LOCK_FILE, cache, locked, require_space, short_hash


def location():
    """Return the folder of the environment; another lock or Python gives another folder."""
    python = f'{sys.version_info[0]}.{sys.version_info[1]}'
    key = short_hash(LOCK_FILE.read_text(encoding='utf-8'), os.path.realpath(sys.executable))
    return cache() / f'python-{python}-{key}'


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
    """Make the empty environment, unless an interrupted run left one."""
    if (folder / 'bin' / 'pip').exists():
        return
    say("Creating the Python environment")
    shutil.rmtree(folder, ignore_errors=True)
    result = subprocess.run(
        [sys.executable, '-m', 'venv', folder], capture_output=True, text=True, check=False,
    )
    if result.returncode == 0:
        return
    shutil.rmtree(folder, ignore_errors=True)
    if 'ensurepip' in result.stdout + result.stderr:
        version = f'{sys.version_info[0]}.{sys.version_info[1]}'
        raise SetupError(f"This Python makes no virtual environments: run "
                         f"`apt-get install python{version}-venv` and try again.")
    raise SetupError(f"No Python environment could be made in {folder}: {result.stderr.strip()}")


def install(folder):
    """Install the lock file; what an interrupted run installed is kept."""
    total = len(re.findall(r'^[a-z]\S+==', LOCK_FILE.read_text(encoding='utf-8'), re.MULTILINE))
    progress, seen, output = Progress("Installing Python packages"), 0, []
    command = [
        folder / 'bin' / 'pip', 'install', '--disable-pip-version-check', '--no-input',
        '--progress-bar', 'off', '--require-hashes', '-r', LOCK_FILE,
    ]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    ) as pip:
        for line in pip.stdout:
            output.append(line.rstrip())
            if line.startswith(('Collecting', 'Requirement already')):
                seen += 1
                progress.show(f"{seen} of about {total}, {line.split()[1].split('=')[0]}")
            elif line.startswith('Installing collected'):
                progress.show("unpacking")
    if pip.returncode:
        raise SetupError(explain(output))
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
