"""VIES: whether a VAT number of the European Union is registered, with a number that proves the asking.

A tax office that is down says nothing about a number: only `valid` does. Some of them never tell a
name; then the report carries the name of the customer who was asked about, and says so.
"""

from typing import Annotated

from pydantic import StringConstraints

from ..errors import SchemaDrift, Throttled, Transient
from ..normalise.identifiers import EU_VAT
from .base import Capabilities, Health, RawReport
from .http import parse_json
from .native import NativeSource, as_itself
from .web import HttpSettings, RateSettings, clock_skew

PRODUCT = 'vat'
#: All of VIES is busy or down, or one of its tax offices is busy.
BUSY = frozenset({'MS_MAX_CONCURRENT_REQ', 'GLOBAL_MAX_CONCURRENT_REQ'})
DOWN = 'SERVICE_UNAVAILABLE'
#: One tax office is down: the others may be asked.
AWAY = frozenset({'MS_UNAVAILABLE', 'TIMEOUT'})
_COUNTRIES = (EU_VAT - {'EL', 'XI'}) | {'GR', 'GB'}
VatNumber = Annotated[str, StringConstraints(pattern=r'^[A-Z]{2}[0-9A-Z+*]{2,12}$')]


class ViesSettings(HttpSettings):
    base_url: str = 'https://ec.europa.eu/taxation_customs/vies/rest-api'
    #: ours: no limit is published, and the tax offices are easily overrun
    rate: RateSettings = RateSettings(calls=1, seconds=1)
    #: own VAT number: only who says it gets a number that proves the asking
    requester: VatNumber | None = None


class Vies(NativeSource):
    Settings = ViesSettings
    MAP = 'vies'

    def __init__(self, name, settings, context):
        super().__init__(name, settings, context)
        self._away = set()

    def describe(self):
        return Capabilities(
            frozenset({'pull'}), (PRODUCT,), ('vat',), _COUNTRIES,
            rate=(self.settings.rate.calls, self.settings.rate.seconds))

    def check(self):
        # Numbers of the test service are agreed upon; unverified, like its answers.
        response = self.ask('check-vat-test-service', method='POST',
                            json={'countryCode': 'EL', 'vatNumber': '100'})
        return Health(True, "answers; no account is needed", clock_skew=clock_skew(response))

    def classify(self, response):
        super().classify(response)
        code = error_of(response.json())
        if code in BUSY:
            raise Throttled(f"VIES is busy ({code}).")
        if code == DOWN:
            raise Transient(f"VIES is down ({code}).")

    # === PULL === #

    def find(self, query):
        number = query.identifier('vat')
        if number is None or number[:2] not in EU_VAT:
            return []
        return [as_itself(query, 'vat', number)]

    def fetch(self, provider_ref, product):
        country = provider_ref[:2]
        if country in self._away:
            raise away(country)
        content = {'countryCode': country, 'vatNumber': provider_ref[2:]}
        if self.settings.requester is not None:
            # What these two are called is from public client code: unverified.
            content |= {'requesterMemberStateCode': self.settings.requester[:2],
                        'requesterNumber': self.settings.requester[2:]}
        response = self.ask('check-vat-number', method='POST', json=content)
        self._check_answer(response.json(), country)
        return RawReport(provider_ref, product, response.data, response.retrieved_at)

    def _check_answer(self, document, country):
        """Raise unless the tax office itself has said yes or no."""
        code = error_of(document)
        if code in AWAY:
            # Neither tried again nor held against the other tax offices.
            self._away.add(country)
            raise away(country)
        if code is not None:
            raise SchemaDrift(f"VIES says {str(code)[:60]}, which nobody explained.", 'userError')
        if not isinstance(document.get('valid'), bool):
            raise SchemaDrift("VIES says neither valid nor invalid.", 'valid')

    def normalise(self, raw):
        draft = self.mapped(raw, prepare)
        subject = draft.report['subject']
        draft.name_withheld = subject.get('legal_name') is None
        if not (subject.get('address') or {}).get('lines'):
            subject.pop('address', None)
        if not parse_json(raw.data)['valid']:
            subject['identifiers'][0]['valid'] = False
            draft.issue('not_registered', 'subject.identifiers[0]')
        return draft


def away(country):
    return Transient(f"The tax office of {country} cannot be asked now; the next run tries again.")


def error_of(document):
    """Return the code that stands in the place of an answer, or None.

    The form of GET has it in `userError`; `errorWrappers` is from public client code.
    """
    code = document.get('userError')
    if code not in (None, '', 'VALID', 'INVALID'):
        return code
    wrapped = document.get('errorWrappers')
    if isinstance(wrapped, list) and wrapped and isinstance(wrapped[0], dict):
        return wrapped[0].get('error') or 'nothing'
    return None


def prepare(document):
    document['number'] = f"{document['countryCode']}{document['vatNumber']}"
    document['lines'] = (document.get('address') or '').splitlines()


SOURCE = Vies
