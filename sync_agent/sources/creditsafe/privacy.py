"""What a report says of persons and nobody here needs is dropped before the report is stored."""

import orjson

from ..http import parse_json

PERSONAL = frozenset({'gender', 'dateOfBirth', 'placeOfBirth'})


def strip(data):
    """Return an answer without birth dates, birth places and sexes, else as it came.

    :raises BadPayload: it is no JSON
    """
    document = parse_json(data)
    if not drop(document):
        return data
    return orjson.dumps(document, default=lambda figure: orjson.Fragment(str(figure).encode()))


def drop(value):
    """Drop personal keys wherever they stand; return how many there were."""
    if isinstance(value, list):
        return sum(map(drop, value))
    if not isinstance(value, dict):
        return 0
    found = PERSONAL & value.keys()
    for name in found:
        del value[name]
    return len(found) + sum(map(drop, value.values()))
