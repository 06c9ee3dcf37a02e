"""D&B Direct+ as a source."""

import base64

from ...errors import AuthFailed, BadPayload, Forbidden, NotFound, Transient
from ..auth import Token, ask_for_token
from ..base import Capabilities, Health, Page, RawReport
from ..http import check_status
from ..web import HttpSource
from . import candidates, monitoring, reading
from .model import DnbSettings

PRODUCT = 'full'
MAX_CANDIDATES = 10
#: Ways to ask `cleanseMatch`, best first: what the query must have, and how it is called.
_WAYS = (('duns', 'duns'), ('reg_no', 'registrationNumber'), ('siren', 'registrationNumber'),
         ('usci', 'registrationNumber'))


class DnbSource(HttpSource):
    Settings = DnbSettings

    def __init__(self, name, settings, context):
        super().__init__(name, settings, context)
        #: DUNS -> country, of those that this run has found.
        self._countries = {}
        self._stream = monitoring.Stream(self)

    def describe(self):
        settings = self.settings
        follows = settings.registration or settings.notifications_folder
        return Capabilities(
            frozenset({'pull', 'changes'} if follows else {'pull'}), (PRODUCT,),
            tuple(scheme for scheme, _name in _WAYS),
            frozenset(settings.countries) if settings.countries else None, 'per_hit',
            finds_by_name=True, rate=(settings.rate.calls, settings.rate.seconds),
            residency=settings.residency)

    # === REQUESTS === #

    def authorise(self):
        pair = ':'.join(self.context.secret(name).get_secret_value()
                        for name in (self.settings.user, self.settings.password))
        word = base64.b64encode(pair.encode()).decode()
        return Token(ask_for_token(
            self.settings.token_path, 'access_token', 'expiresIn',
            json={'grant_type': 'client_credentials'},
            headers={'Authorization': f'Basic {word}'}))

    def check_status(self, response, refreshable):
        """Raise what a status means, in the bureau's own words where it has any."""
        meaning = {400: BadPayload, 401: None if refreshable else AuthFailed, 403: Forbidden,
                   404: NotFound}.get(response.status)
        words = words_of(response) if meaning else ''
        if words:
            raise meaning(f"The bureau answered {response.status}: {words}")
        check_status(response, refreshable)

    def check(self):
        """Ask for a token: no request about companies is known to be free."""
        self.client.authenticate()
        return Health(True, "gives a token; it says nothing of volumes")

    # === PULL === #

    def find(self, query):
        """Ask by one identifier after the other, at last by name and place."""
        for scheme, name in _WAYS:
            value = query.identifier(scheme)
            if value is not None and (scheme == 'duns' or query.country):
                found = self._match(query, {name: value})
                if found:
                    return found
        if query.country is None:
            return []
        return self._match(query, {
            'name': query.name, 'addressLocality': query.city, 'postalCode': query.postcode})

    def _match(self, query, asked):
        params = {**asked, 'countryISOAlpha2Code': query.country,
                  'candidateMaximumQuantity': str(MAX_CANDIDATES),
                  'confidenceLowerLevelThresholdValue': str(self.settings.confidence)}
        try:
            response = self.client.get('v1/match/cleanseMatch', params={
                name: value for name, value in params.items() if value})
        except NotFound:
            return []
        found = candidates.read(response.json(), query.country)
        self._countries.update(
            (candidate.provider_ref, candidate.subject['country']) for candidate in found)
        return found

    def fetch(self, provider_ref, product):
        params = {'blockIDs': ','.join(self.settings.blocks)}
        is_german = self._country(provider_ref) == 'DE'
        if is_german:
            params.update(tradeUp='hq', orderReason=self.settings.order_reason,
                          customerReference=self.settings.customer_reference)
        response = self.client.get(f'v1/data/duns/{provider_ref}', product=product,
                                   classify=readable, params=params)
        return RawReport(provider_ref, product, response.data, response.retrieved_at,
                         meta={'trade_up': is_german})

    def _country(self, provider_ref):
        """Return the country of a subject: as found, else of the customer it is bound to."""
        if provider_ref in self._countries:
            return self._countries[provider_ref]
        partners = self.context.state.partners
        bound = partners.bound_to(self.settings.provider, provider_ref)
        customer = partners.get(min(bound)) if bound else None
        return customer and customer['country']

    def normalise(self, raw):
        return reading.read(raw, self.draft(raw, {}))

    # === CHANGES === #

    def changes(self, cursor, limit):
        found, cursor, more, resync = self._stream.read(cursor)
        return Page(tuple(found), cursor, more, resync)

    def subscribe(self, refs):
        if self.settings.registration is not None:
            monitoring.subscribe(self, refs)

    def unsubscribe(self, refs):
        """Nothing: what is told of strangers is passed over."""


def readable(response):
    """Raise unless an answer is a JSON object."""
    if not isinstance(response.json(), dict):
        raise BadPayload("The answer is no object.")


def words_of(response):
    """Return what an error says: its code and message."""
    try:
        document = response.json()
    except (BadPayload, Transient):
        return ''
    error = document.get('error') if isinstance(document, dict) else None
    if not isinstance(error, dict):
        return ''
    return ' '.join(str(error.get(name) or '') for name in ('errorCode', 'errorMessage'))[:200]
