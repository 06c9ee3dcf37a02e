"""Answers in pages, and when to stop asking for more."""

from ...errors import BadPayload, SchemaDrift
from ...mapping import Path
from ...mapping.convert import ABSENT
from .exchange import items_of


def walk(ask, paging, items):
    """Yield the items of all pages.

    :param ask: called with (address or None, {parameter: value}); returns a document
    :param paging: PagingSettings, or None for a single answer
    :raises SchemaDrift: a page comes again, or there are more than `max_pages`
    """
    if paging is None:
        yield from items_of(ask(None, {}), items)
        return
    place, count, seen = Place(paging), 0, None
    for _page in range(paging.max_pages):
        document = ask(place.address, place.parameters)
        found = items_of(document, items)
        if found and found[0] == seen:
            raise SchemaDrift("The bureau gives the same page again and again.")
        yield from found
        count, seen = count + len(found), found[0] if found else None
        if not found or _is_all(document, paging, count) or not place.advance(document, found):
            return
    raise SchemaDrift(f"There are more than {paging.max_pages} pages.")


def _is_all(document, paging, count):
    if paging.total is None:
        return False
    total = Path(paging.total).get(document)
    return isinstance(total, int) and count >= total


class Place:
    """Where the next page is."""

    def __init__(self, paging):
        self._paging, self.address = paging, None
        self._next = Path(paging.next) if paging.next else None
        self._value = paging.first if paging.kind in ('page', 'offset') else None

    @property
    def parameters(self):
        if self.address is not None:
            # A whole address brings its own.
            return {}
        found = {}
        if self._value is not None:
            found[self._paging.parameter] = str(self._value)
        if self._paging.size_parameter:
            found[self._paging.size_parameter] = str(self._paging.size)
        return found

    def advance(self, document, found):
        """Move on; return False at the end."""
        if self._paging.kind == 'page':
            self._value += 1
        elif self._paging.kind == 'offset':
            self._value += len(found)
        else:
            return self._follow(self._next.get(document))
        return True

    def _follow(self, told):
        if told is ABSENT or told is None or told == '':
            return False
        if not isinstance(told, (str, int)):
            raise BadPayload("What says where the next page is, is no text.")
        if self._paging.kind == 'cursor':
            self._value = told
        else:
            self.address = str(told)
        return True
