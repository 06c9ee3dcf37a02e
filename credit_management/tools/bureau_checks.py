"""Is what a well-formed report says possible at all? Pure."""

import dataclasses
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from . import bureau_lists as lists
from . import identifiers

#: Without accounts beside it, nobody recommends more than this.
MAX_LIMIT_WITHOUT_EQUITY = Decimal(10) ** 9
MAX_LIMIT_TO_EQUITY = 10


@dataclass(frozen=True)
class Error:
    """Why a report, or a part of it, is not used: a code of the contract, where, and figures."""

    code: str
    field: str = ''
    params: dict = dataclasses.field(default_factory=dict)


def plausibility(report, today):
    """Return the errors of a well-formed report whose content cannot be true."""
    return [
        *_dates(report, today),
        *_identifiers(report),
        *_statements(report),
        *_scores(report),
        *_limits(report),
    ]


def _dates(report, today):
    as_of = date.fromisoformat(report['as_of'])
    if as_of > today + timedelta(days=1):
        yield Error('in_the_future', 'as_of', {'date': report['as_of']})
    founded = report['subject'].get('incorporation_date')
    if not founded:
        return
    if report['as_of'] < founded:
        yield Error('before_incorporation', 'as_of', {'date': report['as_of'], 'founded': founded})
    for index, event in enumerate(report.get('events') or []):
        opened = event.get('opened_on')
        if opened and opened < founded:
            yield Error('before_incorporation', f'events[{index}].opened_on',
                        {'date': opened, 'founded': founded})


def _identifiers(report):
    subject = report['subject']
    for index, item in enumerate(subject.get('identifiers') or []):
        if item['scheme'] not in lists.STRONG_SCHEMES:
            continue
        _value, valid = identifiers.normal(item['scheme'], item['value'], subject.get('country'))
        if valid is False:
            yield Error('identifier_invalid', f'subject.identifiers[{index}]',
                        {'scheme': item['scheme'], 'value': item['value']})


def _statements(report):
    for index, item in enumerate(report.get('statements') or []):
        assets, owed, own = (
            to_decimal(item.get(name)) for name in ('total_assets', 'total_liabilities', 'equity')
        )
        if assets is not None and assets < 0:
            yield Error('negative_assets', f'statements[{index}].total_assets',
                        {'amount': str(assets)})
        elif None not in (assets, owed, own):
            gap = abs(assets - owed - own)
            if gap > max(assets / 100, 2):
                yield Error('balance', f'statements[{index}]', {'gap': str(gap)})


def _scores(report):
    for index, item in enumerate(report.get('scores') or []):
        if is_out_of_scale(item):
            yield Error('out_of_scale', f'scores[{index}].raw', {
                'raw': item['raw'], 'min': str(item['raw_min']), 'max': str(item['raw_max']),
            })


def is_out_of_scale(score):
    """Tell whether a score lies outside the scale that stands beside it."""
    raw, low, high = (to_decimal(score.get(name)) for name in ('raw', 'raw_min', 'raw_max'))
    return None not in (raw, low, high) and not low <= raw <= high


def _limits(report):
    for index, item in enumerate(report.get('limits') or []):
        amount = to_decimal(item.get('amount'))
        if amount is None or not item.get('currency') or item['state'] != 'stated':
            continue
        equity = _equity(report, item['currency'])
        most = equity * MAX_LIMIT_TO_EQUITY if equity else MAX_LIMIT_WITHOUT_EQUITY
        if amount > most:
            yield Error('limit_implausible', f'limits[{index}].amount',
                        {'amount': str(amount), 'most': str(most)})


def _equity(report, currency):
    """Return the equity of the newest accounts in `currency`, if there is any."""
    own = [
        item for item in report.get('statements') or []
        if item.get('currency') == currency and item.get('equity') is not None
    ]
    newest = max(own, key=lambda item: item['period_end'], default=None)
    equity = to_decimal(newest['equity']) if newest else None
    return equity if equity and equity > 0 else None


def to_decimal(value):
    """Return a decimal of the contract, or None for null and for text that is no number."""
    try:
        number = Decimal(str(value)) if value is not None else None
    except InvalidOperation:
        return None
    return number if number is None or number.is_finite() else None
