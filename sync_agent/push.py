"""From the outbox to Odoo: acknowledged first, forgotten afterwards, and never twice.

A batch is written down before it is sent. Whatever happens then (a crash, a lost answer, an Odoo
that restarts), the same batch is asked about under the same key before anything is sent again.
"""

import logging

from . import retry
from .errors import OdooOutcomeUnknown, OdooRefused, OdooUnreachable
from .records import Reject

_logger = logging.getLogger(__name__)
#: An outcome that stays unknown so often: the batch may be too much for one call.
PATIENCE = 2
#: Seconds until Odoo has surely ended a call that we gave up: its own limit is 120.
SETTLING = (5, 15, 40)


class Push:
    """`tell(row, answer)` is called for every report that Odoo answered."""

    def __init__(self, gateway, state, run_id, tell):
        self._gateway, self._state, self._run_id, self._tell = gateway, state, run_id, tell

    def all(self, watch=lambda: None):
        """Send what waits until told to end; `watch` is called before each batch and may raise."""
        while not retry.stop.wanted:
            batch = self._state.outbox.open_batch(self._gateway.max_batch)
            if batch is None:
                return
            watch()
            self._push(*batch)

    def _push(self, key, rows, sent_before):
        try:
            answers = self._deliver(key, rows, sent_before)
        except OdooRefused as error:
            if error.code == 'bureau_unknown':
                self._set_aside(rows, error)
            else:
                self._split(rows, error)
        except OdooOutcomeUnknown as error:
            if len(rows) == 1:
                raise OdooUnreachable(str(error)) from None
            self._split(rows, error)
        else:
            self._settle(rows, answers)

    def _deliver(self, key, rows, sent_before):
        """Return Odoo's answers; ask before sending whenever it may have been sent already."""
        bodies = [row['body'] for row in rows]
        for attempt in range(PATIENCE + 1):
            if sent_before:
                answers = self._ask(key, attempt)
                if answers is not None:
                    return answers
            if attempt == PATIENCE:
                break
            try:
                return self._gateway.import_reports(key, bodies)
            except OdooOutcomeUnknown as error:
                _logger.warning("Batch %s of %d: %s", key[:12], len(rows), error)
                sent_before = True
        raise OdooOutcomeUnknown(f"Batch {key[:12]} of {len(rows)} reports gets no answer.")

    def _ask(self, key, attempt):
        """Ask what became of a batch; after a lost answer, until it must have ended."""
        answers = self._gateway.batch_status(key)
        for seconds in SETTLING if attempt else ():
            if answers is not None or retry.stop.wanted:
                break
            retry.stop.sleep(seconds)
            answers = self._gateway.batch_status(key)
        return answers

    def _split(self, rows, error):
        """Halve a batch that fails as a whole; one report that fails alone goes aside."""
        if len(rows) == 1:
            self._set_aside(rows, error)
            return
        middle = len(rows) // 2
        with self._state.transaction():
            self._state.outbox.dissolve(rows)
            self._state.outbox.make_batch(rows[:middle])
            self._state.outbox.make_batch(rows[middle:])

    def _set_aside(self, rows, error):
        with self._state.transaction():
            for row in rows:
                self._quarantine(row, 'odoo_refused', '', str(error))
                self._state.outbox.drop(row)
        for row in rows:
            self._tell(row, None)

    def _settle(self, rows, answers):
        """Note all answers at once: either the batch is gone from here, or it is still here."""
        with self._state.transaction():
            for row, answer in zip(rows, answers, strict=True):
                self._state.outbox.acknowledge(row, answer.outcome, answer.id)
                if answer.outcome == 'rejected':
                    first = answer.errors[0] if answer.errors else None
                    self._quarantine(
                        row, first.code if first else 'rejected', (first and first.field) or '',
                        '; '.join(found.message for found in answer.errors))
                elif answer.outcome in ('created', 'updated') and row['partner_id']:
                    self._state.partners.bind(
                        row['partner_id'], row['provider'], row['provider_ref'])
        for row, answer in zip(rows, answers, strict=True):
            self._tell(row, answer)

    def _quarantine(self, row, code, path, message):
        reject = Reject(code, path, message, {'outbox': row['key']}, row['body'].decode(),
                        row['provider_ref'])
        self._state.quarantine.add(
            row['source'], row['provider'], 'odoo', reject, self._run_id)
