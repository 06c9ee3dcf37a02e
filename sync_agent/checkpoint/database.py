"""One SQLite file that survives a power cut at any moment, readable by its owner alone."""

import contextlib
import os
import sqlite3
import threading

from ..errors import StateError
from .schema import MIGRATIONS

FILE_NAME = 'state.sqlite'


class Reader:
    """A connection that is asked, whichever thread asks."""

    def __init__(self, connection):
        self._lock = threading.RLock()
        self._connection = connection
        #: So often what was written came to nothing.
        self.rollbacks = 0
        connection.row_factory = sqlite3.Row

    def rows(self, statement, values=()):
        with self._lock:
            return self._connection.execute(statement, values).fetchall()

    def row(self, statement, values=()):
        with self._lock:
            return self._connection.execute(statement, values).fetchone()

    def value(self, statement, values=()):
        """Return the first column of the first row, or None."""
        found = self.row(statement, values)
        return None if found is None else found[0]

    def close(self):
        with self._lock:
            self._connection.close()


class Database(Reader):
    """The connection of this process; one transaction at a time, whichever thread asks."""

    def __init__(self, folder, migrations=MIGRATIONS):
        self.folder = folder
        self.path = folder / FILE_NAME
        self._depth = 0
        try:
            make_private(folder, self.path)
            super().__init__(self._connect())
            self._migrate(migrations)
        except (OSError, sqlite3.Error) as error:
            raise StateError(
                f"The state {self.path} cannot be used: {error}. Look at the folder's owner and "
                f"free space, or name another folder under [state]."
            ) from error

    def _connect(self):
        connection = sqlite3.connect(
            self.path, timeout=30, isolation_level=None, check_same_thread=False)
        connection.execute('PRAGMA journal_mode = WAL')
        connection.execute('PRAGMA synchronous = FULL')
        connection.execute('PRAGMA foreign_keys = ON')
        return connection

    def _migrate(self, migrations):
        with self.transaction():
            version = self.value('PRAGMA user_version')
            if version > len(migrations):
                raise StateError(
                    f"The state {self.path} was made by a newer agent (version {version}, this "
                    f"one knows {len(migrations)}). Install that one, or name another folder."
                )
            for script in migrations[version:]:
                for statement in filter(str.strip, script.split(';')):
                    self.execute(statement)
            self.execute(f'PRAGMA user_version = {len(migrations)}')

    @contextlib.contextmanager
    def transaction(self):
        """Commit what happens inside at its end, or nothing of it; inner ones join the outer."""
        with self._lock:
            if self._depth == 0:
                self._connection.execute('BEGIN IMMEDIATE')
            self._depth += 1
            try:
                yield
            except BaseException:
                self._depth -= 1
                if self._depth == 0:
                    self.rollbacks += 1
                    self._connection.execute('ROLLBACK')
                raise
            self._depth -= 1
            if self._depth == 0:
                self._connection.execute('COMMIT')

    def execute(self, statement, values=()):
        with self._lock:
            return self._connection.execute(statement, values)

    def execute_many(self, statement, rows):
        with self._lock:
            return self._connection.executemany(statement, rows)

    def copy_to(self, folder):
        """Return an independent copy in `folder`, for a run that must leave no trace."""
        make_private(folder, folder / FILE_NAME)
        target = sqlite3.connect(folder / FILE_NAME)
        with self._lock, contextlib.closing(target):
            self._connection.backup(target)
        return Database(folder)


def make_private(folder, path):
    """Make folder and file, if need be, such that nobody else may read them."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    # SQLite gives its journal files the mode of this one.
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    path.chmod(0o600)
