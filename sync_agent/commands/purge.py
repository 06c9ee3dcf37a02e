"""`purge`: what is older than the configuration keeps it."""

import time

DAY = 86400


def purge(config, state):
    """Delete what is due and return {what: how many}; what waits for somebody stays."""
    with state.lease.held():
        settings, now = config.state, time.time()
        done, log = now - settings.keep_done_days * DAY, now - settings.keep_log_days * DAY
        counts = {'answers': purge_answers(state, settings.keep_raw_days)}
        with state.transaction():
            counts['requests'] = delete(state, 'http_log', 'sent_at < ?', log)
            counts['runs'] = delete(
                state, 'run', 'ended_at IS NOT NULL AND told_odoo AND started_at < ?', log)
            counts['files'] = delete(state, 'file', "state <> 'reading' AND done_at < ?", done)
            counts['set aside'] = delete(
                state, 'quarantine', "state <> 'open' AND last_at < ?", done)
            counts['acknowledged'] = delete(state, 'acknowledged', 'acknowledged_at < ?', done)
            counts['misses'] = delete(state, 'negative', 'valid_until < ?', now)
            # A year's budget is looked at by the month.
            counts['bookings'] = delete(state, 'ledger', 'spent_at < ?', now - 400 * DAY)
        state.database.execute('VACUUM')
    return counts


def purge_answers(state, days):
    """Delete stored answers that a newer one of the same subject has replaced."""
    rows = state.raw.expired(days)
    for row in rows:
        if state.raw.delete(row):
            state.raw_store.delete(row['hash'])
    return len(rows)


def delete(state, table, condition, moment):
    # Tables and conditions are those above; the moment is bound.
    return state.database.execute(
        f'DELETE FROM {table} WHERE {condition}', (moment,)).rowcount  # noqa: S608
