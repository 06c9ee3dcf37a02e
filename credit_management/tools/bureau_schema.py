"""The bureau report contract: what may stand where. Pure."""

from . import bureau_lists as lists
from .bureau_values import (
    at,
    boolean,
    country,
    currency,
    day,
    decimal,
    hexhash,
    instant,
    integer,
    nullable,
    number,
    one_of,
    optional,
    record,
    rows,
    slug,
    text,
)

_MONEY = record(nullable(amount=decimal, currency=currency))
_COUNT = record(nullable(count=integer, amount=decimal, currency=currency, window=text()))

SUBJECT = record({
    'legal_name': text(required=True),
    'previous_names': optional(rows(record(nullable(name=text(), until=day)))),
    'trade_names': optional(rows(text())),
    'identifiers': optional(rows(record({
        'scheme': one_of(lists.SCHEMES), 'value': text(80, required=True),
        **nullable(valid=boolean, issuer=text()),
    }, required=('scheme', 'value')))),
    'status': optional(one_of(lists.STATUSES)),
    'natural_person': optional(boolean),
    'address': optional(record(nullable(
        lines=rows(text()), city=text(), postcode=text(40), region=text(), country=country,
    ))),
    'activity': optional(rows(record(nullable(scheme=text(), code=text(), text=text(2000))))),
    'employees': optional(record(nullable(value=integer, year=integer, range=text()))),
    **nullable(
        country=country, status_raw=text(2000), legal_form=text(), incorporation_date=day,
        cessation_date=day, registered_capital=_MONEY, paid_in_capital=_MONEY,
    ),
}, required=('legal_name',))

_SCORE = record({
    'code': text(80, required=True), 'dimension': one_of(lists.DIMENSIONS),
    'direction': one_of(lists.DIRECTIONS), 'state': one_of(lists.SCORE_STATES),
    **nullable(
        raw=text(), raw_min=number, raw_max=number, model=text(), date=day,
        overrides=rows(text(2000)), pd=decimal, pd_horizon_months=integer,
    ),
}, required=('code', 'dimension', 'direction', 'state'))

_LIMIT = record({
    'code': text(80, required=True), 'state': one_of(lists.LIMIT_STATES),
    **nullable(amount=decimal, currency=currency, date=day),
}, required=('code', 'state'))

_COVER = record({
    'policy_ref': text(80, required=True), 'decision': one_of(lists.COVER_DECISIONS),
    **nullable(
        requested=decimal, granted=decimal, currency=currency, valid_from=day, valid_to=day,
        conditions=text(4000), decided_on=day,
    ),
}, required=('policy_ref', 'decision'))

_PAYMENT = record(nullable(
    dbt_days=number, industry_dbt_days=number, paydex=number, paydex_3m=number, trend=text(),
    experiences=integer, on_time=integer, late=integer, past_due=_MONEY, high_credit=_MONEY,
    collections=_COUNT,
    buckets=record(nullable(d30=number, d60=number, d90=number, d91p=number)),
))

_EVENT = record({
    'key': text(200, required=True), 'kind': one_of(lists.EVENT_KINDS),
    'severity': one_of(lists.EVENT_SEVERITIES), 'status': one_of(lists.EVENT_STATUSES),
    **nullable(
        opened_on=day, closed_on=day, amount=decimal, currency=currency, authority=text(),
        case_no=text(), role=one_of(lists.ROLES), text=text(8000),
    ),
}, required=('key', 'kind', 'severity', 'status'))

_STATEMENT = record({
    'period_end': day,
    **nullable(
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
        _COUNT(count, at(path, str(kind)[:80]), faults)


SECTION_CHECKS = {
    'scores': rows(_SCORE),
    'limits': rows(_LIMIT),
    'cover': rows(_COVER),
    'payment': _PAYMENT,
    'events': rows(_EVENT),
    'counters': _counters,
    'statements': rows(_STATEMENT),
    'changes': rows(record(nullable(
        kind=text(80), date=day, before=text(4000), after=text(4000),
    ))),
    'owners': rows(record({
        'kind': optional(one_of(('person', 'company'))), 'from': optional(day), 'to': optional(day),
        **nullable(name=text(), pct=number, negative=boolean),
    })),
    'group': record(nullable(parent_ref=text(), ultimate_ref=text(), hq_ref=text())),
    'filings': record(nullable(
        accounts_due=day, accounts_overdue=boolean, confirmation_due=day,
        confirmation_overdue=boolean,
    )),
}

_EVIDENCE = rows(record(nullable(
    kind=text(80), scheme=text(80), value=text(), detail=text(2000),
)))
_MATCH = record({
    'method': one_of(lists.MATCH_METHODS),
    'candidates': optional(rows(record({
        'partner_id': integer, **nullable(confidence=number, evidence=_EVIDENCE),
    }, required=('partner_id',)))),
    **nullable(partner_id=integer, confidence=number, evidence=_EVIDENCE),
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
    **nullable(raw_hash=hexhash, residency=country, disputed=boolean),
    **{name: optional(check) for name, check in SECTION_CHECKS.items()},
}, required=(
    'schema_version', 'provider', 'product', 'provider_ref', 'external_id', 'as_of',
    'as_of_quality', 'retrieved_at', 'content_hash', 'completeness', 'sections_present', 'subject',
), closed=True)
