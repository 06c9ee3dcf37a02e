"""The drop folder: which files are complete, and where they go afterwards."""

import fnmatch
import hashlib
import os
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

#: Programs that copy give the file such a name until it is whole.
_UNFINISHED = ('.part', '.tmp', '.filepart', '.crdownload', '.swp', '~')


@dataclass(frozen=True)
class Incoming:
    """A complete file; `hash` is of its content and names it for ever."""

    path: Path
    hash: str
    size: int
    changed_ns: int

    @property
    def name(self):
        return self.path.name


def waiting(settings):
    """Yield the files that are complete, oldest first."""
    found = []
    for path in settings.folder.iterdir():
        if fnmatch.fnmatch(path.name, settings.pattern) and _is_plain(path):
            found.append((path.stat().st_mtime_ns, path))
    for changed_ns, path in sorted(found):
        if not is_settling(changed_ns / 1e9, settings.settle_seconds):
            incoming = Incoming(path, hash_of(path), path.stat().st_size, changed_ns)
            if is_unchanged(incoming):
                yield incoming


def _is_plain(path):
    return (path.is_file() and not path.is_symlink() and not path.name.startswith('.')
            and not path.name.endswith(_UNFINISHED))


def is_settling(changed, seconds):
    """Say whether a file that was changed then may still be written to."""
    age = time.time() - changed
    # From far in the future: another clock, not somebody who is writing.
    return -60 < age < seconds


def hash_of(path):
    found = hashlib.sha256()
    with path.open('rb') as file:
        while part := file.read(1 << 20):
            found.update(part)
    return found.hexdigest()


def is_unchanged(incoming):
    """Say whether nobody has written to a file since it was hashed."""
    return _is_at(incoming.path, incoming)


def _is_at(path, incoming):
    try:
        found = path.stat()
    except FileNotFoundError:
        return False
    return (found.st_size, found.st_mtime_ns) == (incoming.size, incoming.changed_ns)


def move(incoming, folder, reason=None):
    """Put a file into `folder`, under its own name or, taken, under one with its hash.

    Another file that has taken its place meanwhile stays where it is.

    :param reason: is written beside it
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    target = folder / incoming.name
    if target.exists():
        target = folder / f'{target.stem}.{incoming.hash[:12]}{target.suffix}'
    if not is_unchanged(incoming):
        return
    _move(incoming.path, target)
    if not _is_at(target, incoming):
        # It came between the look and the move; where it was, it is found again.
        _move(target, incoming.path)
    elif reason is not None:
        target.with_name(target.name + '.reason.txt').write_text(reason + '\n', encoding='utf-8')


def _move(path, target):
    try:
        path.replace(target)
    except OSError:
        # Another file system: copied first, so that a crash leaves two rather than none.
        part = target.with_name(f'.part-{os.getpid()}-{target.name}')
        shutil.copy2(path, part)
        part.replace(target)
        path.unlink()
