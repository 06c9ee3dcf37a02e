"""What bureaus sent, as it came: gzip files named by their hash, beside the state."""

import gzip
import os
import tempfile
from pathlib import Path

from ..errors import StateError
from ..records import digest


class RawStore:
    """`below`: a store that is read from and never written to, for runs that leave no trace."""

    def __init__(self, folder, below=None):
        self.folder = Path(folder)
        self._below = below

    def put(self, data):
        """Store bytes durably and return their SHA-256; stored before, nothing is written."""
        key = digest(data)
        path = self._path(key)
        if not self._has(key):
            # The mode counts for the last folder only.
            for folder in (self.folder, path.parent):
                folder.mkdir(exist_ok=True, mode=0o700)
            self._write(path, gzip.compress(data, 6, mtime=0))
        return key

    def _write(self, path, data):
        descriptor, part = tempfile.mkstemp(dir=path.parent, prefix='.part-')
        with os.fdopen(descriptor, 'wb') as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(part).replace(path)
        directory = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)

    def _has(self, key):
        return self._path(key).exists() or (self._below is not None and self._below._has(key))

    def get(self, key):
        """Return the bytes; raise StateError if they are gone or no longer what they were."""
        if self._below is not None and not self._path(key).exists():
            return self._below.get(key)
        try:
            data = gzip.decompress(self._path(key).read_bytes())
        except (OSError, EOFError, gzip.BadGzipFile) as error:
            raise StateError(f"The stored answer {key} cannot be read: {error}. "
                             f"Restore {self.folder} or fetch it again.") from error
        if digest(data) != key:
            raise StateError(f"The stored answer {key} was changed on disk.")
        return data

    def delete(self, key):
        self._path(key).unlink(missing_ok=True)

    def _path(self, key):
        return self.folder / key[:2] / f'{key}.gz'
