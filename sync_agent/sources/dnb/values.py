"""This bureau's ways of saying nothing: null, an empty object, and the word "None"."""

from ...normalise.text import clean
from ...normalise.values import BadValue, to_date


def block(owner, *path):
    """Return an object below, empty for everything that says nothing."""
    for name in path:
        owner = owner.get(name) if isinstance(owner, dict) else None
    return owner if isinstance(owner, dict) else {}


def first(rows):
    """Return the first object of a list, empty if there is none."""
    found = rows[0] if isinstance(rows, list) and rows else None
    return found if isinstance(found, dict) else {}


def text(value):
    """Return a scalar as clean text, None for nothing."""
    if value is None or isinstance(value, (dict, list, bool)):
        return None
    return clean(str(value), 300)


def day(value, draft, path):
    """Return the day of a date or an instant, None for nothing; what is none is said."""
    told = text(value)
    try:
        return None if told is None else to_date(told, 'iso_instant')
    except BadValue:
        draft.issue('bad_value', path)
        return None


def descriptions(rows):
    """Return the texts of reasons: objects with a description."""
    found = [text(row.get('description')) for row in rows if isinstance(row, dict)] \
        if isinstance(rows, list) else []
    return [words for words in found if words]
