"""The money guard: what was spent at whom, and whether the next call may be made.

A call is booked before it is sent, so that a crash in the middle counts it rather than forgets it.
"""

import datetime as dt
import time
from dataclasses import dataclass
from decimal import Decimal

from ..errors import QuotaExhausted


@dataclass(frozen=True)
class Spent:
    calls: int
    cost: Decimal


@dataclass(frozen=True)
class Caps:
    """How much one source may use in a run, a day and a month (UTC); None is no cap."""

    run_calls: int | None = None
    day_calls: int | None = None
    month_calls: int | None = None
    run_cost: Decimal | None = None
    day_cost: Decimal | None = None
    month_cost: Decimal | None = None

    def cap(self, period, what):
        return getattr(self, f'{period}_{what}')


PERIODS = ('run', 'day', 'month')


class Ledger:
    def __init__(self, database):
        self._database = database

    def reserve(self, source, product, run_id, caps, cost=Decimal(0), currency=None):
        """Book one call, or raise QuotaExhausted when it would pass a cap."""
        with self._database.transaction():
            for period in PERIODS:
                self._check(source, run_id, caps, period, cost)
            self._database.execute(
                'INSERT INTO ledger (source, product, run_id, spent_at, calls, cost, currency) '
                'VALUES (?, ?, ?, ?, 1, ?, ?)',
                (source, product, run_id, time.time(), str(cost), currency))

    def _check(self, source, run_id, caps, period, cost):
        calls_cap, cost_cap = caps.cap(period, 'calls'), caps.cap(period, 'cost')
        if calls_cap is None and cost_cap is None:
            return
        spent = self.spent(source, period, run_id)
        if calls_cap is not None and spent.calls + 1 > calls_cap:
            raise QuotaExhausted(
                f"{source}: {spent.calls} calls this {period}, and its cap is {calls_cap}. It "
                f"goes on with the next {period}; [sources.{source}.quota] sets the cap.")
        if cost_cap is not None and spent.cost + cost > cost_cap:
            raise QuotaExhausted(
                f"{source}: {spent.cost} spent this {period}, the next call costs {cost} and the "
                f"cap is {cost_cap}. [sources.{source}.quota] sets the cap.")

    def spent(self, source, period, run_id=None):
        """Return what a source used in this run, day or month."""
        if period == 'run':
            rows = self._database.rows(
                'SELECT calls, cost FROM ledger WHERE source = ? AND run_id = ?',
                (source, run_id))
        else:
            rows = self._database.rows(
                'SELECT calls, cost FROM ledger WHERE source = ? AND spent_at >= ?',
                (source, start_of(period)))
        return Spent(sum(row['calls'] for row in rows),
                     sum((Decimal(row['cost']) for row in rows), Decimal(0)))


def start_of(period):
    """Return when this day or month began, in seconds."""
    now = dt.datetime.fromtimestamp(time.time(), dt.timezone.utc)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return (midnight if period == 'day' else midnight.replace(day=1)).timestamp()
