"""Chunks on several cores or hosts, results in the order of the file."""

import contextlib
from collections import deque
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from ...errors import ConfigError, SourceError


def run(function, items, workers=1, cluster=None, shared=None):
    """Yield `function(item, shared)` in order; twice as many as workers are under way.

    :param shared: is sent to a process once, not with every item
    """
    if workers == 1 and cluster is None:
        yield from (function(item, shared) for item in items)
        return
    with _processes(workers, shared) if cluster is None else _hosts(cluster, shared) as submit:
        waiting, errors = deque(), []
        for item in _before_error(items, errors):
            waiting.append(submit(function, item))
            if len(waiting) == 2 * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
        if errors:
            raise errors[0]


def _before_error(items, errors):
    """Yield what comes before a file can be read no further: that counts, as in one process."""
    try:
        yield from items
    except SourceError as error:
        errors.append(error)


@contextlib.contextmanager
def _hosts(cluster, shared):
    """Give a function that sends one item to a Dask cluster and returns a future."""
    try:
        import distributed
    except ImportError:
        raise ConfigError("`cluster` needs the extra: pip install 'credit-sync[dask]'") from None
    with distributed.Client(cluster) as client:
        # To all at once: what only one worker holds is lost with it.
        there = client.scatter(shared, broadcast=True, hash=False)
        yield lambda function, item: client.submit(function, item, there, pure=False)


@contextlib.contextmanager
def _processes(workers, shared):
    """Give the same for processes of this host."""
    # Forked, a worker would inherit the state's connection and its locks.
    pool = ProcessPoolExecutor(
        workers, mp_context=get_context('spawn'), initializer=_keep, initargs=(shared,))
    try:
        yield lambda function, item: pool.submit(_work, function, item)
    finally:
        pool.shutdown(cancel_futures=True)


# === IN A PROCESS OF THIS HOST === #

_kept = {}


def _keep(shared):
    _kept['shared'] = shared


def _work(function, item):
    return function(item, _kept['shared'])
