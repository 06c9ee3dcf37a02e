"""Programs of the machine that some tests need: installed if that is allowed, else said."""

import os
import shutil
import subprocess

from .archive import last_line
from .console import Progress, say, warn
from .process import stream

# What it is for, its package, and the names under which it may already be here.
PROGRAMS = (
    ("browser tours", 'chromium', ('google-chrome', 'chromium', 'chromium-browser',
                                   'google-chrome-stable')),
    ("PDF reports", 'wkhtmltopdf', ('wkhtmltopdf',)),
)


def ensure():
    """Install what is missing, and tell which tests will be skipped where that fails."""
    missing = [
        (purpose, package) for purpose, package, names in PROGRAMS
        if not any(map(shutil.which, names))
    ]
    if not missing:
        return
    prefix = may_install()
    if prefix is not None:
        subprocess.run([*prefix, 'apt-get', 'update'], capture_output=True, check=False)
    for purpose, package in missing:
        reason = "no right to install it" if prefix is None else install(prefix, package)
        if reason:
            warn(f"{package} is not there ({reason}): tests of {purpose} are SKIPPED.")


def may_install():
    """Return the words that come before apt-get, or None where nothing may be installed."""
    if not shutil.which('apt-get'):
        return None
    if os.geteuid() == 0:
        return ()
    if shutil.which('sudo'):
        asked = subprocess.run(['sudo', '-n', 'true'], capture_output=True, check=False)
        if asked.returncode == 0:
            return ('sudo', '-n')
    return None


def install(prefix, package):
    """Install one package; return why it could not be, or None."""
    say(f"Installing {package}")
    progress, lines = Progress(package), []

    def on_line(line):
        lines.append(line)
        progress.show(line.strip()[:60])

    code = stream([
        *prefix, 'env', 'DEBIAN_FRONTEND=noninteractive',
        'apt-get', 'install', '-y', '--no-install-recommends', package,
    ], on_line)
    if code:
        return last_line('\n'.join(lines))
    progress.done()
    return None
