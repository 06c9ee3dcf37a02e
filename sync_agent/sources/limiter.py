"""Not faster than a bureau allows, over restarts and threads."""

import threading
import time
from collections import deque

from ..retry import stop


class Limiter:
    """At most `calls` requests in any `seconds`; what earlier runs sent counts."""

    def __init__(self, calls, seconds, sent=()):
        self._calls, self._seconds = calls, seconds
        self._sent = deque(sent, maxlen=calls)
        self._not_before = 0.0
        self._lock = threading.Lock()

    def wait(self):
        """Return when one more request may be sent, and count it."""
        with self._lock:
            now = time.time()
            moment = max(now, self._not_before)
            if len(self._sent) == self._calls:
                moment = max(moment, self._sent[0] + self._seconds)
            self._sent.append(moment)
        if moment > now:
            stop.sleep(moment - now)

    def pause(self, seconds):
        """Send nothing for a while: the bureau said that this is too fast."""
        with self._lock:
            self._not_before = max(self._not_before, time.time() + seconds)
