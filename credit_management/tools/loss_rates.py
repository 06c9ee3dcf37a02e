"""Loss rates from what happened: a cohort followed to its end, or rolls from month to month. Pure.

Rates are parts of one, one a bucket, the youngest first; None where there was nothing to measure.
"""

from fractions import Fraction
from itertools import pairwise

from .aging import age, from_first_days
from .exact import exact, ratio, total

#: Days of a step of roll rates: as wide as its bucket, and about a month.
STEP_DAYS = 30


def cohort_loss_rates(sold, collected):
    """Return the loss rate of each bucket: what was lost, of what *entered* the bucket.

    So the guides to the provision matrix of IFRS 9 (B5.5.35) have it.

    :param sold: credit sales of the cohort
    :param collected: what was collected of it while it was in each bucket; the last one is
        everything later. The rest is lost
    :raises ValueError: more was collected than sold
    """
    entered, rates = exact(sold), []
    lost = entered - total(collected)
    if lost < 0:
        raise ValueError("More was collected than sold.")
    for amount in collected:
        rates.append(ratio(lost, entered))
        entered -= exact(amount)
    return rates


def step_balances(items, steps, width=STEP_DAYS):
    """Return what of the `aging` items (of a snapshot) is not due, and late by each of `steps`.

    Steps have one width, whatever buckets reports have. What is later than the last step is left
    out: an open bucket keeps what came long ago, so nothing could be said of what comes in.
    """
    return age(items, from_first_days(range(1, steps * width + 2, width))).amounts[:-1]


def roll_rates(snapshots):
    """Return the rate at which each bucket rolls into the next, one fewer than balances.

    Balance of bucket k + 1 at a month-end, of balance of bucket k at the one before; over several
    months weighted by balance: the sums, divided.

    :param snapshots: balances (see `step_balances`) at consecutive month-ends, the oldest first
    """
    months = list(pairwise(snapshots))
    return [
        ratio(
            total(after[bucket + 1] for _before, after in months),
            total(before[bucket] for before, _after in months),
        )
        for bucket in range(len(snapshots[0]) - 1 if snapshots else 0)
    ]


def suspicious(rates):
    """Return which rolls, from 0, are above 1: new sales do not start late, so dates are wrong."""
    return [number for number, rate in enumerate(rates) if rate is not None and exact(rate) > 1]


def rolled_loss_rates(rates, final):
    """Return the loss rate of each bucket: the product of its rolls, times the last one's loss.

    One more than `rates`. Unknown from the bucket on whose roll is unknown, back to the youngest.

    :param final: the part of the last bucket that is lost, or None
    """
    losses = [None if final is None else exact(final)]
    for rate in reversed(rates):
        known = rate is not None and losses[-1] is not None
        losses.append(exact(rate) * losses[-1] if known else None)
    return [None if loss is None else min(loss, Fraction(1)) for loss in reversed(losses)]
