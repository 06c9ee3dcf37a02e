"""One order with its delivery and its bill."""

from datetime import timedelta

from .model import UNIT


def order(made, customer, kind, day, units, rng):
    """Add an order with its delivery and its bill, each some days after what was before."""
    def later(before, most):
        return min(before + timedelta(days=rng.randint(0, most)), made.today)

    delivered = later(day, 9) if kind in ('full', 'part', 'unbilled') else None
    billed = later(delivered or day, 4) if kind in ('full', 'part', 'service') else None
    # Of an order that was delivered in part six tenths are billed: its units are whole tens.
    units = units // 10 * 10 + 10 if kind == 'part' else units
    unit = UNIT * 6 // 10 if kind == 'part' else UNIT
    return made.add(
        customer, kind, ordered=day, delivered=delivered, billed=billed, units=units, unit=unit,
        cents=units * (unit if billed else UNIT),
        due=billed and billed + timedelta(days=customer.term),
    )
