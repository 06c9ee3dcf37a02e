"""Bringing Odoo's customers into the cache: pages of keys, oldest change first."""

import datetime as dt
import logging
import time

from ..errors import OdooRefused
from ..normalise import identifiers
from ..records.lists import STRONG_SCHEMES
from . import names

_logger = logging.getLogger(__name__)
#: Cursors of the engine itself stand under no source's name.
ENGINE = '@engine'
PAGE = 500
#: A customer that is deleted says nothing: everything is read anew after so many seconds.
FULL_AFTER = 24 * 3600
#: A change may be committed later than the moment it carries.
OVERLAP = dt.timedelta(minutes=10)


def refresh(gateway, state, full=False):
    """Read what has changed; return the keys under which changed customers may be waited for."""
    place = state.cursors.get(ENGINE, 'partners') or {}
    full = full or not place or time.time() - place['full_at'] > FULL_AFTER
    generation = place.get('generation', 0) + (1 if full else 0)
    cursor = None if full else place['cursor']
    started, changed, last = time.time(), set(), place.get('cursor')
    seen = set()
    while True:
        page = gateway.partner_keys(cursor, PAGE)
        with state.transaction():
            for key in page.partners:
                changed |= store(state, key, generation)
        if page.partners:
            last = overlapping(page.partners[-1])
        if page.cursor is None:
            break
        mark = (page.cursor['write_date'], page.cursor['id'])
        if mark in seen:
            raise OdooRefused(f"Odoo gives the same page of customers again and again ({mark}).")
        seen.add(mark)
        cursor = page.cursor
    with state.transaction():
        if full:
            forgotten = state.partners.forget_unseen(generation)
            _logger.info("%d customers, %d are gone", state.partners.count(), forgotten)
        state.cursors.move(ENGINE, 'partners', {
            'cursor': last, 'generation': generation,
            'full_at': started if full else place['full_at']})
    return changed


def overlapping(key):
    """Return a cursor a little before this customer's change."""
    text = key.write_date.replace(' ', 'T').removesuffix('Z')
    moment = dt.datetime.fromisoformat(text) - OVERLAP
    return {'write_date': moment.isoformat() + 'Z', 'id': 0}


def store(state, key, generation):
    """Write one customer; return the keys that others may wait for, empty if nothing is new."""
    found = known_identifiers(key)
    words = names.tokens([key.name, *key.names])
    if not state.partners.store(key, found, words, generation):
        return set()
    return waiting_keys([(scheme, value) for scheme, value, _valid, _derived in found],
                        [key.name, *key.names])


def known_identifiers(key):
    """Return (scheme, verified value, valid, derived) of a customer's strong identifiers."""
    found = {}
    for identifier in key.identifiers:
        if identifier.scheme not in (*STRONG_SCHEMES, 'siret'):
            continue
        value, valid = identifiers.verify(identifier.scheme, identifier.value, key.country)
        if valid is not False:
            found[identifier.scheme, value] = (valid, 0)
    for scheme, value in list(found):
        for derived in identifiers.derive(scheme, value):
            found.setdefault(derived, (True, 1))
    return [(scheme, value, *facts) for (scheme, value), facts in found.items()]


def waiting_keys(numbers, all_names):
    """Return what links a report that nobody claimed to a customer who comes later."""
    return {f'{scheme}:{value}' for scheme, value in numbers} | {
        f'name:{names.plain(name)}' for name in all_names if name}
