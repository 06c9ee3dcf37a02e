"""`export-metrics`: the state as Prometheus reads it, for the textfile collector."""

import datetime as dt
import os
import time

import orjson
from prometheus_client import CollectorRegistry, Gauge, generate_latest

from ..odoo_gateway import days_left
from .status import age


def metrics(config, state):
    """Return the exposition text as bytes."""
    registry = CollectorRegistry()

    def gauge(name, text, values, labels=()):
        found = Gauge(f'credit_sync_{name}', text, labels, registry=registry)
        for words, value in values:
            if value is not None:
                (found.labels(*words) if labels else found).set(value)

    last = next(iter(state.runs.latest(1)), None)
    if last is not None:
        gauge('last_run_timestamp_seconds', "when the last run began", [((), last['started_at'])])
        gauge('last_run_exit_code', "its exit code, -1 while it runs",
              [((), -1 if last['exit_code'] is None else last['exit_code'])])
        gauge('last_run_reports', "what the last run counted", [
            ((name,), number) for name, number in sorted(orjson.loads(last['counts']).items())
            if isinstance(number, int)], ('what',))
    gauge('outbox_reports', "reports that wait for Odoo", [((), state.outbox.depth())])
    gauge('outbox_oldest_seconds', "age of the oldest of them",
          [((), age(state.outbox.oldest()) or 0)])
    gauge('quarantine_reports', "inputs that were set aside", [
        ((row['source'], row['code']), row['count']) for row in state.quarantine.counts()],
        ('source', 'code'))
    gauge('orders_open', "reports that a bureau still makes", [((), state.orders.count())])
    gauge('breaker_open', "1 while nothing is sent there", [
        ((row['name'],), int((row['open_until'] or 0) > time.time()))
        for row in state.breakers.all()], ('name',))
    gauge('cursor_age_seconds', "since when a place in a stream has not moved", [
        ((row['source'], row['name']), age(row['moved_at'])) for row in state.cursors.all()],
        ('source', 'name'))
    http(gauge, state)
    spent(gauge, config, state)
    today = dt.datetime.now(dt.timezone.utc).date()
    gauge('odoo_key_days_left', "until the API key ends", [((), days_left(config.odoo, today))])
    return generate_latest(registry)


def http(gauge, state):
    rows = state.http_log.totals()
    gauge('http_requests', "requests by source and status, as long as they are kept", [
        ((row['source'], row['status']), row['count']) for row in rows], ('source', 'status'))
    gauge('http_seconds', "how long they took together", [
        ((row['source'], row['status']), (row['milliseconds'] or 0) / 1000) for row in rows],
        ('source', 'status'))


def spent(gauge, config, state):
    found = {name: state.ledger.spent(name, 'month') for name in config.sources}
    gauge('month_calls', "paid calls this month",
          [((name,), value.calls) for name, value in found.items()], ('source',))
    gauge('month_cost', "what they cost, in the source's currency",
          [((name,), float(value.cost)) for name, value in found.items()], ('source',))


def write(path, content):
    """Put the file there at once: a collector must not read half of it."""
    part = path.with_name(f'.{path.name}.{os.getpid()}')
    part.write_bytes(content)
    # The collector is another user.
    part.chmod(0o644)
    part.replace(path)
