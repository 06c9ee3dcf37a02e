"""What connectors in code share: a map beside the module, joined answers, numbers that are keys."""

import json
from functools import cache
from importlib import resources

from ..errors import BadPayload, SchemaDrift
from ..mapping import DocumentMap, ReportMap
from ..toml import tomllib
from . import auth, http
from .base import Candidate
from .web import HttpSource


class NativeSource(HttpSource):
    """A bureau in code. `MAP` is the name of its map: `<MAP>.toml` below this folder."""

    MAP = None

    def authorise(self):
        return auth.NoAuth()

    def classify(self, response):
        """Raise what an answer with a good status says went wrong; it is an object at least."""
        if not isinstance(response.json(), dict):
            raise BadPayload("The answer is no object.")

    def ask(self, path, product=None, method='GET', **content):
        """Send a request that may be repeated; return a Response that is JSON."""
        return self.client.request(
            method, path, product=product, classify=self.classify, **content)

    def mapped(self, raw, prepare=None):
        """Return the Draft that the map makes of a stored answer.

        :param prepare: called with the document before, to put right what a map cannot say
        :raises SchemaDrift: what must be there is not
        """
        document, draft = http.parse_json(raw.data), self.draft(raw, {})
        if prepare is not None:
            prepare(document)
        found = document_map(self.MAP)
        report, reason = found.assemble(document, draft.issue)
        if reason is not None:
            raise SchemaDrift(reason[2], reason[1])
        draft.report, draft.unknown = report, found.unknown(document)
        return draft


@cache
def document_map(name):
    """Return the map of `<name>.toml`."""
    text = resources.files(__package__).joinpath(f'{name}.toml').read_text(encoding='utf-8')
    return DocumentMap(ReportMap.model_validate(tomllib.loads(text)))


def join(parts):
    """Return several answers as one JSON document, each byte for byte as it came; None is null.

    :param parts: {name: bytes that are JSON, or None}
    """
    members = [json.dumps(name).encode() + b':' + (
        b'null' if data is None else data.removeprefix(b'\xef\xbb\xbf'))
        for name, data in parts.items()]
    return b'{' + b','.join(members) + b'}'


def as_itself(query, scheme, value):
    """Return the Candidate of a register whose key is the customer's own number.

    It says what the customer says: whether the register agrees, its answer tells, and the ladder
    compares. So nothing has to be searched for.
    """
    return Candidate(value, {
        'legal_name': query.name, 'country': query.country,
        'identifiers': [{'scheme': scheme, 'value': value}]})

