"""`status`: what waits, what failed, what was spent."""

import datetime as dt
import time

from ..checkpoint.ledger import PERIODS


def status(config, state):
    """Return everything that somebody who looks after the agent asks first, JSON-ready."""
    latest = state.runs.latest(5)
    return {
        'runs': [{
            'started_at': instant(row['started_at']), 'ended_at': instant(row['ended_at']),
            'exit_code': row['exit_code'], 'message': row['message'],
        } for row in latest],
        'customers': state.partners.count(),
        'outbox': {'reports': state.outbox.depth(), 'oldest': instant(state.outbox.oldest())},
        'quarantine': [{
            'source': row['source'], 'code': row['code'], 'count': row['count'],
            'oldest': instant(row['oldest'])} for row in state.quarantine.counts()],
        'orders': state.orders.count(),
        'breakers': [{
            'name': row['name'], 'open_until': instant(row['open_until']),
        } for row in state.breakers.all() if row['open_until']],
        'cursors': [{
            'source': row['source'], 'name': row['name'], 'moved_at': instant(row['moved_at'])}
            for row in state.cursors.all()],
        'spent': {name: spent_by(state, name) for name in config.sources},
    }


def spent_by(state, source):
    """Return {period: {calls, cost}} of this day and month."""
    return {period: {'calls': found.calls, 'cost': str(found.cost)}
            for period in PERIODS if period != 'run'
            for found in [state.ledger.spent(source, period)]}


def instant(moment):
    """Return a moment as people and machines read it, or None."""
    if moment is None:
        return None
    return dt.datetime.fromtimestamp(int(moment), dt.timezone.utc).isoformat()


def age(moment):
    """Return the seconds since a moment, or None."""
    return None if moment is None else max(0.0, time.time() - moment)
