"""What a report changes, field by field, against the last one that Odoo acknowledged."""

from dataclasses import dataclass

#: How it came here, not what it says.
_ENVELOPE = frozenset({
    'schema_version', 'provider', 'product', 'provider_ref', 'external_id', 'retrieved_at',
    'content_hash', 'raw_hash', 'raw', 'match', 'cost', 'issues', 'sections_present',
})
#: Rows are compared with the row of the same name, not of the same place.
_KEYS = ('key', 'code', 'scheme', 'policy_ref', 'period_end', 'name')


@dataclass(frozen=True)
class Planned:
    """One report on its way: whose it is, why, and what is new in it."""

    source: str
    provider: str
    provider_ref: str
    external_id: str
    content_hash: str
    as_of: str
    name: str
    partner_id: int | None
    partner: str
    step: str
    #: (path, old or None, new or None)
    changes: tuple


def changes(old, new):
    """Return (path, old, new) of every field that differs; `old` None is no report at all."""
    before, after = flat(old or {}), flat(new)
    return tuple(
        (path, before.get(path), after.get(path))
        for path in sorted(before.keys() | after.keys())
        if before.get(path) != after.get(path))


def flat(report):
    """Return {path: text} of what a report (plain JSON) says."""
    found = {}
    for name, value in report.items():
        if name not in _ENVELOPE:
            _add(found, name, value)
    return found


def _add(found, path, value):
    if isinstance(value, dict):
        for name, inner in value.items():
            _add(found, f'{path}.{name}', inner)
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            _add(found, f'{path}[{_token(inner, place)}]', inner)
    else:
        found[path] = 'null' if value is None else str(value)


def _token(item, place):
    if isinstance(item, dict):
        return next((item[name] for name in _KEYS if item.get(name)), place)
    return place
