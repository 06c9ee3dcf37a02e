"""Everything that must survive a crash, in one folder."""

import shutil
import tempfile
from pathlib import Path

from .breakers import Breakers
from .database import Database
from .lease import Lease
from .ledger import Caps, Ledger
from .memory import Cursors, Files, Misses, Orders
from .outbox import Outbox, Parcel
from .partners import Partners
from .quarantine import Quarantine
from .raw_index import RawIndex
from .raw_store import RawStore
from .runs import HttpLog, Runs

__all__ = ['Caps', 'Parcel', 'State']


class State:
    """One folder: a database, and what bureaus sent. Each attribute is one concern."""

    def __init__(self, folder, database=None, raw_below=None):
        self.folder = Path(folder)
        self.database = database or Database(self.folder)
        self.raw_store = RawStore(self.folder / 'raw', raw_below)
        self.raw = RawIndex(self.database)
        self.outbox = Outbox(self.database)
        self.quarantine = Quarantine(self.database)
        self.partners = Partners(self.database)
        self.ledger = Ledger(self.database)
        self.breakers = Breakers(self.database)
        self.cursors = Cursors(self.database)
        self.misses = Misses(self.database)
        self.orders = Orders(self.database)
        self.files = Files(self.database)
        self.runs = Runs(self.database)
        self.http_log = HttpLog(self.database)
        self.lease = Lease(self.database)

    def transaction(self):
        return self.database.transaction()

    def scratch(self):
        """Return a copy whose changes vanish with `discard`."""
        folder = Path(tempfile.mkdtemp(prefix='credit-sync-'))
        return State(folder, self.database.copy_to(folder), self.raw_store)

    def discard(self):
        """Delete a scratch copy."""
        self.close()
        shutil.rmtree(self.folder)

    def close(self):
        self.database.close()
