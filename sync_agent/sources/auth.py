"""How requests say who they are. Secrets are read when first needed and kept in memory only."""

import base64
import hashlib
import threading
import time

from ..errors import AuthFailed, BadPayload
from .http import check_status


class NoAuth:
    """Base: nothing to say, nothing to refresh."""

    refreshable = False

    def prepare(self, client):
        """Get a token, if one is needed and missing."""

    def apply(self, request):
        """Put the secret into a request."""

    def refresh(self, client):
        """Get a new token."""


class Basic(NoAuth):
    def __init__(self, user, password):
        self._pair = f'{user.get_secret_value()}:{password.get_secret_value()}'

    def apply(self, request):
        word = base64.b64encode(self._pair.encode()).decode()
        request.headers['Authorization'] = f'Basic {word}'


class Header(NoAuth):
    """A key in a header, with or without a word before it."""

    def __init__(self, secret, header='Authorization', prefix=''):
        self._secret, self._header, self._prefix = secret, header, prefix

    def apply(self, request):
        request.headers[self._header] = f'{self._prefix}{self._secret.get_secret_value()}'


class Parameter(NoAuth):
    """A key in the query string; the log keeps no query strings."""

    def __init__(self, secret, name):
        self._secret, self._name = secret, name

    def apply(self, request):
        request.params = {**(request.params or {}), self._name: self._secret.get_secret_value()}


class Digest(NoAuth):
    """A hash of key, time and secret, as bureaus in China ask for it."""

    def __init__(self, key, secret, header='Token', time_header='Timespan', parameter='key'):
        self._key, self._secret = key, secret
        self._header, self._time_header, self._parameter = header, time_header, parameter

    def apply(self, request):
        now = str(int(time.time()))
        text = self._key.get_secret_value() + now + self._secret.get_secret_value()
        # Their protocol, not our choice of hash.
        request.headers[self._header] = hashlib.md5(text.encode()).hexdigest().upper()  # noqa: S324
        request.headers[self._time_header] = now
        request.params = {**(request.params or {}),
                          self._parameter: self._key.get_secret_value()}


class Token(NoAuth):
    """A token that is asked for with a secret and ends after a while.

    One thread asks, the others wait for it. A token that the bureau no longer knows is renewed once, by
    the first thread that was refused with it; when the new one is refused too, the secret is wrong.
    A secret that was refused is not shown again in this run: some bureaus lock the account.
    """

    refreshable = True
    #: Seconds before its end from which a token is not used any more.
    MARGIN = 60

    def __init__(self, ask, header='Authorization', prefix='Bearer '):
        """`ask(client)` returns (token, seconds that it lives or None)."""
        self._ask, self._header, self._prefix = ask, header, prefix
        self._lock, self._local = threading.Lock(), threading.local()
        self._token, self._ends, self._refused = None, 0.0, None

    def prepare(self, client):
        with self._lock:
            if self._token is None or time.time() > self._ends - self.MARGIN:
                self._renew(client)

    def apply(self, request):
        self._local.used = self._token
        request.headers[self._header] = f'{self._prefix}{self._local.used}'

    def refresh(self, client):
        with self._lock:
            # Another thread may have renewed it since this one was refused.
            if self._token == self._local.used:
                self._renew(client)

    def _renew(self, client):
        if self._refused is not None:
            raise AuthFailed(self._refused)
        try:
            token, seconds = self._ask(client)
        except AuthFailed as error:
            self._refused = str(error)
            raise
        if not isinstance(token, str) or not token:
            raise AuthFailed("The bureau gave no token.")
        client.redact(token)
        self._token = token
        self._ends = time.time() + (seconds or 3600)


def ask_for_token(path, token_key, seconds_key=None, method='POST', **content):
    """Return an `ask` for `Token`: one request whose JSON holds the token."""
    def ask(client):
        response = client.exchange(method, path, authorised=False, **content)
        if response.status in (400, 401, 403):
            raise AuthFailed(f"The bureau refused our secret ({response.status}).")
        check_status(response, refreshable=False)
        answer = response.json()
        if not isinstance(answer, dict):
            raise BadPayload("The answer to a request for a token is no object.")
        seconds = answer.get(seconds_key) if seconds_key else None
        return answer.get(token_key), float(seconds) if seconds else None

    return ask
