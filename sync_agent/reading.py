"""Stored answers -> deliveries: what was fetched now, or by a run that did not get so far."""

import datetime as dt

import orjson

from .accept import Delivery
from .errors import UNEXPECTED, BadPayload, SchemaDrift, StateError
from .normalise import Draft, Profile, finish
from .records import Reject
from .records.sections import Identity
from .sources.base import RawReport
from .tasks import CANDIDATE

#: So many answers make a delivery.
PART = 100


def deliveries(source, state, scales):
    """Yield Deliveries until no stored answer of a source is new."""
    profile = profile_of(source, scales)
    while rows := state.raw.pending(source.name, PART):
        yield Delivery([read(source, state, profile, row) for row in rows],
                       lambda rows=rows: [state.raw.mark(row['id'], 'done') for row in rows])


def profile_of(source, scales):
    settings = source.settings
    return Profile(source.name, settings.provider, settings.residency, settings.send_raw, scales)


def read(source, state, profile, row):
    """Return the Normal or Reject that a stored answer is."""
    origin = {'raw': row['hash'], 'ref': row['provider_ref'], 'product': row['product']}
    try:
        raw = raw_of(state, row)
        draft = read_candidate(raw) if raw.product == CANDIDATE else source.normalise(raw)
    except (SchemaDrift, BadPayload, StateError) as error:
        return Reject('schema_drift', getattr(error, 'path', ''), str(error), origin, None,
                      row['provider_ref'])
    except UNEXPECTED as error:
        return Reject('schema_drift', '', f"{type(error).__name__}: {error}", origin, None,
                      row['provider_ref'])
    draft.raw_hash, draft.origin = row['hash'], origin
    draft.partner_id = row['partner_id']
    if draft.name_withheld:
        lend_name(draft, state)
    return finish(draft, profile, dt.datetime.now(dt.timezone.utc).date())


def lend_name(draft, state):
    """Let a report whose bureau does not tell the name carry the name of whom it was asked about."""
    customer = draft.partner_id and state.partners.get(draft.partner_id)
    if customer:
        draft.report['subject']['legal_name'] = customer['name']
        draft.issue('name_withheld', 'subject.legal_name', 'info')


def raw_of(state, row):
    """Return a stored answer as its source gave it."""
    return RawReport(
        row['provider_ref'], row['product'], state.raw_store.get(row['hash']),
        dt.datetime.fromtimestamp(row['retrieved_at'], dt.timezone.utc), row['media_type'],
        orjson.loads(row['meta']))


def read_candidate(raw):
    """Return a Draft of what a search said: an identity, and how sure the bureau is."""
    content = orjson.loads(raw.data)
    subject = Identity.model_validate_json(orjson.dumps(content['subject'])).wire()
    evidence = {'kind': 'bureau_search'}
    if content['detail']:
        evidence['detail'] = content['detail']
    if content['confidence'] is not None:
        evidence['confidence'] = content['confidence']
    return Draft({'subject': subject, 'provider_ref': raw.provider_ref}, raw.product, '',
                 raw.retrieved_at, evidence=[evidence], media_type=raw.media_type)
