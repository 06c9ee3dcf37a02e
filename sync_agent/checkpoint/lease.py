"""One agent a state: a lock that the kernel takes back, and a row that other hosts can read."""

import contextlib
import fcntl
import os
import socket
import threading
import time

from ..errors import AlreadyRunning

HEARTBEAT_SECONDS = 20
#: A silent holder on another host is given up after this long.
EXPIRY_SECONDS = 120


class Lease:
    def __init__(self, database, host=None):
        self._database = database
        self._host = host or socket.gethostname()
        self._stop = threading.Event()
        self.lost = False

    @contextlib.contextmanager
    def held(self):
        """Hold the state while inside.

        :raises AlreadyRunning: another agent holds it
        """
        path = self._database.folder / 'lock'
        with open(os.open(path, os.O_CREAT | os.O_RDWR, 0o600), 'r+', encoding='ascii') as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise AlreadyRunning(self._describe_holder()) from None
            self._take()
            pulse = threading.Thread(target=self._beat, name='heartbeat', daemon=True)
            pulse.start()
            try:
                yield self
            finally:
                self._stop.set()
                pulse.join()
                self._release()

    def check(self):
        """Raise if another host has taken over, which it does only from a silent holder."""
        if self.lost:
            raise AlreadyRunning(f"Another agent took over: {self._describe_holder()}")

    def _describe_holder(self):
        row = self._database.row('SELECT * FROM lease')
        if row is None:
            return f"Another agent is starting on {self._database.folder}."
        age = time.time() - row['heartbeat_at']
        return (f"An agent works on {self._database.folder}: process {row['pid']} on "
                f"{row['host']}, last seen {age:.0f} s ago.")

    def _take(self):
        with self._database.transaction():
            row = self._database.row('SELECT * FROM lease')
            foreign = row is not None and row['host'] != self._host
            if foreign and time.time() - row['heartbeat_at'] < EXPIRY_SECONDS:
                raise AlreadyRunning(self._describe_holder())
            self._database.execute(
                'INSERT OR REPLACE INTO lease (id, host, pid, heartbeat_at) VALUES (1, ?, ?, ?)',
                (self._host, os.getpid(), time.time()))

    def _beat(self):
        while not self._stop.wait(HEARTBEAT_SECONDS):
            renewed = self._database.execute(
                'UPDATE lease SET heartbeat_at = ? WHERE host = ? AND pid = ?',
                (time.time(), self._host, os.getpid())).rowcount
            self.lost = self.lost or not renewed

    def _release(self):
        self._database.execute(
            'DELETE FROM lease WHERE host = ? AND pid = ?', (self._host, os.getpid()))
