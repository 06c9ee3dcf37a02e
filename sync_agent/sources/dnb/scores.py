"""Scores: two different risks, the rating in both of its forms, and noughts that are no numbers.

A score that is absent (delinquency in Germany and Norway) is absent, never 0. A 0 is the bureau's word
for out of business, open bankruptcy or high risk: it is passed on with a scale that begins at 0, where
Odoo takes it for a stop and for no grade.
"""

import re
from decimal import Decimal

from ...normalise.scales import to_number
from .payment import summary_of
from .values import block, day, descriptions, text

_RATING = re.compile(r'^(?P<strength>[0-9]?[A-Z]{1,2})(?P<risk>[1-4])$')
_NEGATIVE_WORTH = 'N'
#: No better than this with a negative worth.
_WORST_RISK = '4'
_NO_RATING = re.compile(r'^(-{1,3}|NQ.*|[0-9]?[A-Z]{0,2}-)$')
_OUT = "out of business, open bankruptcy or high risk"


def add(found, organization, draft):
    """Add the scores of an organization, if its block was delivered."""
    assessment = block(organization, 'dnbAssessment')
    rows = []
    for name, code, dimension in (('failureScore', 'dnb.failure', 'failure'),
                                  ('delinquencyScore', 'dnb.delinquency', 'delinquency')):
        if name in assessment:
            rows += score(block(assessment, name), code, dimension, draft)
    if 'standardRating' in assessment:
        rows.append(rating(block(assessment, 'standardRating'), draft))
    if not any(row['code'] == 'dnb.rating' and row['state'] == 'rated' for row in rows):
        rows += nordic(block(assessment, 'nordicAAARating'))
    rows += paydex(organization)
    if assessment or rows:
        found['scores'] = rows


def score(told, code, dimension, draft):
    """Return the rows of a class and of a percentile; of neither: asked, and not rated."""
    facts = {'dimension': dimension, 'date': day(told.get('scoreDate'), draft, f'scores[{code}].date'),
             'model': text(block(told, 'scoreModel').get('description'))}
    overrides = descriptions(told.get('scoreOverrideReasons'))
    rows = [row(f'{code}.{name}', text(told.get(key)), worst, direction, overrides, facts)
            for name, key, worst, direction in (
                ('class', 'classScore', 5, 'lower_better'),
                ('pct', 'nationalPercentile', 100, 'higher_better')) if text(told.get(key))]
    return rows or [{'code': f'{code}.class', 'raw': None, 'state': 'not_rated',
                     'direction': 'lower_better', **facts,
                     **({'overrides': overrides} if overrides else {})}]


def row(code, raw, end, direction, overrides, facts):
    number = to_number(raw)
    is_out = number == 0
    reasons = overrides or ([_OUT] if is_out else [])
    return {'code': code, 'raw': raw, 'raw_min': Decimal(0 if is_out else 1),
            'raw_max': Decimal(end), 'direction': direction,
            'state': 'rated' if number is not None else 'not_rated', **facts,
            **({'overrides': reasons} if reasons else {})}


def rating(told, draft):
    """Return the row of the D&B Rating: `5A1`, or its digit with the strength beside it.

    Strength N is a negative worth: the risk counts as the worst, and the override says so.
    """
    raw = text(told.get('rating')) or rating_of_words(told.get('rating'))
    strength, risk = parse(raw, text(told.get('financialStrength')), text(told.get('riskSegment')))
    overrides, whole = descriptions(told.get('ratingOverrideReasons')), f"{strength or ''}{risk}"
    if risk is not None and strength == _NEGATIVE_WORTH:
        overrides.append(f"{whole}: negative worth")
        risk = _WORST_RISK
    if risk is None and raw is not None and not _NO_RATING.match(raw):
        draft.issue('enum_drift', 'scores[dnb.rating].raw')
    return {
        'code': 'dnb.rating', 'raw': risk or raw, 'dimension': 'overall',
        'direction': 'lower_better', 'raw_min': Decimal(1), 'raw_max': Decimal(4),
        'state': 'rated' if risk else 'not_rated',
        'model': f"D&B Rating {whole}" if risk else None,
        'date': day(told.get('scoreDate'), draft, 'scores[dnb.rating].date'),
        **({'overrides': overrides} if overrides else {})}


def rating_of_words(value):
    """Return the dashes that stand for no rating: cleaned, they would be nothing."""
    return value.strip() if isinstance(value, str) and value.strip('- ') == '' and value.strip() \
        else None


def parse(raw, strength, segment):
    """Return (financial strength or None, risk digit or None)."""
    if raw is None:
        return strength, segment if segment in ('1', '2', '3', '4') else None
    whole = _RATING.match(raw)
    if whole:
        return whole['strength'], whole['risk']
    if raw in ('1', '2', '3', '4'):
        return strength, raw
    return strength, None


def nordic(told):
    """Return the row of the Nordic rating, which stands in where there is no D&B Rating."""
    segment = text(block(told, 'riskSegment').get('description'))
    if segment is None:
        return []
    return [{'code': 'dnb.nordic.segment', 'raw': segment, 'dimension': 'overall',
             'scale': 'nordic.segment',
             'model': text(told.get('rating')) and f"Nordic rating {text(told['rating'])}"}]


def paydex(organization):
    value = text(summary_of(organization).get('paydexScore'))
    return [] if value is None else [{'code': 'dnb.paydex', 'raw': value, 'scale': 'paydex'}]
