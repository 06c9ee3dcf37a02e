"""Files -> deliveries: each row once, whatever interrupts the reading."""

import datetime as dt
import functools
import logging

from .accept import Delivery
from .errors import SchemaDrift, Transient
from .match import ladder_for

_logger = logging.getLogger(__name__)


def deliveries(source, state, scales, summary):
    """Yield the Deliveries of all complete files of a source."""
    for incoming in source.incoming():
        known = state.files.get(source.name, incoming.hash)
        if known is not None and known['state'] != 'reading':
            _put_away(source, incoming, known)
            continue
        yield from _read(source, incoming, state, scales, summary)


def _put_away(source, incoming, known):
    """A file that was read under whatever name is not read again."""
    _logger.info("%s is the file %s, which is %s", incoming.name, known['name'], known['state'])
    if known['state'] == 'done':
        source.archive(incoming)
    else:
        source.refuse(incoming, known['message'])


def _read(source, incoming, state, scales, summary):
    row = state.files.begin(source.name, incoming.hash, incoming.name)
    try:
        yield from _in_chunks(source, incoming, row, state, scales)
    except Transient as error:
        # Complete, it will have another hash and be read from its first row.
        _logger.warning("%s", error)
        return
    except SchemaDrift as error:
        state.files.finish(source.name, incoming.hash, 'refused', str(error))
        source.refuse(incoming, str(error))
        summary.fail(error, source.name)
        summary.count('files refused')
        return
    state.files.finish(source.name, incoming.hash, 'done')
    source.archive(incoming)
    summary.count('files read')


def _in_chunks(source, incoming, row, state, scales):
    """Yield a Delivery a chunk; where other processes read, they match too."""
    first_seen = dt.datetime.fromtimestamp(int(row['first_seen_at']), dt.timezone.utc)
    with ladder_for(source, state) as ladder:
        for end, found, verdicts in source.read(
                incoming, row['rows_read'], scales, first_seen, ladder):
            yield Delivery(
                found,
                lambda end=end: state.files.advance(source.name, incoming.hash, end),
                ladder and functools.partial(ladder.current, state.partners, found, verdicts))
