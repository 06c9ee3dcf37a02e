"""One report of the contract, taken apart: is it whole, is it what it says, is it plausible. Pure.

A report comes from outside. Everything is looked at before anything is written.
"""

import base64
import binascii
import dataclasses
import hashlib
import json
import zlib
from dataclasses import dataclass

from . import bureau_lists as lists
from . import identifiers
from .bureau_checks import Error, plausibility
from .bureau_schema import REPORT

#: A raw payload larger than this, unpacked, is not taken.
MAX_RAW = 64 * 1024 * 1024
#: Keys whose text is a decimal, wherever they stand.
DECIMALS = frozenset({
    'amount', 'pd', 'requested', 'granted', 'pct', 'raw_min', 'raw_max', 'dbt_days',
    'industry_dbt_days', 'paydex', 'paydex_3m', 'd30', 'd60', 'd90', 'd91p', 'revenue', 'ebit',
    'pbt', 'net_profit', 'total_assets', 'current_assets', 'inventory', 'receivables', 'cash',
    'total_liabilities', 'current_liabilities', 'equity',
})
#: So many faults of a broken report are enough to mend it.
MAX_FAULTS = 20


@dataclass
class Checked:
    """A report after looking at it: `content` is the canonical text that its hash covers."""

    report: dict
    external_id: str = None
    content: str = ''
    raw: bytes = None
    errors: list = dataclasses.field(default_factory=list)

    def has(self, codes):
        """Tell whether one of these error codes was found."""
        return any(error.code in codes for error in self.errors)

    @property
    def is_refused(self):
        """Tell whether nothing of the report may be stored."""
        return self.has(lists.REFUSING)

    @property
    def is_quarantined(self):
        """Tell whether the report is stored without effects until a person has looked at it."""
        return self.has(lists.QUARANTINING)

    @property
    def sections(self):
        """Return the names of the sections that came, `identity` apart."""
        present = self.report['sections_present']
        return [name for name in lists.SECTIONS if name in present]

    @property
    def is_credit(self):
        """Tell whether the report says more than who the company is."""
        return any(self.report.get(name) for name in lists.CREDIT_SECTIONS)

    @property
    def match(self):
        """Return whose the agent thinks the report is."""
        return self.report.get('match') or {'method': 'none'}

    @property
    def names(self):
        """Return every name that the company has or had."""
        subject = self.report['subject']
        former = [item.get('name') for item in subject.get('previous_names') or []]
        return [
            name for name in (subject['legal_name'], *former, *(subject.get('trade_names') or []))
            if name
        ]

    @property
    def strong_identifiers(self):
        """Return {(scheme, normal form)} of the identifiers that can say whose it is."""
        subject = self.report['subject']
        found = set()
        for item in subject.get('identifiers') or []:
            if item['scheme'] in lists.STRONG_SCHEMES and item.get('valid') is not False:
                value, valid = identifiers.normal(
                    item['scheme'], item['value'], subject.get('country')
                )
                if valid is not False:
                    found.add((item['scheme'], value))
        return found

    def rows(self, section):
        """Return the rows of a section; null means that there are none."""
        return self.report.get(section) or []


# === CANONICAL FORM === #

def canonical(report):
    """Return the text that the content hash covers: UTF-8, keys sorted, no spaces, no NaN."""
    return _dumped(_without_zeros(_hashed(report)))


def content_hash(content):
    """Return the SHA-256 of a canonical text in hexadecimal digits."""
    return hashlib.sha256(content.encode()).hexdigest()


def _hashed(report):
    return {name: value for name, value in report.items() if name not in lists.UNHASHED}


def _dumped(report):
    return json.dumps(
        report, sort_keys=True, separators=(',', ':'), ensure_ascii=False, allow_nan=False
    )


def _without_zeros(value, name=None):
    """Return `value` with every decimal of the contract in its shortest form."""
    if isinstance(value, dict):
        return {key: _without_zeros(item, key) for key, item in value.items()}
    if isinstance(value, list):
        return [_without_zeros(item, name) for item in value]
    if name in DECIMALS and isinstance(value, str) and '.' in value:
        return value.rstrip('0').rstrip('.')
    return value


def sealed(report):
    """Return `report` with the hash of its content: for reports that are made inside."""
    return {**report, 'content_hash': content_hash(canonical(report))}


# === LOOKING AT IT === #

def examine(report, today):
    """Return `report`, one element of a batch, as a Checked with every error that it shows.

    :param date today: the receiving company's calendar day
    """
    faults = []
    REPORT(report, '', faults)
    external_id = report.get('external_id') if isinstance(report, dict) else None
    checked = Checked(report, external_id if isinstance(external_id, str) else None)
    if not faults:
        faults = _section_faults(report)
    checked.errors = [
        Error('malformed', path, {'expected': expected}) for path, expected in faults[:MAX_FAULTS]
    ]
    if not checked.errors:
        checked.errors += _hash_errors(checked)
    if not checked.errors:
        checked.errors += plausibility(report, today)
    return checked


def _section_faults(report):
    """Return where the list of sections and the sections themselves disagree."""
    present = set(report['sections_present']) - {'identity'}
    given = {name for name in lists.SECTIONS if name in report}
    return [
        *[(name, 'section that sections_present names') for name in sorted(present - given)],
        *[(name, 'its name in sections_present') for name in sorted(given - present)],
    ]


def _hash_errors(checked):
    """Set the text and the raw payload, or return why they are not what their hashes say."""
    report = checked.report
    try:
        texts = [canonical(report), _dumped(_hashed(report))]
        hashes = [content_hash(text) for text in texts]
    except (UnicodeEncodeError, ValueError, RecursionError):
        return [Error('malformed', '', {'expected': 'UTF-8 text, no NaN'})]
    if report['content_hash'] not in hashes:
        return [Error('hash_mismatch', 'content_hash')]
    # Who hashed what it sent, decimals with their zeros, is understood too.
    checked.content = texts[hashes.index(report['content_hash'])]
    return _raw_errors(checked) if report.get('raw') else []


def _raw_errors(checked):
    report = checked.report
    if not report.get('raw_hash'):
        return [Error('malformed', 'raw_hash', {'expected': 'hash of the raw payload'})]
    packed = _decoded(report['raw']['data'])
    unpacked = packed and _unpacked_hash(packed)
    if not unpacked:
        return [Error('malformed', 'raw.data', {'expected': 'gzip in base64, up to 64 MiB'})]
    if unpacked != report['raw_hash']:
        return [Error('hash_mismatch', 'raw_hash')]
    checked.raw = packed
    return []


def _decoded(text):
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None


def _unpacked_hash(packed):
    """Return the SHA-256 of what one gzip member holds, or None if it is none or a bomb."""
    unpacker = zlib.decompressobj(wbits=31)
    try:
        content = unpacker.decompress(packed, MAX_RAW)
    except zlib.error:
        return None
    whole = unpacker.eof and not unpacker.unused_data
    return hashlib.sha256(content).hexdigest() if whole else None
