"""Looking again at what was set aside: when a customer turns up, or when somebody asks for it."""

import datetime as dt

import orjson

from .accept import Delivery
from .checkpoint import Parcel
from .checkpoint.quarantine import content_of
from .errors import ConfigError
from .normalise import Normal
from .records import Report, substance_hash
from .sources.files import chunks
from .sources.files.readers import Chunk


def revisit_waiting(engine, sources, acceptance, changed):
    """Match reports again that nobody claimed, if a changed customer could be meant."""
    by_name = {source.name: source for source in sources}
    for row in engine.state.quarantine.waiting_for(sorted(changed)):
        if row['source'] in by_name:
            revisit(engine, by_name[row['source']], acceptance, row)


def revisit(engine, source, acceptance, row):
    """Take one row of the quarantine again; what still fails is back there afterwards."""
    def settle():
        engine.state.quarantine.settle(row, 'retried')

    if row['stage'] == 'odoo':
        with engine.state.transaction():
            settle()
            parcel = parcel_of(row)
            engine.state.outbox.forget(parcel)
            engine.state.outbox.add(parcel)
        engine.summary.count('queued again')
        return
    with engine.state.transaction():
        # First, so that a row that fails again is opened again.
        settle()
        found = found_in(engine, source, row)
        if found is not None:
            acceptance.take(source, Delivery([found]))


def found_in(engine, source, row):
    """Return what a row's input is now, or None if reading it is left to the next step."""
    origin, content = orjson.loads(row['origin']), content_of(row)
    if row['stage'] == 'match':
        return normal_of(source, content, origin)
    if 'file' in origin:
        return read_row(engine, source, origin, content)
    if 'raw' in origin:
        # It is new again: `reading` finds it.
        engine.state.database.execute(
            "UPDATE raw SET state = 'new' WHERE id = (SELECT max(id) FROM raw WHERE source = ? "
            'AND hash = ?)', (source.name, origin['raw']))
    # An answer that was never stored is fetched again when it is due.
    return None


def normal_of(source, content, origin):
    """Return the Normal that a stored report was before it was matched."""
    wire = Report.model_validate_json(orjson.dumps(content)).wire()
    return Normal(source.name, wire, substance_hash(wire), origin)


def read_row(engine, source, origin, content):
    """Read one row of a file again, by the map as it is now."""
    known = engine.state.files.get(source.name, origin['file'])
    first_seen = dt.datetime.fromtimestamp(int(known['first_seen_at']), dt.timezone.utc)
    job = source.job(origin['file'], origin['name'], engine.scales, first_seen)
    number = origin['row']
    if not isinstance(content, dict):
        chunk = Chunk(number, bad=[(number, content, row_message(content))])
    elif source.reads_documents(origin['name']):
        chunk = Chunk(number, [number], documents=[content])
    else:
        chunk = Chunk(number, [number], {name: [cell] for name, cell in content.items()})
    return chunks.normalise(job, chunk)[0]


def row_message(content):
    return f"This is still no row: {str(content)[:80]}"


def parcel_of(row):
    """Return the Parcel of a report that Odoo did not take."""
    body = content_of(row).encode()
    report = orjson.loads(body)
    if row['provider'] != report['provider']:
        raise ConfigError(f"Row {row['id']} of the quarantine is damaged.")
    wire = Report.model_validate_json(body).wire()
    return Parcel(
        row['source'], report['provider'], report['product'], report['provider_ref'],
        report['external_id'], report['content_hash'], substance_hash(wire), report['as_of'],
        wire['retrieved_at'].timestamp(), report['match']['partner_id'], body,
        orjson.loads(row['origin']), row['attempts'])
