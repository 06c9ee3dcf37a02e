"""Monitoring: notifications that are pulled, and those that come as files.

What a pull gives is gone at the bureau, whether it got here or not, and kept for four days if nobody
pulls. So each run first has everything since its last success told again (14 days back at most; beyond
that all subjects are asked about anew), and then pulls. What was told before is known by a hash, and
what is older than our own answer brings nothing.
"""

import datetime as dt

from ...errors import ConfigError, NotFound, SchemaDrift
from ...records import digest, encode
from ..base import Change
from . import deliveries
from .values import block, text

UPDATE = 'UPDATE'
#: The most that a pull gives.
BATCH = 100
REPLAY_WINDOW = dt.timedelta(days=14)
#: Told again, and bought again, although we may have it: clocks differ.
OVERLAP = dt.timedelta(hours=1)
#: A replay that does not end after so many answers is left to the pulls.
MAX_REPLAYS = 50
#: Hashes that are remembered: those of a window.
MAX_TOLD = 20_000


class Stream:
    """One source's stream in one run."""

    def __init__(self, source):
        self._source = source
        self._has_replayed = False

    def read(self, cursor):
        """Return (changes, cursor, whether there is more, whether all must be asked about anew).

        The cursor is {at: our last success, told: hashes since then, files: files that were read}.
        """
        now = dt.datetime.now(dt.timezone.utc)
        cursor = cursor or {'at': now.isoformat(), 'told': [], 'files': []}
        since = dt.datetime.fromisoformat(cursor['at'])
        resync, found, batch = False, [], []
        if self._source.settings.registration is not None:
            if not self._has_replayed:
                resync = now - since > REPLAY_WINDOW
                found += [] if resync else self._replay(since - OVERLAP)
            batch = self._pull()
        files, read = deliveries.read(self._source, cursor['files'])
        changes, told = self._changes(found + batch + files, cursor['told'])
        self._has_replayed = True
        # A queue that gives only what it gave before is not asked for more.
        more = bool(batch) and told != cursor['told']
        return changes, {
            # Not now: a pull of this run that gets lost must be told again by the next one.
            'at': cursor['at'] if more and not resync else now.isoformat(),
            'told': told[-MAX_TOLD:], 'files': read}, more, resync

    # === ASKING === #

    def _ask(self, path, **params):
        """Return notifications; the bureau says 404 where there are none."""
        try:
            # Not again by itself: what an answer took along that got lost is replayed.
            response = self._source.client.request(
                'GET', f'v1/monitoring/registrations/{self._source.settings.registration}/{path}',
                repeatable=False, params={**params, 'maxNotifications': str(BATCH)})
        except NotFound:
            return []
        document = response.json()
        found = document.get('notifications') if isinstance(document, dict) else None
        if not isinstance(found, list):
            raise SchemaDrift("There are no notifications in the answer.", 'notifications')
        return found

    def _pull(self):
        return self._ask('notifications')

    def _replay(self, since):
        """Return what was told since; path and parameter are named by third-party code alone."""
        found, moment = [], since.isoformat()
        for _answer in range(MAX_REPLAYS):
            batch = self._ask('notifications/replay', replayStartTimestamp=moment)
            found += batch
            last = max(filter(None, map(moment_of, batch)), default=None)
            if len(batch) < BATCH or last is None or last <= moment:
                break
            moment = last
        return found

    # === READING === #

    def _changes(self, notifications, told):
        """Return (Changes that are new, hashes of all that are known)."""
        known, found = dict.fromkeys(told), []
        for notification in notifications:
            if reference_of(notification) is None:
                self._source.context.tell(
                    "A notification does not say whom it is about; the others are used.", lost=True)
                continue
            change = change_of(notification)
            if change.change_ref in known:
                continue
            known[change.change_ref] = None
            # Others (SEED, UNDER_REVIEW, …) are no news.
            if change.kind == UPDATE and not self._is_older_than_ours(
                    change.provider_ref, moment_of(notification)):
                found.append(change)
        return found, list(known)

    def _is_older_than_ours(self, reference, moment):
        """Say whether our answer about a subject was fetched well after this happened."""
        ours = [self._source.context.state.raw.fetched_at(self._source.name, product, reference)
                for product in self._source.describe().products]
        happened = seconds(moment)
        return (happened is not None and None not in ours
                and min(ours) > happened + OVERLAP.total_seconds())


def reference_of(notification):
    return text(block(notification, 'organization').get('duns'))


def change_of(notification):
    """Return a notification as a Change, known by what it says."""
    reference, kind = reference_of(notification), str(notification.get('type'))
    content = {'duns': reference, 'kind': kind, 'elements': notification.get('elements')}
    return Change(reference, digest(encode(content))[:32], kind)


def moment_of(notification):
    """Return the last moment of its elements, or None."""
    elements = notification.get('elements') if isinstance(notification, dict) else None
    moments = [text(element.get('timestamp')) for element in elements
               if isinstance(element, dict)] if isinstance(elements, list) else []
    return max(filter(None, moments), default=None)


def seconds(moment):
    """Return an instant in seconds, None for what is none."""
    try:
        found = dt.datetime.fromisoformat((moment or '').replace('Z', '+00:00'))
    except ValueError:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=dt.timezone.utc)).timestamp()


def subscribe(source, refs):
    """Add subjects to the registration, as one file; those that are there stay."""
    registration = source.settings.registration
    try:
        source.client.request('PATCH', f'v1/monitoring/registrations/{registration}/duns/add',
                              files={'duns': ('duns.txt', '\n'.join(refs))})
    except NotFound as error:
        raise ConfigError(f"There is no registration {registration!r}: {error}") from None
