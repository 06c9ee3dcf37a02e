"""What matching asks of the state, as it stands now, in a file that other processes may read."""

import contextlib
import os
import sqlite3
import tempfile
from pathlib import Path

from .database import Reader

TABLES = ('partner', 'partner_identifier', 'partner_token', 'binding')


class Snapshot:
    """Sent to another process it is opened there; `edition` and `rebound` say how old it is here.

    `portable`: with its content, for other hosts; else by its path.
    """

    def __init__(self, database, edition, portable):
        self.edition = edition
        #: (provider, provider_ref) whose bindings have changed since
        self.rebound = set()
        self._content = None
        handle, name = tempfile.mkstemp(prefix='credit-sync-', suffix='.sqlite')
        os.close(handle)
        self.path = Path(name)
        try:
            copy_tables(database.path, self.path)
            if portable:
                self._content = self.path.read_bytes()
        except BaseException:
            self.remove()
            raise
        if portable:
            self.remove()

    def __getstate__(self):
        return {'path': self.path, '_content': self._content}

    def open(self):
        """Return a Reader of it, in whatever process; a file that is made for it leaves no trace."""
        if self._content is None:
            return Reader(connect(self.path))
        handle, name = tempfile.mkstemp(prefix='credit-sync-', suffix='.sqlite')
        try:
            with os.fdopen(handle, 'wb') as file:
                file.write(self._content)
            return Reader(connect(Path(name)))
        finally:
            # An open file stays readable until it is closed.
            Path(name).unlink()

    def remove(self):
        self.path.unlink(missing_ok=True)


def copy_tables(source, target):
    """Copy what is committed of TABLES from one SQLite file to another, rows in their order."""
    with contextlib.closing(sqlite3.connect(target, isolation_level=None)) as connection:
        # Whoever is interrupted here throws it away.
        connection.execute('PRAGMA journal_mode = OFF')
        connection.execute('PRAGMA synchronous = OFF')
        connection.execute('ATTACH ? AS state', (str(source),))
        connection.execute('BEGIN')
        for table in TABLES:
            # The table itself comes before its indexes, which are made faster when it is full.
            first, *rest = connection.execute(
                'SELECT sql FROM state.sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL '
                'ORDER BY type DESC', (table,)).fetchall()
            connection.execute(*first)
            connection.execute(f'INSERT INTO main.{table} SELECT * FROM state.{table}')  # noqa: S608
            for statement in rest:
                connection.execute(*statement)
        connection.execute('COMMIT')


def connect(path):
    """Return a connection to a file that nobody writes."""
    connection = sqlite3.connect(
        f'{path.as_uri()}?mode=ro&immutable=1', uri=True, check_same_thread=False)
    # Only now is it surely read, and an error one of this file.
    connection.execute('SELECT count(*) FROM partner').fetchone()
    return connection
