"""What sources over HTTP share: settings of the connection, and one client for all threads."""

import email.utils
import threading
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, field_validator

from ..config import Part, SourceSettings
from .base import Source
from .http import HttpClient, check_status

_LOOPBACK = ('127.0.0.1', 'localhost', '::1')


class RateSettings(Part):
    calls: Annotated[int, Field(ge=1)] = 5
    seconds: Annotated[float, Field(gt=0)] = 1


def check_address(value):
    """Return an address that secrets may go to: https, or this machine itself."""
    parts = urlsplit(value)
    if parts.scheme == 'http' and parts.hostname in _LOOPBACK:
        return value
    if parts.scheme != 'https' or not parts.hostname or parts.username:
        raise ValueError("an https address without credentials is needed")
    return value


class HttpSettings(SourceSettings):
    base_url: str
    rate: RateSettings = RateSettings()
    timeout: Annotated[float, Field(gt=0, le=300)] = 60
    ca_bundle: Path | None = None
    client_certificate: Path | None = None
    client_key: Path | None = None

    @field_validator('base_url')
    @classmethod
    def _check_address(cls, value):
        return check_address(value)


class HttpSource(Source):
    """Base of sources over HTTP. Subclasses say who they are (`authorise`)."""

    Settings = HttpSettings

    def __init__(self, name, settings, context):
        super().__init__(name, settings, context)
        self._client, self._lock = None, threading.Lock()

    def authorise(self):
        """Return an object of `auth.py`; secrets are read now."""
        raise NotImplementedError

    def check_status(self, response, refreshable):
        """Raise what a status means; subclasses know more than the usual."""
        check_status(response, refreshable)

    @property
    def client(self):
        """Return the client, made at the first request: reading stored answers needs no secret."""
        with self._lock:
            if self._client is None:
                self._client = self._make_client()
            return self._client

    def _make_client(self):
        settings, certificate = self.settings, None
        if settings.client_certificate is not None:
            certificate = (str(settings.client_certificate), str(settings.client_key))
        return HttpClient(
            self.context, settings.base_url, self.authorise(),
            (settings.rate.calls, settings.rate.seconds), settings.ca_bundle, certificate,
            settings.timeout, self.check_status)


def clock_skew(response):
    """Return how many seconds our clock is ahead of the bureau's, or None."""
    told = response.headers.get('date')
    if told is None:
        return None
    return (response.retrieved_at - email.utils.parsedate_to_datetime(told)).total_seconds()
