"""From a draft to a report of the contract, the same way for every bureau, without any I/O."""

import base64
import gzip
from dataclasses import dataclass, field
from decimal import Decimal

from pydantic import ValidationError

from ..records import (
    CONTRACT_VERSION,
    SECTIONS,
    Reject,
    Report,
    content_hash,
    digest,
    substance_hash,
)
from ..records.introspect import required_fields
from ..records.lists import STRONG_SCHEMES
from ..records.sections import Identity
from . import events, identifiers, quality

MAX_ISSUES = 500


@dataclass(frozen=True)
class Normal:
    """A report that obeys the contract; `wire` still lacks its match."""

    source: str
    wire: dict
    substance_hash: str
    origin: dict
    partner_id: int | None = None
    evidence: list = field(default_factory=list)
    unknown: tuple = ()


def finish(draft, profile, today):
    """Return a Normal, or a Reject that says why there is none.

    :param today: the UTC day that "in the future" is measured from
    """
    subject = draft.report.get('subject')
    if not subject or not subject.get('legal_name'):
        return reject(draft, 'malformed', 'subject.legal_name', "There is no name of a company.")
    complete_identity(subject, draft)
    reference = draft.report.get('provider_ref') or reference_of(subject)
    if reference is None:
        return reject(draft, 'malformed', 'provider_ref',
                      "Neither the bureau's key nor a strong identifier says who this is.")
    if draft.asked_for is not None and reference != draft.asked_for:
        return reject(draft, 'id_mismatch', 'provider_ref',
                      f"Asked for {draft.asked_for}, and {reference} came.")
    report = envelope(draft, profile, reference)
    complete_sections(report, draft, profile)
    return seal(report, draft, profile, today)


def reject(draft, code, path, message):
    return Reject(code, path, message, draft.origin, draft.report,
                  draft.report.get('provider_ref') or draft.asked_for)


def seal(report, draft, profile, today):
    """Check the types, then what they hold; add what is odd, and the hash."""
    try:
        validate(report, draft)
    except ValidationError as error:
        return Reject.from_validation(
            error, origin=draft.origin, content=draft.report, provider_ref=report['provider_ref'])
    quality.check(report, draft, today)
    report['issues'] = [
        {'code': code, 'path': path, 'severity': severity}
        for code, path, severity in draft.issues[:MAX_ISSUES]
    ]
    report['content_hash'] = content_hash(report)
    return Normal(profile.source, report, substance_hash(report), draft.origin, draft.partner_id,
                  draft.evidence, draft.unknown)


def validate(report, draft):
    """Raise ValidationError unless `report` obeys the contract; rows that lack something go first.

    Nothing is converted, so what has passed is what is sent.
    """
    try:
        Report.model_validate(report)
    except ValidationError:
        drop_incomplete(report, Report, draft)
        drop_incomplete(report['subject'], Identity, draft, 'subject.')
        Report.model_validate(report)


# === ENVELOPE === #

def envelope(draft, profile, reference):
    as_of = draft.report.get('as_of')
    report = {
        **draft.report,
        'schema_version': CONTRACT_VERSION,
        'provider': profile.provider,
        'product': draft.product,
        'provider_ref': reference,
        'as_of': as_of or draft.retrieved_at.date(),
        'as_of_quality': 'stated' if as_of else 'assumed',
        'retrieved_at': draft.retrieved_at.replace(microsecond=0),
        'raw_hash': draft.raw_hash,
        'completeness': 'partial' if draft.failed or draft.partial else 'complete',
        'sections_failed': sorted(draft.failed),
        'residency': profile.residency,
        'cost': draft.cost,
    }
    report['sections_present'] = ['identity', *(name for name in SECTIONS if name in report)]
    report['external_id'] = draft.report.get('external_id') or external_id(report)
    if profile.send_raw and draft.raw is not None:
        packed = base64.b64encode(gzip.compress(draft.raw, mtime=0)).decode()
        report['raw'] = {
            'media_type': draft.media_type, 'encoding': 'gzip+base64', 'data': packed}
    return report


def external_id(report):
    """Return a key for a report whose bureau gives it none: one subject, one product, one day."""
    words = (report['provider'], report['product'], report['provider_ref'], str(report['as_of']))
    return digest('\0'.join(words).encode())[:32]


# === IDENTITY === #

def complete_identity(subject, draft):
    """Verify identifiers, drop empty ones, add those that follow from them."""
    found = {}
    country = subject.get('country')
    for place, identifier in enumerate(subject.get('identifiers') or ()):
        if not identifier.get('value'):
            continue
        scheme = identifier['scheme']
        value, valid = identifiers.verify(scheme, identifier['value'], country)
        if identifier.get('valid') is False:
            # Whoever gives the number out says so; a check digit proves nothing against that.
            valid = False
        found.setdefault((scheme, value), {**identifier, 'value': value, 'valid': valid})
        if valid is False:
            draft.issue('identifier_invalid', f'subject.identifiers[{place}].value')
    for scheme, value in [key for key, row in found.items() if row['valid']]:
        for derived in identifiers.derive(scheme, value):
            found.setdefault(derived, {
                'scheme': derived[0], 'value': derived[1], 'valid': True, 'issuer': 'derived'})
    if 'identifiers' in subject:
        subject['identifiers'] = list(found.values())


def reference_of(subject):
    """Return the strongest identifier as a key, where a bureau's file has none of its own."""
    usable = {row['scheme']: row['value'] for row in subject.get('identifiers') or ()
              if row['valid'] is not False}
    return next((f'{scheme}:{usable[scheme]}' for scheme in STRONG_SCHEMES if scheme in usable),
                None)


# === SECTIONS === #

def drop_incomplete(owner, record, draft, prefix=''):
    """Leave out rows that lack what makes them one; the answer itself is kept."""
    for name, required in required_fields(record).items():
        rows = owner.get(name)
        if rows and required:
            kept = [row for row in rows if all(row.get(field) is not None for field in required)]
            if len(kept) < len(rows):
                draft.issue('incomplete_row', prefix + name)
                owner[name] = kept


def complete_sections(report, draft, profile):
    if 'scores' in report:
        report['scores'] = complete_scores(report['scores'], draft, profile)
    if 'limits' in report:
        report['limits'] = [complete_limit(limit) for limit in report['limits']]
    if 'events' in report:
        report['events'] = events.complete(report['events'], draft)


def complete_scores(scores, draft, profile):
    """Fill in what the scale knows; a score without scale must bring dimension and state itself."""
    found = []
    for place, score in enumerate(scores):
        scale = profile.scales.get(score.pop('scale', None))
        if scale is not None:
            apply_scale(score, scale, f'scores[{place}].raw', draft)
        elif 'state' not in score:
            score['state'] = 'not_rated' if score.get('raw') is None else 'rated'
        found.append(score)
    return found


def apply_scale(score, scale, path, draft):
    score.setdefault('dimension', scale.dimension)
    score.setdefault('direction', scale.direction)
    if scale.min is not None:
        score.setdefault('raw_min', scale.min)
        score.setdefault('raw_max', scale.max)
    state, remark = scale.read(score.get('raw'))
    score.setdefault('state', state)
    if remark in ('unknown_value', 'out_of_scale'):
        draft.issue('enum_drift' if remark == 'unknown_value' else remark, path)
    elif remark:
        score['overrides'] = [*score.get('overrides', ()), remark]


def complete_limit(limit):
    """Say what kind of limit it is: a sum, zero, or words."""
    text = limit.pop('text', None)
    if 'state' not in limit:
        amount = limit.get('amount')
        if amount is None:
            limit['state'] = 'text' if text else 'not_applicable'
        else:
            limit['state'] = 'stated' if amount != Decimal(0) else 'zero'
    return limit
