"""What the rules about contracts and letters share."""

from datetime import date


def plain_reasons(answer):
    """Return the reasons of a `tools.authorizations.Answer` as plain JSON values."""
    return [
        {'code': reason.code, 'value': _plain(reason.value), 'allowed': _plain(reason.allowed)}
        for reason in answer.reasons
    ]


def _plain(value):
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, str) else float(value)
