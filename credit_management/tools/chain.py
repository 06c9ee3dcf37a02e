"""The hash chain of the decision log: pure functions on plain values."""

import hashlib
import json
from datetime import date, datetime
from decimal import Decimal

VERSION = 1
#: Head of a chain that has no line yet.
GENESIS = '0' * 64


def _plain(value):
    """Return what JSON cannot say by itself: decimals as strings, dates as ISO text in UTC."""
    if isinstance(value, Decimal):
        return format(value.normalize(), 'f')
    if isinstance(value, datetime):
        return value.replace(microsecond=0, tzinfo=None).isoformat() + 'Z'
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (set, frozenset, tuple)):
        return sorted(value) if isinstance(value, (set, frozenset)) else list(value)
    raise TypeError(f'{type(value).__name__} cannot stand in the decision log')


def canonical(payload):
    """Return `payload` (dict of plain values) as canonical JSON text: sorted keys, no spaces.

    Floats are written with at most six decimals, so that the same amount gives the same text.
    """
    return json.dumps(
        _rounded(payload), default=_plain, sort_keys=True, separators=(',', ':'), ensure_ascii=False
    )


def _rounded(value):
    if isinstance(value, float):
        return round(value, 6) + 0.0
    if isinstance(value, dict):
        return {str(key): _rounded(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_rounded(item) for item in value]
    return value


def digest(chain, sequence, previous_hash, text):
    """Return the SHA-256 (64 hex digits) of one line of chain `chain` (``profile:<id>`` …)."""
    head = f'{VERSION}|{chain}|{sequence}|{previous_hash}|'
    return hashlib.sha256((head + text).encode()).hexdigest()


def faults(chain, lines, head_sequence, head_hash):
    """Return what is wrong with a chain, as a list of ``{"sequence", "fault"}``; empty = sound.

    `lines`: iterable of (sequence, previous_hash, hash, text) in the order of their sequence.
    `head_sequence`, `head_hash`: what the gate remembers as the last line.
    Faults: ``gap``, ``link``, ``content``, ``tail`` (lines are missing or added at the end).
    """
    found, expected, previous = [], 1, GENESIS
    for sequence, previous_hash, line_hash, text in lines:
        if sequence != expected:
            found.append({'sequence': sequence, 'fault': 'gap'})
        if previous_hash != previous:
            found.append({'sequence': sequence, 'fault': 'link'})
        if digest(chain, sequence, previous_hash, text) != line_hash:
            found.append({'sequence': sequence, 'fault': 'content'})
        expected, previous = sequence + 1, line_hash
    if (head_sequence, head_hash) != (expected - 1, previous):
        found.append({'sequence': head_sequence, 'fault': 'tail'})
    return found
