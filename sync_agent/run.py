"""One run, from first to last: fetch -> normalise -> match -> push.

    what Odoo can, and its customers        match.refresh
    what an earlier run left                push
    for each source
        files, changes, subjects            receive   (fetch, intake, reading; normalise inside)
        whose they are, what is news        accept    (match inside, if not where a file is read)
        into Odoo                           push

Rows in = queued + unchanged + quarantined: asserted at the end. An error of a source ends that
source; an error of Odoo ends the run, or, if Odoo is only away, what costs money.
"""

import datetime as dt
import logging

import orjson

from . import match
from .accept import Acceptance
from .dry import DryGateway
from .engine import Engine, agent_name, log_context, make_gateway
from .errors import (
    ConfigError,
    ExitCode,
    OdooError,
    OdooUnreachable,
    SourceError,
    SyncError,
)
from .receive import receive
from .revisit import revisit_waiting
from .summary import Summary

_logger = logging.getLogger(__name__)


def run(config, state, only=(), gateway=None):
    """Do one run and return its Summary; what happened is in the state and in Odoo.

    :param only: names of sources; none means all that are enabled
    :param gateway: of an open connection, as `watch` has one
    :raises AlreadyRunning: another agent works on this state
    """
    return execute(config, state, lambda engine: work(engine, engine.sources(only)), gateway)


def execute(config, state, job, gateway=None):
    """Do `job(engine)` under the lease, with a record of the run whatever happens."""
    with state.lease.held():
        run_id, summary = state.runs.begin(), Summary()
        with log_context(run_id=run_id):
            try:
                gateway = gateway or make_gateway(config, state.breakers)
                job(Engine(config, state, gateway, run_id, summary))
            except SyncError as error:
                summary.fail(error)
                _logger.error("%s", error)
            except Exception as error:  # noqa: BLE001 - a defect of ours must leave a record too
                summary.codes.add(ExitCode.INTERNAL)
                summary.messages.append(f"Internal: {type(error).__name__}: {error}")
                _logger.exception("This is a defect of the agent.")
            finish(state, gateway, run_id, summary)
        return summary


def dry_run(config, state, only=(), gateway=None):
    """Return the Summary of a run on a copy of the state: it buys, moves and writes nothing."""
    scratch = state.scratch()
    try:
        listener = DryGateway(gateway or make_gateway(config))
        engine = Engine(config, scratch, listener, 'dry-run', Summary(), dry=True)
        work(engine, engine.sources(only))
        return engine.summary
    finally:
        scratch.discard()


def work(engine, sources):
    """The story told at the top of this page."""
    acceptance = Acceptance(
        engine.state, engine.ladder, engine.summary, engine.run_id, plan=engine.dry)
    prepare(engine, sources, acceptance)
    engine.push()
    for source in sources:
        if not engine.stopping:
            with log_context(source=source.name):
                take_all(source, engine, acceptance)
    engine.summary.check()


def prepare(engine, sources, acceptance):
    """Learn what Odoo takes and who its customers are; without Odoo, go by what was known."""
    try:
        engine.bureaus = engine.gateway.check_contract().bureaus
        if not engine.dry:
            tell_begin(engine)
        changed = match.refresh(engine.gateway, engine.state)
    except OdooUnreachable as error:
        engine.note_down(error)
        return
    revisit_waiting(engine, sources, acceptance, changed)


def take_all(source, engine, acceptance):
    """Take what one source gives; its errors end it, and the next one follows."""
    reason = engine.must_pause(source)
    try:
        engine.check_bureau(source)
        for delivery in receive(source, engine) if reason is None else ():
            acceptance.take(source, delivery)
            engine.push()
            reason = engine.must_pause(source)
            if reason is not None:
                break
    except OdooError:
        raise
    except (SourceError, ConfigError) as error:
        engine.summary.fail(error, source.name)
        _logger.error("%s: %s", source.name, error)
    if reason is not None:
        _logger.warning("%s: %s; %d reports wait for Odoo", source.name, reason,
                        engine.state.outbox.depth())


# === THE RECORD OF A RUN === #

def finish(state, gateway, run_id, summary):
    """Write down how a run ended, and tell Odoo of all runs that it does not know of."""
    summary.count('unknown keys', sum(map(len, summary.unknown.values())))
    counts = {**summary.counts, 'outcomes': summary.outcomes}
    message = '\n'.join([summary.line(), *summary.messages])
    state.runs.end(run_id, summary.exit_code, counts, message)
    for name, keys in summary.unknown.items():
        _logger.info("%s: nothing reads %s", name, ', '.join(sorted(keys)[:50]))
    _logger.info("Ended with %s (%d): %s", summary.exit_code.name, summary.exit_code,
                 summary.line())
    if gateway is None:
        return
    for row in state.runs.untold():
        try:
            gateway.record_run(as_record(row))
        except OdooError as error:
            _logger.warning("Odoo was not told of run %s: %s", row['id'], error)
            return
        state.runs.told(row['id'])


def tell_begin(engine):
    engine.gateway.record_run(as_record(engine.state.runs.get(engine.run_id)))


def as_record(row):
    """Return a run as the contract has it."""
    return {
        'agent': agent_name(), 'run_id': row['id'], 'started_at': instant(row['started_at']),
        'ended_at': instant(row['ended_at']), 'exit_code': row['exit_code'],
        'counts': orjson.loads(row['counts']).get('outcomes', {}), 'message': row['message'],
    }


def instant(seconds):
    if seconds is None:
        return None
    moment = dt.datetime.fromtimestamp(int(seconds), dt.timezone.utc)
    return moment.strftime('%Y-%m-%dT%H:%M:%SZ')
