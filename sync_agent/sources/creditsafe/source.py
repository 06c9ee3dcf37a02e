"""Creditsafe Connect as a source."""

import itertools

from ...errors import Ambiguous, BadPayload, Forbidden, NotCovered, NotFound, QuotaExhausted
from ...mapping import Path
from ..auth import Token, ask_for_token
from ..base import Capabilities, Health, Page, RawReport
from ..privacy import without
from ..rest import pages
from ..rest.model import PagingSettings
from ..web import HttpSource, clock_skew
from . import access, hits, messages, monitoring, reading
from .model import CreditsafeSettings

PRODUCT = 'full'
#: Of directors and owners; nobody needs it here.
PERSONAL = frozenset({'gender', 'dateOfBirth', 'placeOfBirth'})
#: Companies are counted in pages from 1, events (see `monitoring`) from 0.
_COMPANIES = PagingSettings(first=1, size_parameter='pageSize', size=50, total='totalSize',
                            max_pages=10)
#: Identifiers that a search takes, and under which name.
_WAYS = (('reg_no', 'regNo'), ('siret', 'regNo'), ('siren', 'regNo'), ('vat', 'vatNo'))
#: So many hits of a search by name are looked at.
MAX_BY_NAME = 20


class CreditsafeSource(HttpSource):
    Settings = CreditsafeSettings

    def __init__(self, name, settings, context):
        super().__init__(name, settings, context)
        self._reader = reading.Reader()
        #: Countries whose reports the contract does not have, as this run has learnt.
        self._not_covered = set()
        self._near_limit = False

    def describe(self):
        modes = {'pull'} if self.settings.portfolio is None else {'pull', 'changes'}
        rate = self.settings.rate
        return Capabilities(
            frozenset(modes), (PRODUCT,), tuple(dict.fromkeys(scheme for scheme, _ in _WAYS)),
            frozenset(self.settings.countries), 'per_hit', finds_by_name=True,
            rate=(rate.calls, rate.seconds), residency=self.settings.residency)

    # === REQUESTS === #

    def authorise(self):
        secrets = {'username': self.context.secret(self.settings.user).get_secret_value(),
                   'password': self.context.secret(self.settings.password).get_secret_value()}
        # It lives for an hour, which the answer does not say.
        return Token(ask_for_token('authenticate', 'token', json=secrets),
                     prefix=self.settings.prefix)

    def check_status(self, response, refreshable):
        messages.check(response, refreshable)

    def _look(self, response):
        """Raise what the messages of an answer mean; remember that the end is near."""
        document = response.json()
        if not isinstance(document, dict):
            raise BadPayload("The answer is no object.")
        if messages.LIMITS_NEARING in messages.read(document) and not self._near_limit:
            self._near_limit = True
            self.context.tell("The contract's volume is nearly used up." + (
                "" if self.settings.spend_last else
                " No more is bought in this run; `spend_last = true` buys the rest."))

    def _get(self, path, country, product=None, /, **params):
        """Ask about a company of a country; a country without access is asked about once."""
        if country in self._not_covered:
            raise NotCovered(not_covered(country))
        try:
            return self.client.get(path, product=product, classify=self._look, params=params)
        except Forbidden:
            self._not_covered.add(country)
            raise NotCovered(not_covered(country)) from None

    def check(self):
        response = self.client.get('access')
        left, words = access.read(response.json())
        if self.settings.portfolio is not None and not monitoring.has_rules(self):
            words += "; " + monitoring.no_rules(self.settings.portfolio)
        return Health(True, words, left, clock_skew(response))

    # === PULL === #

    def find(self, query):
        """Search by one identifier after the other, at last by name."""
        if query.country is None:
            # A search without country is refused.
            return []
        for scheme, parameter in _WAYS:
            value = query.identifier(scheme)
            if value is not None and (found := self._search(query, **{parameter: value})):
                return found
        return self._by_name(query)

    def _search(self, query, limit=None, **asked):
        try:
            found = list(itertools.islice(self._companies(query, asked), limit))
        except NotFound as error:
            if isinstance(error, NotCovered):
                raise
            return []
        return hits.candidates(found)

    def _companies(self, query, asked):
        def ask(_address, page):
            return self._get('companies', query.country, countries=query.country, **asked,
                             **page).json()

        return pages.walk(ask, _COMPANIES, Path('companies'))

    def _by_name(self, query):
        """Search by name: what is found is for a person to decide."""
        try:
            if self.settings.match_threshold is not None:
                return self._match(query)
            return self._search(query, limit=MAX_BY_NAME, name=query.name)
        except Ambiguous:
            return []

    def _match(self, query):
        # Unverified: that `match` names name and postcode as the search does.
        response = self._get(
            'companies/match', query.country, country=query.country, name=query.name,
            **{'postCode': query.postcode} if query.postcode else {},
            matchThreshold=str(self.settings.match_threshold))
        found = response.json().get('matchedCompanies')
        return hits.candidates(found if isinstance(found, list) else [])

    def fetch(self, provider_ref, product):
        country = provider_ref[:2]
        if self._near_limit and not self.settings.spend_last:
            raise QuotaExhausted("The contract's volume is nearly used up.")
        params = {'language': self.settings.language, 'template': self.settings.template}
        if country == 'DE' and self.settings.german_reason is not None:
            params['customData'] = f'de_reason_code::{self.settings.german_reason}'
        response = self._get(f'companies/{provider_ref}', country, product, **{
            name: value for name, value in params.items() if value is not None})
        return RawReport(provider_ref, product, without(response.data, PERSONAL),
                         response.retrieved_at)

    def normalise(self, raw):
        return self._reader.read(raw, self.draft(raw, {}))

    # === CHANGES === #

    def changes(self, cursor, limit):
        found, cursor = monitoring.read(self, cursor)
        return Page(tuple(found), cursor)

    def subscribe(self, refs):
        monitoring.subscribe(self, refs)

    def unsubscribe(self, refs):
        """Nothing: what is told of strangers costs nothing, and is passed over."""


def not_covered(country):
    return f"Reports on companies in {country} are not in your contract; they are left out."
