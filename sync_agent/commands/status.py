"""`status`: what waits, what failed, what was spent."""

import time

from ..checkpoint.ledger import PERIODS


def status(config, state):
    """Return everything that somebody who looks after the agent asks first, JSON-ready."""
    latest = state.runs.latest(5)
    return {
        'runs': [{
            'id': row['id'], 'started_at': row['started_at'], 'ended_at': row['ended_at'],
            'exit_code': row['exit_code'], 'message': row['message'],
        } for row in latest],
        'customers': state.partners.count(),
        'outbox': {'reports': state.outbox.depth(), 'oldest': age(state.outbox.oldest())},
        'quarantine': [{
            'source': row['source'], 'code': row['code'], 'count': row['count'],
            'oldest': age(row['oldest'])} for row in state.quarantine.counts()],
        'orders': state.orders.count(),
        'breakers': [{
            'name': row['name'], 'open_for': max(0, row['open_until'] - time.time()),
        } for row in state.breakers.all() if row['open_until']],
        'cursors': [{
            'source': row['source'], 'name': row['name'], 'moved': age(row['moved_at'])}
            for row in state.cursors.all()],
        'spent': {name: spent_by(state, name) for name in config.sources},
    }


def spent_by(state, source):
    """Return {period: {calls, cost}} of this day and month."""
    return {period: {'calls': found.calls, 'cost': str(found.cost)}
            for period in PERIODS if period != 'run'
            for found in [state.ledger.spent(source, period)]}


def age(moment):
    """Return the seconds since a moment, or None."""
    return None if moment is None else max(0.0, time.time() - moment)
