"""Running again and again until told to end: for those who have no scheduler."""

import logging

from . import retry
from .errors import AlreadyRunning, worst
from .run import run

_logger = logging.getLogger(__name__)


def watch(config, state, only=(), every=300, runs=None):
    """Run, wait `every` seconds, run; return the worst exit code of all runs.

    :param runs: end after so many; None is never
    """
    codes, number = set(), 0
    while not retry.stop.wanted and (runs is None or number < runs):
        try:
            codes.add(run(config, state, only).exit_code)
        except AlreadyRunning as error:
            # Somebody runs it by hand; the next turn is ours again.
            _logger.warning("%s", error)
        number += 1
        if runs is None or number < runs:
            retry.stop.sleep(every)
    return worst(codes)
