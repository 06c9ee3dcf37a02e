"""Canonical JSON and the hashes made of it.

UTF-8, keys sorted, no spaces, no NaN, decimals as strings without trailing zeros: both sides of the
contract get the same bytes for the same content.
"""

import hashlib
from decimal import Decimal

import orjson

#: What a report's content hash leaves out: how it came here, not what it says.
NOT_CONTENT = frozenset({
    'external_id', 'retrieved_at', 'content_hash', 'raw_hash', 'raw', 'match', 'cost',
})
_OPTIONS = orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z | orjson.OPT_OMIT_MICROSECONDS


def encode(value):
    """Return `value` (plain Python, Decimal, date, UTC datetime) as canonical JSON bytes."""
    return orjson.dumps(value, default=_encode_other, option=_OPTIONS)


def _encode_other(value):
    if isinstance(value, Decimal):
        return decimal_text(value)
    raise TypeError(f"{type(value).__name__} has no place in a report")


def decimal_text(value):
    """Return a finite Decimal without exponent and without trailing zeros."""
    if not value:
        return '0'
    text = str(value)
    if 'E' in text:
        text = format(value, 'f')
    return text.rstrip('0').rstrip('.') if '.' in text else text


def digest(data):
    """Return the SHA-256 of bytes, in hex."""
    return hashlib.sha256(data).hexdigest()


def content_hash(wire):
    """Return the hash of what a report says; `wire` is one in plain values, as `Report.wire()`."""
    return digest(encode({key: wire[key] for key in wire if key not in NOT_CONTENT}))


def substance_hash(wire):
    """Return a sealed report's content hash without an assumed day, which moves every day."""
    if wire['as_of_quality'] == 'stated':
        return wire['content_hash']
    return content_hash({key: wire[key] for key in wire if key != 'as_of'})
