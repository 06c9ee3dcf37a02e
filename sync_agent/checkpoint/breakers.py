"""Circuit breakers that a restart does not close.

Open after five failures in a row, or when more than half of the last twenty failed; after a pause
one call may try again, and what becomes of it decides.
"""

import time

FAILURES_IN_A_ROW = 5
WINDOW = 20
PAUSE_SECONDS = 300


class Breakers:
    def __init__(self, database):
        self._database = database

    def open_until(self, name):
        """Return until when calls are refused, in seconds, or None if they are not."""
        until = self._database.value('SELECT open_until FROM breaker WHERE name = ?', (name,))
        return until if until is not None and until > time.time() else None

    def succeeded(self, name):
        with self._database.transaction():
            row = self._row(name)
            # One call after the pause closes it for good.
            recent = '' if row['open_until'] else (row['recent'] + '.')[-WINDOW:]
            self._write(name, recent, 0, None)

    def failed(self, name):
        """Count a failure; return True if this one opened the breaker."""
        with self._database.transaction():
            row = self._row(name)
            recent, in_a_row = (row['recent'] + 'x')[-WINDOW:], row['in_a_row'] + 1
            trip = (row['open_until'] is not None or in_a_row >= FAILURES_IN_A_ROW
                    or (len(recent) == WINDOW and recent.count('x') * 2 > WINDOW))
            self._write(name, recent, in_a_row, time.time() + PAUSE_SECONDS if trip else None)
            return trip

    def all(self):
        return self._database.rows('SELECT * FROM breaker ORDER BY name')

    def _row(self, name):
        return self._database.row('SELECT * FROM breaker WHERE name = ?', (name,)) or {
            'recent': '', 'in_a_row': 0, 'open_until': None}

    def _write(self, name, recent, in_a_row, open_until):
        self._database.execute(
            'INSERT OR REPLACE INTO breaker (name, recent, in_a_row, open_until) '
            'VALUES (?, ?, ?, ?)', (name, recent, in_a_row, open_until))
