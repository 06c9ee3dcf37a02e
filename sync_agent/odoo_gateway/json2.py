"""Odoo by `POST /json/2/<model>/<method>` with a bearer key: Odoo 19 and later."""

import json
from urllib.parse import urlsplit

import requests

from .. import VERSION
from ..errors import OdooMismatch, OdooOutcomeUnknown, OdooUnreachable
from .failures import from_exception, from_status

CONNECT_TIMEOUT = 10


class Json2Transport:
    """`secret` is an API key; passwords do not work here."""

    def __init__(self, settings, secret):
        self._settings, self._secret = settings, secret
        self._base = str(settings.url).rstrip('/')
        self._host = urlsplit(self._base).hostname
        self._session = requests.Session()
        self._verify = str(settings.ca_bundle) if settings.ca_bundle else True

    @property
    def version(self):
        answer = self._send('GET', '/json/version', self._settings.timeout)
        return self._parse(answer)['version']

    def call(self, model, method, kwargs, timeout):
        """Call a method of a model by named arguments and return its JSON."""
        return self._parse(self._send(
            'POST', f'/json/2/{model}/{method}', timeout,
            data=json.dumps(kwargs, ensure_ascii=False).encode(),
            headers={
                'Authorization': f'Bearer {self._secret.get_secret_value()}',
                'Content-Type': 'application/json; charset=utf-8',
                'X-Odoo-Database': self._settings.database,
                'User-Agent': f'credit-sync/{VERSION}',
            }))

    def _send(self, method, path, timeout, **content):
        # An authentication that adds nothing keeps requests from asking ~/.netrc for one.
        request = requests.Request(method, self._base + path, auth=lambda sent: sent, **content)
        prepared = self._session.prepare_request(request)
        settings = self._session.merge_environment_settings(
            prepared.url, {}, False, self._verify, None)
        try:
            return self._session.send(prepared, timeout=(CONNECT_TIMEOUT, timeout),
                                      allow_redirects=False, **settings)
        except requests.exceptions.SSLError:
            raise OdooUnreachable(f"{self._host}: its certificate is not trusted here; [odoo] "
                                  f"ca_bundle names another authority.") from None
        except requests.ConnectTimeout:
            raise OdooUnreachable(f"{self._host} does not answer.") from None
        except requests.RequestException as error:
            if _never_sent(error):
                raise OdooUnreachable(f"{self._host}: nobody answers there.") from None
            raise OdooOutcomeUnknown(f"{self._host}: {type(error).__name__}. The request may have "
                                     f"been carried out.") from None

    def _parse(self, answer):
        """Return the JSON of an answer, or raise what its exception means."""
        try:
            value = answer.json()
        except ValueError:
            if answer.status_code < 300:
                raise OdooMismatch(f"{self._host} did not answer as an Odoo does. Is [odoo] url "
                                   f"right?") from None
            raise from_status(answer.status_code, self._host) from None
        if answer.status_code < 300:
            return value
        if isinstance(value, dict) and 'name' in value:
            raise from_exception(value['name'], value.get('message', ''), value.get('context'))
        raise from_status(answer.status_code, self._host)


def _never_sent(error):
    while error is not None:
        if isinstance(error, ConnectionRefusedError) or 'NameResolution' in type(error).__name__:
            return True
        error = getattr(error, 'reason', None) or error.__cause__ or error.__context__ or (
            error.args[0] if error.args and isinstance(error.args[0], BaseException) else None)
    return False
