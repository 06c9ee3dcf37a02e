"""Filling in a request of the configuration, and reading what its answer means."""

import re
from urllib.parse import quote

from ...errors import (
    Ambiguous,
    AuthFailed,
    BadPayload,
    ConfigError,
    Forbidden,
    LegalBlock,
    NotFound,
    QuotaExhausted,
    SchemaDrift,
    Throttled,
    Transient,
)
from ...mapping import Path
from ...mapping.convert import ABSENT
from ..http import check_status, retry_after

_PLACE = re.compile(r'\{([a-z_]+)\}')
_MEANINGS = {
    'auth': AuthFailed, 'forbidden': Forbidden, 'not_found': NotFound, 'ambiguous': Ambiguous,
    'legal': LegalBlock, 'throttled': Throttled, 'quota': QuotaExhausted, 'transient': Transient,
}


def fill(request, values):
    """Return (path, {params, json, headers}) of a request; an empty parameter is left out.

    :param values: {place: text or None}
    """
    path = _PLACE.sub(lambda found: quote(_value(values, found[1]), safe=''), request.path)
    content = {'params': _fill_all(request.params, values), 'headers': dict(request.headers)}
    if request.body:
        content['json'] = _fill_all(request.body, values)
    return path, content


def _fill_all(texts, values):
    filled = {name: _PLACE.sub(lambda found: _value(values, found[1]), text)
              for name, text in texts.items()}
    return {name: text for name, text in filled.items() if text}


def _value(values, place):
    if place not in values:
        raise ConfigError(f"{{{place}}} stands for nothing here; there are "
                          f"{', '.join(f'{{{name}}}' for name in sorted(values))}.")
    return values[place] or ''


class Classifier:
    """Raises what a status or a code inside an answer means."""

    def __init__(self, settings):
        self._settings = settings
        self._code = Path(settings.code) if settings.code else None
        self._message = Path(settings.message) if settings.message else None

    def status(self, response, refreshable):
        """Stand in the place of `check_status`."""
        meaning = self._settings.statuses.get(str(response.status))
        if meaning is None:
            check_status(response, refreshable)
        elif meaning != 'ok':
            self._raise(meaning, f"The bureau answered {response.status}.", response)

    def content(self, response):
        """Look into an answer that came with a good status."""
        document = response.json()
        if self._code is None:
            return
        found = self._code.get(document)
        if found is ABSENT or found is None:
            return
        code = str(found)
        meaning = self._settings.codes.get(code)
        words = self._message.get(document) if self._message else None
        text = f"The bureau says {code}" + (f": {str(words)[:200]}" if words else ".")
        if meaning is None:
            raise SchemaDrift(text + " Nobody said what that means; see [errors].", '')
        if meaning != 'ok':
            self._raise(meaning, text, response)

    def _raise(self, meaning, text, response):
        error = _MEANINGS[meaning]
        if error in (Throttled, Transient):
            raise error(text, retry_after(response))
        raise error(text)


def items_of(document, path):
    """Return the list at `path` (a Path or None for the document itself)."""
    found = document if path is None else path.get(document)
    if found is ABSENT or found is None:
        return []
    if isinstance(found, dict):
        return [found]
    if not isinstance(found, list):
        raise BadPayload("There is no list where the hits should be.")
    return found
