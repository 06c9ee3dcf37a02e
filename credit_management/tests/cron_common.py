from contextlib import contextmanager
from itertools import chain, repeat
from unittest.mock import patch


@contextmanager
def without_commits(env, stop_after=None):
    """Let a cron run without its commits; `stop_after`: batches until it has no time left."""
    left = chain(repeat(1.0, stop_after or 0), repeat(0.0))

    def commit_progress(cron, processed=0, *, remaining=None, deactivate=False):
        if stop_after is None or remaining is not None and not processed:
            return 1.0
        return next(left)

    with patch.object(env.registry['ir.cron'], '_commit_progress', commit_progress):
        yield
