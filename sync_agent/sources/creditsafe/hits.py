"""Hits of a search or a match as candidates."""

from ...normalise.text import clean
from ..base import Candidate

#: The bureau counts from 898 (name alone) to 999.
MATCH_OF = 1000


def candidates(found):
    return [candidate for candidate in map(candidate_of, found) if candidate is not None]


def candidate_of(hit):
    """Return a Candidate, or None for a hit without key or name."""
    if not isinstance(hit, dict) or not hit.get('id') or not text(hit.get('name')):
        return None
    country = text(hit.get('country'))
    subject = {
        'legal_name': text(hit.get('name')), 'country': country,
        'identifiers': identifiers(country, hit.get('regNo'), hit.get('vatNo'))[0],
        'status_raw': text(hit.get('status')),
    }
    if text(hit.get('safeNo')):
        subject['identifiers'].append({'scheme': 'safe_no', 'value': text(hit['safeNo'])})
    address = hit.get('address')
    if isinstance(address, dict):
        street = text(address.get('street'))
        subject['address'] = {
            'lines': [street] if street else [], 'city': text(address.get('city')),
            'postcode': text(address.get('postalCode'))}
    score = hit.get('matchScoreConfidence')
    return Candidate(str(hit['id']), subject, confidence(score),
                     '' if score is None else f"match score {score}")


def confidence(score):
    try:
        return min(float(score) / MATCH_OF, 1.0)
    except (TypeError, ValueError):
        return None


def identifiers(country, reg_no, vat):
    """Return ([identifier], whether they contradict each other).

    In France the register number is a SIRET, an establishment's; its first nine digits are the SIREN,
    and so are the last nine of the VAT number. When they differ, one of them is another company's,
    and neither proves anything.
    """
    reg_no, vat, found = text(reg_no), text(vat), []
    digits = ''.join(filter(str.isalnum, reg_no or ''))
    if country == 'FR' and len(digits) == 14 and digits.isdigit():
        found += [{'scheme': 'siret', 'value': digits}, {'scheme': 'reg_no', 'value': digits[:9]}]
        if vat and vat[-9:].isdigit() and vat[-9:] != digits[:9]:
            return [{'scheme': 'other', 'value': digits, 'issuer': 'SIRET, contradicted'},
                    {'scheme': 'other', 'value': vat, 'issuer': 'VAT, contradicted'}], True
    elif reg_no:
        found.append({'scheme': 'reg_no', 'value': reg_no})
    if vat:
        found.append({'scheme': 'vat', 'value': vat})
    return found, False


def text(value):
    """Return a scalar as clean text, None for nothing."""
    if value is None or isinstance(value, (dict, list, bool)):
        return None
    return clean(str(value), 300)
