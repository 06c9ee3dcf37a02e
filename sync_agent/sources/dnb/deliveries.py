"""Notifications that the bureau delivers as files: zips with a line of JSON a notification.

Names are {registration}_{yyyymmddHHMMSS}_{kind}_{n}.zip. Files stay where they are; which ones were
read stands in the cursor. The order of names is the order of reading, and does not matter: a file that
comes late tells of what is older than our own answer.
"""

import csv
import io
import json
import re
import zipfile

from ...errors import ConfigError

_NAME = re.compile(r'^(?P<registration>.+)_(?P<moment>\d{14})_(?P<kind>[A-Z_]*[A-Z])(_\d+)?\.zip$')
MAX_BYTES = 200 * 1024 * 1024
#: A file that grows more than this in unpacking is none of theirs.
MAX_RATIO = 200
_EXCEPTIONS_HEADING = ['DUNS', 'Code', 'Information']


def read(source, known):
    """Return (notifications of files that are new, names of all files that were read)."""
    folder = source.settings.notifications_folder
    if folder is None:
        return [], known
    if not folder.is_dir():
        raise ConfigError(f"notifications_folder {folder} is not there.")
    found, names = [], []
    for path in sorted(folder.glob('*.zip'), key=lambda path: (moment_of(path.name), path.name)):
        if path.name not in known:
            notifications = read_file(source, path)
            if notifications is None:
                continue
            found += notifications
        names.append(path.name)
    return found, names


def moment_of(name):
    told = _NAME.match(name)
    return told['moment'] if told else ''


def read_file(source, path):
    """Return the notifications of a file; None for one that may be complete later."""
    told = _NAME.match(path.name)
    kind = told['kind'] if told else None
    if kind not in ('NOTIFICATION', 'EXCEPTIONS', 'SEEDFILE', 'HEADER'):
        source.context.tell(f"{path.name} is no file of notifications; it is left there.", lost=True)
        return []
    if kind in ('SEEDFILE', 'HEADER'):
        return []
    try:
        content = unpack(path)
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        source.context.tell(f"{path.name} cannot be unpacked ({error}); it is tried again.", lost=True)
        return None
    if kind == 'EXCEPTIONS':
        tell_exceptions(source, path.name, content)
        return []
    return lines(source, path.name, content)


def unpack(path):
    """Return the text file inside a zip; its name is never used as a path.

    :raises ValueError: it holds something else, or is too large
    """
    with zipfile.ZipFile(path) as archive:
        inner = [info for info in archive.infolist() if info.filename.endswith('.txt')]
        if len(inner) != 1:
            raise ValueError(f"{len(inner)} text files in it")
        (info,) = inner
        limit = min(MAX_BYTES, MAX_RATIO * max(info.compress_size, 1024))
        with archive.open(info) as file:
            # Sizes that an archive states may be wrong.
            content = file.read(limit + 1)
        if len(content) > limit:
            raise ValueError(f"more than {limit} bytes in it")
        return content


def lines(source, name, content):
    """Return one object a line; a line that is cut is said, and the others count."""
    found = []
    for number, line in enumerate(content.splitlines(), 1):
        if not line.strip():
            continue
        try:
            found.append(json.loads(line))
        except ValueError:
            source.context.tell(f"{name}: line {number} cannot be read; the others are used.", lost=True)
    return found


def tell_exceptions(source, name, content):
    """Say which subjects the bureau could not take into the registration."""
    rows = list(csv.reader(io.StringIO(content.decode('utf-8-sig', 'replace')), delimiter='\t'))
    if not rows or rows[0] != _EXCEPTIONS_HEADING:
        source.context.tell(f"{name} has another heading than {', '.join(_EXCEPTIONS_HEADING)}.")
        return
    refused = [f"{row[0]} ({' '.join(row[1:3])})" for row in rows[1:] if len(row) >= 2]
    if refused:
        source.context.tell(f"{len(refused)} subjects are not monitored: {', '.join(refused[:5])}"
                            + (", …" if len(refused) > 5 else ""))
