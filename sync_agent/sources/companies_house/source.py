"""Companies House, the register of the United Kingdom: profile, insolvency, charges, and its stream.

A flag that is absent is unknown, not false; a members' voluntary liquidation is solvent; a number is a
text of eight characters. The register names no day that a profile speaks of.
"""

import dataclasses
import re
import time

from pydantic import Field, SecretStr, field_validator

from ...errors import NotFound, SourceError, Throttled
from .. import http
from ..auth import Basic
from ..base import Capabilities, Change, Health, Page, RawReport
from ..listening import Listener, is_cut
from ..native import NativeSource, as_itself, join
from ..web import HttpSettings, RateSettings, check_address, clock_skew
from .profile import prepare

PRODUCT = 'company'
STREAMS = ('companies', 'insolvency-cases', 'charges')
#: No company has it: asking for it shows whether the key is good.
NOBODY = '00000000'
#: A reset that is further away is a slip of the clock.
LONGEST_PAUSE = 600
#: `resource_uri` and `event.timepoint` are as the register's guide to its streams shows them.
_ABOUT = re.compile(r'^/company/([A-Z0-9]{8})(?:/|$)')


class CompaniesHouseSettings(HttpSettings):
    base_url: str = 'https://api.company-information.service.gov.uk'
    rate: RateSettings = RateSettings(calls=600, seconds=300)
    #: name of the secret that is the key
    secret: str
    #: name of the secret that is the key of the streams; None: no stream is followed
    stream_secret: str | None = None
    stream_url: str = 'https://stream.companieshouse.gov.uk'
    streams: tuple[str, ...] = STREAMS
    #: how long each stream is listened to at most
    listen_seconds: float = Field(default=10, gt=0, le=300)

    @field_validator('stream_url')
    @classmethod
    def _check_stream(cls, value):
        return check_address(value)

    @field_validator('streams')
    @classmethod
    def _check_streams(cls, value):
        unknown = set(value) - set(STREAMS)
        if unknown:
            raise ValueError(f"there are {', '.join(STREAMS)}")
        return value


class Expired(SourceError):
    """The stream does not reach back to a timepoint."""


class CompaniesHouse(NativeSource):
    Settings = CompaniesHouseSettings
    MAP = 'companies_house/report'

    def __init__(self, name, settings, context):
        super().__init__(name, settings, context)
        self._left, self._stream_client = None, None

    def describe(self):
        modes = {'pull'} if self.settings.stream_secret is None else {'pull', 'changes'}
        return Capabilities(
            frozenset(modes), (PRODUCT,), ('reg_no',), frozenset({'GB'}),
            rate=(self.settings.rate.calls, self.settings.rate.seconds))

    # === REQUESTS === #

    def authorise(self):
        return Basic(self.context.secret(self.settings.secret), SecretStr(''))

    def check_status(self, response, refreshable):
        """Do what the headers of the quota say, before the register has to."""
        left = response.headers.get('x-ratelimit-remain', '')
        pause = seconds_to_reset(response)
        if left.isdigit():
            self._left = int(left)
        if response.status == 429 and pause is not None and http.retry_after(response) is None:
            raise Throttled("The register answered 429.", pause)
        super().check_status(response, refreshable)
        if self._left == 0 and pause is not None:
            self.client.limiter.pause(pause)

    def check(self):
        try:
            response = self.ask(f'company/{NOBODY}')
        except NotFound:
            return Health(True, "answers; the key is good", self._left)
        return Health(True, "answers", self._left, clock_skew(response))

    # === PULL === #

    def find(self, query):
        number = query.identifier('reg_no')
        return [] if number is None else [as_itself(query, 'reg_no', number)]

    def fetch(self, provider_ref, product):
        response = self.ask(f'company/{provider_ref}')
        profile, parts = response.json(), {'profile': response.data}
        for flag, name in (('has_insolvency_history', 'insolvency'), ('has_charges', 'charges')):
            if profile.get(flag) is not False:
                parts[name] = self._if_any(f'company/{provider_ref}/{name}')
        return RawReport(provider_ref, product, join(parts), response.retrieved_at)

    def _if_any(self, path):
        try:
            return self.ask(path).data
        except NotFound:
            return None

    def normalise(self, raw):
        draft = self.mapped(raw, lambda document: prepare(document, raw.retrieved_at.date()))
        profile = http.parse_json(raw.data)['profile']
        if profile.get('registered_office_is_in_dispute'):
            # Of the address alone: nothing else is in doubt.
            draft.issue('address_disputed', 'subject.address', 'info')
        if profile.get('undeliverable_registered_office_address'):
            draft.issue('address_undeliverable', 'subject.address')
        count = (draft.report.get('counters') or {}).get('charge', {}).get('count')
        charges = [event for event in draft.report['events'] if event['kind'] == 'charge']
        if count is not None and count > len(charges):
            draft.issue('list_cut', 'events', 'info')
        return draft

    # === CHANGES === #

    def subscribe(self, refs):
        """The streams tell of every company there is."""

    def unsubscribe(self, refs):
        """See `subscribe`."""

    @property
    def stream_client(self):
        if self._stream_client is None:
            settings = self.settings
            # Another service: when it is away, the register is not.
            context = dataclasses.replace(self.context, source=f'{self.name}-stream')
            self._stream_client = http.HttpClient(
                context, settings.stream_url,
                Basic(self.context.secret(settings.stream_secret), SecretStr('')),
                ca_bundle=settings.ca_bundle, timeout=settings.listen_seconds,
                status=check_stream_status, read=Listener(settings.listen_seconds))
        return self._stream_client

    def changes(self, cursor, limit):
        """Listen to one stream after the other; the cursor is {stream: last timepoint seen}."""
        last, found, more, resync = dict(cursor or {}), [], False, False
        for stream in self.settings.streams:
            try:
                response = self._listen(stream, last.get(stream))
            except Expired:
                # Where it stands now is asked first: what happens during the resync is not missed.
                response, resync = self._listen(stream, None), True
                last.pop(stream, None)
            for change, timepoint in self._read(stream, response.data):
                if timepoint > last.get(stream, -1):
                    last[stream] = timepoint
                    found.append(change)
            more = more or is_cut(response)
        return Page(tuple(found), last, more, resync)

    def _listen(self, stream, timepoint):
        params = {} if timepoint is None else {'timepoint': str(timepoint)}
        return self.stream_client.get(stream, params=params)

    def _read(self, stream, data):
        """Yield (Change, timepoint) of all lines that can be read."""
        for line in data.splitlines():
            if not line.strip():
                continue
            try:
                event = http.parse_json(line)
                timepoint, about = event['event']['timepoint'], _ABOUT.match(event['resource_uri'])
                yield Change(about[1], f'{stream}:{timepoint}', stream), int(timepoint)
            except (http.BadPayload, LookupError, TypeError, ValueError):
                self.context.tell(f"The stream {stream} has a line that cannot be read.")


def check_stream_status(response, refreshable):
    if response.status == 416:
        raise Expired("The stream does not reach back so far.")
    http.check_status(response, refreshable)


def seconds_to_reset(response):
    """Return how long it is until there are requests again, or None."""
    told = response.headers.get('x-ratelimit-reset', '')
    if not told.isdigit():
        return None
    return min(max(int(told) - time.time(), 0.0), LONGEST_PAUSE)
