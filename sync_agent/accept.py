"""What came from a source -> the outbox or the quarantine, all of one delivery or nothing of it."""

import datetime as dt
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field

import orjson

from .checkpoint import Parcel
from .checkpoint.outbox import report_body
from .diff import Planned, changes
from .match import names_of, waiting_keys
from .records import Reject, encode


@dataclass
class Delivery:
    """What a source yields: reports and rejects, and how to note that they were taken."""

    found: list
    #: Called in the transaction that takes them.
    settle: Callable = field(default=lambda: None)
    #: Called there too if they were matched before: a Verdict on each, None to match it now.
    verdicts: Callable | None = None


class Acceptance:
    """Matches and queues; `plan` says whether to write down what each report would change."""

    def __init__(self, state, ladder, summary, run_id, plan=False):
        self._state, self._ladder, self._summary = state, ladder, summary
        self._run_id, self._plan = run_id, plan

    def take(self, source, delivery):
        """Take a delivery of a source whole."""
        counts = dict.fromkeys(('queued', 'unchanged here', 'quarantined', 'no match'), 0)
        with self._state.transaction():
            known = delivery.verdicts() if delivery.verdicts else itertools.repeat(None)
            for found, verdict in zip(delivery.found, known, strict=False):
                for name in self._take_one(source, found, verdict):
                    counts[name] += 1
            delivery.settle()
        # Counted after the commit: what was rolled back did not happen.
        for name, number in counts.items():
            self._summary.count(name, number)
        self._summary.count('rows', len(delivery.found))

    def _take_one(self, source, found, verdict):
        if isinstance(found, Reject):
            self._quarantine(source, 'normalise', found)
            return ('quarantined',)
        self._summary.note_unknown(source.name, found.unknown)
        verdict = verdict or self._ladder.match(found)
        if verdict.is_stranger and found.partner_id is None:
            self._quarantine_stranger(source, found)
            return ('quarantined', 'no match')
        return ('queued',) if self._queue(source, found, verdict) else ('unchanged here',)

    # === QUARANTINE === #

    def _quarantine(self, source, stage, reject, waiting=()):
        self._state.quarantine.add(
            source.name, source.settings.provider, stage, reject, self._run_id, waiting)

    def _quarantine_stranger(self, source, normal):
        """Keep a report about nobody we know until such a customer turns up."""
        subject = normal.wire['subject']
        numbers = [(row['scheme'], row['value']) for row in subject.get('identifiers') or ()
                   if row['valid'] is not False]
        reject = Reject(
            'no_match', 'subject', f"No customer is like {subject['legal_name'][:100]}.",
            normal.origin, orjson.loads(encode(normal.wire)), normal.wire['provider_ref'])
        self._quarantine(source, 'match', reject, waiting_keys(numbers, names_of(subject)))

    # === OUTBOX === #

    def _queue(self, source, normal, verdict):
        """Queue a report unless it is on its way, acknowledged, or no news; return whether it was."""
        wire = normal.wire
        last = self._state.outbox.last_report(
            wire['provider'], wire['product'], wire['provider_ref'])
        if last is not None and is_no_news(wire, normal.substance_hash, last, source.settings):
            return False
        parcel = self._parcel(source, normal, verdict)
        if not self._state.outbox.add(parcel):
            return False
        if self._plan:
            self._summary.planned.append(self._planned(parcel, verdict, last))
        return True

    def _parcel(self, source, normal, verdict):
        wire = normal.wire
        subject = wire['provider'], wire['product'], wire['provider_ref']
        moment = self._state.outbox.moment_after(*subject, wire['retrieved_at'].timestamp())
        retrieved_at = dt.datetime.fromtimestamp(moment, dt.timezone.utc)
        body = encode({**wire, 'retrieved_at': retrieved_at, 'match': verdict.wire()})
        return Parcel(
            source.name, *subject, wire['external_id'], wire['content_hash'],
            normal.substance_hash, wire['as_of'].isoformat(), moment, verdict.partner_id, body,
            normal.origin)

    def _planned(self, parcel, verdict, last):
        new = orjson.loads(parcel.body)
        partner = verdict.partner_id and self._state.partners.get(verdict.partner_id)
        return Planned(
            parcel.source, parcel.provider, parcel.provider_ref, parcel.external_id,
            parcel.content_hash, parcel.as_of, new['subject']['legal_name'], verdict.partner_id,
            partner['name'] if partner else '', verdict.step,
            changes(report_body(last) if last is not None else None, new))


def is_no_news(wire, substance, last, settings):
    """Say whether a bureau without dates says today what it said the other day.

    Now and then it is told again all the same: an old report grows stale in Odoo.
    """
    if wire['as_of_quality'] == 'stated' or last['substance_hash'] != substance:
        return False
    age = (wire['as_of'] - dt.date.fromisoformat(last['as_of'])).days
    return age < settings.reaffirm_days
