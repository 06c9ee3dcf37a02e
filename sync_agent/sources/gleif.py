"""GLEIF: the public register of LEIs (CC0). It says who a company is, and nothing of its credit.

`LAPSED` is the yearly fee of the number, not the company: only the entity's own status counts.
"""

from ..errors import Ambiguous, NotFound, SchemaDrift
from ..normalise import identifiers
from ..records import encode
from .base import Candidate, Capabilities, Health, RawReport
from .native import NativeSource, as_itself, document_map, join
from .web import HttpSettings, RateSettings, clock_skew

PRODUCT = 'lei'
#: The register gives at most so many a page, and not more than 10,000 of one search.
PAGE = 200
#: The number was taken back, or another one took its place.
WITHDRAWN = frozenset({'RETIRED', 'ANNULLED', 'MERGED', 'DUPLICATE'})
_NUMBERS = ('reg_no', 'usci', 'siren')


class GleifSettings(HttpSettings):
    base_url: str = 'https://api.gleif.org/api/v1'
    #: unofficial: about 60 a minute
    rate: RateSettings = RateSettings(calls=60, seconds=60)
    #: ask for the direct parent too: a second request a company
    parents: bool = False


class Gleif(NativeSource):
    Settings = GleifSettings
    MAP = 'gleif'

    def describe(self):
        return Capabilities(
            frozenset({'pull'}), (PRODUCT,), ('lei', *_NUMBERS),
            rate=(self.settings.rate.calls, self.settings.rate.seconds), batch=self._batch)

    @property
    def _batch(self):
        # A parent is asked for one by one.
        return 1 if self.settings.parents else PAGE

    def check(self):
        response = self.ask('lei-records', params={'page[size]': '1'})
        return Health(True, "answers; no account is needed", clock_skew=clock_skew(response))

    # === PULL === #

    def find(self, query):
        """Take the LEI, or look for who is registered under the national number."""
        lei = query.identifier('lei')
        if lei is not None:
            return [as_itself(query, 'lei', lei)]
        number = query.identifier(*_NUMBERS)
        return [] if number is None else self._search(number, query.country)

    def _search(self, number, country):
        response = self.ask('lei-records', params={
            'filter[entity.registeredAs]': number, 'page[number]': '1', 'page[size]': str(PAGE)})
        records = records_of(response.json())
        if len(records) >= PAGE:
            raise Ambiguous(f"{PAGE} companies or more are registered under {number}.")
        found = [record for record in records if country in (None, country_of(record))]
        # A number that was taken back is no second company.
        current = [record for record in found if registration_of(record) not in WITHDRAWN]
        return [candidate_of(record) for record in current or found]

    def fetch(self, provider_ref, product):
        response = self.ask(f'lei-records/{provider_ref}')
        parts = {'record': response.data}
        if self.settings.parents:
            parts['parent'] = self._parent(provider_ref)
        return RawReport(provider_ref, product, join(parts), response.retrieved_at)

    def _parent(self, provider_ref):
        try:
            return self.ask(f'lei-records/{provider_ref}/direct-parent').data
        except NotFound:
            # None, or none that the company tells.
            return None

    def fetch_many(self, refs, product):
        """Return {LEI: RawReport} of those that the register knows, by one request."""
        response = self.ask('lei-records', params={
            'filter[lei]': ','.join(refs), 'page[number]': '1', 'page[size]': str(PAGE)})
        return {
            record['attributes']['lei']: RawReport(
                record['attributes']['lei'], product, encode({'record': {'data': record}}),
                response.retrieved_at)
            for record in records_of(response.json())}

    def normalise(self, raw):
        draft = self.mapped(raw, prepare)
        subject = draft.report['subject']
        if subject.get('status') is None:
            subject['status'] = 'unknown'
        if subject.get('status_raw', '').rpartition(' ')[2] in WITHDRAWN:
            draft.issue('identifier_withdrawn', 'subject.identifiers[0]')
        return draft


# === RECORDS === #

def records_of(document):
    """Return the records of a list; each must say its LEI."""
    records = document.get('data') if isinstance(document, dict) else None
    if not isinstance(records, list):
        raise SchemaDrift("There is no list of records.", 'data')
    for record in records:
        if not isinstance(record['attributes']['lei'], str):
            raise SchemaDrift("A record has no LEI.", 'data.attributes.lei')
    return records


def registration_of(record):
    return (record['attributes'].get('registration') or {}).get('status')


def country_of(record):
    """Return the country of a jurisdiction such as `US-DE`, or None."""
    jurisdiction = (record['attributes'].get('entity') or {}).get('jurisdiction')
    return jurisdiction[:2] if jurisdiction else None


def candidate_of(record):
    document = {'record': {'data': record}}
    prepare(document)
    report, reason = document_map(Gleif.MAP).assemble(document, lambda *_issue: None)
    if reason is not None:
        raise SchemaDrift(reason[2], reason[1])
    return Candidate(report['provider_ref'], report['subject'],
                     detail=registration_of(record) or '')


def prepare(document):
    """Put the country, the kinds of names and of the national number where the map finds them."""
    record = document['record']['data']
    attributes = record['attributes']
    entity = attributes['entity']
    country = country_of(record)
    if 'parent' in document and document['parent'] is None:
        # Asked, and there is none.
        document['parent'] = {'data': {'attributes': {'lei': None}}}
    entity['country'] = country
    entity['words'] = ', '.join(
        word for word in (entity.get('status'), registration_of(record)) if word)
    number = entity.get('registeredAs')
    if number:
        entity[scheme_of(country, number)] = number
    if entity.get('otherNames') is not None:
        split_names(entity, entity['otherNames'])


def split_names(entity, others):
    former = [other for other in others if 'PREVIOUS' in str(other.get('type'))]
    entity['formerNames'] = former
    entity['tradeNames'] = [other.get('name') for other in others if other not in former]


def scheme_of(country, number):
    """Return what a national number is called in the contract."""
    if country == 'CN' and identifiers.verify('usci', number)[1]:
        return 'usci'
    if country == 'FR' and identifiers.verify('siren', number)[1]:
        return 'siren'
    return 'reg_no'


SOURCE = Gleif
