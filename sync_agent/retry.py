"""Trying again: what may be, how long to wait, and when to stop.

Full jitter up to a minute, five tries, a deadline for all of them; what the bureau asks for wins.
"""

import logging
import time

import tenacity

from .errors import OdooUnreachable, Throttled, Transient

_logger = logging.getLogger(__name__)

TRIES = 5
LONGEST_WAIT = 60
#: All tries of one request together, in seconds.
DEADLINE = 300
RETRIED = (Transient, Throttled, OdooUnreachable)
_jitter = tenacity.wait_random_exponential(multiplier=1, max=LONGEST_WAIT)


class Stop:
    """The wish to end, from a signal; a sleeping retry wakes up for it."""

    def __init__(self):
        self._event = None

    def bind(self, event):
        """`event`: a `threading.Event` that is set when the agent is to end."""
        self._event = event

    @property
    def wanted(self):
        return self._event is not None and self._event.is_set()

    def sleep(self, seconds):
        if self._event is None:
            time.sleep(seconds)
        else:
            self._event.wait(seconds)


stop = Stop()


def call(function, *arguments, deadline=DEADLINE, **named):
    """Call `function`, and again after errors that pass by themselves; raise the last one."""
    retrying = tenacity.Retrying(
        retry=tenacity.retry_if_exception_type(RETRIED),
        wait=_wait,
        stop=_is_over(deadline),
        sleep=stop.sleep,
        before_sleep=_tell,
        reraise=True,
    )
    return retrying(function, *arguments, **named)


def _wait(state):
    asked = getattr(state.outcome.exception(), 'retry_after', None)
    return _jitter(state) if asked is None else asked


def _is_over(deadline):
    def check(state):
        asked = getattr(state.outcome.exception(), 'retry_after', None) or 0
        return (stop.wanted or state.attempt_number >= TRIES
                or state.seconds_since_start + asked > deadline)
    return check


def _tell(state):
    _logger.info("Trying again in %.1f s after try %d: %s", state.next_action.sleep,
                 state.attempt_number, state.outcome.exception())
