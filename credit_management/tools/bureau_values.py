"""Checks of values, of which the bureau report contract is made. Pure.

A check is called as ``check(value, path, faults)`` and appends ``(path, what was expected)``.
"""

import re
from datetime import date, datetime

_DECIMAL = re.compile(r'-?\d{1,28}(\.\d{1,10})?')
_DAY = re.compile(r'\d{4}-\d{2}-\d{2}')
_INSTANT = re.compile(r'(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(\.\d{1,6})?Z')
_HASH = re.compile(r'[0-9a-f]{64}')
_SLUG = re.compile(r'[a-z0-9][a-z0-9_.-]{0,63}')
_COUNTRY = re.compile(r'[A-Z]{2}')
_CURRENCY = re.compile(r'[A-Z]{3}')
#: A report of more rows in one section is a mistake of whoever made it.
MAX_ROWS = 5000


def _matching(pattern, expected):
    def _check(value, path, faults):
        if not isinstance(value, str) or not pattern.fullmatch(value):
            faults.append((path, expected))
    return _check


def text(maximum=500, required=False):
    """Return a check of text of at most `maximum` characters; `required`: not blank.

    A check is `check(value, path, faults)`, which appends (path, what was expected).
    """
    def _check(value, path, faults):
        if not isinstance(value, str) or len(value) > maximum or required and not value.strip():
            faults.append((path, f'text of at most {maximum} characters'))
        elif not _is_storable(value):
            faults.append((path, 'UTF-8 text without NUL'))
    return _check


def _is_storable(value):
    """Tell whether a database takes `value`: no NUL, no half of a surrogate pair."""
    try:
        return '\0' not in value and (value.isascii() or bool(value.encode()))
    except UnicodeEncodeError:
        return False


def one_of(values):
    """Return a check: one of `values`, as text or number; true and false are none."""
    def _check(value, path, faults):
        if value not in values or isinstance(value, bool):
            faults.append((path, 'one of: ' + ', '.join(map(str, values))))
    return _check


def integer(value, path, faults):
    """A check: a whole number that 32 bits hold."""
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) >= 2 ** 31:
        faults.append((path, 'whole number'))


def number(value, path, faults):
    """A figure of which nobody says whether it is whole: 12 or "12.5"."""
    if isinstance(value, int):
        integer(value, path, faults)
    else:
        decimal(value, path, faults)


def boolean(value, path, faults):
    """A check: true or false, not 1 or 0."""
    if not isinstance(value, bool):
        faults.append((path, 'true or false'))


def day(value, path, faults):
    """A check: a day of the calendar as ISO text."""
    if not isinstance(value, str) or not _DAY.fullmatch(value) or not _is_day(value):
        faults.append((path, 'date YYYY-MM-DD'))


def _is_day(text):
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def instant(value, path, faults):
    """A check: a moment in UTC as ISO text."""
    if parse_instant(value) is None:
        faults.append((path, 'instant YYYY-MM-DDThh:mm:ssZ'))


def parse_instant(value):
    """Return a UTC datetime without zone, or None."""
    found = _INSTANT.fullmatch(value) if isinstance(value, str) else None
    if not found:
        return None
    try:
        return datetime.fromisoformat(found.group(1))
    except ValueError:
        return None


decimal = _matching(_DECIMAL, 'decimal as text, like "46962.50"')
hexhash = _matching(_HASH, '64 hex digits')
slug = _matching(_SLUG, 'lower-case code')
country = _matching(_COUNTRY, 'ISO-3166 alpha-2 code')
currency = _matching(_CURRENCY, 'ISO-4217 code')


def is_code(value):
    """Tell whether `value` may be the code of a bureau."""
    return isinstance(value, str) and bool(_SLUG.fullmatch(value))


def optional(check):
    """Allow null: asked, and there is none."""
    def _checked(value, path, faults):
        if value is not None:
            check(value, path, faults)
    return _checked


def record(fields, required=(), closed=False):
    """Return the check of an object. Unknown keys are ignored unless `closed`."""
    def _check(value, path, faults):
        if not isinstance(value, dict):
            faults.append((path, 'object'))
            return
        for name in required:
            if value.get(name) is None:
                faults.append((at(path, name), 'a value'))
        for name, item in value.items():
            if name in fields:
                if item is not None or name not in required:
                    fields[name](item, at(path, name), faults)
            elif closed:
                faults.append((at(path, str(name)[:80]), 'no such key'))
    return _check


def rows(check):
    """Return a check: a list of at most `MAX_ROWS` items that each pass `check`."""
    def _checked(value, path, faults):
        if not isinstance(value, list) or len(value) > MAX_ROWS:
            faults.append((path, f'list of at most {MAX_ROWS}'))
            return
        for index, item in enumerate(value):
            check(item, f'{path}[{index}]', faults)
    return _checked


def at(path, name):
    """Return the path of `name` below `path`."""
    return f'{path}.{name}' if path else name


def nullable(**fields):
    """Return the checks of `fields`, each of which may be null."""
    return {name: optional(check) for name, check in fields.items()}
