"""Types of the bureau report contract: what may stand where. Pure.

A check is called as ``check(value, path, faults)`` and appends ``(path, what was expected)``.
"""

import re
from datetime import date, datetime

from . import bureau_lists as lists

_DECIMAL = re.compile(r'-?\d{1,28}(\.\d{1,10})?')
_DAY = re.compile(r'\d{4}-\d{2}-\d{2}')
_INSTANT = re.compile(r'(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(\.\d{1,6})?Z')
_HASH = re.compile(r'[0-9a-f]{64}')
_SLUG = re.compile(r'[a-z0-9][a-z0-9_.-]{0,63}')
_COUNTRY = re.compile(r'[A-Z]{2}')
_CURRENCY = re.compile(r'[A-Z]{3}')
#: A report of more rows in one section is a mistake of whoever made it.
MAX_ROWS = 5000


def _matching(pattern, expected):
    def _check(value, path, faults):
        if not isinstance(value, str) or not pattern.fullmatch(value):
            faults.append((path, expected))
    return _check


def text(maximum=500, required=False):
    """Return a check of text of at most `maximum` characters; `required`: not blank.

    A check is `check(value, path, faults)`, which appends (path, what was expected).
    """
    def _check(value, path, faults):
        if not isinstance(value, str) or len(value) > maximum or required and not value.strip():
            faults.append((path, f'text of at most {maximum} characters'))
        elif not _is_storable(value):
            faults.append((path, 'UTF-8 text without NUL'))
    return _check


def _is_storable(value):
    """Tell whether a database takes `value`: no NUL, no half of a surrogate pair."""
    try:
        return '\0' not in value and (value.isascii() or bool(value.encode()))
    except UnicodeEncodeError:
        return False


def one_of(values):
    """Return a check: one of `values`, as text or number; true and false are none."""
    def _check(value, path, faults):
        if value not in values or isinstance(value, bool):
            faults.append((path, 'one of: ' + ', '.join(map(str, values))))
    return _check


def integer(value, path, faults):
    """A check: a whole number that 32 bits hold."""
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) >= 2 ** 31:
        faults.append((path, 'whole number'))


def number(value, path, faults):
    """A figure of which nobody says whether it is whole: 12 or "12.5"."""
    if isinstance(value, int):
        integer(value, path, faults)
    else:
        decimal(value, path, faults)


def boolean(value, path, faults):
    """A check: true or false, not 1 or 0."""
    if not isinstance(value, bool):
        faults.append((path, 'true or false'))


def day(value, path, faults):
    """A check: a day of the calendar as ISO text."""
    if not isinstance(value, str) or not _DAY.fullmatch(value) or not _is_day(value):
        faults.append((path, 'date YYYY-MM-DD'))


def _is_day(text):
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def instant(value, path, faults):
    """A check: a moment in UTC as ISO text."""
    if parse_instant(value) is None:
        faults.append((path, 'instant YYYY-MM-DDThh:mm:ssZ'))


def parse_instant(value):
    """Return a UTC datetime without zone, or None."""
    found = _INSTANT.fullmatch(value) if isinstance(value, str) else None
    if not found:
        return None
    try:
        return datetime.fromisoformat(found.group(1))
    except ValueError:
        return None


decimal = _matching(_DECIMAL, 'decimal as text, like "46962.50"')
hexhash = _matching(_HASH, '64 hex digits')
slug = _matching(_SLUG, 'lower-case code')
country = _matching(_COUNTRY, 'ISO-3166 alpha-2 code')
currency = _matching(_CURRENCY, 'ISO-4217 code')


def is_code(value):
    """Tell whether `value` may be the code of a bureau."""
    return isinstance(value, str) and bool(_SLUG.fullmatch(value))


def optional(check):
    """Allow null: asked, and there is none."""
    def _checked(value, path, faults):
        if value is not None:
            check(value, path, faults)
    return _checked


def record(fields, required=(), closed=False):
    """Return the check of an object. Unknown keys are ignored unless `closed`."""
    def _check(value, path, faults):
        if not isinstance(value, dict):
            faults.append((path, 'object'))
            return
        for name in required:
            if value.get(name) is None:
                faults.append((_at(path, name), 'a value'))
        for name, item in value.items():
            if name in fields:
                if item is not None or name not in required:
                    fields[name](item, _at(path, name), faults)
            elif closed:
                faults.append((_at(path, str(name)[:80]), 'no such key'))
    return _check


def rows(check):
    """Return a check: a list of at most `MAX_ROWS` items that each pass `check`."""
    def _checked(value, path, faults):
        if not isinstance(value, list) or len(value) > MAX_ROWS:
            faults.append((path, f'list of at most {MAX_ROWS}'))
            return
        for index, item in enumerate(value):
            check(item, f'{path}[{index}]', faults)
    return _checked


def _at(path, name):
    return f'{path}.{name}' if path else name


def _nullable(**fields):
    return {name: optional(check) for name, check in fields.items()}


_MONEY = record(_nullable(amount=decimal, currency=currency))
_COUNT = record(_nullable(count=integer, amount=decimal, currency=currency, window=text()))

SUBJECT = record({
    'legal_name': text(required=True),
    'previous_names': optional(rows(record(_nullable(name=text(), until=day)))),
    'trade_names': optional(rows(text())),
    'identifiers': optional(rows(record({
        'scheme': one_of(lists.SCHEMES), 'value': text(80, required=True),
        **_nullable(valid=boolean, issuer=text()),
    }, required=('scheme', 'value')))),
    'status': optional(one_of(lists.STATUSES)),
    'natural_person': optional(boolean),
    'address': optional(record(_nullable(
        lines=rows(text()), city=text(), postcode=text(40), region=text(), country=country,
    ))),
    'activity': optional(rows(record(_nullable(scheme=text(), code=text(), text=text(2000))))),
    'employees': optional(record(_nullable(value=integer, year=integer, range=text()))),
    **_nullable(
        country=country, status_raw=text(2000), legal_form=text(), incorporation_date=day,
        cessation_date=day, registered_capital=_MONEY, paid_in_capital=_MONEY,
    ),
}, required=('legal_name',))

_SCORE = record({
    'code': text(80, required=True), 'dimension': one_of(lists.DIMENSIONS),
    'direction': one_of(lists.DIRECTIONS), 'state': one_of(lists.SCORE_STATES),
    **_nullable(
        raw=text(), raw_min=number, raw_max=number, model=text(), date=day,
        overrides=rows(text(2000)), pd=decimal, pd_horizon_months=integer,
    ),
}, required=('code', 'dimension', 'direction', 'state'))

_LIMIT = record({
    'code': text(80, required=True), 'state': one_of(lists.LIMIT_STATES),
    **_nullable(amount=decimal, currency=currency, date=day),
}, required=('code', 'state'))

_COVER = record({
    'policy_ref': text(80, required=True), 'decision': one_of(lists.COVER_DECISIONS),
    **_nullable(
        requested=decimal, granted=decimal, currency=currency, valid_from=day, valid_to=day,
        conditions=text(4000), decided_on=day,
    ),
}, required=('policy_ref', 'decision'))

_PAYMENT = record(_nullable(
    dbt_days=number, industry_dbt_days=number, paydex=number, paydex_3m=number, trend=text(),
    experiences=integer, on_time=integer, late=integer, past_due=_MONEY, high_credit=_MONEY,
    collections=_COUNT,
    buckets=record(_nullable(d30=number, d60=number, d90=number, d91p=number)),
))

_EVENT = record({
    'key': text(200, required=True), 'kind': one_of(lists.EVENT_KINDS),
    'severity': one_of(lists.EVENT_SEVERITIES), 'status': one_of(lists.EVENT_STATUSES),
    **_nullable(
        opened_on=day, closed_on=day, amount=decimal, currency=currency, authority=text(),
        case_no=text(), role=one_of(lists.ROLES), text=text(8000),
    ),
}, required=('key', 'kind', 'severity', 'status'))

_STATEMENT = record({
    'period_end': day,
    **_nullable(
        months=integer, consolidated=boolean, currency=currency, source_type=text(), filed_on=day,
    ),
    **dict.fromkeys((
        'revenue', 'ebit', 'pbt', 'net_profit', 'total_assets', 'current_assets', 'inventory',
        'receivables', 'cash', 'total_liabilities', 'current_liabilities', 'equity',
    ), optional(decimal)),
}, required=('period_end',))


def _counters(value, path, faults):
    if not isinstance(value, dict):
        faults.append((path, 'object'))
        return
    for kind, count in value.items():
        _COUNT(count, _at(path, str(kind)[:80]), faults)


SECTION_CHECKS = {
    'scores': rows(_SCORE),
    'limits': rows(_LIMIT),
    'cover': rows(_COVER),
    'payment': _PAYMENT,
    'events': rows(_EVENT),
    'counters': _counters,
    'statements': rows(_STATEMENT),
    'changes': rows(record(_nullable(
        kind=text(80), date=day, before=text(4000), after=text(4000),
    ))),
    'owners': rows(record({
        'kind': optional(one_of(('person', 'company'))), 'from': optional(day), 'to': optional(day),
        **_nullable(name=text(), pct=number, negative=boolean),
    })),
    'group': record(_nullable(parent_ref=text(), ultimate_ref=text(), hq_ref=text())),
    'filings': record(_nullable(
        accounts_due=day, accounts_overdue=boolean, confirmation_due=day,
        confirmation_overdue=boolean,
    )),
}

_EVIDENCE = rows(record(_nullable(
    kind=text(80), scheme=text(80), value=text(), detail=text(2000),
)))
_MATCH = record({
    'method': one_of(lists.MATCH_METHODS),
    'candidates': optional(rows(record({
        'partner_id': integer, **_nullable(confidence=number, evidence=_EVIDENCE),
    }, required=('partner_id',)))),
    **_nullable(partner_id=integer, confidence=number, evidence=_EVIDENCE),
}, required=('method',))

_SECTION_NAMES = rows(one_of(('identity', *lists.SECTIONS)))

REPORT = record({
    'schema_version': one_of((lists.SCHEMA_VERSION,)),
    'provider': slug,
    'product': slug,
    'provider_ref': text(120, required=True),
    'external_id': text(200, required=True),
    'as_of': day,
    'as_of_quality': one_of(('stated', 'assumed')),
    'retrieved_at': instant,
    'content_hash': hexhash,
    'completeness': one_of(('complete', 'partial')),
    'sections_present': _SECTION_NAMES,
    'sections_failed': optional(_SECTION_NAMES),
    'subject': SUBJECT,
    'issues': optional(rows(record({
        'code': text(80), 'path': optional(text()), 'severity': one_of(lists.ISSUE_SEVERITIES),
    }))),
    'match': optional(_MATCH),
    'raw': optional(record({
        'media_type': text(80), 'encoding': one_of(('gzip+base64',)), 'data': text(28_000_000),
    }, required=('media_type', 'encoding', 'data'))),
    'cost': optional(record({'amount': optional(decimal), 'currency': optional(currency),
                             'units': optional(number)})),
    **_nullable(raw_hash=hexhash, residency=country, disputed=boolean),
    **{name: optional(check) for name, check in SECTION_CHECKS.items()},
}, required=(
    'schema_version', 'provider', 'product', 'provider_ref', 'external_id', 'as_of',
    'as_of_quality', 'retrieved_at', 'content_hash', 'completeness', 'sections_present', 'subject',
), closed=True)
