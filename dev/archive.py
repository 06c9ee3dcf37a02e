"""Debian's archive, asked without installing anything or touching the machine's apt state."""

import os
import re
import shutil
import subprocess
import threading
from pathlib import Path

from . import pins
from .console import Progress, say, warn
from .errors import SetupError

# The suite that has Odoo, and the one whose icon font Odoo's style sheets expect.
SUITES = {
    'debian': {'odoo': 'sid', 'icons': 'bookworm', 'components': 'main'},
    'ubuntu': {'odoo': 'devel', 'icons': 'noble', 'components': 'main universe'},
}
KEYRING = '/usr/share/keyrings/{family}-archive-keyring.gpg'
OWN_ODOO = "set ODOO_HOME to an Odoo 19 you have"


def family():
    """Return `debian` or `ubuntu`, or raise where their tools are missing."""
    if not (shutil.which('apt-get') and shutil.which('dpkg')):
        raise SetupError(f"This is not a Debian or Ubuntu, so Odoo cannot be fetched: {OWN_ODOO}.")
    release = Path('/etc/os-release').read_text(encoding='utf-8')
    words = dict(line.split('=', 1) for line in release.splitlines() if '=' in line)
    likes = f"{words.get('ID', '')} {words.get('ID_LIKE', '')}".replace('"', '').split()
    return 'ubuntu' if 'ubuntu' in likes else 'debian'


def pick_mirror(uris, codename):
    """Return the address that serves the release `codename` itself, from `update --print-uris`."""
    ending = f'/dists/{codename}/InRelease'
    for line in uris.splitlines():
        address = line.split(' ')[0].strip("'")
        if address.endswith(ending):
            return address[:-len(ending)]
    return None


class Archive:
    """A private apt: its lists, cache and sources are folders of ours."""

    def __init__(self, folder):
        self.folder = folder
        for name in ('lists', 'cache/archives/partial', 'packages'):
            (folder / name).mkdir(parents=True, exist_ok=True)
        self.family = family()
        self.suites = SUITES[self.family]

    def mirror(self):
        """Return the mirror the machine uses; `DEBIAN_MIRROR` names another one."""
        if os.environ.get('DEBIAN_MIRROR'):
            return os.environ['DEBIAN_MIRROR'].rstrip('/')
        release = Path('/etc/os-release').read_text(encoding='utf-8')
        words = dict(line.split('=', 1) for line in release.splitlines() if '=' in line)
        codename = words.get('VERSION_CODENAME', 'sid').strip('"')
        # Nothing is fetched: an empty list folder makes apt name every address it would ask.
        empty = self.folder / 'no-lists'
        uris = subprocess.run(
            ['apt-get', 'update', '--print-uris', '-o', f'Dir::State::Lists={empty}'],
            capture_output=True, text=True, check=False,
        ).stdout
        for name in (codename, 'stable', 'testing', 'sid', 'unstable'):
            mirror = pick_mirror(uris, name)
            if mirror:
                return mirror
        raise SetupError(
            f"apt on this machine names no mirror: set DEBIAN_MIRROR to one, or {OWN_ODOO}."
        )

    def options(self):
        folder = self.folder
        options = [
            f'Dir::Etc::SourceList={folder}/archive.sources',
            'Dir::Etc::SourceParts=/dev/null',
            f'Dir::State::Lists={folder}/lists',
            f'Dir::Cache={folder}/cache',
            'Acquire::Languages=none',
            'Acquire::Retries=3',
            'Acquire::http::Timeout=60',
            'APT::Get::List-Cleanup=true',
        ]
        if os.geteuid() == 0:
            # The helper user of apt may not look into the home of root.
            options.append('APT::Sandbox::User=root')
        return [word for option in options for word in ('-o', option)]

    def update(self):
        """Fetch the package lists of both suites."""
        mirror, keyring = self.mirror(), KEYRING.format(family=self.family)
        stanzas = [
            f"Types: deb\nURIs: {mirror}\nSuites: {suite}\n"
            f"Components: {self.suites['components']}\nSigned-By: {keyring}\n"
            for suite in (self.suites['odoo'], self.suites['icons'])
        ]
        (self.folder / 'archive.sources').write_text('\n'.join(stanzas), encoding='utf-8')
        say("Asking the Debian archive for Odoo")
        result = subprocess.run(
            ['apt-get', *self.options(), 'update'], capture_output=True, text=True, check=False,
        )
        if result.returncode or 'Failed to fetch' in result.stderr:
            raise SetupError(
                f"No network: the Debian mirror of this machine cannot be reached "
                f"({first_failure(result.stderr)}). Try again, or {OWN_ODOO}."
            )

    def describe(self, package):
        """Return the newest version's fields, or None where the archive has no such package."""
        result = subprocess.run(
            ['apt-cache', *self.options(), 'show', '--no-all-versions', package],
            capture_output=True, text=True, check=False,
        )
        fields = dict(
            line.split(': ', 1) for line in result.stdout.splitlines()
            if ': ' in line and not line.startswith(' ')
        )
        return fields or None

    def download(self, packages):
        """Return the files of `packages`; apt checks them, and goes on where it was stopped."""
        target = self.folder / 'packages'
        progress, finished = Progress("Downloading Odoo (130 MB)"), threading.Event()
        watcher = threading.Thread(target=self._watch, args=(progress, finished), daemon=True)
        watcher.start()
        try:
            result = subprocess.run(
                ['apt-get', *self.options(), 'download', *packages],
                cwd=target, capture_output=True, text=True, check=False,
            )
        finally:
            finished.set()
            watcher.join()
        if result.returncode:
            raise SetupError(f"The download from the Debian archive failed: "
                             f"{last_line(result.stderr)} Run the same command to go on.")
        progress.done()
        return [newest(target.glob(f"{re.split('[=/]', name)[0]}_*.deb")) for name in packages]

    def _watch(self, progress, finished):
        while not finished.wait(0.5):
            done = sum(path.stat().st_size for path in self.folder.rglob('*odoo*.deb*'))
            progress.show(f"{done // 2**20} MB")


def choose_version(found):
    """Return the version to fetch out of the archive's description of Odoo, or raise."""
    version = (found or {}).get('Version', '')
    if not version.split(':')[-1].startswith(pins.ODOO_SERIES):
        raise SetupError(
            f"The Debian archive has no Odoo {pins.ODOO_SERIES} any more: {OWN_ODOO}, or set "
            f"DEBIAN_MIRROR to a mirror that still has {pins.ODOO_DEB_VERSION}."
        )
    if version != pins.ODOO_DEB_VERSION:
        warn(f"The archive moved from Odoo {pins.ODOO_DEB_VERSION} to {version}: taking that.")
    elif found.get('SHA256') != pins.ODOO_DEB_SHA256:
        raise SetupError(
            f"The archive's Odoo {version} is not the file we know (SHA256 differs): {OWN_ODOO}."
        )
    return version


def newest(files):
    """Return the last written of `files`: an interrupted run may have left an older version."""
    return max(files, key=lambda path: path.stat().st_mtime_ns)


def first_failure(text):
    """Return apt's first complaint, which names the cause; the later ones only follow from it."""
    found = re.search(r'^[EW]: (.*)$', text, re.MULTILINE)
    return ' '.join(found[1].split()) if found else last_line(text)


def last_line(text):
    lines = [line for line in text.strip().splitlines() if line.strip()]
    return lines[-1].strip() if lines else "no reason given"
