"""Chunks on several cores or hosts, results in the order of the file."""

import contextlib
import itertools
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from ...errors import ConfigError


def run(function, items, workers=1, cluster=None):
    """Yield `function(item)` in order; only a few items are in memory at a time."""
    if workers == 1 and cluster is None:
        yield from map(function, items)
        return
    with _mapper(workers, cluster) as compute:
        items = iter(items)
        while window := list(itertools.islice(items, 2 * workers)):
            yield from compute(function, window)


@contextlib.contextmanager
def _mapper(workers, cluster):
    """Give a function that computes one window of items by Dask."""
    try:
        import dask
        import distributed
    except ImportError:
        raise ConfigError("`workers` and `cluster` need the extra: pip install "
                          "'credit-sync[dask]'") from None
    if cluster is not None:
        with distributed.Client(cluster) as client:
            yield lambda function, window: client.gather(
                client.map(function, window, pure=False))
        return
    # Forked, a worker would inherit the state's connection and its locks.
    with ProcessPoolExecutor(workers, mp_context=get_context('spawn')) as pool:
        def compute(function, window):
            tasks = [dask.delayed(function, pure=False)(item) for item in window]
            return dask.compute(*tasks, scheduler='processes', pool=pool)
        yield compute
