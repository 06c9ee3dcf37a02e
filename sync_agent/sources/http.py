"""Requests to a bureau: paced, paid for, logged without content, and classified in one place."""

import contextlib
import datetime as dt
import email.utils
import json
import threading
import time
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urljoin, urlsplit

import requests
import urllib3

from .. import VERSION, logs, retry
from ..errors import (
    AuthFailed,
    BadPayload,
    Forbidden,
    LegalBlock,
    NotFound,
    OutcomeUnknown,
    QuotaExhausted,
    Throttled,
    TokenExpired,
    Transient,
)
from .limiter import Limiter
from .proof import Proof

MAX_BYTES = 20 * 1024 * 1024
CONNECT_TIMEOUT, READ_TIMEOUT = 10, 60
#: So many time-outs a whole answer may take.
PATIENCE = 5
_REQUEST_IDS = ('x-request-id', 'x-correlation-id', 'request-id')


@dataclass(frozen=True)
class Response:
    """An answer with a body of bearable size."""

    status: int
    headers: dict
    data: bytes
    retrieved_at: dt.datetime

    def json(self):
        """Return the body with Decimals for figures.

        :raises Transient: a gateway's HTML stands in the place of JSON
        :raises BadPayload: it is no JSON
        """
        if 'html' in self.headers.get('content-type', '') or self.data[:1] == b'<':
            raise Transient("A page of HTML came instead of JSON.")
        return parse_json(self.data)


def parse_json(data):
    """Return JSON with exact figures; NaN, Infinity and broken UTF-8 are refused."""
    try:
        return json.loads(data.decode('utf-8-sig'), parse_float=Decimal, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise BadPayload(f"The answer is no JSON: {error}") from None


def _refuse(word):
    raise ValueError(f"{word} is no JSON")


class HttpClient:
    """One a source. `authorise` is an object of `auth.py`."""

    def __init__(self, context, base_url, authorise, rate=(5, 1), ca_bundle=None,
                 client_certificate=None, timeout=READ_TIMEOUT, status=None, read=None):
        """`status(response, refreshable)` raises what a status means; None is the usual.

        :param read: `read(answer, seconds)` takes the body of an answer of `requests`; None is all of it
        """
        self._context, self._base, self._auth = context, base_url.rstrip('/') + '/', authorise
        self._timeout = (CONNECT_TIMEOUT, timeout)
        self._verify = str(ca_bundle) if ca_bundle else True
        self._certificate, self._check_status = client_certificate, status or check_status
        self._read_body = read or read_body
        sent = context.state.http_log.sent_since(context.source, time.time() - rate[1])
        self.limiter = Limiter(*rate, sent=sent)
        self._local, self._proof = threading.local(), Proof()

    #: Mask a token that was just given in every log.
    redact = staticmethod(logs.redact.add)

    def get(self, path, **options):
        return self.request('GET', path, **options)

    def request(self, method, path, product=None, cost=None, repeatable=True, classify=None,
                **content):
        """Send a request and return its Response; wait, refresh and try again as errors say.

        :param product: what is paid for; None is free of charge
        :param repeatable: False for what must not be done twice, such as an order
        :param classify: called with the Response; raises what its content says went wrong
        :param content: `params`, `json`, `data`, `headers` of requests
        """
        def once():
            return self._send(method, path, product, cost, repeatable, classify, content)

        if repeatable:
            return retry.call(self._authorised, once)
        return self._authorised(once)

    def authenticate(self):
        """Get what requests need to say who they are, and send none."""
        retry.call(self._authenticate)

    def _authenticate(self):
        self._check_breaker()
        with self._noted():
            self._auth.prepare(self)

    def _authorised(self, send):
        """Send once; when a token has expired, once more with a new one."""
        try:
            return send()
        except TokenExpired:
            if not self._auth.refreshable:
                raise
            with self._noted():
                self._auth.refresh(self)
            return send()

    def _send(self, method, path, product, cost, repeatable, classify, content):
        self._check_breaker()
        with self._noted(), self._proof.shown():
            self._auth.prepare(self)
            if product is not None:
                self._context.spend(product, cost)
            self.limiter.wait()
            response = self.exchange(method, path, repeatable, **content)
            self._check_status(response, self._auth.refreshable)
            if classify is not None:
                classify(response)
        self._context.state.breakers.succeeded(self._context.source)
        return response

    @contextlib.contextmanager
    def _noted(self):
        """Slow down, or count towards the breaker, as an error inside says."""
        try:
            yield
        except Throttled as error:
            self.limiter.pause(error.retry_after or self.limiter_pause)
            raise
        except Transient:
            self._context.state.breakers.failed(self._context.source)
            raise

    #: Seconds of silence after a 429 that does not say how long.
    limiter_pause = 5

    def _check_breaker(self):
        until = self._context.state.breakers.open_until(self._context.source)
        if until is not None:
            # Waiting for it inside a run would only hold up the other sources.
            raise Transient(f"{self._context.source} failed too often; the next try is in "
                            f"{until - time.time():.0f} s.", retry_after=retry.DEADLINE + 1)

    def exchange(self, method, path, repeatable=True, authorised=True, **content):
        """Send one request as it is, log it, and return its Response."""
        url = self._address(path)
        started, parts, outcome = time.time(), urlsplit(url), {}
        try:
            response = self._read(method, url, authorised, content)
            outcome = {
                'status': response.status, 'size': len(response.data),
                'request_id': next((response.headers[name] for name in _REQUEST_IDS
                                    if name in response.headers), None)}
            return response
        except requests.exceptions.SSLError as error:
            outcome = {'error': 'SSLError'}
            raise AuthFailed(f"{parts.hostname} has no certificate that is trusted here: "
                             f"{_root(error)}") from None
        except requests.ConnectTimeout as error:
            outcome = {'error': 'ConnectTimeout'}
            raise Transient(f"{parts.hostname} cannot be reached: {_root(error)}") from None
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            outcome = {'error': type(error).__name__}
            unknown = not repeatable and not _refused(error)
            raise (OutcomeUnknown if unknown else Transient)(
                f"{parts.hostname} gave no answer: {_root(error)}") from None
        finally:
            self._context.state.http_log.add(
                self._context.source, method, parts.hostname, parts.path, started, **outcome)

    def _address(self, path):
        """Return the whole address; a path is one below the base, whatever it begins with."""
        if '://' not in path:
            return urljoin(self._base, path.lstrip('/'))
        if urlsplit(path)[:2] != urlsplit(self._base)[:2]:
            raise BadPayload(f"The next page is at another host ({urlsplit(path).hostname}): "
                             f"our secret does not go there.")
        return path

    def _read(self, method, url, authorised, content):
        headers = {'User-Agent': f'credit-sync/{VERSION}', 'Accept': 'application/json',
                   **content.pop('headers', {})}
        # An authentication that adds nothing keeps requests from asking ~/.netrc for one.
        request = requests.Request(method, url, headers=headers, auth=lambda sent: sent, **content)
        if authorised:
            self._auth.apply(request)
        session = self._session()
        prepared = session.prepare_request(request)
        settings = session.merge_environment_settings(
            prepared.url, {}, True, self._verify, self._certificate)
        with session.send(prepared, timeout=self._timeout, allow_redirects=False,
                          **settings) as answer:
            data = self._read_body(answer, self._timeout[1] * PATIENCE)
            return Response(
                answer.status_code, {key.lower(): value for key, value in answer.headers.items()},
                data, dt.datetime.now(dt.timezone.utc))

    def _session(self):
        """Sessions are not for several threads."""
        if not hasattr(self._local, 'session'):
            self._local.session = requests.Session()
        return self._local.session


def read_body(answer, seconds=READ_TIMEOUT * PATIENCE):
    """Return the unpacked body.

    :param seconds: that all of it may take; a time-out is only of each piece
    :raises BadPayload: as soon as it is too large
    :raises Transient: it drips
    """
    parts, size, until = [], 0, time.monotonic() + seconds
    while part := answer.raw.read1(65536, decode_content=True):
        size += len(part)
        if time.monotonic() > until:
            raise Transient(f"The answer had not come whole after {seconds:.0f} s.")
        if size > MAX_BYTES:
            raise BadPayload(f"The answer is larger than {MAX_BYTES // 2**20} MB.")
        parts.append(part)
    return b''.join(parts)


def check_status(response, refreshable):
    """Raise what a status means; anything below 300 passes."""
    status = response.status
    if status < 300:
        return
    message = f"The bureau answered {status}."
    if status == 401:
        raise (TokenExpired if refreshable else AuthFailed)(message)
    if status == 429:
        raise Throttled(message, retry_after(response))
    if status in (408, 425) or status >= 500:
        raise Transient(message, retry_after(response))
    by_status = {402: QuotaExhausted, 403: Forbidden, 404: NotFound, 410: NotFound, 451: LegalBlock}
    if status < 400:
        message += " Redirects are not followed: secrets would go along."
    raise by_status.get(status, BadPayload)(message)


def retry_after(response):
    """Return the seconds that the bureau asks for, or None."""
    value = response.headers.get('retry-after')
    if value is None:
        return None
    if value.isdigit():
        return float(value)
    try:
        moment = email.utils.parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, moment.timestamp() - time.time())


def _root(error):
    """Return the innermost reason: the outer ones quote addresses with query strings."""
    while error.__cause__ or error.__context__:
        error = error.__cause__ or error.__context__
    return f'{type(error).__name__}'


def _refused(error):
    """Say whether nothing was sent: nobody listens there."""
    while error is not None:
        if isinstance(error, ConnectionRefusedError):
            return True
        error = error.__cause__ or error.__context__
    return False
