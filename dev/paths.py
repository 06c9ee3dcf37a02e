"""Where things lie: the tree, its ignored folder, and the cache that all clones share."""

import contextlib
import fcntl
import hashlib
import os
import shutil
from pathlib import Path

from .console import say
from .errors import SetupError

REPO = Path(__file__).resolve().parent.parent
LOCAL = REPO / '.dev'
LOCK_FILE = REPO / 'dev' / 'requirements.lock'


def cache():
    """Return the cache folder, which outlives clones and may be deleted at any time."""
    base = os.environ.get('XDG_CACHE_HOME') or Path.home() / '.cache'
    return Path(base).expanduser() / 'credit_management'


def short_hash(*parts):
    return hashlib.sha256('\0'.join(map(str, parts)).encode()).hexdigest()[:12]


def require_space(folder, megabytes):
    """Raise unless the disk under `folder` has room; the folder is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder).free // 2**20
    if free < megabytes:
        raise SetupError(
            f"No disk space: {folder} needs {megabytes} MB and has {free} MB; free some, or "
            f"set XDG_CACHE_HOME to a folder on another disk."
        )


@contextlib.contextmanager
def locked(folder, notice="Waiting for another run that prepares the same"):
    """Let one process at a time prepare `folder`; the others say so, wait, and find it ready."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / '.lock').open('w') as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(notice)
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
