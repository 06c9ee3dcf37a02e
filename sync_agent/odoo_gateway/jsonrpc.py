"""Odoo by odoorpc, over `/jsonrpc`: every Odoo up to 21."""

import http.client
import socket
import ssl
import urllib.error
import urllib.request
from http.cookiejar import CookieJar
from urllib.parse import urlsplit

import odoorpc

from ..errors import OdooMismatch, OdooOutcomeUnknown, OdooUnreachable
from .failures import from_exception, from_status


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect would take the key along to another address."""

    def redirect_request(self, *_arguments):
        return None


class JsonRpcTransport:
    """`secret` is a password or an API key without scope."""

    def __init__(self, settings, secret):
        self._settings, self._secret = settings, secret
        self._parts = urlsplit(str(settings.url))
        self._odoo = None

    @property
    def version(self):
        return self._guard(lambda: self._connect().version)

    def call(self, model, method, kwargs, timeout):
        """Call a method of a model by named arguments and return its JSON."""
        def work():
            odoo = self._logged_in()
            odoo.config['timeout'] = timeout
            return odoo.execute_kw(model, method, [], kwargs)
        return self._guard(work)

    def _connect(self):
        if self._odoo is None:
            secure = self._parts.scheme == 'https'
            self._odoo = odoorpc.ODOO(
                self._parts.hostname, 'jsonrpc+ssl' if secure else 'jsonrpc',
                self._parts.port or (443 if secure else 80), timeout=self._settings.timeout,
                opener=self._opener())
        return self._odoo

    def _opener(self):
        bundle = self._settings.ca_bundle
        context = ssl.create_default_context(cafile=str(bundle) if bundle else None)
        return urllib.request.build_opener(
            urllib.request.HTTPSHandler(context=context), _NoRedirect(),
            urllib.request.HTTPCookieProcessor(CookieJar()))

    def _logged_in(self):
        odoo = self._connect()
        if odoo._env is None:
            try:
                odoo.login(self._settings.database, self._settings.login,
                           self._secret.get_secret_value())
            except odoorpc.error.RPCError as error:
                # odoorpc makes one of its own, without data, when Odoo says `false`.
                if not error.info:
                    raise from_exception('odoo.exceptions.AccessDenied', error) from None
                raise
        return odoo

    def _guard(self, work):
        """Turn what odoorpc and urllib raise into our errors."""
        host = self._parts.hostname
        try:
            return work()
        except odoorpc.error.RPCError as error:
            data = (error.info or {}).get('data') or {}
            raise from_exception(data.get('name', ''), data.get('message') or error,
                                 data.get('context')) from None
        except urllib.error.HTTPError as error:
            raise from_status(error.code, host) from None
        except urllib.error.URLError as error:
            raise _never_sent_or_unknown(error.reason, host) from None
        except (OSError, http.client.HTTPException) as error:
            raise _never_sent_or_unknown(error, host) from None
        except (odoorpc.error.Error, ValueError, KeyError) as error:
            raise OdooMismatch(f"{host} did not answer as an Odoo does ({type(error).__name__}). "
                               f"Is [odoo] url right?") from None


def _never_sent_or_unknown(reason, host):
    """A request that met nobody was not carried out; of any other, nobody knows."""
    words = f"{host}: {type(reason).__name__}"
    if isinstance(reason, (ConnectionRefusedError, socket.gaierror)):
        return OdooUnreachable(f"{words}. Nobody answers there.")
    if isinstance(reason, ssl.SSLError):
        return OdooUnreachable(f"{words}. Its certificate is not trusted here; [odoo] ca_bundle "
                               f"names another authority.")
    return OdooOutcomeUnknown(f"{words}. The request may have been carried out.")
