"""Tianyancha as a source: one card and several lists make a report, each of them paid for by itself."""

import datetime as dt
import functools

from ...errors import NotFound, OutcomeUnknown, SchemaDrift
from ...records import digest
from .. import auth
from ..base import Capabilities, Health, Pending, RawReport
from ..billed import BilledSource, candidate, pages_of
from ..http import parse_json
from ..native import as_itself, join
from ..web import clock_skew
from .model import APIS, REPORTS, TianyanchaSettings
from .reading import prepare

PRODUCT = 'company'
NO_DATA = 300000
#: Nobody's: asking about it finds nothing, and that is free of charge.
NOBODY = '000000000000000000'
#: Seconds until a report that was ordered is asked for.
MAKING = 120


class Tianyancha(BilledSource):
    Settings = TianyanchaSettings
    MAP = 'tianyancha/report'

    CODE, MESSAGE = 'error_code', 'reason'
    CODES = {'0': 'ok', str(NO_DATA): 'ok', '300005': 'forbidden'}
    PERSONAL = frozenset({
        'businessentity', 'cardnum', 'iname', 'legalPersonName', 'legalpersonName', 'partyCardNum',
        'personIdName', 'personIdNumber', 'pname', 'staff', 'xname', 'zname',
    })

    def describe(self):
        settings = self.settings
        misses = any(APIS[name].charges_misses for name in settings.apis)
        return Capabilities(
            frozenset({'pull'}), (PRODUCT, *settings.reports), ('usci',), frozenset({'CN'}),
            'per_call' if misses else 'per_hit', settings.search,
            (settings.rate.calls, settings.rate.seconds), settings.residency)

    # === REQUESTS === #

    def authorise(self):
        return auth.Header(self.context.secret(self.settings.secret))

    def check(self):
        response = self.ask('ic/baseinfo/normal', params={'keyword': NOBODY})
        return Health(True, "answers; the token is good", clock_skew=clock_skew(response))

    # === PULL === #

    def find(self, query):
        code = query.identifier('usci')
        if code is not None:
            return [as_itself(query, 'usci', code)]
        return self._search(query.name) if self.settings.search else []

    def _search(self, name):
        response = self.ask('search/2.0', 'search', params={
            'word': name, 'pageSize': '20', 'pageNum': '1'})
        found = (candidate(item.get('creditCode'), {'card': {'result': item}}, prepare, self.MAP)
                 for item in items_of(response.json()))
        return [hit for hit in found if hit is not None]

    def fetch(self, provider_ref, product):
        if product in REPORTS:
            return self._order(provider_ref, product)
        return self.collect(provider_ref, product, lambda: self._card(provider_ref), {
            name: (APIS[name].path, functools.partial(self._list, name, provider_ref))
            for name in self.settings.apis})

    def _card(self, provider_ref):
        response = self.ask('ic/baseinfo/normal', 'card', params={'keyword': provider_ref})
        document = response.json()
        if document['error_code'] == NO_DATA or not document.get('result'):
            raise NotFound("The bureau knows no such company.")
        return response.data

    def _list(self, name, provider_ref):
        api = APIS[name]
        return pages_of(lambda number: self.ask(api.path, name, params={
            'keyword': provider_ref, 'pageSize': str(api.size), 'pageNum': str(number)}),
            self.settings.max_pages, items_of, total_of)

    def normalise(self, raw):
        if raw.product in REPORTS:
            return self.ordered(raw)
        draft = self.mapped(raw, prepare)
        document = parse_json(raw.data)
        draft.partial = any(pages is None for pages in document.values())
        for name, pages in document.items():
            if name != 'card' and pages and cut(pages):
                draft.issue('list_cut', f'events.{name}', 'info')
        return draft

    # === REPORTS THAT ARE ORDERED === #

    def _order(self, provider_ref, product):
        """Order a report under a number of our own, by which it can be asked for in any case."""
        name = self.context.customer_name(self.settings.provider, provider_ref) or provider_ref
        day = dt.datetime.now(dt.timezone.utc).date().isoformat()
        token = {'uuid': digest(f'{self.name} {provider_ref} {product} {day}'.encode())[:32],
                 'name': name}
        try:
            self.client.request('GET', REPORTS[product], product=product, repeatable=False,
                                classify=self.classify, params=token)
        except OutcomeUnknown:
            self.context.logger.warning("%s: the answer to an order was lost", self.name)
        return Pending(token, MAKING)

    def poll(self, provider_ref, product, token):
        response = self.ask(REPORTS[product], params=token)
        if not response.json().get('result'):
            return Pending(token, MAKING)
        return RawReport(provider_ref, product, join({'report': response.data}),
                         response.retrieved_at)


def items_of(document):
    """Return the items of a list; an answer without data has none."""
    result = document.get('result')
    if result in (None, '', {}):
        return []
    items = result.get('items') if isinstance(result, dict) else None
    if items is None:
        return []
    if not isinstance(items, list):
        raise SchemaDrift("There is no list where the items should be.", 'result.items')
    return items


def total_of(document):
    """Return how many items there are on all pages, as far as it is said."""
    result = document.get('result') or {}
    total = result.get('total') if isinstance(result, dict) else None
    return int(total) if str(total).isdigit() else 0


def cut(pages):
    return total_of(pages[0]) > sum(len(items_of(page)) for page in pages)
