"""One function a field: from what stands there to a value of the contract."""

from decimal import Decimal

from ..errors import ConfigError
from ..normalise import statuses, values
from ..normalise.text import clean
from ..normalise.values import BadValue
from ..records import decimal_text

#: What `type` in a map calls these kinds.
_WORDS = {'code': 'text', 'texts': 'text'}


class Absent:
    """Not delivered: the column or key is not there at all."""

    def __repr__(self):
        return 'ABSENT'


ABSENT = Absent()


class Bad:
    """A value that could not be read, and why."""

    def __init__(self, reason, code='bad_value'):
        self.reason, self.code = reason, code


def converter(field, target, form):
    """Return a function that gives a value, None for unknown, or Bad.

    :param form: date format, zone and marks that count for this field
    """
    check_kind(field, target)
    convert = _with_words(field, target, _parser(field, target, form))

    def read(value):
        if value is None:
            return None
        try:
            text = clean(to_text(value))
            return None if text is None else convert(text)
        except BadValue as error:
            return Bad(str(error))

    return read


def check_kind(field, target):
    kind = _WORDS.get(target.kind, target.kind)
    if field.type not in (None, kind):
        raise ConfigError(f"{field.to!r} holds a {kind}, and its map says {field.type}.")
    if field.statuses is not None and field.statuses not in statuses.tables():
        raise ConfigError(f"There is no table of statuses {field.statuses!r}; there are "
                          f"{', '.join(sorted(statuses.tables()))}.")
    if field.split is not None and target.kind != 'texts':
        raise ConfigError(f"{field.to!r} holds one text; `split` is for lists of texts.")


def to_text(value):
    """Return a JSON scalar as the text that it stands for."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return 'true' if value else 'false'
    if isinstance(value, Decimal):
        return decimal_text(value)
    if isinstance(value, int):
        return str(value)
    raise BadValue(f"a {type(value).__name__} where one value is expected")


def _parser(field, target, form):
    kind = target.kind
    marks = {name: form[name] for name in ('decimal_mark', 'thousands_mark')}
    if kind == 'date':
        formats = form['date_format']
        if isinstance(formats, tuple):
            return lambda text: values.to_date_of(text, formats, form['zone'])
        return lambda text: values.to_date(text, formats, form['zone'])
    if kind == 'decimal':
        return lambda text: values.to_decimal(text, unit=field.unit, **marks)
    if kind == 'integer':
        return lambda text: values.to_integer(text, unit=field.unit, **marks)
    if kind == 'money':
        return lambda text: values.to_money(text, currency=field.currency, unit=field.unit, **marks)
    if kind == 'texts':
        return lambda text: _texts(text, field.split, target.length)
    if kind == 'choice':
        return lambda text: _choice(text, target)
    if kind in _PLAIN:
        return _PLAIN[kind]
    if kind == 'code':
        return lambda text: _code(text, target.length)
    return lambda text: text[:target.length]


_PLAIN = {
    'boolean': values.to_boolean, 'country': values.to_country, 'currency': values.to_currency,
}


def _texts(text, separator, length):
    parts = text.split(separator) if separator else [text]
    return [part.strip()[:length] for part in parts if part.strip()]


def _code(text, length):
    if len(text) > length:
        raise BadValue(f"{text[:60]!r}… has more than {length} characters")
    return text


def _choice(text, target):
    if text in target.choices:
        return text
    # A word that is on no list becomes "unknown" where there is such a value.
    return Bad(f"{text[:60]!r} is not on the list of the contract", 'enum_drift')


def _with_words(field, target, parse):
    """Put the bureau's own words before the parser."""
    if field.statuses is not None:
        def parse_status(text):
            found = statuses.status(field.statuses, text)
            return found or Bad(f"{text[:60]!r} is no known status", 'enum_drift')
        return parse_status
    if field.values is None:
        return parse
    # Checked once here, so that a slip in the map is not found by the first bad row.
    words = {word.casefold(): _checked(field, target, parse, meaning)
             for word, meaning in field.values.items()}

    def parse_word(text):
        found = words.get(text.casefold())
        return parse(text) if found is None else found

    return parse_word


def _checked(field, target, parse, meaning):
    try:
        value = parse(meaning)
    except BadValue as error:
        raise ConfigError(f"The values of {field.to!r}: {error}.") from None
    if isinstance(value, Bad):
        raise ConfigError(f"The values of {field.to!r}: {value.reason}; they are "
                          f"{', '.join(target.choices)}.")
    return value
