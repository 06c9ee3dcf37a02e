"""Medians, percentiles and counts of what is run."""

import statistics
import time

from odoo import sql_db


def median(samples):
    return statistics.median(samples)


def percentile(samples, percent):
    """Return the nearest-rank percentile: a value that was measured."""
    ordered = sorted(samples)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


def milliseconds(work):
    """Run `work` and return how long it took."""
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def queries(work):
    """Run `work` and return how many queries it sent, on every cursor of this process."""
    # Odoo keeps this count for all its cursors, the gate's own included.
    before = sql_db.sql_counter
    work()
    return sql_db.sql_counter - before


def repeat(work, rounds, warm=1):
    """Return the milliseconds of `rounds` runs after `warm` ones that do not count."""
    for _round in range(warm):
        work()
    return [milliseconds(work) for _round in range(rounds)]


def alternate(works, rounds, warm=3):
    """Time several ways of one thing in turn, so that a busy moment hits all of them alike.

    :param works: ``{label: function of the round's number that returns milliseconds}``
    :return: ``{label: [milliseconds]}``
    """
    samples = {label: [] for label in works}
    labels = list(works)
    for number in range(warm + rounds):
        for label in labels if number % 2 else reversed(labels):
            taken = works[label](number)
            if number >= warm:
                samples[label].append(taken)
    return samples
