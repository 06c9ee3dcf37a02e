"""Qichacha as a source: one card and several lists make a report, each of them paid for by itself."""

import functools

from ...errors import AuthFailed, NotFound, SchemaDrift
from .. import auth
from ..base import Capabilities, Health, Pending, RawReport
from ..billed import BilledSource, candidate, pages_of
from ..http import parse_json
from ..native import as_itself, join
from ..web import clock_skew
from .model import APIS, QichachaSettings
from .reading import items_of, prepare, total_of

PRODUCT, REPORT = 'company', 'report_base'
NO_RESULT = '201'
#: Nobody's: asking about it finds nothing.
NOBODY = '000000000000000000'
PAGE = 20
#: The token holds the time; a clock that is further off is the likely reason of a refusal.
SKEW = 60
#: Seconds until a report that was ordered is asked for.
MAKING = 120


class Qichacha(BilledSource):
    Settings = QichachaSettings
    MAP = 'qichacha/report'
    CODE, MESSAGE = 'Status', 'Message'
    CODES = {'200': 'ok', NO_RESULT: 'ok'}
    PERSONAL = frozenset({'OperId', 'OperName'})

    def describe(self):
        settings = self.settings
        return Capabilities(
            frozenset({'pull'}), (PRODUCT, *settings.reports), ('usci',), frozenset({'CN'}),
            'per_hit', settings.search, (settings.rate.calls, settings.rate.seconds),
            settings.residency)

    # === REQUESTS === #

    def authorise(self):
        return auth.Digest(self.context.secret(self.settings.key),
                           self.context.secret(self.settings.secret))

    def check_status(self, response, refreshable):
        if response.status in (401, 403):
            refuse_skew(response)
        super().check_status(response, refreshable)

    def explain(self, response, error):
        refuse_skew(response)

    def check(self):
        response = self._ask_card(NOBODY, None)
        return Health(True, "answers; key and secret are good", clock_skew=clock_skew(response))

    def _ask_card(self, provider_ref, product='card'):
        return self.ask('ECIV4/GetBasicDetailsByName', product, params={'searchKey': provider_ref})

    # === PULL === #

    def find(self, query):
        code = query.identifier('usci')
        if code is not None:
            return [as_itself(query, 'usci', code)]
        return self._search(query.name) if self.settings.search else []

    def _search(self, name):
        response = self.ask('FuzzySearch/GetList', 'search', params={'searchKey': name})
        found = (candidate(item.get('CreditCode'), {'card': {'Result': item}}, prepare, self.MAP)
                 for item in response.json().get('Result') or ())
        return [hit for hit in found if hit is not None]

    def fetch(self, provider_ref, product):
        if product == REPORT:
            return self._order(provider_ref)
        return self.collect(provider_ref, product, lambda: self._card(provider_ref), {
            name: (APIS[name].path, functools.partial(self._list, name, provider_ref))
            for name in self.settings.apis})

    def _card(self, provider_ref):
        response = self._ask_card(provider_ref)
        document = response.json()
        if str(document['Status']) == NO_RESULT or not document.get('Result'):
            raise NotFound("The bureau knows no such company.")
        return response.data

    def _list(self, name, provider_ref):
        api = APIS[name]

        def ask(number):
            params = {'searchKey': provider_ref}
            if api.paged:
                params |= {'pageSize': str(PAGE), 'pageIndex': str(number)}
            return self.ask(api.path, name, params=params)

        return pages_of(ask, self.settings.max_pages if api.paged else 1, items_of, total_of)

    def normalise(self, raw):
        if raw.product == REPORT:
            return self.ordered(raw)
        draft = self.mapped(raw, prepare)
        document = parse_json(raw.data)
        draft.partial = any(pages is None for pages in document.values())
        for name, pages in document.items():
            if name != 'card' and pages and total_of(pages[0]) > sum(
                    len(items_of(page)) for page in pages):
                draft.issue('list_cut', f'events.{name}', 'info')
        return draft

    # === REPORTS THAT ARE ORDERED === #

    def _order(self, provider_ref):
        response = self.client.request(
            'POST', 'ReportBase/CreateReport', product=REPORT, repeatable=False,
            classify=self.classify, params={'searchKey': provider_ref})
        number = (response.json().get('Result') or {}).get('OrderNo')
        if not number:
            raise SchemaDrift("An order was taken without a number.", 'Result.OrderNo')
        return Pending(number, MAKING)

    def poll(self, provider_ref, product, token):
        if token is None:
            raise SchemaDrift("The answer to an order was lost, and with it its number: see in your "
                              "account whether it was taken. It is not made again.", 'Result.OrderNo')
        response = self.ask('ReportBase/GetReportInfo', params={'orderNo': str(token)})
        if not (response.json().get('Result') or {}).get('ReportUrl'):
            return Pending(token, MAKING)
        return RawReport(provider_ref, product, join({'report': response.data}),
                         response.retrieved_at)


def refuse_skew(response):
    """Say that the clock is wrong where that explains a refusal."""
    skew = clock_skew(response)
    if skew is not None and abs(skew) > SKEW:
        raise AuthFailed(f"Our clock is {abs(skew):.0f} s {'ahead of' if skew > 0 else 'behind'} the "
                         f"bureau's, and its tokens hold the time: set the clock of this machine.")
