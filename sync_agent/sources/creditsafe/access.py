"""How much of the contract is left, from `/access`."""


def read(document):
    """Return (reports left or None, words).

    Known is that there are `paid`, `used` and `expireDate` by country and service; how they nest is
    unverified, so they are looked for wherever they stand.
    """
    lines, left = [], None
    for place, entry in entries(document):
        rest = entry['paid'] - entry['used']
        left = (left or 0) + rest
        until = str(entry.get('expireDate') or '')[:10]
        lines.append(f"{place}: {rest} of {entry['paid']} left"
                     + (f" until {until}" if until else ""))
    return left, '; '.join(lines) or "answers, and says nothing of volumes"


def entries(document, place=()):
    """Yield (words that say where, entry) of everything that has `paid` and `used`."""
    if isinstance(document, list):
        for item in document:
            yield from entries(item, place)
    elif isinstance(document, dict):
        if all(type(document.get(name)) is int for name in ('paid', 'used')):
            yield ' '.join(place) or 'reports', document
            return
        for name, inner in document.items():
            yield from entries(inner, (*place, name))
