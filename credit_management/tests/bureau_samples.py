"""Reports of the contract for tests: made by hand, hashed by other code than the addon's.

Imports nothing of Odoo, so that tests outside it use the same reports. Companies and numbers are
invented; check digits are right.
"""

import base64
import gzip
import hashlib
import json
from itertools import count

NOT_HASHED = {
    'external_id', 'retrieved_at', 'content_hash', 'raw_hash', 'raw', 'match', 'cost',
}
#: Check digits right, companies invented.
VAT, VAT_2 = 'DE999999903', 'DE999999911'
LEI = '000000ACMETRADE01X57'
USCI = '91000000123456789X'
_numbers = count(1)


def subject(name="Acme Trade", **changes):
    return {'legal_name': name, 'country': 'DE', 'identifiers': [], **changes}


def score(raw='62', **changes):
    return {
        'code': 'cs.score', 'dimension': 'overall', 'raw': raw, 'raw_min': '0', 'raw_max': '100',
        'direction': 'higher_better', 'model': None, 'date': None, 'state': 'rated',
        'overrides': [], **changes,
    }


def event(key='E1', kind='insolvency', **changes):
    return {
        'key': key, 'kind': kind, 'severity': 'stop', 'status': 'open', 'opened_on': '2026-11-03',
        'closed_on': None, 'amount': None, 'currency': None, 'authority': "Court",
        'case_no': "1/26", 'role': None, 'text': None, **changes,
    }


def limit(amount='50000', **changes):
    return {
        'code': 'cs.limit', 'amount': amount, 'currency': 'EUR', 'state': 'stated', 'date': None,
        **changes,
    }


def statement(**changes):
    return {
        'period_end': '2025-12-31', 'months': 12, 'currency': 'EUR', 'total_assets': '1500',
        'total_liabilities': '900', 'equity': '600', **changes,
    }


def raw(text):
    """Return (raw, raw_hash) of a payload."""
    data = text.encode()
    packed = base64.b64encode(gzip.compress(data, mtime=0)).decode()
    return (
        {'media_type': 'application/json', 'encoding': 'gzip+base64', 'data': packed},
        hashlib.sha256(data).hexdigest(),
    )


def report(provider='creditsafe', ref='GB-0-1', as_of='2026-11-20', payload=None, **changes):
    """Return a whole report; `changes` are keys of it, sections among them."""
    values = {
        'schema_version': 1, 'provider': provider, 'product': 'report', 'provider_ref': ref,
        'external_id': f'X{next(_numbers)}', 'as_of': as_of, 'as_of_quality': 'stated',
        'retrieved_at': f'{as_of}T08:00:00Z', 'raw_hash': None, 'completeness': 'complete',
        'sections_failed': [], 'residency': None, 'cost': None, 'subject': subject(),
        'disputed': None, 'issues': [], 'match': {'method': 'mapping', 'partner_id': None},
    }
    if payload is not None:
        values['raw'], values['raw_hash'] = raw(payload)
    values.update(changes)
    present = [name for name in (
        'scores', 'limits', 'cover', 'payment', 'events', 'counters', 'statements', 'changes',
        'owners', 'group', 'filings') if name in values]
    return sealed({'sections_present': ['identity', *present], **values})


def sealed(values):
    """Return `values` with the hash of what they say."""
    kept = {name: value for name, value in values.items() if name not in NOT_HASHED}
    text = json.dumps(kept, sort_keys=True, separators=(',', ':'), ensure_ascii=False)
    return {**values, 'content_hash': hashlib.sha256(text.encode()).hexdigest()}
