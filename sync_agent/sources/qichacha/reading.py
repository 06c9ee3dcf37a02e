"""A card and its lists, put where the map finds them. Pure."""

from ...errors import SchemaDrift
from ...records import digest
from .model import APIS


def items_of(document):
    """Return the items of a list; an answer without a result has none."""
    result = document.get('Result')
    if not isinstance(result, dict):
        return []
    items = result.get('Data') or []
    if not isinstance(items, list):
        raise SchemaDrift("There is no list where the items should be.", 'Result.Data')
    return items


def total_of(document):
    """Return how many items there are on all pages."""
    told = (document.get('Paging') or {}).get('TotalRecords')
    return int(told) if str(told).isdigit() else len(items_of(document))


def prepare(document):
    """Add `lists`, `totals` and `formerNames` to a joined answer."""
    card = document['card']['Result']
    card['formerNames'] = [
        {'name': other.get('Name') if isinstance(other, dict) else other}
        for other in card.get('OriginalName') or ()]
    asked = [name for name in APIS if document.get(name) is not None]
    document['lists'], document['totals'] = {}, {}
    for name in asked:
        pages = document[name]
        document['totals'][name] = total_of(pages[0])
        document['lists'][name] = [
            keyed(name, item) for page in pages for item in items_of(page)]


def keyed(name, item):
    """Return an item with a key that it has again tomorrow."""
    words = [str(item[key]) for key in APIS[name].keys if item.get(key) not in (None, '', '-')]
    if not words:
        return item
    return {**item, 'key_': f"{name}:{digest('|'.join(words).encode())[:32]}"}
