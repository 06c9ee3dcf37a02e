"""Matching in the processes that read a file: by a snapshot, and again here where that is old."""

import contextlib

from ..checkpoint.partners import Partners
from ..records import Reject
from .ladder import Ladder


@contextlib.contextmanager
def ladder_for(source, state):
    """Give what the processes that read a source's files match by: a LadderApart.

    It is None where this process reads them itself: then reports are matched when they are taken.
    """
    if source.reads_here:
        yield None
        return
    with state.partners.snapshot(portable=source.reads_elsewhere) as snapshot:
        yield LadderApart(snapshot)


class LadderApart:
    """The ladder on a snapshot; sent to a process, it is opened there once."""

    def __init__(self, snapshot):
        self._snapshot, self._ladder = snapshot, None

    def __getstate__(self):
        return {'_snapshot': self._snapshot, '_ladder': None}

    def match(self, found):
        """Return the Verdict on each Normal, None for each Reject."""
        if self._ladder is None:
            self._ladder = Ladder(Partners(self._snapshot.open()))
        return [None if isinstance(item, Reject) else self._ladder.match(item) for item in found]

    def current(self, partners, found, verdicts):
        """Yield these verdicts, None where the answer may be another one by now.

        :param partners: where the truth is
        """
        for item, verdict in zip(found, verdicts, strict=True):
            is_current = verdict is not None and partners.is_current(
                self._snapshot, item.wire['provider'], item.wire['provider_ref'])
            yield verdict if is_current else None
