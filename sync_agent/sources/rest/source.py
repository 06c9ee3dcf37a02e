"""A bureau over HTTP, described in the configuration: requests, paging, errors and maps."""

import datetime as dt

from ...errors import SchemaDrift
from ...mapping import DocumentMap, Path
from ...mapping.convert import ABSENT
from ...records.lists import Section, members
from ..base import Candidate, Capabilities, Change, Health, Page, RawReport
from ..http import parse_json
from ..web import HttpSource, clock_skew
from . import authorisation, pages
from .exchange import Classifier, fill, items_of
from .model import RestSettings

#: Places of a search; of a product it is `ref`, of a stream `cursor`.
_QUERY_PLACES = ('value', 'name', 'country', 'city', 'postcode')


class RestSource(HttpSource):
    Settings = RestSettings

    def __init__(self, name, settings, context):
        super().__init__(name, settings, context)
        self._products = {product.name: product for product in settings.products}
        # Slips of maps and paths are found here, not by the first answer.
        self._maps = {product.name: DocumentMap(product.map) for product in settings.products}
        self._hits = [DocumentMap(way.map) for way in settings.find]
        self._check_places()
        self._classifier = Classifier(settings.errors)

    def _check_places(self):
        for product in self.settings.products:
            fill(product, {'ref': 'x'})
        for way in self.settings.find:
            fill(way, dict.fromkeys(_QUERY_PLACES, 'x'))
        if self.settings.changes is not None:
            fill(self.settings.changes, {'cursor': 'x'})

    def describe(self):
        ways = [way.by for way in self.settings.find]
        modes = {'pull'} | ({'changes'} if self.settings.changes else set())
        return Capabilities(
            frozenset(modes), tuple(self._products),
            tuple(way for way in ways if way != 'name'),
            frozenset(self.settings.countries) if self.settings.countries else None,
            self.settings.charges, 'name' in ways,
            (self.settings.rate.calls, self.settings.rate.seconds), self.settings.residency,
            "described in your configuration")

    # === REQUESTS === #

    def authorise(self):
        return authorisation.make(self.settings.auth, self.context)

    def check_status(self, response, refreshable):
        self._classifier.status(response, refreshable)

    def _ask(self, request, values, product=None):
        path, content = fill(request, values)
        return self.client.request(request.method, path, product=product,
                                   classify=self._classifier.content, **content)

    def check(self):
        if self.settings.check is None:
            return Health(True, "no [check] says what may be asked free of charge")
        response = self._ask(self.settings.check, {})
        left = None
        if self.settings.check.quota is not None:
            left = Path(self.settings.check.quota).get(response.json())
        return Health(True, "answers", left if isinstance(left, int) else None,
                      clock_skew(response))

    # === PULL === #

    def find(self, query):
        """Search by the first identifier that there is a way for, else by name."""
        for way, hits in zip(self.settings.find, self._hits, strict=True):
            value = query.name if way.by == 'name' else query.identifier(way.by)
            if value is not None:
                return self._search(way, hits, query, value)
        return []

    def _search(self, way, hits, query, value):
        response = self._ask(way, {
            'value': value, 'name': query.name, 'country': query.country, 'city': query.city,
            'postcode': query.postcode}, f'search:{way.by}' if way.paid else None)
        items = items_of(response.json(), Path(way.items) if way.items else None)
        found = (self._candidate(way, hits, item) for item in items if isinstance(item, dict))
        return [candidate for candidate in found if candidate is not None]

    def _candidate(self, way, hits, item):
        report, reason = hits.assemble(item, lambda *_issue: None)
        if reason is not None or not report.get('provider_ref') or not report.get('subject'):
            return None
        confidence = None
        if way.confidence is not None:
            told = Path(way.confidence).get(item)
            if told is not ABSENT and told is not None:
                confidence = min(float(told) / way.confidence_of, 1.0)
        return Candidate(report['provider_ref'], report['subject'], confidence)

    def fetch(self, provider_ref, product):
        request = self._products[product]
        response = self._ask(request, {'ref': provider_ref}, product if request.paid else None)
        return RawReport(provider_ref, product, response.data, response.retrieved_at)

    def normalise(self, raw):
        product = self._products.get(raw.product)
        if product is None:
            raise SchemaDrift(f"[sources.{self.name}] has no product {raw.product!r} any more.")
        document, draft = parse_json(raw.data), self.draft(raw, {})
        report, reason = self._maps[raw.product].assemble(document, draft.issue)
        if reason is not None:
            raise SchemaDrift(reason[2], reason[1])
        # The key under which it was asked for is the bureau's own, unless the answer says another.
        report.setdefault('provider_ref', raw.provider_ref)
        draft.report = report
        draft.unknown = self._maps[raw.product].unknown(document)
        draft.failed = failed_sections(product, document, draft)
        for section in draft.failed:
            report.pop(section, None)
        return draft

    # === CHANGES === #

    def changes(self, cursor, limit):
        """Return what happened at the cursor's moment or later and was not seen yet."""
        stream = self.settings.changes
        today = dt.datetime.now(dt.timezone.utc).date().isoformat()
        at, seen = cursor or (stream.start or today, [])
        found, at, seen = self._read_stream(stream, at, set(seen))
        return Page(tuple(found), [at, sorted(seen)], more=False)

    def _read_stream(self, stream, at, seen):
        """Return (changes, last moment, ids seen at that moment)."""
        paths = {name: Path(getattr(stream, name)) for name in ('ref', 'id', 'at')}
        found, last, at_last = [], at, set(seen)
        for event in self._events(stream, at):
            told = {name: path.get(event) for name, path in paths.items()}
            if any(value is ABSENT or value is None for value in told.values()):
                raise SchemaDrift("An event lacks subject, number or time.")
            number, moment = str(told['id']), str(told['at'])
            if number in seen:
                continue
            found.append(Change(str(told['ref']), number))
            if moment > last:
                last, at_last = moment, set()
            if moment == last:
                at_last.add(number)
        return found, last, at_last

    def _events(self, stream, at):
        path, content = fill(stream, {'cursor': at})

        def ask(address, parameters):
            # A whole address brings its own parameters.
            params = {**content['params'], **parameters} if address is None else {}
            return self.client.request(
                stream.method, address or path, classify=self._classifier.content,
                **{**content, 'params': params}).json()

        return pages.walk(ask, stream.paging, Path(stream.items) if stream.items else None)

    def subscribe(self, refs):
        """A stream that is described here tells of everything it is asked for."""

    def unsubscribe(self, refs):
        """See `subscribe`."""


def failed_sections(product, document, draft):
    """Return the sections that the answer says it could not deliver."""
    if product.failed is None:
        return ()
    found = set()
    for word in items_of(document, Path(product.failed)):
        section = product.failed_values.get(str(word), str(word))
        if section in members(Section):
            found.add(section)
        else:
            draft.issue('enum_drift', 'sections_failed')
            draft.partial = True
    return tuple(sorted(found))
