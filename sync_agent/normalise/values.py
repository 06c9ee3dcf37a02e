"""From what stands in a cell or a JSON value to a Decimal, a date, a code: exact, or not at all.

Every parser takes a text that `clean` has passed and raises BadValue with the reason. Nothing is
guessed: `03/04/2026` needs a declared format, `1.234` a declared decimal mark.
"""

import datetime as dt
import functools
import re
from decimal import Decimal
from zoneinfo import ZoneInfo

#: Factors by which bureaus shorten figures.
UNITS = {
    'one': Decimal(1), 'hundred': Decimal(100), 'thousand': Decimal(1000),
    '万': Decimal(10_000), 'million': Decimal(1_000_000), '亿': Decimal(100_000_000),
    'billion': Decimal(1_000_000_000),
}
_TRUE = frozenset({'true', 'yes', 'y', '1', '是'})
_FALSE = frozenset({'false', 'no', 'n', '0', '否'})
#: Codes that are in use beside the standard's.
_COUNTRIES = {'UK': 'GB', 'EL': 'GR', 'XI': 'GB'}
_CURRENCIES = {
    'RMB': 'CNY', '人民币': 'CNY', '人民币元': 'CNY', '元人民币': 'CNY', '美元': 'USD',
    '欧元': 'EUR', '港元': 'HKD', '港币': 'HKD', '日元': 'JPY', '英镑': 'GBP', '元': 'CNY',
}
#: Nought, a year or `20260131` in the place of an instant.
_NO_INSTANT = 86400
_ISO_DATE = re.compile(r'^\d{4}-\d\d-\d\d$', re.ASCII)
_MONEY = re.compile(r'^(?P<number>[\d.,\'+ -]+?)\s*(?P<unit>万|亿)?\s*(?P<currency>\D*)$')


class BadValue(ValueError):
    """A cell that is not what its column is said to hold."""


@functools.lru_cache(maxsize=64)
def _number_pattern(decimal_mark, thousands_mark):
    plain = r'\d+'
    if thousands_mark:
        plain = rf'(?:\d{{1,3}}(?:{re.escape(thousands_mark)}\d{{3}})+|\d+)'
    return re.compile(rf'^[+-]?{plain}(?:{re.escape(decimal_mark)}\d+)?$', re.ASCII)


def to_decimal(text, decimal_mark='.', thousands_mark='', unit='one'):
    """Return an exact Decimal; `(1,000)` is negative, as in accounts."""
    negative = text.startswith('(') and text.endswith(')')
    digits = text[1:-1] if negative else text
    if not _number_pattern(decimal_mark, thousands_mark).match(digits) or len(digits) > 40:
        raise BadValue(f"{text[:60]!r} is no number with decimal mark {decimal_mark!r}")
    if thousands_mark:
        digits = digits.replace(thousands_mark, '')
    number = Decimal(digits if decimal_mark == '.' else digits.replace(decimal_mark, '.'))
    if unit != 'one':
        number *= UNITS[unit]
    return -number if negative else number


def to_integer(text, **marks):
    number = to_decimal(text, **marks)
    if number != number.to_integral_value():
        raise BadValue(f"{text[:60]!r} is no whole number")
    return int(number)


def to_boolean(text):
    word = text.casefold()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise BadValue(f"{text[:60]!r} is neither yes nor no")


def to_date(text, date_format='iso', zone='UTC'):
    """Return a date; instants (`iso_instant`, `epoch_s`, `epoch_ms`) as the day in `zone`."""
    try:
        if date_format == 'iso':
            return _iso_date(text)
        if date_format == 'iso_instant':
            return _iso_instant(text, zone)
        if date_format in ('epoch_s', 'epoch_ms'):
            seconds = int(text) / (1000 if date_format == 'epoch_ms' else 1)
            if abs(seconds) < _NO_INSTANT:
                raise ValueError(text)
            return dt.datetime.fromtimestamp(seconds, ZoneInfo(zone)).date()
        return dt.datetime.strptime(text, date_format).date()  # noqa: DTZ007 - a calendar day
    except (ValueError, OverflowError, OSError):
        raise BadValue(f"{text[:60]!r} is no date of the form {date_format}") from None


def to_date_of(text, formats, zone='UTC'):
    """Return the date that the first of several formats finds."""
    for date_format in formats:
        try:
            return to_date(text, date_format, zone)
        except BadValue:
            continue
    raise BadValue(f"{text[:60]!r} is no date of the forms {', '.join(formats)}")


def _iso_date(text):
    # Python 3.11 reads weeks and days of the year too, 3.10 does not.
    if not _ISO_DATE.match(text):
        raise ValueError(text)
    return dt.date.fromisoformat(text)


def _iso_instant(text, zone):
    moment = dt.datetime.fromisoformat(re.sub(r'[Zz]$', '+00:00', text))
    if moment.tzinfo is None:
        return moment.date()
    return moment.astimezone(ZoneInfo(zone)).date()


def to_country(text):
    code = text.upper()
    code = _COUNTRIES.get(code, code)
    if len(code) != 2 or not (code.isascii() and code.isalpha()):
        raise BadValue(f"{text[:60]!r} is no ISO-3166 country code")
    return code


def to_currency(text):
    code = _CURRENCIES.get(text.upper(), text.upper())
    if len(code) != 3 or not (code.isascii() and code.isalpha()):
        raise BadValue(f"{text[:60]!r} is no ISO-4217 currency code")
    return code


def to_money(text, currency=None, **marks):
    """Return an amount with currency: `1000.50`, `1000.50 EUR`, `77800.32万人民币`.

    Without any currency the amount is kept with None: it is used for nothing.
    """
    found = _MONEY.match(text)
    if not found:
        raise BadValue(f"{text[:60]!r} is no amount")
    number = to_decimal(found['number'].strip(), **marks)
    if found['unit']:
        number *= UNITS[found['unit']]
    word = found['currency'].strip()
    return {'amount': number, 'currency': to_currency(word) if word else currency}
