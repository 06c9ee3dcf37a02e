"""What statuses and the codes inside good answers mean."""

from ...errors import (
    Ambiguous,
    AuthFailed,
    BadPayload,
    Forbidden,
    LegalBlock,
    NotFound,
    QuotaExhausted,
    Transient,
)
from ..http import check_status

LIMITS_NEARING = 'AccessLimitsNearing'


class AlreadyThere(BadPayload):
    """409: what was to be made is there; where that matters it is success."""


_MEANINGS = {
    'NoResults': NotFound, 'ReportUnavailable': NotFound, 'InsufficientCustomerData': NotFound,
    'TooManyResults': Ambiguous, 'ReportUnavailableDueToLegal': LegalBlock,
    'AccessRestricted': Forbidden, 'TemporarySystemProblem': Transient,
}
#: Of these an error only: as information it is a sentence to be shown.
_AS_ERROR = {'LegalNotice': LegalBlock, LIMITS_NEARING: QuotaExhausted}


def check(response, refreshable):
    """Raise what a status means, in the bureau's own words where it has any."""
    meaning = {400: BadPayload, 401: None if refreshable else AuthFailed,
               403: Forbidden}.get(response.status)
    words = words_of(response)
    if response.status == 409:
        raise AlreadyThere(f"The bureau answered 409: {words}")
    if meaning is not None and words:
        raise meaning(f"The bureau answered {response.status}: {words}")
    check_status(response, refreshable)


def words_of(response):
    """Return what an error says: `message` or, of data calls without a token, `error`."""
    try:
        document = response.json()
    except (BadPayload, Transient):
        return ''
    if not isinstance(document, dict):
        return ''
    return str(document.get('message') or document.get('error') or '')[:200]


def read(document):
    """Return the codes of an answer; raise what the first one that matters means."""
    found = document.get('messages')
    codes = []
    for message in found if isinstance(found, list) else ():
        code = message.get('code') if isinstance(message, dict) else None
        codes.append(code)
        meaning = _MEANINGS.get(code)
        if meaning is None and message_type(message) == 'Error':
            meaning = _AS_ERROR.get(code)
        if meaning is not None:
            raise meaning(f"The bureau says {code}: {str(message.get('text') or '')[:200]}")
    return codes


def message_type(message):
    return message.get('type') if isinstance(message, dict) else None
