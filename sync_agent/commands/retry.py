"""`retry`: what was set aside is taken again, or dropped for good."""

import datetime as dt

from .. import reading
from ..accept import Acceptance
from ..errors import ConfigError
from ..revisit import revisit
from ..run import execute, prepare


def retry(config, state, source=None, code=None, number=None):
    """Take rows of the quarantine again and push what comes of them; return the Summary."""
    def job(engine):
        sources, acceptance = ready(engine)
        rows = engine.state.quarantine.find(source, code, number)
        for row in rows:
            if row['source'] in sources:
                revisit(engine, sources[row['source']], acceptance, row)
        pass_on(engine, sources.values(), acceptance)

    return execute(config, state, job)


def replay(config, state, since, source=None):
    """Read stored answers of `since` (a date) and later again: free of charge, by today's maps."""
    moment = dt.datetime.combine(since, dt.time(), dt.timezone.utc).timestamp()

    def job(engine):
        sources, acceptance = ready(engine)
        for name in [source] if source else sources:
            for row in engine.state.raw.since(name, moment):
                engine.state.raw.mark(row['id'], 'new')
        pass_on(engine, sources.values(), acceptance)

    return execute(config, state, job)


def ready(engine):
    """Return ({name: source}, Acceptance) after Odoo was asked what it takes."""
    sources = {found.name: found for found in engine.sources()}
    acceptance = Acceptance(engine.state, engine.ladder, engine.summary, engine.run_id)
    prepare(engine, sources.values(), acceptance)
    return sources, acceptance


def pass_on(engine, sources, acceptance):
    """Read answers that are new again, and push everything."""
    for source in sources:
        for delivery in reading.deliveries(source, engine.state, engine.scales):
            acceptance.take(source, delivery)
            engine.push()
    engine.push()
    engine.summary.check()


def discard(state, source=None, code=None, number=None):
    """Drop rows of the quarantine for good; return how many."""
    if source is None and code is None and number is None:
        raise ConfigError("Say which ones to discard: --source, --code or --id.")
    with state.lease.held(), state.transaction():
        rows = state.quarantine.find(source, code, number)
        for row in rows:
            state.quarantine.settle(row, 'discarded')
    return len(rows)
