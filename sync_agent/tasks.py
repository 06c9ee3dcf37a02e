"""Whom to ask a bureau about: one subject, or as many as its interface takes at once."""

import datetime as dt
from dataclasses import dataclass, field

import orjson

from .sources.base import RawReport

#: Answers of this product are identities for the match queue, made from a search.
CANDIDATE = 'candidate'


@dataclass(frozen=True)
class Task:
    """One subject to ask about: by the bureau's key, or by who the customer is."""

    partner_id: int | None
    provider_ref: str | None = None
    product: str | None = None
    #: Of an order that was made before: (row, token).
    order: tuple | None = field(default=None, compare=False)

    @property
    def is_plain(self):
        """Say whether it is asked for by its key, and may be asked for together with others."""
        return self.provider_ref is not None and self.order is None


def batches(tasks, size):
    """Yield lists of at most `size` tasks that one request can answer, in the order of the tasks."""
    batch = []
    for task in tasks:
        fits = batch and task.is_plain and batch[0].is_plain \
            and task.product == batch[0].product and len(batch) < size
        if batch and not fits:
            yield batch
            batch = []
        batch.append(task)
    if batch:
        yield batch


class Owed:
    """Subjects to ask about until their answers are there, over runs and crashes."""

    NAME = 'owed'

    def __init__(self, state, source):
        self._state, self._source = state, source

    def pairs(self):
        """Return {(provider_ref, product)}, sorted."""
        return sorted(map(tuple, self._state.cursors.get(self._source, self.NAME) or ()))

    def add(self, tasks):
        pairs = {(task.provider_ref, task.product) for task in tasks if task.is_plain}
        self._change(lambda owed: owed | pairs)

    def settle(self, task):
        """Forget what was owed: the answer is there, or it is known that there is none."""
        if task.provider_ref is not None:
            self._change(lambda owed: owed - {(task.provider_ref, task.product)})

    def _change(self, change):
        with self._state.transaction():
            before = set(self.pairs())
            after = change(before)
            if after != before:
                self._state.cursors.move(self._source, self.NAME, sorted(after))


def as_raw(candidate):
    """Return a search's answer as something to be stored and read like a report."""
    content = {'subject': candidate.subject, 'confidence': candidate.confidence,
               'detail': candidate.detail}
    return RawReport(candidate.provider_ref, CANDIDATE, orjson.dumps(content, default=str),
                     dt.datetime.now(dt.timezone.utc))
