"""The five calls of the contract, over whichever transport; nothing else goes to Odoo."""

import time
from dataclasses import dataclass

import orjson
from pydantic import ValidationError

from .. import retry
from ..errors import (
    ConfigError,
    OdooMismatch,
    OdooOutcomeUnknown,
    OdooRefused,
    OdooUnreachable,
)
from ..records import CONTRACT_VERSION, Answer, Capabilities, PartnerKey
from .json2 import Json2Transport
from .jsonrpc import JsonRpcTransport

MODEL = 'credit.bureau.report'
BREAKER = '@odoo'


@dataclass(frozen=True)
class KeyPage:
    partners: list
    cursor: dict | None


class Gateway:
    """`breakers` remembers over runs whether Odoo is down; without it, every call is tried."""

    def __init__(self, transport, timeout=60, breakers=None):
        self._transport, self._timeout, self._breakers = transport, timeout, breakers
        self.max_batch = 200

    @property
    def version(self):
        return self._transport.version

    # === THE CONTRACT === #

    def capabilities(self):
        try:
            found = self._read('capabilities', {})
        except (OdooRefused, OdooMismatch) as error:
            raise OdooMismatch(f"{error} Is the addon credit_management installed in this "
                               f"database, and new enough?") from None
        return self._parse(Capabilities, found)

    def check_contract(self):
        """Return the Capabilities, or raise OdooMismatch unless Odoo takes what we write."""
        found = self.capabilities()
        if CONTRACT_VERSION not in found.contract_versions:
            raise OdooMismatch(
                f"The addon {found.addon_version} takes versions {found.contract_versions} of the "
                f"contract, and this agent writes {CONTRACT_VERSION}. Update the older one.")
        self.max_batch = min(200, found.max_batch)
        return found

    def partner_keys(self, cursor, limit):
        """Return one KeyPage after `cursor`."""
        found = self._read('partner_keys', {'cursor': cursor, 'limit': limit})
        return KeyPage([self._parse(PartnerKey, row) for row in found['partners']],
                       found['cursor'])

    def import_reports(self, batch_key, bodies):
        """Hand in a batch; return an Answer for each body, in their order.

        :raises OdooOutcomeUnknown: it may have been carried out; `batch_status` knows
        """
        reports = [orjson.loads(body) for body in bodies]
        found = retry.call(self._call, 'import_reports', {
            'batch_key': batch_key, 'contract_version': CONTRACT_VERSION, 'reports': reports})
        return self._answers(found, len(bodies))

    def batch_status(self, batch_key):
        """Return the Answers to a batch, or None if Odoo does not know it."""
        found = self._read('batch_status', {'batch_key': batch_key})
        return self._answers(found['answers'], None) if found['known'] else None

    def record_run(self, run):
        return self._read('record_run', {'run': run})

    # === CALLS === #

    def _read(self, method, kwargs):
        """Call what may be called twice: an unknown outcome is only another reason to try again."""
        def once():
            try:
                return self._call(method, kwargs)
            except OdooOutcomeUnknown as error:
                raise OdooUnreachable(str(error)) from None
        return retry.call(once)

    def _call(self, method, kwargs):
        if self._breakers is None:
            return self._transport.call(MODEL, method, kwargs, self._timeout)
        until = self._breakers.open_until(BREAKER)
        if until is not None:
            raise OdooUnreachable(f"Odoo failed too often; the next try is in "
                                  f"{until - time.time():.0f} s.", retry.DEADLINE + 1)
        try:
            found = self._transport.call(MODEL, method, kwargs, self._timeout)
        except (OdooUnreachable, OdooOutcomeUnknown):
            self._breakers.failed(BREAKER)
            raise
        self._breakers.succeeded(BREAKER)
        return found

    def _answers(self, found, expected):
        answers = [self._parse(Answer, row) for row in found]
        if expected is not None and len(answers) != expected:
            raise OdooMismatch(f"Odoo gave {len(answers)} answers to {expected} reports.")
        return answers

    def _parse(self, model, value):
        try:
            return model.model_validate(value)
        except ValidationError as error:
            slip = error.errors(include_url=False, include_input=False)[0]
            raise OdooMismatch(
                f"Odoo's {model.__name__} is not that of the contract: "
                f"{'.'.join(map(str, slip['loc']))}: {slip['msg']}") from None


def choose_transport(settings, secret):
    """Return the transport that the settings name; `auto` asks the server for its version."""
    if settings.transport == 'json2':
        return Json2Transport(settings, secret)
    transport = JsonRpcTransport(settings, secret)
    if settings.transport == 'odoorpc':
        return transport
    try:
        version = Json2Transport(settings, secret).version
    except OdooMismatch:
        return transport
    except OdooOutcomeUnknown as error:
        raise OdooUnreachable(str(error)) from None
    return Json2Transport(settings, secret) if major(version) >= 22 else transport


def major(version):
    """Return the series of a version such as `19.0` or `saas~19.1`."""
    digits = version.rpartition('~')[2].split('.')[0]
    if not digits.isdigit():
        raise ConfigError(f"[odoo] url leads to something of version {version!r}.")
    return int(digits)


def days_left(settings, today):
    """Return how many days the API key still lives, or None if nobody said."""
    return None if settings.key_expires is None else (settings.key_expires - today).days
