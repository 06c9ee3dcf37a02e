"""What an answer says of persons and nobody here needs is dropped before the answer is stored."""

import orjson

from .http import parse_json


def without(data, names):
    """Return JSON without the keys `names` (a set), wherever they stand, else as it came.

    :raises BadPayload: it is no JSON
    """
    document = parse_json(data)
    if not drop(document, names):
        return data
    return orjson.dumps(document, default=lambda figure: orjson.Fragment(str(figure).encode()))


def drop(value, names):
    """Drop keys from a document in place; return how many there were."""
    if isinstance(value, list):
        return sum(drop(item, names) for item in value)
    if not isinstance(value, dict):
        return 0
    found = names & value.keys()
    for name in found:
        del value[name]
    return len(found) + sum(drop(item, names) for item in value.values())
