"""Bulk work without the cycle collector.

A chunk makes a hundred thousand objects and no cycle; looking for cycles doubles the time. What was
made is moved out of the collector's sight before it looks again: each object goes when nobody needs it
any more. `gc.unfreeze` at the end of a file brings the rest back.
"""

import contextlib
import gc


@contextlib.contextmanager
def paused():
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if enabled:
            gc.enable()


def stepping(items):
    """Yield from an iterator, the collector paused while it works."""
    items = iter(items)
    while True:
        with paused():
            item = next(items, None)
        if item is None:
            return
        yield item
