"""What an error of Odoo means: by the name of its exception, not by the HTTP status.

Odoo answers 500 for a wrong keyword and 200 for a refused login; only the name tells them apart.
"""

from ..errors import (
    OdooAuthFailed,
    OdooForbidden,
    OdooMismatch,
    OdooOutcomeUnknown,
    OdooRefused,
    OdooUnreachable,
)

#: Rolled back by the database, after Odoo's own five tries: the same call may succeed later.
_PASSING = (
    'SerializationFailure', 'LockNotAvailable', 'DeadlockDetected', 'ConcurrencyError',
    'OperationalError', 'InterfaceError', 'PoolError', 'QueryCanceled', 'AdminShutdown',
)
_BY_NAME = {
    'AccessDenied': OdooAuthFailed, 'SessionExpiredException': OdooAuthFailed,
    'Unauthorized': OdooAuthFailed, 'AccessError': OdooForbidden, 'Forbidden': OdooForbidden,
    'NotFound': OdooMismatch, 'AttributeError': OdooMismatch,
    'UnprocessableEntity': OdooMismatch,
}


def from_exception(name, message, context=None):
    """Return our error for an exception of Odoo.

    :param name: dotted, such as `odoo.exceptions.AccessError`
    :param context: what the exception carries, perhaps `{"code"}`
    """
    short = name.rpartition('.')[2]
    text = f"Odoo: {first_line(message)}"
    code = (context or {}).get('code')
    if code == 'contract_version':
        return OdooMismatch(text)
    if short in _PASSING:
        return OdooUnreachable(text)
    if short in _BY_NAME:
        return _BY_NAME[short](text)
    return OdooRefused(f"{text} ({short})", name, code)


def from_status(status, host):
    """Return our error for an answer that is no answer of Odoo's, such as a proxy's page."""
    if status in (429, 503):
        return OdooUnreachable(f"{host} answered {status}: busy or down for maintenance.")
    if status >= 500:
        return OdooOutcomeUnknown(f"{host} answered {status} for Odoo.")
    if 300 <= status < 400:
        return OdooMismatch(f"{host} redirects ({status}). Put the final address under [odoo] url.")
    return OdooMismatch(f"{host} answered {status}: is [odoo] url that of an Odoo?")


def first_line(message):
    return str(message).strip().split('\n', 1)[0][:500]
