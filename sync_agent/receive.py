"""Everything a source has to give, as deliveries: files, a stream of changes, subject by subject."""

import logging

from . import intake, reading
from .errors import SchemaDrift, Throttled, Transient
from .fetch import Fetch

_logger = logging.getLogger(__name__)
CHANGES = 'changes'
#: Numbers of changes after the cursor that were taken already.
TAKEN = 'taken'
#: The same of a stream that had to be made up for as a whole.
RESYNC = 'resync'
SUBSCRIBED = 'subscribed'
PAGE = 100
#: Answers are passed on after so many, not only when all are there.
PASS_ON = 50
#: A stream that never ends is looked at again in the next run.
MAX_PAGES = 1000


def receive(source, engine):
    """Yield Deliveries; each is pushed before the next one is asked for."""
    modes = source.describe().modes
    if 'files' in modes:
        yield from intake.deliveries(source, engine.state, engine.scales, engine.summary)
    if modes & {'pull', 'changes'}:
        yield from reading.deliveries(source, engine.state, engine.scales)
        fetch = Fetch(source, engine.state, engine.summary, engine.run_id, engine.dry)
        if 'changes' in modes and not engine.dry:
            yield from follow(source, engine, fetch)
        yield from pull(source, engine, fetch, fetch.due())


def pull(source, engine, fetch, tasks):
    """Ask about subjects and pass their answers on from time to time."""
    for number, _done in enumerate(fetch.run(tasks), 1):
        if number % PASS_ON == 0:
            yield from reading.deliveries(source, engine.state, engine.scales)
    yield from reading.deliveries(source, engine.state, engine.scales)


def follow(source, engine, fetch):
    """Yield what `changes` does; a stream that is away keeps nobody from being asked about."""
    try:
        yield from changes(source, engine, fetch)
    except (Transient, Throttled) as error:
        engine.summary.fail(error, source.name)


def changes(source, engine, fetch):
    """Follow a bureau's stream; its cursor moves only when Odoo has everything before it.

    Until then the same changes are told again: those that were taken are known by their number, and
    what they ask for is owed until it is there. So nothing is missed, and nothing bought twice.
    """
    state = engine.state
    subscribe(source, state)
    cursor = state.cursors.get(source.name, CHANGES)
    for _page in range(MAX_PAGES):
        page = source.changes(cursor, PAGE)
        yield from pull(source, engine, fetch, take(source, engine, fetch, page))
        if state.outbox.depth(source.name) or engine.stopping:
            return
        if page.more and page.cursor == cursor:
            raise SchemaDrift(f"{source.name} gives the same page of changes again and again.")
        cursor = page.cursor
        with state.transaction():
            state.cursors.move(source.name, CHANGES, cursor)
            state.cursors.move(source.name, TAKEN, [])
        if not page.more:
            return
    _logger.warning("%s: more changes than %d pages", source.name, MAX_PAGES)


def take(source, engine, fetch, page):
    """Write down what a page asks for, and return its Tasks."""
    state = engine.state
    taken = set(state.cursors.get(source.name, TAKEN) or ())
    fresh = [change for change in page.changes if change.change_ref not in taken]
    bound = bound_refs(source, state)
    refs = [ref for ref in dict.fromkeys(change.provider_ref for change in fresh) if ref in bound]
    if page.resync and RESYNC not in taken:
        taken.add(RESYNC)
        refs = sorted(bound)
        engine.summary.note(f"The stream does not reach back to the last run; all {len(refs)} "
                            f"subjects are asked about anew.", source.name)
    tasks = [task for ref in refs for task in fetch.of_ref(ref, forced=True)]
    with state.transaction():
        fetch.owe(tasks)
        state.cursors.move(source.name, TAKEN, sorted(
            taken | {change.change_ref for change in fresh}))
    engine.summary.count('changes', len(fresh))
    # A stream tells of others too: nothing is bought about strangers.
    engine.summary.count('changes of strangers', sum(
        change.provider_ref not in bound for change in fresh))
    return tasks


def bound_refs(source, state):
    """Return the bureau's keys of all subjects that are bound to a customer."""
    return {row[0] for row in state.database.rows(
        "SELECT DISTINCT provider_ref FROM binding WHERE provider = ? AND kind = 'bound'",
        (source.settings.provider,))}


def subscribe(source, state):
    """Ask to be told of exactly the subjects that are bound to a customer."""
    wanted = bound_refs(source, state)
    known = set(state.cursors.get(source.name, SUBSCRIBED) or ())
    if wanted == known:
        return
    if wanted - known:
        source.subscribe(sorted(wanted - known))
    if known - wanted:
        source.unsubscribe(sorted(known - wanted))
    state.cursors.move(source.name, SUBSCRIBED, sorted(wanted))
