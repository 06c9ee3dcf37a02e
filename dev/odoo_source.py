"""An Odoo 19 on disk: the user's own, or the one fetched into the cache."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from . import pins
from .archive import Archive, choose_version
from .console import Progress, say
from .errors import SetupError
from .paths import cache, locked, require_space, short_hash

DIST_PACKAGES = 'usr/lib/python3/dist-packages'
# Debian leaves this one out on licence grounds; the bundle that names it then fails as a whole.
STRIPPED_FILE = 'mail/static/lib/selfie_segmentation/selfie_segmentation.js'


@dataclass(frozen=True)
class OdooSource:
    """`root` goes on PYTHONPATH, `addons` on addons_path, `label` into keys of the cache."""

    root: Path
    addons: tuple
    label: str


def read_series(root):
    """Return Odoo's series at `root` as written in its release file, or None."""
    release = root / 'odoo' / 'release.py'
    if not release.is_file():
        return None
    text = release.read_text(encoding='utf-8')
    found = re.search(r'^version_info = \((\'?[\w~]+\'?), (\d+)', text, re.MULTILINE)
    return f"{found[1]}.{found[2]}".replace("'", '') if found else None


def addons_folders(root):
    """Return the folders with Odoo's addons, in either layout: source tree or installed."""
    inner, outer = root / 'odoo' / 'addons', root / 'addons'
    # With both on the path of an installed Odoo, its tests would be found twice.
    if (inner / 'web' / '__manifest__.py').is_file():
        return (inner,)
    return (outer, inner)


def own(home):
    """Return the Odoo of `ODOO_HOME`, or raise with what is wrong with it."""
    root = Path(home).expanduser().resolve()
    for candidate in (root, root / DIST_PACKAGES):
        series = read_series(candidate)
        if series == pins.ODOO_SERIES:
            return OdooSource(candidate, addons_folders(candidate), own_label(candidate))
        if series:
            raise SetupError(f"ODOO_HOME={home} is Odoo {series}; {pins.ODOO_SERIES} is needed.")
    raise SetupError(f"ODOO_HOME={home} holds no Odoo: odoo/release.py is missing there.")


def own_label(root):
    """Return a name that changes when the user's Odoo moves to another commit or release."""
    head = subprocess.run(
        ['git', '-C', root, 'rev-parse', 'HEAD'], capture_output=True, text=True, check=False,
    ).stdout if shutil.which('git') else ''
    release = (root / 'odoo' / 'release.py').stat().st_mtime_ns
    return f'own-{short_hash(root, head or release)}'


def fetched():
    """Return the Odoo in the cache, newest first, or None."""
    for prefix in sorted(cache().glob('odoo-19*'), key=os.path.getmtime, reverse=True):
        if prefix.is_dir() and prefix.suffix != '.part':
            root = prefix / DIST_PACKAGES
            return OdooSource(root, addons_folders(root), prefix.name)
    return None


def fetch():
    """Download and unpack Odoo into the cache; an interrupted run goes on where it was."""
    require_space(cache(), 2000)
    archive = Archive(cache() / 'apt')
    archive.update()
    version = choose_version(archive.describe(pins.ODOO_PACKAGE))
    packages = archive.download([
        f'{pins.ODOO_PACKAGE}={version}',
        *pins.SIBLING_PACKAGES,
        f"{pins.ICON_PACKAGE}/{archive.suites['icons']}",
    ])
    prefix = cache() / f"odoo-{version.replace(':', '_')}"
    unpack(packages, prefix)
    shutil.rmtree(archive.folder)
    say(f"Odoo {version} is in {prefix}")


def unpack(packages, prefix):
    """Unpack all `packages` into `prefix`, which appears only when complete."""
    part = prefix.with_name(prefix.name + '.part')
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    progress = Progress("Unpacking Odoo")
    for package in packages:
        progress.show(package.name)
        result = subprocess.run(
            ['dpkg', '-x', package, part], capture_output=True, text=True, check=False,
        )
        if result.returncode:
            package.unlink()
            raise SetupError(f"{package.name} does not unpack ({result.stderr.strip()}); it was "
                             f"deleted, run the same command to fetch it again.")
    stripped = part / DIST_PACKAGES / 'odoo' / 'addons' / STRIPPED_FILE
    if not stripped.exists():
        stripped.parent.mkdir(parents=True, exist_ok=True)
        stripped.touch()
    part.rename(prefix)
    progress.done()


def ensure():
    """Return an Odoo 19: `ODOO_HOME` if set, else the cached one, fetched when missing."""
    home = os.environ.get('ODOO_HOME')
    if home:
        return own(home)
    with locked(cache()):
        if not fetched():
            fetch()
    return fetched()
