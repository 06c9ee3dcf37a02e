"""Status, scores and limits: where this bureau's letters and words mislead.

E is "not rated", not "worst"; a text in the place of a figure is no figure; the ends of a scale are the
country's own; the limit of a contract is not the credit limit. What makes a company a hard negative is
its status or a negative code, never the letter.
"""

import re
from decimal import Decimal

from ...normalise import statuses
from ...normalise.scales import to_number
from ...normalise.values import BadValue, to_currency, to_date, to_decimal
from .hits import text

#: The scale whose bands are public; others are kept, and mean nothing here beside the letter.
_HUNDRED = (frozenset({Decimal(0), Decimal(1)}), Decimal(100))
#: Beside `NonActive`: words of an orderly end, and of insolvency.
_SOLVENT = re.compile(r"members.? voluntary|solvent liquidation", re.IGNORECASE)
_INSOLVENT = re.compile(
    r"insolv|bankrupt|winding.?up|wound up|failure|receiver|administrat|liquidat|konkurs",
    re.IGNORECASE)
#: Codes in the place of a Swedish score, as a third party explains them.
_SWEDISH = {'-28': "accounts missing", '-29': "bankruptcy petition",
            '-95': "data missing", '-96': "data missing", '-97': "data missing"}
_PETITION = '-29'


def add(found, report, country, draft):
    """Add status, scores and limits to a report that has the rest."""
    add_status(found['subject'], report.get('companySummary'), draft)
    credit = report.get('creditScore')
    # Null or a word: not delivered, and what is stored stays.
    if not isinstance(credit, dict):
        return
    rating = credit.get('currentCreditRating')
    if isinstance(rating, dict):
        found['scores'] = scores(rating, country, rating_date(credit, draft), draft)
        if negative_code(rating, country) == _PETITION:
            found['subject'].update(status='insolvent', status_raw=_SWEDISH[_PETITION])
    nodes = {'cs.limit': rating.get('creditLimit') if isinstance(rating, dict) else None,
             'cs.contract': credit.get('currentContractLimit')}
    if any(isinstance(node, dict) for node in nodes.values()):
        rows = [limit(code, node, draft) for code, node in nodes.items()]
        found['limits'] = [row for row in rows if row is not None]


# === STATUS === #

def add_status(subject, summary, draft):
    """`NonActive` is insolvent or dissolved, as its description says."""
    told = summary.get('companyStatus') if isinstance(summary, dict) else None
    if not isinstance(told, dict):
        return
    word, words = text(told.get('status')), text(told.get('description'))
    subject['status_raw'] = ': '.join(filter(None, (word, words))) or None
    if word is None:
        subject['status'] = None
        return
    subject['status'] = statuses.status('creditsafe', word)
    if subject['status'] is None:
        draft.issue('enum_drift', 'subject.status')
        subject['status'] = 'unknown'
    elif subject['status'] == 'dissolved' and words:
        if _SOLVENT.search(words):
            subject['status'] = 'liquidation'
        elif _INSOLVENT.search(words):
            subject['status'] = 'insolvent'


# === SCORES === #

def scores(rating, country, date, draft):
    """Return the rows of the figure and of the letter; either may be missing."""
    found = []
    if 'providerValue' in rating:
        found.append(figure(rating, country, draft))
    if 'commonValue' in rating:
        found.append({'code': 'cs.letter', 'raw': text(rating['commonValue']),
                      'dimension': 'overall', 'scale': 'creditsafe.letter'})
    return [{**row, 'date': date} for row in found]


def figure(rating, country, draft):
    """Return the row of the bureau's own score, on the scale that it says."""
    told = rating['providerValue'] if isinstance(rating['providerValue'], dict) else {}
    raw = text(told.get('value'))
    low, high = (to_number(text(told.get(name)) or '') for name in ('minValue', 'maxValue'))
    row = {'code': 'cs.score', 'raw': raw, 'dimension': 'overall', 'direction': 'higher_better'}
    code = negative_code(rating, country)
    if code is not None:
        return {**row, 'state': 'not_rated', 'overrides': [_SWEDISH[code]]}
    number = None if raw is None else to_number(raw)
    if number is None:
        # "Not Rated", and whatever else is no figure.
        return {**row, 'state': 'not_rated'}
    row.update(pd_of(rating, draft))
    if low in _HUNDRED[0] and high == _HUNDRED[1]:
        return {**row, 'raw_min': low, 'raw_max': high, 'scale': 'creditsafe.100'}
    if None in (low, high):
        # Of what scale? Under this code nobody takes it for one of 0 to 100.
        return {**row, 'code': 'cs.score.unscaled', 'state': 'rated'}
    return {**row, 'raw_min': low, 'raw_max': high, 'state': 'rated'}


def negative_code(rating, country):
    """Return the code that stands in the place of a Swedish score, or None."""
    told = rating.get('providerValue')
    raw = text(told.get('value')) if isinstance(told, dict) else None
    return raw if country == 'SE' and raw in _SWEDISH else None


def pd_of(rating, draft):
    """Return the probability of default, which is one only from 0 to 1."""
    value = to_number(text(rating.get('pod')) or '')
    if value is None:
        return {}
    if not 0 <= value <= 1:
        draft.issue('bad_value', 'scores.pd')
        return {}
    return {'pd': value}


def rating_date(credit, draft):
    told = text(credit.get('latestRatingChangeDate'))
    try:
        return None if told is None else to_date(told, 'iso_instant')
    except BadValue:
        draft.issue('bad_value', 'scores.date')
        return None


# === LIMITS === #

def limit(code, node, draft):
    """Return the row of a limit: a sum, zero, or words; None if nothing is said."""
    told = text(node.get('value')) if isinstance(node, dict) else None
    if told is None:
        return None
    row = {'code': code, 'currency': currency_of(node, draft)}
    try:
        return {**row, 'amount': to_decimal(told)}
    except BadValue:
        state = 'not_applicable' if 'not applicable' in told.casefold() else 'text'
        return {**row, 'amount': None, 'state': state}


def currency_of(node, draft):
    told = text(node.get('currency'))
    try:
        return None if told is None else to_currency(told)
    except BadValue:
        draft.issue('bad_value', 'limits.currency')
        return None
